"""Opening and making plan files: what can't be opened says why, and nothing is overwritten."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from db.changes import add_update
from db.connection import reading
from db.errors import PlanError, Refused
from db.file import close_plan, looking
from db.queries import action_id, plan_facts
from db.signature import Signature
from db.store import make_plan, open_plan
from db.verify import verify


def beside(path):
    """The files in a plan file's folder."""
    return sorted(each.name for each in path.parent.iterdir())


def refusal(path, **how):
    with pytest.raises(PlanError) as caught:
        open_plan(path, **how)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said


def made(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_plan_is_opened_and_says_what_it_is(plan):
    facts = plan_facts(plan)
    assert (facts.title, facts.version_label) == ("Joint plan – young people", "FINAL")
    assert not plan.read_only


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04 a Word file", "this is not a plan file"),
        (b"SQLite format 3\x00", "this is not a plan file"),
        (b"\x00" * 4096, "this is not a plan file"),
        (b'{"format": "jtai-plan/1"}', "jtai new"),
    ],
)
def test_what_is_no_plan_is_refused_and_left_as_it_was(tmp_path, content, said):
    path = made(tmp_path, "x.db", content)
    assert said in refusal(path)
    assert said in verify(path).checks[0].line
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE action(id)")
    before = path.read_bytes()
    assert "not a jtai plan; nothing was changed" in refusal(path)
    assert path.read_bytes() == before


def test_a_missing_file_says_how_to_make_one(tmp_path):
    assert "jtai new" in refusal(tmp_path / "none.db")


def test_a_folder_is_refused(tmp_path):
    assert "this is a folder" in refusal(tmp_path)


def test_a_path_that_can_be_no_path_is_refused(tmp_path):
    assert "can't be read" in refusal(tmp_path / ("x" * 300))
    assert "can't be read" in refusal(Path("a\x00b"))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "not a file" in refusal(tmp_path / "pipe")


@pytest.mark.parametrize(
    ("pragma", "said"),
    [
        ("user_version = 5", "written by a newer jtai (file version 5) that this one can't read"),
        ("user_version = -5", "written by a newer jtai"),
        ("user_version = 0", "carries no version"),
    ],
)
def test_a_file_of_another_version_is_refused_and_left_as_it_was(file, pragma, said):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA {pragma}")
    before = file.read_bytes()
    assert said in refusal(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize("lost", [1, 100, 4096, 5000, 100_000])
def test_a_file_that_was_cut_short_is_refused(file, lost):
    data = file.read_bytes()
    file.write_bytes(data[:-lost])
    assert "damaged or was cut short" in refusal(file)
    assert "damaged or was cut short" in verify(file).checks[0].line


def test_a_damaged_schema_is_refused(file):
    data = bytearray(file.read_bytes())
    data[100:400] = b"\xff" * 300
    file.write_bytes(data)
    assert "damaged" in refusal(file)


def test_a_file_whose_guards_were_tampered_with_is_not_opened(file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TRIGGER action_update")
        connection.execute("CREATE TABLE mine(x)")
    assert "guards" in refusal(file)
    assert "trigger action_update is missing, and 1 more" in refusal(file)


def test_a_file_marked_read_only_is_opened_to_be_read_and_never_written(file, ids, by, today):
    file.chmod(0o444)
    with open_plan(file) as plan:
        assert plan.read_only
        assert plan_facts(plan).title
        with pytest.raises(Refused, match="read-only; save a copy elsewhere"):
            add_update(plan, [ids["1"]], "x", by=by, day=today)
    assert beside(file) == ["plan.db"]


def test_a_plan_can_be_opened_only_to_be_read(file, ids, by, today):
    before = file.read_bytes()
    with open_plan(file, read_only=True) as plan:
        with pytest.raises(Refused, match="read-only"):
            add_update(plan, [ids["1"]], "x", by=by, day=today)
        with pytest.raises(PlanError), reading(plan) as connection:
            connection.exec_driver_sql("CREATE TABLE mine(x)")
    assert file.read_bytes() == before


@pytest.mark.journey
def test_a_file_that_another_program_holds_says_so_after_five_seconds(
    file, template, ids, by, today
):
    """All that waits does so at once here, so that the test takes five seconds and not 20."""
    with open_plan(file) as plan, closing(sqlite3.connect(file)) as holder:
        holder.execute("BEGIN EXCLUSIVE")

        def read_within_reading():
            with open_plan(template) as other, reading(other), reading(other):
                pass

        def look_within_looking():
            with open_plan(template) as other, looking(other), looking(other):
                pass

        jobs = (
            lambda: open_plan(file),
            lambda: add_update(plan, [ids["1"]], "x", by=by, day=today),
            lambda: plan_facts(plan),
            read_within_reading,
            look_within_looking,
        )
        with ThreadPoolExecutor(8) as pool:
            looked = pool.submit(verify, file)
            waits = [pool.submit(job) for job in jobs]
            said = [str(wait.exception()) for wait in waits]
            report = looked.result()
        assert [line.partition(": ")[2] for line in said] == [
            "in use by another program; close it there, then try again",
            "in use by another program; close it there, then try again",
            "in use by another program; close it there, then try again",
            "busy with another change; try again",
            "busy with another question; try again",
        ]
        assert not report.sound
        assert "in use" in report.checks[0].line
    with open_plan(file) as plan:
        add_update(plan, [ids["1"]], "x", by=by, day=today)


@pytest.mark.parametrize(
    "name",
    [
        "a plan.db",
        "what?.db",
        "100%.db",
        "50%25.db",
        "plan#2.db",
        "a&mode=memory.db",
        "Aktionsplan – für München.db",
        "计划.db",
        "'quoted' \"twice\".db",
        "file:plan.db",
        "-journal",
        ".hidden",
        b"caf\xe9.db",
    ],
    ids=repr,
)
def test_no_character_of_a_path_has_a_meaning(tmp_path, anchors, document, by, today, name):
    path = tmp_path / os.fsdecode(name)
    with make_plan(path, document, by=by, source="test", anchors=anchors) as plan:
        add_update(plan, [action_id(plan, "1")], "Done.", by=by, day=today)
    assert verify(path, anchors=anchors).sound
    with open_plan(path, anchors=anchors) as plan:
        assert plan_facts(plan).events > 50
    assert beside(path) == sorted([os.fsdecode(name), "state"])


def test_a_plan_is_opened_by_a_relative_path_and_through_a_link(file, ids, by, today, monkeypatch):
    monkeypatch.chdir(file.parent)
    link = Path("link.db")
    link.symlink_to("plan.db")
    for path in (Path("plan.db"), link):
        with open_plan(path) as plan:
            add_update(plan, [ids["1"]], "Done.", by=by, day=today)
    assert link.is_symlink()
    assert beside(file) == ["link.db", "plan.db"]


def test_a_link_to_nothing_is_a_missing_file(tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "none.db")
    assert "no such file" in refusal(link)


def test_one_file_lies_there_after_every_command(plan, file, ids, by, today):
    for _ in range(3):
        add_update(plan, [ids["1"]], "Done.", by=by, day=today)
        assert beside(file) == ["plan.db", "state"]


def test_a_file_left_in_write_ahead_mode_comes_back_to_one_file_with_all_it_had(file, contents):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_checkpoint")
        connection.execute("CREATE TABLE mine(x)")
        connection.execute("DROP TABLE mine")
        connection.commit()
        stranded = file.with_name("stranded.db")
        for ending in ("", "-wal"):
            shutil.copy(f"{file}{ending}", f"{stranded}{ending}")
    assert stranded.with_name("stranded.db-wal").stat().st_size > 0
    with open_plan(stranded) as plan:
        assert plan_facts(plan).title
    assert stranded.read_bytes()[18:20] == b"\x01\x01"
    assert not stranded.with_name("stranded.db-wal").exists()
    assert contents(stranded) == contents(file)


@pytest.mark.parametrize("look", [verify, lambda path: close_plan(open_plan(path, read_only=True))])
def test_only_looking_at_a_file_in_write_ahead_mode_leaves_nothing_beside_it(file, look):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    look(file)
    assert beside(file) == ["plan.db"]


@pytest.mark.parametrize("torn", [0, 1000])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_change_that_was_cut_off_is_taken_back_on_opening(
    file, cut_off, contents, torn, read_only
):
    path = cut_off(file)
    with path.open("rb+") as data:
        data.truncate(path.stat().st_size - torn)
    assert path.stat().st_size > file.stat().st_size
    with open_plan(path, read_only=read_only) as plan:
        assert plan_facts(plan).title
    assert beside(path) == ["plan.db"]
    assert contents(path) == contents(file)
    assert path.read_bytes()[100:] == file.read_bytes()[100:]


def test_a_change_that_was_cut_off_is_taken_back_on_verifying(file, cut_off, contents):
    path = cut_off(file)
    assert verify(path).sound
    assert contents(path) == contents(file)


def test_a_change_that_was_cut_off_can_not_be_taken_back_where_nobody_may_write(file, cut_off):
    path = cut_off(file)
    path.chmod(0o444)
    assert "its last change was cut off half-way; copy it" in refusal(path)


def test_a_change_cut_off_by_another_program_while_a_plan_is_open_is_taken_back(
    file, cut_off, ids, by, today, contents
):
    path = cut_off(file)
    cut = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    with open_plan(file) as plan:
        assert plan_facts(plan).events == 88
        for name, content in cut.items():
            file.with_name(name).write_bytes(content)
        with looking(plan) as connection:
            assert connection.execute("SELECT count(*) FROM event").fetchone() == (88,)
        assert plan_facts(plan).events == 88
        add_update(plan, [ids["1"]], "Done.", by=by, day=today)
    assert "plan.db-journal" not in beside(file)
    assert verify(file).sound


def test_a_journal_that_never_came_as_far_as_the_file_is_gone_once_it_was_opened(file):
    before = file.read_bytes()
    dead = bytes(12) + b"\x80\x0b\xe4\x32\0\0\0\x5b\0\0\2\0\0\0\x10\0" + bytes(9000)
    for content in (b"", dead):
        file.with_name("plan.db-journal").write_bytes(content)
        with open_plan(file, read_only=True):
            assert "plan.db-journal" in beside(file)
        with open_plan(file):
            assert beside(file) == ["plan.db"]
    assert file.read_bytes() == before


WRITER = """
import sys
from datetime import date
from pathlib import Path
from db.changes import add_update
from db.signature import Signature
from db.store import open_plan
with open_plan(Path(sys.argv[1])) as plan:
    for number in range(10**6):
        add_update(plan, sys.argv[2:], f"Update {number}", by=Signature("A"), day=date(2020, 1, 1))
        print(number, flush=True)
"""


@pytest.mark.torture
def test_a_writer_that_is_killed_loses_nothing_that_it_had_done(file, ids):
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file), *ids.values()],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        ) as writer:
            done = [int(writer.stdout.readline()) for _ in range(5)]
            writer.send_signal(signal.SIGKILL)
            done += [int(line) for line in writer.stdout.read().split()]
        with open_plan(file):
            pass
        assert beside(file) == ["plan.db"]
        assert verify(file).sound
        with closing(sqlite3.connect(file)) as connection:
            query = "SELECT DISTINCT text FROM progress_update WHERE text LIKE 'Update %'"
            kept = {text for (text,) in connection.execute(query)}
        assert {f"Update {number}" for number in done} <= kept


def test_threads_that_share_a_plan_wait_for_each_other(plan, ids, by, today):
    def work(number):
        add_update(plan, [ids["1"]], f"Update {number}", by=Signature("A"), day=today)
        return plan_facts(plan).title

    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(work, range(40)))) == 40
    assert verify(plan.path).sound


def test_a_closed_file_is_let_go_of(file):
    plan = open_plan(file)
    close_plan(plan)
    file.rename(file.with_name("moved.db"))
    with open_plan(file.with_name("moved.db")):
        assert beside(file) == ["moved.db"]
