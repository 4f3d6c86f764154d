"""Reporting points: one is marked, or chosen to compare the plan with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from db.dates import show_date
from db.errors import Refused
from db.points import ReportingPoint, last_before, log_begins, mark_point, reporting_points
from jtai_tui.screens.aside import aside
from jtai_tui.screens.committing import commit, slot_of
from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice
from jtai_tui.screens.dialogs.point import NewPoint, PointDialog
from jtai_tui.screens.watching import NotSaved
from jtai_tui.text import fit, one_line

if TYPE_CHECKING:
    from db.changes import Outcome
    from jtai_tui.desk import Desk
    from jtai_tui.screens.comparing import ComparingScreen

_DAY = 11
_AUTHOR = 12
_TIP = 6
_NONE = "No reporting point yet; “Mark a reporting point” in the palette (ctrl+p) marks one"


async def mark(screen: ComparingScreen) -> None:
    """Ask for a name and a day, and mark what a board sees."""
    desk, slot = screen.desk, slot_of(screen, (), "point")
    points, begins = await aside(
        screen.jtai, desk, lambda: (reporting_points(desk.plan), log_begins(desk.plan))
    )
    problem = ""
    while True:
        dialog = PointDialog(points, slot, today=desk.today(), begins=begins)
        new = await screen.ask(dialog.troubled_by(problem))
        if new is None:
            return
        try:
            await commit(screen, partial(_mark, desk, new), partial(_said, new), slot=slot)
        except NotSaved as error:
            problem = str(error)
        except Refused as error:  # a name that another point has, or that is a day
            problem = f"{screen.jtai.in_words(error)}."
        else:
            return


def _mark(desk: Desk, new: NewPoint) -> Outcome:
    """Mark the plan as it stands; for a day that has passed, as it stood at the end of that."""
    past = new.day if new.day < desk.today() else None
    return mark_point(desk.plan, new.name, by=desk.by(), day=new.day, as_at=past)


def _said(new: NewPoint, _: object) -> str:
    return f"Marked: {new.name} ({show_date(new.day)})"


async def choose(screen: ComparingScreen) -> None:
    """Show the points, newest first; the table is held against the one that is chosen."""
    desk = screen.desk
    points = await aside(screen.jtai, desk, lambda: reporting_points(desk.plan))
    if not points:
        screen.tell(_NONE)
        return
    last = last_before(points, desk.today())
    first = "The last one before today" + ("" if last is None else f": {show_date(last.day)}")
    choices = [ListChoice("", first), *(_choice(each) for each in reversed(points))]
    hint = "Day, name, who marked it, log tip; type to narrow"
    chosen = await screen.ask(ChoiceDialog("Reporting points", choices, hint=hint))
    if chosen is None:
        return
    screen.hold_against(chosen)
    point = next((each for each in points if each.id == chosen), last)
    screen.tell(
        "There is no reporting point before today to compare with"
        if point is None
        else f"Compared with {point.words}"
    )


def _choice(point: ReportingPoint) -> ListChoice[str]:
    author = fit(one_line(point.author), _AUTHOR)
    label = f"{fit(show_date(point.day), _DAY)}  {one_line(point.name)}"
    return ListChoice(point.id, label, f"{author} {point.tip[:_TIP]}")
