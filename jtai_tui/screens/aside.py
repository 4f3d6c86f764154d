"""What may take its time, done beside the screen, which stays alive and says what it waits for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from db.errors import NotAPlan, PlanError
from db.file import BUSY_SECONDS

if TYPE_CHECKING:
    from jtai_tui.app import JtaiApp
    from jtai_tui.desk import Desk

ResultT = TypeVar("ResultT")

SILENT_SECONDS = 1.0
"""How long nothing is said of a wait."""

WAITS = "Waiting for another program to let go of the file"

WORKS = "Still at it: the disk is slow, or another program reads the file"

_ONCE_MORE = 0.05  # seconds


async def aside(app: JtaiApp, desk: Desk, work: Callable[[], ResultT]) -> ResultT:
    """Do `work` in a thread and return what it returns; say so if it takes long.

    Raises what it raises.
    """
    task = asyncio.create_task(asyncio.to_thread(work))
    done, _ = await asyncio.wait({task}, timeout=SILENT_SECONDS)
    if done:
        return await task
    app.tell(WAITS if desk.plan.waiting else WORKS)
    try:
        return await task
    finally:
        app.tell("")


def patiently(look: Callable[[], ResultT]) -> ResultT:
    """Return what a look returns, once another program lets it. Raises PlanError. Only aside."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return look()
        except NotAPlan:
            raise
        except PlanError:
            if time.monotonic() > end:
                raise
            time.sleep(_ONCE_MORE)
