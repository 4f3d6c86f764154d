"""Keys given out one at a time, so that none is lost or lands in the wrong place.

Textual hands a key to the widget that has the focus and goes on; what the key does comes later.
Whoever types on, over a slow line or from habit, would type into the screen behind the dialog
that their first key opens. Here the next key waits until the one before has been answered, and
until a job that asks for it has its dialog on the screen. Where a change can't be saved, what was
typed after it is dropped: it was meant for a screen that did not come.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from textual import events
from textual.dom import DOMNode
from textual.message_pump import MessagePump

# Seconds for a widget to answer, unless it is gone, and how often they are granted: a slow disk
# that stops everything for longer uses up but one of them.
_PATIENCE, _TIMES = 0.05, 10
_ROUNDS = 5  # for a message that one of them sends to another, who sends one in turn


class TypedAhead:
    """The queue. `give` hands one key or paste to the app; `focus` says who will answer it.

    `rested` is called once a key has been answered, unless the same key comes again at once: what
    takes longer than a held key should is done there.
    """

    def __init__(
        self,
        give: Callable[[events.Event], Awaitable[None]],
        focus: Callable[[], DOMNode],
        rested: Callable[[], None],
    ) -> None:
        self._give = give
        self._focus = focus
        self._rested = rested
        self._waiting: deque[events.Event] = deque()
        self._some = asyncio.Event()
        self._key = ""
        self._free = asyncio.Event()
        self._free.set()
        self._holds = 0
        self._given = True

    def put(self, event: events.Event) -> None:
        """Take a key that was typed."""
        self._waiting.append(event)
        self._some.set()

    @property
    def idle(self) -> bool:
        """Return whether every key has been answered, and no job has more to do before the next."""
        return self._given and not self._waiting and self._free.is_set()

    @property
    def is_held(self) -> bool:
        """Return whether the key that is answered just now waits once more."""
        return bool(self._waiting) and getattr(self._waiting[0], "key", None) == self._key

    def hold(self) -> None:
        """Give out no more keys until `release`; holds count."""
        self._holds += 1
        self._free.clear()

    def release(self) -> None:
        """Take one hold back."""
        self._holds = max(self._holds - 1, 0)
        if not self._holds:
            self._free.set()

    def drop(self) -> int:
        """Forget what was typed and not yet given out, and return how many keys that were."""
        keys = len(self._waiting)
        self._waiting.clear()
        return keys

    async def run(self) -> None:
        """Give out keys for ever."""
        while True:
            await self._some.wait()
            self._given = False
            await self._free.wait()
            if not self._waiting:  # they were dropped meanwhile
                self._some.clear()
                self._given = True
                continue
            event = self._waiting.popleft()
            self._key = getattr(event, "key", "")
            if not self._waiting:
                self._some.clear()
            answering = self._answering()
            await self._give(event)
            await _all_answered(answering)
            if not self.is_held:
                self._rested()
            self._given = True

    def _answering(self) -> list[MessagePump]:
        """Return those who may answer a key, in the order in which it bubbles up."""
        return [node for node in self._focus().ancestors_with_self if isinstance(node, MessagePump)]


async def _all_answered(nodes: Sequence[MessagePump]) -> None:
    """Wait until a key has gone through all of them, with the messages that came of it."""
    for _ in range(_ROUNDS):
        for node in nodes:
            await _answered(node)
        if not any(node.message_queue_size for node in nodes if node.is_running):
            return


async def _answered(node: MessagePump) -> None:
    """Wait until `node` has dealt with all that it was sent so far, or is gone."""
    done = asyncio.Event()
    if not (node.is_running and node.call_later(done.set)):
        return
    for _ in range(_TIMES):
        try:
            async with asyncio.timeout(_PATIENCE):
                await done.wait()
                return
        except TimeoutError:
            if not node.is_running:
                return
