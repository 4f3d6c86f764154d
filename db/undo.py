"""Undo and redo: each appends the reverse of a command's rows, and names the rows it reverses.

Nothing is taken out of the log. What stands to be undone is found by walking it from its end:
a command that was undone, and not redone, is passed over, and so is what came in by merging: it
is for whoever did it to undo. To take a change back that came in is a command like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, select

from db import tables
from db.changes import Outcome
from db.connection import plain, reading
from db.deciding import settle
from db.errors import Refused
from db.event import Event, Kind, Origin
from db.file import Plan
from db.log import LogWriter, changing, read_events
from db.mainline import read_mainline
from db.signature import Signature


def next_undo(plan: Plan) -> tuple[Event, ...]:
    """Return the log rows of the command that `undo` would reverse, () if there is none."""
    with reading(plan) as connection:
        return _written_here(connection, _to_undo(connection))


def next_redo(plan: Plan) -> tuple[Event, ...]:
    """Return the log rows of the undo that `redo` would take back, () if there is none."""
    with reading(plan) as connection:
        return _written_here(connection, _to_redo(connection))


def undo(plan: Plan, *, by: Signature, batch: str | None = None) -> Outcome:
    """Reverse the newest command that stands. What loading brought in is no command.

    `batch` is the command that somebody means to reverse, as `next_undo` said. Raises Refused if
    there is none, if it is no longer the newest, or if one of its cells has been changed since.
    """
    with changing(plan, by, Origin.UNDO) as log:
        _reverse(log, _meant(_to_undo(log.connection), batch, "undo"))
        settle(log, by)
    return Outcome(log.outcome)


def redo(plan: Plan, *, by: Signature, batch: str | None = None) -> Outcome:
    """Do again what the newest undo took back. Raises Refused if a later change came between.

    `batch` is the undo that somebody means, as `next_redo` said.
    """
    with changing(plan, by, Origin.REDO) as log:
        _reverse(log, _meant(_to_redo(log.connection), batch, "redo"))
        settle(log, by)
    return Outcome(log.outcome)


def _meant(newest: str | None, batch: str | None, what: str) -> str:
    if newest is None:
        raise Refused(f"there is nothing to {what}")
    if batch is not None and batch != newest:
        raise Refused("the plan was changed meanwhile, and nothing was reversed; look once more")
    return newest


def _written_here(connection: Connection, batch: str | None) -> tuple[Event, ...]:
    """Return the rows of a command; what came in by merging is none of it, whatever it calls it."""
    mainline = read_mainline(plain(connection))
    events = read_events(connection, tables.event.c.batch == (batch or ""))
    return tuple(event for event in events if mainline.came_in(event.seq) is None)


def _newest_first(connection: Connection) -> Iterator[tuple[str, str, str | None]]:
    """Yield each command that changed a cell: its batch, its origin, and the batch it reverses."""
    event, undone = tables.event, tables.event.alias()
    mainline = read_mainline(plain(connection))
    query = (
        select(event.c.batch, event.c.origin, undone.c.batch, event.c.seq, undone.c.seq)
        .outerjoin(undone, undone.c.hash == event.c.undoes)
        .where(event.c.kind.in_([Kind.CREATE.value, Kind.SET.value, Kind.RESOLVE.value]))
        .order_by(event.c.seq.desc())
    )
    rows = connection.execution_options(yield_per=200).execute(query)
    written_here = (row for row in rows if mainline.came_in(row[3]) is None)
    try:
        for batch, same in groupby(written_here, key=lambda row: row[0]):
            done = list(same)
            origins = {row[1] for row in done}
            _, origin, reverses, _, undone_seq = done[0]
            if origins & {Origin.TYPED, Origin.IMPORTED} or (
                undone_seq is not None and mainline.came_in(undone_seq) is not None
            ):
                yield batch, Origin.TYPED, None
            elif Origin.MERGED in origins:
                yield batch, Origin.MERGED, None
            else:
                yield batch, origin, reverses
    finally:
        rows.close()


def _to_undo(connection: Connection) -> str | None:
    reversed_already: set[str] = set()
    for batch, origin, reverses in _newest_first(connection):
        if batch in reversed_already:
            continue
        if origin == Origin.UNDO and reverses is not None:
            reversed_already.add(reverses)
        elif origin in (Origin.TYPED, Origin.REDO):
            return batch
    return None


def _to_redo(connection: Connection) -> str | None:
    done_again: set[str] = set()
    for batch, origin, reverses in _newest_first(connection):
        if batch in done_again:
            continue
        if origin == Origin.UNDO:
            return batch
        if origin != Origin.REDO or reverses is None:
            return None
        done_again.add(reverses)
    return None


def _reverse(log: LogWriter, batch: str) -> None:
    events = _written_here(log.connection, batch)
    created = {event.entity for event in events if event.kind == Kind.CREATE}
    for event in reversed(events):
        if event.kind == Kind.CREATE:
            log.set(event.etype, event.entity, "withdrawn", "1", undoes=event.hash)
        elif event.kind in (Kind.SET, Kind.RESOLVE) and event.entity not in created:
            _, current = log.cell(event.entity, event.field)
            if current != event.new:
                raise Refused(
                    "what was done last has been changed since by other means; set it right by hand"
                )
            log.set(
                event.etype,
                event.entity,
                event.field,
                event.old,
                undoes=event.hash,
                repeat=True,
            )
