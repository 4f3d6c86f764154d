"""The plan as at a moment is exactly the plan as it stood, whatever came in between."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from db.additions import NewEvidence, add_evidence
from db.as_at import find_moment, moment_of, plan_as_at, rows_up_to
from db.changes import rate
from db.errors import PlanError, Refused
from db.evidence_files import evidence_files
from db.file import looking
from db.merge import merge
from db.points import mark_point, reporting_points
from db.queries import action_id, action_ids, action_rows, plan_facts
from db.selection import Order, Selection
from db.snapshot import plan_document
from db.store import make_plan, open_plan
from tests.store.dated_plans import Person, make_dated
from tests.store.merging import make_version_1
from tests.store.moments import histories, stands_as_it_stood
from tests.store.worlds import make_original

JUNE, JULY = date(2020, 6, 30), date(2020, 7, 9)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_dated(tmp_path_factory.mktemp("dated") / "plan.db")


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return make_original(tmp_path_factory.mktemp("moments") / "plan.db")


@pytest.fixture
def ann():
    return Person("Ann Author")


def rated(plan, by, code, reference="1"):
    rate(plan, {action_id(plan, reference): code}, by=by, today=JUNE, reason="x")


def rating_of(plan, reference="1"):
    (row,) = action_rows(plan, [action_id(plan, reference)], today=JUNE)
    return row.rating


@given(histories(4, 14))
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_state_of_every_history_is_had_again(original, history):
    stands_as_it_stood(original, history)


def test_the_plan_as_at_a_day_and_as_at_a_point(plan, ann):
    rated(plan, ann.on(2020, 6, 30), "on-track")
    then = plan_document(plan)
    mark_point(plan, "Board June", by=ann.on(2020, 7, 1), day=JUNE, as_at=JUNE)
    rated(plan, ann.on(2020, 7, 9), "minor-risk")
    for text in ("30/6/2020", "2020-06-30", "Board June", "june"):
        moment = find_moment(plan, text)
        assert moment.day == JUNE
        with plan_as_at(plan, moment) as stood:
            assert plan_document(stood) == then
            assert stood.path == plan.path
            assert plan_facts(stood).tip == moment.tip
    assert find_moment(plan, "June").words == "Board June (30 Jun 2020)"
    assert find_moment(plan, "30 June 2020").words == "30 Jun 2020"
    assert rating_of(plan) == "minor-risk"


def test_of_many_points_a_refusal_names_the_newest_few(plan, ann):
    for number in range(1, 10):
        mark_point(plan, f"Board {number}", by=ann.on(2020, 7, 9), day=date(2020, 6, number))
    for name in ("Cabinet", "board"):
        with pytest.raises(Refused, match=r"Board 4 .*Board 9.*; 3 earlier, see: jtai point "):
            find_moment(plan, name)


def test_what_is_no_moment_is_refused(plan, ann):
    for name in ("Board June", "Board July"):
        mark_point(plan, name, by=ann.on(2020, 7, 9), day=JULY)
    for text, said in (
        ("Cabinet", "no day, and no reporting point of this plan \\(Board June"),
        ("", "no day, and no reporting point"),
        ("board", "2 reporting points are called board: Board J"),
        ("25/3/2020", "begins on 26 Mar 2020; how it stood on 25 Mar 2020 is not known"),
        ("10/7/2020", "10 Jul 2020 is still to come"),
        ("31/6/2020", "no day, and no reporting point"),
    ):
        with pytest.raises(Refused, match=said):
            find_moment(plan, text, latest=JULY)
    assert find_moment(plan, "10/7/2020").tip == plan_facts(plan).tip


def test_a_day_is_meant_before_a_part_of_a_name(plan, ann):
    mark_point(plan, "Meeting of 30 Jun 2020", by=ann.on(2020, 7, 9), day=JULY)
    assert find_moment(plan, "30 Jun 2020").point is None
    assert find_moment(plan, "meeting of").day == JULY


def test_a_plan_as_it_stood_is_not_changed(plan, ann):
    mark_point(plan, "Board", by=ann.on(2020, 6, 30), day=JUNE)
    before = plan.path.read_bytes()
    refusal = pytest.raises(PlanError, match="this is the plan as at Board \\(30 Jun 2020\\)")
    with plan_as_at(plan, find_moment(plan, "Board")) as stood, refusal:
        rated(stood, ann.on(2020, 7, 1), "on-track")
    assert plan.path.read_bytes() == before


def test_nothing_is_left_of_it(plan, ann, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "private"))
    (tmp_path / "private").mkdir()
    moment = find_moment(plan, "26/3/2020")
    with pytest.raises(ZeroDivisionError), plan_as_at(plan, moment) as stood:
        plan_document(stood)
        (folder,) = (tmp_path / "private").iterdir()
        assert folder.stat().st_mode & 0o077 == 0
        assert {each.stat().st_mode & 0o077 for each in folder.iterdir()} == {0}
        raise ZeroDivisionError
    assert list((tmp_path / "private").iterdir()) == []


def test_files_of_evidence_are_there_where_they_are_wanted(plan, ann):
    first = NewEvidence("First", file_name="a.txt", file=b"first")
    add_evidence(plan, action_id(plan, "1"), first, by=ann.on(2020, 6, 1))
    later = NewEvidence("Later", file_name="b.txt", file=b"later")
    add_evidence(plan, action_id(plan, "1"), later, by=ann.on(2020, 7, 1))
    moment = find_moment(plan, "30/6/2020")
    with plan_as_at(plan, moment) as stood:
        assert {each.data for each in plan_document(stood).files} >= {b"first"}
        assert b"later" not in {each.data for each in plan_document(stood).files}
    with plan_as_at(plan, moment, files=False) as stood:
        assert {each.size for each in evidence_files(stood)} == {None}


def test_a_point_of_a_copy_is_the_plan_as_its_holder_saw_it(plan, ann, tmp_path):
    """Both have taken in a third copy, in another order: each sees their own rating there."""
    third, copy = tmp_path / "third.db", tmp_path / "copy.db"
    for path in (third, copy):
        shutil.copy(plan.path, path)
    with open_plan(third) as theirs:
        rated(theirs, Person("Cy").on(2020, 6, 1), "significant-risk")
    with open_plan(copy) as held:
        bo = Person("Bo")
        rated(held, bo.on(2020, 6, 2), "minor-risk")
        merge(held, [third], by=bo.on(2020, 6, 3), copied=True)
        then = plan_document(held)
        mark_point(held, "Scrutiny", by=bo.on(2020, 6, 4), day=JUNE)
        assert rating_of(held) == "minor-risk"
    merge(plan, [third], by=ann.on(2020, 6, 5), copied=True)
    rated(plan, ann.on(2020, 6, 6), "on-track", "28a")
    merge(plan, [copy], by=ann.on(2020, 6, 7), copied=True)
    assert rating_of(plan) == "significant-risk"
    (point,) = reporting_points(plan)
    with plan_as_at(plan, moment_of(point)) as stood:
        assert plan_document(stood) == then
        assert rating_of(stood) == "minor-risk"


def test_a_file_of_an_older_version_is_looked_back_at_as_well(plan, ann):
    rated(plan, ann.on(2020, 6, 30), "on-track")
    then = plan_document(plan)
    rated(plan, ann.on(2020, 7, 9), "minor-risk")
    plan.let_go()
    make_version_1(plan.path)
    with plan_as_at(plan, find_moment(plan, "30/6/2020")) as stood:
        assert plan_document(stood) == then


def test_what_is_exported_of_then_makes_a_plan_of_then(plan, ann, tmp_path):
    rated(plan, ann.on(2020, 6, 30), "on-track")
    rated(plan, ann.on(2020, 7, 9), "minor-risk")
    moment = find_moment(plan, "30/6/2020")
    with plan_as_at(plan, moment) as stood:
        document = plan_document(stood)
    with make_plan(tmp_path / "then.db", document, by=ann.on(2020, 8, 1), source="x") as made:
        assert plan_facts(made).tip == moment.tip
        assert plan_document(made) == document


def test_a_log_of_which_a_row_is_missing_is_said_to_make_no_sense(plan, ann):
    """As where somebody has taken it out past all guards, and nobody has verified since."""
    rated(plan, ann.on(2020, 6, 30), "on-track")
    point = mark_point(plan, "Board", by=ann.on(2020, 6, 30), day=JUNE).created
    plan.let_go()
    with closing(sqlite3.connect(plan.path)) as connection, connection:
        connection.execute("DROP TRIGGER reporting_point_update")
        connection.execute("UPDATE reporting_point SET tip = ?", ["0" * 64])
    assert all(each.id != point for each in reporting_points(plan))
    with pytest.raises(PlanError, match="verify"), looking(plan) as connection:
        rows_up_to(connection, "0" * 64)


def test_today_is_whoever_looks_back_to_say(plan, ann):
    mark_point(plan, "Board", by=ann.on(2020, 6, 30), day=JUNE)
    with plan_as_at(plan, find_moment(plan, "Board"), files=False) as stood:
        ids = action_ids(stood, Selection(), Order(), today=JUNE)
        late = {row.reference for row in action_rows(stood, ids, today=JUNE) if row.overdue}
        later = {row.reference for row in action_rows(stood, ids, today=JULY) if row.overdue}
    assert late == later == {"1"}
