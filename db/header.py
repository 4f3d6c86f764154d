"""The first hundred bytes of a file: is it a plan, of what version, and may we write to it?

Read before SQLite is let near the file, and without SQLAlchemy, so that the answer is quick and
safe for any file at all.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from db.errors import NotAPlan, typed
from db.schema import APPLICATION_ID, SCHEMA_VERSION
from db.side_files import beside

_MAGIC = b"SQLite format 3\x00"
_JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
_UTF_8 = 1


@dataclass(frozen=True, slots=True)
class Header:
    """What a plan file says of itself: its schema version, whether we may write, how it was left.

    `write_ahead` is true for a file that was left in write-ahead mode: its newest changes may lie
    in a second file beside it, which is there if `write_ahead_log` is true (SQLite reads it then,
    whatever mode the file says it is in). `interrupted` is true where a rollback journal lies
    beside it that is in force: its last change was cut off, unless somebody is at it just now, and
    SQLite takes it back when it first reads the file.
    """

    version: int
    writable: bool
    write_ahead: bool
    write_ahead_log: bool = False
    interrupted: bool = False

    @property
    def at_rest(self) -> bool:
        """Return whether the file alone is the plan: nothing beside it has a say in it."""
        return not (self.write_ahead or self.interrupted)

    @property
    def settles(self) -> bool:
        """Return whether SQLite has something to finish at the file, and may."""
        return self.writable and not self.at_rest

    @property
    def notes(self) -> tuple[str, ...]:
        """Return how the file was left, in sentences that whoever opens it should hear."""
        if self.interrupted:
            return ("its last change was cut off half-way, and does not count",)
        if self.write_ahead and self.write_ahead_log:
            return (
                "another program had it open and left its newest changes in a second file beside"
                " it; they count as well",
            )
        if self.write_ahead:
            return (
                "its sender still had it open in another program, and its newest changes may not"
                " have come with it; ask whether there is a later one",
            )
        return ()

    @property
    def newer(self) -> bool:
        """Return whether a newer jtai has written the file than this one."""
        return self.version > SCHEMA_VERSION

    @property
    def older(self) -> bool:
        """Return whether the file has to be brought up to date before it can be changed."""
        return self.version < SCHEMA_VERSION


def read_header(path: Path) -> Header:
    """Return the header of the plan at `path`.

    Raises NotAPlan, with the way on, for a missing file, a folder, a file that can't be read, is
    empty, is no plan, is cut short, or has a journal beside it that no plan has.
    """
    try:
        status, data = _start(path)
    except FileNotFoundError:
        raise NotAPlan(
            f"{path}: there is no such file; make it with: {typed('new', path)}"
        ) from None
    except PermissionError:
        raise NotAPlan(f"{path}: you may not read this file; ask its owner for access") from None
    except (OSError, ValueError) as error:
        raise NotAPlan(f"{path}: can't be read: {getattr(error, 'strerror', error)}") from None
    if stat.S_ISDIR(status.st_mode):
        raise NotAPlan(f"{path}: this is a folder; name a plan file in it")
    if not stat.S_ISREG(status.st_mode):
        raise NotAPlan(f"{path}: this is not a file; name a plan file")
    if not data:
        raise NotAPlan(
            f"{path}: the file is empty; ask its sender for it again, or go back to a backup with:"
            f" {typed('restore', path)}"
        )
    if len(data) < 100 or not data.startswith(_MAGIC):
        raise NotAPlan(
            f"{path}: this is not a plan file; a plan is made with: jtai new FILE --from SOURCE; if"
            f" there was one here, go back to a backup with: {typed('restore', path)}"
        )
    if int.from_bytes(data[68:72], "big") != APPLICATION_ID:
        raise NotAPlan(f"{path}: this is a database, but not a jtai plan; nothing was changed")
    interrupted = _has_journal(path)
    if not interrupted:
        _check_length(path, data, status.st_size)
    elif _names_another(path):
        raise NotAPlan(
            f"{path}: the journal beside it belongs to several files, and a plan has one alone;"
            " nothing was changed; ask whoever sent it for the plan again"
        )
    version = int.from_bytes(data[60:64], "big")
    if version < 1:
        raise NotAPlan(f"{path}: this plan carries no version; it was not made by jtai")
    if int.from_bytes(data[56:60], "big") != _UTF_8:
        raise NotAPlan(f"{path}: its text is not in UTF-8; it was not made by jtai")
    write_ahead_log = _size_beside(path, "-wal") > 0
    return Header(
        version=version,
        writable=may_write(path, status),
        write_ahead=write_ahead_log or 2 in data[18:20],
        write_ahead_log=write_ahead_log,
        interrupted=interrupted,
    )


def _start(path: Path) -> tuple[os.stat_result, bytes]:
    """Return what the disk says of a file, and its first bytes: read before its length is asked.

    Another program may be about to make it longer, and says so in these bytes afterwards.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        return status, b""
    with path.open("rb") as file:
        data = file.read(100)
        return os.fstat(file.fileno()), data


def _size_beside(path: Path, ending: str) -> int:
    """Return how large a file of SQLite's beside the plan is, 0 where there is none.

    Raises NotAPlan for one that is none: a folder, a pipe that never ends, a link to elsewhere.
    """
    file = beside(path, ending)
    try:
        status = file.lstat()
    except OSError:
        return 0
    if not stat.S_ISREG(status.st_mode):
        raise NotAPlan(
            f"{path}: {file.name} beside it is not a plain file; nothing was changed; move it away,"
            " then open the plan again"
        )
    return status.st_size


def _has_journal(path: Path) -> bool:
    """Return whether a journal lies beside the plan that SQLite would play back.

    One whose change was finished, or never came as far as the file, begins with a zero.
    """
    if not _size_beside(path, "-journal"):
        return False
    try:
        with beside(path, "-journal").open("rb") as file:
            return file.read(1) not in (b"", b"\0")
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _names_another(path: Path) -> bool:
    """Return whether the journal names a further file, which SQLite would look for and delete."""
    try:
        with beside(path, "-journal").open("rb") as file:
            file.seek(-len(_JOURNAL_MAGIC), os.SEEK_END)
            return file.read() == _JOURNAL_MAGIC
    except OSError:
        return False


def _check_length(path: Path, data: bytes, size: int) -> None:
    page = int.from_bytes(data[16:18], "big")
    page = 65536 if page == 1 else page
    pages = int.from_bytes(data[28:32], "big")
    if page < 512 or page & (page - 1) or size % page or size < page * pages:
        raise NotAPlan(
            f"{path}: the file is damaged or was cut short ({size:,} bytes);"
            " ask its sender for it again, or go back to a copy"
        )


def may_write(path: Path, status: os.stat_result) -> bool:
    """Return whether the file, and the folder that its journal needs, take our writing.

    A file whose mode forbids writing to everyone is taken at its word, even by an administrator.
    """
    marked = bool(status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    return marked and os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)
