"""Spell a lead otherwise, in every action that they lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.widget import Widget

from db.errors import Refused
from db.plain_text import check_text
from db.references import identity
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import SAVE_ENTER, Dialog
from jtai_tui.text import one_line
from jtai_tui.widgets.form_fields import Key, note


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a lead is spelt from now on, and why, if that was said."""

    text: str
    reason: str


class LeadDialog(Dialog[Spelling]):
    """`heading` says who is spelt otherwise, `about` how many actions have them.

    `others` maps the other leads of the plan to how many actions they lead: who is given the
    spelling of one of them becomes one with them, and has to say so twice.
    """

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE_ENTER,)
    HELP = (
        "The new spelling stands in every action of every agency, in one change that undo takes"
        " back. A lead is one line, as Name, Organisation."
    )

    def __init__(
        self,
        heading: str,
        about: str,
        current: str,
        *,
        others: Mapping[str, int],
        draft: DraftSlot | None = None,
    ) -> None:
        super().__init__(heading, draft)
        self._about = about
        self._current = current
        self._others = {identity(name): (name, number) for name, number in others.items()}
        self._asked = ""

    def fields(self) -> Iterable[Widget]:
        """Yield the lines for the spelling and for the reason."""
        yield note(self._about, "text")
        yield note("Lead", "label")
        yield self.line("lead", self._current, hint="Name, Organisation")
        yield note("Why", "label")
        yield self.line("reason", hint="It may be left empty")

    def action_save(self) -> None:
        """End with the spelling, if it is one; ask once more where another lead has it."""
        from db.renaming import check_spelling  # noqa: PLC0415  after the first paint

        try:
            said = check_spelling(self.typed("lead"))
            reason = check_text(self.typed("reason"), "The reason").strip()
        except Refused as error:
            self.complain(f"{str(error)[:1].upper()}{str(error)[1:]}.", "lead")
            return
        other = self._others.get(identity(said))
        if other is not None and self._asked != said:
            self._asked = said
            name, number = other
            has = "1 action" if number == 1 else f"{number:,} actions"
            self.complain(
                f"{one_line(name)} leads {has} already, and would be one with them."
                " Enter once more makes them one.",
                "lead",
            )
            return
        self.finish(Spelling(said, reason))
