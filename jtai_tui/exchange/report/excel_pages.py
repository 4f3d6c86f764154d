"""Where the pages of a printed sheet end: no heading is left alone at the foot of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from jtai_tui.exchange.outgoing.excel_cells import LINE

_WIDE, _HIGH = 770.0, 490.0  # points of landscape A4 within the margins of `set_page`
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
    at = 0.0
    kept = dict(parts)
    for row in range(1, sheet.max_row + 1):
        needed = sum(_height(sheet, each) for each in range(row, kept.get(row, row) + 1))
        if at and at + needed > page:
            # Each end of a page is set, so that programs that count otherwise end it there, too.
            sheet.row_breaks.append(Break(id=row - 1))
            at = 0.0
        at += _height(sheet, row)


def _height(sheet: Worksheet, row: int) -> float:
    return (sheet.row_dimensions[row].height if row in sheet.row_dimensions else None) or LINE
