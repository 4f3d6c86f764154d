"""What a person says of a document in words: `green=completed`, `Owner=lead`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from db.errors import Refused
from db.plain_text import is_blank
from db.rating import Scheme
from db.similar import folded_words
from jtai_tui.exchange.reading.marks import is_doubted, word_key
from jtai_tui.exchange.reading.rows import Choices, Column, Mark, MarkKind, ReadColumn

PROPOSED = "proposed"
"""Says that all ratings which are proposed for words and colours are meant."""

_UNRATED = ("", "none", "unrated", "no rating")


def with_marks(
    choices: Choices, said: Sequence[str], marks: Sequence[Mark], scheme: Scheme
) -> Choices:
    """Return the choices with what is said of marks: each `MARK=RATING`, or `proposed`.

    A mark is a word as it stands in a cell, a colour's name or `#rrggbb`; a rating is its code,
    name, letter or position, or none. Raises Refused for what the document, or the scheme, has not.
    """
    mapped = dict(choices.marks)
    everything = choices.proposed
    for each in said:
        name, parted, meant = each.rpartition("=")
        if not parted and each.strip().casefold() == PROPOSED:
            everything = True
            continue
        if not parted or is_blank(name):
            raise Refused(f"{each!r}: say a mark and its rating, as in green=completed")
        found = _called(name, marks)
        if not found:
            known = ", ".join(mark.shown for mark in marks) or "nothing"
            raise Refused(f"{name.strip()!r} marks no action in it; it has: {known}")
        code = _rating(meant, scheme)
        mapped |= {(mark.kind, mark.key): code for mark in found}
    return replace(choices, marks=mapped, proposed=everything)


def _rating(meant: str, scheme: Scheme) -> str | None:
    if meant.strip().casefold() in _UNRATED:
        return None
    level = scheme.find(meant)
    if level is None:
        known = ", ".join(rating.code for rating in scheme)
        raise Refused(f"{meant.strip()!r} is no rating; say {known} or none")
    return level.code


def _called(name: str, marks: Sequence[Mark]) -> list[Mark]:
    hue = name.strip().casefold().lstrip("#")
    wanted = word_key(name.strip())
    words = folded_words(name)
    in_words = [
        mark
        for mark in marks
        if mark.kind is MarkKind.WORD and is_doubted(mark.key) == is_doubted(name)
    ]
    exact = [mark for mark in in_words if mark.key == wanted]
    alike = [mark for mark in in_words if words and folded_words(mark.shown) == words]
    colours = [mark for mark in marks if mark.kind is MarkKind.COLOUR]
    return [
        *(exact or alike),
        *(mark for mark in colours if mark.key == hue or _is_hue(mark.shown, words)),
    ]


def _is_hue(shown: str, words: tuple[str, ...]) -> bool:
    """Return whether `light green (#92d050)` is called so: by its whole name, or by its hue."""
    name = folded_words(shown.partition(" (")[0])
    return bool(words) and words in (name, name[-1:])


def with_columns(choices: Choices, said: Sequence[str], columns: Sequence[ReadColumn]) -> Choices:
    """Return the choices with what is said of columns: each `HEADING=FIELD`.

    A heading that several tables have is meant in each. Raises Refused for a heading that is not
    there, and a field that an action has not.
    """
    chosen = dict(choices.columns)
    for each in said:
        heading, parted, meant = each.rpartition("=")
        if not parted:
            raise Refused(f"{each!r}: say a column and what it is, as in Owner=lead")
        words = folded_words(heading)
        found = [
            column
            for column in columns
            if (words and folded_words(column.heading) == words)
            or heading.strip() == column.heading
            or heading.strip() in (f"{column.table}/{column.index + 1}", str(column.index + 1))
        ]
        if not found:
            known = ", ".join(dict.fromkeys(column.heading or "(empty)" for column in columns))
            raise Refused(f"there is no column {heading.strip()!r}; it has: {known}")
        try:
            field = Column(meant.strip().casefold())
        except ValueError:
            known = ", ".join(Column)
            raise Refused(f"{meant.strip()!r} is nothing a column can be; say {known}") from None
        chosen |= {(column.table, column.index): field for column in found}
    return replace(choices, columns=chosen)
