"""Settings are read with tolerance, written whole, and never lost."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtai_tui.json_text import json_text
from jtai_tui.places import Places, user_places
from jtai_tui.settings import Settings, change_settings, read_settings, remember_file
from jtai_tui.whole_file import write_whole

CHOSEN = Settings("José", Path("/plans/plan.db"), "jtai-light", {"rate": "f6"})


@pytest.fixture
def file(tmp_path):
    return tmp_path / "jtai" / "settings.json"


def test_without_a_file_nothing_is_chosen_and_nothing_is_wrong(file):
    assert read_settings(file) == (Settings(), "")


def test_settings_are_read_as_they_were_written_and_are_for_their_owner_alone(file):
    assert change_settings(file, lambda _: CHOSEN) == CHOSEN
    assert read_settings(file) == (CHOSEN, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]
    assert "José" in file.read_text(encoding="utf-8")


def test_a_change_keeps_what_another_jtai_has_written_meanwhile(file):
    change_settings(file, lambda known: replace(known, author="Ann"))
    change_settings(file, lambda known: replace(known, theme="jtai-dark"))
    assert read_settings(file)[0] == Settings(author="Ann", theme="jtai-dark")


def test_a_change_keeps_what_a_newer_jtai_has_written(file):
    file.parent.mkdir()
    file.write_text('{"author": "Ann", "sounds": {"late": true}}')
    change_settings(file, lambda known: replace(known, author="Bob"))
    assert json.loads(file.read_text()) == {"author": "Bob", "sounds": {"late": True}}


@pytest.mark.parametrize("text", ["{", "[]", "\x00", '"x"', "[" * 100_000, "{" + " " * 1_000_001])
def test_a_damaged_file_is_said_to_be_and_put_aside_when_something_is_chosen(file, text):
    file.parent.mkdir()
    file.write_text(text)
    settings, warning = read_settings(file)
    assert settings == Settings()
    assert "can't be read" in warning
    assert "\n" not in warning
    change_settings(file, lambda known: replace(known, author="Ann"))
    assert read_settings(file) == (Settings(author="Ann"), "")
    assert file.with_name("settings.json.damaged").read_text() == text


@pytest.mark.parametrize(
    "text",
    ['{"author": 3}', '{"author": "  "}', '{"keys": ["f6"]}', '{"keys": {"rate": 6}}',
     '{"theme": {}}', '{"last_file": true}'],
)  # fmt: skip
def test_an_entry_that_is_not_what_is_expected_is_named_and_passed_over(file, text):
    file.parent.mkdir()
    file.write_text(text)
    settings, warning = read_settings(file)
    assert settings == Settings()
    assert next(iter(json.loads(text))) in warning


def test_a_linked_settings_file_stays_a_link(file, tmp_path):
    real = tmp_path / "dotfiles.json"
    real.write_text("{}")
    file.parent.mkdir()
    file.symlink_to(real)
    change_settings(file, lambda _: CHOSEN)
    assert file.is_symlink()
    assert read_settings(real)[0] == CHOSEN


def test_the_file_opened_last_is_remembered_whole_where_that_is_possible(file, tmp_path):
    remember_file(file, Path("plan.db"))
    assert read_settings(file)[0].last_file == Path("plan.db").absolute()
    (tmp_path / "no-folder").touch()
    remember_file(tmp_path / "no-folder" / "settings.json", Path("plan.db"))


def test_the_folders_are_the_users_own(home):
    places = user_places()
    outer = home.parent
    assert places == Places(outer / "config/jtai", outer / "state/jtai", outer / "data/jtai")
    assert places.settings == outer / "config/jtai/settings.json"
    assert places.tips == outer / "state/jtai/tips"


def test_a_file_appears_whole_and_replaces_nothing_unless_it_may(tmp_path):
    path = tmp_path / "out"
    write_whole(path, b"one", overwrite=False)
    with pytest.raises(FileExistsError):
        write_whole(path, b"two", overwrite=False)
    write_whole(path, b"three", overwrite=True)
    assert path.read_bytes() == b"three"
    assert list(tmp_path.iterdir()) == [path]


def test_only_a_plain_file_is_ever_replaced(tmp_path):
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "folder", Path("/dev/null")):
        with pytest.raises(FileExistsError):
            write_whole(path, b"", overwrite=True)
    with pytest.raises(OSError, match="No such file"):
        write_whole(tmp_path / "nowhere" / "out", b"", overwrite=False)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_json_says_what_it_was_given_and_holds_nothing_a_terminal_obeys(value):
    text = json_text(value)
    assert json.loads(text) == value
    text.encode("utf-8")
    assert not any(
        (ord(letter) < 32 and letter != "\n")
        or 0x7F <= ord(letter) <= 0x9F
        or letter in "\u202e\u2066"
        for letter in text
    )
