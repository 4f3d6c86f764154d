"""How a plan file is reached: one engine, its pragmas, one transaction at a time.

The rollback journal makes the file alone the whole document; FULL makes a commit survive a power
cut; without cache spill a killed transaction has hardly touched the file; an untrusted schema may
not call what it should not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy import event as hooks
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from db.errors import NotAPlan, PlanError, Refused
from db.references import natural_key

BUSY_SECONDS = 5

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_spill = OFF",
    "PRAGMA synchronous = FULL",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """An open plan file.

    `anchors` is the folder in which this machine remembers the last log tip it saw, None to
    remember nothing. Close it with `close_plan`, or use it in `with`.
    """

    path: Path
    engine: Engine
    read_only: bool
    anchors: Path | None = None

    def __enter__(self) -> Plan:
        """Return the open plan."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        close_plan(self)


def close_plan(plan: Plan) -> None:
    """Let go of the file."""
    plan.engine.dispose()


def make_engine(path: Path, *, read_only: bool, settle: bool = False) -> Engine:
    """Return an engine on the file at `path`, which must be there; nothing is opened yet.

    The path goes in as a file URI, so that no character of it has a meaning for SQLite. The
    engine has one connection, and threads that want it wait for each other: no two of them are
    ever in one transaction. `settle` lets SQLite finish, at a file that is only to be read, what
    its last writer left beside it (an interrupted change to take back, a write-ahead log).
    """
    mode = "ro" if read_only and not settle else "rw"
    url = URL.create(
        "sqlite", database=path.resolve().as_uri(), query={"mode": mode, "uri": "true"}
    )
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )
    hooks.listen(engine, "connect", _prepare_to_read if read_only else _prepare)
    hooks.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    connection.create_function("natural_order", 1, _natural, deterministic=True)


def _prepare_to_read(connection: sqlite3.Connection, record: object) -> None:
    _prepare(connection, record)
    connection.execute("PRAGMA query_only = ON")


def _natural(reference: str | None) -> str:
    """Return the natural order of references as a text that SQLite can sort by."""
    runs, text = natural_key(reference or "")
    return "".join(f"{kind}{length:09d}{run}\x01" for kind, length, run in runs) + f"\x01{text}"


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(plan: Plan) -> Iterator[Connection]:
    """Give a connection that sees one state of the plan throughout. Raises PlanError."""
    with told(plan.path), plan.engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(plan: Plan) -> Iterator[Connection]:
    """Give a connection whose changes all count, or none. Raises Refused on a read-only plan."""
    if plan.read_only:
        raise Refused(f"{plan.path}: the file is read-only; save a copy elsewhere and change that")
    with (
        told(plan.path),
        plan.engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        yield connection


_CODES = {
    "SQLITE_BUSY": "in use by another program; close it there, then try again",
    "SQLITE_LOCKED": "in use by another program; close it there, then try again",
    "SQLITE_READONLY_ROLLBACK": "its last change was cut off half-way; copy it, together with the"
    " file of the same name and -journal, to where you may write, and open it there",
    "SQLITE_READONLY": "can't be written to; save a copy elsewhere and change that",
    "SQLITE_FULL": "the disk is full; nothing was changed; make room, then try again",
    "SQLITE_IOERR": "the disk or share failed; nothing was changed; try again, or copy the file",
    "SQLITE_CANTOPEN": "can't be opened; is its folder still there?",
    "SQLITE_CORRUPT": "the file is damaged; go back to a copy",
    "SQLITE_NOTADB": "the file is damaged, or no plan; go back to a copy",
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
            kind = NotAPlan if start in ("SQLITE_CORRUPT", "SQLITE_NOTADB") else PlanError
            return kind(f"{path}: {sentence}")
    return PlanError(f"{path}: the file can't be used ({error}); run: jtai verify {path}")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise a PlanError for what SQLite says of the file at `path` within the block."""
    try:
        yield
    except PoolTimeout as error:
        raise PlanError(f"{path}: busy with another change; try again") from error
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise explain(path, error.orig) from error
        raise
    except sqlite3.Error as error:
        raise explain(path, error) from error
