"""The whole of a report as Word sets it: title, sections, tables, and the charts drawn."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from docx.document import Document

from jtai_tui.exchange.outgoing.archive import timeless
from jtai_tui.exchange.outgoing.shading import HEADER_INK, fill_of, ink_on
from jtai_tui.exchange.outgoing.word_lists import Lists
from jtai_tui.exchange.outgoing.word_page import (
    empty_document,
    usable_height,
    usable_width,
    write_footers,
    write_properties,
)
from jtai_tui.exchange.outgoing.word_xml import (
    Element,
    Look,
    cell,
    paragraph,
    plain,
    row,
    table,
    written,
)
from jtai_tui.exchange.report.captions import with_captions
from jtai_tui.exchange.report.page import (
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    Page,
    Prose,
    Section,
    Table,
)
from jtai_tui.exchange.report.word_chart import Drawings
from jtai_tui.exchange.report.word_look import Looks, report_looks
from jtai_tui.exchange.report.writable import writable

TOTAL_FILL = "eef1f5"
_WHOLE_SHARE = 0.75  # of a page: a row that is longer may be parted
_LINE = 215  # twentieths of a point that a line of a cell takes
_TOGETHER = 15  # lines of a table that isn't parted by a page at all
_PAIR = 4  # lines of its first two rows that are not parted
_NEW_PAGE = "plan"  # the section that is an appendix
_LEADS = 600  # letters of a text that stays with the table beneath it
_NOTHING: tuple[Block | None, str] = (None, "")
_LETTER = 92  # twentieths of a point that a letter of a cell takes
_INNER = 160  # twentieths of a point that the edges of a cell take


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the parts of a report are set with.

    `width` is that of a line; rows of up to `whole` lines aren't parted by a page.
    """

    lists: Lists
    looks: Looks
    drawings: Drawings
    width: int
    whole: int


def write_report(page: Page, template: bytes | None) -> bytes:
    """Return a report as the bytes of a .docx; `word_report` says the rest."""
    page = writable(page)
    document = empty_document(template, keep_page=True)
    setting = _setting(document, own=template is None)
    end = document.element.body[-1]
    for part in _parts(page, setting):
        end.addprevious(part)
    write_footers(document, page.foot)
    write_properties(document, page.title, author=page.author, made=page.made)
    out = io.BytesIO()
    document.save(out)
    return timeless(out.getvalue(), page.made)


def _setting(document: Document, *, own: bool) -> _Setting:
    lists = Lists(document)
    looks = report_looks(document, lists, own=own)
    width = usable_width(document)
    height = usable_height(document)
    drawings = Drawings(looks.cell.style, width, height)
    return _Setting(lists, looks, drawings, width, int(height * _WHOLE_SHARE) // _LINE)


def _parts(page: Page, setting: _Setting) -> Iterator[Element]:
    looks = setting.looks
    yield plain(page.title, looks.title)
    for line in page.lines:
        yield plain(line, looks.line)
    last: Block | None = None
    for section in page.sections:
        heading = replace(looks.heading, page=section.key == _NEW_PAGE)
        yield plain(section.heading, heading)
        yield from _blocks(section, setting)
        last = section.blocks[-1] if section.blocks else None
    if isinstance(last, Table):
        # Word wants a paragraph at the end.
        yield paragraph((), looks.cell)


def _blocks(section: Section, setting: _Setting) -> Iterator[Element]:
    looks = setting.looks
    blocks = list(with_captions(section))
    before: Block | None = None
    for (block, caption), (after, _) in zip_longest(blocks, blocks[1:], fillvalue=_NOTHING):
        if isinstance(block, Heading):
            yield plain(block.text, looks.second)
        elif isinstance(block, Prose):
            look = looks.after if isinstance(before, Table) else looks.text
            leads = isinstance(after, Table | Chart) and len(block.text) <= _LEADS
            yield from written(block.text, replace(look, keep=leads), setting.lists)
        else:
            if caption:
                yield plain(caption, looks.caption)
            elif isinstance(before, Table):
                # Two tables with nothing between them are one to Word.
                yield paragraph((), looks.caption)
            if isinstance(block, Chart):
                yield from setting.drawings.of(block)
            elif isinstance(block, Table):
                yield _table(block, setting)
        before = block


def _table(block: Table, setting: _Setting) -> Element:
    widths = _widths(block.columns, setting.width)
    made = table(widths, block.caption, block.caption, style=setting.looks.grid)
    made.append(_header_row(block.columns, widths, setting))
    lines = [_most_lines(each, widths) for each in block.rows]
    together = sum(lines) <= _TOGETHER
    last = len(block.rows) - 1
    for number, (cells, most) in enumerate(zip(block.rows, lines, strict=True)):
        total = block.total and number == last
        pair = number == 0 and sum(lines[:2]) <= _PAIR
        keep = number < last and (together or pair or (block.total and number == last - 1))
        look = setting.looks.line_cell if most == 1 else setting.looks.cell
        look = replace(look, keep=keep and most <= setting.whole)
        parts = [
            _cell(each, column, width, look, setting.lists, total=total)
            for each, column, width in zip(cells, block.columns, widths, strict=True)
        ]
        made.append(row(parts, whole=most <= setting.whole))
    return made


def _header_row(columns: Iterable[Column], widths: Sequence[int], setting: _Setting) -> Element:
    cells = []
    for column, width in zip(columns, widths, strict=True):
        fill, ink = setting.looks.fill, HEADER_INK
        if column.rating is not None:
            fill = fill_of(column.rating.colour)
            ink = ink_on(fill)
        look = replace(setting.looks.cell, ink=ink, keep=True, strong=bool, right=column.right)
        cells.append(cell([plain(column.heading, look)], width, fill=fill))
    return row(cells, whole=True, header=True)


def _cell(
    value: Cell, column: Column, width: int, look: Look, lists: Lists, *, total: bool
) -> Element:
    fill, ink = TOTAL_FILL if total else "", ""
    if value.rating is not None:
        fill = fill_of(value.rating.colour)
        ink = ink_on(fill)
    if total or value.strong or ink or column.right:
        strong = bool if total or value.strong else look.strong
        look = replace(look, ink=ink, strong=strong, right=column.right)
    return cell(written(value.text, look, lists), width, fill=fill)


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    """Return the widths of columns, to the twentieth of a point as wide as their shares say."""
    scale = width / max(sum(max(each.share, 0.01) for each in columns), 1)
    ends = [0.0]
    for each in columns:
        ends.append(ends[-1] + max(each.share, 0.01) * scale)
    return [round(end) - round(start) for start, end in pairwise(ends)]


def _most_lines(cells: Iterable[Cell], widths: Sequence[int]) -> int:
    """Return about how many lines a row takes."""
    most = 1
    for each, width in zip(cells, widths, strict=True):
        letters = max((width - _INNER) // _LETTER, 1)
        most = max(most, sum(1 + len(line) // letters for line in each.text.split("\n")))
    return most
