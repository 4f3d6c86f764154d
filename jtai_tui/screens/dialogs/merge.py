"""Which files came back, and to whom they had been issued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.suggester import SuggestFromList
from textual.widget import Widget

from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import Dialog
from jtai_tui.screens.dialogs.path_field import (
    PathSuggester,
    named_path,
    trouble_with,
    working_folder,
)
from jtai_tui.widgets.form_fields import Key, Row, note


@dataclass(frozen=True, slots=True)
class Returns:
    """What was typed: the files that came back, and to whom they went (empty: not said)."""

    files: tuple[Path, ...]
    sent_to: str = ""


class MergeDialog(Dialog[Returns]):
    """`recipients` are offered while somebody types to whom the copies went."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter", "merge", "screen.save"),)
    HELP = (
        "Each file is checked first, and nothing is changed if one of them is refused. What only"
        " they have changed counts, with their names; where two people disagree, ours stands until"
        " somebody decides. Several files with ; between are merged in one go. Of a return sheet,"
        " what the lead has filled in is proposed, and you take it or not."
    )

    def __init__(self, recipients: Iterable[str], draft: DraftSlot | None = None) -> None:
        super().__init__("Merge returned copies", draft)
        self._recipients = tuple(recipients)

    def fields(self) -> Iterable[Widget]:
        """Yield the lines for the files and for whoever had them."""
        paths = PathSuggester(working_folder())
        yield Row(
            "Files",
            self.line("files", hint="A copy or a return sheet that came back", suggester=paths),
        )
        who = SuggestFromList(self._recipients, case_sensitive=False)
        hint = "Empty, or a name to hold against the file"
        yield Row("From", self.line("from", hint=hint, suggester=who))
        yield note("The log notes which files were merged, and by whom.", "note below")

    def action_save(self) -> None:
        """End with the files, if they are there."""
        files = named_files(self.typed("files"))
        trouble = next((f"{each}: {why}" for each in files if (why := trouble_with(each))), "")
        if not files:
            self.complain("Name the file that came back.", "files")
        elif trouble:
            self.complain(f"{trouble}.", "files")
        else:
            self.finish(Returns(files, self.typed("from").strip()))


def named_files(typed: str) -> tuple[Path, ...]:
    """Return the files that are named with ; between, unless the whole names one that is there."""
    whole = named_path(typed)
    if whole is None or not trouble_with(whole):
        return () if whole is None else (whole,)
    return tuple(path for part in typed.split(";") if (path := named_path(part)) is not None)
