"""To whom a copy of the plan goes, and where it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from db.errors import Refused
from db.plain_text import check_line
from jtai_tui.drafts import DraftSlot
from jtai_tui.evidence_out import is_folder
from jtai_tui.screens.dialogs.base import Dialog
from jtai_tui.screens.dialogs.path_field import (
    PathSuggester,
    named_path,
    working_folder,
)
from jtai_tui.text import visible
from jtai_tui.widgets.day_reading import DayReading, read_typed_day
from jtai_tui.widgets.form_fields import Key, Row, note


@dataclass(frozen=True, slots=True)
class Shipment:
    """What was typed: to whom the copy goes, the file to write, the day it is asked back by."""

    to: str
    out: Path
    back_by: date | None = None


class ShipDialog(Dialog[Shipment]):
    """`out` is the file that is offered."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter", "ship", "screen.save"),)
    HELP = (
        "The copy is checked, compacted, and has nothing deleted left in it. The log notes to whom"
        " it was issued, and by which day it is asked back, if you give one; once that day has"
        " passed, the copy is shown as overdue. It is the whole plan, and not encrypted."
    )

    def __init__(self, out: Path, draft: DraftSlot | None = None, *, today: date) -> None:
        super().__init__("Ship a copy", draft)
        self._out = out
        self._today = today

    def fields(self) -> Iterable[Widget]:
        """Yield the lines for recipient and file."""
        yield Row("To", self.line("to", hint="A person, board or agency"))
        paths = PathSuggester(working_folder())
        yield Row("File", self.line("file", str(self._out), suggester=paths))
        yield Row("Back by", self.line("back-by", hint="If it is to come back: 10 Dec 2026"))
        yield Row("", Static(id="reading", classes="reading"))
        yield note("A verified, compacted copy; the log notes to whom it went.", "note below")

    def on_mount(self) -> None:
        """Read what a draft may hold."""
        self._read_aloud()

    def action_save(self) -> None:
        """End with what was typed, if it says to whom and where."""
        try:
            to = check_line(self.typed("to"), "The name of whoever it goes to")
        except Refused as error:
            self.complain(f"{error}.", "to")
            return
        out = named_path(self.typed("file"))
        if out is None or is_folder(out) or not is_folder(out.parent):
            self.complain("Name a file in a folder that is there.", "file")
            return
        reading = self._reading()
        if reading.said and reading.day is None:
            self.complain("Write the day as 10 Dec 2026, or leave it empty.", "back-by")
        else:
            self.finish(Shipment(to, out, reading.day))

    def _reading(self) -> DayReading:
        return read_typed_day(self.typed("back-by"), self._today, self._today)

    @on(Input.Changed, "#back-by")
    def _read_aloud(self) -> None:
        self.query_one("#reading", Static).update(Content(visible(self._reading().said)))
