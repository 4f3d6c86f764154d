"""What a board report is to say: since when, as at when, of whom, and which sections."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Static

from db.points import ReportingPoint, points_called
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import Dialog
from jtai_tui.text import visible
from jtai_tui.widgets.checklist import Checklist
from jtai_tui.widgets.form_fields import FieldSelect, Key, Row
from jtai_tui.widgets.moment_reading import MomentReading, read_typed_moment

EVERY_AGENCY = "every"
"""Stands for all agencies, whose ids are never that short."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed; `since` and `as_at` are points or days as typed, `agency` an id."""

    since: str
    as_at: str
    agency: str | None
    lead: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from.

    `last` is the reporting point before today in words, "" where there is none, `agencies` maps
    ids to names, `leads` are names, `sections` maps keys to headings.
    """

    points: Sequence[ReportingPoint]
    last: str
    agencies: Mapping[str, str]
    leads: Sequence[str]
    sections: Mapping[str, str]


class ReportDialog(Dialog[Wanted]):
    """Asks for what the report is to say, and begins with what was chosen before."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "preview", "screen.save"),
        Key("space", "tick a section", "screen.tick"),
    )
    HELP = (
        "The report says what has changed since a reporting point, or since a day; empty means the"
        " last point before today. “As at” reports on the plan as it stood at a point or on a day;"
        " empty means now. You see the report before it is written to a file."
    )

    def __init__(
        self, offered: Offered, before: Wanted, draft: DraftSlot | None = None, *, today: date
    ) -> None:
        super().__init__("Board report", draft)
        self._offered = offered
        self._before = before
        self._today = today

    def fields(self) -> Iterable[Widget]:
        """Yield the fields, and the sections to tick."""
        offered, before = self._offered, self._before
        names = SuggestFromList([each.name for each in offered.points], case_sensitive=False)
        leads = SuggestFromList(offered.leads, case_sensitive=False)
        agencies = {EVERY_AGENCY: "All agencies", **offered.agencies}
        hint = "A reporting point, or a day; empty: the last point"
        yield Row("Since", self.line("since", before.since, hint=hint, suggester=names))
        yield Row("", Static(id="since-reading", classes="reading"))
        hint = "A reporting point, or a day; empty: now"
        yield Row("As at", self.line("as-at", before.as_at, hint=hint, suggester=names))
        yield Row("", Static(id="as-at-reading", classes="reading"))
        yield Row("Agency", FieldSelect(agencies, before.agency or EVERY_AGENCY, name="agency"))
        hint = "Part of a name; empty: everybody"
        yield Row("Lead", self.line("lead", before.lead, hint=hint, suggester=leads))
        ticked: Collection[str] = before.sections or tuple(offered.sections)
        yield Row("Sections", Checklist(offered.sections, ticked, name="sections"))

    def on_mount(self) -> None:
        """Read what a draft may hold."""
        self._read_aloud()

    def action_tick(self) -> None:
        """Tick the section under the cursor, or take its tick."""
        self.query_one("#sections", Checklist).action_select()

    def action_save(self) -> None:
        """End with what was chosen, if it can be understood."""
        sections = self.query_one("#sections", Checklist).ticked
        for name in ("since", "as-at"):
            reading = self._reading(name)
            if not reading.known:
                self.complain(f"{reading.said[:1].upper()}{reading.said[1:]}.", name)
                return
        if not sections:
            self.complain("Tick at least one section.", "sections")
            return
        agency = self.query_one("#agency", FieldSelect).value
        self.finish(
            Wanted(
                self.typed("since").strip(),
                self.typed("as-at").strip(),
                agency if isinstance(agency, str) and agency != EVERY_AGENCY else None,
                self.typed("lead").strip(),
                () if len(sections) == len(self._offered.sections) else sections,
            )
        )

    def _reading(self, name: str) -> MomentReading:
        text, last = self.typed(name), self._offered.last
        found = [each.words for each in points_called(self._offered.points, text)]
        if name == "as-at":
            instead = "the plan as it stands"
        else:
            instead = f"the last point: {last}" if last else "no reporting point before today"
        return read_typed_moment(text, found, self._today, instead=instead)

    @on(Input.Changed, "#since")
    @on(Input.Changed, "#as-at")
    def _read_aloud(self) -> None:
        for name in ("since", "as-at"):
            said = Content(visible(self._reading(name).said))
            self.query_one(f"#{name}-reading", Static).update(said)
