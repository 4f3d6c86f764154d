"""The log of a newer version: what its rows mean may be unknown, how they hang together is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from db.event import Event, hash_of


def link_faults(events: Iterable[Event]) -> Iterator[str]:
    """Yield which rows are not what their hash says, or stand on none: a line each."""
    before: set[str | None] = {None}
    for place, event in enumerate(events, 1):
        whole = event.seq == place and hash_of(event) == event.hash
        if not (whole and event.chain1 in before and event.chain2 in before):
            yield f"row {event.seq} is not what it was"
        before.add(event.hash)
    if len(before) == 1:
        yield "it is empty"
