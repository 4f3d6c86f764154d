"""Where the pages of a printed sheet end: no heading is left alone at the foot of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from jtai_tui.exchange.outgoing.excel_cells import LINE

_WIDE, _HIGH = 770.0, 490.0  # points of landscape A4 within the margins of `set_page`
_CHARACTER, _COLUMN = 5.25, 3.75  # points that a column takes: for each character, and besides


def page_height(widths: Sequence[float]) -> float:
    """Return how high a printed page is, in points of a sheet whose columns have these widths.

    The sheet is as wide as a page: a wide one is set smaller, so that more stands on it.
    """
    wide = sum(width * _CHARACTER + _COLUMN for width in widths)
    return _HIGH * max(wide / _WIDE, 1.0)


def break_pages(
    sheet: Worksheet,
    widths: Sequence[float],
    parts: Iterable[tuple[int, int, int]],
    begins: Collection[int] = (),
) -> None:
    """Begin a page before each part whose beginning would be parted, and with each row of `begins`.

    So it is before one that has room on the next page, and not on this one, if more than half of
    this one is filled. A part is the row where it starts, the last row that has to stand on the
    same page, and its last row.
    """
    page, at = page_height(widths), 0.0
    kept = {start: ends for start, *ends in parts}
    last = max(sheet.max_row, *sheet.row_dimensions)  # beneath a chart no row has a cell
    for row in range(1, last + 1):
        needed, whole = (_heights(sheet, row, end) for end in kept.get(row, (row, row)))
        parted = at + needed > page or (at > page / 2 and page - at < whole <= page)
        if at and (parted or row in begins):
            # Each end of a page is set, so that programs that count otherwise end it there, too.
            sheet.row_breaks.append(Break(id=row - 1))
            at = 0.0
        at += _height(sheet, row)


def _heights(sheet: Worksheet, first: int, last: int) -> float:
    return sum(_height(sheet, row) for row in range(first, last + 1))


def _height(sheet: Worksheet, row: int) -> float:
    return (sheet.row_dimensions[row].height if row in sheet.row_dimensions else None) or LINE
