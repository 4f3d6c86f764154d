"""Terminals of all kinds and sizes, files that are none, and disks that are full."""

from __future__ import annotations

import re
import resource
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.journey

DAY = ("--today", "2020-07-01")
JO = ("--author", "Jo")


def test_a_path_without_a_plan_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t(x)")
    (tmp_path / "text.db").write_text("no plan " * 100)
    for name, said in (
        ("missing.db", "there is no such file"),
        (".", "this is a folder"),
        ("other.db", "not a jtai plan"),
        ("text.db", "not a plan file"),
    ):
        with Terminal([name, *DAY], tmp_path) as terminal:
            assert terminal.end() == 1, name
            lines = [line for line in terminal.text.split("\n") if line]
            assert said in " ".join(lines)
            assert lines[0].startswith("jtai: ")
            assert "Traceback" not in terminal.text


def test_a_tiny_terminal_shows_what_it_can_and_the_work_can_be_done(plan_file: Path) -> None:
    with Terminal([*JO, plan_file.name, *DAY], plan_file.parent, size=(20, 5)) as terminal:
        terminal.see("All actions")
        for size in ((20, 5), (40, 10), (1, 1)):
            terminal.resize(*size)
            for keys in ("t2", "e"):
                terminal.keys(keys)
                terminal.rest(0.05)
                terminal.press("esc")
        terminal.press("esc")
        terminal.keys("jjx")
        terminal.resize(120, 40)
        terminal.see("Rated action 26 Significant risk")
        terminal.press("q")
        assert terminal.end() == 0
    with closing(sqlite3.connect(plan_file)) as connection:
        query = "SELECT count(*) FROM event WHERE field = 'rating' AND author = 'Jo'"
        assert connection.execute(query).fetchone() == (1,)


def test_a_dialog_stays_with_its_text_whatever_the_size_of_the_window(plan_file: Path) -> None:
    with Terminal([*JO, plan_file.name, *DAY], plan_file.parent) as terminal:
        terminal.see("28 overdue")
        terminal.keys("2because")
        terminal.see("because")
        for size in ((20, 5), (200, 60), (120, 40)):
            terminal.resize(*size)
            terminal.rest(0.1)
        terminal.see("Rate action 1: R Significant risk")
        terminal.keys(" it slipped\r")
        terminal.see("Rated action 1 Significant risk")
        terminal.press("enter")
        terminal.resize(80, 24)
        terminal.see("AGENCIES", gone=True)
        terminal.press("esc")
        terminal.see("AGENCIES")
        terminal.press("q")
        assert terminal.end() == 0
    with closing(sqlite3.connect(plan_file)) as connection:
        query = "SELECT reason FROM event WHERE field = 'rating' AND author = 'Jo'"
        assert connection.execute(query).fetchall() == [("because it slipped",)]


@pytest.mark.parametrize(
    "environment",
    [
        {"NO_COLOR": "1"},
        {"TERM": "xterm-16color", "COLORTERM": "unset"},
        {"TERM": "linux", "COLORTERM": "unset"},
    ],
)
def test_with_few_colours_or_none_everything_is_said_in_letters_and_words(
    plan_file: Path, environment: dict[str, str]
) -> None:
    arguments = [*JO, plan_file.name, *DAY]
    with Terminal(arguments, plan_file.parent, environment=environment) as terminal:
        terminal.see("28 overdue")
        terminal.see("▼ R?")
        terminal.see("123 days late")
        terminal.keys("r")
        terminal.see("◆ A  Minor risk")
        terminal.keys("r\r")
        terminal.see("Rated action 1 Significant risk")
        terminal.press("q")
        assert terminal.end() == 0
        assert b"38;2;" not in terminal.raw
        assert b"38;5;" not in terminal.raw


def test_a_full_disk_is_said_and_the_text_is_kept_until_there_is_room(plan_file: Path) -> None:
    with Terminal([*JO, plan_file.name, *DAY], plan_file.parent) as terminal:
        terminal.see("28 overdue")
        terminal.press("p")
        terminal.see("Progress update on action 1")
        text = "\x1b[200~" + "An entry of some length. " * 3000 + "\x1b[201~"
        for start in range(0, len(text), 4000):
            terminal.keys(text[start : start + 4000])
            terminal._take_in(0.02)
        terminal.rest(0.2)
        _, most = resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE)
        full = (plan_file.stat().st_size, most)
        resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, full)
        terminal.press("ctrl+s")
        terminal.see("nothing was changed")
        terminal.see("An entry of some length.")
        resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, (most, most))
        terminal.press("ctrl+s")
        terminal.see("Progress of action 1 written")
        terminal.press("q")
        assert terminal.end() == 0
    with closing(sqlite3.connect(plan_file)) as connection:
        query = "SELECT length(new) FROM event WHERE field = 'text' AND author = 'Jo'"
        assert connection.execute(query).fetchall() == [(75_000,)]


def test_the_terminal_is_left_as_it_was_found(plan_file: Path) -> None:
    with Terminal([*JO, plan_file.name, *DAY], plan_file.parent) as terminal:
        terminal.see("28 overdue")
        terminal.press("ctrl+c")
        terminal.see("ctrl+q quits")
        terminal.press("q")
        assert terminal.end() == 0
        switched = re.findall(rb"\x1b\[\?(\d+)([hl])", bytes(terminal.raw))
    last = dict(switched)
    assert last[b"1049"] == b"l"  # the other screen
    assert last[b"25"] == b"h"  # the cursor
    assert last.get(b"1000", b"l") == b"l"  # the mouse
    assert last.get(b"2004", b"l") == b"l"  # pastes in brackets
