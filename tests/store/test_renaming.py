"""Leads renamed and merged, agencies merged: everywhere at once, logged, undone and read back."""

import pytest

from db.additions import NewAction, add_action, add_agency, rename_agency
from db.cells import typed_cells
from db.changes import edit
from db.errors import Refused
from db.event import Origin
from db.history import plan_history, what_was_done
from db.leads import leads_from_json, read_leads
from db.log import changing
from db.plan_document import read_plan_text, write_plan_text
from db.queries import action_ids, action_rows, agency_ids, agency_names, plan_counts
from db.renaming import merge_agencies, rename_lead
from db.selection import Order, Selection
from db.snapshot import plan_document
from db.undo import next_undo, redo, undo
from db.verify import verify

CARE, POLICE = "Children's Social Care", "Thames Valley Police"


@pytest.fixture(autouse=True)
def readable(plan):
    """Whatever was renamed, the plan is sound and can be written out and read back."""
    yield
    assert verify(plan.path).sound
    document = plan_document(plan)
    assert read_plan_text(write_plan_text(document)) == document


@pytest.fixture
def leads_of(plan, ids, today):
    """The leads of an action as they are spelt."""

    def found(reference):
        (row,) = action_rows(plan, [ids[reference]], today=today)
        return [lead.raw for lead in row.leads]

    return found


@pytest.fixture
def give(plan, ids, by, today):
    """Give an action leads, one a line."""

    def given(reference, leads):
        edit(plan, ids[reference], typed_cells("leads", leads, {}), by=by, today=today)

    return given


@pytest.fixture
def spelt(give):
    """Jo Hooper, spelt in two ways in open and closed actions of two agencies."""
    give("1", "Jo Hooper\nBoard")
    give("2", "A. Else\nJo Hooper MKC\nJo Hooper")
    give("33", "Jo Hooper MKC")
    give("28a", "Mac Heath")


def told(plan, most):
    return [
        (entry.reference, entry.sentence, entry.reason) for entry in plan_history(plan, most=most)
    ]


def test_a_lead_is_renamed_in_every_action_of_every_agency(plan, spelt, leads_of, by):
    rename_lead(plan, "Jo Hooper MKC", "Joanna Hooper, MKC", by=by, reason="As she signs")
    assert leads_of("1") == ["Jo Hooper", "Board"]
    assert leads_of("2") == ["A. Else", "Joanna Hooper, MKC", "Jo Hooper"]
    assert leads_of("33") == ["Joanna Hooper, MKC"]
    assert told(plan, 2) == [
        ("33", "Leads changed to Joanna Hooper, MKC (was Jo Hooper MKC)", "As she signs"),
        ("2", "Leads changed to A. Else; Joanna Hooper, MKC; Jo Hooper (was A. Else; Jo Hooper"
              " MKC; Jo Hooper)", "As she signs"),
    ]  # fmt: skip


def test_several_spellings_become_one_which_stands_once_in_an_action(plan, spelt, leads_of, by):
    outcome = rename_lead(plan, ["Jo Hooper", "Jo Hooper MKC"], "Jo Hooper MKC", by=by)
    assert leads_of("1") == ["Jo Hooper MKC", "Board"]
    assert leads_of("2") == ["A. Else", "Jo Hooper MKC"]
    assert leads_of("33") == ["Jo Hooper MKC"]
    assert {event.batch for event in next_undo(plan)} == {outcome.batch}
    assert len(next_undo(plan)) == 2


def test_a_lead_that_stood_there_already_keeps_the_first_place(plan, give, leads_of, by):
    give("1", "Board\nJ Culley\nA. Else\nJenny Culley")
    rename_lead(plan, "Jenny Culley", "J Culley", by=by)
    assert leads_of("1") == ["Board", "J Culley", "A. Else"]
    give("1", "Board\nJenny Culley\nA. Else\nJ Culley")
    rename_lead(plan, "Jenny Culley", "J Culley", by=by)
    assert leads_of("1") == ["Board", "J Culley", "A. Else"]


def test_a_spelling_that_the_plan_has_stays_to_the_letter(plan, ids, give, leads_of, by):
    give("1", "Old Name")
    cell = '[{"kind":"body","name":"Heath","organisation":"","post":"","raw":"Mac Heath"}]'
    with changing(plan, by) as log:
        log.set("action", ids["2"], "leads", cell)
    rename_lead(plan, "Old Name", "Mac Heath", by=by)
    with changing(plan, by) as log:
        assert leads_from_json(log.cell(ids["1"], "leads")[1]) == leads_from_json(cell)
    give("1", "Old  Name")
    rename_lead(plan, "Mac Heath", "Old  Name", by=by)
    assert leads_of("2") == ["Old  Name"]


def test_renaming_a_lead_is_undone_and_done_again_as_one(plan, spelt, leads_of, by, contents):
    before = contents(plan.path).tables
    rename_lead(plan, ["Jo Hooper", "Jo Hooper MKC"], "Joanna Hooper", by=by)
    after = contents(plan.path).tables
    assert after != before
    undo(plan, by=by)
    assert contents(plan.path).tables == before
    redo(plan, by=by)
    assert contents(plan.path).tables == after


def test_a_lead_that_is_spelt_so_already_changes_nothing(plan, spelt, by, contents):
    before = contents(plan.path)
    assert rename_lead(plan, "Jo Hooper", " Jo  Hooper ", by=by).batch is None
    assert contents(plan.path) == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Nobody", "Somebody", "no action has a lead that is spelt 'Nobody'"),
        ("jo hooper", "Somebody", "no action has a lead that is spelt 'jo hooper'"),
        ((), "Somebody", "no lead was named"),
        ("Jo Hooper", " ", "the lead's name is needed"),
        ("Jo Hooper", "\u3164", "the lead's name is needed"),
        ("Jo Hooper", "two\nlines", "the lead's name is one line"),
        ("Jo Hooper", "one; two", "a semicolon parts two leads"),
        ("Jo Hooper", "a\x1bb", "no text"),
        ("Jo Hooper", "x" * 301, "at most 300 characters, this one 301"),
    ],
)
def test_a_lead_is_not_renamed_where_that_makes_no_sense(plan, spelt, by, contents, old, new, said):
    before = contents(plan.path)
    with pytest.raises(Refused, match=said):
        rename_lead(plan, old, new, by=by)
    with pytest.raises(Refused, match="the reason holds"):
        rename_lead(plan, "Jo Hooper", "X", by=by, reason="\x1b")
    assert contents(plan.path) == before


def test_agencies_are_merged_with_all_their_actions_and_names(plan, agencies, ids, by, today):
    rename_agency(plan, agencies[CARE], "Care", by=by)
    outcome = merge_agencies(plan, agencies[CARE], agencies[POLICE], by=by, reason="One now")
    assert list(agency_names(plan).values()) == [POLICE]
    names = agency_ids(plan)
    assert {names[each] for each in ("Care", "CSC", CARE, POLICE)} == {agencies[POLICE]}
    (count,) = plan_counts(plan, today=today).agencies
    assert count.actions == 5
    assert {event.batch for event in next_undo(plan)} == {outcome.batch}
    assert told(plan, 4) == [
        ("2", f"Agency changed to {POLICE} (was Care)", "One now"),
        ("1", f"Agency changed to {POLICE} (was Care)", "One now"),
        ("", f"Agency Care merged into {POLICE}", "One now"),
    ]
    assert what_was_done(plan, next_undo(plan)).startswith(
        f"Agency Care merged into {POLICE}, and 2 more (by A. Coordinator, "
    )


def test_merging_agencies_is_undone_and_done_again_as_one(plan, agencies, by, contents):
    before = contents(plan.path).tables
    merge_agencies(plan, agencies[CARE], agencies[POLICE], by=by)
    after = contents(plan.path).tables
    undo(plan, by=by)
    assert contents(plan.path).tables == before
    assert told(plan, 4)[0] == ("", f"Undone: agency {CARE} merged into {POLICE}", "")
    redo(plan, by=by)
    assert contents(plan.path).tables == after
    assert told(plan, 4)[-1] == ("", f"Done again: agency {CARE} merged into {POLICE}", "")
    undo(plan, by=by)
    assert contents(plan.path).tables == before


def test_an_agency_without_actions_is_merged_too(plan, agencies, by):
    empty = add_agency(plan, "Clinical Commissioning Group (CCG)", by=by).created
    merge_agencies(plan, empty, agencies[POLICE], by=by)
    assert agency_ids(plan)["Clinical Commissioning Group (CCG)"] == agencies[POLICE]
    assert told(plan, 2) == [
        ("", f"Agency Clinical Commissioning Group (CCG) merged into {POLICE}", "")
    ]


def test_several_agencies_are_merged_at_once(plan, agencies, by, contents):
    before = contents(plan.path).tables
    one = add_agency(plan, "Police (TVP)", by=by).created
    two = add_agency(plan, "TVP", by=by).created
    merge_agencies(plan, [one, two, agencies[CARE]], agencies[POLICE], by=by)
    (left,) = plan_document(plan).agencies
    assert left.aliases == ("Police (TVP)", "TVP", CARE, "CSC")
    assert len(told(plan, 8)) == 5
    for _ in range(3):
        undo(plan, by=by)
    assert [each[:1] for each in contents(plan.path).tables[2]] == [each[:1] for each in before[2]]
    assert list(agency_names(plan).values()) == [CARE, POLICE]


def test_a_name_that_both_have_is_an_alias_once(plan, agencies, by):
    same = add_agency(plan, "Thames-Valley Police", by=by).created
    rename_agency(plan, same, "Thames-Valley POLICE", by=by)
    merge_agencies(plan, same, agencies[POLICE], by=by)
    assert plan_document(plan).agencies[1].aliases == ("Thames-Valley POLICE",)
    with pytest.raises(Refused, match="already"):
        add_agency(plan, "thames-valley police", by=by)


@pytest.mark.parametrize(
    ("gone", "into", "said"),
    [
        ((), CARE, "no agency was named"),
        (CARE, CARE, "an agency can't be merged into itself"),
        ("ghost", CARE, "that agency is not in the plan"),
        (CARE, "ghost", "that agency is not in the plan"),
        ("an action's", CARE, "that agency is not in the plan"),
    ],
)
def test_agencies_are_not_merged_where_that_makes_no_sense(
    plan, agencies, ids, by, contents, gone, into, said
):
    known = {**agencies, "an action's": ids["1"]}
    before = contents(plan.path)
    with pytest.raises(Refused, match=said):
        merge_agencies(plan, known.get(gone, gone), known.get(into, into), by=by)
    assert contents(plan.path) == before


def test_an_agency_that_was_merged_is_no_agency_any_more(plan, agencies, by):
    merge_agencies(plan, agencies[CARE], agencies[POLICE], by=by)
    with pytest.raises(Refused, match="that agency is not in the plan"):
        merge_agencies(plan, agencies[CARE], agencies[POLICE], by=by)
    with pytest.raises(Refused, match="that agency is not in the plan"):
        add_action(plan, NewAction("99", agencies[CARE], "Do it."), by=by)


@pytest.fixture
def returned(plan, agencies, ids, by):
    """A merged agency into which a returned copy, which knew nothing of it, brought an action."""
    merge_agencies(plan, agencies[CARE], agencies[POLICE], by=by)
    with changing(plan, by, Origin.MERGED) as log:
        log.set("action", ids["10"], "agency", agencies[CARE])


def test_an_action_in_a_merged_agency_is_seen_listed_and_exported(
    plan, agencies, ids, returned, today
):
    counts = {each.name: each.actions for each in plan_counts(plan, today=today).agencies}
    assert counts == {CARE: 1, POLICE: 4}
    assert agency_ids(plan)[CARE] == agencies[CARE]
    assert agency_ids(plan)["CSC"] in agencies.values()
    assert list(agency_names(plan).values()) == [CARE, POLICE]
    wanted = Selection(agency=agencies[CARE])
    assert action_ids(plan, wanted, Order(), today=today) == (ids["10"],)
    document = plan_document(plan)
    assert {each.agency for each in document.actions if each.reference == "10"} == {CARE}
    assert [(each.name, each.aliases) for each in document.agencies] == [
        (CARE, ()),
        (POLICE, ("CSC",)),
    ]


def test_an_action_in_a_merged_agency_is_worked_on_and_the_agency_merged_again(
    plan, agencies, ids, returned, by, today
):
    edit(plan, ids["10"], {"agency": agencies[CARE], "finding": "X"}, by=by, today=today)
    with pytest.raises(Refused, match="there is an agency"):
        rename_agency(plan, agencies[POLICE], CARE, by=by)
    merge_agencies(plan, agencies[CARE], agencies[POLICE], by=by)
    assert list(agency_names(plan).values()) == [POLICE]
    assert told(plan, 1) == [("10", f"Agency changed to {POLICE} (was {CARE})", "")]
    undo(plan, by=by)
    assert list(agency_names(plan).values()) == [CARE, POLICE]


def test_a_merged_agency_of_the_same_name_as_another_is_exported_as_that(
    plan, agencies, ids, by, today
):
    with changing(plan, by, Origin.MERGED) as log:
        other = log.create("agency")
        log.set("agency", other, "name", "thames valley police")
        log.set("agency", other, "withdrawn", "1")
        log.set("action", ids["1"], "agency", other)
    document = plan_document(plan)
    assert [each.name for each in document.agencies] == [CARE, POLICE]
    assert {each.agency for each in document.actions if each.reference == "1"} == {POLICE}
    assert told(plan, 3)[1] == ("", "Agency thames valley police withdrawn", "")


def test_what_an_undo_took_out_is_still_said_to_be_undone(plan, by):
    add_agency(plan, "Brief", by=by)
    undo(plan, by=by)
    assert told(plan, 1) == [("", "Agency Brief withdrawn (undone)", "")]
    redo(plan, by=by)
    assert told(plan, 1) == [("", "Agency Brief put back (done again)", "")]


def test_leads_are_read_as_they_were_renamed(plan, give, leads_of, by):
    give("1", "X Y")
    rename_lead(plan, "X Y", "Jane Hannon,  CNWL", by=by)
    assert leads_of("1") == [lead.raw for lead in read_leads("Jane Hannon, CNWL")]
