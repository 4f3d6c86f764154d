"""Add an action to the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from db.dates import show_date
from db.plain_text import is_blank
from db.references import identity
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import OUTSIDE, SAVE, Dialog
from jtai_tui.text import visible
from jtai_tui.widgets.day_reading import DayReading, read_typed_day
from jtai_tui.widgets.form_fields import FieldSelect, Key, Row


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """What was typed of a new action; `agency` is an agency's id, `leads` one lead a line."""

    reference: str
    agency: str
    action: str
    finding: str = ""
    leads: str = ""
    timescale: str = ""


class ActionDialog(Dialog[ActionEntry]):
    """`agencies` maps ids to names; `agency` and `reference` are what is offered at first.

    `taken` holds the references of the plan, so that a second 28a is refused at once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+y", "take_suggestion", "Take the suggested day", show=False)
    ]
    KEYS: ClassVar[tuple[Key, ...]] = (SAVE, OUTSIDE)
    HELP = (
        "A new action of an agency, unrated. Leads stand one a line, the accountable one first."
        " The due date is read from the timescale."
    )

    def __init__(
        self,
        agencies: Mapping[str, str],
        *,
        agency: str | None = None,
        reference: str = "",
        taken: Iterable[str] = (),
        plan_date: date | None,
        today: date,
        draft: DraftSlot | None = None,
    ) -> None:
        super().__init__("Add an action", draft)
        self._agencies = dict(agencies)
        self._agency = agency
        self._chosen: str | None = None
        self._reference = reference
        self._taken = {identity(each) for each in taken}
        self._plan_date = plan_date
        self._today = today

    def fields(self) -> Iterable[Widget]:
        """Yield the fields in the order of the printed plan."""
        yield Row("Reference", self.line("reference", self._reference))
        kept = self._draft("agency", self._agency or "")
        self._chosen = kept if kept in self._agencies else None
        yield Row("Agency", FieldSelect(self._agencies, kept, name="agency"))
        yield Row(
            "Finding", self.area("finding", hint="Area for development identified"), classes="gap"
        )
        yield Row("Action", self.area("action", hint="What is to be done"), classes="gap")
        yield Row("Leads", self.area("leads", hint="One a line"), classes="gap")
        yield Row("Timescale", self.line("timescale", hint="End June 2020"), classes="gap")
        yield Row("", Static(id="reading", classes="reading"))

    def on_mount(self) -> None:
        """Read what a draft may hold."""
        self._read_aloud()

    def keep(self) -> None:
        """Keep the agency beside what was typed."""
        super().keep()
        if self._slot is not None:
            self._slot.put("agency", self._agency or "", self._chosen or "")

    def action_take_suggestion(self) -> None:
        """Write the suggested day into the timescale, if there is one."""
        suggestion = self._reading().suggestion
        if suggestion is None:
            self.complain("There is no suggested day; write one.", "timescale")
        else:
            self._typed["timescale"][1].rewrite(show_date(suggestion))

    def action_save(self) -> None:
        """End with the action, if it has a reference of its own, an agency and a text."""
        reference = self.typed("reference").strip()
        agency = self.query_one("#agency", FieldSelect).selection
        if is_blank(reference):
            self.complain("A reference is needed, such as 35 or 28a.", "reference")
        elif identity(reference) in self._taken:
            self.complain(f"There is an action {reference} already.", "reference")
        elif agency is None:
            self.complain("Choose the agency.", "agency")
        elif is_blank(self.typed("action")):
            self.complain("The text of the action is needed: what is to be done?", "action")
        else:
            typed = {name: self.typed(name) for name in ("action", "finding", "leads", "timescale")}
            self.finish(ActionEntry(reference, agency, **typed))

    def _reading(self) -> DayReading:
        return read_typed_day(self.typed("timescale"), self._plan_date, self._today)

    @on(Input.Changed, "#timescale")
    def _read_aloud(self) -> None:
        self.query_one("#reading", Static).update(Content(visible(self._reading().said)))

    @on(Select.Changed)
    def _agency_changed(self) -> None:
        self._chosen = self.query_one("#agency", FieldSelect).selection
        self.keep()
