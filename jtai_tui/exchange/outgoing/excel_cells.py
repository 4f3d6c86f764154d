"""Cells and sheets of a workbook: a text is a text, whatever it looks like, and prints well."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook import Workbook
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from db.rating import Rating
from jtai_tui.exchange.outgoing.archive import timeless
from jtai_tui.exchange.outgoing.shading import HEADER_FILL, HEADER_INK, fill_of, ink_on
from jtai_tui.exchange.published_cells import FORM
from jtai_tui.exchange.published_lines import PLAN_SHEET, fits_cell, sheet_pieces, sheet_text

MOST_HEIGHT = 409  # points: no row of a sheet is higher
LINE = 12.0  # points that a line of a table takes

FONT = Font(name="Arial", size=9)
BOLD = Font(name="Arial", size=9, bold=True)
TITLE = Font(name="Arial", size=16, bold=True, color=HEADER_FILL)
HEADING = Font(name="Arial", size=12, bold=True, color=HEADER_FILL)
HEADER = Font(name="Arial", size=9, bold=True, color=HEADER_INK)
WRAPPED = Alignment(wrap_text=True, vertical="top", horizontal="left")
_LINE = Side(style="thin", color="8A94A3")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADER_GROUND = PatternFill("solid", fgColor=HEADER_FILL)

FORMULA = tuple("=+-@")
"""What a text must not start with unless the cell is marked as text."""

_NOT_IN_TITLE = re.compile(r"[\[\]:*?\x00-\x1f]+")
_MOST_TITLE = 31
_RESERVED = {"history", PLAN_SHEET.casefold()}
_MOST_FOOT = 120


def new_workbook() -> tuple[Workbook, Worksheet]:
    """Return a workbook and its only sheet; columns are as wide as so many digits of its font."""
    book = Workbook()
    usual = Font(name="Arial", size=10)
    styles: Any = book  # openpyxl has no public way to the font that widths are counted in
    styles._fonts = IndexedList([usual])
    styles._named_styles["Normal"].font = usual
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # a new workbook has one
    return book, sheet


class _FreeRow(RowDimension):
    """A row whose height is where it starts, and follows its text as somebody types."""

    @property
    def customHeight(self) -> bool:  # noqa: N802  openpyxl's name
        """Return that nobody has set the height by hand."""
        return False


def set_height(sheet: Worksheet, row: int, lines: int, line: float = LINE) -> None:
    """Make a row as high as so many lines, each of `line` points."""
    height = min(lines * line + 4, MOST_HEIGHT)
    sheet.row_dimensions[row] = _FreeRow(sheet, index=row, ht=height)


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """Return a cell that can be written, counted from 1."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # only what a merged cell covers is of another type
    return cell


def put(cell: Cell, text: str, font: Font = FONT) -> None:
    """Write a text into a cell, to the letter: never a formula, an error, a date or a number.

    Of a text longer than a cell, as no name is, the beginning and a sign that it goes on.
    """
    cell.value = sheet_text(text if fits_cell(text) else f"{sheet_pieces(text)[0].rstrip('⟫')} …")
    cell.data_type = "s"
    cell.font = font
    cell.alignment = WRAPPED
    if text.startswith(FORMULA):
        cell.quotePrefix = True


def shade(cell: Cell, rating: Rating) -> None:
    """Colour a cell by a rating, its text in black or white."""
    fill = fill_of(rating.colour)
    cell.fill = PatternFill("solid", fgColor=fill)
    cell.font = Font(name="Arial", size=9, color=ink_on(fill))


def put_header(sheet: Worksheet, row: int, headings: Iterable[str]) -> None:
    """Write the headings of a table into a row."""
    for column, heading in enumerate(headings, 1):
        cell = cell_at(sheet, row, column)
        put(cell, heading, HEADER)
        cell.fill = _HEADER_GROUND
        cell.border = BOX


def set_page(sheet: Worksheet, foot: str, *, header_row: int | None = None) -> None:
    """Set a sheet to landscape A4, as wide as the page; a table's header is on every page.

    `foot` stands beneath every page with the page's number.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.7, 0.3, 0.3
    # A foot holds 255 characters at most, and & starts a code in it.
    start = f"{foot.replace('&', '&&')} · page" if foot and len(foot) <= _MOST_FOOT else "Page"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        center=_HeaderFooterPart(text=f"{start} &P of &N", font="Arial", size=8)
    )
    if header_row is not None:
        sheet.freeze_panes = f"A{header_row + 1}"
        sheet.print_title_rows = f"{header_row}:{header_row}"


def sheet_title(name: str, taken: set[str]) -> str:
    """Return a title for a sheet that Excel takes, and add it to those `taken`, in small letters.

    It has 31 characters at most, none of `[]:*?/` nor the backslash, and is no other's.
    """
    plain = re.sub(r"[/\\]", "-", _NOT_IN_TITLE.sub(" ", name))
    plain = " ".join(plain.split()).strip("' ") or "Agency"
    number, title = 1, _cut(plain, _MOST_TITLE)
    while title.casefold() in taken | _RESERVED:
        number += 1
        end = f" ({number})"
        title = _cut(plain, _MOST_TITLE - len(end)) + end
    taken.add(title.casefold())
    return title


def workbook_bytes(
    book: Workbook, title: str, *, form: str = FORM, author: str = "", made: datetime | None = None
) -> bytes:
    """Return a workbook's content; its properties name who made it and when, if that is given."""
    book.properties.title = title[:255]
    book.properties.keywords = form
    book.properties.creator = author[:255]
    book.properties.language = "en-GB"
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue(), made)


def lines_of(text: str, width: float) -> int:
    """Return about how many lines a text takes in a column of `width` characters."""
    return sum(1 + int(len(line) / max(width * 1.22, 1)) for line in text.split("\n"))


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text that takes at most `most` units of UTF-16, whole words."""
    kept = text[:most]
    while len(kept.encode("utf-16-le")) // 2 > most:
        kept = kept[:-1]
    if kept != text and not text[len(kept)].isspace():
        words = kept.rpartition(" ")[0]
        kept = words if len(words) > most // 2 else kept
    return kept.rstrip("' (-,&")
