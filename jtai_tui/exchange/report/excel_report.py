"""The workbook of a report: title, summary and ratings on the first sheet, then the other sections.

A table stands as it is in the report, its numbers as numbers and its days as days. On a sheet with
one table, its head stays in sight, is on every page, and filters its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from jtai_tui.exchange.outgoing.excel_cells import (
    LINE,
    lines_of,
    new_workbook,
    set_height,
    set_page,
    sheet_title,
    workbook_bytes,
)
from jtai_tui.exchange.outgoing.shading import HEADER_FILL, HEADER_INK, fill_of, ink_on
from jtai_tui.exchange.report.captions import with_captions
from jtai_tui.exchange.report.excel_chart import Placed, add_chart
from jtai_tui.exchange.report.excel_pages import break_pages
from jtai_tui.exchange.report.excel_texts import Kind, Pen, height_of, pieces_of, shown
from jtai_tui.exchange.report.page import (
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    Page,
    Prose,
    Section,
    Table,
)
from jtai_tui.exchange.report.writable import writable

SUMMARY = "Summary"
"""The first sheet: it has the title and the sections of these keys, if they come first."""
_ON_SUMMARY = ("summary", "ratings")

_TOTAL_WIDTH = 145.0  # characters across a landscape page
_MOST_WIDTH = 165.0
_MOST_NUMBERS = 17.0  # for numbers, whose headings go on several lines
_LEAST = 7.0
_INDENT = 2.0  # characters that a number stands away from the edge
_PLAIN_WIDTHS = (110.0,)
_MOST_FROZEN = 110.0  # points: what stays in sight must leave room to scroll
_TOTAL_FILL = "eef1f5"

_TEXT, _BOXED = Kind(), Kind(box=True)
_TITLE = Kind(size=16, bold=True, ink=HEADER_FILL)
_HEADING = Kind(size=13, bold=True, ink=HEADER_FILL)
_SECOND = Kind(size=11, bold=True, ink=HEADER_FILL)
_CAPTION = Kind(italic=True, ink="404040")


@dataclass(slots=True)
class _Sheet:
    """A sheet as it is written: the next free row, and the tables that stand on it.

    `parts` are the headings within it, each with the last row that is to stand on its page, and
    the last of what it is above.
    """

    sheet: Worksheet
    pen: Pen
    widths: tuple[float, ...]
    row: int
    placed: list[Placed]
    parts: list[tuple[int, int, int]]


def write_report(page: Page) -> bytes:
    """Return a report as the bytes of a .xlsx; `excel_report` says the rest."""
    page = writable(page)
    book, first = new_workbook()
    first.title = SUMMARY
    taken = {SUMMARY.casefold()}
    pen = Pen()
    number = 0
    while number < len(page.sections) and page.sections[number].key in _ON_SUMMARY:
        number += 1
    front = page.sections[:number]
    _write_front(first, page, front, pen)
    for section in page.sections[number:]:
        sheet = book.create_sheet(sheet_title(section.heading, taken))
        _write_section_sheet(sheet, section, page.foot, pen)
    _forget_selection(book)
    return workbook_bytes(book, page.title, form="", author=page.author, made=page.made)


def _write_front(sheet: Worksheet, page: Page, sections: Sequence[Section], pen: Pen) -> None:
    blocks = [block for section in sections for block in section.blocks]
    on = _started(sheet, blocks, pen)
    _line(on, page.title, _TITLE, height=21)
    for line in page.lines:
        _line(on, line, _TEXT)
    begins = []
    for section in sections:
        on.row += 1
        begins.append(on.row)
        _section(on, section)
    set_page(sheet, page.foot)
    break_pages(sheet, on.widths, on.parts, begins[1:])


def _write_section_sheet(sheet: Worksheet, section: Section, foot: str, pen: Pen) -> None:
    on = _started(sheet, section.blocks, pen)
    _section(on, section)
    if len(on.placed) != 1:
        set_page(sheet, foot)
        break_pages(sheet, on.widths, on.parts)
        return
    (placed,) = on.placed
    above = sum(sheet.row_dimensions[row].height or LINE for row in range(1, placed.head + 1))
    set_page(sheet, foot, header_row=placed.head)
    if above > _MOST_FROZEN:
        sheet.freeze_panes = None
    if len(placed.table.rows) > 1:
        last = placed.rows[-1] - 1 if placed.table.total else placed.last
        letter = get_column_letter(len(placed.table.columns))
        sheet.auto_filter.ref = f"A{placed.head}:{letter}{last}"


def _started(sheet: Worksheet, blocks: Iterable[Block], pen: Pen) -> _Sheet:
    tables = [block for block in blocks if isinstance(block, Table)]
    widths = _widths(tables)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    return _Sheet(sheet, pen, widths, 1, [], [])


def _widths(tables: Sequence[Table]) -> tuple[float, ...]:
    """Return widths for all tables of a sheet, in characters: each column as its widest needs."""
    if not tables:
        return _PLAIN_WIDTHS
    wanted = [[_width(column) for column in table.columns] for table in tables]
    widths = [max(each) for each in zip_longest(*wanted, fillvalue=0.0)]
    scale = min(_MOST_WIDTH / sum(widths), 1.0) if sum(widths) else 1.0
    return tuple(round(max(width * scale, _LEAST), 1) for width in widths)


def _width(column: Column) -> float:
    width = column.share * _TOTAL_WIDTH
    return min(width, _MOST_NUMBERS) if column.right else width


def _section(on: _Sheet, section: Section) -> None:
    _line(on, section.heading, _HEADING, height=18)
    before: Block | None = None
    beneath = None  # the row of the heading that nothing stands beneath yet
    for block, caption in with_captions(section):
        if isinstance(before, Table | Chart) and not isinstance(block, Heading):
            on.row += 1
        if isinstance(block, Heading):
            on.row += 1
            beneath = on.row
            _line(on, block.text, _SECOND, height=15)
        elif isinstance(block, Prose):
            _prose(on, block.text)
        elif isinstance(block, Table):
            if caption:
                _line(on, caption, _CAPTION)
            _table(on, block)
            if beneath is not None:
                on.parts.append((beneath, on.placed[-1].rows[0], on.placed[-1].last))
            beneath = None
        else:
            first, last = add_chart(on.sheet, on.pen, block, on.placed, on.row, on.widths)
            on.parts.append((first, last, last))
            on.row = last + 1
        before = block


def _line(on: _Sheet, text: str, kind: Kind, *, height: float = LINE) -> None:
    """Write a text across the sheet, in as many rows as it needs."""
    wide = sum(on.widths) * 9 / kind.size
    for piece in pieces_of(text, wide):
        on.pen.put(on.sheet, on.row, 1, piece, kind)
        if len(on.widths) > 1:
            on.sheet.merge_cells(
                start_row=on.row, end_row=on.row, start_column=1, end_column=len(on.widths)
            )
        set_height(on.sheet, on.row, lines_of(piece, wide), height)
        on.row += 1


def _prose(on: _Sheet, text: str) -> None:
    for part in shown(text).split("\n\n"):
        if part:
            _line(on, part, _TEXT)


def _table(on: _Sheet, table: Table) -> None:
    head = on.row
    for column, each in enumerate(table.columns, 1):
        on.pen.put(on.sheet, head, column, each.heading, _head_kind(each))
    headings = [each.heading for each in table.columns]
    rooms = [
        width - _INDENT if each.right else width
        for each, width in zip(table.columns, on.widths, strict=False)
    ]
    set_height(on.sheet, head, height_of(headings, rooms))
    on.row += 1
    starts = []
    last = len(table.rows) - 1
    for number, cells in enumerate(table.rows):
        starts.append(on.row)
        _row(on, table, cells, total=table.total and number == last)
    on.placed.append(Placed(table, head, tuple(starts), on.row - 1))


def _head_kind(column: Column) -> Kind:
    fill, ink = HEADER_FILL, HEADER_INK
    if column.rating is not None:
        fill = fill_of(column.rating.colour)
        ink = ink_on(fill)
    return Kind(bold=True, ink=ink, fill=fill, box=True, right=column.right)


def _row(on: _Sheet, table: Table, cells: Sequence[Cell], *, total: bool) -> None:
    """Write a row of a table; one with a text that is higher than a row may be, into several."""
    kinds = [_kind(cell, column, total) for cell, column in zip(cells, table.columns, strict=True)]
    texts = [
        pieces_of(shown(cell.text), width) for cell, width in zip(cells, on.widths, strict=False)
    ]
    for part, pieces in enumerate(zip_longest(*texts, fillvalue="")):
        for column, (cell, piece, kind) in enumerate(zip(cells, pieces, kinds, strict=True), 1):
            if part == 0 and (cell.number is not None or cell.day is not None):
                on.pen.put_value(on.sheet, on.row, column, cell, kind)
            else:
                on.pen.put(on.sheet, on.row, column, piece, kind)
        set_height(on.sheet, on.row, height_of(pieces, on.widths))
        on.row += 1


def _kind(cell: Cell, column: Column, total: bool) -> Kind:
    bold = total or cell.strong
    if cell.rating is not None:
        fill = fill_of(cell.rating.colour)
        return Kind(bold=bold, ink=ink_on(fill), fill=fill, box=True, right=column.right)
    if not bold and not column.right:
        return _BOXED
    return Kind(bold=bold, fill=_TOTAL_FILL if total else "", box=True, right=column.right)


def _forget_selection(book: Workbook) -> None:
    """Let the first sheet alone be the one that is looked at when the file is opened."""
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is book.worksheets[0]
