"""What the checks find in a plan, why, and what they leave in peace."""

import dataclasses
import shutil
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db.changes import edit, end_otherwise, rate, revise_due
from db.checks import CHECKS, checks_left_out, find_doubts
from db.errors import Refused
from db.file import close_plan
from db.history import plan_history
from db.leads import read_leads
from db.plan_entries import EvidenceEntry, UpdateEntry
from db.plan_wide import leave_out_checks
from db.queries import action_id, action_ids, plan_counts
from db.seed import SEED_NAME, seed_document
from db.selection import Order, Selection, View
from db.signature import Signature
from db.statutory import Statutory, statutory_days
from db.store import make_plan, open_plan
from db.undo import undo
from tests.store.conftest import action_entry, small_document

TODAY = date(2020, 7, 1)
PLAN_DATE = date(2020, 3, 26)
CSC = "Children's Social Care"
VERSIONS = Path(__file__).parent / "versions"
LEAD = read_leads("Jonathan Eastwood")


def at(day):
    return lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def by(day=TODAY):
    return Signature("J Smith", at(day))


def sound(reference, **more):
    """An action about which there is nothing to say, but for what is said of it."""
    values = {
        "timescale": "End August 2020",
        "due": date(2020, 8, 31),
        "rating": "on-track",
        "leads": LEAD,
        "updates": (UpdateEntry(date(2020, 6, 20), "J", "Under way."),),
    } | more
    return action_entry(reference, CSC, values.pop("timescale"), values.pop("due"), **values)


@pytest.fixture
def made(tmp_path):
    """Make a plan of these actions, loaded on its own date."""
    plans = []

    def make(*actions, loaded=PLAN_DATE, **more):
        document = dataclasses.replace(
            small_document(), actions=actions, files=(), **{"updated": PLAN_DATE} | more
        )
        path = tmp_path / f"{len(plans)}.db"
        plans.append(make_plan(path, document, by=Signature("L", at(loaded)), source="made"))
        return plans[-1]

    yield make
    for plan in plans:
        close_plan(plan)


def found(plan, today=TODAY):
    return [(each.check, each.reference, each.sentence) for each in find_doubts(plan, today=today)]


def codes(plan, today=TODAY):
    return [each.check for each in find_doubts(plan, today=today)]


def test_a_plan_about_which_there_is_nothing_to_say(made):
    assert found(made(sound("1"), sound("2"))) == []


def test_a_rating_milder_than_the_rule_says_what_the_dates_suggest(made):
    early = sound("1", forecast=date(2020, 10, 30))
    late = dataclasses.replace(
        sound("2", forecast=date(2020, 7, 3)), due=date(2020, 6, 21), timescale=""
    )
    assert found(made(early, late)) == [
        ("milder", "1", "Rated On track, and its dates suggest Significant risk: the forecast is"
         " 60 days after the due date"),
        ("milder", "2", "Rated On track, and its dates suggest Minor risk: the forecast is"
         " 12 days after the due date"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("updates", "said"),
    [
        ((), "Rated On track, and there is no progress update"),
        ((date(2020, 5, 1), date(2020, 5, 31)),
         "Rated On track, and the last progress update is of 31 May 2020, 31 days ago"),
        ((date(2020, 6, 1),), None),
    ],
)  # fmt: skip
def test_on_track_wants_an_update_within_thirty_days(made, updates, said):
    entries = tuple(UpdateEntry(day, "J", f"Said on {day}.") for day in updates)
    plan = made(sound("1", updates=entries))
    assert found(plan) == ([] if said is None else [("no-update", "1", said)])


def test_on_track_is_the_rating_that_holds_no_slippage_whatever_its_code_and_colour(made):
    scheme = tuple(
        dataclasses.replace(each, code="going-well", name="Going well", colour="amber")
        if each.code == "on-track" else each
        for each in seed_document().scheme
    )  # fmt: skip
    other = dataclasses.replace(sound("1", updates=()), rating="going-well")
    (said,) = found(made(other, scheme=type(seed_document().scheme)(scheme)))
    assert said == ("no-update", "1", "Rated Going well, and there is no progress update")


def test_completed_without_evidence_counts_from_the_plans_own_date_where_it_came_with_it(made):
    loaded_late = made(sound("1", rating="completed"), loaded=date(2020, 6, 30))
    assert found(loaded_late, PLAN_DATE + timedelta(90)) == []
    assert found(loaded_late, PLAN_DATE + timedelta(91)) == [
        ("no-evidence", "1", "Completed since 26 Mar 2020, 91 days ago, and there is no evidence")
    ]


def test_completed_without_evidence_counts_from_the_log_where_a_person_said_it(made):
    plan = made(sound("1"), loaded=PLAN_DATE)
    one = action_id(plan, "1")
    rate(plan, {one: "completed"}, by=by(date(2020, 4, 10)), today=TODAY)
    rate(plan, {one: "completed"}, by=by(date(2020, 6, 10)), today=TODAY)
    assert found(plan, date(2020, 7, 9)) == []
    (said,) = found(plan, date(2020, 7, 10))
    assert said[2] == "Completed since 10 Apr 2020, 91 days ago, and there is no evidence"


def test_an_undone_rating_leaves_the_day_of_the_one_before(made):
    plan = made(sound("1", rating="completed"))
    one = action_id(plan, "1")
    rate(plan, {one: "on-track"}, by=by(date(2020, 6, 1)), today=TODAY, reason="Not done after all")
    undo(plan, by=by(date(2020, 6, 2)))
    (said,) = found(plan)
    assert said[2].startswith("Completed since 26 Mar 2020")
    rate(plan, {one: "on-track"}, by=by(date(2020, 6, 3)), today=TODAY, reason="Not done after all")
    rate(plan, {one: "completed"}, by=by(date(2020, 6, 4)), today=TODAY)
    assert found(plan) == []


def test_evidence_answers_a_completed_action(made):
    proof = EvidenceEntry("Audit", "audit", "", "https://example.org/a", "", "")
    assert found(made(sound("1", rating="completed", evidence=(proof,)))) == []


def test_an_ending_that_came_without_a_reason(made):
    plan = made(sound("1", rating=None, closed="moved"), sound("2"))
    end_otherwise(plan, [action_id(plan, "2")], "superseded", by=by(), reason="Done by 1")
    assert found(plan) == [
        ("no-reason", "1", "Ended as moved to another action, and the log gives no reason")
    ]


def test_overdue_without_a_forecast_and_one_that_has_passed_is_none(made):
    rest = {"timescale": "", "due": date(2020, 6, 30), "rating": "minor-risk"}
    plan = made(
        dataclasses.replace(sound("1"), **rest),
        dataclasses.replace(sound("2"), forecast=date(2020, 6, 30), **rest),
        dataclasses.replace(sound("3"), forecast=TODAY, **rest),
    )
    assert found(plan) == [
        ("no-forecast", "1", "1 day overdue, and there is no forecast"),
        ("no-forecast", "2", "1 day overdue, and its forecast, 30 Jun 2020, has passed"),
    ]


def test_due_before_the_plans_own_date_until_the_date_is_revised(made):
    early = {"timescale": "", "rating": "significant-risk", "forecast": date(2020, 9, 1)}
    plan = made(
        dataclasses.replace(sound("1"), due=date(2020, 3, 25), **early),
        dataclasses.replace(sound("2"), due=PLAN_DATE, **early),
        dataclasses.replace(sound("3", rating=None, closed="moved"), due=date(2020, 3, 1)),
    )
    leave_out_checks(plan, ["no-reason"], by=by())
    assert found(plan) == [
        ("before-plan", "1",
         "Due 25 Mar 2020, 1 day before the plan's own date, 26 Mar 2020"),
    ]  # fmt: skip
    revise_due(plan, [action_id(plan, "1")], date(2020, 8, 1), by=by(), reason="Misread")
    assert found(plan) == []


@pytest.mark.parametrize(
    ("leads", "said"),
    [
        ((), "Nobody leads it"),
        (read_leads("TBC"), "Its lead is “TBC”: that is nobody"),
        (read_leads("(to be confirmed)"), "Its lead is “(to be confirmed)”: that is nobody"),
        (read_leads("TBC\nJ Culley"), None),
    ],
)
def test_an_open_action_wants_a_lead(made, leads, said):
    plan = made(sound("1", leads=leads), sound("2", leads=(), rating="completed"))
    assert found(plan, date(2020, 6, 20)) == ([] if said is None else [("no-lead", "1", said)])


def test_an_open_action_wants_a_due_date(made):
    plan = made(
        dataclasses.replace(sound("1"), timescale="Ongoing", due=None),
        dataclasses.replace(sound("2"), timescale="", due=None),
        dataclasses.replace(sound("3", rating="completed"), timescale="", due=None),
    )
    assert found(plan, date(2020, 6, 20)) == [
        ("no-date", "1", "No due date: “Ongoing” names no day"),
        ("no-date", "2", "No due date, and no timescale"),
    ]


def test_the_same_text_twice_names_the_others_whatever_the_case(made):
    plan = made(
        sound("1", action="Train all staff."), sound("2", action="TRAIN  all\nstaff."),
        sound("3", action="Train some staff."), sound("4", action="train all staff."),
        sound("5", action="Train all staff.", rating=None, closed="superseded"),
    )  # fmt: skip
    leave_out_checks(plan, ["no-reason"], by=by())
    assert found(plan) == [
        ("same-text", "1", "Has the same words as actions 2, 4"),
        ("same-text", "2", "Has the same words as actions 1, 4"),
        ("same-text", "4", "Has the same words as actions 1, 2"),
    ]


def test_a_gap_in_the_numbering_is_told_once_and_is_no_actions(made):
    doubts = find_doubts(made(*(sound(each) for each in ("1", "3", "7", "8a"))), today=TODAY)
    assert [(each.action, each.reference, each.sentence) for each in doubts] == [
        (None, "2", "No action is numbered 2"),
        (None, "4 to 6", "No action is numbered 4 to 6"),
    ]


def test_the_seed_plan_has_one_gap_at_15(tmp_path):
    with make_plan(
        tmp_path / "p.db", seed_document(), by=Signature("L", at(PLAN_DATE)), source=SEED_NAME
    ) as plan:
        doubts = find_doubts(plan, today=TODAY)
        assert [each.reference for each in doubts if each.check == "gap"] == ["15"]
        assert {each.check for each in doubts} == {
            "no-forecast", "before-plan", "no-evidence", "same-text", "gap",
        }  # fmt: skip
        places = [each.reference for each in doubts]
        assert places.index("14") < places.index("15") < places.index("16")


def test_the_tree_and_its_view_hold_the_actions_that_are_told(made):
    plan = made(sound("1", leads=()), sound("2"), sound("4", updates=()))
    doubts = find_doubts(plan, today=TODAY)
    wanted = {each.action for each in doubts} - {None}
    ids = action_ids(plan, Selection(View.DOUBTFUL), Order(), today=TODAY)
    assert set(ids) == wanted and len(ids) == len(wanted)
    assert plan_counts(plan, today=TODAY).views[View.DOUBTFUL] == 2
    for one in action_ids(plan, Selection(), Order(), today=TODAY):
        mine = tuple(each for each in doubts if each.action == one)
        assert find_doubts(plan, today=TODAY, action=one) == mine


def test_a_check_is_left_out_for_a_plan_and_the_log_says_who_did(made):
    plan = made(sound("1", leads=()), sound("3", updates=()))
    leave_out_checks(plan, ["no-lead", "gap"], by=by())
    assert checks_left_out(plan) == ("no-lead", "gap")
    assert codes(plan) == ["no-update"]
    every = find_doubts(plan, today=TODAY, every=True)
    assert [each.check for each in every] == ["no-lead", "gap", "no-update"]
    newest = plan_history(plan)[0]
    assert (newest.author, newest.sentence) == ("J Smith", "Checks left out: no-lead, gap")
    leave_out_checks(plan, [], by=by())
    assert checks_left_out(plan) == ()
    assert leave_out_checks(plan, [], by=by()).batch is None
    undo(plan, by=by())
    assert checks_left_out(plan) == ("no-lead", "gap")


def test_a_check_that_is_none_is_refused_with_those_there_are(made):
    plan = made(sound("1"))
    with pytest.raises(Refused, match=r"'gaps' is no check; say one of: milder, no-update"):
        leave_out_checks(plan, ["gap", "gaps"], by=by())
    assert checks_left_out(plan) == ()


def test_every_check_has_a_code_of_its_own_a_name_and_a_reason():
    assert len({check.code for check in CHECKS}) == len({check.name for check in CHECKS}) == 10
    assert all(check.why.endswith(".") for check in CHECKS)


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_plan_of_an_older_version_is_checked_whole(tmp_path, version):
    path = shutil.copy(VERSIONS / f"version-{version}.db", tmp_path / "old.db")
    with open_plan(path, read_only=True) as plan:
        assert checks_left_out(plan) == ()
        assert statutory_days(plan) == Statutory()
        assert "gap" in codes(plan)


def test_what_was_edited_is_checked_anew(made):
    plan = made(sound("1", leads=()))
    edit(plan, action_id(plan, "1"), {"action": "Something else."}, by=by(), today=TODAY)
    assert codes(plan) == ["no-lead"]


@pytest.mark.torture
def test_a_thousand_actions_are_checked_in_a_blink(made):
    actions = [
        sound(str(number), leads=() if number % 3 else LEAD, rating="completed")
        for number in range(1, 1001)
    ]
    plan = made(*actions)
    took = []
    for _ in range(3):
        start = time.process_time()
        doubts = find_doubts(plan, today=TODAY)
        took.append(time.process_time() - start)
    assert len(doubts) == 1000
    assert min(took) < 0.3
