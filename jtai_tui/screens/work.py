"""A screen on which a plan is worked on: its commands, and how it asks and tells.

Main screen and triage differ in what they show and in which actions a command is for; what a
command does is the same in both and stands in `jobs`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar, cast

from textual import events
from textual.screen import Screen

from jtai_tui.commands import Place, command, why_nothing
from jtai_tui.text import one_line, visible, width_of
from jtai_tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from db.errors import PlanError
    from db.rows import ActionRow
    from jtai_tui.app import JtaiApp
    from jtai_tui.desk import Desk

    Job = Callable[[tuple[ActionRow, ...]], Awaitable[object]]

ResultT = TypeVar("ResultT")


class WorkScreen(Screen[str]):
    """Commands that change the plan, for whatever `targets` returns."""

    PLACE = Place.MAIN

    @property
    def jtai(self) -> JtaiApp:
        """The app."""
        return cast("JtaiApp", self.app)

    @property
    def desk(self) -> Desk:
        """The open plan."""
        return self.jtai.at_desk

    @abstractmethod
    def targets(self) -> tuple[ActionRow, ...]:
        """Return the actions that a command is for: those marked, else the one at hand.

        Raises PlanError where the file can't be read; so does `current`.
        """

    @abstractmethod
    def current(self) -> ActionRow | None:
        """Return the one action at hand."""

    @abstractmethod
    def changed(self, actions: Collection[str], *, rated: bool = False) -> None:
        """Show what the plan says now; `actions` are the ids that changed, () for none of them.

        `rated` says that the change was a rating.
        """

    @abstractmethod
    def reload(self) -> None:
        """Show what the plan says now, whoever has changed it; it may be another copy, too."""

    @abstractmethod
    def undone(self, actions: Collection[str], *, rated: bool, again: bool) -> None:
        """Show what was undone, or done `again`; the rest is as for `changed`."""

    @abstractmethod
    def show_state(self) -> None:
        """Say anew whether all is saved, and whose name changes carry; reads no file."""

    @abstractmethod
    def reach(self) -> Sequence[str]:
        """Return the ids of the actions that `go_to` reaches. Raises PlanError."""

    @abstractmethod
    def go_to(self, place: tuple[str, str]) -> None:
        """Go where the palette leads: a kind of place, and its id."""

    def run_command(self, command_id: str) -> None:
        """Do a command that was chosen other than by its key."""
        self.call_later(self.run_action, f"screen.{command(command_id).action}")

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        """Do what the key in the bar does."""
        self.run_command(message.command_id)

    def on_key(self, event: events.Key) -> None:
        """Put the keys back in place of what was told; say so of a key that does nothing here."""
        self.query_one(KeyBar).notice = ""
        if event.key not in self.active_bindings:
            self.tell(why_nothing(event.key, self.PLACE, self.jtai.commands))

    def tell(self, sentence: str) -> None:
        """Say what happened, or why nothing did, until the next key; at length in a box."""
        bar = self.query_one(KeyBar)
        fits = width_of(one_line(sentence)) < self.app.size.width
        bar.notice = sentence if fits else ""
        if not fits:
            self.notify(visible(sentence), timeout=15, markup=False)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Say what the plan refuses within the block, which then ends there."""
        from db.errors import PlanError as Unread  # noqa: PLC0415  after the first paint

        try:
            yield
        except Unread as error:
            self.missed(error)

    def missed(self, error: PlanError) -> None:
        """Say what could not be read; while a change of ours is made it is read after that."""
        from db.errors import NotAPlan, Refused  # noqa: PLC0415  after the first paint

        self.desk.outlook.behind |= not isinstance(error, NotAPlan | Refused)
        if not self.desk.saving:
            self.tell(self.jtai.in_words(error))

    def start(self, job: Coroutine[object, object, object]) -> None:
        """Do a job that may ask."""
        self.jtai.start(job)

    async def ask(self, dialog: Screen[ResultT]) -> ResultT | None:
        """Show a dialog and return its answer, None if it was left. Only within a job."""
        return await self.jtai.ask(dialog)

    def change(self, job: Job) -> None:
        """Do a job that changes the plan, on the actions that a command is for."""
        if self.desk.plan.read_only:
            self.tell(self.jtai.in_words(self.desk.plan.read_only_because))
        else:
            self.start(self._on_targets(job))

    async def _on_targets(self, job: Job) -> None:
        from jtai_tui.screens import watching  # noqa: PLC0415  after the first paint

        rows = self.targets()  # as they are shown, so that a quarrel with another is seen
        async with watching.its_turn(self.jtai, self.desk):
            await watching.sure_of_file(self.jtai, self.desk, at_once=True)
        await job(rows)

    def action_rate_position(self, position: int) -> None:
        """Rate by position in the scheme."""
        from jtai_tui.screens import rating  # noqa: PLC0415  after the first paint

        level = next((each for each in self.desk.scheme if each.position == position), None)
        if level is None:
            self.tell(f"This plan's scheme has no rating at position {position}; r shows them")
        else:
            self.change(lambda rows: rating.rate(self, rows, level))

    def action_rate(self) -> None:
        """Choose a rating by its letter."""
        from jtai_tui.screens import rating  # noqa: PLC0415

        self.change(lambda rows: rating.pick_rating(self, rows))

    def action_accept_suggested(self) -> None:
        """Record what the rule suggests."""
        from jtai_tui.screens import rating  # noqa: PLC0415

        self.change(lambda rows: rating.accept_suggested(self, rows))

    def action_revise_due(self) -> None:
        """Give a new due date."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.change(lambda rows: jobs.revise_due(self, rows))

    def action_write_update(self) -> None:
        """Write a progress update."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.change(lambda rows: jobs.write_update(self, rows))

    def action_add_evidence(self) -> None:
        """Add evidence to the action at hand."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.change(lambda _: jobs.add_evidence(self, self.current()))

    def action_close_otherwise(self) -> None:
        """End actions without a rating."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.change(lambda rows: jobs.close_otherwise(self, rows))

    def action_reopen(self) -> None:
        """Open closed actions again."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.change(lambda rows: jobs.reopen(self, rows))

    def action_edit(self) -> None:
        """Edit the action at hand."""
        from jtai_tui.screens import editing  # noqa: PLC0415  only when asked

        self.change(lambda _: editing.open_form(self, self.current()))

    def action_edit_outside(self) -> None:
        """Edit the action at hand in the editor of the user's choice."""
        from jtai_tui.screens import editing  # noqa: PLC0415  only when asked

        self.change(lambda _: editing.edit_outside(self, self.current()))

    def action_discard_draft(self) -> None:
        """Throw away what was typed and not saved."""
        from jtai_tui.screens import leaving  # noqa: PLC0415  only when asked

        self.change(lambda rows: leaving.discard_draft(self, rows))

    def action_undo(self) -> None:
        """Take the last change back."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.change(lambda _: jobs.undo(self))

    def action_redo(self) -> None:
        """Do again what was undone."""
        from jtai_tui.screens import jobs  # noqa: PLC0415

        self.change(lambda _: jobs.redo(self))

    def action_change_author(self) -> None:
        """Ask whose name the next changes carry."""
        from jtai_tui.screens import committing  # noqa: PLC0415

        self.start(committing.change_author(self))

    def action_history(self) -> None:
        """Show the log of the plan."""
        from jtai_tui.screens import looking  # noqa: PLC0415

        self.start(looking.history(self))

    def action_verify(self) -> None:
        """Check the file and its log."""
        from jtai_tui.screens import looking  # noqa: PLC0415

        self.start(looking.verify(self))

    def action_open_evidence(self) -> None:
        """Open a file of evidence, or save it."""
        from jtai_tui.screens import evidence  # noqa: PLC0415  only when asked

        self.start(evidence.open_or_save(self, self.current()))

    def action_copy(self) -> None:
        """Copy the action at hand."""
        from jtai_tui.screens import looking  # noqa: PLC0415

        self.start(looking.copy(self))

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
        from jtai_tui.screens import looking  # noqa: PLC0415

        self.start(looking.show_help(self))

    async def action_quit(self) -> None:
        """Leave the app; ask only while something is unsaved."""
        await self.jtai.action_quit()
