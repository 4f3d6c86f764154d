"""Tables that stand side by side on one sheet: a plan, and beside it contacts, a key, a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from db.rating import Scheme
from jtai_tui.exchange.incoming.source import Source, SourceRow, SourceTable
from jtai_tui.exchange.reading.grid import GridRow, grid
from jtai_tui.exchange.reading.headers import find_header
from jtai_tui.exchange.reading.kinds_of_table import other_kind
from jtai_tui.exchange.reading.rating_key import read_key
from jtai_tui.exchange.reading.rows import Column
from jtai_tui.exchange.reading.synonyms import STRONG, meanings

_MOST_TABLES = 6
_MOST_KEYS = 8


def set_apart(source: Source, scheme: Scheme) -> Source:
    """Return a document in which each sheet's tables side by side are tables of their own."""
    tables = tuple(part for table in source.tables for part in _parted(table, scheme))
    return source if tables == source.tables else replace(source, tables=tables)


def _parted(table: SourceTable, scheme: Scheme) -> list[SourceTable]:
    """Return a table in parts, left to right, where empty columns part a plan from other tables.

    An empty column within a plan parts nothing: what stands right of it has no header of its own,
    nor is it a table of another sort.
    """
    if not table.sheet or not table.rows:
        return [table]
    blocks = _blocks(grid(table))
    if not 1 < len(blocks) <= _MOST_TABLES:
        return [table]
    parts = [(0, blocks[0][1])]
    for start, stop in blocks[1:]:
        if _stands_alone(_cut(table, *parts[-1]), _cut(table, start, stop), scheme):
            parts.append((start, stop))
        else:
            parts[-1] = (parts[-1][0], stop)
    if len(parts) == 1:
        return [table]
    return [
        _part(table, start, stop, f"{table.name}, table {place}" if place > 1 else table.name)
        for place, (start, stop) in enumerate(parts, 1)
    ]


def _blocks(rows: Sequence[GridRow]) -> list[tuple[int, int]]:
    """Return the runs of columns that hold something, each from its first to beyond its last."""
    width = len(rows[0].cells)
    filled = [any(row.cells[at].text or row.cells[at].covered for row in rows)
              for at in range(width)]  # fmt: skip
    starts = [at for at in range(width) if filled[at] and not (at and filled[at - 1])]
    stops = [at for at in range(1, width + 1) if filled[at - 1] and not (at < width and filled[at])]
    return list(zip(starts, stops, strict=True))


def _stands_alone(left: Sequence[GridRow], right: Sequence[GridRow], scheme: Scheme) -> bool:
    """Return whether what stands right of a plan is a table of its own."""
    header = find_header(left)
    if header is None or len(right[0].cells) < 2:
        return False
    if find_header(right) is not None or other_kind(right):
        return True
    rated = any(meanings(text).get(Column.RATING, 0) >= STRONG for text in header.headings)
    key = read_key(right, scheme)
    labels = {(entry.fill, entry.label) for entry in key}
    return rated and 0 < len(key) <= _MOST_KEYS and len(labels) == len(key)


def _cut(table: SourceTable, start: int, stop: int) -> tuple[GridRow, ...]:
    return grid(_part(table, start, stop, table.name))


def _part(table: SourceTable, start: int, stop: int, name: str) -> SourceTable:
    rows = tuple(
        SourceRow(row.cells[start:stop], row.place, row.header, row.hidden) for row in table.rows
    )
    return replace(table, name=name, rows=rows)
