"""Adding to the plan: an action, an agency; and giving an agency another name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from db.additions import NewAction
from db.additions import add_action as store_action
from db.additions import add_agency as store_agency
from db.additions import rename_agency as store_name
from db.changes import Outcome
from db.queries import action_ids, action_rows, agency_ids, agency_names
from db.selection import Order, Selection
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.committing import ask_until_saved, commit
from jtai_tui.screens.leaving import PLAN
from jtai_tui.screens.quarrel import ask_whose

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen


async def add_action(screen: WorkScreen, agency: str | None) -> None:
    """Ask for a new action, of `agency` unless another is chosen, and go to it."""
    from jtai_tui.screens.dialogs.action import (  # noqa: PLC0415  only when asked
        ActionDialog,
        ActionEntry,
    )

    desk = screen.desk
    ids = action_ids(desk.plan, Selection(), Order(), today=desk.today())
    taken = [row.reference for row in action_rows(desk.plan, ids, today=desk.today())]
    slot = DraftSlot(desk.drafts, PLAN, "action")

    def dialog() -> ActionDialog:
        return ActionDialog(
            agency_names(desk.plan),
            agency=agency,
            reference=_next_reference(taken),
            taken=taken,
            plan_date=desk.facts.updated,
            today=desk.today(),
            draft=slot,
        )

    def change(entry: ActionEntry) -> Outcome:
        new = NewAction(
            reference=entry.reference,
            agency=entry.agency,
            action=entry.action,
            finding=entry.finding,
            leads=entry.leads,
            timescale=entry.timescale,
        )
        return store_action(desk.plan, new, by=desk.by())

    saved = await ask_until_saved(
        screen, dialog, change, lambda _, entry: f"Action {entry.reference} added", slot=slot
    )
    if saved is not None and saved[1].created is not None:
        screen.go_to(("action", saved[1].created))


def _next_reference(taken: list[str]) -> str:
    """Return the number after the highest, which nobody has to accept."""
    numbers = [int(each) for each in taken if each.isascii() and each.isdigit()]
    return str(max(numbers, default=0) + 1)


async def add_agency(screen: WorkScreen) -> None:
    """Ask for the name of a new agency, and go to it."""
    from jtai_tui.screens.dialogs.agency import AgencyDialog  # noqa: PLC0415  only when asked

    desk = screen.desk
    slot = DraftSlot(desk.drafts, PLAN, "agency")
    saved = await ask_until_saved(
        screen,
        lambda: AgencyDialog(taken=agency_ids(desk.plan), draft=slot),
        lambda name: store_agency(desk.plan, name, by=desk.by()),
        lambda _, name: f"Agency {name} added",
        slot=slot,
    )
    if saved is not None and saved[1].created is not None:
        screen.go_to(("agency", saved[1].created))


async def rename_agency(screen: WorkScreen, agency: str | None) -> None:
    """Ask for another name for `agency`, else for the one that is chosen first."""
    from jtai_tui.screens.dialogs.agency import AgencyDialog  # noqa: PLC0415  only when asked
    from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice  # noqa: PLC0415

    desk = screen.desk
    names = agency_names(desk.plan)
    if agency is None:
        choices = [ListChoice(one, name) for one, name in names.items()]
        agency = await screen.ask(ChoiceDialog("Rename which agency?", choices))
    if agency is None:
        return
    chosen, slot = agency, DraftSlot(desk.drafts, agency, "name")
    others = [name for name, one in agency_ids(desk.plan).items() if one != chosen]
    seen = names[chosen]

    def change(name: str) -> Outcome:
        return store_name(desk.plan, chosen, name, by=desk.by(), seen=seen)

    def said(_: object, name: str) -> str:
        return f"Agency {names[chosen]} is now {name}"

    saved = await ask_until_saved(
        screen,
        lambda: AgencyDialog(names[chosen], taken=others, draft=slot),
        change,
        said,
        slot=slot,
    )
    while saved is not None and (stale := saved[1].stale):
        name = saved[0]
        texts = await ask_whose(
            screen, names[chosen], stale, lambda _, cell: cell or "", lambda _: "Name",
            editable=False,
        )  # fmt: skip
        if texts != [name]:
            if texts is not None:
                slot.discard()
            screen.tell("The agency keeps the name that it was given meanwhile")
            return
        seen = stale[0].now or ""
        outcome = await commit(
            screen, partial(change, name), partial(lambda name, _: said(_, name), name), slot=slot
        )
        saved = None if outcome is None else (name, outcome)
