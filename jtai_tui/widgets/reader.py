"""A pane to read in: blocks of text, wrapped to its width no further than they are looked at."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual.strip import Strip

from jtai_tui.text import width_of
from jtai_tui.widgets.line_pane import LinePane, draw
from jtai_tui.widgets.palette import FOCUSED, HEADING, TEXT

if TYPE_CHECKING:
    from rich.style import Style
    from textual.selection import Selection

    from jtai_tui.widgets.blocks import Block, Line

_AHEAD = 200  # lines that are wrapped beyond those in view
_MARGIN = 1  # cells at the left edge


class Reader(LinePane):
    """Blocks of text with keys to scroll, cheap to fill anew on every move of a cursor.

    Filled anew with the same key, it keeps its place; with another, it begins at the top.
    """

    ALLOW_SELECT = True

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002  Textual's word
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._key: Hashable = None
        self._blocks: tuple[Block, ...] = ()
        self._lines: list[Line] = []
        self._to_come: Iterator[Line] | None = None
        self._length = 0
        self._length_done = 0

    @property
    def key(self) -> Hashable:
        """The key of what is shown."""
        return self._key

    @property
    def text_width(self) -> int:
        """How many cells a line of text has."""
        return max(self.line_width - _MARGIN, 1)

    def show(self, key: Hashable, blocks: Sequence[Block]) -> None:
        """Show these blocks."""
        top = self.top_line if key == self._key else 0
        self._key, self._blocks = key, tuple(blocks)
        self._lay_out(top)

    def draw_line(self, line: int) -> Strip:
        """Return a line of text."""
        palette, width = self.palette, self.line_width
        pieces = self._lines[line] if line < len(self._lines) else ()
        if self.has_focus:
            pieces = tuple((text, FOCUSED if tone == HEADING else tone) for text, tone in pieces)
        strip = draw(((" " * _MARGIN, TEXT), *pieces), width, palette)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(line)) is not None:
            style = self.screen.get_component_rich_style("screen--selection")
            strip = _selected(strip, span, style)
        return strip.apply_offsets(0, line)

    def is_kept(self, line: int) -> bool:
        """Return whether a drawn line may be kept: not before it is wrapped."""
        return line < len(self._lines) and self.text_selection is None

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text that was selected with the mouse, and what ends it."""
        margin = " " * _MARGIN
        text = "\n".join(margin + "".join(part for part, _ in line) for line in self._lines)
        lines = selection.extract(text).split("\n")
        return "\n".join(line.removeprefix(margin).rstrip() for line in lines), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw anew what is selected."""
        del selection
        self.forget_lines()

    def focus_changed(self) -> None:
        """Show the headings of the pane that has the focus in the accent."""
        self.forget_lines()

    def resized(self) -> None:
        """Wrap anew, and stay about where the reader was."""
        share = self.top_line / self.line_count if self.line_count else 0.0
        self._lay_out(0, share)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Wrap what comes into view."""
        super().watch_scroll_y(old_value, new_value)
        self._wrap_to(round(new_value))
        self._update_count()

    def action_last(self) -> None:
        """Go to the end."""
        self._wrap_to(None)
        self._update_count()
        self.scroll_to_line(self.line_count)

    def _lay_out(self, top: int, share: float = 0.0) -> None:
        from jtai_tui.widgets.blocks import (  # noqa: PLC0415  the first frame does without
            laid_out,
            length_of,
        )

        self._kept.clear()
        self._lines = []
        self._length = sum(map(length_of, self._blocks))
        self._length_done = 0
        self._to_come = laid_out(self._blocks, self.text_width)
        if not self.size.width:
            return
        self._wrap_to(top)
        if share:
            top = int(share * self.line_count)
            self._wrap_to(top)
        self.set_line_count(self._estimate(), top)
        self.refresh()

    def _wrap_to(self, top: int | None) -> None:
        """Wrap lines until a screen that begins with line `top` is full; None wraps them all."""
        if self._to_come is None:
            return
        enough = None if top is None else top + self.body_height + _AHEAD
        if enough is not None and enough - _AHEAD // 2 <= len(self._lines):
            return
        for line in self._to_come:
            self._lines.append(line)
            self._length_done += sum(len(text) for text, _ in line)
            if enough is not None and len(self._lines) >= enough:
                break
        else:
            self._to_come = None

    def _update_count(self) -> None:
        count = self._estimate()
        if count != self.line_count:
            self.set_line_count(count)

    def _estimate(self) -> int:
        """Return how many lines there are, or will be as far as can be told."""
        if self._to_come is None:
            return len(self._lines)
        left = max(self._length - self._length_done, 0)
        return len(self._lines) + left // self.text_width + 1


def _selected(strip: Strip, span: tuple[int, int], style: Style) -> Strip:
    """Return a strip with the style of a selection from one character to another; -1 is the end."""
    start, end = span
    text = strip.text
    first = width_of(text[:start])
    last = strip.cell_length if end == -1 else width_of(text[:end])
    before, middle, after = strip.divide([first, last, strip.cell_length])
    return Strip.join([before, middle.apply_style(style), after])
