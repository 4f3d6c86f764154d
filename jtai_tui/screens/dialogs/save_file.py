"""Where a file of evidence is to be saved: a folder, or a path with another name."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from db.safe_name import ending_of
from jtai_tui.drafts import DraftSlot
from jtai_tui.evidence_out import is_folder
from jtai_tui.screens.dialogs.base import SAVE_ENTER, Dialog
from jtai_tui.screens.dialogs.path_field import PathSuggester, named_path, working_folder
from jtai_tui.text import visible
from jtai_tui.widgets.form_fields import Key, Row


@dataclass(frozen=True, slots=True)
class Target:
    """What a typed path means for a file: where it would lie (None: nowhere), and a line on it."""

    path: Path | None
    said: str


class SaveFileDialog(Dialog[Path]):
    """Asks where to save the file `name`, offering `folder`; gives back the path of the new file.

    `name` is safe on a disk.
    """

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE_ENTER,)
    HELP = (
        "Give a folder, and the file goes there under its own name; or a path with another name and"
        " the same ending. Right takes the completion that is offered."
    )

    def __init__(self, name: str, folder: Path, draft: DraftSlot | None = None) -> None:
        super().__init__(f"Save {name}", draft)
        self._file_name = name
        self._folder = folder

    def fields(self) -> Iterable[Widget]:
        """Yield the line for the path, and what it means."""
        paths = PathSuggester(working_folder())
        yield Row("Folder", self.line("path", str(self._folder), suggester=paths))
        yield Static(id="target", classes="reading", markup=False)

    def on_mount(self) -> None:
        """Say where the file would lie."""
        self._show_target()

    def action_save(self) -> None:
        """End with the path, if a file can lie there."""
        target = target_of(self.typed("path"), self._file_name)
        if target.path is None:
            self.complain(target.said, "path")
        else:
            self.finish(target.path)

    @on(Input.Changed, "#path")
    def _show_target(self) -> None:
        target = target_of(self.typed("path"), self._file_name)
        self.query_one("#target", Static).update(Content(visible(target.said)))


def target_of(typed: str, name: str) -> Target:
    """Return where the file `name` lies once it is saved to what was typed."""
    path = named_path(typed)
    if path is None:
        return Target(None, "A folder is needed: where is the file to go?")
    if "\0" in typed:
        return Target(None, "This can't be a path.")
    if is_folder(path):
        path = path / name
    elif not os.path.lexists(path) and ending_of(path.name) != ending_of(name):
        return Target(None, f"There is no folder {path}.")
    elif not is_folder(path.parent):
        return Target(None, f"There is no folder {path.parent}.")
    return Target(path, f"{path}" + (", which is there already" if os.path.lexists(path) else ""))
