"""What a plan takes in as text: all that people write, nothing that a terminal would obey."""

from __future__ import annotations

import re

from db.errors import Refused

MOST_CHARACTERS = 1_000_000

BLANKS = (
    (0x00, 0x20), (0x7F, 0xA0), (0xAD, 0xAD), (0x034F, 0x034F), (0x061C, 0x061C),
    (0x115F, 0x1160), (0x1680, 0x1680), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2000, 0x200F),
    (0x2028, 0x202F), (0x205F, 0x206F), (0x2800, 0x2800), (0x3000, 0x3000), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
"""Ranges of characters of which nobody sees anything: white space, controls, Unicode's
default-ignorable characters, and letters that are drawn as nothing (Hangul filler, Braille)."""

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_VISIBLE = re.compile(f"[^{''.join(f'{chr(first)}-{chr(last)}' for first, last in BLANKS)}]")


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


def check_line(text: str, what: str) -> str:
    """Return `text`, one line, without outer white space. Raises Refused for anything else."""
    said = check_said(text, what)
    if "\t" in said or len(said.splitlines()) > 1:
        raise Refused(f"{what} is one line; take out what follows the first")
    return said
