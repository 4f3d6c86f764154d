"""The end of the log: what a plan is known by from outside. Read without SQLAlchemy."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of the log: the newest row's hash, and its numbers."""

    hash: str
    seq: int
    counter: int


def read_tip(connection: sqlite3.Connection) -> Tip | None:
    """Return the end of the log, None for an empty one."""
    row = connection.execute(
        "SELECT hash, seq, counter FROM event ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return None if row is None else Tip(*row)


def holds(connection: sqlite3.Connection, tip: str) -> bool:
    """Return whether a row with this hash is in the log."""
    return connection.execute("SELECT 1 FROM event WHERE hash = ?", [tip]).fetchone() is not None


def read_plan_id(connection: sqlite3.Connection) -> str:
    """Return the hash of the log's first row, the plan's identity for good; "" in an empty log."""
    row = connection.execute("SELECT hash FROM event WHERE seq = 1").fetchone()
    return "" if row is None else str(row[0])


def read_plan_entity(connection: sqlite3.Connection) -> str:
    """Return the id under which the log writes of the plan itself."""
    (entity,) = connection.execute("SELECT entity FROM event WHERE seq = 1").fetchone()
    return str(entity)
