"""What a board is told of a plan: its figures, and what changed since the board last saw it.

Pure functions of actions as they stand and stood; who reads them out of a plan is `db.board`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.direction import Direction, Standing, closing_rating
from db.lateness import days_overdue
from db.rating import Rating, Scheme, is_milder, suggest
from db.rows import ActionRow, ProgressUpdate, Revision
from db.selection import SOON_DAYS
from db.slipping import Slipping, slipping


@dataclass(frozen=True, slots=True)
class Said:
    """Who gave a field the value that it has, when, and why; `loaded` if it came with the plan."""

    author: str
    at: datetime
    reason: str
    loaded: bool


@dataclass(frozen=True, slots=True)
class BoardAction:
    """An action as a board is told of it.

    `then` is how it stood when the board last saw the plan, None where it was not in it yet (or the
    plan is held against nothing); `direction` where it has gone since. `agreed` is the agreed due
    date, `revisions` are all that stand, newest first, and `revised` those since. `update` is the
    latest progress update; `evidence` how many pieces there are. `rated`, `ended` and `forecast`
    say who has recorded the rating, the ending and the forecast.
    """

    row: ActionRow
    then: Standing | None = None
    direction: Direction | None = None
    agreed: date | None = None
    revisions: tuple[Revision, ...] = ()
    revised: tuple[Revision, ...] = ()
    update: ProgressUpdate | None = None
    evidence: int = 0
    rated: Said | None = None
    ended: Said | None = None
    forecast: Said | None = None

    @property
    def now(self) -> Standing:
        """Return how the action stands."""
        return Standing(self.row.rating, self.row.closed, self.row.due, self.row.forecast)

    @property
    def slipping(self) -> Slipping:
        """Return what became of the agreed due date."""
        return slipping(self.agreed, self.revisions, self.row.due)


@dataclass(frozen=True, slots=True)
class Figures:
    """A plan in numbers, on a day.

    `ratings` maps the codes of the scheme, and None for unrated, to how many actions carry them;
    those that were ended otherwise are not among them but in `ended`. `longest` is the most days
    that one is overdue, 0 if none is.
    """

    actions: int
    open: int
    overdue: int
    longest: int
    due_soon: int
    challenged: int
    ended: int
    ratings: Mapping[str | None, int]

    @property
    def closed(self) -> int:
        """Return how many are closed: by a rating, or ended otherwise."""
        return self.actions - self.open


def figures(scheme: Scheme, standings: Iterable[Standing], today: date) -> Figures:
    """Return a plan in numbers, from how each of its actions stands on `today`."""
    actions = tuple(standings)
    open_ones = [each for each in actions if each.is_open(scheme)]
    late = [days_overdue(e.due, today) or 0 for e in open_ones if e.is_overdue(scheme, today)]
    left = [-(days_overdue(e.due, today) or 0) for e in open_ones if e.due is not None]
    return Figures(
        actions=len(actions),
        open=len(open_ones),
        overdue=len(late),
        longest=max(late, default=0),
        due_soon=sum(0 <= days <= SOON_DAYS for days in left),
        challenged=sum(_is_challenged(scheme, each, today) for each in open_ones),
        ended=sum(each.closed is not None for each in actions),
        ratings=Counter(each.rating for each in actions if each.closed is None),
    )


def _is_challenged(scheme: Scheme, standing: Standing, today: date) -> bool:
    rating = scheme.get(standing.rating)
    if rating is None:
        return False
    suggested = suggest(
        scheme,
        recorded=rating,
        is_open=True,
        due=standing.due,
        forecast=standing.forecast,
        today=today,
    )
    return is_milder(scheme, rating, suggested)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a board saw the plan: actions in the plan's order.

    `better` and `worse` go by the direction of travel, so what was completed is better as well.
    `completed` and `evidenced` were closed since by a rating, the latter by one that needs
    evidence; `ended` were ended otherwise since; `revised` had their due date given anew.
    """

    better: tuple[BoardAction, ...]
    worse: tuple[BoardAction, ...]
    newly_overdue: tuple[BoardAction, ...]
    completed: tuple[BoardAction, ...]
    evidenced: tuple[BoardAction, ...]
    revised: tuple[BoardAction, ...]
    new: tuple[BoardAction, ...]
    ended: tuple[BoardAction, ...]


def changes_since(
    scheme: Scheme, actions: Sequence[BoardAction], *, then: date, today: date
) -> Changes:
    """Return what changed since `then`, the day on which a board saw the plan."""

    def those(condition: Callable[[BoardAction], bool]) -> tuple[BoardAction, ...]:
        return tuple(each for each in actions if condition(each))

    def was_overdue(action: BoardAction) -> bool:
        return action.then is not None and action.then.is_overdue(scheme, then)

    def was_ended(action: BoardAction) -> bool:
        return action.then is not None and action.then.closed is not None

    def closed_since(action: BoardAction, *, evidenced: bool) -> bool:
        now = closing_rating(scheme, action.now)
        before = None if action.then is None else closing_rating(scheme, action.then)
        return now is not None and now != before and now.needs_evidence is evidenced

    return Changes(
        better=those(lambda each: each.direction is Direction.BETTER),
        worse=those(lambda each: each.direction is Direction.WORSE),
        newly_overdue=those(lambda e: e.now.is_overdue(scheme, today) and not was_overdue(e)),
        completed=those(lambda each: closed_since(each, evidenced=False)),
        evidenced=those(lambda each: closed_since(each, evidenced=True)),
        revised=those(lambda each: bool(each.revised)),
        new=those(lambda each: each.then is None),
        ended=those(lambda each: each.now.closed is not None and not was_ended(each)),
    )


def gravest(scheme: Scheme) -> Rating | None:
    """Return the gravest rating of an action in progress, by the scheme's order; None without."""
    return next(reversed(scheme.by_severity()), None)


def of_rating(actions: Iterable[BoardAction], rating: Rating | None) -> tuple[BoardAction, ...]:
    """Return the open actions that carry this rating."""
    if rating is None:
        return ()
    return tuple(each for each in actions if each.row.open and each.row.rating == rating.code)


def unevidenced(scheme: Scheme, actions: Iterable[BoardAction]) -> tuple[BoardAction, ...]:
    """Return what is closed by a rating below one that needs evidence, if the scheme has such."""
    if not any(rating.closes and rating.needs_evidence for rating in scheme):
        return ()
    found = ((each, closing_rating(scheme, each.now)) for each in actions)
    return tuple(each for each, rating in found if rating and not rating.needs_evidence)
