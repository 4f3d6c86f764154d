"""Editing a text in $EDITOR: real editors, small scripts, on real files."""

import stat
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from jtai_tui.outside_editor import EditorError, edit_outside, editor_command, run_editor


def editor(tmp_path: Path, program: str) -> list[str]:
    """Return the command of an editor that does `program` with `path`, a file to edit."""
    script = tmp_path / "editor.py"
    script.write_text(f"import os, sys, pathlib\npath = pathlib.Path(sys.argv[-1])\n{program}\n")
    return [sys.executable, str(script), "--wait"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder for temporary files that is empty to begin with."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_the_text_comes_back_as_the_editor_leaves_it(tmp_path, folder):
    command = editor(tmp_path, "path.write_bytes(path.read_bytes() + 'Ümlaut ✓ '.encode())")
    assert run_editor(command, "before\n") == "before\nÜmlaut ✓ "
    assert list(folder.iterdir()) == []


def test_the_file_is_private_and_ends_in_md(tmp_path):
    command = editor(
        tmp_path,
        "path.write_text(f'{path.stat().st_mode:o} {path.parent.stat().st_mode:o} {path.suffix}')",
    )
    mode, folder_mode, suffix = run_editor(command, "").split()
    assert stat.S_IMODE(int(mode, 8)) == 0o600
    assert stat.S_IMODE(int(folder_mode, 8)) == 0o700
    assert suffix == ".md"


@pytest.mark.parametrize(
    ("before", "left", "after"),
    [
        ("a", "a\\n", "a"),
        ("a\n", "a\\n", "a\n"),
        ("a", "b\\n\\n", "b\n"),
        ("a\nb", "\\ufeffa\\r\\nc\\r\\n", "a\nc"),
        ("a\r\nb", "a\\r\\nc", "a\r\nc"),
    ],
)
def test_what_editors_add_of_their_own_is_no_change(tmp_path, before, left, after):
    command = editor(tmp_path, f"path.write_bytes('{left}'.encode())")
    assert run_editor(command, before) == after


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("sys.exit(3)", "ended with status 3"),
        ("path.write_bytes(b'caf\\xe9')", "did not save as UTF-8"),
        ("path.unlink()", "No such file"),
    ],
)
def test_an_editor_that_fails_is_one_line_and_leaves_no_file(tmp_path, folder, program, said):
    with pytest.raises(EditorError, match=said) as caught:
        run_editor(editor(tmp_path, program), "before")
    assert "\n" not in str(caught.value)
    assert list(folder.iterdir()) == []


def test_an_editor_that_is_not_there_is_one_line(folder):
    with pytest.raises(EditorError, match="could not be used"):
        run_editor(["no-such-editor"], "before")
    assert list(folder.iterdir()) == []


def test_a_backup_that_the_editor_leaves_beside_the_file_goes_too(tmp_path, folder):
    command = editor(tmp_path, "pathlib.Path(f'{path}~').write_text('secret')")
    assert run_editor(command, "kept") == "kept"
    assert list(folder.iterdir()) == []


def test_ctrl_c_meant_for_the_editor_does_not_end_the_app(tmp_path):
    command = editor(
        tmp_path,
        "import signal\nos.kill(os.getppid(), signal.SIGINT)\npath.write_text('after')",
    )
    assert run_editor(command, "before") == "after"


def test_half_a_character_stays_here():
    with pytest.raises(EditorError, match="half a character"):
        run_editor(["true"], "\ud800")


def test_the_editor_is_visual_before_editor_and_may_have_arguments():
    assert editor_command({"EDITOR": "vi", "VISUAL": "code --wait"}) == ["code", "--wait"]
    assert editor_command({"EDITOR": "'my editor' -n", "VISUAL": " "}) == ["my editor", "-n"]
    with pytest.raises(EditorError, match="No editor is set"):
        editor_command({})
    with pytest.raises(EditorError, match="quote"):
        editor_command({"EDITOR": "'vi"})


async def test_a_terminal_that_cannot_be_handed_over_says_so():
    app: App[None] = App()
    async with app.run_test():
        with pytest.raises(EditorError, match="can't be handed"):
            edit_outside(app, "text", {"EDITOR": "true"})


@given(st.text().filter(lambda text: "\r" not in text and not text.startswith("\ufeff")))
def test_an_editor_that_changes_nothing_changes_nothing(text):
    assert run_editor(["true"], text) == text
