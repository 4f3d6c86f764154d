"""Word's own elements: paragraphs, runs, cells and tables, each made without looking at the rest.

What a person typed only ever becomes the text of a run: never a field, a link or markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement

from jtai_tui.exchange.outgoing.blocks import BlockKind, blocks
from jtai_tui.exchange.outgoing.word_lists import Lists

Element = BaseOxmlElement

_NAMES = {"w": nsmap["w"]}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKS = re.compile(r"([\n\t])")


def never(_line: str) -> bool:
    """Return that a line is not bold."""
    return False


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: its style, its colour `rrggbb`, whether it stays with the next.

    With `page` it begins a page.
    `strong` says which of its lines are bold, `right` sets it at the right edge. Lists have the
    styles `bullets` and `numbers`, if there are such.
    """

    style: str
    ink: str = ""
    keep: bool = False
    page: bool = False
    strong: Callable[[str], bool] = never
    right: bool = False
    bullets: str = ""
    numbers: str = ""


def element(tag: str, *children: Element, **attributes: str | int) -> Element:
    """Return an element `w:tag` with attributes `w:name`."""
    given = {_name(name): str(value) for name, value in attributes.items()}
    made = cast(Element, oxml_parser.makeelement(_name(tag), given, _NAMES))
    made.extend(children)
    return made


@cache
def _name(tag: str) -> str:
    return qn(f"w:{tag}")


def run(text: str, *, bold: bool = False, ink: str = "") -> Element:
    """Return a run of text in which new lines are breaks and tabs are tabs."""
    made = element("r")
    if bold or ink:
        look = element("rPr")
        if bold:
            look.append(element("b"))
        if ink:
            look.append(element("color", val=ink))
        made.append(look)
    for part in _BREAKS.split(text):
        if part == "\n":
            made.append(element("br"))
        elif part == "\t":
            made.append(element("tab"))
        elif part:
            words = element("t")
            words.text = part
            words.set(_SPACE, "preserve")
            made.append(words)
    return made


def field(instruction: str) -> Element:
    """Return a field that Word works out itself, such as `PAGE`."""
    return element("fldSimple", run("1"), instr=instruction)


def paragraph(
    runs: Iterable[Element], look: Look, *, number: int | None = None, tight: bool = False
) -> Element:
    """Return a paragraph of runs; `number` is that of its list, `tight` without space below."""
    form = element("pPr", element("pStyle", val=look.style))
    if look.keep:
        form.append(element("keepNext"))
    if look.page:
        form.append(element("pageBreakBefore"))
    if number is not None:
        form.append(element("numPr", element("ilvl", val=0), element("numId", val=number)))
    if tight:
        form.append(element("spacing", after=10))
    if look.right:
        form.append(element("jc", val="right"))
    return element("p", form, *runs)


def plain(text: str, look: Look) -> Element:
    """Return a text as one paragraph, to the letter."""
    return paragraph(_runs(text.split("\n"), look), look)


def written(text: str, look: Look, lists: Lists) -> Iterator[Element]:
    """Yield a text's paragraphs and lists; one empty paragraph for an empty text."""
    if not text:
        yield paragraph((), look)
    for block in blocks(text):
        lines = block.lines
        if block.kind is BlockKind.PARAGRAPH:
            yield paragraph(_runs(lines, look), look)
            continue
        bulleted = block.kind is BlockKind.BULLETS
        number = lists.bullets if bulleted else lists.numbers()
        style = look.bullets if bulleted else look.numbers
        item = replace(look, style=style or look.style)
        for left, line in zip(range(len(lines), 0, -1), lines, strict=True):
            yield paragraph(_runs([line], item), item, number=number, tight=left > 1)


def cell(paragraphs: Iterable[Element], width: int, *, fill: str = "") -> Element:
    """Return a cell, `width` in twentieths of a point; `fill` is `rrggbb` or nothing."""
    form = element("tcPr", element("tcW", w=width, type="dxa"))
    if fill:
        form.append(element("shd", val="clear", color="auto", fill=fill))
    return element("tc", form, *paragraphs)


def row(cells: Iterable[Element], *, whole: bool = False, header: bool = False) -> Element:
    """Return a row; one that is `whole` isn't parted by a page, a header is on every page."""
    form = element("trPr")
    if whole:
        form.append(element("cantSplit"))
    if header:
        form.append(element("tblHeader"))
    return element("tr", *([form] if len(form) else []), *cells)


def borders() -> Element:
    """Return thin lines around and between the cells of a table."""
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    return element(
        "tblBorders",
        *(element(edge, val="single", sz=4, space=0, color="8a94a3") for edge in edges),
    )


def table(widths: Sequence[int], caption: str, description: str, *, style: str = "") -> Element:
    """Return a table without rows; `widths` are those of its columns, in twentieths of a point.

    A `style` draws its lines; without one they are drawn here.
    """
    form = element(
        "tblPr",
        *([element("tblStyle", val=style)] if style else []),
        element("tblW", w=sum(widths), type="dxa"),
        element("tblInd", w=0, type="dxa"),
        *([] if style else [borders()]),
        element("tblLayout", type="fixed"),
        element(
            "tblCellMar",
            element("top", w=40, type="dxa"),
            element("left", w=80, type="dxa"),
            element("bottom", w=20, type="dxa"),
            element("right", w=80, type="dxa"),
        ),
        element("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0),
        element("tblCaption", val=caption),
        element("tblDescription", val=description),
    )
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", form, grid)


def _runs(lines: Sequence[str], look: Look) -> Iterator[Element]:
    """Yield the runs of a paragraph: one for all lines that are bold or not, in turn."""
    start = 0
    while start < len(lines):
        bold = look.strong(lines[start])
        end = start + 1
        while end < len(lines) and look.strong(lines[end]) == bold:
            end += 1
        text = "\n".join(lines[start:end]) + ("\n" if end < len(lines) else "")
        yield run(text, bold=bold, ink=look.ink)
        start = end
