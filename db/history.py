"""One action, whole; and the log, of an action or of the plan, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from db import tables
from db.connection import reading
from db.dates import read_stamp, show_moment, stamp
from db.errors import Refused
from db.event import Event, Kind, Origin
from db.file import Plan
from db.log import read_events
from db.queries import action_rows
from db.rows import ActionDetail, Evidence, HistoryEntry, ProgressUpdate, Revision
from db.sentences import sentence
from db.state import read_scheme


def action_detail(plan: Plan, action: str, *, today: date) -> ActionDetail:
    """Return one action with its entries and its history, newest first. Raises Refused."""
    rows = action_rows(plan, [action], today=today)
    if not rows:
        raise Refused("that action is not in the plan")
    with reading(plan) as connection:
        events = _events_of(connection, action)
        agreed, revisions = due_dates(events)
        now = tables.action
        cell = connection.scalar(select(now.c.reference_cell).where(now.c.id == action))
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
    event = tables.event
    with reading(plan) as connection:
        if action is not None:
            events = _events_of(connection, action)
        else:
            telling = or_(
                event.c.origin != Origin.LOADED.value, event.c.seq == 1, event.c.field == "rating"
            )
            last = connection.scalar(select(func.max(event.c.seq))) or 0
            first = 0 if most is None else last - most
            events = read_events(connection, telling, event.c.seq > first)
        if since is not None:
            events = tuple(each for each in events if each.at >= stamp(since))
        return _entries(connection, events)


def what_was_done(plan: Plan, events: Iterable[Event]) -> str:
    """Return one command's rows in a sentence: the first thing it did, and how many more."""
    with reading(plan) as connection:
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
    with reading(plan) as connection:
        for event in read_events(
            connection, tables.event.c.field == "due", tables.event.c.applied == 1
        ):
            found.setdefault(event.entity, []).append(event)
    return {entity: due_dates(events) for entity, events in found.items()}


def due_dates(events: Iterable[Event]) -> tuple[date | None, tuple[Revision, ...]]:
    """Return the agreed due date and the revisions that stand, newest first.

    A revision that was undone doesn't count, and one that was done again does. `events` are the
    log's, oldest first; those of other fields are passed over.
    """
    standing: list[Event] = []
    undone: list[Event] = []
    for event in events:
        if event.field != "due" or not event.applied:
            continue
        if event.origin == Origin.UNDO and standing:
            undone.append(standing.pop())
        elif event.origin == Origin.REDO and undone:
            standing.append(undone.pop())
        else:
            standing.append(event)
            undone.clear()
    return _agreed(standing)


def _agreed(standing: Sequence[Event]) -> tuple[date | None, tuple[Revision, ...]]:
    dated = [event for event in standing if event.old is not None or event.new is not None]
    agreed = next((_day(event.new) for event in dated if event.new), None)
    revisions = tuple(
        Revision(
            _day(event.old), _day(event.new), event.author, read_stamp(event.at), event.reason or ""
        )
        for event in reversed(dated)
        if event.old is not None
    )
    return agreed, revisions


def _day(cell: str | None) -> date | None:
    return None if cell is None else date.fromisoformat(cell)


def _events_of(connection: Connection, action: str) -> tuple[Event, ...]:
    event, update, evidence = tables.event, tables.progress_update, tables.evidence
    entries = select(update.c.id).where(update.c.action == action)
    shown = select(evidence.c.id).where(evidence.c.action == action)
    return read_events(
        connection,
        or_(event.c.entity == action, event.c.entity.in_(entries), event.c.entity.in_(shown)),
    )


def _entries(connection: Connection, events: Iterable[Event]) -> tuple[HistoryEntry, ...]:
    scheme = read_scheme(connection)
    agency = tables.agency
    agencies: dict[str, str] = {
        row.id: row.name for row in connection.execute(select(agency.c.id, agency.c.name))
    }
    told = [
        (event, said)
        for event in _without_first_fields(events)
        if (said := sentence(event, scheme, agencies))
    ]
    references = _references(connection)
    return tuple(
        HistoryEntry(
            seq=event.seq,
            at=read_stamp(event.at),
            author=event.author,
            sentence=said,
            reason=event.reason or "",
            origin=event.origin,
            reference=references.get(event.entity, ""),
            hash=event.hash,
        )
        for event, said in reversed(told)
    )


def _without_first_fields(events: Iterable[Event]) -> list[Event]:
    """Leave out what an action was given when it was added: that it was added says it all."""
    kept, added = [], set()
    for event in events:
        if event.origin == Origin.TYPED and event.etype == "action":
            if event.kind == Kind.CREATE:
                added.add((event.entity, event.batch))
            elif (event.entity, event.batch) in added:
                continue
        kept.append(event)
    return kept


def _references(connection: Connection) -> dict[str, str]:
    """Return the reference of the action that each entity is, or belongs to."""
    action = tables.action
    found: dict[str, str] = {
        row.id: row.reference or ""
        for row in connection.execute(select(action.c.id, action.c.reference))
    }
    for entry in (tables.progress_update, tables.evidence):
        for row in connection.execute(select(entry.c.id, entry.c.action)):
            found[row.id] = found.get(row.action, "")
    return found


def _stands(connection: Connection, entry: Any, action: str) -> list[Any]:
    """Return the rows of an action's entries, newest first, with their first log row."""
    event = tables.event
    query = (
        select(entry, event.c.at, event.c.author)
        .join(event, (event.c.entity == entry.c.id) & (event.c.field == ""))
        .where(entry.c.action == action, entry.c.withdrawn.is_(None))
        .order_by(event.c.seq.desc())
    )
    return list(connection.execute(query).mappings())


def _updates(connection: Connection, action: str) -> tuple[ProgressUpdate, ...]:
    entries = [
        ProgressUpdate(
            row["id"],
            date.fromisoformat(row["day"]),
            row["signed"] or "",
            row["text"] or "",
            read_stamp(row["at"]),
        )
        for row in _stands(connection, tables.progress_update, action)
    ]
    return tuple(sorted(entries, key=lambda entry: entry.day, reverse=True))


def _evidence(connection: Connection, action: str) -> tuple[Evidence, ...]:
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
        for row in _stands(connection, tables.evidence, action)
    )
