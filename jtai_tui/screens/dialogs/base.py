"""What every dialog shares: one box in the middle, a heading, its fields, a problem, its keys."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from jtai_tui.commands import key_name
from jtai_tui.drafts import DraftSlot
from jtai_tui.text import one_line, visible
from jtai_tui.theme import style_sheet
from jtai_tui.widgets.exact_text import ExactInput, ExactTextArea
from jtai_tui.widgets.line_pane import bindings_of

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a dialog as its last line shows it; a click there does `action`, too."""

    key: str
    label: str
    action: str


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
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("back", "help", "edit-outside", "save")
    KEYS: ClassVar[tuple[Key, ...]] = ()
    HELP: ClassVar[str] = ""

    def __init__(self, heading: str, slot: DraftSlot | None = None) -> None:
        super().__init__()
        self._heading = heading
        self._slot = slot
        self._typed: dict[str, tuple[str, ExactInput | ExactTextArea]] = {}

    def compose(self) -> ComposeResult:
        """Yield the box."""
        with VerticalScroll(id="box", can_focus=False):
            yield Static(Content(one_line(self._heading)), id="heading")
            yield from self.fields()
            yield Static(id="problem", markup=False)
            yield Static(key_line((*self.KEYS, BACK)), id="keys")

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
        field = ExactTextArea(self._draft(name, base), placeholder=hint, id=name or None)
        self._typed[name] = (base, field)
        return field

    def typed(self, name: str) -> str:
        """Return what stands in a field now."""
        return self._typed[name][1].exact

    def complain(self, problem: str, field: str = "") -> None:
        """Say what is wrong and stay; `field` is the one where it can be put right."""
        place = self.query_one("#problem", Static)
        place.update(Content(visible(problem)))
        place.set_class(bool(problem), "shown")
        if field:
            self.query_one(f"#{field}").focus()
        if problem:
            place.scroll_visible(animate=False)

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

        self.app.push_screen(DialogHelp(self._heading, self.HELP, (*self.KEYS, BACK)))

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self) -> None:
        self.keep()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def _draft(self, name: str, base: str) -> str:
        return base if self._slot is None else self._slot.text(name, base)


def key_line(keys: Iterable[Key]) -> Content:
    """Return keys with their labels on one line, each of them a link to what it does."""
    parts = [
        Content.assemble((key_name(each.key), "bold"), (f" {each.label}", "$text-muted")).stylize(
            Style.from_meta({"@click": each.action})
        )
        for each in keys
    ]
    return Content("   ").join(parts)


def note(text: str, classes: str = "note", *, name: str | None = None) -> Static:
    """Return a piece of text to read, anybody's; `name` becomes its id."""
    return Static(Content(visible(text)), classes=classes, id=name)


def row(label: str, *fields: Widget, classes: str = "") -> Horizontal:
    """Return a label with its field beside it."""
    return Horizontal(
        Static(Content(label), classes="label"), *fields, classes=f"row {classes}".strip()
    )
