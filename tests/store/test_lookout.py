"""What other programs make of an open plan's file is seen, at once and without waiting."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from db.changes import add_update
from db.errors import PlanError
from db.file import Plan, close_plan
from db.lookout import Lookout, Sight, mark_of
from db.queries import action_ids, plan_facts
from db.seed import SEED_NAME, seed_document
from db.selection import Order, Selection
from db.signature import Signature
from db.store import make_plan, open_plan

TODAY = date(2020, 7, 1)
JONES = Signature("A Jones")


@pytest.fixture
def opened(file: Path) -> Iterator[tuple[Plan, Lookout]]:
    """A plan that lies open, and the lookout on it, which has looked once."""
    with open_plan(file) as plan:
        lookout = Lookout(plan, mark_of(file).lies)
        assert lookout.look(tip(plan)).sight is Sight.SAME
        yield plan, lookout
        lookout.close()


def tip(plan: Plan) -> str:
    return plan_facts(plan).tip


def write(path: Path, text: str) -> None:
    """Write a progress update, as another program would."""
    with open_plan(path) as plan:
        first = action_ids(plan, Selection(), Order(), today=TODAY)[0]
        add_update(plan, [first], text, by=JONES, day=TODAY)


def copy_of(path: Path, name: str) -> Path:
    return Path(shutil.copy(path, path.with_name(name)))


def test_nothing_new_is_seen_in_a_file_that_nobody_touched_or_that_we_wrote(opened) -> None:
    plan, lookout = opened
    known = tip(plan)
    assert lookout.look(known).sight is Sight.SAME
    first = action_ids(plan, Selection(), Order(), today=TODAY)[0]
    add_update(plan, [first], "ours", by=JONES, day=TODAY)
    assert lookout.look(known).sight is Sight.CHANGED
    assert lookout.look(tip(plan)).sight is Sight.SAME


def test_a_commit_of_another_program_is_seen_and_one_taken_back_is_not(opened) -> None:
    plan, lookout = opened
    known = tip(plan)
    with closing(sqlite3.connect(plan.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE t(x)")
        other.rollback()
    assert lookout.look(known).sight is Sight.SAME
    write(plan.path, "theirs")
    assert lookout.look(known).sight is Sight.CHANGED


@pytest.mark.parametrize("lock", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_lock_is_never_waited_for(opened, lock: str) -> None:
    plan, lookout = opened
    known = tip(plan)
    with closing(sqlite3.connect(plan.path)) as other:
        other.execute(f"BEGIN {lock}")
        assert lookout._ask("PRAGMA busy_timeout") == [(0,)]
        found = lookout.look(known)
        assert found.sight is (Sight.BUSY if lock == "EXCLUSIVE" else Sight.SAME)
        other.rollback()
    assert lookout.look(known).sight is Sight.SAME


def test_a_newer_copy_and_another_plan_that_are_renamed_over_it_are_another_file(opened) -> None:
    plan, lookout = opened
    known = tip(plan)
    newer = copy_of(plan.path, "newer.db")
    write(newer, "newer")
    newer.replace(plan.path)
    assert lookout.look(known).sight is Sight.REPLACED
    other = plan.path.with_name("other.db")
    close_plan(make_plan(other, seed_document(), by=JONES, source=SEED_NAME))
    other.replace(plan.path)
    assert lookout.look(known).sight is Sight.REPLACED


def test_a_newer_copy_that_is_written_over_it_goes_on_with_its_log(opened) -> None:
    plan, lookout = opened
    known = tip(plan)
    newer = copy_of(plan.path, "newer.db")
    write(newer, "newer")
    shutil.copyfile(newer, plan.path)
    assert lookout.look(known).sight is Sight.CHANGED
    assert tip(plan) != known


def test_an_older_copy_or_another_plan_that_is_written_over_it_is_another_log(opened) -> None:
    plan, lookout = opened
    older = copy_of(plan.path, "older.db")
    write(plan.path, "newer")
    newest = tip(plan)
    assert lookout.look(newest).sight is Sight.SAME
    shutil.copyfile(older, plan.path)
    assert lookout.look(newest).sight is Sight.REPLACED
    other = plan.path.with_name("other.db")
    close_plan(make_plan(other, seed_document(), by=JONES, source=SEED_NAME))
    shutil.copyfile(other, plan.path)
    assert lookout.look(newest).sight is Sight.REPLACED


def test_a_copy_that_sqlite_takes_for_the_same_file_is_seen_for_what_it_is(opened) -> None:
    """Two copies went on by one change each: the counters by which SQLite tells them are equal."""
    plan, lookout = opened
    theirs = copy_of(plan.path, "theirs.db")
    write(plan.path, "ours")
    write(theirs, "they")
    ours = tip(plan)
    assert lookout.look(ours).sight is Sight.SAME
    assert plan.path.read_bytes()[24:40] == theirs.read_bytes()[24:40]
    shutil.copyfile(theirs, plan.path)
    os.utime(plan.path, ns=(0, time.time_ns() + 10**9))
    assert lookout.look(ours).sight is Sight.REPLACED
    assert tip(plan) != ours, "what our connections remember of it does not count"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "what lies there now is no plan"), (b"no plan at all" * 40_000, "damaged"), (None, "")],
)
def test_what_is_no_plan_is_said_to_be_none_until_it_is_whole_again(
    opened, content: bytes | None, said: str
) -> None:
    plan, lookout = opened
    known, whole = tip(plan), plan.path.read_bytes()
    plan.path.write_bytes(whole[:9000] if content is None else content)
    found = lookout.look(known)
    assert found.sight is Sight.SPOILT
    assert said in found.why
    plan.path.write_bytes(whole)
    assert lookout.look(known).sight is Sight.SAME
    assert tip(plan) == known


def test_a_file_that_is_away_is_said_to_be_with_its_folder_and_seen_when_it_is_back(
    opened,
) -> None:
    plan, lookout = opened
    known, folder = tip(plan), plan.path.parent
    away = plan.path.with_name("away.db")
    plan.path.rename(away)
    found = lookout.look(known)
    assert (found.sight, found.why) == (
        Sight.GONE,
        f"{plan.path}: the file is no longer where it was opened",
    )
    away.rename(plan.path)
    assert lookout.look(known).sight is Sight.SAME
    folder.rename(folder.with_name("moved"))
    try:
        found = lookout.look(known)
        assert (found.sight, found.why) == (
            Sight.GONE,
            f"{plan.path}: the folder of the file is no longer there",
        )
    finally:
        folder.with_name("moved").rename(folder)
    assert lookout.look(known).sight is Sight.SAME


def test_a_file_that_may_no_longer_be_written_to_is_seen_to_be_so(opened) -> None:
    plan, lookout = opened
    plan.path.chmod(0o444)
    assert not lookout.look(tip(plan)).writable
    plan.path.chmod(0o644)
    assert lookout.look(tip(plan)).writable


def test_looks_of_a_hurried_plan_are_refused_soon_and_changes_still_wait(file: Path) -> None:
    with open_plan(file) as plan, closing(sqlite3.connect(file)) as other:
        known = tip(plan)
        first = action_ids(plan, Selection(), Order(), today=TODAY)[0]
        plan.hurry(0.05)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(PlanError, match="in use by another program"):
            plan_facts(plan)

        def change() -> None:
            add_update(plan, [first], "after them", by=JONES, day=TODAY)

        thread = threading.Thread(target=change)
        thread.start()
        while not plan.waiting:
            assert thread.is_alive()
            time.sleep(0.01)
        other.rollback()
        thread.join()
        assert not plan.waiting
        assert tip(plan) != known
