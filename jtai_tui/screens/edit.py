"""The screen in which one action is edited: the form, beside what it was opened from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from db.rows import ActionRow
from jtai_tui.drafts import Drafts
from jtai_tui.screens.dialogs.base import BACK, OUTSIDE, SAVE
from jtai_tui.theme import style_sheet
from jtai_tui.widgets.action_form import ActionForm
from jtai_tui.widgets.form_fields import Key, key_line


@dataclass(frozen=True, slots=True)
class Edited:
    """What somebody wants to save: each field's text before and after, a reason, an update.

    `due` is the due date that they had before them when they began.
    """

    changes: dict[str, tuple[str, str]]
    reason: str
    update: str
    due: date | None


_KEYS = (
    SAVE,
    BACK,
    OUTSIDE,
    Key("f1", "help", "screen.help"),
)


class EditScreen(ModalScreen[Edited]):
    """Gives back what is to be saved; None if it was left, with the text in the drafts.

    `problem` is why a save was refused before, and `start` the field that has the focus first.
    """

    DEFAULT_CSS = style_sheet("dialogs.tcss")
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        row: ActionRow,
        agencies: Mapping[str, str],
        drafts: Drafts,
        *,
        plan_date: date | None,
        today: date,
        evidence: int,
        problem: str = "",
        start: str = "finding",
    ) -> None:
        super().__init__()
        self._row = row
        self._problem = problem
        self._form = ActionForm(
            row,
            agencies,
            drafts,
            plan_date=plan_date,
            today=today,
            evidence=evidence,
            start=start,
        )

    def compose(self) -> ComposeResult:
        """Yield the form under a heading."""
        with Vertical(id="edit"):
            heading = Content.assemble((f"Edit action {self._row.reference}", "bold"))
            yield Static(heading, id="edit-heading")
            yield self._form
            yield Static(key_line(_KEYS), id="keys")

    @property
    def action(self) -> str:
        """The id of the action that is edited."""
        return self._row.id

    def take_in(self, row: ActionRow, evidence: int) -> None:
        """Go on with the action as it is in the file now; what was typed stays."""
        self._form.take_in(row, evidence=evidence)

    def on_mount(self) -> None:
        """Say why the last save was refused."""
        if self._problem:
            self._form.complain(self._problem)

    @on(ActionForm.SaveRequested)
    def _save(self, message: ActionForm.SaveRequested) -> None:
        self.dismiss(Edited(message.changes, message.reason, message.update, self._row.due))

    @on(ActionForm.CancelRequested)
    def _leave(self) -> None:
        self.dismiss(None)

    @on(ActionForm.Changed)
    def _changed(self, message: ActionForm.Changed) -> None:
        mark = "  unsaved" if message.dirty else ""
        heading = Content.assemble(
            (f"Edit action {self._row.reference}", "bold"), (mark, "$warning")
        )
        self.query_one("#edit-heading", Static).update(heading)

    def action_save(self) -> None:
        """Save, as ctrl+s in the form does."""
        self._form.action_save()

    def action_back(self) -> None:
        """Leave, as esc in the form does."""
        self._form.action_back()

    def action_edit_outside(self) -> None:
        """Write the text of a field in $EDITOR, as F4 in the form does."""
        self._form.action_edit_outside()

    def action_help(self) -> None:
        """Show the keys of a form."""
        self._form.action_help()
