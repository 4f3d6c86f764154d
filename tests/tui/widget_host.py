"""An app that shows the main screen's widgets without a store, for tests and to look at.

Run `python -m tests.tui.widget_host [--many N] [--theme NAME] [--rated]`.
"""

from __future__ import annotations

import argparse
import os
from importlib import import_module
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import Container

from jtai_tui.theme import BREAKPOINTS, has_few_colours, set_up_themes, style_sheet
from jtai_tui.widgets.action_table import ActionTable
from jtai_tui.widgets.key_bar import KeyBar
from jtai_tui.widgets.plan_header import PlanHeader
from jtai_tui.widgets.plan_tree import PlanTree
from jtai_tui.widgets.reader import Reader


class WidgetHost(App[None]):
    """The main screen's panes: first their frame, then a made-up plan."""

    CSS = style_sheet()
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        theme: str | None = None,
        *,
        rated: bool = False,
        many: int = 0,
        few_colours: bool = False,
    ) -> None:
        super().__init__(ansi_color=True if few_colours else None)
        set_up_themes(self, theme)
        self.made: Any = None
        self.plan: Any = None
        self._wanted = {"rated": rated, "many": many}
        self.heard: list[Any] = []

    def compose(self) -> ComposeResult:
        yield PlanHeader(id="header")
        with Container(id="panes"):
            yield PlanTree(id="tree")
            yield ActionTable(id="table")
            yield Reader(id="detail")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.table.focus()
        self.call_after_refresh(self.fill)

    @property
    def tree(self) -> PlanTree:
        return self.query_one(PlanTree)

    @property
    def table(self) -> ActionTable:
        return self.query_one(ActionTable)

    @property
    def detail(self) -> Reader:
        return self.query_one(Reader)

    def fill(self) -> None:
        self.made = import_module("tests.tui.made_up_plan")
        self.plan = self.made.Plan(**self._wanted)
        self.table.use(self.made.SCHEME, self.plan.fetch)
        self.show(self.plan.ids)
        self.tree.show(self.plan.counts(), self.made.SCHEME)
        self.tree.selected = ("all", "")
        self.query_one(PlanHeader).show(self.made.header_facts(self.plan))

    def show(self, ids: tuple[str, ...]) -> None:
        self.table.show(
            ids,
            title="ALL ACTIONS",
            note=f"{len(ids):,} of {len(ids):,}, latest first",
            order=self.made.LATEST_FIRST,
            empty="No action is overdue",
        )

    def on_action_table_highlighted(self, message: ActionTable.Highlighted) -> None:
        self.heard.append(("highlighted", message.key))
        blocks = () if message.key is None else self.made.blocks(self.plan, message.key)
        self.detail.show(message.key, blocks)

    def on_action_table_chosen(self, message: ActionTable.Chosen) -> None:
        self.heard.append(("chosen", message.key))

    def on_plan_tree_highlighted(self, message: PlanTree.Highlighted) -> None:
        self.heard.append(("tree", message.key))

    def on_plan_tree_chosen(self, message: PlanTree.Chosen) -> None:
        self.heard.append(("tree chosen", message.key))

    def on_action_table_heading_clicked(self, message: ActionTable.HeadingClicked) -> None:
        self.heard.append(("heading", message.sort_key))

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.heard.append(("pressed", message.command_id))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=0)
    parser.add_argument("--theme")
    parser.add_argument("--rated", action="store_true")
    options = parser.parse_args()
    few = has_few_colours(os.environ)
    WidgetHost(options.theme, rated=options.rated, many=options.many, few_colours=few).run()


if __name__ == "__main__":
    main()
