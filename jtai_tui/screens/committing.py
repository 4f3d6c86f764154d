"""How a change is made from a screen: signed, told to the store, said, and shown.

A job asks for the author last, and only once. Text that was typed stays a draft until the store
has taken it. Where the store refuses, nothing was changed, and its sentence is shown. Where the
file does not take the change, the dialog comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from db.changes import Outcome
from db.errors import PlanError
from db.rows import ActionRow
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.aside import aside, patiently
from jtai_tui.screens.leaving import SEVERAL
from jtai_tui.screens.watching import NotSaved, its_turn, sure_of_file

if TYPE_CHECKING:
    from jtai_tui.desk import Desk
    from jtai_tui.screens.dialogs.base import Dialog
    from jtai_tui.screens.work import WorkScreen

AnswerT = TypeVar("AnswerT")

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


async def save(screen: WorkScreen, change: Callable[[], Outcome]) -> Outcome:
    """Make a change that is signed, aside and in its turn; never two at once.

    Raises NotSaved for another program, a full disk or a file that is away; and Refused for what
    the rules of the plan say.
    """
    app, desk = screen.jtai, screen.desk

    def make() -> Outcome:
        outcome = change()
        note_change(desk)
        return outcome

    async with its_turn(app, desk, saving=True):
        await sure_of_file(app, desk)
        return await aside(app, desk, make)


def note_change(desk: Desk) -> None:
    """Take for known what was just written; where it can't be read, the next look finds it."""
    try:
        patiently(desk.note)
    except PlanError:
        desk.outlook.unread = True


async def commit(
    screen: WorkScreen,
    change: Callable[[], Outcome],
    said: Callable[[Rows], str],
    rows: Rows = (),
    *,
    slot: DraftSlot | None = None,
    rated: bool = False,
) -> Outcome | None:
    """Make a change that is signed, and say so; None if it can't be signed. Raises PlanError.

    `said` words what was done to the actions that were changed. What was typed stays in `slot`
    until all of it is in the plan.
    """
    if not await signed(screen):
        screen.tell("Nothing was changed: a change needs a name")
        return None
    outcome = await save(screen, change)
    if slot is not None and not outcome.stale:
        slot.discard()
    left = {stale.action for stale in outcome.stale}
    done = [row for row in rows if row.id not in left]
    screen.changed([row.id for row in rows], rated=rated and bool(done))
    if outcome.batch or not outcome.stale:
        screen.tell(said(done) if outcome.batch else "Nothing was changed")
    return outcome


async def ask_until_saved(
    screen: WorkScreen,
    dialog: Callable[[], Dialog[AnswerT]],
    change: Callable[[AnswerT], Outcome],
    said: Callable[[Rows, AnswerT], str],
    rows: Rows = (),
    *,
    slot: DraftSlot,
) -> tuple[AnswerT, Outcome] | None:
    """Ask, and commit what was answered; None where it was left, or not signed.

    While the file does not take it, the dialog comes back with what was typed, and says why: the
    key that saves tries again. Raises Refused.
    """
    problem = ""
    while True:
        answer = await screen.ask(dialog().troubled_by(problem))
        if answer is None:
            return None
        try:
            outcome = await commit(
                screen, partial(change, answer), partial(_last, said, answer), rows, slot=slot
            )
        except NotSaved as error:
            problem = str(error)
        else:
            return None if outcome is None else (answer, outcome)


def _last(said: Callable[[Rows, AnswerT], str], answer: AnswerT, done: Rows) -> str:
    return said(done, answer)
