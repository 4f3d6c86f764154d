"""Which file a report is written to, by which template, and whether it marks a reporting point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from jtai_tui.drafts import DraftSlot
from jtai_tui.evidence_out import is_folder
from jtai_tui.screens.dialogs.base import SAVE_ENTER, Dialog
from jtai_tui.screens.dialogs.path_field import (
    PathSuggester,
    named_path,
    trouble_with,
    working_folder,
)
from jtai_tui.text import visible
from jtai_tui.widgets.form_fields import Key, Row, note


@dataclass(frozen=True, slots=True)
class Saving:
    """The file to write, a Word template for its look, the name of a point to mark ("": none)."""

    path: Path
    template: Path | None
    point: str


class ReportFileDialog(Dialog[Saving]):
    """`offered` is the file that is offered, `forms` maps endings to what they are.

    With `marks` it may be said that this is what a board sees today.
    """

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE_ENTER,)
    HELP = (
        "The ending of the file's name says as what the report is written. A Word template lends it"
        " your council's look: styles, page, header and footer. With a name under “Mark as”, what"
        " the report was made of is marked as what a board sees today."
    )

    def __init__(
        self,
        offered: Path,
        forms: Mapping[str, str],
        draft: DraftSlot | None = None,
        *,
        marks: bool,
    ) -> None:
        super().__init__("Save the report", draft)
        self._offered = offered
        self._forms = forms
        self._marks = marks

    def fields(self) -> Iterable[Widget]:
        """Yield the lines for the file, the template and the point."""
        paths = PathSuggester(working_folder())
        yield Row("File", self.line("file", str(self._offered), suggester=paths))
        yield Row("", Static(id="reading", classes="reading"))
        hint = "A Word document for the look; it may be left empty"
        yield Row("Template", self.line("template", hint=hint, suggester=paths))
        if self._marks:
            hint = "A reporting point's name; empty marks nothing"
            yield Row("Mark as", self.line("point", hint=hint))
        yield note(f"Endings: {', '.join(f'.{each}' for each in self._forms)}", "note below")

    def on_mount(self) -> None:
        """Say what would be written."""
        self._read_aloud()

    def action_save(self) -> None:
        """End with what was typed, if it can be written."""
        path = named_path(self.typed("file"))
        template = named_path(self.typed("template"))
        if path is None or "\0" in self.typed("file"):
            self.complain("Name a file.", "file")
        elif is_folder(path):
            self.complain(f"{path} is a folder; add the name of a file.", "file")
        elif ending_of(path) not in self._forms:
            known = ", ".join(f".{each}" for each in self._forms)
            self.complain(f"The name ends in one of {known}.", "file")
        elif not is_folder(path.parent):
            self.complain(f"There is no folder {path.parent}.", "file")
        elif template is not None and ending_of(path) != "docx":
            self.complain("A template is for Word: let the name end in .docx.", "template")
        elif template is not None and (trouble := trouble_with(template)):
            self.complain(f"{template}: {trouble}.", "template")
        else:
            point = self.typed("point").strip() if self._marks else ""
            self.finish(Saving(path, template, point))

    @on(Input.Changed, "#file")
    def _read_aloud(self) -> None:
        path = named_path(self.typed("file"))
        said = "" if path is None else self._forms.get(ending_of(path), "")
        self.query_one("#reading", Static).update(Content(visible(said)))


def ending_of(path: Path) -> str:
    """Return the form that a file's ending means: `html` for `.HTM`."""
    plain = path.suffix.removeprefix(".").casefold()
    return {"htm": "html", "markdown": "md"}.get(plain, plain)
