"""The line at the foot: the few keys that matter here, or what just happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from jtai_tui.commands import Command, Place, command, commands_for, key_name
from jtai_tui.text import one_line, width_of
from jtai_tui.widgets.line_pane import draw
from jtai_tui.widgets.palette import ACCENT, MUTED, STRONG, TEXT, palette_of

MOST = 6
_GAP = "   "


class KeyBar(Widget):
    """Keys with their labels, which can be clicked; or a notice in their place."""

    ALLOW_SELECT = False

    class Pressed(Message):
        """A key of the bar was clicked."""

        def __init__(self, bar: KeyBar, command_id: str) -> None:
            super().__init__()
            self.bar = bar
            self.command_id = command_id

        @property
        def control(self) -> KeyBar:
            """The bar."""
            return self.bar

    def __init__(self, place: Place = Place.MAIN, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        super().__init__(id=id)
        self._commands = default_commands(place)
        self._notice = ""

    def show(self, place: Place, ids: Iterable[str] | None = None) -> None:
        """Show the keys of these commands, at most six; without `ids`, those of the place."""
        chosen = default_commands(place) if ids is None else tuple(map(command, ids))[:MOST]
        self._commands = chosen
        self.refresh()

    @property
    def notice(self) -> str:
        """A sentence that stands in place of the keys; empty for none."""
        return self._notice

    @notice.setter
    def notice(self, sentence: str) -> None:
        if sentence != self._notice:
            self._notice = sentence
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the line, or blank ones beneath it."""
        width, palette = self.size.width, palette_of(self.app)
        if y:
            return draw((), width, palette)
        if self._notice:
            return draw(((" ", TEXT), (one_line(self._notice), STRONG)), width, palette)
        return draw(self._pieces(width), width, palette)

    def on_click(self, event: events.Click) -> None:
        """Say which key was clicked."""
        if self._notice:
            self.notice = ""
            return
        end = 1
        for each in key_labels(self._commands, self.size.width):
            end += width_of(_shown(each)) + len(_GAP)
            if event.x < end:
                self.post_message(self.Pressed(self, each.id))
                return

    def _pieces(self, width: int) -> Iterator[tuple[str, str]]:
        yield " ", TEXT
        for each in key_labels(self._commands, width):
            yield key_name(each.keys[0]), ACCENT
            yield f" {each.label or each.name.lower()}{_GAP}", MUTED


def default_commands(place: Place) -> tuple[Command, ...]:
    """Return the commands of a place that have a label: the first five, and its last."""
    labelled = [each for each in commands_for(place) if each.label and each.keys]
    return (*labelled[: MOST - 1], *labelled[MOST - 1 :][-1:])


def key_labels(commands: tuple[Command, ...], width: int) -> list[Command]:
    """Return the commands whose labels fit `width` cells; the last one stays the longest."""
    shown = [each for each in commands if each.keys]
    while len(shown) > 1 and 1 + sum(width_of(_shown(e)) + len(_GAP) for e in shown) > width:
        del shown[-2]
    return shown


def _shown(each: Command) -> str:
    return f"{key_name(each.keys[0])} {each.label or each.name.lower()}"
