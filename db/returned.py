"""A returned copy of a plan: looked at in private, and refused unless it is whole and of this plan.

Nothing is written, neither to the copy that came back nor to the plan.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.errors import NotAPlan, Refused
from db.event import EVENT_FIELDS, Event
from db.examine import Progress, examine
from db.file import Plan, told
from db.header import Header
from db.incoming_file import name_to_keep
from db.private_copy import private_copy
from db.settled import read_settled_header
from db.tip import Tip, read_plan_id, read_tip

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Returned:
    """A returned copy that is whole: its name, the SHA-256 of its bytes, the end of its log.

    `plan` is the identity of the plan it is of, `notes` say how it was left by its sender. `nonces`
    has that of each row by its hash, in the order of the log.
    `connection` reads it as long as it is open.
    """

    path: Path
    name: str
    sha256: str
    plan: str
    tip: Tip
    notes: tuple[str, ...]
    nonces: dict[str, str]
    connection: sqlite3.Connection

    def rows(self, hashes: list[str]) -> list[Event]:
        """Return the rows with these hashes, in the order of the log."""
        query = f"SELECT {', '.join(EVENT_FIELDS)} FROM event WHERE hash IN "
        found = []
        for start in range(0, len(hashes), _AT_ONCE):
            some = hashes[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            found += [
                Event._make(row) for row in self.connection.execute(f"{query}({marks})", some)
            ]
        return sorted(found, key=lambda event: event.seq)

    def file(self, sha256: str) -> bytes:
        """Return the content of a file of evidence."""
        query = "SELECT data FROM evidence_file WHERE sha256 = ?"
        (data,) = self.connection.execute(query, [sha256]).fetchone()
        return bytes(data)


@contextmanager
def open_returned(
    path: Path, into: Plan, *, twin: sqlite3.Connection | None = None, progress: Progress = float
) -> Iterator[Returned]:
    """Give the returned copy at `path`, checked whole, which is to be merged into a plan.

    `twin` is a connection to that plan: what both logs begin with was checked there.

    Raises Refused for the plan itself, a newer version, and what does not verify; NotAPlan for
    what is no plan; PlanError for what can't be read just now.
    """
    _refuse_itself(path, into)
    header = _header(path)
    if header.newer:
        raise Refused(
            f"{path}: not merged: a newer jtai has written it (file version {header.version});"
            " update jtai, then merge it"
        )
    with private_copy(path) as copy:
        with copy.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        with (
            Plan(path, file=copy, read_only=True, settles=True, version=header.version) as plan,
            told(path),
            plan.locked_eye() as connection,
        ):
            _refuse_unless_sound(path, connection, header.version, twin, progress)
            tip = read_tip(connection)
            if tip is None:
                raise Refused(f"{path}: not merged: its log is empty")
            yield Returned(
                path,
                name_to_keep(path.name),
                sha256,
                read_plan_id(connection),
                tip,
                header.notes,
                dict(connection.execute("SELECT hash, nonce FROM event ORDER BY seq")),
                connection,
            )


def _header(path: Path) -> Header:
    """Return the header of a returned file. Raises what is to be said of one that is no plan."""
    try:
        return read_settled_header(path)
    except NotAPlan as error:
        if not os.path.lexists(path) and os.access(path.parent, os.X_OK):
            raise Refused(
                f"{path}: not merged: there is no such file; is it in another folder?"
            ) from None
        said, _, way = str(error).partition("; ")
        if "jtai restore" not in way:
            raise
        # It is somebody else's file, of which there is no backup here.
        raise NotAPlan(f"{said}; nothing was merged; ask its sender for it again") from None


def _refuse_itself(path: Path, into: Plan) -> None:
    try:
        same = path.samefile(into.path)
    except (OSError, ValueError):
        return
    if same:
        raise Refused(f"{path}: this is the plan itself; name the copy that came back")


def _refuse_unless_sound(
    path: Path,
    connection: sqlite3.Connection,
    version: int,
    twin: sqlite3.Connection | None,
    progress: Progress,
) -> None:
    fault = examine(connection, version, twin=twin, progress=progress).fault
    if fault is not None:
        raise Refused(
            f"{path}: not merged: the file does not verify ({fault.line}); nothing was changed; ask"
            " its sender for it again"
        )


def check_plan(returned: Returned, identity: str) -> None:
    """Raise Refused where a returned copy is of another plan than the one with this identity."""
    if returned.plan != identity:
        raise Refused(
            f"{returned.path}: not merged: it is a copy of another plan; nothing was changed"
        )
