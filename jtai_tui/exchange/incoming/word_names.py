"""Names in the XML of Word, and how its small values are read."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
VAL = f"{W}val"

GONE = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
"""What a tracked change took out."""


def value(parent: Element | None, name: str) -> str | None:
    """Return the value that a child says, None where there is no such child or no value."""
    child = parent.find(f"{W}{name}") if parent is not None else None
    return child.get(VAL) if child is not None else None


def said(parent: Element | None, name: str) -> bool | None:
    """Return a switch: on, off, or None where nothing is said."""
    child = parent.find(f"{W}{name}") if parent is not None else None
    return None if child is None else is_on(child)


def is_on(switch: Element) -> bool:
    """Return whether a switch that is there is on."""
    return switch.get(VAL, switch.get(f"{W14}val", "1")) not in {"0", "false", "off"}


def number(text: str | None, default: int = 0) -> int:
    """Return a whole number of the file within a million, `default` for anything else."""
    if not text:
        return default
    try:
        found = int(text)
    except ValueError:
        return default
    return found if abs(found) <= 1_000_000 else default


def chosen(alternatives: Element) -> Element | None:
    """Return the one branch to read of content that is there in two forms."""
    choice = alternatives.find(f"{MC}Choice")
    return choice if choice is not None else alternatives.find(f"{MC}Fallback")


def is_placeholder(control: Element) -> bool:
    """Return whether a content control only shows what to fill in."""
    return bool(said(control.find(f"{W}sdtPr"), "showingPlcHdr"))


def within(container: Element, wanted: frozenset[str]) -> Iterator[tuple[Element, bool]]:
    """Yield the wanted elements in order, through all that wraps them; not those taken out.

    With each goes whether it only holds a placeholder.
    """
    for child in container:
        tag = child.tag
        if tag in wanted:
            yield child, False
        elif tag in GONE or tag in _NO_CONTENT:
            continue
        elif tag == f"{W}sdt":
            empty = is_placeholder(child)
            content = child.find(f"{W}sdtContent")
            if content is not None:
                for found, inner in within(content, wanted):
                    yield found, empty or inner
        elif tag == f"{MC}AlternateContent":
            if (branch := chosen(child)) is not None:
                yield from within(branch, wanted)
        elif tag in _WRAPS:
            yield from within(child, wanted)


_NO_CONTENT = frozenset(
    f"{W}{name}" for name in ("tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx", "sectPr")
)
_WRAPS = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent")
)
