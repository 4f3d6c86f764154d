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

    One that was ended otherwise since has ended, whatever it was rated. A closed action stands
    better than any open one, unrated ones included; among closed ones, one with evidence better
    than one without, and that better than one ended otherwise. Open ones go by the severity of
    their ratings. None where nothing can be said: both are open and one of them unrated, or its
    rating not comparable by the scheme.
    """
    if now.closed is not None:
        return Direction.SAME if then and then.closed is not None else Direction.ENDED
    if then is None:
        return Direction.NEW
    before, after = _place(scheme, then), _place(scheme, now)
    if before is None or after is None or before[0] != after[0]:
        if then.is_open(scheme) is not now.is_open(scheme):
            return Direction.WORSE if now.is_open(scheme) else Direction.BETTER
        same = then.rating is not None and then.rating == now.rating
        return Direction.SAME if same else None
    if before == after:
        return Direction.SAME
    return Direction.BETTER if after > before else Direction.WORSE


def _place(scheme: Scheme, standing: Standing) -> tuple[bool, int] | None:
    """Return whether it is closed, and how well it stands among those: higher is better."""
    if standing.closed is not None:
        return True, -1
    rating = scheme.get(standing.rating)
    if rating is None:
        return None
    if rating.closes:
        return True, int(rating.needs_evidence)
    severity = scheme.severity(rating)
    return None if severity is None else (False, -severity)


def direction_words(direction: Direction | None) -> str:
    """Return `↑ better`; "" where nothing can be said."""
    return "" if direction is None else f"{ARROWS[direction]} {direction}"


def why_none(scheme: Scheme, then: Standing | None, now: Standing) -> str:
    """Return why nothing can be said of the direction, for people."""
    was_rated = then is not None and scheme.get(then.rating) is not None
    is_rated = scheme.get(now.rating) is not None
    if was_rated and is_rated:
        return "not comparable"
    if was_rated:
        return "unrated now"
    return "unrated then" if is_rated else "unrated"


def closing_rating(scheme: Scheme, standing: Standing) -> Rating | None:
    """Return the rating by which an action is closed, None for one that is open or ended."""
    rating = scheme.get(standing.rating)
    return rating if standing.closed is None and rating is not None and rating.closes else None
