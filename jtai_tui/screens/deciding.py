"""Deciding what came in: which changes a decision is for, what it needs, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.changes import Outcome, ReasonNeeded
from db.errors import Refused
from db.proposed import Choice, ProposedChange, Standing
from jtai_tui.commands import key_name
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.committing import commit
from jtai_tui.screens.leaving import PLAN, SEVERAL
from jtai_tui.screens.watching import NotSaved
from jtai_tui.widgets.comparison import title_of

if TYPE_CHECKING:
    from jtai_tui.screens.review import ReviewScreen

Changes = Sequence[ProposedChange]

_STANDS = {Choice.THEIRS: Standing.TAKEN, Choice.OURS: Standing.KEPT}
_SAID = {Choice.THEIRS: "Took theirs", Choice.OURS: "Kept ours", Choice.OTHER: "Another value"}
_CAN_BE = {
    Choice.THEIRS: ("take-theirs", "takes theirs"),
    Choice.OURS: ("keep-ours", "keeps ours"),
    Choice.OTHER: ("edit-third", "writes another value"),
}


async def decide(screen: ReviewScreen, changes: Changes, choice: Choice) -> None:
    """Let theirs, ours or a third value stand for these changes; or say why it can't."""
    if not changes:
        screen.tell("There is nothing here to decide")
    elif choice is Choice.OTHER and len(changes) > 1:
        screen.tell(f"{len(changes):,} are marked; only one at a time can be given another value")
    elif problem := _problem(screen, changes, choice):
        screen.tell(problem)
    elif choice is Choice.OTHER:
        await _write_third(screen, changes[0])
    else:
        await _carry_out(screen, _to_do(changes, choice), choice, left=changes)


def _to_do(changes: Changes, choice: Choice) -> Changes:
    """Return those that a decision would change something in."""
    return [
        each
        for each in changes
        if choice in each.choices and each.standing is not _STANDS.get(choice)
    ]


def _problem(screen: ReviewScreen, changes: Changes, choice: Choice) -> str:
    """Return why nothing can be done, empty where something can."""
    if _to_do(changes, choice):
        return ""
    one, number = changes[0], len(changes)
    if choice in one.choices and number == 1:
        whose = "Theirs" if choice is Choice.THEIRS else "Ours"
        return f"{whose} stands in the plan already"
    if number > 1:
        return f"None of the {number:,} that are marked can be decided so"
    keys = {each.id: key_name(each.keys[0]) for each in screen.jtai.commands if each.keys}
    others = [
        f"{keys.get(command, 'the palette')} {does}"
        for each, (command, does) in _CAN_BE.items()
        if each in one.choices
    ]
    what = {Choice.THEIRS: "Theirs can't be taken", Choice.OURS: "Ours can't be kept",
            Choice.OTHER: "This can't be given another value"}[choice]  # fmt: skip
    return f"{what} here; {' and '.join(others) if others else 'there is nothing to decide'}"


def _owner(changes: Changes) -> str:
    """Return who owns the drafts of what is typed for these changes."""
    if len(changes) > 1:
        return SEVERAL
    return changes[0].action if changes[0].action and changes[0].field else PLAN


def _slot(screen: ReviewScreen, changes: Changes, job: str) -> DraftSlot:
    one = changes[0].id.replace(".", "-") if len(changes) == 1 else ""
    return DraftSlot(screen.desk.drafts, _owner(changes), f"{job} {one}".strip())


async def _write_third(screen: ReviewScreen, change: ProposedChange) -> None:
    """Ask for a third value until the plan takes it, or nobody wants it any more."""
    from jtai_tui.screens.dialogs.third import ThirdDialog  # noqa: PLC0415  only when asked

    if change.field == "rating":
        code = await _pick_rating(screen, change)
        if code is not None:
            await _carry_out(screen, [change], Choice.OTHER, text=code)
        return
    slot, problem = _slot(screen, [change], "third"), ""
    while True:
        dialog = ThirdDialog(title_of(change), change.theirs.text, change.ours.text, slot)
        text = await screen.ask(dialog.troubled_by(problem))
        if text is None:
            return
        try:
            await _carry_out(screen, [change], _choice_of(change, text), text=text, slot=slot)
        except (Refused, NotSaved) as error:
            problem = screen.jtai.in_words(error)
        else:
            return


async def _pick_rating(screen: ReviewScreen, change: ProposedChange) -> str | None:
    from jtai_tui.screens.dialogs.rating import RatingPicker  # noqa: PLC0415  only when asked

    row = screen.current()
    current, suggested = (row.rating, row.suggested_rating) if row else (None, None)
    heading = f"Rate action {change.reference}"
    return await screen.ask(RatingPicker(screen.desk.scheme, current, suggested, heading=heading))


def _choice_of(change: ProposedChange, text: str) -> Choice:
    """Return what somebody has decided who wrote this: it may be theirs after all, or ours."""
    if text == change.theirs.text and Choice.THEIRS in change.choices:
        return Choice.THEIRS
    return (
        Choice.OURS
        if text == change.ours.text and Choice.OURS in change.choices
        else (Choice.OTHER)
    )


async def _carry_out(
    screen: ReviewScreen,
    changes: Changes,
    choice: Choice,
    *,
    text: str = "",
    slot: DraftSlot | None = None,
    left: Changes = (),
) -> None:
    """Carry a decision out; ask for a reason where the plan needs one. Raises PlanError.

    `left` are all that the decision was meant for, of which some may not have it.
    """
    why = _slot(screen, changes, "why")
    reason, asked = "", ""
    third = text if choice is Choice.OTHER else ""

    def change() -> Outcome:
        return screen.decide(changes, choice, third, reason)

    while True:
        problem = ""
        try:
            outcome = await commit(screen, change, lambda _: "", slot=slot)
        except ReasonNeeded as error:
            asked = screen.jtai.in_words(error)
        except NotSaved as error:
            if not asked:
                raise
            problem = str(error)
        else:
            break
        given = await _ask_reason(screen, changes, asked, why, problem)
        if given is None:
            screen.tell("Nothing was changed")
            return
        reason = given
    if outcome is None:
        return
    why.discard()
    stale = outcome.stale
    without = [each for each in left if choice not in each.choices]
    screen.go_on({each.id for each in (*changes, *left)} - {each.id for each in without})
    said = _words(changes, choice, len(without))
    if not outcome.batch:
        said = "Nothing was changed"
    if stale:
        said = f"{stale[0].author} was quicker: look at it once more"
    waits = screen.waiting() or "nothing waits any more"
    screen.tell(f"{said}; {waits}")


async def _ask_reason(
    screen: ReviewScreen, changes: Changes, question: str, slot: DraftSlot, problem: str
) -> str | None:
    from jtai_tui.screens.dialogs.reason import ReasonLine  # noqa: PLC0415  only when asked

    one = len(changes) == 1
    title = title_of(changes[0]) if one else f"A reason for {len(changes):,} changes"
    dialog = ReasonLine(title, question, required=True, draft=slot)
    return await screen.ask(dialog.troubled_by(problem))


def _words(changes: Changes, choice: Choice, rest: int) -> str:
    """Return what was done; `rest` is how many it can't be done to."""
    what = title_of(changes[0]) if len(changes) == 1 else f"{len(changes):,} changes"
    said = f"{_SAID[choice]}: {what}"
    if rest:
        said += f" ({rest:,} can't be, and {'stays' if rest == 1 else 'stay'} marked)"
    return said
