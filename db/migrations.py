"""From a plan file of an older version to the present one, a numbered step at a time.

A step is written by hand and never changed once it was shipped. It changes what guards a plan and
how it is laid out, and not one row of the log. All that a file needs are one exclusive transaction:
it is of its own version or of the present one, wherever the power fails.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

from db.errors import NotAPlan, typed
from db.file import connect, told
from db.fingerprint import schema_faults
from db.schema import SCHEMA_VERSION, entity_fields, schema_statements


def migrate(path: Path, *, file: Path | None = None) -> None:
    """Bring the file at `path` up to the present version. Raises PlanError; back it up before.

    Two that do so at the same time wait for each other, and the second finds it done. `file` is
    where it lies, if it has not got its name `path` yet.
    """
    with told(path), contextlib.closing(connect(file or path, mode="rw", look=False)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        try:
            while _step(path, connection):
                pass
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def _step(path: Path, connection: sqlite3.Connection) -> bool:
    """Take the next step; return False where there is none to take."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version >= SCHEMA_VERSION:
        return False
    _STEPS[version](connection)
    connection.execute(f"PRAGMA user_version = {version + 1}")
    faults = schema_faults(connection, version + 1)
    if faults:
        raise NotAPlan(
            f"{path}: it can't be brought up to date ({faults[0]}); nothing was changed;"
            f" look with: {typed('verify', path)}"
        )
    return True


def _to_2(connection: sqlite3.Connection) -> None:
    """Let the log say that a plan came from a backup, and the file which readers it suits."""
    connection.execute("DROP TRIGGER event_insert")
    for statement in schema_statements(2):
        if statement.startswith(("CREATE TRIGGER event_insert ", "CREATE VIEW format ")):
            connection.execute(statement)


def _to_3(connection: sqlite3.Connection) -> None:
    """Let a plan keep which documents were read into it, and what they say otherwise."""
    connection.execute("DROP TRIGGER event_insert")
    connection.execute("DROP VIEW format")
    before = set(schema_statements(2))
    for statement in schema_statements(3):
        if statement not in before:
            connection.execute(statement)


def _to_4(connection: sqlite3.Connection) -> None:
    """Let a plan keep its reporting points, who was chased, the statutory days, checks left out.

    The plan's one row gets new columns, so its table is made anew; all that guards it comes back.
    """
    row = connection.execute("SELECT * FROM plan").fetchone()
    for name in ("event_insert", "plan_project"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DROP VIEW format")
    connection.execute("DROP TABLE plan")  # and with it the triggers on it
    before, guards = set(schema_statements(3)), []
    for statement in schema_statements(4):
        if statement in before and " ON plan " not in statement:
            continue
        if statement.startswith("CREATE TRIGGER plan_insert "):
            guards.append(statement)
        else:
            connection.execute(statement)
    marks = ", ".join("?" * len(row))
    columns = ", ".join(("id", *entity_fields(3)["plan"]))
    connection.execute(f"INSERT INTO plan({columns}) VALUES ({marks})", row)
    for statement in guards:
        connection.execute(statement)


_STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _to_2, 2: _to_3, 3: _to_4}
"""By the version that a step starts from."""
