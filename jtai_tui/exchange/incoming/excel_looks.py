"""How the cells of a workbook look: number format and colour, out of openpyxl's styles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.colors import COLOR_INDEX, Color

from jtai_tui.exchange.incoming.colours import Theme, excel_colour, hex_colour, mixed, seen_colour

_GREY = {
    "darkGray": 0.75, "mediumGray": 0.5, "lightGray": 0.25, "gray125": 0.125, "gray0625": 0.0625,
}  # fmt: skip
_UNSAID = Color()
_GENERAL = "General"


class Looks:
    """The number formats and fills of a workbook; `palette` are its own first colours.

    `epoch` is the day from which its days count.
    """

    def __init__(self, theme: Theme, palette: Sequence[str], epoch: datetime) -> None:
        self.epoch = epoch
        self._theme = theme
        usual = tuple(map(hex_colour, COLOR_INDEX))
        self._palette = (*palette, *usual[len(palette) :])
        self._known: dict[int, tuple[str, str]] = {}

    def of(self, cell: Cell | MergedCell) -> tuple[str, str]:
        """Return the colour behind a cell as `rrggbb`, empty for none, and its number format."""
        if not cell.has_style:
            return "", _GENERAL
        # Each style is asked for once: its parts are looked up anew for every cell.
        style = cell.style_id
        if style not in self._known:
            self._known[style] = self.fill(cell.fill), cell.number_format or _GENERAL
        return self._known[style]

    def fill(self, fill: Any, *, rule: bool = False) -> str:
        """Return the colour of a fill of openpyxl or a proxy of it, empty for none or white.

        A rule's plain one is its background, and says no pattern.
        """
        if fill is None:
            return ""
        if fill.tagname == "gradientFill":
            return seen_colour(self._colour(fill.stop[0].color)) if fill.stop else ""
        kind = fill.fill_type or ("solid" if rule else "")
        over, under = self._colour(fill.fgColor), self._colour(fill.bgColor)
        if kind == "solid":
            return seen_colour(under or over if rule else over)
        if kind in _GREY:
            return seen_colour(mixed(over or "000000", under or "ffffff", _GREY[kind]))
        return seen_colour(under) if kind else ""

    def _colour(self, colour: Color) -> str:
        if colour == _UNSAID:
            return ""
        return excel_colour(self._theme, self._palette, colour.type, colour.value, colour.tint)
