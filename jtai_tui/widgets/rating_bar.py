"""A small bar of ratings: one glyph an action, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from db.rating import Rating, Scheme, Stage
from jtai_tui.text import cell
from jtai_tui.widgets.palette import MUTED, rating_tone

UNRATED = "·"


def worst_first(scheme: Scheme) -> tuple[str | None, ...]:
    """Return the codes of a scheme from the gravest to the closed, None standing for unrated.

    Unrated actions stand before the closed ones: nobody has said yet that they are well.
    """
    by_severity = scheme.by_severity()
    banded = [rating.code for rating in reversed(by_severity)]
    others = [r.code for r in scheme if r.stage is Stage.IN_PROGRESS and r not in by_severity]
    waiting = [rating.code for rating in scheme if rating.stage is Stage.NOT_STARTED]
    closed = [rating.code for rating in scheme if rating.stage is Stage.CLOSED]
    return (*banded, *others, *waiting, None, *closed)


def bar_pieces(
    ratings: Mapping[str | None, int], scheme: Scheme, width: int
) -> Iterator[tuple[str, str]]:
    """Yield the bar: a glyph for each action, in proportion where they don't fit `width` cells.

    Codes that the scheme doesn't have count as unrated.
    """
    counts = dict.fromkeys(worst_first(scheme), 0)
    for code, number in ratings.items():
        counts[code if code in counts else None] += max(number, 0)
    shares = share_out([counts[code] for code in counts], width)
    for code, share in zip(counts, shares, strict=True):
        rating = scheme.get(code)
        if share:
            yield _glyph(rating) * share, MUTED if rating is None else rating_tone(rating)


def share_out(numbers: list[int], width: int) -> list[int]:
    """Return `numbers` as they are if their sum fits `width`, else in proportion, summing to it.

    While there is room, whatever is above 0 keeps at least 1: a single grave action never
    vanishes among many.
    """
    total = sum(numbers)
    width = max(width, 0)
    if total <= width:
        return numbers
    present = [place for place, number in enumerate(numbers) if number]
    if len(present) >= width:
        return [int(place in present[:width]) for place in range(len(numbers))]
    spare = width - len(present)
    beyond = total - len(present)
    exact = [max(number - 1, 0) * spare / beyond for number in numbers]
    shares = [int(part) + (number > 0) for part, number in zip(exact, numbers, strict=True)]
    by_rest = sorted(present, key=lambda place: int(exact[place]) - exact[place])
    for place in by_rest[: width - sum(shares)]:
        shares[place] += 1
    return shares


def _glyph(rating: Rating | None) -> str:
    return UNRATED if rating is None else cell(rating.glyph, 1)
