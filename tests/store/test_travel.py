"""What a plan is held against: the last reporting point, or the one that somebody names."""

from datetime import date

import pytest

from db.additions import NewAction, add_action
from db.as_at import find_moment, plan_as_at
from db.changes import end_otherwise, rate, reopen
from db.errors import Refused
from db.points import mark_point
from db.queries import action_id, action_ids, action_rows, agency_ids
from db.selection import Order, Selection
from db.travel import look_back, travel_words
from db.undo import undo
from tests.store.dated_plans import Person, make_dated

MAY, JUNE, JULY, AUGUST = (date(2020, month, 28) for month in (5, 6, 7, 8))


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_dated(tmp_path_factory.mktemp("dated") / "plan.db")


@pytest.fixture
def ann():
    return Person("Ann Author")


@pytest.fixture
def year(plan, ann):
    """The plan with three points, and a rating of action 1 before each."""
    for code, day in (("significant-risk", MAY), ("minor-risk", JUNE), ("on-track", JULY)):
        by = ann.on(day.year, day.month, day.day)
        rate(plan, {action_id(plan, "1"): code}, by=by, today=day, reason="x")
        mark_point(plan, f"{day:%B}", by=by, day=day)
    return plan


def rows(plan, today):
    ids = action_ids(plan, Selection(), Order(), today=today)
    return {row.reference: row for row in action_rows(plan, ids, today=today)}


def test_it_is_the_last_point_before_today_or_the_one_that_is_named(year):
    assert look_back(year, today=MAY) is None
    assert look_back(year, today=JUNE).moment.point.name == "May"
    assert look_back(year, today=AUGUST).moment.point.name == "July"
    assert look_back(year, today=AUGUST, since="june").moment.point.name == "June"
    day = look_back(year, today=AUGUST, since="1 June 2020")
    assert (day.moment.point, day.of(rows(year, AUGUST)["1"])) == (None, "better")


def test_a_plan_without_points_is_held_against_nothing(plan):
    assert look_back(plan, today=AUGUST) is None


def test_as_at_a_point_it_is_the_one_before_even_if_that_was_marked_later(plan, ann):
    one = {action_id(plan, "1"): "on-track"}
    rate(plan, one, by=ann.on(2020, 6, 1), today=JUNE, reason="x")
    mark_point(plan, "June", by=ann.on(2020, 6, 28), day=JUNE)
    mark_point(plan, "May", by=ann.on(2020, 7, 1), day=MAY, as_at=MAY)
    mark_point(plan, "July", by=ann.on(2020, 7, 28), day=JULY)
    moment = find_moment(plan, "June")
    for today in (JUNE, AUGUST):
        assert look_back(plan, today=today, until=moment).moment.point.name == "May"
    with plan_as_at(plan, moment) as stood:
        travel = look_back(plan, today=JUNE, until=moment)
        assert travel.of(rows(stood, JUNE)["1"]) is None
    with pytest.raises(Refused, match="28 Jul 2020\\) lies after June \\(28 Jun 2020\\)"):
        look_back(plan, today=JUNE, since="July", until=moment)


def test_a_day_to_come_is_no_moment_to_compare_with(year):
    with pytest.raises(Refused, match="1 Jan 2021 is still to come"):
        look_back(year, today=AUGUST, since="1/1/2021", latest=AUGUST)


def test_an_action_says_in_words_how_it_stood(year, ann):
    by = ann.on(2020, 8, 1)
    rate(year, {action_id(year, "1"): "minor-risk"}, by=by, today=AUGUST, reason="x")
    rate(year, {action_id(year, "2"): "on-track"}, by=by, today=AUGUST, reason="x")
    end_otherwise(year, [action_id(year, "28a")], "moved", by=by, reason="x")
    police = agency_ids(year)["Thames Valley Police"]
    add_action(year, NewAction("99", police, "Do."), by=by)
    travel, found = look_back(year, today=AUGUST), rows(year, AUGUST)
    assert {one: travel_words(travel, row) for one, row in found.items()} == {
        "1": "↓ worse than at July (28 Jul 2020): then On track",
        "2": "↓ worse than at July (28 Jul 2020): then Completed",
        "10": "no comparison with July (28 Jul 2020): unrated",
        "28a": "× ended since July (28 Jul 2020): then On track",
        "33": "→ same as at July (28 Jul 2020): then superseded",
        "99": "+ new since July (28 Jul 2020)",
    }


def test_what_was_taken_back_or_opened_again_counts_as_it_stands(year, ann):
    by = ann.on(2020, 8, 1)
    rate(year, {action_id(year, "1"): "minor-risk"}, by=by, today=AUGUST, reason="x")
    undo(year, by=by)
    reopen(year, [action_id(year, "33")], by=by, reason="After all")
    travel, found = look_back(year, today=AUGUST), rows(year, AUGUST)
    assert [travel.of(found[one]) for one in ("1", "33")] == ["same", "worse"]
