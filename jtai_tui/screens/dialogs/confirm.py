"""A question that is answered with yes or no; enter and esc give the safe answer."""

from __future__ import annotations

from textual.content import Content

from jtai_tui.screens.dialogs.picking import Pick, PickDialog
from jtai_tui.text import one_line


class ConfirmDialog(PickDialog[bool]):
    """`question` is the heading, `text` what there is to know; True only if `yes` was chosen."""

    HELP = "Nothing happens unless you say yes."

    def __init__(self, question: str, text: str = "", *, yes: str = "Yes", no: str = "No") -> None:
        super().__init__(
            question,
            (Pick(False, ("n",), answer("n", no)), Pick(True, ("y",), answer("y", yes))),
            text=text,
        )

    def action_back(self) -> None:
        """Take leaving for a no."""
        self.finish(False)


def answer(key: str, label: str) -> Content:
    """Return an answer with its key before it."""
    return Content.assemble((key, "bold"), f"  {one_line(label)}")
