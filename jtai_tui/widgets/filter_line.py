"""The line in which a filter is typed: the table answers while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from jtai_tui.widgets.exact_text import ExactInput


class FilterLine(Horizontal):
    """Shown while it has the focus. Enter keeps the filter, esc gives it up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(False)", "Clear the filter", show=False),
        Binding("down,tab", "leave(True)", "To the table", show=False),
    ]

    @dataclass
    class Typed(Message):
        """The text that stands there now."""

        text: str

    @dataclass
    class Left(Message):
        """Somebody leaves the line, and keeps the filter or gives it up."""

        kept: bool

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Yield the sign and the place to type."""
        yield Static("/", id="filter-sign")
        field = ExactInput(
            self._text,
            placeholder="Words that an action has; enter keeps, esc clears",
            id="filter-input",
        )
        field.compact = True
        yield field

    def focus(self, scroll_visible: bool = True) -> FilterLine:
        """Give the focus to the place to type."""
        self.query_one(Input).focus(scroll_visible)
        return self

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(self.query_one(ExactInput).exact))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave(True)

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Go, once somebody works elsewhere: the table's title says what is in force."""
        self.display = False
        self.remove()

    def action_leave(self, kept: bool) -> None:
        """Say that somebody leaves."""
        self.post_message(self.Left(kept))
