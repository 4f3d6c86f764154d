"""How often and how far a due date was moved since it was agreed."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.additions import NewAction, add_action
from db.changes import edit, revise_due
from db.history import action_detail, plan_due_dates
from db.rows import Revision
from db.slipping import days_words, move_words, moved_words, slipping, times_words
from db.undo import redo, undo

AT = datetime(2020, 7, 1, tzinfo=UTC)
FEB, AUG, SEP = date(2020, 2, 29), date(2020, 8, 31), date(2020, 9, 30)


def revision(before, after, reason="x"):
    return Revision(before, after, "A. Author", AT, reason)


def chain(agreed, *days):
    """Return what became of a date that was given each of these days in turn."""
    steps = zip((agreed, *days), days, strict=False)
    newest_first = [revision(before, after) for before, after in steps][::-1]
    return slipping(agreed, newest_first, days[-1] if days else agreed)


@pytest.mark.parametrize(
    ("found", "times", "days", "moves", "words"),
    [
        (chain(FEB), 0, 0, [], ""),
        (chain(None), 0, None, [], ""),
        (chain(FEB, AUG), 1, 184, [184], "revised once, 184 days later"),
        (chain(FEB, AUG, SEP), 2, 214, [184, 30], "revised twice, 214 days later in all"),
        (chain(SEP, AUG), 1, -30, [-30], "revised once, 30 days earlier"),
        (chain(FEB, AUG, FEB), 2, 0, [184, -184], "revised twice, the same day in all"),
        (chain(FEB, None), 1, None, [None], "revised once, no date now"),
        (chain(FEB, None, AUG), 2, 184, [None, 184], "revised twice, 184 days later in all"),
        (
            chain(FEB, SEP, None, AUG), 3, 184, [214, None, -30],
            "revised 3 times, 184 days later in all",
        ),
    ],
)  # fmt: skip
def test_times_and_days_are_counted(found, times, days, moves, words):
    assert (found.times, found.days) == (times, days)
    assert [each.days for each in found.moves] == moves
    assert moved_words(found) == words


@given(st.dates(), st.lists(st.none() | st.dates(), max_size=8))
def test_the_moves_add_up_to_the_days_in_all(agreed, days):
    found = chain(agreed, *days)
    assert found.times == len(days)
    if found.days is not None:
        assert sum(each.days for each in found.moves if each.days is not None) == found.days


def test_words():
    assert [times_words(each) for each in range(4)] == ["never", "once", "twice", "3 times"]
    assert [days_words(each) for each in (1, -1, 0, None)] == [
        "1 day later", "1 day earlier", "the same day", "no date",
    ]  # fmt: skip
    moves = chain(FEB, None, AUG).moves
    assert [move_words(each) for each in moves] == [
        "29 Feb 2020 taken out", "none to 31 Aug 2020 (184 days later)",
    ]  # fmt: skip
    assert move_words(chain(FEB, AUG).moves[0]) == "29 Feb 2020 to 31 Aug 2020 (184 days later)"


@pytest.fixture
def found(plan, today):
    """What became of the due date of an action, which list and page must say alike."""

    def look(action):
        detail = action_detail(plan, action, today=today)
        agreed, revisions = plan_due_dates(plan).get(action, (None, ()))
        assert (agreed, revisions) == (detail.agreed_due, detail.revisions)
        told = slipping(agreed, revisions, detail.row.due)
        return told.agreed, told.times, told.days, [each.days for each in told.moves]

    return look


def test_a_date_taken_out_and_given_again_is_revised_twice_from_the_agreed_one(
    plan, ids, by, today, found
):
    one = ids["1"]
    edit(plan, one, {"due": None}, by=by, today=today, reason="Waiting for the board")
    assert found(one) == (FEB, 1, None, [None])
    edit(plan, one, {"due": "2020-08-31"}, by=by, today=today, reason="The board has met")
    assert found(one) == (FEB, 2, 184, [None, 184])
    reasons = [each.reason for each in action_detail(plan, one, today=today).revisions]
    assert reasons == ["The board has met", "Waiting for the board"]
    undo(plan, by=by)
    undo(plan, by=by)
    assert found(one) == (FEB, 0, 0, [])
    redo(plan, by=by)
    redo(plan, by=by)
    assert found(one) == (FEB, 2, 184, [None, 184])


def test_a_first_date_is_agreed_however_late_it_comes(plan, agencies, ids, by, today, found):
    one = ids["10"]
    assert found(one) == (None, 0, None, [])
    edit(plan, one, {"due": "2020-08-31"}, by=by, today=today)
    assert found(one) == (AUG, 0, 0, [])
    revise_due(plan, [one], SEP, by=by, reason="x")
    assert found(one) == (AUG, 1, 30, [30])
    new = NewAction("99", agencies["Thames Valley Police"], "Do.", timescale="End August 2020")
    assert found(add_action(plan, new, by=by).created) == (AUG, 0, 0, [])


def test_a_first_date_that_was_undone_is_not_the_agreed_one(plan, ids, by, today, found):
    edit(plan, ids["10"], {"due": "2020-08-31"}, by=by, today=today)
    undo(plan, by=by)
    edit(plan, ids["10"], {"due": "2020-09-30"}, by=by, today=today)
    assert found(ids["10"]) == (SEP, 0, 0, [])


def test_a_date_that_comes_back_to_the_agreed_one_was_moved_all_the_same(plan, ids, by, found):
    revise_due(plan, [ids["1"]], AUG, by=by, reason="x")
    revise_due(plan, [ids["1"]], FEB, by=by, reason="y")
    assert found(ids["1"]) == (FEB, 2, 0, [184, -184])
