"""What dialogs decide without a screen: files, paths, names, and what a list narrows to."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Refused
from jtai_tui.screens.dialogs.author import read_name
from jtai_tui.screens.dialogs.choice import ranked
from jtai_tui.screens.dialogs.evidence import file_state
from jtai_tui.screens.dialogs.path_field import PathSuggester, named_path
from jtai_tui.screens.dialogs.save_file import Target, target_of


def test_a_file_is_refused_that_is_too_large_or_none(tmp_path):
    file = tmp_path / "large"
    file.write_bytes(b"x" * 2048)
    assert "it has 2 kB, and up to 1 kB are taken" in file_state(file, 1024)[1]
    assert "not a file" in file_state(tmp_path, 1024)[1]
    assert "can't be read" in file_state(Path("nul\0"), 1024)[1]
    assert file_state(file, 4096) == (True, "large, 2 kB")
    (tmp_path / "none").touch()
    assert file_state(tmp_path / "none", 4096)[1].startswith("none is empty")


def test_a_name_that_a_plan_keeps_otherwise_is_told_before_it_is_saved(tmp_path):
    file = tmp_path / "invoice\u202efdp.exe"
    file.write_text("x")
    said = "invoice\u202efdp.exe, 1 byte; its name in the plan will be invoicefdp.exe"
    assert file_state(file, 10) == (True, said)


def test_what_is_typed_as_a_place_to_save_is_a_folder_or_a_path_with_the_same_ending(tmp_path):
    (tmp_path / "old.pdf").touch()
    assert target_of(f"{tmp_path}", "a.pdf") == Target(tmp_path / "a.pdf", f"{tmp_path}/a.pdf")
    assert target_of(f"'{tmp_path}/b.PDF'", "a.pdf").path == tmp_path / "b.PDF"
    assert target_of(f"{tmp_path}/old.pdf", "a.pdf").said.endswith("which is there already")
    for typed in (f"{tmp_path}/Documents", f"{tmp_path}/b.exe", f"{tmp_path}/no/b.pdf"):
        assert target_of(typed, "a.pdf").path is None
        assert target_of(typed, "a.pdf").said.startswith("There is no folder")
    assert target_of(" ", "a.pdf").said == "A folder is needed: where is the file to go?"
    assert target_of("nul\0.pdf", "a.pdf").path is None


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
