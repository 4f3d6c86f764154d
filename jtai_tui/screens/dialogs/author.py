"""Ask once whose name the changes carry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from db.errors import Refused
from db.plain_text import check_said
from jtai_tui.screens.dialogs.base import SAVE_ENTER, Dialog
from jtai_tui.text import visible
from jtai_tui.widgets.form_fields import Key, note

MOST_CHARACTERS = 100


class AuthorDialog(Dialog[str]):
    """Gives back a name: something to see, on one line, that shows as what it is."""

    KEYS: ClassVar[tuple[Key, ...]] = (SAVE_ENTER,)
    HELP = (
        "Each change is logged with a name and a time. The name is kept for the next time;"
        " the palette has a command to change it."
    )

    def __init__(self, current: str = "") -> None:
        super().__init__("Whose name do your changes carry?")
        self._current = current

    def fields(self) -> Iterable[Widget]:
        """Yield the line for the name."""
        yield self.line("name", self._current, hint="First name and surname")
        yield note("It stands beside every change in the log. It is asked once.", "note below")

    def action_save(self) -> None:
        """End with the name, if it is one."""
        try:
            name = read_name(self.typed("name"))
        except Refused as error:
            self.complain(f"{error}.", "name")
        else:
            self.finish(name)


def read_name(typed: str) -> str:
    """Return a name with its white space made plain. Raises Refused where it can't be read."""
    name = " ".join(check_said(typed, "A name").split())
    if visible(name) != name:
        raise Refused("The name holds characters that can't be seen; type it anew")
    if len(name) > MOST_CHARACTERS:
        raise Refused(f"A name has at most {MOST_CHARACTERS} characters")
    return name
