"""`jtai backup` and `jtai restore`: the rolling copies of a plan, and going back to one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from db.backups import Backup, take_backup
from db.dates import show_moment, stamp, utc_now
from db.errors import PlanError, Refused
from db.file import Plan
from db.restoring import Since, backups_at, restore, since_backup
from db.signature import Signature
from db.store import open_plan
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.plans import open_to_read
from jtai_tui.cli.tables import Cell, Column, print_table
from jtai_tui.exchange.csv_table import csv_text

_COLUMNS = (
    Column("No", 4, right=True),
    Column("Taken", 18),
    Column("Size", 9, right=True),
    Column("Tip", 12),
    Column("Written into the plan since", 0),
)
_KEYS = ("number", "taken", "bytes", "tip", "rows_since", "file")


def back_up(call: Call) -> int:
    """Take a backup now, or say which one holds the plan as it is."""
    started = utc_now()
    with open_to_read(call) as plan:
        backup = take_backup(plan, call.places.backups, now=started, sure=True)
    known = "" if backup.at >= started else " (the plan has not changed since)"
    output.say_plan_text(
        [f"backup of {show_moment(backup.at)}{known}, {backup.size:,} bytes", f"{backup.path}"]
    )
    return 0


def restore_plan(call: Call) -> int:
    """List the backups of a plan, or put one of them in its place."""
    path, places = Path(call.text("file")), call.places
    number = call.text("number")
    by = Signature(call.known_author()) if number else None
    backups = backups_at(path, folder=places.backups, anchors=places.tips)
    if not backups:
        raise Refused(f"{path}: there is no backup of this plan on this machine")
    if by is None:
        _list(call, path, backups)
        return 0
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= len(backups)):
        raise Refused(f"there is no backup {number}; see: jtai restore {path}")
    backup = backups[int(number) - 1]
    done = restore(path, backup, by=by, folder=places.backups, anchors=places.tips)
    kept = [] if done.kept is None else [f"what lay there is kept: {done.kept}"]
    output.say_plan_text([f"{path} is the backup of {show_moment(backup.at)} again", *kept])
    return 0


def _list(call: Call, path: Path, backups: Sequence[Backup]) -> None:
    listed = list(_with_since(path, backups))
    chosen = call.text("format")
    if chosen == "table":
        print_table(_COLUMNS, [_line(*each) for each in listed], wrap=True)
        output.say_plan_text(["", f"to go back to one: jtai restore {path} NUMBER"])
        return
    records = [_record(*each) for each in listed]
    if chosen == "json":
        output.write_json(records)
    else:
        rows = [[record[key] for key in _KEYS] for record in records]
        output.write_data(csv_text(_KEYS, rows))


Listed = tuple[int, Backup, Since | None]
"""A backup with its number, and what came after it; None where the plan can't be read now."""


def _with_since(path: Path, backups: Sequence[Backup]) -> Iterator[Listed]:
    plan: Plan | None = None
    try:
        plan = open_plan(path, read_only=True)
    except PlanError as error:
        output.warn(str(error))
    for number, backup in enumerate(backups, 1):
        yield number, backup, None if plan is None else since_backup(plan, backup)
    if plan is not None:
        plan.let_go()


def _line(number: int, backup: Backup, since: Since | None) -> list[Cell]:
    return [
        Cell(str(number)),
        Cell(show_moment(backup.at)),
        Cell(f"{backup.size / 1024:,.0f} KB"),
        Cell(backup.tip[:12], "dim"),
        Cell("the plan can't be read now" if since is None else since.words),
    ]


def _record(number: int, backup: Backup, since: Since | None) -> dict[str, str | int | None]:
    return {
        "number": number,
        "taken": stamp(backup.at),
        "bytes": backup.size,
        "tip": backup.tip,
        "rows_since": None if since is None else since.rows,
        "file": str(backup.path),
    }
