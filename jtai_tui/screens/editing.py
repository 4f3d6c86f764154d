"""Editing an action: in the form, or in the editor of the user's choice; and saving what came."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from db.cells import shown_cell, typed_cells
from db.changes import Outcome, edit
from db.errors import PlanError
from db.history import action_detail
from db.queries import agency_ids, agency_names
from db.rows import ActionRow
from jtai_tui.action_text import from_text, to_text
from jtai_tui.screens.committing import signed
from jtai_tui.widgets.edited_action import LABELS, EditedAction

if TYPE_CHECKING:
    from jtai_tui.screens.edit import Edited
    from jtai_tui.screens.work import WorkScreen

_OUTSIDE = ("finding", "action", "leads", "timescale", "forecast", "update")


async def open_form(screen: WorkScreen, row: ActionRow | None, problem: str = "") -> None:
    """Show the form until what stands in it is saved, or somebody leaves it."""
    from jtai_tui.screens.edit import EditScreen  # noqa: PLC0415  only when asked

    if row is None:
        screen.tell("There is no action here")
        return
    desk = screen.desk
    while True:
        detail = action_detail(desk.plan, row.id, today=desk.today())
        edited = await screen.ask(
            EditScreen(
                detail.row,
                agency_names(desk.plan),
                desk.drafts,
                plan_date=desk.facts.updated,
                today=desk.today(),
                evidence=len(detail.evidence),
                problem=problem,
            )
        )
        if edited is None:
            screen.changed(())
            if desk.drafts.get(row.id):
                screen.tell(f"The draft of action {row.reference} is kept; e goes on with it")
            return
        problem = await _save(screen, detail.row, edited)
        if not problem:
            return


async def _save(screen: WorkScreen, row: ActionRow, edited: Edited) -> str:
    """Save all changed fields at once; return why it was refused, or nothing."""
    if not await signed(screen):
        return "Nothing was saved: a change needs a name"
    desk = screen.desk
    names = agency_ids(desk.plan)
    try:
        wanted: dict[str, str | None] = {}
        seen: dict[str, str | None] = {}
        for field, (before, after) in edited.changes.items():
            wanted |= _cells(field, after, names, screen)
            seen |= _cells(field, before, names, screen)
        outcome = edit(
            desk.plan,
            row.id,
            wanted,
            by=desk.by(),
            today=desk.today(),
            reason=edited.reason,
            update=edited.update,
            seen=seen,
        )
    except PlanError as error:
        return str(error)
    stale = {each.field for each in outcome.stale}
    desk.drafts.discard(row.id, [name for name in LABELS if name not in stale])
    if outcome.stale:
        await _settle(screen, row, outcome)
    screen.changed([row.id])
    screen.tell(f"Saved action {row.reference}" if outcome.batch else "Nothing had changed")
    return ""


def _cells(
    field: str, text: str, names: dict[str, str], screen: WorkScreen
) -> dict[str, str | None]:
    if field == "agency":
        return {"agency": text}
    return typed_cells(field, text, names, screen.desk.facts.updated)


async def _settle(screen: WorkScreen, row: ActionRow, outcome: Outcome) -> None:
    """Ask whose text stays where somebody else was quicker, and save what was chosen."""
    from jtai_tui.screens.dialogs.stale import Conflict, StaleDialog  # noqa: PLC0415

    desk = screen.desk
    agencies = agency_names(desk.plan)

    def shown(field: str, cell: str | None) -> str:
        return shown_cell(field, cell, agencies)

    chosen = await screen.ask(
        StaleDialog(
            f"Action {row.reference}",
            [
                Conflict(
                    field=each.field,
                    label=LABELS.get(each.field, each.field.replace("_", " ").capitalize()),
                    base=shown(each.field, each.seen),
                    theirs=shown(each.field, each.now),
                    mine=shown(each.field, each.wanted),
                    author=each.author,
                    at=each.at,
                )
                for each in outcome.stale
            ],
        )
    )
    if chosen is None:
        return
    desk.drafts.discard(row.id, chosen)
    theirs = {each.field: shown(each.field, each.now) for each in outcome.stale}
    names = agency_ids(desk.plan)
    try:
        wanted: dict[str, str | None] = {}
        for field, text in chosen.items():
            if text != theirs[field]:
                wanted |= typed_cells(field, text, names, desk.facts.updated)
        if wanted:
            why = "chosen over another's change"
            edit(desk.plan, row.id, wanted, by=desk.by(), today=desk.today(), reason=why)
    except PlanError as error:
        screen.tell(str(error))


async def edit_outside(screen: WorkScreen, row: ActionRow | None) -> None:
    """Write the action's text in $EDITOR; what comes back stands in the form, to be saved."""
    from jtai_tui.outside_editor import EditorError  # noqa: PLC0415  only when asked
    from jtai_tui.outside_editor import edit_outside as run_outside  # noqa: PLC0415

    if row is None:
        screen.tell("There is no action here")
        return
    desk = screen.desk
    now = EditedAction(
        row, desk.drafts.get(row.id), plan_date=desk.facts.updated, today=desk.today()
    )
    fields = {LABELS[name]: now.text[name] for name in _OUTSIDE}
    try:
        text = run_outside(
            screen.app, to_text(f"Action {row.reference}, {row.agency}.", fields), os.environ
        )
        written = from_text(text, tuple(fields))
    except (EditorError, ValueError) as error:
        screen.tell(str(error))
        return
    for name in _OUTSIDE:
        typed = written.get(LABELS[name], now.text[name])
        desk.drafts.put(row.id, name, now.base[name], typed)
    if desk.drafts.get(row.id):
        await open_form(screen, row)
    else:
        screen.tell("Nothing was changed")
