"""What a typed day or timescale means, to be said while it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.dates import read_date, show_long_date
from db.plain_text import is_blank
from db.timescale import Precision, explain, read_timescale


@dataclass(frozen=True, slots=True)
class DayReading:
    """The day a text means, if it means one; `said` is the line for people, `suggestion` a day.

    A suggestion is never taken by itself: somebody has to accept it.
    """

    day: date | None = None
    precision: Precision | None = None
    said: str = ""
    suggestion: date | None = None


def read_typed_day(text: str, plan_date: date | None, today: date) -> DayReading:
    """Return what `text` means: `30/6/2020`, `2020-06-30`, `End June 2020`; blank means nothing.

    A bare month or "end January" is read against `plan_date`, the day the plan was updated.
    """
    if is_blank(text):
        return DayReading()
    try:
        day = read_date(text)
    except ValueError:
        reading = read_timescale(text, plan_date)
    else:
        return DayReading(day, Precision.DAY, f"= {show_long_date(day)}, {distance(day, today)}")
    if reading.due is None:
        said = explain(reading)
        if reading.suggestion is not None:
            said += " (ctrl+y)"
        return DayReading(said=said, suggestion=reading.suggestion)
    said = f"= {explain(reading)}, {distance(reading.due, today)}"
    return DayReading(reading.due, reading.precision, said)


def distance(day: date, today: date) -> str:
    """Return how far a day is from today: `in 12 days`, `today`, `1 day ago`."""
    days = (day - today).days
    if days == 0:
        return "today"
    unit = "day" if abs(days) == 1 else "days"
    return f"in {days:,} {unit}" if days > 0 else f"{-days:,} {unit} ago"
