"""Texts that are one but for how they are written: case, signs, order, plural, acronym, a slip."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import NamedTuple

from db.bonds import Bonds

_APART = re.compile(r"[\W_]+")
_DROPPED = re.compile("[.'’ʼ`´]")
_AND = re.compile(r"[&+]")
_BRACKETED = re.compile(r"^(.+)\(([A-Z][A-Z0-9&]+)\)\s*$")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{2,}")
_SMALL = frozenset(("of", "and", "the", "for", "in", "on", "at", "to", "with"))
_LEAST_SLIP, _LEAST_ALONE = 5, 7
_MOST_IN_A_BUCKET = 150
_NEARLY, _NEARLY_ALL = 0.87, 0.9


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text without case, accents and signs; `&` and `+` are `and`."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in plain if not unicodedata.combining(each)).casefold()
    words = _APART.sub(" ", _AND.sub(" and ", _DROPPED.sub("", plain))).split()
    return tuple(words[1:] if words[:1] == ["the"] else words)


def initials(words: Iterable[str]) -> str:
    """Return the first letters of the words that an acronym is made of."""
    return "".join(word[0] for word in words if word not in _SMALL)


def is_slip(
    one: str, two: str, *, least: int = _LEAST_SLIP, same_end: bool = False, beside: str = ""
) -> bool:
    """Return whether two different folded words are one but for a slip of the pen.

    They begin with the same letter; one letter is another, or too many, or two have changed
    places. `same_end` asks for the same last letter, too: Daniel and Daniela are no slip. `beside`
    is what stands beside both, which makes it likelier.
    """
    if min(len(one), len(two)) < least or abs(len(one) - len(two)) > 1 or one[0] != two[0]:
        return False
    if (same_end and one[-1] != two[-1]) or not (one.isalpha() and two.isalpha()):
        return False
    if sorted(one) == sorted(two):
        return True
    match = SequenceMatcher(None, beside + one, beside + two, autojunk=False)
    bar = _NEARLY_ALL if beside else _NEARLY
    return match.quick_ratio() >= bar and match.ratio() >= bar


class _Text(NamedTuple):
    """A text as it is compared, and whose it is; `acronym` is what stands for it as a whole."""

    key: str
    words: tuple[str, ...]
    acronym: str


def bind_texts(bonds: Bonds, texts: Iterable[tuple[str, str]]) -> None:
    """Bind the keys whose texts are one but for how they are written: pairs of key and text."""
    read = list(_read(texts))
    _bind_same(
        bonds,
        [("".join(text.words), text.key) for text in read if text.words],
        "the same words, written in two ways",
    )
    _bind_same(
        bonds,
        [(tuple(map(_singular, text.words)), text.key) for text in read],
        "the same words, singular and plural",
    )
    _bind_same(
        bonds,
        [(tuple(sorted(map(_singular, text.words))), text.key) for text in read],
        "the same words in another order",
    )
    _bind_slips(bonds, read)
    _bind_acronyms(bonds, read)


def _read(texts: Iterable[tuple[str, str]]) -> Iterator[_Text]:
    """Yield each text; one with its acronym in brackets stands for both."""
    for key, text in texts:
        bracketed = _BRACKETED.match(text)
        words = folded_words(bracketed[1] if bracketed else text)
        if bracketed and (short := _letters(bracketed[2])) == initials(words):
            yield _Text(key, words, short)
        else:
            words = folded_words(text)
            alone = _ACRONYM.fullmatch(text.strip())
            yield _Text(key, words, _letters(text) if alone else "")


def _letters(acronym: str) -> str:
    return "".join(folded_words(acronym.replace("&", "")))


def _bind_same(bonds: Bonds, found: Iterable[tuple[Hashable, str]], why: str) -> None:
    first: dict[Hashable, str] = {}
    for said, key in found:
        if said:
            bonds.bind(first.setdefault(said, key), key, why)


def _bind_acronyms(bonds: Bonds, texts: Sequence[_Text]) -> None:
    """Bind each acronym to what it stands for, where there is only one that it can stand for."""
    meant: dict[str, list[_Text]] = defaultdict(list)
    for text in texts:
        if len(text.words) > 1:
            meant[initials(text.words)].append(text)
    for text in texts:
        full = meant.get(text.acronym, []) if text.acronym and len(text.words) == 1 else []
        if len({bonds.root(each.key) for each in full}) == 1:
            bonds.bind(full[0].key, text.key, "one is the acronym of the other")


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]


_Rest = tuple[tuple[str, ...], str, tuple[str, ...]]
"""The words before a word, its first letter, the words after it."""


def _bind_slips(bonds: Bonds, texts: Sequence[_Text]) -> None:
    """Bind texts of which one word is another but for a slip, and all the others are the same."""
    buckets: dict[_Rest, dict[str, str]] = defaultdict(dict)
    for text in texts:
        for place, word in enumerate(text.words):
            rest = (text.words[:place], word[0], text.words[place + 1 :])
            buckets[rest].setdefault(word, text.key)
    for (before, _, after), words in buckets.items():
        least = _LEAST_SLIP if before or after else _LEAST_ALONE
        for one, two in combinations(sorted(words)[:_MOST_IN_A_BUCKET], 2):
            if is_slip(one, two, least=least):
                bonds.bind(words[one], words[two], "spelt almost the same")
