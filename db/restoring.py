"""Going back to a backup, and what has been done since it was taken."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db.anchor import here, remember
from db.backups import Backup, backups_of, backups_of_plan, take_backup
from db.connection import plain
from db.copying import check_copy, copy_plan
from db.dates import show_moment
from db.disk import gone_afterwards, put_on_disk, settle_folder
from db.errors import NotAPlan, PlanError
from db.file import Plan, connect, looking, told
from db.header import beside, read_header
from db.log import changing
from db.memory import keys_at
from db.migrations import migrate
from db.private_folder import private_folder
from db.signature import Signature
from db.store import open_plan
from db.tip import read_plan_entity

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
        """Return it in words for people: `3 ratings, 1 progress update (12 rows)`."""
        if self.rows is None:
            return "the plan went another way from there"
        if not self.rows:
            return "nothing"
        kinds = (
            (self.ratings, "rating"),
            (self.due_dates, "due date"),
            (self.updates, "progress update"),
            (self.evidence, "piece of evidence"),
            (self.actions, "action"),
        )
        said = [f"{number:,} {_several(noun, number)}" for number, noun in kinds if number]
        rows = f"{self.rows:,} {_several('row', self.rows)} of log"
        return f"{', '.join(said)} ({rows})" if said else rows


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

    Where the file is gone or can't be read, they are those of the plans that this machine has seen
    there.
    """
    with contextlib.suppress(PlanError):
        header = read_header(path)
        with Plan(path, read_only=True, settles=header.settles) as plan:
            return backups_of_plan(plan, folder)
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
) -> Restored:
    """Put a backup in the place of the plan at `path`, and log who did so.

    The backup is verified before and its copy after. What lay at `path` is kept: as a backup if it
    is a sound plan, else as it was found. The file at `path` is the one or the other, whatever
    happens. Raises PlanError.
    """
    check_copy(backup.path, backup.path, "not restored")
    if not path.parent.is_dir():
        raise PlanError(f"{path}: there is no folder {path.parent}; make it first")
    target = path.resolve()
    try:
        with gone_afterwards(target.with_name(f".jtai-{secrets.token_hex(8)}")) as fresh:
            os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _mode_of(target)))
            _prepare(fresh, backup, by)
            check_copy(fresh, path, "not restored")
            put_on_disk(fresh)
            with _nobody_writes(path) as sound:
                kept = _keep(path, sound, folder, backup, by.clock())
                if not sound:
                    for ending in ("-journal", "-wal", "-shm"):
                        beside(path, ending).unlink(missing_ok=True)
                fresh.replace(target)
        settle_folder(target.parent)
    except OSError as error:
        raise PlanError(
            f"{path}: not restored, it can't be written ({error.strerror or error})"
        ) from None
    with open_plan(path, anchors=anchors) as plan:
        remember(plan, made=True, checked=True)
    return Restored(backup, kept)


def _mode_of(target: Path) -> int:
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        return 0o666


def _prepare(fresh: Path, backup: Backup, by: Signature) -> None:
    with Plan(backup.path, read_only=True) as kept:
        copy_plan(kept, fresh)
    migrate(fresh)
    with Plan(fresh, read_only=False) as plan, changing(plan, by) as log:
        said = f"{show_moment(backup.at)}, tip {backup.tip[:12]}"
        log.note(read_plan_entity(plain(log.connection)), "restored", said)


@contextlib.contextmanager
def _nobody_writes(path: Path) -> Iterator[bool]:
    """Give whether the file is a plan that can be read; while the block runs nobody changes it.

    Raises PlanError where somebody does just now.
    """
    connection = None
    try:
        with contextlib.suppress(NotAPlan):
            read_header(path)
            with told(path):
                connection = connect(path, mode="rw", look=False)
                connection.execute("BEGIN IMMEDIATE")
        yield connection is not None and connection.in_transaction
    finally:
        if connection is not None:
            connection.close()


def _keep(path: Path, sound: bool, folder: Path, backup: Backup, now: datetime) -> Path | None:
    """Keep what lies at `path`, and return where; None if nothing does."""
    if sound:
        with contextlib.suppress(PlanError), Plan(path, read_only=True) as plan:
            return take_backup(plan, folder, now=now, sure=True).path
    if not os.path.lexists(path):
        return None
    place = private_folder(backup.path.parent / _AS_FOUND)
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")
    as_found = place / f"{stamp}.db"
    for ending in ("", "-journal", "-wal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(beside(path, ending), beside(as_found, ending))
    for old in sorted(place.glob("*.db"))[:-_MOST_AS_FOUND]:
        for ending in ("", "-journal", "-wal"):
            beside(old, ending).unlink(missing_ok=True)
    return as_found
