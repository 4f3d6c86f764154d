"""A sheet written anew for openpyxl, read piece by piece and no further than a plan goes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import escape

from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.utils.datetime import from_ISO8601

from db.errors import PlanError
from jtai_tui.exchange.incoming.archive import Archive

MOST_CELLS = 200_000
MOST_BLANK = 50
"""So far beyond the text before it an empty cell may stand and be kept for its colour."""

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X = f"{{{SHEET}}}"

_MOST_RULES = 500
_MOST_AREAS = 1000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_SURELY_DAYS = 600_000  # so many days from 1900, on either side, are days for openpyxl as well
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RULES = {"cellIs", "containsText", "beginsWith", "endsWith", "expression"}
_moment: Callable[[str], object] = from_ISO8601  # it has no types of its own

Place = tuple[int, int]
"""A row and a column, from 1."""


@dataclass(frozen=True, slots=True)
class Known:
    """How many shared texts, styles of cells and styles of rules there are in a workbook."""

    strings: int
    styles: int
    rules: int


@dataclass(slots=True)
class PlainSheet:
    """What the copy of a sheet does not say.

    `filled` are the places with a value, `numbers` those that may be too large for a day, as the
    file has them; `links` the addresses behind them, which openpyxl would show in empty cells as
    well; `uncounted` the names of formulas without a result. `coloured` counts empty cells that
    may have a colour. `foot` is the code of the page's foot.
    """

    name: str
    hidden: bool = False
    filled: set[Place] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0
    numbers: dict[Place, str] = field(default_factory=dict)
    links: dict[Place, str] = field(default_factory=dict)
    uncounted: list[str] = field(default_factory=list)
    coloured: int = 0
    foot: str = ""


def write_sheet(
    archive: Archive, part: str, sheet: PlainSheet, known: Known, out: IO[bytes], seen: Counter[str]
) -> None:
    """Write the sheet of a part to `out` and into `sheet`.

    Raises PlanError where it is damaged, or has more cells than a plan could.
    """
    relations = archive.related(part)
    seen["comments"] += any("omment" in each.kind for each in relations.values())
    seen["drawings"] += any(each.kind == "drawing" for each in relations.values())
    merged: list[str] = []
    rules = 0
    out.write(f'<worksheet xmlns="{SHEET}">'.encode())
    for element in _outside_rows(archive, part, sheet, known, out):
        tag = element.tag.removeprefix(X)
        if tag == "col":
            out.write(_hidden(element).encode())
        elif tag == "mergeCell":
            merged.append(element.get("ref", ""))
        elif tag == "hyperlink":
            relation = relations.get(element.get(f"{_R}id", ""))
            if relation is not None and relation.external:
                at = _place(element.get("ref", "").partition(":")[0])
                sheet.links[at] = relation.target.strip()
        elif tag == "conditionalFormatting" and rules < _MOST_RULES:
            element[:] = [each for each in element if _is_followed(each, known)]
            rules += len(element)
            element.set("sqref", " ".join(element.get("sqref", "").split()[:_MOST_AREAS]))
            if len(element):
                out.write(tostring(element))
        elif tag in {"oddFooter", "firstFooter"}:
            sheet.foot = sheet.foot or element.text or ""
    areas = "".join(_within(sheet, merged))
    out.write(f"<mergeCells>{areas}</mergeCells></worksheet>".encode())


def _outside_rows(
    archive: Archive, part: str, sheet: PlainSheet, known: Known, out: IO[bytes]
) -> Iterator[Element]:
    """Write the rows of a sheet, and yield all elements but these as they end."""
    row = column = 0
    cells: list[str] = []
    data: Element | None = None
    for event, element in archive.events(part):
        tag = element.tag.removeprefix(X)
        if event == "start":
            if tag == "sheetData":
                data = element
            elif tag == "row":
                row, column = digits(element.get("r")) or row + 1, 0
                cells.clear()
        elif tag == "c":
            at_row, at_column = _place(element.get("r", ""))
            column = at_column or column + 1
            if (at_row or row) == row <= _LAST_ROW and column <= _LAST_COLUMN:
                cells += _cell(sheet, element, row, column, known)
        elif tag == "row":
            # Of rows without text nobody is told: often all that follow the last are hidden.
            hidden = element.get("hidden") in {"1", "true"} and row == sheet.last_row
            if cells:
                said = ' hidden="1"' if hidden else ""
                out.write(f'<row r="{row}"{said}>{"".join(cells)}</row>'.encode())
            if data is not None:
                data.clear()
        else:
            yield element


def whole_text(text: Element) -> str:
    """Return a text without its fonts and without how it is spoken in Japanese."""
    pieces = (
        piece.text or ""
        for child in text
        if child.tag in {f"{X}t", f"{X}r"}
        for piece in child.iter(f"{X}t")
    )
    # The library leaves out what escapes an escape, but only in capital letters.
    return "".join(pieces).replace("_x005F_", "_x005f_")


def digits(text: str | None) -> int | None:
    """Return a number that a file gives in digits, None for anything else or far too many."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _cell(sheet: PlainSheet, cell: Element, row: int, column: int, known: Known) -> Iterator[str]:
    """Yield a cell as openpyxl reads it, if it is to be read at all."""
    name = f"{get_column_letter(column)}{row}"
    style = digits(cell.get("s"))
    look = f' s="{style}"' if style is not None and style < known.styles else ""
    kind, text = _value(cell, known)
    if text:
        sheet.filled.add((row, column))
        sheet.last_row = max(sheet.last_row, row)
        sheet.last_column = max(sheet.last_column, column)
        if kind == "n" and abs(float(text)) > _SURELY_DAYS:
            sheet.numbers[row, column] = text
        yield f'<c r="{name}"{look} t="{kind}"><v>{escape(text)}</v></c>'
    # An empty text is a result; an empty number is none.
    elif kind != "str" and cell.find(f"{X}f") is not None:
        sheet.uncounted.append(name)
    near = max(row - sheet.last_row, column - sheet.last_column) <= MOST_BLANK
    if look and near and not text:
        sheet.coloured += 1
        yield f'<c r="{name}"{look}/>'
    if max(len(sheet.filled), sheet.coloured) > MOST_CELLS:
        raise PlanError(
            f"the sheet {sheet.name} has more than {MOST_CELLS:,} cells; delete what is no part of"
            " the plan"
        )


def _value(cell: Element, known: Known) -> tuple[str, str]:
    """Return the kind of a cell's value and the value, both as openpyxl takes them."""
    kind = cell.get("t", "n")
    text = cell.findtext(f"{X}v") or ""
    if kind == "inlineStr":
        inline = cell.find(f"{X}is")
        return "str", whole_text(inline) if inline is not None else ""
    if kind == "str":
        return kind, text
    text = text.strip()
    if kind == "s":
        place = digits(text)
        return kind, text if place is not None and place < known.strings else ""
    if kind == "b":
        return kind, text and str(int(text in {"1", "true"}))
    if kind in {"n", "d"} and text and not _is_readable(text, day=kind == "d"):
        return "str", text
    return kind, text


def _is_readable(value: str, *, day: bool) -> bool:
    """Return whether a value is a number, or a day, also for openpyxl."""
    try:
        return _moment(value) is not None if day else math.isfinite(float(value))
    except (ValueError, OverflowError):
        return False


def _is_followed(rule: Element, known: Known) -> bool:
    """Return whether a rule may be about words, and has a style."""
    style = digits(rule.get("dxfId"))
    return rule.get("type") in _RULES and style is not None and style < known.rules


def _place(name: str) -> Place:
    """Return row and column of `C5`; (0, 0) for what is no cell."""
    try:
        return coordinate_to_tuple(name) if name else (0, 0)
    except ValueError:
        return 0, 0


def _hidden(column: Element) -> str:
    """Return a column, or several, that are hidden; nothing for others."""
    first, last = digits(column.get("min")) or 0, digits(column.get("max")) or 0
    last = min(last, _LAST_COLUMN)
    if column.get("hidden") not in {"1", "true"} or not 0 < first <= last:
        return ""
    return f'<col min="{first}" max="{last}" hidden="1"/>'


def _within(sheet: PlainSheet, merged: Sequence[str]) -> list[str]:
    """Return merged areas as far as a sheet has text: openpyxl makes each of their cells."""
    found = []
    places = 0
    for each in merged:
        try:
            left, top, right, bottom = (end or 0 for end in range_boundaries(each))
        except ValueError:
            continue
        bottom, right = min(bottom, sheet.last_row), min(right, sheet.last_column)
        number = max(0, bottom - top + 1) * max(0, right - left + 1)
        places += number
        if places > MOST_CELLS:
            raise PlanError(
                f"the sheet {sheet.name} has more than {MOST_CELLS:,} merged cells;"
                " copy the plan into a new sheet"
            )
        if number > 1 and top and left:
            last = f"{get_column_letter(right)}{bottom}"
            found.append(f'<mergeCell ref="{get_column_letter(left)}{top}:{last}"/>')
    return found
