"""What is to be checked in the plan, and which checks are left out for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from db.checks import CHECK_NAMES, CHECKS, Doubt, checks_left_out, find_doubts
from jtai_tui.screens.aside import aside
from jtai_tui.screens.committing import commit
from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice
from jtai_tui.screens.reader import ReaderScreen
from jtai_tui.text import fit
from jtai_tui.widgets.blocks import Block, Gap, Heading, Paragraph
from jtai_tui.widgets.palette import MUTED, STRONG, TEXT

if TYPE_CHECKING:
    from db.changes import Outcome
    from jtai_tui.desk import Desk
    from jtai_tui.screens.work import WorkScreen

_HANG = 10
_HOW = "“Leave out a check” in the palette (ctrl+p) leaves one out for this plan, and takes it in."


async def show_doubts(screen: WorkScreen) -> None:
    """Show all that is to be checked, under the checks that have found it."""
    desk = screen.desk
    doubts, left_out = await aside(
        screen.jtai,
        desk,
        lambda: (find_doubts(desk.plan, today=desk.today()), checks_left_out(desk.plan)),
    )
    await screen.ask(ReaderScreen("TO CHECK", tuple(doubt_blocks(doubts, left_out))))


def doubt_blocks(doubts: Sequence[Doubt], left_out: Sequence[str]) -> Iterator[Block]:
    """Yield what was found, check by check, then what was not looked for."""
    if not doubts:
        yield Gap()
        yield Paragraph((("Nothing is doubtful in this plan.", TEXT),))
    for check in CHECKS:
        found = [each for each in doubts if each.check == check.code]
        if not found:
            continue
        yield Heading(check.name.upper(), f"{len(found):,}")
        yield Paragraph(((check.why, MUTED),))
        for each in found:
            said = ((each.sentence, TEXT),)
            yield Paragraph(said, label=fit(each.reference, _HANG - 2), hang=_HANG)
    yield Gap()
    for code in left_out:
        yield Paragraph(((f"{CHECK_NAMES[code]}", STRONG), (" is left out for this plan.", MUTED)))
    yield Paragraph(((_HOW, MUTED),))


async def choose_checks(screen: WorkScreen) -> None:
    """Let somebody leave a check out for this plan, or take it in again."""
    desk = screen.desk
    left_out, doubts = await aside(
        screen.jtai,
        desk,
        lambda: (
            checks_left_out(desk.plan),
            find_doubts(desk.plan, today=desk.today(), every=True),
        ),
    )
    choices = [
        ListChoice(
            check.code,
            f"{'off' if check.code in left_out else 'on':<4} {check.name}",
            f"{sum(each.check == check.code for each in doubts):,} found",
            check.code,
        )
        for check in CHECKS
    ]
    hint = "Enter leaves a check out for this plan, or takes it in again"
    code = await screen.ask(ChoiceDialog("Checks of this plan", choices, hint=hint))
    if code is None:
        return
    off = set(left_out) ^ {code}
    said = "left out for this plan" if code in off else "looked for again"
    await commit(screen, partial(_leave_out, desk, off), lambda _: f"{CHECK_NAMES[code]}: {said}")


def _leave_out(desk: Desk, off: set[str]) -> Outcome:
    from db.plan_wide import leave_out_checks  # noqa: PLC0415  with the first change

    return leave_out_checks(desk.plan, off, by=desk.by())
