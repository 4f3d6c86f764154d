"""The log of a newer version: what its rows mean may be unknown, how they hang together is not."""

from __future__ import annotations

import sqlite3

from db.continued import rows_after
from db.event import hash_of
from db.file import is_not_now


def link_faults(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return which rows are not what their hash says, or stand on none: a line each.

    Raises sqlite3.Error where the file can't be read just now.
    """
    faults: list[str] = []
    before: set[str | None] = {None}
    try:
        for place, event in enumerate(rows_after(connection, 0), 1):
            whole = event.seq == place and hash_of(event) == event.hash
            if not (whole and event.chain1 in before and event.chain2 in before):
                faults.append(f"row {event.seq} is not what it was")
            before.add(event.hash)
        if len(before) == 1:
            faults.append("it is empty")
    except (sqlite3.DatabaseError, ValueError, TypeError) as error:
        if is_not_now(error):
            raise
        faults.append(f"it can't be read through: {error}")
    return tuple(faults)
