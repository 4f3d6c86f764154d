"""The base of all panes of lines: drawn line by line, with a height of its own and a slim thumb.

Textual's scroll bars are widgets that come and go with a layout of the whole screen; here a pane
that is refilled on every move of a cursor costs its own lines and nothing else.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from jtai_tui.commands import command
from jtai_tui.text import fit, width_of
from jtai_tui.widgets.palette import ACCENT, FAINT, MUTED, TEXT, Ground, Palette, palette_of

Pieces = Iterable[tuple[str, str]]  # text that is fit to be shown, and its tone

_MOVES = ("cursor-down", "cursor-up", "page-down", "page-up", "first", "last")
_MOST_KEPT = 2000


def bindings_of(*command_ids: str) -> list[BindingType]:
    """Return the key bindings of commands, by which a keymap of the user's finds them."""
    return [
        Binding(",".join(each.keys), each.action, each.name, show=False, id=each.id)
        for each in map(command, command_ids)
    ]


def draw(pieces: Pieces, width: int, palette: Palette, ground: Ground = Ground.PLAIN) -> Strip:
    """Return pieces of one line as a strip of exactly `width` cells, cut with an `…`."""
    segments: list[Segment] = []
    left = width
    for text, tone in pieces:
        cells = width_of(text)
        shown = text if cells <= left else fit(text, left)
        if shown:
            segments.append(Segment(shown, palette.style(tone, ground)))
        left -= cells
        if left <= 0:
            break
    if left > 0:
        segments.append(Segment(" " * left, palette.style(TEXT, ground)))
    return Strip(segments, width)


class LinePane(ScrollView, can_focus=True, inherit_bindings=False):
    """A pane of lines beneath `HEAD` lines that stand still.

    Subclasses say how many lines there are (`set_line_count`) and draw each (`draw_line`), in
    `line_width` cells. The last column is the pane's edge: a rule that parts it from the pane to
    the right, if there is one, and on it a thumb while there is more than is in view.
    """

    HEAD: ClassVar[int] = 0
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(*_MOVES)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  Textual's word
        super().__init__(id=id, classes=classes)
        self._line_count = 0
        self._kept: dict[int, Strip] = {}
        self._dragging = False

    @property
    def palette(self) -> Palette:
        """The styles of the app's theme."""
        return palette_of(self.app)

    @property
    def line_count(self) -> int:
        """How many lines there are, the head not counted."""
        return self._line_count

    @property
    def line_width(self) -> int:
        """How many cells a line has."""
        return max(self.size.width - 1, 0)

    @property
    def body_height(self) -> int:
        """How many lines are in view."""
        return max(self.size.height - self.HEAD, 0)

    @property
    def top_line(self) -> int:
        """The first line in view."""
        return int(self.scroll_offset.y)

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether the mouse wheel scrolls: always, since there are no scroll bars to forbid it."""
        return not self.disabled

    @abstractmethod
    def draw_line(self, line: int) -> Strip:
        """Return line number `line`, in `line_width` cells."""

    def draw_head(self, y: int) -> Strip:
        """Return line `y` of the head, in `line_width` cells: blank, unless a subclass has one."""
        del y
        return draw((), self.line_width, self.palette)

    def draw_instead(self, y: int) -> Strip | None:
        """Return line `y` of the body where there are no lines at all; None leaves it blank."""
        del y
        return None

    def is_kept(self, line: int) -> bool:
        """Return whether a drawn line may be kept until `forget_lines`."""
        del line
        return True

    def set_line_count(self, count: int, top: int | None = None) -> None:
        """Say how many lines there are, and which is to be the first in view, without a layout."""
        self._line_count = count
        self.set_reactive(Widget.virtual_size, Size(self.size.width, count + self.HEAD))
        self.scroll_to_line(self.top_line if top is None else top)

    def scroll_to_line(self, line: int) -> None:
        """Let `line` be the first in view, or as near to it as there are lines."""
        if self.size.height:
            self.scroll_to(y=line, animate=False, force=True)

    def forget_lines(self) -> None:
        """Draw every line anew: what they show has changed."""
        self._kept.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw anew in the colours of another theme."""
        self._kept.clear()
        super().notify_style_update()

    def resized(self) -> None:
        """Answer to another size, once what was drawn for the old one is forgotten."""
        self.set_line_count(self._line_count)

    def focus_changed(self) -> None:
        """Show whether the pane has the focus."""
        self.refresh()

    def on_resize(self) -> None:
        """Draw anew in another size."""
        self._kept.clear()
        self.resized()

    def on_focus(self) -> None:
        """Show that keys come here."""
        self.focus_changed()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.focus_changed()

    def render_line(self, y: int) -> Strip:
        """Return line `y` of what is in view."""
        if y < self.HEAD:
            return self._with_edge(self.draw_head(y))
        row = y - self.HEAD
        line = row + self.top_line
        if line < self._line_count:
            return self._with_edge(self._drawn(line), thumb=self._has_thumb(row))
        strip = None if self._line_count else self.draw_instead(row)
        return self._with_edge(strip or draw((), self.line_width, self.palette))

    def _drawn(self, line: int) -> Strip:
        if not self.is_kept(line):
            return self.draw_line(line)
        strip = self._kept.get(line)
        if strip is None:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            strip = self._kept[line] = self.draw_line(line)
        return strip

    def _has_thumb(self, row: int) -> bool:
        height, count = self.body_height, self._line_count
        if count <= height:
            return False
        length = max(1, height * height // count)
        start = round(self.top_line * (height - length) / (count - height))
        return start <= row < start + length

    def _with_edge(self, strip: Strip, *, thumb: bool = False) -> Strip:
        if thumb:
            sign, tone = "┃", ACCENT if self.has_focus else MUTED
        else:
            sign, tone = "│" if self.region.right < self.screen.size.width else " ", FAINT
        edge = Segment(sign, self.palette.style(tone))
        return Strip([*strip, edge], strip.cell_length + 1)

    def action_first(self) -> None:
        """Go to the first line."""
        self.scroll_to_line(0)

    def action_last(self) -> None:
        """Go to the last line."""
        self.scroll_to_line(self._line_count)

    def action_cursor_down(self) -> None:
        """Go one line down."""
        self.scroll_to_line(self.top_line + 1)

    def action_cursor_up(self) -> None:
        """Go one line up."""
        self.scroll_to_line(self.top_line - 1)

    def action_page_down(self) -> None:
        """Go one page down; the last line stays in view."""
        self.scroll_to_line(self.top_line + max(self.body_height - 1, 1))

    def action_page_up(self) -> None:
        """Go one page up; the first line stays in view."""
        self.scroll_to_line(self.top_line - max(self.body_height - 1, 1))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the thumb."""
        place = event.get_content_offset(self)
        if place is None or place.x < self.line_width or self._line_count <= self.body_height:
            return
        self._dragging = True
        self.capture_mouse()
        self._drag_to(place.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the thumb."""
        if self._dragging:
            self._drag_to(event.y - self.gutter.top)

    def on_mouse_up(self) -> None:
        """Let go of the thumb."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def _drag_to(self, y: int) -> None:
        reach = max(self.body_height - 1, 1)
        share = min(max(y - self.HEAD, 0), reach) / reach
        self.scroll_to_line(round(share * (self._line_count - self.body_height)))
