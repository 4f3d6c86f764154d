"""How far an action is from the day it was due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.lateness import days_overdue, is_overdue, slippage

DUE = date(2020, 2, 29)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2020, 2, 28), -1),
        (date(2020, 2, 29), 0),
        (date(2020, 3, 1), 1),
        (date(2021, 2, 28), 365),
        (date(2024, 2, 29), 1461),
    ],
)
def test_days_are_counted_from_the_due_date_over_leap_days(today, days):
    assert days_overdue(DUE, today) == days


@pytest.mark.parametrize(("today", "late"), [(27, False), (28, False), (29, False)])
def test_an_action_is_not_overdue_up_to_and_on_its_due_date(today, late):
    assert is_overdue(DUE, date(2020, 2, today), is_open=True) is late


def test_an_action_is_overdue_from_the_day_after_its_due_date():
    assert is_overdue(DUE, date(2020, 3, 1), is_open=True)


def test_a_closed_action_is_never_overdue():
    assert not is_overdue(DUE, date(2030, 1, 1), is_open=False)


def test_without_a_due_date_nothing_is_late():
    assert days_overdue(None, DUE) is None
    assert slippage(None, DUE, DUE) is None
    assert not is_overdue(None, DUE, is_open=True)


@given(due=DAYS, today=DAYS, forecast=st.none() | DAYS)
def test_slippage_is_to_the_forecast_or_to_today_where_that_is_later(due, today, forecast):
    expected = max(today, forecast or today)
    assert due + timedelta(days=slippage(due, today, forecast)) == expected


@given(due=DAYS, today=DAYS)
def test_an_open_action_is_overdue_exactly_when_its_days_are_above_zero(due, today):
    assert is_overdue(due, today, is_open=True) == (days_overdue(due, today) > 0)
