"""The form in which an action is edited: mounted when somebody edits, and only then."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from db.dates import show_date
from db.rows import ActionRow
from jtai_tui.commands import COMMANDS, Place
from jtai_tui.drafts import Drafts
from jtai_tui.text import visible
from jtai_tui.widgets.edited_action import LABELS, EditedAction
from jtai_tui.widgets.exact_text import ExactInput, ExactTextArea
from jtai_tui.widgets.form_fields import FieldSelect, Row
from jtai_tui.widgets.line_pane import bindings_of

_HINTS = {
    "sources": "SY2, SY8",
    "finding": "Area for development identified",
    "leads": "One a line, the accountable one first",
    "timescale": "End June 2020",
    "reason": "Why the due date moves (needed)",
    "forecast": "When it is now expected",
    "update": "A new progress update",
}
_LARGE = ("finding", "action", "leads", "update")
_DAYS = ("timescale", "forecast")


class ActionForm(Vertical):
    """Edits one action. It is given values and a place for drafts, and saves nothing itself.

    A field that has a draft shows that, against the value the draft started from; whatever is
    typed goes into `drafts` under the action's id at once. The host saves on `SaveRequested` and
    calls `saved`; it calls `take_in` when the file was changed by somebody else. Both drop the
    drafts that are no longer needed.
    """

    DEFAULT_CSS = """
    ActionForm {
        height: 1fr;
        #fields { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
        #problem, #stale { display: none; padding: 0 1; }
        #problem { color: $text-error; text-style: bold; }
        #stale { color: $text-muted; }
        #problem.shown, #stale.shown { display: block; }
        .gap { margin-top: 1; }
        #field-leads { height: 3; }
        #field-update { height: 6; }
    }
    """
    # Tab has priority, as what is typed after it faster than Textual moves on would land in the
    # field before: over a slow line, a whole word.
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("save", "back", "edit-outside", "help"),
        Binding("ctrl+y", "take_suggestion", "Take the suggested day", show=False),
        Binding("tab", "next_field", "Next field", show=False, priority=True),
        Binding("shift+tab", "previous_field", "Field before", show=False, priority=True),
    ]

    @dataclass
    class Changed(Message):
        """The form came to differ from the action as it was, or no longer does."""

        form: ActionForm
        dirty: bool

        @property
        def control(self) -> ActionForm:
            """Return the form."""
            return self.form

    @dataclass
    class SaveRequested(Message):
        """Somebody saves, and nothing that the form can know stands against it.

        `changes` is as `EditedAction.changes` returns it, `update` is a new progress update or
        nothing.
        """

        form: ActionForm
        changes: dict[str, tuple[str, str]]
        reason: str
        update: str

        @property
        def control(self) -> ActionForm:
            """Return the form."""
            return self.form

    @dataclass
    class CancelRequested(Message):
        """Somebody leaves the form; what was typed is in the drafts."""

        form: ActionForm

        @property
        def control(self) -> ActionForm:
            """Return the form."""
            return self.form

    def __init__(
        self,
        action: ActionRow,
        agencies: Mapping[str, str],
        drafts: Drafts,
        *,
        plan_date: date | None,
        today: date,
        evidence: int = 0,
        start: str = "reference",
        id: str | None = None,  # noqa: A002 (Textual's name)
    ) -> None:
        """Take the action, the agencies (id to name), and the field that is to have the focus."""
        super().__init__(id=id)
        known = agencies.get(action.agency_id, action.agency)
        self._agencies = {**agencies, action.agency_id: known}
        self._drafts = drafts
        self._evidence = evidence
        self._start = start
        self._was_dirty = False
        self.edited = EditedAction(action, drafts.get(action.id), plan_date=plan_date, today=today)

    def compose(self) -> ComposeResult:
        """Yield the fields in the order of the printed plan."""
        with VerticalScroll(id="fields", can_focus=False):
            yield self._row("reference")
            yield self._row("sources")
            yield self._row("agency")
            yield self._row("finding", "gap")
            yield self._row("action", "gap")
            yield self._row("leads", "gap")
            yield self._row("timescale", "gap")
            yield Row("", Static(id="read-timescale", classes="reading"))
            yield self._row("reason", "reason")
            yield self._row("forecast")
            yield Row("", Static(id="read-forecast", classes="reading"))
            yield self._row("update", "gap")
            yield Row("Evidence", Static(id="evidence", classes="reading"), classes="gap")
        yield Static(id="stale", markup=False)
        yield Static(id="problem", markup=False)

    def on_mount(self) -> None:
        """Read the days aloud, and go to the field to start with."""
        self._show()
        self.query_one(f"#field-{self._start}").focus()

    @property
    def dirty(self) -> bool:
        """Return whether anything stands here that is not saved."""
        return self.edited.dirty

    def changes(self) -> dict[str, tuple[str, str]]:
        """Return each field that differs, with its base and its new text."""
        return self.edited.changes()

    def take_in(self, action: ActionRow, *, evidence: int) -> None:
        """Go on with the action as it is in the file now; see `EditedAction.take_in`."""
        self._sync(LABELS)
        self._evidence = evidence
        self._settle(self.edited.take_in(action))

    def saved(self, action: ActionRow, *, evidence: int, stale: Collection[str] = ()) -> None:
        """Go on after a save: every field is the file's again, but those that were `stale`."""
        self.take_in(action, evidence=evidence)
        self.forget(*(name for name in LABELS if name not in stale))

    def forget(self, *names: str) -> None:
        """Put the file's text back into these fields, and drop their drafts."""
        self.edited.forget(names)
        self._settle(names)

    def complain(self, problem: str, name: str = "") -> None:
        """Say what is wrong; `name` is the field where it can be put right."""
        place = self.query_one("#problem", Static)
        place.update(Content(visible(problem)))
        place.set_class(bool(problem), "shown")
        if name:
            self.query_one(f"#field-{name}").focus()

    def action_save(self) -> None:
        """Ask the host to save, unless the form itself knows better."""
        self._sync(LABELS)
        problem, name = self.edited.problem()
        self.complain(problem, name)
        if not problem:
            edited = self.edited
            self.post_message(
                self.SaveRequested(self, edited.changes(), edited.reason, edited.update)
            )

    def action_back(self) -> None:
        """Leave; the drafts keep what was typed."""
        self._sync(LABELS)
        self.post_message(self.CancelRequested(self))

    def action_next_field(self) -> None:
        """Go to the next field, from the last to the first."""
        self.screen.focus_next("ActionForm *")

    def action_previous_field(self) -> None:
        """Go to the field before, from the first to the last."""
        self.screen.focus_previous("ActionForm *")

    def action_edit_outside(self) -> None:
        """Write the text of the focused field in $EDITOR."""
        from jtai_tui.outside_editor import rewrite_outside  # noqa: PLC0415 (only when asked)

        area = self.screen.focused
        if isinstance(area, ExactTextArea):
            self.complain(rewrite_outside(area, os.environ))
        else:
            self.complain("F4 is for fields of several lines.")

    def action_help(self) -> None:
        """Show the keys of a form."""
        from jtai_tui.screens.dialogs.help import HelpScreen  # noqa: PLC0415 (only when asked)

        self.app.push_screen(HelpScreen(Place.FORM, COMMANDS))

    def action_take_suggestion(self) -> None:
        """Write the suggested day into the timescale or the forecast."""
        name = _name(self.screen.focused)
        suggestion = (
            self.edited.reading(self.edited.text[name]).suggestion if name in _DAYS else None
        )
        if suggestion is None:
            self.complain("There is no suggested day here.")
        else:
            self._write(name, show_date(suggestion))
            self.complain("")

    def _row(self, name: str, classes: str = "") -> Row:
        text, hint, own_id = self.edited.text[name], _HINTS.get(name, ""), f"field-{name}"
        field: Widget
        if name == "agency":
            field = FieldSelect(self._agencies, text, name=own_id)
        elif name in _LARGE:
            resumed = text != self.edited.base[name]
            field = ExactTextArea(text, placeholder=hint, id=own_id, at_end=resumed)
        else:
            field = ExactInput(text, placeholder=hint, id=own_id)
        return Row(LABELS[name], field, classes=classes)

    def _write(self, name: str, text: str) -> None:
        field = self.query_one(f"#field-{name}")
        if isinstance(field, FieldSelect):
            field.choose(text)
        elif isinstance(field, ExactInput | ExactTextArea) and field.exact != text:
            field.rewrite(text)

    def _written(self, name: str) -> str:
        field = self.query_one(f"#field-{name}")
        if isinstance(field, ExactInput | ExactTextArea):
            return field.exact
        chosen = field.selection if isinstance(field, FieldSelect) else None
        return self.edited.text[name] if chosen is None else chosen

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed | Select.Changed) -> None:
        event.stop()
        self._sync([_name(event.control)])
        self._show()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    def _sync(self, names: Iterable[str]) -> None:
        """Take over what stands in the fields: word of a key just pressed may be on its way yet."""
        for name in names:
            self.edited.text[name] = text = self._written(name)
            self._drafts.put(self.edited.action.id, name, self.edited.base[name], text)

    def _settle(self, names: tuple[str, ...]) -> None:
        self._drafts.discard(self.edited.action.id, names)
        for name in names:
            self._write(name, self.edited.text[name])
        self._show()

    def _show(self) -> None:
        """Say what the days mean, whether a reason is needed, and what has gone stale."""
        edited = self.edited
        for name, said in (
            ("timescale", edited.said_of_timescale()),
            ("forecast", edited.said_of_forecast()),
        ):
            self.query_one(f"#read-{name}", Static).update(Content(visible(said)))
        self.query_one(".reason").display = edited.needs_reason
        count = f"{self._evidence} kept" if self._evidence else "none yet"
        self.query_one("#evidence", Static).update(f"{count}; v adds some, outside the form")
        stale = ", ".join(LABELS[name] for name in edited.stale)
        place = self.query_one("#stale", Static)
        place.update(f"Changed in the file meanwhile: {stale}. Saving asks whose text stays.")
        place.set_class(bool(stale), "shown")
        if edited.dirty is not self._was_dirty:
            self._was_dirty = edited.dirty
            self.post_message(self.Changed(self, edited.dirty))


def _name(field: Widget | None) -> str:
    return "" if field is None or field.id is None else field.id.removeprefix("field-")
