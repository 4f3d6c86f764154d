"""An action as one text to edit in any editor, and back.

Each field stands under a line of its own, `## Finding`. A line of the plan's own text that could
be taken for one is written with a backslash before it, so that every text comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

_HEADING = re.compile(r"(\\*)## (.*?)\s*")
_NOTE = "<!-- {} Save and close to go back to jtai; nothing is stored before you save there. -->"


def to_text(title: str, fields: Mapping[str, str]) -> str:
    """Return the fields, by their headings, as one text that begins with a note of `title`."""
    parts = [_NOTE.format(title.replace("--", "– ").replace("\n", " "))]
    for heading, text in fields.items():
        body = "\n".join(_escaped(line, fields) for line in text.split("\n"))
        parts.append(f"## {heading}\n{body}")
    return "\n\n".join(parts) + "\n"


def from_text(text: str, headings: Sequence[str]) -> dict[str, str]:
    """Return the fields of a text that `to_text` wrote and somebody edited; no word is lost.

    A field whose heading is gone is left out, and its text belongs to the field before. So does a
    heading that nobody knows, or one that stands twice. What is written above all of them belongs
    to the first field. One blank line between fields belongs to none.
    """
    preamble: list[str] = []
    fields: dict[str, list[str]] = {}
    here = preamble
    for line in text.split("\n"):
        found = _HEADING.fullmatch(line)
        if found and not found[1] and found[2] in headings and found[2] not in fields:
            here = fields[found[2]] = []
        else:
            here.append(_unescaped(line, headings))
    written = {heading: _body(lines) for heading, lines in fields.items()}
    above = "\n".join(line for line in preamble if not _is_note(line)).strip("\n")
    if above:
        first = headings[0]
        written[first] = "\n\n".join(part for part in (above, written.get(first, "")) if part)
    return written


def _is_note(line: str) -> bool:
    start, _, end = _NOTE.partition("{}")
    return line.startswith(start) and line.rstrip().endswith(end)


def _body(lines: list[str]) -> str:
    """Return the text without the one line end that `to_text` put behind it."""
    return "\n".join(lines[:-1] if lines and lines[-1] == "" else lines)


def _escaped(line: str, headings: Collection[str]) -> str:
    found = _HEADING.fullmatch(line)
    return f"\\{line}" if found and found[2] in headings else line


def _unescaped(line: str, headings: Collection[str]) -> str:
    found = _HEADING.fullmatch(line)
    return line[1:] if found and found[1] and found[2] in headings else line
