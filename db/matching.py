"""Which actions of a document are which actions of a plan: by reference, else by likeness of text.

Pure: it is given texts and says what belongs together. That two are alike is a proposal, since
what a person has typed is never taken for something else unseen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from db.references import identity
from db.similar import folded_words

ALIKE = 0.75
"""From which share of common words on two texts may be one, reworded."""

ALIKE_SHORT, SHORT = 0.9, 12
"""The share for texts of fewer words than these: two that differ in a word may well be two."""

MOST_COMPARED = 150
"""Words of a text that are compared with another's."""

DOUBTFUL = 0.35
"""Below which share of common words two actions with one reference may well be two."""

_MOST_OF_A_REFERENCE = 10
_MOST_CANDIDATES = 12
_MOST_WITH_A_WORD = 200


class How(StrEnum):
    """How an action of a document was found in the plan."""

    REFERENCE = "reference"
    TEXT = "text"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Wording:
    """An action as it is compared: a key that is its own, its reference (or none), its text.

    `agency` is the id of the plan's agency that it is of, empty where that isn't known.
    """

    key: str
    reference: str
    text: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An action of the plan that one of the document is: how it was found, and how alike they are.

    `likeness` is the share of common words, from 0 to 1.
    """

    known: str
    how: How
    likeness: float


def match(incoming: Sequence[Wording], plan: Sequence[Wording]) -> dict[str, Match]:
    """Return for the keys of `incoming` which of the `plan` they are; new ones are not in it.

    A reference finds its action; but where the texts have little in common, an action of just the
    same text goes before it, as plans are renumbered, and one of another agency is none: each
    agency's own list begins with 1. One without a reference of its own is found by its text alone.
    Each of the plan is found once.
    """
    found: dict[str, Match] = {}
    texts = {each.key: _words(each.text) for each in (*incoming, *plan)}
    left = {each.key: each for each in plan}
    _match_told_apart(incoming, left, texts, found)
    _match_references(incoming, left, texts, found, least=DOUBTFUL)
    _match_same(incoming, left, texts, found)
    _match_references(incoming, left, texts, found, least=0.0)
    _match_alike(incoming, left, texts, found)
    return found


def _match_told_apart(
    incoming: Iterable[Wording],
    left: dict[str, Wording],
    texts: Mapping[str, tuple[str, ...]],
    found: dict[str, Match],
) -> None:
    """Find those that came in before beside another one of their reference: `7 (2)`."""
    known = {(identity(each.reference), texts[key]): key for key, each in left.items()}
    for each in incoming:
        for number in range(2, _MOST_OF_A_REFERENCE) if each.reference else ():
            key = known.get((identity(f"{each.reference} ({number})"), texts[each.key]))
            if key in left and (identity(each.reference), texts[each.key]) not in known:
                found[each.key] = Match(key, How.TEXT, 1.0)
                del left[key]
                break


def _match_references(
    incoming: Iterable[Wording],
    left: dict[str, Wording],
    texts: Mapping[str, tuple[str, ...]],
    found: dict[str, Match],
    *,
    least: float,
) -> None:
    by_reference: dict[str, list[str]] = defaultdict(list)
    for key, each in left.items():
        by_reference[identity(each.reference)].append(key)
    for each in incoming:
        if each.key in found or not each.reference:
            continue
        scored = [
            (_likeness(texts[each.key], texts[key]), key)
            for key in by_reference.get(identity(each.reference), ())
            if key in left
        ]
        if least < DOUBTFUL:
            scored = [pair for pair in scored if each.agency in ("", left[pair[1]].agency)]
        likeness, best = max(scored, key=lambda pair: pair[0], default=(-1.0, ""))
        if likeness >= least:
            found[each.key] = Match(best, How.REFERENCE, likeness)
            del left[best]


def _match_same(
    incoming: Iterable[Wording],
    left: dict[str, Wording],
    texts: Mapping[str, tuple[str, ...]],
    found: dict[str, Match],
) -> None:
    same: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key in left:
        same[texts[key]].append(key)
    for each in incoming:
        keys = same.get(texts[each.key], []) if each.key not in found else []
        if texts[each.key] and keys:
            known = keys.pop(0)
            found[each.key] = Match(known, How.TEXT, 1.0)
            del left[known]


def _match_alike(
    incoming: Iterable[Wording],
    left: dict[str, Wording],
    texts: Mapping[str, tuple[str, ...]],
    found: dict[str, Match],
) -> None:
    holders: dict[str, list[str]] = defaultdict(list)
    for key in left:
        for word in set(texts[key]):
            holders[word].append(key)
    pairs = []
    for each in incoming:
        words = texts[each.key]
        if each.key in found or not words:
            continue
        shared = Counter(
            key
            for word in set(words)
            if len(holders[word]) <= _MOST_WITH_A_WORD
            for key in holders[word]
        )
        bar = ALIKE if len(words) >= SHORT else ALIKE_SHORT
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(words)
        for key, _ in shared.most_common(_MOST_CANDIDATES):
            matcher.set_seq1(texts[key])
            if matcher.real_quick_ratio() < bar or matcher.quick_ratio() < bar:
                continue
            if (likeness := matcher.ratio()) >= bar:
                pairs.append((likeness, each.key, key))
    for likeness, one, known in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if one not in found and known in left:
            found[one] = Match(known, How.ALIKE, likeness)
            del left[known]


def _words(text: str) -> tuple[str, ...]:
    return folded_words(text)[:MOST_COMPARED]


def _likeness(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    if one == two:
        return 1.0
    return SequenceMatcher(None, one, two, autojunk=False).ratio()
