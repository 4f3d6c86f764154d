"""A list of keyed lines with a cursor that stays on its key, whatever is loaded anew."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from jtai_tui.text import visible, width_of
from jtai_tui.widgets.line_pane import LinePane, Pieces, bindings_of, draw
from jtai_tui.widgets.palette import ACCENT, MUTED, TEXT, Ground
from jtai_tui.widgets.wrap import wrapped


class LineList(LinePane):
    """Lines with a cursor: each has a key, but for those that the cursor passes over (None).

    `empty` is what stands in the middle while there are none. A click that brings the focus only
    moves the cursor; a click on the line of the cursor chooses it, and so does a double click.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("open-detail")

    class Highlighted(Message):
        """The cursor stands on another key; None where there is no line left."""

        def __init__(self, pane: LineList, key: Any) -> None:
            super().__init__()
            self.pane = pane
            self.key = key

        @property
        def control(self) -> LineList:
            """The list."""
            return self.pane

    class Chosen(Message):
        """A line was chosen: by enter, a second click or a double click."""

        def __init__(self, pane: LineList, key: Any) -> None:
            super().__init__()
            self.pane = pane
            self.key = key

        @property
        def control(self) -> LineList:
            """The list."""
            return self.pane

    def __init__(
        self,
        *,
        empty: str = "",
        id: str | None = None,  # noqa: A002  Textual's word
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._keys: Sequence[Hashable | None] = ()
        self._cursor = -1
        self._brings_focus = False
        self._empty = empty

    @property
    def cursor(self) -> int:
        """The line of the cursor, from 0; -1 where there is none."""
        return self._cursor

    @property
    def cursor_key(self) -> Any:
        """The key that the cursor stands on; None where there is no line."""
        return self._keys[self._cursor] if self._cursor >= 0 else None

    @property
    def empty(self) -> str:
        """What stands in the middle while there are no lines."""
        return self._empty

    @empty.setter
    def empty(self, sentence: str) -> None:
        self._empty = sentence
        self.refresh()

    @abstractmethod
    def draw_row(self, line: int) -> Pieces:
        """Return the pieces of a line, without the bar of the cursor: `line_width - 1` cells."""

    def set_keys(self, keys: Sequence[Hashable | None], cursor: Hashable | None = None) -> None:
        """Take the keys of all lines, in their order, and draw them anew.

        The cursor goes to the key `cursor`, else stays on its own key at the same height of the
        screen; if that is gone, on the same line. None is a line that the cursor passes over.
        """
        before, height = self.cursor_key, self._cursor - self.top_line
        wanted = _place(keys, cursor)
        if wanted is None:
            wanted = _place(keys, before)
        if wanted is None:
            wanted = max(self._cursor, 0)
        self._keys = keys
        self._cursor = self._nearest_stop(min(wanted, len(keys) - 1))
        self._kept.clear()
        self.set_line_count(len(keys), max(self._cursor - height, 0) if before else 0)
        self._show_cursor()
        self.refresh()
        if self.cursor_key != before:
            self.post_message(self.Highlighted(self, self.cursor_key))

    def move_to(self, key: Hashable) -> bool:
        """Move the cursor to a key; return whether there is a line with it."""
        place = _place(self._keys, key)
        if place is not None:
            self._move(place)
        return place is not None

    def draw_line(self, line: int) -> Strip:
        """Return a line, with the bar of the cursor where it stands."""
        ground = self._ground(line)
        bar = {
            Ground.CURSOR: ("▌", ACCENT),
            Ground.RESTING: ("▏", MUTED),
            Ground.PLAIN: (" ", TEXT),
        }[ground]
        return draw((bar, *self.draw_row(line)), self.line_width, self.palette, ground)

    def draw_instead(self, y: int) -> Strip | None:
        """Return line `y` of the sentence that stands in for lines."""
        width = self.line_width
        lines = [
            line
            for paragraph in visible(self._empty).split("\n")
            for line in wrapped(paragraph, max(width - 4, 1))
        ]
        at = y - max((self.body_height - len(lines)) // 2 - 1, 0)
        if not 0 <= at < len(lines):
            return None
        line = lines[at]
        indent = " " * max((width - width_of(line)) // 2, 0)
        return draw(((indent + line, MUTED),), width, self.palette)

    def is_kept(self, line: int) -> bool:
        """Return whether a drawn line may be kept: not where the cursor is."""
        return line != self._cursor

    def forget_line(self, line: int) -> None:
        """Draw one line anew."""
        self._kept.pop(line, None)
        self.refresh_line(line + self.HEAD)

    def focus_on_click(self) -> bool:
        """Return whether a click brings the focus; remember whether it had to."""
        self._brings_focus = not self.has_focus
        return super().focus_on_click()

    def resized(self) -> None:
        """Keep the cursor in view."""
        super().resized()
        self._show_cursor()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the line, or choose the line that it stands on."""
        place = event.get_content_offset(self)
        if place is None or place.x >= self.line_width:
            return
        line = place.y - self.HEAD + self.top_line
        if place.y < self.HEAD:
            self.click_head(place.x, place.y)
        elif line < len(self._keys) and self._keys[line] is not None:
            if line == self._cursor and not self._brings_focus:
                self.action_open_detail()
            else:
                self._move(line)

    def click_head(self, x: int, y: int) -> None:
        """Answer to a click on the head; nothing, unless a subclass has something to do."""

    def action_open_detail(self) -> None:
        """Choose the line of the cursor."""
        if self._cursor >= 0:
            self.post_message(self.Chosen(self, self.cursor_key))

    def action_first(self) -> None:
        """Move the cursor to the first line."""
        self._move(0)

    def action_last(self) -> None:
        """Move the cursor to the last line."""
        self._move(len(self._keys) - 1, step=-1)

    def action_cursor_down(self) -> None:
        """Move the cursor one line down."""
        self._move(self._cursor + 1)

    def action_cursor_up(self) -> None:
        """Move the cursor one line up."""
        self._move(self._cursor - 1, step=-1)

    def action_page_down(self) -> None:
        """Move the cursor one page down."""
        self._move(min(self._cursor + self._page(), len(self._keys) - 1), step=-1)

    def action_page_up(self) -> None:
        """Move the cursor one page up."""
        self._move(max(self._cursor - self._page(), 0))

    def _page(self) -> int:
        return max(self.body_height - 1, 1)

    def _ground(self, line: int) -> Ground:
        if line != self._cursor:
            return Ground.PLAIN
        return Ground.CURSOR if self.has_focus else Ground.RESTING

    def _move(self, line: int, step: int = 1) -> None:
        """Move the cursor to a line, or past it in the direction of `step` to the next stop."""
        while 0 <= line < len(self._keys) and self._keys[line] is None:
            line += step
        before = self._cursor
        if not 0 <= line < len(self._keys) or line == before:
            self._show_cursor()
            return
        self._cursor = line
        self.forget_line(before)
        self.forget_line(line)
        self._show_cursor()
        self.post_message(self.Highlighted(self, self.cursor_key))

    def _nearest_stop(self, line: int) -> int:
        """Return the stop at or after `line`, else before it; -1 if there is none at all."""
        after = (place for place in range(line, len(self._keys)) if self._keys[place] is not None)
        before = (place for place in range(line, -1, -1) if self._keys[place] is not None)
        return next(after, next(before, -1)) if self._keys else -1

    def _show_cursor(self) -> None:
        """Scroll as little as brings the cursor into view, with the heading that stands above."""
        height = self.body_height
        if self._cursor < 0 or not height:
            return
        first = self._cursor
        while first and self._cursor - first < height - 1 and self._keys[first - 1] is None:
            first -= 1
        if first < self.top_line:
            self.scroll_to_line(first)
        elif self._cursor >= self.top_line + height:
            self.scroll_to_line(self._cursor - height + 1)


def _place(keys: Sequence[Hashable | None], key: Hashable | None) -> int | None:
    """Return the line of a key: None where there is none."""
    if key is None:
        return None
    try:
        return keys.index(key)
    except ValueError:
        return None
