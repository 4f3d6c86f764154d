"""What this machine remembers of each plan outside its file: the last log tip it saw.

A log whose newest rows were cut off, or that was rewritten whole, is sound in itself; only a
memory outside the file can tell (the store's known limit). The memory is one small file a plan in
the user's state folder, by the plan's identity, with a tip for each path it was seen at.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from db import tables
from db.connection import reading
from db.errors import PlanError
from db.file import Plan
from db.private_folder import new_private_file, private_folder
from db.tip import Tip, read_plan_id, read_tip


@dataclass(frozen=True, slots=True)
class Loss:
    """Rows of the log that this machine has seen and that the file no longer holds.

    `here` is true if they were seen at this very path (the log was cut or exchanged), false if in
    a copy elsewhere (this may simply be an older copy). `rows` is by how many rows the log was
    longer then, 0 if it was not longer but other.
    """

    here: bool
    rows: int
    tip: str
    path: str

    @property
    def sentence(self) -> str:
        """Return the loss as a line for people."""
        if self.here:
            rows = "row" if self.rows == 1 else f"{self.rows:,} rows"
            lost = f"has lost its last {rows}" if self.rows else "is another"
            return (
                f"the log of this file {lost} since this machine last saw it (tip {self.tip[:12]});"
                " it was cut, exchanged or replaced by an older copy; if that is meant:"
                f" jtai verify {self.path} --accept"
            )
        return (
            f"this copy lacks rows that this machine has seen in {self.path}"
            f" (tip {self.tip[:12]}); it may be an older copy"
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """What is to be remembered of a plan: its identity, its tip, and what was seen of it so far.

    `lost` is true where the file no longer holds what was seen at its own path.
    """

    identity: str
    tip: Tip
    seen: dict[str, Any]
    lost: bool


def remember(plan: Plan, *, made: bool = False) -> None:
    """Note the plan's tip in the state folder. What can't be noted there is no fault of a change.

    A loss at this path is not forgotten by going on from there: it stands until the file holds
    what was seen again. `made` says that the file is new here, or meant to be as it is, so that
    nothing is missed at its path.
    """
    with contextlib.suppress(PlanError), reading(plan) as connection:
        keep(plan, recall(plan, connection), made=made)


def recall(plan: Plan, connection: Connection) -> Memory | None:
    """Return what `keep` notes of a plan as this connection sees it; None if there is nothing."""
    identity, tip = read_plan_id(connection), read_tip(connection)
    if plan.anchors is None or tip is None:
        return None
    seen = _read(_anchor_file(plan.anchors, identity))
    before = seen.get(_here(plan))
    lost = before is not None and not _holds(connection, before["tip"])
    return Memory(identity, tip, seen, lost)


def keep(plan: Plan, memory: Memory | None, *, made: bool = False) -> None:
    """Note in the state folder what `recall` returned; as `remember`, once a change is made."""
    if plan.anchors is None or memory is None or (memory.lost and not made):
        return
    here, mine = _here(plan), _anchor_file(plan.anchors, memory.identity)
    with contextlib.suppress(OSError):
        private_folder(plan.anchors)
        _write(mine, {**memory.seen, here: {"tip": memory.tip.hash, "seq": memory.tip.seq}})
        for other in plan.anchors.glob("*.json") if made else ():
            if other != mine and here in (seen := _read(other)):
                _write(other, {path: tip for path, tip in seen.items() if path != here})


def find_loss(plan: Plan) -> Loss | None:
    """Return what this machine has seen of the plan's log and the file lacks, None if nothing."""
    if plan.anchors is None:
        return None
    with reading(plan) as connection:
        return _find_loss(connection, plan.anchors, _here(plan))


def _here(plan: Plan) -> str:
    return str(plan.path.resolve())


def _find_loss(connection: Connection, anchors: Path, here: str) -> Loss | None:
    tip = read_tip(connection)
    length = 0 if tip is None else tip.seq
    identity = read_plan_id(connection)
    losses = [
        Loss(path == here, max(0, seen["seq"] - length), seen["tip"], path)
        for path, seen in _read(_anchor_file(anchors, identity)).items()
        if not _holds(connection, seen["tip"])
    ]
    losses += _exchanged(anchors, identity, here)
    return max(losses, key=lambda loss: (loss.here, loss.rows), default=None)


def _exchanged(anchors: Path, identity: str, here: str) -> list[Loss]:
    """Return the loss at a path where another plan was seen before, rewritten from its start."""
    mine = _anchor_file(anchors, identity)
    try:
        others = [file for file in sorted(anchors.glob("*.json")) if file != mine]
    except OSError:
        return []
    return [Loss(True, 0, seen["tip"], here) for file in others if (seen := _read(file).get(here))]


def _holds(connection: Connection, tip: str) -> bool:
    event = tables.event
    return connection.scalar(select(event.c.seq).where(event.c.hash == tip)) is not None


def _anchor_file(anchors: Path, identity: str) -> Path:
    """Return the file for a plan; what the plan says of itself has no say in where it lies."""
    return anchors / f"{hashlib.sha256(identity.encode()).hexdigest()[:32]}.json"


def _write(file: Path, seen: dict[str, Any]) -> None:
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(new_private_file(fresh), "w", encoding="ascii") as text:
        json.dump(seen, text, indent=1)
    fresh.replace(file)


def _read(file: Path) -> dict[str, Any]:
    """Return the tips by path; a file that can't be read, or holds something else, is no memory."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {
        path: seen
        for path, seen in data.items()
        if isinstance(seen, dict)
        and isinstance(seen.get("tip"), str)
        and isinstance(seen.get("seq"), int)
    }
