"""The app: opens a plan file, shows the main screen first and the file's content after."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections.abc import Coroutine
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from jtai_tui.commands import command, keys_in, with_keys
from jtai_tui.lenient_input import read_leniently
from jtai_tui.places import Places
from jtai_tui.screens.main import MainScreen
from jtai_tui.screens.work import WorkScreen
from jtai_tui.settings import Settings
from jtai_tui.theme import BREAKPOINTS, has_few_colours, set_up_themes, style_sheet
from jtai_tui.typed_ahead import TypedAhead
from jtai_tui.whole_pastes import take_pastes_whole

if TYPE_CHECKING:
    from jtai_tui.desk import Desk

ResultT = TypeVar("ResultT")

_QUIT = command("quit-anywhere")

_PATIENCE = 1.0
"""Seconds; what lasts longer says how far it has come."""


class JtaiApp(App[int], inherit_bindings=False):
    """One plan file on the screen.

    `today` stands in for the real day, `author` for the name in the settings.
    """

    TITLE = "jtai"
    CSS = style_sheet()
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(_QUIT.keys), "quit", _QUIT.name, show=False, priority=True, id=_QUIT.id),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

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
        self.set_keymap({name: keys for name, keys in chosen.keys.items() if keys_in(keys)})
        self.commands = with_keys(chosen.keys)
        self.desk: Desk | None = None
        self.shows_revisions = chosen.revisions
        self._path = path
        self._places = places
        self._today = today
        self._author = author or chosen.author
        self.typed_ahead = TypedAhead(
            super().on_event, lambda: self.focused or self.screen, self._catch_up
        )
        self._leaving = False

    @property
    def at_desk(self) -> Desk:
        """The open plan. No key is given out before it is there."""
        if self.desk is None:
            raise RuntimeError("no plan is open")
        return self.desk

    def get_default_screen(self) -> MainScreen:
        """Return the main screen: its frame, until the plan is open.

        It has the class of the terminal's width from the start, so that it is laid out once.
        """
        screen = MainScreen()
        width = self.size.width
        screen.add_class(next(name for least, name in reversed(BREAKPOINTS) if width >= least))
        return screen

    def on_mount(self) -> None:
        """Give out keys once the plan is open: the main screen has it opened."""
        self.typed_ahead.hold()
        self.run_worker(self.typed_ahead.run(), name="typed ahead")

    async def on_event(self, event: events.Event) -> None:
        """Queue what is typed; let everything else through."""
        typed = isinstance(event, events.Key | events.Paste)
        if typed and not event.is_forwarded:
            self.typed_ahead.put(_as_meant(event))
        else:
            await super().on_event(event)

    def open_plan(self) -> None:
        """Open the plan file, or say why it can't be opened and what the way on is."""
        self.run_worker(self._open_plan(), name="opening")

    async def _open_plan(self) -> None:
        from db.errors import PlanError  # noqa: PLC0415  after the first paint
        from jtai_tui.desk import open_desk  # noqa: PLC0415  after the first paint

        shown = time.monotonic() + _PATIENCE

        def progress(done: float) -> None:
            if time.monotonic() > shown:
                self.call_from_thread(self._tell_progress, done)

        try:
            self.desk = await asyncio.to_thread(
                open_desk,
                self._path,
                places=self._places,
                author=self._author,
                today=self._today,
                progress=progress,
            )
            if isinstance(self.screen, MainScreen):
                self.screen.take(self.desk)
        except PlanError as error:
            if self.desk is not None:
                self.desk.close()
                self.desk = None
            self.start(self._cannot_open(str(error)))
        self.typed_ahead.release()
        self.call_after_refresh(_collect_again)

    def _tell_progress(self, done: float) -> None:
        if isinstance(self.screen, MainScreen):
            self.screen.tell(f"Checking the file before it is opened, {done:.0%}")

    async def _cannot_open(self, problem: str) -> None:
        """Offer the ways on until one of them leads to a plan, or out."""
        from db.errors import PlanError  # noqa: PLC0415  after the first paint
        from jtai_tui.screens.dialogs.message import Choice, MessageScreen  # noqa: PLC0415

        choices = [
            Choice("quit", "q", "Quit"),
            Choice("again", "t", "Try again"),
            Choice("backup", "b", "Go back to a backup"),
        ]
        while True:
            answer = await self.ask(MessageScreen("This plan can't be opened", problem, choices))
            if answer == "backup":
                from jtai_tui.screens import keeping  # noqa: PLC0415  only when asked

                try:
                    author = await keeping.go_back_unopened(
                        self, self._path, self._places, self._author
                    )
                    if author is None:
                        continue
                    self._author = author
                except PlanError as error:
                    problem = str(error)
                    continue
            elif answer != "again":
                self.exit(1)
                return
            self.typed_ahead.hold()
            self.call_after_refresh(self.open_plan)
            return

    def start(self, job: Coroutine[object, object, object]) -> bool:
        """Do a job that may ask; keys typed ahead wait for its dialogs, or for its end.

        What the plan or the disk refuses is said. Returns False, and does nothing but say so,
        while a change is still being saved, which only the mouse is quick enough for.
        """
        from db.errors import PlanError  # noqa: PLC0415  after the first paint

        if self.desk is not None and self.desk.saving:
            job.close()
            self.tell("The change before is still being saved")
            return False

        async def work() -> None:
            try:
                await job
            except PlanError as error:
                self.tell(self.in_words(error))
            except OSError as error:
                self.tell(f"{error.filename or 'The disk'}: {error.strerror or error}")
            except Exception as error:
                self.admit(error)
            finally:
                self.show_state()
                self.typed_ahead.release()

        self.typed_ahead.hold()
        self.run_worker(work(), name="job")
        return True

    def admit(self, error: Exception) -> None:
        """Say what should not have happened; only within the `except` that caught it.

        The drafts of whoever works here are worth more than a clean end. JTAI_DEBUG=1 ends it.
        """
        if os.environ.get("JTAI_DEBUG") == "1":
            raise error
        self.tell(
            f"This should not have happened ({type(error).__name__}: {error});"
            " what you typed is kept. Please report it, with what JTAI_DEBUG=1 shows"
        )

    async def ask(self, dialog: Screen[ResultT]) -> ResultT | None:
        """Show a dialog and return its answer, None if it was left. Only within a job."""
        answer = self.push_screen(dialog, wait_for_dismiss=True)
        # The next key waits from the very moment of the answer, not from when a job hears of it.
        answer.add_done_callback(lambda _: self.typed_ahead.hold())
        ready = asyncio.Event()
        dialog.call_later(ready.set)  # once it is composed, and the focus is where one types
        await ready.wait()
        self.typed_ahead.release()
        return await answer

    def in_words(self, error: Exception | str) -> str:
        """Return what an error says, without the name of the file that everybody has before them.

        It begins like a sentence.
        """
        said = str(error)
        if self.desk is not None:
            said = said.removeprefix(f"{self.desk.plan.path}: ")
        file = said.partition(": ")[0]  # which is no other one, spelt with a capital
        return said if "." in file and " " not in file else said[:1].upper() + said[1:]

    def tell(self, sentence: str) -> None:
        """Say something on the screen on which somebody works."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, WorkScreen):
                screen.tell(sentence)
                return

    def _catch_up(self) -> None:
        shown = self.screen_stack[-1:]  # none is left while the app ends
        if shown and isinstance(shown[0], MainScreen):
            shown[0].catch_up()

    def show_state(self) -> None:
        """Say anew on every screen whether all is saved, and whose name changes carry."""
        if self.desk is None:
            return
        for screen in self.screen_stack:
            if isinstance(screen, WorkScreen):
                screen.show_state()

    async def action_quit(self) -> None:
        """Quit from wherever somebody is; ask first while something typed is not in the file."""
        if self.desk is None:
            self.exit(1)
        elif not self._leaving:
            self._leaving = self.start(self._leave(self.desk))

    async def _leave(self, desk: Desk) -> None:
        from jtai_tui.screens.leaving import may_leave  # noqa: PLC0415  only when asked

        try:
            if await may_leave(self, desk):
                self.exit(0)
        finally:
            self._leaving = False

    def action_help_quit(self) -> None:
        """Say how to quit to whoever presses ctrl+c, which copies what is selected."""
        self.tell("ctrl+c copies what is selected; ctrl+q quits")

    async def on_unmount(self) -> None:
        """Let go of the file."""
        if self.desk is not None:
            self.desk.close()


def _as_meant(event: events.Event) -> events.Event:
    """Return what was typed, by the name of the key that was meant.

    A terminal sends a new line for enter until the app has taken it over, with all that is typed
    while it starts; and for the line ends of what is pasted, if it does not say that it is.
    """
    new_line = isinstance(event, events.Key) and event.key == "ctrl+j"
    return events.Key("enter", "\r") if new_line else event


def _collect_again() -> None:
    """Let garbage be collected, which opening the app put off; what is imported is none."""
    gc.freeze()
    gc.enable()


def run_app(
    path: Path,
    *,
    today: date | None,
    author: str | None,
    settings: Settings,
    places: Places,
) -> int:
    """Show the plan at `path` until somebody quits; return the exit code."""
    read_leniently()
    take_pastes_whole()
    app = JtaiApp(path, places=places, today=today, author=author, settings=settings)
    return app.run() or app.return_code or 0
