"""A report as what stands on its pages, whatever it is written as.

The four forms write these values and add nothing, so that all of them say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.rating import Rating


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, and how it is set.

    `text` is plain text in paragraphs and lists, as `outgoing.blocks` takes it; it may be empty.
    With a `rating` the cell is shaded as that rating, and `text` has its letter and its word.
    `number` is what a spreadsheet counts with, where the text is a number, and `day` its true date,
    where the text is just that day. `strong` is set bold.
    """

    text: str
    rating: Rating | None = None
    number: int | None = None
    strong: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its share of the page's width, to the right if a number.

    The shares of a table add up to 1, or to less where it need not be as wide as the page. With a
    `rating` the heading is shaded as that rating, and has its letter and its word.
    """

    heading: str
    share: float
    right: bool = False
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `caption` says what it holds, for whoever can't see it; `total` sets the last row.

    There is always at least one row: a section without any says so in words. The first cell of a
    row is its heading.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One rating of a chart: its number in each category.

    `name` is `R Significant risk`, as in the table beside it; `colour` is that of the scheme, to be
    shaded as `outgoing.shading` does.
    """

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
    """A whole report: its title, the lines beneath it, its sections, the line at each foot.

    `title` and `lines` are one line each. `author` is who made it, "" where nobody has said, and
    `made` when, for what a file says of itself.
    """

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str
    author: str = ""
    made: datetime | None = None
