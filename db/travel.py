"""What a plan is held against: how its actions stood at a reporting point, or on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.as_at import Moment, look_at_standings, look_for_moment, moment_of
from db.direction import Direction, Standing, direction_of, direction_words, why_none
from db.endings import ENDINGS
from db.errors import Refused
from db.file import Plan, looking
from db.points import ReportingPoint, last_before, look_at_points
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


def travel_words(travel: Travel, row: ActionRow) -> str:
    """Return `↓ worse than at Board June (30 Jun 2020): then On track`, for an action.

    Where nothing can be said: `no comparison with Board June (30 Jun 2020): unrated then`.
    """
    scheme, moment, then = travel.scheme, travel.moment.words, travel.then.get(row.id)
    direction = travel.of(row)
    if direction is None:
        return f"no comparison with {moment}: {why_none(scheme, then, standing_of(row))}"
    said = f"{direction_words(direction)} {_THAN[direction]} {moment}"
    return said if then is None else f"{said}: then {standing_words(scheme, then)}"


_THAN = {
    Direction.BETTER: "than at",
    Direction.SAME: "as at",
    Direction.WORSE: "than at",
    Direction.NEW: "since",
    Direction.ENDED: "since",
}


def standing_words(scheme: Scheme, standing: Standing) -> str:
    """Return how an action stood: its rating's name, `unrated`, or how it was ended otherwise."""
    if standing.closed is not None:
        return ENDINGS.get(standing.closed, standing.closed)
    rating = scheme.get(standing.rating)
    return "unrated" if rating is None else rating.name


def standing_of(row: ActionRow) -> Standing:
    """Return how an action stands now."""
    return Standing(row.rating, row.closed, row.due, row.forecast)


def look_back(
    plan: Plan,
    *,
    today: date,
    since: str = "",
    until: Moment | None = None,
    latest: date | None = None,
) -> Travel | None:
    """Return what the plan is held against: the moment that `since` names, else the last point.

    That is the newest reporting point of a day before `today`; None where there is none. Where the
    plan is looked at as at a moment (`until`), what was marked after it does not count, nor does
    that moment's own point; `plan` is the plan as it stands, since a point may be marked later
    than the day it is of. Raises Refused for a `since` that is no point and no day of the log,
    lies after `until`, or is a day after `latest`.
    """
    with looking(plan) as connection:
        if since:
            moment = look_for_moment(connection, plan, since, latest=latest)
            if until is not None and moment.seq > until.seq:
                raise Refused(
                    f"{moment.words} lies after {until.words}; compare with a moment before it"
                )
        else:
            point = last_before(_seen_before(look_at_points(connection), until), today)
            if point is None:
                return None
            moment = moment_of(point)
        scheme = look_at_scheme(connection)
        return Travel(scheme, moment, look_at_standings(connection, moment))


def _seen_before(
    points: Sequence[ReportingPoint], until: Moment | None
) -> Sequence[ReportingPoint]:
    if until is None:
        return points
    own = "" if until.point is None else until.point.id
    return [each for each in points if each.seq <= until.seq and each.id != own]
