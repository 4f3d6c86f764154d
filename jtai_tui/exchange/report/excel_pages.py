"""Where the pages of a printed sheet end: no heading is left alone at the foot of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from jtai_tui.exchange.outgoing.excel_cells import LINE

_WIDE, _HIGH = 770.0, 480.0  # points of landscape A4 within the margins of `set_page`
_CHARACTER, _COLUMN = 5.25, 3.75  # points that a column takes: for each character, and besides


def break_pages(
    sheet: Worksheet, widths: Sequence[float], parts: Iterable[tuple[int, int]]
) -> None:
    """Begin a page before each part whose beginning would be parted.

    A part is the row where it starts and the last row that has to stand on the same page. The
    sheet is as wide as a page, so that a wide one is set smaller.
    """
    wide = sum(width * _CHARACTER + _COLUMN for width in widths)
    page = _HIGH * max(wide / _WIDE, 1.0)
    at, done = 0.0, 1
    for start, last in parts:
        at = _after(sheet, range(done, start), at, page)
        if at and at + sum(_height(sheet, row) for row in range(start, last + 1)) > page:
            sheet.row_breaks.append(Break(id=start - 1))
            at = 0.0
        done = start


def _after(sheet: Worksheet, rows: range, at: float, page: float) -> float:
    """Return how much of a page is used after some rows; none is parted."""
    for row in rows:
        height = _height(sheet, row)
        at = height if at + height > page else at + height
    return at


def _height(sheet: Worksheet, row: int) -> float:
    return (sheet.row_dimensions[row].height if row in sheet.row_dimensions else None) or LINE
