"""The styles of a Word document: what they say of headings, bold, hidden text and numbering."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar
from xml.etree.ElementTree import Element

from jtai_tui.exchange.incoming.word_names import VAL, W, number, said, value

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc ?[1-9]", re.IGNORECASE)
_MOST_BASES = 20

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph style says, by itself or through those it is based on.

    `level` is 0 for a title, 1 to 9 for a heading; `contents` is a line of a table of contents.
    `list_id` and `depth` are those of its numbering, None where it has none; `fill` is its `w:shd`.
    """

    level: int | None = None
    bold: bool = False
    hidden: bool = False
    contents: bool = False
    list_id: str | None = None
    depth: int | None = None
    ids: tuple[str, ...] = ()
    fill: Element | None = None


@dataclass(frozen=True, slots=True)
class RunStyle:
    """What a character style says; None where it says nothing."""

    bold: bool | None = None
    hidden: bool | None = None
    fill: Element | None = None


PLAIN = ParagraphStyle()
PLAIN_RUN = RunStyle()


@dataclass(slots=True)
class Styles:
    """All styles of a document by their ids, and the ids of those that hold by default."""

    elements: dict[str, Element] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    _paragraphs: dict[str, ParagraphStyle] = field(default_factory=dict)
    _runs: dict[str, RunStyle] = field(default_factory=dict)

    def chain(self, style: str | None) -> Iterator[Element]:
        """Yield a style and those it is based on, nearest first; never in a circle."""
        met: set[str] = set()
        while style and style not in met and len(met) < _MOST_BASES:
            met.add(style)
            element = self.elements.get(style)
            if element is None:
                return
            yield element
            style = value(element, "basedOn")

    def paragraph(self, style: str | None) -> ParagraphStyle:
        """Return what a paragraph style says; that of the default one for None."""
        key = style or self.defaults.get("paragraph", "")
        if key not in self._paragraphs:
            self._paragraphs[key] = _paragraph_style(tuple(self.chain(key)))
        return self._paragraphs[key]

    def run(self, style: str | None) -> RunStyle:
        """Return what a character style says; nothing for None."""
        if not style:
            return PLAIN_RUN
        if style not in self._runs:
            chain = tuple(self.chain(style))
            marks = [each.find(f"{W}rPr") for each in chain]
            self._runs[style] = RunStyle(
                _first(marks, lambda mark: said(mark, "b")),
                _first(marks, lambda mark: said(mark, "vanish")),
                _first(marks, lambda mark: None if mark is None else mark.find(f"{W}shd")),
            )
        return self._runs[style]


def read_styles(root: Element | None) -> Styles:
    """Return the styles of `styles.xml`, none for no such part."""
    styles = Styles()
    for element in root.findall(f"{W}style") if root is not None else ():
        style = element.get(f"{W}styleId", "")
        styles.elements.setdefault(style, element)
        if element.get(f"{W}default", "0") in {"1", "true", "on"}:
            styles.defaults.setdefault(element.get(f"{W}type", ""), style)
    return styles


def outline_level(properties: Element | None) -> int | None:
    """Return 1 to 9 for the outline level of `w:pPr`, 0 for body text, None for nothing said."""
    text = value(properties, "outlineLvl")
    if text is None:
        return None
    level = number(text, 9)
    return level + 1 if 0 <= level < 9 else 0


def _paragraph_style(chain: tuple[Element, ...]) -> ParagraphStyle:
    forms = [each.find(f"{W}pPr") for each in chain]
    marks = [each.find(f"{W}rPr") for each in chain]
    numbering = [each.find(f"{W}numPr") if each is not None else None for each in forms]
    depth = _first(numbering, lambda each: value(each, "ilvl"))
    return ParagraphStyle(
        level=_first(chain, _heading),
        bold=bool(_first(marks, lambda mark: said(mark, "b"))),
        hidden=bool(_first(marks, lambda mark: said(mark, "vanish"))),
        contents=any(_CONTENTS.fullmatch(_name(each)) for each in chain),
        list_id=_first(numbering, lambda each: value(each, "numId")),
        depth=None if depth is None else number(depth),
        ids=tuple(each.get(f"{W}styleId", "") for each in chain),
        fill=_first(forms, lambda form: None if form is None else form.find(f"{W}shd")),
    )


def _heading(style: Element) -> int | None:
    for name in (_name(style), style.get(f"{W}styleId", "")):
        if name.casefold() == "title":
            return 0
        if found := _HEADING.fullmatch(name):
            return int(found[1])
    return outline_level(style.find(f"{W}pPr")) or None


def _name(style: Element) -> str:
    child = style.find(f"{W}name")
    return child.get(VAL, "") if child is not None else ""


def _first(values: Iterable[T], ask: Callable[[T], S | None]) -> S | None:
    return next((found for each in values if (found := ask(each)) is not None), None)
