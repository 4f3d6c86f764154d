"""What is said of a copy that goes out: the same in the app and on the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from db.copies import IssuedCopy, ReturnedFile
from db.dates import day_count, show_date
from db.errors import PlanError
from db.file import Plan
from db.queries import plan_counts, plan_facts
from db.selection import View
from db.ship import Shipped

SHOWN_TIP = 12


def default_name(plan: Path, today: date) -> str:
    """Return the name that a copy has unless somebody gives it another: `plan-2020-07-01.db`."""
    return f"{plan.stem}-{today.isoformat()}{plan.suffix}"


def shipped_lines(
    shipped: Shipped, *, to: str, today: date, back_by: date | None = None
) -> tuple[str, ...]:
    """Return a few lines for the message that goes with the copy, from what the copy says.

    Where it was taken away already, they are fewer: that it was issued still holds.
    """
    issued = f"{shipped.path}, issued to {to}"
    if back_by is not None:
        issued += f", asked back by {show_date(back_by)}"
    tip = f"log tip {shipped.tip[:SHOWN_TIP]}"
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


def return_words(copy: IssuedCopy) -> str:
    """Return whether a copy came back: `3 Dec 2026, plan.db`, `not yet, 5 days overdue`."""
    if copy.returns:
        return "; ".join(map(file_words, reversed(copy.returns)))
    return f"not yet, {_waited(copy)}"


def file_words(returned: ReturnedFile) -> str:
    """Return `3 Dec 2026, plan-health.db`: when a file was taken in, and which."""
    return f"{show_date(returned.at.astimezone().date())}, {returned.name}"


def _waited(copy: IssuedCopy) -> str:
    if copy.overdue:
        return f"{day_count(copy.days_overdue)} overdue"
    if copy.replaced:
        return "replaced by a later copy"
    if copy.back_by is None:
        return f"out for {day_count(copy.days_out)}" if copy.days_out else "issued today"
    left = (copy.back_by - copy.today).days
    return f"due in {day_count(left)}" if left else "due today"
