"""Histories of a plan of which copies go about: who changes what, who copies, who merges whom.

A history is a list of steps, each a tuple of a name and small numbers; whatever the numbers, a
step does something sensible or nothing.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta

from hypothesis import strategies as st

from db.additions import NewAction, NewEvidence, add_action, add_agency, add_evidence, rename_agency
from db.cells import typed_cells
from db.changes import add_update, edit, end_otherwise, rate, reopen, revise_due
from db.connection import plain
from db.deciding import keep, take
from db.errors import Refused
from db.log import changing
from db.merge import merge
from db.proposed import Choice
from db.review import PlanReview
from db.schema import SCHEMA_VERSION, entity_fields, schema_statements
from db.ship import ship
from db.undo import next_undo, redo, undo
from db.waiting import Unsettled, read_conflicts

TODAY = date(2020, 7, 1)
CODES = ("not-started", "significant-risk", "minor-risk", "on-track", "completed", "evidenced")
TEXTS = ("x", "two\nlines", "[b]", "漢", "it's; --")
MOST_COPIES = 6

COPY = st.integers(0, MOST_COPIES - 1)
SMALL, MANY = st.integers(0, 5), st.integers(0, 29)
WHICH = st.integers(0, 1)
"""Of the actions, mostly the same two: people disagree about what they both work on."""

STEPS = st.one_of(
    st.tuples(st.just("rate"), COPY, WHICH, SMALL),
    st.tuples(st.just("rate"), COPY, SMALL, SMALL),
    st.tuples(st.just("due"), COPY, WHICH, SMALL),
    st.tuples(st.just("edit"), COPY, WHICH, MANY),
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
    *[st.tuples(st.just("decide"), COPY, SMALL, SMALL)] * 4,
)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            ("rate", "rate", "rate", "due", "due", "edit", "edit", "end", "update", "agency")
        ),
        st.integers(0, 1),
        WHICH,
        MANY,
    ),
    min_size=10,
    max_size=30,
)
"""What two people do, each to a copy of their own, without taking anything back."""

HISTORIES = st.tuples(
    st.sampled_from((2, 2, 2, 3, 3, 4, 5, MOST_COPIES)), st.lists(STEPS, min_size=16, max_size=45)
)


def take_step(world, step):
    """Take one step; what the plan refuses is no step."""
    name, number, *what = step
    try:
        _STEPS[name](world, number, *what)
    except Refused:
        world.count("refused")
    else:
        world.count(name)


def _action(copy, which):
    actions = copy.living("action")
    return actions[which % len(actions)]


def _rate(world, number, which, code):
    copy = world[number]
    rate(
        copy.plan, {_action(copy, which): CODES[code % len(CODES)]},
        by=world.by(number), today=TODAY, reason=f"because {code}",
    )  # fmt: skip


def _due(world, number, which, days):
    copy, day = world[number], date(2020, 6, 1) + timedelta(days=days)
    revise_due(copy.plan, [_action(copy, which)], day, by=world.by(number), reason="later")


_TYPED = ("reference", "sources", "finding", "action", "leads", "timescale", "forecast", "agency")


def _edit(world, number, which, what):
    copy, name = world[number], _TYPED[what % len(_TYPED)]
    text = {
        "reference": f"{what}a", "sources": f"SY{what}", "forecast": f"{1 + what} Jul 2020",
        "timescale": f"End {('March', 'June', 'July')[what % 3]} 2020",
    }.get(name, TEXTS[what % len(TEXTS)])  # fmt: skip
    agencies = copy.living("agency")
    if name == "agency":
        text = agencies[what % len(agencies)]
    cells = typed_cells(name, text, {one: one for one in agencies}, date(2020, 3, 26))
    edit(
        copy.plan, _action(copy, which), cells,
        by=world.by(number), today=TODAY, reason="as agreed",
    )  # fmt: skip


def _update(world, number, which, what):
    copy = world[number]
    add_update(
        copy.plan, [_action(copy, which)], f"did {what}", by=world.by(number), day=TODAY
    )  # fmt: skip


def _evidence(world, number, which, what):
    copy = world[number]
    file = b"content %d" % what if what % 2 else None
    new = NewEvidence(f"shows {what}", file_name="a.txt" if file else "", file=file)
    add_evidence(copy.plan, _action(copy, which), new, by=world.by(number))


def _end(world, number, which, _what):
    copy = world[number]
    actions = [_action(copy, which)]
    end_otherwise(copy.plan, actions, "superseded", by=world.by(number), reason="so")


def _reopen(world, number, which, _what):
    copy = world[number]
    reopen(copy.plan, [_action(copy, which)], by=world.by(number), reason="after all")


def _add(world, number, which, what):
    copy = world[number]
    agencies = copy.living("agency")
    agency = agencies[which % len(agencies)]
    new = NewAction(f"n{what}", agency, f"Do {what}.", leads="J Culley")
    add_action(copy.plan, new, by=world.by(number))


def _agency(world, number, which, what):
    copy = world[number]
    if which % 2:
        add_agency(copy.plan, f"Agency {what}", by=world.by(number))
    else:
        agencies = copy.living("agency")
        one = agencies[what % len(agencies)]
        rename_agency(copy.plan, one, f"Renamed {what}", by=world.by(number))


def _undo(world, number, *_):
    undo(world[number].plan, by=world.by(number))


def _redo(world, number, *_):
    redo(world[number].plan, by=world.by(number))


def _would_lose(source, target):
    return source is target or not target.rows() <= source.rows()


def _copy(world, number, other, _what):
    """Somebody copies the file outside of the app, over what lay there, unless that loses rows."""
    source, target = world[number], world[other]
    if not _would_lose(source, target):
        target.put(source.path)


def _ship(world, number, other, _what):
    source, target = world[number], world[other]
    if not _would_lose(source, target):
        target.close()
        ship(source.plan, target.path, to=f"Person {other}", by=world.by(number), overwrite=True)


def _merge(world, number, other, _what):
    take_over(world, number, [other])


def _unmigrated(world, number, other, _what):
    """A copy comes back that a version 1 of jtai had written."""
    ours, theirs = world[number], world[other]
    if ours is theirs:
        return
    old = theirs.path.with_name("unmigrated.db")
    shutil.copyfile(theirs.path, old)
    make_version_1(old)
    merge(ours.plan, [old], by=world.by(number), copied=True)
    old.unlink()
    world.count("merges")


def make_version_1(path):
    """Turn a plan file into what the first version would have written."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("DROP TRIGGER event_insert")
        file.execute("DROP VIEW format")
        for name in set(entity_fields(SCHEMA_VERSION)) - set(entity_fields(1)):
            file.execute(f"DROP TABLE {name}")
            file.execute(f"DROP TRIGGER {name}_born")
            file.execute(f"DROP TRIGGER {name}_project")
        row = file.execute(f"SELECT id, {', '.join(entity_fields(1)['plan'])} FROM plan").fetchone()
        file.execute("DROP TRIGGER plan_project")
        file.execute("DROP TABLE plan")
        kept = {sql for (sql,) in file.execute("SELECT sql FROM sqlite_schema")}
        for statement in schema_statements(1):
            if statement not in kept and not statement.startswith("CREATE TRIGGER plan_insert "):
                file.execute(statement)
        file.execute(f"INSERT INTO plan VALUES ({', '.join('?' * len(row))})", row)
        file.execute(next(e for e in schema_statements(1) if "TRIGGER plan_insert " in e))
        file.execute("PRAGMA user_version = 1")


def take_over(world, number, others):
    """Merge other copies into one; what isn't that copy itself is taken."""
    ours = world[number]
    returned = [world[other].path for other in others if world[other] is not ours]
    if not returned:
        return None
    done = merge(ours.plan, returned, by=world.by(number), copied=True)
    world.count("merges", len(returned))
    return done


def _decide(world, number, which, what):
    """Somebody reviews what came in and decides one change, which undo would take back next."""
    plan = world[number].plan
    review = PlanReview(plan)
    changes = review.read(today=TODAY)
    if changes:
        choice = Choice.THEIRS if what % 2 else Choice.OURS
        one = changes[which % len(changes)]
        done = review.decide([one], choice, by=world.by(number), today=TODAY)
        if done.batch:
            assert {event.batch for event in next_undo(plan)} == {done.batch}, "undo passes it over"
            world.count("decided")


_STEPS = {
    "rate": _rate, "due": _due, "edit": _edit, "update": _update, "evidence": _evidence,
    "end": _end, "reopen": _reopen, "add": _add, "agency": _agency, "undo": _undo, "redo": _redo,
    "copy": _copy, "ship": _ship, "merge": _merge, "unmigrated": _unmigrated, "decide": _decide,
}  # fmt: skip


def gather(world):
    """Let the first copy merge all others in one go, and each of them that one then."""
    others = range(1, len(world.copies))
    take_over(world, 0, others)
    for number in others:
        take_over(world, number, [0])


def hand_round(world):
    """Let each copy merge the next one, the last copy first, until everybody has heard it all."""
    round_about = [*reversed(range(len(world.copies)))]
    for number in [*round_about, *round_about[:-2]]:
        take_over(world, number, [number + 1])


def ask_each_other(world):
    """Let each copy merge the next one."""
    for number in range(len(world.copies)):
        take_over(world, number, [number + 1])


def decide_alike(world):
    """Decide every conflict on every copy for the same value, whoever had said it there."""
    for number, copy in enumerate(world.copies):
        for _ in range(50):
            with changing(copy.plan, world.by(number)) as log:
                conflicts = read_conflicts(plain(log.connection))
                for one in conflicts[:1]:
                    _take_the_greatest(log, one)
                    world.count("conflicts")
            if not conflicts:
                break
        else:
            raise AssertionError("deciding comes to no end")


def _take_the_greatest(log, conflict):
    def cell(history):
        return Unsettled(conflict.etype, conflict.entity, conflict.field, history)

    history = log.history(conflict.entity, conflict.field)
    values = {leaf.new: leaf for leaf in history.live}
    greatest = max(values, key=lambda value: (value is not None, value or ""))
    for rival in history.rivals:
        history = log.history(conflict.entity, conflict.field)
        if rival.new == greatest:
            take(log, cell(history), rival)
    for rival in history.rivals:
        history = log.history(conflict.entity, conflict.field)
        if rival in history.rivals:
            keep(log, cell(history), rival)
    log.write()
