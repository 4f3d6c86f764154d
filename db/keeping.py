"""Which backups of a plan are kept: close together in the last hour, further apart with age."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_BYTES = 250 * 1024 * 1024
"""What the backups of one plan may take up together; the newest two are kept whatever they take."""

ALWAYS = 2

_HOUR, _DAY, _MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup as this rule sees it: when it was taken (UTC), and its size in bytes."""

    at: datetime
    size: int


def to_keep(backups: Sequence[Kept], now: datetime, most_bytes: int = MOST_BYTES) -> set[Kept]:
    """Return those that are kept at `now`.

    These are all of the last hour, then the newest of each hour for a day, of each day for 30
    days, and of each week before that, as long as they fit into `most_bytes` together. Where they
    don't, the oldest go first. One that is dated in the future was taken by a clock that went
    wrong: it is kept like a new one, but goes before all others.
    """
    newest_first = sorted(
        backups, key=lambda each: (each.at <= now, each.at, each.size), reverse=True
    )
    chosen = list(_spaced(newest_first, now))
    kept: set[Kept] = set()
    size = 0
    for place, each in enumerate(chosen):
        size += each.size
        if place >= ALWAYS and size > most_bytes:
            break
        kept.add(each)
    return kept


def _spaced(newest_first: Iterable[Kept], now: datetime) -> Iterable[Kept]:
    filled: set[tuple[int, ...]] = set()
    for place, each in enumerate(newest_first):
        age = now - each.at
        slot = next((slot(each.at) for limit, slot in _SLOTS if age >= limit), None)
        if place < ALWAYS or slot is None or slot not in filled:
            yield each
        if slot is not None:
            filled.add(slot)


def _hour(at: datetime) -> tuple[int, ...]:
    return at.year, at.month, at.day, at.hour


def _day(at: datetime) -> tuple[int, ...]:
    return at.year, at.month, at.day


def _week(at: datetime) -> tuple[int, ...]:
    year, week, _ = at.isocalendar()
    return year, week


_SLOTS: tuple[tuple[timedelta, Callable[[datetime], tuple[int, ...]]], ...] = (
    (_MONTH, _week),
    (_DAY, _day),
    (_HOUR, _hour),
)
"""From which age on, which stretch of time has one backup."""
