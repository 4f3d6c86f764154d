"""Arithmetic of colours: mixing, contrast, and shades that can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual.color import Color, ColorParseError

READABLE = 4.5  # WCAG 2.1, success criterion 1.4.3: contrast of text at level AA

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)
_NAME = re.compile(r"[a-z]+", re.ASCII | re.IGNORECASE)
_DARK = 0.18  # luminance at which black and white contrast alike
_FAMILIES = {"red", "amber", "green", "blue", "violet", "grey"}
_ENDS = ((18, "red"), (70, "amber"), (170, "green"), (255, "blue"), (325, "violet"))


def mix(colour: str, other: str, share: float) -> str:
    """Return `colour` with a share (0 to 1) of `other` mixed in."""
    parts = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


def contrast(colour: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    light, dark = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, grounds: Iterable[str], least: float = READABLE) -> str:
    """Return `colour`, made lighter or darker until it can be read on all of `grounds`.

    If no shade of it reaches `least` on every ground, the nearer of black and white.
    """
    behind = tuple(grounds)
    lightness = sum(map(_luminance, behind)) / len(behind)
    pole = "#ffffff" if lightness < _DARK else "#000000"
    for step in range(21):
        shade = mix(colour, pole, step / 20)
        if all(contrast(shade, ground) >= least for ground in behind):
            return shade
    return pole


def is_dark(colour: str) -> bool:
    """Return whether white is read better than black on `colour`."""
    return _luminance(colour) < _DARK


def hue_of(colour: str) -> str:
    """Return which of red, amber, green, blue, violet and grey a colour is nearest to."""
    own = colour.strip().casefold()
    if own in _FAMILIES:
        return own
    rgb = as_hex(own)
    if rgb is None:
        return "grey"
    hue, saturation, lightness = Color.parse(rgb).hsl
    if saturation < 0.15 or not 0.06 < lightness < 0.94:
        return "grey"
    return next((name for end, name in _ENDS if hue * 360 < end), "red")


def as_hex(colour: str | None) -> str | None:
    """Return a CSS name, `#rgb` or `#rrggbb` as `#rrggbb`; None for whatever else."""
    if colour is None or not (_HEX.fullmatch(colour) or _NAME.fullmatch(colour)):
        return None
    try:
        found = Color.parse(colour)
    except ColorParseError:
        return None
    return None if found.a < 1 or found.ansi is not None else found.hex6.lower()


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
