"""Texts, numbers and days in the cells of a report's workbook, each kind of cell set up once."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from jtai_tui.exchange.outgoing.blocks import BlockKind, blocks
from jtai_tui.exchange.outgoing.excel_cells import (
    BOX,
    FORMULA,
    LINE,
    MOST_HEIGHT,
    cell_at,
)
from jtai_tui.exchange.published_lines import MOST_IN_CELL, sheet_text
from jtai_tui.exchange.report.page import Cell

_DAY = "[$-809]d mmm yyyy"  # the months in English, whatever the reader's language
_GENERAL, _THOUSANDS, _SIGNED = "General", "#,##0", "+#,##0;\N{MINUS SIGN}#,##0;0"
_FIRST_YEAR = 1901  # Excel counts a day in 1900 that never was
_MOST_LINES = int(MOST_HEIGHT // LINE) - 1
_MOST_DIGITS = 10**15
_LETTERS = 1.22  # of a table, in what a column's width counts as one
_SOME = MOST_IN_CELL // 8  # characters that fit whatever they are


@dataclass(frozen=True, slots=True)
class Kind:
    """How a cell is set: its letters, what is behind them, lines around it, its edge."""

    size: float = 9
    bold: bool = False
    italic: bool = False
    ink: str = ""
    fill: str = ""
    box: bool = False
    right: bool = False
    form: str = _GENERAL
    quoted: bool = False


class Pen:
    """What writes the cells of one workbook."""

    def __init__(self) -> None:
        self._styles: dict[Kind, Any] = {}

    def put(self, sheet: Worksheet, row: int, column: int, text: str, kind: Kind) -> None:
        """Write a text to the letter, never a formula, an error, a date or a number."""
        if text.startswith(FORMULA):
            kind = replace(kind, quoted=True)
        cell = self._cell(sheet, row, column, kind)
        if text:
            cell.value = sheet_text(text)
            cell.data_type = "s"

    def put_value(self, sheet: Worksheet, row: int, column: int, value: Cell, kind: Kind) -> None:
        """Write a number or a day that is shown as its text; what can't be is its text."""
        number, day = value.number, value.day
        if number is not None and abs(number) < _MOST_DIGITS:
            for text, form in (
                (str(number), _GENERAL),
                (f"{number:,}", _THOUSANDS),
                (f"{number:+,}".replace("-", "\N{MINUS SIGN}"), _SIGNED),
            ):
                if text == value.text:
                    self._cell(sheet, row, column, replace(kind, form=form)).value = number
                    return
        if number is None and day is not None and day.year >= _FIRST_YEAR:
            self._cell(sheet, row, column, replace(kind, form=_DAY)).value = day
            return
        self.put(sheet, row, column, value.text, kind)

    def put_number(self, sheet: Worksheet, row: int, column: int, number: int, kind: Kind) -> None:
        """Write a number."""
        self._cell(sheet, row, column, kind).value = number

    def _cell(self, sheet: Worksheet, row: int, column: int, kind: Kind) -> Any:
        cell: Any = cell_at(sheet, row, column)
        style = self._styles.get(kind)
        if style is None:
            _set(cell, kind)
            self._styles[kind] = copy.copy(cell._style)
        else:
            # Setting fonts and lines cell by cell takes most of the time of a large sheet.
            cell._style = copy.copy(style)
        return cell


def shown(text: str) -> str:
    """Return a text with a bullet before each item of a list."""
    if "- " not in text:
        return text
    parts = []
    for block in blocks(text):
        lines: Iterable[str] = block.lines
        if block.kind is BlockKind.BULLETS:
            lines = (f"• {line}" for line in lines)
        elif block.kind is BlockKind.NUMBERS:
            lines = (f"{number}. {line}" for number, line in enumerate(lines, 1))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def pieces_of(text: str, width: float) -> tuple[str, ...]:
    """Return a text in pieces that can each be seen whole in a cell; at least one.

    They are cut between paragraphs, else between lines, else between words; nothing but the
    white space at the cuts is missing.
    """
    pieces = []
    start = 0
    while len(text) - start > _SOME or not _fits(text[start:], width):
        window = text[start : start + _SOME]
        end = _longest(window, width)
        places = (window.rfind(mark, end // 2, end + 1) for mark in ("\n\n", "\n", " "))
        at = next((place for place in places if place > 0), end)
        pieces.append(window[:at].rstrip())
        start += at
        while start < len(text) and text[start].isspace():
            start += 1
    return (*pieces, text[start:]) if start < len(text) or not pieces else tuple(pieces)


def height_of(texts: Iterable[str], widths: Iterable[float]) -> int:
    """Return about how many lines the highest of the cells takes."""
    return max(map(lines_in, texts, widths), default=1)


def lines_in(text: str, width: float) -> int:
    """Return about how many lines a text takes in a column, which parts it between words."""
    room = max(int(width * _LETTERS), 1)
    return sum(_wrapped(line, room) if len(line) > room else 1 for line in text.split("\n"))


def _wrapped(line: str, room: int) -> int:
    lines, used = 1, 0
    for word in map(len, line.split(" ")):
        if used and used + 1 + word <= room:
            used += 1 + word
            continue
        if used:
            lines += 1
        lines += max(word - 1, 0) // room
        used = word if word <= room else (word - 1) % room + 1
    return lines


def _fits(text: str, width: float) -> bool:
    return len(text) <= _SOME and lines_in(text, width) <= _MOST_LINES


def _longest(text: str, width: float) -> int:
    """Return how many characters of a text can be seen whole in a cell; at least one."""
    least, most = 1, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        if _fits(text[:middle], width):
            least = middle
        else:
            most = middle - 1
    return least


def _set(cell: Any, kind: Kind) -> None:
    cell.font = Font(
        name="Arial",
        size=kind.size,
        bold=kind.bold,
        italic=kind.italic,
        color=kind.ink or None,
    )
    cell.alignment = Alignment(
        wrap_text=True,
        vertical="top",
        horizontal="right" if kind.right else "left",
        indent=int(kind.right),  # else a number touches the text in the next column
    )
    if kind.fill:
        cell.fill = PatternFill("solid", fgColor=kind.fill)
    if kind.box:
        cell.border = BOX
    cell.number_format = kind.form
    cell.quotePrefix = kind.quoted
