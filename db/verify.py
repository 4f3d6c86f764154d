"""Is a plan file whole, its log unbroken, every rating backed? Looked at without trusting it.

The guards in the file refuse what ordinary SQL tries. What gets round them shows here: the log is
hashed anew, folded anew, and held against what the file's tables and views say.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from db.anchor import find_loss
from db.chain import Cell, chain_faults, fold
from db.errors import NotAPlan, PlanError
from db.event import EVENT_FIELDS, Event, Kind
from db.file import Plan, close_plan, told
from db.header import read_header
from db.schema import ENTITY_FIELDS, schema_faults

_MOST_FAULTS = 5

_UNREADABLE = (sqlite3.DatabaseError, ValueError, TypeError, LookupError, ArithmeticError)
"""What reading raises where damaged pages give values that no row of a plan ever had."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked: how many of them, and what was wrong (nothing: it held)."""

    name: str
    number: int
    faults: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Return whether it held."""
        return not self.faults

    @property
    def line(self) -> str:
        """Return the check as a line for people."""
        if self.sound:
            return f"{self.name}: {self.number:,} checked, all sound"
        shown = "; ".join(self.faults[:_MOST_FAULTS])
        more = len(self.faults) - _MOST_FAULTS
        return f"{self.name}: {shown}" + (f"; and {more:,} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class Report:
    """What `verify` found. `notes` are worth knowing and no fault."""

    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    tip: str

    @property
    def sound(self) -> bool:
        """Return whether every check held."""
        return all(check.sound for check in self.checks)


def verify(path: Path, *, anchors: Path | None = None) -> Report:
    """Check the plan file at `path`, changing nothing. Never raises for what a file may hold.

    What a writer that was cut off left beside the file is first taken back by SQLite, as whenever
    the file is read.
    """
    try:
        settle = read_header(path).settles
    except NotAPlan as error:
        return Report((Check("File", 1, (str(error),)),), (), "")
    plan = Plan(path, read_only=True, anchors=anchors, settles=settle)
    try:
        with told(path), plan.locked_eye() as connection:
            report = _verify(connection)
        return _with_memory(plan, report)
    except PlanError as error:
        return Report((Check("File", 1, (str(error),)),), (), "")
    finally:
        close_plan(plan)


def _verify(connection: sqlite3.Connection) -> Report:
    guards = Check("Guards", *_guards(connection))
    if not guards.sound:
        return Report((guards,), (), "")
    connection.execute("BEGIN")
    try:
        events = tuple(Event(*row) for row in connection.execute(_ALL_EVENTS))
        folded = fold(events)
        checks = (
            Check("File", 1, tuple(_integrity(connection))),
            guards,
            Check("Log", len(events), tuple(chain_faults(events))),
            Check("Ratings", sum(1 for cell in folded if cell[2] == "rating"),
                  tuple(_ratings(connection, folded))),
            Check("Fields", len(folded), tuple(_projection(connection, events, folded))),
            Check("Files of evidence", *_files(connection, events)),
        )  # fmt: skip
    except _UNREADABLE as error:
        return Report((Check("File", 1, (f"it can't be read through: {error}",)), guards), (), "")
    finally:
        connection.rollback()
    return Report(checks, (), events[-1].hash if events else "")


_ALL_EVENTS = f"SELECT {', '.join(EVENT_FIELDS)} FROM event NOT INDEXED ORDER BY seq"


def _guards(connection: sqlite3.Connection) -> tuple[int, tuple[str, ...]]:
    (number,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return number, schema_faults(connection)


def _integrity(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield str(line)


def _with_memory(plan: Plan, report: Report) -> Report:
    loss = find_loss(plan)
    if loss is None:
        return report
    if loss.here:
        memory = Check("Memory of this machine", 1, (loss.sentence,))
        return Report((*report.checks, memory), report.notes, report.tip)
    return Report(report.checks, (*report.notes, loss.sentence), report.tip)


def _ratings(connection: sqlite3.Connection, folded: dict[Cell, str | None]) -> Iterator[str]:
    shown = dict(connection.execute("SELECT id, rating FROM action_now"))
    logged = {entity: new for (_, entity, field), new in folded.items() if field == "rating"}
    references = dict(connection.execute("SELECT id, reference FROM action"))
    for entity in shown.keys() | logged.keys():
        if shown.get(entity) != logged.get(entity):
            yield (
                f"action {references.get(entity, entity)} shows {shown.get(entity)},"
                f" the log says {logged.get(entity)}"
            )


def _projection(
    connection: sqlite3.Connection, events: tuple[Event, ...], folded: dict[Cell, str | None]
) -> Iterator[str]:
    born = {
        (event.etype, event.entity) for event in events if event.kind in (Kind.GENESIS, Kind.CREATE)
    }
    for etype, fields in ENTITY_FIELDS.items():
        query = f"SELECT id, {', '.join(fields)} FROM {etype}"
        rows = {row[0]: row[1:] for row in connection.execute(query)}
        ids = {entity for kind, entity in born if kind == etype}
        for entity in sorted(rows.keys() ^ ids):
            yield f"{etype} {entity[:12]} is {'not ' if entity in rows else 'only '}in the log"
        for entity in rows.keys() & ids:
            for field, kept in zip(fields, rows[entity], strict=True):
                logged = folded.get((etype, entity, field))
                if kept != logged:
                    yield f"{etype} {entity[:12]}, {field}: not what the log says"


def _files(
    connection: sqlite3.Connection, events: tuple[Event, ...]
) -> tuple[int, tuple[str, ...]]:
    named = {
        event.new for event in events if event.etype == "evidence" and event.field == "file_sha256"
    }
    faults: list[str] = []
    kept: set[str] = set()
    for sha256, data in connection.execute("SELECT sha256, data FROM evidence_file"):
        kept.add(sha256)
        if hashlib.sha256(data).hexdigest() != sha256:
            faults.append(f"file {sha256[:12]} is not what it was")
    faults += [f"file {str(sha256)[:12]} is missing" for sha256 in named - kept]
    faults += [f"file {sha256[:12]} belongs to no evidence" for sha256 in kept - named]
    return len(kept), tuple(faults)
