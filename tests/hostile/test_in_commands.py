"""Every argument of every command: its text is kept to the letter, or refused in one line.

The commands and their arguments are walked as the catalogue has them, so that a new one is tried
as well. Each is tried with a few of the texts, and with more of them in the long run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from jtai_tui.cli.arguments import COMMON, Argument, CliCommand
from jtai_tui.cli.catalogue import COMMANDS
from jtai_tui.cli.changing import FIELDS
from jtai_tui.text import MOST_MARKS
from tests.hostile.plans import disputed, made, returned, small_plan
from tests.hostile_texts import HUGE, TEXTS, steering, steering_beside_colours, tower

DEFAULTS = {
    "FILE": "plan.db", "SOURCE": "plan.json", "OUT": "out.json", "PATH": "audit.txt", "REF": "1",
    "A": "Police", "NAME": "Police", "R": "on-track", "RATING": "on-track", "DAYS": "30",
    "DATE": "2020-06-01", "FIELD=VALUE": "finding=text", "OLD": "Jo Smith",
    "RETURNED": "returned.db", "CHOICE": "ours", "OUT_DIR": "sent",
}  # fmt: skip
OWN = {
    ("new", "FILE"): "fresh.db",
    ("demo", "FILE"): "demo.db",
    ("reopen", "REF"): "3",
    ("ship", "OUT"): "shipped.db",
    ("report", "OUT"): "report.md",
    ("add", "REF"): "9",
}
SOME, LONG = 2, 6
_NAMES = {"name", "--rename", "--author"}
_LISTS = {"sources", "leads", "--lead", "--to"}
_FINDS = {
    "FILE", "OUT", "REF", "A", "DATE", "HOW", "RATING", "PATH", "OLD", "RETURNED", "CHOICE",
    "FIELD", "CODE", "OUT_DIR", "L",
}  # fmt: skip
THIRD = "="
"""The field of an argument that takes a third value behind this sign."""


def places() -> Iterator[tuple[str, CliCommand, Argument, str]]:
    """Yield each place that takes text: a name for it, command, argument, field of the argument."""
    for command in COMMANDS.values():
        for argument in command.arguments:
            if argument.is_option and not argument.takes_value:
                continue
            if command.name == "open" and argument.name != "file":
                continue  # it would open the app
            if argument.metavar == "FIELD=VALUE":
                for field in (*FIELDS, "", "no such field"):
                    yield f"{command.name} {field}=", command, argument, field
            else:
                yield f"{command.name} {argument.name}", command, argument, ""
            if argument.metavar == "CHOICE":
                yield f"{command.name} {argument.name} =", command, argument, THIRD


def words_of(command: CliCommand, target: Argument, text: str) -> list[str]:
    """Return a whole line to type: what the command needs, and the text in the place of one."""
    options, words = [], []
    for argument in command.arguments:
        if argument == target:
            value = text
        elif argument.is_option and not (argument.required or argument.name in ("--reason",)):
            if argument.name != "--author":
                continue
            value = "A. Author"
        elif argument.count == "?" and argument.name != "file":
            continue
        else:
            value = OWN.get((command.name, argument.metavar)) or DEFAULTS.get(argument.metavar, "")
            value = value or (argument.choices[0] if argument.choices else "a text")
        if argument.is_option:
            options.append(f"{argument.name}={value}")
        else:
            words.append(value)
    return [command.name, *options, "--", *words]


def log_of(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT coalesce(new, ''), coalesce(reason, ''), author FROM event ORDER BY seq"
        return connection.execute(query).fetchall()


def flat(cell: str) -> str:
    """Return what a cell says, the texts of a list one after the other."""
    if not cell.startswith("["):
        return cell
    items = json.loads(cell)
    return "\n".join(each if isinstance(each, str) else each.get("raw", "") for each in items)


def stands_in(text: str, cell: str, place: str) -> bool:
    """Return whether a cell of the log holds the text to the letter.

    Outer white space is nobody's text; within a name it is made plain; lists are parted by signs.
    """
    if place in _LISTS:
        parts = re.split(r"[\s,;]+", text)
        return all(part in flat(cell) for part in parts)
    if place in _NAMES:
        return " ".join(text.split()) == " ".join(cell.split())
    return text.strip() == cell.strip()


def is_said(argument: Argument, field: str) -> bool:
    """Return whether what is given there is to stand in the log, not only to find something."""
    if field == THIRD:
        return True
    return argument.metavar not in _FINDS and field not in ("due", "forecast", "agency")


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """A plan; a copy of it that came back lies beside it."""
    path = made(tmp_path_factory.mktemp("plan") / "plan.db", small_plan())
    returned(path)
    return path


@pytest.fixture(scope="module")
def in_conflict(tmp_path_factory):
    """A plan in which something waits to be decided."""
    return disputed(tmp_path_factory.mktemp("disputed") / "plan.db", small_plan())


ALL = {name: (command, argument, field) for name, command, argument, field in places()}


def texts_for(name: str) -> dict[str, str]:
    """Return some of the texts, in turn, so that all of them are tried somewhere."""
    names = list(TEXTS)
    some = 1 if everywhere_alike(name) else SOME
    start = sum(map(ord, name)) * 7
    return {
        each: TEXTS[each] for each in (names[(start + 11 * n) % len(names)] for n in range(some))
    }


@pytest.fixture
def try_all(home, plan, in_conflict, on_terminal):
    def tried(name: str, texts: dict[str, str]) -> None:
        command, argument, field = ALL[name]
        (home / "plan.json").write_text(json.dumps(small_plan()), encoding="utf-8")
        (home / "audit.txt").write_bytes(b"x")
        shutil.copy(plan.with_name("returned.db"), home)
        original = in_conflict if command.name == "decide" else plan
        for what, text in texts.items():
            path = Path(shutil.copy(original, home / "plan.db"))
            for left in ("fresh.db", "out.json", "shipped.db"):
                (home / left).unlink(missing_ok=True)
            before = log_of(path)
            typed = f"{field}={text}" if argument.metavar == "FIELD=VALUE" else text
            typed = f"={text}" if field == THIRD else typed
            answer = on_terminal(*words_of(command, argument, typed))
            told = answer.err.splitlines()
            assert answer.code in (0, 1, 2), what
            assert all(line.startswith("jtai: ") and len(line) < 1200 for line in told), what
            assert "should not have happened" not in answer.err, what
            assert not steering_beside_colours(answer.out + answer.err), what
            assert tower(answer.out + answer.err) <= MOST_MARKS, what
            after = log_of(path)
            assert after[: len(before)] == before
            if answer.code:
                found = command.name == "check" and answer.out  # which is its answer, and its code
                assert told or found, what
                assert after == before, what
            elif len(after) > len(before) and is_said(argument, field) and text != "-":
                place = argument.name if field == THIRD else field or argument.name
                cells = [cell for row in after[len(before) :] for cell in row]
                assert any(stands_in(text, cell, place) for cell in cells), what

    return tried


def everywhere_alike(name: str) -> bool:
    """Return whether a place is the same in every command; three of them stand for all."""
    command, argument, _ = ALL[name]
    alike = argument in COMMON or argument.name in ("file", "--format")
    return alike and command.name not in ("list", "update", "new")


@pytest.mark.parametrize("name", [each for each in ALL if not everywhere_alike(each)])
def test_a_text_in_any_place_of_a_command_line_is_kept_or_refused(name, try_all):
    try_all(name, texts_for(name))


@pytest.mark.journey
@pytest.mark.parametrize("name", ALL)
def test_more_texts_in_every_place_of_a_command_line_are_kept_or_refused(name, try_all):
    start = sum(map(ord, name))
    names = list(TEXTS)
    try_all(name, {each: TEXTS[each] for each in names[start % LONG :: LONG]})


HOSTILE_BYTES = b"a\xff\xfe\xed\xa0\x80b"


def run(
    home: Path, *argv: bytes | str, said: bytes = b"", author: bytes = b"Jo"
) -> tuple[int, str]:
    """Run the program itself; return its exit code and what it told."""
    done = subprocess.run(
        [sys.executable, "-m", "jtai_tui", *argv],
        cwd=home,
        input=said,
        env={**os.environb, b"PYTHONPATH": os.fsencode(Path(__file__).parents[2]),
             b"JTAI_AUTHOR": author},
        capture_output=True,
        check=False,
        timeout=60,
    )  # fmt: skip
    told = done.stderr.decode()
    assert told.count("\n") <= 1
    assert not steering(told)
    return done.returncode, told


def test_bytes_that_are_no_text_are_refused_wherever_they_come_from(home, plan):
    shutil.copy(plan, home / "plan.db")
    before = log_of(home / "plan.db")
    (home / "hostile.txt").write_bytes(HOSTILE_BYTES)
    (home / os.fsdecode(HOSTILE_BYTES)).write_bytes(b"x")
    for argv in (
        ("update", "plan.db", "1", HOSTILE_BYTES),
        ("evidence", "plan.db", "1", "T", "--file", HOSTILE_BYTES),
    ):
        code, told = run(home, *argv)
        assert (code, "no text in this terminal's encoding" in told) == (2, True)
    code, told = run(home, "edit", "plan.db", "1", "finding=@hostile.txt")
    assert (code, "no text in UTF-8" in told) == (1, True)
    code, told = run(home, "update", "plan.db", "1", "-", said=HOSTILE_BYTES)
    assert (code, "no text in UTF-8" in told) == (1, True)
    code, told = run(home, "update", "plan.db", "1", "x", author=HOSTILE_BYTES)
    assert (code, "the author's name holds a character that is no text" in told) == (1, True)
    assert log_of(home / "plan.db") == before


QUICK = ("10 MB in one line", "10,000 marks on one letter", "100,000 lines")


@pytest.mark.parametrize(
    "name",
    [
        *QUICK,
        *(pytest.param(each, marks=pytest.mark.journey) for each in HUGE if each not in QUICK),
    ],
)
def test_a_text_of_any_size_is_taken_from_a_file_or_refused_by_its_length(
    name, home, plan, in_pipe
):
    path = Path(shutil.copy(plan, home / "plan.db"))
    text = HUGE[name]()
    (home / "huge.txt").write_text(text, encoding="utf-8")
    answer = in_pipe("edit", "plan.db", "1", "finding=@huge.txt", "--author", "Jo")
    if len(text) > 1_000_000:
        assert answer.code == 1
        assert f"{len(text):,} characters long; a plan takes 1,000,000" in answer.err
        return
    assert answer.code == 0
    assert log_of(path)[-1][0] == text
    shown = in_pipe("show", "plan.db", "1")
    assert shown.code == 0
    assert not steering(shown.out)
    assert tower(shown.out) <= MOST_MARKS
    as_data = in_pipe("show", "plan.db", "1", "--format", "json")
    assert json.loads(as_data.out)["finding"] == text


def test_more_than_any_text_has_is_not_read_to_its_end(home, plan, in_pipe):
    shutil.copy(plan, home / "plan.db")
    much = b"x" * (17 * 1024 * 1024)
    (home / "much.txt").write_bytes(much)
    for argv in (("update", "plan.db", "1", "-"), ("edit", "plan.db", "1", "finding=@much.txt")):
        answer = in_pipe(*argv, "--author", "Jo", said=much)
        assert answer.code == 1
        assert "16" in answer.err
        assert "MB" in answer.err


def test_a_long_message_is_told_by_its_beginning_and_its_end(home, plan, in_pipe):
    shutil.copy(plan, home / "plan.db")
    answer = in_pipe("rate", "plan.db", "x" * 100_000, "on-track", "--author", "Jo")
    assert answer.code == 1
    assert answer.err.startswith("jtai: there is no action xxx")
    assert answer.err.endswith("see: jtai list plan.db\n")
    assert len(answer.err) < 1100
