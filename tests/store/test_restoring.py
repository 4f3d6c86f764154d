"""Going back to a backup: what came after it, what lay there is kept, one file or the other."""

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db.additions import NewAction, NewEvidence, add_action, add_evidence
from db.anchor import find_loss
from db.backups import Backup, backups_of_plan, take_backup
from db.changes import add_update, edit, rate, revise_due
from db.errors import NotAPlan, PlanError, Refused
from db.history import plan_history
from db.memory import key_of, keys_at
from db.restoring import backups_at, restore, since_backup
from db.ship import ship
from db.signature import Signature
from db.snapshot import plan_document
from db.store import make_plan, open_plan
from db.tip import read_plan_id, read_tip
from db.undo import undo
from db.verify import verify
from tests.store.killing import at_every_step

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OLD = Path(__file__).parent / "versions" / "version-1.db"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "share" / "jtai" / "backups"


@pytest.fixture
def backup(plan, folder):
    """A backup of the plan as it was made."""
    return take_backup(plan, folder, now=NOW)


@pytest.fixture
def later(plan, backup, ids, by, today):
    """The plan with a rating since the backup."""
    rate(plan, {ids["1"]: "significant-risk"}, by=by, today=today)
    return plan


@pytest.fixture
def go_back(file, folder, anchors, by):
    """Goes back to a backup, as the coordinator."""

    def to(backup, path=file):
        return restore(path, backup, by=by, folder=folder, anchors=anchors)

    return to


def document_of(path):
    with open_plan(path, read_only=True) as plan:
        return plan_document(plan)


def beside(path):
    return sorted(each.name for each in path.parent.iterdir() if each.name.startswith(path.name))


def everything(folder):
    """All files of a folder, with what is in them."""
    return {
        each.relative_to(folder): each.read_bytes() for each in folder.rglob("*") if each.is_file()
    }


def spoil(path, start=40_000):
    data = bytearray(path.read_bytes())
    data[start : start + 3_000] = b"\xff" * 3_000
    path.write_bytes(data)
    return bytes(data)


def is_backup_again(file, backup):
    """Hold that a file is what the backup is, and one row that says so."""
    now, then = document_of(file), document_of(backup.path)
    assert now.log[:-1] == then.log
    assert (now.actions, now.agencies, now.files) == (then.actions, then.agencies, then.files)
    assert verify(file).sound
    assert [name for name in beside(file) if name != file.name] == []


# What came after a backup


def test_nothing_came_after_a_backup_of_the_plan_as_it_is(plan, backup):
    assert since_backup(plan, backup).words == since_backup(plan, backup).brief == "nothing"


def test_what_came_after_a_backup_is_counted_by_its_kind(plan, backup, ids, agencies, by, today):
    def said():
        since = since_backup(plan, backup)
        return since.words, since.brief

    edit(plan, ids["1"], {"finding": "Seen."}, by=by, today=today)
    assert said() == ("1 row of log", "1 row of log")
    rate(plan, {ids["1"]: "significant-risk"}, by=by, today=today)
    assert said() == ("1 rating (2 rows of log)", "1 rating")
    for month in (6, 7):
        revise_due(plan, [ids["1"]], date(2020, month, 30), reason="Agreed", by=by)
    add_update(plan, [ids["1"], ids["2"]], "Done.", by=by, day=today)
    add_evidence(plan, ids["2"], NewEvidence("Audit", note="x"), by=by)
    words, brief = said()
    assert words.startswith(
        "1 rating, 2 due dates, 2 progress updates, 1 piece of evidence (",
    )
    assert brief == "1 rating, 2 dates, 2 updates, 1 piece of evidence"
    new = NewAction("40", agencies["Thames Valley Police"], "Do it.", timescale="End May 2020")
    add_action(plan, new, by=by)
    words, brief = said()
    assert ", 1 action (" in words
    assert "2 due dates" in words, "the first one of a new action is no revision"
    assert brief.endswith(", 1 action")
    assert words.endswith(f"({since_backup(plan, backup).rows} rows of log)")


def test_a_plan_that_went_another_way_from_there_has_no_count(
    plan, backup, file, folder, tmp_path, ids, by, today
):
    elsewhere = Path(shutil.copy(file, tmp_path / "elsewhere.db"))
    with open_plan(elsewhere) as other:
        add_update(other, [ids["1"]], "Theirs.", by=by, day=today)
        theirs = take_backup(other, folder, now=NOW + MINUTE)
    add_update(plan, [ids["1"]], "Ours.", by=by, day=today)
    since = since_backup(plan, theirs)
    assert since.rows is None
    assert since.words == "the plan went another way from there"
    assert since_backup(plan, backup).updates == 1
    assert backups_of_plan(plan, folder) == (theirs, backup)


# Which backups a path has


def test_the_backups_of_a_path_are_those_of_the_plan_that_lies_there(
    later, file, folder, anchors, backup, tmp_path
):
    assert backups_at(file, folder=folder, anchors=anchors) == (backup,)
    moved = Path(shutil.copy(file, tmp_path / "moved.db"))
    assert backups_at(moved, folder=folder, anchors=tmp_path / "none") == (backup,)


@pytest.mark.parametrize("what", ["gone", "damaged", "empty", "another plan", "a folder"])
def test_where_the_plan_can_not_be_read_they_are_those_of_what_this_machine_saw_there(
    later, file, folder, anchors, backup, what, tmp_path, document, by
):
    if what in ("gone", "another plan", "a folder"):
        file.unlink()
    if what == "damaged":
        spoil(file, 0)
    elif what == "empty":
        file.write_bytes(b"")
    elif what == "another plan":
        with make_plan(file, document, by=by, source="test"):
            pass
    elif what == "a folder":
        file.mkdir()
    assert backups_at(file, folder=folder, anchors=anchors) == (backup,)
    assert backups_at(tmp_path / "never seen.db", folder=folder, anchors=anchors) == ()


def test_listing_plays_nothing_in_that_lies_beside_a_plan(plan, file, folder, anchors, backup):
    stale_journal(file)
    before = everything(file.parent)
    assert backups_at(file, folder=folder, anchors=anchors) == (backup,)
    assert everything(file.parent) == before


# Going back


def test_a_sound_plan_is_kept_as_a_backup_and_the_log_says_who_went_back(
    later, file, backup, folder, go_back, contents
):
    before = contents(file)
    done = go_back(backup)
    is_backup_again(file, backup)
    assert contents(done.kept) == before
    assert done.kept in {each.path for each in backups_of_plan(later, folder)}
    note = document_of(file).log[-1]
    assert (note.kind, note.field, note.author) == ("note", "restored", "A. Coordinator")
    assert note.new.endswith(f", tip {backup.tip[:12]}")
    with open_plan(file) as plan:
        newest = next(iter(plan_history(plan, most=1)))
    assert newest.sentence.startswith("Put back from the backup of 25 Nov 2026")


def test_how_far_it_has_come_is_told(plan, file, folder, anchors, by):
    done = []
    backup = take_backup(plan, folder, now=NOW, progress=done.append)
    assert (done[0], done[-1]) == (0, 1)
    restore(file, backup, by=by, folder=folder, anchors=anchors, progress=done.append)
    assert done.count(1) == 3, "the backup, that one again, and the file that was made of it"


def test_the_plan_can_be_gone_forward_to_again(later, file, backup, folder, go_back, contents):
    before = contents(file)
    kept = go_back(backup).kept
    forward = next(each for each in backups_of_plan(later, folder) if each.path == kept)
    go_back(forward)
    assert contents(file).ratings == before.ratings


def test_this_machine_takes_the_older_plan_without_alarm(later, file, backup, anchors, go_back):
    go_back(backup)
    with open_plan(file, anchors=anchors) as plan:
        assert find_loss(plan) is None
        assert plan.notes == ()
    report = verify(file, anchors=anchors)
    assert report.sound
    assert report.notes == ()


def test_what_stood_before_the_backup_can_be_undone_after_going_back(
    plan, file, folder, go_back, ids, by, today, contents
):
    before = contents(file).ratings
    rate(plan, {ids["1"]: "significant-risk"}, by=by, today=today)
    backup = take_backup(plan, folder, now=NOW)
    rate(plan, {ids["10"]: "on-track"}, by=by, today=today)
    go_back(backup)
    with open_plan(file) as restored:
        assert undo(restored, by=by).batch
        with pytest.raises(Refused, match="nothing to undo"):
            undo(restored, by=by)
    assert contents(file).ratings == before
    assert verify(file).sound


def test_a_change_and_a_copy_to_send_can_be_made_after_going_back(
    later, file, backup, go_back, ids, by, today, tmp_path
):
    go_back(backup)
    with open_plan(file) as restored:
        rate(restored, {ids["1"]: "significant-risk"}, by=by, today=today)
        ship(restored, tmp_path / "sent.db", to="Police", by=by)
    assert verify(tmp_path / "sent.db").sound


def test_a_plan_that_was_open_meanwhile_takes_no_change_into_the_file_that_is_gone(
    later, file, backup, go_back, ids, by, today
):
    later.engine.connect().close()
    go_back(backup)
    before = file.read_bytes()
    with pytest.raises(PlanError):
        add_update(later, [ids["1"]], "Into the void.", by=by, day=today)
    assert file.read_bytes() == before


@pytest.mark.parametrize("umask", [0o022, 0o077], ids=oct)
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664], ids=oct)
def test_the_file_keeps_its_rights(later, file, backup, go_back, mode, umask):
    file.chmod(mode)
    before = os.umask(umask)
    try:
        go_back(backup)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_going_back_by_a_link_keeps_the_link(later, file, backup, go_back, tmp_path):
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "today.db"
    link.symlink_to(file)
    go_back(backup, link)
    assert link.is_symlink()
    is_backup_again(file, backup)
    assert [each.name for each in link.parent.iterdir()] == ["today.db"]


def test_a_missing_plan_is_put_back(later, file, backup, go_back):
    file.unlink()
    assert go_back(backup).kept is None
    is_backup_again(file, backup)


def test_a_plan_is_put_back_under_another_name_too(later, file, backup, go_back, tmp_path):
    before = file.read_bytes()
    go_back(backup, tmp_path / "as it was.db")
    is_backup_again(tmp_path / "as it was.db", backup)
    assert file.read_bytes() == before


# What lies there and is no sound plan


def stale_journal(file):
    """Put a journal beside the plan that belongs to another state, and spoils it if played in."""
    donor = file.with_name("donor.db")
    shutil.copy(file, donor)
    with closing(sqlite3.connect(donor, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE filler(x)")
        connection.execute(
            "WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
            " INSERT INTO filler SELECT randomblob(2000) FROM n"
        )
        journal = bytearray(donor.with_name("donor.db-journal").read_bytes())
        connection.execute("ROLLBACK")
    donor.unlink()
    page = 4096
    # Each record is the page's number, its content and a sum over every 200th byte, which lets a
    # byte between them pass for what it never was.
    for start in range(512, len(journal) - page - 8, page + 8):
        for place in range(start + 4 + 101, start + 4 + 106):
            journal[place] ^= 0xFF
    file.with_name(f"{file.name}-journal").write_bytes(journal)
    return bytes(journal)


def test_a_stale_journal_is_kept_with_the_file_as_it_was_found_and_played_into_neither(
    later, file, backup, go_back
):
    data, journal = file.read_bytes(), stale_journal(file)
    with pytest.raises(NotAPlan):
        open_plan(file)
    done = go_back(backup)
    assert done.kept.parent.name == "as-found"
    assert done.kept.read_bytes() == data
    assert done.kept.with_name(f"{done.kept.name}-journal").read_bytes() == journal
    is_backup_again(file, backup)


def test_an_interrupted_change_is_taken_back_before_the_plan_is_kept(
    later, file, backup, go_back, contents
):
    whole = contents(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE filler(x)")
        connection.execute(
            "WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
            " INSERT INTO filler SELECT randomblob(2000) FROM n"
        )
        cut_off = {name: file.with_name(name).read_bytes() for name in beside(file)}
        connection.execute("ROLLBACK")
    assert len(cut_off) == 2
    for name, data in cut_off.items():
        file.with_name(name).write_bytes(data)
    done = go_back(backup)
    assert done.kept.parent.name != "as-found"
    assert contents(done.kept) == whole
    is_backup_again(file, backup)


@pytest.mark.parametrize("start", [0, 40_000])
def test_a_damaged_plan_is_kept_as_it_was_found(later, file, backup, go_back, start):
    found = spoil(file, start)
    done = go_back(backup)
    assert done.kept.parent == backup.path.parent / "as-found"
    assert done.kept.read_bytes() == found
    is_backup_again(file, backup)


def test_what_was_found_is_its_owners_alone_and_the_last_five_are_kept(
    later, file, backup, go_back
):
    before = os.umask(0)
    try:
        for start in range(7):
            spoil(file, start)
            file.with_name("plan.db-journal").write_bytes(b"left")
            last = go_back(backup).kept
    finally:
        os.umask(before)
    place = last.parent
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in place.iterdir()} == {0o600}
    assert len(list(place.glob("*.db"))) == len(list(place.glob("*-journal"))) == 5
    assert last.exists()


def test_a_journal_of_a_file_that_is_gone_is_kept_and_not_played_in(later, file, backup, go_back):
    journal = stale_journal(file)
    file.unlink()
    kept = go_back(backup).kept
    assert kept.read_bytes() == journal
    is_backup_again(file, backup)


def left_in_write_ahead_mode(file, statement):
    """Change a plan in write-ahead mode, as another program might, and return file and log."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(statement)
        return {name: file.with_name(name).read_bytes() for name in beside(file)
                if not name.endswith("-shm")}  # fmt: skip


def test_a_stale_write_ahead_log_is_not_played_into_the_plan_that_was_put_back(
    later, file, backup, go_back
):
    donor = Path(shutil.copy(file, file.with_name("donor.db")))
    cut_off = left_in_write_ahead_mode(donor, "CREATE TABLE of_another(x)")
    file.with_name("plan.db-wal").write_bytes(cut_off["donor.db-wal"])
    go_back(backup)
    is_backup_again(file, backup)
    with closing(sqlite3.connect(file)) as connection:
        assert not connection.execute(
            "SELECT 1 FROM sqlite_schema WHERE name = 'of_another'"
        ).fetchall()


def test_what_another_program_left_in_a_write_ahead_log_is_in_what_is_kept(
    later, file, backup, go_back, ids, by, today, tmp_path, contents
):
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        with open_plan(Path(shutil.copy(file, tmp_path / "x.db"))) as other:
            add_update(other, [ids["1"]], "In the second file.", by=by, day=today)
            rows = plan_document(other).log[-5:]
        assert rows
        (newest,) = connection.execute("SELECT max(seq) FROM event").fetchone()
        with closing(sqlite3.connect(tmp_path / "x.db")) as donor:
            columns = [row[1] for row in donor.execute("PRAGMA table_info(event)")]
            marks = ", ".join("?" * len(columns))
            query = f"SELECT {', '.join(columns)} FROM event WHERE seq > ? ORDER BY seq"
            for row in donor.execute(query, [newest]).fetchall():
                connection.execute(f"INSERT INTO event VALUES ({marks})", row)
        cut_off = {name: file.with_name(name).read_bytes() for name in beside(file)
                   if not name.endswith("-shm")}  # fmt: skip
    for name in beside(file):
        file.with_name(name).unlink()
    for name, data in cut_off.items():
        file.with_name(name).write_bytes(data)
    assert beside(file) == ["plan.db", "plan.db-wal"]
    done = go_back(backup)
    assert done.kept.parent.name != "as-found"
    assert "In the second file." in str(contents(done.kept).log)
    is_backup_again(file, backup)


# What stands against it


@pytest.mark.journey
def test_a_plan_that_another_writes_to_is_in_use_and_nothing_is_changed(
    later, file, backup, go_back, folder
):
    before, kept = file.read_bytes(), everything(folder)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(PlanError, match="in use by another program"):
            go_back(backup)
        other.execute("ROLLBACK")
    assert file.read_bytes() == before
    assert everything(folder) == kept
    assert beside(file) == ["plan.db"]


def refusal(go_back, backup, file, folder, error=PlanError):
    """What is said where a plan can't be put back, and nothing is changed."""
    before, kept = everything(file.parent), everything(folder)
    with pytest.raises(error) as caught:
        go_back(backup, file)
    assert everything(file.parent) == before
    assert everything(folder) == kept
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_plan_that_is_marked_read_only_is_left_alone(later, file, backup, go_back, folder):
    file.chmod(0o444)
    assert "not restored, the file is read-only" in refusal(go_back, backup, file, folder, Refused)


def test_a_backup_that_is_damaged_is_not_put_back(later, file, backup, go_back, folder):
    spoil(backup.path)
    assert "not restored, the plan does not verify" in refusal(
        go_back, backup, file, folder, Refused
    )
    backup.path.unlink()
    assert "there is no such file" in refusal(go_back, backup, file, folder, Refused)


def test_a_place_that_can_take_no_plan_is_refused(later, file, backup, go_back, folder, tmp_path):
    nowhere = tmp_path / "nowhere" / "plan.db"
    with pytest.raises(PlanError, match="there is no folder"):
        go_back(backup, nowhere)
    with pytest.raises(PlanError, match="this is a folder"):
        go_back(backup, tmp_path / "share")


def test_nothing_is_put_back_by_nobody(later, file, backup, folder, anchors):
    before = file.read_bytes()
    with pytest.raises(Refused, match="author"):
        restore(file, backup, by=Signature(" "), folder=folder, anchors=anchors)
    assert file.read_bytes() == before
    assert beside(file) == ["plan.db"]


def test_what_can_not_be_kept_is_not_replaced(later, file, backup, go_back, folder):
    found = spoil(file)
    (backup.path.parent / "as-found").write_text("in the way")
    said = refusal(go_back, backup, file, folder)
    assert f"not restored, what lies there can't be kept in {backup.path.parent} (" in said
    assert file.read_bytes() == found


@pytest.mark.parametrize("what", ["a pipe", "a link to a device"])
@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_what_never_ends_beside_a_plan_is_not_kept_and_gone_afterwards(
    later, file, backup, go_back, ending, what
):
    found, beside_it = file.read_bytes(), file.with_name(f"plan.db{ending}")
    os.mkfifo(beside_it) if what == "a pipe" else beside_it.symlink_to("/dev/zero")
    done = go_back(backup)
    assert done.kept.read_bytes() == found
    assert [each.name for each in done.kept.parent.iterdir()] == [done.kept.name]
    is_backup_again(file, backup)


def test_a_pipe_in_place_of_a_plan_is_refused_and_not_waited_for(backup, go_back, tmp_path):
    os.mkfifo(tmp_path / "pipe.db")
    with pytest.raises(PlanError, match="this is not a file"):
        go_back(backup, tmp_path / "pipe.db")


def test_a_link_that_leads_in_a_circle_is_refused(later, backup, go_back, folder, tmp_path):
    loop = tmp_path / "loop.db"
    loop.symlink_to("loop.db")
    with pytest.raises(PlanError):
        go_back(backup, loop)
    assert loop.is_symlink()


def test_a_backup_of_the_first_version_is_put_back_as_one_of_today(folder, tmp_path, by, anchors):
    with open_plan(OLD, read_only=True) as plan, plan.locked_eye() as connection:
        key, tip = key_of(read_plan_id(connection)), read_tip(connection)
    (folder / key).mkdir(parents=True)
    name = f"20260101T090000.000Z-{tip.hash[:16]}.db"
    shutil.copy(OLD, folder / key / name)
    old = Backup(folder / key / name, datetime(2026, 1, 1, 9, tzinfo=UTC), tip.hash[:16], 1)
    file = tmp_path / "plan.db"
    restore(file, old, by=by, folder=folder, anchors=anchors)
    is_backup_again(file, old)
    with open_plan(file, anchors=anchors) as plan:
        assert plan.notes == ()
        assert not plan.read_only
    assert (folder / key / name).read_bytes() == OLD.read_bytes()
    assert keys_at(anchors, str(file.resolve())) == (key,)


# Killed


@pytest.mark.torture
@pytest.mark.parametrize("kind", ["sound", "damaged"])
def test_whoever_is_killed_while_going_back_leaves_the_one_file_or_the_other(
    later, file, backup, folder, anchors, by, tmp_path, kind
):
    later.let_go()
    if kind == "damaged":
        spoil(file)
    data, whole = file.read_bytes(), backup.path.read_bytes()
    went_back = []

    def prepare():
        for each in (*file.parent.glob("*plan.db*"), *file.parent.glob(".jtai-*")):
            each.unlink()
        shutil.rmtree(backup.path.parent)
        backup.path.parent.mkdir()
        backup.path.write_bytes(whole)
        file.write_bytes(data)
        if kind == "damaged":
            file.with_name("plan.db-journal").write_bytes(b"left")

    def check(ended):
        assert backup.path.read_bytes() == whole
        if file.read_bytes() == data:
            assert not ended
            return
        is_backup_again(file, backup)
        went_back.append(ended)
        kept = [each for each in backup.path.parent.rglob("*.db") if each != backup.path]
        if kind == "sound":
            assert [verify(each).sound for each in kept] == [True]
        else:
            assert [each.read_bytes() for each in kept] == [data]

    def work():
        restore(file, backup, by=by, folder=folder, anchors=anchors)

    assert at_every_step(tmp_path, prepare, work, check) > 20
    assert len(went_back) > 1, "one was killed after the plan was put back, before it was told"
    assert went_back[-1]
