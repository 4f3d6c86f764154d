"""Going through what is overdue: from one to the next in the table, and one by one in triage."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from jtai_tui.screens.panes import PanesScreen

if TYPE_CHECKING:
    from db.selection import SortKey


class OverdueScreen(PanesScreen):
    """The commands that lead to what is late."""

    def action_next_overdue(self) -> None:
        """Go to the next overdue action of the table, from the last to the first."""
        self._to_overdue(1)

    def action_previous_overdue(self) -> None:
        """Go to the overdue action before."""
        self._to_overdue(-1)

    def _to_overdue(self, step: int) -> None:
        with self.telling():
            self._to_one_of(frozenset(self._overdue()), step)

    def _overdue(self, key: SortKey | None = None) -> tuple[str, ...]:
        from db.queries import action_ids  # noqa: PLC0415  after the first paint
        from db.selection import Order, Selection, View  # noqa: PLC0415

        order = Order() if key is None else Order(key)
        wanted, today = Selection(view=View.OVERDUE), self.desk.today()
        return action_ids(self.desk.plan, wanted, order, today=today)

    def _to_one_of(self, overdue: Collection[str], step: int) -> None:
        from jtai_tui.screens.in_force import next_of  # noqa: PLC0415  after the first paint

        found = next_of(self.table.ids, self.table.cursor, overdue, step)
        if found is None:
            other = "other " if self.table.cursor_key in overdue else ""
            self.tell(f"No {other}action is overdue here")
        else:
            self.table.move_to(found)
            self.enter("table")

    def action_triage(self) -> None:
        """One overdue action at a time, worst first."""
        self.start(self._triage())

    async def _triage(self) -> None:
        from db.queries import plan_facts  # noqa: PLC0415  only when asked
        from db.selection import SortKey  # noqa: PLC0415
        from jtai_tui.screens.triage import TriageScreen  # noqa: PLC0415

        worst_first = self._overdue(SortKey.DAYS)
        if not worst_first:
            self.tell("No action is overdue; there is nothing to triage")
            return
        last = await self.ask(TriageScreen(worst_first, plan_facts(self.desk.plan).events))
        self.changed(())
        if last in self.table.ids:
            self.table.move_to(last)
