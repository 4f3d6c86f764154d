"""Who a board is told has recorded what stands: whoever said so, not whoever undid a later word."""

import shutil
from datetime import UTC, date, datetime

import pytest

from db.board import read_board
from db.changes import edit, end_otherwise, rate, reopen
from db.merge import merge
from db.selection import Selection
from db.signature import Signature
from db.store import open_plan
from db.undo import redo, undo

TODAY = date(2020, 7, 1)


def signed(name, month):
    return Signature(name, lambda: datetime(2020, month, 3, 9, tzinfo=UTC))


ANN, BOB, CAT = signed("Ann", 4), signed("Bob", 5), signed("Cat", 6)


@pytest.fixture
def one(ids):
    return ids["1"]


def rated(plan, one, code, by, reason):
    rate(plan, {one: code}, by=by, today=TODAY, reason=reason)


def told(plan, one, field="rated"):
    board = read_board(plan, Selection(), today=TODAY)
    (action,) = (each for each in board.actions if each.row.id == one)
    said = getattr(action, field)
    return said.author, said.at.month, said.reason


def test_once_a_rating_was_undone_the_one_before_is_still_whose_it_was(plan, one):
    rated(plan, one, "on-track", ANN, "as planned")
    rated(plan, one, "completed", BOB, "done")
    assert told(plan, one) == ("Bob", 5, "done")
    undo(plan, by=CAT)
    assert told(plan, one) == ("Ann", 4, "as planned")
    redo(plan, by=CAT)
    assert told(plan, one) == ("Bob", 5, "done")


def test_an_undone_undoing_and_what_is_recorded_again_are_told_apart(plan, one):
    rated(plan, one, "on-track", ANN, "as planned")
    rated(plan, one, "completed", BOB, "done")
    undo(plan, by=CAT)
    rated(plan, one, "completed", CAT, "the audit says so")
    assert told(plan, one) == ("Cat", 6, "the audit says so")


def test_an_ending_and_a_forecast_that_undoing_brought_back_are_those_of_who_gave_them(plan, one):
    end_otherwise(plan, [one], "superseded", by=ANN, reason="another covers it")
    reopen(plan, [one], by=BOB, reason="it does not")
    undo(plan, by=CAT)
    assert told(plan, one, "ended") == ("Ann", 4, "another covers it")
    undo(plan, by=CAT)
    edit(plan, one, {"forecast": "2020-08-01"}, by=ANN, today=TODAY)
    edit(plan, one, {"forecast": "2020-09-01"}, by=BOB, today=TODAY)
    undo(plan, by=CAT)
    assert told(plan, one, "forecast")[:2] == ("Ann", 4)


def test_what_merging_takes_undisputed_is_whose_it_was(plan, one, file, tmp_path):
    rated(plan, one, "on-track", ANN, "as planned")
    copy = shutil.copy(file, tmp_path / "copy.db")
    rated(plan, one, "minor-risk", ANN, "a week late")
    undo(plan, by=ANN)
    with open_plan(copy) as other:
        rated(other, one, "significant-risk", BOB, "staff left")
    merge(plan, [copy], by=CAT, copied=True)
    assert told(plan, one) == ("Bob", 5, "staff left")
