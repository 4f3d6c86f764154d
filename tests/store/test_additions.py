"""Adding actions, agencies and evidence, and renaming an agency."""

import hashlib
from datetime import date

import pytest

from db.additions import (
    NewAction,
    NewEvidence,
    add_action,
    add_agency,
    add_evidence,
    rename_agency,
)
from db.errors import Refused
from db.history import action_detail, plan_history
from db.plan_document import read_plan_text, write_plan_text
from db.queries import action_id, agency_ids
from db.sizes import MOST_FILE_BYTES
from db.snapshot import plan_document
from db.undo import undo
from db.verify import verify


@pytest.fixture
def police(agencies):
    return agencies["Thames Valley Police"]


@pytest.fixture
def before(plan, contents):
    """What the plan held when the test began."""
    return contents(plan.path)


@pytest.fixture(autouse=True)
def readable(plan):
    """Whatever was added, the plan is sound and can be written out and read back."""
    yield
    assert verify(plan.path).sound
    document = plan_document(plan)
    assert read_plan_text(write_plan_text(document)) == document


def test_an_action_is_added_unrated_with_its_due_date_read_from_the_timescale(
    plan, police, by, today
):
    outcome = add_action(
        plan,
        NewAction(
            " 34 ", police, "Do it.", finding="Why.", leads="J Culley; Board\nA. Else",
            timescale="End June 2020",
        ),
        by=by,
        reason="Asked for.",
    )  # fmt: skip
    detail = action_detail(plan, outcome.created, today=today)
    row = detail.row
    assert (row.reference, row.agency, row.action, row.finding) == (
        "34", "Thames Valley Police", "Do it.", "Why.",
    )  # fmt: skip
    assert [lead.raw for lead in row.leads] == ["J Culley", "Board", "A. Else"]
    assert (row.due, row.due_precision, row.rating, row.open) == (
        date(2020, 6, 30), "month", None, True,
    )  # fmt: skip
    assert (detail.agreed_due, detail.revisions, detail.reference_cell) == (row.due, (), "34")
    assert action_id(plan, "34") == outcome.created
    assert detail.history[-1].sentence == "Action added"


def test_an_action_needs_little(plan, police, by, today):
    created = add_action(plan, NewAction("99", police, "Do it."), by=by).created
    row = action_detail(plan, created, today=today).row
    assert (row.due, row.leads, row.timescale, row.sources) == (None, (), "", ())


BAD_ACTIONS = {
    "no reference": ({"reference": " "}, "the reference is needed"),
    "two lines of reference": ({"reference": "1\n2"}, "the reference is one line"),
    "a reference taken": ({"reference": "28A"}, "there is an action 28A already"),
    "no text": ({"action": "\u200b"}, "the text of an action is needed"),
    "no agency": ({"agency": "ghost"}, "that agency is not in the plan"),
    "a command": ({"finding": "\x1b[2J"}, "no text"),
    "a command in the leads": ({"leads": "\x1b[2J"}, "no text"),
    "a command in the timescale": ({"timescale": "\x9b1m"}, "no text"),
    "half a character": ({"action": "x\ud800"}, "no text"),
}


@pytest.mark.parametrize(("changes", "said"), BAD_ACTIONS.values(), ids=BAD_ACTIONS)
def test_an_action_that_can_not_be_is_refused(plan, police, by, before, contents, changes, said):
    values = {"reference": "99", "agency": police, "action": "Do it."} | changes
    with pytest.raises(Refused, match=said):
        add_action(plan, NewAction(**values), by=by)
    assert contents(plan.path) == before


def test_the_reason_of_an_addition_is_text_too(plan, police, by, before, contents):
    with pytest.raises(Refused, match="the reason holds a character that is no text"):
        add_action(plan, NewAction("99", police, "Do it."), by=by, reason="\x1b[2J")
    assert contents(plan.path) == before


def test_a_reference_that_was_taken_back_is_free_again(plan, police, by):
    first = add_action(plan, NewAction("99", police, "Do it."), by=by).created
    undo(plan, by=by)
    assert action_id(plan, "99") is None
    second = add_action(plan, NewAction("99", police, "Do it."), by=by).created
    assert first != second == action_id(plan, "99")


def test_an_agency_is_added_at_the_end(plan, by):
    created = add_agency(plan, "  Public   Health ", by=by).created
    assert agency_ids(plan)["Public Health"] == created
    assert [each.name for each in plan_document(plan).agencies][-1] == "Public Health"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "the agency's name is needed"),
        ("\u3164", "the agency's name is needed"),
        ("thames  valley POLICE", "there is an agency 'thames valley POLICE' already"),
        ("csc", "there is an agency 'csc' already"),
        ("x" * 201, "at most 200 characters, this one 201"),
        ("two\nlines", "the agency's name is one line"),
        ("a\x1bb", "no text"),
    ],
)
def test_an_agency_that_can_not_be_is_refused(plan, by, before, contents, name, said):
    with pytest.raises(Refused, match=said):
        add_agency(plan, name, by=by)
    assert contents(plan.path) == before


@pytest.mark.parametrize("name", ["", "CSC", "children's social care", "two\nlines", "x" * 201])
def test_an_agency_is_not_given_a_name_that_can_not_be(plan, police, by, before, contents, name):
    with pytest.raises(Refused):
        rename_agency(plan, police, name, by=by)
    assert contents(plan.path) == before


def test_two_ways_to_write_an_accent_are_one_name(plan, by):
    add_agency(plan, "Café", by=by)
    with pytest.raises(Refused, match="already"):
        add_agency(plan, "CAFE\u0301", by=by)


def test_an_agency_is_renamed_and_still_found_by_its_old_name(plan, police, by, today, ids):
    rename_agency(plan, police, "Police (TVP)", by=by)
    names = agency_ids(plan)
    assert names["Police (TVP)"] == names["Thames Valley Police"] == police
    assert action_detail(plan, ids["10"], today=today).row.agency == "Police (TVP)"
    rename_agency(plan, police, "Thames Valley Police", by=by)
    assert plan_document(plan).agencies[1].aliases == ("Police (TVP)",)


def test_an_agency_may_take_its_own_alias_or_another_case_as_its_name(plan, agencies, by):
    care = agencies["Children's Social Care"]
    rename_agency(plan, care, "CSC", by=by)
    assert plan_document(plan).agencies[0].aliases == ("Children's Social Care",)
    rename_agency(plan, care, "csc", by=by)
    assert plan_document(plan).agencies[0].name == "csc"


def test_the_same_name_again_changes_nothing(plan, police, by, before, contents):
    assert rename_agency(plan, police, "Thames Valley Police", by=by).batch is None
    assert contents(plan.path) == before


def test_the_reason_of_a_name_stands_in_the_log(plan, by):
    created = add_agency(plan, "Brief", by=by, reason=" Asked for ").created
    rename_agency(plan, created, "Briefer", by=by, reason="Shorter")
    renamed, added = plan_history(plan, most=5)[:2]
    assert (renamed.sentence, renamed.reason) == (
        "Agency renamed to Briefer (was Brief)",
        "Shorter",
    )
    assert (added.sentence, added.reason) == ("Agency Brief added", "Asked for")


@pytest.mark.parametrize("which", ["ghost", "an action's", "one taken back"])
def test_only_an_agency_that_is_there_is_renamed(plan, ids, by, which):
    created = add_agency(plan, "Brief", by=by).created
    undo(plan, by=by)
    agency = {"ghost": "ghost", "an action's": ids["1"], "one taken back": created}[which]
    with pytest.raises(Refused, match="that agency is not in the plan"):
        rename_agency(plan, agency, "Anew", by=by)


def test_evidence_is_added_with_what_is_known_of_it(plan, ids, by, today):
    add_evidence(
        plan,
        ids["1"],
        NewEvidence(" Minutes ", " minutes ", "Item 4\nand 5", " https://example.org "),
        by=by,
    )
    add_evidence(plan, ids["1"], NewEvidence("Only a title"), by=by)
    newest, first = action_detail(plan, ids["1"], today=today).evidence
    assert (first.title, first.kind, first.note, first.link) == (
        "Minutes", "minutes", "Item 4\nand 5", "https://example.org",
    )  # fmt: skip
    assert (first.file_name, first.file_sha256, first.author) == ("", "", "A. Coordinator")
    assert (newest.title, newest.kind) == ("Only a title", "")


@pytest.mark.parametrize("data", [b"\x00", b"\x00\xff\r\n" * 5000, bytes(range(256))])
def test_a_file_of_evidence_is_kept_byte_for_byte(plan, ids, by, contents, data):
    add_evidence(plan, ids["1"], NewEvidence("A file", file_name="a.bin", file=data), by=by)
    assert (hashlib.sha256(data).hexdigest(), data) in contents(plan.path).files


def test_a_file_that_comes_twice_is_kept_once_and_named_twice(plan, ids, by, today, contents):
    for reference in ("1", "10"):
        new = NewEvidence("The audit", file_name=f"{reference}.pdf", file=b"the same")
        add_evidence(plan, ids[reference], new, by=by)
    files = [data for _, data in contents(plan.path).files]
    assert files.count(b"the same") == 1
    names = [
        action_detail(plan, ids[one], today=today).evidence[0].file_name for one in ("1", "10")
    ]
    assert names == ["1.pdf", "10.pdf"]


def test_a_file_stays_when_its_evidence_is_taken_back(plan, ids, by, today, contents):
    add_evidence(plan, ids["1"], NewEvidence("A file", file_name="a", file=b"kept"), by=by)
    undo(plan, by=by)
    assert action_detail(plan, ids["1"], today=today).evidence == ()
    assert b"kept" in [data for _, data in contents(plan.path).files]


def test_a_file_that_is_too_large_is_refused_with_a_way_on(plan, ids, by, before, contents):
    most = NewEvidence("Large", file_name="film.mp4", file=bytes(MOST_FILE_BYTES + 1))
    with pytest.raises(Refused, match=r"film.mp4 has 25.0 MB; a plan takes files of up to 25 MB"):
        add_evidence(plan, ids["1"], most, by=by)
    assert contents(plan.path) == before


BAD_EVIDENCE = {
    "no title": ({"title": " "}, "the title of the evidence is needed"),
    "two titles": ({"title": "a\nb"}, "the title of the evidence is one line"),
    "a file without a name": ({"file": b"x"}, "the file's name is needed"),
    "a file's path": ({"file": b"x", "file_name": "../a"}, "the file's own name, without folders"),
    "a name with space around it": ({"file": b"x", "file_name": " a.pdf"}, "has space around it"),
    "an empty file": ({"file": b"", "file_name": "a.pdf"}, "a.pdf is empty and shows nothing"),
    "a link of two lines": ({"link": "a\nb"}, "the link is one line"),
    "a command": ({"note": "\x1b[2J"}, "the note of the evidence holds a character"),
    "a command in a name": ({"file": b"x", "file_name": "a\x1b"}, "no text"),
    "half a character in a name": ({"file": b"x", "file_name": "caf\udce9.pdf"}, "no text"),
}


@pytest.mark.parametrize(("changes", "said"), BAD_EVIDENCE.values(), ids=BAD_EVIDENCE)
def test_evidence_that_can_not_be_is_refused(plan, ids, by, before, contents, changes, said):
    with pytest.raises(Refused, match=said):
        add_evidence(plan, ids["1"], NewEvidence(**{"title": "Audit"} | changes), by=by)
    assert contents(plan.path) == before


def test_evidence_belongs_to_an_action_that_is_there(plan, by):
    with pytest.raises(Refused, match="that action is not in the plan"):
        add_evidence(plan, "ghost", NewEvidence("x"), by=by)
