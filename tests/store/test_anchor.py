"""What this machine remembers of a plan outside its file, and what it then misses."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event as hooks

from db.anchor import find_loss, remember
from db.changes import add_update
from db.errors import NotAPlan
from db.file import Plan
from db.memory import expect
from db.queries import action_id, plan_facts
from db.store import make_plan, open_plan
from db.verify import verify


@pytest.fixture
def change(by, today):
    def make_one(plan, text="Done."):
        add_update(plan, [action_id(plan, "1")], text, by=by, day=today)

    return make_one


def seen(anchors):
    """The tips that are remembered, by path, of each plan."""
    return [
        {path: {"tip": found["tip"], "seq": found["seq"]} for path, found in memory.items()}
        for memory in (json.loads(each.read_text()) for each in anchors.glob("*.json"))
    ]


def test_making_and_changing_a_plan_remembers_its_tip(tmp_path, document, anchors, by, change):
    path = tmp_path / "new.db"
    with make_plan(path, document, by=by, source="test", anchors=anchors) as plan:
        facts = plan_facts(plan)
        assert seen(anchors) == [{str(path): {"tip": facts.tip, "seq": facts.events}}]
        change(plan)
        facts = plan_facts(plan)
        assert seen(anchors) == [{str(path): {"tip": facts.tip, "seq": facts.events}}]
        assert find_loss(plan) is None


def test_the_memory_is_for_this_person_alone(plan, anchors):
    remember(plan)
    assert anchors.stat().st_mode & 0o777 == 0o700
    assert {each.stat().st_mode & 0o777 for each in anchors.iterdir()} == {0o600}


def test_a_plan_that_was_never_seen_has_lost_nothing(plan):
    assert find_loss(plan) is None


def test_without_a_folder_to_remember_in_nothing_is_remembered_or_missed(file, change):
    with open_plan(file) as plan:
        change(plan)
        remember(plan)
        assert find_loss(plan) is None


@pytest.fixture
def cut(file, anchors, change):
    """The plan's file has lost its last five rows since this machine last saw it."""
    older = file.read_bytes()
    with open_plan(file, anchors=anchors) as plan:
        remember(plan)
        change(plan)
        newer = file.read_bytes()
    file.write_bytes(older)
    return newer


def test_an_older_copy_in_its_place_is_a_loss(file, anchors, cut):
    with open_plan(file, anchors=anchors) as plan:
        loss = find_loss(plan)
    assert (loss.here, loss.rows) == (True, 5)
    assert "the log of this file has lost its last 5 rows" in loss.sentence
    assert "\n" not in loss.sentence
    report = verify(file, anchors=anchors)
    assert not report.sound
    assert loss.sentence in report.checks[-1].line
    assert verify(file).sound


def test_going_on_from_a_cut_log_does_not_make_the_loss_forgotten(file, anchors, cut, change):
    with open_plan(file, anchors=anchors) as plan:
        change(plan)
        change(plan)
        assert find_loss(plan).here
        assert "the log of this file is another" in find_loss(plan).sentence
    assert not verify(file, anchors=anchors).sound


def test_putting_the_right_file_back_ends_the_loss(file, anchors, cut, change):
    file.write_bytes(cut)
    with open_plan(file, anchors=anchors) as plan:
        assert find_loss(plan) is None
        change(plan)
        assert seen(anchors)[0][str(file)]["tip"] == plan_facts(plan).tip


def test_a_loss_that_is_meant_is_ended_by_saying_so(file, anchors, cut):
    with open_plan(file, anchors=anchors) as plan:
        remember(plan, made=True)
        assert find_loss(plan) is None
    assert verify(file, anchors=anchors).sound


def test_what_this_machine_was_about_to_put_there_is_no_loss_and_is_remembered(file, anchors, cut):
    with open_plan(file) as plan:
        expect(anchors, str(file), plan_facts(plan).tip)
    assert verify(file, anchors=anchors).sound
    with open_plan(file, anchors=anchors) as plan:
        assert find_loss(plan) is None
        facts = plan_facts(plan)
    assert seen(anchors) == [{str(file): {"tip": facts.tip, "seq": facts.events}}]
    assert "expected" not in next(anchors.glob("*.json")).read_text()


def test_what_never_came_is_waited_for_no_longer_once_the_file_was_seen_as_it_was(
    file, anchors, cut, change
):
    older = file.read_bytes()
    with open_plan(file) as plan:
        expect(anchors, str(file), plan_facts(plan).tip)
    file.write_bytes(cut)
    with open_plan(file, anchors=anchors) as plan:
        assert find_loss(plan) is None
    file.write_bytes(older)
    with open_plan(file, anchors=anchors) as plan:
        assert find_loss(plan).here


def test_another_plan_that_was_about_to_be_put_there_is_no_loss(
    file, anchors, cut, tmp_path, document, by
):
    with make_plan(tmp_path / "another.db", document, by=by, source="test") as plan:
        expect(anchors, str(file), plan_facts(plan).tip)
    (tmp_path / "another.db").replace(file)
    assert verify(file, anchors=anchors).sound
    with open_plan(file, anchors=anchors) as plan:
        assert find_loss(plan) is None
        tip = plan_facts(plan).tip
    assert [each[str(file)]["tip"] for each in seen(anchors) if str(file) in each] == [tip]


def test_another_branch_of_the_same_plan_in_its_place_is_a_loss(file, template, anchors, change):
    with open_plan(file, anchors=anchors) as plan:
        change(plan, "Ours.")
    other = file.with_name("other.db")
    shutil.copy(template, other)
    with open_plan(other) as plan:
        change(plan, "Theirs, once.")
        change(plan, "Theirs, twice.")
    other.replace(file)
    with open_plan(file, anchors=anchors) as plan:
        loss = find_loss(plan)
    assert (loss.here, loss.rows) == (True, 0)
    assert "the log of this file is another" in loss.sentence


def test_an_older_copy_elsewhere_is_worth_a_note_and_no_fault(file, template, anchors, change):
    with open_plan(file, anchors=anchors) as plan:
        change(plan)
    older = file.with_name("older.db")
    shutil.copy(template, older)
    report = verify(older, anchors=anchors)
    assert report.sound
    assert len(report.notes) == 1
    assert str(file) in report.notes[0]
    assert "it may be an older copy" in report.notes[0]
    with open_plan(older, anchors=anchors) as plan:
        loss = find_loss(plan)
        assert (loss.here, loss.path, loss.rows) == (False, str(file), 5)


def test_a_newer_copy_elsewhere_is_not_worth_a_word(file, anchors, change):
    with open_plan(file, anchors=anchors) as plan:
        remember(plan)
    newer = file.with_name("newer.db")
    shutil.copy(file, newer)
    with open_plan(newer, anchors=anchors) as plan:
        change(plan)
        assert find_loss(plan) is None
    assert verify(newer, anchors=anchors).notes == ()


def test_a_loss_here_counts_for_more_than_one_elsewhere(file, template, anchors, cut, change):
    other = file.with_name("other.db")
    shutil.copy(template, other)
    with open_plan(other, anchors=anchors) as plan:
        change(plan)
        change(plan)
        change(plan)
    with open_plan(file, anchors=anchors) as plan:
        assert find_loss(plan).here


def test_another_plan_at_a_known_path_is_a_loss(file, document, anchors, by):
    with open_plan(file, anchors=anchors) as plan:
        remember(plan)
    file.unlink()
    with make_plan(file, document, by=by, source="test"):
        pass
    with open_plan(file, anchors=anchors) as plan:
        loss = find_loss(plan)
        assert (loss.here, loss.rows) == (True, 0)
        remember(plan)
        assert find_loss(plan).here, "the other plan is still missing"


def test_a_plan_made_anew_at_a_known_path_is_no_alarm(file, document, anchors, by):
    with open_plan(file, anchors=anchors) as plan:
        remember(plan)
    file.unlink()
    with make_plan(file, document, by=by, source="test", anchors=anchors) as plan:
        assert find_loss(plan) is None
    assert verify(file, anchors=anchors).sound


def test_the_path_counts_and_not_the_way_it_is_written(file, anchors, monkeypatch):
    with open_plan(file, anchors=anchors) as plan:
        remember(plan)
    link = file.with_name("link.db")
    link.symlink_to(file)
    with open_plan(link, anchors=anchors) as plan:
        remember(plan)
    assert [list(paths) for paths in seen(anchors)] == [[str(file)]]


@pytest.mark.parametrize("where", ["under a file", "a file", "too long"])
def test_a_folder_that_can_not_be_written_to_is_no_fault_of_a_change(file, change, tmp_path, where):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    folder = {
        "under a file": blocked / "anchors",
        "a file": blocked,
        "too long": tmp_path / ("x" * 300),
    }[where]
    with open_plan(file, anchors=folder) as plan:
        change(plan)
        remember(plan)
        assert find_loss(plan) is None
        assert plan_facts(plan).events == 93
    assert verify(file, anchors=folder).sound


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"not JSON",
        b"[1]",
        b'"text"',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"PATH": 1}',
        b'{"PATH": {"tip": 1, "seq": 1}}',
        b'{"PATH": {"tip": "ab", "seq": "1"}}',
    ],
)
def test_a_memory_that_can_not_be_read_is_no_memory(file, anchors, change, spoilt):
    with open_plan(file, anchors=anchors) as plan:
        remember(plan)
        (memory,) = anchors.iterdir()
        memory.write_bytes(spoilt.replace(b"PATH", str(file).encode()))
        assert find_loss(plan) is None
        change(plan)
        assert seen(anchors)[0][str(file)]["tip"] == plan_facts(plan).tip


def test_nothing_is_left_lying_in_the_folder(plan, anchors, change):
    for _ in range(3):
        change(plan)
    assert len(list(anchors.iterdir())) == 1


def test_a_hostile_plan_has_no_say_in_where_its_memory_lies(file, anchors, hand, tmp_path):
    escape = "../../../escaped" + "0" * 48
    with hand.unguarded(file) as connection:
        connection.execute("UPDATE event SET hash = ? WHERE seq = 1", (escape,))
    with pytest.raises(NotAPlan, match="its content is not what its hash says"):
        open_plan(file, anchors=anchors)
    with Plan(file, read_only=True, anchors=anchors) as plan:
        remember(plan)
        find_loss(plan)
    assert [each.parent for each in tmp_path.rglob("*.json")] == [anchors]


def test_a_change_is_made_even_if_the_file_is_locked_before_it_is_remembered(
    plan, anchors, ids, by, today
):
    """Another program takes the file the moment that the change is done."""
    with closing(sqlite3.connect(plan.path, isolation_level=None, timeout=0)) as other:
        hooks.listen(
            plan.engine.pool,
            "checkin",
            lambda *_: other.in_transaction or other.execute("BEGIN EXCLUSIVE"),
        )
        add_update(plan, [ids["1"]], "Done.", by=by, day=today)
        other.execute("ROLLBACK")
    assert seen(anchors)[0][str(plan.path)]["seq"] == 93
