"""Tables for people: aligned columns, as wide as the terminal, in colour where there is colour."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jtai_tui.cli.output import say
from jtai_tui.text import cell as set_cell
from jtai_tui.text import fit, one_line, width_of
from jtai_tui.widgets.wrap import wrapped

GAP = "  "
WIDTH_IN_A_PIPE = 120
_LEAST_WIDTH, _ENOUGH, _LEAST = 40, 30, 12


@dataclass(frozen=True, slots=True)
class Column:
    """A column, at most `most` cells wide; 0 takes what the others leave.

    Where they leave too little, a column with a `least` gives way down to it.
    """

    heading: str
    most: int
    least: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a place of a table: a plan's own text as it is, and a style of Rich."""

    text: str
    style: str = ""


Piece = tuple[str, str]
"""A piece of a line and its style."""


def table_width() -> int:
    """Return how wide a table may be: COLUMNS, else the terminal's width, else 120."""
    return max(shutil.get_terminal_size((WIDTH_IN_A_PIPE, 24)).columns, _LEAST_WIDTH)


def print_table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, wrap: bool) -> None:
    """Print a table. What is too long for its column is cut, or wrapped in the widest one."""
    widths = _widths(columns, rows)
    lines: list[list[Piece]] = [_line(columns, widths, [Cell(c.heading, "bold") for c in columns])]
    for row in rows:
        if wrap:
            lines += _wrapped_row(columns, widths, row)
        else:
            lines.append(_line(columns, widths, row))
    print_pieces(lines)


def print_pieces(lines: Iterable[Iterable[Piece]]) -> None:
    """Print lines made of pieces; their styles show on a terminal that has colours."""
    if not has_colour():
        say(*("".join(text for text, _ in line).rstrip() for line in lines))
        return
    from rich.console import Console  # noqa: PLC0415  only where there are colours
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines:
        text = Text.assemble(*line)
        text.rstrip()
        console.print(text, no_wrap=True, overflow="ignore", crop=False)


def has_colour() -> bool:
    """Return whether colours are wanted: on a terminal that has them, without NO_COLOR."""
    if sys.stdout is None or not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return False
    return os.environ.get("TERM", "").casefold() not in ("dumb", "unknown")


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return each column's width: as its longest cell needs, and the rest for the one of 0."""
    widths = []
    for place, column in enumerate(columns):
        texts = [column.heading, *(one_line(row[place].text[:200]) for row in rows)]
        needed = max(width_of(text) for text in texts)
        widths.append(min(needed, column.most))
    rest = table_width() - len(GAP) * (len(columns) - 1)
    _give_way(columns, widths, sum(widths) + _ENOUGH - rest)
    left = max(rest - sum(widths), _LEAST)
    return [width if column.most else left for column, width in zip(columns, widths, strict=True)]


def _give_way(columns: Sequence[Column], widths: list[int], needed: int) -> None:
    """Take `needed` cells from the columns that can spare them, the widest first."""
    for _ in range(needed):
        spare = [place for place, column in enumerate(columns) if 0 < column.least < widths[place]]
        if not spare:
            return
        widths[max(spare, key=lambda place: widths[place])] -= 1


def _line(columns: Sequence[Column], widths: Sequence[int], row: Sequence[Cell]) -> list[Piece]:
    pieces: list[Piece] = []
    for column, width, cell in zip(columns, widths, row, strict=True):
        pieces += [(set_cell(cell.text, width, right=column.right), cell.style), (GAP, "")]
    return pieces[:-1]


def _wrapped_row(
    columns: Sequence[Column], widths: Sequence[int], row: Sequence[Cell]
) -> Iterator[list[Piece]]:
    """Yield the lines of a row whose widest column shows its text whole."""
    flexible = next(place for place, column in enumerate(columns) if not column.most)
    texts = wrapped(one_line(row[flexible].text), widths[flexible])
    for number, text in enumerate(texts):
        pieces: list[Piece] = []
        for place, column in enumerate(columns):
            if place == flexible:
                pieces += [(fit(text, widths[place]), row[place].style)]
            else:
                said = "" if number else row[place].text
                shown = set_cell(said, widths[place], right=column.right)
                pieces += [(shown, row[place].style)]
            pieces += [(GAP, "")]
        yield pieces[:-1]
