"""Work that takes long, done beside the screen: how far it has come, and a way to stop it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from jtai_tui.screens.dialogs.base import Dialog
from jtai_tui.widgets.form_fields import Key

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen

ResultT = TypeVar("ResultT")

Progress = Callable[[float], object]
"""Called now and then with how much is done, from 0 to 1."""

SILENT_SECONDS = 0.4
"""How long nothing is shown of it."""

_CELLS = 60
_EVERY = 0.1  # seconds


class Stopped(Exception):
    """Somebody has stopped the work; nothing was written."""


class Way:
    """How far a piece of work has come, as it says itself, and whether it is to stop."""

    def __init__(self) -> None:
        self.done = 0.0
        self.stopped = False

    def report(self, done: float) -> None:
        """Take how much is done. Raises Stopped where nobody wants it any more."""
        self.done = min(max(done, 0.0), 1.0)
        if self.stopped:
            raise Stopped


class ProgressDialog(Dialog[bool]):
    """A bar that fills; esc stops the work. True once `ended` says that it has ended."""

    LEAVE: ClassVar[Key] = Key("escape", "stop", "screen.back")
    HELP = "Nothing is written while this runs; esc stops it."

    def __init__(self, heading: str, way: Way, ended: Callable[[], bool]) -> None:
        super().__init__(heading)
        self._way = way
        self._ended = ended

    def fields(self) -> Iterable[Widget]:
        """Yield the bar."""
        yield Static(id="bar", classes="text")

    def on_mount(self) -> None:
        """Show how far it is, again and again."""
        self.set_interval(_EVERY, self._look)
        self._look()

    def _look(self) -> None:
        if self._ended():
            self.finish(True)
            return
        self.query_one("#bar", Static).update(bar(self._way.done))


def bar(done: float) -> Content:
    """Return a bar that is filled so far, with the percentage beside it."""
    full = round(done * _CELLS)
    return Content.assemble(
        ("█" * full, "$accent"), ("░" * (_CELLS - full), "$text-muted"), f" {done:4.0%}"
    )


async def long_work(
    screen: WorkScreen,
    heading: str,
    work: Callable[[Progress], ResultT],
    *,
    writes: bool = False,
) -> ResultT | None:
    """Do `work` in a thread and return what it returns; None if somebody stopped it.

    It is given what to call with how much is done. One that `writes` is waited for when it is
    stopped, as it may be done by then. Raises what it raises.
    """
    way = Way()
    task = asyncio.create_task(asyncio.to_thread(work, way.report))
    done, _ = await asyncio.wait({task}, timeout=SILENT_SECONDS)
    if not done and not await screen.ask(ProgressDialog(heading, way, task.done)):
        way.stopped = True
        if not writes:
            task.add_done_callback(_forget)
            return None
    try:
        return await task
    except Stopped:
        return None


def _forget(task: asyncio.Task[ResultT]) -> None:
    """Take what came of work that nobody waits for, so that it is not called lost."""
    if not task.cancelled():
        task.exception()
