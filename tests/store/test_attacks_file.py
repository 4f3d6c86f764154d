"""The whole file in hostile hands: its bytes, settings and copies, and its order of letters."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date

import pytest

from db.changes import rate
from db.errors import PlanError
from db.event import EVENT_FIELDS, event_hash
from db.signature import Signature
from db.store import make_plan, open_plan
from db.verify import verify

ONE = "(SELECT id FROM action WHERE reference = '1')"


def plainly(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


REFUSED = {
    "UPDATE … FROM": (
        "UPDATE action SET due = other.due FROM action AS other WHERE other.reference = '2'",
        "due is not what the log says"),
    "WITH … UPDATE": (
        f"WITH new(due) AS (VALUES ('2031-01-01')) UPDATE action SET due = (SELECT due FROM new)"
        f" WHERE id = {ONE}", "due is not what the log says"),
    "UPDATE … RETURNING": ("UPDATE action SET status = 'x' RETURNING id", "status is not what"),
    "UPDATE of a row of values": (
        "UPDATE action SET (due, forecast) = ('2031-01-01', '2031-01-01')", "due is not what"),
    "UPDATE OR FAIL": ("UPDATE OR FAIL action SET due = NULL", "due is not what the log says"),
    "UPDATE OR ROLLBACK": ("UPDATE OR ROLLBACK action SET due = NULL", "due is not what"),
    "INSERT OR FAIL into the log": (
        "INSERT OR FAIL INTO event SELECT * FROM event WHERE seq = 5", "seq is not the next"),
    "INSERT … SELECT of the whole log": ("INSERT INTO event SELECT * FROM event", "seq is not"),
    "a field of the plan": ("UPDATE plan SET title = 'x'", "title is not what the log says"),
    "who signed an update": ("UPDATE progress_update SET signed = 'x'", "signed is not what"),
    "an update given to another action": (
        f"UPDATE progress_update SET action = {ONE.replace('1', '2')}", "action is not what"),
    "evidence given to another action": (f"UPDATE evidence SET action = {ONE}", "action is not"),
    "an agency renamed": ("UPDATE agency SET name = 'x'", "name is not what the log says"),
    "evidence withdrawn": ("UPDATE evidence SET withdrawn = '1'", "withdrawn is not what"),
    "evidence deleted": ("DELETE FROM evidence", "nothing is deleted"),
    "an agency deleted": ("DELETE FROM agency", "nothing is deleted"),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), REFUSED.values(), ids=REFUSED)
def test_a_statement_in_another_form_is_refused(outcome, statement, said):
    result = outcome(lambda path: plainly(path, statement))
    assert result.what == "refused"
    assert said in result.said


def test_a_savepoint_that_is_rolled_back_to_saves_no_refused_change(outcome):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            connection.execute("SAVEPOINT here")
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute("UPDATE action SET due = NULL")
            connection.execute("RELEASE here")
            connection.execute("COMMIT")

    assert outcome(attack).what == "harmless"


@pytest.mark.parametrize("trigger", ["INSERT", "UPDATE", "DELETE"])
def test_a_temporary_trigger_that_replaces_in_an_attached_plan_is_refused(
    outcome, tmp_path, trigger
):
    """INSERT OR REPLACE from a trigger of another file, whose conflict rule would win."""

    def attack(path):
        with closing(sqlite3.connect(tmp_path / "own.db", isolation_level=None)) as connection:
            connection.execute("ATTACH ? AS plan", (str(path),))
            connection.execute("CREATE TEMP TABLE mine(x)")
            connection.execute("INSERT INTO mine VALUES (1)")
            connection.execute(
                f"CREATE TEMP TRIGGER evil AFTER {trigger} ON mine BEGIN"
                " INSERT OR REPLACE INTO action(id) SELECT id FROM action; END"
            )
            acts = {"INSERT": "REPLACE INTO mine VALUES (2)", "UPDATE": "UPDATE mine SET x = 3",
                    "DELETE": "DELETE FROM mine"}  # fmt: skip
            connection.execute(acts[trigger])

    assert outcome(attack).what == "refused"


LYING_ORDERS = {
    "all are equal": lambda _a, _b: 0,
    "none are equal": lambda _a, _b: 1,
    "the other way round": lambda a, b: (a < b) - (a > b),
}


@pytest.mark.parametrize("order", LYING_ORDERS.values(), ids=LYING_ORDERS)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE action SET due = '2031-01-01'", "UPDATE action SET finding = NULL",
     "DELETE FROM event", "REPLACE INTO action(id) SELECT id FROM action", "REINDEX"],
)  # fmt: skip
def test_an_order_of_letters_that_lies_is_refused_or_found(outcome, file, order, statement):
    """A connection may give BINARY another meaning, for the guards and for the indexes."""

    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.create_collation("BINARY", order)
            connection.execute(statement)

    result = outcome(attack)
    sound = verify(file).sound
    assert result.what in ({"refused", "harmless"} if sound else {"found", "refused", "harmless"})


HARMLESS = {
    "VACUUM with another page size": ("PRAGMA page_size = 1024", "VACUUM"),
    "VACUUM with room for pointers": ("PRAGMA auto_vacuum = FULL", "VACUUM"),
    "another encoding, too late": ("PRAGMA encoding = 'UTF-16le'",),
    "another number of the schema": ("PRAGMA schema_version = 99999",),
    "a limit on pages": ("PRAGMA max_page_count = 1",),
    "deleting for good": ("PRAGMA secure_delete = ON", "VACUUM"),
    "the other order of rows": ("PRAGMA reverse_unordered_selects = ON", "REINDEX"),
    "no syncing": ("PRAGMA synchronous = OFF", "PRAGMA journal_mode = OFF", "VACUUM"),
    "likes with case": ("PRAGMA case_sensitive_like = ON",),
    "a savepoint left open": ("SAVEPOINT here",),
    "write-ahead mode": ("PRAGMA journal_mode = WAL",),
    "exclusive locking": ("PRAGMA locking_mode = EXCLUSIVE", "SELECT * FROM event"),
    "statistics made up": (
        "ANALYZE", "UPDATE sqlite_stat1 SET stat = '1000000000 1 1 1 1'"),
    "statistics of nonsense": (
        "ANALYZE", "DELETE FROM sqlite_stat1",
        "INSERT INTO sqlite_stat1 VALUES ('event', 'event_cell', zeroblob(1000))",
        "INSERT INTO sqlite_stat1 VALUES ('nothing', 'no index', 'unordered sz=-5')"),
}  # fmt: skip


@pytest.mark.parametrize("statements", HARMLESS.values(), ids=HARMLESS)
def test_a_setting_of_the_file_changes_nothing_that_the_plan_says(file, contents, statements):
    before = contents(file)
    plainly(file, *statements)
    assert contents(file) == before
    assert verify(file).sound
    with open_plan(file):
        pass
    assert [each.name for each in file.parent.iterdir() if each.name.startswith("plan.db")] == [
        "plan.db"
    ]


SCHEMA_EDITS = {
    "a generated column": (
        "ALTER TABLE action ADD COLUMN rating TEXT GENERATED ALWAYS AS ('evidenced') VIRTUAL"),
    "a trigger in the place of the view's rows": (
        "CREATE TRIGGER evil INSTEAD OF UPDATE ON action_now BEGIN SELECT 1; END"),
    "a trigger that answers before the guard": (
        "CREATE TRIGGER a_first BEFORE UPDATE ON action BEGIN SELECT RAISE(IGNORE); END"),
    "an index over an expression": "CREATE INDEX mine ON action(length(due))",
    "a unique index that REPLACE obeys": "CREATE UNIQUE INDEX mine ON action(reference)",
    "a view that hides": "CREATE VIEW event_now AS SELECT * FROM event WHERE seq < 9",
    "a column of the log renamed": "ALTER TABLE event RENAME COLUMN author TO writer",
    "a column of the log added": "ALTER TABLE event ADD COLUMN signature TEXT",
    "a table named like a function": 'CREATE TABLE "pragma_integrity_check"(x)',
    "a table of search": "CREATE VIRTUAL TABLE mine USING fts5(x, content='action')",
    "a table in the shape of SQLite's own": "CREATE TABLE sqlean_define(name, type, body)",
}  # fmt: skip


@pytest.mark.parametrize("statement", SCHEMA_EDITS.values(), ids=SCHEMA_EDITS)
def test_a_change_of_the_schema_is_refused_or_found(outcome, statement):
    result = outcome(lambda path: plainly(path, statement))
    if result.what == "found":
        assert "Guards: " in result.said
    else:
        assert result.what == "refused"


def remade(connection, table, change):
    """Drop a table with its guards, make it again letter for letter, and fill it otherwise."""
    made = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL"
        " ORDER BY type = 'trigger', type = 'index'",
        [table],
    ).fetchall()
    rows = connection.execute(f"SELECT * FROM {table}").fetchall()
    connection.execute("PRAGMA writable_schema = OFF")
    connection.execute(f"DROP TABLE {table}")
    tables = [sql for (sql,) in made if "TRIGGER" not in sql]
    for sql in tables:
        connection.execute(sql)
    for row in filter(None, map(change, rows)):
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    for (sql,) in made:
        if "TRIGGER" in sql:
            connection.execute(sql)


REMADE = {
    "an action left out": ("action", lambda row: None if row[1] == "1" else row, "only in the log"),
    "a due date changed": (
        "action", lambda row: tuple("2031-01-01" if v == "2020-02-29" else v for v in row),
        "due: not what the log says"),
    "a row of the log left out": (
        "event", lambda row: None if row[0] == 9 else row, "not the next"),
    "an author of the log changed": (
        "event", lambda row: tuple("B. Adly" if v == "L. Oader" else v for v in row),
        "its content is not what its hash says"),
    "a file of evidence emptied": (
        "evidence_file", lambda row: (row[0], b""), "is not what it was"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "change", "said"), REMADE.values(), ids=REMADE)
def test_a_table_dropped_and_made_again_letter_for_letter_is_found(found, table, change, said):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            remade(connection, table, change)

    faults = found(attack)
    assert "Guards" not in faults
    assert said in faults


BYTES = {
    "a rating in the log": (b"completed", b"evidenced", "not what its hash says"),
    "an author": (b"L. Oader", b"B. Adly ", "not what its hash says"),
    "a word of a finding": (b"do not have", b"now do have", "not what"),
    "a condition of a guard": (b"IS NOT OLD.due", b"IS     OLD.due", "altered"),
    "a guard's name": (b"TRIGGER action_update", b"TRIGGER action_updatf", ""),
}


@pytest.mark.parametrize(("old", "new", "said"), BYTES.values(), ids=BYTES)
@pytest.mark.parametrize("how_many", [1, -1], ids=["first", "all"])
def test_bytes_edited_past_sqlite_are_found(found, old, new, said, how_many):
    def attack(path):
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, how_many))

    assert said in found(attack)


def test_bytes_of_a_file_of_evidence_edited_past_sqlite_are_found(found):
    def attack(path):
        data = path.read_bytes()
        path.write_bytes(data.replace(b"Audit of 12", b"Audit of 99"))

    assert "is not what it was" in found(attack)


def test_a_plan_edited_in_memory_and_written_back_is_found(found, hand):
    """By serialize and deserialize, which see no file."""

    def attack(path):
        with closing(sqlite3.connect(path)) as connection:
            data = connection.serialize()
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.deserialize(data)
            (guard,) = connection.execute(
                "SELECT sql FROM sqlite_schema WHERE name = 'action_update'"
            ).fetchone()
            connection.execute("DROP TRIGGER action_update")
            connection.execute("UPDATE action SET due = '2031-01-01'")
            connection.execute(guard)
            path.write_bytes(connection.serialize())

    assert "due: not what the log says" in found(attack)


def test_another_plan_copied_over_this_one_by_the_backup_of_sqlite_is_found(
    found, remembered, template, tmp_path, hand
):
    def attack(path):
        other = shutil.copy(template, tmp_path / "other.db")
        with hand.unguarded(other) as connection:
            connection.execute("UPDATE event SET reason = 'x' WHERE seq = 9")
        with closing(sqlite3.connect(other)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)

    assert "its content is not what its hash says" in found(attack)


def test_an_older_copy_put_in_its_place_is_found_by_the_memory_of_this_machine(
    found, file, anchors, hand, ids, template
):
    with open_plan(file, anchors=anchors) as plan:
        by = Signature("A. Coordinator")
        rate(plan, {ids["1"]: "significant-risk"}, by=by, today=date(2020, 7, 1))

    assert "has lost its last row" in found(lambda path: shutil.copy(template, path))


def hashed_row(connection, ids, hand, **changes):
    row = hand.row(connection, ("action", ids["1"], "rating"), **changes)
    row["hash"] = event_hash(row)
    return row


def test_a_true_row_that_stands_on_an_older_one_is_found(found, hand, ids):
    """As from a copy that went another way: the log has then more than one end."""

    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            parent, counter = connection.execute(
                "SELECT hash, counter FROM event WHERE seq = 20"
            ).fetchone()
            hand.write(
                connection,
                hashed_row(connection, ids, hand, chain1=parent, counter=counter + 1),
            )

    assert "more than one end" in found(attack)


def test_a_row_of_another_plan_is_refused(outcome, hand, ids, tmp_path, document):
    other = tmp_path / "other.db"
    with make_plan(other, document, by=Signature("O. Ther"), source="x"):
        pass
    with closing(sqlite3.connect(other)) as connection:
        values = connection.execute(
            f"SELECT {', '.join(EVENT_FIELDS)} FROM event WHERE field = 'rating'"
        ).fetchone()

    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            row = dict(zip(EVENT_FIELDS, values, strict=True))
            (row["seq"],) = connection.execute("SELECT max(seq) + 1 FROM event").fetchone()
            hand.write(connection, row)

    assert outcome(attack).said == "log: unknown parent"


def test_two_authors_exchanged_and_all_that_follows_hashed_anew_is_found_by_the_memory(
    found, remembered, file, hand
):
    """The guards are off meanwhile; the file itself then tells of nothing."""

    def attack(path):
        with hand.unguarded(path) as connection:
            rows = [
                dict(zip(EVENT_FIELDS, values, strict=True))
                for values in connection.execute(
                    f"SELECT {', '.join(EVENT_FIELDS)} FROM event ORDER BY seq"
                ).fetchall()
            ]
            rows[10]["author"], rows[11]["author"] = "B. Adly", rows[10]["author"]
            connection.execute("DELETE FROM event")
            anew = {None: None}
            for row in rows:
                for name in ("chain1", "chain2", "sup1", "sup2", "undoes"):
                    row[name] = anew[row[name]]
                before = row["hash"]
                row["hash"] = anew[before] = event_hash(row)
                hand.write(connection, row)

    assert "the log of this file is another" in found(attack)
    assert verify(file).sound, "nothing within the file tells"


CLAIMS = {
    "another's name": {"author": "A. Coordinator"},
    "a name that looks like another's": {"author": "A. Cооrdinator"},
    "a time to come": {"at": "2099-01-01T00:00:00.000Z"},
    "a time long past": {"at": "1999-01-01T00:00:00.000Z"},
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_row_hashed_as_it_should_be_stands_and_its_name_and_time_are_claims(
    file, hand, ids, claim
):
    """What no file can show: whoever can work out a hash can write a row with a name and time."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        hand.write(connection, hashed_row(connection, ids, hand, **claim))
    assert verify(file).sound
    with open_plan(file):
        pass


def test_a_dump_in_another_encoding_is_no_plan(found, file):
    def attack(path):
        with closing(sqlite3.connect(path)) as connection:
            script = "\n".join(connection.iterdump())
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        path.unlink()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA encoding = 'UTF-16le'")
            connection.execute("PRAGMA ignore_check_constraints = ON")  # they refuse it
            connection.executescript(script)
            connection.execute("PRAGMA application_id = 0x4A544149")
            connection.execute(f"PRAGMA user_version = {version}")

    assert "UTF-8" in found(attack)


def test_a_file_cut_short_while_it_is_open_elsewhere_is_found(found):
    def attack(path):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2])

    assert "cut short" in found(attack)


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
def test_nonsense_beside_the_file_changes_nothing_that_the_plan_says(file, contents, ending):
    before = contents(file)
    file.with_name(f"{file.name}{ending}").write_bytes(b"nonsense" * 100)
    try:
        with open_plan(file):
            pass
    except PlanError as error:
        assert len(str(error).splitlines()) == 1
    file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)
    assert contents(file) == before
