"""Which document is to be read into the plan."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

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


class ImportDialog(Dialog[Path]):
    """A line for the file; what would come of it is shown before anything is written."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter", "look at it", "screen.save"),)
    HELP = (
        "The tables of the document are read, and what would come in is shown: new actions, changes"
        " that it proposes, what is doubtful. Nothing is written before you say so."
    )

    def __init__(self, draft: DraftSlot | None = None) -> None:
        super().__init__("Read in a document", draft)

    def fields(self) -> Iterable[Widget]:
        """Yield the line for the file."""
        paths = PathSuggester(working_folder())
        yield Row("File", self.line("file", hint="Word, Excel, CSV or JSON", suggester=paths))
        yield note("Nothing is written yet: you see first what would come in.", "note below")

    def action_save(self) -> None:
        """End with the file, if it is there."""
        path = named_path(self.typed("file"))
        if path is None:
            self.complain("Name the document.", "file")
        elif trouble := trouble_with(path):
            self.complain(f"{path}: {trouble}.", "file")
        else:
            self.finish(path)
