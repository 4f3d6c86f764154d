"""What this machine remembers of a file, and how far it is trusted on opening."""

import json
import os
import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from db.anchor import here, keep, recall, remember
from db.changes import add_update, edit
from db.errors import NotAPlan
from db.file import Plan, connect, looking
from db.memory import Seen, change_memory, file_state, read_memory, seen_at
from db.queries import plan_facts
from db.store import make_plan, open_plan
from db.tip import read_plan_id
from db.verify import verify
from tests.store.conftest import unguarded

TODAY = date(2020, 7, 1)


def identity_of(path):
    with closing(connect(path, mode="ro", look=True)) as connection:
        return read_plan_id(connection)


def seen(anchors, path):
    return read_memory(anchors, identity_of(path)).get(here(path))


def checked_from(path, anchors):
    """From which row on the log of a file would be gone through without --full."""
    report = verify(path, anchors=anchors, full=False)
    assert report.sound
    return next(check.after for check in report.checks if check.name == "Log")


@pytest.fixture
def known(file, anchors):
    """A plan that this machine has opened, and so checked."""
    with open_plan(file, anchors=anchors):
        pass
    assert seen(anchors, file).left == file_state(file)
    return file


@pytest.fixture
def no_copies(tmp_path, monkeypatch):
    """A machine with no room for private copies: only what needs none can be opened."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))


def edit_finding(path, ids, by, anchors=None, text="New."):
    with open_plan(path, anchors=anchors) as plan:
        edit(plan, ids["1"], {"finding": text}, by=by, today=TODAY)


# A file that is as this machine left it


def test_a_file_that_nobody_has_touched_is_opened_in_its_place(known, anchors, no_copies):
    with open_plan(known, anchors=anchors) as plan:
        assert plan_facts(plan).events == 88
    with pytest.raises(Exception, match="can't be copied to be checked"):
        open_plan(known)


def test_our_own_changes_leave_it_as_we_left_it(known, anchors, ids, by, no_copies):
    for number in range(3):
        edit_finding(known, ids, by, anchors, f"{number}")
        assert seen(anchors, known).left == file_state(known)
    assert checked_from(known, anchors) == 90  # the third is still to be checked
    assert checked_from(known, anchors) == 91


def test_a_sound_file_is_remembered_as_checked_up_to_its_end(known, anchors, ids, by):
    assert (seen(anchors, known).checked, seen(anchors, known).checked_seq) == (
        verify(known).tip,
        88,
    )
    edit_finding(known, ids, by, anchors)
    assert (seen(anchors, known).seq, seen(anchors, known).checked_seq) == (89, 88)
    assert verify(known, anchors=anchors).sound
    assert seen(anchors, known).checked_seq == 89


def test_a_plan_that_was_made_here_is_known_at_once(tmp_path, document, by, anchors, no_copies):
    path = tmp_path / "new.db"
    with make_plan(path, document, by=by, source="x", anchors=anchors):
        pass
    with open_plan(path, anchors=anchors) as plan:
        assert plan_facts(plan).events == 88


# A file that somebody else has touched


def put_a_copy_in_its_place(path):
    copy = path.with_name("copy.db")
    shutil.copy2(path, copy)
    copy.replace(path)


def write_and_put_the_time_back(path):
    before = path.stat()
    with path.open("rb+") as file:
        first = file.read(1)
        file.seek(0)
        file.write(first)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("touch", [put_a_copy_in_its_place, write_and_put_the_time_back])
def test_a_file_that_was_touched_is_gone_through_whole(known, anchors, touch):
    before = known.read_bytes()
    touch(known)
    assert known.read_bytes() == before
    assert checked_from(known, anchors) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE action SET finding = 'All is well' WHERE reference = '2'",
        "UPDATE event SET reason = 'No' WHERE seq = 40",
        "DELETE FROM evidence_file",
    ],
)
def test_tampering_with_old_rows_is_found_on_opening(known, anchors, statement):
    with unguarded(known) as connection:
        connection.execute(statement)
    assert not verify(known, anchors=anchors, full=False).sound
    with pytest.raises(NotAPlan, match="nothing was changed; look with: jtai verify"):
        open_plan(known, anchors=anchors)


def test_another_openers_change_is_taken_in_and_its_file_not_as_left(known, anchors, ids, by):
    edit_finding(known, ids, by)  # by a jtai that remembers elsewhere
    assert checked_from(known, anchors) == 0
    assert checked_from(known, anchors) == 89


def test_a_change_on_top_of_somebody_elses_is_not_taken_for_ours_alone(known, anchors, ids, by):
    """Between the opening and our change another program wrote: what it did was never checked."""
    with open_plan(known, anchors=anchors) as plan:
        edit_finding(known, ids, by, text="Theirs.")
        add_update(plan, [ids["1"]], "Ours.", by=by, day=TODAY)
    assert seen(anchors, known).left is None
    assert checked_from(known, anchors) == 0


def test_what_changes_while_it_is_checked_is_not_remembered_as_checked(file, anchors, ids, by):
    """The check is of the file as it was; what is opened is another."""
    done = []

    def meanwhile(_):
        if not done:
            done.append(True)
            edit_finding(file, ids, by)

    with open_plan(file, anchors=anchors, progress=meanwhile) as plan:
        assert plan_facts(plan).events == 89
    assert list(seen_at(anchors, here(file))) == []


def test_the_same_file_at_another_path_is_a_stranger(known, anchors, tmp_path):
    other = tmp_path / "other.db"
    shutil.copy2(known, other)
    assert checked_from(other, anchors) == 0
    assert sorted(read_memory(anchors, identity_of(known))) == sorted([here(known), here(other)])


def test_memories_of_two_plans_at_one_path_do_not_mislead(known, anchors, document, by, tmp_path):
    """Another plan was put where this one was: its rows are not those that were checked."""
    other = tmp_path / "other.db"
    with make_plan(other, document, by=by, source="x"):
        pass
    other.replace(known)
    assert not verify(known, anchors=anchors, full=False).sound  # not the plan that was seen here
    with open_plan(known, anchors=anchors):
        pass
    assert len(list(seen_at(anchors, here(known)))) == 2
    with open_plan(known, anchors=anchors) as plan, looking(plan) as connection:
        assert recall(plan, connection).untouched


# What the memory says and the file does not bear out


def change(anchors, path, **said):
    (file,) = anchors.iterdir()
    memory = json.loads(file.read_text())
    memory[here(path)] |= said
    file.write_text(json.dumps(memory))


@pytest.mark.parametrize(
    "said",
    [
        {"checked": "0" * 64},
        {"checked_seq": 87},
        {"checked_seq": 10**30},
        {"checked_seq": -1},
        {"checked_seq": "88"},
        {"checked": None},
        {"checked": ["x"]},
        {"checked": "\ud800"},
        {"checked": "漢"},
        {"checked_seq": 88.0},
        {"left": None},
        {"left": "all"},
        {"left": [1, 2, 3, "4"]},
        {"left": []},
        {"left": [10**30] * 4},
        {"tip": "\ud800"},
        {"seq": 10**30},
    ],
    ids=str,
)
def test_a_memory_that_makes_no_sense_has_the_file_gone_through_whole(known, anchors, said):
    change(anchors, known, **said)
    assert checked_from(known, anchors) == 0
    change(anchors, known, **said)
    with open_plan(known, anchors=anchors) as plan:
        assert plan_facts(plan).events == 88
    assert checked_from(known, anchors) == 88


def test_a_memory_of_a_longer_log_is_a_loss_and_all_is_gone_through(known, anchors):
    change(anchors, known, tip="f" * 64, seq=95, checked="f" * 64, checked_seq=95)
    report = verify(known, anchors=anchors, full=False)
    assert [check.after for check in report.checks if check.name == "Log"] == [0]
    assert "has lost its last 7 rows" in report.fault.faults[0]


def test_who_has_seen_less_does_not_set_the_memory_back(known, anchors):
    identity, path = identity_of(known), here(known)
    before = seen(anchors, known)
    change_memory(anchors, identity, path, replace(before, tip="a" * 64, seq=87), made=False)
    assert seen(anchors, known) == before
    ahead = replace(before, tip="b" * 64, seq=90)
    change_memory(anchors, identity, path, ahead, made=False)
    assert seen(anchors, known) == ahead
    change_memory(anchors, identity, path, before, made=True)
    assert seen(anchors, known) == before


def test_what_was_seen_at_other_paths_is_kept(known, anchors):
    identity = identity_of(known)
    change_memory(anchors, identity, "/elsewhere.db", Seen("a" * 64, 5), made=False)
    with open_plan(known, anchors=anchors) as plan:
        remember(plan, made=True)
    assert read_memory(anchors, identity)["/elsewhere.db"] == Seen("a" * 64, 5)


def test_a_file_that_can_not_be_seen_is_not_as_it_was_left(known, anchors):
    with open_plan(known, anchors=anchors) as plan:
        with looking(plan) as connection:
            recalled = recall(plan, connection)
        moved = known.rename(known.with_name("moved.db"))
        keep(plan, recalled)
        moved.rename(known)
    assert seen(anchors, known).left is None
    assert checked_from(known, anchors) == 0


def test_a_broken_page_that_was_not_written_by_us_is_found(known, anchors):
    with closing(connect(known, mode="ro", look=True)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'progress_update_action'"
        (page,) = connection.execute(query).fetchone()
    with known.open("rb+") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x0a" + bytes(4) + b"\x10\x00\x00")  # an empty page of an index
    with pytest.raises(NotAPlan, match="the file is damaged"):
        open_plan(known, anchors=anchors)


def test_a_plan_without_a_memory_is_always_a_stranger(known):
    assert checked_from(known, None) == 0
    with Plan(known, read_only=True) as plan:
        remember(plan)
    assert checked_from(known, None) == 0
