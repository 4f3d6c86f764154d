"""Whole plan files of several make-ups, and all that goes with them, to be harmed."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from db.additions import NewEvidence, add_evidence
from db.changes import add_update, edit, rate, revise_due
from db.store import make_plan, open_plan
from db.undo import undo
from tests.store.conftest import small_document
from tests.torture import works
from tests.torture.mutations import Original

REPORT = random.Random(3).randbytes(20_000)
MAKE_UPS = {
    "as it is made": (),
    "in pages of 512 bytes": ("PRAGMA page_size = 512", "VACUUM"),
    "in pages of 64 KiB": ("PRAGMA page_size = 65536", "VACUUM"),
    "with empty pages and statistics": (
        "CREATE TABLE scratch(x)",
        "INSERT INTO scratch VALUES (zeroblob(30000))",
        "DROP TABLE scratch",
        "ANALYZE",
    ),
}


def make_originals(folder: Path) -> list[Original]:
    """Make them all in a folder."""
    return [
        _original(folder / str(number), name, statements)
        for number, (name, statements) in enumerate(MAKE_UPS.items())
    ]


def _original(folder: Path, name: str, statements: tuple[str, ...]) -> Original:
    folder.mkdir()
    before, after, another = (folder / f"{each}.db" for each in ("before", "after", "another"))
    for path in (before, another):
        with make_plan(path, small_document(), by=works.BY, source="torture"):
            pass
        _first_changes(path)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)
    shutil.copy(before, after)
    _last_changes(after)
    journal = _journal_of(before, after, folder / "killed.db")
    in_wal, wal = _in_write_ahead_mode(before, after, folder / "wal.db")
    return Original(
        name, after.read_bytes(), another.read_bytes(), before.read_bytes(), journal, in_wal, wal
    )


def _first_changes(path: Path) -> None:
    with open_plan(path) as plan:
        one, two, three = works.actions(plan)[:3]
        evidence = NewEvidence("Report", file_name="report.bin", file=REPORT)
        add_evidence(plan, one, evidence, by=works.BY)
        for code in ("minor-risk", "on-track", "significant-risk"):
            rate(plan, {one: code, three: code}, by=works.BY, today=works.TODAY, reason=code)
        undo(plan, by=works.BY)
        revise_due(plan, [one], date(2020, 9, 30), by=works.BY, reason="agreed")
        add_update(plan, [one, two], "Rang both.\nNobody was in.", by=works.BY, day=works.TODAY)


def _last_changes(path: Path) -> None:
    with open_plan(path) as plan:
        one, two, three = works.actions(plan)[:3]
        rate(plan, {three: "on-track"}, by=works.BY, today=works.TODAY, reason="done")
        edit(plan, two, {"finding": "Other words. " * 40}, by=works.BY, today=works.TODAY)
        add_evidence(plan, one, NewEvidence("x", file_name="x", file=REPORT[:9000]), by=works.BY)


def _write_what_came(connection: sqlite3.Connection, after: Path) -> None:
    """Write by hand what the log of `after` has more."""
    with closing(sqlite3.connect(after)) as other:
        (length,) = connection.execute("SELECT max(seq) FROM event").fetchone()
        rows = other.execute("SELECT * FROM event WHERE seq > ? ORDER BY seq", [length]).fetchall()
        files = other.execute("SELECT * FROM evidence_file").fetchall()
    marks = ", ".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO event VALUES ({marks})", rows)
    kept = {sha256 for (sha256,) in connection.execute("SELECT sha256 FROM evidence_file")}
    more = [row for row in files if row[0] not in kept]
    connection.executemany("INSERT INTO evidence_file VALUES (?, ?)", more)


def _journal_of(before: Path, after: Path, path: Path) -> bytes:
    """Return the journal of a writer that is about to commit, and has written to the file."""
    shutil.copy(before, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        _write_what_came(connection, after)
        journal = path.with_name(f"{path.name}-journal").read_bytes()
        connection.execute("COMMIT")
    assert any(journal[:8])
    return journal


def _in_write_ahead_mode(before: Path, after: Path, path: Path) -> tuple[bytes, bytes]:
    shutil.copy(before, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        _write_what_came(connection, after)
        connection.execute("COMMIT")
        return path.read_bytes(), path.with_name(f"{path.name}-wal").read_bytes()
