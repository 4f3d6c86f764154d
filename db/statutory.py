"""The statutory clock: by when the written statement of proposed action is due.

The Children Act 2004 (Joint Area Reviews) Regulations 2015 (SI 2015/1792): where the Chief
Inspector of Schools determines in the report that a statement is to be made (regulation 3(3)),
regulation 4 requires the principal authority to make it "within 70 working days of receiving the
report" (so the explanatory note).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from db.dates import day_count, show_date
from db.errors import Refused
from db.file import Plan, looking
from db.schema import entity_fields

WORKING_DAYS = 70
REGULATION = "regulation 4 of SI 2015/1792"


@dataclass(frozen=True, slots=True)
class Statutory:
    """When the inspection report was received and the written statement was sent; None: not yet."""

    received: date | None = None
    sent: date | None = None

    @property
    def running(self) -> bool:
        """Return whether the statement is waited for."""
        return self.received is not None and self.sent is None


@lru_cache(maxsize=32)
def statement_due(received: date) -> date:
    """Return the 70th working day after the day on which the report was received.

    That day itself does not count, nor do Saturdays, Sundays and England's bank holidays (those
    that the `holidays` library knows: one that is proclaimed later, it learns with its next
    version). What is received on such a day counts from the next working day like what is received
    on the day before it. Brings the library in, which takes a quarter of a second the first time.
    """
    from holidays import country_holidays  # noqa: PLC0415  the first frame does without

    return working_days_after(received, WORKING_DAYS, country_holidays("GB", subdiv="ENG"))


def working_days_after(day: date, number: int, bank_holidays: Container[date]) -> date:
    """Return the working day that comes `number` working days after a day."""
    left = number
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in bank_holidays
    return day


def statutory_days(plan: Plan) -> Statutory:
    """Return the plan's two days of the statutory clock."""
    with looking(plan) as connection:
        return look_at_statutory(connection)


def look_at_statutory(connection: sqlite3.Connection) -> Statutory:
    """Return the two days, as `statutory_days`; an older file, which is only read, has none."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if "report_received" not in entity_fields(version)["plan"]:
        return Statutory()
    (row,) = connection.execute("SELECT report_received, statement_sent FROM plan").fetchall()
    return Statutory(*(None if cell is None else date.fromisoformat(cell) for cell in row))


def check_statutory(received: date | None, sent: date | None, today: date) -> None:
    """Raise Refused where the two days can't be so on the day `today`, as `set_statutory_days`."""
    for day, what in ((received, "the report was received"), (sent, "the statement was sent")):
        if day is not None and day > today:
            raise Refused(f"{show_date(day)} is still to come; say the day on which {what}")
    if sent is not None and received is None:
        raise Refused(
            "the statement answers a report: say on which day the report was received, or take out"
            " the day on which the statement was sent"
        )
    if sent is not None and received is not None and sent < received:
        raise Refused(
            f"sent on {show_date(sent)}, before the report was received on {show_date(received)};"
            " one of the days is wrong"
        )


def due_words(due: date, today: date) -> str:
    """Return `statement due 11 May 2018, 23 days` or `statement 5 days late`."""
    left = (due - today).days
    if left < 0:
        return f"statement {day_count(-left)} late"
    return f"statement due {show_date(due)}, {day_count(left) if left else 'today'}"


def left_words(due: date, today: date) -> str:
    """Return `23 days left`, `due today` or `5 days late`."""
    left = (due - today).days
    if left < 0:
        return f"{day_count(-left)} late"
    return f"{day_count(left)} left" if left else "due today"


def sent_words(due: date, sent: date) -> str:
    """Return how the day on which the statement was sent stands to the day it was due."""
    left = (due - sent).days
    if left < 0:
        return f"{day_count(-left)} late"
    return f"{day_count(left)} before it was due" if left else "on the day it was due"
