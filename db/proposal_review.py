"""Proposals of documents as proposed changes: what they say, what the plan says, how they stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.cell_heads import shown_row
from db.dates import read_stamp
from db.event import Event
from db.evidence_text import evidence_cells
from db.proposals import ENTRY_FIELDS, PROGRESS, Proposal
from db.proposed import Choice, ProposedChange, Side, Standing
from db.review_words import FIELD_NAMES, Words, rule_words

PREFIX = "proposal:"
"""What the id of such a change begins with; the proposal's own follows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the plan says of a proposal's cell: now, and when the proposal came in."""

    now: Event | None
    then: Event | None


def look_at_cell(connection: sqlite3.Connection, proposal: Proposal) -> Shown:
    """Return what stands where a proposal would, and what stood there before it."""
    field = proposal.field
    return Shown(
        shown_row(connection, proposal.action, field),
        shown_row(connection, proposal.action, field, proposal.seq),
    )


def proposed_changes(
    connection: sqlite3.Connection,
    proposals: Iterable[Proposal],
    words: Words,
    rows: Mapping[str, Mapping[str, Any]],
    today: date,
) -> Iterator[ProposedChange]:
    """Yield each proposal as a change to review; `rows` are the plan's actions by id."""
    for each in proposals:
        row = rows[each.action]
        new = each.field in ENTRY_FIELDS
        cell = look_at_cell(connection, each)
        ours = Side() if new else words.side(each.field, cell.then)
        yield ProposedChange(
            id=f"{PREFIX}{each.id}",
            what=ENTRY_FIELDS[each.field] if new else FIELD_NAMES[each.field],
            field="" if new else each.field,
            base=ours,
            ours=ours,
            theirs=Side(each.value if new else words.cell(each.field, each.value), each.signed),
            now=now_words(words, each, cell),
            source=each.name,
            standing=standing_of(connection, each, cell),
            agency=words.agencies.get(row["agency"] or "", ""),
            action=each.action,
            reference=row["reference"] or "",
            about=row["action"] or "",
            rule=rule_words(words.scheme, each.value, row, today) if each.field == "rating" else "",
            marks=tuple(_marks(each, cell, words)),
            choices=choices_of(each),
        )


def now_words(words: Words, proposal: Proposal, cell: Shown) -> str:
    """Return what the plan says now, as a review shows it."""
    if proposal.field in ENTRY_FIELDS:
        return ""
    return words.cell(proposal.field, None if cell.now is None else cell.now.new)


def choices_of(proposal: Proposal) -> tuple[Choice, ...]:
    """Return the decisions that can be made of a proposal."""
    fixed = (*ENTRY_FIELDS, "closed")
    return (Choice.THEIRS, Choice.OURS) if proposal.field in fixed else tuple(Choice)


def standing_of(connection: sqlite3.Connection, proposal: Proposal, cell: Shown) -> Standing:
    """Return how a proposal stands: open until it is decided, then as the plan says."""
    if proposal.open:
        return Standing.OPEN
    if proposal.field in ENTRY_FIELDS:
        stands = entry_of(connection, proposal) is not None
        return Standing.TAKEN if stands else Standing.KEPT
    now = None if cell.now is None else cell.now.new
    if now == proposal.value:
        return Standing.TAKEN
    then = None if cell.then is None else cell.then.new
    return Standing.KEPT if now == then else Standing.OTHER


def entry_of(connection: sqlite3.Connection, proposal: Proposal) -> str | None:
    """Return the id of the progress update or evidence made of a proposal, None for none.

    It came in by the command that closed the proposal; another one of the same text is no part.
    """
    if proposal.closed is None:
        return None
    if proposal.field == PROGRESS:
        entry, cells = "progress_update", {"text": proposal.value}
    else:
        entry, cells = "evidence", evidence_cells(proposal.value)
    said = "".join(f" AND coalesce({entry}.{field}, '') = ?" for field in cells)
    query = (
        f"SELECT {entry}.id FROM {entry}"
        f" CROSS JOIN event ON event.entity = {entry}.id AND event.field = ''"
        f" WHERE {entry}.action = ? AND event.batch = ? AND {entry}.withdrawn IS NULL{said}"
    )
    values = [proposal.action, proposal.closed.batch, *cells.values()]
    row = connection.execute(query, values).fetchone()
    return None if row is None else str(row[0])


def _marks(proposal: Proposal, cell: Shown, words: Words) -> Iterator[str]:
    if proposal.doubt:
        yield proposal.doubt
    then = None if cell.then is None else cell.then.new
    if proposal.open and cell.now is not None and cell.now.new != then:
        when = f"{read_stamp(cell.now.at):%-d %b %Y}"
        yield f"{cell.now.author} has changed it since the document was read in ({when})"
    if proposal.field == "agency" and proposal.value not in words.agencies:
        yield "that agency is not in the plan any more"
