"""The forms of a timescale that name more than a month: quarters, seasons, terms, years, feasts.

Each form is a small function: it returns what it found from a token on, or None.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from db.timescale_grammar.found import Form, Found
from db.timescale_grammar.spans import feast_span, quarter_span, season_span, term_span, year_span
from db.timescale_grammar.tokens import Kind, Tokens
from db.timescale_grammar.words import (
    FEASTS,
    HOLIDAYS,
    NUMBER_WORDS,
    ORDINAL_WORDS,
    QUARTER_WORDS,
    SEASONS,
    TERM_BEFORE,
    TERM_FEASTS,
    TERM_WORDS,
    longest,
    month_of,
)
from db.timescale_grammar.years import double_year, is_separator, year_after, year_at


def quarter(tokens: Tokens, at: int) -> Found | None:
    """Read `Q1 2022/23`, `Quarter 2 2021-22`, `third quarter of 2020`, `2020/21 Q3`, `Q1-3`."""
    start, year, stop = at, None, at
    if before := year_at(tokens, at):
        year, at = before
        at += tokens.at(at).low in (",", "-", ":", "(")
    number, stop = _quarter_number(tokens, at)
    if number is None:
        return None
    if year is None:
        year, stop, _ = year_after(tokens, stop)
    build = partial(quarter_span, number)
    return Found(start, stop, Form.QUARTER, build, year, 3 * number)


def _quarter_number(tokens: Tokens, at: int) -> tuple[int | None, int]:
    if tokens.at(at).low in QUARTER_WORDS:
        at += 1 + (tokens.at(at + 1).low in (".", "-", ":"))
        word = tokens.at(at)
        number, stop = NUMBER_WORDS.get(word.low, word.number), at + 1
        while tokens.at(stop).low in ("-", "/", "&", "and", "to") and (
            tokens.at(stop + 1).digits == 1 and number < tokens.at(stop + 1).number <= 4
        ):
            number, stop = tokens.at(stop + 1).number, stop + 2
        return (number, stop) if word.digits <= 1 and 1 <= number <= 4 else (None, at)
    word = tokens.at(at)
    number = word.number if word.ordinal else ORDINAL_WORDS.get(word.low, 0)
    if 1 <= number <= 4 and tokens.at(at + 1).low in ("quarter", "qtr"):
        return number, at + 2
    return None, at


def season(tokens: Tokens, at: int) -> Found | None:
    """Read `Spring 2020`, `Winter 2020/21`, `autumn`."""
    name = tokens.at(at).low
    if name not in SEASONS:
        return None
    year, stop, short = year_after(tokens, at + 1)
    note = f"{year.last % 100:02d} read as the year {year.last}" if year and short else ""
    build = partial(season_span, name)
    month = {"spring": 5, "summer": 8, "autumn": 11}.get(name, 12)
    return Found(at, stop, Form.SEASON, build, year, month, note=note)


def feast(tokens: Tokens, at: int) -> Found | None:
    """Read `Christmas 2020`, `Easter 2021`, `New Year 2021`."""
    size = longest(tokens.low(at, at + 2), FEASTS)
    if not size:
        return None
    name = FEASTS[tokens.low(at, at + size)]
    year, stop, _ = year_after(tokens, at + size)
    month = {"easter": 4, "christmas": 12}.get(name, 1)
    return Found(at, stop, Form.FEAST, partial(feast_span, name), year, month)


def term(tokens: Tokens, at: int) -> Found | None:
    """Read `autumn term 2020`, `Spring 2`, `academic year 2020/21`, `half term`, `end of term`."""
    before = year_at(tokens, at)
    name, stop = _term_name(tokens, before[1] if before else at)
    if name is None:
        return None
    year = before[0] if before else None
    if year is None:
        year, stop, _ = year_after(tokens, stop)
        half = tokens.low(stop, stop + 2) == ("half", "term")
        stop += 2 if half else tokens.at(stop).low in HOLIDAYS
        if year is None:
            year, stop, _ = year_after(tokens, stop)
    return Found(at, stop, Form.TERM, partial(term_span, name), year)


def _term_name(tokens: Tokens, at: int) -> tuple[str | None, int]:
    """Return the name that `term_span` takes, and where the words stop."""
    at += tokens.low(at, at + 2) in (("new", "academic"), ("new", "school"))
    word, after = tokens.at(at).low, tokens.at(at + 1)
    if word in ("academic", "school") and after.low in ("year", "years", "session", "yr"):
        return "year", at + 2
    if word == "ay":
        return "year", at + 1
    if (word, after.low) == ("half", "term"):
        return "term", at + 2 + (tokens.at(at + 2).digits == 1)
    if word in TERM_WORDS and after.digits == 1:
        several = tokens.at(at + 2).low in ("-", "to", "and", "&", "/")
        return "term", at + (4 if several and tokens.at(at + 3).digits == 1 else 2)
    if word == "term" and tokens.at(at - 1).low in TERM_BEFORE:
        return "term", at + 1
    month = month_of(word)
    if month:
        _, stop, _ = year_after(tokens, at + 1)
        half = tokens.low(stop, stop + 2) == ("half", "term")
        return (str(month), at + 1) if half else (None, at)
    if word not in SEASONS and word not in TERM_FEASTS:
        return None, at
    stop = at + 1 + (after.digits == 1 and not is_separator(tokens, at + 2))
    if tokens.low(stop, stop + 2) == ("half", "term"):
        return word, stop + 2
    if tokens.at(stop).low in HOLIDAYS:
        return word, stop + 1 + (tokens.at(stop + 1).digits == 1)
    numbered = stop > at + 1 and 1 <= after.number <= 2
    _, past, _ = year_after(tokens, stop)
    later = tokens.at(past).low in HOLIDAYS
    return (word, stop) if numbered or later else (None, at)


def year(tokens: Tokens, at: int) -> Found | None:
    """Read `2018`, `2012/13`, `financial year 2012/13`, `FY2021/22`, `year 2020`."""
    size = longest(tokens.low(at, at + 2), {("year",), ("calendar", "year")})
    if found := year_at(tokens, at + size):
        number, stop = found
        marked = size > 0 or tokens.at(at).kind is Kind.WORD
        return Found(at, stop, Form.YEAR, year_span, number, weak=not marked)
    if found := double_year(tokens, at, short=True):
        number, stop = found
        years = f"{number.first}/{number.last}"
        if tokens.at(at).number <= 12:
            number = replace(number, doubt=f"it may be {years} or a month of {number.last}")
        note = f"read as {years}"
        return Found(at, stop, Form.YEAR, year_span, number, note=note, weak=True)
    return None
