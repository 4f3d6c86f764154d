"""The statutory clock: 70 working days, counted against bank holidays that were typed by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.errors import Refused
from db.history import plan_history
from db.plan_wide import set_statutory_days
from db.signature import Signature
from db.statutory import (
    Statutory,
    due_words,
    sent_words,
    statement_due,
    statutory_days,
    working_days_after,
)
from db.undo import undo

TODAY = date(2018, 4, 18)
RECEIVED, DUE = date(2018, 1, 30), date(2018, 5, 11)

BANK_HOLIDAYS = frozenset(
    date.fromisoformat(f"{year}-{day}")
    for year, days in {
        2018: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
        2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
        2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
        2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
        2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
        2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
        2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
        2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
        2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    }.items()
    for day in days.split()
)
"""Those of England and Wales as gov.uk lists them: with VE day moved to 8 May 2020, the Platinum
Jubilee on 3 June 2022, the State Funeral on 19 September 2022, the Coronation on 8 May 2023."""


def works(day):
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def by(name="J Smith"):
    return Signature(name, lambda: datetime(2018, 4, 18, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (RECEIVED, DUE),  # the published example
        (date(2020, 2, 28), date(2020, 6, 11)),  # over Easter, VE day and the spring holiday
        (date(2022, 5, 31), date(2022, 9, 9)),  # over both days of the Jubilee
        (date(2022, 9, 1), date(2022, 12, 9)),  # over the State Funeral
    ],
)
def test_the_statement_is_due_seventy_working_days_after_receipt(received, due):
    assert statement_due(received) == due


def test_what_is_received_on_a_day_off_counts_from_the_next_day():
    friday = date(2018, 3, 29)  # the day before Good Friday
    assert friday + timedelta(1) in BANK_HOLIDAYS
    for days in range(5):  # Good Friday, Saturday, Sunday, Easter Monday
        assert statement_due(friday + timedelta(days)) == statement_due(friday)
    assert statement_due(friday + timedelta(5)) > statement_due(friday)


@given(st.dates(date(2018, 1, 1), date(2026, 8, 31)))
@example(date(2019, 12, 24))
@example(date(2021, 12, 23))
@example(date(2023, 3, 1))
def test_it_agrees_with_the_bank_holidays_that_gov_uk_lists(received):
    due = statement_due(received)
    after = [received + timedelta(days) for days in range(1, (due - received).days + 1)]
    assert works(due)
    assert sum(works(day) for day in after) == 70


def test_working_days_are_counted_whatever_the_holidays():
    assert working_days_after(date(2018, 1, 5), 1, ()) == date(2018, 1, 8)
    assert working_days_after(date(2018, 1, 5), 1, {date(2018, 1, 8)}) == date(2018, 1, 9)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (TODAY, "statement due 11 May 2018, 23 days"),
        (date(2018, 5, 10), "statement due 11 May 2018, 1 day"),
        (DUE, "statement due 11 May 2018, today"),
        (date(2018, 5, 12), "statement 1 day late"),
        (date(2018, 5, 16), "statement 5 days late"),
    ],
)
def test_the_clock_is_told_in_words(today, said):
    assert due_words(DUE, today) == said


def test_what_was_sent_is_held_against_the_day_it_was_due():
    assert sent_words(DUE, date(2018, 5, 3)) == "8 days before it was due"
    assert sent_words(DUE, DUE) == "on the day it was due"
    assert sent_words(DUE, date(2018, 5, 12)) == "1 day late"


def test_both_days_are_logged_can_be_corrected_and_undone(plan):
    assert statutory_days(plan) == Statutory() and not Statutory().running
    set_statutory_days(plan, received=date(2018, 1, 29), by=by(), today=TODAY)
    set_statutory_days(plan, received=RECEIVED, by=by("A Other"), today=TODAY)
    assert statutory_days(plan) == Statutory(RECEIVED) and statutory_days(plan).running
    said = plan_history(plan)[0]
    assert (said.author, said.sentence) == (
        "A Other", "Inspection report received: day changed to 30 Jan 2018 (was 29 Jan 2018)",
    )  # fmt: skip
    set_statutory_days(plan, sent=date(2018, 4, 17), by=by(), today=TODAY)
    assert statutory_days(plan) == Statutory(RECEIVED, date(2018, 4, 17))
    assert not statutory_days(plan).running
    undo(plan, by=by())
    assert statutory_days(plan).running
    set_statutory_days(plan, received=None, sent=None, by=by(), today=TODAY)
    assert statutory_days(plan) == Statutory()
    assert set_statutory_days(plan, received=None, by=by(), today=TODAY).batch is None


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ({"sent": TODAY}, "say on which day the report was received"),
        ({"received": RECEIVED, "sent": date(2018, 1, 29)}, "one of the days is wrong"),
        ({"received": date(2018, 4, 19)}, "19 Apr 2018 is still to come"),
        ({"received": RECEIVED, "sent": date(2018, 4, 19)}, "19 Apr 2018 is still to come"),
    ],
)
def test_days_that_cannot_be_are_refused_and_nothing_is_written(plan, days, why):
    before = plan_history(plan)
    with pytest.raises(Refused, match=why):
        set_statutory_days(plan, **days, by=by(), today=TODAY)
    assert plan_history(plan) == before


def test_a_report_is_not_taken_back_while_a_statement_answers_it(plan):
    set_statutory_days(plan, received=RECEIVED, sent=TODAY, by=by(), today=TODAY)
    with pytest.raises(Refused, match="say on which day"):
        set_statutory_days(plan, received=None, by=by(), today=TODAY)
