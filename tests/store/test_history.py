"""One action, whole; and the log in sentences."""

import time
from datetime import UTC, date, datetime

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
from db.connection import reading
from db.errors import Refused
from db.event import Event
from db.history import action_detail, due_dates, plan_due_dates, plan_history, what_was_done
from db.leads import leads_to_json, read_leads
from db.log import read_events
from db.rating import Scheme
from db.sentences import history_line, sentence
from db.ship import ship
from db.undo import next_undo, redo, undo


@pytest.fixture(autouse=True)
def london(monkeypatch):
    """This machine stands in London."""
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def said(plan, ids):
    """The newest sentences of action 1, or of another action, or of the whole plan."""

    def look(reference="1", most=99):
        action = ids.get(reference)
        return [entry.sentence for entry in plan_history(plan, action=action)][:most]

    return look


def test_the_log_of_a_loaded_plan_is_its_loading_and_its_ratings(said):
    assert said(None) == [
        "Rated On track (was unrated)",
        "Rated Completed (was unrated)",
        "Plan loaded from test",
    ]
    assert said("1") == []


def test_a_line_says_what_who_when_and_why(plan, ids, by, today):
    rate(plan, {ids["28a"]: "minor-risk"}, by=by, today=today, reason="Staff left.")
    add_update(plan, [ids["28a"]], "Seen\nby  the *board*.", by=by, day=today)
    newest, before = plan_history(plan)[:2]
    assert history_line(newest) == (
        "Progress update: Seen by the *board*. by A. Coordinator, 1 Jul 2020 10:00"
    )
    assert history_line(before) == (
        "Rated Minor risk (was On track) by A. Coordinator, 1 Jul 2020 10:00: Staff left."
    )
    assert (newest.reference, before.reference) == ("28a", "28a")
    assert (before.author, before.origin, before.reason) == (
        "A. Coordinator", "typed", "Staff left.",
    )  # fmt: skip


def test_every_command_has_its_sentence(plan, ids, agencies, by, today, said, tmp_path):
    def change(changes, reason=""):
        edit(plan, ids["1"], changes, by=by, today=today, reason=reason)

    police = agencies["Thames Valley Police"]
    told = {}
    commands = [
        (lambda: rate(plan, {ids["1"]: "significant-risk"}, by=by, today=today),
         "Rated Significant risk (was unrated)"),
        (lambda: rate(plan, {ids["1"]: "significant-risk"}, by=by, today=today),
         "Rated Significant risk again"),
        (lambda: change({"finding": "x"}), "Finding edited"),
        (lambda: change({"action": "x"}), "Action edited"),
        (lambda: change({"reference": "1b"}), "Reference changed to “1b” (was “1”)"),
        (lambda: change({"timescale": "Ongoing"}),
         "Timescale changed to “Ongoing” (was “End February 2020”)"),
        (lambda: change({"timescale": None}), "Timescale taken out (was “Ongoing”)"),
        (lambda: change({"forecast": "2020-09-01"}), "Forecast set to 1 Sep 2020"),
        (lambda: change({"forecast": None}), "Forecast taken out (was 1 Sep 2020)"),
        (lambda: revise_due(plan, [ids["1"]], date(2020, 9, 30), by=by, reason="x"),
         "Due date revised to 30 Sep 2020 (was 29 Feb 2020)"),
        (lambda: change({"due": None}, "x"), "Due date taken out (was 30 Sep 2020)"),
        (lambda: change({"sources": '["SY2", "§8"]'}), "Sources set to SY2, §8"),
        (lambda: change({"leads": leads_to_json(read_leads("A. Else\nBoard"))}),
         "Leads changed to A. Else; Board (was Jonathan Eastwood)"),
        (lambda: change({"agency": police}),
         "Agency changed to Thames Valley Police (was Children's Social Care)"),
        (lambda: end_otherwise(plan, [ids["1"]], "moved", by=by, reason="x"),
         "Ended: moved to another action"),
        (lambda: reopen(plan, [ids["1"]], by=by, reason="x"), "Opened again"),
        (lambda: add_evidence(plan, ids["1"], NewEvidence("The audit"), by=by),
         "Evidence added: The audit"),
    ]  # fmt: skip
    for command, expected in commands:
        command()
        told[expected] = said("1", 1)
    assert told == {expected: [expected] for _, expected in commands}
    add_agency(plan, "Health", by=by)
    assert said(None, 1) == ["Agency Health added"]
    rename_agency(plan, police, "Police", by=by)
    assert said(None, 1) == ["Agency renamed to Police (was Thames Valley Police)"]
    ship(plan, tmp_path / "sent.db", to="Health", by=by)
    assert said(None, 1) == ["Issued to Health"]


def test_an_action_that_was_added_says_so_once(plan, agencies, by, today):
    new = NewAction("99", agencies["Thames Valley Police"], "Do it.", timescale="May 2020")
    created = add_action(plan, new, by=by, reason="Asked for.").created
    assert [entry.sentence for entry in plan_history(plan, action=created)] == ["Action added"]
    assert next(entry.sentence for entry in plan_history(plan)) == "Action added"
    edit(plan, created, {"finding": "Why."}, by=by, today=today)
    assert [entry.sentence for entry in plan_history(plan, action=created)] == [
        "Finding edited", "Action added",
    ]  # fmt: skip


def test_what_is_undone_and_done_again_is_said_so(plan, ids, by, today, said):
    revise_due(plan, [ids["1"]], date(2020, 9, 30), by=by, reason="x")
    undo(plan, by=by)
    redo(plan, by=by)
    undo(plan, by=by)
    add_update(plan, [ids["1"]], "Done.", by=by, day=today)
    undo(plan, by=by)
    redo(plan, by=by)
    rate(plan, {ids["1"]: "significant-risk"}, by=by, today=today)
    undo(plan, by=by)
    assert said("1")[::-1] == [
        "Due date revised to 30 Sep 2020 (was 29 Feb 2020)",
        "Undone: due date revised to 30 Sep 2020 (was 29 Feb 2020)",
        "Done again: due date revised to 30 Sep 2020 (was 29 Feb 2020)",
        "Undone: due date revised to 30 Sep 2020 (was 29 Feb 2020)",
        "Progress update: Done.",
        "Progress update withdrawn (undone)",
        "Progress update put back (done again)",
        "Rated Significant risk (was unrated)",
        "Undone: rated Significant risk (was unrated)",
    ]


def test_lists_that_stay_empty_have_no_sentence(plan, ids, by, today, said):
    edit(plan, ids["33"], {"leads": None, "sources": None, "finding": None}, by=by, today=today)
    assert said("33") == ["Finding edited"]


def test_long_text_is_cut_on_its_line(plan, ids, by, today, said):
    add_update(plan, [ids["1"]], "word " * 100, by=by, day=today)
    (line,) = said("1", 1)
    assert line.endswith("word…")
    assert len(line) <= len("Progress update: ") + 80


def test_a_rating_that_no_scheme_knows_is_shown_by_its_code():
    values = dict.fromkeys(Event.__annotations__, None) | {
        "kind": "set", "etype": "action", "field": "rating", "old": None, "new": "purple",
        "origin": "typed",
    }  # fmt: skip
    assert sentence(Event(**values), Scheme([]), {}) == "Rated purple (was unrated)"
    taken = Event(**values | {"old": "purple", "new": None})
    assert sentence(taken, Scheme([]), {}) == "Rating taken back (was purple)"
    assert sentence(Event(**values | {"etype": "plan", "field": "title"}), Scheme([]), {}) is None


def test_the_log_is_bounded_by_time_and_by_rows(plan, ids, by, today):
    for text in ("one", "two", "three"):
        add_update(plan, [ids["1"]], text, by=by, day=today)
    since = datetime(2020, 7, 1, 9, 0, 2, tzinfo=UTC)
    texts = [entry.sentence for entry in plan_history(plan, action=ids["1"], since=since)]
    assert texts == ["Progress update: three", "Progress update: two"]
    assert len(plan_history(plan, most=5)) == 1
    assert len(plan_history(plan, most=10)) == 2
    assert plan_history(plan, most=0) == ()


def test_a_command_is_told_in_one_sentence(plan, ids, by, today):
    assert what_was_done(plan, next_undo(plan)) == ""
    rate(plan, {ids[one]: "completed" for one in ("1", "10", "28a")}, by=by, today=today)
    told = what_was_done(plan, next_undo(plan))
    assert told.startswith("Rated Completed (was unrated), action 1, and 2 more (by A. Coordinator")
    add_agency(plan, "Health", by=by)
    assert what_was_done(plan, next_undo(plan)).startswith("Agency Health added (by A. Coord")


def test_an_action_is_shown_whole(plan, ids, by, today):
    add_evidence(plan, ids["28a"], NewEvidence("Later", file_name="b", file=b"2"), by=by)
    detail = action_detail(plan, ids["28a"], today=today)
    assert (detail.reference_cell, detail.agreed_due) == ("28a", date(2020, 7, 31))
    assert [each.title for each in detail.evidence] == ["Later", "Audit"]
    first = detail.evidence[1]
    assert (first.kind, first.note, first.link, first.file_name, first.author) == (
        "audit", "Twelve cases", "https://example.org/a", "audit.bin", "L. Oader",
    )  # fmt: skip
    assert len(detail.history) == 2


def test_an_action_that_is_not_there_or_was_taken_back_is_not_shown(plan, agencies, by, today):
    created = add_action(
        plan, NewAction("99", agencies["Thames Valley Police"], "x"), by=by
    ).created
    undo(plan, by=by)
    for action in ("ghost", created):
        with pytest.raises(Refused, match="that action is not in the plan"):
            action_detail(plan, action, today=today)


def test_due_dates_of_all_actions_are_those_of_each(plan, ids, by, today):
    revise_due(plan, [ids["1"], ids["28a"]], date(2020, 9, 30), by=by, reason="x")
    undo(plan, by=by)
    redo(plan, by=by)
    for action, (agreed, revisions) in plan_due_dates(plan).items():
        detail = action_detail(plan, action, today=today)
        assert (detail.agreed_due, detail.revisions) == (agreed, revisions)
    assert ids["10"] not in plan_due_dates(plan)


def test_rows_that_wait_and_rows_of_other_fields_are_no_revisions(plan, ids, hand):
    with reading(plan) as connection:
        events = read_events(connection)
    own = [event for event in events if event.entity == ids["1"]]
    assert due_dates(own) == (date(2020, 2, 29), ())
    assert due_dates(event for event in own if event.field != "due") == (None, ())
