"""A plan file, opened and made. One function opens it and one makes it."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import NotAPlan, PlanError
from db.file import Plan, close_plan, connect, told
from db.header import read_header
from db.schema import (
    APPLICATION_ID,
    OLDEST_SQLITE,
    SCHEMA_VERSION,
    schema_faults,
    schema_statements,
)

if TYPE_CHECKING:
    from db.log import Signature
    from db.plan_entries import PlanDocument


def open_plan(path: Path, *, anchors: Path | None = None, read_only: bool = False) -> Plan:
    """Open the plan at `path`; read-only if asked for, or if the file can't be written to.

    The header is looked at before SQLite is, and the guards before anything else in the file. A
    change that was cut off half-way is taken back first, and a file that another program left in
    write-ahead mode is made one file again, to be read as well. Raises NotAPlan, with the way on,
    for what can't be opened as a plan, and PlanError for a file that is in use.
    """
    check_sqlite()
    header = read_header(path)
    plan = Plan(
        path,
        read_only=read_only or not header.writable,
        anchors=anchors,
        settles=header.settles,
    )
    try:
        _check_guards(plan)
        if header.writable and header.write_ahead:
            close_plan(plan)
            _leave_write_ahead(path)
    except BaseException:
        close_plan(plan)
        raise
    return plan


def check_sqlite() -> None:
    """Raise PlanError where Python's SQLite is too old to hold a plan's guards."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(str(part) for part in OLDEST_SQLITE)
        raise PlanError(
            f"this Python has SQLite {sqlite3.sqlite_version}, and a plan needs {oldest} or later;"
            " use a newer Python"
        )


def _check_guards(plan: Plan) -> None:
    with told(plan.path), plan.locked_eye() as connection:
        faults = schema_faults(connection)
    if faults:
        more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
        raise NotAPlan(
            f"{plan.path}: the guards of this plan were tampered with ({faults[0]}{more});"
            f" look with: jtai verify {plan.path}, then go back to a copy"
        )


def _leave_write_ahead(path: Path) -> None:
    """Put the file back to a rollback journal, so that it alone is the whole plan."""
    with told(path), contextlib.closing(connect(path, mode="rw", look=False)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    if mode != "delete":
        raise PlanError(f"{path}: in use by another program; close it there, then try again")


def make_plan(
    path: Path,
    document: PlanDocument,
    *,
    by: Signature,
    source: str,
    anchors: Path | None = None,
) -> Plan:
    """Make a plan file at `path` from `document`, and open it. `source` names where it came from.

    The file appears whole or not at all, and nothing is ever overwritten. Raises PlanError.
    """
    # The whole plan format, which only making one needs.
    from db.anchor import remember  # noqa: PLC0415
    from db.load import load_document  # noqa: PLC0415

    check_sqlite()
    check_free(path)
    fresh = path.with_name(f".jtai-{secrets.token_hex(8)}")
    try:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except (OSError, ValueError) as error:
        raise _not_made(path, error) from None
    try:
        with Plan(path, file=fresh, read_only=False) as plan:
            _lay_out(plan.path, fresh)
            load_document(plan, document, by=by, source=source)
        _publish(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    plan = open_plan(path, anchors=anchors)
    remember(plan, made=True)
    return plan


def check_free(path: Path, *, overwrite: bool = False) -> None:
    """Raise PlanError where no plan file can be put: the name is taken, or its folder is missing.

    Nor can it beside the journal of a file that is gone: SQLite would play it into the new one.
    """
    try:
        if path.is_dir():
            raise PlanError(f"{path}: this is a folder; name a file in it")
        if os.path.lexists(path) and not overwrite:
            raise PlanError(
                f"{path}: there is a file already; nothing is overwritten, choose a name"
            )
        if not path.parent.is_dir():
            raise PlanError(f"{path}: there is no folder {path.parent}; make it first")
        for ending in ("-journal", "-wal"):
            left = path.with_name(f"{path.name}{ending}")
            with contextlib.suppress(FileNotFoundError):
                left.lstat()
                raise PlanError(f"{path}: {left.name} of another file is in the way; move it first")
    except (OSError, ValueError) as error:
        raise _not_made(path, error) from None


def _not_made(path: Path, error: OSError | ValueError) -> PlanError:
    return PlanError(f"{path}: can't be made: {getattr(error, 'strerror', None) or error}")


def _lay_out(path: Path, fresh: Path) -> None:
    with told(path), contextlib.closing(connect(fresh, mode="rw", look=False)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        for statement in schema_statements():
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")


def _publish(fresh: Path, path: Path) -> None:
    """Give the finished file its name, unless somebody took the name meanwhile."""
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        check_free(path)
    except OSError:
        check_free(path)
        fresh.rename(path)
    with contextlib.suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
