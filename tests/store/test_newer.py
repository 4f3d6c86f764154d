"""Files that a newer jtai has written: read as far as they say that they may be, never changed."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from db.changes import add_update, rate
from db.errors import NotAPlan, Refused
from db.queries import action_ids, action_rows, plan_facts
from db.schema import SCHEMA_VERSION
from db.selection import Order, Selection
from db.snapshot import plan_document
from db.store import open_plan
from db.verify import verify
from tests.store.conftest import unguarded

NEXT = SCHEMA_VERSION + 1
TODAY = date(2020, 7, 1)
LOUD = "abs(-9223372036854775808)"  # raises an error as soon as it is worked out


def promise(version=NEXT, oldest=SCHEMA_VERSION):
    return f"CREATE VIEW format AS SELECT {version} AS version, {oldest} AS oldest_reader"


def make_newer(path, *statements, version=NEXT, format_view=None):
    """Make a plan one that a later jtai has written: with more in it, and its promise."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP VIEW format")
        for statement in (format_view or promise(), *statements):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")


MORE = (
    "ALTER TABLE action ADD COLUMN priority TEXT",
    "ALTER TABLE event ADD COLUMN signature TEXT",
    "CREATE TABLE risk(id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID",
    "CREATE TRIGGER risk_insert BEFORE INSERT ON risk BEGIN SELECT RAISE(ABORT, 'no'); END",
    "DROP TRIGGER event_insert",
    "CREATE INDEX risk_name ON risk(name)",
)
"""What a later version may bring: columns, a table, other guards."""


@pytest.fixture
def newer(file):
    make_newer(file, *MORE)
    return file


def refusal(path):
    before = path.read_bytes()
    with pytest.raises(NotAPlan) as caught:
        open_plan(path)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["plan.db"]
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said


CAN_NOT = (
    f"written by a newer jtai (file version {NEXT}) that this one can't read; nothing was changed;"
    " update jtai to open it"
)


def test_a_newer_file_that_lets_us_read_it_is_read(newer, template, tmp_path):
    before = newer.read_bytes(), newer.stat().st_mtime_ns
    with open_plan(newer, backups=tmp_path / "backups") as plan, open_plan(template) as ours:
        assert plan.read_only
        assert plan.notes == (
            "a newer jtai has written it: it can be looked at, and not changed; update jtai",
        )
        assert plan_facts(plan) == plan_facts(ours)
        ids = action_ids(plan, Selection(), Order(), today=TODAY)
        assert action_rows(plan, ids, today=TODAY) == action_rows(ours, ids, today=TODAY)
        assert plan_document(plan) == plan_document(ours)
    assert (newer.read_bytes(), newer.stat().st_mtime_ns) == before
    assert [each.name for each in tmp_path.iterdir()] == ["plan.db"]


def test_a_newer_file_is_never_changed(newer, ids, by):
    before = newer.read_bytes()
    with open_plan(newer) as plan, pytest.raises(Refused, match="; update jtai"):
        add_update(plan, [ids["1"]], "Done.", by=by, day=TODAY)
    assert newer.read_bytes() == before


def test_a_newer_file_is_not_remembered_as_checked(newer, anchors):
    with open_plan(newer, anchors=anchors):
        pass
    assert not anchors.exists()


def test_verify_says_that_it_can_not_check_a_newer_file(newer):
    report = verify(newer)
    assert not report.sound
    assert report.fault.line == (
        f"File: {newer}: written by a newer jtai (file version {NEXT}); this one can't check it,"
        " update jtai"
    )


def test_a_newer_file_that_needs_a_newer_reader_is_refused(file):
    make_newer(file, *MORE, format_view=promise(oldest=NEXT))
    assert refusal(file).endswith(CAN_NOT)


@pytest.mark.parametrize(
    "format_view",
    [
        promise(version=NEXT + 1),
        promise(version=SCHEMA_VERSION),
        promise(oldest="2 - 1"),
        promise(oldest="(SELECT 1)"),
        promise(oldest="1 + length(randomblob(1))"),
        promise(version="9" * 5000),
        promise(oldest="9" * 5000),
        promise() + " FROM action",
        promise().replace("VIEW", "TABLE"),
        "CREATE VIEW other AS SELECT 1",
    ],
    ids=lambda view: view[:90],
)
def test_a_promise_that_is_none_is_refused(file, format_view):
    make_newer(file, format_view=format_view)
    assert refusal(file).endswith(CAN_NOT)


REPLACED = {
    "a view in place of a table": (
        "ALTER TABLE agency RENAME TO other",
        "CREATE VIEW agency AS SELECT * FROM other",
    ),
    "a virtual table in place of one": (
        "DROP TABLE evidence_file",
        "CREATE VIRTUAL TABLE evidence_file USING fts5(sha256, data)",
    ),
    "a column that is worked out": (
        "DROP TABLE evidence_file",
        f"CREATE TABLE evidence_file(\n  sha256 TEXT PRIMARY KEY NOT NULL,\n  data AS ({LOUD}))",
    ),
    "one more column that is worked out": (f"ALTER TABLE action ADD COLUMN more TEXT AS ({LOUD})",),
    "a missing column": ("ALTER TABLE evidence_file DROP COLUMN data",),
    "a missing table": ("DROP TABLE evidence_file",),
    "another view of the actions": (
        "DROP VIEW action_now",
        "CREATE VIEW action_now AS SELECT *, 'on-track' AS rating FROM action",
    ),
    "no view of the actions": ("DROP VIEW action_now",),
    "a table in place of the view": (
        "DROP VIEW action_now",
        "CREATE TABLE action_now AS SELECT *, 'on-track' AS rating FROM action",
    ),
}


@pytest.mark.parametrize("statements", REPLACED.values(), ids=REPLACED)
def test_what_is_read_must_be_what_it_is_here(file, statements):
    make_newer(file, "PRAGMA legacy_alter_table = ON", *statements)
    assert refusal(file).endswith(CAN_NOT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET reason = 'No' WHERE seq = 40",
        "DELETE FROM event WHERE seq = 40",
        "UPDATE event SET seq = 500 WHERE seq = 88",
    ],
)
def test_a_newer_log_whose_chain_is_broken_is_refused(file, statement):
    with unguarded(file) as connection:
        connection.execute(statement)
    make_newer(file, *MORE)
    said = refusal(file)
    assert "the log of this plan was changed or is damaged (row " in said
    assert " is not what it was" in said


def test_a_newer_log_that_can_not_be_read_is_refused(file):
    with unguarded(file) as connection:
        connection.execute("UPDATE event SET reason = CAST(x'ff' AS TEXT) WHERE seq = 40")
    make_newer(file)
    assert "the file is damaged (it can't be read through" in refusal(file)


def test_rows_of_a_kind_that_we_do_not_know_are_no_fault(newer, hand):
    with unguarded(newer) as connection:
        (plan,) = connection.execute("SELECT entity FROM event WHERE seq = 1").fetchone()
        row = hand.row(connection, ("plan", plan, "weather"), hashed=True, new="rain")
        hand.write(connection, row)
    with open_plan(newer) as plan:
        assert plan_facts(plan).events == 89


@pytest.mark.parametrize(
    "statement",
    [
        f"CREATE TABLE t(x CHECK ({LOUD}))",
        f"CREATE TABLE t(x, y TEXT AS ({LOUD}))",
        f"CREATE VIEW v AS SELECT {LOUD}",
        f"CREATE INDEX i ON risk(name) WHERE name = {LOUD}",
    ],
)
def test_nothing_else_in_a_newer_file_is_run(file, statement):
    make_newer(file, *MORE)
    with closing(sqlite3.connect(file)) as connection:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError:
            connection.execute("PRAGMA writable_schema = ON")
            kind, name = statement.split()[1:3]
            connection.execute(
                "INSERT INTO sqlite_schema VALUES (?, ?, 'risk', 3, ?)",
                (kind.lower(), name.partition("(")[0], statement),
            )
        connection.commit()
    with open_plan(file) as plan:
        assert len(plan_document(plan).actions) == 5


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX i ON action(finding)",
        f"CREATE INDEX i ON agency(name) WHERE name = 'x' AND {LOUD}",
        "DROP INDEX event_hash",
        "ALTER TABLE action ADD COLUMN loud TEXT CHECK (loud <> 'x')",
        "ALTER TABLE action ADD COLUMN loud TEXT AS (finding)",
    ],
)
def test_a_newer_file_with_other_rules_for_our_tables_is_refused(file, statement):
    make_newer(file, *MORE, statement)
    assert refusal(file).endswith(CAN_NOT)


FORGED = {
    "a field": "UPDATE action SET finding = 'All is well' WHERE reference = '1'",
    "a due date": "UPDATE action SET due = '2031-01-01' WHERE reference = '1'",
    "a progress update": "UPDATE progress_update SET signed = 'Chief Constable'",
    "an action more": "INSERT INTO action(id, reference) VALUES ('a', '99')",
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_newer_file_that_shows_something_else_than_its_log_is_refused(file, forged):
    """Whoever calls a file newer gets round the guards, and not round the log."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        query = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        for (name,) in connection.execute(query).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(FORGED[forged])
    make_newer(file)
    assert "a part of the plan is not what the log says" in refusal(file)


def test_a_newer_file_with_an_index_that_leaves_a_rating_out_is_refused(file, ids, by):
    with open_plan(file) as plan:
        rate(plan, {ids["1"]: "significant-risk"}, by=by, today=TODAY)
    make_newer(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        query = "SELECT sql FROM sqlite_schema WHERE name = 'event_cell'"
        (sql,) = connection.execute(query).fetchone()
        connection.execute("DROP INDEX event_cell")
        connection.execute(f"{sql} WHERE seq <> 89")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'event_cell'", [sql])
    assert "the file is damaged (row 89 missing from index event_cell" in refusal(file)


def test_a_newer_file_with_a_change_cut_off_half_way_is_read(newer, cut_off):
    path = cut_off(newer)
    with open_plan(path) as plan:
        assert plan_facts(plan).events == 88
        assert len(plan.notes) == 2


def test_a_newer_file_in_write_ahead_mode_keeps_its_mode(newer):
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    before = newer.read_bytes()
    with open_plan(newer) as plan:
        assert plan_facts(plan).events == 88
    assert newer.read_bytes() == before


def test_a_newer_file_without_a_log_is_refused(file):
    with unguarded(file) as connection:
        connection.execute("DELETE FROM event")
    make_newer(file)
    assert "the log of this plan was changed or is damaged (it is empty)" in refusal(file)
