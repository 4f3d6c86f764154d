"""What is checked before a file is opened as a plan, and what a refusal says and leaves alone."""

import ast
import errno
import os
import resource
import shutil
import sqlite3
import stat
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from db import admission
from db.changes import add_update
from db.errors import PlanError
from db.examine import examine
from db.file import _LIMITS, connect
from db.private_copy import private_copy
from db.schema import SCHEMA_VERSION
from db.store import open_plan
from db.verify import verify
from tests.store.conftest import unguarded


def refusal(path, **how):
    with pytest.raises(PlanError) as caught:
        open_plan(path, **how)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said


def state(folder):
    """All that lies in a folder: names, bytes, and when they were last changed."""
    return {
        each.name: (each.read_bytes(), each.stat().st_mtime_ns, each.stat().st_ino)
        for each in folder.iterdir()
        if each.is_file()
    }


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """The folder in which private copies are made."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def tampered(file):
    """A stranger's file that is to be refused: a field is not what the log says."""
    with unguarded(file) as connection:
        connection.execute("UPDATE action SET due = '2031-01-01' WHERE reference = '1'")
    return file


# The order in which things are asked


def test_a_header_that_is_no_plans_is_refused_before_sqlite_opens_it(file, monkeypatch):
    file.write_bytes(file.read_bytes()[:68] + b"ELSE" + file.read_bytes()[72:])
    monkeypatch.setattr(sqlite3, "connect", lambda *_, **__: pytest.fail("SQLite was asked"))
    assert "not a jtai plan" in refusal(file)


@pytest.mark.parametrize("left", ["alone", "interrupted", "write-ahead"])
def test_a_refused_stranger_is_not_touched(tampered, scratch, cut_off, write_ahead, left):
    path = {"alone": lambda each: each, "interrupted": cut_off, "write-ahead": write_ahead}[left](
        tampered
    )
    before = state(path.parent)
    assert len(before) == (1 if left == "alone" else 2)
    assert "a part of the plan is not what the log says" in refusal(path)
    assert state(path.parent) == before
    assert list(scratch.iterdir()) == []
    report = verify(path)
    assert [check.name for check in report.checks if not check.sound] == ["Fields"]
    assert state(path.parent) == before
    assert list(scratch.iterdir()) == []


def test_a_stranger_is_looked_at_in_a_copy_that_nobody_else_can_reach(file, scratch):
    seen = []

    def look(_):
        (folder,) = scratch.iterdir()
        seen.append(stat.S_IMODE(folder.stat().st_mode))

    with open_plan(file, progress=look):
        pass
    assert set(seen) == {0o700}
    assert list(scratch.iterdir()) == []


def test_what_goes_wrong_while_the_copy_is_there_leaves_no_copy(file, scratch):

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_plan(file, progress=interrupt)
    assert list(scratch.iterdir()) == []


def test_no_room_for_a_copy_is_said_in_a_line(file, scratch):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        said = refusal(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert said.endswith(
        f"it can't be copied to be checked (File too large); make room in {scratch}, then try again"
    )
    assert list(scratch.iterdir()) == []
    scratch.rmdir()
    assert "it can't be copied to be checked (No such file" in refusal(file)


def test_a_disk_that_can_not_be_read_is_not_called_full(file, scratch, monkeypatch):
    def fail(source, target):
        raise OSError(errno.EIO, "Input/output error", str(source))

    monkeypatch.setattr(shutil, "copyfile", fail)
    said = refusal(file)
    assert "it can't be read to be checked (Input/output error)" in said
    assert "make room" not in said


def test_copies_that_killed_programs_left_are_swept_up_an_hour_later(file, scratch):
    for name, age in (("jtai-check-old", 3700), ("jtai-check-new", 3500), ("jtai-other", 3700)):
        (scratch / name).mkdir()
        (scratch / name / "plan.db").write_bytes(b"half")
        then = time.time() - age
        os.utime(scratch / name, (then, then))
    with open_plan(file):
        pass
    assert sorted(each.name for each in scratch.iterdir()) == ["jtai-check-new", "jtai-other"]


def test_a_copy_is_as_the_file_stood_at_one_moment(plan, file, ids, by, today, monkeypatch):
    """Somebody changes the plan after its file was copied and before what lies beside it was."""
    copied, changes = shutil.copyfile, []

    def copy_and_be_overtaken(source, target):
        copied(source, target)
        if source == file and not changes:
            changes.append(add_update(plan, [ids["1"]], "Done.", by=by, day=today))

    monkeypatch.setattr(shutil, "copyfile", copy_and_be_overtaken)
    with private_copy(file) as copy:
        assert copy.read_bytes() == file.read_bytes()
    assert len(changes) == 1


def test_a_file_that_never_stands_still_is_in_use_and_not_damaged(file, scratch, monkeypatch):
    copied = shutil.copyfile

    def copy_and_be_overtaken(source, target):
        copied(source, target)
        if source == file:
            os.utime(file, ns=(0, time.monotonic_ns()))

    monkeypatch.setattr(shutil, "copyfile", copy_and_be_overtaken)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    assert "in use by another program; close it there" in refusal(file)
    assert list(scratch.iterdir()) == []


def test_a_file_that_another_program_takes_while_it_is_checked_is_not_called_damaged(file):
    with (
        closing(connect(file, mode="ro", look=True)) as connection,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        connection.execute("PRAGMA busy_timeout = 0")

        def take(_):
            other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(sqlite3.OperationalError, match="locked"):
            examine(connection, SCHEMA_VERSION, known=take)


def test_limits_are_in_force_wherever_a_file_is_only_looked_at(file):
    with open_plan(file) as plan, plan.locked_eye() as connection:
        assert [connection.getlimit(limit) for limit, _ in _LIMITS] == [most for _, most in _LIMITS]
        with pytest.raises(sqlite3.OperationalError, match="too many attached"):
            connection.execute("ATTACH ':memory:' AS other")


def test_the_limits_hold_for_the_schema_that_is_read_first(file):
    """A view of a million letters and more is not even taken apart."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"CREATE VIEW v AS SELECT '{'x' * 1_100_000}'")
        connection.commit()
    assert "the file is damaged" in refusal(file)


def test_no_file_is_ever_opened_as_if_nobody_wrote_to_it():
    """SQLite then passes over a journal, and reads half a change."""
    root = Path(__file__).parents[2]
    for path in (*root.joinpath("db").rglob("*.py"), *root.joinpath("jtai_tui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert "immutable=" not in node.value, path


# Nothing that a stranger put into the schema runs


LOUD = "abs(-9223372036854775808)"  # raises an error as soon as it is worked out
HOSTILE = {
    "a check": f"CREATE TABLE t(x CHECK (x = 1 OR {LOUD})); PRAGMA ignore_check_constraints = ON;"
    " INSERT INTO t VALUES (2)",
    "a column worked out": f"ALTER TABLE action ADD COLUMN loud TEXT AS ({LOUD})",
    "a view": f"DROP VIEW action_now; CREATE VIEW action_now AS SELECT *, {LOUD} AS rating"
    " FROM action",
    "a view that never ends": "DROP VIEW action_now; CREATE VIEW action_now AS SELECT *,"
    " (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n)"
    " AS rating FROM action",
    "a view in place of the log": "ALTER TABLE event RENAME TO e; CREATE VIEW event AS WITH"
    " RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS seq FROM n",
}


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE)
def test_nothing_that_a_stranger_put_into_the_schema_is_run(file, script):
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(f"PRAGMA legacy_alter_table = ON; {script}")
    assert "the guards of this plan were tampered with" in refusal(file)
    assert verify(file).fault.name == "Guards"


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE)
def test_a_file_whose_guards_are_not_ours_is_asked_nothing_else(file, script):
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(f"PRAGMA legacy_alter_table = ON; {script}")
    asked = []
    with closing(connect(file, mode="ro", look=True)) as connection:
        connection.set_trace_callback(asked.append)
        report = examine(connection, 2, known=asked.append, progress=asked.append)
    assert [check.name for check in report.checks] == ["Guards"]
    assert all("sqlite_schema" in each for each in asked)


def test_an_index_on_what_is_worked_out_is_refused_before_it_is_checked(file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE t(x)")
        connection.execute(f"CREATE INDEX i ON t(x + {LOUD})")
        connection.commit()
    assert "'index i' does not belong" in refusal(file)


def test_a_second_entry_of_the_same_name_hides_nothing(file):
    """Which of the two SQLite would use is not for us to guess."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "INSERT INTO sqlite_schema(rowid, type, name, tbl_name, rootpage, sql) VALUES (-5,"
            " 'trigger', 'event_insert', 'event', 0,"
            " 'CREATE TRIGGER evil AFTER INSERT ON event BEGIN DELETE FROM action; END')"
        )
        connection.commit()
    assert "damaged" in refusal(file)
    assert not verify(file).sound


# Each failure has a sentence of its own


def break_pages(file):
    """Cut the whole content of an index out, as a lost page would."""
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'progress_update_action'"
        (page,) = connection.execute(query).fetchone()
    data = bytearray(file.read_bytes())
    start = (page - 1) * 4096
    data[start : start + 8] = b"\x0a" + bytes(4) + b"\x10\x00\x00"  # an empty page of an index
    file.write_bytes(data)


def by_hand(*statements):
    def run(file):
        with unguarded(file) as connection:
            for statement in statements:
                connection.execute(statement)

    return run


def drop_a_guard(file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TRIGGER action_update")


FAILURES = {
    "File": (
        break_pages,
        "the file is damaged (",
        "what can still be read of it may be wrong",
    ),
    "Guards": (
        drop_a_guard,
        "the guards of this plan were tampered with (trigger action_update is missing)",
        "what was written since may have no name behind it",
    ),
    "Log": (
        by_hand("UPDATE event SET reason = 'No' WHERE seq = 40"),
        "the log of this plan was changed or is damaged (row 40: its content is not what its hash",
        "who said what, and when, can't be relied on",
    ),
    "Ratings": (
        by_hand("DELETE FROM action WHERE reference = '2'"),
        "a rating is not what the log says (action ",
        "the log itself is sound",
    ),
    "Fields": (
        by_hand("UPDATE action SET finding = 'All is well' WHERE reference = '1'"),
        "a part of the plan is not what the log says (action ",
        "the log itself and all ratings are sound",
    ),
    "Files of evidence": (
        by_hand("UPDATE evidence_file SET data = x'00'"),
        "a file of evidence is not what was put in (file ",
        "the log, all ratings and all else are sound",
    ),
}


@pytest.mark.parametrize(("name", "case"), FAILURES.items(), ids=FAILURES)
def test_a_failure_says_what_is_wrong_what_is_safe_and_what_to_do(file, name, case):
    attack, wrong, safe = case
    attack(file)
    before = file.read_bytes()
    said = refusal(file)
    assert said.startswith(f"{file}: {wrong}")
    assert f"); {safe}; nothing was changed; look with: jtai verify {file}, then " in said
    assert said.endswith(f"go back to a backup with: jtai restore {file}")
    assert verify(file).fault.name == name
    assert file.read_bytes() == before


def test_every_check_that_may_fail_has_its_sentence(file):
    names = {check.name for check in verify(file).checks}
    assert names == admission._FAULTS.keys() == FAILURES.keys()


def test_many_faults_are_counted_and_not_listed(file):
    by_hand("UPDATE action SET finding = 'All is well'")(file)
    assert ", finding: not what the log says, and 4 more); " in refusal(file)
