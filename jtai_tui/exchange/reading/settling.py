"""What the columns of all tables are: tables with the same headings have the same columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from jtai_tui.exchange.incoming.source import SourceCell
from jtai_tui.exchange.reading.columns import Profile, assign, profile
from jtai_tui.exchange.reading.parts import Layout, Part
from jtai_tui.exchange.reading.rows import Choices, Column, ReadColumn
from jtai_tui.exchange.reading.words import fold

_Kind = tuple[bool, tuple[str, ...]]
_Said = tuple[tuple[int, Column], ...]


def settle_columns(layout: Layout, choices: Choices) -> None:
    """Set what the columns of each part are, and note them for people.

    The cells under the same headings are looked at together. What a person has said of a table's
    columns holds for the tables that go on with it without a header; in a plan's own form the
    headings alone decide.
    """
    profiles = _profiles(layout)
    labels = _labels(layout)
    chosen: dict[str, dict[int, Column]] = defaultdict(dict)
    for (table, at), column in choices.columns.items():
        chosen[table][at] = column
    found: dict[tuple[_Kind, _Said], tuple[Column, ...]] = {}
    above: dict[int, Column] = {}
    for place, part in enumerate(layout.parts):
        said = _said(part, chosen[part.table], labels.get(part.table, ()))
        above = above | said if part.headless else said
        key = (_kind(part), tuple(sorted(above.items())))
        if key not in found:
            found[key] = assign(part.headings, profiles[key[0]], above)
        layout.parts[place] = replace(part, columns=found[key])
    _note(layout, labels)


def _kind(part: Part) -> _Kind:
    return part.form, tuple(map(fold, part.headings))


def _profiles(layout: Layout) -> dict[_Kind, list[Profile]]:
    cells: dict[_Kind, list[list[SourceCell]]] = {}
    for part in layout.parts:
        pooled = cells.setdefault(_kind(part), [[] for _ in part.headings])
        for row in () if layout.own else part.rows:
            for at, cell in enumerate(row.cells):
                pooled[at].append(cell)
    return {kind: [profile(each) for each in pooled] for kind, pooled in cells.items()}


def _labels(layout: Layout) -> dict[str, tuple[str, ...]]:
    """Return the labels of each table of forms, in their order: they are its columns."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for part in layout.parts:
        if part.form:
            found[part.table] |= dict.fromkeys(part.headings)
    return {table: tuple(labels) for table, labels in found.items()}


def _said(part: Part, said: Mapping[int, Column], labels: tuple[str, ...]) -> dict[int, Column]:
    """Return what a person has said of a part's columns, by their place in the part."""
    if not said:
        return {}
    places = [labels.index(each) if part.form else at for at, each in enumerate(part.headings)]
    return {at: said[place] for at, place in enumerate(places) if place in said}


def _note(layout: Layout, labels: Mapping[str, tuple[str, ...]]) -> None:
    noted: dict[tuple[str, int], ReadColumn] = {}
    for part in layout.parts:
        for at, heading in enumerate(part.headings):
            place = labels[part.table].index(heading) if part.form else at
            if heading or _is_used(part, at):
                column = ReadColumn(part.table, place, heading, part.columns[at])
                noted.setdefault((part.table, place), column)
    layout.columns += noted.values()


def _is_used(part: Part, at: int) -> bool:
    """Return whether a column without a heading holds anything."""
    said = any(row.cells[at].text for row in part.rows)
    return said or part.columns[at] is not Column.NOTE
