"""What dialogs decide without a screen: files, paths, names, and what a list narrows to."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Refused
from jtai_tui.screens.dialogs.author import read_name
from jtai_tui.screens.dialogs.choice import ranked
from jtai_tui.screens.dialogs.evidence import file_state, size_words
from jtai_tui.screens.dialogs.path_field import PathSuggester, named_path


def test_a_file_is_refused_that_is_too_large_or_none(tmp_path):
    file = tmp_path / "large"
    file.write_bytes(b"x" * 2048)
    assert "takes files of up to 1 kB" in file_state(file, 1024)[1]
    assert "not a file" in file_state(tmp_path, 1024)[1]
    assert "can't be read" in file_state(Path("nul\0"), 1024)[1]
    assert file_state(file, 4096) == (True, "large, 2 kB")
    assert size_words(3 * 1024 * 1024) == "3.0 MB"


async def test_a_path_is_completed_from_its_folder(tmp_path):
    (tmp_path / "minutes of May").mkdir()
    suggester = PathSuggester(tmp_path)
    assert await suggester.get_suggestion("minu") == "minutes of May/"
    assert await suggester.get_suggestion(f"{tmp_path}/minu") == f"{tmp_path}/minutes of May/"
    assert await suggester.get_suggestion("nothing") is None
    assert await suggester.get_suggestion("no/such/folder") is None
    assert named_path("  ") is None
    assert named_path("a\\ b") == Path("a b")


@pytest.mark.parametrize(
    "name", ["", " \t", "\u200b\u2060", "A\x1bB", "A\u202eB", "A\u200bB", "x" * 101]
)
def test_a_name_that_nobody_could_read_in_the_log_is_refused(name):
    with pytest.raises(Refused):
        read_name(name)


def test_what_begins_so_comes_first_and_letters_may_stand_apart_at_last():
    sought = ["the plan", "an explanation", "plan it", "revise due date"]
    assert ranked("PLAN", sought) == [2, 0, 1]
    assert ranked("rdd", sought) == [3]
    assert ranked("plan", []) == []
    assert ranked("zzz", sought) == []


@given(st.text(), st.lists(st.text().map(str.casefold)))
def test_every_text_that_holds_all_words_typed_is_found(typed, sought):
    words = typed.casefold().split()
    holding = {place for place, text in enumerate(sought) if all(word in text for word in words)}
    found = ranked(typed, sought)
    assert len(found) == len(set(found))
    assert not holding or set(found) == holding
