"""Days and moments as a plan writes them: ISO in data, UK to people, never the system's locale."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1900, 2099
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_UK_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
_UK_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]+)\.?,?[\s-]+(\d{4})", re.ASCII)


def month_number(word: str) -> int | None:
    """Return 1 to 12 for a month's name or its first three or more letters, else None."""
    start = word.strip().rstrip(".").casefold()
    if len(start) < 3:
        return None
    for number, name in enumerate(MONTHS, 1):
        if name.casefold().startswith(start):
            return number
    return None


def read_date(text: str) -> date:
    """Return the one day that `text` names: `2020-06-30`, `30/6/2020`, `30 June 2020`.

    Day first, as in the UK; a year of two digits is in this century. Raises ValueError with a
    line for people when it isn't a day, or one of a year that no plan is about.
    """
    cleaned = text.strip()
    day = _any_date(cleaned)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{cleaned!r} is in the year {day.year}; a plan's days are in this time")
    return day


def _any_date(cleaned: str) -> date:
    try:
        if found := _ISO.fullmatch(cleaned):
            return date(*(int(part) for part in found.groups()))
        if found := _UK_NUMERIC.fullmatch(cleaned):
            day, month, year = (int(part) for part in found.groups())
            return date(year + 2000 if year < 100 else year, month, day)
        if (found := _UK_WORDS.fullmatch(cleaned)) and (month_of := month_number(found[2])):
            return date(int(found[3]), month_of, int(found[1]))
    except ValueError:
        raise ValueError(f"there is no day {cleaned!r} in the calendar") from None
    raise ValueError(f"{cleaned!r} is not a day; write it as 2020-06-30 or 30 Jun 2020")


def show_date(day: date) -> str:
    """Return `30 Jun 2020`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year:04d}"


def show_long_date(day: date) -> str:
    """Return `Tue 30 Jun 2020`."""
    return f"{WEEKDAYS[day.weekday()]} {show_date(day)}"


def day_count(number: int) -> str:
    """Return a number of days for people: `1 day`, `1,204 days`."""
    return "1 day" if number == 1 else f"{number:,} days"


def stamp(moment: datetime) -> str:
    """Return an aware moment as the log writes it: UTC, to the millisecond, `...T14:02:05.123Z`.

    Raises ValueError for a moment without a time zone: a log row must not guess one.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z".rjust(24, "0")


def read_stamp(text: str) -> datetime:
    """Return the aware UTC moment of a log row's time. Raises ValueError if malformed."""
    if len(text) != 24 or text[-1] != "Z" or not text.isascii():
        raise ValueError(f"{text!r} is no time of a log row")
    return datetime.fromisoformat(f"{text[:-1]}+00:00")


def show_moment(moment: datetime, *, seconds: bool = False) -> str:
    """Return an aware moment in this machine's own time: `23 Nov 2026 14:02`, or `14:02:05`."""
    local = moment.astimezone()
    return f"{show_date(local.date())} {local:{'%H:%M:%S' if seconds else '%H:%M'}}"


def show_apart(moments: Iterable[datetime]) -> tuple[str, ...]:
    """Return moments as `show_moment` does, with the seconds of those that share a minute."""
    shown = [(moment, show_moment(moment)) for moment in moments]
    often = Counter(minute for _, minute in shown)
    return tuple(
        show_moment(moment, seconds=True) if often[minute] > 1 else minute
        for moment, minute in shown
    )


def utc_now() -> datetime:
    """Return the real clock, aware, in UTC: the default where a clock is an argument."""
    return datetime.now(UTC)
