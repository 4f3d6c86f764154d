"""The same file in the hands of somebody with the sqlite3 shell, which can do what Python can't."""

import shutil
import subprocess

import pytest

from db.errors import NotAPlan
from db.schema import SCHEMA_VERSION
from db.store import open_plan
from db.verify import verify

SHELL = shutil.which("sqlite3")

pytestmark = pytest.mark.skipif(SHELL is None, reason="there is no sqlite3 shell here")

MARKS = f"PRAGMA application_id = 0x4A544149;\nPRAGMA user_version = {SCHEMA_VERSION};\n"

ONE = "(SELECT id FROM action WHERE reference = '1')"
NEXT = """
INSERT INTO event
SELECT (SELECT max(seq) + 1 FROM event), {hash}, (SELECT hash FROM event ORDER BY seq DESC LIMIT 1),
 NULL, (SELECT hash FROM event WHERE entity = a.id AND field = 'rating' ORDER BY seq DESC LIMIT 1),
 NULL, (SELECT max(counter) + 1 FROM event), 'set', 'action', a.id, 'rating',
 (SELECT new FROM event WHERE entity = a.id AND field = 'rating' ORDER BY seq DESC LIMIT 1),
 'evidenced', {author}, {at}, NULL, 'typed', 'b', NULL, 'n', 1
FROM action a WHERE reference = '28a';
"""
RATE = NEXT.format(
    hash="lower(hex(randomblob(32)))", author="'S. Hell'", at="'2031-01-01T00:00:00.000Z'"
)


def run(path, script):
    """Run a script through the shell and return what it said of errors."""
    done = subprocess.run(
        [SHELL, "-batch", str(path)], input=script, capture_output=True, text=True, check=False
    )
    return done.stderr


REFUSED = {
    "set a field": "UPDATE action SET due = NULL;",
    "set the rating": "UPDATE action_now SET rating = 'on-track';",
    "delete an action": "DELETE FROM action;",
    "replace an action": f"REPLACE INTO action(id) VALUES ({ONE});",
    "edit the log": "UPDATE event SET new = 'evidenced' WHERE field = 'rating';",
    "cut the log": "DELETE FROM event WHERE seq > 5;",
    "a row without an author": NEXT.format(
        hash="lower(hex(randomblob(32)))", author="char(160)", at="'2031-01-01T00:00:00.000Z'"
    ),
    "a row without a time": NEXT.format(
        hash="lower(hex(randomblob(32)))", author="'S'", at="'yesterday'"
    ),
    "a low limit on triggers": f".limit trigger_depth 0\n{RATE}",
    "with foreign keys off": "PRAGMA foreign_keys = OFF;\nUPDATE action SET agency = 'ghost';",
    "a file written into": "UPDATE evidence_file SET data = writefile('/dev/null', data);",
    "a file by edit()": "UPDATE evidence_file SET data = x'00';",
    "with defensive off": ".dbconfig defensive off\nUPDATE action SET due = NULL;",
    "with the schema trusted": ".dbconfig trusted_schema on\nUPDATE action SET due = NULL;",
    "with checks off": "PRAGMA ignore_check_constraints = ON;\nUPDATE action SET due = NULL;",
    "an import over a table": ".mode list\n.import /dev/null action\nDELETE FROM action;",
}


@pytest.mark.parametrize("script", REFUSED.values(), ids=REFUSED)
def test_what_the_shell_tries_in_plain_sql_is_refused(outcome, script):
    said = []
    result = outcome(lambda path: said.append(run(path, script)))
    assert result.what == "harmless"
    assert "rror" in said[0], said


FOUND = {
    "a rating in good shape": (RATE, "its content is not what its hash says"),
    "triggers off, a field": (
        ".dbconfig enable_trigger off\nUPDATE action SET due = '2031-01-01';",
        "due: not what the log says",
    ),
    "triggers off, a field emptied": (
        ".dbconfig enable_trigger off\nUPDATE action SET due = NULL;",
        "due: not what the log says",
    ),
    "triggers off, the log edited": (
        ".dbconfig enable_trigger off\nUPDATE event SET new = 'evidenced' WHERE field = 'rating';",
        "its content is not what its hash says",
    ),
    "triggers off, an action gone": (
        ".dbconfig enable_trigger off\nDELETE FROM action WHERE reference = '1';",
        "is only in the log",
    ),
    "triggers off, an action replaced": (
        f".dbconfig enable_trigger off\nREPLACE INTO action(id) VALUES ({ONE});",
        "not what the log says",
    ),
    "triggers off, a log row replaced": (
        ".dbconfig enable_trigger off\n"
        "UPDATE event SET author = 'Nobody', reason = 'x' WHERE seq = 9;",
        "its content is not what its hash says",
    ),
    "triggers off, an update of a date is logged and does not arrive": (
        ".dbconfig enable_trigger off\n"
        + RATE.replace("'rating'", "'due'").replace("evidenced", "2031-01-01"),
        "due: not what the log says",
    ),
    "triggers and checks off, a blank author": (
        ".dbconfig enable_trigger off\nPRAGMA ignore_check_constraints = ON;\n"
        "UPDATE event SET author = ' ' WHERE seq = 9;",
        "it has no author",
    ),
    "triggers and checks off, 30 February": (
        ".dbconfig enable_trigger off\nPRAGMA ignore_check_constraints = ON;\n"
        "UPDATE event SET at = '2020-02-30T00:00:00.000Z' WHERE seq = 9;",
        "its time is malformed",
    ),
    "a file of evidence changed": (
        ".dbconfig enable_trigger off\nUPDATE evidence_file SET data = x'00';",
        "is not what it was",
    ),
    "defensive off, the schema written": (
        ".dbconfig defensive off\nPRAGMA writable_schema = ON;\n"
        "DELETE FROM sqlite_schema WHERE name = 'action_update';",
        "Guards",
    ),
    "a guard dropped and an edit": (
        "DROP TRIGGER action_update;\nUPDATE action SET due = NULL;",
        "trigger action_update is missing",
    ),
    "an index entry taken out with an imposter": (
        RATE.replace("'28a'", "'2'") + ".imposter event_cell imposter\n"
        "DELETE FROM imposter WHERE field = 'rating' AND seq = (SELECT max(seq) FROM imposter);",
        "missing from index event_cell",
    ),
    "an imposter of the log": (
        ".imposter event imposter\nUPDATE imposter SET new = 'evidenced' WHERE field = 'rating';",
        "",
    ),
}


@pytest.mark.parametrize(("script", "said"), FOUND.values(), ids=FOUND)
def test_a_bypass_that_only_the_shell_knows_is_found(found, script, said):
    assert said in found(lambda path: run(path, script))


def test_the_checks_still_hold_where_the_triggers_are_off(outcome):
    """And the other way round: a rule stands twice."""
    for author, at in (
        ("' '", "'2031-01-01T00:00:00.000Z'"),
        ("'S'", "'2020-02-30T00:00:00.000Z'"),
    ):
        row = NEXT.format(hash="lower(hex(randomblob(32)))", author=author, at=at)
        said = []
        result = outcome(
            lambda path, row=row, said=said: said.append(
                run(path, f".dbconfig enable_trigger off\n{row}")
            )
        )
        assert result.what == "harmless"
        assert "CHECK constraint failed" in said[0]


def test_cutting_the_last_rows_with_the_triggers_off_is_found_by_the_memory(found, remembered):
    cut = "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event);"
    edit = "UPDATE action SET closed = NULL WHERE reference = '33';"
    faults = found(lambda path: run(path, f".dbconfig enable_trigger off\n{cut}\n{edit}"))
    assert "has lost its last row" in faults


def test_rows_imported_into_the_log_are_refused(outcome, tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text(",".join(["9999", "ab" * 32, *["1"] * 19]) + "\n")
    said = []
    result = outcome(lambda path: said.append(run(path, f".mode csv\n.import {rows} event")))
    assert result.what == "harmless"
    assert "log: seq is not the next" in said[0]


def test_a_clone_with_a_changed_rating_is_found(found, tmp_path):
    def attack(path):
        clone = tmp_path / "clone.db"
        run(path, f".clone {clone}")
        run(clone, f"{MARKS}.dbconfig enable_trigger off\nUPDATE action SET due = NULL;")
        shutil.copy(clone, path)

    assert found(attack)


def test_another_file_restored_over_the_plan_is_found(found, remembered, template, tmp_path):
    def attack(path):
        other = shutil.copy(template, tmp_path / "other.db")
        run(other, ".dbconfig enable_trigger off\nUPDATE event SET author = 'B' WHERE seq = 9;")
        run(path, f".restore {other}")

    assert "its content is not what its hash says" in found(attack)


def test_a_file_written_over_from_within_sql_is_found(found):
    assert "not a plan file" in found(lambda path: run(path, f"SELECT writefile('{path}', x'00');"))


def reload(path, tmp_path, edit, marks=""):
    script = subprocess.run(
        [SHELL, str(path), ".dump"], capture_output=True, text=True, check=True
    ).stdout
    assert edit[0] in script
    again = tmp_path / "again.db"
    said = run(again, script.replace(*edit) + marks)
    assert not said
    shutil.copy(again, path)


@pytest.mark.parametrize("edit", [("'completed'", "'evidenced'"), ("2020-02-29", "2021-02-28")])
def test_a_dump_edited_and_read_in_again_is_no_plan_any_more(found, file, tmp_path, edit):
    assert "not a jtai plan" in found(lambda path: reload(path, tmp_path, edit))
    with pytest.raises(NotAPlan):
        open_plan(file)


@pytest.mark.parametrize("edit", [("'completed'", "'evidenced'"), ("2020-02-29", "2021-02-28")])
def test_a_dump_edited_read_in_again_and_marked_as_a_plan_is_found(found, tmp_path, edit):
    faults = found(lambda path: reload(path, tmp_path, edit, MARKS))
    assert "its content is not what its hash says" in faults


def test_a_dump_read_in_again_and_marked_is_the_plan_it_was(file, tmp_path, contents):
    before = contents(file)
    reload(file, tmp_path, ("completed", "completed"), MARKS)
    assert contents(file) == before
    assert verify(file).sound


def test_the_shell_that_vacuums_or_analyses_does_no_harm(file, contents):
    before = contents(file)
    assert not run(file, "VACUUM;\nANALYZE;\nREINDEX;\nPRAGMA optimize;")
    assert contents(file) == before
    assert verify(file).sound
