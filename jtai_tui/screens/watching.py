"""What other programs do to the file while it is open: looked for, shown, and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.errors import PlanError
from db.history import action_detail, plan_history
from jtai_tui.desk import News
from jtai_tui.screens.edit import EditScreen
from jtai_tui.screens.work import WorkScreen

if TYPE_CHECKING:
    from jtai_tui.app import JtaiApp
    from jtai_tui.desk import Desk

SECONDS = 2.0
"""How often the file is looked at."""

GONE = "The file is no longer where it was opened; nothing can be saved until it is put back"

REPLACED = "The file was replaced by another copy meanwhile; this is what it holds"


def watch(app: JtaiApp, desk: Desk) -> None:
    """Look at the file; show and say what another program has done to it.

    A file that can't be read just now is looked at again the next time.
    """
    try:
        news = desk.news()
        if news is News.CHANGED:
            _show(app)
            app.tell(_who_changed(desk))
        elif news is News.REPLACED:
            _go_on_with_other(app, desk)
            app.tell(REPLACED)
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
        _go_on_with_other(app, desk)
        return REPLACED
    if news is News.CHANGED:
        _show(app)
    return ""


def _go_on_with_other(app: JtaiApp, desk: Desk) -> None:
    """Go on with the file that lies in the place of ours. Raises PlanError."""
    desk.open_again()
    _show(app)


def _show(app: JtaiApp) -> None:
    """Show on every screen what the plan says now."""
    for screen in app.screen_stack:
        if isinstance(screen, WorkScreen):
            screen.reload()
        elif isinstance(screen, EditScreen):
            detail = action_detail(app.at_desk.plan, screen.action, today=app.at_desk.today())
            screen.take_in(detail.row, len(detail.evidence))


def _who_changed(desk: Desk) -> str:
    newest = next(iter(plan_history(desk.plan, most=20)), None)
    if newest is None:
        return "The file was changed by another program meanwhile"
    of = f"action {newest.reference}, " if newest.reference else ""
    return f"{newest.author} meanwhile: {of}{newest.sentence[:1].lower()}{newest.sentence[1:]}"
