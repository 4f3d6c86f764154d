"""An action while it is edited: what stands in its fields, what that changes, what is missing."""

from __future__ import annotations

from datetime import date

from db.dates import show_date
from db.leads import show_leads
from db.plain_text import is_blank
from db.rows import ActionRow
from jtai_tui.drafts import Draft
from jtai_tui.widgets.day_reading import DayReading, read_typed_day

LABELS = {
    "reference": "Reference",
    "sources": "Sources",
    "agency": "Agency",
    "finding": "Finding",
    "action": "Action",
    "leads": "Leads",
    "timescale": "Timescale",
    "forecast": "Forecast",
    "reason": "Reason",
    "update": "Progress",
}
"""Every field of the form, and what people call it."""

_APART = ("reason", "update")


def field_texts(action: ActionRow) -> dict[str, str]:
    """Return the fields of an action as the form shows them, `agency` as its id."""
    return {
        "reference": action.reference,
        "sources": ", ".join(action.sources),
        "agency": action.agency_id,
        "finding": action.finding,
        "action": action.action,
        "leads": show_leads(action.leads),
        "timescale": action.timescale,
        "forecast": "" if action.forecast is None else show_date(action.forecast),
        "reason": "",
        "update": "",
    }


class EditedAction:
    """The texts of a form: `text` as they stand, `base` as they were when somebody began.

    A field that has a draft starts from that. Days are read against `plan_date`, the day the
    plan was updated, and `today`.
    """

    def __init__(
        self, action: ActionRow, draft: Draft, *, plan_date: date | None, today: date
    ) -> None:
        self.action = action
        self._plan_date = plan_date
        self._today = today
        self._now = field_texts(action)
        self.base = {
            name: draft[name].base if name in draft else self._now[name] for name in LABELS
        }
        self.text = {
            name: draft[name].text if name in draft else self._now[name] for name in LABELS
        }

    @property
    def dirty(self) -> bool:
        """Return whether anything differs from what it was."""
        return any(text != self.base[name] for name, text in self.text.items())

    @property
    def stale(self) -> tuple[str, ...]:
        """Return the fields that were typed in, and that the file has changed meanwhile."""
        return tuple(
            name
            for name, base in self.base.items()
            if base != self._now[name] and self.text[name] != base
        )

    @property
    def reason(self) -> str:
        """Return why the due date moves, empty while it doesn't."""
        return self.text["reason"].strip() if self.needs_reason else ""

    @property
    def update(self) -> str:
        """Return the new progress update exactly as typed, empty if there is none to see."""
        text = self.text["update"]
        return "" if is_blank(text) else text

    @property
    def needs_reason(self) -> bool:
        """Return whether saving revises a due date that was agreed."""
        return self.action.due is not None and self.new_due is not None

    @property
    def new_due(self) -> date | None:
        """Return the day that a new timescale moves the due date to; None where it stays.

        A new wording for the same day takes no revision back.
        """
        base, text = self.base["timescale"], self.text["timescale"]
        day = self.reading(text).day
        moves = text != base and day not in (self.reading(base).day, self.action.due)
        return day if moves else None

    def changes(self) -> dict[str, tuple[str, str]]:
        """Return each field that differs: the text it started from, and the text it is to be.

        `agency` is an agency's id, `forecast` a day in ISO or nothing, all else is as typed. The
        due date is not among them, as it goes with the timescale; nor are reason and update.
        """
        changed = {}
        for name, text in self.text.items():
            before, after = self.base[name], text
            if name == "forecast":
                before, after = self._iso(before), self._iso(after)
            if before != after and name not in _APART:
                changed[name] = (before, after)
        return changed

    def problem(self) -> tuple[str, str]:
        """Return why this can't be saved, in one line, and the field to mend; else two blanks."""
        if is_blank(self.text["reference"]):
            return "A reference is needed, such as 35 or 28a.", "reference"
        if is_blank(self.text["action"]):
            return "The text of the action is needed: what is to be done?", "action"
        forecast = self.reading(self.text["forecast"])
        if forecast.day is None and forecast.said:
            return f"The forecast gives no day ({forecast.said}).", "forecast"
        if self.needs_reason and is_blank(self.reason):
            return "A reason is needed: why does the due date move?", "reason"
        if not self.changes() and not self.update:
            return "There is nothing to save yet.", ""
        return "", ""

    def take_in(self, action: ActionRow) -> tuple[str, ...]:
        """Go on with the action as the file has it now; return the fields that have no draft more.

        A field that nobody has typed in follows the file. One that was typed in keeps its text
        and what it started from, unless the file says the same by now: then it is saved.
        """
        self.action = action
        self._now = field_texts(action)
        clean = tuple(
            name for name, now in self._now.items() if self.text[name] in (self.base[name], now)
        )
        self.forget(clean)
        return clean

    def forget(self, names: tuple[str, ...]) -> None:
        """Put the file's text back into these fields."""
        for name in names:
            self.base[name] = self.text[name] = self._now[name]

    def reading(self, text: str) -> DayReading:
        """Return the day that a text means."""
        return read_typed_day(text, self._plan_date, self._today)

    def said_of_timescale(self) -> str:
        """Return what the timescale means, and what that does to the due date."""
        reading = self.reading(self.text["timescale"])
        said, due = reading.said, self.action.due
        if self.text["timescale"] == self.base["timescale"]:
            return _joined(
                said, f"the due date is {show_date(due)}" if due and due != reading.day else ""
            )
        if self.new_due is None:
            return _joined(said, "" if due is None else f"the due date stays {show_date(due)}")
        if due is None:
            return f"{said}; the first due date"
        return f"{said}; a revision of the due date from {show_date(due)}: give a reason"

    def said_of_forecast(self) -> str:
        """Return what the forecast means."""
        return self.reading(self.text["forecast"]).said

    def _iso(self, text: str) -> str:
        day = self.reading(text).day
        return "" if day is None else day.isoformat()


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
