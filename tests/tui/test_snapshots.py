"""What the main screens look like: each as text, with one example of every style in it.

After a change that is meant: `pytest tests/tui/test_snapshots.py --snapshot-update`, and read the
difference.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from make_pictures import DOCUMENT
from rich.segment import Segment
from rich.style import Style
from syrupy.assertion import SnapshotAssertion

from jtai_tui.screens import reviewing
from jtai_tui.settings import Settings
from tests.tui.by_hand import CAME_IN, ByHand
from tests.tui.keyboard import SMALL, WIDE, Keyboard, at_keyboard

NOW = datetime(2020, 7, 1, 9, 30, tzinfo=UTC)

# What is pressed before each picture, on the way from one to the next.
JOURNEY = {
    "main": (),
    "detail": ("enter",),
    "filtered": ("escape", "slash", *"audit", "enter"),
    "rating": ("r",),
    "reason": ("escape", "4", "enter"),
    "rated": (*"nearly", "enter"),
    "due": ("d", *"End", "space", *"October", "space", *"2020"),
    "form": ("escape", "escape", "e"),
    "triage": ("escape", "t", "n"),
    "summary": ("x", "escape"),
    "help": ("escape", "question_mark"),
    "history": ("escape", "h"),
    "palette": ("escape", "ctrl+p"),
    "nothing": ("escape", "slash", *"zebra", "enter"),
}
SHORT = {
    "main": (),
    "rating": ("r",),
    "rated": ("g", *"nearly", "enter"),
    "form": ("e",),
    "triage": ("escape", "t", "n"),
}


@pytest.fixture(autouse=True)
def _greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let times of the day be those of one place, whatever the machine is set to."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def picture(keyboard: Keyboard) -> str:
    """Return the screen as text, and below it the first piece of text in each style."""
    strips = keyboard.app.screen._compositor.render_strips()
    examples: dict[str, str] = {}
    for strip in strips:
        for segment in strip:
            if segment.text.strip():
                examples.setdefault(_style(segment), segment.text.strip())
    legend = [f"{style}: {text[:40]}" for style, text in examples.items()]
    return "\n".join([*keyboard.lines, "", *legend])


def _style(segment: Segment) -> str:
    style = segment.style or Style()
    front = style.color.triplet.hex if style.color and style.color.triplet else "default"
    back = style.bgcolor.triplet.hex if style.bgcolor and style.bgcolor.triplet else "default"
    marks = "".join(
        f" {name}"
        for name in ("bold", "dim", "italic", "underline", "reverse")
        if getattr(style, name)
    )
    return f"{front} on {back}{marks}"


@pytest.mark.parametrize(("columns", "lines"), [WIDE, SMALL])
@pytest.mark.parametrize(
    ("theme", "journey"), [("jtai-dark", JOURNEY), ("jtai-light", SHORT)], ids=["dark", "light"]
)
async def test_the_screens_look_as_they_did(
    plan_file: Path,
    snapshot: SnapshotAssertion,
    columns: int,
    lines: int,
    theme: str,
    journey: dict[str, tuple[str, ...]],
) -> None:
    chosen = Settings(theme=theme)
    async with at_keyboard(plan_file, size=(columns, lines), settings=chosen) as keyboard:
        keyboard.app.at_desk.clock = lambda: NOW
        for name, keys in journey.items():
            await keyboard.press(*keys)
            _stop_blinking(keyboard)
            assert picture(keyboard) == snapshot(name=name)


LOOKED_AT = {
    "conflict": (),
    "doubtful": ("end", "k", "k"),
    "decided": ("g", "x", "x", "space", "space"),
    "third": ("escape", "e"),
    "alone": ("escape", "tab", "z"),
}


@pytest.mark.parametrize(("columns", "lines"), [WIDE, SMALL])
@pytest.mark.parametrize("theme", ["jtai-dark", "jtai-light", "few colours"])
async def test_the_review_looks_as_it_did(
    plan_file: Path,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    columns: int,
    lines: int,
    theme: str,
) -> None:
    if theme == "few colours":
        monkeypatch.setenv("NO_COLOR", "1")
    chosen = Settings(theme=theme)
    async with at_keyboard(plan_file, size=(columns, lines), settings=chosen) as keyboard:
        made = ByHand(keyboard.app.at_desk.plan, CAME_IN)
        keyboard.app.start(reviewing.review(keyboard.main, lambda _: made))
        await keyboard.settle()
        for name, keys in LOOKED_AT.items():
            await keyboard.press(*keys)
            _stop_blinking(keyboard)
            assert picture(keyboard) == snapshot(name=name)


READ_IN = {
    "marks": (),
    "meaning": ("r",),
    "taken": ("escape", "X"),
    "action": ("j", "j", "j", "j", "j"),
    "doubt": ("j", "j", "j"),
    "column": ("end", "enter"),
}


@pytest.mark.parametrize(("columns", "lines"), [WIDE, SMALL])
@pytest.mark.parametrize("theme", ["jtai-dark", "jtai-light", "few colours"])
async def test_what_would_come_in_looks_as_it_did(
    plan_file: Path,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    columns: int,
    lines: int,
    theme: str,
) -> None:
    if theme == "few colours":
        monkeypatch.setenv("NO_COLOR", "1")
    (plan_file.parent / "progress.csv").write_text(DOCUMENT, encoding="utf-8")
    monkeypatch.chdir(plan_file.parent)
    chosen = Settings(theme=theme)
    async with at_keyboard(plan_file, size=(columns, lines), settings=chosen) as keyboard:
        await keyboard.press("I")
        await keyboard.type("progress.csv\n")
        while keyboard.screen == "ProgressDialog":
            await asyncio.sleep(0.02)
            await keyboard.settle()
        for name, keys in READ_IN.items():
            await keyboard.press(*keys)
            _stop_blinking(keyboard)
            assert picture(keyboard) == snapshot(name=name)


def _stop_blinking(keyboard: Keyboard) -> None:
    for field in keyboard.app.screen.query("Input, TextArea"):
        field.cursor_blink = False
        field._cursor_visible = True
