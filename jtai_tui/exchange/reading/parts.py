"""What the tables of a document come down to before their rows are read: parts with one header."""

from __future__ import annotations

from dataclasses import dataclass, field

from jtai_tui.exchange.incoming.source import Paragraph, SourceCell
from jtai_tui.exchange.reading.rating_key import KeyEntry
from jtai_tui.exchange.reading.rows import Column, ReadColumn, Warned


@dataclass(frozen=True, slots=True)
class PartRow:
    """A row of actions: its cells with those merged down filled in, and what stands over it.

    `own` says of each cell whether it has a text of its own; `down` whether one merged from above
    covers it, `gap` whether a blank row stands above. `agency` is that of the section, `under` the
    finding of a row that fills the table.
    """

    place: str
    cells: tuple[SourceCell, ...]
    own: tuple[bool, ...]
    down: tuple[bool, ...]
    agency: str = ""
    under: str = ""
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under one header.

    `goes_on` says that the rows go on with those of the part before, `headless` that they have no
    header but the one before. `fills` are the colours of the header over each column. `form` is a
    form of one action.
    """

    table: str
    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    fills: tuple[str, ...]
    rows: tuple[PartRow, ...]
    goes_on: bool = False
    headless: bool = False
    form: bool = False

    def has(self, column: Column) -> bool:
        """Return whether one of the columns is of this kind."""
        return column in self.columns


@dataclass(slots=True)
class Layout:
    """All that was found while the tables were walked through, in the document's order.

    `own` says that the document is in a plan's own form; `known` are agencies of the plan that it
    is read for.
    `front` and `governance` are paragraphs of no table, `titles` the rows above a sheet's header.
    `found` are headings of tables that are no plan's, for whoever looks in vain. `agencies` are the
    sections with their other names, `empty` those that stand without actions.
    """

    own: bool = False
    known: tuple[str, ...] = ()
    parts: list[Part] = field(default_factory=list)
    columns: list[ReadColumn] = field(default_factory=list)
    key: list[KeyEntry] = field(default_factory=list)
    agencies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    front: list[Paragraph] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    governance: list[Paragraph] = field(default_factory=list)

    def warn(self, place: str, kind: str, text: str) -> None:
        """Note something doubtful."""
        self.warnings.append(Warned(place, kind, text))
