"""What a plan's last writer left beside its file, and what comes of it on opening."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Timer

import pytest

from db.changes import add_update
from db.errors import PlanError
from db.header import read_header
from db.queries import action_id, plan_facts
from db.schema import APPLICATION_ID, SCHEMA_VERSION
from db.settled import read_settled_header
from db.signature import Signature
from db.store import open_plan
from db.verify import verify

VERSION_1 = Path(__file__).parent / "versions" / "version-1.db"


def refusal(path, **how):
    with pytest.raises(PlanError) as caught:
        open_plan(path, **how)
    return str(caught.value)


def state(folder):
    """All that lies in a folder: names, bytes, and when they were last changed."""
    return {
        each.name: (each.read_bytes(), each.stat().st_mtime_ns, each.stat().st_ino)
        for each in folder.iterdir()
        if each.is_file()
    }


def test_a_file_left_in_write_ahead_mode_alone_may_be_old_and_says_so(file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    with open_plan(file) as plan:
        (said,) = plan.notes
    assert said.startswith("its sender still had it open in another program, and its newest")
    assert said.endswith("ask whether there is a later one")
    with open_plan(file) as plan:
        assert plan.notes == ()


def test_a_file_that_came_with_its_write_ahead_log_says_so_and_becomes_one_file(write_ahead, file):
    path = write_ahead(file)
    with open_plan(path) as plan:
        assert plan.notes == (
            "another program had it open and left its newest changes in a second file beside it;"
            " they count as well",
        )
        assert plan_facts(plan).events == 88
        assert [each.name for each in path.parent.iterdir()] == ["plan.db"]
        assert path.read_bytes()[18:20] == b"\x01\x01"


def test_a_hot_journal_is_played_back_and_said(cut_off, file, contents):
    path = cut_off(file)
    with open_plan(path) as plan:
        assert plan.notes == ("its last change was cut off half-way, and does not count",)
    assert [each.name for each in path.parent.iterdir()] == ["plan.db"]
    assert contents(path) == contents(file)


def test_a_journal_that_names_another_file_is_refused_and_that_file_left_alone(cut_off, file):
    """SQLite deletes the file that such a journal names, once no other journal needs it."""
    path = cut_off(file)
    victim = path.with_name("precious.txt")
    victim.write_text("mine")
    name = os.fsencode(victim)
    journal = path.with_name("plan.db-journal")
    checksum = sum(byte - 256 if byte > 127 else byte for byte in name) & 0xFFFFFFFF
    with journal.open("ab") as end:
        end.write(bytes(4) + name + len(name).to_bytes(4, "big") + checksum.to_bytes(4, "big"))
        end.write(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7")
    before = state(path.parent)
    assert "the journal beside it belongs to several files, and a plan has one" in refusal(path)
    assert "belongs to several files" in verify(path).checks[0].line
    assert state(path.parent) == before


def test_a_file_in_utf_16_is_refused(tmp_path):
    path = tmp_path / "utf16.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA encoding = 'UTF-16le'")
        connection.execute("CREATE TABLE event(seq)")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    before = path.read_bytes()
    assert "its text is not in UTF-8; it was not made by jtai" in refusal(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("ending", ["-journal", "-wal"])
@pytest.mark.parametrize("what", ["a folder", "a pipe", "a link to a device", "a link to nowhere"])
def test_what_is_no_plain_file_beside_a_plan_is_neither_read_nor_waited_for(file, ending, what):
    beside = file.with_name(f"plan.db{ending}")
    if what == "a folder":
        beside.mkdir()
    elif what == "a pipe":
        os.mkfifo(beside)
    else:
        beside.symlink_to("/dev/zero" if what == "a link to a device" else "nowhere")
    said = f"plan.db{ending} beside it is not a plain file; nothing was changed; move it away"
    assert said in refusal(file)
    assert said in verify(file).fault.line


def test_a_log_of_another_file_is_told_as_what_may_not_belong(file, write_ahead, tmp_path):
    other = write_ahead(file, lambda connection: connection.execute("CREATE TABLE junk(x)"))
    shutil.copy(f"{other}-wal", f"{file}-wal")
    assert "what lies beside it may belong to another file: open it without that" in refusal(file)


def test_a_log_larger_than_there_is_room_is_not_copied(file):
    with file.with_name("plan.db-wal").open("wb") as sparse:
        sparse.truncate(1 << 42)
    assert "make room" in refusal(file)


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_rubbish_beside_a_plan_is_passed_over(file, ending, contents):
    before = contents(file)
    file.with_name(f"plan.db{ending}").write_bytes(b"rubbish" * 1000)
    with open_plan(file, read_only=True) as plan:
        assert plan_facts(plan).events == 88
    assert contents(file) == before


def test_a_header_says_whether_the_file_alone_is_the_plan(file, cut_off, write_ahead):
    assert read_header(file).at_rest
    assert not read_header(cut_off(file)).at_rest
    assert not read_header(write_ahead(file)).at_rest


def test_a_write_ahead_log_counts_whatever_the_file_says_of_itself(file, anchors, write_ahead):
    """SQLite reads one that lies there. One more file would change a plan that is not touched."""
    with open_plan(file, anchors=anchors):
        pass

    def tamper(connection):
        connection.execute("BEGIN")
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid"
        triggers = connection.execute(query).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE action SET finding = 'All is well' WHERE reference = '1'")
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")

    log = write_ahead(file, tamper).with_name("plan.db-wal")
    shutil.copy(log, file.with_name("plan.db-wal"))
    assert file.read_bytes()[18:20] == b"\x01\x01"
    before = state(file.parent)
    assert "a part of the plan is not what the log says" in refusal(file, anchors=anchors)
    assert verify(file, anchors=anchors, full=False).fault.name == "Fields"
    assert state(file.parent) == before
    file.with_name("plan.db-wal").unlink()
    assert verify(file, anchors=anchors).sound


def say_version(path, version):
    """Have the first page say another version, as a step that was cut off within its commit does.

    The journal has that page as it was.
    """
    with path.open("r+b") as file:
        file.seek(60)
        file.write(version.to_bytes(4, "big"))


@pytest.mark.parametrize("said", [SCHEMA_VERSION - 1, SCHEMA_VERSION + 1, 0xFFFFFFFF])
def test_a_version_that_is_taken_back_with_a_change_does_not_count(cut_off, file, contents, said):
    path = cut_off(file)
    say_version(path, said)
    report = verify(path)
    assert report.sound
    assert report.notes == ("its last change was cut off half-way, and does not count",)
    assert read_header(path).version == said, "verifying changes nothing"
    with open_plan(path) as plan:
        assert plan.version == SCHEMA_VERSION
        assert not plan.read_only
    assert contents(path) == contents(file)


def test_a_step_to_this_version_that_was_cut_off_is_taken_back_and_taken_again(cut_off, tmp_path):
    folder = tmp_path / "old"
    folder.mkdir()
    old = Path(shutil.copy(VERSION_1, folder / "plan.db"))
    path = cut_off(old)
    say_version(path, 2)
    assert verify(path).sound
    with open_plan(path, backups=tmp_path / "backups") as plan:
        assert [note.partition(";")[0] for note in plan.notes] == [
            "its last change was cut off half-way, and does not count",
            f"it was brought from file version 1 to {SCHEMA_VERSION}",
        ]
    assert verify(path).notes == ()


def test_a_journal_of_another_file_that_leaves_no_version_is_refused(file, tmp_path, contents):
    """SQLite can't tell that a journal belongs to another file, and plays it in."""
    stranger = tmp_path / "stranger.db"
    with closing(sqlite3.connect(stranger, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE junk(x)")
        connection.execute("PRAGMA cache_size = 5")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE more(x)")
        connection.executemany("INSERT INTO junk VALUES (?)", [("y" * 3000,)] * 300)
        shutil.copy(f"{stranger}-journal", file.with_name("plan.db-journal"))
        connection.execute("ROLLBACK")
    before = state(file.parent)
    assert "what lies beside it does not belong to it" in refusal(file)
    assert not verify(file).sound
    assert state(file.parent) == before


@pytest.mark.parametrize("content", [b"", bytes(600), bytes(8) + b"left"])
def test_a_journal_whose_change_was_finished_says_nothing(file, anchors, content):
    """SQLite leaves one whose writer was killed at the right moment; the next change removes it."""
    with open_plan(file, anchors=anchors):
        pass
    file.with_name("plan.db-journal").write_bytes(content)
    assert verify(file).notes == ()
    with open_plan(file, anchors=anchors) as plan:
        assert plan.notes == ()
        add_update(plan, [action_id(plan, "1")], "Done.", by=Signature("A"), day=date(2020, 7, 1))
    assert [each.name for each in file.parent.iterdir() if each.is_file()] == ["plan.db"]


WRITER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
print("here", flush=True)
while True:
    connection.execute("PRAGMA user_version = " + sys.argv[2])
    time.sleep(0.002)
"""


def test_a_change_that_another_program_is_making_just_now_is_not_called_cut_off(file):
    """Its journal lies beside the file, in force, for as long as the change is on its way."""
    command = [sys.executable, "-c", WRITER, str(file), str(SCHEMA_VERSION)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        try:
            assert writer.stdout.readline() == b"here\n"
            assert any(_stopped_within_a_change(writer, file) for _ in range(1000))
            Timer(0.1, writer.send_signal, [signal.SIGCONT]).start()
            assert read_settled_header(file).notes == ()
        finally:
            writer.kill()


def _stopped_within_a_change(writer, file):
    writer.send_signal(signal.SIGSTOP)
    while Path(f"/proc/{writer.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        pass
    if read_header(file).interrupted:
        return True
    writer.send_signal(signal.SIGCONT)
    time.sleep(0.001)
    return False
