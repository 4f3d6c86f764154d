"""The schema in the file, and the pragmas on our connections to it."""

import re
import sqlite3
from contextlib import closing
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from db.connection import reading, writing
from db.file import file_uri, looking
from db.fingerprint import schema_faults
from db.plain_text import BLANKS, is_blank
from db.schema import (
    APPLICATION_ID,
    ENTITY_FIELDS,
    SCHEMA_VERSION,
    schema_statements,
)
from db.store import open_plan
from db.tables import ENTITY_TABLES, event


@pytest.fixture
def raw(file):
    with closing(sqlite3.connect(file)) as connection:
        yield connection


def one(connection, query):
    return connection.execute(query).fetchone()[0]


def test_the_file_carries_our_mark_and_version(raw, file):
    assert one(raw, "PRAGMA application_id") == APPLICATION_ID == int.from_bytes(b"JTAI", "big")
    assert one(raw, "PRAGMA user_version") == SCHEMA_VERSION == 4
    assert file.read_bytes()[68:72] == b"JTAI"


def test_every_table_is_strict_and_without_rowid(raw):
    tables = {
        name: (without_rowid, strict)
        for _, name, kind, _, without_rowid, strict in raw.execute("PRAGMA main.table_list")
        if kind == "table" and not name.startswith("sqlite_")
    }
    assert set(tables) == {"event", "evidence_file", *ENTITY_FIELDS}
    assert set(tables.values()) == {(1, 1)}


def test_the_names_that_checks_from_outside_rely_on_are_there(raw):
    def columns(table):
        return [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]

    assert set(columns("event")) >= {
        "seq", "hash", "entity", "field", "old", "new", "author", "at", "reason",
    }  # fmt: skip
    assert set(columns("action")) >= {"id", "reference"}
    assert columns("action_now") == [*columns("action"), "rating"]


def test_no_projection_has_a_unique_key_beside_its_primary_one(raw):
    for table in (*ENTITY_FIELDS, "evidence_file"):
        uniques = [row for row in raw.execute(f"PRAGMA index_list({table})") if row[2]]
        assert [row[3] for row in uniques] == ["pk"]


def test_the_tables_we_query_are_those_of_the_file(raw):
    for table in (*ENTITY_TABLES.values(), event):
        columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table.name})")]
        assert [column.name for column in table.columns] == columns


def test_the_file_is_at_rest_with_a_rollback_journal(raw):
    assert one(raw, "PRAGMA journal_mode") == "delete"


@pytest.fixture(params=["to look", "to read", "to change"])
def careful(request, file):
    with open_plan(file, read_only=request.param != "to change") as plan:
        if request.param == "to look":
            with looking(plan) as connection:
                yield connection, True
        else:
            with closing(plan.engine.raw_connection()) as borrowed:
                yield borrowed.driver_connection, plan.read_only


def test_our_connections_are_careful(careful):
    connection, looks = careful
    assert one(connection, "PRAGMA journal_mode") == "delete"
    assert one(connection, "PRAGMA synchronous") == 2
    assert one(connection, "PRAGMA cache_spill") == 0
    assert one(connection, "PRAGMA foreign_keys") == 1
    assert one(connection, "PRAGMA trusted_schema") == 0
    assert one(connection, "PRAGMA cell_size_check") == 1
    assert one(connection, "PRAGMA mmap_size") == 0
    assert one(connection, "PRAGMA busy_timeout") == 5000
    assert one(connection, "PRAGMA query_only") == int(looks)


def test_a_change_takes_the_write_lock_at_once_and_a_reader_does_not(plan, file):
    def try_to_write():
        with closing(sqlite3.connect(file, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")

    with reading(plan):
        try_to_write()
    with writing(plan), pytest.raises(sqlite3.OperationalError, match="locked"):
        try_to_write()
    try_to_write()


def test_what_goes_wrong_within_a_change_leaves_nothing_of_it(plan, contents, file):
    before = contents(file)
    with pytest.raises(ZeroDivisionError), writing(plan) as connection:
        connection.exec_driver_sql("CREATE TABLE mine(x)")
        raise ZeroDivisionError
    assert contents(file) == before
    with looking(plan) as connection:
        assert schema_faults(connection) == ()


def test_a_reader_sees_one_state_throughout(plan, file):
    with reading(plan) as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM event").scalar()
        with (
            closing(sqlite3.connect(file, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("CREATE TABLE mine(x)")
        assert connection.exec_driver_sql("SELECT count(*) FROM event").scalar() == before


def test_a_schema_is_held_against_ours_letter_for_letter():
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in schema_statements():
            connection.execute(statement)
        assert schema_faults(connection) == ()
        connection.execute("DROP INDEX event_cell")
        connection.execute("CREATE INDEX event_cell ON event(entity, field, applied,seq)")
        connection.execute("CREATE TABLE x(y)")
        connection.execute("DROP VIEW action_now")
        assert schema_faults(connection) == (
            "view action_now is missing",
            "index event_cell was altered",
            "'table x' does not belong",
        )


def test_the_file_and_the_program_agree_on_what_is_blank(raw):
    """Every character there is (but NUL and the halves of pairs) is asked about in both places."""
    guard = next(s for s in schema_statements() if "a row needs its author" in s)
    rule = re.search(r"a row needs its author'\) WHERE (.*);", guard)[1].replace("NEW.", "")
    query = f"""
        WITH RECURSIVE points(point) AS (
          SELECT :first UNION ALL SELECT point + 1 FROM points WHERE point < :last)
        SELECT point FROM (SELECT point, char(point) AS author FROM points) WHERE {rule}
    """
    blank = set()
    planes = ((1, 0xD7FF), (0xE000, 0x10FFF), (0x1BC00, 0x1D200), (0xE0000, 0xE1001))
    for first, last in planes:
        blank |= {row[0] for row in raw.execute(query, {"first": first, "last": last})}
        assert {point for point in range(first, last + 1) if is_blank(chr(point))} == {
            point for point in blank if first <= point <= last
        }
    assert len(blank) > 4000
    assert all(first <= last for first, last in BLANKS)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PurePosixPath("/home/a b/what?.db"), "file:///home/a%20b/what%3F.db"),
        (PureWindowsPath("C:\\plans\\plan.db"), "file:///C:/plans/plan.db"),
        (PureWindowsPath("\\\\host\\share\\plan.db"), "file:////host/share/plan.db"),
    ],
)
def test_a_path_goes_to_sqlite_without_a_host(path, uri):
    assert file_uri(path) == uri
