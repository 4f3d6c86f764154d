"""What is said of a copy that goes out: the same in the app and on the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from db.dates import show_date
from db.errors import PlanError
from db.file import Plan
from db.queries import plan_counts, plan_facts
from db.selection import View
from db.ship import Shipped

_SHOWN_TIP = 12


def default_name(plan: Path, today: date) -> str:
    """Return the name that a copy has unless somebody gives it another: `plan-2020-07-01.db`."""
    return f"{plan.stem}-{today.isoformat()}{plan.suffix}"


def shipped_lines(shipped: Shipped, *, to: str, today: date) -> tuple[str, ...]:
    """Return a few lines for the message that goes with the copy, from what the copy says.

    Where it was taken away already, they are fewer: that it was issued still holds.
    """
    issued = f"{shipped.path}, issued to {to}"
    tip = f"log tip {shipped.tip[:_SHOWN_TIP]}"
    try:
        with Plan(shipped.path, read_only=True) as copy:
            counts, facts = plan_counts(copy, today=today), plan_facts(copy)
    except PlanError:
        return issued, f"{tip}, {shipped.size:,} bytes"
    overdue = f"{counts.views[View.OVERDUE]} overdue on {show_date(today)}"
    return (
        f"{facts.title}, {facts.version_label}".rstrip(", "),
        issued,
        f"{counts.views[View.ALL]} actions, {overdue}, {counts.views[View.UNRATED]} unrated",
        f"{tip} ({facts.events:,} rows), {shipped.size:,} bytes",
    )
