"""The commands that check a plan and hand it on: verify, ship, export."""

from __future__ import annotations

from pathlib import Path

from db.anchor import remember
from db.dates import show_date
from db.examine import Check, Report
from db.header import read_header
from db.plain_text import is_blank
from db.ship import ship
from db.store import open_plan
from db.verify import verify
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.plans import open_to_change, plan_path
from jtai_tui.cli.progress import shown_progress
from jtai_tui.exchange.csv_table import Cell, csv_text
from jtai_tui.shipped import shipped_lines


def verify_plan(call: Call) -> int:
    """Check a plan file; 0 where every check held, else 1."""
    path = plan_path(call)
    if not path.is_file():
        read_header(path)
    full = call.flag("full")
    with shown_progress(f"checking {path.name}") as progress:
        report = verify(path, anchors=call.places.tips, full=full, progress=progress)
        if call.flag("accept") and report.missed_alone:
            with open_plan(
                path, anchors=call.places.tips, read_only=True, progress=progress
            ) as plan:
                remember(plan, made=True)
            report = verify(path, anchors=call.places.tips, full=full, progress=progress)
    chosen = call.text("format")
    if chosen == "json":
        output.write_json(_report_record(path, report))
    elif chosen == "csv":
        output.write_csv(
            csv_text(("check", "number", "since_row", "sound", "faults"), map(_row, report.checks))
        )
    else:
        lines = [] if call.text("file") else [f"{path}"]
        lines += [check.line for check in report.checks]
        lines += [f"note: {note}" for note in report.notes]
        lines += [f"log tip {report.tip}"] if report.tip else []
        output.say_plan_text([*lines, report.verdict])
    return 0 if report.sound else 1


def _row(check: Check) -> tuple[Cell, ...]:
    return check.name, check.number, check.after, check.sound, "; ".join(check.faults)


def _report_record(path: Path, report: Report) -> dict[str, object]:
    return {
        "file": str(path),
        "sound": report.sound,
        "checked": not report.unchecked,
        "tip": report.tip or None,
        "checks": [
            {
                "name": check.name,
                "number": check.number,
                "since_row": check.after,
                "sound": check.sound,
                "faults": list(check.faults),
            }
            for check in report.checks
        ],
        "notes": list(report.notes),
    }


def ship_plan(call: Call) -> int:
    """Write a copy to send, and print what to say about it."""
    out = Path(call.text("out"))
    if call.arguments.to is not None and is_blank(call.text("to")):
        raise UsageError("--to needs a name", "ship")
    to, back_by = call.text("to") or out.name, call.arguments.back_by
    plan, by = open_to_change(call)
    with plan, shown_progress(f"making {out.name}") as progress:
        shipped = ship(
            plan,
            out,
            to=to,
            by=by,
            back_by=back_by,
            overwrite=call.flag("force"),
            progress=progress,
        )
    if back_by is not None and back_by < call.day:
        output.warn(f"{show_date(back_by)} has passed already: the copy is overdue from the start")
    output.say_plan_text(shipped_lines(shipped, to=to, today=call.day, back_by=back_by))
    return 0
