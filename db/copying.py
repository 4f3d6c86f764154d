"""A whole plan in another file: compacted, with nothing deleted left in it, and verified."""

from __future__ import annotations

import contextlib
from pathlib import Path

from db.errors import Refused
from db.examine import Report
from db.file import Plan, connect, file_uri, told
from db.verify import verify


def copy_plan(plan: Plan, out: Path) -> None:
    """Write what the plan's file holds to `out`, an empty file that nobody else uses.

    It is read as it stood at one moment, whoever writes to it meanwhile. Raises PlanError, which
    names the plan.
    """
    with told(plan.path), contextlib.closing(connect(plan.path, mode="rw", look=False)) as source:
        source.execute("VACUUM INTO ?", (file_uri(out.resolve()),))


def check_sound(report: Report, path: Path, undone: str) -> None:
    """Raise Refused where the report says that a plan is not sound; `undone` is what was not done.

    `path` is the name to tell.
    """
    if not report.sound:
        line = next(check.line for check in report.checks if not check.sound)
        raise Refused(f"{path}: {undone}, the plan does not verify ({line})")


def check_copy(copy: Path, path: Path, undone: str) -> None:
    """Raise Refused unless the file at `copy` verifies in full, as `check_sound` does."""
    check_sound(verify(copy), path, undone)
