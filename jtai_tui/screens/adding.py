"""Adding to the plan: an action, an agency; and giving an agency another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.additions import NewAction
from db.additions import add_action as store_action
from db.additions import add_agency as store_agency
from db.additions import rename_agency as store_name
from db.queries import action_ids, action_rows, agency_ids, agency_names
from db.selection import Order, Selection
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.committing import commit
from jtai_tui.screens.leaving import PLAN

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen


async def add_action(screen: WorkScreen, agency: str | None) -> None:
    """Ask for a new action, of `agency` unless another is chosen, and go to it."""
    from jtai_tui.screens.dialogs.action import ActionDialog  # noqa: PLC0415  only when asked

    desk = screen.desk
    ids = action_ids(desk.plan, Selection(), Order(), today=desk.today())
    taken = [row.reference for row in action_rows(desk.plan, ids, today=desk.today())]
    slot = DraftSlot(desk.drafts, PLAN, "action")
    entry = await screen.ask(
        ActionDialog(
            agency_names(desk.plan),
            agency=agency,
            reference=_next_reference(taken),
            taken=taken,
            plan_date=desk.facts.updated,
            today=desk.today(),
            draft=slot,
        )
    )
    if entry is None:
        return
    new = NewAction(
        reference=entry.reference,
        agency=entry.agency,
        action=entry.action,
        finding=entry.finding,
        leads=entry.leads,
        timescale=entry.timescale,
    )
    outcome = await commit(
        screen,
        lambda: store_action(desk.plan, new, by=desk.by()),
        f"Action {new.reference} added",
        slot=slot,
    )
    if outcome is not None and outcome.created is not None:
        screen.go_to(("action", outcome.created))


def _next_reference(taken: list[str]) -> str:
    """Return the number after the highest, which nobody has to accept."""
    numbers = [int(each) for each in taken if each.isascii() and each.isdigit()]
    return str(max(numbers, default=0) + 1)


async def add_agency(screen: WorkScreen) -> None:
    """Ask for the name of a new agency, and go to it."""
    from jtai_tui.screens.dialogs.agency import AgencyDialog  # noqa: PLC0415  only when asked

    desk = screen.desk
    slot = DraftSlot(desk.drafts, PLAN, "agency")
    name = await screen.ask(AgencyDialog(taken=agency_ids(desk.plan), draft=slot))
    if name is None:
        return
    outcome = await commit(
        screen,
        lambda: store_agency(desk.plan, name, by=desk.by()),
        f"Agency {name} added",
        slot=slot,
    )
    if outcome is not None and outcome.created is not None:
        screen.go_to(("agency", outcome.created))


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
    name = await screen.ask(AgencyDialog(names[chosen], taken=others, draft=slot))
    if name is None:
        return
    await commit(
        screen,
        lambda: store_name(desk.plan, chosen, name, by=desk.by()),
        f"Agency {names[chosen]} is now {name}",
        slot=slot,
    )
