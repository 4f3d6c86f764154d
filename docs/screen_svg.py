"""A terminal's screen as an SVG picture, for make_pictures.

Each character stands in its own cell, whatever font the reader has: text is laid out in short
runs of known length, signs are put in the middle of their cells, lines and blocks are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import NamedTuple

WIDTH, HEIGHT = 8.4, 18.0  # of a cell, in pixels
FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
FONT_SIZE = 14
MARGIN = 14.0
BASELINE = 13.4  # below the upper edge of a line

_PLAIN_SIGNS = frozenset("’‘“”–—…•·✓")
_LIGHT, _HEAVY = 1.2, 2.4

_BOXES: Mapping[str, tuple[float, float, float, float]] = {
    **{chr(0x2580 + eighths): (0, 1 - eighths / 8, 1, eighths / 8) for eighths in range(1, 9)},
    **{chr(0x2590 - eighths): (0, 0, eighths / 8, 1) for eighths in range(1, 8)},
    "▀": (0, 0, 1, 0.5),
    "▐": (0.5, 0, 0.5, 1),
    "▔": (0, 0, 1, 0.125),
    "▕": (0.875, 0, 0.125, 1),
}
"""Block elements as x, y, width and height, in parts of a cell."""

_ARMS: Mapping[str, tuple[str, float]] = {
    "─": ("lr", _LIGHT), "│": ("ud", _LIGHT), "━": ("lr", _HEAVY), "┃": ("ud", _HEAVY),
    "┌": ("rd", _LIGHT), "┐": ("ld", _LIGHT), "└": ("ru", _LIGHT), "┘": ("lu", _LIGHT),
    "├": ("rud", _LIGHT), "┤": ("lud", _LIGHT), "┬": ("lrd", _LIGHT), "┴": ("lru", _LIGHT),
    "┼": ("lrud", _LIGHT), "╭": ("rd", _LIGHT), "╮": ("ld", _LIGHT), "╰": ("ru", _LIGHT),
    "╯": ("lu", _LIGHT),
}  # fmt: skip
"""Lines: to which sides of the cell they run from its middle, and how thick they are."""


class Cell(NamedTuple):
    """One cell of a screen: colours as `#rrggbb`, "" for a cell that a wide character covers."""

    character: str
    colour: str
    ground: str
    bold: bool = False
    italic: bool = False
    underlined: bool = False


@dataclass
class _Classes:
    """The styles of a picture, each once, with the class that stands for it."""

    names: dict[str, str] = field(default_factory=dict)

    def of(self, style: str) -> str:
        """Return the class for a style."""
        return self.names.setdefault(style, f"s{len(self.names)}")

    def css(self) -> str:
        """Return the style sheet."""
        return "".join(f".{name}{{{style}}}" for style, name in self.names.items())


def draw(lines: Sequence[Sequence[Cell]], title: str) -> str:
    """Return the screen as an SVG document; `title` says what it shows."""
    ground = lines[0][0].ground
    classes = _Classes()
    body = [each for row, line in enumerate(lines) for each in _line(line, row, ground, classes)]
    across = len(lines[0]) * WIDTH + 2 * MARGIN
    down = len(lines) * HEIGHT + 2 * MARGIN
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {across:g} {down:g}"'
            f' width="{across:g}" height="{down:g}">',
            f"<title>{escape(title)}</title>",
            f"<style>text{{font:{FONT_SIZE}px {FONT};white-space:pre}}"
            f"rect,path{{shape-rendering:crispEdges;fill:none}}{classes.css()}</style>",
            f'<rect width="{across:g}" height="{down:g}" rx="8" style="fill:{ground}"/>',
            f'<g transform="translate({MARGIN:g} {MARGIN:g})">',
            *body,
            "</g>",
            "</svg>",
            "",
        )
    )


def _line(line: Sequence[Cell], row: int, ground: str, classes: _Classes) -> Iterator[str]:
    top = row * HEIGHT
    start = 0
    for colour, cells in groupby(line, key=lambda cell: cell.ground):
        count = len(list(cells))
        if colour != ground:
            yield _rectangle(start * WIDTH, top, count * WIDTH, HEIGHT, colour, classes)
        start += count
    start = 0
    for kind, run in groupby(line, key=_kind):
        run_cells = list(run)
        if kind is not None:
            yield from _run(run_cells, start, top, classes)
        start += len(run_cells)


def _kind(cell: Cell) -> tuple[object, ...] | None:
    """Return what cells of one run have in common; None for what needs no drawing."""
    if not cell.character or (cell.character == " " and not cell.underlined):
        return ("", cell.colour, cell.bold, cell.italic) if cell.character else None
    sign = _is_sign(cell.character)
    return (cell.character if sign else "", cell.colour, cell.bold, cell.italic)


def _is_sign(character: str) -> bool:
    return ord(character[0]) >= 0x2000 and character not in _PLAIN_SIGNS


def _run(cells: Sequence[Cell], start: int, top: float, classes: _Classes) -> Iterator[str]:
    first = cells[0]
    if _is_sign(first.character):
        for place in range(start, start + len(cells)):
            yield _sign(first, place * WIDTH, top, classes)
        return
    style = _text_style(first)
    for column, word in _words("".join(cell.character for cell in cells)):
        yield (
            f'<text class="{classes.of(style)}" x="{(start + column) * WIDTH:g}"'
            f' y="{top + BASELINE:g}" textLength="{len(word) * WIDTH:g}"'
            f' lengthAdjust="spacingAndGlyphs">{escape(word, quote=False)}</text>'
        )


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Yield the pieces between two or more spaces, with the column that each starts in."""
    column = 0
    for piece in text.split("  "):
        word = piece.strip(" ")
        if word:
            yield column + len(piece) - len(piece.lstrip(" ")), word
        column += len(piece) + 2


def _text_style(cell: Cell) -> str:
    style = f"fill:{cell.colour}"
    style += ";font-weight:bold" if cell.bold else ""
    style += ";font-style:italic" if cell.italic else ""
    return style + (";text-decoration:underline" if cell.underlined else "")


def _sign(cell: Cell, left: float, top: float, classes: _Classes) -> str:
    if cell.character in _BOXES:
        x, y, width, height = _BOXES[cell.character]
        return _rectangle(
            left + x * WIDTH, top + y * HEIGHT, width * WIDTH, height * HEIGHT, cell.colour, classes
        )
    if cell.character in _ARMS:
        return _arms(cell, left, top, classes)
    style = classes.of(f"{_text_style(cell)};text-anchor:middle")
    return (
        f'<text class="{style}" x="{left + WIDTH / 2:g}" y="{top + BASELINE:g}">'
        f"{escape(cell.character, quote=False)}</text>"
    )


def _arms(cell: Cell, left: float, top: float, classes: _Classes) -> str:
    sides, thick = _ARMS[cell.character]
    x, y = left + WIDTH / 2, top + HEIGHT / 2
    ends = {
        "l": f"H{left:g}", "r": f"H{left + WIDTH:g}", "u": f"V{top:g}", "d": f"V{top + HEIGHT:g}",
    }  # fmt: skip
    path = "".join(f"M{x:g} {y:g}{ends[side]}" for side in sides)
    style = classes.of(f"stroke:{cell.colour};stroke-width:{thick:g};stroke-linecap:square")
    return f'<path class="{style}" d="{path}"/>'


def _rectangle(
    left: float, top: float, width: float, height: float, colour: str, classes: _Classes
) -> str:
    return (
        f'<rect class="{classes.of(f"fill:{colour}")}" x="{left:g}" y="{top:g}"'
        f' width="{width:g}" height="{height:g}"/>'
    )
