"""The app: opens a plan file, shows the main screen first and the file's content after."""

from __future__ import annotations

import asyncio
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import App

from jtai_tui.places import Places
from jtai_tui.screens.main import MainScreen
from jtai_tui.settings import Settings
from jtai_tui.theme import BREAKPOINTS, has_few_colours, set_up_themes, style_sheet
from jtai_tui.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from jtai_tui.desk import Desk


class JtaiApp(App[int]):
    """One plan file on the screen.

    `today` stands in for the real day, `author` for the name in the settings.
    """

    TITLE = "jtai"
    CSS = style_sheet()
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []  # noqa: RUF012  Textual's own quit key is bound by our registry

    def __init__(
        self,
        path: Path,
        *,
        places: Places,
        today: date | None = None,
        author: str | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(ansi_color=True if has_few_colours(os.environ) else None)
        chosen = settings or Settings()
        set_up_themes(self, chosen.theme)
        self.set_keymap(chosen.keys)
        self.desk: Desk | None = None
        self._path = path
        self._places = places
        self._today = today
        self._author = author or chosen.author
        self.typed_ahead = TypedAhead(super().on_event, lambda: self.focused or self.screen)
        self._giving: asyncio.Task[None] | None = None

    def get_default_screen(self) -> MainScreen:
        """Return the main screen: its frame, until the plan is open."""
        return MainScreen()

    def on_mount(self) -> None:
        """Give out keys once the plan is open; open it as soon as the frame is painted."""
        self.typed_ahead.hold()
        self._giving = asyncio.create_task(self.typed_ahead.run())
        self.call_after_refresh(self.open_plan)

    async def on_event(self, event: events.Event) -> None:
        """Queue what is typed; let everything else through."""
        typed = isinstance(event, events.Key | events.Paste)
        if typed and not event.is_forwarded:
            self.typed_ahead.put(event)
        else:
            await super().on_event(event)

    def open_plan(self) -> None:
        """Open the plan file, or say why it can't be opened and what the way on is."""
        from db.errors import PlanError  # noqa: PLC0415  after the first paint
        from jtai_tui.desk import open_desk  # noqa: PLC0415  after the first paint

        try:
            self.desk = open_desk(
                self._path, places=self._places, author=self._author, today=self._today
            )
        except PlanError as error:
            self._cannot_open(str(error))
        else:
            screen = self.screen
            if isinstance(screen, MainScreen):
                screen.take(self.desk)
        self.typed_ahead.release()

    def _cannot_open(self, problem: str) -> None:
        from jtai_tui.screens.dialogs.message import Choice, MessageScreen  # noqa: PLC0415

        choices = [Choice("quit", "q", "Quit"), Choice("again", "t", "Try again")]
        screen = MessageScreen("This plan can't be opened", problem, choices)
        self.push_screen(screen, self._after_problem)

    def _after_problem(self, answer: str | None) -> None:
        if answer == "again":
            self.typed_ahead.hold()
            self.call_after_refresh(self.open_plan)
        else:
            self.exit(1)

    async def on_unmount(self) -> None:
        """Let go of the file."""
        if self._giving is not None:
            self._giving.cancel()
        if self.desk is not None:
            self.desk.close()


def run_app(
    path: Path,
    *,
    today: date | None,
    author: str | None,
    settings: Settings,
    places: Places,
) -> int:
    """Show the plan at `path` until somebody quits; return the exit code."""
    app = JtaiApp(path, places=places, today=today, author=author, settings=settings)
    return app.run() or app.return_code or 0
