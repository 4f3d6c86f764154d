"""A screen on which a plan is worked on: its commands, and how it asks and tells.

Main screen and triage differ in what they show and in which actions a command is for; what a
command does is the same in both and stands in `jobs`.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Collection, Coroutine
from typing import TYPE_CHECKING, TypeVar, cast

from textual.screen import Screen

from db.rows import ActionRow
from jtai_tui.commands import COMMANDS, Place, command
from jtai_tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from jtai_tui.app import JtaiApp
    from jtai_tui.desk import Desk

ResultT = TypeVar("ResultT")


class WorkScreen(Screen[str]):
    """Commands that change the plan, for whatever `targets` returns."""

    PLACE = Place.MAIN

    @property
    def desk(self) -> Desk:
        """The open plan. No key is given out before it is there."""
        desk = cast("JtaiApp", self.app).desk
        if desk is None:
            raise RuntimeError("no plan is open")
        return desk

    @abstractmethod
    def targets(self) -> tuple[ActionRow, ...]:
        """Return the actions that a command is for: those marked, else the one at hand."""

    @abstractmethod
    def current(self) -> ActionRow | None:
        """Return the one action at hand."""

    @abstractmethod
    def changed(self, actions: Collection[str] | None, *, rated: bool = False) -> None:
        """Show what the plan says now; `actions` are the ids that changed, None for any.

        `rated` says that the change was a rating.
        """

    @abstractmethod
    def go_to(self, place: tuple[str, str]) -> None:
        """Go where the palette leads: a kind of place, and its id."""

    def run_command(self, command_id: str) -> None:
        """Do a command that was chosen other than by its key."""
        self.call_later(self.run_action, f"screen.{command(command_id).action}")

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        """Do what the key in the bar does."""
        self.run_command(message.command_id)

    def on_key(self) -> None:
        """Put the keys back in place of what was told."""
        self.query_one(KeyBar).notice = ""

    def tell(self, sentence: str) -> None:
        """Say what happened, or why nothing did, until the next key."""
        self.query_one(KeyBar).notice = sentence

    def start(self, job: Coroutine[object, object, object]) -> None:
        """Do a job that may ask; keys typed ahead wait for its dialogs, or for its end."""
        typed_ahead = cast("JtaiApp", self.app).typed_ahead

        async def work() -> None:
            try:
                await job
            finally:
                typed_ahead.release()

        typed_ahead.hold()
        self.run_worker(work(), exit_on_error=True)

    async def ask(self, dialog: Screen[ResultT]) -> ResultT | None:
        """Show a dialog and return its answer, None if it was left. Only within a job."""
        typed_ahead = cast("JtaiApp", self.app).typed_ahead
        answer: asyncio.Future[ResultT | None] = asyncio.get_running_loop().create_future()
        await self.app.push_screen(dialog, answer.set_result)
        typed_ahead.release()
        try:
            return await answer
        finally:
            typed_ahead.hold()

    def action_rate_position(self, position: int) -> None:
        """Rate by position in the scheme."""
        from jtai_tui.screens import jobs  # noqa: PLC0415  after the first paint

        level = next((each for each in self.desk.scheme if each.position == position), None)
        if level is None:
            self.tell(f"This plan's scheme has no rating at position {position}; r shows them")
        else:
            self.start(jobs.rate(self, self.targets(), level))

    def action_rate(self) -> None:
        """Choose a rating by its letter."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.start(jobs.pick_rating(self, self.targets()))

    def action_accept_suggested(self) -> None:
        """Record what the rule suggests."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.start(jobs.accept_suggested(self, self.targets()))

    def action_revise_due(self) -> None:
        """Give a new due date."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.start(jobs.revise_due(self, self.targets()))

    def action_write_update(self) -> None:
        """Write a progress update."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.start(jobs.write_update(self, self.targets()))

    def action_add_evidence(self) -> None:
        """Add evidence to the action at hand."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.start(jobs.add_evidence(self, self.current()))

    def action_close_otherwise(self) -> None:
        """End actions without a rating."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.start(jobs.close_otherwise(self, self.targets()))

    def action_reopen(self) -> None:
        """Open closed actions again."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.start(jobs.reopen(self, self.targets()))

    def action_edit(self) -> None:
        """Edit the action at hand."""
        from jtai_tui.screens import editing  # noqa: PLC0415  only when asked

        self.start(editing.open_form(self, self.current()))

    def action_edit_outside(self) -> None:
        """Edit the action at hand in the editor of the user's choice."""
        from jtai_tui.screens import editing  # noqa: PLC0415  only when asked

        self.start(editing.edit_outside(self, self.current()))

    def action_undo(self) -> None:
        """Take the last change back."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.start(jobs.undo(self))

    def action_redo(self) -> None:
        """Do again what was undone."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.start(jobs.redo(self))

    def action_change_author(self) -> None:
        """Ask whose name the next changes carry."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.start(jobs.change_author(self))

    def action_history(self) -> None:
        """Show the log of the plan."""
        from jtai_tui.screens import looking  # noqa: PLC0415

        self.start(looking.history(self))

    def action_verify(self) -> None:
        """Check the file and its log."""
        from jtai_tui.screens import looking  # noqa: PLC0415

        self.start(looking.verify(self))

    def action_copy(self) -> None:
        """Copy the action at hand."""
        from jtai_tui.screens import looking  # noqa: PLC0415

        looking.copy(self, self.current())

    def action_theme(self) -> None:
        """Choose the colours."""
        from jtai_tui.screens import looking  # noqa: PLC0415

        self.start(looking.choose_theme(self))

    def action_palette(self) -> None:
        """Choose among everything."""
        from jtai_tui.screens import looking  # noqa: PLC0415

        self.start(looking.palette(self))

    def action_help(self) -> None:
        """Help for where you are."""
        from jtai_tui.screens.dialogs.help import HelpScreen  # noqa: PLC0415

        self.app.push_screen(HelpScreen(self.PLACE, COMMANDS, self.desk.scheme))

    def action_quit(self) -> None:
        """Leave the app; ask only while something is unsaved."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.start(jobs.leave(self))
