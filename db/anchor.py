"""What this machine has seen of a plan and its file no longer holds.

A log whose newest rows were cut off, or that was rewritten whole, is sound in itself; only a
memory outside the file can tell (the store's known limit). What is kept there is in `db.memory`.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from db.disk import real_path
from db.errors import PlanError, typed
from db.file import Plan, looking
from db.memory import Seen, change_memory, file_state, read_memory, seen_at
from db.tip import Tip, holds, read_plan_id, read_tip


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
                f" {typed('verify', self.path)} --accept"
            )
        return (
            f"this copy lacks rows that this machine has seen in {self.path}"
            f" (tip {self.tip[:12]}); it may be an older copy, or both were changed apart, and"
            " jtai merge brings them together"
        )


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is to be remembered of a plan: its identity, its tip, and what was seen of it here.

    `lost` is true where the file no longer holds what was seen at its own path, `arrived` where it
    is what this machine was about to put there, `untouched` where it is as this machine left it.
    """

    identity: str
    tip: Tip
    before: Seen | None
    lost: bool
    arrived: bool
    untouched: bool


def remember(plan: Plan, *, made: bool = False, checked: bool = False) -> None:
    """Note the plan's tip in the state folder. What can't be noted there is no fault of a change.

    A loss at this path is not forgotten by going on from there: it stands until the file holds
    what was seen again. `made` says that the file is new here, or meant to be as it is, so that
    nothing is missed at its path. `checked` says that all of it was just found sound.
    """
    with contextlib.suppress(PlanError):
        with looking(plan) as connection:
            recalled = recall(plan, connection)
        keep(plan, recalled, made=made, checked=checked)


def recall(plan: Plan, connection: sqlite3.Connection) -> Recalled | None:
    """Return what `keep` notes of a plan as this connection sees it; None if there is nothing.

    Within a change, before it is made, nobody else can touch the file: then `untouched` is sure.
    """
    identity, tip = read_plan_id(connection), read_tip(connection)
    if plan.anchors is None or tip is None:
        return None
    before = read_memory(plan.anchors, identity).get(here(plan.path))
    lost = before is not None and _is_missed(connection, before)
    known = [before] if before is not None else seen_at(plan.anchors, here(plan.path))
    arrived = any(_has_arrived(connection, seen) for seen in known)
    untouched = before is not None and before.left == file_state(plan.path)
    return Recalled(identity, tip, before, lost, arrived, untouched)


def keep(
    plan: Plan, recalled: Recalled | None, *, made: bool = False, checked: bool = False
) -> None:
    """Note in the state folder what `recall` returned; as `remember`, once a change is made."""
    if plan.anchors is None or recalled is None or (recalled.lost and not made):
        return
    tip, before, made = recalled.tip, recalled.before, made or recalled.arrived
    seen = replace(before or Seen("", 0), tip=tip.hash, seq=tip.seq, expected=None)
    if checked:
        seen = replace(seen, checked=tip.hash, checked_seq=tip.seq)
    known = checked or recalled.untouched
    seen = replace(seen, left=file_state(plan.path) if known else None)
    if seen != before or made:
        change_memory(plan.anchors, recalled.identity, here(plan.path), seen, made=made)


def find_loss(plan: Plan) -> Loss | None:
    """Return what this machine has seen of the plan's log and the file lacks, None if nothing."""
    if plan.anchors is None:
        return None
    with looking(plan) as connection:
        return _find_loss(connection, plan.anchors, here(plan.path))


def here(path: Path) -> str:
    """Return the name under which a path is remembered."""
    return str(real_path(path))


def _find_loss(connection: sqlite3.Connection, anchors: Path, path: str) -> Loss | None:
    tip = read_tip(connection)
    length = 0 if tip is None else tip.seq
    identity = read_plan_id(connection)
    losses = [
        Loss(each == path, max(0, seen.seq - length), seen.tip, each)
        for each, seen in read_memory(anchors, identity).items()
        if _is_missed(connection, seen)
    ]
    # Another plan was seen here before: this one was put in its place, or its start rewritten.
    losses += [
        Loss(True, 0, seen.tip, path)
        for seen in seen_at(anchors, path, but=identity)
        if not _has_arrived(connection, seen)
    ]
    return max(losses, key=lambda loss: (loss.here, loss.rows), default=None)


def _is_missed(connection: sqlite3.Connection, seen: Seen) -> bool:
    return not (holds(connection, seen.tip) or _has_arrived(connection, seen))


def _has_arrived(connection: sqlite3.Connection, seen: Seen) -> bool:
    return seen.expected is not None and holds(connection, seen.expected)
