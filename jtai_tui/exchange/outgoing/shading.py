"""The colours that ratings have in print: light enough for dark text, and clearly told apart."""

from __future__ import annotations

import re

LEAST_CONTRAST = 4.5  # WCAG 2.1, success criterion 1.4.3

HEADER_FILL, HEADER_INK = "1f3a5f", "ffffff"
"""The row of a table's headings, and the colour of titles."""

_FILLS = {
    "grey": "d9d9d9",
    "red": "f4a3a0",
    "orange": "fbbd87",
    "amber": "ffd479",
    "yellow": "fff2a8",
    "green": "b3dfa8",
    "teal": "a3dbd5",
    "blue": "a8cdf0",
    "violet": "d4bff0",
    "pink": "f8bfda",
    "brown": "d8bfa6",
    "black": "404040",
    "white": "ffffff",
}
_HEX = re.compile(r"#([0-9a-fA-F]{6})", re.ASCII)
_DARK, _LIGHT = "000000", "ffffff"


def fill_of(colour: str) -> str:
    """Return what stands behind a rating of a scheme's `colour`, as `rrggbb`.

    A name has its print colour, `#rrggbb` is itself, and whatever else is white.
    """
    found = _HEX.fullmatch(colour)
    return found[1].lower() if found else _FILLS.get(colour, _FILLS["white"])


def ink_on(fill: str) -> str:
    """Return black or white as `rrggbb`, whichever is read better on `fill`; 4.5 or more."""
    return max((_DARK, _LIGHT), key=lambda ink: contrast(ink, fill))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours `rrggbb`, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
