"""`jtai point`: marking the day on which a board saw the plan, and listing those days."""

from __future__ import annotations

from datetime import date

from db.dates import show_date, show_moment, stamp
from db.points import ReportingPoint, log_begins, mark_point, reporting_points
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.plans import open_to_change, open_to_read
from jtai_tui.cli.records import write_records
from jtai_tui.cli.tables import Cell, Column, print_table

POINT_KEYS = ("name", "day", "tip", "by", "at", "id")
_COLUMNS = (
    Column("Day", 11),
    Column("Point", 0),
    Column("Log tip", 12),
    Column("By", 24, least=6),
    Column("Marked", 17),
)
_SHOWN_TIP = 12


def mark_or_list_points(call: Call) -> int:
    """Mark a reporting point, or list those that there are."""
    if call.arguments.name is None:
        if call.arguments.date is not None:
            raise UsageError("--date needs the NAME of the point that is to be marked", "point")
        return _list(call)
    asked: date | None = call.arguments.date
    day = call.day if asked is None else asked
    plan, by = open_to_change(call)
    with plan:
        as_at = day if day < call.day else None
        marked = mark_point(plan, call.text("name"), by=by, day=day, as_at=as_at)
        found, begins = reporting_points(plan), log_begins(plan)
    (point,) = (each for each in found if each.id == marked.created)
    if not write_records(call, POINT_KEYS, [_record(point)]):
        stands = "as it stands" if as_at is None else _stood(as_at, begins)
        output.say_plan_text(
            [f"Reporting point {point.words}: the plan {stands} (log tip {point.tip[:_SHOWN_TIP]})"]
        )
    return 0


def _stood(day: date, begins: date) -> str:
    if day < begins:
        return f"as it was loaded, for its log begins on {show_date(begins)}"
    return f"as it stood on {show_date(day)}"


def _list(call: Call) -> int:
    with open_to_read(call) as plan:
        points = reporting_points(plan)
    if write_records(call, POINT_KEYS, [_record(each) for each in points]):
        return 0
    if points:
        print_table(_COLUMNS, [_line(each) for each in points], wrap=True)
    else:
        output.tell("no reporting point is marked yet")
    return 0


def _record(point: ReportingPoint) -> dict[str, str | int | None]:
    """Return a point with the keys of `POINT_KEYS`; its time is UTC."""
    return {
        "name": point.name,
        "day": point.day.isoformat(),
        "tip": point.tip,
        "by": point.author,
        "at": stamp(point.at),
        "id": point.id,
    }


def _line(point: ReportingPoint) -> list[Cell]:
    return [
        Cell(show_date(point.day)),
        Cell(point.name, "bold"),
        Cell(point.tip[:_SHOWN_TIP], "dim"),
        Cell(point.author),
        Cell(show_moment(point.at), "dim"),
    ]
