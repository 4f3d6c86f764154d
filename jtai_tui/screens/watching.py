"""What other programs do to the file while it is open: looked for, shown, and said."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from db.errors import NotAPlan, PlanError, Refused
from db.file import BUSY_SECONDS
from db.history import action_detail, plan_history
from db.lookout import Finding, Sight
from jtai_tui.screens.aside import aside
from jtai_tui.screens.edit import EditScreen
from jtai_tui.screens.work import WorkScreen

if TYPE_CHECKING:
    from db.anchor import Loss
    from jtai_tui.app import JtaiApp
    from jtai_tui.desk import Desk
    from jtai_tui.screens.main import MainScreen

SECONDS = 0.5
"""How often the file is looked at."""

REPLACED = "The file was replaced by another copy meanwhile; this is what it holds"

READ_ONLY_NOW = (
    "The file or its folder has become read-only; make it writable again, or save a copy elsewhere"
)

WRITABLE = "The file can be written to again"

BACK = "The file is there again, as it was"

_NOTHING_SAVED = "nothing can be saved until it is put back"

_ONCE_MORE = 0.05  # seconds


async def look_back(screen: MainScreen) -> None:
    """Look for lost rows of the log, and bring in what a first change needs: aside."""
    desk = screen.desk
    loss = await aside(screen.jtai, desk, lambda: _lost_rows(desk))
    if loss is not None and not loss.here:  # copies that were changed apart are nothing unusual
        screen.tell(screen.jtai.in_words(loss.sentence))
    elif loss is not None:
        from jtai_tui.screens.dialogs.message import Choice, MessageScreen  # noqa: PLC0415

        ways = [Choice("on", "o", "Open it all the same"), Choice("quit", "q", "Quit")]
        said = f"{screen.jtai.in_words(loss.sentence)}."
        if await screen.ask(MessageScreen("Look at this file", said, ways)) == "quit":
            screen.app.exit(0)


def _lost_rows(desk: Desk) -> Loss | None:
    from jtai_tui.desk import look_back as look  # noqa: PLC0415  brings in SQLAlchemy
    from jtai_tui.screens import rating  # noqa: F401, PLC0415

    return look(desk)


async def keep_watch(app: JtaiApp, desk: Desk) -> None:
    """Look at the file again and again, for as long as the app runs."""
    while True:
        await asyncio.sleep(SECONDS)
        try:
            await watch(app, desk)
        except Exception as error:
            app.admit(error)
            return


async def watch(app: JtaiApp, desk: Desk) -> None:
    """Look at the file aside; say and show what another program has done to it.

    While a change is made, which looks for itself, nothing is done.
    """
    if desk.turn.locked():
        return
    async with desk.turn:
        found = await asyncio.to_thread(desk.lookout.look, desk.facts.tip)
        try:
            await _take(app, desk, found)
        except NotAPlan as error:
            _doubt(app, desk, app.in_words(error))
        except PlanError:  # in use just now
            return


async def _take(app: JtaiApp, desk: Desk, found: Finding) -> None:
    """Say and show what was found. Raises PlanError."""
    seen = desk.outlook
    if found.sight is Sight.BUSY:
        return
    if found.sight in (Sight.GONE, Sight.SPOILT):
        _doubt(app, desk, _in_the_way(app, found))
    elif found.sight is Sight.REPLACED:
        if found.mark != seen.refused[0]:
            said = await _go_on_with_other(app, desk, found)
            app.tell(said)
        else:
            _doubt(app, desk, seen.refused[1])
    elif desk.plan.read_only and found.writable and not seen.writable:
        await _go_on_with_other(app, desk, found)
        app.tell(WRITABLE)
    else:
        _take_same(app, desk, found)


def _take_same(app: JtaiApp, desk: Desk, found: Finding) -> None:
    """Say and show what is new in the file that is open. Raises PlanError."""
    seen, said = desk.outlook, ""
    if found.sight is Sight.CHANGED:
        said = "" if seen.unread else _who_changed(desk)
        desk.note()
    was_away = seen.doubt not in ("", READ_ONLY_NOW)
    if found.sight is Sight.CHANGED or seen.behind or was_away:
        seen.behind = seen.unread = False
        _show(app)
    if not found.writable and not desk.plan.read_only:
        _doubt(app, desk, READ_ONLY_NOW)
    elif seen.trouble:
        said = said or (WRITABLE if seen.trouble == READ_ONLY_NOW else BACK)
        _clear(app, desk)
    else:
        seen.doubt = ""
    seen.writable = found.writable
    if said:
        app.tell(said)


def _doubt(app: JtaiApp, desk: Desk, sentence: str) -> None:
    """Tell what stands against a change once it has stood for two looks.

    A cloud client takes the file away for a moment, and whoever copies over it writes for a while.
    """
    seen = desk.outlook
    if sentence == seen.doubt != seen.trouble:
        seen.trouble = sentence
        app.tell(sentence)
        app.show_state()
    seen.doubt = sentence


def _clear(app: JtaiApp, desk: Desk) -> None:
    desk.outlook.trouble = desk.outlook.doubt = ""
    desk.outlook.refused = (None, "")
    app.show_state()


class NotSaved(PlanError):
    """The file does not take a change just now; no rule of the plan stands against it."""


@asynccontextmanager
async def its_turn(app: JtaiApp, desk: Desk, *, saving: bool = False) -> AsyncIterator[None]:
    """Let a change that is `saving`, or what leads to one, have its turn with the file.

    Where the file does not take it, what was typed ahead is dropped: it was meant for a dialog or
    an action that the screen never came to. Raises NotSaved then.
    """
    async with desk.turn:
        desk.saving = saving
        try:
            yield
        except Refused:
            raise
        except PlanError as error:
            dropped = "; what you typed after that was dropped" if app.typed_ahead.drop() else ""
            raise NotSaved(f"{app.in_words(error)}{dropped}") from error
        finally:
            desk.saving = False


async def sure_of_file(app: JtaiApp, desk: Desk, *, at_once: bool = False) -> None:
    """Raise PlanError unless the file is the one that is shown, and takes writing.

    Another program that writes it just now is waited for; `at_once` lets it pass. What another
    program has changed in it is shown, and a file that lies in its place is. Only in `its_turn`.
    """
    patience = 0 if at_once else BUSY_SECONDS
    found = await aside(app, desk, lambda: _look_patiently(desk, patience))
    seen = desk.outlook
    if found.sight in (Sight.GONE, Sight.SPOILT):
        problem = _in_the_way(app, found)
    elif found.sight is Sight.BUSY:
        if at_once:
            return
        raise PlanError(found.why)
    elif found.sight is Sight.REPLACED:
        raise PlanError(await _go_on_with_other(app, desk, found))
    elif not found.writable:
        problem = READ_ONLY_NOW
    else:
        seen.writable = True
        if found.sight is Sight.CHANGED:
            desk.note()
            _show(app)
        if seen.trouble:
            _clear(app, desk)
        return
    seen.trouble = seen.doubt = problem
    seen.writable = found.writable
    app.show_state()
    raise PlanError(problem)


def _look_patiently(desk: Desk, patience: float) -> Finding:
    """Look at the file, and wait for so many seconds while another program writes it."""
    end = time.monotonic() + patience
    try:
        while True:
            found = desk.lookout.look(desk.facts.tip)
            if found.sight is not Sight.BUSY or time.monotonic() >= end:
                return found
            desk.plan.waiting = True
            time.sleep(_ONCE_MORE)
    finally:
        desk.plan.waiting = False


def _in_the_way(app: JtaiApp, found: Finding) -> str:
    said = app.in_words(found.why)
    return f"{said}; {_NOTHING_SAVED}" if found.sight is Sight.GONE else said


async def _go_on_with_other(app: JtaiApp, desk: Desk, found: Finding) -> str:
    """Go on with the file that lies in the place of ours, and say what it is. Raises PlanError."""
    try:
        fresh = await aside(app, desk, desk.open_fresh)
    except NotAPlan as error:
        why = str(error).removeprefix(f"{desk.plan.path}: ")
        said = f"Another file lies in its place, which can't be opened: {why}"
        desk.outlook.refused = (found.mark, said)
        raise NotAPlan(said) from error
    desk.go_on_with(fresh)
    desk.outlook.writable = found.writable
    _clear(app, desk)
    _show(app)
    lost = None
    with suppress(PlanError):  # it is open all the same
        lost = await aside(app, desk, lambda: _lost_rows(desk))
    said = REPLACED if lost is None else lost.sentence
    return ". ".join(map(app.in_words, (said, *desk.plan.notes)))


def _show(app: JtaiApp) -> None:
    """Show on every screen what the plan says now; a form keeps an action that is no more."""
    for screen in app.screen_stack:
        if isinstance(screen, WorkScreen):
            screen.reload()
        elif isinstance(screen, EditScreen):
            with suppress(Refused):
                detail = action_detail(app.at_desk.plan, screen.action, today=app.at_desk.today())
                screen.take_in(detail.row, len(detail.evidence))


def _who_changed(desk: Desk) -> str:
    newest = next(iter(plan_history(desk.plan, most=20)), None)
    if newest is None:
        return "The file was changed by another program meanwhile"
    of = f"action {newest.reference}, " if newest.reference else ""
    return f"{newest.author} meanwhile: {of}{newest.sentence[:1].lower()}{newest.sentence[1:]}"
