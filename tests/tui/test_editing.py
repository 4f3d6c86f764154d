"""Editing an action: in the form and in an editor outside, beside others who edit it, too."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from textual.widgets import TextArea

from db.changes import edit, revise_due
from db.signature import Signature
from db.store import open_plan
from jtai_tui.screens.watching import watch
from jtai_tui.widgets.action_form import ActionForm
from tests.tui.keyboard import TODAY, Keyboard, action_id, at_keyboard, read_cell, read_log

JONES = Signature("A Jones")


def change_it(path: Path, reference: str, changes: Mapping[str, str | None]) -> None:
    """Change an action as another person would, in their own program."""
    with open_plan(path) as plan:
        edit(plan, action_id(path, reference), changes, by=JONES, today=TODAY, reason="theirs")


async def into(keyboard: Keyboard, field: str) -> None:
    """Go to a field of the form, at its end."""
    place = keyboard.app.screen.query_one(f"#field-{field}")
    place.focus()
    if isinstance(place, TextArea):
        place.move_cursor(place.document.end)
    await keyboard.press("end")


async def test_ctrl_s_saves_all_changed_fields_in_one_transaction(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("e")
        assert keyboard.screen == "EditScreen"
        assert "unsaved" not in keyboard.text
        await into(keyboard, "finding")
        await keyboard.type(" And [more].")
        assert "Edit action 1  unsaved" in keyboard.text
        await into(keyboard, "leads")
        await keyboard.type("\nPat O'Neill")
        await into(keyboard, "timescale")
        await keyboard.press("ctrl+u")
        await keyboard.type("End October 2020")
        await into(keyboard, "reason")
        await keyboard.type("new system")
        await into(keyboard, "update")
        await keyboard.type("Nearly there.")
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice == "Saved action 1"
        assert keyboard.header.saved
        assert "And [more]." in keyboard.text
    rows = read_log(plan_file)
    assert len({row.batch for row in rows}) == 1
    fields = [row.field for row in rows if row.reference == "1"]
    assert fields == ["finding", "leads", "timescale", "due"]
    assert read_cell(plan_file, "1", "due") == "2020-10-31"
    leads = json.loads(read_cell(plan_file, "1", "leads") or "")
    assert [each["raw"] for each in leads] == ["Jonathan Eastwood", "Pat O'Neill"]
    assert [row.new for row in rows if row.field == "text"] == ["Nearly there."]
    assert [row.reason for row in rows if row.field == "due"] == ["new system"]


async def test_a_draft_survives_esc_moving_away_and_a_change_of_the_file(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("e")
        await into(keyboard, "finding")
        await keyboard.type(" DRAFT")
        await keyboard.press("escape")
        assert keyboard.notice == "The draft of action 1 is kept; e goes on with it"
        assert not keyboard.header.saved
        assert "unsaved" in keyboard.lines[0]
        assert not keyboard.log()
        await keyboard.press("down", "x", "t", "escape", "enter", "g")
        change_it(plan_file, "1", {"action": "Theirs now."})
        await watch(keyboard.app, keyboard.app.at_desk)
        await keyboard.press("e")
        assert "DRAFT" in keyboard.text
        assert "Theirs now." in keyboard.text
        await keyboard.press("ctrl+s")
        assert keyboard.notice == "Saved action 1"
        assert keyboard.header.saved
    assert read_cell(plan_file, "1", "action") == "Theirs now."
    assert (read_cell(plan_file, "1", "finding") or "").endswith(" DRAFT")


async def test_a_field_that_somebody_else_has_changed_is_asked_about_and_the_others_pass(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("e")
        await into(keyboard, "finding")
        await keyboard.type(" MINE")
        await into(keyboard, "action")
        await keyboard.type(" MYACTION")
        change_it(plan_file, "1", {"finding": "Theirs."})
        await watch(keyboard.app, keyboard.app.at_desk)
        await keyboard.settle()
        assert "Changed in the file meanwhile: Finding" in keyboard.text
        assert "MYACTION" in keyboard.text
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "StaleDialog"
        assert "A Jones" in keyboard.text
        assert "Theirs." in keyboard.text
        assert (read_cell(plan_file, "1", "action") or "").endswith(" MYACTION")
        await keyboard.press("escape")
        assert keyboard.notice == (
            "A Jones's text stays in the plan; yours is kept as a draft, e goes on with it"
        )
        assert not keyboard.header.saved
        await keyboard.press("e", "ctrl+s", "m")
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice == "Saved action 1"
        assert keyboard.header.saved
    assert (read_cell(plan_file, "1", "finding") or "").endswith(" MINE")


async def test_theirs_can_stay_and_the_draft_goes(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("e")
        await into(keyboard, "finding")
        await keyboard.type(" MINE")
        change_it(plan_file, "1", {"finding": "Theirs."})
        await keyboard.press("ctrl+s", "t")
        assert keyboard.notice == "The plan stays as it was changed"
        assert keyboard.header.saved
    assert read_cell(plan_file, "1", "finding") == "Theirs."
    assert len(read_log(plan_file)) == 1


async def test_a_due_date_revised_by_another_is_not_moved_by_a_new_timescale_unasked(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("e")
        await into(keyboard, "timescale")
        await keyboard.press("ctrl+u")
        await keyboard.type("End October 2020")
        await into(keyboard, "reason")
        await keyboard.type("my reason")
        with open_plan(plan_file) as plan:
            one = action_id(plan_file, "1")
            revise_due(plan, [one], TODAY.replace(month=8), by=JONES, reason="theirs")
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "StaleDialog"
        assert "1 Aug 2020" in keyboard.text
        assert read_cell(plan_file, "1", "due") == "2020-08-01"
        await keyboard.press("m")
    assert read_cell(plan_file, "1", "due") == "2020-10-31"
    assert read_cell(plan_file, "1", "timescale") == "End October 2020"
    assert [row.reason for row in read_log(plan_file) if row.field == "due"] == [
        "theirs",
        "my reason",
    ]


async def test_what_can_not_be_saved_is_said_in_the_form_and_the_text_stays(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file, author=None) as keyboard:
        await keyboard.press("e")
        await into(keyboard, "reference")
        await keyboard.press("ctrl+u")
        await keyboard.type("33\n")
        assert keyboard.screen == "AuthorDialog"
        await keyboard.press("escape")
        assert keyboard.screen == "EditScreen"
        assert "Nothing was saved: a change needs a name" in keyboard.text
        await keyboard.press("ctrl+s")
        await keyboard.type("J Smith\n")
        assert keyboard.screen == "EditScreen"
        assert "There is another action 33; references are unique in a plan" in keyboard.text
        plan_file.rename(plan_file.with_name("away.db"))
        await into(keyboard, "reference")
        await keyboard.type("a")
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "EditScreen"
        assert "The file is no longer where it was opened" in keyboard.text
        plan_file.with_name("away.db").rename(plan_file)
        await keyboard.press("ctrl+s")
        assert keyboard.notice == "Saved action 1"
    assert [(row.field, row.new) for row in read_log(plan_file)] == [("reference", "33a")]


async def test_the_form_takes_every_letter_as_text_and_f1_helps(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("e")
        await into(keyboard, "finding")
        await keyboard.type("qQ?xt123[/b]~ ")
        assert keyboard.screen == "EditScreen"
        assert "qQ?xt123[/b]~" in keyboard.text
        await keyboard.press("f1")
        assert keyboard.screen == "HelpScreen"
        await keyboard.press("escape", "escape")
        assert keyboard.screen == "MainScreen"


def editor(tmp_path: Path, code: str) -> str:
    """Return a command that edits a text by a line of Python on `text`."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\nfile = pathlib.Path(sys.argv[1])\n"
        f"text = file.read_text('utf-8')\n{code}\nfile.write_text(text, 'utf-8')\n"
    )
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"


class Lent:
    """A terminal that is lent to the editor, and taken back."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("code", "field", "wanted"),
    [
        ("text = text.replace('live', 'LIVE')", "finding", "'LIVE' performance"),
        ("text = text.replace('## Finding\\n', '## Findings\\n')", "finding", "## Findings"),
        ("text = text.replace('## Action\\n', '')", "finding", "Dashboard data"),
    ],
)
async def test_what_an_editor_outside_leaves_stands_in_the_form_and_no_word_is_lost(
    plan_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    field: str,
    wanted: str,
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, code))
    async with at_keyboard(plan_file) as keyboard:
        monkeypatch.setattr(keyboard.app, "suspend", Lent)
        await keyboard.press("f4")
        assert keyboard.screen == "EditScreen"
        assert "unsaved" in keyboard.text
        assert not keyboard.log()
        form = keyboard.app.screen.query_one(ActionForm)
        assert wanted in form.edited.text[field]
        await keyboard.press("ctrl+s")
        assert keyboard.notice == "Saved action 1"
    assert wanted in (read_cell(plan_file, "1", field) or "")


async def test_an_editor_that_fails_or_changes_nothing_leaves_all_as_it_was(
    plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        monkeypatch.setattr(keyboard.app, "suspend", Lent)
        await keyboard.press("f4")
        assert keyboard.notice.startswith("No editor is set")
        for code, said in (("sys.exit(3)", "ended with status 3"), ("", "Nothing was changed")):
            monkeypatch.setenv("EDITOR", editor(tmp_path, code))
            await keyboard.press("f4")
            assert said in keyboard.notice
            assert keyboard.screen == "MainScreen"
    assert not read_log(plan_file)
