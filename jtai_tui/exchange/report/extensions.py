"""Extensions asked for: a forecast later than the due date, or a later day that somebody proposes.

A proposal comes from a document or a return sheet that was read in, and waits for a decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.board_changes import BoardAction
from db.dates import show_date
from jtai_tui.exchange.outgoing.published import tidy_line
from jtai_tui.exchange.report.cells import said_words
from jtai_tui.exchange.report.told import Told


@dataclass(frozen=True, slots=True)
class Extension:
    """An action whose lead asks for `until`, `days` after its due date, and where that is said."""

    action: BoardAction
    due: date
    until: date
    said: str

    @property
    def days(self) -> int:
        """Return how many days more are asked for."""
        return (self.until - self.due).days


def extensions(told: Told) -> tuple[Extension, ...]:
    """Return the extensions of open actions, in the plan's order; of an action there may be two."""
    found = []
    for action in told.board.actions:
        row = action.row
        if not row.open or row.due is None:
            continue
        if row.forecast is not None and row.forecast > row.due:
            said = f"Forecast ({words})" if (words := said_words(action.forecast)) else "Forecast"
            found.append(Extension(action, row.due, row.forecast, said))
        for each in told.board.proposals:
            until = _day(each.value) if each.action == row.id else None
            if until is None or until <= row.due:
                continue
            what = "due date" if each.field == "due" else "forecast"
            by = f" by {tidy_line(each.signed)}" if each.signed else ""
            said = f"Proposed {what}{by}, in {tidy_line(each.name)} ({show_date(each.day)})"
            found.append(Extension(action, row.due, until, said))
    return tuple(found)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
