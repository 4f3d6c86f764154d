"""A report of which each text can stand in a file: in XML, and as UTF-8."""

from __future__ import annotations

import re
from dataclasses import replace

from jtai_tui.exchange.report.page import Block, Cell, Chart, Heading, Page, Prose, Table

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")


def writable(page: Page) -> Page:
    """Return a report in which a sign stands for whatever is no text."""
    return replace(
        page,
        title=_line(page.title),
        lines=tuple(map(_line, page.lines)),
        sections=tuple(
            replace(each, heading=_line(each.heading), blocks=tuple(map(_block, each.blocks)))
            for each in page.sections
        ),
        foot=_line(page.foot),
        author=_line(page.author),
    )


def _block(block: Block) -> Block:
    match block:
        case Table(caption, columns, rows):
            return replace(
                block,
                caption=_line(caption),
                columns=tuple(replace(each, heading=_line(each.heading)) for each in columns),
                rows=tuple(tuple(map(_cell, row)) for row in rows),
            )
        case Chart(caption, alternative, categories, series):
            return replace(
                block,
                caption=_line(caption),
                alternative=_line(alternative),
                categories=tuple(map(_line, categories)),
                series=tuple(
                    replace(each, name=_line(each.name), letter=_line(each.letter))
                    for each in series
                ),
            )
        case Prose(text):
            return Prose(_text(text))
        case Heading(text):
            return Heading(_line(text))


def _cell(cell: Cell) -> Cell:
    text = _text(cell.text)
    return cell if text is cell.text else replace(cell, text=text)


def _text(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    cleaned = _UNWRITABLE.sub("\ufffd", _LINE_ENDS.sub("\n", text))
    return text if cleaned == text else cleaned


def _line(text: str) -> str:
    return " ".join(_text(text).split()) if text else ""
