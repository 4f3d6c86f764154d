"""Triage: the overdue actions one at a time, worst first, in an order that stands still."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from db.history import action_detail, plan_history
from db.queries import action_ids, action_rows, plan_facts
from db.rows import ActionRow, Order, Selection, SortKey, View
from jtai_tui.commands import Place, commands_for
from jtai_tui.screens.work import WorkScreen
from jtai_tui.text import one_line
from jtai_tui.widgets.detail_text import detail_blocks
from jtai_tui.widgets.key_bar import KeyBar
from jtai_tui.widgets.line_pane import bindings_of
from jtai_tui.widgets.reader import Reader
from jtai_tui.widgets.triage_bar import Progress, TriageBar

_KEYS = ("accept-suggested", "rate", "revise-due", "write-update", "next-overdue", "help")


class TriageScreen(WorkScreen):
    """Gives back the id of the action that was looked at last, None if none was overdue.

    Whoever rates an item goes on to the next; whoever revises or writes stays with it. The order
    is fixed when triage begins, whatever is changed.
    """

    PLACE = Place.TRIAGE
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(
        *(each.id for each in commands_for(Place.TRIAGE) if each.keys)
    )
    AUTO_FOCUS = "#item"

    def __init__(self) -> None:
        super().__init__()
        self._ids: tuple[str, ...] = ()
        self._at = 0
        self._judged: set[str] = set()
        self._first_row = 0

    def compose(self) -> ComposeResult:
        """Yield the bar, the item and the keys."""
        yield TriageBar(id="progress")
        yield Reader(id="item")
        keys = KeyBar(Place.TRIAGE, id="keys")
        keys.show(Place.TRIAGE, _KEYS)
        yield keys

    def on_mount(self) -> None:
        """Fix the order, and show the worst."""
        desk = self.desk
        self._ids = action_ids(
            desk.plan,
            Selection(view=View.OVERDUE),
            Order(SortKey.DAYS),
            today=desk.today(),
        )
        self._first_row = plan_facts(desk.plan).events
        self._show()

    @property
    def _here(self) -> str | None:
        return self._ids[self._at] if self._ids else None

    def current(self) -> ActionRow | None:
        """Return the item."""
        if self._here is None:
            return None
        rows = action_rows(self.desk.plan, [self._here], today=self.desk.today())
        return rows[0] if rows else None

    def targets(self) -> tuple[ActionRow, ...]:
        """Return the item."""
        row = self.current()
        return () if row is None else (row,)

    def changed(self, actions: Collection[str] | None, *, rated: bool = False) -> None:
        """Show the item as it is now; once it is rated, the next."""
        if actions is None:
            self._go_back_to_undone()
        elif rated and self._here in actions:
            self._judged.add(str(self._here))
            self._advance()
            return
        self._show()

    def _go_back_to_undone(self) -> None:
        """Go to the item of the newest log row: what was undone or done again."""
        newest = plan_history(self.desk.plan, most=10)
        references = [entry.reference for entry in newest[:1]]
        rows = action_rows(self.desk.plan, self._ids, today=self.desk.today())
        for place, row in enumerate(rows):
            if row.reference in references:
                self._at = place
                self._judged.discard(row.id)

    def _advance(self) -> None:
        """Go to the next item that is not rated yet; after the last, end."""
        later = [*range(self._at + 1, len(self._ids)), *range(self._at)]
        to_do = next((place for place in later if self._ids[place] not in self._judged), None)
        if to_do is None:
            self._show()
            self.call_later(self.action_back)
        else:
            self._at = to_do
            self._show()

    def _show(self) -> None:
        desk, here = self.desk, self._here
        if here is None:
            return
        detail = action_detail(desk.plan, here, today=desk.today())
        row = detail.row
        late = f"{row.days_overdue} days late" if row.overdue else "no longer overdue"
        self.query_one(TriageBar).show(
            Progress(
                self._at + 1,
                len(self._ids),
                tuple(each in self._judged for each in self._ids),
                "1 day late" if row.overdue and row.days_overdue == 1 else late,
                desk.author or "",
            )
        )
        self.query_one(Reader).show(here, detail_blocks(detail, desk.scheme, desk.today()))

    def go_to(self, place: tuple[str, str]) -> None:
        """Do a command, or jump to an item; whatever else there is, is not in triage."""
        kind, name = place
        if kind == "command":
            self.run_command(name)
        elif kind == "action" and name in self._ids:
            self._at = self._ids.index(name)
            self._show()
        else:
            self.tell("Not in triage: esc leads back to the whole plan")

    def action_next_overdue(self) -> None:
        """Skip to the next item; after the last, end."""
        if self._at + 1 < len(self._ids):
            self._at += 1
            self._show()
        else:
            self.action_back()

    def action_previous_overdue(self) -> None:
        """Go to the item before."""
        if self._at:
            self._at -= 1
            self._show()
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
            self.go_to(("action", chosen))

    def action_back(self) -> None:
        """End: sum up what was changed, and go back to the main screen."""
        self.start(self._end())

    async def _end(self) -> None:
        from jtai_tui.screens.dialogs.reading import SummaryScreen  # noqa: PLC0415

        done = [entry for entry in plan_history(self.desk.plan) if entry.seq > self._first_row]
        if done:
            lines = [
                f"{entry.reference:>4}  {entry.sentence}"
                + (f": {entry.reason}" if entry.reason else "")
                for entry in reversed(done)
            ]
            left = len(self._ids) - len(self._judged)
            title = f"Triage: {len(self._judged)} rated, {left} left as they were"
            await self.ask(SummaryScreen(title, lines))
        self.dismiss(self._here)
