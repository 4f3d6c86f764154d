"""Paragraphs of a Word document as text: what a reader of the page sees, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from jtai_tui.exchange.incoming.archive import Relation
from jtai_tui.exchange.incoming.clean import clean
from jtai_tui.exchange.incoming.colours import Theme
from jtai_tui.exchange.incoming.word_fill import run_fill
from jtai_tui.exchange.incoming.word_names import (
    GONE,
    MC,
    VAL,
    W14,
    M,
    R,
    W,
    chosen,
    is_on,
    is_placeholder,
    number,
    said,
    value,
)
from jtai_tui.exchange.incoming.word_numbers import Item, Numbering
from jtai_tui.exchange.incoming.word_styles import ParagraphStyle, Styles, outline_level
from jtai_tui.exchange.incoming.word_symbols import readable, symbol

PAGE_NUMBER = "\ue000"
"""Stands where the page's number is printed, while a page's foot is read."""

_STRUCK = "~~"
"""Stands around struck text: a rating that is struck out is none, and must not read as one."""

_SPACES = re.compile(r"[\r\n\t]+")
_ADDRESS_FIELD = re.compile(r'\s*HYPERLINK\s+"([^"]+)"', re.IGNORECASE)
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)


@dataclass(slots=True)
class Story:
    """What all reading in a document shares; `seen` counts what its notes are about."""

    styles: Styles
    numbering: Numbering
    theme: Theme
    links: Mapping[str, Relation] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    foot: bool = False
    """Whether this is a page's foot, where the page's number is not content."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph that was read: `item` is what Word prints before it.

    `fills` are the colours behind its text, one where all of it has the same, `shading` that of
    the whole paragraph; None where nothing is said.
    """

    text: str
    style: ParagraphStyle
    level: int | None = None
    bold: bool = False
    item: Item | None = None
    fills: frozenset[str | None] = frozenset()
    shading: Element | None = None


@dataclass(slots=True)
class Line:
    """A paragraph while it is read; a struck paragraph mark joins several in one."""

    parts: list[str] = field(default_factory=list)
    bold: bool = True
    visible: bool = False
    fills: set[str | None] = field(default_factory=set)
    boxes: list[Element] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    style: ParagraphStyle = field(default_factory=ParagraphStyle)


@dataclass(slots=True)
class Field:
    """A field while it is read: a code, and then its result."""

    code: str = ""
    in_code: bool = True
    start: int = 0


def read_paragraph(paragraph: Element, line: Line, story: Story) -> bool:
    """Add a paragraph to `line`, and return whether it ends with it: its mark may be struck."""
    properties = paragraph.find(f"{W}pPr")
    line.style = story.styles.paragraph(value(properties, "pStyle"))
    line.fields.clear()
    _read_inline(paragraph, line, story)
    mark = properties.find(f"{W}rPr") if properties is not None else None
    if mark is None or all(mark.find(tag) is None for tag in GONE):
        return True
    story.seen["tracked"] += 1
    return False


def finished(paragraph: Element, line: Line, story: Story) -> Block:
    """Return a whole paragraph, of which `paragraph` is the last. It counts in its list."""
    properties = paragraph.find(f"{W}pPr")
    level = outline_level(properties)
    return Block(
        clean("".join(line.parts).replace(_STRUCK * 2, ""), story.seen),
        line.style,
        level=line.style.level if level is None else level or None,
        bold=line.visible and line.bold,
        item=story.numbering.next(properties, line.style),
        fills=frozenset(line.fills),
        shading=properties.find(f"{W}shd") if properties is not None else None,
    )


def _read_inline(container: Element, line: Line, story: Story) -> None:
    for child in container:
        tag = child.tag
        if tag == f"{W}r":
            _read_run(child, line, story)
        elif tag in GONE:
            story.seen["tracked"] += 1
        elif tag == f"{W}hyperlink":
            _read_link(child, line, story)
        elif tag == f"{W}sdt":
            _read_control(child, line, story)
        elif tag == f"{W}fldSimple":
            _read_simple_field(child, line, story)
        elif tag == f"{MC}AlternateContent":
            if (branch := chosen(child)) is not None:
                _read_inline(branch, line, story)
        elif tag == f"{M}t":
            _add(child.text or "", line, None, story)
        elif tag not in _SILENT:
            if tag == f"{W}ins":
                story.seen["tracked"] += 1
            _read_inline(child, line, story)


def _read_run(run: Element, line: Line, story: Story) -> None:
    marks = run.find(f"{W}rPr")
    if _hidden(marks, line, story):
        story.seen["hidden"] += any(each.tag == f"{W}t" for each in run)
        for child in run:
            if child.tag in _OF_FIELDS:
                _MARKS[child.tag](child, line, marks, story)
        return
    for child in run:
        tag = child.tag
        if tag == f"{W}t":
            text = _SPACES.sub(" ", child.text or "")
            if child.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
                text = text.strip(" ")
            _add(text, line, marks, story)
        elif tag in _TYPED:
            _add(_TYPED[tag], line, marks, story)
        elif tag in _BREAKS:
            if child.get(f"{W}type", "textWrapping") == "textWrapping":
                _add("\n", line, marks, story)
        elif tag in _NOTED:
            story.seen[_NOTED[tag]] += 1
        elif tag in _MARKS:
            _MARKS[tag](child, line, marks, story)
        elif tag == f"{MC}AlternateContent" or tag in _DRAWN:
            _read_drawn(child, line, story)


def _add(text: str, line: Line, marks: Element | None, story: Story) -> None:
    if not text or any(each.in_code for each in line.fields):
        return
    fonts = marks.find(f"{W}rFonts") if marks is not None else None
    if not text.isascii() or fonts is not None:
        font = None if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")
        text, unknown = readable(text, font)
        story.seen["symbols"] += unknown
    struck = not text.isspace() and (said(marks, "strike") or said(marks, "dstrike"))
    line.parts.append(f"{_STRUCK}{text}{_STRUCK}" if struck else text)
    story.seen["struck"] += bool(struck)
    if text.isspace() or not text:
        return
    line.visible = True
    own_style = story.styles.run(value(marks, "rStyle"))
    bold = said(marks, "b")
    if bold is None:
        bold = own_style.bold
    line.bold = line.bold and (line.style.bold if bold is None else bold)
    fill = run_fill(marks, story.theme)
    line.fills.add(fill)


def _hidden(marks: Element | None, line: Line, story: Story) -> bool:
    own = said(marks, "vanish")
    if own is None:
        own = story.styles.run(value(marks, "rStyle")).hidden
    return line.style.hidden if own is None else own


def _read_symbol(sign: Element, line: Line, marks: Element | None, story: Story) -> None:
    try:
        code = int(sign.get(f"{W}char", ""), 16)
    except ValueError:
        return
    found = symbol(code, sign.get(f"{W}font"))
    if found is None:
        story.seen["symbols"] += 1
    else:
        _add(found, line, marks, story)


def _read_field_mark(mark: Element, line: Line, marks: Element | None, story: Story) -> None:
    kind = mark.get(f"{W}fldCharType")
    if kind == "begin":
        line.fields.append(Field())
        _read_form(mark, line, marks, story)
    elif kind == "separate" and line.fields:
        current = line.fields[-1]
        current.in_code = story.foot and _is_page_number(current.code)
        current.start = len(line.parts)
    elif kind == "end" and line.fields:
        current = line.fields.pop()
        if story.foot and _is_page_number(current.code):
            line.parts.append(PAGE_NUMBER)
        elif not current.in_code and (found := _ADDRESS_FIELD.match(current.code)):
            _add_address(found[1], current.start, line, story)


def _read_code(code: Element, line: Line, marks: Element | None, story: Story) -> None:  # noqa: ARG001  as its like
    if line.fields:
        line.fields[-1].code += code.text or ""


def _read_ruby(ruby: Element, line: Line, marks: Element | None, story: Story) -> None:  # noqa: ARG001  as its like
    for base in ruby.findall(f"{W}rubyBase"):
        _read_inline(base, line, story)


def _read_form(mark: Element, line: Line, marks: Element | None, story: Story) -> None:
    """Add what an old form field shows: its box or its choice has no text of its own."""
    form = mark.find(f"{W}ffData")
    if form is None:
        return
    current = line.fields.pop()
    box, choice = form.find(f"{W}checkBox"), form.find(f"{W}ddList")
    if box is not None:
        ticked = said(box, "checked")
        _add(
            "☒" if (said(box, "default") if ticked is None else ticked) else "☐", line, marks, story
        )
    elif choice is not None:
        entries = [each.get(VAL, "") for each in choice.findall(f"{W}listEntry")]
        place = number(value(choice, "result") or value(choice, "default"))
        if 0 <= place < len(entries):
            _add(entries[place], line, marks, story)
    line.fields.append(current)


def _is_page_number(code: str) -> bool:
    return _PAGE_FIELD.match(code) is not None


def _read_simple_field(element: Element, line: Line, story: Story) -> None:
    if story.foot and _is_page_number(element.get(f"{W}instr", "")):
        line.parts.append(PAGE_NUMBER)
    else:
        _read_inline(element, line, story)


def _read_link(link: Element, line: Line, story: Story) -> None:
    start = len(line.parts)
    _read_inline(link, line, story)
    relation = story.links.get(link.get(f"{R}id", ""))
    if relation is not None and relation.external:
        _add_address(relation.target, start, line, story)


def _add_address(address: str, start: int, line: Line, story: Story) -> None:
    """Put an address of the web behind the words that lead there, unless they say it themselves."""
    text = "".join(line.parts[start:]).strip().casefold()
    scheme, _, rest = address.strip().partition(":")
    if not text or scheme.casefold() not in {"http", "https", "mailto"}:
        return
    if not any(sign.isalpha() for sign in text):
        story.seen["links"] += 1
    elif scheme.casefold() == "mailto":
        story.seen["mail"] += rest.partition("?")[0].casefold() not in text
    elif address.strip().rstrip("/").casefold() not in text:
        line.parts.append(f" ({address.strip()})")


def _read_control(control: Element, line: Line, story: Story) -> None:
    box = control.find(f"{W}sdtPr/{W14}checkbox")
    content = control.find(f"{W}sdtContent")
    if box is not None:
        state = box.find(f"{W14}checked")
        marks = content.find(f".//{W}rPr") if content is not None else None
        ticked = state is not None and is_on(state)
        if not _hidden(marks, line, story):
            _add("☒" if ticked else "☐", line, None, story)
    elif content is not None and not is_placeholder(control):
        _read_inline(content, line, story)


def _read_drawn(drawn: Element, line: Line, story: Story) -> None:
    """Keep the text boxes of a drawing for after the paragraph; count its pictures."""
    if drawn.tag == f"{W}txbxContent":
        line.boxes.append(drawn)
    elif drawn.tag == f"{MC}AlternateContent":
        if (branch := chosen(drawn)) is not None:
            _read_drawn(branch, line, story)
    else:
        story.seen["pictures"] += drawn.tag.endswith(_PICTURES)
        for child in drawn:
            _read_drawn(child, line, story)


_SILENT = frozenset(
    f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr")
) | {f"{M}rPr", f"{M}ctrlPr", f"{M}oMathParaPr"}  # fmt: skip
_DRAWN = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_PICTURES = ("}pic", "}imagedata", "}chart", "}relIds")
_NOTED = {
    f"{W}commentReference": "comments",
    f"{W}footnoteReference": "footnotes",
    f"{W}endnoteReference": "footnotes",
}
_OF_FIELDS = frozenset({f"{W}fldChar", f"{W}instrText"})
_TYPED = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}
_BREAKS = frozenset({f"{W}br", f"{W}cr"})
_MARKS = {
    f"{W}sym": _read_symbol,
    f"{W}fldChar": _read_field_mark,
    f"{W}instrText": _read_code,
    f"{W}ruby": _read_ruby,
}
