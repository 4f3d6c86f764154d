"""Keeping the file and handing it on: backups, going back to one, a copy to send."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from db.backups import Backup, backups_of_plan, take_backup
from db.dates import show_apart, show_moment
from db.errors import PlanError
from db.file import Plan
from db.restoring import Restored, Since, backups_at, restore, since_backup
from db.ship import ship
from db.signature import Signature
from db.sizes import size_words
from jtai_tui.screens.aside import aside, patiently
from jtai_tui.screens.committing import note_change, signed
from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice
from jtai_tui.screens.dialogs.confirm import ConfirmDialog
from jtai_tui.screens.watching import its_turn
from jtai_tui.shipped import default_name, shipped_lines
from jtai_tui.text import fit, visible
from jtai_tui.widgets.blocks import Block, Gap, Paragraph
from jtai_tui.widgets.palette import MUTED, TEXT

if TYPE_CHECKING:
    from jtai_tui.app import JtaiApp
    from jtai_tui.places import Places
    from jtai_tui.screens.work import WorkScreen

_MOMENT = 20
"""The cells of a moment with its seconds."""

Listed = tuple[Backup, Since | None]
"""A backup, and what came after it; None where the plan can't be read."""


async def back_up_aside(screen: WorkScreen) -> None:
    """Back the plan up while somebody works; what stands against it is said, and stops nobody."""
    desk = screen.desk
    if desk.plan.read_only:
        return
    try:
        await asyncio.to_thread(_back_up, desk.plan, desk.places.backups, desk.clock())
    except PlanError as error:
        screen.notify(visible(screen.jtai.in_words(error)), timeout=15, markup=False)


async def back_up(screen: WorkScreen) -> None:
    """Take a backup now, and say where it lies."""
    desk = screen.desk
    now = desk.clock()
    screen.tell("Taking a backup")
    backup = await asyncio.to_thread(_back_up, desk.plan, desk.places.backups, now, sure=True)
    if backup.at == now:
        screen.tell(f"Backed up, as {backup.path.name}")
    else:
        screen.tell(f"The backup of {show_moment(backup.at)} holds the plan as it is")


def _back_up(plan: Plan, folder: Path, now: datetime, *, sure: bool = False) -> Backup:
    with plan.another() as own:
        return take_backup(own, folder, now=now, sure=sure)


async def go_back(screen: WorkScreen) -> None:
    """Let somebody choose a backup, and put it in the place of the plan."""
    desk = screen.desk
    backup = await _choose(screen.jtai, desk.plan.path, desk.places, desk.plan)
    if backup is None:
        return
    if not await signed(screen):
        screen.tell("Nothing was changed: a change needs a name")
        return
    async with its_turn(screen.jtai, desk, saving=True):
        desk.let_go()  # the file is opened by other means than SQLite's, which would drop its locks
        await _restore(desk.plan.path, backup, desk.by(), desk.places)
        moment = show_moment(backup.at)
        try:
            fresh = await aside(screen.jtai, desk, lambda: patiently(desk.open_fresh))
        except PlanError as error:  # it is put back all the same, and the watch finds it
            why = screen.jtai.in_words(error)
            screen.tell(f"The backup of {moment} is put back, and can't be read just now: {why}")
            return
        desk.go_on_with(fresh)
    screen.reload()
    screen.tell(f"This is the backup of {moment}")


async def go_back_unopened(
    app: JtaiApp, path: Path, places: Places, author: str | None
) -> str | None:
    """Put a backup in the place of a plan that can't be opened, and return whose name that carries.

    None if it was not done. Raises PlanError.
    """
    from jtai_tui.screens.dialogs.author import AuthorDialog  # noqa: PLC0415  only when asked

    backup = await _choose(app, path, places, None)
    if backup is None:
        return None
    if author is None:
        author = await app.ask(AuthorDialog())
    if author is not None:
        await _restore(path, backup, Signature(author), places)
    return author


async def _restore(path: Path, backup: Backup, by: Signature, places: Places) -> Restored:
    return await asyncio.to_thread(
        restore, path, backup, by=by, folder=places.backups, anchors=places.tips
    )


async def _choose(app: JtaiApp, path: Path, places: Places, plan: Plan | None) -> Backup | None:
    """Return the backup that somebody wants back, None for none. Raises PlanError."""
    listed = await asyncio.to_thread(_list, path, places, plan)
    if not listed:
        raise PlanError(f"{path}: there is no backup of this plan on this machine")
    moments = show_apart(backup.at for backup, _ in listed)
    choices = [
        ListChoice(
            (backup, since, moment),
            f"{fit(moment, _MOMENT)}  {since.brief if since else _of_itself(backup)}",
        )
        for (backup, since), moment in zip(listed, moments, strict=True)
    ]
    known = any(since for _, since in listed)
    hint = f"When, and {'what was written since' if known else 'which'}; type to narrow"
    chosen = await app.ask(ChoiceDialog("Go back to a backup", choices, hint=hint))
    if chosen is None:
        return None
    backup, since, moment = chosen
    said = "The plan can't be read now" if since is None else f"Written since then: {since.words}"
    text = (
        f"{said}. What lies there now is kept: as a backup, or as it was found if it can't be read."
    )
    question = f"Go back to the backup of {moment}?"
    yes = await app.ask(ConfirmDialog(question, text, yes="Go back to it", no="Stay"))
    return backup if yes else None


def _of_itself(backup: Backup) -> str:
    """Return what tells a backup from others, where the plan can't."""
    return f"{size_words(backup.size)}, log tip {backup.tip[:12]}"


def _list(path: Path, places: Places, plan: Plan | None) -> list[Listed]:
    if plan is None:
        backups = backups_at(path, folder=places.backups, anchors=places.tips)
        return [(each, None) for each in backups]
    with plan.another() as own:
        return [(each, since_backup(own, each)) for each in backups_of_plan(own, places.backups)]


async def ship_copy(screen: WorkScreen) -> None:
    """Ask to whom a copy goes and where it is written; make it, and show what to say of it."""
    from jtai_tui.screens.committing import slot_of  # noqa: PLC0415
    from jtai_tui.screens.dialogs.ship import ShipDialog  # noqa: PLC0415  only when asked
    from jtai_tui.screens.reader import ReaderScreen  # noqa: PLC0415

    desk = screen.desk
    slot = slot_of(screen, (), "ship")
    offered = desk.plan.path.with_name(default_name(desk.plan.path, desk.today()))
    wanted = await screen.ask(ShipDialog(offered, slot, today=desk.today()))
    if wanted is None:
        return
    replaces = os.path.lexists(wanted.out)
    if replaces:
        question = f"Replace {wanted.out.name}?"
        if not await screen.ask(ConfirmDialog(question, str(wanted.out), yes="Replace it")):
            return
    if not await signed(screen):
        screen.tell("Nothing was written: a change needs a name")
        return
    screen.tell("Checking the plan and its copy")
    async with its_turn(screen.jtai, desk, saving=True):
        shipped = await asyncio.to_thread(
            ship,
            desk.plan,
            wanted.out,
            to=wanted.to,
            by=desk.by(),
            back_by=wanted.back_by,
            overwrite=replaces,
        )
        slot.discard()
        await aside(screen.jtai, desk, lambda: note_change(desk))
    screen.changed(())
    lines = shipped_lines(shipped, to=wanted.to, today=desk.today(), back_by=wanted.back_by)
    blocks: list[Block] = [Gap(), *(Paragraph(((line, TEXT),)) for line in lines)]
    hint = "y copies these lines, for the message that goes with the file"
    blocks += [Gap(), Paragraph(((hint, MUTED),))]
    await screen.ask(ReaderScreen("SHIPPED", blocks, to_copy=visible("\n".join(lines))))
    screen.tell(f"Shipped to {wanted.to}, as {wanted.out.name}")
