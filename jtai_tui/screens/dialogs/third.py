"""Neither theirs nor ours: a third value, which begins as ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import OUTSIDE, SAVE, Dialog
from jtai_tui.text import cell
from jtai_tui.widgets.form_fields import Key, note


class ThirdDialog(Dialog[str]):
    """`title` is what is decided, `theirs` and `ours` what the sides say.

    Gives back the text exactly as typed.
    """

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE, OUTSIDE)
    HELP = (
        "What is to stand in the plan instead of theirs and of ours. It is written as in the form"
        " of an action; the log says that both were there."
    )

    def __init__(self, title: str, theirs: str, ours: str, draft: DraftSlot | None = None) -> None:
        super().__init__(title, draft)
        self._theirs = theirs
        self._ours = ours

    def fields(self) -> Iterable[Widget]:
        """Yield what they say, and the text, which begins as ours."""
        yield note(f"Theirs  {cell(self._theirs, 61).rstrip() or '(nothing)'}")
        area = self.area("", self._ours, hint="What is to stand there instead")
        area.add_class("large")
        yield area

    def action_save(self) -> None:
        """End with the text."""
        self.finish(self.typed(""))
