"""Files of every version that was ever shipped: opened to read, and brought up to date to change.

The files in `versions/` were made by the jtai that shipped that version, and are never made anew.
"""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest

from db.backups import backups_of_plan
from db.changes import add_update
from db.errors import PlanError, Refused
from db.fingerprint import schema_faults
from db.migrations import migrate
from db.queries import action_id, plan_facts
from db.schema import SCHEMA_VERSION, schema_statements
from db.snapshot import plan_document
from db.store import open_plan
from db.undo import undo
from db.verify import verify
from tests.store.conftest import read_contents, read_schema

VERSIONS = sorted((Path(__file__).parent / "versions").glob("version-*.db"))
TODAY = date(2020, 7, 1)

SHIPPED = {
    1: "0ac038f2b36de5e7f3f4f71f378171e28009285d500cf8e30930218868a824f9",
    2: "8bdf573a4a30f4c7bc032a7791f55d34f3df52b3106de3ccf03cc66e937da7d3",
    3: "8511d6fb059314c7da91aa48f93b96e6caa2643b1ff43def1e89cdded0f76c9e",
    4: "19543f8a1dbd8d0162d0b672fc510e7e1cbffbf7922178df0381ac72eaef9c7d",
}
"""By version, the SHA-256 over its schema. A version that was shipped is never changed again."""


def version_of(path):
    return int.from_bytes(path.read_bytes()[60:64], "big")


@pytest.fixture(params=VERSIONS, ids=lambda path: path.stem)
def old(request, tmp_path):
    """A file of an earlier version, to work on."""
    return Path(shutil.copy(request.param, tmp_path / "plan.db"))


@pytest.fixture
def backups(tmp_path):
    return tmp_path / "backups"


def test_there_is_a_file_of_every_version_before_this_one():
    assert [version_of(path) for path in VERSIONS] == list(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_the_schema_of_a_shipped_version_is_never_changed(version):
    text = "\0".join(schema_statements(version))
    assert hashlib.sha256(text.encode()).hexdigest() == SHIPPED[version]


def test_the_schema_of_a_version_is_that_of_its_files(old):
    kept = sorted(sql for *_, sql in read_schema(old) if sql is not None)
    assert kept == sorted(schema_statements(version_of(old)))


def test_an_old_file_is_sound_as_it_is(old):
    before = old.read_bytes()
    report = verify(old)
    assert report.sound
    assert report.rows == 140
    assert old.read_bytes() == before


@pytest.mark.parametrize("how", ["to read", "without a folder for a backup", "marked read-only"])
def test_an_old_file_is_read_without_a_change_to_it(old, backups, how):
    if how == "marked read-only":
        old.chmod(0o444)
    before = old.read_bytes(), old.stat().st_mtime_ns
    folder = None if how == "without a folder for a backup" else backups
    with open_plan(old, backups=folder, read_only=how == "to read") as plan:
        assert plan.read_only
        assert plan.notes == (f"an older jtai has written it (file version {version_of(old)})",)
        assert plan_facts(plan).events == 140
        assert len(plan_document(plan).actions) == 6
        with pytest.raises(Refused, match="read-only"):
            add_update(plan, [action_id(plan, "1")], "Done.", by=None, day=TODAY)
    assert (old.read_bytes(), old.stat().st_mtime_ns) == before
    assert not backups.exists()
    assert [each.name for each in old.parent.iterdir()] == ["plan.db"]


def test_an_old_file_is_brought_up_to_date_with_all_that_it_says(old, template, backups, by):
    contents, tip, version = read_contents(old), verify(old).tip, version_of(old)
    with open_plan(old, backups=backups) as plan:
        (note,) = plan.notes
        (backup,) = backups_of_plan(plan, backups)
        assert (plan.version, plan.read_only) == (SCHEMA_VERSION, False)
    assert note == (
        f"it was brought from file version {version} to {SCHEMA_VERSION}; a backup of it as it was"
        f" is kept: {backup.path}"
    )
    assert read_contents(old) == contents
    assert version_of(old) == SCHEMA_VERSION
    report = verify(old)
    assert report.sound
    assert report.tip == tip
    fresh = {(kind, name, sql) for kind, name, _, _, sql in read_schema(template)}
    assert {(kind, name, sql) for kind, name, _, _, sql in read_schema(old)} == fresh


def test_the_backup_is_the_old_file_and_sound(old, backups):
    contents, version = read_contents(old), version_of(old)
    with open_plan(old, backups=backups) as plan:
        (backup,) = backups_of_plan(plan, backups)
    assert version_of(backup.path) == version
    assert verify(backup.path).sound
    assert read_contents(backup.path) == contents


def test_what_was_brought_up_to_date_is_worked_on_like_any_plan(old, backups, anchors, by):
    with open_plan(old, backups=backups, anchors=anchors) as plan:
        add_update(plan, [action_id(plan, "1")], "Done.", by=by, day=TODAY)
        undo(plan, by=by)
    with open_plan(old, backups=backups, anchors=anchors) as plan:
        assert plan.notes == ()
        assert plan_facts(plan).events == 146
    assert verify(old, anchors=anchors).sound
    assert verify(old, anchors=anchors, full=False).checks[2].after == 146


def test_where_no_backup_can_be_made_it_is_looked_at_and_not_changed(old, backups, by):
    backups.write_text("in the way")
    before = old.read_bytes()
    with open_plan(old, backups=backups) as plan:
        assert plan.read_only
        (note,) = plan.notes
        assert note.startswith(
            f"an older jtai has written it (file version {version_of(old)}), and it can't be"
            f" brought up to date, nor changed before: no backup could be made in {backups} ("
        )
        assert plan_facts(plan).events == 140
        with pytest.raises(Refused, match="an older jtai has written it"):
            add_update(plan, [action_id(plan, "1")], "Done.", by=by, day=TODAY)
    assert old.read_bytes() == before
    backups.unlink()
    with open_plan(old, backups=backups) as plan:
        assert not plan.read_only


def refused_step(path, said):
    before = path.read_bytes()
    with pytest.raises(PlanError) as caught:
        migrate(path)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["plan.db"]


IN_THE_WAY = {1: ("format", "CREATE VIEW format AS SELECT 1 AS version"),
              2: ("document", "CREATE TABLE document(x)"),
              3: ("chase", "CREATE TABLE chase(x)")}  # fmt: skip


def test_a_step_that_finds_something_in_its_way_changes_nothing(old):
    name, statement = IN_THE_WAY[version_of(old)]
    with closing(sqlite3.connect(old)) as connection:
        connection.execute(statement)
    refused_step(old, f"{name} already exists")


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER action_update",
        "CREATE TABLE mine(x)",
        "CREATE TRIGGER mine AFTER INSERT ON event BEGIN SELECT 1; END",
    ],
)
def test_a_step_that_does_not_lead_to_the_next_version_is_taken_back(old, statement):
    with closing(sqlite3.connect(old)) as connection:
        connection.execute(statement)
    refused_step(old, "it can't be brought up to date (")


def test_a_tampered_old_file_is_refused_before_a_backup_or_a_step(old, backups):
    with closing(sqlite3.connect(old)) as connection:
        connection.execute(IN_THE_WAY[version_of(old)][1])
    before = old.read_bytes()
    with pytest.raises(PlanError, match="the guards of this plan were tampered with"):
        open_plan(old, backups=backups)
    assert old.read_bytes() == before
    assert not backups.exists()


def test_a_file_of_this_version_has_no_step_to_take(file):
    before = file.read_bytes()
    migrate(file)
    assert file.read_bytes() == before


def test_steps_that_are_taken_at_the_same_moment_wait_for_each_other(tmp_path):
    for number in range(5):
        path = Path(shutil.copy(VERSIONS[0], tmp_path / f"{number}.db"))
        start = Barrier(4)

        def step(path=path, start=start):
            start.wait()
            migrate(path)

        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(step) for _ in range(4)]:
                done.result()
        assert verify(path).sound


OPENER = """
import sys
from pathlib import Path
from db.store import open_plan
print("ready", flush=True)
sys.stdin.readline()
with open_plan(Path(sys.argv[1]), backups=Path(sys.argv[2])) as plan:
    print(plan.version, plan.read_only)
"""


def test_two_that_open_it_at_once_both_find_it_up_to_date(old, backups):
    contents = read_contents(old)
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(old), str(backups)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(3)
    ]
    assert {opener.stdout.readline() for opener in openers} == {"ready\n"}
    for opener in openers:
        opener.stdin.write("go\n")
        opener.stdin.flush()
    answers = [opener.communicate()[0] for opener in openers]
    assert answers == [f"{SCHEMA_VERSION} False\n"] * 3
    assert [opener.returncode for opener in openers] == [0, 0, 0]
    assert read_contents(old) == contents
    with closing(sqlite3.connect(old)) as connection:
        assert schema_faults(connection) == ()
    assert verify(old).sound
