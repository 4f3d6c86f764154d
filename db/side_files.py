"""The files that SQLite keeps, or looks for, beside a plan: they have a say in what it holds."""

from __future__ import annotations

from pathlib import Path

from db.disk import real_path
from db.errors import PlanError

LEFT_BESIDE = ("-journal", "-wal")
"""What holds a part of the plan; the third, `-shm`, is only memory that programs share."""

SIDE_ENDINGS = (*LEFT_BESIDE, "-shm")


def beside(path: Path, ending: str) -> Path:
    """Return where SQLite keeps the file of this ending (`-journal`, `-wal`) for a plan."""
    plain = real_path(path)
    return plain.with_name(f"{plain.name}{ending}")


def check_not_of_plan(out: Path, plan: Path) -> None:
    """Raise PlanError where a file at `out` would be the plan's own, or be played into it."""
    if out.exists() and out.samefile(plan):
        raise PlanError(f"{out}: this is the plan itself; name another file")
    own = {beside(plan, ending).name.casefold() for ending in SIDE_ENDINGS}
    place = out.absolute().parent
    if out.name.casefold() in own and place.exists() and place.samefile(real_path(plan).parent):
        raise PlanError(f"{out}: a file of this name belongs to the plan; name another")
