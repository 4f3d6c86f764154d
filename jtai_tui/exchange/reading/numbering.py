"""References as a document prints them, made distinct, and numbers for actions that have none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from db.references import gaps, identity, split_reference_cell
from jtai_tui.exchange.reading import doubts
from jtai_tui.exchange.reading.parts import Layout
from jtai_tui.exchange.reading.words import counted, one_line, quoted, without_bullet

_AFTER = re.compile(r"(?<=\w)[.):]+$")
_LEADING = re.compile(r"([A-Za-z]{0,3}\d{1,4}(?:\.\d{1,3})*[a-z]?)[.):]?\s+(?=\S)")
_NUMBERED = re.compile(
    r"(?:(?:action|no|ref)\b\.?\s*)?([A-Za-z]{0,3}\d{1,4}(?:\.\d{1,3})*[a-z]?)\s?[.):–-]?\s+(?=\S)",
    re.IGNORECASE,
)
_LONGEST = 40
_MOST_GAPS = 30


@dataclass(frozen=True, slots=True)
class Numbered:
    """An action's reference: as it counts, as its cell prints it, its sources; `given` if ours."""

    reference: str
    cell: str = ""
    sources: tuple[str, ...] = ()
    given: bool = False


def read_reference(text: str) -> tuple[Numbered, str]:
    """Return what a cell of references says, and the words in it that are no reference.

    `1.` and `1)` are 1; of a long cell only the number that it begins with is the reference.
    """
    plain = one_line(text)
    if plain.startswith("- "):
        plain = without_bullet(plain)
    trimmed = plain if "(" in plain else _AFTER.sub("", plain)
    reference, sources = split_reference_cell(trimmed)
    if len(reference) <= _LONGEST:
        bare = reference if "(" in reference else _AFTER.sub("", reference)
        return Numbered(bare, plain, sources), ""
    if found := _LEADING.match(plain):
        return Numbered(found[1], found[1]), plain[found.end() :]
    return Numbered(""), text


def leading_numbers(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Return the number that each text begins with, and the rest; nothing unless all have one.

    Numbers that stand twice, and texts that go on with more of them, are lists and no references.
    """
    found = [_NUMBERED.match(text) for text in texts]
    parted = [
        (each[1], text[each.end() :]) for each, text in zip(found, texts, strict=True) if each
    ]
    numbers = {identity(number) for number, _ in parted}
    listed = any(_LEADING.match(line) for _, rest in parted for line in rest.splitlines()[1:])
    return [] if listed or len(numbers) < max(2, len(texts)) else parted


def make_distinct(
    found: Sequence[Numbered], shared: Sequence[str], places: Sequence[str], layout: Layout
) -> list[Numbered]:
    """Return the references, each once; `shared` are those that an action has from the one above.

    A second one gets `(2)` behind it, an action without any the next number that is free.
    """
    taken = {identity(each.reference) for each in found if each.reference}
    used: set[str] = set()
    counts: dict[str, int] = {}
    result: list[Numbered] = []
    number = 0
    missing: list[str] = []
    for each, common, place in zip(found, shared, places, strict=True):
        if each.reference and not common:
            result.append(_apart(each, used, taken, counts, place, layout))
        elif common and (above := read_reference(common)[0]).reference:
            name = _free(above.reference, used, taken, counts)
            result.append(Numbered(name, above.cell, above.sources, given=True))
            text = (
                f"several actions share the reference {quoted(above.reference, 30)}; this one is"
                f" called {quoted(name, 40)}"
            )
            layout.warn(place, doubts.REFERENCE_DUPLICATE, text)
        else:
            number += 1
            while identity(str(number)) in taken or identity(str(number)) in used:
                number += 1
            result.append(Numbered(str(number), given=True))
            missing.append(place)
        used.add(identity(result[-1].reference))
    _tell_missing(missing, len(found), layout)
    printed = [each.reference for each in result if not each.given]
    if lacking := gaps(printed):
        more = "" if len(lacking) <= _MOST_GAPS else f" and {len(lacking) - _MOST_GAPS} more"
        text = f"no action has the number {', '.join(lacking[:_MOST_GAPS])}{more}"
        layout.warn("the document", doubts.NUMBERING_GAP, text)
    return result


def _apart(
    each: Numbered,
    used: set[str],
    taken: set[str],
    counts: dict[str, int],
    place: str,
    layout: Layout,
) -> Numbered:
    if identity(each.reference) not in used:
        return each
    name = _free(each.reference, used, taken, counts)
    text = (
        f"the reference {quoted(each.reference, 30)} is used before; here it is called"
        f" {quoted(name, 40)}"
    )
    layout.warn(place, doubts.REFERENCE_DUPLICATE, text)
    return Numbered(name, each.cell, each.sources)


def _free(reference: str, used: set[str], taken: set[str], counts: dict[str, int]) -> str:
    """Return the reference with the next number behind it; `counts` are those in use."""
    key = identity(reference)
    number = counts.get(key, 1) + 1
    while (name := identity(f"{reference} ({number})")) in used or name in taken:
        number += 1
    counts[key] = number
    return f"{reference} ({number})"


def _tell_missing(missing: Sequence[str], total: int, layout: Layout) -> None:
    if not missing:
        return
    which = "the actions have" if len(missing) == total else f"{counted(len(missing), 'action')} of"
    text = (
        "the actions have no references; they were numbered"
        if len(missing) == total
        else f"{which} {total:,} had no reference and got a free number"
    )
    layout.warn(missing[0], doubts.REFERENCE_MISSING, text)
