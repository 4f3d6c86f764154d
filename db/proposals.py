"""What documents that were read in say otherwise than the plan, until a person has decided.

A proposal is an entity of the log: it comes in with its document, and is withdrawn when somebody
takes it, keeps what the plan says, or writes a third value. Then the plan itself says which.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from db.cell_heads import shown_row
from db.errors import PlanError
from db.event import Event
from db.evidence_text import evidence_cells
from db.fields import PROPOSABLE, check_field
from db.plain_text import check_said
from db.schema import first_version

GIVEN_WAY = "a later document of this name says otherwise"
"""Why a proposal was withdrawn that nobody has decided."""

PROGRESS, EVIDENCE = "progress", "evidence"
"""The fields of a proposal that would be a progress update, or evidence."""

ENTRY_FIELDS = {PROGRESS: "Progress update", EVIDENCE: "Evidence"}
"""What is added to an action, and overwrites nothing: the fields of such proposals, in words."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed change: the cell `value` for a field of an action, and whence it came.

    `seq` is its place in the log. `name` is the document's, `sha256` that of its bytes, `day` the
    day it is of; `signed` who is said to have said so. `doubt` is what is doubtful about its being
    of this action. `closed` is the row by which it was decided, None while it is open.
    """

    id: str
    seq: int
    name: str
    sha256: str
    day: date
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

    @property
    def says(self) -> tuple[str, str, str]:
        """Return what it says of which action, as two documents can say the same."""
        return self.action, self.field, self.value


# From the proposals on: the log has many rows, of which each needs two.
_QUERY = """\
SELECT proposal.*, born.seq AS seq, born.at AS at, document.name AS name,
  document.sha256 AS sha256, document.updated AS updated, told.reason AS doubt
FROM proposal
CROSS JOIN event AS born ON born.entity = proposal.id AND born.field = ''
CROSS JOIN event AS told ON told.entity = proposal.id AND told.field = 'value'
CROSS JOIN document ON document.id = proposal.document
CROSS JOIN action ON action.id = proposal.action
WHERE {} AND action.withdrawn IS NULL AND document.withdrawn IS NULL
ORDER BY born.seq"""


def has_proposals(connection: sqlite3.Connection) -> bool:
    """Return whether a file is of a version that keeps proposals."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(version >= first_version("proposal"))


def open_proposals(connection: sqlite3.Connection) -> tuple[Proposal, ...]:
    """Return the proposals that wait for a decision, in the order in which they came in.

    What a document says that was read in twice, in two copies, waits once.
    """
    if not has_proposals(connection):
        return ()
    first: dict[tuple[str, ...], Proposal] = {}
    for each in _read(connection, _QUERY.format("proposal.withdrawn IS NULL")):
        first.setdefault((*each.says, each.sha256), each)
    return tuple(first.values())


def twins_of(connection: sqlite3.Connection, proposal: Proposal) -> tuple[Proposal, ...]:
    """Return the open proposals by which the same document says the same."""
    query = _QUERY.format("proposal.withdrawn IS NULL AND proposal.action = ?")
    return tuple(
        each
        for each in _read(connection, query, proposal.action)
        if (each.says, each.sha256) == (proposal.says, proposal.sha256)
    )


def reviewed_proposals(connection: sqlite3.Connection) -> tuple[Proposal, ...]:
    """Return the open proposals, and those of the newest document that were decided already."""
    if not has_proposals(connection):
        return ()
    newest = (
        "(SELECT document.id FROM document CROSS JOIN event ON event.entity = document.id"
        " AND event.field = '' ORDER BY event.seq DESC LIMIT 1)"
    )
    decided = _QUERY.format(f"proposal.withdrawn IS NOT NULL AND proposal.document = {newest}")
    found = (*open_proposals(connection), *_read(connection, decided))
    return tuple(sorted(found, key=lambda each: each.seq))


def proposals_called(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Proposal]:
    """Return the proposals with these ids, open or decided; one that is gone is not among them."""
    query = _QUERY.format("proposal.id = ?")
    found = (each for one in ids for each in _read(connection, query, one))
    return {each.id: each for each in found}


def was_taken_back(connection: sqlite3.Connection, proposal: Proposal) -> bool:
    """Return whether a proposal is gone because the reading in of its document was undone."""
    if proposal.closed is None or proposal.closed.undoes is None:
        return False
    query = "SELECT 1 FROM event WHERE hash = ? AND kind = 'create'"
    return connection.execute(query, [proposal.closed.undoes]).fetchone() is not None


def decided_against(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """Return what somebody has decided against, where the plan says what it said then."""
    found = set()
    for each in _read(connection, _QUERY.format("proposal.withdrawn IS NOT NULL")):
        closed = each.closed
        if closed is None or closed.undoes is not None or closed.reason == GIVEN_WAY:
            continue
        if each.field in ENTRY_FIELDS:
            found.add(each.says)
            continue
        now = shown_row(connection, each.action, each.field)
        then = shown_row(connection, each.action, each.field, closed.seq)
        if (now and now.new) == (then and then.new):
            found.add(each.says)
    return frozenset(found)


def _read(connection: sqlite3.Connection, query: str, *values: str) -> Iterator[Proposal]:
    """Yield the proposals of a query; what no field could hold, whoever wrote it, is none."""
    rows = connection.execute(query, values)
    names = [each[0] for each in rows.description]
    for row in rows.fetchall():
        cells = dict(zip(names, row, strict=True))
        if not can_be(cells["field"], cells["value"]):
            continue
        closed = None
        if cells["withdrawn"] is not None:
            closed = shown_row(connection, cells["id"], "withdrawn")
        yield Proposal(
            id=cells["id"],
            seq=cells["seq"],
            name=cells["name"] or "",
            sha256=cells["sha256"] or "",
            day=date.fromisoformat(cells["updated"] or cells["at"][:10]),
            action=cells["action"],
            field=cells["field"],
            value=cells["value"],
            signed=cells["signed"] or "",
            doubt=cells["doubt"] or "",
            closed=closed,
        )


def can_be(field: str | None, value: str | None) -> bool:
    """Return whether a field of a proposal can hold a value, as the plan would keep it."""
    if field not in PROPOSABLE or not value:
        return False
    try:
        if field == EVIDENCE:
            check_said(value, "the evidence")
            for name, cell in evidence_cells(value).items():
                check_field("evidence", name, cell)
        elif field == PROGRESS:
            check_field("progress_update", "text", value)
        else:
            check_field("action", str(field), value)
    except PlanError:
        return False
    return True
