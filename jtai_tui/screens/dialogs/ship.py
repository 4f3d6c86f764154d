"""To whom a copy of the plan goes, and where it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.widget import Widget

from db.errors import Refused
from db.plain_text import check_line
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import Dialog
from jtai_tui.screens.dialogs.path_field import PathSuggester, named_path, working_folder
from jtai_tui.widgets.form_fields import Key, Row, note


@dataclass(frozen=True, slots=True)
class Shipment:
    """What was typed: to whom the copy goes, and the file to write."""

    to: str
    out: Path


class ShipDialog(Dialog[Shipment]):
    """`out` is the file that is offered."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter", "ship", "screen.save"),)
    HELP = (
        "The copy is checked, compacted, and has nothing deleted left in it. The log notes to whom"
        " it was issued. It is the whole plan, and not encrypted."
    )

    def __init__(self, out: Path, draft: DraftSlot | None = None) -> None:
        super().__init__("Ship a copy", draft)
        self._out = out

    def fields(self) -> Iterable[Widget]:
        """Yield the lines for recipient and file."""
        yield Row("To", self.line("to", hint="A person, board or agency"))
        paths = PathSuggester(working_folder())
        yield Row("File", self.line("file", str(self._out), suggester=paths))
        yield note("A verified, compacted copy; the log notes to whom it went.", "note below")

    def action_save(self) -> None:
        """End with what was typed, if it says to whom and where."""
        try:
            to = check_line(self.typed("to"), "The name of whoever it goes to")
        except Refused as error:
            self.complain(f"{error}.", "to")
            return
        out = named_path(self.typed("file"))
        if out is None or out.is_dir() or not out.parent.is_dir():
            self.complain("Name a file in a folder that is there.", "file")
        else:
            self.finish(Shipment(to, out))
