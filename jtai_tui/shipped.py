"""What is said of a copy that goes out: the same in the app and on the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from db.dates import show_date
from db.file import Plan
from db.queries import plan_counts, plan_facts
from db.selection import View
from db.ship import Shipped

_SHOWN_TIP = 12


def default_name(plan: Path, today: date) -> str:
    """Return the name that a copy has unless somebody gives it another: `plan-2020-07-01.db`."""
    return f"{plan.stem}-{today.isoformat()}{plan.suffix}"


def shipped_lines(plan: Plan, shipped: Shipped, *, to: str, today: date) -> tuple[str, ...]:
    """Return a few lines for the message that goes with the copy. Raises PlanError."""
    counts, facts = plan_counts(plan, today=today), plan_facts(plan)
    overdue = f"{counts.views[View.OVERDUE]} overdue on {show_date(today)}"
    return (
        f"{facts.title}, {facts.version_label}".rstrip(", "),
        f"{shipped.path}, issued to {to}",
        f"{counts.views[View.ALL]} actions, {overdue}, {counts.views[View.UNRATED]} unrated",
        f"log tip {shipped.tip[:_SHOWN_TIP]} ({facts.events:,} rows), {shipped.size:,} bytes",
    )
