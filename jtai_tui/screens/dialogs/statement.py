"""The statutory clock: when the report was received, and when the statement was sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from db.dates import show_date, show_long_date
from db.errors import Refused
from db.plain_text import is_blank
from db.statutory import Statutory, check_statutory, left_words, sent_words, statement_due
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import SAVE_ENTER, Dialog
from jtai_tui.text import visible
from jtai_tui.widgets.day_reading import DayReading, read_typed_day
from jtai_tui.widgets.form_fields import Key, Row, note


class StatementDialog(Dialog[Statutory]):
    """`days` are those that the plan has so far."""

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE_ENTER,)
    HELP = (
        "Where an inspection report asks for a written statement of proposed action, it is due 70"
        " working days after the day on which the report was received (regulation 4 of SI"
        " 2015/1792), without Saturdays, Sundays and England's bank holidays. The clock stands at"
        " the top until the statement is marked as sent. An empty field takes its day out again."
    )

    def __init__(self, days: Statutory, draft: DraftSlot | None = None, *, today: date) -> None:
        super().__init__("Written statement of proposed action", draft)
        self._days = days
        self._today = today

    def fields(self) -> Iterable[Widget]:
        """Yield the day of receipt, by when the statement is due, and the day it was sent."""
        days = self._days
        received = self.line("received", _shown(days.received), hint="30 Jan 2018")
        yield Row("Received", received)
        yield Row("", Static(id="received-reading", classes="reading"))
        yield Row("Due", Static(id="due-reading", classes="reading"))
        sent = self.line("sent", _shown(days.sent), hint="Once it is sent: 9 May 2018")
        yield Row("Sent", sent, classes="gap")
        yield Row("", Static(id="sent-reading", classes="reading"))
        yield note("70 working days after the report: regulation 4, SI 2015/1792.", "note below")

    def on_mount(self) -> None:
        """Read what stands there."""
        self._read_aloud()

    def action_save(self) -> None:
        """End with the days, if they can be so."""
        readings = {name: self._reading(name) for name in ("received", "sent")}
        for name, reading in readings.items():
            if reading.day is None and not is_blank(self.typed(name)):
                self.complain("Write the day as 30 Jan 2018, or leave it empty.", name)
                return
        received, sent = readings["received"].day, readings["sent"].day
        try:
            check_statutory(received, sent, self._today)
        except Refused as error:
            of_receipt = received is None or received > self._today
            self.complain(f"{error}.", "received" if of_receipt else "sent")
        else:
            self.finish(Statutory(received, sent))

    def _reading(self, name: str) -> DayReading:
        return read_typed_day(self.typed(name), self._today, self._today)

    @on(Input.Changed, "#received")
    @on(Input.Changed, "#sent")
    def _read_aloud(self) -> None:
        received, sent = self._reading("received"), self._reading("sent")
        due = None if received.day is None else statement_due(received.day)
        told = ""
        if due is not None:
            how = left_words(due, self._today) if sent.day is None else sent_words(due, sent.day)
            told = f"{show_long_date(due)}, {'' if sent.day is None else 'sent '}{how}"
        for name, said in (("received", received.said), ("due", told), ("sent", sent.said)):
            self.query_one(f"#{name}-reading", Static).update(Content(visible(said)))


def _shown(day: date | None) -> str:
    return "" if day is None else show_date(day)
