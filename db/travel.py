"""What a plan is held against: how its actions stood at a reporting point, or on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db.as_at import Moment, find_moment, look_at_standings, moment_of
from db.direction import Direction, Standing, direction_of
from db.file import Plan, looking
from db.points import last_before, look_at_points
from db.queries import look_at_scheme
from db.rating import Scheme
from db.rows import ActionRow


@dataclass(frozen=True, slots=True)
class Travel:
    """How actions stood at a moment; `then` maps the ids of those that were in the plan to it."""

    scheme: Scheme
    moment: Moment
    then: Mapping[str, Standing]

    def of(self, row: ActionRow) -> Direction | None:
        """Return where an action has gone since, None where nothing can be said."""
        return direction_of(self.scheme, self.then.get(row.id), standing_of(row))


def standing_of(row: ActionRow) -> Standing:
    """Return how an action stands now."""
    return Standing(row.rating, row.closed, row.due, row.forecast)


def look_back(plan: Plan, *, today: date, since: str = "") -> Travel | None:
    """Return what the plan is held against: the moment that `since` names, else the last point.

    That is the newest reporting point of a day before `today`; None where there is none. Raises
    Refused for a `since` that is no point and no day of the log.
    """
    moment = find_moment(plan, since) if since else None
    with looking(plan) as connection:
        if moment is None:
            point = last_before(look_at_points(connection), today)
            if point is None:
                return None
            moment = moment_of(point)
        scheme = look_at_scheme(connection)
        return Travel(scheme, moment, look_at_standings(connection, moment))
