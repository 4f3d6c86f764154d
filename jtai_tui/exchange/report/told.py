"""What every section of a report is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.as_at import Moment
from db.board import Board
from db.board_changes import Changes, changes_since
from db.rating import Scheme


@dataclass(frozen=True, slots=True)
class Told:
    """The plan as its board is told of it, on which day, and which sections tell it."""

    board: Board
    today: date
    as_at: Moment | None
    sections: Sequence[str]

    @property
    def scheme(self) -> Scheme:
        """Return the plan's ratings."""
        return self.board.scheme

    @property
    def since(self) -> str:
        """Return what the plan is held against, in words; "" where there is nothing."""
        travel = self.board.travel
        return "" if travel is None else travel.moment.words

    @property
    def has_appendix(self) -> bool:
        """Return whether texts stand whole in the appendix, and may be cut short before."""
        return "plan" in self.sections

    def changes(self) -> Changes | None:
        """Return what changed since the board last saw the plan; None where it never did."""
        travel = self.board.travel
        if travel is None:
            return None
        actions = self.board.actions
        return changes_since(self.scheme, actions, then=travel.moment.day, today=self.today)
