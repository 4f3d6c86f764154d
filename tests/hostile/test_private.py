"""What jtai makes in the user's folders is the user's alone; a plan is a document like others."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from jtai_tui.places import user_places
from jtai_tui.settings import Settings, change_settings
from tests.hostile.conftest import FOLDERS


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022], ids=oct)
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_state_settings_and_backups_are_their_owners_alone(umask, home, in_pipe):
    for argv in (
        ("new", "plan.db"),
        ("update", "plan.db", "4", "Done."),
        ("backup", "plan.db"),
        ("update", "plan.db", "4", "More."),
        ("restore", "plan.db", "1"),
        ("ship", "plan.db", "copy.db"),
        ("export", "plan.db", "plan.csv"),
    ):
        answer = in_pipe(*argv, "--author", "Jo")
        assert answer.code == 0, (argv, answer.err)
    change_settings(user_places().settings, lambda _: Settings(author="Jo"))
    made = [each for name in FOLDERS for each in (home.parent / name.lower()).rglob("*")]
    assert {each.name for each in made} >= {"settings.json", "tips", "backups"}
    for each in made:
        assert rights(each) == (0o700 if each.is_dir() else 0o600), each
    for document in ("plan.db", "copy.db", "plan.csv"):
        assert rights(home / document) == 0o666 & ~umask


def test_folders_that_stood_open_are_closed_on_the_way(home, in_pipe):
    places = user_places()
    for folder in (places.tips, places.config):
        folder.mkdir(parents=True)
        folder.chmod(0o777)
    places.state.chmod(0o777)
    assert in_pipe("new", "plan.db", "--author", "Jo").code == 0
    change_settings(places.settings, lambda _: Settings(author="Jo"))
    for folder in (places.tips, places.state, places.config):
        assert rights(folder) == 0o700
