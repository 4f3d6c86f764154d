"""What other programs have made of an open plan's file: looked for often, and waiting for nobody.

SQLite tells of commits, and the disk which file lies at the path: a cloud client puts another one
in its place. The file is never opened and closed by other means than SQLite's here, as that would
drop the locks of every transaction of this process.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from db.errors import PlanError
from db.file import Plan, close_plan, told
from db.header import may_write


class Sight(Enum):
    """What has become of a file since it was last known."""

    SAME = "nothing"
    CHANGED = "another program has gone on with its log"
    REPLACED = "another file lies in its place, or another log in the file"
    GONE = "there is no file in its place"
    SPOILT = "there is no plan in it any more"
    BUSY = "another program is writing it just now"


@dataclass(frozen=True, slots=True)
class Mark:
    """Which file of the disk it is, and how it was last written to."""

    lies: tuple[int, int]
    size: int
    written: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen: `why` in words for people, where there is no plan; `mark` where a file is.

    `writable` says whether the file and its folder take our writing.
    """

    sight: Sight
    why: str = ""
    mark: Mark | None = None
    writable: bool = True


def mark_of(path: Path) -> Mark:
    """Return which file lies at `path` now. Raises OSError."""
    return _mark(path.stat())


def _mark(status: os.stat_result) -> Mark:
    return Mark((status.st_dev, status.st_ino), status.st_size, status.st_mtime_ns)


class Lookout:
    """Looks at the file of an open plan over a connection of its own, for one thread at a time.

    `lies` is which file of the disk was opened.
    """

    def __init__(self, plan: Plan, lies: tuple[int, int]) -> None:
        self._plan = plan
        self._lies = lies
        self._eye: sqlite3.Connection | None = None
        self._known: tuple[Mark, int, str] | None = None
        self._looking = threading.RLock()

    def look(self, tip: str) -> Finding:
        """Return what has become of the file, whose log ended with `tip` when it was last known."""
        with self._looking:
            return self._look(tip)

    def close(self) -> None:
        """Let go of the file, once nobody looks; used again, it is opened again."""
        with self._looking:
            eye, self._eye, self._known = self._eye, None, None
        if eye is not None:
            eye.close()

    def _look(self, tip: str) -> Finding:
        path = self._plan.path
        try:
            status = path.stat()
        except OSError as error:
            return Finding(Sight.GONE, _why_gone(path, error))
        mark, writable = _mark(status), may_write(path, status)
        if mark.lies != self._lies:
            return Finding(Sight.REPLACED, mark=mark, writable=writable)
        try:
            with told(path):
                sight = self._inside(mark, tip)
        except PlanError as error:
            if _is_busy(error.__cause__):
                return Finding(Sight.BUSY, str(error), mark, writable)
            self._forget()
            return Finding(Sight.SPOILT, _why_spoilt(path, error), mark, writable)
        return Finding(sight, mark=mark, writable=writable)

    def _inside(self, mark: Mark, tip: str) -> Sight:
        version = self._version()
        if self._known == (mark, version, tip):
            return Sight.SAME
        if self._known is not None and self._known[0] != mark and self._known[1] == version:
            # Written to, but not by a commit: over it, maybe, with a copy that SQLite takes for
            # the same.
            self._forget()
            version = self._version()
        (row,) = self._ask(
            "SELECT (SELECT hash FROM event ORDER BY seq DESC LIMIT 1) IS ?1,"
            " EXISTS (SELECT 1 FROM event WHERE hash = ?1)",
            tip,
        )
        if row[0]:
            self._known = (mark, version, tip)
            return Sight.SAME
        return Sight.CHANGED if row[1] else Sight.REPLACED

    def _forget(self) -> None:
        """Let nothing count that any of our connections remembers of the file."""
        self.close()
        close_plan(self._plan)

    def _version(self) -> int:
        """Return SQLite's count of what other connections have committed."""
        return int(self._ask("PRAGMA data_version")[0][0])

    def _ask(self, query: str, *values: str) -> list[tuple[int, ...]]:
        if self._eye is None:
            self._eye = self._plan.another_eye(0)
        return self._eye.execute(query, values).fetchall()


def _is_busy(error: BaseException | None) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _why_gone(path: Path, error: OSError) -> str:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"{path}: the file can't be reached ({error.strerror})"
    if not path.parent.is_dir():
        return f"{path}: the folder of the file is no longer there"
    return f"{path}: the file is no longer where it was opened"


def _why_spoilt(path: Path, error: PlanError) -> str:
    if str(getattr(error.__cause__, "sqlite_errorname", "")) == "SQLITE_ERROR":
        return f"{path}: what lies there now is no plan"
    return str(error)
