"""What a report in Word looks like: its styles, and those that a template lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.styles.style import ParagraphStyle

from jtai_tui.exchange.outgoing.shading import (
    HEADER_FILL,
    HEADER_INK,
    LEAST_CONTRAST,
    contrast,
)
from jtai_tui.exchange.outgoing.word_lists import Lists
from jtai_tui.exchange.outgoing.word_page import CELL, HEADING, TEXT, TITLE
from jtai_tui.exchange.outgoing.word_styles import set_font, set_spacing, style_of
from jtai_tui.exchange.outgoing.word_xml import Look, borders, element

_SECOND, _CAPTION, _GRID = "Heading 2", "Caption", "Table Grid"
_LISTS = ("List Bullet", "List Number")
_LINE_STYLE, _AFTER, _LINE_CELL = "Plan Line", "Plan Text After", "Plan Cell Line"
_CELL_LISTS = ("Plan Cell Bullet", "Plan Cell Number")


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of a report's parts; `grid` is the style of tables, `fill` that of their head.

    `line` is for the lines beneath the title, `after` for text right after a table, `line_cell` for
    the cells of a row of one line.
    """

    title: Look
    heading: Look
    second: Look
    caption: Look
    line: Look
    text: Look
    after: Look
    cell: Look
    line_cell: Look
    grid: str
    fill: str


def report_looks(document: Document, lists: Lists, *, own: bool) -> Looks:
    """Return the looks of a report, and give the document the styles that it lacks.

    A document that is our `own` gets ours; a template keeps its styles, and its colour of
    headings is that of the tables' heads, if white is read on it.
    """
    if own:
        set_font(cast(ParagraphStyle, document.styles[TITLE]), 17, bold=True, colour=HEADER_FILL)
    fill = HEADER_FILL if own else _fill(cast(ParagraphStyle, document.styles[HEADING]))
    second, made = style_of(document, _SECOND, builtin=True)
    if own or made:
        set_font(second, 11.5, bold=True, colour=fill, named=own)
        set_spacing(second, 10, 3)
        second.paragraph_format.keep_with_next = True
        if made:
            second.element.get_or_add_pPr().append(element("outlineLvl", val=1))
    caption, made = style_of(document, _CAPTION, builtin=True)
    if own or made:
        set_font(caption, 9, colour="404040", named=own)
        caption.font.italic = True
        set_spacing(caption, 6, 3)
    set_spacing(style_of(document, _LINE_STYLE, base=TEXT)[0], 0, 2)
    set_spacing(style_of(document, _AFTER, base=TEXT)[0], 6, 6)
    line_cell, _ = style_of(document, _LINE_CELL, base=CELL)
    set_spacing(line_cell, 0, 0.5)
    bulleted = _set_lists(document, own=own)
    if bulleted and not own:
        lists.bullets = None
    ids = {
        name: document.styles[name].style_id
        for name in (
            *(TITLE, HEADING, _SECOND, _CAPTION, TEXT, CELL, _LINE_STYLE, _AFTER, _LINE_CELL),
            *(*_LISTS, *_CELL_LISTS),
        )
    }
    lists_of_text = {"bullets": ids[_LISTS[0]], "numbers": ids[_LISTS[1]]}
    lists_of_cells = {"bullets": ids[_CELL_LISTS[0]], "numbers": ids[_CELL_LISTS[1]]}
    return Looks(
        title=Look(ids[TITLE]),
        heading=Look(ids[HEADING], keep=True),
        second=Look(ids[_SECOND], keep=True),
        caption=Look(ids[_CAPTION], keep=True),
        line=Look(ids[_LINE_STYLE]),
        text=Look(ids[TEXT], **lists_of_text),
        after=Look(ids[_AFTER], **lists_of_text),
        cell=Look(ids[CELL], **lists_of_cells),
        line_cell=Look(ids[_LINE_CELL], **lists_of_cells),
        grid=_grid(document, own=own),
        fill=fill,
    )


def _set_lists(document: Document, *, own: bool) -> bool:
    """Set the styles of lists; return whether that of bullets has bullets already."""
    bulleted = False
    for name, small in zip(_LISTS, _CELL_LISTS, strict=True):
        style, made = style_of(document, name, builtin=True)
        if own or made:
            set_spacing(style, 0, 6)
        if name == _LISTS[0]:
            bulleted = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        cell_style, _ = style_of(document, small, base=name)
        set_spacing(cell_style, 0, 3)
        cell_style.font.size = Pt(9)
    return bulleted


def _grid(document: Document, *, own: bool) -> str:
    """Return the id of the style of tables."""
    for each in document.styles:
        if each.name == _GRID and each.type == WD_STYLE_TYPE.TABLE:
            if own:
                _set_lines(each.element)
            return str(each.style_id)
    made: Any = document.styles.add_style(_GRID, WD_STYLE_TYPE.TABLE, builtin=True)
    _set_lines(made.element)
    return str(made.style_id)


def _set_lines(style: BaseOxmlElement) -> None:
    form = style.find(qn("w:tblPr"))
    if form is None:
        form = element("tblPr")
        style.append(form)
    for old in form.findall(qn("w:tblBorders")):
        form.remove(old)
    before = form.find(qn("w:tblInd"))
    if before is None:
        form.insert(0, borders())
    else:
        before.addnext(borders())


def _fill(heading: ParagraphStyle) -> str:
    colour = heading.font.color.rgb
    fill = str(colour).lower() if colour is not None else HEADER_FILL
    return fill if contrast(fill, HEADER_INK) >= LEAST_CONTRAST else HEADER_FILL
