"""What a file says of itself once whatever its last writer left beside it is settled.

A change that was cut off may have come as far as the first bytes of the file, which then name a
version that counts no longer once the journal has taken them back.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

from db.errors import NotAPlan
from db.file import Plan, connect, explain, told
from db.header import Header, read_header
from db.private_copy import private_copy


def read_settled_header(path: Path) -> Header:
    """Return the header of the plan at `path` as SQLite will settle it; the file is not touched.

    A journal beside a file that another program is writing to at this moment is no change that was
    cut off. Raises NotAPlan, as `read_header` and for what beside the file belongs to another, and
    PlanError for a file that can't be read just now.
    """
    header = read_header(path)
    if header.at_rest:
        return header
    if header.interrupted and not header.write_ahead and _is_being_written(path):
        return replace(read_header(path), interrupted=False)
    with (
        private_copy(path) as copy,
        Plan(path, file=copy, read_only=True, settles=True) as plan,
        told(path),
        plan.locked_eye() as connection,
    ):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        raise NotAPlan(
            f"{path}: what lies beside it does not belong to it; nothing was changed; move the file"
            " alone to another folder and open it there, or ask its sender for it again"
        )
    return replace(header, version=version % 2**32)  # as the header has it, without a sign


def _is_being_written(path: Path) -> bool:
    """Return whether somebody is within a change of the file; SQLite can tell by its locks.

    Asked in a way that leaves the file alone: one that was cut off is refused then, not taken back.
    Raises PlanError where whoever writes does not come to an end.
    """
    try:
        with contextlib.closing(connect(path, mode="ro", look=True)) as connection:
            connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        if error.sqlite_errorname.startswith("SQLITE_BUSY"):
            raise explain(path, error) from error
        return False
    return True
