"""The plan as it stood at a reporting point, or on a day: to read, not to change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from db.as_at import Moment, find_moment, plan_as_at
from db.errors import Refused
from db.leads import short_lead
from db.points import reporting_points
from db.queries import action_ids, action_rows
from db.selection import Order, Selection, SortKey
from jtai_tui.exchange.report.page import Cell, Column, Table
from jtai_tui.screens.aside import aside
from jtai_tui.screens.committing import slot_of
from jtai_tui.screens.dialogs.moment import MomentDialog
from jtai_tui.screens.long_work import Progress, long_work
from jtai_tui.screens.reader import ReaderScreen
from jtai_tui.screens.report_lines import TableBlock
from jtai_tui.text import counted
from jtai_tui.widgets.action_cells import due_text, late_text
from jtai_tui.widgets.blocks import Block, Gap, Heading, Paragraph
from jtai_tui.widgets.palette import MUTED, TEXT

if TYPE_CHECKING:
    from db.rating import Scheme
    from db.rows import ActionRow
    from jtai_tui.desk import Desk
    from jtai_tui.screens.comparing import ComparingScreen

_COLUMNS = (
    Column("Ref", 0.06),
    Column("Rating", 0.16),
    Column("Late", 0.08, right=True),
    Column("Due", 0.12),
    Column("Lead", 0.16),
    Column("Action", 0.42),
)


@dataclass(frozen=True, slots=True)
class _Stood:
    """The actions of the plan as they stood at a moment, in the plan's order."""

    moment: Moment
    rows: tuple[ActionRow, ...]


async def look(screen: ComparingScreen) -> None:
    """Ask when, and show the plan as it stood then."""
    desk, slot = screen.desk, slot_of(screen, (), "as at")
    points = await aside(screen.jtai, desk, lambda: reporting_points(desk.plan))
    problem = ""
    while True:
        dialog = MomentDialog(points, slot, today=desk.today()).troubled_by(problem)
        wanted = await screen.ask(dialog)
        if wanted is None:
            return
        try:
            work = partial(_stood, desk, wanted)
            stood = await long_work(screen, "Working out how the plan stood", work)
        except Refused as error:
            problem = f"{screen.jtai.in_words(error)}."
            continue
        slot.discard()
        if stood is not None:
            title = f"AS AT {stood.moment.words}"
            await screen.ask(ReaderScreen(title, list(_blocks(stood, desk.scheme))))
        return


def _stood(desk: Desk, wanted: str, progress: Progress) -> _Stood:
    """Return the plan as it stood, read over a connection of its own. Raises PlanError, Refused."""
    latest = max(desk.today(), desk.clock().astimezone().date())
    with desk.plan.another() as own:
        moment = find_moment(own, wanted, latest=latest)
        progress(0.2)
        with plan_as_at(own, moment) as then:
            progress(0.6)
            ids = action_ids(then, Selection(), Order(SortKey.AGENCY), today=moment.day)
            return _Stood(moment, action_rows(then, ids, today=moment.day))


def _blocks(stood: _Stood, scheme: Scheme) -> Iterator[Block]:
    rows = stood.rows
    still_open, late = sum(row.open for row in rows), sum(row.overdue for row in rows)
    said = f"{counted(len(rows), 'action')}, {still_open:,} open, {late:,} overdue on that day"
    yield Paragraph(((said, TEXT), (". The plan as it stood then, not as it stands now.", MUTED)))
    for agency, some in groupby(rows, key=lambda row: row.agency):
        of_agency = tuple(some)
        yield Heading(agency or "No agency", counted(len(of_agency), "action"))
        yield TableBlock(_table(agency, of_agency, scheme))
    yield Gap()
    yield Paragraph(((f"Log {stood.moment.tip[:12]}", MUTED),))


def _table(agency: str, rows: Sequence[ActionRow], scheme: Scheme) -> Table:
    return Table(f"Actions of {agency}", _COLUMNS, tuple(_cells(row, scheme) for row in rows))


def _cells(row: ActionRow, scheme: Scheme) -> tuple[Cell, ...]:
    rating = scheme.get(row.rating)
    shown = f"{rating.letter} {rating.name}" if rating else ("Unrated" if row.open else "")
    return (
        Cell(row.reference, strong=True),
        Cell(shown, rating=rating),
        Cell(late_text(row)),
        Cell(due_text(row)),
        Cell(short_lead(row.leads)),
        Cell(row.action),
    )
