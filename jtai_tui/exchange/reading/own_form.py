"""Documents in a plan's own form: what stands where is known, and some cells say more than others.

What a plan writes is read back to the letter; what people have added to it since is read as in any
other document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from db.leads import read_leads
from db.rating import Scheme
from db.references import split_reference_cell
from jtai_tui.exchange.incoming.source import Paragraph, Source, SourceRow, SourceTable
from jtai_tui.exchange.published_cells import (
    FORM,
    read_progress_cell,
    read_rating_cell,
    read_timescale_cell,
)
from jtai_tui.exchange.published_lines import read_sheet_pieces, read_version_line
from jtai_tui.exchange.reading.agencies import says_no_actions
from jtai_tui.exchange.reading.continuing import Draft
from jtai_tui.exchange.reading.entries import Entry
from jtai_tui.exchange.reading.grid import grid
from jtai_tui.exchange.reading.headers import find_header
from jtai_tui.exchange.reading.numbering import Numbered
from jtai_tui.exchange.reading.rows import Column, ReadAction
from jtai_tui.exchange.reading.words import paragraphs

_INTRODUCTION, _GOVERNANCE, _KEY = "Introduction", "Governance", "Key of ratings"
_HEADINGS = (_INTRODUCTION, _GOVERNANCE, _KEY)


@dataclass(frozen=True, slots=True)
class OwnFront:
    """What the first page says of the plan."""

    title: str
    version_label: str
    updated: date | None
    introduction: str
    governance: str


@dataclass(frozen=True, slots=True)
class OwnDays:
    """The days that a cell of timescales says beside its words; `said` if it says the due date."""

    due: date | None
    precision: str | None
    forecast: date | None
    said: bool

    def applied(self, entry: Entry) -> Entry:
        """Return the entry with these days."""
        told = replace(entry, forecast=self.forecast or entry.forecast)
        return replace(told, due=self.due, due_precision=self.precision) if self.said else told


def is_own(source: Source) -> bool:
    """Return whether a document says that it is in a plan's own form."""
    return FORM in source.keywords


def take_front(source: Source) -> tuple[OwnFront, Source]:
    """Return what the first page says, and the document without it, its sheets made sections."""
    source = _as_sections(source)
    if not source.tables:
        return OwnFront("", "", None, "", ""), source
    first, *others = source.tables
    titles = [each.text for each in first.above if each.level == 0]
    said: dict[str, list[str]] = {name: [] for name in ("", *_HEADINGS)}
    rest: list[Paragraph] = []
    at: str | None = ""
    for each in first.above:
        if each.level is not None:
            heads = each.text if each.text in _HEADINGS else None
            at = "" if each.level == 0 else heads
            if at is None:
                rest.append(each)
        elif at is None:
            rest.append(each)
        else:
            said[at].append(each.text)
    label, updated = read_version_line(said[""][0]) if said[""] else ("", None)
    rest[:0] = [Paragraph(text) for text in (*said[""][1:], *said[_KEY])]
    front = OwnFront(
        " ".join(titles), label, updated, _whole(said[_INTRODUCTION]), _whole(said[_GOVERNANCE])
    )
    return front, replace(source, tables=(replace(first, above=tuple(rest)), *others))


def take_days(draft: Draft) -> OwnDays:
    """Take the days out of a draft's cell of timescales, of which the words of the plan remain.

    Its texts, which a spreadsheet may hold in pieces, are whole then.
    """
    draft.texts = {at: read_sheet_pieces(text) for at, text in draft.texts.items()}
    at, text = next(draft.of(Column.TIMESCALE), (-1, ""))
    timescale, due, precision, forecast, said = read_timescale_cell(text)
    if at >= 0:
        draft.texts[at] = timescale
    return OwnDays(due, precision, forecast, said)


def own_number(cell: str) -> Numbered:
    """Return what a cell of references says, every sign of it."""
    reference, sources = split_reference_cell(cell)
    return Numbered(reference, cell, sources)


def as_own(
    action: ReadAction, draft: Draft, entry: Entry, scheme: Scheme, updated: date | None
) -> ReadAction:
    """Return an action with all that the cells of its leads, progress and rating say."""
    progress, updates, evidence = read_progress_cell(entry.progress, updated)
    rating, status, closed = read_rating_cell(entry.status, scheme)
    return replace(
        action,
        leads=read_leads(draft.text(Column.LEAD)),
        progress=paragraphs(progress, entry.kept),
        updates=updates,
        evidence=evidence,
        rating=rating,
        status=status,
        closed=closed,
    )


def _whole(texts: Sequence[str]) -> str:
    return read_sheet_pieces(paragraphs(*texts))


def _as_sections(source: Source) -> Source:
    """Return a workbook as the same plan's text document: what heads a sheet, heads a table."""
    if not any(table.sheet for table in source.tables):
        return source
    tables: list[SourceTable] = []
    waiting: list[Paragraph] = []
    for table in source.tables:
        header = find_header(grid(table))
        if header is None and not tables:
            tables.append(_front_sheet(table))
            continue
        start = header.start if header else 0
        heads = [text for row in table.rows[:start] for text in _texts(row)]
        waiting += [Paragraph(text, 1 if at == 0 else None) for at, text in enumerate(heads)]
        body = table.rows[start:]
        said = [row for row in body[1:] if _texts(row)]
        if header and len(said) == 1 and says_no_actions(_texts(said[0])[0]):
            waiting.append(Paragraph(_texts(said[0])[0]))
            continue
        tables.append(replace(table, rows=body, sheet="", above=(*table.above, *waiting)))
        waiting = []
    return replace(source, tables=tuple(tables), below=(*source.below, *waiting))


def _front_sheet(table: SourceTable) -> SourceTable:
    """Return the key of ratings, with what stands above it on the first sheet as paragraphs."""
    above: list[Paragraph] = []
    key: list[SourceRow] = []
    gap = False
    for at, row in enumerate(table.rows):
        texts = _texts(row)
        if len(texts) > 1 or key:
            key.append(row)
        elif texts:
            heads = gap and texts[0] in _HEADINGS
            above.append(Paragraph(texts[0], 0 if at == 0 else 1 if heads else None))
        gap = not texts
    return replace(table, rows=tuple(key), sheet="", above=(*table.above, *above))


def _texts(row: SourceRow) -> list[str]:
    return [cell.text for cell in row.cells if cell.text]
