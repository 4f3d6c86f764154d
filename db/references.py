"""References as a plan prints them: text, in the order a reader expects, never renumbered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

NaturalKey = tuple[tuple[tuple[int, int, str], ...], str]

MOST_GAPS = 1000
MOST_COUNTED = 1000

_RUN = re.compile(r"([0-9]+)|([^0-9]+)")
_LEADING_NUMBER = re.compile(r"0*([0-9]{1,9})(?![0-9])")
_SOURCES = re.compile(r"[A-Za-z]+[0-9]+[a-z]?(?: ?[,&/ ] ?[A-Za-z]*[0-9]+[a-z]?)*")
_SOURCE = re.compile(r"([A-Za-z]*)([0-9]+[a-z]?)")


def natural_key(reference: str) -> NaturalKey:
    """Return a key that sorts references as people count: 2 < 10 < 28 < 28a, 1.2 < 1.10, A2 < A10.

    Case counts only between references that are otherwise the same, so that two different texts
    never share a key. Numbers of any length, and any text at all, have a place; people count no
    further than `MOST_COUNTED` characters.
    """
    runs = tuple(
        (0, len(number.lstrip("0")), number.lstrip("0")) if number else (1, 0, _folded(text))
        for number, text in _RUN.findall(reference[:MOST_COUNTED])
    )
    return runs, reference


def identity(reference: str) -> str:
    """Return what two references share if a reader takes them for the same: `28A` and ` 28a`."""
    return " ".join(_folded(reference).split())


def split_reference_cell(cell: str) -> tuple[str, tuple[str, ...]]:
    """Return the reference and the source references of a cell as printed.

    `28 SY2,8` is `28` from `SY2` and `SY8` (seed: a bare number takes the letters before it). A
    cell that isn't of this form is a reference as it stands, its white space made plain.
    """
    plain = " ".join(cell.split())
    reference, _, rest = plain.partition(" ")
    listed = rest[1:-1] if rest[:1] + rest[-1:] in {"()", "[]"} else rest
    if not any(character.isdigit() for character in reference) or not _SOURCES.fullmatch(listed):
        return plain, ()
    sources: list[str] = []
    letters = ""
    for own_letters, number in _SOURCE.findall(listed):
        letters = own_letters or letters
        sources.append(letters + number)
    return reference, tuple(sources)


def gaps(references: Iterable[str]) -> tuple[str, ...]:
    """Return the whole numbers missing between the first and the last, in order.

    The number a reference starts with counts, so `28a` stands for 28; references that start with
    none are left out. Where more than `MOST_GAPS` are missing, these are no running numbers (a
    year, a case number) and nothing is returned.
    """
    numbers = {
        int(found[1]) for text in references if (found := _LEADING_NUMBER.match(text)) is not None
    }
    if not numbers:
        return ()
    first, last = min(numbers), max(numbers)
    if last - first + 1 - len(numbers) > MOST_GAPS:
        return ()
    return tuple(str(number) for number in range(first, last) if number not in numbers)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
