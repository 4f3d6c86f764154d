"""The registry of commands: one key means one thing, none is taken that others need."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import jtai_tui
from jtai_tui.commands import (
    COMMANDS,
    Place,
    command,
    commands_for,
    keys_in,
    why_nothing,
    with_keys,
)
from jtai_tui.screens.main import MainScreen
from jtai_tui.screens.review import ReviewScreen
from jtai_tui.screens.triage import TriageScreen
from jtai_tui.settings import Settings
from tests.tui.keyboard import at_keyboard, read_log

NEVER = {"ctrl+m", "ctrl+i", "ctrl+h", "ctrl+j", "left_square_bracket", "right_square_bracket",
         "left_curly_bracket", "right_curly_bracket", "[", "]", "{", "}"}  # fmt: skip

DESIGNED = {
    "n": "next-overdue", "N": "previous-overdue", "r": "rate", "x": "accept-suggested",
    "d": "revise-due", "p": "write-update", "e": "edit", "f4": "edit-outside", "v": "add-evidence",
    "t": "triage", "space": "mark", "slash": "filter", "s": "sort", "u": "undo", "U": "redo",
    "y": "copy", "z": "maximise", "question_mark": "help", "f1": "help", "ctrl+p": "palette",
    "escape": "back", "q": "quit", "ctrl+q": "quit-anywhere", "tab": "next-pane",
    "shift+tab": "previous-pane", "enter": "open-detail", "j": "cursor-down", "k": "cursor-up",
    "g": "first", "G": "last", "home": "first", "end": "last", "pageup": "page-up",
    "pagedown": "page-down", **{str(number): f"rate-{number}" for number in range(1, 7)},
}  # fmt: skip


def every_class() -> list[type[DOMNode]]:
    """Every screen and widget of ours."""
    found = []
    for module in pkgutil.walk_packages(jtai_tui.__path__, "jtai_tui."):
        if ".cli" not in module.name and "__main__" not in module.name:
            members = vars(importlib.import_module(module.name)).values()
            found += [
                each
                for each in members
                if inspect.isclass(each)
                and issubclass(each, DOMNode)
                and each.__module__ == module.name
            ]
    return found


def test_the_keys_are_those_of_the_design() -> None:
    main = {key: each.id for each in commands_for(Place.MAIN) for key in each.keys}
    assert DESIGNED.items() <= main.items()
    assert [command("save").keys, command("save").places] == [("ctrl+s",), {Place.FORM}]


def test_a_key_means_one_thing_at_each_place_and_a_letter_one_thing_everywhere() -> None:
    for place in Place:
        keys = [key for each in commands_for(place) for key in each.keys]
        assert len(keys) == len(set(keys)), place
    meant: dict[str, set[str]] = {}
    for each in COMMANDS:
        for key in each.keys:
            meant.setdefault(key, set()).add(each.action)
    ambiguous = {key: actions for key, actions in meant.items() if len(actions) > 1}
    assert ambiguous == {"q": {"quit", "back"}}  # in a text, as in any pager


def test_keys_that_terminals_and_keyboards_take_are_bound_nowhere() -> None:
    classes = every_class()
    assert MainScreen in classes
    assert TriageScreen in classes
    for each in classes:
        for binding in Binding.make_bindings(each.__dict__.get("BINDINGS", ())):
            assert binding.key not in NEVER, (each, binding)
            assert (binding.key, binding.action) != ("ctrl+c", "quit")


@pytest.mark.parametrize("screen", [MainScreen, TriageScreen, ReviewScreen])
def test_every_command_of_a_screen_is_a_method_of_it_with_help(
    screen: type[MainScreen | TriageScreen | ReviewScreen],
) -> None:
    for each in commands_for(screen.PLACE):
        owners = [screen] if each.keys in (("enter",),) else [screen, *every_class()]
        name = f"action_{each.action.partition('(')[0]}"
        assert any(hasattr(owner, name) for owner in [*owners, *every_class()]), each.id
        assert each.help
        assert each.name
        assert each.help[0].isupper()


def test_a_key_that_does_nothing_is_explained_by_where_it_works() -> None:
    assert why_nothing("s", Place.TRIAGE).startswith("s (sort) works in the list of actions")
    assert (
        why_nothing("ctrl+s", Place.MAIN)
        == "ctrl+s (save) works in a form, not here; ? shows the keys"
    )
    assert why_nothing("f4", Place.PREVIEW).startswith("F4 (edit in $EDITOR) works")
    assert why_nothing("W", Place.MAIN) == "W does nothing; ? shows the keys"


def test_chosen_keys_replace_those_of_the_registry_and_nonsense_does_not() -> None:
    chosen = {each.id: each.keys for each in with_keys({"rate": "f6, R", "undo": " , ", "no": "x"})}
    assert chosen["rate"] == ("f6", "R")
    assert chosen["undo"] == ("u",)
    assert keys_in(",, ,") == ()


async def test_a_keymap_of_the_settings_works_and_the_help_shows_it(plan_file: Path) -> None:
    keys = {"rate": "f6,ctrl+r", "accept-suggested": "X", "next-overdue": "r", "cursor-down": "n"}
    async with at_keyboard(plan_file, settings=Settings(keys=keys)) as keyboard:
        await keyboard.press("n", "X")
        assert [row.reference for row in keyboard.log()] == ["23"]
        await keyboard.press("x")
        assert keyboard.notice.startswith("x (take theirs) works in the review, not here")
        await keyboard.press("r")
        assert keyboard.row == "26"
        for key in ("f6", "ctrl+r"):
            await keyboard.press(key)
            assert keyboard.screen == "RatingPicker", key
            await keyboard.press("escape")
        await keyboard.press("question_mark")
        assert "f6  ctrl+r" in keyboard.text


NONSENSE = {
    "rate": ",", "undo": "🦄", "redo": "ctrl+", "": "x", "no-such-command": "x", "quit": " ",
    "mark": "a,a,a", "sort": "\x1b", "rate-2": "R" * 5000, "filter": "[", "triage": "?, ,",
    "copy": "escape", "help": "enter",
}  # fmt: skip


async def test_a_keymap_of_nonsense_stops_nobody(plan_file: Path) -> None:
    async with at_keyboard(plan_file, settings=Settings(keys=NONSENSE)) as keyboard:
        await keyboard.press("r", "escape", "j", "x", "a", "ctrl+p")
        assert keyboard.screen == "ChoiceDialog"
        await keyboard.type("triage\n")
        assert keyboard.screen == "TriageScreen"
        await keyboard.press("ctrl+q")
        assert keyboard.app.return_value == 0
    assert [row.reference for row in read_log(plan_file)] == ["23"]


async def test_help_lists_every_key_of_the_place(plan_file: Path) -> None:
    async with at_keyboard(plan_file, size=(120, 140)) as keyboard:
        for keys, place in (
            (("question_mark",), Place.MAIN),
            (("escape", "t", "f1"), Place.TRIAGE),
        ):
            await keyboard.press(*keys)
            assert keyboard.screen == "HelpScreen"
            for each in commands_for(place):
                words = each.help.split()[:3]
                assert " ".join(words) in keyboard.text, each.id
