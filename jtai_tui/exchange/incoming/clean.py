"""Text as a plan takes it in: without what nobody can read, bullets as Markdown writes them."""

from __future__ import annotations

import re
from collections import Counter

from db.errors import PlanError
from db.plain_text import MOST_CHARACTERS

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_TYPED_BULLET = re.compile(r"^([ \t]*)(?:[•·▪◦‣∙][ \t]+|[-–]\t[ \t]*)(?=\S)", re.MULTILINE)
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_MANY_LINES = re.compile(r"\n{3,}")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\ufeff": None})

DROPPED = "dropped"
"""What `seen` counts for each character that is no text."""


def clean(text: str, seen: Counter[str]) -> str:
    """Return a text that `db.plain_text.check_text` takes; what is left out is counted in `seen`.

    Line ends are new lines, non-breaking spaces are spaces, a typed bullet is `- `; there is no
    white space around it nor at the end of a line. Raises PlanError if it is too long for a plan.
    """
    if not text:
        return ""
    if not text.isascii() or not text.isprintable():
        text = _LINE_ENDS.sub("\n", text).translate(_SPACES)
        text, dropped = _FORBIDDEN.subn("", text)
        if dropped:
            seen[DROPPED] += dropped
        text = _MANY_LINES.sub("\n\n", _TRAILING.sub("", _TYPED_BULLET.sub(r"\1- ", text)))
    text = text.strip()
    if len(text) > MOST_CHARACTERS:
        raise PlanError(
            f"a cell or paragraph is {len(text):,} characters long; a plan takes"
            f" {MOST_CHARACTERS:,}, so shorten it ({text[:40]}…)"
        )
    return text


def dropped_notes(seen: Counter[str]) -> tuple[str, ...]:
    """Return a sentence about characters that were left out, if there were any."""
    number = seen[DROPPED]
    if not number:
        return ()
    if number == 1:
        return ("1 control character, which is no text, was left out.",)
    return (f"{number:,} control characters, which are no text, were left out.",)


def counted(number: int, what: str) -> str:
    """Return `1 hidden row is`, `2 hidden rows are`."""
    return f"1 {what} is" if number == 1 else f"{number:,} {what}s are"
