"""A report as what stands on its pages, whatever it is written as.

The four forms write these values and add nothing, so that all of them say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.rating import Rating


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, and how it is set.

    With a `rating` the cell is shaded as that rating, and `text` has its letter and its word.
    `number` is what a spreadsheet counts with, where the text is a number. `strong` is set bold.
    """

    text: str
    rating: Rating | None = None
    number: int | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its share of the page's width, to the right if a number."""

    heading: str
    share: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `caption` says what it holds, for whoever can't see it; `total` sets the last row.

    There is always at least one row: a section without any says so in words.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One rating of a chart: its name with its letter, its colour, its number in each category."""

    name: str
    letter: str
    colour: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of stacked bars, one a category. `alternative` says the same in words."""

    caption: str
    alternative: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Plain text in paragraphs and lists, as `outgoing.blocks` takes it."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str


Block = Prose | Heading | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a report: `key` names it to `--sections`."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report: its title, the lines beneath it, its sections, the line at each foot."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str
