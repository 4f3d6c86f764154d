"""One action, whole; and the log, of an action or of the plan, in sentences."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from db.dates import read_stamp, show_moment, stamp
from db.decision_sentences import read_meeting
from db.errors import Refused
from db.event import EVENT_FIELDS, Event, Kind, Origin
from db.file import Plan, Values, looking, named_rows
from db.queries import action_rows, look_at_scheme
from db.rows import ActionDetail, Evidence, HistoryEntry, ProgressUpdate, Revision
from db.schema import ENTRIES, first_version
from db.sentences import merged_agencies, sentence


def action_detail(plan: Plan, action: str, *, today: date) -> ActionDetail:
    """Return one action with its entries and its history, newest first. Raises Refused."""
    rows = action_rows(plan, [action], today=today)
    if not rows:
        raise Refused("that action is not in the plan")
    with looking(plan) as connection:
        events = _events_of(connection, action)
        agreed, revisions = due_dates(events)
        query = "SELECT reference_cell FROM action WHERE id = :action"
        (cell,) = connection.execute(query, {"action": action}).fetchone()
        return ActionDetail(
            row=rows[0],
            reference_cell=cell or "",
            agreed_due=agreed,
            revisions=revisions,
            updates=_updates(connection, action),
            evidence=_evidence(connection, action),
            history=_entries(connection, events),
        )


def plan_history(
    plan: Plan, *, action: str | None = None, since: datetime | None = None, most: int | None = None
) -> tuple[HistoryEntry, ...]:
    """Return the log in sentences, newest first: of one action, or of the whole plan.

    `since` leaves out what is older, `most` bounds how many rows of the log are read.
    """
    with looking(plan) as connection:
        if action is not None:
            events = _events_of(connection, action)
        else:
            telling = "(origin <> 'loaded' OR seq = 1 OR field = 'rating')"
            newest = "" if most is None else " AND seq > (SELECT max(seq) FROM event) - :most"
            events = _events(connection, telling + newest, {"most": most})
        if since is not None:
            events = tuple(each for each in events if each.at >= stamp(since))
        return _entries(connection, events)


def what_was_done(plan: Plan, events: Iterable[Event]) -> str:
    """Return one command's rows in a sentence: the first thing it did, and how many more."""
    with looking(plan) as connection:
        entries = _entries(connection, events)
    if not entries:
        return ""
    first = entries[-1]
    of = f", action {first.reference}" if first.reference else ""
    more = f", and {len(entries) - 1} more" if len(entries) > 1 else ""
    return f"{first.sentence}{of}{more} (by {first.author}, {show_moment(first.at)})"


def plan_due_dates(plan: Plan) -> dict[str, tuple[date | None, tuple[Revision, ...]]]:
    """Return, for each action's id, the agreed due date and the revisions since."""
    found: dict[str, list[Event]] = {}
    with looking(plan) as connection:
        for event in _events(connection, "field = 'due' AND applied = 1"):
            found.setdefault(event.entity, []).append(event)
    return {entity: due_dates(events) for entity, events in found.items()}


def newest_due_row(plan: Plan) -> int:
    """Return the place of the log's newest row of a due date: while it stays, so do all of them."""
    with looking(plan) as connection:
        query = "SELECT coalesce(max(seq), 0) FROM event WHERE field = 'due'"
        (found,) = connection.execute(query).fetchone()
        return int(found)


def due_dates(events: Iterable[Event]) -> tuple[date | None, tuple[Revision, ...]]:
    """Return the agreed due date and the revisions that stand, newest first.

    A date that is taken out is revised, and once more when there is one again. A revision that was
    undone doesn't count, and one that was done again does. `events` are the log's, oldest first;
    those of other fields are passed over.
    """
    standing: dict[str, Event] = {}
    undone: dict[str, Event] = {}
    for event in events:
        if event.field != "due" or not event.applied:
            continue
        if event.undoes in standing:
            undone[event.hash] = standing.pop(event.undoes)
        elif event.undoes in undone:
            standing[event.hash] = undone.pop(event.undoes)
        elif event.old != event.new:  # else it was decided to leave it as it is, or that undone
            standing[event.hash] = event
    return _agreed(tuple(standing.values()))


def _agreed(standing: Sequence[Event]) -> tuple[date | None, tuple[Revision, ...]]:
    agreed: date | None = None
    revisions: list[Revision] = []
    for event in standing:
        before, after = _day(event.old), _day(event.new)
        if before is not None or (agreed is not None and after is not None):
            revised = before, after, event.author, read_stamp(event.at), event.reason or ""
            revisions.append(Revision(*revised))
        agreed = after if agreed is None else agreed
    return agreed, tuple(reversed(revisions))


def _day(cell: str | None) -> date | None:
    return None if cell is None else date.fromisoformat(cell)


def _events(
    connection: sqlite3.Connection, condition: str, values: Values | None = None
) -> tuple[Event, ...]:
    query = f"SELECT {', '.join(EVENT_FIELDS)} FROM event WHERE {condition} ORDER BY seq"
    return tuple(Event._make(row) for row in connection.execute(query, values or {}))


def _belongings(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return what belongs to an action, as far as a file of its version keeps it."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return (*ENTRIES, "proposal") if version >= first_version("proposal") else ENTRIES


def _events_of(connection: sqlite3.Connection, action: str) -> tuple[Event, ...]:
    entries = " UNION ALL ".join(
        f"SELECT id FROM {name} WHERE action = :action" for name in _belongings(connection)
    )
    condition = f"entity IN (SELECT :action UNION ALL {entries})"
    return _events(connection, condition, {"action": action})


def _entries(connection: sqlite3.Connection, events: Iterable[Event]) -> tuple[HistoryEntry, ...]:
    scheme = look_at_scheme(connection)
    agencies: dict[str, str] = dict(connection.execute("SELECT id, name FROM agency"))
    events = tuple(events)
    merged = merged_agencies(events)
    meeting = read_meeting(connection, events)

    def tell(event: Event) -> str | None:
        return sentence(event, scheme, agencies, merged)

    told = [
        (event, said)
        for event in _without_first_fields(events)
        if (said := meeting.sentence(event, tell))
    ]
    references = _references(connection, {event.entity for event, _ in told})
    return tuple(
        HistoryEntry(
            seq=event.seq,
            field=event.field,
            at=read_stamp(event.at),
            author=event.author,
            sentence=said,
            reason=event.reason or "",
            origin=event.origin,
            reference=references.get(event.entity, ""),
            hash=event.hash,
            counted=bool(event.applied),
        )
        for event, said in reversed(told)
    )


def _without_first_fields(events: Iterable[Event]) -> list[Event]:
    """Leave out what an action was given when it was added: that it was added says it all."""
    kept, added = [], set()
    for event in events:
        if event.origin in (Origin.TYPED, Origin.IMPORTED) and event.etype == "action":
            if event.kind == Kind.CREATE:
                added.add((event.entity, event.batch))
            elif (event.entity, event.batch) in added and event.field != "rating":
                continue
        kept.append(event)
    return kept


def _references(connection: sqlite3.Connection, entities: Collection[str]) -> dict[str, str]:
    """Return the reference of the action that each of these entities is, or belongs to."""
    asked = json.dumps(list(entities))
    owned = " UNION ALL ".join(
        f"SELECT {name}.id, {name}.action FROM {name} JOIN asked USING (id)"
        for name in _belongings(connection)
    )
    query = f"""
WITH asked(id) AS (SELECT value FROM json_each(:asked)),
     owned(id, owner) AS (SELECT id, id FROM asked UNION ALL {owned})
SELECT owned.id, coalesce(action.reference, '') FROM owned JOIN action ON action.id = owned.owner
"""
    return dict(connection.execute(query, {"asked": asked}))


def _stands(connection: sqlite3.Connection, entry: str, action: str) -> list[sqlite3.Row]:
    """Return the rows of an action's entries, newest first, with their first log row."""
    query = (
        f"SELECT {entry}.*, event.at, event.author FROM {entry}"
        f" JOIN event ON event.entity = {entry}.id AND event.field = ''"
        f" WHERE {entry}.action = :action AND {entry}.withdrawn IS NULL ORDER BY event.seq DESC"
    )
    return named_rows(connection, query, {"action": action})


def _updates(connection: sqlite3.Connection, action: str) -> tuple[ProgressUpdate, ...]:
    entries = [
        ProgressUpdate(
            row["id"],
            date.fromisoformat(row["day"]),
            row["signed"] or "",
            row["text"] or "",
            read_stamp(row["at"]),
        )
        for row in _stands(connection, "progress_update", action)
    ]
    return tuple(sorted(entries, key=lambda entry: entry.day, reverse=True))


def _evidence(connection: sqlite3.Connection, action: str) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            id=row["id"],
            title=row["title"] or "",
            kind=row["kind"] or "",
            note=row["note"] or "",
            link=row["link"] or "",
            file_name=row["file_name"] or "",
            file_sha256=row["file_sha256"] or "",
            author=row["author"],
            at=read_stamp(row["at"]),
        )
        for row in _stands(connection, "evidence", action)
    )
