"""The words and colours by which a document rates its actions, and what each of them may mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from db.rating import Rating, Scheme
from jtai_tui.exchange.reading.colour_names import WORDS, colour_name, family, shown_colour
from jtai_tui.exchange.reading.rating_key import (
    KeyEntry,
    denied,
    is_label,
    named_in,
    resembled,
    same_colour,
)
from jtai_tui.exchange.reading.rows import Choices, Mark, MarkKind
from jtai_tui.exchange.reading.words import fold, folded, one_line, word_set

_OUTER = re.compile(r"^[\W_]+|[\W_]+$")
_TICKS = frozenset("✓✔☑✅√🗸🗹")
_CLOSING = word_set(
    "yes|y|done|complete|completed|closed|signed off|sign off|finished|achieved|action complete|"
    "action completed|tick|delivered|implemented|fully complete|fully completed|fully implemented|"
    "complete and closed|closed complete|completed and closed|discharged|action closed"
)
_YES, _NO = frozenset({"y", "yes"}), frozenset({"n", "no"})
_DOUBT = ("?", "？", "؟", "¿", "~~")
"""Signs beside a rating's name that take back its certainty: it was asked for, or struck out."""

_DATED = re.compile(
    r"\d+(?:st|nd|rd|th)?|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*|on|in"
)

MarkKey = tuple[MarkKind, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What an action's marks stand for: a code or None, and the codes that speak against it."""

    rating: str | None
    against: str | None = None


def word_key(text: str) -> str:
    """Return a rating's words in small letters on one line, without signs around them.

    A sign of doubt stays: what is asked or struck out is another mark than what is said.
    """
    plain = one_line(text).casefold()
    return plain if is_doubted(plain) else _OUTER.sub("", plain) or plain


def is_doubted(text: str) -> bool:
    """Return whether a rating's words are asked or struck out."""
    return any(each in text for each in _DOUBT)


def read_marks(
    seen: Sequence[tuple[str, str]], scheme: Scheme, key: Sequence[KeyEntry], choices: Choices
) -> dict[MarkKey, Mark]:
    """Return each distinct mark of actions' words and fills, words first, as they first appear.

    `seen` has the text of the rating and the `rrggbb` of the mark for every action, empty for
    none.
    """
    words = Counter(word_key(text) for text, _ in seen if text)
    shown = {word_key(text): one_line(text) for text, _ in reversed(seen) if text}
    yes_or_no = bool(words.keys() & _YES)
    fills = Counter(fill for _, fill in seen if fill)
    marks: dict[MarkKey, Mark] = {}
    for word, number in words.items():
        certain = None if is_doubted(word) else _certain(word, scheme)
        code, why = (certain, "") if certain else _propose_word(word, scheme, key)
        if yes_or_no and word in _NO:
            code, why = None, ""
        marks[MarkKind.WORD, word] = _mark(
            MarkKind.WORD, word, shown[word], number, code, why, bool(certain), choices
        )
    for fill, number in fills.items():
        code, why = _propose_fill(fill, scheme, key)
        marks[MarkKind.COLOUR, fill] = _mark(
            MarkKind.COLOUR, fill, shown_colour(fill), number, code, why, False, choices
        )
    return marks


def standing(text: str, fill: str, marks: Mapping[MarkKey, Mark]) -> Standing:
    """Return what an action's word and colour stand for; where both say something, the word.

    A word that a person said means nothing leaves the say to a colour only if a person said what
    that means, too.
    """
    word = marks[MarkKind.WORD, word_key(text)] if text else None
    colour = marks[MarkKind.COLOUR, fill] if fill else None
    told = colour.rating if colour else None
    if word is None:
        return Standing(told)
    if word.rating is None:
        heard = not word.said or (colour is not None and colour.said)
        return Standing(told if heard else None)
    return Standing(word.rating, told if told not in (None, word.rating) else None)


def _mark(
    kind: MarkKind,
    key: str,
    shown: str,
    number: int,
    code: str | None,
    why: str,
    certain: bool,
    choices: Choices,
) -> Mark:
    said = (kind, key) in choices.marks
    taken = code if certain or choices.proposed else None
    rating = choices.marks[kind, key] if said else taken
    return Mark(kind, key, shown, number, code, why, certain, rating, said)


def _certain(word: str, scheme: Scheme) -> str | None:
    """Return the code of the one rating that the word is the name, code or printed form of."""
    wanted = word_key(word)
    if len(wanted) < 2:
        return None
    found = {
        rating.code
        for rating in scheme
        if wanted in (word_key(rating.name), word_key(rating.code), word_key(rating.printed))
    }
    return found.pop() if len(found) == 1 else None


def _propose_word(word: str, scheme: Scheme, key: Sequence[KeyEntry]) -> tuple[str | None, str]:
    """Return the code that a word may mean, and why."""
    for entry in key:
        names = (fold(entry.label), fold(entry.meaning)) if entry.meaning and fold(word) else ()
        if fold(word) in names and (code := resembled(entry.meaning, scheme)):
            return code, f"the document's key says: {entry.meaning}"
    if code := named_in(word, scheme):
        return code, f"it holds the name of the rating ‘{scheme[code].name}’"
    bare = " ".join(each for each in folded(word) if not _DATED.fullmatch(each))
    if (fold(word) in _CLOSING or bare in _CLOSING or (word and set(word) <= _TICKS)) and (
        closing := _closing(scheme)
    ):
        return closing.code, "it says that the action is done"
    if len(word) == 1 and word.isalpha():
        told = [entry for entry in key if entry.meaning and _stands_for(word, entry.label)]
        if len(told) == 1:
            said = f"the document's key says: {told[0].meaning}"
            return resembled(told[0].meaning, scheme), said
        return _propose_letter(word, scheme)
    words = folded(word)
    named = {WORDS[each] for each in words if each in WORDS}
    after = {two for one, two in pairwise(words) if denied(one)}
    if len(named) == 1 and not after & WORDS.keys():
        name = named.pop()
        if rating := _of_colour(name, scheme):
            return rating.code, f"{name} is the colour of ‘{rating.name}’"
    return None, ""


def _propose_letter(letter: str, scheme: Scheme) -> tuple[str | None, str]:
    own = [rating for rating in scheme if rating.letter.casefold() == letter]
    if len(own) == 1:
        return own[0].code, f"it is the letter of ‘{own[0].name}’"
    names = {name for word, name in WORDS.items() if word[0] == letter}
    coloured = [rating for rating in scheme if colour_name(rating.colour) in names]
    if not own and len(coloured) == 1:
        return coloured[0].code, f"it is the first letter of {colour_name(coloured[0].colour)}"
    return None, ""


def _propose_fill(fill: str, scheme: Scheme, key: Sequence[KeyEntry]) -> tuple[str | None, str]:
    """Return the code that a colour may mean, and why: by the document's key, else by the hue."""
    told = [entry for entry in key if entry.fill == fill] or [
        entry for entry in key if entry.fill and same_colour(entry.fill, fill)
    ]
    told = told or [
        entry
        for entry in key
        if not entry.fill and is_label(entry.label) and _names(entry.label, fill)
    ]
    if len(told) == 1:
        meaning = told[0].meaning or told[0].label
        code = resembled(meaning, scheme)
        return code, f"the document's key says: {meaning}"
    name = colour_name(fill)
    if name and (rating := _of_colour(name, scheme)):
        return rating.code, f"{name} is the colour of ‘{rating.name}’"
    return None, ""


def _stands_for(letter: str, label: str) -> bool:
    """Return whether a label of the key is a letter, or the colour that it is the first of."""
    plain = fold(label)
    return plain == letter or (plain in WORDS and plain[:1] == letter)


def _names(label: str, fill: str) -> bool:
    name = WORDS.get(fold(label))
    return name is not None and colour_name(fill) in family(name)


def _of_colour(name: str, scheme: Scheme) -> Rating | None:
    """Return the one rating of a colour, or of its family where no rating has it exactly."""
    exact = [rating for rating in scheme if colour_name(rating.colour) == name]
    if not exact:
        exact = [rating for rating in scheme if colour_name(rating.colour) in family(name)]
    return exact[0] if len(exact) == 1 else None


def _closing(scheme: Scheme) -> Rating | None:
    return next((each for each in scheme if each.closes and not each.needs_evidence), None)
