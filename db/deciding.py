"""What is written where copies that were changed apart are brought to one value.

A decision is an ordinary row of the log, signed by whoever decides, that stands on both values.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from db.cell_heads import CellHistory
from db.connection import plain
from db.errors import Refused
from db.event import Event
from db.log import LogWriter
from db.mainline import Taken, read_mainline
from db.proposed import Choice
from db.waiting import Conflict, unsettled_cells


def settle(log: LogWriter) -> None:
    """Bring the cells about which nobody disagrees to the value that is said.

    So it is where one side has only taken its own change back, and the other has changed it.
    """
    log.write()
    for cell in unsettled_cells(plain(log.connection)):
        theirs = cell.history.behind
        if theirs is not None:
            take(log, cell.etype, cell.entity, cell.field, cell.history, theirs)


def decide_all(log: LogWriter, conflicts: Iterable[Conflict], choice: Choice) -> None:
    """Decide conflicts for theirs or for ours, and write that."""
    for each in conflicts:
        history = log.history(each.entity, each.field)
        if choice is Choice.THEIRS:
            take(log, each.etype, each.entity, each.field, history, each.theirs)
            follow(log, each, each.theirs)
        else:
            keep(log, each.etype, each.entity, each.field, history, each.theirs)
            follow(log, each, each.ours)
    log.write()


def take(
    log: LogWriter,
    etype: str,
    entity: str,
    field: str,
    history: CellHistory,
    theirs: Event,
    *,
    reason: str = "",
) -> None:
    """Append that their value stands from now on, for the reason they gave unless there is one."""
    why = reason or theirs.reason or ""
    if field == "rating" and theirs.new is None:
        # No row but an undoing one empties a rating; theirs is one, and says what it undoes.
        log.set(etype, entity, field, None, undoes=theirs.undoes, reason=why)
        return
    others = _saying_the_same(history, theirs)
    log.resolve(etype, entity, field, theirs.new, others, reason=why)


def keep(
    log: LogWriter,
    etype: str,
    entity: str,
    field: str,
    history: CellHistory,
    theirs: Event,
    *,
    reason: str = "",
) -> None:
    """Append that what is shown stands, and not theirs."""
    now = None if history.current is None else history.current.new
    others = _saying_the_same(history, theirs)
    if field == "rating" and now is None:
        log.resolve(etype, entity, field, theirs.new, others, reason=reason)
        empty_rating(log, entity, history, reason=reason)
    else:
        log.resolve(etype, entity, field, now, others, reason=reason)


def change(
    log: LogWriter,
    etype: str,
    entity: str,
    field: str,
    history: CellHistory,
    theirs: Event,
    new: str | None,
    *,
    reason: str = "",
) -> None:
    """Append a third value, which stands from now on instead of both."""
    others = _saying_the_same(history, theirs)
    log.resolve(etype, entity, field, new, others, reason=reason)


def empty_rating(log: LogWriter, action: str, history: CellHistory, *, reason: str = "") -> None:
    """Append that an action is unrated again: by an undoing row, as the guards of the log want."""
    first = history.first
    if first is None:
        raise Refused("this action was never rated")
    log.set("action", action, "rating", None, undoes=first.hash, reason=reason)


def follow(log: LogWriter, conflict: Conflict, side: Event) -> None:
    """Let the precision of a due date follow the side that was decided for."""
    if conflict.field != "due":
        return
    set_precision(log, conflict.entity, precision_of(log, side))


def precision_of(log: LogWriter, due: Event) -> str | None:
    """Return the precision that goes with a due date: given in the same command, or before it.

    What came in knows of what was here when its copy went out, and of nothing that came after.
    """
    if due.new is None:
        return None
    connection = plain(log.connection)
    merge = read_mainline(connection).came_in(due.seq)
    after, fork = (0, 0) if merge is None else (merge.after, _fork(connection, merge))
    query = (
        "SELECT new FROM event WHERE entity = ? AND field = 'due_precision' AND (batch = ? OR"
        " (seq > ? AND seq < ?) OR seq <= ?) ORDER BY batch = ? DESC, seq DESC LIMIT 1"
    )
    values = [due.entity, due.batch, after, due.seq, fork, due.batch]
    row = connection.execute(query, values).fetchone()
    return None if row is None else row[0]


def _fork(connection: sqlite3.Connection, merge: Taken) -> int:
    """Return the place of the row here from which a merged copy had gone on."""
    query = (
        "SELECT parent.seq FROM event JOIN event AS parent ON parent.hash = event.chain1"
        " WHERE event.seq = ?"
    )
    row = connection.execute(query, [merge.after + 1]).fetchone()
    return 0 if row is None else int(row[0])


def set_precision(log: LogWriter, action: str, precision: str | None) -> None:
    """Append the precision of a due date that was decided, superseding what waits there."""
    history = log.history(action, "due_precision")
    waiting = [leaf.hash for leaf in history.leaves if leaf is not history.current]
    if waiting:
        log.resolve("action", action, "due_precision", precision, waiting)
    else:
        log.set("action", action, "due_precision", precision)


def _saying_the_same(history: CellHistory, theirs: Event) -> list[str]:
    """Return the ends of a cell that say what theirs says, which are settled together."""
    return [
        leaf.hash
        for leaf in history.leaves
        if leaf is not history.current and leaf.new == theirs.new
    ]
