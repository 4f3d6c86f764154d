"""What somebody wrote, as plain lines: Markdown's bullets, numbers and headings read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jtai_tui.text import visible
from jtai_tui.widgets.palette import STRONG

ProseLine = tuple[str, str, int, str]  # label, text, cells of indent, tone ("" for the block's own)

_BULLET = re.compile(r"( *)[-*•‣◦]\s+(?=\S)(.*)")
_NUMBER = re.compile(r"( *)(\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s+(?=\S)(.*)")
_HEADING = re.compile(r" {0,3}#{1,6}\s+(.*?)\s*#*")
_DEEPEST = 6


def prose_lines(text: str) -> Iterator[ProseLine]:
    """Yield the paragraphs of a text, each with its label (`• `, `1. `) and what follows it.

    Line breaks stay where they were typed; several blank lines become one, and there is none at
    the beginning or the end. What is no list and no heading is left as it is.
    """
    begun = blank = False
    under = 0
    for line in _lines(text):
        if not line:
            blank, under = begun, 0
            continue
        if blank:
            yield "", "", 0, ""
            blank = False
        begun = True
        label, body, indent, tone = _read(line, under)
        under = indent + len(label) if label else under
        yield label, body, indent, tone


def _lines(text: str) -> Iterator[str]:
    """Yield visible lines one by one: the end of a long text costs nothing before it is read."""
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        for line in visible(text[start:end].removesuffix("\r")).split("\n"):
            yield line.rstrip()
        start = end + 1


def _read(line: str, under: int) -> ProseLine:
    if found := _BULLET.fullmatch(line):
        return "• ", found[2], min(len(found[1]), _DEEPEST), ""
    if found := _NUMBER.fullmatch(line):
        return f"{found[2]} ", found[3], min(len(found[1]), _DEEPEST), ""
    if found := _HEADING.fullmatch(line):
        return "", found[1], 0, STRONG
    text = line.lstrip(" ")
    return "", text, under if len(line) - len(text) >= 2 else 0, ""
