"""The rating scheme of a plan, and the rule that suggests a rating.

The scheme is data: a plan brings its own, in its own words (seed, governance: "the following RAG
rating will be applied to each action"). No code, colour or count of levels is known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from db.lateness import slippage


class Stage(StrEnum):
    """Where an action stands when it carries a rating."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Band:
    """Whole days of slippage, both ends included; None is without end on that side."""

    least: int | None
    most: int | None

    def __contains__(self, days: int) -> bool:
        """Return whether `days` of slippage fall within."""
        return (self.least is None or self.least <= days) and (
            self.most is None or days <= self.most
        )


@dataclass(frozen=True, slots=True)
class Rating:
    """One level of a scheme.

    `meaning` is the published document's own wording and `printed` what it puts in the cell
    beside it ("Ev."), `letter` and `glyph` stand for it without colour, `colour` is a name
    (`red`) or `#rrggbb`. Only in-progress ratings have a `band` of slippage.
    """

    code: str
    position: int
    name: str
    meaning: str
    stage: Stage
    letter: str
    glyph: str
    colour: str
    band: Band | None = None
    needs_evidence: bool = False
    printed: str = ""

    @property
    def closes(self) -> bool:
        """Return whether an action with this rating is closed."""
        return self.stage is Stage.CLOSED


class Scheme:
    """The ratings of a plan, by position."""

    def __init__(self, ratings: Iterable[Rating]) -> None:
        self.ratings = tuple(sorted(ratings, key=lambda rating: rating.position))
        self._by_code = {rating.code: rating for rating in self.ratings}

    def __iter__(self) -> Iterator[Rating]:
        """Yield the ratings by position."""
        return iter(self.ratings)

    def __len__(self) -> int:
        """Return how many levels there are."""
        return len(self.ratings)

    def __eq__(self, other: object) -> bool:
        """Return whether the other scheme has the same levels."""
        return isinstance(other, Scheme) and self.ratings == other.ratings

    def __hash__(self) -> int:
        """Return the hash of the levels."""
        return hash(self.ratings)

    def __getitem__(self, code: str) -> Rating:
        """Return the rating with `code`; KeyError if the scheme has none."""
        return self._by_code[code]

    def get(self, code: str | None) -> Rating | None:
        """Return the rating with `code`, or None."""
        return None if code is None else self._by_code.get(code)

    def find(self, text: str) -> Rating | None:
        """Return the rating that `text` names: its code, name, letter or position, in any case."""
        wanted = text.strip().casefold()
        for rating in self.ratings:
            if wanted in (
                rating.code.casefold(),
                rating.name.casefold(),
                rating.letter.casefold(),
                str(rating.position),
            ):
                return rating
        return None

    def in_band(self, days: int) -> Rating | None:
        """Return the in-progress rating whose band holds `days` of slippage."""
        for rating in self.ratings:
            if rating.stage is Stage.IN_PROGRESS and rating.band and days in rating.band:
                return rating
        return None

    def by_severity(self) -> tuple[Rating, ...]:
        """Return the in-progress ratings with a band, mildest (least slippage) first."""
        banded = [r for r in self.ratings if r.stage is Stage.IN_PROGRESS and r.band]
        return tuple(sorted(banded, key=_least_days))

    def severity(self, rating: Rating) -> int | None:
        """Return how grave a rating of an open action is; higher is worse. None: not comparable.

        A not-started rating claims that nothing is late yet, so it stands beside the rating
        whose band holds 0 days.
        """
        if rating.stage is Stage.NOT_STARTED:
            on_time = self.in_band(0)
            return 0 if on_time is None else self.severity(on_time)
        order = self.by_severity()
        return order.index(rating) if rating in order else None


def _least_days(rating: Rating) -> float:
    band = rating.band
    return float("-inf") if band is None or band.least is None else band.least


def suggest(
    scheme: Scheme,
    *,
    recorded: Rating | None,
    is_open: bool,
    due: date | None,
    forecast: date | None,
    today: date,
) -> Rating | None:
    """Return the rating that the dates speak for, or None where they say nothing.

    Closed actions: none, closing is a person's word. No due date: none. A recorded not-started
    rating stays suggested until the due date has passed. Otherwise the in-progress rating whose
    band holds the slippage (seed, governance: the RAG table; exactly 30 days is minor).
    """
    if not is_open or due is None:
        return None
    if recorded is not None and recorded.stage is Stage.NOT_STARTED and today <= due:
        return recorded
    days = slippage(due, today, forecast)
    return None if days is None else scheme.in_band(days)


def is_milder(scheme: Scheme, rating: Rating, suggested: Rating | None) -> bool:
    """Return whether `rating` makes less of an open action's lateness than the rule does."""
    if suggested is None or rating.closes:
        return False
    ours, rule = scheme.severity(rating), scheme.severity(suggested)
    return ours is not None and rule is not None and ours < rule
