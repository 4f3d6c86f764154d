"""Histories of a plan of which copies go about: who changes what, who copies, who merges whom.

A history is a list of steps, each a tuple of a name and small numbers; whatever the numbers, a
step does something sensible or nothing. What copies hold is read by plain `sqlite3`.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from db.additions import NewAction, NewEvidence, add_action, add_agency, add_evidence, rename_agency
from db.cells import typed_cells
from db.changes import add_update, edit, end_otherwise, rate, reopen, revise_due
from db.connection import plain
from db.deciding import keep, take
from db.errors import Refused
from db.file import Plan
from db.log import changing
from db.merge import merge
from db.schema import ENTITY_FIELDS, schema_statements
from db.ship import ship
from db.signature import Signature
from db.undo import redo, undo
from db.waiting import read_conflicts

TODAY = date(2020, 7, 1)
CODES = ("not-started", "significant-risk", "minor-risk", "on-track", "completed", "evidenced")
TEXTS = ("x", "two\nlines", "[b]", "漢", "it's; --")
MOST_COPIES = 6

COPY = st.integers(0, MOST_COPIES - 1)
SMALL = st.integers(0, 5)
WHICH = st.integers(0, 1)
"""Of the actions, mostly the same two: people disagree about what they both work on."""

STEPS = st.one_of(
    st.tuples(st.just("rate"), COPY, WHICH, SMALL),
    st.tuples(st.just("rate"), COPY, SMALL, SMALL),
    st.tuples(st.just("due"), COPY, WHICH, SMALL),
    st.tuples(st.just("edit"), COPY, WHICH, st.integers(0, 29)),
    st.tuples(st.just("update"), COPY, WHICH, SMALL),
    st.tuples(st.just("evidence"), COPY, WHICH, SMALL),
    st.tuples(st.just("end"), COPY, WHICH, SMALL),
    st.tuples(st.just("reopen"), COPY, WHICH, SMALL),
    st.tuples(st.just("add"), COPY, SMALL, SMALL),
    st.tuples(st.just("agency"), COPY, SMALL, SMALL),
    st.tuples(st.just("undo"), COPY, SMALL, SMALL),
    st.tuples(st.just("undo"), COPY, SMALL, SMALL),
    st.tuples(st.just("redo"), COPY, SMALL, SMALL),
    st.tuples(st.just("copy"), COPY, COPY, SMALL),
    st.tuples(st.just("ship"), COPY, COPY, SMALL),
    *[st.tuples(st.just("merge"), COPY, COPY, SMALL)] * 4,
    st.tuples(st.just("unmigrated"), COPY, COPY, SMALL),
    *[st.tuples(st.just("decide"), COPY, SMALL, SMALL)] * 2,
)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(("rate", "rate", "due", "edit", "end", "update", "agency")),
        st.integers(0, 1),
        WHICH,
        SMALL,
    ),
    min_size=2,
    max_size=20,
)
"""What two people do, each to a copy of their own, without taking anything back."""

HISTORIES = st.tuples(
    st.sampled_from((2, 2, 2, 3, 3, 4, 5, MOST_COPIES)), st.lists(STEPS, min_size=16, max_size=45)
)


@dataclass
class World:
    """A folder of copies of one plan, how many there may be, and what was counted."""

    folder: object
    copies: int
    clock: datetime = datetime(2026, 11, 26, tzinfo=UTC)
    counts: dict = field(default_factory=dict)

    def path(self, number):
        return self.folder / f"copy-{number % self.copies}.db"

    def by(self, number):
        """Return who works on a copy: clocks differ from machine to machine, and go backwards."""
        skew = timedelta(days=(number % self.copies) * 3)
        self.clock += timedelta(seconds=1)
        return Signature(f"Person {number % self.copies}", lambda: self.clock - skew)

    def count(self, what, number=1):
        self.counts[what] = self.counts.get(what, 0) + number

    def paths(self):
        return [self.path(number) for number in range(self.copies)]


def begin(folder, original, copies):
    """Return a world in which every copy is the same file."""
    world = World(folder, copies)
    for path in world.paths():
        shutil.copyfile(original, path)
    return world


def take_step(world, step):
    """Take one step; what the plan refuses is no step."""
    name, number, *what = step
    try:
        _STEPS[name](world, number, *what)
    except Refused:
        world.count("refused")
    else:
        world.count(name)


def opened(path):
    """Return the plan at a path that was checked before, and is once more at the end."""
    return Plan(path, read_only=False)


def _actions(plan):
    with closing(sqlite3.connect(plan.path)) as file:
        query = "SELECT id FROM action WHERE withdrawn IS NULL ORDER BY id"
        return [one for (one,) in file.execute(query)]


def _agencies(plan):
    with closing(sqlite3.connect(plan.path)) as file:
        query = "SELECT id FROM agency WHERE withdrawn IS NULL ORDER BY id"
        return [one for (one,) in file.execute(query)]


def _one(plan, which):
    actions = _actions(plan)
    return actions[which % len(actions)]


def _rate(world, number, which, code):
    with opened(world.path(number)) as plan:
        rate(
            plan, {_one(plan, which): CODES[code]},
            by=world.by(number), today=TODAY, reason=f"because {code}",
        )  # fmt: skip


def _due(world, number, which, days):
    with opened(world.path(number)) as plan:
        day = date(2020, 6, 1) + timedelta(days=days)
        revise_due(plan, [_one(plan, which)], day, by=world.by(number), reason="later")


_TYPED = ("reference", "sources", "finding", "action", "leads", "timescale", "forecast", "agency")


def _edit(world, number, which, what):
    with opened(world.path(number)) as plan:
        name = _TYPED[what % len(_TYPED)]
        text = {
            "reference": f"{what}a", "sources": f"SY{what}", "forecast": f"{1 + what} Jul 2020",
            "timescale": f"End {('March', 'June', 'July')[what % 3]} 2020",
        }.get(name, TEXTS[what % len(TEXTS)])  # fmt: skip
        agencies = {one: one for one in _agencies(plan)}
        if name == "agency":
            text = list(agencies)[what % len(agencies)]
        cells = typed_cells(name, text, agencies, date(2020, 3, 26))
        edit(
            plan, _one(plan, which), cells,
            by=world.by(number), today=TODAY, reason="as agreed",
        )  # fmt: skip


def _update(world, number, which, what):
    with opened(world.path(number)) as plan:
        add_update(plan, [_one(plan, which)], f"did {what}", by=world.by(number), day=TODAY)


def _evidence(world, number, which, what):
    with opened(world.path(number)) as plan:
        file = b"content %d" % what if what % 2 else None
        new = NewEvidence(f"shows {what}", file_name="a.txt" if file else "", file=file)
        add_evidence(plan, _one(plan, which), new, by=world.by(number))


def _end(world, number, which, _what):
    with opened(world.path(number)) as plan:
        end_otherwise(plan, [_one(plan, which)], "superseded", by=world.by(number), reason="so")


def _reopen(world, number, which, _what):
    with opened(world.path(number)) as plan:
        reopen(plan, [_one(plan, which)], by=world.by(number), reason="after all")


def _add(world, number, which, what):
    with opened(world.path(number)) as plan:
        agencies = _agencies(plan)
        new = NewAction(
            f"n{what}", agencies[which % len(agencies)], f"Do {what}.", leads="J Culley"
        )
        add_action(plan, new, by=world.by(number))


def _agency(world, number, which, what):
    with opened(world.path(number)) as plan:
        if which % 2:
            add_agency(plan, f"Agency {what}", by=world.by(number))
        else:
            agencies = _agencies(plan)
            one = agencies[what % len(agencies)]
            rename_agency(plan, one, f"Renamed {what}", by=world.by(number))


def _undo(world, number, *_):
    with opened(world.path(number)) as plan:
        undo(plan, by=world.by(number))


def _redo(world, number, *_):
    with opened(world.path(number)) as plan:
        redo(plan, by=world.by(number))


def _copy(world, number, other, _what):
    """Somebody copies the file outside of the app, over what lay there, unless that loses rows."""
    source, target = world.path(number), world.path(other)
    if source != target and rows_of(target) <= rows_of(source):
        shutil.copyfile(source, target)


def _ship(world, number, other, _what):
    source, target = world.path(number), world.path(other)
    if source == target or not rows_of(target) <= rows_of(source):
        return
    with opened(source) as plan:
        ship(plan, target, to=f"Person {other}", by=world.by(number), overwrite=True)


def _merge(world, number, other, _what):
    take_over(world, number, [world.path(other)])


def _unmigrated(world, number, other, _what):
    """A copy comes back that a version 1 of jtai had written."""
    source = world.path(other)
    if world.path(number) == source:
        return
    old = source.with_name("unmigrated.db")
    old.unlink(missing_ok=True)
    shutil.copyfile(source, old)
    make_version_1(old)
    take_over(world, number, [old])


def make_version_1(path):
    """Turn a plan file into what the first version would have written."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("DROP TRIGGER event_insert")
        file.execute("DROP VIEW format")
        for statement in schema_statements(1):
            if statement.startswith("CREATE TRIGGER event_insert "):
                file.execute(statement)
        file.execute("PRAGMA user_version = 1")


def take_over(world, number, returned):
    """Merge files into a copy; what isn't that copy itself is taken."""
    returned = [path for path in returned if path != world.path(number)]
    if not returned:
        return None
    with opened(world.path(number)) as plan:
        done = merge(plan, returned, by=world.by(number), copied=True)
    world.count("merges", len(returned))
    return done


def _decide(world, number, which, what):
    """Somebody decides one conflict, for theirs or for ours."""
    with opened(world.path(number)) as plan, changing(plan, world.by(number)) as log:
        conflicts = read_conflicts(plain(log.connection))
        if conflicts:
            one = conflicts[which % len(conflicts)]
            history = log.history(one.entity, one.field)
            decide = take if what % 2 else keep
            decide(log, one.etype, one.entity, one.field, history, one.theirs)
            world.count("decided")


_STEPS = {
    "rate": _rate, "due": _due, "edit": _edit, "update": _update, "evidence": _evidence,
    "end": _end, "reopen": _reopen, "add": _add, "agency": _agency, "undo": _undo, "redo": _redo,
    "copy": _copy, "ship": _ship, "merge": _merge, "unmigrated": _unmigrated, "decide": _decide,
}  # fmt: skip


def gather(world):
    """Let the first copy merge all others in one go, and each of them that one then."""
    take_over(world, 0, world.paths()[1:])
    for number in range(1, world.copies):
        take_over(world, number, world.paths()[:1])


def hand_round(world):
    """Let each copy merge the one before it, the other way round, and once more."""
    for number in [*reversed(range(world.copies))] * 2:
        take_over(world, number, [world.path(number + 1)])


def decide_alike(world):
    """Decide every conflict on every copy for the same value, whoever had said it there."""
    for number, path in enumerate(world.paths()):
        with opened(path) as plan:
            for _ in range(50):
                with changing(plan, world.by(number)) as log:
                    conflicts = read_conflicts(plain(log.connection))
                    for one in conflicts[:1]:
                        _take_the_greatest(log, one)
                        world.count("conflicts")
                if not conflicts:
                    break
            else:
                raise AssertionError("deciding comes to no end")


def _take_the_greatest(log, conflict):
    history = log.history(conflict.entity, conflict.field)
    values = {leaf.new: leaf for leaf in history.live}
    greatest = max(values, key=lambda value: (value is not None, value or ""))
    for rival in history.rivals:
        history = log.history(conflict.entity, conflict.field)
        if rival.new == greatest:
            take(log, conflict.etype, conflict.entity, conflict.field, history, rival)
    for rival in history.rivals:
        history = log.history(conflict.entity, conflict.field)
        if rival in history.rivals:
            keep(log, conflict.etype, conflict.entity, conflict.field, history, rival)
    log.write()


def rows_of(path):
    """Return what a copy's log says, without where in this file it says so."""
    with closing(sqlite3.connect(path)) as file:
        return {one for (one,) in file.execute("SELECT hash FROM event WHERE kind <> 'merge'")}


def shown_by(path):
    """Return what a copy shows: every table, the ratings among them, and the files of evidence."""
    with closing(sqlite3.connect(path)) as file:
        tables = ("action_now", *(each for each in ENTITY_FIELDS if each != "action"))
        shown = {
            table: file.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables
        }
        shown["files"] = file.execute("SELECT * FROM evidence_file ORDER BY sha256").fetchall()
        return shown


def unbacked_ratings(path):
    """Return the actions whose rating is not what their newest applied row of the log says."""
    with closing(sqlite3.connect(path)) as file:
        return file.execute(
            "SELECT id, rating FROM action_now WHERE rating IS NOT (SELECT new FROM event"
            " WHERE entity = action_now.id AND field = 'rating' AND applied = 1"
            " ORDER BY seq DESC LIMIT 1) OR (rating IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event"
            " WHERE entity = action_now.id AND field = 'rating' AND new = rating"
            " AND length(author) > 0 AND length(at) = 24))"
        ).fetchall()


def cells_of(path):
    """Return what each cell shows, by entity and field, as the log has it."""
    with closing(sqlite3.connect(path)) as file:
        return {
            (entity, field): new
            for entity, field, new in file.execute(
                "SELECT entity, field, new FROM event WHERE applied = 1"
                " AND kind IN ('set', 'resolve') ORDER BY seq"
            )
        }


def cells_changed_since(path, seq):
    """Return the cells that were given a value after this place of the log."""
    with closing(sqlite3.connect(path)) as file:
        query = "SELECT DISTINCT entity, field FROM event WHERE seq > ? AND kind = 'set'"
        return set(file.execute(query, [seq]))


def length_of(path):
    """Return how many rows a copy's log has."""
    with closing(sqlite3.connect(path)) as file:
        return file.execute("SELECT max(seq) FROM event").fetchone()[0]
