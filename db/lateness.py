"""Overdue, days late and slippage: how far an action is from the day it was due."""

from __future__ import annotations

from datetime import date


def days_overdue(due: date | None, today: date) -> int | None:
    """Return the days that have passed since `due`: negative while it lies ahead, None without."""
    return None if due is None else (today - due).days


def is_overdue(due: date | None, today: date, *, is_open: bool) -> bool:
    """Return whether an action is open and its due date is before `today` (on the day: not yet)."""
    return is_open and due is not None and due < today


def slippage(due: date | None, today: date, forecast: date | None = None) -> int | None:
    """Return the days from the due date to the forecast, or to `today` where that is later.

    For open actions; None without a due date. An action finished in the mind of its lead
    before today, yet still open, has slipped to today all the same.
    """
    if due is None:
        return None
    return (max(forecast or today, today) - due).days
