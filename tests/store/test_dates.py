"""Days and moments: read day first, written ISO in data and UK to people."""

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.dates import (
    month_number,
    read_date,
    read_stamp,
    show_date,
    show_long_date,
    show_moment,
    stamp,
    utc_now,
)

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    "text",
    [
        "2020-06-30", " 2020-6-30 ", "30/6/2020", "30/06/20", "30.6.2020", "30-06-2020",
        "30 June 2020", "30 Jun 2020", "30th June, 2020", "30 june 2020", "30-Jun-2020",
        "30 Jun. 2020",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_usual_form_day_first(text):
    assert read_date(text) == date(2020, 6, 30)


def test_three_of_april_is_not_the_fourth_of_march():
    assert read_date("3/4/2020") == date(2020, 4, 3)


@pytest.mark.parametrize("text", ["30/2/2020", "2021-02-29", "31 April 2020", "0/1/2020"])
def test_a_day_that_is_in_no_calendar_is_said_to_be_so(text):
    with pytest.raises(ValueError, match="no day"):
        read_date(text)


@pytest.mark.parametrize(
    "text", ["", "June 2020", "tomorrow", "2020", "30 Jux 2020", "٣٠/٦/٢٠٢٠", "1/2/3/4", "20-6-30x"]
)
def test_what_is_no_day_is_refused_with_the_way_to_write_one(text):
    with pytest.raises(ValueError, match="2020-06-30"):
        read_date(text)


@pytest.mark.parametrize(
    ("word", "number"), [("Jan", 1), ("sept", 9), ("September", 9), ("DEC.", 12), ("Ma", None),
                         ("Septembre", None), ("", None)],
)  # fmt: skip
def test_a_month_is_known_by_three_letters_or_more(word, number):
    assert month_number(word) == number


def test_days_are_shown_as_in_the_uk():
    assert show_date(date(2020, 6, 3)) == "3 Jun 2020"
    assert show_date(date(33, 6, 3)) == "3 Jun 0033"
    assert show_long_date(date(2020, 2, 29)) == "Sat 29 Feb 2020"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_shown_day_is_read_back(day):
    assert read_date(show_date(day)) == day
    assert read_date(day.isoformat()) == day


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES))
def test_a_stamp_is_utc_to_the_millisecond_and_is_read_back(moment):
    text = stamp(moment)
    assert len(text) == 24
    assert timedelta(0) <= moment - read_stamp(text) < timedelta(milliseconds=1)
    assert stamp(read_stamp(text)) == text


def test_a_stamp_needs_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2020, 1, 1))


@pytest.mark.parametrize("text", ["yesterday", "2020-02-30T00:00:00.000Z", "2020-02-01", ""])
def test_a_malformed_stamp_is_refused(text):
    with pytest.raises(ValueError):
        read_stamp(text)


def test_a_moment_is_shown_in_this_machines_time(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    try:
        assert show_moment(datetime(2020, 7, 1, 9, 5, tzinfo=UTC)) == "1 Jul 2020 10:05"
        assert show_moment(datetime(2020, 12, 1, 9, 5, tzinfo=UTC)) == "1 Dec 2020 09:05"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_clock_is_aware_and_in_utc():
    assert utc_now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["31/7/0220", "1 January 9999", "2150-01-01", "1899-12-31"])
def test_a_day_of_another_age_is_a_slip_of_the_finger(text):
    with pytest.raises(ValueError, match="in the year"):
        read_date(text)
