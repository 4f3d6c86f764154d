"""Forms of one action each: a label at the left, what is said of it at its right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jtai_tui.exchange.incoming.source import Covered, SourceCell
from jtai_tui.exchange.reading.grid import GridRow, is_merged_banner
from jtai_tui.exchange.reading.words import fold, one_line, paragraphs


@dataclass(frozen=True, slots=True)
class Form:
    """One action as a form says it: the labels, their cells, where it begins."""

    labels: tuple[str, ...]
    cells: tuple[SourceCell, ...]
    place: str
    hidden: bool


def read_forms(rows: Sequence[GridRow], label_columns: Sequence[int]) -> tuple[Form, ...]:
    """Return the actions of a table of labels: a new one begins where the first label returns.

    A row without a label goes on with the one above it; a text that fills a whole row, and one
    that no label stands before, have an empty label.
    """
    forms: list[Form] = []
    labels: list[str] = []
    cells: list[SourceCell] = []
    begun: GridRow | None = None
    for row in rows:
        if row.blank:
            continue
        over = is_merged_banner(row)
        pairs = [("", SourceCell(row.texts[0]))] if over else _pairs(row, label_columns)
        starts = labels and any(fold(label) == fold(labels[0]) for label, _ in pairs)
        starts = starts and (over or labels[0] != "")
        if starts and begun is not None:
            forms.append(Form(tuple(labels), tuple(cells), begun.place, begun.hidden))
            labels, cells, begun = [], [], None
        begun = begun or row
        for label, cell in pairs:
            if not label and cells and not over:
                cells[-1] = _more(cells[-1], cell)
            elif label or cell.text:
                labels.append(label)
                cells.append(cell)
    if begun is not None:
        forms.append(Form(tuple(labels), tuple(cells), begun.place, begun.hidden))
    return tuple(forms)


def _pairs(row: GridRow, label_columns: Sequence[int]) -> list[tuple[str, SourceCell]]:
    """Return the labels of a row with their cells; what stands in several cells is joined."""
    bounds = [*label_columns, len(row.cells)]
    found = []
    for place, start in enumerate(label_columns):
        if row.cells[start].covered is Covered.LEFT and start:
            continue
        value = SourceCell()
        for cell in row.cells[start + 1 : bounds[place + 1]]:
            value = _more(value, cell)
        label = one_line(row.cells[start].text).rstrip(":").strip()
        found.append((label, value))
    return found


def _more(one: SourceCell, two: SourceCell) -> SourceCell:
    return SourceCell(
        paragraphs(one.text, two.text), one.fill or two.fill, one.day if one.text else two.day
    )
