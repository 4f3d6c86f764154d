"""Colours as Word and Excel write them: by number, by name, by a place in the theme."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable, Mapping, Sequence

from jtai_tui.exchange.incoming.archive import Archive

Theme = Mapping[str, str]
"""The colours of a theme as `rrggbb` by their names in the file: `accent1`, `dk1`."""

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

HIGHLIGHTS = {
    "black": "000000", "blue": "0000ff", "cyan": "00ffff", "green": "00ff00",
    "magenta": "ff00ff", "red": "ff0000", "yellow": "ffff00", "darkBlue": "000080",
    "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "darkGray": "808080", "lightGray": "c0c0c0",
}  # fmt: skip
"""What Word's highlighter pens are called in a file."""

_WORD_THEME = {
    "background1": "lt1", "text1": "dk1", "background2": "lt2", "text2": "dk2",
    "light1": "lt1", "dark1": "dk1", "light2": "lt2", "dark2": "dk2",
    "hyperlink": "hlink", "followedHyperlink": "folHlink",
}  # fmt: skip
_EXCEL_THEME = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
)  # fmt: skip
_HEX = re.compile(r"(?:[0-9a-f]{2})?([0-9a-f]{6})", re.IGNORECASE)
_NEAR = 6


def hex_colour(text: str | None) -> str:
    """Return `rrggbb` for `RRGGBB` or `AARRGGBB`, empty for anything else (`auto`)."""
    found = _HEX.fullmatch(text or "")
    return found[1].lower() if found else ""


def seen_colour(colour: str) -> str:
    """Return a colour that stands out from paper: empty for white."""
    return "" if colour == "ffffff" else colour


def read_theme(archive: Archive, part: str) -> Theme:
    """Return the colours of a theme; none where there is no such part."""
    if not part:
        return {}
    scheme = archive.xml(part).find(f".//{A}clrScheme")
    colours = {}
    for each in scheme if scheme is not None else ():
        for said in each:
            colour = hex_colour(said.get("lastClr") or said.get("val"))
            if colour:
                colours[each.tag.removeprefix(A)] = colour
    return colours


def word_colour(
    theme: Theme, own: str | None, name: str | None, tint: str | None, shade: str | None
) -> str:
    """Return the `rrggbb` of a colour in Word: the theme's, or else its own; empty for none.

    Word writes its own reckoning beside the theme's name; where both agree, its own is right to
    the last digit.
    """
    plain = hex_colour(own)
    base = theme.get(_WORD_THEME.get(name, name)) if name else None
    if not base:
        return plain
    darker, lighter = _share(shade), _share(tint)
    colour = _light(base, lambda light: light * darker)
    colour = _light(colour, lambda light: light * lighter + 1 - lighter)
    return plain if plain and _alike(plain, colour) else colour


def excel_colour(
    theme: Theme, palette: Sequence[str], kind: str, value: object, tint: float
) -> str:
    """Return the `rrggbb` of a colour in Excel; empty for none.

    `kind` says what its `value` is: `rgb`, or a place in the `theme` or, `indexed`, in a palette.
    `tint` is from -1 for black to 1 for white.
    """
    base = hex_colour(value) if kind == "rgb" and isinstance(value, str) else ""
    if kind == "theme" and isinstance(value, int) and value < len(_EXCEL_THEME):
        base = theme.get(_EXCEL_THEME[value], "")
    if kind == "indexed" and isinstance(value, int) and value < len(palette):
        base = palette[value]
    if not base or not tint:
        return base
    if tint < 0:
        return _light(base, lambda light: light * (1 + tint))
    return _light(base, lambda light: light * (1 - tint) + tint)


def mixed(over: str, under: str, share: float) -> str:
    """Return the colour of a pattern: `share` of it is `over`, the rest `under`."""
    return "".join(
        f"{round(top * share + bottom * (1 - share)):02x}"
        for top, bottom in zip(_parts(over), _parts(under), strict=True)
    )


def _light(colour: str, change: Callable[[float], float]) -> str:
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    parts = colorsys.hls_to_rgb(hue, max(0.0, min(1.0, change(light))), saturation)
    return "".join(f"{round(part * 255):02x}" for part in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _alike(one: str, other: str) -> bool:
    return all(abs(a - b) <= _NEAR for a, b in zip(_parts(one), _parts(other), strict=True))


def _share(text: str | None) -> float:
    try:
        return int(text, 16) / 255 if text and len(text) <= 2 else 1.0
    except ValueError:
        return 1.0
