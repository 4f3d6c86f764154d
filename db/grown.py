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
    words = words_of(text)
    known = [words_of(each) for each in updates]
    oldest_first = [word for each in known for word in each]
    newest_first = [word for each in reversed(known) for word in each]
    tellings = [oldest_first, newest_first, *sorted(known, key=len, reverse=True)]
    if not words or any(_holds(each, words) for each in tellings):
        return News("", grown=False)
    spans = [found.span() for found in _WORD.finditer(unicodedata.normalize("NFC", text))]
    whole = unicodedata.normalize("NFC", text)
    for each in tellings:
        if each and words[: len(each)] == each:
            return News(whole[spans[len(each)][0] :].strip(), grown=True)
        if each and words[-len(each) :] == each:
            return News(whole[: spans[-len(each)][0]].strip(), grown=True)
    return News(text.strip(), grown=not updates)


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    """Return whether a part stands in a text, word for word."""
    if len(part) > len(words):
        return False
    first = part[0]
    return any(
        words[place] == first and list(words[place : place + len(part)]) == list(part)
        for place in range(len(words) - len(part) + 1)
    )
