"""`jtai list`: the plan's actions, for people and for programs."""

from __future__ import annotations

from db.dates import show_date
from db.endings import ENDINGS
from db.file import Plan
from db.history import plan_due_dates
from db.leads import short_lead
from db.queries import plan_scheme
from db.rating import Rating, Scheme
from db.rows import ActionRow
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.plans import open_to_read
from jtai_tui.cli.selecting import Chosen, chosen_actions
from jtai_tui.cli.tables import Cell, Column, print_table
from jtai_tui.exchange.action_record import action_records
from jtai_tui.exchange.csv_table import actions_csv

_COLUMNS = (
    Column("Ref", 12),
    Column("Rating", 28, least=9),
    Column("Late", 6, right=True),
    Column("Action", 0),
    Column("Lead", 24, least=6),
    Column("Due", 16, least=11),
)
_COLOURS = {
    "grey": "bright_black", "red": "red", "orange": "dark_orange", "amber": "yellow",
    "yellow": "bright_yellow", "green": "green", "teal": "cyan", "blue": "blue",
    "violet": "magenta", "pink": "bright_magenta", "brown": "orange4",
}  # fmt: skip


def list_actions(call: Call) -> int:
    """List the plan's actions, as asked for."""
    with open_to_read(call) as plan:
        found = chosen_actions(plan, call)
        if call.flag("conflicts"):
            from jtai_tui.cli.merging import list_conflicts  # noqa: PLC0415  most plans have none

            everything = len(found.rows) == found.of
            return list_conflicts(call, plan, None if everything else {e.id for e in found.rows})
        chosen = call.text("format")
        if chosen == "json":
            output.write_json(action_records(found.rows, plan_due_dates(plan)))
        elif chosen == "csv":
            output.write_csv(actions_csv(found.rows, plan_due_dates(plan)))
        else:
            _print(plan, found, named=bool(call.text("file")))
    return 0


def _print(plan: Plan, found: Chosen, *, named: bool) -> None:
    where = "" if named else f" in {plan.path}"
    if not found.rows:
        output.tell(f"none of the {found.of} actions{where} is like that")
        return
    scheme = plan_scheme(plan)
    print_table(_COLUMNS, [_line(row, scheme) for row in found.rows], wrap=False)
    number = len(found.rows)
    of = "" if number == found.of else f" of {found.of}"
    noun = "action" if number == found.of == 1 else "actions"
    output.say_plan_text(["", f"{number}{of} {noun}{where}"])


def _line(row: ActionRow, scheme: Scheme) -> list[Cell]:
    quiet = "" if row.open else "dim"
    return [
        Cell(row.reference, quiet),
        rating_cell(row, scheme),
        Cell(late_text(row), "bold red" if row.overdue else "dim"),
        Cell(row.action, quiet),
        Cell(short_lead(row.leads), quiet),
        Cell(row.timescale if row.due is None else show_date(row.due), quiet),
    ]


def rating_cell(row: ActionRow, scheme: Scheme) -> Cell:
    """Return an action's rating with letter and name.

    `R? Significant risk` is what only the dates suggest, `G→R? On track` a challenged one.
    """
    recorded, suggested = scheme.get(row.rating), scheme.get(row.suggested_rating)
    if row.closed is not None:
        return Cell(ENDINGS.get(row.closed, row.closed).capitalize(), "dim")
    if recorded is None:
        if suggested is None:
            return Cell("Unrated", "dim")
        words = f"{suggested.letter}? {suggested.name}"
        return Cell(words, f"dim {_colour(suggested)}".strip())
    doubt = f"→{suggested.letter}?" if row.challenged and suggested else ""
    return Cell(f"{recorded.letter}{doubt} {recorded.name}", _colour(recorded))


def _colour(rating: Rating) -> str:
    return rating.colour if rating.colour.startswith("#") else _COLOURS.get(rating.colour, "")


def late_text(row: ActionRow) -> str:
    """Return the days overdue, the days left as `in 5`, nothing for a closed action."""
    if not row.open or row.days_overdue is None:
        return ""
    if row.days_overdue == 0:
        return "today"
    return str(row.days_overdue) if row.days_overdue > 0 else f"in {-row.days_overdue}"
