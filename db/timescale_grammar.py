"""The forms in which a timescale names days: each form is a small function of tokens and a place.

A form returns what it found from a token on, or None. What lacks its year is found as well; the
text may have one to lend (see `timescale_scan`), and there is no other source of years.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from db.dates import MONTHS
from db.timescale_found import (
    Form,
    Found,
    found_day,
    found_impossible,
    found_month,
    found_numeric_day,
    of_week,
    on_weekday,
)
from db.timescale_spans import (
    Year,
    calendar_year,
    end_of_month,
    feast_span,
    month_span,
    quarter_span,
    season_span,
    term_span,
    year_span,
)
from db.timescale_tokens import Kind, Tokens
from db.timescale_words import (
    FEASTS,
    HOLIDAYS,
    LABELS,
    ORDINAL_WORDS,
    PLACE_LINKS,
    PLACES,
    QUARTER_WORDS,
    SEASONS,
    UNITS,
    VERB_AFTER,
    WEEKDAYS,
    WEEKS,
    longest,
    month_of,
)
from db.timescale_years import (
    SEPARATORS,
    double_year,
    followed_by_month,
    full_year,
    is_separator,
    wrong_year,
    year_after,
    year_at,
)

Reader = Callable[[Tokens, int], Found | None]


def find(tokens: Tokens, at: int) -> Found | None:
    """Return the longest form that begins with the token at `at`."""
    if tokens.at(at).kind is Kind.MARK:
        return None
    found = [form(tokens, at) for form in (*FORMS, placed_form, week_form)]
    return max((each for each in found if each), key=lambda each: each.stop, default=None)


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
    spaced = first == second and first in ("/", ".")
    if not (tight or spaced) or _is_part_of_number(tokens, at, at + 5):
        return None
    number = 2000 + year.number if year.digits == 2 else full_year(year)
    if number is None:
        return found_impossible(at, at + 5, f"{year.low[:8]} is no year of a plan")
    return found_numeric_day(at, at + 5, day.number, month.number, calendar_year(number))


def numeric_month(tokens: Tokens, at: int) -> Found | None:
    """Read `06/2020`, `2020-06` and, where it can be nothing else, `06/20`."""
    left, right, stop = tokens.at(at), tokens.at(at + 2), at + 3
    if not is_separator(tokens, at + 1) or _is_part_of_number(tokens, at, stop):
        return None
    year, month, note = full_year(right), left, ""
    if year is None and (year := full_year(left)):
        month = right
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
    days = end_of_month(month_span(month, year).first or date.min).day
    bounded = tokens.at(at - 1).low in ("end", "of", "late", "early", "mid")
    if number == days and tokens.at(at + 1).kind is Kind.NUMBER and not bounded:
        day = found_day(at, stop, number, month, None)
        return replace(day, note=f"{number} could be the day or the year {year.last}")
    note = f"{number:02d} read as the year {year.last}"
    if 1 <= number <= days and not bounded:
        note += f"; could be {number} {name}"
    return found_month(at, stop, month, year, note)


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
        number, stop = tokens.at(at).number, at + 1
        while tokens.at(stop).low in ("-", "/", "&", "and", "to") and (
            tokens.at(stop + 1).digits == 1 and number < tokens.at(stop + 1).number <= 4
        ):
            number, stop = tokens.at(stop + 1).number, stop + 2
        return (number, stop) if tokens.at(at).digits == 1 and 1 <= number <= 4 else (None, at)
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
        if tokens.at(stop).low in HOLIDAYS:
            stop += 1
        elif tokens.low(stop, stop + 2) == ("half", "term"):
            stop += 2
    return Found(at, stop, Form.TERM, partial(term_span, name), year)


def _term_name(tokens: Tokens, at: int) -> tuple[str | None, int]:
    """Return the name that `term_span` takes, and where the words stop."""
    word, after = tokens.at(at).low, tokens.at(at + 1)
    if word in ("academic", "school") and after.low in ("year", "session", "yr"):
        return "year", at + 2
    if word == "term" and (after.digits == 1 or tokens.at(at - 1).low in TERM_BEFORE):
        return "year", at + 1 + (after.digits == 1)
    if (word, after.low) == ("half", "term"):
        return "year", at + 2
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
        return Found(at, found[1], Form.YEAR, year_span, found[0], weak=True)
    return None


FORMS: tuple[Reader, ...] = (
    iso_day, numeric_day, numeric_month, numeric_day_month, worded_day, month_first_day,
    worded_month, quarter, season, feast, term, year,
)  # fmt: skip


def placed_form(tokens: Tokens, at: int) -> Found | None:
    """Read `End June 2020`, `mid-July 2020`, `beginning of 2021`, `end of Q2 2020/21`."""
    begin, size = at, _place_size(tokens, at)
    while size:
        place = PLACES[tokens.low(at, at + size)]
        at += size
        linked = at + (tokens.at(at).low in ("/", "to", "-"))
        size = _place_size(tokens, linked)
        at = linked if size else at
    if at == begin:
        return None
    while tokens.at(at).low in PLACE_LINKS:
        at += 1
    found = [form(tokens, at) for form in (*FORMS, week_form)]
    inner = max((each for each in found if each), key=lambda each: each.stop, default=None)
    return inner and replace(inner, start=begin, place=place, weak=False)


def _place_size(tokens: Tokens, at: int) -> int:
    size = longest(tokens.low(at, at + 5), PLACES)
    return 0 if tokens.at(at).digits and not tokens.at(at).ordinal else size


def week_form(tokens: Tokens, at: int) -> Found | None:
    """Read `w/c 6 July 2020`, `week ending 10/07/2020`: the day that is written."""
    size = longest(tokens.low(at, at + 3), WEEKS)
    inner_at = at + size
    while size and tokens.at(inner_at).low in (":", "the", "on", "-", "."):
        inner_at += 1
    for form in (iso_day, numeric_day, worded_day, month_first_day):
        inner = form(tokens, inner_at) if size else None
        if inner:
            return replace(of_week(inner, WEEKS[tokens.low(at, at + size)]), start=at)
    return None


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
