"""What a plan can be written as: the plan as published, a list of its actions, their due dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.as_at import Moment
from db.file import Plan
from db.history import plan_due_dates
from db.queries import plan_facts, plan_scheme
from db.rows import ActionRow
from db.snapshot import plan_document
from db.travel import Travel
from jtai_tui.exchange.csv_table import actions_csv, plan_csv
from jtai_tui.exchange.outgoing.calendar import due_calendar
from jtai_tui.exchange.outgoing.excel import list_xlsx
from jtai_tui.exchange.outgoing.forms import PLAN_FORMS
from jtai_tui.exchange.outgoing.published import tidy_line
from jtai_tui.exchange.plan_json import plan_bytes
from jtai_tui.exchange.published_lines import as_at_words

Progress = Callable[[float], object]

LISTS = ("csv", "xlsx", "ics")
"""The endings of what can hold some of the actions only."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""What tells Excel that a CSV file is in UTF-8."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a plan is told beside: what it is compared with, and the moment that it stood so.

    Of the plan as it stands, `moment` is None.
    """

    travel: Travel | None = None
    moment: Moment | None = None

    @property
    def as_at(self) -> str:
        """Return `as at 30 June 2020, Board`; "" for the plan as it stands."""
        if self.moment is None:
            return ""
        point = "" if self.moment.point is None else self.moment.point.name
        return as_at_words(self.moment.day, tidy_line(point))

    @property
    def day(self) -> date | None:
        """Return the day of the moment."""
        return None if self.moment is None else self.moment.day


_PLAIN = Told()


def whole_plan(
    plan: Plan,
    ending: str,
    rows: Sequence[ActionRow],
    *,
    now: datetime,
    told: Told = _PLAIN,
    progress: Progress = float,
) -> bytes:
    """Return the whole plan as a file with this ending; `rows` are all of its actions.

    `told` says what stands beside, and that the plan is as it stood. `progress` is called with how
    much is done and may raise to stop. Raises PlanError.
    """
    if ending == "json":
        return plan_bytes(plan_document(plan))
    if ending == "csv":
        table = plan_csv(
            rows, plan_due_dates(plan), plan_document(plan), travel=told.travel, as_at=told.day
        )
        return _BYTE_ORDER_MARK + table.encode()
    if ending == "ics":
        return some_actions(plan, ending, rows, now=now, told=told, progress=progress)
    write = PLAN_FORMS[f".{ending}"].write
    return write(plan_document(plan), as_at=told.as_at, progress=progress)


def some_actions(
    plan: Plan,
    ending: str,
    rows: Sequence[ActionRow],
    *,
    now: datetime,
    title: str = "",
    told: Told = _PLAIN,
    progress: Progress = float,
) -> bytes:
    """Return actions of the plan as a file with this ending, one of `LISTS`.

    `title` stands above them, the plan's own unless it is given. `now` is when it is made.
    `told` and `progress` are as in `whole_plan`. Raises PlanError.
    """
    facts = plan_facts(plan)
    scheme = plan_scheme(plan)
    title = ", ".join(text for text in (title or facts.title, told.as_at) if text)
    if ending == "ics":
        return due_calendar(
            rows,
            title=title,
            plan_name=facts.title,
            now=now,
            scheme=scheme,
            progress=progress,
        )
    due_dates = plan_due_dates(plan)
    if ending == "csv":
        table = actions_csv(rows, due_dates, travel=told.travel, as_at=told.day)
        return _BYTE_ORDER_MARK + table.encode()
    return list_xlsx(
        rows, due_dates, title=title, scheme=scheme, travel=told.travel, progress=progress
    )
