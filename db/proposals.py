"""What documents that were read in say otherwise than the plan, until a person has decided.

A proposal is an entity of the log: it comes in with its document, and is withdrawn when somebody
takes it, keeps what the plan says, or writes a third value. Then the plan itself says which.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from db.cell_heads import shown_row
from db.event import Event
from db.schema import first_version


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed change: the cell `value` for a field of an action, and whence it came.

    `seq` is its place in the log. `document` is the id and `name` the name of what was read in,
    `signed` who is said to have said so. `doubt` is what is doubtful about its being of this
    action. `closed` is the row by which it was decided, None while it is open.
    """

    id: str
    seq: int
    document: str
    name: str
    action: str
    field: str
    value: str
    signed: str
    doubt: str
    closed: Event | None = None

    @property
    def open(self) -> bool:
        """Return whether a person has still to decide."""
        return self.closed is None


_QUERY = """\
SELECT proposal.*, born.seq AS seq, document.name AS name, told.reason AS doubt
FROM proposal
JOIN event AS born ON born.entity = proposal.id AND born.field = ''
JOIN document ON document.id = proposal.document
JOIN event AS told ON told.entity = proposal.id AND told.field = 'value'
JOIN action ON action.id = proposal.action
WHERE {} AND action.withdrawn IS NULL AND document.withdrawn IS NULL
ORDER BY born.seq"""


def has_proposals(connection: sqlite3.Connection) -> bool:
    """Return whether a file is of a version that keeps proposals."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(version >= first_version("proposal"))


def open_proposals(connection: sqlite3.Connection) -> tuple[Proposal, ...]:
    """Return the proposals that wait for a decision, in the order in which they came in."""
    if not has_proposals(connection):
        return ()
    return tuple(_read(connection, _QUERY.format("proposal.withdrawn IS NULL")))


def actions_with_proposals(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the ids of the actions of which a document says something else: one for each."""
    if not has_proposals(connection):
        return ()
    query = (
        "SELECT proposal.action FROM proposal"
        " JOIN action ON action.id = proposal.action"
        " JOIN document ON document.id = proposal.document"
        " WHERE proposal.withdrawn IS NULL AND action.withdrawn IS NULL"
        " AND document.withdrawn IS NULL"
    )
    return tuple(action for (action,) in connection.execute(query))


def reviewed_proposals(connection: sqlite3.Connection) -> tuple[Proposal, ...]:
    """Return the open proposals, and those of the newest document that were decided already."""
    if not has_proposals(connection):
        return ()
    newest = (
        "(SELECT document.id FROM document JOIN event ON event.entity = document.id"
        " AND event.field = '' ORDER BY event.seq DESC LIMIT 1)"
    )
    where = f"(proposal.withdrawn IS NULL OR proposal.document = {newest})"
    return tuple(_read(connection, _QUERY.format(where)))


def proposals_called(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Proposal]:
    """Return the proposals with these ids, open or decided; one that is gone is not among them."""
    found = (
        each for one in ids for each in _read(connection, _QUERY.format("proposal.id = ?"), one)
    )
    return {each.id: each for each in found}


def was_taken_back(connection: sqlite3.Connection, proposal: Proposal) -> bool:
    """Return whether a proposal is gone because the reading in of its document was undone."""
    if proposal.closed is None or proposal.closed.undoes is None:
        return False
    query = "SELECT 1 FROM event WHERE hash = ? AND kind = 'create'"
    return connection.execute(query, [proposal.closed.undoes]).fetchone() is not None


def refused_before(connection: sqlite3.Connection, action: str, field: str, value: str) -> bool:
    """Return whether somebody has decided against just this, and the plan is as it was then."""
    query = "proposal.withdrawn IS NOT NULL AND proposal.action = ? AND proposal.field = ?"
    for each in _read(connection, _QUERY.format(query), action, field):
        if each.value == value and each.closed is not None and each.closed.undoes is None:
            shown = None if field == "progress" else shown_row(connection, action, field)
            if shown is None or shown.seq < each.closed.seq or shown.batch == each.closed.batch:
                return True
    return False


def _read(connection: sqlite3.Connection, query: str, *values: str) -> Iterable[Proposal]:
    connection_rows = connection.execute(query, values)
    names = [each[0] for each in connection_rows.description]
    for row in connection_rows.fetchall():
        cells = dict(zip(names, row, strict=True))
        closed = None
        if cells["withdrawn"] is not None:
            closed = shown_row(connection, cells["id"], "withdrawn")
        yield Proposal(
            id=cells["id"],
            seq=cells["seq"],
            document=cells["document"],
            name=cells["name"] or "",
            action=cells["action"],
            field=cells["field"],
            value=cells["value"] or "",
            signed=cells["signed"] or "",
            doubt=cells["doubt"] or "",
            closed=closed,
        )
