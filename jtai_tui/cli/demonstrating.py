"""`jtai demo`: the published plan with a year of history that is made up."""

from __future__ import annotations

from pathlib import Path

from db.dates import show_date
from db.demo.making import make_demo
from db.errors import typed
from db.points import reporting_points
from db.queries import plan_counts
from db.selection import View
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.text import counted


def make_demo_plan(call: Call) -> int:
    """Make the demonstration plan, and say how to look at it."""
    path = Path(call.text("file"))
    demo = make_demo(path, anchors=call.places.tips)
    with demo.plan as plan:
        counts, points = plan_counts(plan, today=demo.ends), reporting_points(plan)
    year = f"{show_date(demo.begins)} to {show_date(demo.ends)}"
    output.say_plan_text(
        [
            f"made {path}: the published plan, and a year that is made up, {year}",
            f"{counted(counts.views[View.ALL], 'action')}, {counted(demo.steps, 'change')} by"
            f" {counted(demo.authors, 'invented author')},"
            f" {counted(len(points), 'reporting point')},"
            f" {counted(counts.conflicts, 'conflict')} to decide",
            f"look at it as its year ends, with: {typed('open', path, '--today', demo.ends)}",
        ]
    )
    return 0
