"""A Word table as an even grid: each cell at its place, whatever is merged, wrapped or indented."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from db.errors import PlanError
from jtai_tui.exchange.incoming.source import Covered, SourceCell, SourceRow
from jtai_tui.exchange.incoming.word_blocks import cells, read_content, rows
from jtai_tui.exchange.incoming.word_fill import TableLook, shade, table_look
from jtai_tui.exchange.incoming.word_names import VAL, W, number, said, value
from jtai_tui.exchange.incoming.word_text import Block, Story

MOST_CELLS = 200_000
MOST_COLUMNS = 500
LEAST_WIDTH = 216
"""The margins of a cell in twentieths of a point: no letter fits in a narrower column."""

_BLANK = SourceCell()
_LEFT = SourceCell(covered=Covered.LEFT)
_UP = SourceCell(covered=Covered.UP)


@dataclass(slots=True)
class _Row:
    cells: list[SourceCell]
    spans: dict[int, int]
    """How wide each cell is, by the column in which it begins."""
    plain: set[int]
    """Where the cells begin whose colour is left to the table's style."""
    header: bool
    hidden: bool


def read_table(table: Element, name: str, story: Story) -> tuple[SourceRow, ...]:
    """Return the rows of a table, all as wide as its grid, less columns in which nothing begins.

    Raises PlanError where there are more than `MOST_CELLS` places.
    """
    look = table_look(table, story.styles, story.theme)
    grid = _grid(table)
    found: list[_Row] = []
    above: frozenset[int] = frozenset()
    width = 0
    for row in rows(table):
        read, above = _read_row(row, above, grid, story)
        found.append(read)
        width = max(width, len(read.cells))
        if width * len(found) > MOST_CELLS:
            raise PlanError(
                f"{name} has more than {MOST_CELLS:,} cells; split the document into several"
            )
    _colour_by_style(found, look, width)
    for read in found:
        read.cells.extend([_BLANK] * (width - len(read.cells)))
    _join_slivers(found, grid[: width - 1])
    kept = [column for column in range(width) if any(column in read.spans for read in found)]
    return tuple(
        SourceRow(
            tuple(read.cells[column] for column in kept),
            f"{name}, row {place}",
            header=read.header,
            hidden=read.hidden,
        )
        for place, read in enumerate(found, 1)
    )


def _read_row(
    row: Element, above: frozenset[int], grid: list[int], story: Story
) -> tuple[_Row, frozenset[int]]:
    """Return a row, and the columns in which those of its cells begin that may go on below.

    `above` are those of the row before.
    """
    properties = row.find(f"{W}trPr")
    if properties is not None and properties.find(f"{W}ins") is not None:
        story.seen["tracked"] += 1
    read = _Row(
        [_BLANK] * _columns(value(properties, "gridBefore"), 0),
        {},
        set(),
        header=bool(said(properties, "tblHeader")),
        hidden=bool(said(properties, "hidden")),
    )
    merged: set[int] = set()
    for cell, empty in cells(row):
        if len(read.cells) > MOST_CELLS:
            break
        form = cell.find(f"{W}tcPr")
        width = _columns(value(form, "gridSpan"), 1) or 1
        column = len(read.cells)
        across = form.find(f"{W}hMerge") if form is not None else None
        if across is not None and across.get(VAL, "continue") == "continue" and read.spans:
            read.cells.extend([_LEFT] * width)
            continue
        down = form.find(f"{W}vMerge") if form is not None else None
        if down is not None:
            merged.add(column)
        goes_on = down is not None and down.get(VAL, "continue") == "continue"
        if goes_on and any(_is_same_edge(column, each, grid) for each in above):
            read.cells.append(_UP)
        else:
            own, plain = _read_cell(cell, form, empty, story)
            read.cells.append(own)
            if plain:
                read.plain.add(column)
        read.spans[column] = width
        read.cells.extend([_LEFT] * (width - 1))
    read.cells.extend([_BLANK] * _columns(value(properties, "gridAfter"), 0))
    return read, frozenset(merged)


def _read_cell(
    cell: Element, form: Element | None, empty: bool, story: Story
) -> tuple[SourceCell, bool]:
    """Return a cell, and whether its colour is left to the table's style."""
    text, paragraphs = ("", []) if empty else read_content(cell, story)
    own = shade(form.find(f"{W}shd") if form is not None else None, story.theme)
    fill = own or _text_fill(paragraphs, story)
    return SourceCell(text, fill), own is None and not fill


def _text_fill(paragraphs: list[Block], story: Story) -> str:
    """Return the colour that all of a cell's text has behind it; empty for none or several."""
    found: set[str] = set()
    for block in paragraphs:
        shading = block.shading if block.shading is not None else block.style.fill
        whole = shade(shading, story.theme) or ""
        found |= {whole if fill is None else fill for fill in block.fills} or {whole}
    return found.pop() if len(found) == 1 else ""


def _colour_by_style(found: list[_Row], look: TableLook, width: int) -> None:
    if not look.regions:
        return
    for place, row in enumerate(found):
        for column in row.plain:
            last = column if column + row.spans[column] >= width else -1
            fill = look.fill(place, column, len(found) - 1, last)
            if fill:
                row.cells[column] = SourceCell(row.cells[column].text, fill)


def _grid(table: Element) -> list[int]:
    """Return how wide the columns of the grid are, in twentieths of a point."""
    return [number(each.get(f"{W}w")) for each in table.findall(f"{W}tblGrid/{W}gridCol")]


def _is_same_edge(one: int, other: int, grid: list[int]) -> bool:
    """Return whether two columns begin at the same place, as near as eyes can tell."""
    first, last = min(one, other), max(one, other)
    between = grid[first:last]
    return len(between) == last - first and sum(between) < LEAST_WIDTH and all(between)


def _join_slivers(found: list[_Row], widths: list[int]) -> None:
    """Make one of two columns whose edge was drawn a little aside in some rows.

    A column too narrow for any letter, in which no cell stands by itself, goes to the one right
    of it.
    """
    for column, width in enumerate(widths):
        if not 0 < width < LEAST_WIDTH or any(row.spans.get(column) == 1 for row in found):
            continue
        for row in found:
            span = row.spans.pop(column, None)
            if span is not None:
                row.spans[column + 1] = span - 1
                row.cells[column + 1] = row.cells[column]
                row.cells[column] = _LEFT


def _columns(text: str | None, default: int) -> int:
    return max(0, min(number(text, default), MOST_COLUMNS))
