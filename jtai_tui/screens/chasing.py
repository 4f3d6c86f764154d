"""Chasing: who would be asked for what, then a return sheet and a draft e-mail for each of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from db.chasing import ANSWER_DAYS, Owed, Owes, chases, owed_by_nobody, who_owes
from db.dates import show_long_date
from db.errors import PlanError, Refused
from db.selection import SILENT_DAYS, WITHIN_DAYS
from jtai_tui.exchange.return_sheet.chasing import SUMMARY, Chased, chase, file_names
from jtai_tui.screens.aside import aside
from jtai_tui.screens.committing import note_change, signed, slot_of
from jtai_tui.screens.dialogs.chase import Asking, ChaseDialog
from jtai_tui.screens.dialogs.confirm import ConfirmDialog
from jtai_tui.screens.long_work import long_work
from jtai_tui.screens.preview import PreviewScreen
from jtai_tui.screens.reader import ReaderScreen
from jtai_tui.screens.watching import its_turn, sure_of_file
from jtai_tui.text import counted, visible
from jtai_tui.widgets.blocks import Block, Gap, Heading, Paragraph
from jtai_tui.widgets.palette import LATE, MUTED, STRONG, TEXT

if TYPE_CHECKING:
    from jtai_tui.desk import Desk
    from jtai_tui.screens.comparing import ComparingScreen

_ALL, _LEAD, _THESE = "all", "lead", "these"
_INDENT = 2
_HANG = 8
_TOLD = 90  # characters of an action


@dataclass(frozen=True, slots=True)
class _Found:
    """Who owes what, what is owed and has nobody to ask, and how each lead was chased before."""

    owes: tuple[Owes, ...]
    nobody: tuple[Owed, ...]
    before: dict[str, str]


async def chase_leads(screen: ComparingScreen) -> None:
    """Ask whom to chase; show who would be asked for what; write it, and say where it is."""
    desk, slot = screen.desk, slot_of(screen, (), "chase")
    today, lead, these = desk.today(), screen.shown("lead"), screen.at_hand()
    scopes = {_ALL: "Everybody who owes something"}
    if lead is not None:
        scopes[_LEAD] = f"{lead} alone"
    scopes[_THESE] = f"{these.words}: {counted(len(these.ids), 'action')}"
    asking = Asking(
        _LEAD if lead is not None else _THESE if these.narrowed else _ALL,
        WITHIN_DAYS,
        SILENT_DAYS,
        today + timedelta(days=ANSWER_DAYS),
        desk.plan.path.with_name(f"chase-{today}"),
    )
    problem = ""
    while True:
        dialog = ChaseDialog(scopes, asking, slot, today=today).troubled_by(problem)
        answer = await screen.ask(dialog)
        if answer is None:
            return
        asking, problem = answer, ""
        ids = these.ids if asking.of == _THESE else None
        only = lead if asking.of == _LEAD else None
        found = await aside(screen.jtai, desk, partial(_look, desk, asking, ids, only))
        if not found.owes:
            problem = "Nobody owes anything by that; ask about more actions, or more days."
            continue
        asked = counted(len(found.owes), "lead")
        title = f"{asked.upper()} WOULD BE ASKED"
        if not await screen.ask(PreviewScreen(title, list(_owing(found, asking)))):
            continue
        try:
            chased = await _write(screen, asking, found)
        except (Refused, PlanError) as error:
            problem = f"{screen.jtai.in_words(error)}."
            continue
        if chased is not None:
            slot.discard()
            screen.changed(())
            screen.tell(f"Chased {asked}; the files are in {chased.folder}")
            await screen.ask(ReaderScreen("CHASED", list(_written(chased))))
            return


def _look(desk: Desk, asking: Asking, ids: Sequence[str] | None, lead: str | None) -> _Found:
    today = desk.today()
    with desk.plan.another() as own:
        owes = who_owes(
            own, today=today, within=asking.within, silent=asking.silent, only=ids, lead=lead or ""
        )
        if lead is not None:  # a name may be a part of another's
            called = " ".join(lead.split())
            owes = tuple(each for each in owes if each.lead == called)
        nobody = owed_by_nobody(
            own, today=today, within=asking.within, silent=asking.silent, only=ids
        )
        before = {each.lead: each.words(today) for each in chases(own)}
    return _Found(owes, nobody if lead is None else (), before)


async def _write(screen: ComparingScreen, asking: Asking, found: _Found) -> Chased | None:
    """Write what the leads are sent, and note in the log who was chased; None if not done."""
    desk, folder = screen.desk, asking.folder.absolute()
    names = [*(one for pair in file_names(found.owes) for one in pair), SUMMARY]
    there = [each for each in names if os.path.lexists(folder / each)]
    question = f"Replace {counted(len(there), 'file')} in {folder.name}?"
    if there and not await screen.ask(
        ConfirmDialog(question, str(folder), yes="Replace them", no="Go back")
    ):
        return None
    if not await signed(screen):
        screen.tell("Nothing was written: a change needs a name")
        return None
    work = partial(
        chase, desk.plan, found.owes, folder, by=desk.by(), today=desk.today(),
        answer_by=asking.answer_by, now=desk.clock(), overwrite=bool(there), nobody=found.nobody,
    )  # fmt: skip
    async with its_turn(screen.jtai, desk, saving=True):
        await sure_of_file(screen.jtai, desk)
        heading = "Writing what leads are sent"
        done = await long_work(screen, heading, lambda way: work(progress=way), writes=True)
        if done is not None:
            await aside(screen.jtai, desk, lambda: note_change(desk))
    if done is None:
        screen.tell("Stopped; nothing was written")
    return done


def _owing(found: _Found, asking: Asking) -> Iterator[Block]:
    """Yield each lead with what they owe, then what has nobody to ask."""
    by = f"An answer is asked by {show_long_date(asking.answer_by)}. The files go to "
    yield Paragraph(
        ((by, MUTED), (str(asking.folder.absolute()), TEXT), (". ctrl+s writes them.", MUTED))
    )
    for each in found.owes:
        before = found.before.get(each.lead, "")
        yield Gap()
        yield Paragraph(
            ((each.lead, STRONG), (f"  {each.words}", TEXT), (before and f"; {before}", MUTED))
        )
        for owed in each.actions:
            yield _owed(owed)
    if found.nobody:
        yield Heading("NOBODY TO ASK", counted(len(found.nobody), "action"), LATE)
        yield from map(_owed, found.nobody)


def _owed(owed: Owed) -> Paragraph:
    what = " ".join(visible(owed.row.action).split())
    short = what if len(what) <= _TOLD else f"{what[:_TOLD].rpartition(' ')[0] or what[:_TOLD]} …"
    tone = LATE if owed.overdue is not None else MUTED
    return Paragraph(
        ((f"{short}  ", TEXT), (owed.why, tone)),
        label=f"{owed.row.reference}  ",
        hang=_HANG,
        indent=_INDENT,
    )


def _written(chased: Chased) -> Iterator[Block]:
    """Yield where the files are, and what each is."""
    yield Paragraph(((str(chased.folder), STRONG),))
    yield Gap()
    yield Paragraph(((chased.summary.name, TEXT), ("  who owes what, for you", MUTED)))
    for each in chased.leads:
        yield Gap()
        yield Paragraph(((each.owes.lead, STRONG), (f"  {each.owes.words}", MUTED)))
        yield Paragraph(((each.sheet.name, TEXT), ("  the sheet to fill in", MUTED)), indent=2)
        yield Paragraph(
            ((each.mail.name, TEXT), ("  the draft e-mail, with the sheet", MUTED)), indent=2
        )
    yield Gap()
    yield Paragraph(
        (
            (
                "The log notes who was chased for what. A sheet that comes back is merged with M.",
                MUTED,
            ),
        )
    )
