"""Ordinary SQL on a plan file, by anybody with Python: each attack is refused or found.

Each is tried through Python's own sqlite3 with its default pragmas, as by a person who knows
SQL and not jtai. None changes anything in silence.
"""

import sqlite3
from contextlib import closing

import pytest

from db.schema import ENTITY_FIELDS, entity_fields


def by_sql(*statements, setup=()):
    """An attack that runs statements, in autocommit."""

    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in (*setup, *statements):
                connection.execute(statement)

    return attack


ONE = "(SELECT id FROM action WHERE reference = '1')"
TWO = "(SELECT id FROM action WHERE reference = '2')"

NULLED = {
    f"{etype}.{field}": f"UPDATE {etype} SET {field} = NULL WHERE {field} IS NOT NULL"
    for etype, fields in entity_fields(2).items()
    for field in fields
    if (etype, field) not in {("action", "withdrawn"), ("plan", "withdrawn")}
    and field != "withdrawn"
}


@pytest.mark.parametrize("statement", NULLED.values(), ids=NULLED)
def test_no_field_is_emptied_by_setting_it_to_null(outcome, statement):
    assert "is not what the log says" in refusal(outcome, by_sql(statement))


@pytest.mark.parametrize("field", ENTITY_FIELDS["action"])
def test_no_field_is_given_another_value(outcome, field):
    statement = f"UPDATE action SET {field} = '2031-01-01'"
    assert f"action: {field} is not what the log says" == refusal(outcome, by_sql(statement))


def refusal(outcome, attack):
    result = outcome(attack)
    assert result.what == "refused", result
    return result.said


COLUMNS = (
    "seq, hash, chain1, chain2, sup1, sup2, counter, kind, etype, entity, field, old, new, author,"
    " at, reason, origin, batch, undoes, nonce, applied"
)


def copied(**changes):
    columns = [changes.get(name, name) for name in COLUMNS.split(", ")]
    return f"SELECT {', '.join(columns)} FROM main.event WHERE seq = 5"


REFUSED = {
    # the rating has no column
    "set the rating in the view": ("UPDATE action_now SET rating = NULL", "view"),
    "set the rating column": ("UPDATE action SET rating = 'on-track'", "no such column"),
    "empty a rating in the log": (
        "UPDATE event SET new = NULL WHERE field = 'rating'", "only ever added"),
    # REPLACE, DELETE, INSERT
    "REPLACE an action": (f"REPLACE INTO action(id) VALUES ({ONE})", "exists"),
    "INSERT OR REPLACE an action": (
        f"INSERT OR REPLACE INTO action(id, reference) VALUES ({ONE}, '1')", "exists"),
    "REPLACE all actions": ("REPLACE INTO action SELECT * FROM action", "exists"),
    "DELETE an action": ("DELETE FROM action", "nothing is deleted"),
    "DELETE the plan": ("DELETE FROM plan", "nothing is deleted"),
    "DELETE an update": ("DELETE FROM progress_update", "nothing is deleted"),
    "DELETE log rows": ("DELETE FROM event WHERE field = 'rating'", "only ever added"),
    "DELETE the last log row": (
        "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", "only ever added"),
    "INSERT an action": ("INSERT INTO action(id) VALUES ('new')", "the log has not created it"),
    "an action born filled": (
        "INSERT INTO action(id, due) VALUES ('new', '2020-01-01')", "has not created it"),
    "INSERT OR IGNORE an action": (f"INSERT OR IGNORE INTO action(id) VALUES ({ONE})", "exists"),
    "UPDATE OR REPLACE an id": (f"UPDATE OR REPLACE action SET id = {ONE} WHERE id = {TWO}",
                                "id is fixed"),
    "UPDATE OR IGNORE an id": (f"UPDATE OR IGNORE action SET id = {ONE} WHERE id = {TWO}",
                               "id is fixed"),
    "UPDATE OR REPLACE a log row's seq": (
        "UPDATE OR REPLACE event SET seq = 1 WHERE seq = 2", "only ever added"),
    "REPLACE a log row": (f"REPLACE INTO event {copied(new=repr('x'))}", "seq is not the next"),
    "REPLACE through the unique hash": (
        f"REPLACE INTO event {copied(seq='(SELECT max(seq) + 1 FROM event)')}", "taken"),
    "INSERT OR IGNORE a log row": (f"INSERT OR IGNORE INTO event {copied()}", "seq is not"),
    # UPSERT
    "UPSERT an action": (
        f"INSERT INTO action(id) VALUES ({ONE})"
        " ON CONFLICT(id) DO UPDATE SET due = '2031-01-01'", "exists"),
    "UPSERT a log row by seq": (
        f"INSERT INTO event {copied()} ON CONFLICT(seq) DO UPDATE SET new = 'x'", "seq is not"),
    "UPSERT a log row by hash": (
        f"INSERT INTO event {copied(seq='(SELECT max(seq) + 1 FROM event)')}"
        " ON CONFLICT(hash) DO UPDATE SET new = 'x'", "taken"),
    "UPSERT a file": (
        "INSERT INTO evidence_file SELECT sha256, x'00' FROM evidence_file WHERE true"
        " ON CONFLICT(sha256) DO UPDATE SET data = excluded.data", "exists"),
    # files of evidence
    "UPDATE a file": ("UPDATE evidence_file SET data = x'00'", "kept as it came"),
    "DELETE a file": ("DELETE FROM evidence_file", "kept as it came"),
    "REPLACE a file": (
        "REPLACE INTO evidence_file SELECT sha256, x'00' FROM evidence_file", "exists"),
    "INSERT a file": ("INSERT INTO evidence_file VALUES ('ab', x'00')", "no evidence names it"),
    # types
    "a number where text stands": ("UPDATE action SET reference = 5 WHERE reference = '1'",
                                   "not what the log says"),
    "a BLOB where text stands": ("UPDATE action SET reference = x'31'", "BLOB"),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), REFUSED.values(), ids=REFUSED)
def test_a_statement_is_refused(outcome, statement, said):
    assert said in refusal(outcome, by_sql(statement))


@pytest.mark.parametrize(("statement", "said"), REFUSED.values(), ids=REFUSED)
def test_a_statement_is_refused_with_every_lenient_pragma(outcome, statement, said):
    setup = (
        "PRAGMA foreign_keys = OFF",
        "PRAGMA recursive_triggers = ON",
        "PRAGMA ignore_check_constraints = ON",
        "PRAGMA trusted_schema = ON",
        "PRAGMA defer_foreign_keys = ON",
    )
    assert said in refusal(outcome, by_sql(statement, setup=setup))


def test_deleting_and_inserting_again_in_one_transaction_leaves_nothing(outcome):
    attack = by_sql("BEGIN", f"DELETE FROM action WHERE id = {ONE}")
    assert "nothing is deleted" in refusal(outcome, attack)


@pytest.mark.parametrize(
    "shadow",
    [
        "CREATE TEMP TABLE event AS SELECT * FROM main.event",
        "CREATE TEMP TABLE action AS SELECT * FROM main.action",
        "CREATE TEMP TABLE plan(id, scheme)",
        "CREATE TEMP VIEW event AS SELECT * FROM main.event LIMIT 0",
        "CREATE TEMP VIEW action_now AS SELECT id, 'evidenced' AS rating FROM main.action",
    ],
)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE main.action SET due = '2031-01-01'", "DELETE FROM main.event",
     f"REPLACE INTO main.event {copied()}"],
)  # fmt: skip
def test_a_temporary_table_or_view_of_the_same_name_does_not_fool_the_guards(
    outcome, shadow, statement
):
    fill = ("UPDATE temp.event SET new = '2031-01-01'",) if "TABLE event" in shadow else ()
    assert outcome(by_sql(shadow, *fill, statement)).what == "refused"


def test_changing_a_temporary_shadow_leaves_the_file_alone(outcome):
    attack = by_sql(
        "CREATE TEMP TABLE event AS SELECT * FROM main.event",
        "UPDATE event SET new = 'evidenced' WHERE field = 'rating'",
        "DELETE FROM event WHERE seq > 3",
    )
    assert outcome(attack).what == "harmless"


def rate_by_hand(connection, ids, hand, **changes):
    cell = ("action", ids["1"], "rating")
    hand.write(connection, hand.row(connection, cell, **changes))


TRIGGERS = {
    "that changes a field": "UPDATE main.action SET forecast = '2031-01-01'",
    "that deletes a row": "DELETE FROM main.event WHERE seq = 3",
    "that deletes an action": "DELETE FROM main.action",
}


@pytest.mark.parametrize("body", TRIGGERS.values(), ids=TRIGGERS)
def test_a_temporary_trigger_is_refused(outcome, ids, hand, body):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            body_in_trigger = body.replace("main.", "")
            connection.execute(
                f"CREATE TEMP TRIGGER evil AFTER INSERT ON main.event BEGIN {body_in_trigger}; END"
            )
            rate_by_hand(connection, ids, hand)

    assert outcome(attack).what == "refused"


@pytest.mark.parametrize("table", ["event", "action"])
def test_a_temporary_trigger_that_ignores_the_change_leaves_all_as_it_was(
    outcome, ids, hand, table
):
    """What is logged must arrive: RAISE(IGNORE) beneath a log row undoes the log row."""

    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            verb = "INSERT" if table == "event" else "UPDATE"
            connection.execute(
                f"CREATE TEMP TRIGGER evil BEFORE {verb} ON main.{table}"
                " BEGIN SELECT RAISE(IGNORE); END"
            )
            cell = ("action", ids["1"], "due")
            hand.write(connection, hand.row(connection, cell))

    result = outcome(attack)
    assert (result.what, result.said) in {
        ("harmless", ""), ("refused", "action: not projected"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "column"),
    [("event", "new"), ("action", "due"), ("evidence_file", "data"), ("progress_update", "text")],
)
def test_incremental_blob_access_has_no_way_in(outcome, table, column):
    def attack(path):
        with (
            closing(sqlite3.connect(path)) as connection,
            connection.blobopen(table, column, 1) as blob,
        ):
            blob.write(b"2031-01-01")

    assert "without rowid" in refusal(outcome, attack)


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_a_low_limit_on_the_depth_of_triggers_refuses_the_row(outcome, ids, hand, limit):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, limit)
            with closing(sqlite3.connect(path)) as looking:
                row = hand.row(looking, ("action", ids["1"], "due"), author=" ")
            hand.write(connection, row)

    assert refusal(outcome, attack)


@pytest.mark.parametrize("pragma", ["recursive_triggers = ON", "foreign_keys = OFF"])
def test_a_pragma_opens_no_way_to_a_row_for_something_that_is_not_there(outcome, hand, pragma):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA {pragma}")
            hand.write(connection, hand.row(connection, ("action", "ghost", "rating")))

    assert refusal(outcome, attack) == "log: no such entity"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plan.action SET due = NULL",
        "DELETE FROM plan.event",
        "REPLACE INTO plan.event SELECT * FROM main.event",
        "INSERT INTO plan.action(id) VALUES ('x')",
    ],
)
def test_attaching_the_file_to_another_changes_nothing_about_its_guards(
    outcome, tmp_path, statement
):
    def attack(path):
        with closing(sqlite3.connect(tmp_path / "other.db", isolation_level=None)) as connection:
            connection.execute("ATTACH ? AS plan", (str(path),))
            connection.execute("CREATE TABLE event AS SELECT * FROM plan.event")
            connection.execute("CREATE TABLE action AS SELECT * FROM plan.action")
            connection.execute("UPDATE event SET new = NULL")
            connection.execute(statement)

    assert refusal(outcome, attack)
