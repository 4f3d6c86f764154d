"""Name an agency: a new one, or one that is called otherwise from now on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from db.errors import Refused
from db.plain_text import check_said
from db.references import identity
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.dialogs.base import SAVE_ENTER, Dialog
from jtai_tui.text import one_line
from jtai_tui.widgets.form_fields import Key, note


class AgencyDialog(Dialog[str]):
    """`current` is its name so far, `taken` the names of all the others, aliases included.

    Gives back the name, its white space made plain; None, too, where it was left as it is.
    """

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE_ENTER,)
    HELP = "An agency is a section of the plan. When it is renamed, the old name stays as an alias."

    def __init__(
        self,
        current: str = "",
        *,
        taken: Iterable[str] = (),
        draft: DraftSlot | None = None,
    ) -> None:
        super().__init__(f"Rename {one_line(current)}" if current else "Add an agency", draft)
        self._current = current
        self._taken = {identity(name) for name in taken}

    def fields(self) -> Iterable[Widget]:
        """Yield the line for the name."""
        yield self.line("name", self._current, hint="As the plan prints it")
        if self._current:
            yield note("The old name stays as an alias.", "note below")

    def action_save(self) -> None:
        """End with the name, if it is one that no other agency has."""
        try:
            name = " ".join(check_said(self.typed("name"), "A name").split())
        except Refused as error:
            self.complain(f"{error}.", "name")
            return
        if identity(name) in self._taken:
            self.complain(f"There is an agency called {name} already.", "name")
        else:
            self.finish(None if name == self._current else name)
