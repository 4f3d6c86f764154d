"""What stretch of days the words of a timescale cover, and which of its days counts.

Calendar arithmetic only: no text is read here, and there is no clock. The rule of the seed is
the base: "a bare month or 'End <month>' means its last day".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, StrEnum, auto

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from db.dates import MONTHS, show_date


class Precision(StrEnum):
    """How exact a due date is: what the plan named, of which the due date is one day."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"


class NoDate(StrEnum):
    """Why a timescale gives no due date."""

    EMPTY = "empty"
    RECURRING = "recurring"
    RELATIVE = "relative"
    START_ONLY = "start_only"
    STATUS = "status"
    VAGUE = "vague"
    NO_YEAR = "no_year"
    TERM = "term"
    AMBIGUOUS = "ambiguous"
    IMPOSSIBLE = "impossible"
    UNREADABLE = "unreadable"

    @property
    def clause(self) -> str:
        """Return the reason in a few words, fit to follow "no date: "."""
        return _CLAUSES[self]

    @property
    def sentence(self) -> str:
        """Return the reason as a sentence for people."""
        return f"No due date: {self.clause}."


_CLAUSES = {
    NoDate.EMPTY: "nothing is written",
    NoDate.RECURRING: "recurring",
    NoDate.RELATIVE: "it counts from another day",
    NoDate.START_ONLY: "a start without an end",
    NoDate.STATUS: "a status, not a day",
    NoDate.VAGUE: "a hint, not a day",
    NoDate.NO_YEAR: "no year is given",
    NoDate.TERM: "a school term or year, which needs a term calendar",
    NoDate.AMBIGUOUS: "it can be read in more than one way",
    NoDate.IMPOSSIBLE: "there is no such day",
    NoDate.UNREADABLE: "no day can be read in it",
}


_TERM_ENDS = {
    "autumn": 12, "winter": 12, "christmas": 12, "xmas": 12, "michaelmas": 12, "spring": 3,
    "lent": 3, "easter": 4, "summer": 7, "trinity": 7, "year": 8,
}  # fmt: skip


class Place(Enum):
    """Which part of a month, quarter, season or year is meant."""

    END = auto()
    LATE = auto()
    MID = auto()
    EARLY = auto()
    START = auto()
    FIRST_HALF = auto()
    WEEK_1 = auto()
    WEEK_2 = auto()
    WEEK_3 = auto()
    WEEK_4 = auto()


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year, a financial year (April to March), or a stretch of calendar years.

    `doubt` says why it may be another year altogether ("FY22" may end or begin in 2022).
    """

    first: int
    last: int
    financial: bool = False
    doubt: str = ""
    note: str = ""

    def of_month(self, month: int) -> int:
        """Return the calendar year in which `month` (1 to 12) of this year falls."""
        return self.first if self.financial and month >= 4 else self.last


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, and what to say about the reading.

    `whole` is said where the whole span is meant, so that its last day counts; `note` always.
    Where `reason` is set there is no due date, and `last` is at most worth suggesting.
    """

    first: date | None
    last: date | None
    precision: Precision
    whole: str = ""
    note: str = ""
    reason: NoDate | None = None


def calendar_year(year: int) -> Year:
    """Return the year from January to December."""
    return Year(year, year)


def end_of_month(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day + relativedelta(day=31)


def day_span(day: int, month: int, year: Year) -> Span:
    """Return one day; where the calendar has no such day, the month's last day to suggest."""
    number = year.of_month(month)
    try:
        found = date(number, month, day)
    except ValueError:
        last = end_of_month(date(number, month, 1))
        note = f"{MONTHS[month - 1]} {number} has {last.day} days"
        return Span(None, last, Precision.DAY, note=note, reason=NoDate.IMPOSSIBLE)
    return Span(found, found, Precision.DAY, note=year.note)


def month_span(month: int, year: Year) -> Span:
    """Return a whole month."""
    first = date(year.of_month(month), month, 1)
    return Span(first, end_of_month(first), Precision.MONTH, "last day of the month", year.note)


def quarter_span(quarter: int, year: Year) -> Span:
    """Return quarter 1 to 4: from April in a financial year, from January in a calendar year.

    "Q3 2005 means completion by 30 September 2005" is how one council's published plan puts it;
    others mean the financial year, so a quarter of a single year is noted as a choice.
    """
    calendar = date(year.last, 1, 1) + relativedelta(months=3 * quarter - 3)
    financial = date(year.first, 4, 1) + relativedelta(months=3 * quarter - 3)
    first = financial if year.financial else calendar
    last = end_of_month(first + relativedelta(months=2))
    kind = "financial" if year.financial else "calendar"
    months = f"{MONTHS[first.month - 1]} to {MONTHS[last.month - 1]}"
    whole = f"quarter {quarter} of the {kind} year, {months}"
    doubt = ""
    if not year.financial:
        other = end_of_month(financial + relativedelta(months=2))
        doubt = f"in a financial year it would be {show_date(other)}"
    return Span(first, last, Precision.QUARTER, whole, join_notes(doubt, year.note))


def season_span(season: str, year: Year) -> Span:
    """Return `spring`, `summer`, `autumn` or `winter`; winter ends in February of the next year.

    Spring and summer of a double year fall in either half of it, so those give no day.
    """
    month = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}[season]
    double = year.first != year.last
    first = date(year.first if double and month >= 9 else year.last, month, 1)
    last = end_of_month(first + relativedelta(months=2))
    if double and month < 9:
        note = f"{season} could be in {year.first} or in {year.last}"
        return Span(first, last, Precision.SEASON, note=note, reason=NoDate.AMBIGUOUS)
    whole = f"{season} read as the end of {MONTHS[last.month - 1]}"
    if season == "winter" and not double:
        whole += f" {last.year}; it could mean {first.year - 1}/{first.year % 100:02d}"
    return Span(first, last, Precision.SEASON, whole)


def feast_span(feast: str, year: Year) -> Span:
    """Return the day of `christmas`, `easter` or `new year`."""
    if feast == "easter":
        day, name = easter(year.last), "Easter Sunday"
    elif feast == "christmas":
        day, name = date(year.first, 12, 25), "Christmas Day"
    else:
        day, name = date(year.last, 1, 1), "New Year's Day"
    return Span(day, day, Precision.DAY, note=name)


def term_span(term: str, year: Year) -> Span:
    """Return a school term or year: never a due date, its usual last day as a suggestion.

    `term` is its name (`autumn`, `easter`...), `year`, a month's number for its half term, or
    `term` for one that is not named, which has nothing to suggest.
    """
    if term == "term":
        return Span(None, None, Precision.DAY, reason=NoDate.TERM)
    month = _TERM_ENDS.get(term) or int(term)
    number = year.first if year.first != year.last and month >= 9 else year.last
    first = date(year.first, 9, 1) if term in ("year", "autumn") else None
    last = end_of_month(date(number, month, 1))
    return Span(first, last, Precision.DAY, reason=NoDate.TERM)


def year_span(year: Year) -> Span:
    """Return a whole year; 1 April to 31 March for a financial one."""
    if year.financial:
        first, last = date(year.first, 4, 1), date(year.last, 3, 31)
        return Span(first, last, Precision.YEAR, "last day of the financial year", year.note)
    first, last = date(year.first, 1, 1), date(year.last, 12, 31)
    return Span(first, last, Precision.YEAR, "last day of the year", year.note)


def placed(span: Span, place: Place | None) -> Span:
    """Return `span` narrowed so that its last day is the one that `place` means, with a note.

    "Mid" is the 15th of a month and half of a year, "early" the first ten days of a month and
    the first quarter of a year: choices, and noted as such.
    """
    if span.reason is NoDate.TERM and place is Place.START:
        return replace(span, last=span.first)
    if span.first is None or span.last is None or span.precision is Precision.DAY:
        return span
    if place is None or place in (Place.END, Place.LATE):
        return replace(span, note=join_notes(span.whole, span.note))
    last = _narrowed(span.first, span.last, span.precision, place)
    words = place.name.lower().replace("_", " ")
    return replace(
        span, last=last, note=join_notes(f"{words} read as {show_date(last)}", span.note)
    )


def _narrowed(first: date, last: date, precision: Precision, place: Place) -> date:
    if place is Place.START:
        return first
    if place.name.startswith("WEEK_"):
        return min(last, first + timedelta(days=7 * int(place.name[-1]) - 1))
    if precision is Precision.MONTH:
        return first + timedelta(days=9 if place is Place.EARLY else 14)
    if precision is Precision.YEAR:
        return first + relativedelta(months=3 if place is Place.EARLY else 6, days=-1)
    if place is Place.EARLY:
        return end_of_month(first)
    return first + relativedelta(months=1, day=15)


def join_notes(*notes: str) -> str:
    """Return the notes that say something as one line."""
    return "; ".join(dict.fromkeys(note for note in notes if note))
