"""Screens that are only read: the plan's introduction, its log, what a check found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from jtai_tui.screens.dialogs.base import Dialog, ResultT
from jtai_tui.text import one_line, visible
from jtai_tui.widgets.form_fields import Key
from jtai_tui.widgets.line_pane import bindings_of

WIDTH = 100
_EDGES = 7  # the box's edge and padding, and the scrollbar


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text: a heading, if it has one, and what stands under it.

    What is laid out in columns is a function of the cells that there are across.
    """

    text: str | Content | Callable[[int], Content]
    heading: str = ""


class Scrolled(Dialog[ResultT]):
    """A dialog whose body moves with the keys of any reader."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("cursor-down", "cursor-up", "page-down", "page-up", "first", "last"),
        Binding("space", "page_down", "Page down", show=False),
    ]

    def action_cursor_down(self) -> None:
        """Move on by a line."""
        self._body.scroll_down(animate=False)

    def action_cursor_up(self) -> None:
        """Move back by a line."""
        self._body.scroll_up(animate=False)

    def action_page_down(self) -> None:
        """Move on by a page."""
        self._body.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Move back by a page."""
        self._body.scroll_page_up(animate=False)

    def action_first(self) -> None:
        """Move to the beginning."""
        self._body.scroll_home(animate=False)

    def action_last(self) -> None:
        """Move to the end."""
        self._body.scroll_end(animate=False)

    @property
    def _body(self) -> VerticalScroll:
        return self.query_one("#body", VerticalScroll)


class TextScreen(Scrolled[None]):
    """A text to scroll through, `blocks` one above the other; keys as in any reader."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("copy"),
        Binding("q,enter", "back", "Back", show=False),
    ]
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("pagedown", "on", "screen.page_down"),
        Key("y", "copy", "screen.copy"),
    )
    HELP = "Arrows, j and k, PgUp and PgDn, g and G move through the text; y copies all of it."
    BOX = "wide"

    def __init__(self, title: str, blocks: Sequence[Block]) -> None:
        super().__init__(title)
        self._blocks = tuple(blocks)

    def fields(self) -> Iterable[Widget]:
        """Yield each block, its heading over it."""
        for block in self._blocks:
            if block.heading:
                yield Static(Content(one_line(block.heading)), classes="block-heading")
            yield Static(_content(block, self._across), classes="block")

    def on_resize(self) -> None:
        """Lay out anew what stands in columns."""
        for block, place in zip(self._blocks, self.query(".block").results(Static), strict=True):
            if callable(block.text):
                place.update(_content(block, self._across))

    def action_copy(self) -> None:
        """Copy the whole text to the clipboard, as it is shown."""
        blocks = [(block.heading, _content(block, WIDTH).plain) for block in self._blocks]
        self.app.copy_to_clipboard("\n".join(part for block in blocks for part in block if part))
        self.notify("Copied", markup=False)

    @property
    def _across(self) -> int:
        return min(self.app.size.width, WIDTH) - _EDGES


class SummaryScreen(TextScreen):
    """What was done in a round of work, a line each, until a key is pressed."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter", "done", "screen.back"),)
    HELP = "What this round has changed. Each line is in the log, and can be undone."

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__(title, [Block("\n".join(one_line(line) for line in lines))])


def _content(block: Block, across: int) -> Content:
    if isinstance(block.text, str):
        return Content(visible(block.text))
    return block.text if isinstance(block.text, Content) else block.text(across)
