"""Choose the colours of the app, and see them while choosing."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.content import Content
from textual.widgets import OptionList

from jtai_tui.screens.dialogs.picking import Pick, PickDialog


class ThemeDialog(PickDialog[str]):
    """`themes` maps names of themes to what they are called; gives back a name.

    The theme under the cursor is shown at once; esc brings the one before back.
    """

    HELP = "The colours change as you move; esc leaves them as they were."

    def __init__(self, themes: Mapping[str, str], current: str) -> None:
        self._names = tuple(themes)
        self._before = current
        picks = [
            Pick(name, (str(number),), Content.assemble((str(number), "bold"), f"  {called}"))
            for number, (name, called) in enumerate(themes.items(), 1)
        ]
        start = self._names.index(current) if current in self._names else 0
        super().__init__("Theme", picks, start=start)

    @on(OptionList.OptionHighlighted)
    def _preview(self, event: OptionList.OptionHighlighted) -> None:
        self.app.theme = self._names[event.option_index]

    def finish(self, result: str | None) -> None:
        """Leave the app in the theme chosen, or as it was."""
        self.app.theme = self._before if result is None else result
        super().finish(result)
