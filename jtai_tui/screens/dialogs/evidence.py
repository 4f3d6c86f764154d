"""Add evidence: a title, with a link or a file that the plan is to keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Static

from db.errors import Refused
from db.incoming_file import look_at_file, name_to_keep
from db.plain_text import is_blank
from db.sizes import check_file, size_words
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import OUTSIDE, SAVE_ENTER, Dialog
from jtai_tui.screens.dialogs.path_field import PathSuggester, named_path, working_folder
from jtai_tui.text import visible
from jtai_tui.widgets.form_fields import Key, Row, note

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
        yield Row("Title", self.line("title", hint="What it is, in a few words"))
        kinds = SuggestFromList(self._kinds, case_sensitive=False)
        yield Row("Kind", self.line("kind", hint=", ".join(self._kinds), suggester=kinds))
        yield Row("Link", self.line("link", hint="https://… or where it is kept"))
        paths = PathSuggester(working_folder())
        yield Row("File", self.line("file", hint="A file to keep in the plan", suggester=paths))
        yield Static(id="file-state", classes="reading", markup=False)
        yield Row("Note", self.area("note", hint="What it shows"))

    def on_mount(self) -> None:
        """Say how the file stands that a draft may name."""
        self._show_file()

    def action_save(self) -> None:
        """End with the evidence, if there is a title and the file can be taken."""
        title = self.typed("title").strip()
        file = named_path(self.typed("file"))
        fine, state = (True, "") if file is None else file_state(file, self._most_bytes)
        if is_blank(title):
            self.complain("A title is needed: what is it?", "title")
        elif not fine:
            self.complain(state, "file")
        else:
            kind, link = self.typed("kind").strip(), self.typed("link").strip()
            self.finish(EvidenceEntry(title, kind, self.typed("note"), link, file))

    @on(Input.Changed, "#file")
    def _show_file(self) -> None:
        file = named_path(self.typed("file"))
        said = "" if file is None else file_state(file, self._most_bytes)[1]
        self.query_one("#file-state", Static).update(Content(visible(said)))


def file_state(file: Path, most_bytes: int) -> tuple[bool, str]:
    """Return whether this file can be kept in the plan, and one line that says how it stands."""
    try:
        size = look_at_file(file, most_bytes)
        check_file(file.name, size)
    except Refused as refusal:
        return False, str(refusal)
    kept = name_to_keep(file.name)
    renamed = "" if kept == file.name else f"; its name in the plan will be {kept}"
    return True, f"{file.name}, {size_words(size)}{renamed}"
