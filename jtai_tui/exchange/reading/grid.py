"""A table's grid as it is read: places that merged cells cover, rows that say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jtai_tui.exchange.incoming.source import Covered, SourceCell, SourceRow, SourceTable
from jtai_tui.exchange.reading.words import fold, is_rule

_ENDS = {"end", "end of table", "end of plan", "end of action plan", "end of document"}
_TOTALS = ("total", "grand total", "sub total", "subtotal", "number of action", "total action")
_EMPTY = SourceCell()


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row, as wide as its table; `place`, `header` and `hidden` as in the source."""

    cells: tuple[SourceCell, ...]
    place: str
    header: bool
    hidden: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the texts of the cells in their order, empty ones left out."""
        return tuple(cell.text for cell in self.cells if cell.text)

    @property
    def blank(self) -> bool:
        """Return whether nothing is said here: no text, or rules of dashes alone."""
        return all(is_rule(text) for text in self.texts)

    @property
    def ends(self) -> bool:
        """Return whether the row only ends a table: END, or the totals of its numbers."""
        first, *rest = self.texts or ("",)
        said = fold(first)
        if said in _ENDS:
            return not rest
        numbers = all(text.replace(",", "").rstrip("%").isdigit() for text in rest)
        return said.startswith(_TOTALS) and numbers and (bool(rest) or said in _TOTALS)


def grid(table: SourceTable) -> tuple[GridRow, ...]:
    """Return the rows of a table, made equally wide; a covered place with text is not covered."""
    width = max((len(row.cells) for row in table.rows), default=0)
    return tuple(_row(row, width) for row in table.rows)


def width_of(rows: Sequence[GridRow]) -> int:
    """Return how many columns the grid has."""
    return len(rows[0].cells) if rows else 0


def banner(row: GridRow) -> str:
    """Return the text of a row that has only one, in its first cell; empty for any other row."""
    texts = row.texts
    wide = len(row.cells) > 1 and len(texts) == 1 and bool(row.cells[0].text)
    return texts[0] if wide else ""


def is_merged_banner(row: GridRow) -> bool:
    """Return whether one merged cell fills the whole row."""
    return bool(banner(row)) and all(cell.covered is Covered.LEFT for cell in row.cells[1:])


def _row(row: SourceRow, width: int) -> GridRow:
    cells = tuple(
        SourceCell(cell.text.strip(), cell.fill, cell.day)
        if cell.text.strip() and cell.covered
        else cell
        if cell.text == cell.text.strip()
        else SourceCell(cell.text.strip(), cell.fill, cell.day)
        for cell in row.cells
    )
    return GridRow(cells + (_EMPTY,) * (width - len(cells)), row.place, row.header, row.hidden)
