"""Editing an action: in the form, or in the editor of the user's choice; and saving what came."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.cells import shown_cell, typed_cells
from db.changes import Outcome, ReasonNeeded, edit
from db.errors import PlanError
from db.history import action_detail
from db.queries import agency_ids, agency_names
from db.rows import ActionRow
from db.state import Stale
from jtai_tui.action_text import from_text, to_text
from jtai_tui.screens.committing import signed
from jtai_tui.screens.watching import what_stands_against_a_change
from jtai_tui.widgets.edited_action import LABELS, EditedAction

if TYPE_CHECKING:
    from jtai_tui.screens.dialogs.stale import StaleDialog
    from jtai_tui.screens.edit import Edited
    from jtai_tui.screens.work import WorkScreen

_OUTSIDE = ("finding", "action", "leads", "timescale", "forecast", "update")


async def open_form(screen: WorkScreen, row: ActionRow | None) -> None:
    """Show the form until what stands in it is saved, or somebody leaves it."""
    from jtai_tui.screens.edit import EditScreen  # noqa: PLC0415  only when asked

    if row is None:
        screen.tell("There is no action here")
        return
    desk, problem = screen.desk, ""
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
            if _has_draft(screen, row):
                screen.tell(f"The draft of action {row.reference} is kept; e goes on with it")
            return
        if not await signed(screen):
            problem = "Nothing was saved: a change needs a name"
            continue
        try:
            problem = what_stands_against_a_change(screen.jtai, desk)
            if problem:
                continue
            outcome = _save(screen, row, edited)
        except PlanError as error:
            problem = screen.jtai.in_words(error)
            continue
        await _settle(screen, row, outcome, edited.reason)
        return


def _has_draft(screen: WorkScreen, row: ActionRow) -> bool:
    return any(name in LABELS for name in screen.desk.drafts.get(row.id))


def _save(screen: WorkScreen, row: ActionRow, edited: Edited) -> Outcome:
    """Save all changed fields at once, and forget their drafts. Raises PlanError."""
    desk = screen.desk
    names = agency_ids(desk.plan)
    # A new timescale may move the due date, too, which was before the person as well.
    seen: dict[str, str | None] = {"due": edited.due.isoformat() if edited.due else None}
    wanted: dict[str, str | None] = {}
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
    desk.note()
    stale = {each.field for each in outcome.stale}
    desk.drafts.discard(row.id, [name for name in LABELS if name not in stale])
    return outcome


def _cells(
    field: str, text: str, names: dict[str, str], screen: WorkScreen
) -> dict[str, str | None]:
    if field == "agency":
        return {"agency": text}
    return typed_cells(field, text, names, screen.desk.facts.updated)


async def _settle(screen: WorkScreen, row: ActionRow, outcome: Outcome, reason: str) -> None:
    """Ask whose text stays where somebody else was quicker, save what was chosen, and say so."""
    desk = screen.desk
    said = f"Saved action {row.reference}" if outcome.batch else "Nothing had changed"
    while stale := outcome.stale:
        screen.changed([row.id])
        chosen = await screen.ask(_stale_dialog(screen, stale))
        if chosen is None:
            said = f"{stale[0].author}'s text stays in the plan"
            if _has_draft(screen, row):
                said += "; yours is kept as a draft, e goes on with it"
            break
        names = agency_ids(desk.plan)
        wanted: dict[str, str | None] = {}
        for each in stale:
            if chosen[each.field] != _shown(screen, each.field, each.now):
                wanted |= typed_cells(each.field, chosen[each.field], names, desk.facts.updated)
        try:
            outcome = edit(
                desk.plan,
                row.id,
                wanted,
                by=desk.by(),
                today=desk.today(),
                reason=reason,
                seen={each.field: each.now for each in stale},
            )
        except ReasonNeeded as error:
            reason = await _ask_reason(screen, row, str(error))
            if not reason:
                said = "Nothing more was saved: a revised due date needs a reason"
                break
            continue
        desk.note()
        left = {each.field for each in outcome.stale}
        desk.drafts.discard(row.id, [name for name in chosen if name not in left])
        said = f"Saved action {row.reference}" if wanted else "The plan stays as it was changed"
    screen.tell(said)
    screen.changed([row.id])


async def _ask_reason(screen: WorkScreen, row: ActionRow, question: str) -> str:
    from jtai_tui.screens.dialogs.reason import ReasonLine  # noqa: PLC0415  only when asked

    title = f"Revise the due date of action {row.reference}"
    return await screen.ask(ReasonLine(title, question, required=True)) or ""


def _shown(screen: WorkScreen, field: str, cell: str | None) -> str:
    return shown_cell(field, cell, agency_names(screen.desk.plan))


def _stale_dialog(screen: WorkScreen, stale: Sequence[Stale]) -> StaleDialog:
    from jtai_tui.screens.dialogs.stale import (  # noqa: PLC0415  only when asked
        Conflict,
        StaleDialog,
    )

    return StaleDialog(
        f"Action {stale[0].reference}",
        [
            Conflict(
                field=each.field,
                label=LABELS.get(each.field, each.field.replace("_", " ").capitalize()),
                base=_shown(screen, each.field, each.seen),
                theirs=_shown(screen, each.field, each.now),
                mine=_shown(screen, each.field, each.wanted),
                author=each.author,
                at=each.at,
            )
            for each in stale
        ],
    )


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
    title = f"Action {row.reference}, {row.agency}."
    try:
        text = run_outside(screen.app, to_text(title, fields), os.environ)
    except EditorError as error:
        screen.tell(str(error))
        return
    written = from_text(text, tuple(fields))
    for name in _OUTSIDE:
        typed = written.get(LABELS[name], now.text[name])
        desk.drafts.put(row.id, name, now.base[name], typed)
    if _has_draft(screen, row):
        await open_form(screen, row)
    else:
        screen.tell("Nothing was changed")
