"""A list to tick: each line is in or out, and says so with a mark and not by a colour."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from jtai_tui.text import one_line
from jtai_tui.widgets.form_fields import Picks


class Checklist(Picks):
    """Lines of which some are `ticked`, in their own order; `options` maps keys to their words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "Tick", show=False),
        Binding("enter", "screen.save", "Save", show=False),
    ]

    def __init__(self, options: Mapping[str, str], ticked: Collection[str], *, name: str) -> None:
        self._words = dict(options)
        self._ticked = set(ticked)
        super().__init__(*map(self._option, options), markup=False, id=name)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The keys of the lines that are ticked, in the order of the list."""
        return tuple(each for each in self._words if each in self._ticked)

    def _option(self, key: str) -> Option:
        mark = "[x] " if key in self._ticked else "[ ] "
        return Option(Content(mark + one_line(self._words[key])), id=key)

    @on(OptionList.OptionSelected)
    def _tick(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        key = event.option_id
        if key is not None:
            self._ticked ^= {key}
            self.replace_option_prompt(key, self._option(key).prompt)
