"""What other programs do to the file while it is open: looked for, shown, and said."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from db.errors import NotAPlan, PlanError, Refused
from db.history import action_detail, plan_history
from jtai_tui.desk import News
from jtai_tui.screens.edit import EditScreen
from jtai_tui.screens.work import WorkScreen

if TYPE_CHECKING:
    from jtai_tui.app import JtaiApp
    from jtai_tui.desk import Desk
    from jtai_tui.screens.main import MainScreen

SECONDS = 2.0
"""How often the file is looked at."""

GONE = "The file is no longer where it was opened; nothing can be saved until it is put back"

REPLACED = "The file was replaced by another copy meanwhile; this is what it holds"


async def look_back(screen: MainScreen) -> None:
    """Look for lost rows of the log, and bring in what a first change needs: aside."""
    desk = screen.desk
    warning = await asyncio.to_thread(_lost_rows, desk)
    if warning:
        from jtai_tui.screens.dialogs.message import Choice, MessageScreen  # noqa: PLC0415

        ways = [Choice("on", "o", "Open it all the same"), Choice("quit", "q", "Quit")]
        said = f"{screen.jtai.in_words(warning)}."
        if await screen.ask(MessageScreen("Look at this file", said, ways)) == "quit":
            screen.app.exit(0)


def _lost_rows(desk: Desk) -> str:
    from jtai_tui.desk import look_back as look  # noqa: PLC0415  brings in SQLAlchemy
    from jtai_tui.screens import rating  # noqa: F401, PLC0415

    return look(desk)


def watch(app: JtaiApp, desk: Desk) -> None:
    """Look at the file; say and show what another program has done to it.

    A file that is in use just now is looked at again the next time.
    """
    try:
        news = desk.news()
        if news is News.CHANGED:
            app.tell(_who_changed(desk))
            _show(app)
        elif news is News.REPLACED:
            app.tell(_go_on_with_other(app, desk))
        elif news is News.GONE:
            app.tell(GONE)
    except NotAPlan as error:
        app.tell(app.in_words(error))
    except PlanError:
        return


def what_stands_against_a_change(app: JtaiApp, desk: Desk) -> str:
    """Return nothing while the file is the one that is shown; else what it is instead.

    What another program has changed in it is shown. Raises PlanError.
    """
    news = desk.news()
    if news is News.GONE:
        return GONE
    if news is News.REPLACED:
        return _go_on_with_other(app, desk)
    if news is News.CHANGED:
        _show(app)
    return ""


def _go_on_with_other(app: JtaiApp, desk: Desk) -> str:
    """Go on with the file that lies in the place of ours, and say what it is. Raises PlanError."""
    desk.open_again()
    _show(app)
    lost = _lost_rows(desk)
    return app.in_words(lost) if lost else REPLACED


def _show(app: JtaiApp) -> None:
    """Show on every screen what the plan says now; a form keeps an action that is no more."""
    for screen in app.screen_stack:
        if isinstance(screen, WorkScreen):
            screen.reload()
        elif isinstance(screen, EditScreen):
            with suppress(Refused):
                detail = action_detail(app.at_desk.plan, screen.action, today=app.at_desk.today())
                screen.take_in(detail.row, len(detail.evidence))


def _who_changed(desk: Desk) -> str:
    newest = next(iter(plan_history(desk.plan, most=20)), None)
    if newest is None:
        return "The file was changed by another program meanwhile"
    of = f"action {newest.reference}, " if newest.reference else ""
    return f"{newest.author} meanwhile: {of}{newest.sentence[:1].lower()}{newest.sentence[1:]}"
