"""What a document says otherwise than a plan, and what a person decides of it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.changes import ReasonNeeded, add_update, edit, rate
from db.connection import plain
from db.errors import Refused
from db.event import Origin
from db.history import action_detail, plan_history
from db.importing import import_document, preview
from db.leads import read_leads
from db.log import changing
from db.matching import How
from db.merge import merge
from db.proposed import Choice, Standing
from db.queries import action_rows, plan_counts
from db.review import PlanReview
from db.selection import View
from db.ship import ship
from db.signature import Signature
from db.snapshot import plan_document
from db.store import open_plan
from db.undo import redo, undo
from db.verify import verify
from tests.store.conftest import action_entry, small_document
from tests.store.incoming_documents import SIGNED, document, progress, published

TODAY = date(2020, 7, 1)
CSC = "Children's Social Care"


@pytest.fixture
def read_in(plan, by):
    """Read actions in, and return what came of it."""

    def read(*entries, **more):
        apart = more.pop("apart", ())
        return import_document(plan, document(*entries, **more), by=by, apart=apart)

    return read


@pytest.fixture
def review(plan, by):
    """What is under review, by field; and a way to decide it."""

    class Reviewed:
        def __init__(self):
            self.review = PlanReview(plan)

        def changes(self):
            return {each.field or "progress": each for each in self.review.read(today=TODAY)}

        def standing(self):
            return {field: str(each.standing) for field, each in self.changes().items()}

        def decide(self, field, choice, **more):
            chosen = [self.changes()[each] for each in field.split()]
            return self.review.decide(chosen, choice, by=by, today=TODAY, **more)

    return Reviewed()


def cell(plan, action, field):
    with closing(sqlite3.connect(plan.path)) as file:
        query = f"SELECT {field} FROM action_now WHERE id = ?"
        return file.execute(query, [action]).fetchone()[0]


def test_a_preview_says_what_reading_in_would_do_and_writes_nothing(plan, contents):
    before = contents(plan.path)
    found = preview(
        plan,
        document(
            published("1", finding="Another."),
            action_entry("40", "Newcomers", "May 2021", date(2021, 5, 31)),
            agencies=["Newcomers"],
        ),
    )
    assert [each.entry.reference for each in found.new] == ["40"]
    assert [(each.reference, [s.field for s in each.said]) for each in found.changed] == [
        ("1", ["finding"])
    ]
    assert found.missing == ("2", "10", "28a", "33")
    assert found.agencies["Newcomers"] is None
    assert contents(plan.path) == before


def test_what_is_said_otherwise_is_proposed_and_the_plan_stands(plan, read_in, review, ids):
    done = read_in(
        published(
            "1",
            finding="Another.",
            action="Do what is to be done for 1 and tell.",
            leads=read_leads("J Culley"),
            timescale="End August 2020",
            due=date(2020, 8, 31),
            rating="minor-risk",
            forecast=date(2020, 9, 30),
            agency="Thames Valley Police",
            sources=("SY9",),
        )
    )
    assert done.waiting == 9
    before = small_document().actions[0]
    kept = plan_document(plan).actions[0]
    assert kept == before
    assert set(review.standing().values()) == {"open"}
    theirs = {field: each.theirs.text for field, each in review.changes().items()}
    assert theirs == {
        "finding": "Another.",
        "action": "Do what is to be done for 1 and tell.",
        "leads": "J Culley",
        "timescale": "End August 2020",
        "due": "31 Aug 2020",
        "rating": "Minor risk",
        "forecast": "30 Sep 2020",
        "agency": "Thames Valley Police",
        "sources": "SY9",
    }
    assert {each.source for each in review.changes().values()} == {"plan.docx"}
    counts = plan_counts(plan, today=TODAY)
    assert (counts.proposed, counts.conflicts, counts.views[View.CONFLICTS]) == (9, 0, 1)


def test_progress_that_tells_otherwise_is_proposed_as_a_further_update(plan, read_in, review, ids):
    done = read_in(published("1", updates=progress("Stopped for want of money.")))
    assert (done.updates, done.waiting) == (0, 1)
    review.decide("progress", Choice.THEIRS)
    newest, first = action_detail(plan, ids["1"], today=TODAY).updates
    assert (newest.text, newest.signed) == ("Stopped for want of money.", SIGNED)
    assert first.text == "Self-service is now…"
    assert review.standing() == {"progress": "taken"}
    review.decide("progress", Choice.OURS)
    assert len(action_detail(plan, ids["1"], today=TODAY).updates) == 1


@pytest.mark.parametrize(
    ("field", "now"),
    [("finding", "Another."), ("rating", "minor-risk"), ("due", "2020-08-31")],
)
def test_what_is_taken_stands_with_its_document_for_a_reason(
    plan, read_in, review, ids, field, now
):
    read_in(published("1", finding="Another.", rating="minor-risk",
                      timescale="End August 2020", due=date(2020, 8, 31)))  # fmt: skip
    why = {"reason": "The board agreed"} if field == "rating" else {}
    review.decide(field, Choice.THEIRS, **why)
    assert cell(plan, ids["1"], field) == now
    assert review.standing()[field] == "taken"
    entry = next(e for e in plan_history(plan, action=ids["1"]) if e.field == field)
    reason = why.get("reason", "as in plan.docx")
    assert (entry.author, entry.reason) == ("A. Coordinator", reason)
    assert verify(plan.path).sound


def test_a_date_that_is_taken_is_as_exact_as_its_words(plan, read_in, review, ids):
    read_in(published("1", timescale="End August 2020", due=date(2020, 8, 31)))
    review.decide("due", Choice.THEIRS)
    assert cell(plan, ids["1"], "due_precision") == "month"


@pytest.mark.parametrize("field", ["finding", "rating", "due"])
def test_what_is_kept_stays_as_it_was_and_is_not_proposed_again(
    plan, read_in, review, ids, by, field
):
    entry = published("1", finding="Another.", rating="minor-risk",
                      timescale="End August 2020", due=date(2020, 8, 31))  # fmt: skip
    read_in(entry)
    before = cell(plan, ids["1"], field)
    review.decide(field, Choice.OURS, reason="We know better")
    assert cell(plan, ids["1"], field) == before
    assert review.standing()[field] == "kept"
    again = read_in(entry)
    assert (again.batch, again.refused) == (None, 1)
    told = [each.sentence for each in plan_history(plan, action=ids["1"])]
    assert told[0].startswith("Decided to keep it as it is. plan.docx says: ")
    undo(plan, by=by)
    told = [each.sentence for each in plan_history(plan, action=ids["1"])]
    assert told[0].startswith("Undone: decided to keep it as it is. plan.docx says: ")


def test_what_was_kept_is_proposed_again_once_the_plan_has_moved_on(plan, read_in, review, ids, by):
    read_in(published("1", rating="minor-risk"))
    review.decide("rating", Choice.OURS)
    rate(plan, {ids["1"]: "significant-risk"}, by=by, today=TODAY)
    assert read_in(published("1", rating="minor-risk")).waiting == 1


def test_a_third_value_is_neither(plan, read_in, review, ids):
    read_in(published("1", rating="minor-risk"))
    review.decide("rating", Choice.OTHER, text="significant-risk")
    assert cell(plan, ids["1"], "rating") == "significant-risk"
    assert review.standing() == {"rating": "other"}


def test_a_decision_is_undone_and_done_again_with_u(plan, read_in, review, ids, by):
    read_in(published("1", finding="Another.", rating="minor-risk"))
    review.decide("finding rating", Choice.THEIRS, reason="Agreed")
    undo(plan, by=by)
    assert review.standing() == {"finding": "open", "rating": "open"}
    assert cell(plan, ids["1"], "rating") is None
    redo(plan, by=by)
    assert review.standing() == {"finding": "taken", "rating": "taken"}
    review.decide("finding", Choice.OURS)
    assert review.standing()["finding"] == "kept"
    undo(plan, by=by)
    assert review.standing()["finding"] == "taken"


def test_reading_in_is_undone_as_one(plan, read_in, review, by, contents):
    before = plan_document(plan)
    read_in(
        published("1", finding="Another.", updates=progress("Self-service is now… And on.")),
        action_entry("40", "Newcomers", "", None, rating="on-track"),
        agencies=["Newcomers"],
    )
    undo(plan, by=by)
    assert replace(plan_document(plan), log=()) == replace(before, log=())
    assert review.standing() == {}
    assert plan_counts(plan, today=TODAY).proposed == 0
    redo(plan, by=by)
    assert review.standing() == {"finding": "open"}
    assert plan_document(plan).actions[-1].reference == "40"
    assert verify(plan.path).sound


def test_a_rating_that_needs_evidence_is_taken_only_with_some(plan, read_in, review, ids):
    read_in(published("1", rating="evidenced"))
    with pytest.raises(Refused, match="needs evidence"):
        review.decide("rating", Choice.THEIRS)
    assert cell(plan, ids["1"], "rating") is None
    assert review.standing() == {"rating": "open"}


def test_what_somebody_changed_meanwhile_is_not_decided_unseen(plan, read_in, review, ids, by):
    read_in(published("1", rating="minor-risk"))
    seen = review.changes()["rating"]
    rate(plan, {ids["1"]: "significant-risk"}, by=by, today=TODAY)
    with pytest.raises(Refused, match="somebody has changed it meanwhile"):
        review.review.decide([seen], Choice.THEIRS, by=by, today=TODAY)
    (mark,) = review.changes()["rating"].marks
    assert mark.startswith("A. Coordinator has changed it since the document was read in")


def test_two_documents_that_say_otherwise_of_one_field_are_decided_one_by_one(plan, read_in, by):
    read_in(published("1", rating="minor-risk"))
    read_in(published("1", rating="on-track"), name="other.docx")
    review = PlanReview(plan)
    changes = review.read(today=TODAY)
    assert [each.source for each in changes] == ["plan.docx", "other.docx"]
    with pytest.raises(Refused, match="decide it by itself"):
        review.decide(changes, Choice.THEIRS, by=by, today=TODAY)
    review.decide(changes[:1], Choice.THEIRS, by=by, today=TODAY, reason="Agreed")
    standings = {each.source: each.standing for each in review.read(today=TODAY)}
    assert standings == {"plan.docx": Standing.TAKEN, "other.docx": Standing.OPEN}


def test_a_likely_action_is_proposed_as_one_with_the_doubt_said(plan, read_in, review):
    text = "Do what is to be done for 10, now."
    done = read_in(published("10", reference="12", action=text, updates=()))
    (known,) = done.comparison.known
    assert (known.reference, known.match.how) == ("10", How.ALIKE)
    (change,) = review.changes().values()
    assert change.field == "action"
    assert change.marks[0].startswith("found by its text, of which ")


def test_an_alias_names_its_agency(plan, read_in):
    doc = document(published("1", agency="CSC"), agencies=["CSC"])
    assert preview(plan, doc).changed == ()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE proposal SET value = 'x'", "proposal: value is not what the log says"),
        ("UPDATE proposal SET withdrawn = '1'", "proposal: withdrawn is not what the log says"),
        ("DELETE FROM proposal", "nothing is deleted"),
        ("UPDATE document SET name = 'other.docx'", "document: name is not what the log says"),
        ("UPDATE document SET sha256 = NULL", "document: sha256 is not what the log says"),
        ("DELETE FROM document", "nothing is deleted"),
        ("INSERT INTO proposal(id) VALUES ('x')", "the log has not created it"),
    ],
)
def test_no_sql_changes_what_a_document_said(plan, read_in, statement, said):
    read_in(published("1", finding="Another."))
    with (
        closing(sqlite3.connect(plan.path, isolation_level=None)) as file,
        pytest.raises(sqlite3.IntegrityError, match=said),
    ):
        file.execute(statement)
    assert verify(plan.path).sound


def test_a_proposal_that_was_altered_past_the_guards_is_found(plan, read_in):
    read_in(published("1", rating="minor-risk"))
    path = plan.path
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        (sql,) = file.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'proposal_update'"
        ).fetchone()
        file.execute("DROP TRIGGER proposal_update")
        file.execute("UPDATE proposal SET value = 'on-track'")
        file.execute(sql)
    assert not verify(path).sound


def test_proposals_go_along_with_a_copy_and_are_decided_there(plan, read_in, tmp_path, by):
    read_in(published("1", finding="Another.", rating="minor-risk"))
    ship(plan, tmp_path / "ann.db", to="Ann", by=by)
    with open_plan(tmp_path / "ann.db") as theirs:
        review = PlanReview(theirs)
        rating = [each for each in review.read(today=TODAY) if each.field == "rating"]
        review.decide(rating, Choice.THEIRS, by=Signature("Ann"), today=TODAY, reason="So")
    merge(plan, [tmp_path / "ann.db"], by=by)
    rows = action_rows(plan, [read_in(published("1")).comparison.known[0].action], today=TODAY)
    assert rows[0].rating == "minor-risk"
    standings = {each.field: each.standing for each in PlanReview(plan).read(today=TODAY)}
    assert standings["finding"] is Standing.OPEN
    assert verify(plan.path).sound


@pytest.mark.parametrize(("theirs", "waiting"), [(Choice.OURS, 0), (Choice.THEIRS, 1)])
def test_two_copies_that_decide_otherwise_are_asked_about_and_those_that_agree_are_not(
    plan, read_in, tmp_path, by, ids, theirs, waiting
):
    read_in(published("1", finding="Another."))
    ship(plan, tmp_path / "ann.db", to="Ann", by=by)
    for path, choice in ((plan.path, Choice.OURS), (tmp_path / "ann.db", theirs)):
        with open_plan(path) as one:
            review = PlanReview(one)
            review.decide(review.read(today=TODAY), choice, by=Signature("Ann"), today=TODAY)
    done = merge(plan, [tmp_path / "ann.db"], by=by)
    assert done.waiting == waiting
    assert cell(plan, ids["1"], "finding") == "Managers do not have [the data]."
    assert plan_counts(plan, today=TODAY).proposed == 0


def test_a_document_that_was_read_in_twice_in_two_copies_waits_once(plan, read_in, tmp_path, by):
    ship(plan, tmp_path / "ann.db", to="Ann", by=by)
    read_in(published("1", finding="Another."))
    with open_plan(tmp_path / "ann.db") as theirs:
        import_document(theirs, document(published("1", finding="Another.")), by=Signature("Ann"))
    merge(plan, [tmp_path / "ann.db"], by=by)
    review = PlanReview(plan)
    waiting = [each for each in review.read(today=TODAY) if each.waits]
    assert len(waiting) == plan_counts(plan, today=TODAY).proposed == 1
    review.decide(waiting, Choice.THEIRS, by=by, today=TODAY)
    assert plan_counts(plan, today=TODAY).proposed == 0


def test_a_milder_rating_is_taken_only_with_a_reason(plan, read_in, review, ids):
    read_in(published("1", rating="on-track"))
    with pytest.raises(ReasonNeeded):
        review.decide("rating", Choice.THEIRS)
    review.decide("rating", Choice.THEIRS, reason="The board agreed")
    assert cell(plan, ids["1"], "rating") == "on-track"


def test_a_date_that_is_put_back_is_as_exact_as_it_was(plan, read_in, review, ids):
    read_in(published("1", timescale="5 August 2020", due=date(2020, 8, 5)))
    review.decide("due", Choice.THEIRS)
    assert cell(plan, ids["1"], "due_precision") == "day"
    review.decide("due", Choice.OURS)
    assert (cell(plan, ids["1"], "due"), cell(plan, ids["1"], "due_precision")) == (
        "2020-02-29", "month",
    )  # fmt: skip


def test_progress_that_is_taken_is_of_the_documents_day(plan, read_in, review, ids):
    read_in(published("1", updates=progress("Stopped for want of money.")))
    review.decide("progress", Choice.THEIRS)
    newest = action_detail(plan, ids["1"], today=TODAY).updates[0]
    assert newest.day == date(2020, 6, 1)


def test_what_somebody_typed_in_the_same_words_is_theirs_and_stays(plan, read_in, review, ids, by):
    read_in(published("1", updates=progress("Stopped for want of money.")))
    add_update(plan, [ids["1"]], "Stopped for want of money.", by=Signature("Bob"), day=TODAY)
    review.decide("progress", Choice.OURS)
    assert review.standing() == {"progress": "kept"}
    review.decide("progress", Choice.OURS)
    assert len(action_detail(plan, ids["1"], today=TODAY).updates) == 2


def test_ours_is_what_stands_now_where_somebody_has_edited_it_since(plan, read_in, review, ids, by):
    read_in(published("1", finding="Another."))
    review.decide("finding", Choice.OURS)
    edit(plan, ids["1"], {"finding": "A third."}, by=by, today=TODAY)
    assert review.standing() == {"finding": "other"}
    review.decide("finding", Choice.OURS)
    assert cell(plan, ids["1"], "finding") == "A third."


def test_a_later_document_of_the_same_name_gives_one_question_and_not_two(plan, read_in, review):
    read_in(published("1", finding="Second."))
    read_in(published("1", finding="Third."), sha256="cd" * 32)
    (change,) = review.changes().values()
    assert change.theirs.text == "Third."
    read_in(published("1", finding="Second."), name="other.docx")
    assert len(PlanReview(plan).read(today=TODAY)) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("leads", "{not json"), ("sources", "x"), ("due", "2020-13-40"), ("rating", "A B")],
)
def test_a_proposal_that_no_field_could_hold_blocks_nobody(
    plan, read_in, review, field, value, by, ids
):
    read_in(published("1", finding="Another."))
    with changing(plan, by, Origin.IMPORTED) as log:
        (document_id,) = plain(log.connection).execute("SELECT id FROM document").fetchone()
        entity = log.create("proposal")
        for name, cell_ in (("document", document_id), ("action", ids["1"]), ("field", field),
                            ("value", value), ("signed", "")):  # fmt: skip
            log.set("proposal", entity, name, cell_)
    assert list(review.changes()) == ["finding"]
    assert plan_counts(plan, today=TODAY).proposed == 1
    assert read_in(published("1", finding="Another.")).waiting == 1


def test_an_older_file_that_is_only_looked_at_has_no_proposals(tmp_path):
    old = Path(__file__).parent / "versions" / "version-2.db"
    path = tmp_path / "plan.db"
    path.write_bytes(old.read_bytes())
    with open_plan(path, read_only=True) as plan:
        assert PlanReview(plan).read(today=TODAY) == ()
        assert plan_counts(plan, today=TODAY).proposed == 0
        assert plan_history(plan)
