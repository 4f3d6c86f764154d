"""Backups on the command line: taken before a change, listed, and gone back to."""

import csv
import io
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pyte
import pytest
from ptyprocess import PtyProcess

from db.verify import verify
from jtai_tui.cli.progress import shown_progress

JULY = ("--today", "2020-07-01")
ROOT = Path(__file__).parents[2]
OLD = ROOT / "tests" / "store" / "versions" / "version-1.db"


@pytest.fixture
def backups(home):
    """The backups there are, as files."""

    def found():
        return sorted((home.parent / "data" / "jtai" / "backups").glob("*/*.db"))

    return found


def spoil(file, start=0):
    data = bytearray(file.read_bytes())
    data[start : start + 3_000] = b"\xff" * 3_000
    file.write_bytes(data)
    return bytes(data)


def one_line(answer, code=1):
    assert answer.code == code
    assert answer.out == ""
    assert answer.err.startswith("jtai: ")
    assert answer.err.count("\n") == 1
    return answer.err


def test_whoever_changes_a_plan_has_it_backed_up_as_it_was_before(by_ann, seed, backups):
    before = verify(seed).tip
    assert by_ann("rate", "plan.db", "4", "r").err == ""
    (first,) = backups()
    assert verify(first).tip == before
    by_ann("rate", "plan.db", "4", "a", "--reason", "x")
    assert len(backups()) == 2


def test_whoever_only_looks_takes_no_backup(jtai, seed, backups):
    for command in ("list", "show", "log", "verify"):
        jtai(command, "plan.db", *(["4"] if command == "show" else []))
    assert backups() == []


def test_a_change_that_is_refused_takes_one_backup_and_no_more(by_ann, seed, backups):
    for _ in range(3):
        assert by_ann("rate", "plan.db", "4", "evidenced").code == 1
    assert len(backups()) == 1


def test_a_backup_is_taken_now_or_said_to_be_there(jtai, seed, backups):
    first = jtai("backup", "plan.db")
    assert (first.code, first.err) == (0, "")
    (file,) = backups()
    assert re.fullmatch(
        rf"backup of \d+ \w{{3}} \d{{4}} \d\d:\d\d, {file.stat().st_size:,} bytes\n{file}\n",
        first.out,
    )
    again = jtai("backup", "plan.db")
    assert "(it holds the plan as it is)" in again.out
    assert again.out.splitlines()[1] == str(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_damaged_backup_is_not_taken_for_one(jtai, seed, backups):
    jtai("backup", "plan.db")
    (file,) = backups()
    spoil(file)
    assert "as it is" not in jtai("backup", "plan.db").out
    assert [verify(each).sound for each in backups()] == [False, True]


@pytest.fixture
def three(by_ann, seed):
    """A plan with three backups, and a progress update since the newest."""
    by_ann("rate", "plan.db", "4", "r")
    by_ann("update", "plan.db", "4", "Begun.")
    by_ann("update", "plan.db", "5", "Begun.")
    return seed


def test_the_backups_are_listed_newest_first_with_what_came_after(jtai, three):
    answer = jtai("restore", "plan.db")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0].split() == [
        "No",
        "Taken",
        "Size",
        "Tip",
        *["Written", "into", "the", "plan", "since"],
    ]
    assert [line.split()[0] for line in lines[1:4]] == ["1", "2", "3"]
    assert lines[1].endswith("  1 progress update (5 rows of log)")
    assert lines[2].endswith("  2 progress updates (10 rows of log)")
    assert lines[3].endswith("  1 rating, 2 progress updates (11 rows of log)")
    assert lines[4:] == ["", "to go back to one: jtai restore plan.db NUMBER"]


def test_two_of_one_minute_are_told_apart(jtai, seed, backups, by_ann):
    jtai("backup", "plan.db")
    (first,) = backups()
    for moment in ("20260101T090001.000", "20260101T090059.999", "20260101T090100.000"):
        shutil.copy(first, first.with_name(f"{moment}Z-0123456789abcdef.db"))
    lines = jtai("restore", "plan.db").out.splitlines()
    assert "09:01  " in lines[2]
    assert "09:00:59  " in lines[3]
    assert "09:00:01  " in lines[4]
    moment = lines[3].split("  ")[1].strip()
    assert moment.endswith("09:00:59")
    assert by_ann("restore", "plan.db", "3").out.startswith(f"plan.db is the backup of {moment} ")


def test_the_list_comes_as_data_too(jtai, three, backups):
    rows = jtai("restore", "plan.db", "--format", "json").data
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert [row["rows_since"] for row in rows] == [5, 10, 11]
    assert [row["file"] for row in rows] == [str(each) for each in reversed(backups())]
    for row in rows:
        assert verify(Path(row["file"])).tip.startswith(row["tip"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", row["taken"])
    text = jtai("restore", "plan.db", "--format", "csv").out
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [{key: str(value) for key, value in row.items()} for row in rows] == found


def test_a_plan_that_can_not_be_read_has_its_backups_listed_without_a_count(jtai, three, home):
    spoil(three)
    answer = jtai("restore", "plan.db")
    assert answer.code == 0
    assert answer.out.count("the plan can't be read now") == 3
    assert answer.err.startswith("jtai: warning: plan.db: ")
    three.unlink()
    rows = jtai("restore", "plan.db", "--format", "json").data
    assert [row["rows_since"] for row in rows] == [None] * 3


def test_going_back_says_which_it_is_and_where_the_rest_is_kept(by_ann, jtai, three, backups):
    before = verify(three).tip
    answer = by_ann("restore", "plan.db", "3")
    assert (answer.code, answer.err) == (0, "")
    first, second = answer.out.splitlines()
    assert re.fullmatch(r"plan\.db is the backup of .* again", first)
    assert second == f"what lay there is kept: {backups()[-1]}"
    assert verify(backups()[-1]).tip == before
    newest = jtai("log", "plan.db", "--format", "json").data[0]
    assert newest["author"] == "Ann Author"
    assert newest["sentence"].startswith("Put back from the backup of ")
    listed = jtai("list", "plan.db", "--rating", "r", "--format", "json", *JULY)
    assert (listed.err, listed.data) == ("", [])
    assert jtai("verify", "plan.db").out.endswith("\nsound\n")


def test_a_damaged_plan_and_a_missing_one_are_gone_back_from(by_ann, jtai, three, home):
    damaged = spoil(three, 40_000)
    assert jtai("list", "plan.db").code == 1
    answer = by_ann("restore", "plan.db", "1")
    assert answer.code == 0
    kept = answer.out.splitlines()[1].removeprefix("what lay there is kept: ")
    assert Path(kept).read_bytes() == damaged
    assert jtai("list", "plan.db").err == ""
    three.unlink()
    gone = by_ann("restore", "plan.db", "1")
    assert len(gone.out.splitlines()) == 1
    assert jtai("list", "plan.db").err == ""


def test_a_number_that_is_none_of_the_list_is_refused(jtai, three):
    before = three.read_bytes()
    for number in ("0", "4", "-1", "01", "x", " ", "１", "9" * 5000):
        answer = jtai("restore", "--author", "Ann Author", "plan.db", "--", number)
        assert "there is no backup" in one_line(answer), number
    assert three.read_bytes() == before


def test_what_has_no_backups_says_so(by_ann, jtai, seed):
    said = "there is no backup of this plan on this machine"
    assert said in one_line(jtai("restore", "plan.db"))
    assert said in one_line(jtai("restore", "none.db"))
    assert said in one_line(by_ann("restore", "plan.db", "1"))


def test_nobody_goes_back_unnamed_and_nothing_without_a_file(jtai, three):
    assert "--author" in one_line(jtai("restore", "plan.db", "1"), code=2)
    assert "FILE" in one_line(jtai("restore"), code=2)
    assert "FILE" in one_line(jtai("backup"), code=2)
    assert "no such file" in one_line(jtai("backup", "none.db"))


@pytest.mark.journey  # it waits for the other program, as long as anybody does
def test_a_plan_in_use_or_read_only_is_not_gone_back_from(by_ann, three):
    before = three.read_bytes()
    with closing(sqlite3.connect(three, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "in use by another program" in one_line(by_ann("restore", "plan.db", "3"))
    three.chmod(0o444)
    assert "read-only" in one_line(by_ann("restore", "plan.db", "3"))
    assert three.read_bytes() == before


def test_a_damaged_backup_is_not_put_back(by_ann, three, backups):
    spoil(backups()[0])
    before = three.read_bytes()
    assert "not restored" in one_line(by_ann("restore", "plan.db", "3"))
    assert three.read_bytes() == before


@pytest.mark.parametrize("kind", ["a file in the way", "a folder that can't be made"])
def test_where_no_backup_can_be_taken_the_work_goes_on_with_a_warning(
    by_ann, seed, home, monkeypatch, kind
):
    data = home.parent / "blocked"
    if kind == "a file in the way":
        data.write_text("mine")
        monkeypatch.setenv("XDG_DATA_HOME", str(data))
    else:
        monkeypatch.setenv("XDG_DATA_HOME", "/proc/nowhere")
    answer = by_ann("rate", "plan.db", "4", "r")
    assert answer.code == 0
    assert answer.out.startswith("4  Rated Significant risk")
    assert answer.err.startswith("jtai: warning: plan.db: no backup could be made in ")
    assert answer.err.count("\n") == 1
    assert "no backup could be made" in one_line(by_ann("backup", "plan.db"))


def test_a_plan_of_the_first_version_is_backed_up_before_it_is_brought_up_to_date(
    by_ann, jtai, home, backups
):
    shutil.copy(OLD, home / "plan.db")
    answer = by_ann("update", "plan.db", "1", "Begun.")
    assert answer.code == 0
    (first,) = backups()
    assert f"a backup of it as it was is kept: {first}" in answer.err.replace("\n", " ")
    assert first.read_bytes()[60:64] == (1).to_bytes(4, "big")
    assert by_ann("restore", "plan.db", "1").code == 0
    assert (home / "plan.db").read_bytes()[60:64] == (4).to_bytes(4, "big")
    assert jtai("verify", "plan.db").code == 0


def test_what_is_printed_of_a_copy_is_what_the_list_says(by_ann, jtai, seed, home):
    by_ann("rate", "plan.db", "4", "r")
    said = by_ann("ship", "plan.db", "sent.db", "--to", "The board", *JULY).out.splitlines()
    listed = [
        len(jtai("list", "sent.db", "--format", "json", *how, *JULY).data)
        for how in ((), ("--overdue",))
    ]
    unrated = [row for row in jtai("list", "sent.db", "--format", "json", *JULY).data
               if row["rating"] is None]  # fmt: skip
    report = jtai("verify", "sent.db", "--format", "json").data
    with closing(sqlite3.connect(home / "sent.db")) as connection:
        (title, label, rows) = connection.execute(
            "SELECT title, version_label, (SELECT count(*) FROM event) FROM plan"
        ).fetchone()
    assert said == [
        f"{title}, {label}",
        "sent.db, issued to The board",
        f"{listed[0]} actions, {listed[1]} overdue on 1 Jul 2020, {len(unrated)} unrated",
        f"log tip {report['tip'][:12]} ({rows} rows), {(home / 'sent.db').stat().st_size:,} bytes",
    ]


class Screen(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize("is_terminal", [True, False])
def test_how_far_a_check_has_come_is_told_after_a_second_and_to_people_alone(
    monkeypatch, is_terminal
):
    stream = Screen() if is_terminal else io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("COLUMNS", "60")
    times = iter((100.0, 100.2, 101.0, 101.5, 101.6, 102.0))
    with shown_progress("checking plan.db", clock=lambda: next(times)) as progress:
        for done in (0.1, 0.25, 0.5, 0.501, 1):
            progress(done)
    told = stream.getvalue()
    if is_terminal:
        assert told == f"\rjtai: checking plan.db, 50%\rjtai: checking plan.db, 100%\r{' ' * 59}\r"
    else:
        assert told == ""


def test_a_check_that_is_quick_says_nothing(monkeypatch):
    stream = Screen()
    monkeypatch.setattr("sys.stderr", stream)
    with shown_progress("checking", clock=lambda: 1.0) as progress:
        progress(0.5)
    assert stream.getvalue() == ""


def test_no_name_of_a_file_steers_the_terminal_or_leaves_its_line(monkeypatch):
    stream = Screen()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("COLUMNS", "40")
    times = iter((0.0, 9.0, 9.0))
    name = "checking a\x1b[2J\rb\n" + "漢" * 80
    with shown_progress(name, clock=lambda: next(times)) as progress:
        progress(0.42)
    line = stream.getvalue().split("\r")[1]
    assert line.isprintable()
    assert line.startswith("jtai: checking a␛[2J")
    assert line.endswith("…, 42%")
    assert len(line) + sum(character == "漢" for character in line) <= 39


LONG_CHECK = """
from jtai_tui.cli.progress import shown_progress
times = iter((0.0, 9.0))
with shown_progress("checking plan.db", clock=lambda: next(times)) as told:
    told(0.5)
"""


def test_in_a_real_terminal_the_line_is_there_and_gone_and_in_a_pipe_it_never_is():
    command = [sys.executable, "-c", LONG_CHECK]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "40"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
    shown = bytearray()
    with closing(PtyProcess.spawn(command, env=environ)) as terminal, suppress(EOFError):
        while True:
            shown += terminal.read()
    screen = pyte.Screen(40, 5)
    line, gone = bytes(shown).rsplit(b"\r", 2)[0], bytes(shown)
    for data, wanted in ((line, "jtai: checking plan.db, 50%"), (gone, "")):
        screen.reset()
        pyte.ByteStream(screen).feed(data)
        assert screen.display[0].rstrip() == wanted
