"""What stands beside the actions: where they have gone since a board saw them, and what moved.

It is worked out from the log once the plan is on the screen, and anew when the log says more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from db.as_at import moment_of, standings_at
from db.chasing import chases
from db.dates import show_date
from db.direction import why_none
from db.endings import ENDINGS
from db.history import newest_due_row, plan_due_dates
from db.points import ReportingPoint, last_before, reporting_points
from db.queries import plan_scheme
from db.slipping import slipping
from db.travel import Travel, standing_of
from jtai_tui.widgets.travel_lines import Travelled

if TYPE_CHECKING:
    from db.direction import Standing
    from db.file import Plan
    from db.rating import Scheme
    from db.rows import ActionRow, Revision

_MOST_DAYS = 9999


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the actions. `tip` is the end of the log that it was worked out from.

    `since` is the id of the reporting point that somebody chose, "" for the last before today;
    `travel` is None while there is no such point. `dates` maps actions to their agreed due date
    and its revisions, where they were asked for: None where not; `due_row` is the place of the
    newest row of the log that they were read from. `chased` says of each lead who was chased how
    long ago that was, and whether they have answered: `chased 12 days ago, silent`.
    """

    tip: str = ""
    today: date | None = None
    since: str = ""
    points: tuple[ReportingPoint, ...] = ()
    travel: Travel | None = None
    dates: Mapping[str, tuple[date | None, Sequence[Revision]]] | None = None
    due_row: int = 0
    chased: Mapping[str, str] = field(default_factory=dict)

    @property
    def since_words(self) -> str:
        """`since 22 Jul 2020`: the day of the point, where somebody chose another one."""
        return "" if self.chosen is None else f"since {show_date(self.chosen.day)}"

    def chased_words(self, lead: str) -> str:
        """Return how a lead, as the tree calls them, was chased and answered; "" for never."""
        return self.chased.get(" ".join(lead.split()), "")

    @property
    def chosen(self) -> ReportingPoint | None:
        """The point that somebody chose, None where it is the last one before today."""
        return next((each for each in self.points if each.id == self.since), None)

    def travelled(self, row: ActionRow) -> Travelled | None:
        """Return where an action has gone since the point it is held against, None without one."""
        travel = self.travel
        if travel is None:
            return None
        then, now = travel.then.get(row.id), standing_of(row)
        direction = travel.of(row)
        why = why_none(travel.scheme, then, now) if direction is None else ""
        return Travelled(direction, travel.moment.words, _was(travel.scheme, then), why)

    def revised(self, row: ActionRow) -> str:
        """Return how often, and by how many days in all, a due date was moved: `2× +61 d`."""
        agreed, revisions = (self.dates or {}).get(row.id, (None, ()))
        found = slipping(agreed, revisions, row.due)
        if not found.times:
            return ""
        return f"{found.times}×" + ("" if found.days is None else f" {_days(found.days)}")


def _days(days: int) -> str:
    sign = "−" if days < 0 else "+" if days else ""
    over = ">" if abs(days) > _MOST_DAYS else ""
    return f"{over}{sign}{min(abs(days), _MOST_DAYS)} d"


def work_out(
    plan: Plan, before: Beside | None, tip: str, *, today: date, since: str, revisions: bool
) -> Beside:
    """Return what is known at this tip of the log, against the point `since`. Raises PlanError.

    How actions stood at a point never changes, so it is taken from what was known `before` where
    the point is the same. It is read over a connection of its own: the screen waits for nothing.
    """
    with plan.another() as own:
        points = reporting_points(own)
        chosen = next((each for each in points if each.id == since), None)
        point = chosen or last_before(points, today)
        travel = None
        if point is not None:
            moment, known = moment_of(point), None if before is None else before.travel
            if known is not None and known.moment == moment:
                travel = known
            else:
                travel = Travel(plan_scheme(own), moment, standings_at(own, moment))
        dates, due_row = None, 0
        if revisions:
            due_row = newest_due_row(own)
            same = before is not None and before.due_row == due_row
            dates = before.dates if before and same else plan_due_dates(own)
        chased = {each.lead: each.words(today) for each in chases(own)}
    return Beside(tip, today, chosen.id if chosen else "", points, travel, dates, due_row, chased)


def _was(scheme: Scheme, then: Standing | None) -> str:
    if then is None:
        return ""
    if then.closed is not None:
        return ENDINGS.get(then.closed, then.closed)
    rating = scheme.get(then.rating)
    return "unrated" if rating is None else rating.name
