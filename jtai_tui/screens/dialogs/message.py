"""What is wrong, what to do about it, and the ways on: for what stops everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jtai_tui.screens.dialogs.confirm import answer
from jtai_tui.screens.dialogs.picking import Pick, PickDialog


@dataclass(frozen=True, slots=True)
class Choice:
    """A way on: the key that takes it, what it is called, and the word that is given back."""

    value: str
    key: str
    label: str


class MessageScreen(PickDialog[str]):
    """A message with choices; the first is under the cursor, so let it be the safe one.

    Gives back the `value` of the choice, None on esc.
    """

    HELP = "Take one of the ways on by its key, or with the arrows and enter."

    def __init__(self, wrong: str, advice: str, choices: Sequence[Choice]) -> None:
        super().__init__(
            wrong,
            [Pick(each.value, (each.key,), answer(each.key, each.label)) for each in choices],
            text=advice,
        )
