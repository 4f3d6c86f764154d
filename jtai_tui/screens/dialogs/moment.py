"""When the plan is to be looked at: a reporting point, or a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Static

from db.plain_text import is_blank
from db.points import ReportingPoint, points_called
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import Dialog
from jtai_tui.text import visible
from jtai_tui.widgets.form_fields import Key, Row, note
from jtai_tui.widgets.moment_reading import MomentReading, read_typed_moment


class MomentDialog(Dialog[str]):
    """Ends with what was typed, which means one of the `points` or a day."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter", "look at it", "screen.save"),)
    HELP = (
        "The plan is worked out from its log as it stood then: at a reporting point, as the board"
        " saw it, or at the end of a day. It is shown to be read; the plan stays as it is."
    )

    def __init__(
        self, points: Sequence[ReportingPoint], draft: DraftSlot | None = None, *, today: date
    ) -> None:
        super().__init__("The plan as it stood", draft)
        self._points = points
        self._today = today

    def fields(self) -> Iterable[Widget]:
        """Yield the line for the moment, and what it means."""
        names = SuggestFromList([each.name for each in self._points], case_sensitive=False)
        yield Row("As at", self.line("as-at", hint="A reporting point, or a day", suggester=names))
        yield Row("", Static(id="reading", classes="reading"))
        last = self._points[-1].words if self._points else "none yet"
        yield note(f"The last reporting point: {last}", "note below")

    def on_mount(self) -> None:
        """Read what a draft may hold."""
        self._read_aloud()

    def action_save(self) -> None:
        """End with the moment, if it is one."""
        reading = self._reading()
        if is_blank(self.typed("as-at")):
            self.complain("Name a reporting point, or a day.", "as-at")
        elif reading.known:
            self.finish(self.typed("as-at").strip())
        else:
            self.complain(f"{reading.said[:1].upper()}{reading.said[1:]}.", "as-at")

    def _reading(self) -> MomentReading:
        text = self.typed("as-at")
        found = [each.words for each in points_called(self._points, text)]
        return read_typed_moment(text, found, self._today, instead="")

    @on(Input.Changed, "#as-at")
    def _read_aloud(self) -> None:
        self.query_one("#reading", Static).update(Content(visible(self._reading().said)))
