"""The suggestion rule as SQL: actions with what follows from their dates and ratings.

It stands here a second time, beside `db.rating.suggest`, so that a plan of any size can be
filtered and sorted by it; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from db import tables
from db.rating import Band, Rating, Scheme, Stage

Condition = ColumnElement[bool]


def judged_actions(scheme: Scheme, today: date, ids: Sequence[str] | None = None) -> CTE:
    """Return the plan's actions (those with `ids`, if given) and what follows on the day `today`.

    Columns: `id`, `agency`, `due`, `forecast`, `closed` and `rating` of the action; `is_open`,
    `overdue` and `challenged` (0 or 1); `days` since the due date, negative ahead of it, and
    `slippage` in days (both None without a due date); `suggested`, a code or None. Each step is
    materialised, so that the look-up of a rating in the log, and each judgement, happens once an
    action.
    """
    now = tables.action_now
    columns = (now.c.id, now.c.agency, now.c.due, now.c.forecast, now.c.closed, now.c.rating)
    standing = select(*columns).where(now.c.withdrawn.is_(None))
    if ids is not None:
        standing = standing.where(now.c.id.in_(ids))
    return _challenged(scheme, _suggested(scheme, today, _dated(scheme, today, _step(standing, 0))))


def _step(query: Select[Any], number: int) -> CTE:
    return query.cte(f"judged{number}").prefix_with("MATERIALIZED")


def _days_from(due: ColumnElement[Any], day: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.julianday(day) - func.julianday(due), Integer)


def _dated(scheme: Scheme, today: date, actions: CTE) -> CTE:
    c, day = actions.c, literal(today.isoformat())
    closing = [rating.code for rating in scheme if rating.closes]
    is_open = and_(c.closed.is_(None), or_(c.rating.is_(None), c.rating.not_in(closing)))
    latest = func.max(func.coalesce(c.forecast, day), day)
    return _step(
        select(
            actions,
            is_open.label("is_open"),
            func.coalesce(and_(is_open, c.due < day), false()).label("overdue"),
            _days_from(c.due, day).label("days"),
            _days_from(c.due, latest).label("slippage"),
        ),
        1,
    )


def _suggested(scheme: Scheme, today: date, actions: CTE) -> CTE:
    c = actions.c
    waiting = [rating.code for rating in scheme if rating.stage is Stage.NOT_STARTED]
    bands = [
        (_within(c.slippage, rating.band), literal(rating.code))
        for rating in scheme
        if rating.stage is Stage.IN_PROGRESS and rating.band is not None
    ]
    suggested = case(
        (or_(c.is_open == 0, c.due.is_(None)), null()),
        (and_(c.rating.in_(waiting), c.due >= today.isoformat()), c.rating),
        *bands,
        else_=null(),
    )
    return _step(select(actions, suggested.label("suggested")), 2)


def _within(days: ColumnElement[int], band: Band) -> Condition:
    least = true() if band.least is None else days >= band.least
    most = true() if band.most is None else days <= band.most
    return and_(least, most)


def _challenged(scheme: Scheme, actions: CTE) -> CTE:
    c = actions.c
    milder = [
        and_(c.rating == ours.code, c.suggested == rule.code)
        for ours in scheme
        for rule in scheme
        if not ours.closes and _less(scheme.severity(ours), scheme.severity(rule))
    ]
    challenged = func.coalesce(or_(false(), *milder), false())
    return _step(select(actions, challenged.label("challenged")), 3)


def _less(ours: int | None, rule: int | None) -> bool:
    return ours is not None and rule is not None and ours < rule


def gravity(scheme: Scheme, actions: CTE) -> ColumnElement[Any]:
    """Return a number by which the gravest recorded, else suggested, rating comes first."""
    order: list[Rating] = [*reversed(scheme.by_severity())]
    order += [rating for rating in scheme if rating not in order]
    shown = func.coalesce(actions.c.rating, actions.c.suggested)
    return case({rating.code: place for place, rating in enumerate(order)}, value=shown, else_=99)


def last_update(actions: CTE) -> ColumnElement[Any]:
    """Return the day of an action's newest progress update, as a column."""
    update = tables.progress_update
    return (
        select(func.max(update.c.day))
        .where(update.c.action == actions.c.id, update.c.withdrawn.is_(None))
        .scalar_subquery()
    )
