"""Editing an action: in the form, or in the editor of the user's choice; and saving what came."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from db.cells import shown_cell, typed_cells
from db.changes import Outcome, ReasonNeeded, edit
from db.errors import PlanError
from db.history import action_detail
from db.queries import agency_ids, agency_names
from db.rows import ActionRow
from db.state import Stale
from jtai_tui.action_text import from_text, to_text
from jtai_tui.screens.aside import patiently
from jtai_tui.screens.committing import save, signed
from jtai_tui.screens.quarrel import ask_whose
from jtai_tui.widgets.edited_action import LABELS, EditedAction

if TYPE_CHECKING:
    from jtai_tui.desk import Desk
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
            outcome = await save(screen, partial(_edit, desk, row, edited))
        except PlanError as error:
            problem = screen.jtai.in_words(error)
            continue
        _forget(desk, row, outcome, LABELS)
        await _settle(screen, row, outcome, edited.reason)
        return


def _has_draft(screen: WorkScreen, row: ActionRow) -> bool:
    return any(name in LABELS for name in screen.desk.drafts.get(row.id))


def _edit(desk: Desk, row: ActionRow, edited: Edited) -> Outcome:
    """Change all fields at once. Raises PlanError."""
    names = patiently(lambda: agency_ids(desk.plan))
    # A new timescale may move the due date, too, which was before the person as well.
    seen: dict[str, str | None] = {"due": edited.due.isoformat() if edited.due else None}
    wanted: dict[str, str | None] = {}
    for field, (before, after) in edited.changes.items():
        wanted |= _cells(field, after, names, desk)
        seen |= _cells(field, before, names, desk)
    return edit(
        desk.plan,
        row.id,
        wanted,
        by=desk.by(),
        today=desk.today(),
        reason=edited.reason,
        update=edited.update,
        seen=seen,
    )


def _forget(desk: Desk, row: ActionRow, outcome: Outcome, fields: Iterable[str]) -> None:
    """Forget the drafts of the fields that are saved."""
    stale = {each.field for each in outcome.stale}
    desk.drafts.discard(row.id, [name for name in fields if name not in stale])


def _cells(field: str, text: str, names: dict[str, str], desk: Desk) -> dict[str, str | None]:
    if field == "agency":
        return {"agency": text}
    return typed_cells(field, text, names, desk.facts.updated)


async def _settle(screen: WorkScreen, row: ActionRow, outcome: Outcome, reason: str) -> None:
    """Ask whose text stays where somebody else was quicker, save what was chosen, and say so."""
    desk = screen.desk
    said = f"Saved action {row.reference}" if outcome.batch else "Nothing had changed"
    while stale := outcome.stale:
        screen.changed([row.id])
        names = agency_names(desk.plan)
        heading = f"Action {stale[0].reference}"
        shown = partial(_shown, names)
        texts = await ask_whose(screen, heading, stale, shown, _label, editable=True)
        if texts is None:
            said = f"{stale[0].author}'s text stays in the plan"
            if _has_draft(screen, row):
                said += "; yours is kept as a draft, e goes on with it"
            break
        ids, wanted = agency_ids(desk.plan), dict[str, str | None]()
        for each, text in zip(stale, texts, strict=True):
            if text != shown(each.field, each.now):
                wanted |= typed_cells(each.field, text, ids, desk.facts.updated)
        try:
            outcome = await save(screen, partial(_edit_again, desk, stale, wanted, reason))
        except ReasonNeeded as error:
            reason = await _ask_reason(screen, row, str(error))
            if not reason:
                said = "Nothing more was saved: a revised due date needs a reason"
                break
            continue
        _forget(desk, row, outcome, [each.field for each in stale])
        said = f"Saved action {row.reference}" if wanted else "The plan stays as it was changed"
    screen.changed([row.id])
    screen.tell(said)


def _edit_again(
    desk: Desk, stale: Sequence[Stale], wanted: Mapping[str, str | None], reason: str
) -> Outcome:
    """Change what was chosen, now that the person has seen what stands there. Raises PlanError."""
    return edit(
        desk.plan,
        stale[0].action,
        wanted,
        by=desk.by(),
        today=desk.today(),
        reason=reason,
        seen={each.field: each.now for each in stale},
    )


async def _ask_reason(screen: WorkScreen, row: ActionRow, question: str) -> str:
    from jtai_tui.screens.dialogs.reason import ReasonLine  # noqa: PLC0415  only when asked

    title = f"Revise the due date of action {row.reference}"
    return await screen.ask(ReasonLine(title, question, required=True)) or ""


def _shown(agencies: Mapping[str, str], field: str, cell: str | None) -> str:
    return shown_cell(field, cell, agencies)


def _label(stale: Stale) -> str:
    return LABELS.get(stale.field, stale.field.replace("_", " ").capitalize())


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
