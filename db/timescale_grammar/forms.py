"""The grammar of timescales: every form, and the words that pick a part of what a form names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from db.timescale_grammar.days import (
    iso_day,
    month_first_day,
    numeric_day,
    numeric_day_month,
    numeric_month,
    spaced_day,
    worded_day,
    worded_month,
)
from db.timescale_grammar.found import Found, of_week
from db.timescale_grammar.periods import feast, quarter, season, term, year
from db.timescale_grammar.tokens import Kind, Tokens
from db.timescale_grammar.words import PLACE_LINKS, PLACES, WEEKS, longest

Reader = Callable[[Tokens, int], Found | None]

FORMS: tuple[Reader, ...] = (
    iso_day, numeric_day, spaced_day, numeric_month, numeric_day_month, worded_day, month_first_day,
    worded_month, quarter, season, feast, term, year,
)  # fmt: skip
_LONGEST_PLACE = 10
DAY_FORMS: tuple[Reader, ...] = (
    iso_day, numeric_day, spaced_day, worded_day, month_first_day,
)  # fmt: skip


def find(tokens: Tokens, at: int) -> Found | None:
    """Return the longest form that begins with the token at `at`, or None."""
    if tokens.at(at).kind is Kind.MARK:
        return None
    return _longest_form(tokens, at, (*FORMS, placed_form, week_form))


def _longest_form(tokens: Tokens, at: int, forms: Iterable[Reader]) -> Found | None:
    found = [form(tokens, at) for form in forms]
    return max((each for each in found if each), key=lambda each: each.stop, default=None)


def placed_form(tokens: Tokens, at: int) -> Found | None:
    """Read `End June 2020`, `mid-July 2020`, `beginning of 2021`, `end of Q2 2020/21`."""
    begin, size = at, _place_size(tokens, at)
    while size and at < begin + _LONGEST_PLACE:
        place = PLACES[tokens.low(at, at + size)]
        at += size
        linked = at + (tokens.at(at).low in ("/", "to", "-"))
        size = _place_size(tokens, linked)
        at = linked if size else at
    if at == begin:
        return None
    at += tokens.at(at).low == "-" and tokens.at(at + 1).digits > 0
    while tokens.at(at).low in PLACE_LINKS:
        at += 1
    inner = _longest_form(tokens, at, (*FORMS, week_form))
    return inner and replace(inner, start=begin, place=place, weak=False)


def _place_size(tokens: Tokens, at: int) -> int:
    size = longest(tokens.low(at, at + 5), PLACES)
    return 0 if tokens.at(at).digits and not tokens.at(at).ordinal else size


def week_form(tokens: Tokens, at: int) -> Found | None:
    """Read `w/c 6 July 2020`, `week ending 10/07/2020`: the day that is written."""
    size = longest(tokens.low(at, at + 5), WEEKS)
    inner_at = at + size
    while size and tokens.at(inner_at).low in (":", "the", "on", "-", "."):
        inner_at += 1
    inner = _longest_form(tokens, inner_at, DAY_FORMS) if size else None
    return inner and replace(of_week(inner, WEEKS[tokens.low(at, at + size)]), start=at)
