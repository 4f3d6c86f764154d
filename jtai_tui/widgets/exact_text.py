"""Text fields that give back exactly the text that they were given.

Textual's own fields split lines at a dozen characters and join them with one, hand control
characters to the terminal, and drop what they take for no text. Here a character that can't be
shown stands as a symbol while it is edited, whether it was there, typed, completed or pasted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, TextArea

from db.plain_text import MOST_CHARACTERS
from jtai_tui.text import visible
from jtai_tui.widgets.stand_ins import StandIns, is_shown

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BREAK = re.compile(r"\s*\n\s*")
_HALVES = re.compile("[\ud800-\udfff]")


def with_newlines(text: str) -> str:
    """Return pasted text with each of its line ends, of whatever sort, as a newline."""
    return _LINE_END.sub("\n", text)


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


class _ShownSuggester(Suggester):
    """Offers what another suggester offers for the real text, as the field shows it."""

    def __init__(self, suggester: Suggester, stand_ins: StandIns) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._suggester = suggester
        self._stand_ins = stand_ins

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole text, None where nothing is offered."""
        typed = self._stand_ins.real(value)
        wanted = typed if self._suggester.case_sensitive else typed.casefold()
        found = await self._suggester.get_suggestion(wanted)
        return None if found is None else self._stand_ins.show(found)


def _text_of(event: events.Key, stand_ins: StandIns) -> str:
    """Return what a key types where Textual would drop it or type another: else nothing.

    Joiners that Persian and Hindi need, and spaces that don't break, come from keyboards, too.
    The event is then done with.
    """
    character = event.character or ""
    if len(character) != 1 or unicodedata.category(character) in ("Cc", "Cs"):
        return ""
    itself = is_shown(character) and stand_ins.real(character) == character
    text = character if itself else stand_ins.show(character)
    if text == character and character.isprintable():
        return ""
    event.stop()
    event.prevent_default()
    return text


def _has_room(field: Widget, before: int, text: str) -> bool:
    """Return whether a field takes so much more text; say why where it doesn't."""
    fits = before + len(text) <= MOST_CHARACTERS
    if not fits:
        field.notify(
            f"Nothing was pasted: that is {len(text):,} characters, and a field of a plan takes"
            f" {MOST_CHARACTERS:,}; add it as a file of evidence instead",
            markup=False,
        )
    return fits


def _copy(field: Widget, text: str) -> None:
    """Put the text itself on the clipboard, not the symbols; a half of a pair can't go there."""
    field.app.copy_to_clipboard(_HALVES.sub(lambda half: visible(half[0]), text))


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
        if text := _text_of(event, self._stand_ins):
            self._put_in(text)
        await _act(self, self._ACTIONS, event)

    def on_paste(self, event: events.Paste) -> None:
        """Insert what was pasted."""
        event.stop()
        event.prevent_default()
        self._paste(event.text)

    def action_paste(self) -> None:
        """Insert what was copied or cut here."""
        self._paste(self.app.clipboard)

    def action_copy(self) -> None:
        """Copy what is selected, as it is."""
        if not self.selected_text:
            raise SkipAction
        _copy(self, self._stand_ins.real(self.selected_text))

    def action_cut(self) -> None:
        """Cut what is selected, or the line of the cursor, as it is."""
        before = self.text
        super().action_cut()
        if self.text != before:
            _copy(self, self._stand_ins.real(self.app.clipboard))

    def _paste(self, text: str) -> None:
        if not self.read_only and _has_room(self, len(self.text), text):
            self._put_in(self._stand_ins.show(with_newlines(text)))

    def _put_in(self, shown: str) -> None:
        result = self.replace(shown, *self.selection, maintain_selection_offset=False)
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
            suggester=suggester and _ShownSuggester(suggester, self._stand_ins),
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
        if text := _text_of(event, self._stand_ins):
            self.replace(text, *self.selection)
        await _act(self, self._ACTIONS, event)

    def on_paste(self, event: events.Paste) -> None:
        """Insert what was pasted as one line; Textual alone would drop all but the first."""
        event.stop()
        event.prevent_default()
        self._paste(event.text)

    def action_paste(self) -> None:
        """Insert what was copied or cut here."""
        self._paste(self.app.clipboard)

    def action_copy(self) -> None:
        """Copy what is selected, as it is."""
        if not self.selected_text:
            raise SkipAction
        _copy(self, self._stand_ins.real(self.selected_text))

    def action_cut(self) -> None:
        """Cut what is selected, as it is."""
        if self.selected_text:
            _copy(self, self._stand_ins.real(self.selected_text))
            self.delete_selection()

    def _paste(self, text: str) -> None:
        if _has_room(self, len(self.value), text):
            line = _BREAK.sub(" ", with_newlines(text).strip("\n")).replace("\t", " ")
            self.replace(self._stand_ins.show(line), *self.selection)
