"""A list of actions as one sheet: filters, true dates, and a colour beside the rating's word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from db.direction import direction_words
from db.rating import Rating, Scheme
from db.rows import ActionRow
from db.slipping import slipping
from db.travel import Travel
from jtai_tui.exchange.action_record import DueDates
from jtai_tui.exchange.outgoing.excel_cells import (
    BOX,
    FONT,
    HEADING,
    WRAPPED,
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
from jtai_tui.exchange.outgoing.published import tidy_line, tidy_text
from jtai_tui.exchange.published_cells import rating_label

Value = str | int | date | Rating | None

LIST_HEADINGS = (
    "No.", "Sources", "Agency", "Finding", "Action", "Lead", "Timescale", "Due date",
    "Agreed due date", "Times revised", "Forecast", "Rating", "Suggested rating", "Challenged",
    "Days overdue", "Open", "Days moved",
)  # fmt: skip
"""The columns of the list: those of an action's record, in their order, in words."""

_WIDTHS = (7, 9, 17, 34, 34, 17, 15, 12, 12, 9, 12, 15, 15, 11, 9, 6, 9)
_TRAVEL_WIDTH = 13
_HEADER_ROW, _RATING = 2, LIST_HEADINGS.index("Rating") + 1
_DAY = "dd mmm yyyy"


def write_list(
    rows: Sequence[ActionRow],
    due_dates: DueDates,
    title: str,
    scheme: Scheme,
    travel: Travel | None,
    progress: Callable[[float], object],
) -> bytes:
    """Return the list as the bytes of a .xlsx; `list_xlsx` says the rest."""
    headings: tuple[str, ...] = LIST_HEADINGS
    widths: tuple[int, ...] = _WIDTHS
    if travel is not None:
        headings = (*headings, tidy_line(f"Direction since {travel.moment.words}"))
        widths = (*widths, _TRAVEL_WIDTH)
    book, sheet = new_workbook()
    title = tidy_line(title)
    sheet.title = sheet_title(title, set())
    put(cell_at(sheet, 1, 1), title, HEADING)
    cell_at(sheet, 1, 1).alignment = Alignment(vertical="top")
    put_header(sheet, _HEADER_ROW, headings)
    set_height(sheet, _HEADER_ROW, max(2, *map(lines_of, headings, widths)))
    last = _HEADER_ROW
    for last, row in enumerate(rows, _HEADER_ROW + 1):
        values = _values(row, due_dates, scheme)
        if travel is not None:
            values = (*values, direction_words(travel.of(row)))
        for column, value in enumerate(values, 1):
            _put(sheet, last, column, value)
        texts = [value if isinstance(value, str) else "" for value in values]
        set_height(sheet, last, max(map(lines_of, texts, widths)))
        if last % 50 == 0:
            progress((last - _HEADER_ROW) / (len(rows) + 1))
    columns = [chr(ord("A") + at) for at in range(len(widths))]
    for letter, width in zip(columns, widths, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{columns[-1]}{last}"
    set_page(sheet, title, header_row=_HEADER_ROW)
    content = workbook_bytes(book, title)
    progress(1.0)
    return content


def _values(row: ActionRow, due_dates: DueDates, scheme: Scheme) -> tuple[Value, ...]:
    agreed, revisions = due_dates.get(row.id, (None, ()))
    return (
        row.reference,
        ", ".join(row.sources),
        row.agency,
        row.finding,
        row.action,
        "; ".join(lead.raw for lead in row.leads),
        row.timescale,
        row.due,
        agreed,
        len(revisions),
        row.forecast,
        scheme.get(row.rating),
        scheme.get(row.suggested_rating),
        "yes" if row.challenged else "no",
        row.days_overdue if row.open else None,
        "yes" if row.open else "no",
        slipping(agreed, revisions, row.due).days,
    )


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    cell = cell_at(sheet, row, column)
    cell.border = BOX
    if isinstance(value, Rating):
        put(cell, tidy_line(rating_label(value)))
        if column == _RATING:
            shade(cell, value)
    elif isinstance(value, str):
        put(cell, tidy_text(value))
    elif value is not None:
        cell.value = value
        cell.font, cell.alignment = FONT, WRAPPED
        if isinstance(value, date):
            cell.number_format = _DAY
