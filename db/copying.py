"""A whole plan in another file: compacted, with nothing deleted left in it, and verified."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from db.errors import PlanError, Refused
from db.examine import Progress, Report
from db.file import Plan, connect, file_uri, told
from db.verify import verify


def copy_plan(plan: Plan, out: Path) -> None:
    """Write what the plan's file holds to `out`, an empty file that nobody else uses.

    It is read as it stood at one moment, whoever writes to it meanwhile. Raises PlanError, which
    names the plan, and OSError where `out` can't be written.
    """
    with (
        told(plan.path),
        contextlib.closing(connect(plan.path, mode="rw", look=False)) as source,
        room_for_it(),
    ):
        source.execute("VACUUM INTO ?", (file_uri(out.resolve()),))


@contextlib.contextmanager
def room_for_it() -> Iterator[None]:
    """Raise OSError where SQLite finds no room in the block for what it is to write."""
    try:
        yield
    except sqlite3.Error as error:
        number = _NO_ROOM.get(getattr(error, "sqlite_errorname", ""))
        if number is None:
            raise
        raise OSError(number, os.strerror(number)) from error


_NO_ROOM = {"SQLITE_FULL": errno.ENOSPC, "SQLITE_IOERR_WRITE": errno.EIO}


def check_sound(report: Report, path: Path, undone: str) -> None:
    """Raise Refused where the report says that a plan is not sound; `undone` is what was not done.

    `path` is the name to tell. Raises PlanError where it could not be looked at.
    """
    fault = report.fault
    if fault is None:
        return
    if report.unchecked:
        raise PlanError(f"{path}: {undone}, it can't be checked just now ({fault.line})")
    raise Refused(f"{path}: {undone}, the plan does not verify ({fault.line})")


def check_copy(copy: Path, path: Path, undone: str, *, progress: Progress = float) -> None:
    """Raise Refused unless the file at `copy` verifies in full, as `check_sound` does."""
    check_sound(verify(copy, progress=progress), path, undone)
