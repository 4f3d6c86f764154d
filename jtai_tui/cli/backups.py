"""`jtai backup` and `jtai restore`: the rolling copies of a plan, and going back to one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from db.backups import Backup, take_backup
from db.dates import show_apart, show_moment, stamp, utc_now
from db.errors import PlanError, Refused, typed
from db.restoring import Since, backups_at, restore, since_backup
from db.signature import Signature
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.plans import open_to_read
from jtai_tui.cli.progress import shown_progress
from jtai_tui.cli.records import write_records
from jtai_tui.cli.tables import Cell, Column, print_table

_COLUMNS = (
    Column("No", 4, right=True),
    Column("Taken", 21),
    Column("Size", 9, right=True),
    Column("Tip", 12),
    Column("Written into the plan since", 0),
)
_KEYS = ("number", "taken", "bytes", "tip", "rows_since", "file")


def back_up(call: Call) -> int:
    """Take a backup now, or say which one holds the plan as it is."""
    started = utc_now()
    with open_to_read(call) as plan, shown_progress(f"backing {plan.path.name} up") as progress:
        backup = take_backup(plan, call.places.backups, now=started, sure=True, progress=progress)
    known = "" if backup.at == started else " (it holds the plan as it is)"
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
    numbers = [str(place) for place in range(1, len(backups) + 1)]
    if number not in numbers:
        raise Refused(f"there is no backup {number}; see: {_restore_command(path)}")
    backup, moment = backups[numbers.index(number)], _moments(backups)[numbers.index(number)]
    with shown_progress(f"restoring {path.name}") as progress:
        done = restore(
            path,
            backup,
            by=by,
            folder=places.backups,
            anchors=places.tips,
            progress=progress,
        )
    kept = [] if done.kept is None else [f"what lay there is kept: {done.kept}"]
    output.say_plan_text([f"{path} is the backup of {moment} again", *kept])
    return 0


def _list(call: Call, path: Path, backups: Sequence[Backup]) -> None:
    listed = _with_since(call, path, backups)
    if write_records(call, _KEYS, [_record(*each) for each in listed]):
        return
    moments = _moments(backups)
    lines = [_line(*each, moment) for each, moment in zip(listed, moments, strict=True)]
    print_table(_COLUMNS, lines, wrap=True)
    output.say_plan_text(["", f"to go back to one: {_restore_command(path)} NUMBER"])


Listed = tuple[int, Backup, Since | None]
"""A backup with its number, and what came after it; None where the plan can't be read now."""


def _with_since(call: Call, path: Path, backups: Sequence[Backup]) -> list[Listed]:
    try:
        with open_to_read(call, path) as plan:
            since: list[Since | None] = [since_backup(plan, each) for each in backups]
    except PlanError as error:
        output.warn(str(error))
        since = [None] * len(backups)
    return list(zip(range(1, len(backups) + 1), backups, since, strict=True))


def _moments(backups: Sequence[Backup]) -> tuple[str, ...]:
    return show_apart(backup.at for backup in backups)


def _restore_command(path: Path) -> str:
    return typed("restore", path)


def _line(number: int, backup: Backup, since: Since | None, moment: str) -> list[Cell]:
    return [
        Cell(str(number)),
        Cell(moment),
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
