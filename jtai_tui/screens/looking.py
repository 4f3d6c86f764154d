"""What the commands that change nothing do: history, verify, copy, palette, colours."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from db.history import action_detail, plan_history
from db.queries import action_rows, plan_counts, plan_facts
from db.selection import VIEW_NAMES, View
from db.verify import verify_open
from jtai_tui.commands import Place as Keys
from jtai_tui.commands import commands_for, key_name
from jtai_tui.screens.at_hand import blocks_of
from jtai_tui.screens.reader import ReaderScreen
from jtai_tui.text import one_line
from jtai_tui.theme import THEME_NAMES
from jtai_tui.widgets.blocks import Block, Gap, Heading, Paragraph, Prose, plain_text
from jtai_tui.widgets.detail_text import history_blocks
from jtai_tui.widgets.palette import LATE, MUTED, STRONG, TEXT

if TYPE_CHECKING:
    from jtai_tui.screens.dialogs.choice import ListChoice
    from jtai_tui.screens.work import WorkScreen

Place = tuple[str, str]
"""Where the palette leads: a command, an agency, a view, a lead or an action, with its id."""

MOST_ACTIONS = 5000
"""More actions than these are not offered one by one; the filter finds them."""


async def history(screen: WorkScreen) -> None:
    """Show the log of the plan, newest first."""
    blocks: list[Block] = [Gap()]
    for entry in plan_history(screen.desk.plan):
        blocks.extend(history_blocks(entry, with_reference=True))
    await screen.ask(ReaderScreen("HISTORY OF THE PLAN", blocks))


async def about_plan(screen: WorkScreen) -> None:
    """Show the plan's introduction and governance."""
    facts = plan_facts(screen.desk.plan)
    await screen.ask(
        ReaderScreen(
            facts.title,
            (
                Gap(),
                Prose(facts.introduction),
                Heading("GOVERNANCE"),
                Prose(facts.governance),
                Heading("RATINGS"),
                *(
                    Paragraph(((f"{level.letter} {level.glyph}  {level.name}: ", STRONG),
                               (level.meaning, TEXT)))
                    for level in screen.desk.scheme
                ),
                Heading("THIS FILE"),
                Paragraph(((str(screen.desk.plan.path), TEXT),)),
                Paragraph(((f"{facts.events:,} rows of log, tip {facts.tip[:12]}", MUTED),)),
            ),
        )
    )  # fmt: skip


async def verify(screen: WorkScreen) -> None:
    """Check the file, and show what was checked."""
    screen.tell("Checking the file")
    report = await asyncio.to_thread(verify_open, screen.desk.plan)
    screen.tell("")
    blocks: list[Block] = [Gap()]
    for check in report.checks:
        blocks.append(Paragraph(((check.line, TEXT if check.sound else LATE),)))
    blocks.extend(Paragraph(((note, MUTED),)) for note in report.notes)
    blocks += [Gap(), Paragraph(((f"tip {report.tip}", MUTED),))]
    await screen.ask(ReaderScreen(f"THE PLAN IS {report.verdict.upper()}", blocks))


async def copy(screen: WorkScreen) -> None:
    """Copy an action's whole text to the clipboard of the terminal."""
    row = screen.current()
    if row is None:
        screen.tell("There is no action here")
        return
    desk = screen.desk
    detail = action_detail(desk.plan, row.id, today=desk.today())
    screen.app.copy_to_clipboard(plain_text(blocks_of(desk, detail)))
    screen.tell(f"Copied action {row.reference}")


async def choose_theme(screen: WorkScreen) -> None:
    """Let somebody choose the colours, and keep them."""
    from jtai_tui.screens.dialogs.theme import ThemeDialog  # noqa: PLC0415  only when asked

    if screen.app.ansi_color:
        screen.tell("This terminal is shown in its own colours")
        return
    theme = await screen.ask(ThemeDialog(THEME_NAMES, screen.app.theme))
    if theme is not None:
        try:
            screen.desk.keep_theme(theme)
        except OSError as error:
            screen.tell(f"The theme can't be kept for the next time ({error.strerror})")


async def palette(screen: WorkScreen) -> None:
    """Offer every command, agency, view, lead and action, and go there."""
    from jtai_tui.screens.dialogs.choice import ChoiceDialog  # noqa: PLC0415  only when asked

    place = await screen.ask(ChoiceDialog("Go to, or do", list(_everything(screen))))
    if place is not None:
        screen.go_to(place)


async def show_help(screen: WorkScreen) -> None:
    """Show every key that works on this screen, and the ratings of the plan."""
    from jtai_tui.screens.dialogs.help import HelpScreen  # noqa: PLC0415  only when asked

    await screen.ask(HelpScreen(screen.PLACE, screen.jtai.commands, screen.desk.scheme))


def _everything(screen: WorkScreen) -> Iterator[ListChoice[Place]]:
    from jtai_tui.screens.dialogs.choice import ListChoice  # noqa: PLC0415

    for command in commands_for(screen.PLACE, screen.jtai.commands):
        if command.palette:
            keys = ", ".join(key_name(key) for key in command.keys)
            # Its help is not searched: "add an agency" would find "a new action of an agency".
            yield ListChoice(("command", command.id), command.name, keys, command.group)
    yield from _places(screen) if screen.PLACE is Keys.MAIN else ()
    yield from _actions(screen)


def _places(screen: WorkScreen) -> Iterator[ListChoice[Place]]:
    from jtai_tui.screens.dialogs.choice import ListChoice  # noqa: PLC0415

    counts = plan_counts(screen.desk.plan, today=screen.desk.today())
    for view in View:
        yield ListChoice(("view", view), VIEW_NAMES[view], f"{counts.views[view]}", "view")
    for agency in counts.agencies:
        yield ListChoice(("agency", agency.id), agency.name, f"{agency.actions}", "agency")
    for lead in counts.leads:
        yield ListChoice(("lead", lead.name), lead.name, f"{lead.actions}", "lead")


def _actions(screen: WorkScreen) -> Iterator[ListChoice[Place]]:
    from jtai_tui.screens.dialogs.choice import ListChoice  # noqa: PLC0415

    ids, today = screen.reach(), screen.desk.today()
    for row in action_rows(screen.desk.plan, ids, today=today) if len(ids) <= MOST_ACTIONS else ():
        label = f"{row.reference}  {one_line(row.action)}"
        yield ListChoice(("action", row.id), label, row.agency, "action")
