"""What a lead says in a sheet: proposed, decided, corrected, taken back, and told in the log."""

import shutil
from datetime import date

import pytest

from db.changes import ReasonNeeded, add_update, edit
from db.chasing import chases
from db.history import action_detail, plan_history
from db.merge import merge
from db.proposed import Choice
from db.review import PlanReview
from db.signature import Signature
from db.store import open_plan
from db.undo import redo, undo
from db.verify import verify
from jtai_tui.exchange.return_sheet.returning import outcome_words, take_back
from tests.exchange.returned_sheets import (
    BACK,
    LEAD,
    Clock,
    Sent,
    changed,
    fill,
    send,
)


class World:
    """A plan whose leads were chased, the sheets that come back, and who decides."""

    def __init__(self, plan, folder, out):
        self.plan, self.folder, self.out = plan, folder, out
        self.by = Signature("A. Coordinator", Clock())
        self.review = PlanReview(plan)

    def back(self, name="Back.xlsx", day=BACK, **rows):
        """Take a sheet in; its cells by reference, and return what came of it."""

        def change(sheet):
            for reference, cells in rows.items():
                fill(sheet, reference.removeprefix("_"), **cells)

        file = self.folder / name
        file.write_bytes(changed((self.out / "J Culley.xlsx").read_bytes(), change))
        ((_, (done,)),) = take_back(self.plan, [file], by=self.by, sent_to="", today=day)
        return done

    def waiting(self):
        found = [each for each in self.review.read(today=BACK) if each.waits]
        return {(each.reference, each.what): each for each in found}

    def decide(self, reference, what, choice, **more):
        change = next(
            each
            for each in self.review.read(today=BACK)
            if (each.reference, each.what) == (reference, what)
        )
        return self.review.decide([change], choice, by=self.by, today=BACK, **more)

    def detail(self, reference):
        rows = {each.reference: each.action for each in self.review.read(today=BACK)}
        return action_detail(self.plan, rows[reference], today=BACK)

    def told(self):
        return {each.sentence: each for each in plan_history(self.plan)}


@pytest.fixture
def world(chased_sent, tmp_path):
    path = shutil.copy(chased_sent.plan.path, tmp_path / "plan.db")
    with open_plan(path, anchors=tmp_path / "tips") as plan:
        yield World(plan, tmp_path, chased_sent.chased.folder)


def test_what_is_taken_is_signed_by_whoever_takes_it_and_names_the_lead(world):
    world.back(
        _1={"progress": "Reviewed.", "rating": "R"}, _2={"evidence": "https://e.org/a (log)"}
    )
    assert set(world.waiting()) == {
        ("1", "Progress update"), ("1", "Rating"), ("2", "Evidence"),
    }  # fmt: skip
    assert all(each.theirs.author == LEAD for each in world.waiting().values())
    for reference, what in list(world.waiting()):
        world.decide(reference, what, Choice.THEIRS)
    assert world.waiting() == {}
    (update, *_) = world.detail("1").updates
    assert (update.text, update.signed, update.day) == ("Reviewed.", LEAD, BACK)
    (evidence,) = world.detail("2").evidence
    assert (evidence.title, evidence.link) == ("log", "https://e.org/a")
    for sentence in ("Progress update: Reviewed.", "Evidence added: log"):
        entry = world.told()[sentence]
        assert entry.author == "A. Coordinator"
        assert entry.reason == "proposed by J Culley in Back.xlsx"
    assert verify(world.plan.path, anchors=None).sound


def test_a_milder_rating_needs_the_coordinators_own_reason(world):
    world.back(_1={"rating": "A"})
    with pytest.raises(ReasonNeeded):
        world.decide("1", "Rating", Choice.THEIRS)
    world.decide("1", "Rating", Choice.THEIRS, reason="Agreed")
    rated = next(each for said, each in world.told().items() if said.startswith("Rated Minor"))
    assert rated.reason == "Agreed (proposed by J Culley in Back.xlsx)"


def test_evidence_that_was_taken_is_turned_down_again(world):
    world.back(_2={"evidence": "Register https://e.org/r"})
    world.decide("2", "Evidence", Choice.THEIRS)
    assert len(world.detail("2").evidence) == 1
    world.decide("2", "Evidence", Choice.OURS)
    assert world.detail("2").evidence == ()
    world.decide("2", "Evidence", Choice.THEIRS)
    assert len(world.detail("2").evidence) == 1
    assert verify(world.plan.path, anchors=None).sound


def test_a_rating_is_taken_after_what_it_rests_on_and_put_back_before_it(world):
    world.back(
        _2={"rating": "E", "evidence": "Register https://e.org/r"},
    )
    both = [each for each in world.review.read(today=BACK) if each.reference == "2"]
    world.review.decide(both, Choice.THEIRS, by=world.by, today=BACK)
    assert world.detail("2").row.rating == "evidenced"
    both = [each for each in world.review.read(today=BACK) if each.reference == "2"]
    world.review.decide(both, Choice.OURS, by=world.by, today=BACK)
    assert world.detail("2").evidence == ()
    assert world.detail("2").row.rating is None
    assert verify(world.plan.path, anchors=None).sound


def test_what_was_decided_against_is_not_proposed_again_by_that_chase_but_by_the_next(world):
    world.back(_1={"rating": "A", "progress": "Reviewed."})
    world.decide("1", "Rating", Choice.OURS)
    world.decide("1", "Progress update", Choice.OURS)
    again = world.back(
        "Again.xlsx", _1={"rating": "A", "progress": "Reviewed."}, _2={"rating": "A"}
    )
    assert (len(again.proposed), again.refused) == (1, 2)
    assert outcome_words(again) == "1 change proposed, 2 decided against before"
    chased = send(world.plan, world.folder / "later")
    world.out = world.folder / "later"
    later = world.back("Later.xlsx", _1={"rating": "A"})
    assert len(later.proposed) == 1
    assert chased.chased.leads


def test_what_the_plan_says_already_is_not_proposed(world):
    action = world.back(_1={"progress": "Reviewed."}).sheet.said[0].action
    add_update(world.plan, [action], "Trained  all.", by=world.by, day=BACK)
    edit(world.plan, action, {"forecast": "2020-09-01"}, by=world.by, today=BACK)
    done = world.back(
        "More.xlsx", _1={"progress": "Trained all.", "forecast": "1/9/2020", "rating": "G"}
    )
    assert (done.proposed, done.known, done.replaced) == ((), 3, 1)


def test_a_corrected_sheet_gives_way_and_an_empty_one_takes_nothing_back(world):
    world.back(_1={"progress": "Reviewd.", "rating": "A"})
    empty = world.back("Empty.xlsx")
    assert (empty.batch, outcome_words(empty)) == (None, "nothing is filled in")
    better = world.back("Better.xlsx", _1={"progress": "Reviewed."})
    assert (len(better.proposed), better.replaced) == (1, 2)
    assert {each.theirs.text for each in world.waiting().values()} == {"Reviewed."}
    again = world.back("Better.xlsx", _1={"progress": "Reviewed."})
    assert (again.batch, again.proposed) == (None, ())


def test_taking_in_is_undone_and_done_again(world):
    world.back(_1={"progress": "Reviewed."})
    undo(world.plan, by=world.by)
    assert world.waiting() == {}
    assert all(each.answered is None for each in chases(world.plan))
    redo(world.plan, by=world.by)
    assert len(world.waiting()) == 1
    undo(world.plan, by=world.by)
    assert len(world.back(_1={"progress": "Reviewed."}).proposed) == 1


def test_what_a_lead_says_in_the_sheets_of_two_chases_waits_once(world):
    world.back(_1={"progress": "Reviewed."})
    send(world.plan, world.folder / "later")
    world.out = world.folder / "later"
    later = world.back("Later.xlsx", _1={"progress": "Reviewed.", "rating": "A"})
    assert (len(later.proposed), later.waiting) == (1, 1)
    assert set(world.waiting()) == {("1", "Progress update"), ("1", "Rating")}


def test_a_sheet_that_came_back_is_an_answer(world):
    world.back(_1={"progress": "Reviewed."})
    said = {each.lead: each.words(date(2020, 7, 13)) for each in chases(world.plan)}
    assert said.pop(LEAD) == "chased 12 days ago, answered 4 days ago"
    assert set(said.values()) == {"chased 12 days ago, silent"}


def test_a_sheet_of_a_chase_that_came_in_with_a_copy_is_held_against_what_was_issued(
    world, chased_sent, tmp_path
):
    """The plan went on meanwhile: what was issued is what the copy said then."""
    other = shutil.copy(chased_sent.plan.path, tmp_path / "other.db")
    with open_plan(other, anchors=tmp_path / "elsewhere") as copy:
        out = send(copy, tmp_path / "of-copy").chased.folder
    action = world.back(_1={"progress": "Reviewed."}).sheet.said[0].action
    edit(
        world.plan, action, {"action": "Something new.", "forecast": "2020-12-01"},
        by=world.by, today=BACK,
    )  # fmt: skip
    merge(world.plan, [other], by=world.by, copied=True)
    world.out = out
    sent = Sent(world.plan, world.by, send(world.plan, tmp_path / "now").chased)
    read = sent.returned((out / "J Culley.xlsx").read_bytes(), tmp_path / "back")
    assert (read.problems, read.warnings) == ((), ())
    assert read.sheets[0][0].said == ()
