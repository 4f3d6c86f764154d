"""What was typed and is not in the plan: saying where it is, throwing it away, leaving with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.errors import PlanError
from db.queries import action_rows, agency_names
from db.rows import ActionRow
from jtai_tui.screens.dialogs.confirm import ConfirmDialog

if TYPE_CHECKING:
    from jtai_tui.app import JtaiApp
    from jtai_tui.desk import Desk
    from jtai_tui.screens.work import WorkScreen

SEVERAL = "marked"
"""Who owns the draft of what was typed for several actions at once."""

PLAN = "plan"
"""Who owns the draft of a new action or agency."""

NAMES = "names"
"""Who owns the draft of another name for a lead, or of why two are made one."""

_MOST_NAMED = 8


async def may_leave(app: JtaiApp, desk: Desk) -> bool:
    """Return whether the app may end; ask while something typed is not in the plan."""
    if not desk.drafts.unsaved:
        return True
    try:
        where = unsaved_words(desk)
    except PlanError:
        where = f"{desk.drafts.unsaved} places"
    text = f"What you typed for {where} is not saved. Quitting loses it."
    dialog = ConfirmDialog("Quit without saving?", text, yes="Quit and lose it", no="Stay")
    return await app.ask(dialog) is True


def unsaved_words(desk: Desk) -> str:
    """Return what has a draft, in words: `action 7 and a new action or agency`."""
    owners = desk.drafts.owners
    rows = action_rows(desk.plan, owners, today=desk.today())
    references = [row.reference for row in rows]
    agencies = agency_names(desk.plan)
    words = [f"agency {agencies[each]}" for each in owners if each in agencies]
    if len(references) > _MOST_NAMED:
        words.append(f"{len(references)} actions")
    else:
        words += [f"action {each}" for each in references]
    strange = len(set(owners) - {row.id for row in rows} - agencies.keys() - {PLAN, NAMES, SEVERAL})
    if strange:
        what = "an action that is" if strange == 1 else f"{strange} actions that are"
        words.append(f"{what} not in this plan")
    if PLAN in owners:
        words.append("a new action or agency")
    if NAMES in owners:
        words.append("the name of a lead or agency")
    if SEVERAL in owners:
        words.append("several actions at once")
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


async def discard_draft(screen: WorkScreen, rows: Sequence[ActionRow]) -> None:
    """Throw away what was typed for these actions and not saved, once that is confirmed."""
    drafts = screen.desk.drafts
    owners = [row.id for row in rows] + ([SEVERAL] if len(rows) > 1 else [])
    kept = [owner for owner in owners if drafts.get(owner)]
    kept = kept or [owner for owner in (PLAN, NAMES) if drafts.get(owner)]
    if not kept:
        where = f"; there is one for {unsaved_words(screen.desk)}" if drafts.unsaved else ""
        screen.tell(f"Nothing is unsaved here{where}")
        return
    texts = [field.text for owner in kept for field in drafts.get(owner).values()]
    dialog = ConfirmDialog(
        "Throw this text away?", "\n\n".join(texts), yes="Throw it away", no="Keep it"
    )
    if await screen.ask(dialog):
        for owner in kept:
            drafts.discard(owner)
        screen.tell("Thrown away; nothing in the plan was changed")
