"""The guards switched off on purpose, by somebody who knows how: whatever is changed is found."""

import sqlite3
from contextlib import closing

import pytest

from db.anchor import find_loss
from db.event import EVENT_FIELDS, event_hash
from db.header import read_header
from db.store import open_plan
from db.verify import verify

ACTION = "(SELECT id FROM action WHERE reference = '{}')"
ONE, TWO = ACTION.format("1"), ACTION.format("2")
RATED = "(SELECT seq FROM event WHERE field = 'rating' AND new = 'completed')"
LAST = "(SELECT max(seq) FROM event)"

EDITS = {
    "a field": (f"UPDATE action SET due = '2031-01-01' WHERE id = {ONE}", "due: not what the log"),
    "a field emptied": ("UPDATE action SET due = NULL", "due: not what the log says"),
    "an action withdrawn": ("UPDATE action SET withdrawn = '1'", "withdrawn: not what the log"),
    "an update's text": ("UPDATE progress_update SET text = 'x'", "text: not what the log says"),
    "a title": ("UPDATE plan SET title = 'x'", "title: not what the log says"),
    "an action taken out": (f"DELETE FROM action WHERE id = {ONE}", "is only in the log"),
    "an action put in": ("INSERT INTO action(id) VALUES ('ghost')", "is not in the log"),
    "an action exchanged": (f"REPLACE INTO action(id) VALUES ({ONE})", "not what the log says"),
    "an id": (f"UPDATE action SET id = 'x' WHERE id = {ONE}", "is not in the log"),
    "a rating in the log": (f"UPDATE event SET new = 'evidenced' WHERE seq = {RATED}",
                            "its content is not what its hash says"),
    "who rated": (f"UPDATE event SET author = 'B' WHERE seq = {RATED}", "its content is not"),
    "when it was rated": (f"UPDATE event SET at = '2020-01-01T00:00:00.000Z' WHERE seq = {RATED}",
                          "its content is not"),
    "why it was rated": (f"UPDATE event SET reason = 'x' WHERE seq = {RATED}", "its content is"),
    "a rating emptied": (f"UPDATE event SET new = NULL WHERE seq = {RATED}", "its content is not"),
    "a rating no longer applied": (f"UPDATE event SET applied = 0 WHERE seq = {RATED}",
                                   "applied where it should wait, or the reverse"),
    "a rating moved to the end": (f"UPDATE event SET seq = 9999 WHERE seq = {RATED}",
                                  "it is not the next"),
    "a rating given away": (f"UPDATE event SET entity = {ONE} WHERE seq = {RATED}", "its content"),
    "a row taken out": (f"DELETE FROM event WHERE seq = {RATED}", "it is not the next"),
    "a row of all taken out": ("DELETE FROM event", "it is empty"),
    "a file's content": ("UPDATE evidence_file SET data = CAST(data || x'00' AS BLOB)",
                         "is not what it was"),
    "a file's name": ("UPDATE evidence_file SET sha256 = 'x'", "belongs to no evidence"),
    "a file taken out": ("DELETE FROM evidence_file", "is missing"),
    "a file put in": ("INSERT INTO evidence_file VALUES ('x', x'00')", "belongs to no evidence"),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), EDITS.values(), ids=EDITS)
def test_an_edit_between_dropping_the_guards_and_putting_them_back_is_found(
    found, hand, statement, said
):
    def attack(path):
        with hand.unguarded(path) as connection:
            connection.execute(statement)

    faults = found(attack)
    assert "Guards" not in faults
    assert said in faults


def test_taking_a_row_out_of_the_middle_and_closing_the_gap_is_found(found, hand):
    def attack(path):
        with hand.unguarded(path) as connection:
            connection.execute(f"DELETE FROM event WHERE seq = {RATED}")
            seqs = connection.execute("SELECT seq FROM event ORDER BY seq").fetchall()
            for place, (seq,) in enumerate(seqs, 1):
                connection.execute("UPDATE event SET seq = ? WHERE seq = ?", (place, seq))

    assert "the row it stands on is missing" in found(attack)


SCHEMA_EDITS = {
    "a guard dropped": "DROP TRIGGER action_update",
    "the log's guard dropped": "DROP TRIGGER event_insert",
    "an index dropped": "DROP INDEX event_cell",
    "the view dropped": "DROP VIEW action_now",
    "a column added": "ALTER TABLE action ADD COLUMN rating TEXT",
    "a column renamed": "ALTER TABLE action RENAME COLUMN due TO due_was",
    "a table renamed": "ALTER TABLE evidence_file RENAME TO files",
    "a column dropped": "ALTER TABLE action DROP COLUMN status",
    "a table added": "CREATE TABLE rating(id, code)",
    "a trigger added": "CREATE TRIGGER evil AFTER INSERT ON event BEGIN SELECT 1; END",
    "a view added": "CREATE VIEW mine AS SELECT * FROM action",
    "an index added": "CREATE INDEX mine ON action(due)",
    "a virtual table added": "CREATE VIRTUAL TABLE mine USING fts5(x)",
}


@pytest.mark.parametrize("statement", SCHEMA_EDITS.values(), ids=SCHEMA_EDITS)
def test_any_change_of_the_schema_is_found(found, statement):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            try:
                connection.execute(statement)
            except sqlite3.OperationalError:  # the renamed name still stands in a trigger
                connection.execute("PRAGMA legacy_alter_table = ON")
                connection.execute("DROP TRIGGER action_update")
                connection.execute("DROP TRIGGER action_insert")

    assert "Guards: " in found(attack)


WRITABLE = {
    "a guard emptied": (
        "UPDATE sqlite_schema SET sql = 'CREATE TRIGGER action_update BEFORE UPDATE ON action"
        " BEGIN SELECT 1; END' WHERE name = 'action_update'"),
    "a guard taken out": "DELETE FROM sqlite_schema WHERE name = 'action_update'",
    "a check taken out": (
        "UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (applied IN (0, 1))',"
        " 'CHECK (1)') WHERE name = 'event'"),
    "another view": (
        "UPDATE sqlite_schema SET sql = 'CREATE VIEW action_now AS SELECT action.*, ''evidenced''"
        " AS rating FROM action' WHERE name = 'action_now'"),
    "a guard said twice": (
        "INSERT INTO sqlite_schema SELECT * FROM sqlite_schema WHERE name = 'action_update'"),
    "a guard on another table": (
        "UPDATE sqlite_schema SET tbl_name = 'agency' WHERE name = 'action_update'"),
    "an index without its words": (
        "UPDATE sqlite_schema SET sql = NULL WHERE name = 'event_cell'"),
    "a NUL at the end": (
        "UPDATE sqlite_schema SET sql = sql || char(0) || 'x' WHERE name = 'action_update'"),
    "statistics that do something": (
        "INSERT INTO sqlite_schema SELECT 'table', 'sqlite_stat1', 'sqlite_stat1', rootpage,"
        " 'CREATE TABLE sqlite_stat1(tbl,idx,stat, CHECK (randomblob(1e9) IS NULL))'"
        " FROM sqlite_schema WHERE name = 'evidence_file'"),
}  # fmt: skip


@pytest.mark.parametrize("statement", WRITABLE.values(), ids=WRITABLE)
def test_writing_in_the_schema_itself_is_found(found, statement):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute(statement)

    assert found(attack)


def test_exchanging_two_tables_beneath_their_names_is_found(found):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema"))
            for name, other in (("progress_update", "evidence"), ("evidence", "progress_update")):
                connection.execute(
                    "UPDATE sqlite_schema SET rootpage = ? WHERE name = ?", (roots[other], name)
                )

    assert found(attack)


def test_statistics_of_analyze_are_no_fault(file):
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("ANALYZE")
    assert verify(file).sound
    with open_plan(file):
        pass


def test_an_index_entry_taken_out_so_that_an_older_rating_shows_is_found(found, hand, ids):
    """quick_check finds nothing here."""

    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            cell = ("action", ids["2"], "rating")
            hand.write(connection, hand.row(connection, cell, hashed=True))
            connection.execute("PRAGMA writable_schema = ON")
            kept = connection.execute(
                "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name = 'event_cell'"
            ).fetchone()
            connection.execute(
                "UPDATE sqlite_schema SET type = 'table', name = 'imposter', tbl_name = 'imposter',"
                " sql = 'CREATE TABLE imposter(a, b, c, d, PRIMARY KEY(a, b, c, d)) WITHOUT ROWID'"
                " WHERE name = 'event_cell'"
            )
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(
                "DELETE FROM imposter WHERE b = 'rating' AND d = (SELECT max(d) FROM imposter)"
            )
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute(
                "UPDATE sqlite_schema SET type = ?, name = ?, tbl_name = ?, sql = ?"
                " WHERE name = 'imposter'",
                kept,
            )
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
            shown = connection.execute(f"SELECT rating FROM action_now WHERE id = {TWO}")
            assert shown.fetchone() == ("completed",)

    faults = found(attack)
    assert "missing from index event_cell" in faults
    assert "action 2 shows completed, the log says on-track" in faults


@pytest.mark.parametrize("deny", [sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ])
def test_an_authorizer_that_blinds_the_guards_is_refused_or_found(outcome, deny):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.set_authorizer(
                lambda what, _a, _b, _db, inner: (
                    sqlite3.SQLITE_IGNORE if inner and what == deny else sqlite3.SQLITE_OK
                )
            )
            connection.execute(f"UPDATE action SET due = '2031-01-01' WHERE id = {ONE}")

    assert outcome(attack).what in {"refused", "found"}


@pytest.mark.parametrize(
    "name", ["strftime", "length", "glob", "instr", "char", "max", "coalesce", "count"]
)
@pytest.mark.parametrize(
    "change",
    [
        {"at": "yesterday"},
        {"author": "\u3164"},
        {"new": "purple"},
        {"seq": 9999},
        {"hash": "x"},
        {"counter": 7},
    ],
    ids=str,
)
def test_a_function_of_sql_that_lies_to_the_guards_is_refused_or_found(
    outcome, hand, ids, name, change
):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            row = hand.row(connection, ("action", ids["1"], "rating"), hashed=True, **change)
            row |= {"hash": change.get("hash", row["hash"])}
            lies = {"instr": 1, "glob": 1, "char": "x", "length": 64, "max": 9998}
            connection.create_function(
                name, -1, lambda *given: lies.get(name, given[1] if len(given) > 1 else 1)
            )
            hand.write(connection, row)

    assert outcome(attack).what in {"refused", "found"}


MARKS = {
    "another kind of file": ("PRAGMA application_id = 1", "not a jtai plan"),
    "a version to come": ("PRAGMA user_version = 5", "newer jtai"),
    "no version": ("PRAGMA user_version = 0", "carries no version"),
}


@pytest.mark.parametrize(("statement", "said"), MARKS.values(), ids=MARKS)
def test_the_marks_of_the_file_are_asked_for(found, statement, said):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(statement)

    assert said in found(attack)


def reload(path, *, edit, marks):
    with closing(sqlite3.connect(path)) as connection:
        header = read_header(path)
        script = "\n".join(connection.iterdump())
    assert edit[0] in script
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script.replace(*edit))
        if marks:
            connection.execute("PRAGMA application_id = 0x4A544149")
            connection.execute(f"PRAGMA user_version = {header.version}")


def test_a_dump_that_is_edited_and_read_in_again_is_no_plan(found):
    attack = lambda path: reload(path, edit=("'completed'", "'evidenced'"), marks=False)  # noqa: E731
    assert "not a jtai plan" in found(attack)


def test_a_dump_that_is_edited_read_in_again_and_marked_is_found(found):
    attack = lambda path: reload(path, edit=("'completed'", "'evidenced'"), marks=True)  # noqa: E731
    assert "its content is not what its hash says" in found(attack)


def test_a_dump_that_is_read_in_again_as_it_was_is_the_same_plan(file, contents):
    before = contents(file)
    reload(file, edit=("completed", "completed"), marks=True)
    assert contents(file) == before
    assert verify(file).sound


@pytest.mark.parametrize("cut", [1, 2, 30])
def test_cutting_the_last_rows_off_is_found_by_the_memory_of_this_machine(
    found, remembered, file, anchors, hand, cut
):
    def attack(path):
        with hand.unguarded(path) as connection:
            rows = connection.execute(
                "SELECT etype, entity, field, old, kind FROM event ORDER BY seq DESC LIMIT ?",
                (cut,),
            ).fetchall()
            connection.execute(f"DELETE FROM event WHERE seq > {LAST} - ?", (cut,))
            for etype, entity, field, old, kind in rows:
                if kind == "create":
                    connection.execute(f"DELETE FROM {etype} WHERE id = ?", (entity,))
                elif field != "rating":
                    connection.execute(
                        f"UPDATE {etype} SET {field} = ? WHERE id = ?", (old, entity)
                    )
            connection.execute(
                "DELETE FROM evidence_file WHERE sha256 NOT IN"
                " (SELECT new FROM event WHERE field = 'file_sha256')"
            )

    faults = found(attack)
    lost = "its last row" if cut == 1 else f"its last {cut} rows"
    assert faults.startswith("Memory of this machine: the log of this file has lost " + lost)
    assert verify(file).sound, "nothing within the file tells"
    with open_plan(file, anchors=anchors) as plan:
        assert find_loss(plan).here


def rewrite(connection, change, *, genesis):
    """Write all history anew, with true hashes, as an insider with this program could."""
    rows = connection.execute(
        f"SELECT {', '.join(EVENT_FIELDS)} FROM event ORDER BY seq"
    ).fetchall()
    connection.execute("DELETE FROM event")
    anew = {None: None}
    for values in rows:
        row = dict(zip(EVENT_FIELDS, values, strict=True))
        if genesis and row["seq"] == 1:
            row["nonce"] = "another"
        for name in ("chain1", "chain2", "sup1", "sup2", "undoes"):
            row[name] = anew[row[name]]
        change(row)
        before = row["hash"]
        row["hash"] = anew[before] = event_hash(row)
        marks = ", ".join("?" * len(EVENT_FIELDS))
        connection.execute(f"INSERT INTO event VALUES ({marks})", list(row.values()))


@pytest.mark.parametrize("genesis", [False, True])
def test_an_insider_who_hashes_all_history_anew_is_found_by_the_memory_of_this_machine(
    found, remembered, file, hand, genesis
):
    def upgrade(row):
        if row["field"] == "rating" and row["new"] == "completed":
            row["new"] = "evidenced"

    def attack(path):
        with hand.unguarded(path) as connection:
            rewrite(connection, upgrade, genesis=genesis)

    assert "the log of this file is another" in found(attack)
    assert verify(file).sound, "nothing within the file tells"
