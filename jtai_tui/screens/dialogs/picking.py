"""A dialog that is answered with one key, or with arrows and enter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from jtai_tui.screens.dialogs.base import Dialog
from jtai_tui.text import visible
from jtai_tui.widgets.form_fields import Key, Picks, note

PickT = TypeVar("PickT")

TEXT_WIDTH = 70
"""The cells within the box, without its edge, its padding and a scrollbar."""


@dataclass(frozen=True, slots=True)
class Pick(Generic[PickT]):
    """One of the answers: `keys` are the characters that give it at once."""

    value: PickT
    keys: tuple[str, ...]
    prompt: Content


class PickDialog(Dialog[PickT]):
    """Picks, one above the other; `start` is the position where the cursor stands.

    They are given, or a subclass makes them in `picks`, where it knows the app's colours.
    """

    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter", "choose", "screen.choose"),)

    def __init__(
        self, heading: str, picks: Sequence[Pick[PickT]] = (), *, start: int = 0, text: str = ""
    ) -> None:
        super().__init__(heading)
        self._picks = tuple(picks)
        self._start = start
        self._text = text

    def picks(self) -> Sequence[Pick[PickT]]:
        """Return the answers, in their order."""
        return self._picks

    def fields(self) -> Iterable[Widget]:
        """Yield the text above the picks, if any, and the picks."""
        if self._text:
            yield note(self._text, "text")
        self._picks = tuple(self.picks())
        yield Picks(*(Option(pick.prompt) for pick in self._picks), markup=False, id="picks")

    def on_mount(self) -> None:
        """Put the cursor where it is to start."""
        self.query_one("#picks", Picks).highlighted = self._start

    def on_key(self, event: events.Key) -> None:
        """Give the answer that the key stands for; where several share it, go to the next."""
        if event.character is None:
            return
        wanted = event.character.casefold()
        found = [
            place
            for place, pick in enumerate(self._picks)
            if wanted in (key.casefold() for key in pick.keys)
        ]
        if not found:
            return
        event.stop()
        event.prevent_default()
        if len(found) == 1:
            self.finish(self._picks[found[0]].value)
            return
        picks = self.query_one("#picks", Picks)
        at = -1 if picks.highlighted is None else picks.highlighted
        picks.highlighted = next((place for place in found if place > at), found[0])

    def action_choose(self) -> None:
        """Give the answer under the cursor."""
        self.query_one("#picks", Picks).action_select()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.finish(self._picks[event.option_index].value)


def beside(lead: Content, text: str, width: int = TEXT_WIDTH, style: str = "") -> Content:
    """Return `text` wrapped to the right of `lead`, its further lines as far in as the first."""
    indent = lead.cell_length
    lines = Content.styled(visible(text), style).wrap(max(width - indent, 10))
    return lead + Content("\n" + " " * indent).join(line.rstrip() for line in lines)
