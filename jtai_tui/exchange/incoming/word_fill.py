"""The colour behind a place of a Word table: its own, its text's, or that of the table's style."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from jtai_tui.exchange.incoming.colours import HIGHLIGHTS, Theme, mixed, seen_colour, word_colour
from jtai_tui.exchange.incoming.word_names import VAL, W, number, value
from jtai_tui.exchange.incoming.word_styles import Styles

_LOOKS = {
    "firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "lastColumn": 0x100,
    "noHBand": 0x200, "noVBand": 0x400,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableLook:
    """How a table's style colours it: `regions` by what the style calls them, None for no colour.

    `on` are the switches of the table itself; a band is so many rows or columns wide.
    """

    regions: Mapping[str, str] = field(default_factory=dict)
    on: frozenset[str] = frozenset()
    rows: int = 1
    columns: int = 1

    def fill(self, row: int, column: int, last_row: int, last_column: int) -> str:
        """Return the style's colour at a place, all counted from 0; empty for none."""
        if not self.regions:
            return ""
        first_row, first_column = "firstRow" in self.on, "firstColumn" in self.on
        at_top = first_row and row == 0
        at_foot = "lastRow" in self.on and row == last_row
        at_left = first_column and column == 0
        at_right = "lastColumn" in self.on and column == last_column
        names = ["wholeTable"]
        if "noVBand" not in self.on:
            names.append(f"band{(column - first_column) // self.columns % 2 + 1}Vert")
        if "noHBand" not in self.on:
            names.append(f"band{(row - first_row) // self.rows % 2 + 1}Horz")
        edges = ((at_left, "firstCol"), (at_right, "lastCol"), (at_top, "firstRow"),
                 (at_foot, "lastRow"), (at_top and at_left, "nwCell"),
                 (at_top and at_right, "neCell"), (at_foot and at_left, "swCell"),
                 (at_foot and at_right, "seCell"))  # fmt: skip
        names += [name for here, name in edges if here]
        return next((self.regions[name] for name in reversed(names) if name in self.regions), "")


def shade(shading: Element | None, theme: Theme) -> str | None:
    """Return the `rrggbb` of a `w:shd`, empty for none or white; None where nothing is said."""
    if shading is None:
        return None
    pattern = shading.get(VAL, "clear")
    if pattern == "nil":
        return ""
    under = _shade_colour(shading, theme, "fill", "themeFill")
    share = _share(pattern)
    if not share:
        return seen_colour(under)
    over = _shade_colour(shading, theme, "color", "themeColor") or "000000"
    return seen_colour(mixed(over, under or "ffffff", share))


def run_fill(properties: Element | None, theme: Theme) -> str | None:
    """Return the colour of a run's highlighter or shade; None if nothing is said."""
    if properties is None:
        return None
    pen = value(properties, "highlight")
    if pen is not None and pen != "none":
        return HIGHLIGHTS.get(pen, "")
    return shade(properties.find(f"{W}shd"), theme)


def table_look(table: Element, styles: Styles, theme: Theme) -> TableLook:
    """Return how a table is coloured by its style and by its own properties."""
    properties = table.find(f"{W}tblPr")
    regions: dict[str, str] = {}
    bands = {"Row": 1, "Col": 1}
    style = value(properties, "tblStyle") or styles.defaults.get("table")
    for each in reversed(tuple(styles.chain(style))):
        for place in ("tblPr", "tcPr"):
            _put(regions, "wholeTable", each.find(f"{W}{place}"), theme)
        for band, before in tuple(bands.items()):
            width = value(each.find(f"{W}tblPr"), f"tblStyle{band}BandSize")
            bands[band] = max(1, number(width, before))
        for part in each.findall(f"{W}tblStylePr"):
            name = part.get(f"{W}type", "")
            for place in ("tblPr", "tcPr"):
                _put(regions, name, part.find(f"{W}{place}"), theme)
    _put(regions, "wholeTable", properties, theme)
    return TableLook(regions, _looks(properties), bands["Row"], bands["Col"])


def _put(regions: dict[str, str], name: str, properties: Element | None, theme: Theme) -> None:
    if properties is not None:
        colour = shade(properties.find(f"{W}shd"), theme)
        if colour is not None:
            regions[name] = colour


def _looks(properties: Element | None) -> frozenset[str]:
    look = properties.find(f"{W}tblLook") if properties is not None else None
    if look is None:
        return frozenset()
    try:
        bits = int(look.get(VAL, "0"), 16)
    except ValueError:
        bits = 0
    return frozenset(
        name
        for name, bit in _LOOKS.items()
        if look.get(f"{W}{name}", "1" if bits & bit else "0") in {"1", "true", "on"}
    )


def _shade_colour(shading: Element, theme: Theme, own: str, name: str) -> str:
    return word_colour(
        theme,
        shading.get(f"{W}{own}"),
        shading.get(f"{W}{name}"),
        shading.get(f"{W}{name}Tint"),
        shading.get(f"{W}{name}Shade"),
    )


def _share(pattern: str) -> float:
    if pattern == "solid":
        return 1.0
    return min(number(pattern[3:]), 100) / 100 if pattern.startswith("pct") else 0.0
