"""Merging copies that came back: which, then what came of it, in the review."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from db.copies import issued_copies
from db.merge import Merged, merge
from db.origins import NotAsIssued
from db.review import PlanReview
from jtai_tui.screens.aside import aside
from jtai_tui.screens.committing import note_change, signed, slot_of
from jtai_tui.screens.dialogs.confirm import ConfirmDialog
from jtai_tui.screens.dialogs.merge import MergeDialog, Returns
from jtai_tui.screens.watching import its_turn
from jtai_tui.text import waiting_words

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen


async def merge_copies(screen: WorkScreen) -> None:
    """Ask which files came back, merge them, and review what came in."""
    from jtai_tui.screens.reviewing import review  # noqa: PLC0415  once something came in

    desk = screen.desk
    copies = await aside(screen.jtai, desk, lambda: issued_copies(desk.plan, today=desk.today()))
    slot = slot_of(screen, (), "merge")
    recipients = dict.fromkeys(copy.to for copy in copies)
    wanted = await screen.ask(MergeDialog(recipients, slot))
    if wanted is None:
        return
    if not await signed(screen):
        screen.tell("Nothing was changed: a change needs a name")
        return
    done = await _merge(screen, wanted)
    if done is None:
        return
    slot.discard()
    screen.app.clear_notifications()  # that rows were missing here holds no longer
    screen.changed(())
    screen.tell(merged_words(done))
    if done.waiting or any(each.rows for each in done.files):
        await review(screen, PlanReview)


async def _merge(screen: WorkScreen, wanted: Returns) -> Merged | None:
    """Merge the files; one that may be a copy cut short only if somebody says that it isn't."""
    try:
        return await _merge_in_turn(screen, wanted, copied=False)
    except NotAsIssued as error:
        text = screen.jtai.in_words(error)
    question = "Was it copied by other means, and never issued?"
    yes = await screen.ask(ConfirmDialog(question, text, yes="It was: merge it", no="Leave it"))
    return await _merge_in_turn(screen, wanted, copied=True) if yes else None


async def _merge_in_turn(screen: WorkScreen, wanted: Returns, *, copied: bool) -> Merged:
    desk = screen.desk
    screen.tell("Checking the files that came back")
    async with its_turn(screen.jtai, desk, saving=True):
        work = partial(
            merge, desk.plan, wanted.files, by=desk.by(), sent_to=wanted.sent_to, copied=copied
        )
        done = await asyncio.to_thread(work)
        await aside(screen.jtai, desk, lambda: note_change(desk))
    return done


def merged_words(done: Merged) -> str:
    """Return what a merge did, in a sentence."""
    names = ", ".join(each.record.name for each in done.files if each.merged)
    if not names:
        return "Nothing new came in"
    same = "" if any(each.rows for each in done.files) else ", which came back unchanged"
    waits = f"{waiting_words(done.waiting)}{' for a decision' if done.waiting else ''}"
    return f"Merged {names}{same}: {waits}"
