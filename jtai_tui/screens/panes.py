"""The three panes of the main screen: which has the focus, and which stands alone."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from jtai_tui.screens.work import WorkScreen
from jtai_tui.widgets.action_table import ActionTable
from jtai_tui.widgets.key_bar import KeyBar
from jtai_tui.widgets.plan_header import PlanHeader
from jtai_tui.widgets.plan_tree import PlanTree
from jtai_tui.widgets.reader import Reader

_PANES = ("tree", "table", "side")
_ROOM_FOR_TWO = 50


class PanesScreen(WorkScreen):
    """A tree, a table and a detail side by side.

    In a narrow terminal the detail is a pane of its own; any pane can be made one.
    """

    AUTO_FOCUS = "#table"

    def compose(self) -> ComposeResult:
        """Yield the frame; what stands in it comes once the plan is open."""
        yield PlanHeader(id="header")
        with Container(id="panes"):
            yield PlanTree(id="tree")
            yield ActionTable(id="table")
            with Container(id="side"):
                yield Reader(id="detail")
        yield KeyBar(id="keys")

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

    def __init__(self) -> None:
        super().__init__()
        self._alone: str | None = None

    def enter(self, pane: str) -> None:
        """Give a pane the focus: `tree`, `table` or `side`; where panes stand alone, show it."""
        if self.is_alone:
            self.show_alone(pane)
        elif pane == "side" and self.has_class("-narrow"):
            self.show_alone("side")
        panes: dict[str, Widget] = {"tree": self.plan_tree, "table": self.table}
        panes.get(pane, self.detail).focus()
        self._arrange()

    @property
    def is_alone(self) -> bool:
        """Whether somebody has put one pane over the whole screen."""
        return self._alone is not None

    def show_alone(self, pane: str | None) -> None:
        """Show one pane over the whole screen, or all of them."""
        self._alone = pane
        self._arrange()

    def on_resize(self) -> None:
        """Show the pane that has the focus alone where there is no room for two."""
        self._arrange()

    def on_descendant_focus(self) -> None:
        """Show the pane that was clicked, or that a dialog gave the focus back to."""
        self._arrange()

    def _arrange(self) -> None:
        only_one = 0 < self.size.width < _ROOM_FOR_TWO
        shown = self._alone or (self.focused_pane if only_one else None)
        for each in _PANES:
            self.set_class(each == shown, f"-{each}")

    @property
    def focused_pane(self) -> str:
        """The pane that keys go to: the table, if it is none of the others."""
        if self.focused is self.plan_tree:
            return "tree"
        return "side" if self.focused is self.detail else "table"

    def action_next_pane(self) -> None:
        """Go to the next pane that is shown."""
        self._walk(1)

    def action_previous_pane(self) -> None:
        """Go to the pane before."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        narrow = self.has_class("-narrow")
        panes = _PANES[:2] if narrow and self._alone != "side" else _PANES
        here = self.focused_pane
        place = panes.index(here) if here in panes else 0
        self.enter(panes[(place + step) % len(panes)])

    def action_maximise(self) -> None:
        """Show the pane that has the focus alone, or all panes again."""
        pane = self.focused_pane
        self.show_alone(None if self._alone == pane else pane)
