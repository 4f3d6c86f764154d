"""What a form of a timescale gives back: where it stands in the text, and its days in a year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from functools import partial

from db.dates import WEEKDAYS, show_date
from db.timescale_grammar.spans import (
    NoDate,
    Place,
    Precision,
    Span,
    Year,
    day_span,
    join_notes,
    month_span,
    placed,
)

NOWHERE = Year(0, 0)
"""The year of what is in no calendar: it is never lent."""


class Form(Enum):
    """What kind of stretch a text names."""

    DAY = auto()
    MONTH = auto()
    QUARTER = auto()
    SEASON = auto()
    FEAST = auto()
    TERM = auto()
    YEAR = auto()


@dataclass(frozen=True, slots=True)
class Found:
    """What the tokens from `start` up to `stop` name: `build` gives its days, once in a year.

    `year` is None where the text gives none; `month` orders it among others of one year;
    `weak` is a number that may be a year, or may not.
    """

    start: int
    stop: int
    form: Form
    build: Callable[[Year], Span]
    year: Year | None
    month: int = 12
    place: Place | None = None
    note: str = ""
    weak: bool = False

    def span(self, year: Year) -> Span:
        """Return its days in `year`, narrowed to the part that is meant."""
        span = placed(self.build(year), self.place)
        if year.doubt and span.reason is None:
            span = replace(span, reason=NoDate.AMBIGUOUS, note=year.doubt)
        note = span.note if span.reason is NoDate.AMBIGUOUS else join_notes(self.note, span.note)
        return replace(span, note=note)


def found_day(start: int, stop: int, day: int, month: int, year: Year | None) -> Found:
    """Return a day of a month, in a year or without one."""
    return Found(start, stop, Form.DAY, partial(day_span, day, month), year, month)


def found_month(start: int, stop: int, month: int, year: Year | None, note: str = "") -> Found:
    """Return a month, in a year or without one."""
    return Found(start, stop, Form.MONTH, partial(month_span, month), year, month, note=note)


def found_numeric_day(start: int, stop: int, day: int, month: int, year: Year) -> Found:
    """Return a day written in numbers; where only month and day swapped make one, suggest it."""
    if 1 <= month <= 12:
        return found_day(start, stop, day, month, year)
    try:
        swapped = date(year.last, day, month)
    except ValueError:
        return found_impossible(start, stop, f"there is no month {month}")
    note = f"there is no month {month}; month first it would be {show_date(swapped)}"
    return found_impossible(start, stop, note, swapped)


def found_impossible(start: int, stop: int, note: str, suggestion: date | None = None) -> Found:
    """Return what looks like a day and is none."""
    span = Span(None, suggestion, Precision.DAY, note=note, reason=NoDate.IMPOSSIBLE)
    return Found(start, stop, Form.DAY, partial(_always, span), NOWHERE)


def on_weekday(found: Found, weekday: str) -> Found:
    """Return `found` so that it notes where its day is not the `weekday` that the text names."""
    return replace(found, build=partial(_check_weekday, found.build, weekday[:3].title()))


def of_week(found: Found, kind: str) -> Found:
    """Return `found` so that its note says which week is meant: `commencing` or `ending`."""
    return replace(found, build=partial(_note_week, found.build, kind))


def _always(span: Span, _year: Year) -> Span:
    return span


def _check_weekday(build: Callable[[Year], Span], weekday: str, year: Year) -> Span:
    span = build(year)
    if span.reason or span.last is None or WEEKDAYS[span.last.weekday()] == weekday:
        return span
    actual = WEEKDAYS[span.last.weekday()]
    note = f"the text says {weekday}, but {show_date(span.last)} is a {actual}"
    return replace(span, note=join_notes(note, span.note))


def _note_week(build: Callable[[Year], Span], kind: str, year: Year) -> Span:
    span = build(year)
    if span.reason or kind == "ending":
        return span
    return replace(span, note=join_notes("the day on which that week begins", span.note))
