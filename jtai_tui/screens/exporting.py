"""Writing the plan, or the list that is shown, to a file for others."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import PlanError
from db.queries import action_ids, action_rows
from db.selection import Order, Selection
from db.side_files import check_not_of_plan
from jtai_tui.exchange.outgoing.export import some_actions, whole_plan
from jtai_tui.screens.committing import slot_of
from jtai_tui.screens.dialogs.confirm import ConfirmDialog
from jtai_tui.screens.dialogs.export import ExportDialog
from jtai_tui.screens.long_work import Progress, long_work
from jtai_tui.text import counted
from jtai_tui.whole_file import write_whole

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen

_PLAN = {
    "docx": "Word: the plan as it is published",
    "xlsx": "Excel: the plan as it is published, a sheet for each agency",
    "html": "A web page: the plan as it is published, to read or to print",
    "md": "Markdown: the plan as it is published",
    "csv": "CSV: a table of the actions",
    "ics": "A calendar of the due dates",
    "json": "JSON: the whole plan with its log, for jtai and other programs",
}
_LIST = {
    "xlsx": "Excel: a list with true dates and filters",
    "csv": "CSV: a list",
    "ics": "A calendar of their due dates",
}


async def export_plan(screen: WorkScreen) -> None:
    """Ask for a file, and write the plan to it."""
    desk = screen.desk

    def content(path: Path, report: Progress) -> bytes:
        ids = action_ids(desk.plan, Selection(), Order(), today=desk.today())
        rows = action_rows(desk.plan, ids, today=desk.today())
        return whole_plan(desk.plan, _ending(path), rows, now=desk.clock(), progress=report)

    offered = desk.plan.path.with_suffix(".docx")
    await _export(screen, "Export the plan", offered, _PLAN, content)


async def export_list(screen: WorkScreen, ids: Sequence[str], title: str) -> None:
    """Ask for a file, and write the actions with these ids to it, in their order."""
    desk = screen.desk
    if not ids:
        screen.tell("There is no action here to write")
        return

    def content(path: Path, report: Progress) -> bytes:
        rows = action_rows(desk.plan, ids, today=desk.today())
        return some_actions(
            desk.plan, _ending(path), rows, now=desk.clock(), title=title, progress=report
        )

    heading = f"Export {counted(len(ids), 'action')}: {title}"
    offered = desk.plan.path.with_name(f"{desk.plan.path.stem}-list.xlsx")
    await _export(screen, heading, offered, _LIST, content)


def _ending(path: Path) -> str:
    return path.suffix.removeprefix(".").casefold()


async def _export(
    screen: WorkScreen,
    heading: str,
    offered: Path,
    endings: Mapping[str, str],
    content: Callable[[Path, Progress], bytes],
) -> None:
    slot = slot_of(screen, (), heading)
    path = await screen.ask(ExportDialog(heading, offered, endings, slot))
    if path is None:
        return
    slot.discard()
    check_not_of_plan(path, screen.desk.plan.path)
    replaces = os.path.lexists(path)
    if replaces and not await screen.ask(
        ConfirmDialog(f"Replace {path.name}?", str(path), yes="Replace it")
    ):
        return
    data = await long_work(screen, f"Writing {path.name}", lambda report: content(path, report))
    if data is None:
        screen.tell("Stopped; nothing was written")
        return
    try:
        write_whole(path, data, overwrite=replaces)
    except OSError as error:
        raise PlanError(f"{path}: can't be written: {error.strerror or error}") from None
    screen.tell(f"Wrote {path.name} ({len(data):,} bytes)")
