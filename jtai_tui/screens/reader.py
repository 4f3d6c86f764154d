"""A screen to read in: the history, the plan's own words, what verifying found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from jtai_tui.commands import COMMANDS, Place, command, why_nothing
from jtai_tui.widgets.blocks import Block, Heading, plain_text
from jtai_tui.widgets.key_bar import KeyBar
from jtai_tui.widgets.line_pane import bindings_of
from jtai_tui.widgets.reader import Reader


class ReaderScreen(ModalScreen[bool]):
    """Blocks of text over the whole screen, under a title; esc or q leads back.

    `to_copy` is what copying takes, where that is not all that stands there.
    """

    PLACE: ClassVar[Place] = Place.READER
    SHOWN: ClassVar[tuple[str, ...]] = ("page-down", "copy", "back", "help")
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("copy", "help", "back", "close-text")

    def __init__(self, title: str, blocks: Sequence[Block], *, to_copy: str = "") -> None:
        super().__init__()
        self._blocks = (Heading(title), *blocks)
        self._to_copy = to_copy

    def compose(self) -> ComposeResult:
        """Yield the text and the keys."""
        yield Reader(id="text")
        keys = KeyBar(self.PLACE)
        keys.show(self.PLACE, self.SHOWN)
        yield keys

    def on_mount(self) -> None:
        """Show the text."""
        self.query_one(Reader).show("text", self._blocks)

    def on_key(self, event: events.Key) -> None:
        """Put the keys back in place of what was told; say so of a key that does nothing here."""
        nothing = event.key not in self.active_bindings
        said = why_nothing(event.key, self.PLACE) if nothing else ""
        self.query_one(KeyBar).notice = said

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        """Do what the key in the bar does."""
        action = f"action_{command(message.command_id).action}"
        owner = self if hasattr(self, action) else self.query_one(Reader)
        self.call_later(getattr(owner, action))

    def action_back(self) -> None:
        """Back to where this was opened."""
        self.dismiss(False)

    def action_copy(self) -> None:
        """Copy the text."""
        self.app.copy_to_clipboard(self._to_copy or plain_text(self._blocks))
        self.query_one(KeyBar).notice = "Copied"

    def action_help(self) -> None:
        """Help for reading."""
        from jtai_tui.screens.dialogs.help import HelpScreen  # noqa: PLC0415  only when asked

        self.app.push_screen(HelpScreen(self.PLACE, COMMANDS))
