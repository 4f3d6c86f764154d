"""Which words of a text are not those of another: for showing what somebody has changed.

The time is bounded, however long the texts are: what they have in common at either end is found
by comparing, and between those ends words are compared while there are few enough of them, else
lines and sentences, else the whole is marked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\S+")
_SENTENCE = re.compile(r"\S(?:[^\n.]|\.(?!\s))*\.?")
_MOST_CHARACTERS = 200_000
_MOST_WORDS = 3_000
_LONGEST_WORD = 1_000  # of longer ones no end is looked for
_MOST_PAIRS = 15_000  # of equal words, one in each text: what the comparison takes its time for


class Marked(NamedTuple):
    """A piece of a text, and whether it is changed."""

    text: str
    changed: bool


Pieces = tuple[Marked, ...]


def compare(base: str, text: str) -> tuple[Pieces, Pieces]:
    """Return the pieces of `base` with what is gone marked, and of `text` with what is new.

    The pieces of each, joined, are the text. No word and no run of white space is cut. Texts that
    are equal have no marks, and of texts that differ one has.
    """
    if base == text:
        return _pieces(base, ()), _pieces(text, ())
    start, end = _common_ends(base, text)
    old, new = base[start : len(base) - end], text[start : len(text) - end]
    gone, added = _changed_spans(old, new)
    if not gone and not added:  # white space, and nothing else
        gone, added = [(0, len(old))], [(0, len(new))]
    return _pieces(base, _moved(gone, start)), _pieces(text, _moved(added, start))


def merged(one: Pieces, other: Pieces) -> Pieces:
    """Return the pieces of a text that was compared twice, with the marks of both."""
    text = "".join(piece.text for piece in one)
    spans = sorted((*_spans_of(one), *_spans_of(other)))
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return _pieces(text, joined)


def _spans_of(pieces: Pieces) -> Iterator[tuple[int, int]]:
    place = 0
    for piece in pieces:
        if piece.changed:
            yield place, place + len(piece.text)
        place += len(piece.text)


def _moved(spans: Sequence[tuple[int, int]], by: int) -> list[tuple[int, int]]:
    return [(first + by, last + by) for first, last in spans]


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> Pieces:
    found: list[Marked] = []
    place = 0
    for first, last in spans:
        found += (Marked(text[place:first], False), Marked(text[first:last], True))
        place = last
    found.append(Marked(text[place:], False))
    return tuple(piece for piece in found if piece.text)


def _common_ends(one: str, other: str) -> tuple[int, int]:
    """Return how many characters are the same at the start and at the end, in whole words."""
    most = min(len(one), len(other))
    start = _longest(most, lambda length: one[:length] == other[:length])
    start = next(
        (
            place
            for place in range(start, max(start - _LONGEST_WORD, 0), -1)
            if _is_edge(one, place) and _is_edge(other, place)
        ),
        0,
    )
    rest = most - start
    end = _longest(rest, lambda length: one[len(one) - length :] == other[len(other) - length :])
    end = next(
        (
            length
            for length in range(end, max(end - _LONGEST_WORD, 0), -1)
            if _is_edge(one, len(one) - length) and _is_edge(other, len(other) - length)
        ),
        0,
    )
    return start, end


def _longest(most: int, holds: Callable[[int], bool]) -> int:
    """Return the greatest length that holds; what holds for a length holds for all below it."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _is_edge(text: str, place: int) -> bool:
    """Return whether a word or a run of white space ends or begins at `place`."""
    if place in (0, len(text)):
        return True
    return text[place - 1].isspace() != text[place].isspace()


def _changed_spans(old: str, new: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return from where to where each text is changed; white space alone does not count."""
    if max(len(old), len(new)) <= _MOST_CHARACTERS:
        for kind in (_WORD, _SENTENCE):
            ours = [found.span() for found in kind.finditer(old)]
            theirs = [found.span() for found in kind.finditer(new)]
            before = [_spaced(old[first:last]) for first, last in ours]
            after = [_spaced(new[first:last]) for first, last in theirs]
            if _is_quick(before, after):
                return _spans_between(before, after, ours, theirs)
    return [(0, len(old))] if old else [], [(0, len(new))] if new else []


def _spaced(part: str) -> str:
    return " ".join(part.split())


def _is_quick(before: Sequence[str], after: Sequence[str]) -> bool:
    if max(len(before), len(after)) > _MOST_WORDS:
        return False
    counts = Counter(after)
    return sum(number * counts[word] for word, number in Counter(before).items()) <= _MOST_PAIRS


def _spans_between(
    before: Sequence[str],
    after: Sequence[str],
    ours: Sequence[tuple[int, int]],
    theirs: Sequence[tuple[int, int]],
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    gone, added = [], []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind != "equal":
            if first < last:
                gone.append((ours[first][0], ours[last - 1][1]))
            if start < end:
                added.append((theirs[start][0], theirs[end - 1][1]))
    return gone, added
