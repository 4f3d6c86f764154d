"""The statutory clock in the app: in the header while it runs, and the form that sets it."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from db.statutory import Statutory, left_words, sent_words, statement_due, statutory_days

if TYPE_CHECKING:
    from db.changes import Outcome
    from jtai_tui.desk import Desk
    from jtai_tui.screens.main import MainScreen
    from jtai_tui.screens.work import WorkScreen


def look_at_clock(screen: MainScreen) -> None:
    """Have the header say by when the statement is due; counting the days is done aside.

    It brings in the library of holidays, and not before it is needed: a quarter of a second.
    """
    desk = screen.desk
    days = statutory_days(desk.plan)
    if not days.running or days.received is None:
        screen.workers.cancel_group(screen, "statement")
        desk.statement_due = None
    elif desk.statement_due is not None:  # the library is there
        desk.statement_due = statement_due(days.received)
    else:
        # Not the coroutine itself: one that is never begun, since the app is left, is warned about.
        work = partial(_count_days, screen, days.received)
        screen.run_worker(work, name="statement", group="statement", exclusive=True)  # type: ignore[arg-type]


async def _count_days(screen: MainScreen, received: date) -> None:
    due = await asyncio.to_thread(statement_due, received)
    if screen.desk.statement_due != due:
        screen.desk.statement_due = due
        screen.show_header()


async def say_days(screen: WorkScreen) -> None:
    """Ask when the report was received and the statement sent, and keep the days."""
    from jtai_tui.screens.aside import aside  # noqa: PLC0415  only when asked
    from jtai_tui.screens.committing import ask_until_saved, slot_of  # noqa: PLC0415
    from jtai_tui.screens.dialogs.statement import StatementDialog  # noqa: PLC0415

    desk, slot = screen.desk, slot_of(screen, (), "statement")
    days = await aside(screen.jtai, desk, lambda: statutory_days(desk.plan))
    today = desk.today()
    await asyncio.to_thread(
        statement_due, days.received or today
    )  # the form counts while one types
    await ask_until_saved(
        screen,
        lambda: StatementDialog(days, slot, today=today),
        partial(_set_days, desk),
        lambda _, said: _told(said, today),
        slot=slot,
    )


def _set_days(desk: Desk, days: Statutory) -> Outcome:
    from db.plan_wide import set_statutory_days  # noqa: PLC0415  with the first change

    return set_statutory_days(
        desk.plan, received=days.received, sent=days.sent, by=desk.by(), today=desk.today()
    )


def _told(days: Statutory, today: date) -> str:
    if days.received is None:
        return "No report is noted any more"
    due = statement_due(days.received)
    if days.sent is not None:
        return f"The statement is marked as sent, {sent_words(due, days.sent)}"
    return f"The statutory clock runs: {left_words(due, today)}"
