"""Somebody at the keyboard of the app, and what they see and find in the file afterwards.

Textual's own Pilot waits until the processor rests, some 60 ms for each key. The app knows when
a key has been answered, so that here nobody waits longer than it takes. And Textual paints several
times for a key, for a driver that shows it to nobody: here the screen is painted when what was
typed has been answered, and whenever a test looks at it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from textual import events
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Static

from jtai_tui.app import JtaiApp
from jtai_tui.places import Places
from jtai_tui.settings import Settings
from jtai_tui.widgets.key_bar import KeyBar
from jtai_tui.widgets.plan_header import HeaderFacts, PlanHeader

TODAY = date(2020, 7, 1)
WIDE = (120, 40)
SMALL = (80, 24)

_GLANCE = 0.001  # seconds

_CHARACTERS = {"enter": "\r", "space": " ", "tab": "\t", "escape": "\x1b"}


class Logged(NamedTuple):
    """A row of the log: which action, which field, what it became, why, who, and from where."""

    reference: str | None
    field: str
    new: str | None
    reason: str | None
    author: str
    origin: str
    batch: str
    at: str


@dataclass(frozen=True)
class Keyboard:
    """Somebody at the keyboard; `path` is the plan that they opened."""

    app: JtaiApp
    pilot: Pilot[int]
    path: Path

    async def press(self, *keys: str) -> None:
        """Press keys as fast as a paste would, and wait until all of them are answered."""
        for key in keys:
            event = key_event(key)
            event.set_sender(self.app)
            assert self.app._driver is not None
            self.app._driver.send_message(event)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, its line ends with enter."""
        named = {"\n": "enter", " ": "space"}
        await self.press(*(named.get(character, character) for character in text))

    async def paste(self, text: str) -> None:
        """Paste a text."""
        event = events.Paste(text)
        event.set_sender(self.app)
        assert self.app._driver is not None
        self.app._driver.send_message(event)
        await self.settle()

    async def settle(self) -> None:
        """Wait until everything that was typed is answered and painted.

        Whoever only asks again and again keeps the threads aside, which are waited for, from work.
        """
        quiet = 0
        while quiet < 2 and self.app.return_value is None:
            if self.app.typed_ahead.idle:
                await self.pilot.pause(0)
                quiet += 1
            else:
                await asyncio.sleep(_GLANCE)
                quiet = 0
        if self.app.return_value is None:
            assert self.lines

    @property
    def screen(self) -> str:
        """What kind of screen is on top."""
        return type(self.app.screen).__name__

    @property
    def focus(self) -> str | None:
        """The id of what keys go to."""
        return None if self.app.screen.focused is None else self.app.screen.focused.id

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        visible_screen_stack.set(self.app._background_screens)
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """What stands on the screen, as one text."""
        return "\n".join(self.lines)

    @property
    def notice(self) -> str:
        """What was told last, in the line at the foot or in a box."""
        bars = [screen.query(KeyBar).first().notice for screen in self.app.screen_stack
                if screen.query(KeyBar)]  # fmt: skip
        boxes = [each.message for each in self.app._notifications]
        return next((said for said in (*reversed(bars), *reversed(boxes)) if said), "")

    @property
    def problem(self) -> str:
        """What the dialog or form on top says is wrong."""
        return str(self.app.screen.query_one("#problem", Static).content)

    @property
    def header(self) -> HeaderFacts:
        """What the header of the main screen says."""
        return self.main.query_one(PlanHeader).facts

    @property
    def main(self) -> Any:
        """The main screen."""
        return self.app.screen_stack[0]

    @property
    def row(self) -> str | None:
        """The reference of the action under the cursor of the table."""
        row = self.main.table.cursor_row
        return None if row is None else row.reference

    @property
    def references(self) -> list[str]:
        """The references in the table, from top to bottom."""
        return [row.reference for row in self.main._fetch(self.main.table.ids)]

    async def go_to(self, reference: str) -> None:
        """Put the cursor of the table on an action."""
        self.main.show_action(action_id(self.path, reference))
        await self.settle()

    def log(self) -> list[Logged]:
        """What was logged since the plan was loaded, by plain SQLite."""
        return read_log(self.path)

    def cell(self, reference: str, field: str) -> str | None:
        """What the file holds now, by plain SQLite."""
        return read_cell(self.path, reference, field)


@asynccontextmanager
async def at_keyboard(
    path: Path,
    *,
    size: tuple[int, int] = WIDE,
    author: str | None = "J Smith",
    today: date = TODAY,
    settings: Settings | None = None,
    places: Places | None = None,
) -> AsyncIterator[Keyboard]:
    """Open a plan in the app; the user's folders are made beside it."""
    home = path.parent
    app = JtaiApp(
        path,
        places=places or Places(home / "config", home / "state", home / "data"),
        today=today,
        author=author,
        settings=settings,
    )
    with _nothing_painted():
        async with app.run_test(size=size, notifications=True) as pilot:
            keyboard = Keyboard(app, pilot, path)
            await keyboard.settle()
            while app.desk is not None and not keyboard.main._complete:
                await keyboard.settle()
            await keyboard.settle()  # what the last of it has started
            yield keyboard


@contextmanager
def _nothing_painted() -> Iterator[None]:
    """Let Textual paint nothing; what is there is drawn by `lines`."""
    paint = Compositor.render_update

    def put_off(compositor: Compositor, *_: object, **__: object) -> None:
        compositor._dirty_regions.clear()

    Compositor.render_update = put_off  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        Compositor.render_update = paint  # type: ignore[method-assign]


def read_log(path: Path) -> list[Logged]:
    """Return what was logged in a plan since it was loaded."""
    reference = "(SELECT reference FROM action_now WHERE id = entity)"
    query = (
        f"SELECT {reference}, field, new, reason, author, origin, batch, at"
        " FROM event WHERE origin <> 'loaded' ORDER BY seq"
    )
    with closing(sqlite3.connect(path)) as connection:
        return [Logged(*row) for row in connection.execute(query)]


def read_cell(path: Path, reference: str, field: str) -> str | None:
    """Return a cell of an action."""
    with closing(sqlite3.connect(path)) as connection:
        query = f"SELECT {field} FROM action_now WHERE reference = ?"
        return (
            str(found) if (found := connection.execute(query, [reference]).fetchone()[0]) else None
        )


def action_id(path: Path, reference: str) -> str:
    """Return the id of an action."""
    found = read_cell(path, reference, "id")
    assert found is not None
    return found


def key_event(key: str) -> events.Key:
    """Return what a terminal sends for a key of this name."""
    if len(key) == 1:
        return events.Key(key if key.isalnum() else _character_to_key(key), key)
    return events.Key(key, _CHARACTERS.get(key))
