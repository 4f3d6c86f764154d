"""Going back to a backup, and what has been done since it was taken."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from db.anchor import here, remember
from db.backups import Backup, backups_of, backups_of_plan, take_backup
from db.connection import plain
from db.copying import check_copy, copy_plan
from db.dates import show_moment
from db.disk import put_in_place, put_on_disk, real_path
from db.errors import NotAPlan, PlanError, Refused
from db.examine import Progress
from db.file import IN_USE, Plan, connect, looking, told
from db.header import may_write, read_header
from db.log import changing
from db.memory import expect, file_state, keys_at
from db.migrations import migrate
from db.private_copy import private_copy
from db.private_folder import new_private_file, private_folder
from db.settled import read_settled_header
from db.side_files import LEFT_BESIDE, SIDE_ENDINGS, beside
from db.signature import Signature
from db.store import leave_write_ahead
from db.tip import read_plan_entity
from db.unfinished import sweep, unfinished
from db.verify import verify

_AS_FOUND = "as-found"
_MOST_AS_FOUND = 5


@dataclass(frozen=True, slots=True)
class Since:
    """What the plan has that a backup lacks: how many rows of the log, and how many of each kind.

    `rows` is None where it can't be said: the plan can't be read, or does not hold the backup's
    tip, because it went another way from there.
    """

    rows: int | None
    ratings: int = 0
    due_dates: int = 0
    updates: int = 0
    evidence: int = 0
    actions: int = 0

    @property
    def words(self) -> str:
        """Return it in words for people: `3 ratings, 1 progress update (12 rows of log)`."""
        if not self.rows:
            return self.brief
        said = self._counted("due date", "progress update", "piece of evidence")
        rows = f"{self.rows:,} {_several('row', self.rows)} of log"
        return f"{said} ({rows})" if said else rows

    @property
    def brief(self) -> str:
        """Return it as short as a list needs it: `3 ratings, 1 update`."""
        if self.rows is None:
            return "the plan went another way from there"
        if not self.rows:
            return "nothing"
        said = self._counted("date", "update", "piece of evidence")
        return said or f"{self.rows:,} {_several('row', self.rows)} of log"

    def _counted(self, due_date: str, update: str, evidence: str) -> str:
        kinds = (
            (self.ratings, "rating"),
            (self.due_dates, due_date),
            (self.updates, update),
            (self.evidence, evidence),
            (self.actions, "action"),
        )
        return ", ".join(f"{number:,} {_several(noun, number)}" for number, noun in kinds if number)


def _several(noun: str, number: int) -> str:
    first, space, rest = noun.partition(" of ")
    return noun if number == 1 else f"{first}s{space}{rest}"


@dataclass(frozen=True, slots=True)
class Restored:
    """A plan that was put back: the backup it came from, and where what it replaced is kept."""

    backup: Backup
    kept: Path | None


def backups_at(path: Path, *, folder: Path, anchors: Path) -> tuple[Backup, ...]:
    """Return the backups of the plan at `path`, the newest first.

    Where the file is gone or can't be read, or has none, they are those of the plans that this
    machine has seen there. Nothing is touched: what lies beside the file is for `restore` to keep.
    """
    with contextlib.suppress(PlanError):
        read_header(path)
        with (
            private_copy(path) as copy,
            Plan(path, file=copy, read_only=True, settles=True) as plan,
        ):
            own = backups_of_plan(plan, folder)
        if own:
            return own
    found = (backups_of(folder, key) for key in keys_at(anchors, here(path)))
    every = [backup for backups in found for backup in backups]
    return tuple(sorted(every, key=lambda each: each.at, reverse=True))


def since_backup(plan: Plan, backup: Backup) -> Since:
    """Return what has been written into the plan since the backup was taken. Raises PlanError."""
    with looking(plan) as connection:
        place = _place(connection, backup.tip)
        if place is None:
            return Since(None)
        query = (
            "SELECT count(*), coalesce(sum(field = 'rating'), 0), coalesce(sum(field = 'due' AND"
            " sup1 IS NOT NULL), 0),"
            " coalesce(sum(kind = 'create' AND etype = 'progress_update'), 0),"
            " coalesce(sum(kind = 'create' AND etype = 'evidence'), 0),"
            " coalesce(sum(kind = 'create' AND etype = 'action'), 0)"
            " FROM event NOT INDEXED WHERE seq > ?"
        )
        return Since(*connection.execute(query, [place]).fetchone())


def _place(connection: sqlite3.Connection, tip: str) -> int | None:
    query = "SELECT seq FROM event WHERE hash >= ? AND hash < ? || 'g'"
    row = connection.execute(query, [tip, tip]).fetchone()
    return None if row is None else int(row[0])


def restore(
    path: Path,
    backup: Backup,
    *,
    by: Signature,
    folder: Path,
    anchors: Path | None = None,
    progress: Progress = float,
) -> Restored:
    """Put a backup in the place of the plan at `path`, and log who did so.

    The backup is verified before and its copy after. What lay at `path` is kept: as a backup if it
    is a sound plan, else as it was found. The file at `path` is the one or the other, whatever
    happens. Raises PlanError.
    """
    check_copy(backup.path, backup.path, "not restored", progress=progress)
    target = real_path(path)
    _check_target(path, target)
    try:
        with unfinished(target.parent) as fresh:
            os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _first_mode(target)))
            tip = _prepare(fresh, path, backup, by)
            check_copy(fresh, path, "not restored", progress=progress)
            if target.exists():
                shutil.copymode(target, fresh)
            put_on_disk(fresh)
            with _nobody_writes(path) as found:
                kept = _keep(path, found, folder, backup, by.clock())
                if not found.held:
                    for ending in SIDE_ENDINGS:
                        beside(path, ending).unlink(missing_ok=True)
                if anchors is not None:
                    expect(anchors, here(path), tip)
                put_in_place(fresh, target, overwrite=True)
    except OSError as error:
        raise PlanError(
            f"{path}: not restored, it can't be written ({error.strerror or error})"
        ) from None
    with Plan(path, read_only=True, anchors=anchors) as plan:
        remember(plan, made=True, checked=True)
    return Restored(backup, kept)


def _check_target(path: Path, target: Path) -> None:
    """Raise PlanError where no plan can be put back, or none may."""
    if not target.parent.is_dir():
        raise PlanError(f"{path}: there is no folder {target.parent}; make it first")
    if target.is_dir():
        raise PlanError(f"{path}: this is a folder; name a plan file in it")
    if target.exists() and not target.is_file():
        raise PlanError(f"{path}: this is not a file; name a plan file")
    if target.exists() and not may_write(target, target.stat()):
        raise Refused(f"{path}: not restored, the file is read-only; let it be changed first")


def _first_mode(target: Path) -> int:
    """Return who may read the new file until it has the rights of the one that it replaces."""
    return 0o600 if target.exists() else 0o666


def _prepare(fresh: Path, path: Path, backup: Backup, by: Signature) -> str:
    """Make the file that will be put in place, and return its log tip."""
    with Plan(backup.path, read_only=True) as kept:
        copy_plan(kept, fresh)
    migrate(path, file=fresh)
    with Plan(path, file=fresh, read_only=False) as plan, changing(plan, by) as log:
        said = f"{show_moment(backup.at)}, tip {backup.tip[:12]}"
        log.note(read_plan_entity(plain(log.connection)), "restored", said)
        return str(log.collected[-1]["hash"])


@dataclass(frozen=True, slots=True)
class _Found:
    """The plan's file as it was found, None where there is none, and whether SQLite holds it.

    To close a file is to let go of all locks that this process has on it: so it is read through
    `file`, which is closed after SQLite has let go.
    """

    file: BinaryIO | None
    held: bool


@contextlib.contextmanager
def _nobody_writes(path: Path) -> Iterator[_Found]:
    """Give what lies at `path`; if SQLite holds it, nobody changes it while the block runs.

    It holds none that is damaged. Raises PlanError where somebody changes it just now.
    """
    with contextlib.ExitStack() as stack:
        file = connection = None
        with contextlib.suppress(FileNotFoundError):
            file = stack.enter_context(path.open("rb"))
        with contextlib.suppress(NotAPlan):
            connection = _hold(path)
        if connection is not None:
            stack.enter_context(contextlib.closing(connection))
        yield _Found(file, connection is not None)


def _hold(path: Path) -> sqlite3.Connection | None:
    header = read_settled_header(path)
    if (header.interrupted or header.write_ahead) and not _becomes_sound(path):
        return None
    if header.write_ahead:
        leave_write_ahead(path)
    with told(path):
        connection = connect(path, mode="rw", look=False)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except BaseException:
            connection.close()
            raise
    return connection


def _becomes_sound(path: Path) -> bool:
    """Return whether a file is a sound plan once SQLite has played in what lies beside it.

    It is tried on a copy: what belongs to another file would spoil this one for good.
    """
    while True:
        before = file_state(path)
        with private_copy(path) as copy:
            sound = verify(copy).sound
        if sound or file_state(path) == before:  # else somebody has changed it while it was copied
            return sound


def _keep(path: Path, found: _Found, folder: Path, backup: Backup, now: datetime) -> Path | None:
    """Keep what lies at `path`, and return where; None if nothing does. Raises PlanError."""
    try:
        return _kept(path, found, folder, backup, now)
    except OSError as error:
        raise PlanError(
            f"{path}: not restored, what lies there can't be kept in {backup.path.parent}"
            f" ({error.strerror or error}); make room there, then try again"
        ) from None


def _kept(path: Path, found: _Found, folder: Path, backup: Backup, now: datetime) -> Path | None:
    if found.held:
        with contextlib.suppress(PlanError), Plan(path, read_only=True) as plan:
            return take_backup(plan, folder, now=now, sure=True).path
    place = private_folder(backup.path.parent / _AS_FOUND)
    sweep(place, now)
    as_found = place / f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%f}.db"
    before = file_state(path)
    copied = []
    if found.file is not None:
        copied.append(_copy(found.file, as_found))
    for ending in LEFT_BESIDE:
        found_beside = beside(path, ending)
        if found_beside.is_file() and not found_beside.is_symlink():  # a pipe or device never ends
            with found_beside.open("rb") as file:
                copied.append(_copy(file, beside(as_found, ending)))
    if file_state(path) != before:
        raise PlanError(f"{path}: {IN_USE}")
    for old in sorted(place.glob("*.db"))[:-_MOST_AS_FOUND]:
        for ending in ("", *LEFT_BESIDE):
            beside(old, ending).unlink(missing_ok=True)
    return copied[0] if copied else None


def _copy(found: BinaryIO, copy: Path) -> Path:
    with unfinished(copy.parent) as fresh:
        with os.fdopen(new_private_file(fresh), "wb") as kept:
            shutil.copyfileobj(found, kept)
        put_on_disk(fresh)
        put_in_place(fresh, copy, overwrite=False)
    return copy
