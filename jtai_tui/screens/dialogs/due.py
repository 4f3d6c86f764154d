"""Revise a due date: any day or timescale text, read aloud while it is typed, and a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from db.dates import show_date, show_long_date
from db.plain_text import is_blank
from db.timescale import Precision
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import SAVE_ENTER, Dialog
from jtai_tui.text import one_line, visible
from jtai_tui.widgets.day_reading import DayReading, read_typed_day
from jtai_tui.widgets.form_fields import Key, Row, note


@dataclass(frozen=True, slots=True)
class NewDue:
    """A new due date, how exact it is, and why it is given."""

    due: date
    precision: Precision
    reason: str


class DueDialog(Dialog[NewDue]):
    """`current` is the due date so far, `timescale` what the plan prints.

    With several actions at once there is no one `current` and no `timescale`: None and nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+y", "take_suggestion", "Take the suggested day", show=False)
    ]
    KEYS: ClassVar[tuple[Key, ...]] = (
        SAVE_ENTER,
        Key("ctrl+y", "suggested day", "screen.take_suggestion"),
    )
    HELP = (
        "Write a day, 30/6/2020, or what a plan would print, End June 2020. The due date before"
        " is kept, and the revision is counted."
    )

    def __init__(
        self,
        heading: str,
        current: date | None,
        timescale: str,
        *,
        plan_date: date | None,
        today: date,
        draft: DraftSlot | None = None,
    ) -> None:
        super().__init__(heading, draft)
        self._current = current
        self._timescale = timescale
        self._plan_date = plan_date
        self._today = today

    def fields(self) -> Iterable[Widget]:
        """Yield the due date so far, the new one with its reading, and the reason."""
        if self._timescale:
            yield Row("Timescale", note(one_line(self._timescale), "reading"))
        if self._current is not None:
            yield Row("Due", note(show_long_date(self._current), "reading"))
        yield Row(
            "New date", self.line("due", hint="30 Sep 2020, End September 2020"), classes="gap"
        )
        yield Row("", Static(id="reading", classes="reading"))
        yield Row("Reason", self.line("reason", hint="Why it moves (needed)"))

    def on_mount(self) -> None:
        """Read what a draft may hold."""
        self._read_aloud()

    def action_take_suggestion(self) -> None:
        """Write the suggested day into the field, if there is one."""
        suggestion = self._reading().suggestion
        if suggestion is None:
            self.complain("There is no suggested day; write one.", "due")
        else:
            self._typed["due"][1].rewrite(show_date(suggestion))
            self.complain("", "reason")

    def action_save(self) -> None:
        """End with the new due date, if there is one, and a reason."""
        reading = self._reading()
        reason = self.typed("reason").strip()
        if reading.day is None or reading.precision is None:
            self.complain("There is no due date yet: write a day, such as 30 Sep 2020.", "due")
        elif reading.day == self._current:
            self.complain(f"The due date is {show_date(reading.day)} already.", "due")
        elif is_blank(reason):
            self.complain("A reason is needed: say in a few words why it moves.", "reason")
        else:
            self.finish(NewDue(reading.day, reading.precision, reason))

    def _reading(self) -> DayReading:
        return read_typed_day(self.typed("due"), self._plan_date, self._today)

    @on(Input.Changed, "#due")
    def _read_aloud(self) -> None:
        self.query_one("#reading", Static).update(Content(visible(self._reading().said)))
