"""Reporting points: named days on which a board saw the plan, and what of its log that was."""

import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest

from db.changes import rate
from db.errors import Refused
from db.file import looking
from db.history import plan_history
from db.merge import merge
from db.points import last_before, mark_point, points_called, reporting_points, tip_on
from db.queries import action_id, plan_facts
from db.signature import Signature
from db.store import open_plan
from db.undo import redo, undo
from db.verify import verify
from tests.store.dated_plans import Person, make_dated
from tests.store.merging import make_version_1

JUNE, JULY = date(2020, 6, 30), date(2020, 7, 9)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_dated(tmp_path_factory.mktemp("dated") / "plan.db")


@pytest.fixture
def ann():
    return Person("Ann Author")


@pytest.fixture
def rated(plan, ann):
    """Rate action 1 on a day; return the end of the log then."""

    def change(code, *day):
        action = action_id(plan, "1")
        rate(plan, {action: code}, by=ann.on(*day), today=date(*day), reason="x")
        return plan_facts(plan).tip

    return change


def tip_of(plan, day):
    with looking(plan) as connection:
        return tip_on(connection, day).hash


def test_a_point_marks_the_end_of_the_log_and_says_who_marked_it_when(plan, ann, rated):
    tip = rated("on-track", 2020, 6, 1)
    created = mark_point(plan, " Board June ", by=ann.on(2020, 6, 30), day=JUNE).created
    (point,) = reporting_points(plan)
    assert (point.id, point.name, point.day, point.tip) == (created, "Board June", JUNE, tip)
    assert (point.author, point.at.date()) == ("Ann Author", JUNE)
    assert point.words == "Board June (30 Jun 2020)"
    assert plan_history(plan)[0].sentence == "Reporting point Board June (30 Jun 2020)"
    assert verify(plan.path).sound


def test_a_point_of_an_earlier_day_marks_what_was_written_by_its_end(plan, ann, rated):
    rated("on-track", 2020, 5, 31)
    by_june = rated("minor-risk", 2020, 6, 30)
    rated("on-track", 2020, 7, 1)
    mark_point(plan, "June", by=ann.on(2020, 7, 9), day=JUNE, as_at=JUNE)
    mark_point(plan, "Before", by=ann.on(2020, 7, 9), day=date(2020, 1, 1), as_at=date(2020, 1, 1))
    before, june = reporting_points(plan)
    assert june.tip == by_june
    with looking(plan) as connection:
        assert before.tip == tip_on(connection, date(2020, 3, 26)).hash
        query = "SELECT max(seq) FROM event WHERE origin = 'loaded'"
        assert (before.seq,) == connection.execute(query).fetchone()


def test_points_stand_by_day_whenever_they_were_marked(plan, ann):
    for name, day in (("Late", JULY), ("Early", JUNE), ("Ahead", date(2020, 9, 1))):
        mark_point(plan, name, by=ann.on(2020, 7, 9), day=day)
    points = reporting_points(plan)
    assert [each.name for each in points] == ["Early", "Late", "Ahead"]
    assert last_before(points, JUNE) is None
    assert last_before(points, JULY).name == "Early"
    assert last_before(points, date(2020, 8, 1)).name == "Late"
    assert last_before(points, date(2021, 1, 1)).name == "Ahead"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("BOARD  June", "there is a reporting point Board June \\(30 Jun 2020\\) already"),
        ("30 June 2020", "30 June 2020 is a day; name the point by the board"),
        ("2020-06-30", "is a day"),
        ("", "the name of a reporting point"),
        ("\u200b", "the name of a reporting point"),
        ("a\nb", "the name of a reporting point"),
        ("x\x1b[31m", "the name of a reporting point"),
        ("b" * 201, "at most 200 characters"),
    ],
)
def test_a_name_that_is_none_or_taken_is_refused_and_nothing_is_written(plan, ann, name, said):
    mark_point(plan, "Board June", by=ann.on(2020, 6, 30), day=JUNE)
    tip = plan_facts(plan).tip
    with pytest.raises(Refused, match=said):
        mark_point(plan, name, by=ann.on(2020, 7, 1), day=JULY)
    assert plan_facts(plan).tip == tip


def test_what_another_copy_holds_is_not_marked_in_this_one(plan, ann):
    tip = plan_facts(plan).tip
    with pytest.raises(Refused, match="another copy"):
        mark_point(plan, "Board", by=ann.on(2020, 7, 1), day=JUNE, tip="ab" * 32)
    assert plan_facts(plan).tip == tip


def test_a_point_is_undone_and_done_again(plan, ann):
    mark_point(plan, "Board", by=ann.on(2020, 6, 30), day=JUNE)
    (point,) = reporting_points(plan)
    undo(plan, by=ann.on(2020, 7, 1))
    assert reporting_points(plan) == ()
    redo(plan, by=ann.on(2020, 7, 1))
    assert reporting_points(plan) == (point,)
    undo(plan, by=ann.on(2020, 7, 1))
    mark_point(plan, "Board", by=ann.on(2020, 7, 1), day=JULY)
    assert [each.day for each in reporting_points(plan)] == [JULY]


def test_a_point_is_found_by_name_part_of_a_name_day_or_id(plan, ann):
    for name, day in (("Board", JUNE), ("Board July", JULY), ("Scrutiny", JULY)):
        mark_point(plan, name, by=ann.on(2020, 7, 9), day=day)
    points = reporting_points(plan)

    def found(text, **how):
        return [each.name for each in points_called(points, text, **how)]

    assert found("board") == ["Board"]
    assert found("BOARD july") == ["Board July"]
    assert found("Board (30 Jun 2020)") == ["Board"]
    assert found("scru") == ["Scrutiny"]
    assert found("scru", whole=True) == []
    assert found("oa") == ["Board", "Board July"]
    assert found(points[2].id[:8]) == [points[2].name]
    assert found(" ") == found("Cabinet") == []


def test_what_a_merge_brought_counts_from_the_merge_on(plan, ann, rated, tmp_path):
    copy = tmp_path / "returned.db"
    shutil.copy(plan.path, copy)
    with open_plan(copy) as theirs:
        by = Person("Bo").on(2020, 4, 20)
        rate(theirs, {action_id(theirs, "1"): "minor-risk"}, by=by, today=JUNE, reason="y")
    before = rated("on-track", 2020, 4, 10)
    merge(plan, [copy], by=ann.on(2020, 6, 1), copied=True)
    assert tip_of(plan, date(2020, 5, 1)) == before
    assert tip_of(plan, date(2020, 6, 1)) == plan_facts(plan).tip


def test_a_clock_that_once_stood_before_the_loading_moves_no_day(plan, ann, rated):
    april = rated("on-track", 2020, 4, 10)
    rated("minor-risk", 2020, 6, 1)
    rated("on-track", 2009, 1, 1)
    rated("minor-risk", 2020, 7, 1)
    assert tip_of(plan, date(2020, 4, 30)) == april
    assert tip_of(plan, None) == plan_facts(plan).tip


def test_a_file_of_an_older_version_has_no_points(plan):
    plan.let_go()
    make_version_1(plan.path)
    assert reporting_points(plan) == ()


def test_a_point_that_lacks_a_part_is_passed_over(plan, ann):
    """As where another program has written half of one."""
    mark_point(plan, "Board", by=ann.on(2020, 6, 30), day=JUNE)
    plan.let_go()
    with closing(sqlite3.connect(plan.path)) as connection, connection:
        connection.execute("DROP TRIGGER reporting_point_update")
        connection.execute("UPDATE reporting_point SET tip = NULL")
    assert reporting_points(plan) == ()


def test_the_author_is_needed(plan):
    with pytest.raises(Refused, match="author"):
        mark_point(plan, "Board", by=Signature(" "), day=JUNE)


@pytest.mark.parametrize(
    ("zone", "day", "last"),
    [
        ("Pacific/Kiritimati", JUNE, datetime(2020, 6, 30, 9, 59, 59, 999000, tzinfo=UTC)),
        ("America/Los_Angeles", JUNE, datetime(2020, 7, 1, 6, 59, 59, 999000, tzinfo=UTC)),
        ("Europe/London", date(2020, 10, 25), datetime(2020, 10, 25, 23, 59, 59, tzinfo=UTC)),
        ("Africa/Cairo", date(2023, 4, 27), datetime(2023, 4, 27, 21, 59, 59, tzinfo=UTC)),
        # The clock went back from midnight to eleven: that hour of the day came twice.
        ("America/Asuncion", date(2021, 3, 27), datetime(2021, 3, 28, 3, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_where_this_machines_clock_says_so(plan, monkeypatch, zone, day, last):
    action, tips = action_id(plan, "1"), []
    for code, moment in (("on-track", last), ("minor-risk", last + timedelta(seconds=1))):
        by = Signature("A", lambda moment=moment: moment)
        rate(plan, {action: code}, by=by, today=day, reason="x")
        tips.append(plan_facts(plan).tip)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert tip_of(plan, day) == tips[0]
        assert tip_of(plan, day + timedelta(1)) == tips[1]
    finally:
        monkeypatch.undo()
        time.tzset()
