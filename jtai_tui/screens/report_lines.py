"""A report as lines to read in a terminal, before it is written to a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from jtai_tui.exchange.report.page import Cell, Chart, Column, Page, Section, Table
from jtai_tui.exchange.report.page import Heading as PageHeading
from jtai_tui.exchange.report.page import Prose as PageProse
from jtai_tui.text import fit, one_line, visible, width_of
from jtai_tui.widgets.blocks import Block, Gap, Heading, Line, OwnBlock, Paragraph, Prose
from jtai_tui.widgets.palette import MUTED, STRONG, TEXT, rating_tone
from jtai_tui.widgets.wrap import wrapped

_GAP = 2
_LOOKED_AT = 300  # characters of a cell
_LONGEST_WORD = 14
_ROOMY = 6  # cells a column beyond its longest word
_LITTLE = 8  # cells
_MANY_LINES = 8  # a row of more lines than these is told as a list
_CHART_NAMES = 30


def report_blocks(page: Page) -> list[Block]:
    """Return a report as blocks to read; its title is left to whoever shows them."""
    blocks: list[Block] = [Paragraph(((line, MUTED),)) for line in page.lines]
    for section in page.sections:
        blocks += _section(section)
    return [*blocks, Gap(), Paragraph(((page.foot, MUTED),))]


def _section(section: Section) -> Iterator[Block]:
    yield Heading(section.heading)
    for block in section.blocks:
        yield Gap()
        match block:
            case PageProse(text):
                yield Prose(text)
            case PageHeading(text):
                yield Paragraph(((text, STRONG),))
            case Table():
                yield TableBlock(block)
            case Chart():
                yield from _chart(block)


def _chart(chart: Chart) -> Iterator[Block]:
    """Yield a bar a category: as many letters of each rating as it has actions."""
    yield Paragraph(((chart.caption, MUTED),))
    for place, name in enumerate(chart.categories):
        bar = "".join(each.letter * each.values[place] for each in chart.series)
        label = fit(one_line(name), _CHART_NAMES) + "  "
        yield Paragraph(((bar, TEXT),), label=label, hang=_CHART_NAMES + 2)


@dataclass(frozen=True, slots=True)
class TableBlock(OwnBlock):
    """A table in columns; where they would be too narrow, each row is a small list of its cells."""

    table: Table

    @property
    def length(self) -> int:
        """About how many characters it has."""
        return sum(len(cell.text) + _GAP for row in self.table.rows for cell in row)

    def lines(self, width: int) -> Iterator[Line]:
        """Yield its rows under their headings; ratings by their letter alone where it is tight."""
        columns = self.table.columns
        full = [one_line(each.heading) for each in columns]
        short = [
            one_line(each.rating.letter) if each.rating is not None else head
            for each, head in zip(columns, full, strict=True)
        ]
        for heads in (full, short):
            widths = _widths(self.table, heads, width)
            if widths is not None:
                yield from self._in_columns(heads, widths)
                return
        yield from self._as_lists(full, width)

    def _in_columns(self, heads: Sequence[str], widths: Sequence[int]) -> Iterator[Line]:
        columns = self.table.columns
        parts = [wrapped(head, room) for head, room in zip(heads, widths, strict=True)]
        yield from _row(columns, parts, widths, [MUTED] * len(widths))
        for row in self.table.rows:
            parts = [_wrapped(cell, room) for cell, room in zip(row, widths, strict=True)]
            yield from _row(columns, parts, widths, [_tone(cell) for cell in row])

    def _as_lists(self, heads: Sequence[str], width: int) -> Iterator[Line]:
        label = min(max(map(width_of, heads), default=0), width // 3) + _GAP
        for number, row in enumerate(self.table.rows):
            if number:
                yield ()
            for head, cell in zip(heads, row, strict=True):
                before = fit(head, label - _GAP) + " " * _GAP
                for part in _wrapped(cell, max(width - label, 1)):
                    yield (before, MUTED), (part, _tone(cell))
                    before = " " * label


def _widths(table: Table, heads: Sequence[str], width: int) -> list[int] | None:
    """Return what each column takes in a line; None where their words are too long for it.

    Each takes its longest word, then what little it needs beyond; what is left goes where most is
    wanting.
    """
    needs, least = [], []
    for place, head in enumerate(heads):
        texts = [head, *(one_line(row[place].text[:_LOOKED_AT]) for row in table.rows)]
        needs.append(max(map(width_of, texts)))
        words = (width_of(word) for text in texts for word in text.split())
        least.append(min(max(words, default=1), _LONGEST_WORD))
    room = width - _GAP * (len(needs) - 1)
    spare = room - sum(least)
    if spare < 0 or (spare < _ROOMY * len(least) and sum(needs) > _MANY_LINES * room):
        return None
    given = list(least)
    for place in sorted(range(len(needs)), key=lambda place: needs[place] - least[place]):
        wanting = needs[place] - given[place]
        if wanting <= min(_LITTLE, spare):
            given[place] += wanting
            spare -= wanting
    wanting = sum(needs) - sum(given)
    if wanting <= spare:
        return needs
    return [has + spare * (need - has) // wanting for need, has in zip(needs, given, strict=True)]


def _wrapped(cell: Cell, width: int) -> list[str]:
    shown = visible(cell.text).split("\n")
    return [part for line in shown for part in wrapped(line, width)]


def _tone(cell: Cell) -> str:
    if cell.rating is not None:
        return rating_tone(cell.rating)
    return STRONG if cell.strong else TEXT


def _row(
    columns: Sequence[Column],
    cells: Sequence[Sequence[str]],
    widths: Sequence[int],
    tones: Sequence[str],
) -> Iterator[Line]:
    for parts in zip_longest(*cells, fillvalue=""):
        pieces: list[tuple[str, str]] = []
        for column, part, room, tone in zip(columns, parts, widths, tones, strict=True):
            pieces += [(fit(part, room, right=column.right), tone), (" " * _GAP, TEXT)]
        yield tuple(pieces[:-1])
