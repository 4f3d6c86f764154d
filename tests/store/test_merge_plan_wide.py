"""What two people say of the plan as a whole: statutory days, checks left out, reporting points."""

from datetime import UTC, date, datetime

import pytest

from db.checks import checks_left_out
from db.merge import merge
from db.plan_wide import leave_out_checks, set_statutory_days
from db.points import mark_point, reporting_points
from db.proposed import Choice, Standing
from db.review import PlanReview, waiting_changes
from db.seed import SEED_NAME
from db.ship import ship
from db.signature import Signature
from db.statutory import statutory_days
from db.store import make_plan, open_plan
from db.verify import verify
from tests.store.conftest import small_document

TODAY = date(2020, 7, 1)
JUNE = date(2020, 6, 30)


def by(name):
    return Signature(name, lambda: datetime(2020, 7, 1, 12, tzinfo=UTC))


def work_on(plan, name, received, off):
    set_statutory_days(plan, received=received, by=by(name), today=TODAY)
    leave_out_checks(plan, off, by=by(name))
    mark_point(plan, "Board June", by=by(name), day=JUNE)


@pytest.fixture
def merged(tmp_path):
    """The plan, with a copy merged in whose reader said otherwise of the plan as a whole."""
    ours, copy = tmp_path / "plan.db", tmp_path / "copy.db"
    with make_plan(ours, small_document(), by=by("A"), source=SEED_NAME) as plan:
        ship(plan, copy, by=by("A"), to="B")
        work_on(plan, "A", date(2020, 1, 30), ["gap"])
        with open_plan(copy) as theirs:
            work_on(theirs, "B", date(2020, 1, 31), ["gap", "no-lead"])
        merge(plan, [copy], by=by("A"))
        yield plan
    assert verify(ours).sound


def waiting(plan):
    return {each.field: each for each in waiting_changes(plan, today=TODAY)}


def test_two_days_on_which_the_report_came_and_two_lists_of_checks_wait_in_words(merged):
    assert {
        field: (each.what, each.base.text, each.ours.text, each.theirs.text)
        for field, each in waiting(merged).items()
    } == {
        "report_received": ("Inspection report received", "", "30 Jan 2020", "31 Jan 2020"),
        "checks_off": ("Checks left out", "none", "gap", "no-lead, gap"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "received", "off"),
    [
        (Choice.OURS, date(2020, 1, 30), ("gap",)),
        (Choice.THEIRS, date(2020, 1, 31), ("no-lead", "gap")),
    ],
)
def test_they_are_decided_like_anything_else(merged, choice, received, off):
    review = PlanReview(merged)
    read = [each for each in review.read(today=TODAY) if each.waits]
    review.decide(read, choice, by=by("A"), today=TODAY)
    assert statutory_days(merged).received == received
    assert checks_left_out(merged) == off
    assert waiting(merged) == {}


def test_a_point_that_came_in_is_told_and_can_be_refused(merged):
    """Where both have marked the same board, one of the two is to go."""
    review = PlanReview(merged)
    (came,) = (each for each in review.read(today=TODAY) if each.what == "Reporting point")
    assert (came.theirs.text, came.theirs.author) == ("Board June (30 Jun 2020)", "B")
    assert (came.standing, len(reporting_points(merged))) == (Standing.TAKEN, 2)
    review.decide([came], Choice.OURS, by=by("A"), today=TODAY)
    (left,) = reporting_points(merged)
    assert left.author == "A"
    (came,) = (each for each in review.read(today=TODAY) if each.what == "Reporting point")
    assert came.standing is Standing.KEPT
    review.decide([came], Choice.THEIRS, by=by("A"), today=TODAY)
    assert len(reporting_points(merged)) == 2
