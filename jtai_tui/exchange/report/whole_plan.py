"""The appendix of a report: every action, whole."""

from __future__ import annotations

from db.dates import show_date
from jtai_tui.exchange.outgoing.published import tidy_text
from jtai_tui.exchange.report.cells import (
    action_cell,
    agency_cell,
    count,
    direction_cell,
    due_cell,
    lead_cell,
    rating_cell,
    reference_cell,
    update_cell,
)
from jtai_tui.exchange.report.page import Block, Cell, Column, Prose, Table
from jtai_tui.exchange.report.told import Told


def whole_plan(told: Told) -> tuple[Block, ...]:
    """Return every action that is reported on, agency by agency in the plan's order."""
    actions = told.board.actions
    if not actions:
        return (Prose("There are no actions to report on."),)
    order = {one: place for place, one in enumerate(told.board.agencies)}
    held = told.board.travel is not None
    rows = tuple(
        (
            reference_cell(each),
            agency_cell(each),
            Cell(tidy_text(each.row.finding)),
            action_cell(each),
            lead_cell(each),
            due_cell(each),
            rating_cell(told.scheme, each),
            *((direction_cell(told.scheme, each),) if held else ()),
            update_cell(each, told.today, whole=True),
        )
        for each in sorted(actions, key=lambda one: order.get(one.row.agency_id, len(order)))
    )
    columns = (
        Column("Ref", 0.04),
        Column("Agency", 0.11),
        Column("Finding", 0.16),
        Column("Action", 0.16),
        Column("Lead", 0.09),
        Column("Due", 0.09),
        Column("Rating", 0.08),
        *((Column("Direction", 0.07),) if held else ()),
        Column("Latest progress", 0.2 if held else 0.27),
    )
    caption = f"Every action, as on {show_date(told.today)}: {count(len(actions), 'action')}"
    return (Table(caption, columns, rows),)
