"""What jtai keeps beside a plan is its owner's alone, whatever the umask and whoever made it."""

import os
import stat
from pathlib import Path

import pytest

from db.private_folder import new_private_file, private_folder

UMASKS = pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=oct)


@pytest.fixture
def under(umask):
    """What is made now is made under this umask."""
    before = os.umask(umask)
    yield
    os.umask(before)


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


@UMASKS
def test_every_folder_that_is_made_is_its_owners_alone(under, tmp_path):
    made = private_folder(tmp_path / "share" / "jtai" / "backups" / "one")
    while made != tmp_path:
        assert rights(made) == 0o700
        made = made.parent


@UMASKS
def test_a_file_is_its_owners_alone_from_the_start(under, tmp_path):
    path = tmp_path / "tip"
    os.close(new_private_file(path))
    assert rights(path) == 0o600
    with pytest.raises(FileExistsError):
        new_private_file(path)


def test_a_link_is_not_followed_to_a_file_of_somebody_else(tmp_path):
    path, elsewhere = tmp_path / "tip", tmp_path / "elsewhere"
    path.symlink_to(elsewhere)
    with pytest.raises(FileExistsError):
        new_private_file(path)
    assert not elsewhere.exists()


@pytest.mark.parametrize("mode", [0o777, 0o755, 0o750, 0o711, 0o1777, 0o2770], ids=oct)
def test_a_folder_that_stood_open_is_closed(mode, tmp_path):
    path = tmp_path / "tips"
    path.mkdir()
    path.chmod(mode)
    private_folder(path)
    assert rights(path) & 0o777 == 0o700


def test_the_programs_own_folders_are_closed_and_those_of_all_programs_stay(tmp_path):
    path = tmp_path / "state" / "jtai" / "tips"
    path.mkdir(parents=True)
    for folder in (path, path.parent, path.parent.parent):
        folder.chmod(0o755)
    private_folder(path)
    assert rights(path) == rights(path.parent) == 0o700
    assert rights(path.parent.parent) == 0o755


def test_a_folder_that_is_closed_is_left_as_it_is(tmp_path):
    path = tmp_path / "tips"
    path.mkdir(mode=0o500)
    private_folder(path)
    assert rights(path) == 0o500


def test_a_file_in_the_way_is_not_taken_for_a_folder(tmp_path):
    (tmp_path / "jtai").write_text("x", encoding="utf-8")
    with pytest.raises(OSError, match="exists"):
        private_folder(tmp_path / "jtai")
    with pytest.raises(NotADirectoryError):
        private_folder(tmp_path / "jtai" / "tips")


@pytest.fixture
def not_root():
    """Whoever runs the tests may not do everything meanwhile."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def test_somebody_elses_open_folder_is_not_used(not_root):
    shared = Path("/tmp")
    assert shared.stat().st_uid != os.geteuid()
    with pytest.raises(PermissionError):
        private_folder(shared)
    assert rights(shared) & 0o077
