"""What every dialog shares: one box in the middle, a heading, its fields, a problem, its keys."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import ClassVar, Self, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from jtai_tui.drafts import DraftSlot
from jtai_tui.text import one_line, visible
from jtai_tui.theme import style_sheet
from jtai_tui.widgets.exact_text import ExactInput, ExactTextArea
from jtai_tui.widgets.form_fields import Key, key_line
from jtai_tui.widgets.line_pane import bindings_of

ResultT = TypeVar("ResultT")


BACK = Key("escape", "back", "screen.back")
SAVE_ENTER = Key("enter", "save", "screen.save")
SAVE = Key("ctrl+s", "save", "screen.save")
OUTSIDE = Key("f4", "in $EDITOR", "screen.edit_outside")


class Dialog(ModalScreen[ResultT]):
    """A box in the middle of the screen that asks for one thing.

    A subclass yields its fields from `fields` and ends with `finish(value)`; esc ends with None.
    What is typed in a field made by `line` or `area` is kept in `slot`, so leaving loses nothing.
    `HELP` is the sentence that F1 shows above the keys.
    """

    DEFAULT_CSS = style_sheet("dialogs.tcss")
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012 (Textual's own type)
    # Priority, as what is typed after tab faster than Textual moves on would land in the field
    # before: over a slow line, a whole word.
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("back", "help", "edit-outside", "save"),
        Binding("tab", "app.focus_next", "Next field", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "Field before", show=False, priority=True),
    ]
    KEYS: ClassVar[tuple[Key, ...]] = ()
    LEAVE: ClassVar[Key] = BACK
    HELP: ClassVar[str] = ""
    BOX: ClassVar[str] = ""

    def __init__(self, heading: str, slot: DraftSlot | None = None) -> None:
        super().__init__()
        self._heading = heading
        self._slot = slot
        self._problem = ""
        self._typed: dict[str, tuple[str, ExactInput | ExactTextArea]] = {}

    def troubled_by(self, problem: str) -> Self:
        """Say from the start what went wrong, if anything did; return the dialog."""
        self._problem = problem
        return self

    def compose(self) -> ComposeResult:
        """Yield the box."""
        with Vertical(id="box", classes=f"{self.BOX} {'complaining' if self._problem else ''}"):
            yield Static(Content(one_line(self._heading)), id="heading")
            yield VerticalScroll(*self.fields(), id="body", can_focus=False)
            yield Static(Content(visible(self._problem)), id="problem")
            yield Static(key_line((*self.KEYS, self.LEAVE)), id="keys")

    def fields(self) -> Iterable[Widget]:
        """Yield what stands between the heading and the keys."""
        return ()

    def line(
        self, name: str, base: str = "", *, hint: str = "", suggester: Suggester | None = None
    ) -> ExactInput:
        """Return a field of one line, with what its draft holds, else with `base`."""
        field = ExactInput(
            self._draft(name, base), placeholder=hint, id=name or None, suggester=suggester
        )
        self._typed[name] = (base, field)
        return field

    def area(self, name: str, base: str = "", *, hint: str = "") -> ExactTextArea:
        """Return a field of several lines, with what its draft holds, else with `base`."""
        text = self._draft(name, base)
        field = ExactTextArea(text, placeholder=hint, id=name or None, at_end=text != base)
        self._typed[name] = (base, field)
        return field

    def typed(self, name: str) -> str:
        """Return what stands in a field now."""
        return self._typed[name][1].exact

    def complain(self, problem: str, field: str = "") -> None:
        """Say what is wrong and stay; `field` is the one where it can be put right."""
        place = self.query_one("#problem", Static)
        place.update(Content(visible(problem)))
        self.query_one("#box").set_class(bool(problem), "complaining")
        if field:
            self.query_one(f"#{field}").focus()

    def keep(self) -> None:
        """Put what stands in the fields into the draft."""
        if self._slot is not None:
            for name, (base, field) in self._typed.items():
                self._slot.put(name, base, field.exact)

    def finish(self, result: ResultT | None) -> None:
        """Keep what was typed, and end with `result`.

        The draft stays: whoever opened the dialog discards it once the text is safely stored.
        """
        self.keep()
        self.dismiss(result)

    def action_back(self) -> None:
        """Leave without a result."""
        self.finish(None)

    def action_save(self) -> None:
        """End with what was typed, if it will do."""

    def action_edit_outside(self) -> None:
        """Write the text of the focused field in $EDITOR."""
        from jtai_tui.outside_editor import rewrite_outside  # noqa: PLC0415 (only when asked)

        if isinstance(self.focused, ExactTextArea):
            self.complain(rewrite_outside(self.focused, os.environ))
        else:
            self.complain("F4 is for fields of several lines.")

    def action_help(self) -> None:
        """Show what this dialog is for, and its keys."""
        from jtai_tui.screens.dialogs.help import DialogHelp  # noqa: PLC0415 (only when asked)

        self.app.push_screen(DialogHelp(self._heading, self.HELP, (*self.KEYS, self.LEAVE)))

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self) -> None:
        self.keep()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def _draft(self, name: str, base: str) -> str:
        return base if self._slot is None else self._slot.text(name, base)
