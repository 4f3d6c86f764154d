"""Decisions where copies came together: of three people, taken back, undone, and told again."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from db.additions import NewAction, add_action, add_agency, rename_agency
from db.changes import add_update, edit, end_otherwise, revise_due
from db.copies import issued_copies
from db.errors import PlanError, Refused
from db.event import Kind, event_hash
from db.history import action_detail
from db.log import changing
from db.proposed import Choice, Standing
from db.queries import agency_names
from db.renaming import merge_agencies
from db.ship import ship
from db.signature import Signature
from db.store import open_plan
from db.undo import next_redo, next_undo, undo
from db.verify import verify
from tests.store.conftest import unguarded
from tests.store.returned_side import TODAY, Side
from tests.store.test_attacks_bypass import rewrite
from tests.store.worlds import shown_by, unbacked_ratings

OURS = "A. Coordinator"


@pytest.fixture
def ours(file):
    return Side(file, OURS)


@pytest.fixture
def action(ids):
    return ids["1"]


@pytest.fixture
def send(ours, tmp_path):
    """Issue a copy to somebody, who then works on it."""

    def to(who, of=None):
        out = tmp_path / f"{who}.db"
        (of or ours).do(ship, out, to=who)
        return Side(out, who)

    return to


def finding(side, action, text):
    return side.do(edit, action, {"finding": text}, today=TODAY)


def newest_undo(side):
    with open_plan(side.path) as plan:
        return {each.batch for each in next_undo(plan)}, next_redo(plan)


def test_whoever_takes_a_change_back_leaves_what_the_other_said(ours, send, action):
    bob = send("Bob")
    finding(ours, action, "Ours.")
    finding(bob, action, "Bob's.")
    assert ours.merge(bob).waiting == 1
    ours.do(undo)
    assert (ours.shown(action, "finding"), ours.waiting()) == ("Bob's.", [])
    assert ours.told(action)[0].startswith("Taken from Bob (")
    bob.merge(ours)
    assert shown_by(bob.path) == shown_by(ours.path)


@pytest.mark.parametrize("first", ["we had rated it before", "nobody had"])
def test_a_decision_for_unrated_is_what_undo_reverses_next(ours, send, ids, action, first):
    if first == "we had rated it before":
        ours.rate(action, "on-track")
        ours.do(undo)
    finding(ours, ids["10"], "Something else.")
    bob = send("Bob")
    bob.rate(action, "minor-risk")
    ours.merge(bob)
    done = ours.decide(Choice.OURS, lambda change: change.what == "Rating")
    assert ours.shown(action) is None
    assert newest_undo(ours) == ({done.batch}, ())
    ours.do(undo)
    assert ours.shown(action) == "minor-risk"
    assert unbacked_ratings(ours.path) == []


def test_their_unrating_can_be_taken_and_that_undone(ours, send, action):
    ours.rate(action, "on-track")
    bob = send("Bob")
    bob.do(undo)
    ours.rate(action, "significant-risk")
    assert ours.merge(bob).waiting == 1
    done = ours.decide(Choice.THEIRS)
    assert (ours.shown(action), ours.waiting()) == (None, [])
    assert ours.told(action)[0].startswith("Decided as Bob (")
    assert newest_undo(ours) == ({done.batch}, ())
    ours.do(undo)
    assert (ours.shown(action), len(ours.waiting())) == ("significant-risk", 1)


def test_unrated_that_was_decided_does_not_give_way_to_the_next_copy(ours, send, action):
    bob, cyd = send("Bob"), send("Cyd")
    bob.rate(action, "on-track")
    cyd.rate(action, "significant-risk")
    ours.merge(bob)
    ours.decide(Choice.OURS, lambda change: change.what == "Rating")
    assert ours.merge(cyd).waiting == 1
    assert ours.shown(action) is None
    ours.decide(Choice.OURS)
    told = ours.told(action)
    assert told[0].startswith("Decided to keep it unrated, and not as Cyd (")
    assert not [said for said in told if said.startswith("Rated ")], "nobody here has rated it"
    assert verify(ours.path).sound


def test_three_who_disagree_are_decided_one_by_one_or_all_for_ours_or_a_third(ours, send, action):
    bob, cyd = send("Bob"), send("Cyd")
    for side in (ours, bob, cyd):
        finding(side, action, f"As {side.name} says.")
    assert ours.merge(bob, cyd).waiting == 2
    with pytest.raises(Refused, match="several copies say something else"):
        ours.decide(Choice.THEIRS)
    assert len(ours.waiting()) == 2
    ours.decide(Choice.THEIRS, lambda change: change.theirs.author == "Cyd")
    assert (ours.shown(action, "finding"), len(ours.waiting())) == ("As Cyd says.", 1)
    ours.decide(Choice.OURS)
    assert ours.waiting() == []
    ours.do(undo)
    ours.do(undo)
    assert len(ours.waiting()) == 2
    ours.decide(Choice.OTHER, text="As all say.")
    assert (ours.shown(action, "finding"), ours.waiting()) == ("As all say.", [])


def test_two_copies_that_disagree_with_each_other_alone_wait_whatever_is_said_of_ours(
    ours, send, action
):
    bob, cyd = send("Bob"), send("Cyd")
    finding(bob, action, "Bob's.")
    finding(cyd, action, "Cyd's.")
    assert ours.merge(bob, cyd, conflicts=Choice.OURS).waiting == 1


def test_theirs_is_not_taken_at_once_where_the_rules_forbid_it(ours, send, action):
    bob = send("Bob")
    ours.rate(action, "significant-risk")
    ours.do(end_otherwise, [action], "superseded", reason="by 2")
    bob.rate(action, "on-track")
    assert ours.merge(bob, conflicts=Choice.THEIRS).waiting == 1
    with pytest.raises(Refused, match="reopen before rating"):
        ours.decide(Choice.THEIRS)


@pytest.mark.parametrize("conflicts", [0, 1])
def test_a_copy_that_changes_the_plan_itself_is_reviewed_like_any_other(ours, send, conflicts):
    bob = send("Bob")
    for side in (bob, ours)[: 1 + conflicts]:
        with open_plan(side.path) as plan, changing(plan, Signature(side.name)) as log:
            entity = log.connection.exec_driver_sql("SELECT id FROM plan").scalar_one()
            log.set("plan", entity, "title", f"As {side.name} calls it")
    assert ours.merge(bob).waiting == conflicts
    (change,) = ours.review()
    assert (change.what, change.theirs.text) == ("Title of the plan", "As Bob calls it")
    assert Choice.OTHER not in change.choices
    ours.decide(Choice.THEIRS if conflicts else Choice.OURS, lambda _: True)
    assert ours.waiting() == []


def test_revisions_are_kept_through_a_decision_that_is_undone(ours, send, action):
    bob = send("Bob")
    ours.do(revise_due, [action], date(2020, 8, 1), reason="late")
    bob.do(revise_due, [action], date(2020, 9, 1), reason="later")

    def revised():
        with open_plan(ours.path) as plan:
            return [each.after for each in action_detail(plan, action, today=TODAY).revisions]

    ours.merge(bob)
    for _ in range(2):
        assert revised() == [date(2020, 8, 1)]
        ours.decide(Choice.OURS)
        assert revised() == [date(2020, 8, 1)]
        ours.do(undo)
    assert revised() == [date(2020, 8, 1)]


@pytest.mark.parametrize("who", ["they", "we"])
@pytest.mark.parametrize("copied", [False, True])
def test_work_on_what_the_other_side_has_ended_is_marked(ours, send, tmp_path, ids, who, copied):
    path = tmp_path / "copied.db"
    bob = Side(Path(shutil.copy(ours.path, path)), "Bob") if copied else send("Bob")
    ending, working = (bob, ours) if who == "they" else (ours, bob)
    ending.do(end_otherwise, [ids["1"]], "superseded", reason="so")
    working.do(add_update, [ids["1"]], "Met.", day=TODAY)
    bob.do(end_otherwise, [ids["28a"]], "superseded", reason="so")
    bob.do(add_update, [ids["28a"]], "Met.", day=TODAY)
    ours.merge(bob)
    marked = {each.reference: "; ".join(each.marks) for each in ours.review()}
    assert "worked on" in marked["1"]
    assert "worked on" not in marked["28a"], "only they did both"


def test_the_name_of_an_agency_is_asked_about_while_an_action_is_in_it(ours, send, agencies, ids):
    bob = send("Bob")
    gone, into = list(agencies.values())[:2]
    ours.do(rename_agency, gone, "Ours")
    ours.do(merge_agencies, [gone], into)
    bob.do(rename_agency, gone, "Bob's")
    bob.do(add_action, NewAction("40", gone, "Do it."))
    assert ours.merge(bob).waiting >= 1
    assert "Agency's name" in [each.what for each in ours.waiting()]


def test_a_row_that_another_file_of_the_same_go_holds_rewritten_is_found(ours, send, action):
    bob = send("Bob")
    finding(bob, action, "Bob's.")
    cyd = Side(Path(shutil.copy(bob.path, bob.path.with_name("Cyd.db"))), "Cyd")

    def change(row):
        if row["new"] == "Bob's.":
            row["new"] = "As if Bob had said so."

    with unguarded(cyd.path) as connection:
        rewrite(connection, change, genesis=False)
        said = "UPDATE action SET finding = 'As if Bob had said so.' WHERE finding = ?"
        connection.execute(said, ["Bob's."])
    before = ours.path.read_bytes()
    with pytest.raises(PlanError, match="its history was rewritten"):
        ours.merge(bob, cyd)
    assert ours.path.read_bytes() == before


def test_a_copy_that_was_passed_on_and_comes_straight_back_is_known(ours, send, action):
    bob = send("Bob")
    finding(bob, action, "Bob's.")
    dee = send("Dee", bob)
    finding(dee, action, "Dee's.")
    assert ours.merge(dee).files[0].record.sent_to == "Dee"
    with open_plan(ours.path) as plan:
        out = {each.to: each.out for each in issued_copies(plan, today=TODAY)}
    assert out == {"Bob": True, "Dee": False}
    finding(bob, action, "Bob's again.")
    assert ours.merge(bob).files[0].record.sent_to == "Bob"


def test_what_a_copy_says_of_others_coming_back_to_it_is_not_believed(ours, send, action):
    bob, police = send("Bob"), send("Police")
    bob.merge(police)
    finding(police, action, "Police's.")
    bob.merge(police)
    ours.merge(bob)
    with open_plan(ours.path) as plan:
        out = {each.to: each.out for each in issued_copies(plan, today=TODAY)}
    assert out == {"Bob": False, "Police": True}


def test_what_they_had_taken_back_themselves_is_not_listed(ours, send, agencies):
    bob = send("Bob")
    bob.do(add_action, NewAction("40", next(iter(agencies.values())), "A slip."))
    bob.do(undo)
    ours.merge(bob)
    assert ours.review() == ()


def test_a_reference_that_is_taken_here_is_marked_before_it_is_decided(ours, send, ids):
    bob = send("Bob")
    ours.do(edit, ids["1"], {"reference": "1a"}, today=TODAY)
    bob.do(edit, ids["1"], {"reference": "1b"}, today=TODAY)
    ours.do(edit, ids["10"], {"reference": "1b"}, today=TODAY)
    ours.merge(bob)
    (conflict,) = ours.waiting()
    assert [mark for mark in conflict.marks if "another action is called 1b as well" in mark]


def test_the_same_unchanged_file_twice_in_one_go_came_back_once(ours, send):
    bob = send("Bob")
    assert [each.merged for each in ours.merge(bob, bob).files] == [True, False]


def test_a_log_with_two_ends_is_refused(ours, send, action, hand):
    bob = send("Bob")
    finding(bob, action, "Bob's.")
    with unguarded(bob.path) as connection:
        seq, chain = connection.execute(
            "SELECT seq, chain1 FROM event ORDER BY seq DESC"
        ).fetchone()
        older = connection.execute("SELECT * FROM event WHERE seq = ?", [seq - 2]).fetchone()
        assert older and chain
        rows = connection.execute("SELECT * FROM event WHERE seq = ?", [seq])
        names = [each[0] for each in rows.description]
        row = dict(zip(names, rows.fetchone(), strict=True))
        row |= {"chain1": older[1], "counter": older[6] + 1}
        row["hash"] = event_hash(row)
        connection.execute("DELETE FROM event WHERE seq = ?", [seq])
        connection.execute(
            f"INSERT INTO event VALUES ({', '.join('?' * len(names))})", list(row.values())
        )
    assert not verify(bob.path).sound
    with pytest.raises(PlanError, match="more than one end"):
        ours.merge(bob)


def test_a_merge_that_does_not_say_what_was_merged_is_found(ours, send, action, hand):
    bob = send("Bob")
    finding(bob, action, "Bob's.")
    ours.merge(bob)
    with unguarded(ours.path) as connection:

        def change(row):
            if row["kind"] == Kind.MERGE:
                row["new"] = row["new"].replace("Bob.db", "Bob\\u001b.db")

        rewrite(connection, change, genesis=False)
    assert not verify(ours.path).sound


def test_a_third_value_may_be_an_agency_that_stands_because_of_an_action_in_it(ours, send, ids):
    bob = send("Bob")
    new = ours.do(add_agency, "Fire and Rescue").created
    ours.do(edit, ids["1"], {"agency": new}, today=TODAY)
    with open_plan(bob.path) as plan:
        others = [one for one in agency_names(plan) if one != new]
    bob.do(edit, ids["1"], {"agency": others[1]}, today=TODAY)
    ours.merge(bob)
    ours.decide(
        Choice.OTHER, text="Fire and Rescue", wanted=lambda change: change.field == "agency"
    )
    assert ours.shown(ids["1"], "agency") == new
    assert {each.standing for each in ours.review()} <= set(Standing)
    with closing(sqlite3.connect(ours.path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
