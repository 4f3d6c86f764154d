"""Returned copies come in: what counts, what waits for a person, what the log says of it."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db.additions import NewAction, NewEvidence, add_action, add_agency, add_evidence
from db.changes import add_update, edit, end_otherwise, rate, revise_due
from db.errors import Refused
from db.evidence_files import evidence_files, read_evidence_file
from db.history import action_detail, plan_history
from db.plan_document import read_plan_text, write_plan_text
from db.proposed import Choice, Standing
from db.queries import action_ids, actions_called, plan_counts
from db.review import PlanReview
from db.selection import Order, Selection, View
from db.ship import ship
from db.signature import Signature
from db.snapshot import plan_document
from db.store import make_plan, open_plan
from db.undo import redo, undo
from db.verify import verify
from tests.store.merging import make_version_1
from tests.store.returned_side import TODAY, Side
from tests.store.worlds import shown_by, unbacked_ratings

OURS, THEIRS = "A. Coordinator", "H. Helper"


@pytest.fixture
def ours(file):
    return Side(file, OURS)


@pytest.fixture
def theirs(ours, tmp_path):
    """The copy that was issued to Health."""
    out = tmp_path / "health.db"
    with open_plan(ours.path) as plan:
        ship(plan, out, to="Health", by=Signature(OURS))
    return Side(out, THEIRS)


@pytest.fixture
def action(ids):
    return ids["1"]


def test_what_only_they_have_changed_counts_with_their_name_and_time(ours, theirs, action):
    theirs.rate(action, "minor-risk", "two of three done")
    theirs.do(add_update, [action], "Met the ward.", day=TODAY)

    done = ours.merge(theirs)

    assert (done.waiting, done.files[0].merged) == (0, True)
    assert ours.shown(action) == "minor-risk"
    with open_plan(ours.path) as plan:
        detail = action_detail(plan, action, today=TODAY)
    assert next(each.text for each in detail.updates) == "Met the ward."
    rated = next(each for each in detail.history if each.field == "rating")
    assert (rated.author, rated.reason) == (THEIRS, "two of three done")
    assert rated.sentence == "In health.db: rated Minor risk (was unrated)"
    assert verify(ours.path).sound


def test_the_log_says_who_merged_which_file(ours, theirs, action):
    theirs.rate(action, "minor-risk")
    sha256 = hashlib.sha256(theirs.path.read_bytes()).hexdigest()

    record = ours.merge(theirs).files[0].record

    assert (record.name, record.sha256, record.sent_to) == ("health.db", sha256, "Health")
    with open_plan(ours.path) as plan:
        newest = plan_history(plan)[0]
    assert newest.author == OURS
    assert newest.sentence.startswith("Merged health.db, the copy issued to Health (tip ")


def test_where_both_have_changed_a_cell_ours_stands_until_a_person_decides(ours, theirs, action):
    ours.rate(action, "significant-risk")
    theirs.rate(action, "on-track", "all done")

    assert ours.merge(theirs).waiting == 1

    assert ours.shown(action) == "significant-risk"
    (conflict,) = ours.waiting()
    assert (conflict.base.text, conflict.ours.text, conflict.theirs.text) == (
        "Unrated", "Significant risk", "On track",
    )  # fmt: skip
    assert (conflict.ours.author, conflict.theirs.author) == (OURS, THEIRS)
    assert conflict.source == "health.db, issued to Health"
    assert "theirs is milder" in conflict.rule
    assert "In health.db, waits for a decision: rated On track (was unrated)" in ours.told(action)


@pytest.mark.parametrize(
    ("choice", "more", "rating", "said"),
    [
        (Choice.THEIRS, {}, "on-track", "Decided as H. Helper ("),
        (Choice.OURS, {}, "significant-risk", "Decided to keep it as it is, and not as H. Helper"),
        (Choice.OTHER, {"text": "A", "reason": "between"}, "minor-risk", "Decided otherwise than"),
    ],
)
def test_a_decision_is_an_ordinary_row_that_names_both(
    ours, theirs, action, choice, more, rating, said
):
    ours.rate(action, "significant-risk")
    theirs.rate(action, "on-track", "all done")
    ours.merge(theirs)

    ours.decide(choice, **more)

    assert (ours.shown(action), ours.waiting()) == (rating, [])
    assert ours.told(action)[0].startswith(said)
    assert unbacked_ratings(ours.path) == []
    assert theirs.merge(ours).waiting == 0, "whoever gets it back is not asked again"
    assert theirs.shown(action) == rating


def test_a_decision_that_is_undone_leaves_the_conflict_waiting_again(ours, theirs, action):
    ours.rate(action, "significant-risk")
    theirs.rate(action, "on-track")
    ours.merge(theirs)
    ours.decide(Choice.THEIRS)

    ours.do(undo)
    assert (ours.shown(action), len(ours.waiting())) == ("significant-risk", 1)
    ours.do(redo)
    assert (ours.shown(action), ours.waiting()) == ("on-track", [])


def test_a_third_rating_that_is_milder_than_the_rule_needs_a_reason(ours, theirs, action):
    ours.rate(action, "significant-risk")
    theirs.rate(action, "on-track")
    ours.merge(theirs)
    with pytest.raises(Refused, match="a reason is needed"):
        ours.decide(Choice.OTHER, text="A")
    assert len(ours.waiting()) == 1


def test_what_both_say_alike_is_one_and_the_next_change_stands_on_both(ours, theirs, action):
    ours.rate(action, "minor-risk", "as seen")
    theirs.rate(action, "minor-risk", "as told")
    assert ours.merge(theirs).waiting == 0
    ours.rate(action, "significant-risk")
    assert theirs.merge(ours).waiting == 0
    assert theirs.shown(action) == "significant-risk"


def test_whoever_has_only_taken_a_change_back_says_nothing_against_it(ours, theirs, action):
    ours.rate(action, "significant-risk")
    ours.do(undo)
    theirs.rate(action, "on-track")
    assert ours.merge(theirs).waiting == 0
    assert ours.shown(action) == "on-track"
    assert ours.told(action)[0].startswith("Taken from H. Helper (")
    assert theirs.merge(ours).waiting == 0


def test_taking_back_what_both_had_is_a_change_like_any_other(ours, tmp_path, action):
    ours.rate(action, "significant-risk")
    copy = Side(Path(shutil.copy(ours.path, tmp_path / "copy.db")), THEIRS)
    ours.do(undo)
    copy.rate(action, "on-track")
    assert ours.merge(copy).waiting == 1
    assert ours.shown(action) is None
    ours.decide(Choice.OURS)
    assert (ours.shown(action), ours.waiting()) == (None, [])
    assert verify(ours.path).sound
    assert copy.merge(ours).waiting == 0
    assert copy.shown(action) is None


def test_undo_passes_over_what_came_in(ours, theirs, ids):
    ours.rate(ids["1"], "significant-risk")
    theirs.rate(ids["28a"], "minor-risk")
    ours.merge(theirs)
    ours.do(undo)
    assert (ours.shown(ids["1"]), ours.shown(ids["28a"])) == (None, "minor-risk")
    with pytest.raises(Refused, match="nothing to undo"):
        ours.do(undo)


def test_what_came_in_can_be_turned_down_again_and_that_be_undone(ours, theirs, action):
    theirs.rate(action, "on-track")
    theirs.do(add_update, [action], "Met.", day=TODAY)
    ours.merge(theirs)
    with open_plan(ours.path) as plan:
        review = PlanReview(plan)
        changes = review.read(today=TODAY)
        assert {each.what for each in changes} == {"Rating", "Progress update"}
        review.decide(changes, Choice.OURS, by=Signature(OURS), today=TODAY)
        assert {each.standing for each in review.read(today=TODAY)} == {Standing.KEPT}
        assert ours.shown(action) is None
        undo(plan, by=Signature(OURS))
        assert {each.standing for each in review.read(today=TODAY)} == {Standing.TAKEN}
    assert ours.shown(action) == "on-track"
    assert verify(ours.path).sound


def test_new_actions_agencies_updates_and_evidence_come_along(ours, theirs):
    agency = theirs.do(add_agency, "Fire and Rescue").created
    new = NewAction("40", agency, "Fit alarms.", leads="J Culley", timescale="End July 2020")
    action = theirs.do(add_action, new).created
    file = NewEvidence("Photo", file_name="alarm.txt", file=b"\x00 a picture")
    theirs.do(add_evidence, action, file)

    ours.merge(theirs)

    with open_plan(ours.path) as plan:
        assert read_evidence_file(plan, evidence_files(plan, action)[0]) == b"\x00 a picture"
    assert {each.what for each in ours.review()} == {"New action", "New agency", "Evidence"}
    assert shown_by(ours.path) == shown_by(theirs.path)
    assert verify(ours.path).sound


def test_two_new_actions_with_one_reference_are_both_kept_and_listed(ours, theirs, agencies):
    agency = next(iter(agencies.values()))
    ours.do(add_action, NewAction("40", agency, "Ours."))
    theirs.do(add_action, NewAction("40", agency, "Theirs."))
    ours.merge(theirs)
    (new,) = ours.review()
    assert new.what == "New action"
    assert [mark for mark in new.marks if "another action is called 40 as well" in mark]
    with closing(sqlite3.connect(ours.path)) as file:
        texts = file.execute("SELECT action FROM action WHERE reference = '40' ORDER BY action")
        assert [text for (text,) in texts] == ["Ours.", "Theirs."]


def test_ended_on_one_side_and_edited_on_the_other_is_listed(ours, theirs, ids):
    ours.do(end_otherwise, [ids["1"]], "superseded", reason="by 7")
    theirs.do(edit, ids["1"], {"finding": "Another."}, today=TODAY)
    ours.do(edit, ids["28a"], {"finding": "Another."}, today=TODAY)
    theirs.do(end_otherwise, [ids["28a"]], "superseded", reason="by 1")
    ours.merge(theirs)
    marks = {each.reference: " ".join(each.marks) for each in ours.review()}
    assert "the action was ended otherwise here, and they worked on it" in marks["1"]
    assert "they ended the action otherwise, and it was worked on here" in marks["28a"]


def test_doubtful_changes_are_marked(ours, tmp_path, ids):
    out = tmp_path / "police.db"
    with open_plan(ours.path) as plan:
        ship(plan, out, to="thames valley police", by=Signature(OURS))
    back = datetime.now(UTC) - timedelta(days=3)
    with open_plan(out) as plan:
        late = Signature("P. Police", lambda: back)
        rate(plan, {ids["1"]: "significant-risk"}, by=late, today=TODAY)
    ours.merge(out)
    (change,) = ours.review()
    marks = "; ".join(change.marks)
    assert "an action of Children's Social Care, and the copy went to Thames Valley Police" in marks
    assert "no reason is given for the rating" in marks
    assert "the clock ran backwards: written " in marks


def test_several_files_come_in_in_one_go_and_a_second_one_of_a_person_as_well(
    ours, theirs, tmp_path, ids
):
    other = tmp_path / "police.db"
    with open_plan(ours.path) as plan:
        ship(plan, other, to="Police", by=Signature(OURS))
    police = Side(other, "P. Police")
    theirs.rate(ids["1"], "on-track")
    police.rate(ids["1"], "minor-risk")
    police.rate(ids["28a"], "on-track")
    done = ours.merge(theirs, police)
    assert [each.record.sent_to for each in done.files] == ["Health", "Police"]
    assert done.waiting == 1
    theirs.rate(ids["28a"], "minor-risk")
    assert ours.merge(theirs).files[0].record.sent_to == "Health"
    assert len(ours.waiting()) == 2
    with open_plan(ours.path) as plan:
        counts = plan_counts(plan, today=TODAY)
        assert (counts.conflicts, counts.views[View.CONFLICTS]) == (2, 2)
        found = action_ids(plan, Selection(view=View.CONFLICTS), Order(), today=TODAY)
    assert set(found) == {ids["1"], ids["28a"]}


def test_merging_the_same_file_again_changes_nothing(ours, theirs, action):
    theirs.rate(action, "on-track")
    ours.merge(theirs)
    before = ours.path.read_bytes()
    done = ours.merge(theirs, theirs)
    assert (done.batch, [each.merged for each in done.files]) == (None, [False, False])
    assert ours.path.read_bytes() == before


def test_an_unchanged_copy_that_comes_back_is_noted_once(ours, theirs):
    assert ours.merge(theirs).files[0].merged
    before = ours.path.read_bytes()
    assert not ours.merge(theirs).files[0].merged
    assert ours.path.read_bytes() == before


def test_a_due_date_and_its_precision_are_one_question(ours, theirs, action):
    ours.do(revise_due, [action], date(2020, 9, 1), reason="late")
    theirs.do(
        edit, action, {"due": "2020-10-31", "due_precision": "month"}, today=TODAY, reason="later"
    )
    assert ours.merge(theirs).waiting == 1
    ours.decide(Choice.THEIRS)
    assert (ours.shown(action, "due"), ours.shown(action, "due_precision")) == (
        "2020-10-31", "month",
    )  # fmt: skip
    with open_plan(ours.path) as plan:
        revisions = action_detail(plan, action, today=TODAY).revisions
    assert [each.after for each in revisions] == [date(2020, 10, 31), date(2020, 9, 1)]
    assert revisions[0].reason == "H. Helper: later"


def test_a_copy_of_an_older_version_merges_and_stays_as_it_was(ours, theirs, action):
    theirs.rate(action, "on-track")
    make_version_1(theirs.path)
    before = theirs.path.read_bytes()
    ours.merge(theirs)
    assert ours.shown(action) == "on-track"
    assert theirs.path.read_bytes() == before


@pytest.mark.parametrize(
    ("choice", "rating"), [("ours", "significant-risk"), ("theirs", "on-track")]
)
def test_all_conflicts_can_be_decided_at_once_and_that_be_undone(
    ours, theirs, action, choice, rating
):
    ours.rate(action, "significant-risk")
    theirs.rate(action, "on-track")
    assert ours.merge(theirs, conflicts=Choice(choice)).waiting == 0
    assert ours.shown(action) == rating
    ours.do(undo)
    assert len(ours.waiting()) == 1


def test_a_decision_about_what_somebody_has_changed_meanwhile_is_refused(ours, theirs, action):
    ours.rate(action, "significant-risk")
    theirs.rate(action, "on-track")
    ours.merge(theirs)
    with open_plan(ours.path) as plan:
        review = PlanReview(plan)
        changes = review.read(today=TODAY)
        ours.rate(action, "minor-risk")
        with pytest.raises(Refused, match="somebody has changed it meanwhile"):
            review.decide(changes, Choice.THEIRS, by=Signature(OURS), today=TODAY)
    assert ours.shown(action) == "minor-risk"


def test_a_plan_with_two_actions_of_one_reference_is_exported_and_read_back(
    ours, theirs, agencies, tmp_path
):
    agency = next(iter(agencies.values()))
    ours.do(add_action, NewAction("40", agency, "Ours."))
    theirs.do(add_action, NewAction("40", agency, "Theirs."))
    theirs.rate(theirs.do(add_action, NewAction("41", agency, "Rated.")).created, "on-track")
    ours.merge(theirs)
    with open_plan(ours.path) as plan:
        text = write_plan_text(plan_document(plan))
        assert len(actions_called(plan, "40")) == 2
        for one in actions_called(plan, "40"):
            assert list(actions_called(plan, one[:8])) == [one]
    again = tmp_path / "again.db"
    make_plan(again, read_plan_text(text), by=Signature("X"), source="exported").let_go()
    assert shown_by(again) == shown_by(ours.path)
    assert verify(again).sound


def test_two_new_agencies_of_one_name_are_both_kept_and_listed(ours, theirs, tmp_path):
    ours.do(add_agency, "Fire and Rescue")
    theirs.do(add_agency, "Fire & Rescue")
    theirs.do(add_agency, "fire and rescue")
    ours.merge(theirs)
    marks = [mark for each in ours.review() for mark in each.marks]
    assert marks == [
        "another agency is called fire and rescue as well; merge one into the other",
    ]
    with open_plan(ours.path) as plan:
        text = write_plan_text(plan_document(plan))
    again = tmp_path / "again.db"
    make_plan(again, read_plan_text(text), by=Signature("X"), source="exported").let_go()
    assert shown_by(again) == shown_by(ours.path)
