"""Ask once whose name the changes carry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from db.errors import Refused
from db.plain_text import check_said
from jtai_tui.screens.dialogs.base import SAVE_ENTER, Dialog, Key, note
from jtai_tui.text import visible

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
        typed = self.typed("name")
        if problem := name_problem(typed):
            self.complain(problem, "name")
        else:
            self.finish(typed.strip())


def name_problem(typed: str) -> str:
    """Return what is wrong with a name in one line, or nothing."""
    try:
        name = check_said(typed, "A name")
    except Refused as error:
        return f"{error}."
    if visible(name) != name:
        return "The name holds characters that can't be seen; type it anew."
    if len(name) > MOST_CHARACTERS:
        return f"A name has at most {MOST_CHARACTERS} characters."
    return ""
