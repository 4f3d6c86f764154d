"""From tables to parts: every table read by its own header, or as what it is otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.rating import Scheme
from jtai_tui.exchange.incoming.source import Paragraph, Source, SourceTable
from jtai_tui.exchange.reading import doubts
from jtai_tui.exchange.reading.agencies import (
    heads_finding,
    is_agency_like,
    names_an_agency,
    sheet_agency,
    title_agency,
    whole_name,
)
from jtai_tui.exchange.reading.body import Body, form_parts, name_agencies, read_body
from jtai_tui.exchange.reading.grid import GridRow, banner, grid, is_merged_banner, width_of
from jtai_tui.exchange.reading.headers import Header, find_header, plain_header, says_headings
from jtai_tui.exchange.reading.kinds_of_table import label_columns, other_kind
from jtai_tui.exchange.reading.parts import Layout, Part
from jtai_tui.exchange.reading.rating_key import KeyEntry, key_entries, read_key, text_entries
from jtai_tui.exchange.reading.rows import Choices, Column
from jtai_tui.exchange.reading.sections import Sections
from jtai_tui.exchange.reading.settling import settle_columns
from jtai_tui.exchange.reading.words import (
    counted,
    fold,
    folded,
    one_line,
    quoted,
    without_bullet,
    without_number,
)

_LONGEST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Section:
    """What stands over a table: its agency, the finding it answers, whether that is new."""

    agency: str
    under: str
    fresh: bool


def lay_out(
    source: Source, scheme: Scheme, choices: Choices, known: Sequence[str], *, own: bool
) -> Layout:
    """Return the parts of a document's tables, and all that stands around them.

    `own` is said of a document in a plan's own form, the headings of which are agencies.
    """
    layout = Layout(own, tuple(known))
    grids = [grid(table) for table in source.tables]
    plans = [table for table, rows in zip(source.tables, grids, strict=True) if find_header(rows)]
    sections = Sections(source, plans, known, own=own)
    alone = len({table.sheet for table in plans}) <= 1
    for table, rows in zip(source.tables, grids, strict=True):
        agency, fresh = sections.enter(table, layout)
        if all(row.blank for row in rows):
            continue
        if not agency and (named := sheet_agency(table.sheet, known, alone=alone)):
            agency = whole_name(named, _titles(rows))
        before = len(layout.parts)
        _read_table(layout, table, rows, Section(agency, sections.under, fresh), scheme, choices)
        hidden = sum(row.hidden and not row.blank for row in rows)
        if len(layout.parts) > before:
            sections.hold(agency, layout)
            if agency and not any(part.rows for part in layout.parts[before:]):
                layout.empty.add(agency)
        if len(layout.parts) > before and (table.hidden or hidden):
            what = "the whole table is" if table.hidden else f"{counted(hidden, 'row')} of it"
            verb = "" if table.hidden else (" is" if hidden == 1 else " are")
            layout.warn(table.name, doubts.ROWS_HIDDEN, f"{what}{verb} hidden; it is read as well")
    settle_columns(layout, choices)
    if not own:
        _leave_to_column(layout)
    sections.leave(source.below, layout)
    layout.key += _told_key(layout)
    return layout


def _read_table(
    layout: Layout,
    table: SourceTable,
    rows: Sequence[GridRow],
    section: Section,
    scheme: Scheme,
    choices: Choices,
) -> None:
    if labels := label_columns(rows):
        layout.parts += form_parts(table.name, rows, labels, section.agency, section.under)
        return
    header = find_header(rows)
    if header is None and _is_said(table, choices):
        header = plain_header(rows, next(at for at, row in enumerate(rows) if not row.blank))
    if header is not None:
        over = _banner_agency(layout, table, rows, header) if not section.agency else ""
        agency = section.agency or over
        above = _title_rows(layout, rows[: header.start], scheme)
        agency = agency or title_agency(above, layout.known)
        under = section.under or next(filter(heads_finding, reversed(above)), "")
        layout.titles = [text for text in layout.titles if text not in (under, agency)]
        if over:
            layout.agencies.setdefault(over, ())
        body = Body(table.name, agency, bool(agency) and not over, under, under)
        layout.parts += read_body(body, rows, header, layout)
        return
    last = layout.parts[-1] if layout.parts else None
    may_go_on = last is not None and _may_go_on(rows, table, last)
    if key := read_key(rows, scheme, doubtful=may_go_on):
        layout.key += key
        if not layout.own:
            said = "; ".join(one_line(": ".join(row.texts)) for row in rows if row.texts)
            text = "it is the key of the ratings and holds no actions; its meanings are used"
            text = f"{text}: {quoted(said, 10_000)}"
            layout.warn(table.name, doubts.TABLE_LEFT_OUT, text)
        return
    is_box = width_of(rows) == 1 or (len(rows) == 1 and len(rows[0].texts) == 1)
    if is_box and not (table.sheet and layout.parts):
        layout.front += [Paragraph(text) for row in rows for text in row.texts]
        return
    kind = other_kind(rows)
    if not kind and last is not None and may_go_on:
        _go_on(layout, table, rows, section, last)
        return
    _leave_out(layout, table, rows, kind)


def _banner_agency(
    layout: Layout, table: SourceTable, rows: Sequence[GridRow], header: Header
) -> str:
    """Return the agency that a row over the whole table, above its header, names.

    On a sheet such a row is the title, unless it is like an agency's name; one that nobody has
    merged counts if others like it stand below.
    """
    alike = name_agencies(rows[header.stop :], header, layout)
    above = [row for row in rows[: header.start] if is_merged_banner(row) or (alike and row.texts)]
    names = [without_number(banner(row)) for row in above if banner(row)]
    known = layout.known
    fits = is_agency_like if table.sheet or layout.own else names_an_agency
    return next((n for n in reversed(names) if fits(n, known) and not heads_finding(n)), "")


def _is_said(table: SourceTable, choices: Choices) -> bool:
    """Return whether a person has said which column of a table holds actions."""
    said = (column for (name, _), column in choices.columns.items() if name == table.name)
    return Column.ACTION in said


def _may_go_on(rows: Sequence[GridRow], table: SourceTable, last: Part) -> bool:
    """Return whether a table without a header has the columns of the part before it."""
    same = width_of(rows) == len(last.headings) and not last.form and not table.sheet
    return same and any(len(row.texts) >= 2 for row in rows)


def _go_on(
    layout: Layout,
    table: SourceTable,
    rows: Sequence[GridRow],
    section: Section,
    last: Part,
) -> None:
    header = Header(0, 0, last.headings, last.fills)
    above = last.rows[-1] if last.rows and not section.fresh else None
    agency = section.agency or (above.agency if above else "")
    under = section.under or (above.under if above else "")
    body = Body(table.name, agency, bool(agency), under)
    first, *others = read_body(body, rows, header, layout)
    layout.parts += [replace(first, headless=True, goes_on=not section.fresh), *others]
    text = "it has no header; the columns of the table before it are taken"
    layout.warn(table.name, doubts.TABLE_GOES_ON, text)


def _title_rows(layout: Layout, rows: Sequence[GridRow], scheme: Scheme) -> list[str]:
    """Return the texts of the rows above a header; those that are a key of ratings are one."""
    legend = [row for row in rows if not row.blank and key_entries(row)]
    key = read_key(legend, scheme)
    layout.key += key
    if key:
        said = "; ".join(one_line(text) for row in legend for text in row.texts)
        text = f"the key of the ratings above the header is used: {quoted(said, 1000)}"
        layout.warn(legend[0].place, doubts.TEXT_UNPLACED, text)
    texts = []
    for row in rows:
        if row.blank or (key and row in legend):
            continue
        texts += _said(row.texts)
    layout.titles += [text for text in dict.fromkeys(texts) if text not in layout.titles]
    return texts


def _titles(rows: Sequence[GridRow]) -> list[str]:
    """Return the texts above a table's header, each row's as one."""
    header = find_header(rows)
    above = rows[: header.start] if header else ()
    return [text for row in above if not row.blank for text in _said(row.texts)]


def _told_key(layout: Layout) -> list[KeyEntry]:
    """Return the key of ratings that paragraphs tell, in lines or between `;`; one is none."""
    lines = [
        part
        for each in (*layout.front, *layout.governance)
        for line in each.text.splitlines()
        for part in line.split(";")
    ]
    found = [entry for line in lines for entry in text_entries(without_bullet(line))]
    return found if len(found) > 1 else []


def _leave_to_column(layout: Layout) -> None:
    """Leave the agency to its column where one name stands over all, and the column has several.

    That one is whose plan it is: a partnership's.
    """
    rows = [(part, row) for part in layout.parts for row in part.rows]
    over = {row.agency for _, row in rows}
    named = [
        fold(row.cells[part.columns.index(Column.AGENCY)].text)
        for part, row in rows
        if part.has(Column.AGENCY)
    ]
    several = len(set(named) - {""}) > 1 and 2 * sum(map(bool, named)) >= len(rows)
    if several and len(over) == 1 and over != {""}:
        layout.parts = [
            replace(part, rows=tuple(replace(row, agency="") for row in part.rows))
            for part in layout.parts
        ]


def _said(texts: Sequence[str]) -> list[str]:
    """Return what a row above a header says: a label with its text, several of them apart."""
    first, *others = texts
    if any(": " in text for text in texts):
        return list(texts)
    labels = [one_line(text).rstrip(":") for text in texts[::2]]
    if len(texts) > 2 and len(texts) % 2 == 0 and all(len(folded(each)) <= 4 for each in labels):
        return [f"{label}: {text}" for label, text in zip(labels, texts[1::2], strict=True)]
    return [": ".join([one_line(first).rstrip(":"), *others])] if others else [first]


def _leave_out(layout: Layout, table: SourceTable, rows: Sequence[GridRow], kind: str) -> None:
    head = next(row for row in rows if row.texts)
    layout.found += [text for text in says_headings(head) if fold(text)][:_LONGEST_FOUND]
    first = ", ".join(quoted(text, 40) for text in head.texts[:6])
    what = f"it holds {kind}, not actions" if kind else "no header of actions was found in it"
    layout.warn(
        table.name,
        doubts.TABLE_LEFT_OUT,
        f"{what}, and is left out ({counted(sum(not row.blank for row in rows), 'row')},"
        f" first: {first})",
    )
