"""A save was refused in part, as somebody else was quicker: field by field, whose text stays?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from db.dates import show_moment
from jtai_tui.screens.dialogs.base import BACK, OUTSIDE, SAVE
from jtai_tui.screens.dialogs.reading import Scrolled
from jtai_tui.text import one_line, visible
from jtai_tui.widgets.exact_text import ExactTextArea
from jtai_tui.widgets.form_fields import Key, key_line


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field: `base` is what the person started from, `theirs` what the file holds now.

    `label` names the field for people; `author` and `at` say who wrote `theirs`, and when. What
    is not `editable` is taken as it is, or not.
    """

    field: str
    label: str
    base: str
    theirs: str
    mine: str
    author: str
    at: datetime
    editable: bool = True


CHOOSE = (
    Key("m", "mine", "screen.choose('mine')"),
    Key("t", "theirs", "screen.choose('theirs')"),
    Key("e", "edit", "screen.choose('edit')"),
    Key("b", "one back", "screen.previous"),
)
EDIT = (SAVE, OUTSIDE)


class StaleDialog(Scrolled[dict[str, str]]):
    """Asks about one conflict after the other; gives back the text of each field that is to stand.

    Esc leaves everything as it is: the file with theirs, the draft with mine.
    """

    AUTO_FOCUS = ""
    KEYS: ClassVar[tuple[Key, ...]] = CHOOSE
    HELP = (
        "Somebody changed this after you had it before you, so yours was not saved. Choose whose"
        " is to stand; a text you can also edit with theirs before you."
    )

    def __init__(self, reference: str, conflicts: Sequence[Conflict]) -> None:
        super().__init__(f"{reference} was changed meanwhile")
        self._conflicts = tuple(conflicts)
        self._chosen: dict[str, str] = {}
        self._at = 0

    def fields(self) -> Iterable[Widget]:
        """Yield which field it is, the three texts, and the place to edit."""
        yield Static(id="which", classes="label")
        for part in ("base", "theirs", "mine"):
            yield Static(id=f"{part}-by", classes="label")
            yield Static(id=part, classes="version")
        yield ExactTextArea(id="edited")

    def on_mount(self) -> None:
        """Show the first conflict."""
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Take the letters as choices, unless somebody edits."""
        found = next((each for each in self._choices() if each.key == event.character), None)
        if found is not None and not self._editing:
            event.stop()
            self.call_later(self.run_action, found.action)

    def action_choose(self, whose: str) -> None:
        """Let one text stand, or edit."""
        conflict = self._conflicts[self._at]
        if whose == "edit":
            self._edit(self._chosen.get(conflict.field, conflict.mine))
        else:
            self._settle(conflict.mine if whose == "mine" else conflict.theirs)

    def action_previous(self) -> None:
        """Ask about the field before once more."""
        self._at = max(self._at - 1, 0)
        self._show()

    def action_save(self) -> None:
        """Let the edited text stand."""
        if self._editing:
            self._settle(self.query_one("#edited", ExactTextArea).exact)

    def action_back(self) -> None:
        """Leave the editing, or the dialog."""
        if self._editing:
            self._show()
        else:
            self.finish(None)

    @property
    def _editing(self) -> bool:
        return self.query_one("#edited").display

    def _edit(self, text: str) -> None:
        area = self.query_one("#edited", ExactTextArea)
        area.rewrite(text)
        self._set_editing(True)
        area.focus()

    def _set_editing(self, editing: bool) -> None:
        self.query_one("#edited").display = editing
        self.query_one("#mine").display = not editing
        keys = EDIT if editing else self._choices()
        self.query_one("#keys", Static).update(key_line((*keys, BACK)))

    def _choices(self) -> tuple[Key, ...]:
        mine, theirs, edit, back = CHOOSE
        edits = (edit,) if self._conflicts[self._at].editable else ()
        return (mine, theirs, *edits, *((back,) if self._at else ()))

    def _settle(self, text: str) -> None:
        self._chosen[self._conflicts[self._at].field] = text
        if self._at + 1 == len(self._conflicts):
            self.finish(self._chosen)
        else:
            self._at += 1
            self._show()

    def _show(self) -> None:
        conflict = self._conflicts[self._at]
        count = len(self._conflicts)
        which = conflict.label if count == 1 else f"{conflict.label}  {self._at + 1} of {count}"
        by = f"Theirs  {one_line(conflict.author)}, {show_moment(conflict.at)}"
        texts = {
            "which": Content.styled(which, "bold $foreground"),
            "base-by": Content("Before"),
            "base": _shown(conflict.base),
            "theirs-by": Content(by),
            "theirs": _shown(conflict.theirs),
            "mine-by": Content("Mine"),
            "mine": _shown(conflict.mine),
        }
        for place, text in texts.items():
            self.query_one(f"#{place}", Static).update(text)
        self._set_editing(False)
        self.set_focus(None)


def _shown(text: str) -> Content:
    return Content(visible(text)) if text else Content.styled("(nothing)", "italic $text-muted")
