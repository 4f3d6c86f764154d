"""`jtai list`: the plan's actions, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from db.dates import show_date
from db.direction import Direction, direction_words
from db.endings import ENDINGS
from db.history import plan_due_dates
from db.leads import short_lead
from db.queries import plan_scheme
from db.rating import Rating, Scheme
from db.rows import ActionRow
from db.slipping import Slipping, slipping
from db.travel import Travel
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.moments import AsAsked, open_as_asked
from jtai_tui.cli.selecting import Chosen, chosen_actions
from jtai_tui.cli.tables import Cell, Column, print_table, table_width
from jtai_tui.exchange.action_record import action_records, as_at_record
from jtai_tui.exchange.csv_table import actions_csv

_COLUMNS = (
    Column("Ref", 12),
    Column("Rating", 28, least=9),
    Column("Late", 6, right=True),
    Column("Action", 0),
    Column("Lead", 24, least=6),
    Column("Due", 16, least=11),
)
_REVISED = Column("Revised", 18, least=7)
_WITH_WORDS = 100
"""From this width on the direction of travel has its word beside the arrow."""

_COLOURS = {
    "grey": "bright_black", "red": "red", "orange": "dark_orange", "amber": "yellow",
    "yellow": "bright_yellow", "green": "green", "teal": "cyan", "blue": "blue",
    "violet": "magenta", "pink": "bright_magenta", "brown": "orange4",
}  # fmt: skip


def list_actions(call: Call) -> int:
    """List the plan's actions, as asked for."""
    with open_as_asked(call) as asked:
        call, plan = asked.call, asked.plan
        found = chosen_actions(plan, call)
        if call.flag("conflicts"):
            from jtai_tui.cli.merging import list_conflicts  # noqa: PLC0415  most plans have none

            if asked.moment is not None:
                raise UsageError("conflicts are listed as they wait now, without --as-at", "list")
            everything = len(found.rows) == found.of
            return list_conflicts(call, plan, None if everything else {e.id for e in found.rows})
        chosen, travel = call.text("format"), asked.travel(call.text("since"))
        if chosen == "json":
            records = action_records(found.rows, plan_due_dates(plan), travel)
            then = {} if asked.moment is None else as_at_record(asked.moment)
            output.write_json([record | then for record in records])
        elif chosen == "csv":
            day = None if asked.moment is None else asked.moment.day
            dates = plan_due_dates(plan)
            output.write_csv(actions_csv(found.rows, dates, travel=travel, as_at=day))
        else:
            _print(asked, travel, found)
    return 0


def _print(asked: AsAsked, travel: Travel | None, found: Chosen) -> None:
    plan, call = asked.plan, asked.call
    where = "" if call.text("file") else f" in {plan.path}"
    if asked.words:
        output.say_plan_text([asked.words, ""])
    if not found.rows:
        output.tell(f"none of the {found.of} actions{where} is like that")
        return
    scheme = plan_scheme(plan)
    dates = plan_due_dates(plan) if call.flag("revisions") else None
    columns = list(_COLUMNS)
    lines = [_line(row, scheme) for row in found.rows]
    if dates is not None:
        columns.append(_REVISED)
        for row, line in zip(found.rows, lines, strict=True):
            agreed, revisions = dates.get(row.id, (None, ()))
            line.append(Cell(_revised(slipping(agreed, revisions, row.due)), "dim"))
    if travel is not None:
        heading, size = ("Direction", 9) if table_width() >= _WITH_WORDS else ("↕", 1)
        columns.insert(2, Column(heading, size))
        for row, line in zip(found.rows, lines, strict=True):
            direction = travel.of(row)
            words = direction_words(direction)
            line.insert(2, Cell(words if size > 1 else words[:1], direction_style(direction)))
    print_table(columns, lines, wrap=False)
    number = len(found.rows)
    of = "" if number == found.of else f" of {found.of}"
    noun = "action" if number == found.of == 1 else "actions"
    said = f"{number}{of} {noun}{where}"
    if travel is not None:
        said += f"; direction since {travel.moment.words}: {_sums(travel, found.rows)}"
    output.say_plan_text(["", said])


def _sums(travel: Travel, rows: Sequence[ActionRow]) -> str:
    """Return `2 better, 1 worse, 30 without a comparison`."""
    counts = Counter(travel.of(row) for row in rows)
    told = [f"{counts[each]} {each}" for each in Direction if counts[each]]
    if counts[None]:
        told.append(f"{counts[None]} without a comparison")
    return ", ".join(told)


def _revised(slipped: Slipping) -> str:
    """Return `2×, +122 days`, "" for a date that was never moved."""
    if not slipped.times:
        return ""
    if slipped.days is None:
        return f"{slipped.times}×, no date"
    sign = "−" if slipped.days < 0 else "+" if slipped.days else ""
    unit = "day" if abs(slipped.days) == 1 else "days"
    return f"{slipped.times}×, {sign}{abs(slipped.days)} {unit}"


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


def direction_style(direction: Direction | None) -> str:
    """Return how a direction of travel is set."""
    return "bold" if direction in (Direction.BETTER, Direction.WORSE) else "dim"


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
