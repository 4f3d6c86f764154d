"""The main screen: agencies, views and leads; their actions; the action at hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widget import Widget

from db.rows import ActionRow, Counts, Order, View
from jtai_tui.commands import commands_for
from jtai_tui.screens.in_force import InForce
from jtai_tui.screens.work import WorkScreen
from jtai_tui.widgets.action_table import ActionTable
from jtai_tui.widgets.key_bar import KeyBar
from jtai_tui.widgets.line_pane import bindings_of
from jtai_tui.widgets.plan_header import HeaderFacts, PlanHeader
from jtai_tui.widgets.plan_tree import PlanTree, TreeKey
from jtai_tui.widgets.reader import Reader

if TYPE_CHECKING:
    from jtai_tui.desk import Desk
    from jtai_tui.screens.triage import TriageScreen
    from jtai_tui.widgets.filter_line import FilterLine

_PANES = ("tree", "table", "side")
_OWN = frozenset(
    {"cursor-down", "cursor-up", "page-down", "page-up", "first", "last", "open-detail"}
)  # the panes' own keys


class MainScreen(WorkScreen):
    """Three panes and what is in force in them: a place of the tree, a typed filter, an order."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(
        *(each.id for each in commands_for(WorkScreen.PLACE) if each.keys and each.id not in _OWN)
    )
    AUTO_FOCUS = "#table"

    def __init__(self) -> None:
        super().__init__()
        self._in_force = InForce()
        self._counts: Counts | None = None

    def compose(self) -> ComposeResult:
        """Yield the frame; what stands in it comes once the plan is open."""
        yield PlanHeader(id="header")
        with Container(id="panes"):
            yield PlanTree(id="tree")
            yield ActionTable(id="table")
            with Container(id="side"):
                yield Reader(id="detail")
        yield KeyBar(id="keys")

    def take(self, desk: Desk) -> None:
        """Show the plan that has been opened."""
        self.table.use(desk.scheme, self._fetch)
        self._list()
        self._count()
        if desk.warning:
            self.notify(desk.warning, title="Look at this file", severity="warning",
                        timeout=20, markup=False)  # fmt: skip
        if desk.plan.read_only:
            self.tell("Read-only: this file can be looked at, and not changed")

    @property
    def plan_tree(self) -> PlanTree:
        """The tree."""
        return self.query_one("#tree", PlanTree)

    @property
    def table(self) -> ActionTable:
        """The table."""
        return self.query_one("#table", ActionTable)

    @property
    def detail(self) -> Reader:
        """The detail, as it is read."""
        return self.query_one("#detail", Reader)

    def _fetch(self, ids: Sequence[str]) -> Sequence[ActionRow]:
        from db.queries import action_rows  # noqa: PLC0415  after the first paint

        return action_rows(self.desk.plan, ids, today=self.desk.today())

    def current(self) -> ActionRow | None:
        """Return the action under the cursor of the table."""
        return self.table.cursor_row

    def targets(self) -> tuple[ActionRow, ...]:
        """Return the marked actions in the order of the table, else the one under the cursor."""
        marks = self.table.marks
        if marks:
            return tuple(self._fetch([each for each in self.table.ids if each in marks]))
        row = self.current()
        return () if row is None else (row,)

    def changed(self, actions: Collection[str] | None, *, rated: bool = False) -> None:
        """Show what the plan says now; the cursor stays on its action, or on its line."""
        del rated
        if actions is None or actions:
            self.table.marks = ()
            self._list()
        self._count()
        self._show_detail(self.table.cursor_key)

    def _list(self, cursor: str | None = None) -> None:
        """Ask which actions are wanted, in which order, and show them."""
        from db.queries import action_ids  # noqa: PLC0415  after the first paint

        now, table = self._in_force, self.table
        ids = action_ids(self.desk.plan, now.selection, now.order, today=self.desk.today())
        table.marks = table.marks & frozenset(ids)
        table.show(ids, order=now.order, empty=now.empty(self._counts), cursor=cursor)
        self._retitle()

    def _retitle(self) -> None:
        now, table = self._in_force, self.table
        table.retitle(
            now.title(self._counts), now.note(len(table.ids), len(table.marks), self._counts)
        )

    def _count(self) -> None:
        """Ask for the numbers of the tree and the header, and show them."""
        from db.queries import plan_counts  # noqa: PLC0415  after the first paint

        desk = self.desk
        self._counts = plan_counts(desk.plan, today=desk.today())
        self.plan_tree.show(self._counts, desk.scheme)
        self.plan_tree.selected = self._in_force.place
        self._retitle()
        self.show_header()

    def show_header(self) -> None:
        """Say anew whether all is saved, whose name changes carry, and how much is late."""
        desk, counts = self.desk, self._counts
        self.query_one(PlanHeader).show(
            HeaderFacts(
                title=desk.facts.title,
                version_label=desk.facts.version_label,
                updated=desk.facts.updated,
                today=desk.fixed_today,
                overdue=counts.views[View.OVERDUE] if counts else None,
                unrated=counts.views[View.UNRATED] if counts else None,
                author=desk.author,
                file_name=desk.plan.path.name,
                saved=not desk.drafts.unsaved,
                read_only=desk.plan.read_only,
            )
        )

    def _show_detail(self, action: str | None) -> None:
        from db.history import action_detail  # noqa: PLC0415  after the first paint
        from jtai_tui.widgets.detail_text import detail_blocks  # noqa: PLC0415

        desk = self.desk
        if action is None:
            self.detail.show(None, ())
        else:
            detail = action_detail(desk.plan, action, today=desk.today())
            self.detail.show(action, detail_blocks(detail, desk.scheme, desk.today()))

    def on_action_table_highlighted(self, message: ActionTable.Highlighted) -> None:
        """Show the action that the cursor stands on."""
        self._show_detail(message.key)

    def on_action_table_chosen(self) -> None:
        """Go into the detail."""
        self._enter("side")

    def on_action_table_heading_clicked(self, message: ActionTable.HeadingClicked) -> None:
        """Sort by the column, or turn its order about."""
        now = self._in_force.order
        same = now.key is message.sort_key
        self._sort(Order(message.sort_key, reverse=same and not now.reverse))

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
        self._enter("table")

    def go_to(self, place: tuple[str, str]) -> None:
        """Go where the palette leads."""
        kind, name = place
        if kind == "command":
            self.run_command(name)
        elif kind == "action":
            self.show_action(name)
        else:
            self._go_to_place((kind, "") if name == View.ALL else (kind, name))
            self._enter("table")

    def show_action(self, action: str) -> None:
        """Put the cursor on an action, in the whole plan if it is not in the table."""
        if action not in self.table.ids:
            self._show_in_force(InForce(order=self._in_force.order), action)
        self.table.move_to(action)
        self._enter("table")

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
        self._list(cursor)

    def _enter(self, pane: str) -> None:
        """Give a pane the focus; where panes stand alone, show it."""
        if any(self.has_class(f"-{each}") for each in _PANES):
            self._alone(pane)
        elif pane == "side" and self.has_class("-narrow"):
            self._alone("side")
        self._pane(pane).focus()

    def _pane(self, pane: str) -> Widget:
        return {"tree": self.plan_tree, "table": self.table, "side": self._side()}[pane]

    def _side(self) -> Widget:
        form = self.query("#side ActionForm")
        return form.first() if form else self.detail

    def _alone(self, pane: str | None) -> None:
        """Show one pane over the whole screen, or all of them."""
        for each in _PANES:
            self.set_class(each == pane, f"-{each}")

    def _focused_pane(self) -> str:
        focused = self.focused
        if focused is self.plan_tree:
            return "tree"
        return "table" if focused is self.table or focused is None else "side"

    def action_next_pane(self) -> None:
        """Go to the next pane that is shown."""
        self._walk(1)

    def action_previous_pane(self) -> None:
        """Go to the pane before."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        narrow = self.has_class("-narrow")
        panes = _PANES[:2] if narrow and not self.has_class("-side") else _PANES
        here = self._focused_pane()
        place = panes.index(here) if here in panes else 0
        self._enter(panes[(place + step) % len(panes)])

    def action_back(self) -> None:
        """Out one level: from the detail, from a pane alone, from the filter, from the marks."""
        pane = self._focused_pane()
        if any(self.has_class(f"-{each}") for each in _PANES):
            self._alone(None)
            self.table.focus()
        elif pane == "side":
            self.table.focus()
        elif self._in_force.typed:
            self._filter("")
        elif self.table.marks:
            self.table.marks = ()
            self._retitle()
        elif pane == "tree":
            self.table.focus()

    def action_maximise(self) -> None:
        """Show the pane that has the focus alone, or all panes again."""
        pane = self._focused_pane()
        self._alone(None if self.has_class(f"-{pane}") else pane)

    def action_next_overdue(self) -> None:
        """Go to the next overdue action of the table, from the last to the first."""
        self._to_overdue(1)

    def action_previous_overdue(self) -> None:
        """Go to the overdue action before."""
        self._to_overdue(-1)

    def _to_overdue(self, step: int) -> None:
        overdue = {row.id for row in self._fetch(self.table.ids) if row.overdue}
        ids, here = self.table.ids, self.table.cursor
        turned = [*range(here + step, len(ids) if step > 0 else -1, step),
                  *range(0 if step > 0 else len(ids) - 1, here, step)]  # fmt: skip
        found = next((ids[line] for line in turned if ids[line] in overdue), None)
        if found is None:
            row = self.current()
            other = "other " if row is not None and row.overdue else ""
            self.tell(f"No {other}action is overdue here")
        else:
            self.table.move_to(found)
            self._enter("table")

    def action_mark(self) -> None:
        """Mark the action under the cursor, or take its mark; go on to the next."""
        key = self.table.cursor_key
        if key is not None:
            self.table.marks = self.table.marks ^ {key}
            self.table.action_cursor_down()
            self._retitle()

    def action_mark_all(self) -> None:
        """Mark all actions of the table; none, if all are."""
        everything = frozenset(self.table.ids)
        self.table.marks = () if self.table.marks == everything else everything
        self._retitle()

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

    def action_triage(self) -> None:
        """One overdue action at a time, worst first."""
        from jtai_tui.screens.triage import TriageScreen  # noqa: PLC0415  only when asked

        self.start(self._triage(TriageScreen()))

    async def _triage(self, screen: TriageScreen) -> None:
        last = await self.ask(screen)
        self.changed(None)
        if last is not None:
            self.show_action(last)

    def action_about_plan(self) -> None:
        """Show the plan's introduction and governance."""
        from jtai_tui.screens import looking  # noqa: PLC0415  after the first paint

        self.start(looking.about_plan(self))

    def action_add_action(self) -> None:
        """Add an action, of the agency that is shown."""
        from jtai_tui.screens import adding  # noqa: PLC0415  only when asked

        self.start(adding.add_action(self, self._agency()))

    def action_add_agency(self) -> None:
        """Add an agency."""
        from jtai_tui.screens import adding  # noqa: PLC0415  only when asked

        self.start(adding.add_agency(self))

    def action_rename_agency(self) -> None:
        """Give the agency that is shown another name."""
        from jtai_tui.screens import adding  # noqa: PLC0415  only when asked

        self.start(adding.rename_agency(self, self._agency()))

    def _agency(self) -> str | None:
        """Return the agency that is shown in the table, if it is one."""
        kind, name = self._in_force.place
        return name if kind == "agency" else None
