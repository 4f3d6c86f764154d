"""Due dates for a diary: whole days that keep nobody busy, the same events each time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import icalendar
import pytest
from hypothesis import given

from db.leads import read_leads
from jtai_tui.exchange.outgoing.calendar import due_calendar
from tests.exchange.plans_to_publish import ANY_TEXT, SEED
from tests.exchange.test_outgoing_excel import ROW

NOW = datetime(2020, 7, 12, 9, 30, 15, 123456, tzinfo=UTC)


def written(*rows, **more):
    given_ = {"title": "Due", "plan_name": "plan.db", "now": NOW, "scheme": SEED.scheme, **more}
    return due_calendar(rows, **given_)


def events(*rows, **more):
    return icalendar.Calendar.from_ical(written(*rows, **more)).walk("VEVENT")


def test_an_open_action_is_an_all_day_event_that_keeps_nobody_busy():
    (event,) = events(replace(ROW, forecast=date(2020, 7, 12)))
    assert event.decoded("dtstart") == date(2020, 6, 30)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["transp"] == "TRANSPARENT"
    assert event["summary"] == "Due: 7 Do it."
    assert event["categories"].cats == ["CNWL"]
    assert event["description"] == (
        "Do it.\n\nAgency: CNWL\nLead: J Smith; A Brown\nTimescale: End June 2020\n"
        "Forecast: 12 Jul 2020\nRating: A Minor risk\nPlan: plan.db"
    )


def test_closed_actions_and_those_without_a_due_date_are_left_out():
    assert events(replace(ROW, open=False), replace(ROW, due=None)) == []


def test_an_event_keeps_its_name_and_says_when_it_was_written():
    (one,) = events(ROW)
    (two,) = events(ROW, now=NOW + timedelta(days=1))
    assert one["uid"] == two["uid"] == "a1@jtai"
    assert one.decoded("dtstamp") == NOW.replace(microsecond=0)
    (other,) = events(ROW, now=NOW.astimezone(timezone(timedelta(hours=5))))
    assert other.decoded("dtstamp") == one.decoded("dtstamp")


def test_a_long_action_is_cut_between_words_in_the_summary_alone():
    text = "New systems for monitoring caseloads in child and adolescent mental health services"
    (event,) = events(replace(ROW, action=f"{text}\n\nSecond paragraph."))
    assert (
        event["summary"] == "Due: 7 New systems for monitoring caseloads in child and adolescent…"
    )
    assert event["description"].startswith(f"{text}\n\nSecond paragraph.\n\nAgency: CNWL\n")


def test_without_a_scheme_a_rating_is_called_by_its_code():
    (event,) = events(ROW, scheme=None)
    assert "\nRating: minor risk\n" in event["description"]


def test_the_same_calendar_is_the_same_bytes_and_its_lines_are_short():
    content = written(ROW, replace(ROW, id="a2", action="Wörter, mit; Zeichen \\ und\nZeilen " * 9))
    assert content == written(
        ROW, replace(ROW, id="a2", action="Wörter, mit; Zeichen \\ und\nZeilen " * 9)
    )
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75


@given(ANY_TEXT)
def test_whatever_people_type_adds_nothing_to_the_calendar(text):
    lines = " ".join(text.split()) or "x"
    row = replace(
        ROW, action=text, agency=lines, timescale=text, leads=read_leads(lines), reference=lines
    )
    content = written(row, title=text, plan_name=text)
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert sorted(event) == [
        "CATEGORIES", "DESCRIPTION", "DTSTAMP", "DTSTART", "SUMMARY", "TRANSP", "UID",
    ]  # fmt: skip
    assert not any(ord(sign) < 32 and sign not in "\r\n\t" for sign in content.decode())
    assert "\n" not in event["summary"]


@pytest.mark.parametrize(
    "attack", ["x\r\nEND:VEVENT\r\nBEGIN:VALARM", "x\nATTACH:http://x.example"]
)
def test_no_text_ends_its_event_or_adds_a_line(attack):
    content = written(replace(ROW, action=attack, timescale=attack, agency=attack))
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert lines.count("END:VEVENT") == 1
    assert not [line for line in lines if line.startswith(("ATTACH", "BEGIN:VALARM"))]


def test_progress_is_told_and_may_cancel():
    told = []
    written(*[ROW] * 120, progress=told.append)
    assert told[0] == 0
    assert told[-1] == 1.0
    assert told == sorted(told)
