"""Mark a reporting point: its name, and the day on which the board sees the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from db.dates import show_date
from db.errors import Refused
from db.plain_text import check_line
from db.points import ReportingPoint
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import Dialog
from jtai_tui.text import visible
from jtai_tui.widgets.day_reading import DayReading, read_typed_day
from jtai_tui.widgets.form_fields import Key, Row, note


@dataclass(frozen=True, slots=True)
class NewPoint:
    """The name of a reporting point, and its day."""

    name: str
    day: date


class PointDialog(Dialog[NewPoint]):
    """`points` are those that there are already; the plan's log `begins` on that day."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter", "mark", "screen.save"),)
    HELP = (
        "A reporting point says what a board saw: the plan as it stands, or, for a day that has"
        " passed, as it stood at the end of that day. Reports and the table say what has become"
        " better or worse since."
    )

    def __init__(
        self,
        points: Sequence[ReportingPoint],
        draft: DraftSlot | None = None,
        *,
        today: date,
        begins: date,
    ) -> None:
        super().__init__("Mark a reporting point", draft)
        self._points = points
        self._today = today
        self._begins = begins

    def fields(self) -> Iterable[Widget]:
        """Yield the lines for the name and the day."""
        yield Row("Name", self.line("name", hint="Board, September"))
        yield Row("Day", self.line("day", show_date(self._today)))
        yield Row("", Static(id="reading", classes="reading"))
        last = self._points[-1].words if self._points else "none yet"
        yield note(f"The last one: {last}", "note below")

    def on_mount(self) -> None:
        """Read the day that stands there."""
        self._read_aloud()

    def action_save(self) -> None:
        """End with the point, if it has a name and a day; the plan knows which names will do."""
        try:
            name = check_line(self.typed("name"), "The name")
        except Refused as error:
            self.complain(f"{error}.", "name")
            return
        day = self._reading().day
        if day is None:
            self.complain(f"Write the day as {show_date(self._today)}.", "day")
        else:
            self.finish(NewPoint(name, day))

    def _reading(self) -> DayReading:
        return read_typed_day(self.typed("day"), self._today, self._today)

    @on(Input.Changed, "#day")
    def _read_aloud(self) -> None:
        reading = self._reading()
        said = reading.said
        if reading.day is not None:
            said += f": the plan {self._stands(reading.day)}"
        self.query_one("#reading", Static).update(Content(visible(said)))

    def _stands(self, day: date) -> str:
        if day < min(self._today, self._begins):
            return f"as it was loaded, for its log begins on {show_date(self._begins)}"
        return "as it stood then" if day < self._today else "as it stands"
