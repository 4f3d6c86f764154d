"""Timescales that are no day: what recurs, and what counts from something else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from db.timescale_grammar.spans import end_of_month
from db.timescale_grammar.tokens import Kind, Tokens
from db.timescale_grammar.words import (
    AFTER_ADVERB,
    FEASTS,
    FREQUENCIES,
    FREQUENCY_PARTS,
    NUMBER_WORDS,
    PERIODS,
    SEASONS,
    STEPS,
    TRIGGERS,
    UNITS,
    WEEKDAYS,
    WORKING,
    YEARLY,
    Period,
    longest,
    month_of,
)

_EVERY = frozenset({"every", "each"})
_BETWEEN_EVERY = frozenset(
    {"other", "single", "half", "full", "the", "last", "first"}
    | {"academic", "school", "financial", "calendar"}
)
_BEFORE_EVERY = WEEKDAYS | frozenset(
    {"of", "the", "end", "start", "beginning", "first", "last", "middle", "in"}
)
_ONCE = frozenset({"once", "twice", "thrice", "times"})
_PER = frozenset({"a", "an", "per", "each", "every"})


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often something is due, from token `start` up to `stop`.

    `yearly`: once a year. `adjective`: it only says what kind of thing is meant ("annual
    report"), so that a day beside it is still a day.
    """

    start: int
    stop: int
    yearly: bool
    adjective: bool


@dataclass(frozen=True, slots=True)
class Relative:
    """A length of time from token `start` up to `stop`: `amount` of a `unit` of `UNITS`.

    `triggered`: it counts from something that is named after it. `working`: in working days.
    """

    start: int
    stop: int
    amount: int
    unit: str
    working: bool
    triggered: bool

    def after(self, day: date) -> date | None:
        """Return the day that lies so far after `day`; None where only a calendar could tell."""
        if self.working or self.unit in ("terms", "meetings") or not 0 < self.amount <= 999:
            return None
        if self.unit == "hours":
            return day + timedelta(days=-(-self.amount // 24))
        if self.unit == "days":
            return day + timedelta(days=self.amount)
        if self.unit in ("weeks", "fortnights"):
            return day + timedelta(weeks=self.amount * (1 + (self.unit == "fortnights")))
        months = self.amount * {"months": 1, "quarters": 3, "years": 12}[self.unit]
        return day + relativedelta(months=months)


def find_recurrence(tokens: Tokens) -> Recurrence | None:
    """Return the first recurrence, and one that is only an adjective where there is no other."""
    adjective = None
    for at in range(len(tokens)):
        found = _every(tokens, at) or _once_a(tokens, at) or _frequency(tokens, at)
        if found and not found.adjective:
            return found
        adjective = adjective or found
    return adjective


def _every(tokens: Tokens, at: int) -> Recurrence | None:
    """Read `every August`, `each term`, `the end of every 2 months`; not "every school"."""
    if tokens.at(at).low not in _EVERY:
        return None
    stop = at + 1
    while tokens.at(stop).low in _BETWEEN_EVERY or _is_count(tokens, stop):
        stop += 1
    word = tokens.at(stop).low
    feast = longest(tokens.low(stop, stop + 2), FEASTS)
    named = month_of(word) is not None or word in SEASONS or feast > 0
    if not (named or word in UNITS or word in WEEKDAYS):
        return None
    start = at
    while tokens.at(start - 1).low in _BEFORE_EVERY or tokens.at(start - 1).ordinal:
        start -= 1
    yearly = named or (word in ("year", "yr") and stop <= at + 2 and not _is_count(tokens, at + 1))
    return Recurrence(start, stop + max(1, feast), yearly, adjective=False)


def _once_a(tokens: Tokens, at: int) -> Recurrence | None:
    """Read `twice a year`, `3 times per year`, `per annum`."""
    word, stop = tokens.at(at).low, at + 1
    if tokens.low(at, at + 3) == ("p", ".", "a"):
        return Recurrence(at, at + 3, yearly=True, adjective=False)
    if word in _ONCE or word in UNITS:
        word, stop = tokens.at(stop).low, stop + 1
        if word not in _PER:
            return None
    elif word != "per":
        return None
    unit = tokens.at(stop).low
    if unit not in UNITS and unit != "annum":
        return None
    start = at - (tokens.at(at).low == "times" or _is_count(tokens, at - 1))
    yearly = unit in ("year", "annum") and tokens.at(at).low in ("once", "per")
    return Recurrence(start, stop + 1, yearly, adjective=False)


def _frequency(tokens: Tokens, at: int) -> Recurrence | None:
    """Read `annually`, `six monthly`, `half termly`; "annual report" is an adjective."""
    word = tokens.at(at).low
    if word not in FREQUENCIES:
        return None
    start = at
    while tokens.at(start - 1).low in FREQUENCY_PARTS or _is_count(tokens, start - 1):
        start -= 1
    if tokens.at(start - 1).low == "-" and _is_count(tokens, start - 2):
        start -= 2
    after = tokens.at(at + 1)
    plain = after.kind is Kind.WORD and not after.opens and after.low not in AFTER_ADVERB
    adjective = plain and not word.endswith("ally") and month_of(after.low) is None
    return Recurrence(start, at + 1, word in YEARLY and start == at, adjective)


def _is_count(tokens: Tokens, at: int) -> bool:
    token = tokens.at(at)
    small = 1 <= token.digits <= 2 and not tokens.at(at - 1).digits
    return small or (token.low in NUMBER_WORDS and NUMBER_WORDS[token.low] > 1)


def find_relative(tokens: Tokens) -> Relative | None:
    """Return the first length of time: `within 3 months`, `6-12 weeks`, `10 working days`."""
    for at in range(len(tokens)):
        amount, stop = _amount(tokens, at), at + 1
        if amount is None:
            continue
        if tokens.at(stop).low in ("-", "to", "/") and (more := _amount(tokens, stop + 1)):
            amount, stop = more, stop + 2
        stop += tokens.at(stop).low in ("-", "+")
        working = False
        while tokens.at(stop).low in WORKING:
            working = working or tokens.at(stop).low in ("working", "school", "business", "term")
            stop += 1
        if unit := UNITS.get(tokens.at(stop).low):
            return Relative(at, stop + 1, amount, unit, working, _is_triggered(tokens, stop + 1))
    return None


def _amount(tokens: Tokens, at: int) -> int | None:
    token = tokens.at(at)
    if 1 <= token.digits <= 3 and not token.ordinal:
        return token.number
    if token.low in ("a", "an") and tokens.at(at - 1).low not in ("within", "in"):
        return None
    return NUMBER_WORDS.get(token.low)


def _is_triggered(tokens: Tokens, at: int) -> bool:
    while tokens.at(at).low in ("'", "s", "time", ")"):
        at += 1
    return tokens.at(at).low in TRIGGERS and tokens.at(at + 1).low not in ("now", "today")


def find_period(tokens: Tokens, plan_date: date | None) -> tuple[int, int, date | None] | None:
    """Return where `this year`, `next month` or the like stands, and its end seen from the plan."""
    for at in range(len(tokens)):
        if size := longest(tokens.low(at, at + 5), PERIODS):
            period = PERIODS[tokens.low(at, at + size)]
            return at, at + size, plan_date and end_of_period(period, plan_date)
    return None


def find_step(tokens: Tokens) -> tuple[int, int] | None:
    """Return where the plan's own time is counted: `Year 2`, `Months 1-6`."""
    for at in range(len(tokens)):
        if tokens.at(at).low in STEPS and 1 <= tokens.at(at + 1).digits <= 2:
            several = tokens.at(at + 2).low in ("-", "to", "and") and tokens.at(at + 3).digits
            return at, at + (4 if several else 2)
    return None


def end_of_period(period: Period, day: date) -> date:
    """Return the last day of a period that is named as seen from `day`."""
    if period is Period.THIS_MONTH:
        return end_of_month(day)
    if period is Period.NEXT_MONTH:
        return end_of_month(day + relativedelta(months=1))
    if period is Period.THIS_QUARTER:
        return end_of_month(day + relativedelta(months=(3 - day.month) % 3))
    if period is Period.NEXT_QUARTER:
        return end_of_month(day + relativedelta(months=3 + (3 - day.month) % 3))
    if period is Period.THIS_YEAR:
        return date(day.year, 12, 31)
    if period is Period.NEXT_YEAR:
        return date(day.year, 12, 31) + relativedelta(years=1)
    march = date(day.year, 3, 31) + relativedelta(years=day.month > 3)
    return march + relativedelta(years=period is Period.NEXT_FINANCIAL_YEAR)
