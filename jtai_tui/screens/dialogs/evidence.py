"""Add evidence: a title, with a link or a file that the plan is to keep."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Static

from db.plain_text import is_blank
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import OUTSIDE, SAVE_ENTER, Dialog, Key, note, row
from jtai_tui.screens.dialogs.path_field import PathSuggester, named_path
from jtai_tui.text import visible

KINDS = (
    "Audit", "Case study", "Data", "Feedback", "Meeting minutes", "Observation", "Policy",
    "Report", "Survey", "Training record",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """What was typed of evidence; `file` is a file that was there and could be read."""

    title: str
    kind: str = ""
    note: str = ""
    link: str = ""
    file: Path | None = None


class EvidenceDialog(Dialog[EvidenceEntry]):
    """`why` says what asks for evidence, where something does; `kinds` are offered while typing.

    A file larger than `most_bytes` is refused here, before anybody waits for it.
    """

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE_ENTER, OUTSIDE)
    HELP = (
        "What shows that the action made a difference. A link stays a link; a file is copied into"
        " the plan and travels with it. Right takes the completion that is offered."
    )

    def __init__(
        self,
        reference: str,
        *,
        most_bytes: int,
        why: str = "",
        kinds: Sequence[str] = KINDS,
        draft: DraftSlot | None = None,
    ) -> None:
        super().__init__(f"Evidence for {reference}", draft)
        self._why = why
        self._kinds = tuple(kinds)
        self._most_bytes = most_bytes

    def fields(self) -> Iterable[Widget]:
        """Yield title, kind, note, link and file."""
        if self._why:
            yield note(self._why, "text")
        yield row("Title", self.line("title", hint="What it is, in a few words"))
        kinds = SuggestFromList(self._kinds, case_sensitive=False)
        yield row("Kind", self.line("kind", hint=", ".join(self._kinds), suggester=kinds))
        yield row("Link", self.line("link", hint="https://… or where it is kept"))
        paths = PathSuggester(Path.cwd())
        yield row("File", self.line("file", hint="A file to keep in the plan", suggester=paths))
        yield Static(id="file-state", classes="reading", markup=False)
        yield row("Note", self.area("note", hint="What it shows"))

    def on_mount(self) -> None:
        """Say how the file stands that a draft may name."""
        self._show_file()

    def action_save(self) -> None:
        """End with the evidence, if there is a title and the file can be taken."""
        title = self.typed("title").strip()
        file = named_path(self.typed("file"))
        if is_blank(title):
            self.complain("A title is needed: what is it?", "title")
        elif file is not None and (problem := file_problem(file, self._most_bytes)):
            self.complain(problem, "file")
        else:
            kind, link = self.typed("kind").strip(), self.typed("link").strip()
            self.finish(EvidenceEntry(title, kind, self.typed("note"), link, file))

    @on(Input.Changed, "#file")
    def _show_file(self) -> None:
        state = self.query_one("#file-state", Static)
        file = named_path(self.typed("file"))
        if file is None:
            state.update("")
            return
        problem = file_problem(file, self._most_bytes)
        state.update(Content(visible(problem or f"{file.name}, {size_words(file.stat().st_size)}")))


def file_problem(file: Path, most_bytes: int) -> str:
    """Return in one line why this file can't be kept in the plan, or nothing."""
    try:
        size = file.stat().st_size
    except FileNotFoundError:
        return f"There is no file {file}."
    except (OSError, ValueError) as error:
        return f"{file} can't be read: {getattr(error, 'strerror', None) or error}."
    if not file.is_file():
        return f"{file} is not a file."
    if not os.access(file, os.R_OK):
        return f"{file} can't be read: you have no right to."
    if size > most_bytes:
        return (
            f"{file.name} has {size_words(size)}; a plan takes files of up to"
            f" {size_words(most_bytes)}, give a link instead."
        )
    return ""


def size_words(size: int) -> str:
    """Return a number of bytes for people: `812 bytes`, `14 kB`, `2.4 MB` (of 1,024)."""
    if size < 1024:
        return f"{size} bytes"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} kB"
    return f"{size / 1024 / 1024:.1f} MB"
