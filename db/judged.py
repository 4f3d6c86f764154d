"""The suggestion rule as SQL: actions with what follows from their dates and ratings.

It stands here a second time, beside `db.rating.suggest`, so that a plan of any size can be
filtered and sorted by it; a test holds the two together. A scheme's codes are put into the text:
`plain_code` lets none through that could be more than a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from db.rating import Band, Rating, Scheme, Stage

_CODE = re.compile(r"[a-z0-9-]+")


def judged_actions(scheme: Scheme, condition: str = "1") -> str:
    """Return a WITH clause for the table `judged`: the plan's actions, and what follows for them.

    `condition` restricts the actions of `action_now` that are judged. Parameters: `:today`, ISO.
    Columns: `id`, `agency`, `due`, `forecast`, `closed` and `rating` of the action; `is_open`,
    `overdue` and `challenged` (0 or 1); `days` since the due date, negative ahead of it, and
    `slippage` in days (both NULL without a due date); `suggested`, a code or NULL. Each step is
    materialised, so that the look-up of a rating in the log, and each judgement, happens once an
    action.
    """
    closing = _codes(rating for rating in scheme if rating.closes)
    waiting = _codes(rating for rating in scheme if rating.stage is Stage.NOT_STARTED)
    return f"""
WITH standing AS MATERIALIZED (
  SELECT id, agency, due, forecast, closed, rating FROM action_now
  WHERE withdrawn IS NULL AND ({condition})
), dated AS MATERIALIZED (
  SELECT *,
    closed IS NULL AND (rating IS NULL OR rating NOT IN ({closing})) AS is_open,
    {_days("due", ":today")} AS days,
    {_days("due", "max(coalesce(forecast, :today), :today)")} AS slippage
  FROM standing
), suggesting AS MATERIALIZED (
  SELECT *,
    is_open AND coalesce(due < :today, 0) AS overdue,
    CASE
      WHEN NOT is_open OR due IS NULL THEN NULL
      WHEN rating IN ({waiting}) AND due >= :today THEN rating
      {_bands(scheme)}
    END AS suggested
  FROM dated
), judged AS MATERIALIZED (
  SELECT *, coalesce({_milder(scheme)}, 0) AS challenged FROM suggesting
)
"""


def gravity(scheme: Scheme) -> str:
    """Return a number by which the gravest recorded, else suggested, rating comes first."""
    order: list[Rating] = [*reversed(scheme.by_severity())]
    order += [rating for rating in scheme if rating not in order]
    places = " ".join(
        f"WHEN {plain_code(rating)} THEN {place}" for place, rating in enumerate(order)
    )
    return f"CASE coalesce(judged.rating, judged.suggested) {places} ELSE 99 END" if order else "0"


LAST_UPDATE = (
    "(SELECT max(day) FROM progress_update"
    " WHERE progress_update.action = judged.id AND progress_update.withdrawn IS NULL)"
)
"""The day of an action's newest progress update."""


def plain_code(rating: Rating) -> str:
    """Return a rating's code as it stands in SQL. Raises ValueError if it isn't a plain word."""
    if not _CODE.fullmatch(rating.code):
        raise ValueError(f"{rating.code!r} is no code of a rating")
    return f"'{rating.code}'"


def _codes(ratings: Iterable[Rating]) -> str:
    return ", ".join(map(plain_code, ratings))


def _days(since: str, day: str) -> str:
    return f"CAST(julianday({day}) - julianday({since}) AS INTEGER)"


def _bands(scheme: Scheme) -> str:
    return "\n      ".join(
        f"WHEN {_within(rating.band)} THEN {plain_code(rating)}"
        for rating in scheme
        if rating.stage is Stage.IN_PROGRESS and rating.band is not None
    )


def _within(band: Band) -> str:
    least = "" if band.least is None else f" AND slippage >= {band.least:d}"
    most = "" if band.most is None else f" AND slippage <= {band.most:d}"
    return f"slippage IS NOT NULL{least}{most}"


def _milder(scheme: Scheme) -> str:
    pairs = [
        f"(rating = {plain_code(ours)} AND suggested = {plain_code(rule)})"
        for ours in scheme
        for rule in scheme
        if not ours.closes and _less(scheme.severity(ours), scheme.severity(rule))
    ]
    return " OR ".join(pairs) or "0"


def _less(ours: int | None, rule: int | None) -> bool:
    return ours is not None and rule is not None and ours < rule
