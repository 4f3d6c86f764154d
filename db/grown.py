"""Progress text that a document brings: known already, grown, or another one.

Councils write on in the same cell, at its end or at its top. What was there before is a progress
update of the plan already; only what was added is news. A known text is found only as a whole, from
the start of a line or sentence to the end of one: within a sentence the same words may say the
opposite.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_WORD = re.compile(r"\S+")
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
_ENDS = (".", "!", "?", ":", ";", "…", '."', ".)", ".'")
_MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class News:
    """What a document's progress text says that the plan does not; `text` is empty for nothing.

    `grown` says that it is what was added to a text which the plan has.
    """

    text: str
    grown: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """A text as words, with where each stands, and before which of them something new begins.

    The first place and the one behind the last word are among the `starts`.
    """

    text: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    starts: frozenset[int]

    def cut(self, first: int, last: int) -> str:
        """Return the text from one word up to another."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]] if first < last else ""


def words_of(text: str) -> list[str]:
    """Return the words of a text as two of them are compared: signs that programs swap are one."""
    return unicodedata.normalize("NFC", text).translate(_PLAIN).split()


def news_in(text: str, updates: Sequence[str]) -> News:
    """Return what is new in a document's progress text; `updates` are the plan's, oldest first."""
    told = _read(text)
    known = [tuple(words_of(each)) for each in updates if words_of(each)]
    oldest_first = tuple(word for each in known for word in each)
    newest_first = tuple(word for each in reversed(known) for word in each)
    tellings = [each for each in (oldest_first, newest_first, *_longest_first(known)) if each]
    first, last, grown = 0, len(told.words), not known
    for _ in range(_MOST_ROUNDS):
        found = next((each for each in tellings if _stands(told, first, last, each)), None)
        if found is None or first == last:
            break
        if told.words[first : first + len(found)] == found and first + len(found) in told.starts:
            first += len(found)
        else:
            last -= len(found)
        grown = True
    if _is_part(told.words[first:last], tellings, updates):
        return News("", grown=False)
    return News(told.cut(first, last), grown)


def _longest_first(known: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return sorted(known, key=len, reverse=True)


def _read(text: str) -> _Told:
    plain = unicodedata.normalize("NFC", text)
    found = list(_WORD.finditer(plain))
    words = tuple(each[0].translate(_PLAIN) for each in found)
    starts = {0, len(found)}
    for place, (one, two) in enumerate(pairwise(found), 1):
        if "\n" in plain[one.end() : two.start()] or words[place - 1].endswith(_ENDS):
            starts.add(place)
    return _Told(plain, words, tuple(each.span() for each in found), frozenset(starts))


def _stands(told: _Told, first: int, last: int, known: tuple[str, ...]) -> bool:
    """Return whether a known text stands at one end of what is left, with something new beside."""
    length = len(known)
    if length > last - first:
        return False
    at_top = told.words[first : first + length] == known and first + length in told.starts
    at_end = told.words[last - length : last] == known and last - length in told.starts
    return at_top or at_end


def _is_part(
    words: tuple[str, ...], tellings: Sequence[tuple[str, ...]], updates: Sequence[str]
) -> bool:
    """Return whether words are all that is known, a whole update, or whole lines or sentences."""
    if not words or words in tellings:
        return True
    return any(_holds(_read(each), words) for each in updates)


def _holds(told: _Told, words: tuple[str, ...]) -> bool:
    """Return whether words stand in a text, from the start of a line or sentence to an end."""
    length = len(words)
    return any(
        start + length in told.starts and told.words[start : start + length] == words
        for start in told.starts
        if start + length <= len(told.words)
    )
