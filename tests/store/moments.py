"""Histories in which every state of every copy is kept, to be held against the plan as at then.

What follows for each action (its direction of travel, how often and how far its date moved) is
worked out here a second time, from the rows of the log by plain `sqlite3`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from db.as_at import Moment, look_at_standings, plan_as_at, rows_up_to
from db.errors import Refused
from db.file import looking
from db.history import plan_due_dates, plan_history
from db.points import mark_point, reporting_points
from db.queries import action_ids, action_rows, plan_counts, plan_scheme
from db.schema import TABLES
from db.selection import Order, Selection
from db.slipping import slipping
from db.snapshot import plan_document
from db.travel import Travel
from tests.store.merging import COPY, SMALL, STEPS, TODAY, WHICH, take_step
from tests.store.worlds import room, worlds

WHOLE_STATES = 6
"""Of how many states one is read whole."""

MOST_CAME_IN = 3
"""Of how many states of other people's copies each copy is asked at the end."""

_POINT = st.tuples(st.just("point"), COPY, SMALL, SMALL)
_MORE = (
    _POINT, _POINT, _POINT, _POINT,
    st.tuples(st.just("due"), COPY, WHICH, SMALL),
    st.tuples(st.just("due"), COPY, WHICH, SMALL),
    st.tuples(st.just("rate"), COPY, WHICH, SMALL),
    st.tuples(st.just("rate"), COPY, WHICH, SMALL),
)  # fmt: skip
_STEPS = st.one_of(*_MORE, STEPS).filter(lambda step: step[0] != "unmigrated")


def histories(least, most):
    """Return histories of this many steps, of up to three copies."""
    return st.tuples(st.integers(1, 3), st.lists(_STEPS, min_size=least, max_size=most))


@dataclass(frozen=True)
class State:
    """What a copy held at a moment: every table and row, and what is read out of them.

    Of most moments `read` is None, since there are many, and reading takes longest.
    """

    tables: dict
    read: tuple | None

    @classmethod
    def of(cls, plan, *, whole):
        return cls(_tables(plan), _read(plan) if whole else None)


def _tables(plan):
    with looking(plan) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            for table in (*TABLES, "action_now")
        }


def _read(plan):
    ids = action_ids(plan, Selection(), Order(), today=TODAY)
    return (
        plan_document(plan),
        action_rows(plan, ids, today=TODAY),
        plan_counts(plan, today=TODAY),
        plan_due_dates(plan),
        plan_history(plan),
    )


def stands_as_it_stood(original, history):
    """Hold the plan as at each moment of a history against what was kept then; return counts."""
    copies, steps = history
    kept: dict[str, State] = {}
    with room() as folder, worlds(folder) as begin:
        world = begin("here", [original] * copies)
        own: dict[int, list[str]] = {number: [] for number in range(copies)}

        def keep():
            for number, copy in enumerate(world.copies):
                tip = _tip(copy)
                if tip not in kept:
                    kept[tip] = State.of(copy.plan, whole=len(kept) % WHOLE_STATES == 0)
                if tip not in own[number]:
                    own[number].append(tip)

        keep()
        for step in steps:
            if step[0] == "point":
                _mark(world, *step[1:])
            else:
                take_step(world, step)
            keep()
        for number, copy in enumerate(world.copies):
            places = dict(copy.ask("SELECT hash, seq FROM event"))
            others = [tip for tip in kept if tip not in own[number] and tip in places]
            marked = [point.tip for point in reporting_points(copy.plan)]
            for tip in dict.fromkeys((*own[number], *others[-MOST_CAME_IN:], *marked)):
                if tip in places:  # else another copy was laid over this one
                    _stood(copy, Moment(tip, places[tip], TODAY), kept[tip])
                    world.count("states")
            world.count("came_in", len({*others[-MOST_CAME_IN:], *marked} - {*own[number]}))
            world.count("points_looked_back_to", len(marked))
            _follows_from_the_log(world, copy)
        assert not list(folder.glob("jtai-*")), "a private copy is left"
        return world.counts


def _stood(copy, moment, then):
    with looking(copy.plan) as connection:
        rows = rows_up_to(connection, moment.tip)
    assert [tuple(row) for row in rows] == then.tables["event"], "the log is not what it was"
    with plan_as_at(copy.plan, moment) as plan:
        found = State.of(plan, whole=then.read is not None)
    assert found == then, "the plan is not as it stood"


def _tip(copy):
    ((tip,),) = copy.ask("SELECT hash FROM event ORDER BY seq DESC LIMIT 1")
    return tip


def _mark(world, number, which, back):
    copy = world[number]
    try:
        mark_point(
            copy.plan, f"Board {which}", by=world.by(number), day=TODAY - timedelta(days=back)
        )
    except Refused:
        world.count("refused")
    else:
        world.count("points")


_GRAVE_TO_GOOD = (
    {"significant-risk"}, {"minor-risk"}, {"on-track", "not-started"}, {"ended"}, {"completed"},
    {"evidenced"},
)  # fmt: skip


def _follows_from_the_log(world, copy):
    """Hold directions and moved dates against what the rows of the log say, read another way."""
    rows = copy.ask(
        "SELECT hash, entity, field, old, new, undoes FROM event WHERE applied = 1 ORDER BY seq"
    )
    today = action_rows(copy.plan, copy.living("action"), today=TODAY)
    for point in reporting_points(copy.plan):
        moment = Moment(point.tip, point.seq, point.day, point)
        with looking(copy.plan) as connection:
            then = look_at_standings(connection, moment)
            known = {row.hash for row in rows_up_to(connection, point.tip) if row.applied}
        travel = Travel(plan_scheme(copy.plan), moment, then)
        before = _said(row for row in rows if row[0] in known)
        if {row[0] for row in rows} >= known:  # else another value was shown there than is here
            for row in today:
                expected = _direction(before.get(row.id), _said(rows)[row.id])
                assert travel.of(row) == expected, f"{row.reference} has not gone {expected}"
                world.count("directions")
    dates = plan_due_dates(copy.plan)
    for row in today:
        found = slipping(*dates.get(row.id, (None, ())), row.due)
        agreed, moved = _moved([each for each in rows if each[1:3] == (row.id, "due")])
        assert (found.agreed, found.times) == (agreed, len(moved))
        both = row.due is not None and agreed is not None
        assert found.days == ((row.due - agreed).days if both else None)
        if both and moved:
            steps = sum(each.days for each in found.moves if each.days is not None)
            assert steps == found.days, "the moves do not add up"
        world.count("moved", len(moved))


def _said(rows):
    said = {}
    for _, entity, field, _, new, _ in rows:
        said.setdefault(entity, {})[field] = new
    return {
        entity: each for entity, each in said.items() if "" in each and not each.get("withdrawn")
    }


def _direction(then, now):
    if now.get("closed"):
        return "same" if then and then.get("closed") else "ended"
    if then is None:
        return "new"
    places = [_place(then), _place(now)]
    closed = [place is not None and place > 2 for place in places]
    if closed[0] != closed[1]:
        return "better" if closed[1] else "worse"
    if None in places:
        return None
    return ("worse", "same", "better")[(places[1] > places[0]) - (places[1] < places[0]) + 1]


def _place(said):
    code = "ended" if said.get("closed") else said.get("rating")
    return next((at for at, codes in enumerate(_GRAVE_TO_GOOD) if code in codes), None)


def _moved(rows):
    """Return the agreed date, and the rows that moved it and count, of one cell's rows.

    A row counts as long as no row that counts undoes it.
    """
    counting = {}
    for hash_, *_ in reversed(rows):
        counting[hash_] = not any(
            counting[other] for other, *_, undoes in rows if undoes == hash_ and other in counting
        )
    counted = [row for row in rows if row[5] is None and row[3] != row[4] and counting[row[0]]]
    days = [row[4] for row in counted if row[4] is not None]
    agreed = days[0] if days else None
    first = next((place for place, row in enumerate(counted) if row[4] == agreed), 0)
    moved = [row for at, row in enumerate(counted) if row[3] is not None or at > first]
    return agreed and date.fromisoformat(agreed), moved
