"""A plan file, opened and made. One function opens it and one makes it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from db.admission import admit
from db.anchor import remember
from db.dates import utc_now
from db.disk import put_in_place, real_path
from db.errors import NotAPlan, PlanError, typed
from db.file import IN_USE, Plan, close_plan, connect, told
from db.fingerprint import schema_faults
from db.header import Header
from db.memory import file_state
from db.schema import APPLICATION_ID, OLDEST_SQLITE, SCHEMA_VERSION, schema_statements
from db.settled import read_settled_header
from db.side_files import LEFT_BESIDE, beside
from db.unfinished import sweep, unfinished

if TYPE_CHECKING:
    from db.examine import Progress
    from db.plan_entries import PlanDocument
    from db.signature import Signature


def open_plan(
    path: Path,
    *,
    anchors: Path | None = None,
    backups: Path | None = None,
    read_only: bool = False,
    progress: Progress = float,
    clock: Callable[[], datetime] = utc_now,
) -> Plan:
    """Open the plan at `path`; read-only if asked for, or if the file can't be written to.

    The header is looked at before SQLite is, and the file is checked before anything in it is
    relied on: whole, or what is new in one that is as this machine left it. A change that was cut
    off half-way is taken back, a file that another program left in write-ahead mode is made one
    file again, and one of an older version is brought up to date after a backup was put into the
    folder `backups` (without one it is opened read-only); the plan's notes say so. What unfinished
    work of ours was left in the file's folder is removed. Raises NotAPlan, with the way on, for
    what can't be opened as a plan, and PlanError for a file that is in use.
    """
    check_sqlite()
    header = read_settled_header(path)
    if header.writable:
        lies = real_path(path)
        sweep(lies.parent, clock(), but=lies.name)
        if anchors is not None:
            sweep(anchors, clock())
    try:
        return _open(path, header, anchors, backups, read_only, progress, clock)
    except NotAPlan:
        if read_settled_header(path).version == header.version:
            raise
    # Another jtai brought it up to date meanwhile, and it was held against the older version.
    return open_plan(
        path,
        anchors=anchors,
        backups=backups,
        read_only=read_only,
        progress=progress,
        clock=clock,
    )


def _open(
    path: Path,
    header: Header,
    anchors: Path | None,
    backups: Path | None,
    read_only: bool,
    progress: Progress,
    clock: Callable[[], datetime],
) -> Plan:
    state = file_state(path)
    admit(path, header, anchors=anchors, progress=progress)
    stays = header.newer or (header.older and backups is None)
    read_only = read_only or stays or not header.writable
    plan = Plan(
        path,
        read_only=read_only,
        anchors=anchors,
        settles=header.settles,
        version=header.version,
        notes=tuple(_notes(header, read_only=read_only)),
    )
    if header.newer:
        plan.read_only_because = _NEWER
    try:
        if not header.newer:
            _check_guards(plan)
        if header.writable and header.write_ahead and not header.newer:
            close_plan(plan)
            leave_write_ahead(path)
        if not read_only and beside(path, "-journal").exists():
            _leave_no_journal(path)
        if header.older and not read_only and backups is not None:
            _bring_up_to_date(plan, backups, clock())
        elif state != file_state(path):
            return plan  # it was settled, or somebody writes to it: what was checked is past
        if not header.newer:
            remember(plan, checked=True)
    except BaseException:
        close_plan(plan)
        raise
    return plan


def _notes(header: Header, *, read_only: bool) -> Iterator[str]:
    yield from header.notes
    if header.newer:
        yield _NEWER
    elif header.older and read_only:
        yield f"an older jtai has written it (file version {header.version})"


_NEWER = "a newer jtai has written it: it can be looked at, and not changed; update jtai"


def _bring_up_to_date(plan: Plan, backups: Path, now: datetime) -> None:
    """Back the plan up and migrate its file; where there is no room for that, look at it only."""
    from db.backups import take_backup  # noqa: PLC0415  only for an old file
    from db.migrations import migrate  # noqa: PLC0415

    try:
        backup = take_backup(plan, backups, now=now)
        close_plan(plan)
        migrate(plan.path)
    except NotAPlan:
        raise
    except PlanError as error:
        close_plan(plan)
        if read_settled_header(plan.path).version != plan.version:  # another jtai was quicker
            raise
        plan.read_only = True
        plan.read_only_because = (
            f"an older jtai has written it (file version {plan.version}), and it can't be brought"
            f" up to date, nor changed before: {str(error).removeprefix(f'{plan.path}: ')}"
        )
        plan.notes += (plan.read_only_because,)
        return
    plan.notes += (
        f"it was brought from file version {plan.version} to {SCHEMA_VERSION}; a backup of it as it"
        f" was is kept: {backup.path}",
    )
    plan.version = SCHEMA_VERSION


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
        faults = schema_faults(connection, plan.version)
    if faults:
        more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
        raise NotAPlan(
            f"{plan.path}: the guards of this plan were tampered with ({faults[0]}{more});"
            f" look with: {typed('verify', plan.path)}, then go back to a backup with:"
            f" {typed('restore', plan.path)}"
        )


def leave_write_ahead(path: Path) -> None:
    """Put the file back to a rollback journal, so that it alone is the whole plan."""
    with told(path), contextlib.closing(connect(path, mode="rw", look=False)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    if mode != "delete":
        raise PlanError(f"{path}: {IN_USE}")


def _leave_no_journal(path: Path) -> None:
    """Delete a journal that SQLite does not play back, which one opening to read leaves there.

    Leaving the mode that keeps journals deletes one, under SQLite's own lock: that of somebody who
    is writing stays.
    """
    with told(path), contextlib.closing(connect(path, mode="rw", look=False)) as connection:
        connection.execute("PRAGMA journal_mode = PERSIST").fetchone()
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()


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
    from db.copying import check_copy  # noqa: PLC0415
    from db.load import load_document  # noqa: PLC0415

    check_sqlite()
    check_free(path)
    with unfinished(path.parent) as fresh:
        try:
            os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        except (OSError, ValueError) as error:
            raise _not_made(path, error) from None
        with Plan(path, file=fresh, read_only=False) as plan:
            _lay_out(plan.path, fresh)
            load_document(plan, document, by=by, source=source)
        check_copy(fresh, path, "not made")
        _publish(fresh, path)
    plan = Plan(path, read_only=False, anchors=anchors)
    remember(plan, made=True, checked=True)
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
        for ending in LEFT_BESIDE:
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
        put_in_place(fresh, path, overwrite=False)
    except OSError as error:
        check_free(path)  # which says it better
        raise _not_made(path, error) from None
