"""A plan file that another program wrote: its cells are shown safely, or refused in one line.

The guards are taken out, a cell is overwritten, and the guards are put back as they were: to the
first look it is a plan like any other.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.schema import ENTITY_FIELDS
from jtai_tui.text import MOST_MARKS
from tests.hostile.plans import made, small_plan
from tests.hostile_texts import steering, steering_beside_colours, tower
from tests.tui.keyboard import at_keyboard

CELLS = {
    "a sequence": b"\x1b]52;c;eA==\x07\x1b[2J\xc2\x9b31m",
    "no UTF-8": b"a\xff\xfe",
    "NUL": b"a\x00b",
    "what turns about": "\u202ea\u2067b\U000e0041".encode(),
    "half a pair": b"a\xed\xa0\x80",
}
QUICK = {
    ("action", "finding"),
    ("action", "leads"),
    ("action", "due"),
    ("agency", "name"),
    ("plan", "title"),
    ("event", "author"),
    ("event", "new"),
    ("evidence", "file_name"),
}
TABLES = {
    **{table: ("id", *fields) for table, fields in ENTITY_FIELDS.items()},
    "event": ("hash", "kind", "etype", "entity", "field", "old", "new", "author", "at", "reason",
              "origin", "batch", "undoes", "nonce"),
    "evidence_file": ("sha256",),
}  # fmt: skip
LOOKS = (
    ["list", "plan.db"], ["show", "plan.db", "1"],
    ["log", "plan.db"], ["log", "plan.db", "--format", "csv"], ["verify", "plan.db"],
    ["export", "plan.db", "-"],
)  # fmt: skip


def overwrite(path: Path, table: str, column: str, cell: bytes) -> None:
    """Overwrite a column of one row, by hand."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        guards = connection.execute(query).fetchall()
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA foreign_keys = OFF")
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(f"UPDATE OR IGNORE {table} SET {column} = CAST(? AS TEXT)", [cell])
        for _, sql in guards:
            connection.execute(sql)


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return made(tmp_path_factory.mktemp("plan") / "plan.db", small_plan())


def _place(table, column, name):
    quick = name == "a sequence" or (name == "no UTF-8" and table in ("plan", "event"))
    marks = () if quick and (table, column) in QUICK else pytest.mark.journey
    return pytest.param(table, column, name, id=f"{table}.{column} {name}", marks=marks)


PLACES = [
    _place(table, column, name)
    for table, columns in TABLES.items()
    for column in columns
    for place, name in enumerate(CELLS)
    if place < 2 or (table, column) in QUICK
]


@pytest.mark.parametrize(("table", "column", "name"), PLACES)
def test_a_cell_of_a_foreign_file_is_shown_safely_or_refused(
    table, column, name, home, plan, on_terminal
):
    path = Path(shutil.copy(plan, home / "plan.db"))
    overwrite(path, table, column, CELLS[name])
    for argv in LOOKS:
        answer = on_terminal(*argv)
        assert answer.code in (0, 1), argv
        assert "should not have happened" not in answer.err, argv
        assert not steering_beside_colours(answer.out + answer.err), argv
        if "export" not in argv:
            assert tower(answer.out + answer.err) <= MOST_MARKS, argv
        told = answer.err.splitlines()
        assert all(line.startswith("jtai: ") and len(line) < 1200 for line in told), argv
        assert answer.code == 0 or told or argv[0] == "verify", argv


@pytest.mark.parametrize("column", ["author", "new"])
async def test_a_foreign_file_in_the_app_is_refused_safely(column, home, plan, monkeypatch):
    monkeypatch.setenv("JTAI_DEBUG", "1")
    path = Path(shutil.copy(plan, home / "plan.db"))
    overwrite(path, "event", column, CELLS["a sequence"])
    async with at_keyboard(path) as keyboard:
        assert "This plan can't be opened" in keyboard.text
        assert not steering(keyboard.text)
