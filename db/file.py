"""The plan file as SQLite's own connection reaches it: how it is opened, and what may go wrong.

The rollback journal makes the file alone the whole document; FULL makes a commit survive a power
cut; without cache spill a killed transaction has hardly touched the file; an untrusted schema may
not call what it should not. SQLAlchemy, which every change goes through, is brought in by the
first use of `Plan.engine`: looking at a plan does without it, and so opens in a blink.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from db.errors import NotAPlan, PlanError, Refused, typed
from db.references import natural_key
from db.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlalchemy import Engine

BUSY_SECONDS = 5

IN_USE = "in use by another program; close it there, then try again"

READ_ONLY = "the file is read-only; save a copy elsewhere and change that"

Values = dict[str, object]
"""The values of a query's parameters, by name."""

_PRAGMAS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_spill = OFF",
    "PRAGMA synchronous = FULL",
)


_LIMITS = (
    (sqlite3.SQLITE_LIMIT_LENGTH, 100_000_000),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1_000_000),
    (sqlite3.SQLITE_LIMIT_COLUMN, 100),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 200),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
)
"""What a file that is only looked at may ask of SQLite: more than any plan of ours does."""


class Plan:
    """An open plan file.

    `anchors` is the folder in which this machine remembers the last log tip it saw, None to
    remember nothing. `version` is that of the file's schema, and `notes` are sentences about how
    it was found that whoever opens it should hear. `settles` lets SQLite finish, at a file that is
    only to be read, what its last writer left beside it (an interrupted change to take back, a
    write-ahead log). Nothing is opened before it is used. `file` is where it lies, if it has not
    got its name `path` yet. `read_only_because` says why it can't be changed, if it can't, and
    `waiting` is true while a change waits for another program to let go of the file. Close it
    with `close_plan`, or use it in `with`.
    """

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool,
        anchors: Path | None = None,
        settles: bool = False,
        version: int = SCHEMA_VERSION,
        notes: tuple[str, ...] = (),
        file: Path | None = None,
    ) -> None:
        self.path = path
        self.version = version
        self.notes = notes
        self._file = file or path
        self.read_only = read_only
        self.read_only_because = READ_ONLY
        self.anchors = anchors
        self.waiting = False
        self._settles = settles
        self._patience: float = BUSY_SECONDS
        self._eye: sqlite3.Connection | None = None
        self._engine: Engine | None = None
        self._looking = threading.Lock()
        self._making = threading.Lock()

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine on the file."""
        from db.connection import make_engine  # noqa: PLC0415  looking at a plan does without

        with self._making:
            if self._engine is None:
                self._engine = make_engine(
                    self._file, read_only=self.read_only, settle=self._settles
                )
            return self._engine

    def __enter__(self) -> Plan:
        """Return the open plan."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        close_plan(self)

    def another(self) -> Plan:
        """Return the same file once more, to be read over a connection of its own."""
        return Plan(
            self.path,
            read_only=True,
            anchors=self.anchors,
            settles=self._settles,
            version=self.version,
            file=self._file,
        )

    @contextmanager
    def locked_eye(self) -> Iterator[sqlite3.Connection]:
        """Give, to one thread at a time, a connection that can't change anything.

        Where the file may be written to, SQLite may: another program's change that is cut off
        while the plan is open has to be taken back before anything is read. Raises PlanError for
        whoever has waited too long, as one who asks within a block of his own would for ever.
        """
        if not self._looking.acquire(timeout=self._patience):
            raise PlanError(f"{self.path}: busy with another question; try again")
        try:
            if self._eye is None:
                self._eye = self.another_eye(self._patience)
            yield self._eye
        finally:
            self._looking.release()

    def another_eye(self, patience: float) -> sqlite3.Connection:
        """Return a connection of the caller's own that can't change anything.

        It waits `patience` seconds for another program. Raises what SQLite says of the file.
        """
        mode = "ro" if self.read_only and not self._settles else "rw"
        return connect(self._file, mode=mode, look=True, patience=patience)

    def hurry(self, seconds: float) -> None:
        """Let looks wait no longer than this for another program, from now on."""
        self._patience = seconds
        with self._looking:
            if self._eye is not None:
                self._eye.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}").fetchall()

    def let_go(self) -> None:
        """Close what is open, once no other thread looks at it."""
        with self._looking:
            eye, self._eye = self._eye, None
        if eye is not None:
            eye.close()
        with self._making:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.dispose()


def close_plan(plan: Plan) -> None:
    """Let go of the file; used again, it is opened again."""
    plan.let_go()


def file_uri(path: PurePath) -> str:
    """Return an absolute path as SQLite takes it, no character of it with a meaning of its own.

    SQLite knows no hosts: a share of Windows is a path that starts with two strokes.
    """
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def connect(
    path: Path, *, mode: str, look: bool, patience: float = BUSY_SECONDS
) -> sqlite3.Connection:
    """Open the file at `path`, which must be there, with all that a plan asks for.

    The path goes in as a file URI, so that no character of it has a meaning for SQLite. `mode` is
    `ro` or `rw`; `look` forbids every change. Another program is waited for `patience` seconds.
    """
    connection = sqlite3.connect(
        f"{file_uri(path.resolve())}?mode={mode}",
        uri=True,
        timeout=patience,
        check_same_thread=False,
    )
    try:
        prepare(connection, look=look)
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(connection: sqlite3.Connection, *, look: bool) -> None:
    """Set a new connection up."""
    connection.isolation_level = None
    if look:  # first, as some of what follows reads the schema
        for limit, most in _LIMITS:
            connection.setlimit(limit, most)
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    if look:
        connection.execute("PRAGMA query_only = ON")
    connection.create_function("natural_order", 1, _natural, deterministic=True)


def _natural(reference: str | None) -> str:
    """Return the natural order of references as a text that SQLite can sort by."""
    runs, text = natural_key(reference or "")
    return "".join(f"{kind}{length:09d}{run}\x01" for kind, length, run in runs) + f"\x01{text}"


@contextmanager
def looking(plan: Plan) -> Iterator[sqlite3.Connection]:
    """Give a connection that sees one state of the plan throughout, and changes none.

    Raises PlanError for what SQLite says of the file, and NotAPlan for what is read and makes no
    sense within the block (a day that is none): no row written through the guards is like that.
    """
    with told(plan.path), plan.locked_eye() as connection:
        connection.execute("BEGIN")
        try:
            with sensible(plan.path):
                yield connection
        finally:
            connection.rollback()


def named_rows(
    connection: sqlite3.Connection, query: str, values: Mapping[str, object] | None = None
) -> list[sqlite3.Row]:
    """Return what a query finds, its columns by name; `values` are those of its parameters."""
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(query, values or {}).fetchall()


@contextmanager
def sensible(path: Path) -> Iterator[None]:
    """Raise NotAPlan for what is read within the block and makes no sense.

    What is asked for and is no text, as a name in another encoding, raises Refused.
    """
    try:
        yield
    except UnicodeEncodeError as error:
        raise Refused("what was asked for holds a character that is no text") from error
    except (ValueError, LookupError, TypeError) as error:
        raise NotAPlan(
            f"{path}: the file holds what can't be read; run: {typed('verify', path)}"
        ) from error


_CODES = {
    "SQLITE_BUSY": IN_USE,
    "SQLITE_LOCKED": IN_USE,
    "SQLITE_READONLY_ROLLBACK": "its last change was cut off half-way; copy it, together with the"
    " file of the same name and -journal, to where you may write, and open it there",
    "SQLITE_READONLY_DBMOVED": "no longer where it was opened; put it back, then try again",
    "SQLITE_READONLY": "can't be written to; save a copy elsewhere and change that",
    "SQLITE_FULL": "the disk is full; nothing was changed; make room, then try again",
    "SQLITE_IOERR": "the disk or share failed; nothing was changed; try again, or copy the file",
    "SQLITE_CANTOPEN": "can't be opened; is its folder still there, and may you write in it?",
    "SQLITE_CORRUPT": "the file is damaged",
    "SQLITE_NOTADB": "the file is damaged, or no plan",
    "SQLITE_PERM": "you may not open this file; ask its owner for access",
    "SQLITE_TOOBIG": "the text is too long for the file",
}


def explain(path: Path, error: sqlite3.Error) -> PlanError:
    """Return the error for people behind one of SQLite's."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_CONSTRAINT"):
        return Refused(f"{path}: the plan refused the change ({error}); nothing was written")
    for start, sentence in _CODES.items():
        if name.startswith(start):
            if start in ("SQLITE_CORRUPT", "SQLITE_NOTADB"):
                return _damaged(path, sentence)
            return PlanError(f"{path}: {sentence}")
    return PlanError(f"{path}: the file can't be used ({error}); run: {typed('verify', path)}")


def _damaged(path: Path, sentence: str) -> NotAPlan:
    return NotAPlan(f"{path}: {sentence}; go back to a backup with: {typed('restore', path)}")


def is_not_now(error: Exception) -> bool:
    """Return whether SQLite could not read a file just now, which says nothing about the file."""
    return str(getattr(error, "sqlite_errorname", "")).startswith(_NOT_NOW)


_NOT_NOW = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_FULL")
"""Another program, or the disk."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise a PlanError for what SQLite says of the file at `path` within the block."""
    try:
        yield
    except UnicodeDecodeError as error:  # Python can't read what SQLite quotes of a broken schema
        raise _damaged(path, _CODES["SQLITE_CORRUPT"]) from error
    except sqlite3.Error as error:
        raise explain(path, error) from error
