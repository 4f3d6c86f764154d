"""An action as one text to edit in any editor, and back.

Each field stands under a line of its own, `## Finding`. A line of the plan's own text that could
be taken for one is written with a backslash before it, so that every text comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEADING = re.compile(r"## (.*?)\s*")
_ESCAPED = re.compile(r"\\+## ")
_NOTE = "<!-- {} Save and close to go back to jtai; nothing is stored before you save there. -->"


def to_text(title: str, fields: Mapping[str, str]) -> str:
    """Return the fields, by their headings, as one text that begins with a note of `title`."""
    parts = [_NOTE.format(title.replace("--", "– ").replace("\n", " "))]
    for heading, text in fields.items():
        body = "\n".join(_escaped(line) for line in text.split("\n"))
        parts.append(f"## {heading}\n{body}")
    return "\n\n".join(parts) + "\n"


def from_text(text: str, headings: tuple[str, ...]) -> dict[str, str]:
    """Return the fields of a text that `to_text` wrote and somebody edited.

    A field whose heading is gone is left out. One blank line between fields belongs to none.
    Raises ValueError, with a line for people, where a heading is unknown or stands twice.
    """
    fields: dict[str, list[str]] = {}
    here: list[str] | None = None
    for line in text.split("\n"):
        found = _HEADING.fullmatch(line)
        if found is None:
            if here is not None:
                here.append(_unescaped(line))
            continue
        heading = found[1]
        if heading not in headings:
            raise ValueError(f"there is no field {heading!r}; write \\## for a line that begins so")
        if heading in fields:
            raise ValueError(f"the field {heading!r} stands twice")
        here = fields[heading] = []
    return {heading: _body(lines) for heading, lines in fields.items()}


def _body(lines: list[str]) -> str:
    """Return the text without the one line end that `to_text` put behind it."""
    return "\n".join(lines[:-1] if lines and lines[-1] == "" else lines)


def _escaped(line: str) -> str:
    return f"\\{line}" if line.startswith("## ") or _ESCAPED.match(line) else line


def _unescaped(line: str) -> str:
    return line[1:] if _ESCAPED.match(line) else line
