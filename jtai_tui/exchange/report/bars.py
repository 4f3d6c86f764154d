"""Where the bars of a chart stand when it is drawn: sizes and places, nothing written yet."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from jtai_tui.exchange.outgoing.shading import fill_of, ink_on
from jtai_tui.exchange.report.page import Chart

WIDTH = 1000
_NAMES, _RIGHT = 290, 50
_STEP, _BAR = 38, 26
_LETTER = 7.6
"""How wide a letter of the drawing's text is at most, on average, at 13 pixels."""
_NAME_LETTERS, _NAME_LINES = 36, 2
_AT_ONCE = 14
"""Bars of one drawing: more would not stand on a page of paper."""


@dataclass(frozen=True, slots=True)
class Bit:
    """A part of a bar, or a swatch of the key, `width` wide from `x`; `text` stands in it."""

    x: float
    y: float
    width: float
    fill: str
    ink: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: the lines of its name with their places, its parts, and its total beside it."""

    names: tuple[tuple[float, str], ...]
    bits: tuple[Bit, ...]
    end: float
    middle: float
    total: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart, or a part of one that would be too high for a page."""

    width: int
    height: int
    bar: int
    key: tuple[Bit, ...]
    bars: tuple[Bar, ...]
    title: str
    words: str


def drawings(chart: Chart) -> Iterator[Drawing]:
    """Yield the chart as one drawing, or as several of equal scale where it has many bars."""
    totals = [sum(values) for values in zip(*(each.values for each in chart.series), strict=True)]
    scale = (WIDTH - _NAMES - _RIGHT) / max(1, *totals)
    key, top = _key(chart)
    count = len(chart.categories)
    for first in range(0, count, _AT_ONCE):
        places = range(first, min(first + _AT_ONCE, count))
        bars = tuple(
            _bar(chart, place, totals[place], scale, top + number * _STEP)
            for number, place in enumerate(places)
        )
        height = top + len(bars) * _STEP
        more = f" (continued, {first + 1} to {places[-1] + 1})" if first else ""
        yield Drawing(
            WIDTH,
            height,
            _BAR,
            key,
            bars,
            f"{chart.caption}{more}",
            "" if first else chart.alternative,
        )


def _key(chart: Chart) -> tuple[tuple[Bit, ...], int]:
    """Return the key of the colours, in lines as wide as the drawing, and how high it is."""
    bits, x, y = [], 0.0, 2.0
    for each in chart.series:
        width = _LETTER * len(each.name) + 16
        if x and x + width > WIDTH:
            x, y = 0.0, y + _BAR + 6
        fill = fill_of(each.colour)
        bits.append(Bit(x, y, width, f"#{fill}", f"#{ink_on(fill)}", each.name, ""))
        x += width + 8
    return tuple(bits), int(y) + _BAR + 16


def _bar(chart: Chart, place: int, total: int, scale: float, y: float) -> Bar:
    middle = y + _BAR / 2
    lines = textwrap.wrap(
        chart.categories[place], _NAME_LETTERS, max_lines=_NAME_LINES, placeholder=" …"
    ) or [""]
    start = middle - (len(lines) - 1) * 8
    bits, x = [], float(_NAMES)
    for each in chart.series:
        number = each.values[place]
        if not number:
            continue
        width = number * scale
        text = f"{each.letter} {number:,}"
        fits = width >= _LETTER * len(text) + 6
        fill = fill_of(each.colour)
        title = f"{each.name}: {number:,}"
        bits.append(Bit(x, y, width, f"#{fill}", f"#{ink_on(fill)}", text if fits else "", title))
        x += width
    names = tuple((start + number * 16, line) for number, line in enumerate(lines))
    return Bar(names, tuple(bits), x + 8, middle, f"{total:,}")
