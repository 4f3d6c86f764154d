"""The same file in two terminals: who sees what, who waits, and who is asked."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from db.verify import verify
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.journey

DAY = ("--today", "2020-07-01")


def read(path: Path, query: str) -> list[tuple[object, ...]]:
    """Ask a plan by plain SQLite, as anybody could."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def sit_down(path: Path, author: str) -> Terminal:
    return Terminal(["--author", author, path.name, *DAY], path.parent)


def under_cursor(terminal: Terminal) -> list[str]:
    return re.findall(r"▌ ?(\w+)", terminal.text)


def leave(*terminals: Terminal) -> None:
    for each in terminals:
        each.press("q")
        assert each.end() == 0


def test_what_one_rates_the_other_sees_without_a_key_and_stays_where_they_were(
    plan_file: Path,
) -> None:
    with sit_down(plan_file, "Ann") as ann, sit_down(plan_file, "Bob") as bob:
        for each in (ann, bob):
            each.see("28 overdue")
        ann.keys("/review\rj")
        ann.see("“review”")
        ann.rest()
        cursor = under_cursor(ann)
        assert cursor != ["1"]
        bob.press("x")
        bob.see("Rated action 1 Significant risk")
        ann.see("Bob meanwhile: action 1, rated Significant risk")
        ann.see("28 unrated")
        assert "“review”" in ann.text
        assert under_cursor(ann) == cursor
        leave(ann, bob)
    assert verify(plan_file).sound


def test_who_edits_the_same_field_second_is_asked_with_both_and_other_fields_pass(
    plan_file: Path,
) -> None:
    with sit_down(plan_file, "Ann") as ann, sit_down(plan_file, "Bob") as bob:
        for each, word in ((ann, "Annotated "), (bob, "Bobbed ")):
            each.see("28 overdue")
            each.press("e")
            each.see("Edit action 1")
            each.keys(word)
            each.see(word)
        bob.press("tab")
        bob.keys("Also this: ")
        bob.see("Also this: ")
        bob.press("ctrl+s")
        bob.see("Saved action 1")
        ann.see("Changed in the file meanwhile")
        assert "Annotated " in ann.text
        ann.press("ctrl+s")
        ann.see("was changed meanwhile")
        for said in ("Finding", "Theirs  Bob", "Bobbed Frontline", "Annotated Frontline"):
            ann.see(said)
        ann.press("m")
        ann.see("Saved action 1")
        for each, word in ((ann, "Once more: "), (bob, "And then: ")):
            each.press("e")
            each.see("Edit action 1")
            if each is bob:
                each.press("tab")
            each.keys(word)
            each.see(word)
        for each in (bob, ann):
            each.press("ctrl+s")
            each.see("Saved action 1")
        leave(ann, bob)
    query = "SELECT finding, action FROM action_now WHERE reference = '1'"
    ((finding, action),) = read(plan_file, query)
    assert str(finding).startswith("Once more: Annotated Frontline")
    assert str(action).startswith("And then: Also this: ")
    assert verify(plan_file).sound


HOLD = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_file_that_another_program_holds_for_long_leaves_the_screen_alive_and_the_text(
    plan_file: Path,
) -> None:
    with sit_down(plan_file, "Ann") as ann:
        ann.see("28 overdue")
        ann.press("p")
        ann.keys("An entry of hers")
        ann.see("An entry of hers")
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(plan_file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with holder:
            assert holder.stdin is not None
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            ann.press("ctrl+s")
            ann.see("Waiting for another program to let go of the file")
            ann.resize(100, 30)
            ann.keys("jx")
            ann.see("In use by another program")
            ann.see("was dropped")
            ann.see("An entry of hers")
            holder.stdin.close()
            holder.wait()
        ann.press("ctrl+s")
        ann.see("Progress of action 1 written")
        leave(ann)
    query = "SELECT field, new FROM event WHERE author = 'Ann' AND field IN ('text', 'rating')"
    assert read(plan_file, query) == [("text", "An entry of hers")]


def test_a_writer_that_is_killed_within_its_commit_is_taken_back_by_the_other(
    plan_file: Path,
) -> None:
    """A journal is left beside the file; the app that has it open goes on by itself."""
    code = HOLD.replace('"BEGIN EXCLUSIVE"', '"BEGIN IMMEDIATE"').replace(
        "print",
        'other.execute("PRAGMA cache_size = 1"); other.execute("CREATE TABLE t(x)");'
        'other.execute("INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL'
        ' SELECT i + 1 FROM n WHERE i < 2000) SELECT randomblob(900) FROM n"); print',
    )
    with sit_down(plan_file, "Ann") as ann:
        ann.see("28 overdue")
        with subprocess.Popen(
            [sys.executable, "-c", code, str(plan_file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            time.sleep(0.6)  # the app looks at it once
            os.kill(holder.pid, signal.SIGKILL)
            holder.wait()
        assert plan_file.with_name(f"{plan_file.name}-journal").exists()
        ann.keys("jx")
        ann.see("Rated action 23 Significant risk")
        leave(ann)
    assert verify(plan_file).sound
    assert not plan_file.with_name(f"{plan_file.name}-journal").exists()
