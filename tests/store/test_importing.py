"""A document read into a plan: what is added, and that nothing is overwritten."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from db.agencies_matched import NO_AGENCY
from db.changes import add_update, edit, revise_due
from db.errors import PlanError, Refused
from db.history import action_detail, plan_history
from db.importing import import_document, preview
from db.leads import read_leads
from db.plan_entries import AgencyEntry, EvidenceEntry
from db.signature import Signature
from db.snapshot import plan_document
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


def test_a_document_that_says_what_the_plan_says_changes_nothing(plan, read_in, contents):
    before = contents(plan.path)
    done = read_in(*(replace(each, evidence=()) for each in small_document().actions))
    assert (done.batch, done.added, done.waiting) == (None, (), 0)
    assert [each.reference for each in done.comparison.unchanged] == ["1", "2", "10", "28a", "33"]
    assert contents(plan.path) == before


def test_a_new_action_comes_in_as_it_is_published(plan, read_in):
    entry = action_entry(
        "40", "Newcomers", "May 2021", date(2021, 5, 31),
        finding="A finding.", leads=read_leads("Jo Hooper\nJ Culley"), sources=("SY1",),
        rating="minor-risk", updates=progress("Begun."), forecast=date(2021, 6, 1),
        evidence=(EvidenceEntry("Minutes", link="https://example.org"),),
    )  # fmt: skip
    done = read_in(entry, agencies=["Newcomers"])
    assert done.added == ("40",)
    kept = plan_document(plan).actions[-1]
    assert kept == entry
    assert plan_document(plan).agencies[-1] == AgencyEntry("Newcomers")
    assert verify(plan.path).sound


def test_a_rating_that_comes_in_has_a_name_a_time_and_its_document(plan, read_in):
    read_in(action_entry("40", CSC, "", None, rating="evidenced"))
    entry = next(e for e in plan_history(plan) if e.field == "rating" and e.reference == "40")
    assert (entry.author, entry.reason) == ("A. Coordinator", "as in plan.docx")


def test_the_log_names_the_file_and_its_sha_256(plan, read_in):
    read_in(published("1", finding="Another."), sha256="cd" * 32)
    told = [each.sentence for each in plan_history(plan)]
    assert "Read in: plan.docx (SHA-256 cdcdcdcdcdcd)" in told
    with closing(sqlite3.connect(plan.path)) as file:
        assert file.execute("SELECT name, sha256 FROM document").fetchall() == [
            ("plan.docx", "cd" * 32)
        ]


def test_an_empty_cell_takes_nothing_back(plan, read_in):
    bare = published(
        "1", finding="", leads=(), timescale="", due=None, due_precision=None, updates=()
    )
    assert read_in(bare).batch is None


def test_spaces_and_signs_that_a_program_swaps_are_no_change(plan, read_in):
    said = published("1", finding=" Managers  do not have [the data]. ")
    assert read_in(said).batch is None


def test_a_date_that_was_revised_since_is_not_proposed_back(plan, read_in, ids, by):
    revise_due(plan, [ids["1"]], date(2020, 9, 30), by=by, reason="Agreed by the board")
    assert read_in(published("1")).batch is None
    moved = read_in(published("1", timescale="End May 2020", due=date(2020, 5, 31)))
    assert moved.waiting == 2


def test_a_date_that_the_words_do_not_mean_is_said_by_itself(plan, read_in):
    assert read_in(published("1", due=date(2020, 11, 30))).waiting == 1


def test_progress_that_was_written_on_becomes_an_update_of_what_was_added(plan, read_in, ids):
    done = read_in(published("1", updates=progress("Self-service is now…\n\nIt went live.")))
    assert (done.updates, done.waiting) == (1, 0)
    newest = action_detail(plan, ids["1"], today=TODAY).updates[0]
    assert (newest.text, newest.signed, newest.day) == ("It went live.", SIGNED, date(2020, 6, 1))


def test_updates_that_a_document_signs_are_added_with_their_names(plan, read_in, ids):
    entry = published("1", updates=(*progress("Told.", "J Culley"), *progress("More.", "Ann")))
    assert read_in(entry).updates == 2
    signed = {each.signed for each in action_detail(plan, ids["1"], today=TODAY).updates}
    assert signed == {"as published", "J Culley", "Ann"}


def test_evidence_that_is_there_is_not_added_again(plan, read_in, ids):
    shown = small_document().actions[3].evidence[0]
    entry = replace(published("28a"), evidence=(shown, EvidenceEntry("Second audit")))
    assert read_in(entry).evidence == 1
    titles = [each.title for each in action_detail(plan, ids["28a"], today=TODAY).evidence]
    assert titles == ["Second audit", "Audit"]


def test_reading_the_same_in_again_brings_nothing(plan, read_in):
    entries = (
        published("1", finding="Another.", updates=progress("Self-service is now… And on.")),
        published("2", updates=progress("Told.")),
        action_entry("40", CSC, "", None),
    )
    assert read_in(*entries).batch
    again = read_in(*entries)
    assert (again.batch, again.waiting, again.refused) == (None, 1, 0)


def test_an_action_that_is_said_to_be_another_is_new(plan, read_in):
    text = "Do what is to be done for 10, now."
    done = read_in(published("10", reference="12", action=text), apart=["row 1"])
    assert done.added == ("12",)


def test_a_reference_that_was_only_given_finds_nothing_and_yields_to_the_plans(plan, read_in):
    done = read_in(action_entry("1", CSC, "", None, action="Something new."), given=["1"])
    assert done.added == ("34",)


def test_an_agency_of_another_name_is_the_one_where_its_actions_are(plan, read_in):
    entries = [published(each, agency="TVP") for each in ("10", "28a")]
    done = read_in(*entries, agencies=["TVP"])
    assert done.batch is None
    assert done.comparison.renamed == {"TVP": "Thames Valley Police"}


def test_nothing_is_written_where_anything_is_refused(plan, contents):
    before = contents(plan.path)
    strange = published("1", finding="Another.", updates=progress("a\x00b"))
    with pytest.raises(PlanError):
        import_document(plan, document(strange), by=Signature("Ann"))
    with pytest.raises(PlanError):
        import_document(plan, document(published("1", finding="x")), by=Signature(" "))
    assert contents(plan.path) == before


def test_a_progress_update_made_by_hand_is_not_news(plan, read_in, ids, by):
    add_update(plan, [ids["2"]], "Typed here already.", by=by, day=TODAY)
    assert read_in(published("2", updates=progress("Typed here already."))).batch is None


def test_a_document_without_agencies_moves_nothing_and_adds_none(plan, read_in):
    done = read_in(*(published(each, agency=NO_AGENCY) for each in ("10", "28a", "1")),
                   agencies=[NO_AGENCY])  # fmt: skip
    assert done.batch is None
    assert NO_AGENCY not in done.comparison.renamed
    new = action_entry("50", NO_AGENCY, "", None, action="Something quite new.")
    assert read_in(new, agencies=[NO_AGENCY]).agencies == (NO_AGENCY,)


def test_each_text_that_tells_otherwise_is_proposed(plan, read_in):
    entry = published("1", updates=(*progress("Second."), *progress("Third.")))
    assert read_in(entry).waiting == 2


def test_a_new_agency_alone_is_news(plan, read_in):
    done = read_in(published("1"), agencies=["Newcomers"])
    assert done.agencies == ("Newcomers",)
    assert plan_document(plan).agencies[-1].name == "Newcomers"


def test_a_place_that_is_not_there_is_refused(plan, read_in, contents):
    before = contents(plan.path)
    with pytest.raises(Refused, match="nothing stands at 'table 9' in the document"):
        read_in(published("1", finding="Another."), apart=["table 9"])
    assert contents(plan.path) == before


def test_ratings_of_another_scheme_are_refused_before_anything_is_written(plan, contents):
    before = contents(plan.path)
    strange = document(published("1", rating="finished"))
    for read in (preview, lambda *each: import_document(*each, by=Signature("Ann"))):
        with pytest.raises(Refused, match="the document rates by finished, and this plan by"):
            read(plan, strange)
    assert contents(plan.path) == before


def test_the_name_of_a_file_of_evidence_stays_in_its_note(plan, read_in, ids):
    shown = EvidenceEntry("Second audit", file_name="audit.pdf", file_sha256="ab" * 32)
    read_in(replace(published("1"), evidence=(shown,)))
    (kept,) = action_detail(plan, ids["1"], today=TODAY).evidence
    assert (kept.note, kept.file_name) == ("File: audit.pdf", "")


def test_a_timescale_without_a_year_is_read_by_the_plans_date(plan, read_in, ids, by):
    edit(plan, ids["1"], {"timescale": "End June"}, by=by, today=TODAY)
    revise_due(plan, [ids["1"]], date(2020, 9, 30), by=by, reason="Agreed")
    said = published("1", timescale="End June", due=date(2020, 6, 30))
    assert read_in(said).batch is None


def test_what_stops_the_writing_leaves_the_plan_as_it_was(plan, by, contents):
    class Stop(Exception):
        pass

    def stop(_):
        raise Stop

    before = contents(plan.path)
    with pytest.raises(Stop):
        import_document(plan, document(action_entry("50", CSC, "", None)), by=by, progress=stop)
    assert contents(plan.path) == before
