"""The forms of a timescale that name a day or a month: `15/12/2015`, `30th June`, `Jun-20`.

Each form is a small function: it returns what it found from a token on, or None. What lacks its
year is found as well; the text may have one to lend, and there is no other source of years.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace

from db.dates import MONTHS
from db.timescale_grammar.found import (
    Found,
    found_day,
    found_impossible,
    found_month,
    found_numeric_day,
    on_weekday,
)
from db.timescale_grammar.spans import Year, calendar_year
from db.timescale_grammar.tokens import Kind, Tokens
from db.timescale_grammar.words import LABELS, UNITS, VERB_AFTER, WEEKDAYS, month_of
from db.timescale_grammar.years import (
    double_year,
    followed_by_month,
    full_year,
    is_separator,
    wrong_year,
    year_after,
)


def iso_day(tokens: Tokens, at: int) -> Found | None:
    """Read `2020-06-30`, with any of the usual separators."""
    year, month, day = full_year(tokens.at(at)), tokens.at(at + 2), tokens.at(at + 4)
    if year is None or not (is_separator(tokens, at + 1) and is_separator(tokens, at + 3)):
        return None
    if not (1 <= month.digits <= 2 and 1 <= day.digits <= 2):
        return None
    return found_numeric_day(at, at + 5, day.number, month.number, calendar_year(year))


def numeric_day(tokens: Tokens, at: int) -> Found | None:
    """Read `15/12/2015`, `15.12.15`: UK, day first."""
    day, month, year = tokens.at(at), tokens.at(at + 2), tokens.at(at + 4)
    if not (1 <= day.digits <= 2 and 1 <= month.digits <= 2 and year.digits >= 2):
        return None
    first, second = tokens.at(at + 1).low, tokens.at(at + 3).low
    tight = is_separator(tokens, at + 1) and is_separator(tokens, at + 3)
    spaced = first == second and first in ("/", ".", ",", "|")
    if not (tight or spaced) or _is_part_of_number(tokens, at, at + 5):
        return None
    number = 2000 + year.number if year.digits == 2 else full_year(year)
    if number is None:
        return found_impossible(at, at + 5, f"{year.low[:8]} is no year of a plan")
    return found_numeric_day(at, at + 5, day.number, month.number, calendar_year(number))


def spaced_day(tokens: Tokens, at: int) -> Found | None:
    """Read `31 03 2020`."""
    day, month, number = tokens.at(at), tokens.at(at + 1), full_year(tokens.at(at + 2))
    if number is None or not (1 <= day.digits <= 2 and month.digits == 2) or month.ordinal:
        return None
    if tokens.at(at - 1).low in LABELS or tokens.at(at - 1).digits:
        return None
    return found_numeric_day(at, at + 3, day.number, month.number, calendar_year(number))


def numeric_month(tokens: Tokens, at: int) -> Found | None:
    """Read `06/2020`, `2020-06` and, where it can be nothing else, `06/20`."""
    left, right, stop = tokens.at(at), tokens.at(at + 2), at + 3
    if not is_separator(tokens, at + 1) or _is_part_of_number(tokens, at, stop):
        return None
    year, month, note = full_year(right), left, ""
    if year is None and (year := full_year(left)):
        month = right
        if double_year(tokens, at) or not 1 <= right.number <= 12:
            return None
    elif year is None and tokens.at(at + 1).low == "/" and left.digits == right.digits == 2:
        year, note = 2000 + right.number, f"{left.low}/{right.low} read as a month and a year"
        if right.number <= 12 or right.number == left.number + 1 or left.number > 12:
            return None
    if year is None or not 1 <= month.digits <= 2 or followed_by_month(tokens, stop):
        return None
    if not 1 <= month.number <= 12:
        return found_impossible(at, stop, f"there is no month {month.number}")
    found = found_month(at, stop, month.number, calendar_year(year), note)
    return replace(found, weak=bool(note))


def numeric_day_month(tokens: Tokens, at: int) -> Found | None:
    """Read `30/06`, which gives no year."""
    day, month, after = tokens.at(at), tokens.at(at + 2), tokens.at(at + 3)
    if tokens.at(at + 1).low != "/" or not is_separator(tokens, at + 1):
        return None
    if not (1 <= day.digits <= 2 and 1 <= month.digits <= 2 and 1 <= month.number <= 12):
        return None
    fraction = after.low in UNITS or after.low in ("of", "%", "/") or month_of(after.low)
    around_the_clock = (day.number, month.number) == (24, 7)
    if fraction or around_the_clock or not 1 <= day.number <= 31:
        return None
    return found_day(at, at + 3, day.number, month.number, None)


def worded_day(tokens: Tokens, at: int) -> Found | None:
    """Read `Tuesday 30th of June, 2020`, `30-Jun-20`, `13 July 17`, `30 June`."""
    start, at = at, _after_weekday(tokens, at)
    day, month_at = tokens.at(at), at + 1
    if not 1 <= day.digits <= 2 or (tokens.at(at - 1).low in LABELS and not day.ordinal):
        return None
    if tokens.at(month_at).low == "of" or is_separator(tokens, month_at):
        month_at += 1
    month_at += tokens.at(month_at).low == "the"
    month = month_of(tokens.at(month_at).low)
    if month is None:
        return None
    year, stop, _ = year_after(tokens, month_at + 1)
    if year is None and (wrong := wrong_year(tokens, stop)):
        return found_impossible(start, wrong, _no_year(tokens, wrong))
    found = found_day(start, stop, day.number, month, year)
    return on_weekday(found, tokens.at(start).low) if at > start else found


def month_first_day(tokens: Tokens, at: int) -> Found | None:
    """Read `June 30, 2020`, `June 1-30, 2020`, `June 30th`, `June 5`; of `June 30` the day.

    The last day of a month is as likely a day as a year: no year is read there.
    """
    start, at = at, _after_weekday(tokens, at)
    month, day_at = month_of(tokens.at(at).low), at + 1
    day_at += tokens.at(day_at).low in (".", ",")
    day_at += tokens.at(day_at).low == "the"
    day = tokens.at(day_at)
    if month is None or not 1 <= day.digits <= 2 or not 1 <= day.number <= 31:
        return None
    for last_at in (day_at, day_at + 2):
        last = tokens.at(last_at)
        joined = last_at == day_at or tokens.at(last_at - 1).low in ("-", "to", "and", "&")
        year_place = last_at + 1 + (tokens.at(last_at + 1).low == ",")
        year = full_year(tokens.at(year_place))
        if joined and year and 1 <= last.digits <= 2 and not double_year(tokens, year_place):
            return found_day(start, year_place + 1, last.number, month, calendar_year(year))
    after = tokens.at(day_at + 1)
    counted = after.low in UNITS or after.low in ("%", ":") or is_separator(tokens, day_at + 1)
    if (day.ordinal or day.digits == 1) and not counted:
        return found_day(start, day_at + 1, day.number, month, None)
    return None


def worded_month(tokens: Tokens, at: int) -> Found | None:
    """Read `June 2020`, `Jun-20`, `Sept '19`, `February 15`, `June`, `2020 June`."""
    number = full_year(tokens.at(at))
    if number and (month := month_of(tokens.at(at + 1).low)):
        alone = year_after(tokens, at + 2)[0] is None
        return found_month(at, at + 2, month, calendar_year(number)) if alone else None
    month = month_of(tokens.at(at).low)
    if month is None:
        return None
    year, stop, short = year_after(tokens, at + 1)
    if year is not None and short:
        return _short_year_month(tokens, at, stop, month, year)
    if year is not None:
        return found_month(at, stop, month, year)
    if wrong := wrong_year(tokens, stop):
        return found_impossible(at, wrong, _no_year(tokens, wrong))
    return None if _is_verb(tokens, at) else found_month(at, at + 1, month, None)


def _short_year_month(tokens: Tokens, at: int, stop: int, month: int, year: Year) -> Found:
    """Read two digits after a month as a year, with a note where they might be a day."""
    number, name = year.last % 100, MONTHS[month - 1]
    days = monthrange(year.last, month)[1]
    bounded = tokens.at(at - 1).low in ("end", "of", "late", "early", "mid")
    if number == days and tokens.at(at + 1).kind is Kind.NUMBER and not bounded:
        day = found_day(at, stop, number, month, None)
        return replace(day, note=f"{number} could be the day or the year {year.last}")
    note = f"{number:02d} read as the year {year.last}"
    if 1 <= number <= days and not bounded:
        note += f"; could be {number} {name}"
    return found_month(at, stop, month, year, note)


def _after_weekday(tokens: Tokens, at: int) -> int:
    """Return where the day begins after `Tuesday`, `Tues.,`, `Tuesday the`; else `at`."""
    if tokens.at(at).low not in WEEKDAYS:
        return at
    at += 1
    while tokens.at(at).low in (".", ",", "the", "-"):
        at += 1
    return at


def _is_part_of_number(tokens: Tokens, at: int, stop: int) -> bool:
    """Return whether the numbers go on in the same way on either side: a reference, not a day."""
    mark = tokens.at(at + 1).low
    before = is_separator(tokens, at - 1) and tokens.at(at - 1).low == mark
    after = is_separator(tokens, stop) and tokens.at(stop).low == mark
    return (before and tokens.at(at - 2).digits > 0) or (after and tokens.at(stop + 1).digits > 0)


def _is_verb(tokens: Tokens, at: int) -> bool:
    """Return whether "may" is no month: "may be delayed"."""
    return tokens.at(at).low == "may" and tokens.at(at + 1).low in VERB_AFTER


def _no_year(tokens: Tokens, stop: int) -> str:
    return f"{tokens.at(stop - 1).low[:8]} is no year of a plan"
