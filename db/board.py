"""What a board's report is made of, read out of a plan: its actions, then and now.

`db.board_changes` says what follows from it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db.as_at import Moment, rows_up_to
from db.board_changes import BoardAction, Said
from db.cell_heads import cell_history
from db.checks import Doubt, checks_left_out, find_doubts
from db.dates import read_stamp
from db.direction import Standing
from db.event import EVENT_FIELDS, Event, Origin
from db.file import Plan, looking
from db.history import due_dates
from db.mainline import read_mainline
from db.proposals import Proposal, open_proposals
from db.queries import action_ids, action_rows, agency_names, plan_facts, plan_scheme
from db.rating import Scheme
from db.rows import PlanFacts, ProgressUpdate, Revision
from db.selection import Order, Selection
from db.travel import Travel, look_back


@dataclass(frozen=True, slots=True)
class Board:
    """A plan as its board is told of it.

    `agencies` are the names of those that are reported on, by id, in the plan's order. `travel` is
    what the plan is held against, None where there is nothing; `gone` are how actions stood then
    that are in the plan no more. `proposals` are the open ones that give a day of these actions,
    `doubts` what is doubtful about them, and in the plan; `checks_off` are the codes of the checks
    that are switched off for it.
    """

    facts: PlanFacts
    scheme: Scheme
    agencies: Mapping[str, str]
    actions: tuple[BoardAction, ...]
    travel: Travel | None
    gone: tuple[Standing, ...]
    proposals: tuple[Proposal, ...]
    doubts: tuple[Doubt, ...]
    checks_off: tuple[str, ...]


def read_board(
    plan: Plan,
    wanted: Selection,
    *,
    today: date,
    since: str = "",
    whole: Plan | None = None,
    as_at: Moment | None = None,
    latest: date | None = None,
) -> Board:
    """Return the actions that are wanted, and what they are held against.

    That is what `since` names, a reporting point or a day, else the last point before `today`.
    Where `plan` is how the plan `whole` stood at `as_at`, the points are those of `whole`. Raises
    Refused for a `since` that is no moment of the plan, or one after `as_at` or `latest`.
    """
    whole = plan if whole is None else whole
    travel = look_back(whole, today=today, since=since, until=as_at, latest=latest)
    ids = action_ids(plan, wanted, Order(), today=today)
    rows = action_rows(plan, ids, today=today)
    with looking(whole) as connection:
        known = frozenset() if travel is None else _known_due(connection, travel.moment)
    with looking(plan) as connection:
        due = _due_dates(connection, known)
        updates = _latest_updates(connection)
        evidence = _evidence(connection)
        said = {field: _said(connection, field) for field in ("rating", "closed", "forecast")}
        proposals = open_proposals(connection)
    actions = []
    for row in rows:
        agreed, revisions, revised = due.get(row.id, (None, (), ()))
        actions.append(
            BoardAction(
                row=row,
                then=None if travel is None else travel.then.get(row.id),
                direction=None if travel is None else travel.of(row),
                agreed=agreed,
                revisions=revisions,
                revised=() if travel is None else revised,
                update=updates.get(row.id),
                evidence=evidence.get(row.id, 0),
                rated=said["rating"].get(row.id),
                ended=said["closed"].get(row.id),
                forecast=said["forecast"].get(row.id),
            )
        )
    agencies = agency_names(plan)
    if wanted != Selection():
        of_these = {each.agency_id for each in rows} | {wanted.agency}
        agencies = {one: name for one, name in agencies.items() if one in of_these}
    gone: tuple[Standing, ...] = ()
    if travel is not None and wanted == Selection():
        here = set(ids)
        gone = tuple(standing for one, standing in travel.then.items() if one not in here)
    reported = {row.id for row in rows}
    return Board(
        facts=plan_facts(plan),
        scheme=plan_scheme(plan),
        agencies=agencies,
        actions=tuple(actions),
        travel=travel,
        gone=gone,
        proposals=tuple(
            each
            for each in proposals
            if each.action in reported and each.field in ("due", "forecast")
        ),
        checks_off=checks_left_out(plan),
        doubts=tuple(
            each
            for each in find_doubts(plan, today=today)
            if each.action in reported or (each.action is None and wanted == Selection())
        ),
    )


def _known_due(connection: sqlite3.Connection, moment: Moment) -> frozenset[str]:
    """Return the hashes of the log's rows that gave due dates, up to a moment."""
    if read_mainline(connection).came_in(moment.seq) is None:
        query = "SELECT hash FROM event WHERE field = 'due' AND seq <= ?"
        return frozenset(one for (one,) in connection.execute(query, [moment.seq]))
    return frozenset(row.hash for row in rows_up_to(connection, moment.tip))


_Due = tuple[date | None, tuple[Revision, ...], tuple[Revision, ...]]


def _due_dates(connection: sqlite3.Connection, known: frozenset[str]) -> dict[str, _Due]:
    """Return each action's agreed due date, its revisions, and those that `known` lacks."""
    query = (
        f"SELECT {', '.join(EVENT_FIELDS)} FROM event"
        " WHERE field = 'due' AND applied = 1 ORDER BY seq"
    )
    found: dict[str, list[Event]] = {}
    for row in connection.execute(query):
        event = Event._make(row)
        found.setdefault(event.entity, []).append(event)
    return {one: _parted(events, known) for one, events in found.items()}


def _parted(events: list[Event], known: frozenset[str]) -> _Due:
    agreed, revisions = due_dates(events)
    _, before = due_dates(each for each in events if each.hash in known)
    left = Counter(before)
    since = []
    for each in reversed(revisions):  # the oldest are those that were there before
        if left[each]:
            left[each] -= 1
        else:
            since.append(each)
    return agreed, revisions, tuple(reversed(since))


def _latest_updates(connection: sqlite3.Connection) -> dict[str, ProgressUpdate]:
    query = (
        "SELECT entry.action, entry.id, entry.day, entry.signed, entry.text, event.at"
        " FROM progress_update AS entry"
        " CROSS JOIN event ON event.entity = entry.id AND event.field = ''"
        " WHERE entry.withdrawn IS NULL AND entry.day IS NOT NULL"
        " ORDER BY entry.day, event.seq"
    )
    return {
        action: ProgressUpdate(
            one, date.fromisoformat(day), signed or "", text or "", read_stamp(at)
        )
        for action, one, day, signed, text, at in connection.execute(query)
    }


def _evidence(connection: sqlite3.Connection) -> dict[str, int]:
    query = "SELECT action, count(*) FROM evidence WHERE withdrawn IS NULL GROUP BY action"
    return dict(connection.execute(query))


def _said(connection: sqlite3.Connection, field: str) -> dict[str, Said]:
    """Return who has given each action what it has in a field, whoever undid what came after."""
    query = (
        f"SELECT {', '.join(f'event.{name}' for name in EVENT_FIELDS)} FROM action"
        " CROSS JOIN event ON event.entity = action.id AND event.seq ="
        " (SELECT max(seq) FROM event WHERE entity = action.id AND field = ? AND applied = 1)"
    )
    found = {}
    for row in connection.execute(query, [field]):
        event = Event._make(row)
        if event.undoes is not None or event.origin == Origin.MERGED:
            event = cell_history(connection, event.entity, field).spoken(event)
        loaded = event.origin == Origin.LOADED
        said = Said(event.author, read_stamp(event.at), event.reason or "", loaded)
        found[event.entity] = said
    return found
