"""Triage: the overdue actions one at a time, worst first, in an order that stands still."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from db.history import action_detail, plan_history
from db.queries import action_rows, plan_facts
from db.rows import ActionRow
from jtai_tui.commands import Place, commands_for
from jtai_tui.screens.at_hand import blocks_of
from jtai_tui.screens.work import WorkScreen
from jtai_tui.text import one_line
from jtai_tui.widgets.key_bar import KeyBar
from jtai_tui.widgets.line_pane import bindings_of
from jtai_tui.widgets.reader import Reader
from jtai_tui.widgets.triage_bar import Progress, TriageBar

_KEYS = ("accept-suggested", "rate", "revise-due", "write-update", "next-overdue", "help")


class TriageScreen(WorkScreen):
    """Shows the actions `ids`, of which there is one at least; gives back the last one shown.

    Whoever rates an item goes on to the next; whoever revises or writes stays with it. The order
    stays as it was given, whatever is changed. `events` is how many rows the log has at the start.
    """

    PLACE = Place.TRIAGE
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(
        *(each.id for each in commands_for(Place.TRIAGE) if each.keys)
    )
    AUTO_FOCUS = "#item"

    def __init__(self, ids: Sequence[str], events: int) -> None:
        super().__init__()
        self._ids = tuple(ids)
        self._events = events
        self._at = 0
        self._rated: set[str] = set()
        self._late = ""
        self._row: ActionRow | None = None

    def compose(self) -> ComposeResult:
        """Yield the bar, the item and the keys."""
        yield TriageBar(id="progress")
        yield Reader(id="item")
        keys = KeyBar(Place.TRIAGE, id="keys")
        keys.show(Place.TRIAGE, _KEYS)
        yield keys

    def on_mount(self) -> None:
        """Show the worst."""
        self._show()

    @property
    def _here(self) -> str:
        return self._ids[self._at]

    def current(self) -> ActionRow | None:
        """Return the item as it is shown."""
        return self._row

    def targets(self) -> tuple[ActionRow, ...]:
        """Return the item as it is shown."""
        return () if self._row is None else (self._row,)

    def reach(self) -> Sequence[str]:
        """Return the items."""
        return self._ids

    def changed(self, actions: Collection[str], *, rated: bool = False) -> None:
        """Show the item as it is now; once it is rated, the next."""
        if rated and self._here in actions:
            self._rated.add(self._here)
            self._advance()
        else:
            self._show()

    def reload(self) -> None:
        """Show the item as it is now."""
        self._show()

    def undone(self, actions: Collection[str], *, rated: bool, again: bool) -> None:
        """Go to the item that was changed back; if that was its rating, it is to do again."""
        items = [place for place, each in enumerate(self._ids) if each in actions]
        for place in items[:1]:
            self._at = place
        if rated:
            turned = {self._ids[place] for place in items}
            self._rated = self._rated | turned if again else self._rated - turned
        self._show()

    def _advance(self) -> None:
        """Go to the next item that is not rated yet; after the last, end."""
        later = [*range(self._at + 1, len(self._ids)), *range(self._at)]
        to_do = next((place for place in later if self._ids[place] not in self._rated), None)
        if to_do is None:
            self._show()
            self.call_later(self.action_back)
        else:
            self._go_to(to_do)

    def _go_to(self, place: int) -> None:
        self._at = place
        self._show()

    def _show(self) -> None:
        desk, here = self.desk, self._here
        if self._row is not None and self._row.id != here:
            self._row = None
        with self.telling():
            detail = action_detail(desk.plan, here, today=desk.today())
            self._row, self._late = detail.row, _how_late(detail.row)
            self.query_one(Reader).show(here, blocks_of(desk, detail))
        self.show_state()

    def show_state(self) -> None:
        """Say how far this is, how late the item is, and whether all is saved."""
        self.query_one(TriageBar).show(
            Progress(
                self._at + 1,
                len(self._ids),
                tuple(each in self._rated for each in self._ids),
                self._late,
                self.desk.author or "",
                unsaved=bool(self.desk.drafts.unsaved),
                stuck=bool(self.desk.outlook.trouble),
            )
        )

    def go_to(self, place: tuple[str, str]) -> None:
        """Do a command, or jump to an item."""
        kind, name = place
        if kind == "command":
            self.run_command(name)
        else:
            self._go_to(self._ids.index(name))

    def action_next_overdue(self) -> None:
        """Skip to the next item; after the last, end."""
        if self._at + 1 < len(self._ids):
            self._go_to(self._at + 1)
        else:
            self.action_back()

    def action_previous_overdue(self) -> None:
        """Go to the item before."""
        if self._at:
            self._go_to(self._at - 1)
        else:
            self.tell("This is the first one")

    def action_filter(self) -> None:
        """Jump to an item by its words."""
        self.start(self._jump())

    async def _jump(self) -> None:
        from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice  # noqa: PLC0415

        rows = action_rows(self.desk.plan, self._ids, today=self.desk.today())
        choices = [
            ListChoice(row.id, f"{row.reference}  {one_line(row.action)}", row.agency, row.finding)
            for row in rows
        ]
        chosen = await self.ask(ChoiceDialog("Jump to", choices))
        if chosen is not None:
            self._go_to(self._ids.index(chosen))

    def action_back(self) -> None:
        """End: sum up what was changed, and go back to the main screen."""
        self.start(self._end())

    async def _end(self) -> None:
        from jtai_tui.screens.dialogs.reading import SummaryScreen  # noqa: PLC0415

        with self.telling():
            title, lines = self._summary()
            if lines:
                await self.ask(SummaryScreen(title, lines))
        self.dismiss(self._here)

    def _summary(self) -> tuple[str, list[str]]:
        """Return how many items were rated, and a line for each row of the log since the start."""
        since = plan_facts(self.desk.plan).events - self._events
        done = plan_history(self.desk.plan, most=since) if since > 0 else ()
        lines = [
            f"{entry.reference:>4}  {entry.sentence}"
            + (f": {entry.reason}" if entry.reason else "")
            for entry in reversed(done)
        ]
        left = len(self._ids) - len(self._rated)
        return f"Triage: {len(self._rated)} of {len(self._ids)} rated, {left} not", lines


def _how_late(row: ActionRow) -> str:
    if not row.overdue:
        return "no longer overdue"
    return "1 day late" if row.days_overdue == 1 else f"{row.days_overdue:,} days late"
