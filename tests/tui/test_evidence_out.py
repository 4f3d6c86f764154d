"""`o` in the app: a file of evidence is looked at or saved, after asking, and nothing runs."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from textual.widgets import Static

from db.additions import NewEvidence, add_evidence
from db.signature import Signature
from db.store import open_plan
from jtai_tui import whole_file
from tests.tui.keyboard import Keyboard, action_id, at_keyboard

pytestmark = pytest.mark.journey

PDF = b"%PDF-1.7 of twelve cases"


def add(plan_file: Path, name: str, data: bytes, reference: str = "1") -> None:
    new = NewEvidence(f"Title of {name}", "Audit", file_name=name, file=data)
    with open_plan(plan_file) as plan:
        add_evidence(plan, action_id(plan_file, reference), new, by=Signature("A [Jones]"))


@pytest.fixture
def viewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop whose viewer writes down what it was given; nothing lies about to begin with."""
    programs, place = tmp_path / "bin", tmp_path / "temporary"
    programs.mkdir()
    place.mkdir()
    (programs / "xdg-open").write_text(
        f"#!{sys.executable}\nimport sys, os\n"
        f"open({str(tmp_path / 'part')!r}, 'w').write(sys.argv[1])\n"
        f"os.rename({str(tmp_path / 'part')!r}, {str(tmp_path / 'viewed')!r})\n"
        "sys.exit(int(os.environ.get('VIEWER_STATUS', '0')))\n"
    )
    (programs / "xdg-open").chmod(0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "viewed"


def told(keyboard: Keyboard, place: str) -> str:
    """Return what a dialog says at a place, however it is wrapped."""
    return str(keyboard.app.screen.query_one(place, Static).content)


async def until_there(keyboard: Keyboard, path: Path) -> None:
    while not path.exists():
        await keyboard.pilot.pause(0.05)


async def test_a_document_is_opened_after_asking_as_a_private_copy_that_goes_at_the_end(
    plan_file: Path, viewed: Path, tmp_path: Path
) -> None:
    add(plan_file, "audit.pdf", PDF)
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("o")
        assert "audit.pdf, 24 bytes" in keyboard.text
        assert "Title of audit.pdf (Audit)" in keyboard.text
        assert "Added by A [Jones], " in keyboard.text
        await keyboard.press("o")
        assert "Open this PDF document?" in keyboard.text
        assert "jtai can't tell whether" in keyboard.text
        await keyboard.press("enter")
        assert keyboard.screen == "MainScreen"
        assert not list((tmp_path / "temporary").iterdir())
        await keyboard.press("o", "o", "y")
        assert keyboard.notice == "Opening audit.pdf"
        await until_there(keyboard, viewed)
        copy = Path(viewed.read_text())
        assert (copy.name, copy.read_bytes()) == ("audit.pdf", PDF)
        assert copy.stat().st_mode & 0o777 == 0o400
        assert copy.parent.parent.stat().st_mode & 0o777 == 0o700
    assert not list((tmp_path / "temporary").iterdir())
    assert not [row for row in keyboard.log() if row.author == "J Smith"]


async def test_a_viewer_that_gives_up_is_told(
    plan_file: Path, viewed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIEWER_STATUS", "3")
    add(plan_file, "audit.pdf", PDF)
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("o", "o", "y")
        while "could not be opened" not in keyboard.notice:
            await keyboard.pilot.pause(0.05)
        assert "the viewer ended with status 3" in keyboard.notice


async def test_what_can_run_is_only_saved_and_it_is_said_why(plan_file: Path, viewed: Path) -> None:
    add(plan_file, "a.sh", b"#!/bin/sh")
    add(plan_file, "audit.pdf", b"MZ\x90\0", "23")
    async with at_keyboard(plan_file) as keyboard:
        for said in ("this is a .sh file", "Its content is a program or a script"):
            await keyboard.press("o")
            assert said in keyboard.text
            assert "Save it to a folder" in keyboard.text
            await keyboard.press("o")
            assert keyboard.screen == "MessageScreen"
            await keyboard.press("escape", "down")
    assert not viewed.exists()


@pytest.mark.parametrize("ssh", [True, False])
async def test_over_ssh_or_without_a_desktop_saving_is_offered(
    plan_file: Path, viewed: Path, monkeypatch: pytest.MonkeyPatch, ssh: bool
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    if ssh:
        monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 5 192.0.2.2 22")
    add(plan_file, "audit.pdf", PDF)
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("o")
        said = "You are connected over SSH" if ssh else "There is no desktop here"
        assert said in keyboard.text
        assert "Open the PDF" not in keyboard.text


async def test_a_file_is_chosen_among_several_and_saved_to_a_folder(
    plan_file: Path, viewed: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    for name in ("audit.pdf", "[b] con.exe", "CON.txt"):
        add(plan_file, name, name.encode())
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("o")
        assert "[b] con.exe  Title of [b] con.exe" in keyboard.text
        await keyboard.type("con.txt\n")
        assert "On the disk its name is _CON.txt" in keyboard.text
        await keyboard.press("s")
        await keyboard.type("/out")
        assert told(keyboard, "#target").endswith("/out/_CON.txt")
        await keyboard.press("enter")
        assert keyboard.notice.endswith("/out/_CON.txt")
        assert keyboard.header.saved
        await keyboard.press("o")
        await keyboard.type("audit\n")
        await keyboard.press("s", "enter")
    saved = {each.name: each for each in (tmp_path / "out").iterdir()}
    assert saved.keys() == {"_CON.txt", "audit.pdf"}
    assert saved["_CON.txt"].read_bytes() == b"CON.txt"
    assert not any(each.stat().st_mode & 0o111 for each in saved.values())


async def test_what_is_there_is_replaced_only_after_asking_and_the_plan_never(
    plan_file: Path, viewed: Path, tmp_path: Path
) -> None:
    add(plan_file, "audit.pdf", PDF)
    add(plan_file, "other.db", b"x", "23")
    mine = tmp_path / "audit.pdf"
    mine.write_text("mine")
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("o", "s", "enter")
        assert "Replace " in keyboard.text
        await keyboard.press("enter")
        assert keyboard.screen == "SaveFileDialog"
        assert mine.read_text() == "mine"
        await keyboard.press("enter", "y")
        assert keyboard.screen == "MainScreen"
        await keyboard.press("down", "o", "s")
        await keyboard.type("/plan.db\n")
        await keyboard.press("y")
        assert keyboard.screen == "SaveFileDialog"
        assert "This is the plan itself" in told(keyboard, "#problem")
    assert mine.read_bytes() == PDF


async def test_where_saving_fails_it_is_said_and_asked_again_with_the_path_kept(
    plan_file: Path, viewed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(plan_file, "audit.pdf", PDF)
    out = tmp_path

    def failing_with(number: int) -> Callable[[int], None]:
        def fail(_descriptor: int) -> None:
            raise OSError(number, os.strerror(number))

        return fail

    async with at_keyboard(plan_file) as keyboard:
        for number, said in (
            (errno.ENOSPC, "the disk is full"),
            (errno.EACCES, "you may not write"),
            (errno.ENOENT, "there is no folder"),
            (errno.EIO, "can't be written"),
        ):
            out = out / "out"  # within the folder that was saved to last
            out.mkdir()
            await keyboard.press("o", "s")
            await keyboard.type("/out")
            with monkeypatch.context() as failing:
                failing.setattr(whole_file.os, "fsync", failing_with(number))
                await keyboard.press("enter")
            assert keyboard.screen == "SaveFileDialog"
            assert said in told(keyboard, "#problem")
            assert not list(out.iterdir())
            await keyboard.press("enter")
            assert keyboard.screen == "MainScreen"
            assert (out / "audit.pdf").read_bytes() == PDF


async def test_an_action_without_files_says_so_and_one_that_was_altered_is_not_given_out(
    plan_file: Path, viewed: Path
) -> None:
    add(plan_file, "audit.pdf", PDF)
    async with at_keyboard(plan_file) as keyboard:
        with closing(sqlite3.connect(plan_file, isolation_level=None)) as connection:
            query = "SELECT sql FROM sqlite_schema WHERE name = 'evidence_file_update'"
            (guard,) = connection.execute(query).fetchone()
            connection.execute("DROP TRIGGER evidence_file_update")
            connection.execute("UPDATE evidence_file SET data = x'00'")
            connection.execute(guard)
        await keyboard.press("o")
        assert keyboard.screen == "MainScreen"
        assert "Audit.pdf of action 1 is not given out: its content is no" in keyboard.notice
        await keyboard.press("down", "o")
        assert keyboard.notice == "Action 23 has no file of evidence; v adds one"


async def test_it_works_in_triage_and_in_a_plan_that_may_only_be_read(
    plan_file: Path, viewed: Path, tmp_path: Path
) -> None:
    add(plan_file, "audit.pdf", PDF)
    plan_file.chmod(0o444)
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t", "o", "s", "enter")
        assert keyboard.screen == "TriageScreen"
        assert (tmp_path / "audit.pdf").read_bytes() == PDF
