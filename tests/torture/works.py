"""What children do to a plan. Each is told where, and reports what the store has acknowledged."""

from __future__ import annotations

import ctypes
import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from db.additions import NewAction, NewEvidence, add_action, add_evidence
from db.changes import add_update, edit, rate, revise_due
from db.errors import PlanError
from db.file import Plan
from db.log import Signature
from db.queries import action_ids, agency_names
from db.selection import Order, Selection, SortKey
from db.ship import ship
from db.store import open_plan
from db.undo import redo, undo
from tests.torture.children import Report

BY = Signature("T. Orturer")
TODAY = date(2020, 7, 1)
EVIDENCE = random.Random(1).randbytes(300_000)
LARGE_EVIDENCE = random.Random(2).randbytes(6_000_000)
"""Three times what SQLite keeps of a transaction in memory, where it may put it in the file."""

Acknowledged = tuple[str, str]
"""What the store said is done: `batch` and a command's batch, or `tip` and the tip of a copy."""


def ordinary_edits(plan: Plan, _out: Path) -> Iterator[Acknowledged]:
    """Do what a coordinator does in a morning."""
    ids = actions(plan)
    one, two = ids[:2]
    agency = next(iter(agency_names(plan)))
    for command in (
        lambda: rate(plan, {one: "minor-risk"}, by=BY, today=TODAY, reason="as agreed"),
        lambda: edit(plan, one, {"finding": "Other words."}, by=BY, today=TODAY, update="Told."),
        lambda: add_update(plan, [one, two], "Both were rung.", by=BY, day=TODAY),
        lambda: revise_due(plan, [two], date(2021, 1, 31), by=BY, reason="the board agreed"),
        lambda: add_evidence(plan, one, NewEvidence("Audit", file_name="a", file=EVIDENCE), by=BY),
        lambda: undo(plan, by=BY),
        lambda: redo(plan, by=BY),
        lambda: add_action(plan, NewAction("901", agency, "Do it.", timescale="May 2020"), by=BY),
        lambda: rate(plan, {two: "significant-risk"}, by=BY, today=TODAY, reason="it came back"),
        lambda: undo(plan, by=BY),
    ):
        yield "batch", command().batch


def many_edits_at_once(plan: Plan, _out: Path) -> Iterator[Acknowledged]:
    """Change hundreds of actions in one transaction each time."""
    some = actions(plan)[10:310]
    outcome = rate(plan, dict.fromkeys(some, "minor-risk"), by=BY, today=TODAY, reason="all")
    yield "batch", outcome.batch
    yield "batch", undo(plan, by=BY).batch


def large_evidence(plan: Plan, _out: Path) -> Iterator[Acknowledged]:
    """Keep a file in the plan that is larger than what SQLite keeps in memory."""
    one = actions(plan)[0]
    new = NewEvidence("Film", file_name="film", file=LARGE_EVIDENCE)
    yield "batch", add_evidence(plan, one, new, by=BY).batch
    yield "batch", rate(plan, {one: "minor-risk"}, by=BY, today=TODAY, reason="seen").batch


def shipping(plan: Plan, out: Path) -> Iterator[Acknowledged]:
    """Send a copy, change the plan, and send another one over it."""
    yield "tip", ship(plan, out, to="Police", by=BY, overwrite=True).tip
    one = actions(plan)[0]
    yield "batch", rate(plan, {one: "minor-risk"}, by=BY, today=TODAY, reason="seen").batch
    yield "tip", ship(plan, out, to="Health", by=BY, overwrite=True).tip


def rating(plan: Plan, _out: Path) -> Iterator[Acknowledged]:
    """Rate one action."""
    one = actions(plan)[0]
    yield "batch", rate(plan, {one: "minor-risk"}, by=BY, today=TODAY, reason="as agreed").batch


def evidence(plan: Plan, _out: Path) -> Iterator[Acknowledged]:
    """Keep a file of some hundred kilobytes in the plan."""
    new = NewEvidence("Audit", file_name="a", file=EVIDENCE)
    yield "batch", add_evidence(plan, actions(plan)[0], new, by=BY).batch


def sending(plan: Plan, out: Path) -> Iterator[Acknowledged]:
    """Send one copy, over another file if there is one."""
    yield "tip", ship(plan, out, to="Police", by=BY, overwrite=True).tip


Scenario = Callable[[Plan, Path], Iterator[Acknowledged]]


def actions(plan: Plan) -> tuple[str, ...]:
    return action_ids(plan, Selection(), Order(SortKey.REFERENCE), today=TODAY)


def go_through(report: Report, scenario: Scenario, path: Path, anchors: Path, out: Path) -> None:
    """Open the plan and do all of a scenario, reporting each acknowledgement as it comes."""
    with open_plan(path, anchors=anchors) as plan:
        for acknowledged in scenario(plan, out):
            report(acknowledged)


def arm(folder: Path, number: int, mode: int) -> None:
    """Let something go wrong at the `number`-th call that writes beneath `folder`."""
    ctypes.CDLL(None).disk_arm(str(folder).encode(), ctypes.c_long(number), mode)


def go_through_on_a_failing_disk(
    report: Report,
    scenario: Scenario,
    path: Path,
    anchors: Path,
    out: Path,
    number: int,
    mode: int,
) -> str | None:
    """Open the plan, and then do a scenario on a disk that fails; return what the person is told.

    None is that all was done.
    """
    with open_plan(path, anchors=anchors) as plan:
        arm(path.parent, number, mode)
        try:
            for acknowledged in scenario(plan, out):
                report(acknowledged)
        except PlanError as error:
            return str(error)
        finally:
            ctypes.CDLL(None).disk_disarm()
    return None


def digest(*values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()
