"""The rolling backups: when one is taken, what it is, where it lies, and what stands against it."""

import os
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.backups import backups_of, backups_of_plan, take_backup
from db.changes import add_update
from db.errors import PlanError, Refused
from db.keeping import Kept, to_keep
from db.log import changing
from db.memory import key_of
from db.store import make_plan, open_plan
from db.tip import read_plan_id, read_tip
from db.verify import verify
from tests.store.killing import at_every_step

NOW = datetime(2026, 11, 25, 14, 30, 0, 250_000, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "share" / "jtai" / "backups"


@pytest.fixture
def change(plan, ids, by, today):
    """Writes something into the plan."""
    return lambda text="Done.": add_update(plan, [ids["1"]], text, by=by, day=today)


def tip_of(plan):
    with plan.locked_eye() as connection:
        return read_tip(connection).hash


def place_of(plan, folder):
    with plan.locked_eye() as connection:
        return folder / key_of(read_plan_id(connection))


def names(place):
    return sorted(each.name for each in place.iterdir())


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_backup_is_a_sound_plan_and_says_when_and_with_which_tip_it_was_taken(
    plan, folder, contents
):
    backup = take_backup(plan, folder, now=NOW)
    assert backup.path.name == f"20261125T143000.250Z-{tip_of(plan)[:16]}.db"
    assert backup.path.parent == place_of(plan, folder)
    assert (backup.at, backup.tip) == (NOW, tip_of(plan)[:16])
    assert backup.size == backup.path.stat().st_size
    assert verify(backup.path).sound
    assert contents(backup.path) == contents(plan.path)
    assert names(backup.path.parent) == [backup.path.name]
    assert backups_of_plan(plan, folder) == (backup,)


def test_one_is_taken_when_the_plan_has_changed_and_not_twice_of_the_same(plan, folder, change):
    first = take_backup(plan, folder, now=NOW)
    assert take_backup(plan, folder, now=NOW + MINUTE) == first
    change()
    second = take_backup(plan, folder, now=NOW + 2 * MINUTE)
    assert second.at == NOW + 2 * MINUTE
    assert take_backup(plan, folder, now=NOW + 3 * MINUTE) == second
    assert backups_of_plan(plan, folder) == (second, first)


def test_two_copies_that_are_worked_on_in_turn_are_not_backed_up_at_each_turn(
    plan, folder, change, tmp_path
):
    take_backup(plan, folder, now=NOW)
    with open_plan(Path(shutil.copy(plan.path, tmp_path / "other.db"))) as other:
        change()
        take_backup(plan, folder, now=NOW + MINUTE)
        for turn in range(2, 6):
            take_backup((plan, other)[turn % 2], folder, now=NOW + turn * MINUTE)
    assert len(backups_of_plan(plan, folder)) == 2


def test_one_that_was_dated_in_the_future_brings_no_further_one_of_the_same(plan, folder, change):
    take_backup(plan, folder, now=NOW + timedelta(days=4000))
    change()
    taken = take_backup(plan, folder, now=NOW)
    assert take_backup(plan, folder, now=NOW + MINUTE) == taken


def test_whoever_wants_to_be_sure_has_a_damaged_one_replaced(plan, folder):
    first = take_backup(plan, folder, now=NOW)
    assert take_backup(plan, folder, now=NOW + MINUTE, sure=True) == first
    data = bytearray(first.path.read_bytes())
    data[40_000:43_000] = b"\xff" * 3_000
    first.path.write_bytes(data)
    assert take_backup(plan, folder, now=NOW + MINUTE) == first, "it is not looked at"
    second = take_backup(plan, folder, now=NOW + MINUTE, sure=True)
    assert second.at == NOW + MINUTE
    assert verify(second.path).sound
    assert take_backup(plan, folder, now=NOW + 2 * MINUTE, sure=True) == second


def test_a_plan_that_does_not_verify_gives_no_backup_and_leaves_nothing(plan, file, folder, hand):
    with hand.unguarded(file) as connection:
        connection.execute("UPDATE event SET reason = 'x' WHERE seq = 5")
    with pytest.raises(Refused, match=r"no backup was made, the plan does not verify \(Log: row 5"):
        take_backup(plan, folder, now=NOW)
    assert names(place_of(plan, folder)) == []


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=oct)
def test_backups_are_their_owners_alone_whatever_the_umask(plan, folder, umask):
    before = os.umask(umask)
    try:
        backup = take_backup(plan, folder, now=NOW)
    finally:
        os.umask(before)
    assert rights(backup.path) == 0o600
    above = backup.path.parent
    while above != folder.parents[2]:
        assert rights(above) == 0o700
        above = above.parent


def test_a_plan_keeps_its_backups_where_it_is_renamed_or_copied_to(plan, folder, tmp_path, change):
    first = take_backup(plan, folder, now=NOW)
    (tmp_path / "elsewhere").mkdir()
    moved = shutil.copy(plan.path, tmp_path / "elsewhere" / "Plan for the board.db")
    with open_plan(Path(moved)) as copy:
        assert take_backup(copy, folder, now=NOW + MINUTE) == first


def test_another_plan_has_backups_of_its_own(plan, folder, tmp_path, document, by):
    first = take_backup(plan, folder, now=NOW)
    with make_plan(tmp_path / "other.db", document, by=by, source="test") as other:
        second = take_backup(other, folder, now=NOW)
        assert backups_of_plan(other, folder) == (second,)
    assert second.path.parent != first.path.parent


HOSTILE = (
    "99999999T999999.999Z-0123456789abcdef.db",
    "20261332T250000.000Z-0123456789abcdef.db",
    "٢٠٢٦١١٢٥T143000.250Z-0123456789abcdef.db",
    "20261125T143000.250Z-0123456789ABCDEF.db",
    "20261125T143000.250Z-0123456789abcdef.db\n",
    "20261125T143000.250Z-0123456789abcdef.db-journal",
    "x20261125T143000.250Z-0123456789abcdef.db",
    "20261125T143000.250Z-.db",
    "\x1b[2J.db",
    "notes.txt",
)


def test_what_only_looks_like_a_backup_is_left_alone_and_stops_nothing(plan, folder, change):
    first = take_backup(plan, folder, now=NOW)
    place = first.path.parent
    for name in HOSTILE:
        (place / name).write_bytes(b"?")
    (place / "20261125T143000.250Z-aaaaaaaaaaaaaaaa.db").mkdir()
    (place / "20261125T143000.250Z-bbbbbbbbbbbbbbbb.db").symlink_to(plan.path)
    (place / "20261125T143000.250Z-cccccccccccccccc.db").symlink_to("nowhere")
    before = names(place)
    change()
    second = take_backup(plan, folder, now=NOW + MINUTE)
    assert backups_of_plan(plan, folder) == (second, first)
    assert names(place) == sorted([*before, second.path.name])


def test_what_backups_that_were_cut_off_have_left_is_swept_away_an_hour_later(plan, folder, change):
    place = take_backup(plan, folder, now=NOW).path.parent
    old, new = place / f".jtai-{'a' * 16}", place / f".jtai-{'b' * 16}"
    journal = place / f"{old.name}-journal"
    for each in (old, journal, new):
        each.write_bytes(b"half")
    hours_ago = (NOW - timedelta(minutes=61)).timestamp()
    for each in (old, journal):
        os.utime(each, (hours_ago, hours_ago))
    os.utime(new, (NOW.timestamp(), NOW.timestamp()))
    change()
    take_backup(plan, folder, now=NOW)
    assert [name for name in names(place) if name.startswith(".")] == [new.name]


def test_they_are_thinned_as_the_rule_says_whenever_one_is_taken(plan, folder, change):
    first = take_backup(plan, folder, now=NOW)
    for hours in range(48):
        at = NOW - timedelta(hours=hours, minutes=20 * (hours % 2))
        tip = f"{hours:016x}"
        shutil.copy(first.path, first.path.with_name(f"{at:%Y%m%dT%H%M%S}.000Z-{tip}.db"))
    (first.path.parent / "notes.txt").write_text("mine")
    change()
    there = [Kept(each.at, each.size) for each in backups_of_plan(plan, folder)]
    taken = take_backup(plan, folder, now=NOW + MINUTE)
    kept = to_keep([*there, Kept(taken.at, taken.size)], NOW + MINUTE)
    assert {Kept(each.at, each.size) for each in backups_of_plan(plan, folder)} == kept
    assert len(there) > len(kept)
    assert (first.path.parent / "notes.txt").exists()


def test_a_plan_that_is_being_changed_is_backed_up_as_it_was_before(plan, file, folder, ids, by):
    before = tip_of(plan)
    with open_plan(file) as other, changing(other, by) as log:
        log.set("action", ids["1"], "finding", "half of a change")
        log.write()
        backup = take_backup(plan, folder, now=NOW)
        log.set("action", ids["2"], "finding", "the other half")
    assert backup.tip == before[:16] != tip_of(plan)[:16]
    assert verify(backup.path).sound
    assert verify(file).sound


@pytest.mark.parametrize("kind", ["a file in its place", "a link that leads nowhere"])
def test_where_there_is_no_folder_for_backups_that_is_said(plan, folder, kind):
    folder.parent.mkdir(parents=True)
    if kind == "a file in its place":
        folder.write_text("mine")
    else:
        folder.symlink_to("/proc/nowhere")
    with pytest.raises(PlanError, match="no backup could be made in") as caught:
        take_backup(plan, folder, now=NOW)
    assert str(caught.value).startswith(f"{plan.path}: ")
    assert "\n" not in str(caught.value)


def test_where_there_is_no_room_for_one_that_is_said_and_nothing_is_left(file, folder):
    """In a process that may not write a file longer than half a backup."""
    code = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from db.backups import take_backup
from db.store import open_plan
file, folder = map(Path, sys.argv[1:])
with open_plan(file) as plan:
    most = file.stat().st_size // 2
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        take_backup(plan, folder, now=datetime.now(UTC))
    except Exception as error:
        print(type(error).__name__, error)
"""
    said = subprocess.run(
        [sys.executable, "-c", code, str(file), str(folder)],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2],
    ).stdout  # fmt: skip
    assert said.startswith(f"PlanError {file}: no backup could be made in {folder} (")
    (place,) = folder.iterdir()
    assert names(place) == []


def test_two_processes_that_back_up_at_once_disturb_neither_each_other_nor_the_plan(
    plan, file, folder, change
):
    code = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from db.backups import take_backup
from db.store import open_plan
file, folder = map(Path, sys.argv[1:])
with open_plan(file) as plan:
    print("ready", flush=True)
    sys.stdin.readline()
    print(take_backup(plan, folder, now=datetime.now(UTC)).path)
"""
    command = [sys.executable, "-c", code, str(file), str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    root = Path(__file__).parents[2]
    both = [subprocess.Popen(command, cwd=root, **pipes) for _ in range(2)]
    for each in both:
        assert each.stdout.readline() == "ready\n"
    for each in both:
        each.stdin.write("go\n")
        each.stdin.flush()
    taken = [Path(each.communicate(timeout=60)[0].strip()) for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert all(verify(path).sound for path in taken)
    assert set(names(taken[0].parent)) == {path.name for path in taken}
    assert verify(file).sound


def test_a_backup_that_is_killed_at_any_step_is_whole_or_not_there(plan, file, folder, tmp_path):
    whole = take_backup(plan, folder, now=NOW)
    place = whole.path.parent
    whole.path.unlink()

    def work():
        with open_plan(file) as mine:
            take_backup(mine, folder, now=NOW + timedelta(hours=2))

    def check(ended):
        for backup in backups_of(folder, place.name):
            assert verify(backup.path).sound
        assert verify(file).sound
        if ended:
            assert names(place) == [each.path.name for each in backups_of(folder, place.name)]

    def prepare():
        for each in place.iterdir():
            each.unlink()

    assert at_every_step(folder, prepare, work, check) > 8
