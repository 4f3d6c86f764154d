"""Taking in what came back, copies and return sheets: which, then what came of it, in the review.

Copies go first: a sheet may belong to a chase that a copy tells of.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from db.copies import issued_copies
from db.merge import Merged, merge
from db.origins import NotAsIssued
from db.review import PlanReview
from jtai_tui.exchange.return_sheet.returning import (
    Taken,
    check_readable,
    is_sheet,
    outcome_words,
    take_back,
)
from jtai_tui.screens.aside import aside
from jtai_tui.screens.committing import note_change, signed, slot_of
from jtai_tui.screens.dialogs.confirm import ConfirmDialog
from jtai_tui.screens.dialogs.merge import MergeDialog, Returns
from jtai_tui.screens.reader import ReaderScreen
from jtai_tui.screens.watching import its_turn
from jtai_tui.text import one_line, waiting_words
from jtai_tui.widgets.blocks import Block, Heading, Paragraph
from jtai_tui.widgets.palette import TEXT

if TYPE_CHECKING:
    from pathlib import Path

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
    sheets, merged = await _told_apart(screen, wanted.files)
    done = await _merge(screen, replace(wanted, files=merged)) if merged else None
    if merged and done is None:
        return
    screen.changed(())
    taken = await _take_back(screen, sheets, wanted.sent_to) if sheets else ()
    slot.discard()
    screen.app.clear_notifications()  # that rows were missing here holds no longer
    screen.changed(())
    unread = tuple(_unread(taken))
    if unread:
        await screen.ask(ReaderScreen("WHAT WAS NOT TAKEN FROM THE SHEETS", unread))
    screen.tell("; ".join((*((merged_words(done),) if done else ()), *taken_words(taken))))
    proposed = any(each.proposed or each.waiting for _, some in taken for each in some)
    if proposed or (done and (done.waiting or any(each.rows for each in done.files))):
        await review(screen, PlanReview)


async def _told_apart(
    screen: WorkScreen, files: tuple[Path, ...]
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the return sheets among the files, and the copies; none is a sheet of another plan."""
    desk = screen.desk

    def look() -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        sheets = tuple(each for each in files if is_sheet(desk.plan, each))
        check_readable(desk.plan, sheets)
        return sheets, tuple(each for each in files if each not in sheets)

    return await aside(screen.jtai, desk, look)


async def _take_back(screen: WorkScreen, sheets: tuple[Path, ...], sent_to: str) -> Taken:
    desk = screen.desk
    screen.tell("Reading the sheets that came back")
    async with its_turn(screen.jtai, desk, saving=True):
        work = partial(
            take_back, desk.plan, sheets, by=desk.by(), sent_to=sent_to, today=desk.today()
        )
        taken = await asyncio.to_thread(work)
        await aside(screen.jtai, desk, lambda: note_change(desk))
    return taken


def _unread(taken: Taken) -> Iterator[Block]:
    """Yield what could not be read, and what is not taken, each with its file and cell."""
    for each, _ in taken:
        said = (*each.problems, *each.warnings, *each.notes)
        if said:
            yield Heading(one_line(each.path.name))
        for line in said:
            yield Paragraph(((one_line(line), TEXT),))


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


def taken_words(taken: Taken) -> Iterator[str]:
    """Yield what came of each sheet, in a sentence."""
    for _, some in taken:
        for each in some:
            yield f"{each.sheet.name} of {each.sheet.chase.lead}: {outcome_words(each)}"


def merged_words(done: Merged) -> str:
    """Return what a merge did, in a sentence."""
    names = ", ".join(each.record.name for each in done.files if each.merged)
    if not names:
        return "Nothing new came in"
    same = "" if any(each.rows for each in done.files) else ", which came back unchanged"
    waits = f"{waiting_words(done.waiting)}{' for a decision' if done.waiting else ''}"
    return f"Merged {names}{same}: {waits}"
