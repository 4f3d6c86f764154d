"""A return sheet as a workbook: the plan's cells locked, the lead's open, printable on A4."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from db.dates import show_date, show_long_date
from db.rating import Scheme
from jtai_tui.exchange.outgoing import excel_cells as cells
from jtai_tui.exchange.outgoing.archive import timeless
from jtai_tui.exchange.outgoing.published import tidy_line
from jtai_tui.exchange.return_sheet import content
from jtai_tui.exchange.return_sheet.content import KEY_SHEET, OPEN, PLANS, SheetKey, SheetRow

_WIDTHS = (7.0, 18.0, 38.0, 12.0, 14.0, 34.0, 40.0, 13.0, 16.0, 26.0)
_HEADINGS = (*PLANS, *OPEN)
_FIRST = 2  # the column before holds each action's id, and is hidden
_HEADER_ROW = 4
_LAST = _FIRST + len(_HEADINGS) - 1
_TINT, _PLAIN = "FFF6CC", "F2F4F7"
_DAY = "d mmm yyyy"
_FIRST_DAY, _LAST_DAY = 36526, 73050  # 1 Jan 2000 and 31 Dec 2099, as Excel counts days
_ROOM = 4  # lines that an open cell is high, at least
_HOW = (
    "How to fill it in: only the yellow cells are yours, and an empty one says nothing. Progress:"
    " what was done since the last update. Forecast: the day you expect to finish, as 30/06/2020."
    " Rating: choose from the list; it is a proposal until the coordinator takes it. Evidence: the"
    " link to what shows the impact, with a word on what it is. Columns may be"
    " made wider. Save the file as .xlsx and send it back."
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands at the head of a sheet: the plan's title, to and from whom, the two days."""

    title: str
    to: str
    by: str
    asked: date
    answer_by: date


def return_sheet(letter: Letter, key: SheetKey, rows: Sequence[SheetRow], scheme: Scheme) -> bytes:
    """Return the bytes of a lead's .xlsx; the same values give the same bytes.

    No text of the plan is a formula.
    """
    book, sheet = cells.new_workbook()
    sheet.title = content.SHEET
    _head(sheet, letter)
    _header(sheet, key)
    for place, row in enumerate(rows, _HEADER_ROW + 1):
        _row(sheet, place, row)
    last = _HEADER_ROW + len(rows)
    _key_sheet(book, key, rows, scheme)
    _validate(sheet, last, len(scheme))
    sheet.column_dimensions["A"].hidden = True
    for column, width in enumerate(_WIDTHS, _FIRST):
        sheet.column_dimensions[_letter(column)].width = width
    foot = f"{tidy_line(letter.to)}, by {show_date(letter.answer_by)}"
    cells.set_page(sheet, foot, header_row=_HEADER_ROW)
    sheet.print_area = f"B1:{_letter(_LAST)}{last}"
    _protect(sheet)
    return _bytes(book, letter)


def _letter(column: int) -> str:
    return chr(ord("A") + column - 1)


def _head(sheet: Worksheet, letter: Letter) -> None:

    over = Alignment(vertical="center")
    title = cells.cell_at(sheet, 1, _FIRST)
    cells.put(title, f"Return sheet: {tidy_line(letter.title)}", cells.TITLE)
    title.alignment = over
    cells.set_height(sheet, 1, 1, 20)
    to = cells.cell_at(sheet, 2, _FIRST)
    said = (
        f"To: {tidy_line(letter.to)}    From: {tidy_line(letter.by)}"
        f"    Asked on: {show_date(letter.asked)}"
        f"    Please return by: {show_long_date(letter.answer_by)}"
    )
    cells.put(to, said, cells.BOLD)
    to.alignment = over
    cells.set_height(sheet, 2, 1, 14)
    how = cells.cell_at(sheet, 3, _FIRST)
    cells.put(how, _HOW)
    sheet.merge_cells(start_row=3, start_column=_FIRST, end_row=3, end_column=_LAST)
    cells.set_height(sheet, 3, cells.lines_of(_HOW, sum(_WIDTHS)))


def _header(sheet: Worksheet, key: SheetKey) -> None:
    cells.put_header(sheet, _HEADER_ROW, (key.text, *_HEADINGS))
    cells.set_height(sheet, _HEADER_ROW, 2)


def _row(sheet: Worksheet, place: int, row: SheetRow) -> None:

    cells.put(cells.cell_at(sheet, place, 1), row.action)
    lines = [_ROOM]
    for column, heading in enumerate(_HEADINGS, _FIRST):
        cell = cells.cell_at(sheet, place, column)
        cell.border = cells.BOX
        if heading in OPEN:
            cell.fill = PatternFill("solid", fgColor=_TINT)
            cell.protection = Protection(locked=False)
            cell.font, cell.alignment = cells.FONT, cells.WRAPPED
            if heading == content.FORECAST:
                cell.value = row.forecast
                cell.number_format = _DAY
            continue
        text = row.shown(heading)
        if heading == content.DUE and row.due is not None:
            cell.value = row.due
            cell.number_format = _DAY
            cell.font, cell.alignment = cells.FONT, cells.WRAPPED
        else:
            cells.put(cell, text)
            lines.append(cells.lines_of(text, _WIDTHS[column - _FIRST]))
        cell.fill = PatternFill("solid", fgColor=_PLAIN)
        if heading == content.RATING and row.rating is not None and not row.closed:
            cells.shade(cell, row.rating)
    cells.set_height(sheet, place, max(lines))


def _key_sheet(book: Workbook, key: SheetKey, rows: Sequence[SheetRow], scheme: Scheme) -> None:
    """Put what tells the sheet and its rows apart, whatever becomes of them, where nobody sees."""
    sheet = book.create_sheet(KEY_SHEET)
    cells.put(cells.cell_at(sheet, 1, 1), key.text)
    for place, row in enumerate(rows, 2):
        cells.put(cells.cell_at(sheet, place, 1), row.action)
        cells.put(cells.cell_at(sheet, place, 2), tidy_line(row.reference))
    for place, rating in enumerate(scheme, 2):
        cells.put(cells.cell_at(sheet, place, 4), tidy_line(rating.name))
    sheet.sheet_state = "veryHidden"
    _protect(sheet)


def _validate(sheet: Worksheet, last: int, ratings: int) -> None:

    def over(heading: str) -> str:
        letter = _letter(_FIRST + _HEADINGS.index(heading))
        return f"{letter}{_HEADER_ROW + 1}:{letter}{last}"

    day = DataValidation(
        type="date", operator="between", formula1=str(_FIRST_DAY), formula2=str(_LAST_DAY),
        allow_blank=True, showErrorMessage=True, errorTitle="Forecast",
        error="Write one day, as 30/06/2020.",
    )  # fmt: skip
    day.add(over(content.FORECAST))
    choice = DataValidation(
        type="list", formula1=f"{KEY_SHEET}!$D$2:$D${ratings + 1}", allow_blank=True,
        showErrorMessage=True, errorTitle="Rating", error="Choose one of the ratings in the list.",
    )  # fmt: skip
    choice.add(over(content.PROPOSED))
    sheet.add_data_validation(day)
    sheet.add_data_validation(choice)


def _protect(sheet: Worksheet) -> None:
    """Lock what is not open, without a password; columns, rows and cells may still be formatted."""
    guard = sheet.protection
    guard.sheet = True
    guard.formatCells = guard.formatColumns = guard.formatRows = False


def _bytes(book: Workbook, letter: Letter) -> bytes:
    book.properties.title = tidy_line(f"Return sheet: {letter.title}")[:255]
    book.properties.creator = ""
    book.properties.language = "en-GB"
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())
