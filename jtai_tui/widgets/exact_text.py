"""Text fields that give back exactly the text that they were given.

Textual's own fields split lines at a dozen characters and join them with one, and hand control
characters to the terminal. Here each character that can't be shown stands as a visible symbol
while it is edited, and is itself again when the text is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, TextArea

_JOINERS = "\u200c\u200d"
_CONTROL_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = "\x7f", "␡"
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_SYMBOLS = "¤§¶†‡※◊▫▪◦⁂⁑"
_PRIVATE = range(0xF0000, 0xFFFFE)
_BREAK = re.compile(r"\s*\n\s*")


def is_shown(character: str) -> bool:
    """Return whether a terminal shows this character, rather than obeying or hiding it.

    The joiners of emoji and of some scripts count as shown: they only shape what stands beside
    them.
    """
    return character in _JOINERS or unicodedata.category(character) not in _UNSHOWN


def without_controls(text: str) -> str:
    """Return pasted text with line breaks as newlines and without what can't be shown."""
    lines = "\n".join(text.splitlines()) + ("\n" if text.endswith(("\n", "\r")) else "")
    return "".join(each for each in lines if each in "\n\t" or is_shown(each))


class StandIns:
    """Symbols that stand for the characters which can't be shown, one to one.

    `allowed` holds characters that need none although a terminal would not show them. A symbol
    never stands in any text met so far, so that undoing an edit brings the right text back.
    """

    def __init__(self, allowed: str) -> None:
        self._allowed = allowed
        self._met: set[str] = set()
        self._symbol_of: dict[int, str] = {}
        self._character_of: dict[int, str] = {}

    def show(self, text: str) -> str:
        """Return `text` with a symbol for each character that can't be shown."""
        self._met.update(text)
        for character in dict.fromkeys(text):
            unshown = character not in self._allowed and not is_shown(character)
            ambiguous = ord(character) in self._character_of
            if (unshown or ambiguous) and ord(character) not in self._symbol_of:
                symbol = next(each for each in _symbols_for(character) if each not in self._met)
                self._met.add(symbol)
                self._symbol_of[ord(character)] = symbol
                self._character_of[ord(symbol)] = character
        return text.translate(self._symbol_of)

    def real(self, shown: str) -> str:
        """Return the text that `shown` stands for."""
        return shown.translate(self._character_of)


def _symbols_for(character: str) -> Iterator[str]:
    if ord(character) < 0x20:
        yield chr(_CONTROL_PICTURES + ord(character))
    if character == _DELETE:
        yield _DELETE_PICTURE
    yield from _SYMBOLS
    yield from map(chr, _PRIVATE)


# A field is a bar and a tint, never a box, so that it shows as one in sixteen colours, too.
_FIELD_CSS = """
{name} {{
    border: none;
    border-left: outer $border-blurred;
    padding: 0 1;
    background: $foreground 6%;
    &:focus {{
        border: none;
        border-left: outer $border;
        background: $foreground 10%;
        background-tint: transparent;
    }}
    &:ansi {{
        border-left: outer $border-blurred;
        background: ansi_default;
        &:focus {{ border-left: outer $border; background: ansi_default; }}
    }}
}}
"""


def _actions(bindings: Iterable[BindingType]) -> dict[str, str]:
    return {each.key: each.action for each in Binding.make_bindings(bindings)}


async def _act(field: Widget, actions: Mapping[str, str], event: events.Key) -> None:
    """Do at once what a key means to a field.

    Textual lets the app look such a key up when it has gone through every parent. Letters don't
    wait for that: over a slow line, where keys come in bunches, `X`, backspace, `Y` left the X.
    """
    action = actions.get(event.key)
    if action is not None and await field.app.run_action(action, field):
        event.stop()
        event.prevent_default()


class ExactTextArea(TextArea):
    """Text of several lines: `exact` is what it was given, byte for byte, until somebody edits.

    The cursor starts before the text, or behind it where somebody goes on writing (`at_end`).
    """

    DEFAULT_CSS = (
        _FIELD_CSS.format(name="ExactTextArea")
        + "ExactTextArea { height: 4; scrollbar-size-vertical: 1; }"
    )
    _ACTIONS: ClassVar[dict[str, str]] = _actions(TextArea.BINDINGS)

    def __init__(
        self,
        text: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 (Textual's name)
        at_end: bool = False,
    ) -> None:
        self._stand_ins = StandIns(allowed="\n\t")
        self._at_end = at_end
        super().__init__(
            self._stand_ins.show(text), placeholder=placeholder, id=id, highlight_cursor_line=False
        )

    def on_mount(self) -> None:
        """Put the cursor where somebody goes on writing."""
        if self._at_end:
            self.move_cursor(self.document.end)

    @property
    def exact(self) -> str:
        """Return the text as it is to be saved."""
        return self._stand_ins.real(self.text)

    def rewrite(self, text: str) -> None:
        """Put `text` in place of all that stands here, as one edit that can be undone."""
        self.replace(
            self._stand_ins.show(text),
            (0, 0),
            self.document.end,
            maintain_selection_offset=False,
        )

    async def on_key(self, event: events.Key) -> None:
        """Edit in the order in which keys are pressed."""
        await _act(self, self._ACTIONS, event)

    def on_paste(self, event: events.Paste) -> None:
        """Insert what was pasted, without the control characters that came along."""
        event.stop()
        event.prevent_default()
        if self.read_only:
            return
        result = self.replace(
            without_controls(event.text), *self.selection, maintain_selection_offset=False
        )
        self.move_cursor(result.end_location)


class ExactInput(Input):
    """Text of one line: `exact` is what it was given; line breaks within it show as symbols."""

    DEFAULT_CSS = (
        _FIELD_CSS.format(name="ExactInput")
        + """
        ExactInput { height: 1; }
        ExactInput:ansi > .input--cursor {
            background: ansi_default;
            color: ansi_default;
            text-style: reverse;
        }
        """
    )
    _ACTIONS: ClassVar[dict[str, str]] = _actions(Input.BINDINGS)

    def __init__(
        self,
        text: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 (Textual's name)
        suggester: Suggester | None = None,
    ) -> None:
        self._stand_ins = StandIns(allowed="")
        # Selecting all on focus would let the first letter typed wipe the field, past undoing.
        super().__init__(
            self._stand_ins.show(text),
            placeholder=placeholder,
            id=id,
            suggester=suggester,
            select_on_focus=False,
        )

    @property
    def exact(self) -> str:
        """Return the text as it is to be saved."""
        return self._stand_ins.real(self.value)

    def rewrite(self, text: str) -> None:
        """Put `text` in place of what stands here, the cursor behind it."""
        self.value = self._stand_ins.show(text)
        self.cursor_position = len(self.value)

    async def on_key(self, event: events.Key) -> None:
        """Edit in the order in which keys are pressed."""
        await _act(self, self._ACTIONS, event)

    def on_paste(self, event: events.Paste) -> None:
        """Insert what was pasted as one line; Textual alone would drop all but the first."""
        event.stop()
        event.prevent_default()
        line = _BREAK.sub(" ", without_controls(event.text).strip("\n")).replace("\t", " ")
        self.replace(line, *self.selection)
