"""Unfinished files: gone when their work is, and swept up where their program was killed."""

import os
from datetime import timedelta

import pytest

from db.dates import utc_now
from db.store import open_plan
from db.unfinished import sweep, unfinished

HOUR = timedelta(hours=1)


@pytest.fixture
def left(tmp_path):
    """Files as killed programs leave them, an hour and a minute ago, and others, just as old."""

    def leave(name, age=HOUR + timedelta(minutes=1)):
        file = tmp_path / name
        file.write_bytes(b"half")
        then = (utc_now() - age).timestamp()
        os.utime(file, (then, then))
        return file

    return leave


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_an_unfinished_file_is_gone_with_what_sqlite_kept_beside_it(tmp_path):
    with pytest.raises(ZeroDivisionError), unfinished(tmp_path) as fresh:
        for ending in ("", "-journal", "-wal", "-shm"):
            fresh.with_name(f"{fresh.name}{ending}").write_bytes(b"half")
        raise ZeroDivisionError
    assert names(tmp_path) == []


def test_one_that_got_its_name_stays(tmp_path):
    with unfinished(tmp_path) as fresh:
        fresh.write_bytes(b"whole")
        fresh.rename(tmp_path / "plan.db")
    assert names(tmp_path) == ["plan.db"]


def test_what_was_left_over_an_hour_ago_is_swept_up_and_nothing_else(tmp_path, left):
    old = f".jtai-{'0123456789abcdef'}"
    for each in (old, f"{old}-journal", f"{old}-wal", f"{old}-shm"):
        left(each)
    others = [
        ".jtai-0123456789abcde", ".jtai-0123456789ABCDEF", ".jtai-0123456789abcdef.db",
        "jtai-0123456789abcdef", "plan.db", f"{old}-journal2", ".jtai-notes",
    ]  # fmt: skip
    for each in others:
        left(each)
    left(f".jtai-{'b' * 16}", HOUR - timedelta(minutes=1))
    (tmp_path / f".jtai-{'c' * 16}").mkdir()
    (tmp_path / f".jtai-{'d' * 16}").symlink_to("plan.db")
    before = names(tmp_path)
    sweep(tmp_path, utc_now())
    assert [name for name in before if name not in names(tmp_path)] == [
        old, f"{old}-journal", f"{old}-shm", f"{old}-wal"
    ]  # fmt: skip


def test_a_folder_that_can_not_be_looked_through_is_no_error(tmp_path):
    sweep(tmp_path / "nowhere", utc_now())


@pytest.mark.parametrize("named", ["by its name", "by a link"])
def test_a_plan_of_such_a_name_that_somebody_opens_stays(file, left, named):
    plan = file.rename(file.with_name(f".jtai-{'a' * 16}"))
    os.utime(plan, (0, 0))
    path = plan
    if named == "by a link":
        path = file.with_name("link.db")
        path.symlink_to(plan.name)
    left(f".jtai-{'b' * 16}")
    with open_plan(path):
        pass
    assert plan.exists()
    assert len(list(file.parent.glob(".jtai-*"))) == 1


def test_opening_a_plan_sweeps_its_folder_unless_it_is_only_looked_at(file, left):
    left(f".jtai-{'a' * 16}")
    file.chmod(0o444)
    with open_plan(file):
        assert len(list(file.parent.glob(".jtai-*"))) == 1
    file.chmod(0o644)
    with open_plan(file):
        assert not list(file.parent.glob(".jtai-*"))
