"""Progress text that a document brings: known already, grown, or another one.

Councils write on in the same cell, at its end or at its top. What was there before is a progress
update of the plan already; only what was added is news.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\S+")
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class News:
    """What a document's progress text says that the plan does not; `text` is empty for nothing.

    `grown` says that it is what was added to a text which the plan has.
    """

    text: str
    grown: bool


def words_of(text: str) -> list[str]:
    """Return the words of a text as two of them are compared: signs that programs swap are one."""
    return unicodedata.normalize("NFC", text).translate(_PLAIN).split()


def news_in(text: str, updates: Sequence[str]) -> News:
    """Return what is new in a document's progress text; `updates` are the plan's, oldest first."""
    known = [words_of(each) for each in updates]
    oldest_first = [word for each in known for word in each]
    newest_first = [word for each in reversed(known) for word in each]
    tellings = [oldest_first, newest_first, *sorted(known, key=len, reverse=True)]
    left, grown = unicodedata.normalize("NFC", text).strip(), not updates
    while (words := words_of(left)) and not any(_holds(each, words) for each in tellings):
        shorter = next((rest for each in tellings if (rest := _rest(left, words, each))), "")
        if not shorter:
            return News(left, grown)
        left, grown = shorter, True
    return News("", grown=False)


def _rest(text: str, words: Sequence[str], known: Sequence[str]) -> str:
    """Return what follows known words in a text, or comes before them; "" where it does neither."""
    spans = [found.span() for found in _WORD.finditer(text)]
    if known and list(words[: len(known)]) == list(known):
        return text[spans[len(known)][0] :]
    if known and list(words[-len(known) :]) == list(known):
        return text[: spans[-len(known)][0]].strip()
    return ""


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    """Return whether a part stands in a text, word for word."""
    if len(part) > len(words):
        return False
    first = part[0]
    return any(
        words[place] == first and list(words[place : place + len(part)]) == list(part)
        for place in range(len(words) - len(part) + 1)
    )
