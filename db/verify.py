"""Is a plan file whole, its log unbroken, every rating backed? Asked of a file, and remembered."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from db.anchor import find_loss, here, remember
from db.errors import NotAPlan, PlanError
from db.examine import MEMORY, Ask, Check, Known, Progress, Report, examine, nothing_known
from db.file import Plan, told
from db.memory import file_state, read_memory
from db.private_copy import private_copy
from db.settled import read_settled_header
from db.tip import read_plan_id


def verify(
    path: Path, *, anchors: Path | None = None, full: bool = True, progress: Progress = float
) -> Report:
    """Check the plan file at `path`, changing nothing. Never raises for what a file may hold.

    Unless it is to be `full`, what was checked before is not checked again in a file that is as
    this machine left it. One that has something of SQLite's beside it is checked, with that, in a
    private copy: reading it in its place would settle it. A sound file is remembered as checked.
    """
    try:
        header = read_settled_header(path)
        if header.newer:
            raise PlanError(
                f"{path}: written by a newer jtai (file version {header.version}); this one can't"
                " check it, update jtai"
            )
        if header.at_rest:
            plan = Plan(path, read_only=True, anchors=anchors, version=header.version)
            return verify_open(plan, full=full, progress=progress)
        with (
            private_copy(path) as copy,
            Plan(
                path,
                read_only=True,
                anchors=anchors,
                settles=True,
                version=header.version,
                file=copy,
            ) as plan,
        ):
            report = _checked(plan, known=nothing_known, progress=progress)
        return replace(report, notes=(*header.notes, *report.notes))
    except PlanError as error:
        return _unreadable(error)


def verify_open(plan: Plan, *, full: bool = True, progress: Progress = float) -> Report:
    """Check the file of an open plan, as `verify`, over a connection of its own.

    The file is reached by SQLite alone: any other opening and closing of it would let go of the
    locks that this process holds on it.
    """

    def known(connection: sqlite3.Connection) -> Known | None:
        return None if full else known_of(plan, read_plan_id(connection))

    before = file_state(plan.path)
    with plan.another() as own:
        try:
            report = _checked(own, known=known, progress=progress)
        except PlanError as error:
            return _unreadable(error)
        if report.sound and before == file_state(plan.path):
            remember(own, checked=True)
    return report


def _checked(plan: Plan, *, known: Ask, progress: Progress) -> Report:
    """Return what was found in the plan's file, and what this machine misses in it."""
    with told(plan.path), plan.locked_eye() as connection:
        report = examine(connection, plan.version, known=known, progress=progress)
    loss = find_loss(plan)
    if loss is None:
        return report
    if loss.here:
        memory = Check(MEMORY, 1, (loss.sentence,))
        return replace(report, checks=(*report.checks, memory))
    return replace(report, notes=(*report.notes, loss.sentence))


def known_of(plan: Plan, identity: str) -> Known | None:
    """Return up to where this machine has checked the file, if nobody else has touched it since."""
    if plan.anchors is None:
        return None
    seen = read_memory(plan.anchors, identity).get(here(plan.path))
    if seen is None or seen.checked is None or seen.left != file_state(plan.path):
        return None
    return Known(seen.checked, seen.checked_seq)


def _unreadable(error: PlanError) -> Report:
    return Report((Check("File", 1, (str(error),)),), unchecked=not isinstance(error, NotAPlan))
