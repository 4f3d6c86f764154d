"""Which file a plan, or a list of its actions, is written to; its ending says as what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from jtai_tui.drafts import DraftSlot
from jtai_tui.evidence_out import is_folder
from jtai_tui.screens.dialogs.base import SAVE_ENTER, Dialog
from jtai_tui.screens.dialogs.path_field import PathSuggester, named_path, working_folder
from jtai_tui.text import visible
from jtai_tui.widgets.form_fields import Key, Row, note


class ExportDialog(Dialog[Path]):
    """`offered` is the file that is offered, `endings` maps those that will do to what they are."""

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE_ENTER,)
    HELP = "The ending of the file's name says as what it is written. The plan stays as it is."

    def __init__(
        self,
        heading: str,
        offered: Path,
        endings: Mapping[str, str],
        draft: DraftSlot | None = None,
    ) -> None:
        super().__init__(heading, draft)
        self._offered = offered
        self._endings = endings

    def fields(self) -> Iterable[Widget]:
        """Yield the line for the file, and what it would be."""
        paths = PathSuggester(working_folder())
        yield Row("File", self.line("file", str(self._offered), suggester=paths))
        yield Row("", Static(id="reading", classes="reading"))
        yield note(f"Endings: {', '.join(f'.{each}' for each in self._endings)}", "note below")

    def on_mount(self) -> None:
        """Say what would be written."""
        self._read_aloud()

    def action_save(self) -> None:
        """End with the file, if it can be written."""
        path = named_path(self.typed("file"))
        if path is None or "\0" in self.typed("file"):
            self.complain("Name a file.", "file")
        elif is_folder(path):
            self.complain(f"{path} is a folder; add the name of a file.", "file")
        elif self._ending(path) not in self._endings:
            known = ", ".join(f".{each}" for each in self._endings)
            self.complain(f"The name ends in one of {known}.", "file")
        elif not is_folder(path.parent):
            self.complain(f"There is no folder {path.parent}.", "file")
        else:
            self.finish(path)

    def _ending(self, path: Path) -> str:
        return path.suffix.removeprefix(".").casefold()

    @on(Input.Changed, "#file")
    def _read_aloud(self) -> None:
        path = named_path(self.typed("file"))
        said = "" if path is None else self._endings.get(self._ending(path), "")
        self.query_one("#reading", Static).update(Content(visible(said)))
