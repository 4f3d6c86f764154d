"""Who has a copy: to whom it went, since when, from which tip, and whether it came back."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from db.changes import add_update
from db.copies import held_last, issued_copies, overdue_copies, overdue_first
from db.history import plan_history
from db.merge import merge
from db.merge_record import MergeRecord, record_to_json
from db.queries import plan_facts
from db.references import identity
from db.sentences import history_line
from db.ship import ship
from db.signature import Signature
from db.snapshot import plan_document
from db.store import make_plan, open_plan
from db.verify import verify

BACK_BY = date(2020, 7, 10)
LATER = date(2020, 7, 15)


@pytest.fixture
def send(plan, tmp_path, by):
    """Ship a copy to somebody; returns what was shipped."""
    numbers = iter(range(100))

    def to(who, **how):
        return ship(plan, tmp_path / f"copy-{next(numbers)}.db", to=who, by=by, **how)

    return to


@pytest.fixture
def came_back(file, hand):
    """Write the row of a merge, as for a returned file that was taken in."""

    def merge(issued, name="plan-health.db", *, by="A. Coordinator", raw=None, chain=None, **said):
        values = {"sha256": "31f2" * 16, "tip": "9ab3" * 16, "sent_to": "Health"} | said
        record = MergeRecord(name, issued=issued, **values)
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            (entity,) = connection.execute("SELECT entity FROM event WHERE seq = 1").fetchone()
            seq = connection.execute("SELECT max(seq) FROM event").fetchone()
            row = hand.row(
                connection, ("plan", entity, ""), hashed=True, kind="merge", sup1=None, old=None,
                applied=0, new=record_to_json(record) if raw is None else raw, author=by,
                origin="merged", at="2020-07-12T09:00:00.000Z", nonce=f"n{seq}", **(chain or {}),
            )  # fmt: skip
            hand.write(connection, row)

    return merge


def listed(plan, today=LATER):
    return [each.to for each in issued_copies(plan, today=today)]


def test_nobody_has_a_copy_until_one_is_shipped(plan, today):
    assert issued_copies(plan, today=today) == ()
    assert overdue_copies(plan, today=today) == 0


def test_a_copy_is_known_by_whom_it_went_to_when_and_from_which_tip(plan, send, today):
    sent = send("Health")
    (copy,) = issued_copies(plan, today=today)
    assert (copy.to, copy.by, copy.tip) == ("Health", "A. Coordinator", sent.tip)
    assert copy.seq == plan_facts(plan).events
    assert copy.at.isoformat(timespec="seconds") == "2020-07-01T09:00:01+00:00"
    assert (copy.back_by, copy.returns, copy.out) == (None, (), True)
    with open_plan(sent.path) as theirs:
        assert plan_facts(theirs).tip == copy.tip


def test_the_log_says_in_plain_words_by_which_day_a_copy_is_asked_back(plan, send):
    send("Health", back_by=date(2026, 12, 10))
    note = plan_document(plan).log[-1]
    assert (note.kind, note.new, note.reason) == ("note", "Health", "back by 2026-12-10")
    (copy,) = issued_copies(plan, today=LATER)
    assert copy.back_by == date(2026, 12, 10)
    line = history_line(plan_history(plan)[0])
    assert line.startswith("Issued to Health by A. Coordinator, ")
    assert line.endswith(": back by 2026-12-10")
    assert verify(plan.path).sound


@pytest.mark.parametrize(
    "reason",
    ["back by 2026-13-10", "back by 10 Dec 2026", "back by ٢٠٢٦-12-10", "please back by 2026-12-10",
     "back by 2026-12-10\n", "back by 0000-01-01", None],
)  # fmt: skip
def test_a_note_that_names_no_day_asks_nothing_back(plan, file, hand, reason):
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        (entity,) = connection.execute("SELECT entity FROM event WHERE seq = 1").fetchone()
        cell = ("plan", entity, "issued")
        row = hand.row(connection, cell, kind="note", new="Health", reason=reason, hashed=True)
        hand.write(connection, row)
    (copy,) = issued_copies(plan, today=LATER)
    assert (copy.to, copy.back_by, copy.overdue) == ("Health", None, False)


def test_copies_stand_with_the_newest_first(plan, send):
    for who in ("Health", "Police", "Schools"):
        send(who)
    assert listed(plan) == ["Schools", "Police", "Health"]


@pytest.mark.parametrize(
    ("today", "days"),
    [(BACK_BY, 0), (BACK_BY + timedelta(1), 1), (LATER, 5), (date(2020, 7, 1), 0)],
)
def test_a_copy_is_overdue_from_the_day_after_it_was_asked_back_by(plan, send, today, days):
    send("Health", back_by=BACK_BY)
    send("Police")
    police, health = issued_copies(plan, today=today)
    assert (health.days_overdue, health.overdue) == (days, days > 0)
    assert (police.days_overdue, police.overdue) == (0, False)
    assert overdue_copies(plan, today=today) == (1 if days else 0)


def test_days_out_are_counted_from_the_day_of_issue_and_never_below_none(plan, send):
    send("Health")
    (copy,) = issued_copies(plan, today=LATER)
    assert copy.days_out == 14
    (copy,) = issued_copies(plan, today=date(2020, 6, 1))
    assert copy.days_out == 0


def test_a_copy_that_came_back_says_as_which_file_when_and_by_whom(plan, send, came_back):
    sent = send("Health", back_by=BACK_BY)
    came_back(sent.tip, by="B. Deputy")
    (copy,) = issued_copies(plan, today=LATER)
    (back,) = copy.returns
    assert (back.name, back.by, back.sha256, back.tip) == (
        "plan-health.db", "B. Deputy", "31f2" * 16, "9ab3" * 16,
    )  # fmt: skip
    assert back.at.isoformat() == "2020-07-12T09:00:00+00:00"
    assert (copy.out, copy.overdue, copy.days_out) == (False, False, 0)
    assert verify(plan.path).sound


def test_a_copy_may_come_back_several_times(plan, send, came_back):
    sent = send("Health")
    came_back(sent.tip, "first.db")
    came_back(sent.tip, "second.db")
    (copy,) = issued_copies(plan, today=LATER)
    assert [each.name for each in copy.returns] == ["first.db", "second.db"]


def test_a_file_that_came_by_other_means_is_no_copys_return(plan, send, came_back):
    send("Health", back_by=BACK_BY)
    came_back("", "found.db", sent_to="")
    came_back("ab" * 32, "of another plan.db")
    came_back("", raw="no record at all")
    came_back("", raw='{"issued": 3')
    came_back("", raw="[" * 10_000)
    (copy,) = issued_copies(plan, today=LATER)
    assert copy.overdue


def test_several_copies_of_one_person_are_told_apart(plan, send, came_back):
    first, second = send("Health"), send("Health")
    came_back(first.tip)
    newer, older = issued_copies(plan, today=LATER)
    assert (newer.tip, newer.out) == (second.tip, True)
    assert (older.tip, older.out) == (first.tip, False)


def test_what_a_person_holds_last_is_their_newest_copy_however_the_name_is_written(plan, send):
    send("Health")
    send("Police")
    last = send(" HEALTH ")
    held = held_last(issued_copies(plan, today=LATER))
    assert held.keys() == {identity("Health"), identity("Police")}
    assert held[identity("health")].tip == last.tip


def test_a_later_copy_that_was_asked_back_is_waited_for_in_place_of_the_earlier(plan, send):
    send("Health", back_by=BACK_BY)
    send("health", back_by=date(2020, 8, 1))
    newer, older = issued_copies(plan, today=LATER)
    assert (older.out, older.replaced, older.overdue) == (True, True, False)
    assert (newer.replaced, newer.overdue) == (False, False)
    assert overdue_copies(plan, today=LATER) == 0
    assert overdue_copies(plan, today=date(2020, 8, 2)) == 1


def test_a_later_copy_that_came_back_settles_the_earlier_one(plan, send, came_back):
    send("Health", back_by=BACK_BY)
    assert overdue_copies(plan, today=LATER) == 1
    later = send("Health")
    assert overdue_copies(plan, today=LATER) == 1, "one for information takes nothing's place"
    came_back(later.tip)
    assert overdue_copies(plan, today=LATER) == 0


def test_what_is_overdue_stands_first_then_what_is_out(plan, send, came_back):
    send("Long ago", back_by=date(2020, 7, 2))
    send("Out")
    came_back(send("Back").tip)
    send("Late", back_by=BACK_BY)
    copies = overdue_first(issued_copies(plan, today=LATER))
    assert [each.to for each in copies] == ["Long ago", "Late", "Out", "Back"]


def test_a_copy_that_a_recipient_issued_on_is_listed_once_it_came_in_by_merging(
    plan, file, send, came_back, hand, tmp_path
):
    """Its row has no effect here: the cell holds the row of another copy."""
    theirs = send("Health")
    with open_plan(theirs.path) as copy:
        on = ship(copy, tmp_path / "on.db", to="The ward", by=Signature("H. Ealth"))
        note = plan_document(copy).log[-1]
    ours = send("Police")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        (seq,) = connection.execute("SELECT max(seq) + 1 FROM event").fetchone()
        row = note._asdict() | {"seq": seq, "applied": 0}
        hand.write(connection, row)
    came_back(theirs.tip, chain={"chain1": ours.tip, "chain2": on.tip})
    copies = {each.to: each for each in issued_copies(plan, today=LATER)}
    assert copies.keys() == {"Health", "Police", "The ward"}
    assert (copies["The ward"].by, copies["The ward"].tip) == ("H. Ealth", on.tip)
    assert verify(file).sound


def test_a_plan_that_was_exported_and_made_again_knows_who_has_a_copy(
    plan, send, came_back, by, tmp_path
):
    came_back(send("Health", back_by=BACK_BY).tip)
    send("Police", back_by=BACK_BY)
    with make_plan(tmp_path / "made.db", plan_document(plan), by=by, source="x") as made:
        assert issued_copies(made, today=LATER) == issued_copies(plan, today=LATER)


def test_who_has_a_copy_is_found_without_going_through_the_log(plan, send, ids, by, today):
    send("Health")
    add_update(plan, [ids["1"]], "Done.", by=by, day=today)
    asked = []
    with plan.locked_eye() as connection:
        connection.set_trace_callback(asked.append)
    issued_copies(plan, today=LATER)
    with plan.locked_eye() as connection:
        connection.set_trace_callback(None)
        queries = [query for query in asked if query.startswith("SELECT")]
        steps = [
            step[3]
            for query in queries
            for step in connection.execute(f"EXPLAIN QUERY PLAN {query}")
        ]
    assert len(queries) == 3
    assert not [step for step in steps if step.startswith("SCAN")]


def test_a_merge_reads_well_in_the_log(plan, send, came_back):
    came_back(send("Health").tip)
    came_back("", "found.db", sent_to="")
    came_back("", raw="odd")
    said = [entry.sentence for entry in plan_history(plan)][:3]
    assert said == [
        "Merged odd",
        "Merged found.db (tip 9ab39ab39ab3, SHA-256 31f231f231f2)",
        "Merged plan-health.db, the copy issued to Health (tip 9ab39ab39ab3, SHA-256 31f231f231f2)",
    ]


def test_what_is_really_merged_came_back_and_brings_what_was_issued_on(
    plan, send, ids, by, today, tmp_path
):
    sent, kept = send("Health", back_by=BACK_BY), send("Police", back_by=BACK_BY)
    theirs = Signature("H. Ealth", by.clock)
    with open_plan(sent.path) as copy:
        add_update(copy, [ids["1"]], "Done.", by=theirs, day=today)
        ship(copy, tmp_path / "on.db", to="The ward", by=theirs)
    merge(plan, [sent.path], by=by)
    with open_plan(sent.path) as copy:
        add_update(copy, [ids["2"]], "Done, too.", by=theirs, day=today)
    merge(plan, [sent.path], by=by)
    copies = {each.to: each for each in issued_copies(plan, today=LATER)}
    assert [each.name for each in copies["Health"].returns] == [sent.path.name] * 2
    assert (copies["The ward"].by, copies["The ward"].out) == ("H. Ealth", True)
    assert [each.to for each in copies.values() if each.overdue] == ["Police"]
    assert copies["Police"].tip == kept.tip
