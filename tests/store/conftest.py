"""A small made-up plan, made once and copied for each test, and ways of looking at its file."""

import hashlib
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db.anchor import remember
from db.event import EVENT_FIELDS, event_hash
from db.leads import read_leads
from db.plan_entries import (
    ActionEntry,
    AgencyEntry,
    EvidenceEntry,
    FileEntry,
    PlanDocument,
    UpdateEntry,
)
from db.schema import SCHEMA_VERSION, entity_fields
from db.seed import seed_document
from db.signature import Signature
from db.store import make_plan, open_plan
from db.verify import verify

AUDIT = b"Audit of 12 cases, \x00\xff and all.\r\n"


def action_entry(reference, agency, timescale, due, **more):
    """An action that says as little as it may."""
    precision = None if due is None else "month"
    values = {
        "reference_cell": reference,
        "sources": (),
        "finding": "",
        "action": f"Do what is to be done for {reference}.",
        "leads": (),
        "status": "In progress",
        "due": due,
        "due_precision": precision,
    }
    return ActionEntry(reference=reference, agency=agency, timescale=timescale, **values | more)


def small_document():
    """Two agencies and five actions: late, completed, without a day, with evidence, ended."""
    audit = hashlib.sha256(AUDIT).hexdigest()
    return PlanDocument(
        title="Joint plan – young people",
        introduction="Words *before* the table.",
        governance="Who looks at it.",
        version_label="FINAL",
        updated=date(2020, 3, 26),
        scheme=seed_document().scheme,
        agencies=(
            AgencyEntry("Children's Social Care", ("CSC",)),
            AgencyEntry("Thames Valley Police"),
        ),
        actions=(
            action_entry(
                "1",
                "Children's Social Care",
                "End February 2020",
                date(2020, 2, 29),
                finding="Managers do not have [the data].",
                leads=read_leads("Jonathan Eastwood"),
                updates=(UpdateEntry(date(2020, 3, 26), "as published", "Self-service is now…"),),
            ),
            action_entry(
                "2",
                "Children's Social Care",
                "March 2020",
                date(2020, 3, 31),
                rating="completed",
            ),
            action_entry(
                "10",
                "Thames Valley Police",
                "Ongoing",
                None,
                sources=("SY2", "§8"),
                leads=read_leads("J Culley\nSafeguarding Board"),
            ),
            action_entry(
                "28a",
                "Thames Valley Police",
                "End July 2020",
                date(2020, 7, 31),
                rating="on-track",
                forecast=date(2020, 7, 15),
                evidence=(
                    EvidenceEntry(
                        "Audit",
                        "audit",
                        "Twelve cases",
                        "https://example.org/a",
                        "audit.bin",
                        audit,
                    ),
                ),
            ),
            action_entry(
                "33",
                "Thames Valley Police",
                "April 2020",
                date(2020, 4, 30),
                closed="superseded",
            ),
        ),
        files=(FileEntry(audit, AUDIT),),
    )


@dataclass(frozen=True)
class Contents:
    """All that a plan file says: its ratings, its projections, its log, its files of evidence."""

    ratings: tuple
    tables: tuple
    log: tuple
    files: tuple


def read_contents(path):
    """Read a plan file by plain SQL, as anybody could."""
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        tables = tuple(
            rows
            for name, fields in entity_fields(version).items()
            if (rows := _filled(connection, name, fields)) or name in entity_fields(1)
        )
        return Contents(
            tuple(connection.execute("SELECT id, rating FROM main.action_now ORDER BY id")),
            tables,
            tuple(connection.execute("SELECT * FROM main.event ORDER BY seq")),
            tuple(connection.execute("SELECT * FROM main.evidence_file ORDER BY sha256")),
        )


def _filled(connection, name, fields):
    """Return a table's rows; a column that came in a later version is none while it is empty."""
    rows = connection.execute(f"SELECT id, {', '.join(fields)} FROM main.{name} ORDER BY id")
    first = entity_fields(1).get(name, fields)
    return tuple(
        tuple(
            cell
            for field, cell in zip(("id", *fields), row, strict=True)
            if cell is not None or field == "id" or field in first
        )
        for row in rows
    )


def read_schema(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM sqlite_schema ORDER BY type, name").fetchall()


def log_row(connection, cell, *, hashed=False, **changes):
    """Return a row of the log that is the next of a cell: type, entity, field; then changed.

    Its hash is made up, unless it is to be `hashed` as it should be.
    """
    etype, entity, field = cell
    tip = connection.execute(
        "SELECT hash, seq, counter FROM event ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    current = connection.execute(
        "SELECT hash, new FROM event WHERE entity = ? AND field = ? AND applied = 1"
        " ORDER BY seq DESC LIMIT 1",
        (entity, field),
    ).fetchone() or (None, None)
    row = {
        "seq": tip[1] + 1,
        "hash": hashlib.sha256(repr((tip, cell, changes)).encode()).hexdigest(),
        "chain1": tip[0],
        "chain2": None,
        "sup1": current[0],
        "sup2": None,
        "counter": tip[2] + 1,
        "kind": "set",
        "etype": etype,
        "entity": entity,
        "field": field,
        "old": current[1],
        "new": "on-track" if field == "rating" else "2031-01-01",
        "author": "M. Allory",
        "at": "2031-01-01T00:00:00.000Z",
        "reason": None,
        "origin": "typed",
        "batch": "b1",
        "undoes": None,
        "nonce": "n1",
        "applied": 1,
    } | changes
    if hashed:
        row["hash"] = event_hash(row)
    return row


def write_row(connection, row, verb="INSERT"):
    """Write a row into the log by hand."""
    marks = ", ".join(f":{name}" for name in EVENT_FIELDS)
    connection.execute(f"{verb} INTO main.event({', '.join(EVENT_FIELDS)}) VALUES ({marks})", row)


class Clock:
    """A clock that moves on by a second each time it is read."""

    def __init__(self):
        self.moment = datetime(2020, 7, 1, 9, 0, tzinfo=UTC)

    def __call__(self):
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture
def by():
    """The coordinator, and her clock."""
    return Signature("A. Coordinator", Clock())


@pytest.fixture
def today():
    return date(2020, 7, 1)


@pytest.fixture
def document():
    return small_document()


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """The small plan's file, to copy."""
    path = tmp_path_factory.mktemp("template") / "plan.db"
    with make_plan(path, small_document(), by=Signature("L. Oader"), source="test"):
        pass
    return path


@pytest.fixture
def file(template, tmp_path):
    """A plan file of one's own."""
    return Path(shutil.copy(template, tmp_path / "plan.db"))


@pytest.fixture
def anchors(tmp_path):
    """The folder in which this machine remembers."""
    return tmp_path / "state" / "anchors"


@pytest.fixture
def plan(file, anchors):
    with open_plan(file, anchors=anchors) as opened:
        yield opened


@pytest.fixture
def ids(file):
    """The ids of the small plan's actions by reference."""
    with closing(sqlite3.connect(file)) as connection:
        return dict(connection.execute("SELECT reference, id FROM action"))


@pytest.fixture
def agencies(file):
    """The ids of the small plan's agencies by name."""
    with closing(sqlite3.connect(file)) as connection:
        return dict(connection.execute("SELECT name, id FROM agency"))


@pytest.fixture
def contents():
    return read_contents


@dataclass(frozen=True)
class Outcome:
    """What came of an attack: `refused` with an error, `found` by verify, or `harmless`.

    `said` is the error, or the faults that were found.
    """

    what: str
    said: str


@pytest.fixture
def outcome(file, anchors):
    """How an attack on the plan file ends; a silent change of anything at all fails the test.

    The attack is given the file's path, and raises where it is refused.
    """
    before, schema = read_contents(file), read_schema(file)

    def attempt(attack):
        error = None
        try:
            attack(file)
        except sqlite3.Error as refusal:
            error = str(refusal)
        try:
            unchanged = read_contents(file) == before and read_schema(file) == schema
        except sqlite3.Error:
            unchanged = False
        if unchanged:
            return Outcome("harmless", "") if error is None else Outcome("refused", error)
        report = verify(file, anchors=anchors)
        assert not report.sound, "changed, and nobody was told"
        faults = "; ".join(check.line for check in report.checks if not check.sound)
        return Outcome("found", faults)

    return attempt


@pytest.fixture
def found(file, anchors):
    """What verify says of the plan file after a deliberate bypass, which must not be nothing."""

    def attempt(attack):
        attack(file)
        report = verify(file, anchors=anchors)
        assert not report.sound, "changed, and nobody was told"
        return "; ".join(check.line for check in report.checks if not check.sound)

    return attempt


@contextmanager
def unguarded(path):
    """A connection with no guard in its way; the guards are back, letter for letter, afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid"
        ).fetchall()
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA synchronous = OFF")  # each statement is a change of its own
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in triggers:
            connection.execute(sql)


@pytest.fixture
def remembered(file, anchors):
    """This machine has seen the plan as it is."""
    with open_plan(file, anchors=anchors) as opened:
        remember(opened)


@pytest.fixture
def hand():
    """Writing by hand: how a row of the log is made, and written."""

    class Hand:
        row = staticmethod(log_row)
        write = staticmethod(write_row)
        unguarded = staticmethod(unguarded)

    return Hand


@pytest.fixture
def cut_off(tmp_path):
    """A plan's file and its journal, copied in the middle of a change that has reached the file."""

    def copy(file):
        folder = tmp_path / "cut off"
        folder.mkdir()
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA cache_size = 5")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("CREATE TABLE junk(x)")
            connection.executemany("INSERT INTO junk VALUES (?)", [("y" * 3000,)] * 300)
            for name in ("plan.db", "plan.db-journal"):
                shutil.copy(file.with_name(name), folder / name)
            connection.execute("ROLLBACK")
        return folder / "plan.db"

    return copy


@pytest.fixture
def write_ahead(tmp_path):
    """A plan's file and its write-ahead log, which holds whatever `change` does, copied as is."""

    def copy(
        file,
        change=lambda connection: connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}"),
    ):
        folder = tmp_path / "write-ahead"
        folder.mkdir()
        path = Path(shutil.copy(file, folder / "open.db"))
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            change(connection)
            shutil.copy(path, folder / "plan.db")
            shutil.copy(f"{path}-wal", folder / "plan.db-wal")
        path.unlink()
        return folder / "plan.db"

    return copy
