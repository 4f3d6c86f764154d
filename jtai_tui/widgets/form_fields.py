"""What forms and dialogs are put together from: labelled rows, choices, notes, a line of keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual.containers import Horizontal
from textual.content import Content
from textual.strip import Strip
from textual.style import Style as ContentStyle
from textual.widget import Widget
from textual.widgets import OptionList, Select, Static

from jtai_tui.commands import key_name
from jtai_tui.text import one_line, visible

_REVERSED = Style(reverse=True)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as the last line of a form shows it; a click there does `action`, too."""

    key: str
    label: str
    action: str


def key_line(keys: Iterable[Key]) -> Content:
    """Return keys with their labels on one line, each of them a link to what it does."""
    parts = [
        Content.assemble((key_name(each.key), "bold"), (f" {each.label}", "$text-muted")).stylize(
            ContentStyle.from_meta({"@click": each.action})
        )
        for each in keys
    ]
    return Content("   ").join(parts)


def note(text: str, classes: str = "note", *, name: str | None = None) -> Static:
    """Return a piece of text to read, anybody's; `name` becomes its id."""
    return Static(Content(visible(text)), classes=classes, id=name)


class Row(Horizontal):
    """A label with its fields beside it."""

    DEFAULT_CSS = """
    Row {
        height: auto;
        .label { width: 11; color: $text-muted; }
        .reading { width: 1fr; color: $text-muted; }
        Input, TextArea, Select { width: 1fr; }
    }
    """

    def __init__(self, label: str, *fields: Widget, classes: str = "") -> None:
        super().__init__(Static(Content(label), classes="label"), *fields, classes=classes)


class Picks(OptionList):
    """A list to pick from, whose cursor also shows in a terminal's own colours.

    Textual leaves the reversing out that such a terminal needs.
    """

    DEFAULT_CSS = """
    Picks {
        border: none;
        padding: 0;
        background: transparent;
        max-height: 100%;
        scrollbar-size-vertical: 1;
        &:focus { border: none; background-tint: transparent; }
    }
    """

    def render_line(self, y: int) -> Strip:
        """Return a line of the list."""
        strip = super().render_line(y)
        if self.app.native_ansi_color and any(
            each.style is not None and each.style.meta.get("option") == self.highlighted
            for each in strip
        ):
            return strip.apply_style(_REVERSED)
        return strip


class FieldSelect(Select[str]):
    """One of several values, shown like the other fields; a value nobody offered is none.

    `options` maps values to what they are called.
    """

    DEFAULT_CSS = """
    FieldSelect {
        & > SelectCurrent {
            border: none;
            border-left: outer $border-blurred;
            padding: 0 1;
            background: $foreground 6%;
            Static#label { color: $foreground; }
        }
        &:focus > SelectCurrent {
            border: none;
            border-left: outer $border;
            background: $foreground 10%;
            background-tint: transparent;
        }
        & > SelectOverlay {
            border: none;
            border-left: outer $border;
            background: $panel;
            max-height: 10;
            scrollbar-size-vertical: 1;
            &:focus { border: none; border-left: outer $border; background-tint: transparent; }
        }
        &:ansi {
            & > SelectCurrent { border: none; border-left: outer $border-blurred; }
            &:focus > SelectCurrent { border-left: outer $border; background: ansi_default; }
            & > SelectOverlay { background: ansi_default; }
            & > SelectOverlay > .option-list--option-highlighted {
                background: ansi_white;
                color: ansi_black;
                text-style: bold;
            }
        }
    }
    """

    def __init__(self, options: Mapping[str, str], value: str, *, name: str) -> None:
        # Rich's Text, as typing to search an option finds nothing in Textual's own Content.
        named = [(Text(one_line(called)), one) for one, called in options.items()]
        chosen = value if value in options else Select.NULL
        self._offered = frozenset(options)
        super().__init__(
            named, prompt="Choose", value=chosen, allow_blank=value not in options, id=name
        )

    def choose(self, value: str) -> None:
        """Choose a value; one that nobody offered changes nothing."""
        if value in self._offered:
            self.value = value
