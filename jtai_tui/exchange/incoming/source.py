"""What a document holds, whatever sort of file it is: its paragraphs and its tables, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Covered(StrEnum):
    """Which merged cell covers a place of the grid: none, the one to its left, the one above."""

    NO = ""
    LEFT = "left"
    UP = "up"


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One place of a table's grid.

    `text` is Markdown as a plan keeps it: a blank line between paragraphs, `- ` before a bullet,
    `1. ` before a number, a new line for a line break; without space around it. `fill` is the
    colour behind it as `rrggbb`, empty for none or white. `day` is the date that a spreadsheet
    keeps there. A place that a merged cell covers says so, and is empty.
    """

    text: str = ""
    fill: str = ""
    day: date | None = None
    covered: Covered = Covered.NO

    @property
    def blank(self) -> bool:
        """Return whether there is nothing to read here; it may have a colour."""
        return not self.text


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the grid; `place` says where it stands, for people: `table 2, row 5`.

    `header` is what the file itself says: repeated on every page. `hidden` rows are read as well.
    """

    cells: tuple[SourceCell, ...]
    place: str
    header: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph outside the tables, or of a table's one cell; `level` is that of a heading.

    0 is the document's title, 1 the highest heading, None plain text. `bold` says that all of it
    is. `text` is as in a cell.
    """

    text: str
    level: int | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table, each row as wide as the grid.

    `name` is what people call it: `table 2`, or a sheet's name. `sheet` is that name where it was
    given by a person, empty where there is none. `above` are the paragraphs between this table and
    the one before, in order.
    """

    name: str
    rows: tuple[SourceRow, ...]
    sheet: str = ""
    above: tuple[Paragraph, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A document: `name` is the file's own, `sha256` that of its bytes, `form` Word, Excel or CSV.

    `title` and `keywords` are its properties; `below` are the paragraphs after the last table,
    `footer` the text of the page's foot. `notes` are sentences about what was left out or read in
    an unusual way.
    """

    name: str
    sha256: str
    form: str
    tables: tuple[SourceTable, ...]
    title: str = ""
    keywords: str = ""
    below: tuple[Paragraph, ...] = ()
    footer: str = ""
    notes: tuple[str, ...] = field(default=())
