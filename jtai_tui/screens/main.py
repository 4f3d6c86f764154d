"""The main screen: agencies, views and leads; their actions; the action at hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import BindingType

from jtai_tui.commands import Place, commands_for
from jtai_tui.screens.comparing import AtHand, ComparingScreen
from jtai_tui.screens.overdue import OverdueScreen
from jtai_tui.screens.whole_plan import BACK_UP_SECONDS
from jtai_tui.widgets.action_table import ActionTable
from jtai_tui.widgets.line_pane import bindings_of
from jtai_tui.widgets.plan_header import PlanHeader
from jtai_tui.widgets.plan_tree import PlanTree, TreeKey

if TYPE_CHECKING:
    from db.rows import ActionRow, Counts
    from db.selection import Order
    from jtai_tui.app import JtaiApp
    from jtai_tui.desk import Desk
    from jtai_tui.screens.in_force import InForce
    from jtai_tui.widgets.filter_line import FilterLine

_OWN = frozenset(
    {"cursor-down", "cursor-up", "page-down", "page-up", "first", "last", "open-detail"}
)  # the panes' own keys


class MainScreen(OverdueScreen, ComparingScreen):
    """Three panes and what is in force in them: a place of the tree, a typed filter, an order."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(
        *(each.id for each in commands_for(Place.MAIN) if each.keys and each.id not in _OWN)
    )

    def __init__(self) -> None:
        super().__init__()
        self._in_force: InForce
        self._counts: Counts | None = None
        self._copies_overdue = 0
        self._asked = self._complete = self._behind = False

    def on_screen_resume(self) -> None:
        """Have the plan opened as soon as the frame is painted, which Textual does right after."""
        if not self._asked:
            self._asked = True
            self.call_later(cast("JtaiApp", self.app).open_plan)

    def take(self, desk: Desk) -> None:
        """Show the plan that has been opened: its actions first, the rest once they are painted."""
        from jtai_tui.screens.in_force import InForce  # noqa: PLC0415  after the first paint

        self._in_force = InForce()
        self.table.use(desk.scheme, self._fetch_to_paint)
        self._list()
        self.call_after_refresh(self._take_the_rest)

    def _take_the_rest(self) -> None:
        from jtai_tui.screens import watching  # noqa: PLC0415  after the first paint

        self._complete = True
        with self.telling():
            self._count()
            self._show_detail(self.table.cursor_key)
        plan = self.desk.plan
        said = list(plan.notes)
        if plan.read_only and plan.read_only_because not in said:
            said.insert(0, plan.read_only_because)
        self.tell(". ".join(map(self.jtai.in_words, said)))
        self.app.run_worker(watching.keep_watch(self.jtai, self.desk), name="watch")
        self.start(watching.look_back(self))
        self.set_timer(BACK_UP_SECONDS, self.back_up_aside)

    def _fetch(self, ids: Sequence[str]) -> Sequence[ActionRow]:
        from db.queries import action_rows  # noqa: PLC0415  after the first paint

        return action_rows(self.desk.plan, ids, today=self.desk.today())

    def _fetch_to_paint(self, ids: Sequence[str]) -> Sequence[ActionRow]:
        """Return rows for the table; none where the file can't be read, which is said."""
        from db.errors import PlanError  # noqa: PLC0415  after the first paint

        try:
            return self._fetch(ids)
        except PlanError as error:
            self.call_later(self.missed, error)
            return ()

    def current(self) -> ActionRow | None:
        """Return the action under the cursor of the table, as it is shown."""
        key, row = self.table.cursor_key, self.table.cursor_row
        return row if row or key is None else next(iter(self._fetch([key])), None)

    def targets(self) -> tuple[ActionRow, ...]:
        """Return the marked actions in the order of the table, else the one under the cursor."""
        marked = [each for each in self.table.ids if each in self.table.marks]
        if marked:
            rows = self.table.held(marked)
            rows |= {row.id: row for row in self._fetch([one for one in marked if one not in rows])}
            return tuple(rows[one] for one in marked if one in rows)
        row = self.current()
        return () if row is None else (row,)

    def reach(self) -> Sequence[str]:
        """Return the ids of all actions of the plan."""
        from db.queries import action_ids  # noqa: PLC0415  after the first paint
        from db.selection import Order, Selection  # noqa: PLC0415

        return action_ids(self.desk.plan, Selection(), Order(), today=self.desk.today())

    def changed(self, actions: Collection[str], *, rated: bool = False) -> None:
        """Show what the plan says now; the cursor stays on its action, or on its line."""
        del rated
        self.table.marks = self.table.marks - frozenset(actions)
        with self.telling():
            self._list()
            self._count()
            self._show_detail(self.table.cursor_key)

    def reload(self) -> None:
        """Show what the plan says now; it may be another copy, without the place that is shown."""
        self.table.use(self.desk.scheme, self._fetch_to_paint)
        self.changed(())
        self._leave_what_is_gone()

    def _leave_what_is_gone(self) -> None:
        """Show the whole plan where the agency or lead that is shown is none of it any more."""
        counts, (kind, name) = self._counts, self._in_force.place
        if counts and (
            (kind == "agency" and name not in (each.id for each in counts.agencies))
            or (kind == "lead" and name not in (each.name for each in counts.leads))
        ):
            self._go_to_place(self._in_force.everywhere.place)

    def undone(self, actions: Collection[str], *, rated: bool, again: bool) -> None:
        """Show what the plan says now; the cursor stays, and what was undone is told."""
        del actions, rated, again
        self.changed(())
        self._leave_what_is_gone()

    def _list(self, cursor: str | None = None) -> None:
        """Ask which actions are wanted, in which order, and show them."""
        from db.queries import action_ids  # noqa: PLC0415  after the first paint

        now, table = self._in_force, self.table
        ids = action_ids(self.desk.plan, now.selection, now.order, today=self.desk.today())
        table.marks = table.marks & frozenset(ids)
        table.show(
            ids,
            order=now.order,
            empty=now.empty(self._counts),
            cursor=cursor,
            agencies=now.place[0] == "lead",
        )
        self._retitle()

    def _retitle(self) -> None:
        now, table, known = self._in_force, self.table, self.desk.beside
        title, told = now.title(self._counts), ""
        if known is not None:
            told = known.chased_words(now.place[1]) if now.place[0] == "lead" else ""
            told = told or known.since_words
        table.retitle(title, now.note(len(table.ids), len(table.marks), self._counts, told))

    def _count(self) -> None:
        """Ask for the numbers of the tree and the header, and show them."""
        from db.copies import overdue_copies  # noqa: PLC0415  after the first paint
        from db.queries import plan_counts  # noqa: PLC0415
        from jtai_tui.screens import statement  # noqa: PLC0415

        desk = self.desk
        self._counts = plan_counts(desk.plan, today=desk.today())
        self._copies_overdue = overdue_copies(desk.plan, today=desk.today())
        self.plan_tree.show(self._counts, desk.scheme)
        self.plan_tree.selected = self._in_force.place
        self._retitle()
        statement.look_at_clock(self)
        self.show_header()
        self.look_beside()

    def show_beside(self) -> None:
        """Show what is known beside the actions: in the table and in the detail."""
        known = self.desk.beside
        travel = None if known is None else known.travel
        moved = None if known is None or known.dates is None else known.revised
        self.table.set_beside(travel.of if travel else None, moved)
        self._retitle()
        self._show_detail(self.table.cursor_key)

    def show_header(self) -> None:
        """Say anew whether all is saved, whose name changes carry, and how much is late."""
        from jtai_tui.screens.in_force import header_facts  # noqa: PLC0415  after the first paint

        for header in self.query(PlanHeader):  # none, once the app is being left
            header.show(header_facts(self.desk, self._counts, self._copies_overdue))

    def show_state(self) -> None:
        """Say anew whether all is saved, and whose name changes carry."""
        self.show_header()

    def _show_detail(self, action: str | None) -> None:
        from db.history import action_detail  # noqa: PLC0415  after the first paint
        from jtai_tui.screens.at_hand import blocks_of  # noqa: PLC0415

        desk = self.desk
        if action is None:
            self.detail.show(None, ())
            return
        with self.telling():
            detail = action_detail(desk.plan, action, today=desk.today())
            self.detail.show(action, blocks_of(desk, detail))

    def on_action_table_highlighted(self) -> None:
        """Show the action that the cursor stands on."""
        self._behind = self._complete
        if not self.jtai.typed_ahead.is_held:
            self.catch_up()

    def catch_up(self) -> None:
        """Show the action under the cursor, where a held key has run ahead of the detail."""
        if self._behind:
            self._behind = False
            self._show_detail(self.table.cursor_key)

    def on_action_table_chosen(self) -> None:
        """Go into the detail."""
        self.enter("side")

    def on_action_table_heading_clicked(self, message: ActionTable.HeadingClicked) -> None:
        """Sort by the column, or turn its order about."""
        now = self._in_force.order
        same = now.key is message.sort_key
        self._sort(replace(now, key=message.sort_key, reverse=same and not now.reverse))

    def on_plan_tree_highlighted(self, message: PlanTree.Highlighted) -> None:
        """Show the actions of the place that the cursor stands on."""
        if (
            message.key is not None
            and message.key != self._in_force.place
            and self.plan_tree.has_focus
        ):
            self._go_to_place(message.key)

    def on_plan_tree_chosen(self, message: PlanTree.Chosen) -> None:
        """Go to the actions of the place."""
        self._go_to_place(message.key)
        self.enter("table")

    def go_to(self, place: tuple[str, str]) -> None:
        """Go where the palette leads."""
        kind, name = place
        if kind == "command":
            self.run_command(name)
        elif kind == "action":
            self.show_action(name)
        else:
            self._go_to_place((kind, name))
            self.enter("table")

    def show_action(self, action: str) -> None:
        """Put the cursor on an action, in the whole plan if it is not in the table."""
        if action not in self.table.ids:
            self._show_in_force(self._in_force.everywhere, action)
        self.table.move_to(action)
        self.enter("table")

    def _go_to_place(self, key: TreeKey) -> None:
        self._show_in_force(self._in_force.at(key))
        self.plan_tree.move_to(self._in_force.place)

    def _sort(self, order: Order) -> None:
        self._show_in_force(replace(self._in_force, order=order))

    def _filter(self, typed: str) -> None:
        self._show_in_force(replace(self._in_force, typed=typed))

    def _show_in_force(self, wanted: InForce, cursor: str | None = None) -> None:
        self._in_force = wanted
        self.plan_tree.selected = wanted.place
        with self.telling():
            self._list(cursor)

    def action_back(self) -> None:
        """Out one level: to the table; there, from the filter, the marks, the view or agency."""
        now = self._in_force
        if self.is_alone:
            self.show_alone(None)
            self.table.focus()
        elif self.focused_pane != "table":
            self.table.focus()
        elif now.typed:
            self._filter("")
        elif self.table.marks:
            self.table.marks = ()
            self._retitle()
        elif now.place != now.everywhere.place:
            self._go_to_place(now.everywhere.place)
        else:
            self.tell("There is nothing to go back from; q quits")

    def action_mark(self) -> None:
        """Mark the action under the cursor, or take its mark; go on to the next."""
        key = self.table.cursor_key
        if key is None:
            self.tell("There is no action here to mark")
        else:
            self.table.marks = self.table.marks ^ {key}
            self.table.action_cursor_down()
            self._retitle()

    def action_mark_all(self) -> None:
        """Mark all actions of the table; none, if all are."""
        everything = frozenset(self.table.ids)
        self.table.marks = () if self.table.marks == everything else everything
        self._retitle()

    def action_export_list(self) -> None:
        """Write the actions that are shown to a file."""
        from jtai_tui.screens import exporting  # noqa: PLC0415  only when asked

        title = self._in_force.title(self._counts)
        self.start(exporting.export_list(self, self.table.ids, title))

    def action_sort(self) -> None:
        """Choose what the table is sorted by."""
        self.start(self._choose_order())

    async def _choose_order(self) -> None:
        from jtai_tui.screens.dialogs.sorting import SortDialog  # noqa: PLC0415  only when asked

        order = await self.ask(SortDialog(self._in_force.order))
        if order is not None:
            self._sort(order)

    def action_filter(self) -> None:
        """Type, and only the actions with that text stay."""
        self.start(self._open_filter())

    async def _open_filter(self) -> None:
        from jtai_tui.widgets.filter_line import FilterLine  # noqa: PLC0415  only when asked

        line = self.query(FilterLine)
        if not line:
            await self.mount(FilterLine(self._in_force.typed), before="#keys")
        self.query_one(FilterLine).focus()

    def on_filter_line_typed(self, message: FilterLine.Typed) -> None:
        """Keep the actions with the text that stands there now."""
        self._filter(message.text)

    def on_filter_line_left(self, message: FilterLine.Left) -> None:
        """Back to the table; the filter stays, unless it was given up."""
        if not message.kept:
            self._filter("")
        self.table.focus()

    def at_hand(self) -> AtHand:
        """Return the actions that are marked, else those of the table."""
        now, table = self._in_force, self.table
        if table.marks:
            return AtHand(tuple(each for each in table.ids if each in table.marks), "Marked", True)
        return AtHand(tuple(table.ids), now.title(self._counts), now != now.everywhere)

    def shown_place(self) -> TreeKey:
        """Return the place of the tree that the table shows."""
        return self._in_force.place
