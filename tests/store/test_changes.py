"""Editing an action's fields and revising its due date: nobody is overwritten."""

from datetime import date

import pytest

from db.additions import NewEvidence, add_evidence
from db.cells import cells_of
from db.changes import EDITABLE, Outcome, ReasonNeeded, edit, rate, revise_due
from db.errors import Refused
from db.history import action_detail, plan_due_dates
from db.leads import leads_to_json, read_leads
from db.log import changing
from db.queries import action_rows
from db.signature import Signature
from db.timescale import Precision
from db.undo import redo, undo


@pytest.fixture
def row(plan, ids, today):
    return lambda reference="1": action_rows(plan, [ids[reference]], today=today)[0]


@pytest.fixture
def log(plan, contents):
    return lambda: contents(plan.path).log


@pytest.fixture
def change(plan, ids, by, today):
    """Edit action 1."""

    def make(changes, **how):
        return edit(plan, how.pop("action", ids["1"]), changes, by=by, today=today, **how)

    return make


def test_any_field_is_edited_and_all_at_once(change, row, log, agencies):
    before = len(log())
    outcome = change(
        {
            "reference": " 1b ",
            "sources": '["SY9"]',
            "agency": agencies["Thames Valley Police"],
            "finding": "Anew.\n\nTwice.",
            "action": "Do something else.",
            "leads": leads_to_json(read_leads("A. Else")),
            "timescale": "End of May 2020",
            "due": "2020-05-31",
            "due_precision": "month",
            "forecast": "2020-06-15",
        },
        reason="Agreed.",
        update="Began.",
    )
    after = row()
    assert (after.reference, after.sources, after.agency) == (
        "1b", ("SY9",), "Thames Valley Police",
    )  # fmt: skip
    assert (after.finding, after.action) == ("Anew.\n\nTwice.", "Do something else.")
    assert [lead.raw for lead in after.leads] == ["A. Else"]
    assert (after.timescale, after.due, after.due_precision, after.forecast) == (
        "End of May 2020", date(2020, 5, 31), "month", date(2020, 6, 15),
    )  # fmt: skip
    assert after.last_update == date(2020, 7, 1)
    rows = log()[before:]
    assert {each[17] for each in rows} == {outcome.batch}
    assert {each[15] for each in rows if each[8] == "action"} == {"Agreed."}


def test_nothing_is_logged_for_what_is_the_same(change, row, log):
    before = log()
    assert change(cells_of(row())) == Outcome(None)
    assert log() == before


@pytest.mark.parametrize("reference", ["1", "10", "28a", "33"])
def test_the_cells_of_a_row_are_its_cells_in_the_store(change, row, log, ids, reference):
    """So that a screen that hands them back as what was seen is never told it was late."""
    before = log()
    cells = cells_of(row(reference))
    assert change(cells, action=ids[reference], seen=cells).stale == ()
    assert change({"finding": "x"}, action=ids[reference], seen=cells).stale == ()
    assert len(log()) == len(before) + 1


def test_a_field_that_is_not_for_editing_is_refused(change, log):
    before = log()
    for field in ("rating", "closed", "withdrawn", "status", "colour", "id"):
        with pytest.raises(Refused, match=f"{field} can't be edited"):
            change({field: "x", "finding": "y"})
    assert log() == before


BAD = {
    "no reference": ({"reference": " "}, "the reference is needed"),
    "a reference of two lines": ({"reference": "1\n2"}, "the reference is one line"),
    "a reference taken": ({"reference": "10"}, "there is another action 10"),
    "a reference taken, in capitals": ({"reference": " 28A"}, "there is another action 28A"),
    "no action": ({"action": "\u3164"}, "the text of an action is needed"),
    "an action of nothing": ({"action": None}, "the text of an action is needed"),
    "no agency": ({"agency": None}, "that agency is not in the plan"),
    "a ghost agency": ({"agency": "ghost"}, "that agency is not in the plan"),
    "an agency's name": ({"agency": "Thames Valley Police"}, "that agency is not in the plan"),
    "a day that is none": ({"due": "30/06/2020"}, "the due is no day of the calendar"),
    "30 February": ({"forecast": "2020-02-30"}, "the forecast is no day of the calendar"),
    "a precision that is none": ({"due_precision": "x"}, "the due precision is one of"),
    "a precision without a day": ({"due": None, "due_precision": "day"}, "has no due date"),
    "leads that are none": ({"leads": "J Smith"}, "the leads is no list of leads"),
    "sources that are none": ({"sources": "SY2"}, "the sources is no list of texts"),
    "a command in a text": ({"finding": "\x1b[2J"}, "no text"),
}


@pytest.mark.parametrize(("changes", "said"), BAD.values(), ids=BAD)
def test_a_cell_that_its_field_can_not_hold_is_refused_and_nothing_beside_it_is_done(
    change, log, changes, said
):
    before = log()
    with pytest.raises(Refused, match=said):
        change({"finding": "Anew.", **changes}, reason="why", update="Began.")
    assert log() == before


def test_a_precision_needs_a_due_date(plan, ids, by, today):
    with pytest.raises(Refused, match="action 10 has no due date"):
        edit(plan, ids["10"], {"due_precision": "month"}, by=by, today=today)


def test_references_are_the_same_that_readers_take_for_the_same(change, row, ids):
    change({"reference": "é1"}, action=ids["10"])
    with pytest.raises(Refused, match="there is another action"):
        change({"reference": "E\u03011"})
    change({"reference": "É1"}, action=ids["10"])
    assert row("10").reference == "É1"


def test_a_text_is_emptied_and_filled_again(change, row):
    change({"finding": None, "leads": None, "timescale": None, "sources": None})
    assert (row().finding, row().leads, row().sources) == ("", (), ())
    change({"finding": "Back."})
    assert row().finding == "Back."


def test_a_new_timescale_moves_the_due_date_with_it_and_needs_a_reason(change, row):
    with pytest.raises(ReasonNeeded, match=r"was agreed \(29 Feb 2020\); revising it needs"):
        change({"timescale": "End June 2020"})
    change({"timescale": "End June 2020"}, reason="More time.")
    assert (row().timescale, row().due, row().due_precision) == (
        "End June 2020", date(2020, 6, 30), "month",
    )  # fmt: skip


@pytest.mark.parametrize("seen", [None, {}, {"finding": "x"}, {"timescale": "End February 2020"}])
def test_a_new_timescale_moves_the_due_date_whatever_else_was_seen(change, row, seen):
    outcome = change({"timescale": "End June 2020"}, reason="More time.", seen=seen)
    assert outcome.stale == ()
    assert row().due == date(2020, 6, 30)


def test_the_same_day_in_other_words_takes_no_revision_back(plan, ids, by, change, row):
    revise_due(plan, [ids["1"]], date(2020, 9, 30), by=by, reason="x")
    change({"timescale": "By the end of February 2020"})
    assert (row().timescale, row().due) == ("By the end of February 2020", date(2020, 9, 30))


def test_a_timescale_without_a_day_leaves_the_due_date(change, row):
    change({"timescale": "Ongoing"})
    assert (row().timescale, row().due) == ("Ongoing", date(2020, 2, 29))


def test_a_first_due_date_needs_no_reason_and_is_the_agreed_one(plan, ids, change, today):
    change({"timescale": "End June 2020"}, action=ids["10"])
    detail = action_detail(plan, ids["10"], today=today)
    assert (detail.agreed_due, detail.revisions) == (date(2020, 6, 30), ())


def test_a_due_date_by_itself_is_exact_to_the_day(change, row):
    change({"due": "2020-06-30"}, reason="x")
    assert row().due_precision == "day"
    change({"due": None}, reason="No longer dated.")
    assert (row().due, row().due_precision) == (None, None)


def test_what_somebody_changed_meanwhile_is_left_alone_and_the_rest_passes(
    plan, ids, by, today, row
):
    seen = cells_of(row())
    other = Signature("B. Other", by.clock)
    edit(plan, ids["1"], {"finding": "Theirs."}, by=other, today=today)
    outcome = edit(
        plan,
        ids["1"],
        {"finding": "Ours.", "action": "Ours too."},
        by=by,
        today=today,
        update="And said.",
        seen=seen,
    )
    (stale,) = outcome.stale
    assert (stale.field, stale.now, stale.wanted, stale.author) == (
        "finding", "Theirs.", "Ours.", "B. Other",
    )  # fmt: skip
    assert stale.seen == seen["finding"]
    assert (row().finding, row().action) == ("Theirs.", "Ours too.")
    assert row().last_update == today


def test_a_stale_timescale_moves_no_due_date(change, row):
    seen = cells_of(row())
    change({"timescale": "Ongoing"})
    outcome = change({"timescale": "End June 2020"}, reason="x", seen=seen)
    assert [each.field for each in outcome.stale] == ["timescale"]
    assert row().due == date(2020, 2, 29)


@pytest.mark.parametrize("first", ["due", "due_precision"])
def test_a_stale_due_date_keeps_the_precision_that_belongs_to_it(plan, ids, by, change, row, first):
    seen = cells_of(row())
    revise_due(plan, [ids["1"]], date(2020, 5, 31), by=by, reason="x", precision=Precision.MONTH)
    changes = {"due": "2020-06-30", "due_precision": "day"}
    changes = {first: changes[first], **changes}
    outcome = change(changes, reason="x", seen=seen)
    assert [each.field for each in outcome.stale] == ["due"]
    assert (row().due, row().due_precision) == (date(2020, 5, 31), "month")


def test_a_cell_that_was_never_filled_can_be_stale_too(change, ids):
    """As when an older copy was put in the place of the file that was looked at."""
    outcome = change({"forecast": "2020-09-01"}, seen={"forecast": "2020-08-01"})
    (stale,) = outcome.stale
    assert (stale.seen, stale.now, stale.author) == ("2020-08-01", None, "L. Oader")


def test_what_can_be_edited_is_seen_by_its_row(row):
    assert tuple(cells_of(row())) == EDITABLE


def test_an_action_that_is_not_there_is_not_edited(plan, by, today):
    with pytest.raises(Refused, match="that action is not in the plan"):
        edit(plan, "ghost", {"finding": "x"}, by=by, today=today)


def test_a_due_date_is_revised_for_many_with_a_reason_and_all_are_kept(plan, ids, by, today):
    revise_due(plan, [ids["1"], ids["28a"]], date(2020, 8, 31), by=by, reason=" First. ")
    revise_due(plan, [ids["1"]], date(2020, 9, 30), by=by, reason="Second.",
               precision=Precision.MONTH)  # fmt: skip
    detail = action_detail(plan, ids["1"], today=today)
    assert detail.agreed_due == date(2020, 2, 29)
    assert [(each.before, each.after, each.reason, each.author) for each in detail.revisions] == [
        (date(2020, 8, 31), date(2020, 9, 30), "Second.", "A. Coordinator"),
        (date(2020, 2, 29), date(2020, 8, 31), "First.", "A. Coordinator"),
    ]
    assert (detail.row.due, detail.row.due_precision) == (date(2020, 9, 30), "month")
    agreed, revisions = plan_due_dates(plan)[ids["28a"]]
    assert (agreed, len(revisions)) == (date(2020, 7, 31), 1)


@pytest.mark.parametrize("reason", ["", " ", "\u200b"])
def test_a_due_date_is_not_revised_without_a_reason(plan, ids, by, log, reason):
    before = log()
    with pytest.raises(Refused, match="a reason for the new due date is needed"):
        revise_due(plan, [ids["1"]], date(2020, 9, 30), by=by, reason=reason)
    assert log() == before


def test_the_same_due_date_again_is_no_revision(plan, ids, by, today):
    outcome = revise_due(
        plan, [ids["1"]], date(2020, 2, 29), by=by, reason="x", precision=Precision.MONTH
    )
    assert outcome == Outcome(None)
    assert action_detail(plan, ids["1"], today=today).revisions == ()


def test_a_due_date_that_somebody_revised_meanwhile_is_left_alone(plan, ids, by, today):
    seen = {ids["1"]: "2020-02-29", ids["28a"]: "2020-07-31"}
    revise_due(plan, [ids["1"]], date(2020, 8, 31), by=by, reason="Theirs.")
    outcome = revise_due(
        plan, [ids["1"], ids["28a"]], date(2020, 9, 30), by=by, reason="Ours.", seen=seen
    )
    assert [(each.reference, each.now) for each in outcome.stale] == [("1", "2020-08-31")]
    assert action_detail(plan, ids["28a"], today=today).row.due == date(2020, 9, 30)


def test_revisions_that_were_undone_do_not_count_and_those_done_again_do(plan, ids, by, today):
    def counted():
        detail = action_detail(plan, ids["1"], today=today)
        return detail.agreed_due, len(detail.revisions), detail.row.due.isoformat()

    agreed = date(2020, 2, 29)
    revise_due(plan, [ids["1"]], date(2020, 8, 31), by=by, reason="First.")
    revise_due(plan, [ids["1"]], date(2020, 9, 30), by=by, reason="Second.")
    assert counted() == (agreed, 2, "2020-09-30")
    undo(plan, by=by)
    assert counted() == (agreed, 1, "2020-08-31")
    undo(plan, by=by)
    assert counted() == (agreed, 0, "2020-02-29")
    redo(plan, by=by)
    assert counted() == (agreed, 1, "2020-08-31")
    undo(plan, by=by)
    revise_due(plan, [ids["1"]], date(2020, 10, 31), by=by, reason="Another.")
    assert counted() == (agreed, 1, "2020-10-31")
    undo(plan, by=by)
    redo(plan, by=by)
    assert counted() == (agreed, 1, "2020-10-31")


def test_undoing_the_first_due_date_leaves_none_agreed(plan, ids, change, by, today):
    change({"due": "2020-06-30"}, action=ids["10"])
    undo(plan, by=by)
    detail = action_detail(plan, ids["10"], today=today)
    assert (detail.agreed_due, detail.revisions) == (None, ())


def test_a_command_that_breaks_in_the_middle_leaves_nothing(plan, ids, by, log, contents):
    before = contents(plan.path)
    with pytest.raises(ZeroDivisionError), changing(plan, by) as writer:
        writer.set("action", ids["1"], "finding", "Anew.")
        writer.write()
        writer.set("action", ids["1"], "due", "2020-12-31")
        raise ZeroDivisionError
    assert contents(plan.path) == before
    with pytest.raises(Refused, match="no such rating"), changing(plan, by) as writer:
        writer.set("action", ids["1"], "finding", "Anew.")
        writer.set("action", ids["1"], "rating", "purple")
    assert contents(plan.path) == before


def test_commands_take_their_time_from_the_clock_they_are_given(plan, ids, by, today, log):
    rate(plan, {ids["10"]: "on-track"}, by=by, today=date(2035, 1, 1))
    add_evidence(plan, ids["10"], NewEvidence("x"), by=by)
    assert {row[14] for row in log()[-1:]} == {"2020-07-01T09:00:02.000Z"}
