"""What children do to a plan. Each is told where, and reports what the store has acknowledged."""

from __future__ import annotations

import ctypes
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from db.additions import NewAction, NewEvidence, add_action, add_evidence
from db.backups import take_backup
from db.changes import add_update, edit, rate, revise_due
from db.errors import PlanError
from db.file import Plan
from db.merge import merge
from db.queries import action_ids, agency_names, plan_facts
from db.restoring import restore
from db.selection import Order, Selection, SortKey
from db.ship import ship
from db.signature import Signature
from db.store import open_plan
from db.undo import redo, undo
from tests.torture.children import Report

BY = Signature("T. Orturer")
TODAY = date(2020, 7, 1)
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
EVIDENCE = random.Random(1).randbytes(300_000)
SMALL_EVIDENCE = EVIDENCE[:100_000]
LARGE_EVIDENCE = random.Random(2).randbytes(6_000_000)
"""Three times what SQLite keeps of a transaction in memory, where it may put it in the file."""


@dataclass(frozen=True)
class Places:
    """Where things lie in a run: all of it beneath one folder."""

    home: Path

    @property
    def plan(self) -> Path:
        return self.home / "plan.db"

    @property
    def anchors(self) -> Path:
        return self.home / "anchors"

    @property
    def backups(self) -> Path:
        return self.home / "backups"

    @property
    def out(self) -> Path:
        return self.home / "sent" / "out.db"

    @property
    def returned(self) -> Path:
        return self.home / "returned" / "health.db"

    @property
    def private(self) -> Path:
        return self.home / "private"


Acknowledged = tuple[str, str]
"""What the store said is done: `batch` and a command's batch, `tip` and the tip that a plan or a
copy has come to, `backup` and the name of one, `version` and that of the file."""

Ready = Callable[[], None]
"""Called when all is prepared and what may be killed, or fail, begins."""

Scenario = Callable[[Places, Ready], Iterator[Acknowledged]]


def opened(places: Places) -> Plan:
    return open_plan(places.plan, anchors=places.anchors)


def actions(plan: Plan) -> tuple[str, ...]:
    return action_ids(plan, Selection(), Order(SortKey.REFERENCE), today=TODAY)


def _rate(plan: Plan, one: str, code: str = "minor-risk") -> Acknowledged:
    done = rate(plan, {one: code}, by=BY, today=TODAY, reason="as agreed")
    return "batch", done.batch


def ordinary_edits(places: Places, ready: Ready) -> Iterator[Acknowledged]:
    """Do what a coordinator does in a morning."""
    ready()
    with opened(places) as plan:
        one, two = actions(plan)[:2]
        agency = next(iter(agency_names(plan)))
        new = NewAction("901", agency, "Do it.", timescale="May 2020")
        audit = NewEvidence("Audit", file_name="a", file=EVIDENCE)
        words = {"finding": "Other words."}
        yield _rate(plan, one)
        for command in (
            lambda: edit(plan, one, words, by=BY, today=TODAY, update="Told."),
            lambda: add_update(plan, [one, two], "Both were rung.", by=BY, day=TODAY),
            lambda: revise_due(plan, [two], date(2021, 1, 31), by=BY, reason="agreed"),
            lambda: add_evidence(plan, one, audit, by=BY),
            lambda: undo(plan, by=BY),
            lambda: redo(plan, by=BY),
            lambda: add_action(plan, new, by=BY),
        ):
            yield "batch", command().batch
        yield _rate(plan, two)
        yield "batch", undo(plan, by=BY).batch


def many_edits_at_once(places: Places, ready: Ready) -> Iterator[Acknowledged]:
    """Change hundreds of actions in one transaction, and take it back."""
    ready()
    with opened(places) as plan:
        some = dict.fromkeys(actions(plan)[10:160], "minor-risk")
        yield "batch", rate(plan, some, by=BY, today=TODAY, reason="all of them").batch
        yield "batch", undo(plan, by=BY).batch


def large_evidence(places: Places, ready: Ready) -> Iterator[Acknowledged]:
    """Keep a file in the plan that is larger than what SQLite keeps in memory."""
    ready()
    with opened(places) as plan:
        one = actions(plan)[0]
        film = NewEvidence("Film", file_name="film", file=LARGE_EVIDENCE)
        yield "batch", add_evidence(plan, one, film, by=BY).batch
        yield _rate(plan, one)


def shipping(places: Places, ready: Ready) -> Iterator[Acknowledged]:
    """Send a copy, change the plan, and send another one over it."""
    ready()
    with opened(places) as plan:
        yield "tip", ship(plan, places.out, to="Police", by=BY).tip
        yield _rate(plan, actions(plan)[0])
        yield "tip", ship(plan, places.out, to="Health", by=BY, overwrite=True).tip


def backing_up(places: Places, ready: Ready) -> Iterator[Acknowledged]:
    """Take a backup, change the plan, and take another."""
    with opened(places) as plan:
        ready()
        for code in ("minor-risk", "on-track"):
            yield _rate(plan, actions(plan)[0], code)
            yield "backup", take_backup(plan, places.backups, now=NOW).path.name


def restoring(places: Places, ready: Ready) -> Iterator[Acknowledged]:
    """Go back to a backup that was taken two changes ago."""
    with opened(places) as plan:
        backup = take_backup(plan, places.backups, now=NOW)
        yield "backup", backup.path.name
        for code in ("minor-risk", "on-track"):
            yield _rate(plan, actions(plan)[0], code)
    ready()
    restore(places.plan, backup, by=BY, folder=places.backups, anchors=places.anchors)
    with opened(places) as plan:
        yield "tip", plan_facts(plan).tip


def migration(places: Places, ready: Ready) -> Iterator[Acknowledged]:
    """Open a file of version 1, which brings it up to date, and change it."""
    ready()
    with open_plan(places.plan, anchors=places.anchors, backups=places.backups) as plan:
        if not plan.read_only:
            yield "version", str(plan.version)
        yield _rate(plan, actions(plan)[0])


def rating(places: Places, ready: Ready) -> Iterator[Acknowledged]:
    """Rate one action."""
    with opened(places) as plan:
        one = actions(plan)[0]
        ready()
        yield _rate(plan, one)


def evidence(places: Places, ready: Ready) -> Iterator[Acknowledged]:
    """Keep a file of a hundred kilobytes in the plan."""
    with opened(places) as plan:
        one = actions(plan)[0]
        ready()
        audit = NewEvidence("Audit", file_name="a", file=SMALL_EVIDENCE)
        yield "batch", add_evidence(plan, one, audit, by=BY).batch


def sending(places: Places, ready: Ready) -> Iterator[Acknowledged]:
    """Send one copy."""
    with opened(places) as plan:
        ready()
        yield "tip", ship(plan, places.out, to="Police", by=BY).tip


def merging(places: Places, ready: Ready) -> Iterator[Acknowledged]:
    """Take in the copy that came back; what is looked at in private is copied to a known place."""
    tempfile.tempdir = str(places.private)
    with opened(places) as plan:
        ready()
        yield "tip", merge(plan, [places.returned], by=BY).tip


State = tuple[int, tuple[int, ...]]
"""A plan file's version, and how many rows each command in its log has, in order."""


def state_of(path: Path) -> State:
    """Return how far a plan file has come, as anybody can read it."""
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        query = "SELECT count(*) FROM event GROUP BY batch ORDER BY min(seq)"
        return version, tuple(number for (number,) in connection.execute(query))


def rehearse(report: Report, scenario: Scenario, places: Places) -> None:
    """Do all of a scenario, and report the state of the file at each step that is acknowledged."""
    report(state_of(places.plan))
    for _ in scenario(places, lambda: None):
        report(state_of(places.plan))


def go_through(report: Report, scenario: Scenario, places: Places) -> None:
    """Do all of a scenario, and report each acknowledgement as it comes."""
    for acknowledged in scenario(places, lambda: None):
        report(acknowledged)


def said_of(report: Report, scenario: Scenario, places: Places, ready: Ready) -> str | None:
    """Do all of a scenario, reporting; return what the person is told, None if all was done."""
    try:
        for acknowledged in scenario(places, ready):
            report(acknowledged)
    except PlanError as error:
        return str(error)
    return None


def go_through_on_a_failing_disk(
    report: Report, scenario: Scenario, places: Places, number: int, mode: int
) -> tuple[str | None, int]:
    """Do a scenario where something goes wrong at the `number`-th call that writes.

    Returns what the person is told, as `said_of`, and how many such calls there were.
    """
    disk = ctypes.CDLL(None)

    def ready() -> None:
        disk.disk_arm(str(places.home).encode(), ctypes.c_long(number), mode)

    try:
        said = said_of(report, scenario, places, ready)
    finally:
        disk.disk_disarm()
    return said, disk.disk_counted()
