"""Somebody else was quicker: both values are shown, and whoever was slower says which stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from db.changes import Outcome
from db.state import Stale
from jtai_tui.drafts import DraftSlot

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen

Shown = Callable[[str, str | None], str]
"""How people are shown a cell: its field, and what it holds."""


async def ask_whose(
    screen: WorkScreen,
    heading: str,
    stale: Sequence[Stale],
    shown: Shown,
    label: Callable[[Stale], str],
    *,
    editable: bool,
) -> list[str] | None:
    """Ask which text is to stand for each of these, and return them; None if that was left."""
    from jtai_tui.screens.dialogs.stale import (  # noqa: PLC0415  only when asked
        Conflict,
        StaleDialog,
    )

    conflicts = [
        Conflict(
            field=str(place),
            label=label(each),
            base=shown(each.field, each.seen),
            theirs=shown(each.field, each.now),
            mine=shown(each.field, each.wanted),
            author=each.author,
            at=each.at,
            editable=editable,
        )
        for place, each in enumerate(stale)
    ]
    chosen = await screen.ask(StaleDialog(heading, conflicts))
    return None if chosen is None else [chosen[each.field] for each in conflicts]


async def settle(
    screen: WorkScreen,
    outcome: Outcome | None,
    what: str,
    shown: Shown,
    again: Callable[[Sequence[Stale]], Awaitable[Outcome | None]],
    slot: DraftSlot | None = None,
) -> None:
    """Ask about `what` of each action that somebody else has changed, and do it `again` for mine.

    `again` is given what was chosen as mine, with what the person has now seen in it. Where
    theirs are to stand, the draft in `slot` goes; where nobody chose, it stays.
    """
    while outcome is not None and (stale := outcome.stale):
        one = len({each.reference for each in stale}) == 1
        texts = await ask_whose(
            screen,
            f"Action {stale[0].reference}" if one else f"{what} of {len(stale)} actions",
            stale,
            shown,
            lambda each: f"{what} of action {each.reference}",
            editable=False,
        )
        if texts is None:
            screen.tell(f"{what}: {stale[0].author}'s stays in the plan")
            return
        mine = [
            each
            for each, text in zip(stale, texts, strict=True)
            if text == shown(each.field, each.wanted)
        ]
        if not mine:
            if slot is not None:
                slot.discard()
            screen.tell("The plan stays as it was changed")
            return
        outcome = await again(mine)
