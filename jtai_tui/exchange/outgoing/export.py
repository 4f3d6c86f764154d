"""What a plan can be written as: the plan as published, a list of its actions, their due dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from db.file import Plan
from db.history import plan_due_dates
from db.queries import plan_facts, plan_scheme
from db.rows import ActionRow
from db.snapshot import plan_document
from jtai_tui.exchange.csv_table import actions_csv, plan_csv
from jtai_tui.exchange.outgoing.calendar import due_calendar
from jtai_tui.exchange.outgoing.excel import list_xlsx
from jtai_tui.exchange.outgoing.forms import PLAN_FORMS
from jtai_tui.exchange.plan_json import plan_bytes

Progress = Callable[[float], object]

LISTS = ("csv", "xlsx", "ics")
"""The endings of what can hold some of the actions only."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""What tells Excel that a CSV file is in UTF-8."""


def whole_plan(
    plan: Plan, ending: str, rows: Sequence[ActionRow], *, now: datetime, progress: Progress = float
) -> bytes:
    """Return the whole plan as a file with this ending; `rows` are all of its actions.

    `progress` is called with how much is done and may raise to stop. Raises PlanError.
    """
    if ending == "json":
        return plan_bytes(plan_document(plan))
    if ending == "csv":
        table = plan_csv(rows, plan_due_dates(plan), plan_document(plan))
        return _BYTE_ORDER_MARK + table.encode()
    if ending == "ics":
        return some_actions(plan, ending, rows, now=now, progress=progress)
    return PLAN_FORMS[f".{ending}"].write(plan_document(plan), progress=progress)


def some_actions(
    plan: Plan,
    ending: str,
    rows: Sequence[ActionRow],
    *,
    now: datetime,
    title: str = "",
    progress: Progress = float,
) -> bytes:
    """Return actions of the plan as a file with this ending, one of `LISTS`.

    `title` stands above them, the plan's own unless it is given. `now` is when it is made.
    `progress` is as in `whole_plan`. Raises PlanError.
    """
    facts = plan_facts(plan)
    scheme = plan_scheme(plan)
    if ending == "ics":
        return due_calendar(
            rows,
            title=title or facts.title,
            plan_name=facts.title,
            now=now,
            scheme=scheme,
            progress=progress,
        )
    due_dates = plan_due_dates(plan)
    if ending == "csv":
        return _BYTE_ORDER_MARK + actions_csv(rows, due_dates).encode()
    return list_xlsx(rows, due_dates, title=title or facts.title, scheme=scheme, progress=progress)
