"""Keys typed faster than the screen follows land where they belong."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tui.keyboard import Keyboard, at_keyboard, key_event, read_log

pytestmark = pytest.mark.journey

JOURNEYS = {
    "rate, say why, name oneself": "2late\nJo\n",
    "rate milder, with a reason that is missing at first": "4\nok\nJo\nj5\n",
    "mark and rate all": "  3why\nJo\n",
    "filter, rate what is found": "/dash\nxJo\n",
    "triage": "tx\nJo\nx2why\nn5\n",
    "revise": "d1 Sep 2020\nmoved\nJo\n",
}


def keys_of(text: str) -> list[str]:
    """Return a text as the keys that type it."""
    named = {"\n": "enter", " ": "space", "\t": "tab", "/": "slash"}
    return [named.get(character, character) for character in text]


def seen(keyboard: Keyboard) -> tuple[object, ...]:
    """What somebody sees, but for the times of the day."""
    return keyboard.screen, keyboard.focus, keyboard.main.table.ids, keyboard.header.unrated


def logged(path: Path) -> list[tuple[object, ...]]:
    """What was logged, but for the times and the random names of commands."""
    return [(row.reference, row.field, row.new, row.reason, row.author) for row in read_log(path)]


@pytest.mark.parametrize(
    "journey",
    [
        *list(JOURNEYS)[::2],
        *(pytest.param(n, marks=pytest.mark.journey) for n in list(JOURNEYS)[1::2]),
    ],
)
async def test_a_burst_of_keys_does_what_they_do_one_by_one(
    made_seed: Path, tmp_path: Path, journey: str
) -> None:
    keys = keys_of(JOURNEYS[journey])
    outcomes = []
    for name, size in (("slowly", 1), ("burst", len(keys))):
        folder = tmp_path / name
        folder.mkdir()
        path = Path(shutil.copy(made_seed, folder / "plan.db"))
        async with at_keyboard(path, author=None) as keyboard:
            for start in range(0, len(keys), size):
                await keyboard.press(*keys[start : start + size])
            outcomes.append((seen(keyboard), logged(path)))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][1]


async def test_keys_typed_before_the_plan_is_open_are_not_lost(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        app = keyboard.app
        app.typed_ahead.hold()
        for key in keys_of("j2late\n"):
            await _send(keyboard, key)
        assert not keyboard.log()
        app.typed_ahead.release()
        await keyboard.settle()
    assert [(row.reference, row.reason) for row in read_log(plan_file)] == [("23", "late")]


async def _send(keyboard: Keyboard, key: str) -> None:
    event = key_event(key)
    event.set_sender(keyboard.app)
    keyboard.app._driver.send_message(event)
    await keyboard.pilot.pause(0)


async def test_a_paste_waits_for_the_field_that_the_key_before_it_opens(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await _send(keyboard, "2")
        await keyboard.paste("because it slipped")
        await keyboard.press("enter")
    assert [row.reason for row in read_log(plan_file)] == ["because it slipped"]


async def test_a_new_line_from_the_terminal_is_enter(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("2", "a", "ctrl+j", "p", "a", "ctrl+j", "b", "ctrl+s")
    rows = [row for row in read_log(plan_file) if row.field in ("rating", "text")]
    assert [row.reason or row.new for row in rows] == ["a", "a\nb"]


async def test_double_presses_of_enter_and_escape_leave_one_dialog_once(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("2", "enter", "enter")
        assert len(keyboard.log()) == 1
        assert keyboard.focus == "detail"  # the second went into the detail
        await keyboard.press("escape", "d", "escape", "escape", "r", "escape", "escape", "j")
        assert keyboard.screen == "MainScreen"
        assert keyboard.focus == "table"


ANY_KEY = st.sampled_from(
    [
        "down", "up", "G", "g", "tab", "shift+tab", "enter", "enter", "n", "N", "slash", "s", "t",
        "1", "2", "3", "4", "5", "6", "r", "x", "space", "asterisk", "d", "p", "e", "v", "u", "U",
        "h", "y", "z", "question_mark", "f1", "f4", "ctrl+p", "ctrl+s", "escape", "escape", "a",
        "b", "w", "[", "ctrl+c", "ctrl+y", "漢", "ctrl+h", "ctrl+j", "backspace", "m", "pagedown",
    ]
)  # fmt: skip


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(keys=st.lists(ANY_KEY, min_size=5, max_size=40))
async def test_no_keys_in_any_order_end_the_app_or_break_the_log(
    made_seed: Path, tmp_path: Path, keys: list[str]
) -> None:
    path = Path(shutil.copy(made_seed, Path(mkdtemp(dir=tmp_path), "plan.db")))
    async with at_keyboard(path) as keyboard:
        await keyboard.press(*keys)
        assert keyboard.app.return_value is None
        await keyboard.press(*["escape"] * 6)
        assert keyboard.screen == "MainScreen"
    assert all(row.author == "J Smith" for row in read_log(path))
