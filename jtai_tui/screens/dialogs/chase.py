"""Whom to chase, for what, until when, and where what they are sent is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from db.dates import show_date
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import Dialog
from jtai_tui.screens.dialogs.path_field import PathSuggester, named_path, working_folder
from jtai_tui.text import visible
from jtai_tui.widgets.day_reading import DayReading, read_typed_day
from jtai_tui.widgets.form_fields import FieldSelect, Key, Row

_MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Asking:
    """What was typed. `of` is one of the scopes that were offered; days are counted from today."""

    of: str
    within: int
    silent: int
    answer_by: date
    folder: Path


class ChaseDialog(Dialog[Asking]):
    """`scopes` maps what may be asked about to words; `before` is what the fields begin with."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter", "preview", "screen.save"),)
    HELP = (
        "A lead is asked about what is overdue, due within so many days, or without a progress"
        " update for so many. Each gets a return sheet to fill in, and a draft e-mail with the"
        " sheet attached, which opens unsent in your mail program. You see who would be asked for"
        " what before anything is written; nothing is sent by jtai."
    )

    AUTO_FOCUS = "#within"  # enter would open the list above it

    def __init__(
        self,
        scopes: Mapping[str, str],
        before: Asking,
        draft: DraftSlot | None = None,
        *,
        today: date,
    ) -> None:
        super().__init__("Chase leads", draft)
        self._scopes = scopes
        self._before = before
        self._today = today

    def fields(self) -> Iterable[Widget]:
        """Yield the fields."""
        before = self._before
        yield Row("About", FieldSelect(self._scopes, before.of, name="of"))
        yield Row("Due within", self.line("within", str(before.within)))
        yield Row("Silent for", self.line("silent", str(before.silent)))
        yield Row("", Static(id="meant", classes="reading"))
        yield Row("Answer by", self.line("answer-by", show_date(before.answer_by)))
        yield Row("", Static(id="reading", classes="reading"))
        paths = PathSuggester(working_folder())
        yield Row("Folder", self.line("folder", str(before.folder), suggester=paths))

    def on_mount(self) -> None:
        """Read the day that stands there."""
        self._read_aloud()

    def action_save(self) -> None:
        """End with what was typed, if it can be understood."""
        numbers = {name: _number(self.typed(name)) for name in ("within", "silent")}
        wrong = next((name for name, number in numbers.items() if number is None), None)
        day, folder = self._reading().day, named_path(self.typed("folder"))
        of = self.query_one("#of", FieldSelect).value
        within, silent = numbers["within"], numbers["silent"]
        if wrong is not None or within is None or silent is None:
            self.complain("Write a number of days, such as 14.", wrong or "within")
        elif day is None:
            self.complain(f"Write the day as {show_date(self._before.answer_by)}.", "answer-by")
        elif day < self._today:
            self.complain("This day has passed; give a later one.", "answer-by")
        elif folder is None or "\0" in self.typed("folder"):
            self.complain("Name a folder; it is made if it is not there.", "folder")
        elif isinstance(of, str):
            self.finish(Asking(of, within, silent, day, folder))

    def _reading(self) -> DayReading:
        return read_typed_day(self.typed("answer-by"), self._today, self._today)

    @on(Input.Changed)
    def _read_aloud(self) -> None:
        within, silent = (_number(self.typed(name)) for name in ("within", "silent"))
        said = "a number of days is needed"
        if within is not None and silent is not None:
            said = f"overdue, due within {within} days, or no update for more than {silent} days"
        self.query_one("#meant", Static).update(Content(said))
        self.query_one("#reading", Static).update(Content(visible(self._reading().said)))


def _number(typed: str) -> int | None:
    """Return the number of days that is typed, None for what is none."""
    text = typed.strip()
    if not text.isascii() or not text.isdigit() or len(text) > len(str(_MOST_DAYS)):
        return None
    return min(int(text), _MOST_DAYS)
