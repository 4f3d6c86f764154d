"""Hostile text in the app: typed, pasted, completed, in the plan, the settings, the file's name."""

from __future__ import annotations

import ast
import json
import shutil
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from textual.app import App
from textual.events import Key, Paste
from textual.widgets import Input, TextArea

from jtai_tui import outside_editor
from jtai_tui.commands import COMMANDS
from jtai_tui.places import Places
from jtai_tui.screens import watching
from jtai_tui.settings import read_settings
from jtai_tui.text import MOST_MARKS
from jtai_tui.widgets.exact_text import ExactInput, ExactTextArea
from tests.hostile.plans import made, small_plan
from tests.hostile.test_out_of_commands import full_of
from tests.hostile_texts import CONTROLS, HUGE, SOME, TEXTS, steering, tower
from tests.tui.dialog_host import DialogHost, dialogs
from tests.tui.keyboard import SMALL, WIDE, Keyboard, at_keyboard

pytestmark = pytest.mark.journey

ROOT = Path(__file__).parents[2]
EVERYTHING = " · ".join(TEXTS[name] for name in SOME)
KEPT = " · ".join(TEXTS[name] for name in SOME if name not in CONTROLS)


def some(texts):
    """Return the texts by name, all but some of them for the long run."""
    return [
        pytest.param(text, id=name, marks=() if name in SOME[::4] else pytest.mark.journey)
        for name, text in texts.items()
    ]


@pytest.fixture(autouse=True)
def _plain_surroundings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("JTAI_DEBUG", "1")
    monkeypatch.setattr(watching, "SECONDS", 3600.0)


def painted(app: App) -> str:
    """Return what stands on the screen."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def is_safe(shown: str) -> bool:
    """Return whether nothing that is painted steers the terminal, or hides.

    In a field, joiners and the choice of an emoji's picture stay where they shape something, and
    what is private is a box.
    """
    left = {each for each in steering(shown) if unicodedata.category(each) != "Co"}
    return not left - set("\u200c\u200d\ufe0e\ufe0f") and tower(shown) <= MOST_MARKS


def test_every_field_to_type_in_is_one_that_keeps_and_shows_what_it_is_given():
    for path in (ROOT / "jtai_tui").rglob("*.py"):
        if path.name == "exact_text.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            bases = node.bases if isinstance(node, ast.ClassDef) else ()
            names = {each.id for each in (called, *bases) if isinstance(each, ast.Name)}
            assert not names & {"Input", "TextArea", "MaskedInput"}, path


NOT_TO_TYPE_IN = {"rating", "confirm", "message", "sort", "theme", "help", "text", "summary"}
LIKE_OTHERS = {"moment", "report file", "chase"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            each, marks=pytest.mark.journey if each in NOT_TO_TYPE_IN | LIKE_OTHERS else ()
        )
        for each in dialogs()
    ],
)
async def test_what_is_pasted_and_typed_into_a_dialog_is_kept_and_shown(name):
    app = DialogHost(name)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        fields = [each for each in app.screen.query("*") if isinstance(each, Input | TextArea)]
        for field in fields:
            assert isinstance(field, ExactInput | ExactTextArea)
            field.rewrite("")
            field.focus()
            text = EVERYTHING.replace("\r\n", "\n")
            for end in "\r\x0b\x0c\x85\u2028\u2029":
                text = text.replace(end, "\n")
            if isinstance(field, ExactInput):
                text = " ".join(text.replace("\t", " ").split("\n"))
            field.post_message(Paste(EVERYTHING))
            for character in "\u202e\u200c\x1b§":
                if character != "\x1b":
                    field.post_message(Key("x", character))
            await pilot.pause()
            kept = field.exact
            assert kept.endswith("\u202e\u200c§")
            if isinstance(field, ExactTextArea):
                assert kept == text + "\u202e\u200c§"
            else:
                assert "".join(kept.split()) == "".join((text + "\u202e\u200c§").split())
            assert is_safe(painted(app)), steering(painted(app))
        assert is_safe(painted(app))


QUICK = {"edit", "add-evidence", "history", "about-plan", "palette", "triage", "rate", "help"}
LONG = {each.id for each in COMMANDS if each.palette and each.id not in ("quit", "edit-outside")}


async def looked_at(keyboard: Keyboard, commands: set[str]) -> None:
    """Go through the screens that commands open."""
    app = keyboard.app
    shown = set()
    for command in COMMANDS:
        if command.id not in commands:
            continue
        await keyboard.main.run_action(f"screen.{command.action}")
        await keyboard.settle()
        shown.add(type(app.screen).__name__)
        assert is_safe(painted(app)), (command.id, steering(painted(app)))
        while len(app.screen_stack) > 1:
            await keyboard.press("escape")
            assert is_safe(painted(app)), command.id
    assert len(shown) > 5


@pytest.mark.parametrize(
    ("size", "commands"),
    [
        (SMALL, QUICK),
        pytest.param(SMALL, LONG, marks=pytest.mark.journey),
        pytest.param(WIDE, LONG, marks=pytest.mark.journey),
    ],
)
async def test_no_screen_of_a_plan_full_of_it_steers_the_terminal(home, size, commands):
    path = made(home / "plan\x1b]2;x\x07\u202e\udcff.db", full_of(KEPT.replace("\n", " ")))
    async with at_keyboard(path, size=size, author="A\u202e[/b]\u200bB") as keyboard:
        assert is_safe(painted(keyboard.app))
        await looked_at(keyboard, commands)


async def test_a_filter_may_be_any_text(home):
    path = made(home / "plan.db", small_plan())
    async with at_keyboard(path) as keyboard:
        for text in (EVERYTHING, "%_\\", "'; DROP TABLE event", "[/b]"):
            await keyboard.press("slash")
            await keyboard.paste(text)
            assert is_safe(painted(keyboard.app)), text
            await keyboard.press("enter")
            assert is_safe(painted(keyboard.app)), text
            await keyboard.press("escape")
        await keyboard.press("slash")
        await keyboard.paste("A finding.")
        assert keyboard.references == ["1"]


async def test_what_is_no_text_is_refused_where_it_was_typed_and_stays_there(home):
    path = made(home / "plan.db", small_plan())
    async with at_keyboard(path) as keyboard:
        await keyboard.press("p")
        await keyboard.paste("Done\x1b]52;c;eA==\x07")
        await keyboard.press("ctrl+s")
        assert "U+001B, after 4 characters" in keyboard.text + keyboard.notice
        assert keyboard.log() == []
        assert keyboard.app.desk.drafts.unsaved == 1


async def test_what_the_editor_returns_is_kept_or_refused(home, monkeypatch):
    path = made(home / "plan.db", small_plan())
    script = home / "editor.py"
    script.write_text(
        "import sys, pathlib\npathlib.Path(sys.argv[1]).write_text('a\\u202eb\\x1b[2J', 'utf-8')\n",
        encoding="utf-8",
    )
    text = outside_editor.run_editor([sys.executable, str(script)], "before")
    assert text == "a\u202eb\x1b[2J"
    async with at_keyboard(path) as keyboard:
        await keyboard.press("p")
        keyboard.app.screen.query_one(ExactTextArea).rewrite(text)
        await keyboard.settle()
        assert is_safe(painted(keyboard.app))
        assert keyboard.app.screen.query_one(ExactTextArea).exact == text


@pytest.mark.parametrize("text", some(TEXTS))
def test_settings_may_hold_anything(text, home, on_terminal):
    made(home / "plan.db", small_plan())
    file = home.parent / "config" / "jtai" / "settings.json"
    file.parent.mkdir(parents=True)
    given = {"author": text, "theme": text, "last_file": text, "keys": {text: text}, text: text}
    file.write_text(json.dumps(given), encoding="utf-8")
    settings, _ = read_settings(file)
    assert settings.author == text
    for argv in (["update", "plan.db", "1", "Done."], ["list", "plan.db"]):
        answer = on_terminal(*argv)
        assert "should not have happened" not in answer.err
        assert not steering(answer.err.replace("\r\n", "\n"))
    file.write_bytes(text.encode("utf-16", "surrogatepass"))
    answer = on_terminal("list", "plan.db")
    assert answer.code == 0
    assert "can't be read" in answer.err


async def test_the_app_opens_with_settings_of_nonsense(home):
    path = made(home / "plan.db", small_plan())
    places = Places(home / "c", home / "s", home / "d")
    places.config.mkdir()
    given = {"author": KEPT, "theme": "\x1b[2J", "keys": {"rate": "\x1b", "x\u202e": "\udcff"}}
    places.settings.write_text(json.dumps(given), encoding="utf-8")
    settings, _ = read_settings(places.settings)
    async with at_keyboard(path, author=None, settings=settings, places=places) as keyboard:
        assert is_safe(painted(keyboard.app))


@pytest.mark.parametrize("name", [each for each in HUGE if not each.startswith("10 MB")])
@pytest.mark.journey
async def test_a_plan_with_a_text_of_any_size_opens_and_is_worked_on(name, home):
    plan = full_of("text")
    for key in ("finding", "action", "timescale"):
        plan["actions"][0][key] = HUGE[name]()
    plan["introduction"] = HUGE[name]()
    path = made(home / "plan.db", plan)
    async with at_keyboard(path, today=date(2020, 7, 1)) as keyboard:
        await keyboard.press("j", "k", "enter", "G", "g", "escape")
        assert is_safe(painted(keyboard.app))
        await keyboard.press("e")
        assert is_safe(painted(keyboard.app))
        await keyboard.press("escape", "p")
        await keyboard.type("Done.")
        await keyboard.press("ctrl+s")
    assert shutil.copy(path, home / "copy.db")
