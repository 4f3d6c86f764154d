"""Opening a plan in the app: quickly, and with a word about what can't be opened."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from db.changes import rate
from db.file import close_plan
from db.seed import seed_document
from db.signature import Signature
from db.store import make_plan, open_plan
from jtai_tui.places import Places
from jtai_tui.settings import Settings, read_settings
from tests.tui.keyboard import TODAY, action_id, at_keyboard, read_log


def test_the_app_is_imported_without_the_database_library_or_the_store() -> None:
    code = (
        "import sys, json, jtai_tui.app;"
        "print(json.dumps([n for n in sys.modules"
        " if n.split('.')[0] in ('sqlalchemy', 'sqlite3', 'dateutil') or n == 'db.store']))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert json.loads(found.stdout) == []


def test_the_plan_is_on_the_screen_before_the_database_library_is_brought_in(
    plan_file: Path,
) -> None:
    code = """
import asyncio, sys
from pathlib import Path
from jtai_tui.app import JtaiApp
from jtai_tui.places import Places

home = Path(sys.argv[1])
app = JtaiApp(home / "plan.db", places=Places(home / "c", home / "s", home / "d"))


async def look():
    async with app.run_test(size=(120, 40)):
        while not app.screen.table.ids:
            await asyncio.sleep(0)
        print("sqlalchemy" in sys.modules)


asyncio.run(look())
"""
    found = subprocess.run(
        [sys.executable, "-c", code, str(plan_file.parent)],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert found.stdout == "False\n"


BROKEN = {
    "missing": "no such file",
    "folder": "this is a folder",
    "text": "not a plan",
    "other database": "not a jtai plan",
    "empty": "empty",
}


def spoil(kind: str, plan_file: Path) -> Path:
    """Return a path at which there is no plan, in one of many ways."""
    if kind == "missing":
        return plan_file.with_name("nowhere.db")
    if kind == "folder":
        return plan_file.parent
    path = plan_file.with_name("broken [b].db")
    if kind == "text":
        path.write_text("no plan at all " * 999)
    elif kind == "other database":
        subprocess.run(
            [sys.executable, "-c", "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
             "c.execute('create table t(x)'); c.commit()", str(path)],
            check=True,
        )  # fmt: skip
    else:
        path.write_bytes(b"")
    return path


@pytest.mark.parametrize("kind", BROKEN)
async def test_what_can_not_be_opened_is_said_with_the_ways_on(plan_file: Path, kind: str) -> None:
    path = spoil(kind, plan_file)
    before = path.read_bytes() if path.is_file() else None
    async with at_keyboard(path) as keyboard:
        assert "This plan can't be opened" in keyboard.text
        said = " ".join(line.strip(" │") for line in keyboard.lines).casefold()
        assert BROKEN[kind] in said
        assert path.name.casefold() in said.replace(" ", "") or path.name.casefold() in said
        for key in ("x", "2", "u", "slash", "ctrl+p"):
            await keyboard.press(key)
        assert keyboard.screen == "MessageScreen"
        await keyboard.press("t")
        assert "This plan can't be opened" in keyboard.text
        await keyboard.press("q")
        assert keyboard.app.return_value == 1
    assert (path.read_bytes() if path.is_file() else None) == before


async def test_trying_again_opens_a_file_that_has_come_back(plan_file: Path) -> None:
    away = plan_file.rename(plan_file.with_name("away.db"))
    async with at_keyboard(plan_file) as keyboard:
        assert keyboard.screen == "MessageScreen"
        away.rename(plan_file)
        await keyboard.press("t")
        assert keyboard.screen == "MainScreen"
        await keyboard.press("x")
        assert keyboard.notice.startswith("Rated action 1 Significant risk")


async def test_ctrl_q_and_esc_leave_where_no_plan_could_be_opened(tmp_path: Path) -> None:
    for key in ("ctrl+q", "escape", "enter"):
        async with at_keyboard(tmp_path / "none.db") as keyboard:
            await keyboard.press(key)
            assert keyboard.app.return_value == 1, key


async def test_an_older_copy_in_the_place_of_the_plan_is_asked_about(plan_file: Path) -> None:
    older = plan_file.read_bytes()
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("x")
    plan_file.write_bytes(older)
    async with at_keyboard(plan_file) as keyboard:
        assert "Look at this file" in keyboard.text
        assert "has lost its last row" in keyboard.text
        await keyboard.press("q")
        assert keyboard.app.return_value == 0
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("o", "down", "x")
        assert keyboard.notice == "Rated action 23 Significant risk, as suggested"


async def test_folders_that_can_not_be_written_to_stop_nothing(plan_file: Path) -> None:
    blocked = plan_file.with_name("file")
    blocked.write_text("no folder")
    places = Places(blocked / "config", blocked / "state", blocked / "data")
    async with at_keyboard(plan_file, places=places, author=None) as keyboard:
        await keyboard.press("x")
        await keyboard.type("J Smith\n")
        said = [each.message for each in keyboard.app._notifications]
        assert "The name can't be kept for the next time (Not a directory)" in said
        assert keyboard.notice == "Rated action 1 Significant risk, as suggested"
        await keyboard.press("ctrl+p")
        await keyboard.type("theme\n")
        await keyboard.press("down", "enter")
        assert "The theme can't be kept for the next time (Not a directory)" in keyboard.notice
    assert read_log(plan_file)


async def test_the_file_that_was_opened_is_remembered(plan_file: Path) -> None:
    places = Places(plan_file.parent / "c", plan_file.parent / "s", plan_file.parent / "d")
    async with at_keyboard(plan_file, places=places):
        pass
    assert read_settings(places.settings)[0].last_file == plan_file


async def test_the_theme_of_the_settings_is_shown_and_a_new_one_kept(plan_file: Path) -> None:
    places = Places(plan_file.parent / "c", plan_file.parent / "s", plan_file.parent / "d")
    chosen = Settings(theme="jtai-light")
    async with at_keyboard(plan_file, places=places, settings=chosen) as keyboard:
        assert keyboard.app.theme == "jtai-light"
        await keyboard.press("ctrl+p")
        await keyboard.type("theme\n")
        await keyboard.press("home", "enter")
        assert keyboard.app.theme != "jtai-light"
        shown = keyboard.app.theme
    assert read_settings(places.settings)[0].theme == shown
    async with at_keyboard(plan_file, settings=Settings(theme="no such theme")) as keyboard:
        assert keyboard.app.theme == "jtai-dark"


async def test_a_plan_with_no_actions_says_how_to_begin(plan_file: Path, tmp_path: Path) -> None:
    bare = replace(seed_document(), actions=(), agencies=())
    path = tmp_path / "bare.db"
    close_plan(make_plan(path, bare, by=Signature("J Smith"), source="nothing"))
    async with at_keyboard(path) as keyboard:
        assert "This plan has no actions yet" in keyboard.text
        for key in ("j", "G", "enter", "n", "t", "x", "1", "asterisk", "space", "y", "s", "escape"):
            await keyboard.press(key)
        await keyboard.press("escape", "escape")
        assert keyboard.screen == "MainScreen"
        assert not read_log(path)


async def test_a_change_of_another_before_the_app_was_opened_is_no_news(plan_file: Path) -> None:
    with open_plan(plan_file) as plan:
        one = {action_id(plan_file, "1"): "significant-risk"}
        rate(plan, one, by=Signature("A Jones"), today=TODAY)
    async with at_keyboard(plan_file) as keyboard:
        assert keyboard.notice == ""
        assert keyboard.header.unrated == 28
