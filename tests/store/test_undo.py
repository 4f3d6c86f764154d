"""Undo and redo: each command as a whole, newest first, and always a new row of the log."""

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
from db.changes import add_update, edit, end_otherwise, rate, reopen, revise_due
from db.errors import Refused
from db.event import Origin
from db.history import action_detail
from db.log import changing
from db.queries import agency_ids
from db.ship import ship
from db.signature import Signature
from db.snapshot import plan_document
from db.store import make_plan
from db.undo import next_undo, redo, undo
from db.verify import verify


@pytest.fixture
def content(plan):
    """What the plan says, its log and files aside."""

    def look():
        document = plan_document(plan)
        return (document.title, document.agencies, document.actions)

    return look


def commands(plan, ids, agencies, by, today):
    """One command of each sort, by name."""
    police = agencies["Thames Valley Police"]
    return {
        "a rating": lambda: rate(plan, {ids["1"]: "significant-risk"}, by=by, today=today),
        "a rating of many": lambda: rate(
            plan, {ids[one]: "minor-risk" for one in ("1", "10", "28a")}, by=by, today=today,
            reason="x",
        ),
        "the same rating again": lambda: rate(plan, {ids["28a"]: "on-track"}, by=by, today=today),
        "an edit": lambda: edit(
            plan, ids["1"],
            {"finding": "x", "reference": "1z", "timescale": "May 2020", "agency": police},
            by=by, today=today, reason="y", update="Done.",
        ),
        "an emptied field": lambda: edit(plan, ids["1"], {"due": None}, by=by, today=today,
                                         reason="x"),
        "a revision of many": lambda: revise_due(
            plan, [ids["1"], ids["10"]], date(2020, 12, 31), by=by, reason="x"
        ),
        "updates of many": lambda: add_update(plan, ids.values(), "Done.", by=by, day=today),
        "evidence with a file": lambda: add_evidence(
            plan, ids["1"], NewEvidence("x", file_name="f", file=b"abc"), by=by
        ),
        "an ending": lambda: end_otherwise(plan, [ids["1"]], "moved", by=by, reason="x"),
        "an opening": lambda: reopen(plan, [ids["33"]], by=by, reason="x"),
        "a new action": lambda: add_action(
            plan, NewAction("99", police, "Do it.", timescale="May 2020"), by=by
        ),
        "a new agency": lambda: add_agency(plan, "Health", by=by),
        "a renamed agency": lambda: rename_agency(plan, police, "Police", by=by),
    }  # fmt: skip


NAMES = list(commands(None, {}, {"Thames Valley Police": ""}, None, None))


@pytest.fixture
def command(plan, ids, agencies, by, today):
    return commands(plan, ids, agencies, by, today)


@pytest.mark.parametrize("name", NAMES)
def test_a_command_is_undone_and_done_again_as_a_whole(plan, by, content, command, contents, name):
    before = content()
    rows = len(contents(plan.path).log)
    done = command[name]()
    after = content()
    assert {event.batch for event in next_undo(plan)} == {done.batch}
    for _ in range(3):
        undo(plan, by=by)
        assert content() == before
        redo(plan, by=by)
        assert content() == after
    undo(plan, by=by)
    assert content() == before
    assert len(contents(plan.path).log) > rows, "the log only ever grows"
    assert verify(plan.path).sound


def test_all_commands_are_undone_one_by_one_and_done_again_one_by_one(plan, by, content, command):
    order = [name for name in NAMES if name not in {"an emptied field", "an ending"}]
    states = [content()]
    for name in order:
        command[name]()
        states.append(content())
    for state in reversed(states[:-1]):
        undo(plan, by=by)
        assert content() == state
    with pytest.raises(Refused, match="there is nothing to undo"):
        undo(plan, by=by)
    for state in states[1:]:
        redo(plan, by=by)
        assert content() == state
    with pytest.raises(Refused, match="there is nothing to redo"):
        redo(plan, by=by)
    assert verify(plan.path).sound


def test_undo_and_redo_walk_back_and_forth(plan, by, content, command):
    states = [content()]
    for name in ("a rating", "updates of many", "a new agency"):
        command[name]()
        states.append(content())
    for step, state in (
        (undo, 2), (undo, 1), (redo, 2), (undo, 1), (undo, 0), (redo, 1), (redo, 2), (redo, 3),
        (undo, 2), (redo, 3), (undo, 2), (undo, 1), (undo, 0),
    ):  # fmt: skip
        step(plan, by=by)
        assert content() == states[state]


def test_a_new_change_after_an_undo_ends_what_could_be_done_again(plan, by, command, content):
    command["a rating"]()
    undo(plan, by=by)
    command["a new agency"]()
    with pytest.raises(Refused, match="there is nothing to redo"):
        redo(plan, by=by)
    undo(plan, by=by)
    assert "health" not in agency_ids(plan)
    redo(plan, by=by)
    with pytest.raises(Refused, match="there is nothing to redo"):
        redo(plan, by=by)


def test_nothing_that_loading_brought_in_is_undone(plan, by, contents):
    before = contents(plan.path)
    assert next_undo(plan) == ()
    with pytest.raises(Refused, match="there is nothing to undo"):
        undo(plan, by=by)
    with pytest.raises(Refused, match="there is nothing to redo"):
        redo(plan, by=by)
    assert contents(plan.path) == before


def test_what_was_typed_before_a_plan_was_exported_can_be_undone_after_it_was_read_back(
    plan, by, command, content, tmp_path
):
    before = content()
    command["a rating of many"]()
    with make_plan(tmp_path / "again.db", plan_document(plan), by=by, source="x") as again:
        undo(again, by=by)
        document = plan_document(again)
        assert (document.title, document.agencies, document.actions) == before


def test_sending_a_copy_is_passed_over(plan, by, command, content, tmp_path):
    before = content()
    command["a rating"]()
    after = content()
    ship(plan, tmp_path / "one.db", to="Police", by=by)
    undo(plan, by=by)
    assert content() == before
    ship(plan, tmp_path / "two.db", to="Police", by=by)
    redo(plan, by=by)
    assert content() == after


def test_an_undo_is_a_row_with_its_own_name_time_and_what_it_reverses(
    plan, ids, command, contents, by
):
    done = command["a rating"]()
    rated = contents(plan.path).log[-1]
    other = Signature("B. Other", by.clock)
    outcome = undo(plan, by=other)
    row = contents(plan.path).log[-1]
    assert row[10:14] == ("rating", "significant-risk", None, "B. Other")
    assert (row[16], row[17], row[18]) == ("undo", outcome.batch, rated[1])
    assert done.batch != outcome.batch
    redone = redo(plan, by=other)
    again = contents(plan.path).log[-1]
    assert (again[12], again[16], again[17], again[18]) == (
        "significant-risk", "redo", redone.batch, row[1],
    )  # fmt: skip


def test_what_was_taken_back_is_withdrawn_and_not_deleted(plan, ids, by, today, contents):
    add_update(plan, [ids["1"]], "Done.", by=by, day=today)
    undo(plan, by=by)
    assert [row[-2:] for row in contents(plan.path).tables[3] if row[4] == "Done."] == [
        ("Done.", "1")
    ]
    assert len(action_detail(plan, ids["1"], today=today).updates) == 1


def test_a_change_that_came_otherwise_since_is_not_undone_over(plan, ids, by, command, contents):
    """What stands is not what the last command left; undoing it would undo the other too."""
    command["a rating"]()
    with changing(plan, by, Origin.LOADED) as log:
        log.set("action", ids["1"], "rating", "on-track", reason="x")
    before = contents(plan.path)
    with pytest.raises(Refused, match="has been changed since by other means"):
        undo(plan, by=by)
    assert contents(plan.path) == before
