"""The workbook of a plan: what holds for all of it on the first sheet, then a sheet per agency."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest

from openpyxl.worksheet.worksheet import Worksheet

from db.plan_entries import PlanDocument
from jtai_tui.exchange.outgoing.excel_cells import (
    BOLD,
    BOX,
    FONT,
    HEADING,
    LINE,
    MOST_HEIGHT,
    TITLE,
    cell_at,
    lines_of,
    new_workbook,
    put,
    put_header,
    set_height,
    set_page,
    shade,
    sheet_title,
    workbook_bytes,
)
from jtai_tui.exchange.outgoing.published import (
    HEADINGS,
    KEY_HEADINGS,
    NO_ACTIONS,
    PrintedRow,
    Section,
    front_texts,
    published,
    sections,
)
from jtai_tui.exchange.published_lines import (
    KEY,
    PLAN_SHEET,
    also_called,
    sheet_pieces,
    version_line,
)

_WIDTHS = (8, 26, 26, 17, 15, 53, 15)
_PLAN_WIDTHS = (9, 26, 98)
_RATING = 7
_MOST_LINES = int(MOST_HEIGHT // LINE) - 1


def write_plan(plan: PlanDocument, as_at: str, progress: Callable[[float], object]) -> bytes:
    """Return the plan as the bytes of a .xlsx; `plan_xlsx` says the rest."""
    plan = published(plan)
    book, first = new_workbook()
    first.title = PLAN_SHEET
    foot = version_line(plan.version_label, plan.updated, as_at)
    _write_front(first, plan, foot)
    taken = {PLAN_SHEET.casefold()}
    done, number = 0, len(plan.actions) + 1
    for section in sections(plan):
        sheet = book.create_sheet(sheet_title(section.agency.name, taken))
        row = _start_section(sheet, section, foot)
        for printed in section.rows:
            row = _write_row(sheet, row, printed)
            done += 1
            if done % 10 == 0:
                progress(done / number)
    content = workbook_bytes(book, plan.title)
    progress(1.0)
    return content


def _write_front(sheet: Worksheet, plan: PlanDocument, foot: str) -> None:
    _set_widths(sheet, _PLAN_WIDTHS)
    row = 1
    put(cell_at(sheet, row, 1), plan.title, TITLE)
    row = _span(sheet, row, lines=lines_of(plan.title, sum(_PLAN_WIDTHS) / 1.9), height=21)
    if foot:
        put(cell_at(sheet, row, 1), foot)
        row = _span(sheet, row)
    for name, words in front_texts(plan):
        put(cell_at(sheet, row + 1, 1), name, HEADING)
        row = _span(sheet, row + 1, height=16)
        for piece in sheet_pieces(words, _fits(sum(_PLAN_WIDTHS))):
            put(cell_at(sheet, row, 1), piece)
            row = _span(sheet, row, lines=lines_of(piece, sum(_PLAN_WIDTHS)))
    put(cell_at(sheet, row + 1, 1), KEY, HEADING)
    row = _span(sheet, row + 1, height=16)
    put_header(sheet, row, KEY_HEADINGS)
    for rating in plan.scheme:
        row += 1
        for column, text in enumerate((rating.letter, rating.name, rating.meaning), 1):
            cell = cell_at(sheet, row, column)
            put(cell, text)
            cell.border = BOX
            if column < 3:
                shade(cell, rating)
    set_page(sheet, foot)


def _start_section(sheet: Worksheet, section: Section, foot: str) -> int:
    """Write what stands above an agency's actions; return the row of the first."""
    _set_widths(sheet, _WIDTHS)
    put(cell_at(sheet, 1, 1), section.agency.name, HEADING)
    row = _span(sheet, 1, across=len(_WIDTHS), height=18)
    if aliases := also_called(section.agency.aliases):
        put(cell_at(sheet, row, 1), aliases)
        row = _span(sheet, row, across=len(_WIDTHS))
    put_header(sheet, row, HEADINGS)
    set_page(sheet, foot, header_row=row)
    if not section.rows:
        put(cell_at(sheet, row + 1, 1), NO_ACTIONS)
        _span(sheet, row + 1, across=len(_WIDTHS))
    return row + 1


def _write_row(sheet: Worksheet, row: int, printed: PrintedRow) -> int:
    """Write an action, a long one into several rows; return the row after it."""
    columns = [
        sheet_pieces(text, _fits(width)) for text, width in zip(printed.cells, _WIDTHS, strict=True)
    ]
    for pieces in zip_longest(*columns, fillvalue=""):
        for column, piece in enumerate(pieces, 1):
            cell = cell_at(sheet, row, column)
            cell.border = BOX
            if piece:
                put(cell, piece, BOLD if column == 1 else FONT)
        if printed.rating is not None:
            shade(cell_at(sheet, row, _RATING), printed.rating)
        set_height(sheet, row, max(map(lines_of, pieces, _WIDTHS)))
        row += 1
    return row


def _span(
    sheet: Worksheet, row: int, *, across: int = 3, lines: int = 1, height: float = LINE
) -> int:
    """Merge a row's cells, as high as its text needs; return the next row."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=across)
    set_height(sheet, row, lines, height)
    return row + 1


def _fits(width: int) -> Callable[[str], bool]:
    """Return what says whether a text can be seen whole in a cell so many characters wide."""
    return lambda text: lines_of(text, width) <= _MOST_LINES


def _set_widths(sheet: Worksheet, widths: tuple[int, ...]) -> None:
    for letter, width in zip("ABCDEFG", widths, strict=False):
        sheet.column_dimensions[letter].width = width
