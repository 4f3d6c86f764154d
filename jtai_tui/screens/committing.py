"""How a change is made from a screen: signed, told to the store, said, and shown.

A job asks for the author last, and only once. Text that was typed stays a draft until the store
has taken it. Where the store refuses, nothing was changed, and its sentence is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from db.changes import Outcome
from db.rows import ActionRow
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.leaving import SEVERAL
from jtai_tui.screens.watching import what_stands_against_a_change

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen

Rows = Sequence[ActionRow]


def named(rows: Rows) -> str:
    """Return `action 7`, `actions 7, 8 and 9` or `29 actions`."""
    references = [row.reference for row in rows]
    if len(references) == 1:
        return f"action {references[0]}"
    if len(references) <= 4:
        return f"actions {', '.join(references[:-1])} and {references[-1]}"
    return f"{len(references)} actions"


async def signed(screen: WorkScreen) -> bool:
    """Return whether changes have a name to carry; ask for it if they have none."""
    return screen.desk.author is not None or await _ask_author(screen)


async def _ask_author(screen: WorkScreen) -> bool:
    from jtai_tui.screens.dialogs.author import AuthorDialog  # noqa: PLC0415

    name = await screen.ask(AuthorDialog(screen.desk.author or ""))
    if name is None:
        return False
    try:
        screen.desk.sign(name)
    except OSError as error:
        said = f"The name can't be kept for the next time ({error.strerror})"
        screen.notify(said, markup=False)
    return True


async def change_author(screen: WorkScreen) -> None:
    """Ask whose name the next changes carry."""
    if await _ask_author(screen):
        screen.tell(f"Changes carry the name {screen.desk.author} from now on")


def slot_of(screen: WorkScreen, rows: Rows, job: str) -> DraftSlot:
    """Return where a dialog's text is kept: with the action, or with many at once."""
    owner = rows[0].id if len(rows) == 1 else SEVERAL
    return DraftSlot(screen.desk.drafts, owner, job)


async def commit(
    screen: WorkScreen,
    change: Callable[[], Outcome],
    said: str,
    rows: Rows = (),
    *,
    slot: DraftSlot | None = None,
    rated: bool = False,
) -> Outcome | None:
    """Make a change that is signed, and say so; None if it can't be. Raises PlanError.

    What was typed stays in `slot` until all of it is in the plan.
    """
    if not await signed(screen):
        screen.tell("Nothing was changed: a change needs a name")
        return None
    problem = what_stands_against_a_change(screen.jtai, screen.desk)
    if problem:
        screen.tell(problem)
        return None
    outcome = change()
    screen.desk.note()
    if slot is not None and not outcome.stale:
        slot.discard()
    left = {stale.action for stale in outcome.stale}
    done = [row for row in rows if row.id not in left]
    screen.tell(said if outcome.batch else "Nothing was changed")
    screen.changed([row.id for row in rows], rated=rated and bool(done))
    return outcome
