"""The rolling backups of a plan, in the user's data folder: taken, listed, thinned.

A backup is a whole plan file that was verified before it got its name, which says when it was
taken and with which log tip. Nothing in it is ever changed.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db.copying import check_copy, copy_plan
from db.disk import put_in_place, put_on_disk
from db.errors import PlanError
from db.examine import Progress
from db.file import Plan, looking
from db.keeping import Kept, to_keep
from db.memory import key_of
from db.private_folder import new_private_file, private_folder
from db.tip import read_plan_id, read_tip
from db.unfinished import sweep, unfinished
from db.verify import verify

_NAME = re.compile(r"([0-9]{8}T[0-9]{6}\.[0-9]{3})Z-([0-9a-f]{16})\.db")
_TIME = "%Y%m%dT%H%M%S.%f"
_TIP = 16


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: its file, when it was taken (UTC), how its log tip begins, its size in bytes."""

    path: Path
    at: datetime
    tip: str
    size: int


def backups_of(folder: Path, key: str) -> tuple[Backup, ...]:
    """Return the backups of the plan with this key in `folder`, the newest first."""
    try:
        files = list((folder / key).iterdir())
    except OSError:
        return ()
    found = [backup for file in files if (backup := _backup_at(file)) is not None]
    return tuple(sorted(found, key=lambda each: (each.at, each.path.name), reverse=True))


def _backup_at(file: Path) -> Backup | None:
    """Return the backup that a file is by its name; None for any other, and for one just gone."""
    name = _NAME.fullmatch(file.name)
    if name is None:
        return None
    try:
        at = datetime.strptime(name[1], _TIME).replace(tzinfo=UTC)
        status = file.lstat()
    except (OSError, ValueError):
        return None
    return Backup(file, at, name[2], status.st_size) if stat.S_ISREG(status.st_mode) else None


def backups_of_plan(plan: Plan, folder: Path) -> tuple[Backup, ...]:
    """Return the backups of an open plan in `folder`, the newest first. Raises PlanError."""
    with looking(plan) as connection:
        return backups_of(folder, key_of(read_plan_id(connection)))


def take_backup(
    plan: Plan, folder: Path, *, now: datetime, sure: bool = False, progress: Progress = float
) -> Backup:
    """Return a backup of the plan as it stands: the one that there is, else one taken now.

    Of one taken now, `at` is `now` itself. `sure` has the one that there is verified again, and
    another taken where it is not sound. Those that are no longer to be kept are removed. Raises
    PlanError where none can be made.
    """
    with looking(plan) as connection:
        key, tip = key_of(read_plan_id(connection)), read_tip(connection)
    if tip is None:
        raise PlanError(f"{plan.path}: its log is empty; there is nothing to back up")
    for known in backups_of(folder, key):
        if known.tip == tip.hash[:_TIP] and (
            not sure or verify(known.path, progress=progress).sound
        ):
            return known
    try:
        place = private_folder(folder / key)
        backup = _take(plan, place, now, progress)
        _thin(backups_of(folder, key), now)
    except OSError as error:
        raise PlanError(
            f"{plan.path}: no backup could be made in {folder} ({error.strerror or error})"
        ) from None
    return backup


def _take(plan: Plan, place: Path, now: datetime, progress: Progress) -> Backup:
    sweep(place, now)
    with unfinished(place) as fresh:
        os.close(new_private_file(fresh))
        copy_plan(plan, fresh)
        check_copy(fresh, plan.path, "no backup was made", progress=progress)
        with Plan(fresh, read_only=True) as copied, looking(copied) as connection:
            tip = read_tip(connection)
        put_on_disk(fresh)
        stamp = now.astimezone(UTC).strftime(_TIME)[:-3]
        path = place / f"{stamp}Z-{tip.hash[:_TIP] if tip else ''}.db"
        put_in_place(fresh, path, overwrite=True)
    return Backup(path, now, path.stem.rpartition("-")[2], path.stat().st_size)


def _thin(backups: tuple[Backup, ...], now: datetime) -> None:
    kept = to_keep([Kept(each.at, each.size) for each in backups], now)
    for each in backups:
        if Kept(each.at, each.size) not in kept:
            with contextlib.suppress(OSError):
                each.path.unlink()
