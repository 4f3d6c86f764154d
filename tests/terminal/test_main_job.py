"""The whole job in a real terminal: find what is overdue, rate it, say why, and be named for it."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.verify import verify
from tests.terminal.terminal import Terminal

DAY = ("--today", "2020-07-01")


def read(path: Path, query: str) -> list[tuple[object, ...]]:
    """Ask a plan by plain SQLite, as anybody could."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


RATED = (
    "SELECT a.reference, e.new, e.reason, e.author, e.at FROM event e"
    " JOIN action_now a ON a.id = e.entity WHERE e.field = 'rating' AND e.origin = 'typed'"
    " ORDER BY e.seq"
)


def test_a_plan_is_made_opened_triaged_and_rated_and_the_log_says_who_when_and_why(
    tmp_path: Path,
) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    with Terminal(["--author", "J Smith", "new", "plan.db"], tmp_path) as terminal:
        assert terminal.end() == 0
    with Terminal(["plan.db", *DAY], tmp_path) as terminal:
        terminal.see("28 overdue")
        terminal.see("no author yet")
        terminal.press("n")
        terminal.see("23  Youth Offending Team")
        terminal.press("2")
        terminal.see("Rate action 23: R Significant risk")
        terminal.keys("no word from the board\r")
        terminal.see("Whose name do your changes carry?")
        terminal.keys("J Smith\r")
        terminal.see("Rated action 23 Significant risk")
        terminal.see("28 unrated")
        terminal.see("J Smith")
        terminal.press("q")
        assert terminal.end() == 0
    ((reference, rating, reason, author, at),) = read(tmp_path / "plan.db", RATED)
    assert (reference, rating) == ("23", "significant-risk")
    assert (reason, author) == ("no word from the board", "J Smith")
    assert before <= datetime.fromisoformat(str(at)) <= datetime.now(UTC)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["plan.db"]
    assert verify(tmp_path / "plan.db").sound
    with Terminal(["plan.db", *DAY], tmp_path) as terminal:
        terminal.see("J Smith")
        terminal.press("ctrl+q")
        assert terminal.end() == 0


@pytest.mark.journey
@pytest.mark.parametrize(
    ("burst", "logged"),
    [
        ("2because it slipped\rJ Smith\r", [("1", "because it slipped", "J Smith")]),
        ("2\rJo\rj2\r\x1b[B2last\r", [("1", None, "Jo"), ("23", None, "Jo"), ("26", "last", "Jo")]),
        ("txJo\rxn2third\r", [("1", None, "Jo"), ("23", None, "Jo"), ("33", "third", "Jo")]),
    ],
)
def test_keys_sent_in_one_burst_right_at_the_start_land_where_they_belong(
    plan_file: Path, burst: str, logged: list[tuple[str, str | None, str]]
) -> None:
    with Terminal([plan_file.name, *DAY], plan_file.parent) as terminal:
        terminal.keys(burst)
        last = f"Rated action {logged[-1][0]} Significant risk"
        terminal.see(last)
        terminal.press("ctrl+q")
        assert terminal.end() == 0
    assert [(row[0], row[2], row[3]) for row in read(plan_file, RATED)] == logged


@pytest.mark.journey
def test_an_editor_outside_gets_the_terminal_and_gives_it_back(
    plan_file: Path, tmp_path: Path
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "input('EDITOR HAS THE TERMINAL ')\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "file.write_text(file.read_text('utf-8').replace('live', 'LIVE'), 'utf-8')\n"
    )
    editor = {"EDITOR": f"{sys.executable} {script}"}
    arguments = ["--author", "J Smith", plan_file.name, *DAY]
    with Terminal(arguments, tmp_path, environment=editor) as terminal:
        terminal.see("28 overdue")
        terminal.press("f4")
        terminal.see("EDITOR HAS THE TERMINAL")
        terminal.keys("\r")
        terminal.see("Edit action 1  unsaved")
        terminal.press("ctrl+s")
        terminal.see("Saved action 1")
        terminal.press("q")
        assert terminal.end() == 0
    ((finding,),) = read(plan_file, "SELECT finding FROM action_now WHERE reference = '1'")
    assert "'LIVE' performance" in str(finding)


@pytest.mark.journey
@pytest.mark.parametrize("moment", ["commit", "triage"])
def test_a_killed_app_leaves_a_file_that_opens_and_verifies(plan_file: Path, moment: str) -> None:
    arguments = ["--author", "J Smith", plan_file.name, *DAY]
    with Terminal(arguments, plan_file.parent) as terminal:
        terminal.see("28 overdue")
        terminal.keys({"commit": "*x", "triage": "t" + "x" * 28}[moment])
        terminal._take_in(0.05)
        os.kill(terminal.process.pid, 9)
        terminal.process.wait()
    rated = len(read(plan_file, RATED))
    assert rated in ({0, 29} if moment == "commit" else range(29))
    with Terminal([*arguments], plan_file.parent) as terminal:
        terminal.see(f"{29 - rated} unrated")
        terminal.press("q")
        assert terminal.end() == 0
    assert verify(plan_file).sound
