"""A long list that narrows as you type: the palette, and going to an action."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from jtai_tui.screens.dialogs.base import Dialog
from jtai_tui.text import fit, one_line, width_of
from jtai_tui.widgets.form_fields import Key, Picks

ChoiceT = TypeVar("ChoiceT")

MOST_SHOWN = 100
_WIDTH = 68


@dataclass(frozen=True, slots=True)
class ListChoice(Generic[ChoiceT]):
    """What can be chosen: `label` is shown and searched, `also` searched only, `aside` dim."""

    value: ChoiceT
    label: str
    aside: str = ""
    also: str = ""


class ChoiceDialog(Dialog[ChoiceT]):
    """Type to narrow the list, move with the arrows, enter takes the line under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move('cursor_down')", "Down", show=False),
        Binding("up", "move('cursor_up')", "Up", show=False),
        Binding("pagedown", "move('page_down')", "Page down", show=False),
        Binding("pageup", "move('page_up')", "Page up", show=False),
    ]
    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter", "choose", "screen.save"),)
    HELP = "Type a few letters of what you look for, several words in any order."

    def __init__(
        self, heading: str, choices: Sequence[ListChoice[ChoiceT]], *, hint: str = "Type to narrow"
    ) -> None:
        super().__init__(heading)
        self._choices = choices
        self._hint = hint
        self._sought = [f"{each.label}\n{each.aside}\n{each.also}".casefold() for each in choices]
        self._shown: list[int] = []

    def fields(self) -> Iterable[Widget]:
        """Yield the line to type in, and the list."""
        yield self.line("sought", hint=self._hint)
        yield Picks(markup=False, id="choices")
        yield Static(id="left-out", classes="note")

    def on_mount(self) -> None:
        """Show the list as it is before anything is typed."""
        self.query_one("#choices").can_focus = False
        self._narrow()

    def action_move(self, how: str) -> None:
        """Move the cursor of the list while the focus stays where one types."""
        getattr(self.query_one("#choices", Picks), f"action_{how}")()

    def action_save(self) -> None:
        """End with the line under the cursor."""
        place = self.query_one("#choices", Picks).highlighted
        if place is None:
            self.complain("Nothing has that in it; take some letters away.")
        else:
            self.finish(self._choices[self._shown[place]].value)

    @on(Input.Changed, "#sought")
    def _narrow(self) -> None:
        found = ranked(self.typed("sought"), self._sought)
        self._shown = found[:MOST_SHOWN]
        choices = self.query_one("#choices", Picks)
        choices.set_options([Option(_prompt(self._choices[place])) for place in self._shown])
        choices.highlighted = 0 if self._shown else None
        more = len(found) - len(self._shown)
        self.query_one("#left-out", Static).update(f"and {more:,} more" if more else "")
        self.complain("")

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.finish(self._choices[self._shown[event.option_index]].value)


def ranked(typed: str, sought: Sequence[str]) -> list[int]:
    """Return the places of the texts that hold every word typed, the best first.

    `sought` is casefolded. Best is what begins so, then what has a word that begins so, then the
    rest. Where nothing holds the words, the letters of what was typed may stand apart.
    """
    words = typed.casefold().split()
    if not words:
        return list(range(len(sought)))
    found = [place for place, text in enumerate(sought) if all(word in text for word in words)]
    if not found:
        letters = "".join(words)
        found = [place for place, text in enumerate(sought) if _in_order(letters, text)]
    first = words[0]
    return sorted(found, key=lambda place: _distance(first, sought[place]))


def _distance(word: str, text: str) -> int:
    if text.startswith(word):
        return 0
    return 1 if any(part.startswith(word) for part in text.split()) else 2


def _in_order(letters: str, text: str) -> bool:
    first_line = iter(text.partition("\n")[0])
    return all(letter in first_line for letter in letters)


def _prompt(choice: ListChoice[ChoiceT]) -> Content:
    aside = one_line(choice.aside)
    label = fit(one_line(choice.label), max(_WIDTH - width_of(aside) - 1, 20))
    return Content.assemble(label, " ", (aside, "$text-muted"))
