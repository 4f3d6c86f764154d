"""Write a progress update: several lines, saved with ctrl+s."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from db.plain_text import is_blank
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import OUTSIDE, SAVE, Dialog
from jtai_tui.text import cell
from jtai_tui.widgets.form_fields import Key, note


class UpdateDialog(Dialog[str]):
    """`reference` and `action` say what it is about; gives back the text exactly as typed."""

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE, OUTSIDE)
    HELP = (
        "What was done since the last update. It is dated today and signed with your name, and is"
        " never overwritten: a later one corrects it. Enter starts a new line."
    )

    def __init__(self, reference: str, action: str, draft: DraftSlot | None = None) -> None:
        super().__init__(f"Progress update on {reference}", draft)
        self._action = action

    def fields(self) -> Iterable[Widget]:
        """Yield the action it is about, and the text."""
        yield note(cell(self._action, 69).rstrip())
        area = self.area("", hint="What was done, and what it shows")
        area.add_class("large")
        yield area

    def action_save(self) -> None:
        """End with the text, unless there is none."""
        text = self.typed("")
        if is_blank(text):
            self.complain("There is nothing to save yet: write what was done.")
        else:
            self.finish(text)
