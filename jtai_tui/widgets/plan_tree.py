"""The tree of the plan: its agencies, the standing views and the leads, each with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jtai_tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from db.rating import Scheme
    from db.rows import Counts
    from jtai_tui.widgets.line_pane import Pieces
    from jtai_tui.widgets.tree_lines import TreeDrawing

TreeKey = tuple[str, str]  # ("all", ""), ("agency", id), ("view", View) or ("lead", name)
ALL: TreeKey = ("all", "")


class PlanTree(LineList):
    """Agencies with a bar of their ratings, views and leads.

    `selected` is the key that is applied to the table; it shows wherever the cursor stands.
    """

    class Highlighted(LineList.Highlighted):
        """The cursor stands on another key."""

        key: TreeKey | None

    class Chosen(LineList.Chosen):
        """A key was chosen."""

        key: TreeKey

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002  Textual's word
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._drawing: TreeDrawing
        self._selected: TreeKey | None = None

    @property
    def selected(self) -> TreeKey | None:
        """The key that is in force."""
        return self._selected

    @selected.setter
    def selected(self, key: TreeKey | None) -> None:
        if key != self._selected:
            self._selected = key
            self.forget_lines()

    def show(self, counts: Counts, scheme: Scheme, cursor: TreeKey | None = None) -> None:
        """Show these numbers by this scheme.

        The cursor goes to `cursor`, else it stays on its key.
        """
        from jtai_tui.widgets.tree_lines import (  # noqa: PLC0415  the first frame does without
            TreeDrawing,
        )

        self._drawing = TreeDrawing(counts, scheme)
        self.set_keys([line.key for line in self._drawing.lines], cursor)

    def draw_row(self, line: int) -> Pieces:
        """Return a heading, a name with its numbers, or a bar."""
        shown = self._drawing.lines[line]
        selected = shown.key is not None and shown.key == self._selected
        return self._drawing.pieces(
            shown, self.line_width - 1, selected=selected, focused=self.has_focus
        )

    def focus_changed(self) -> None:
        """Show the headings of the pane that has the focus in the accent."""
        self.forget_lines()
