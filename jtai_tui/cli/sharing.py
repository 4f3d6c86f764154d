"""The commands that check a plan and hand it on: verify, ship, export."""

from __future__ import annotations

from pathlib import Path

from db.anchor import remember
from db.dates import show_date
from db.errors import PlanError
from db.examine import Check, Report
from db.file import Plan
from db.header import read_header
from db.history import plan_due_dates
from db.plain_text import is_blank
from db.queries import action_ids, action_rows
from db.selection import Order, Selection
from db.ship import ship
from db.side_files import check_not_of_plan
from db.snapshot import plan_document
from db.store import open_plan
from db.verify import verify
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.plans import open_to_change, open_to_read, plan_path
from jtai_tui.cli.progress import shown_progress
from jtai_tui.exchange.csv_table import Cell, csv_text, plan_csv
from jtai_tui.exchange.plan_json import plan_bytes
from jtai_tui.shipped import shipped_lines
from jtai_tui.whole_file import write_whole


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


def export_plan(call: Call) -> int:
    """Write the plan as JSON or CSV, to a file or to standard output."""
    out = call.text("out")
    chosen = _format(call, out)
    with open_to_read(call) as plan:
        if out == "-":
            if chosen == "csv":
                output.write_csv(_table(plan, call))
            else:
                output.write_data(_json(plan).decode())
            return 0
        # The mark before UTF-8 is what tells Excel that it is.
        data = _table(plan, call).encode("utf-8-sig") if chosen == "csv" else _json(plan)
        path = Path(out)
        check_not_of_plan(path, plan.path)
        try:
            write_whole(path, data, overwrite=call.flag("force"))
        except FileExistsError:
            raise PlanError(f"{path}: there is a file already; add --force to replace it") from None
        except OSError as error:
            raise PlanError(f"{path}: can't be written: {error.strerror or error}") from None
    output.say_plan_text([f"wrote {path} ({len(data):,} bytes)"])
    return 0


def _format(call: Call, out: str) -> str:
    chosen = call.text("format") or Path(out).suffix.removeprefix(".").casefold()
    if out == "-":
        return chosen or "json"
    if chosen not in ("json", "csv"):
        raise UsageError(f"{out!r} ends neither in .json nor in .csv; or give --format", "export")
    return chosen


def _json(plan: Plan) -> bytes:
    return plan_bytes(plan_document(plan))


def _table(plan: Plan, call: Call) -> str:
    ids = action_ids(plan, Selection(), Order(), today=call.day)
    rows = action_rows(plan, ids, today=call.day)
    return plan_csv(rows, plan_due_dates(plan), plan_document(plan))
