"""What a plan takes in as text: all that people write, nothing that a terminal would obey."""

from __future__ import annotations

import re

from db.errors import Refused

MOST_CHARACTERS = 1_000_000

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_VISIBLE = re.compile(r"[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
                      r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]")  # fmt: skip


def check_text(text: str, what: str) -> str:
    """Return `text` as it is. Raises Refused where a plan can't keep it whole; `what` names it.

    New lines and tabs are text; other control characters, halves of surrogate pairs and a
    million characters and more are not. Nothing is ever left out without a word.
    """
    if found := _UNWRITABLE.search(text):
        raise Refused(
            f"{what} holds a character that is no text (U+{ord(found[0]):04X}, after"
            f" {found.start():,} characters); take it out"
        )
    if len(text) > MOST_CHARACTERS:
        raise Refused(
            f"{what} is {len(text):,} characters long; a plan takes {MOST_CHARACTERS:,},"
            " add it as a file of evidence instead"
        )
    return text


def is_blank(text: str) -> bool:
    """Return whether nobody could see anything in `text`: empty, white space, invisible marks."""
    return _VISIBLE.search(text) is None


def check_said(text: str, what: str) -> str:
    """Return `text` without outer white space. Raises Refused where it is blank or no text."""
    if is_blank(text):
        raise Refused(f"{what} is needed")
    return check_text(text, what).strip()
