"""A disk that is full, locked up or pulled out while the plan is open, for every kind of change."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from db.verify import verify
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.journey

DAY = ("--today", "2020-07-01")

MOUNT = (
    'mount -t tmpfs -o size=1200k none "$1" && cp "$0" "$1/plan.db"'
    ' && mkdir -p "$2" && mount --bind "$1" "$2" && shift 2 && exec "$@"'
)
"""Gives the program a small disk of its own at a folder, which a second folder keeps."""

LOCK = (
    'mkdir -p "$0.locked" && mount --bind "$0" "$0.locked"'
    ' && mount -o remount,bind,ro "$0.locked" && mount --move "$0.locked" "$0"'
)
"""Locks a disk aside and then puts it over itself: nobody holds it open there, and so it may."""


class Disk:
    """A disk in the program's own space of mounts, as seen and treated from outside."""

    def __init__(self, terminal: Terminal, at: Path, kept: Path) -> None:
        self._terminal = terminal
        self._at = at
        self._kept = kept

    def _root(self, path: Path) -> Path:
        return Path(f"/proc/{self._terminal.process.pid}/root{path}")

    def _do(self, command: str) -> None:
        enter = ["nsenter", "-t", str(self._terminal.process.pid), "-U", "-m",
                 "--preserve-credentials"]  # fmt: skip
        script = [*enter, "sh", "-ec", command, str(self._at), str(self._kept)]
        subprocess.run(script, check=True, capture_output=True, timeout=20)

    def harm(self, how: str) -> None:
        """Let it be `full`, `locked` or `gone`."""
        self._do({
            "full": 'dd if=/dev/zero of="$0/filler" bs=4096 2>/dev/null || true',
            "locked": LOCK,
            "gone": 'umount -l "$0"',
        }[how])  # fmt: skip

    def mend(self, how: str) -> None:
        """Let it be as it was."""
        self._do({
            "full": 'rm "$0/filler"', "locked": 'umount -l "$0"', "gone": 'mount --bind "$1" "$0"'
        }[how])  # fmt: skip

    def copy(self, to: Path) -> Path:
        """Return a copy of what stands in the plan file now."""
        kept = self._root(self._kept)
        assert sorted(each.name for each in kept.iterdir() if each.name != "filler") == ["plan.db"]
        return Path(shutil.copyfile(kept / "plan.db", to))


def may_mount() -> str:
    """Return why this system lets nobody mount a disk of their own, or nothing."""
    try:
        done = subprocess.run(
            ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"],
            capture_output=True, text=True, timeout=20, check=False,
        )  # fmt: skip
    except OSError as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or "unshare is forbidden"


FORBIDDEN = may_mount()

SAID = {
    "full": "disk is full; nothing was changed; make room",
    "locked": "The file or its folder has become read-only",
    "gone": "The file is no longer where it was opened; nothing can be saved",
}

REPORT = "Minutes of the board. " * 800

# What opens the form, what is typed, how it is saved, what is then told, and what the log gains.
CHANGES = [
    ("2", "no word from them", "enter", "Rated action 1 Significant risk", 1),
    ("p", "An entry of mine", "ctrl+s", "Progress of action 1 written", 5),
    ("e", "A finding of mine. ", "ctrl+s", "Saved action 1", 1),
    ("v", "Minutes\t\t\t{report}", "enter", "Evidence added to action 1", 5),
    ("d", "30 Sep 2020\tthe board moved it", "enter", "Due date of action 1 is now", 2),
]


def events(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM event").fetchone()[0])


@pytest.mark.skipif(bool(FORBIDDEN), reason=f"no disk of one's own here: {FORBIDDEN}")
@pytest.mark.parametrize("turn", [0, 1, 2])
def test_no_change_is_lost_half_made_or_made_twice_and_the_same_key_saves_it_afterwards(
    plan_file: Path, tmp_path: Path, turn: int
) -> None:
    """Each kind of change meets one of the harms, and the others in the long run."""
    disk_at, kept = tmp_path / "disk", tmp_path / "kept"
    disk_at.mkdir()
    report = tmp_path / "report.txt"
    report.write_text(REPORT)
    through = ["unshare", "-rm", "sh", "-c", MOUNT, str(plan_file), str(disk_at), str(kept)]
    arguments = ["--author", "Jo", str(disk_at / "plan.db"), *DAY]
    with Terminal(arguments, tmp_path, through=through) as terminal:
        disk = Disk(terminal, disk_at, kept)
        terminal.see("28 overdue")
        for number, (key, typed, save, told, rows) in enumerate(CHANGES):
            how = tuple(SAID)[(number + turn) % len(SAID)]
            before = events(disk.copy(tmp_path / f"{number}.db"))
            terminal.press(key)
            terminal.see({"2": "Rate action 1", "p": "Progress update on", "e": "Edit action 1",
                          "v": "Evidence for", "d": "Due date of"}[key])  # fmt: skip
            terminal.keys(typed.format(report=report))
            shown = typed.partition("\t")[0].strip()
            terminal.see(shown)
            terminal.rest(0.2)
            disk.harm(how)
            terminal.press(save)
            terminal.see(SAID[how])
            assert shown in terminal.text, "what was typed is still there"
            assert events(disk.copy(tmp_path / "after.db")) == before
            disk.mend(how)
            terminal.press(save)
            terminal.see(told)
            now = disk.copy(tmp_path / "now.db")
            assert events(now) == before + rows
            assert verify(now).sound
        with closing(sqlite3.connect(now)) as connection:
            (data,) = connection.execute("SELECT data FROM evidence_file").fetchone()
        assert bytes(data).decode() == REPORT
        terminal.press("q")
        assert terminal.end() == 0


@pytest.mark.skipif(bool(FORBIDDEN), reason=f"no disk of one's own here: {FORBIDDEN}")
def test_a_stick_that_is_pulled_out_and_put_back_is_noticed_without_a_key(
    plan_file: Path, tmp_path: Path
) -> None:
    disk_at, kept = tmp_path / "disk", tmp_path / "kept"
    disk_at.mkdir()
    through = ["unshare", "-rm", "sh", "-c", MOUNT, str(plan_file), str(disk_at), str(kept)]
    arguments = ["--author", "Jo", str(disk_at / "plan.db"), *DAY]
    with Terminal(arguments, tmp_path, through=through) as terminal:
        disk = Disk(terminal, disk_at, kept)
        terminal.see("28 overdue")
        for how, back in (("gone", "there again"), ("locked", "can be written to again")):
            disk.harm(how)
            terminal.see(SAID[how][:50])
            terminal.see("can't save")
            terminal.press("j")
            disk.mend(how)
            terminal.see(back)
            terminal.see("can't save", gone=True)
        terminal.press("q")
        assert terminal.end() == 0
