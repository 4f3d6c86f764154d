"""What is written where copies that were changed apart are brought to one value.

A decision is an ordinary row of the log, signed by whoever decides, that stands on both values.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.connection import plain
from db.errors import Refused
from db.event import Event, Origin
from db.log import LogWriter
from db.mainline import fork_of, read_mainline
from db.signature import Signature
from db.waiting import Unsettled, unsettled_cells


def settle(log: LogWriter, by: Signature) -> str | None:
    """Bring the cells about which nobody disagrees to the value that is said.

    So it is where one side has only taken its own change back, and the other has changed it. What
    `log` holds is written first. Returns the batch of what was written, None if nothing was.
    """
    log.write()
    own = LogWriter(log.connection, by, Origin.MERGED)
    for cell in unsettled_cells(plain(log.connection)):
        theirs = cell.history.behind
        if theirs is not None:
            take(own, cell, theirs)
    own.write()
    return own.outcome


def take(log: LogWriter, cell: Unsettled, theirs: Event, *, reason: str = "") -> None:
    """Append that their value stands from now on, with the reason they gave unless there is one."""
    _decide(log, cell, theirs, theirs.new, reason or reason_of(theirs))


def keep(log: LogWriter, cell: Unsettled, theirs: Event, *, reason: str = "") -> None:
    """Append that what is shown stands, and not theirs."""
    now = None if cell.history.current is None else cell.history.current.new
    _decide(log, cell, theirs, now, reason)


def _decide(log: LogWriter, cell: Unsettled, theirs: Event, value: str | None, reason: str) -> None:
    """Append the value for a cell, which settles all who say the same as theirs."""
    others = [leaf.hash for leaf in cell.history.others if leaf.new == theirs.new]
    if cell.field == "rating" and value is None:
        empty_rating(log, cell, others, reason=reason)
    else:
        log.resolve(cell.etype, cell.entity, cell.field, value, others, reason=reason)


def reason_of(event: Event) -> str:
    """Return the reason that a row gives, with whose it is: whoever decides did not give it."""
    return f"{event.author}: {event.reason}" if event.reason else ""


def empty_rating(
    log: LogWriter, cell: Unsettled, others: Sequence[str] = (), *, reason: str = ""
) -> None:
    """Append that an action is unrated again, whatever `others`, hashes of its ratings, say.

    The guards of the log let nothing but an undoing row empty a rating. The row before it stands
    for the decision: that takes no change back, but says that there is to be no rating.
    """
    action, first = cell.entity, cell.history.first
    _, now = log.cell(action, "rating")
    if first is None:
        raise Refused("this action was never rated")
    log.resolve("action", action, "rating", now or first.new, others or [None], reason=reason)
    log.set("action", action, "rating", None, undoes=first.hash, reason=reason)


def precision_of(log: LogWriter, due: Event) -> str | None:
    """Return the precision that goes with a due date: given in the same command, or before it.

    What came in knows of what was here when its copy went out, and of nothing that came after.
    """
    if due.new is None:
        return None
    connection = plain(log.connection)
    merge = read_mainline(connection).came_in(due.seq)
    after, fork = (0, 0) if merge is None else (merge.after, fork_of(connection, merge))
    query = (
        "SELECT new FROM event WHERE entity = ? AND field = 'due_precision' AND (batch = ? OR"
        " (seq > ? AND seq < ?) OR seq <= ?) ORDER BY batch = ? DESC, seq DESC LIMIT 1"
    )
    values = [due.entity, due.batch, after, due.seq, fork, due.batch]
    row = connection.execute(query, values).fetchone()
    return None if row is None else row[0]


def set_precision(log: LogWriter, action: str, precision: str | None) -> None:
    """Append the precision of a due date that was decided, superseding what waits there."""
    history = log.history(action, "due_precision")
    waiting = [leaf.hash for leaf in history.others]
    if waiting:
        log.resolve("action", action, "due_precision", precision, waiting)
    else:
        log.set("action", action, "due_precision", precision)
