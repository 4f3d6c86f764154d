"""Direction of travel: how an action's rating stands against the one a board saw.

It goes by the severity of the plan's scheme and never by a colour: another council's amber means
"on track".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from db.rating import Rating, Scheme


class Direction(StrEnum):
    """Where an action has gone since a reporting point."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NEW = "new"
    ENDED = "ended"


ARROWS = {
    Direction.BETTER: "↑",
    Direction.SAME: "→",
    Direction.WORSE: "↓",
    Direction.NEW: "+",
    Direction.ENDED: "×",
}
"""The sign that stands beside the word."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an action stands, or stood: its rating, how it was ended otherwise, its dates."""

    rating: str | None
    closed: str | None
    due: date | None = None
    forecast: date | None = None

    def is_open(self, scheme: Scheme) -> bool:
        """Return whether there is still something to do."""
        recorded = scheme.get(self.rating)
        return self.closed is None and not (recorded and recorded.closes)

    def is_overdue(self, scheme: Scheme, today: date) -> bool:
        """Return whether it is open, and its due date is before `today`."""
        return self.due is not None and self.due < today and self.is_open(scheme)


def direction_of(scheme: Scheme, then: Standing | None, now: Standing) -> Direction | None:
    """Return where an action has gone; `then` is None for one that was not in the plan yet.

    None where nothing can be said: it was unrated then or is now, or one of the ratings is not
    comparable by the scheme. One that was ended otherwise has ended, whatever it was rated. A
    closed action stands better than any open one; among closed ones, one with evidence better.
    """
    if now.closed is not None:
        return Direction.ENDED
    if then is None:
        return Direction.NEW
    before, after = _place(scheme, then.rating), _place(scheme, now.rating)
    if before is None or after is None:
        same = then.rating is not None and then.rating == now.rating
        return Direction.SAME if same else None
    if before == after:
        return Direction.SAME
    return Direction.BETTER if after > before else Direction.WORSE


def _place(scheme: Scheme, code: str | None) -> tuple[int, int] | None:
    """Return how well a rating stands: higher is better."""
    rating = scheme.get(code)
    if rating is None:
        return None
    if rating.closes:
        return 1, int(rating.needs_evidence)
    severity = scheme.severity(rating)
    return None if severity is None else (0, -severity)


def direction_words(direction: Direction | None) -> str:
    """Return `↑ better`; "" where nothing can be said."""
    return "" if direction is None else f"{ARROWS[direction]} {direction}"


def why_none(scheme: Scheme, then: Standing | None, now: Standing) -> str:
    """Return why nothing can be said of the direction, for people."""
    if then is not None and scheme.get(then.rating) is None:
        return "unrated then" if scheme.get(now.rating) is not None else "unrated"
    if scheme.get(now.rating) is None:
        return "unrated now"
    return "not comparable"


def closing_rating(scheme: Scheme, standing: Standing) -> Rating | None:
    """Return the rating by which an action is closed, None for one that is open or ended."""
    rating = scheme.get(standing.rating)
    return rating if standing.closed is None and rating is not None and rating.closes else None
