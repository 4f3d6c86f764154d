"""Close an action without a closing rating: superseded, moved to another, or risk accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from db.plain_text import is_blank
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import SAVE_ENTER, Dialog
from jtai_tui.widgets.form_fields import Key, Picks, note


@dataclass(frozen=True, slots=True)
class Ending:
    """How an action ends, as a code of the endings that were offered, and why."""

    way: str
    reason: str


class CloseDialog(Dialog[Ending]):
    """`endings` maps codes to words: choose one by its first letter, then say why."""

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE_ENTER,)
    HELP = (
        "For an action that ends without being completed. Choose how, then say why: the reason"
        " stands in the log, and the action can be opened again."
    )

    def __init__(
        self, reference: str, endings: Mapping[str, str], draft: DraftSlot | None = None
    ) -> None:
        super().__init__(f"Close {reference} otherwise", draft)
        self._endings = dict(endings)

    def fields(self) -> Iterable[Widget]:
        """Yield the ways to end, and the line for the reason."""
        yield Picks(
            *(
                Option(Content.assemble((words[:1], "bold underline"), words[1:]))
                for words in self._endings.values()
            ),
            markup=False,
            id="ways",
        )
        yield note("Why? (needed)", "label")
        yield self.line("reason", hint="What takes its place, or who accepts the risk")

    def on_mount(self) -> None:
        """Choose the way that a draft holds."""
        kept = self._draft("way", "")
        if kept in self._endings:
            self.query_one("#ways", Picks).highlighted = list(self._endings).index(kept)
            self.query_one("#reason").focus()

    def keep(self) -> None:
        """Keep the way beside a reason."""
        super().keep()
        place = self.query_one("#ways", Picks).highlighted
        if self._slot is not None:
            chosen = "" if place is None else list(self._endings)[place]
            self._slot.put("way", "", "" if is_blank(self.typed("reason")) else chosen)

    def on_key(self, event: events.Key) -> None:
        """Choose by the first letter, while the ways have the focus."""
        ways = self.query_one("#ways", Picks)
        if event.character is None or not ways.has_focus:
            return
        for place, words in enumerate(self._endings.values()):
            if words[:1].casefold() == event.character.casefold():
                event.stop()
                ways.highlighted = place
                self.query_one("#reason").focus()
                return

    def action_save(self) -> None:
        """End with the way under the cursor and the reason, unless that is missing."""
        place = self.query_one("#ways", Picks).highlighted
        reason = self.typed("reason").strip()
        if is_blank(reason):
            self.complain("A reason is needed: say in a few words why.", "reason")
        elif place is None:
            self.complain("Choose how it ends.", "ways")
        else:
            self.finish(Ending(list(self._endings)[place], reason))

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self.query_one("#reason").focus()
