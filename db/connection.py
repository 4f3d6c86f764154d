"""How a plan is changed: SQLAlchemy's engine on the file, one transaction at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy import event as hooks
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from db.errors import PlanError, Refused
from db.file import BUSY_SECONDS, Plan, explain, file_uri, prepare, sensible, told


def make_engine(path: Path, *, read_only: bool, settle: bool = False) -> Engine:
    """Return an engine on the file at `path`, which must be there; nothing is opened yet.

    The path goes in as a file URI, so that no character of it has a meaning for SQLite. The
    engine has one connection, and threads that want it wait for each other: no two of them are
    ever in one transaction. `settle` is as in `Plan`.
    """
    mode = "ro" if read_only and not settle else "rw"
    url = URL.create(
        "sqlite", database=file_uri(path.resolve()), query={"mode": mode, "uri": "true"}
    )
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )

    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        prepare(connection, look=read_only)

    hooks.listen(engine, "connect", set_up)
    hooks.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def plain(connection: Connection) -> sqlite3.Connection:
    """Return SQLite's own connection behind one of SQLAlchemy's, in the same transaction."""
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    return driver


@contextmanager
def reading(plan: Plan) -> Iterator[Connection]:
    """Give a connection that sees one state of the plan throughout. Raises PlanError.

    What is read and makes no sense within the block raises NotAPlan, as in `db.file.looking`.
    """
    with (
        told_of(plan.path),
        plan.engine.connect() as connection,
        connection.begin(),
        sensible(plan.path),
    ):
        yield connection


@contextmanager
def writing(plan: Plan) -> Iterator[Connection]:
    """Give a connection whose changes all count, or none. Raises Refused on a read-only plan."""
    if plan.read_only:
        raise Refused(f"{plan.path}: {plan.read_only_because}")
    with told_of(plan.path), ExitStack() as stack:
        plan.waiting = True
        try:
            connection = stack.enter_context(plan.engine.connect().execution_options(writes=True))
            stack.enter_context(connection.begin())
        finally:
            plan.waiting = False
        yield connection


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Raise a PlanError for what SQLite, or SQLAlchemy for it, says of the file in the block."""
    try:
        with told(path):
            yield
    except PoolTimeout as error:
        raise PlanError(f"{path}: busy with another change; try again") from error
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise explain(path, error.orig) from error
        raise
