"""One line of text: why a rating is recorded, an action closed or opened again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from db.plain_text import is_blank
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import SAVE_ENTER, Dialog
from jtai_tui.widgets.form_fields import Key, note


class ReasonLine(Dialog[str]):
    """`title` is what is about to be done, `question` what is asked.

    Gives back the text without outer white space; it is empty only where it isn't `required`.
    """

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE_ENTER,)
    HELP = "The reason stands in the log beside the change, with your name and the time."

    def __init__(
        self, title: str, question: str, *, required: bool, draft: DraftSlot | None = None
    ) -> None:
        super().__init__(title, draft)
        self._question = question
        self._required = required

    def fields(self) -> Iterable[Widget]:
        """Yield the question and its line."""
        yield note(self._question, "label")
        yield self.line("reason")

    def action_save(self) -> None:
        """End with the reason, unless it is needed and missing."""
        said = self.typed("reason").strip()
        if not is_blank(said):
            self.finish(said)
        elif self._required:
            self.complain("A reason is needed: say in a few words why.", "reason")
        else:
            self.finish("")
