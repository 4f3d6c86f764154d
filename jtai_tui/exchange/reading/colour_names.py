"""Colours as people name them: the fill of a cell, in theme tints as well, and a scheme's own."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache

_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_HUES = (
    (16, "red"), (31, "orange"), (53, "amber"), (69, "yellow"), (163, "green"), (186, "teal"),
    (256, "blue"), (318, "violet"), (344, "pink"), (361, "red"),
)  # fmt: skip
"""Up to which hue, in degrees, a colour has a name."""

FAMILIES = (
    frozenset({"red"}), frozenset({"amber", "orange", "yellow", "brown"}),
    frozenset({"green"}), frozenset({"blue", "teal"}), frozenset({"violet", "pink"}),
    frozenset({"grey", "white", "black"}),
)  # fmt: skip
"""Names that people and office programs use for what is meant as one colour."""

WORDS = {
    "red": "red", "amber": "amber", "orange": "orange", "yellow": "yellow", "green": "green",
    "blue": "blue", "grey": "grey", "gray": "grey", "purple": "violet", "violet": "violet",
    "pink": "pink", "black": "black", "white": "white", "brown": "brown", "teal": "teal",
}  # fmt: skip


@lru_cache(maxsize=1024)
def colour_name(colour: str) -> str:
    """Return the name of `rrggbb`, `#rrggbb` or of a colour word; empty for anything else."""
    if found := _HEX.fullmatch(colour.strip()):
        red, green, blue = (int(found[1][at : at + 2], 16) / 255 for at in (0, 2, 4))
        return _by_hue(*colorsys.rgb_to_hsv(red, green, blue))
    return WORDS.get(colour.strip().casefold(), "")


def shown_colour(fill: str) -> str:
    """Return `green (#92d050)`."""
    return f"{colour_name(fill)} (#{fill})" if colour_name(fill) else fill


def has_colour(fill: str) -> bool:
    """Return whether a fill is a colour, not white, grey or black."""
    return colour_name(fill) not in ("", "white", "grey", "black")


def is_pale(fill: str) -> bool:
    """Return whether a fill is hardly one: white and the lightest grey or tint."""
    found = _HEX.fullmatch(fill)
    if not found:
        return True
    parts = [int(found[1][at : at + 2], 16) for at in (0, 2, 4)]
    return min(parts) >= 0xE8


def family(name: str) -> frozenset[str]:
    """Return the names that are meant as one with `name`, itself included."""
    return next((each for each in FAMILIES if name in each), frozenset({name}))


def _by_hue(hue: float, saturation: float, value: float) -> str:
    if value < 0.17:
        return "black"
    if saturation < 0.1:
        return "white" if value > 0.97 else "grey"
    degrees = hue * 360
    name = next(name for most, name in _HUES if degrees < most)
    return "brown" if name in ("orange", "amber") and value < 0.55 else name
