"""Going on through a log from a row up to which it was found sound before.

Only the later rows are gone through. Of the rest, what they ask for is looked up: the rows they
stand on, supersede or undo, the cells they change, the entities they name.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import takewhile

from db.chain import MARKING, Walk, codes_of
from db.event import EVENT_FIELDS, Event
from db.schema import REFERS

_FIELDS = ", ".join(EVENT_FIELDS)
_AT_ONCE = 500


def rows_after(connection: sqlite3.Connection, seq: int) -> tuple[Event, ...]:
    """Return the rows of the log behind place `seq`, oldest first."""
    query = f"SELECT {_FIELDS} FROM event NOT INDEXED WHERE seq > ? ORDER BY seq"
    return tuple(Event._make(row) for row in connection.execute(query, [seq]))


def rows_alike(rows: Sequence[Event], twin: sqlite3.Connection) -> int:
    """Return how many of the first rows of a log another one begins with as well, to the letter."""
    theirs = twin.execute(f"SELECT {_FIELDS} FROM event NOT INDEXED ORDER BY seq")
    pairs = zip(rows, theirs, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def ends_of(rows: Sequence[Event]) -> set[str]:
    """Return the hashes of the rows that no other of them stands on."""
    parents = {parent for row in rows for parent in (row.chain1, row.chain2)}
    return {row.hash for row in rows} - parents


def walk_to(
    connection: sqlite3.Connection, ends: Iterable[str], seq: int, later: Sequence[Event]
) -> Walk:
    """Return a walk that has come to the row in place `seq`, and knows what `later` asks.

    `ends` are the rows up to there that no other stands on.
    """
    walk = Walk(ends=set(ends), place=seq)
    asked = {
        each
        for event in later
        for each in (event.chain1, event.chain2, event.sup1, event.sup2, event.undoes)
        if each is not None
    } | {event.hash for event in later}  # a row that stands twice
    asked |= {event.new for event in later if (event.etype, event.field) == MARKING and event.new}
    walk.rows = {event.hash: event for event in _with_hashes(connection, asked, seq)}
    for entity, field in {(event.entity, event.field) for event in later}:
        query = (
            f"SELECT {_FIELDS} FROM event WHERE entity = ? AND field = ? AND applied = 1"
            " AND seq <= ? ORDER BY seq DESC LIMIT 1"
        )
        for row in connection.execute(query, [entity, field, seq]):
            walk.current[entity, field] = Event._make(row)
    named = {event.entity for event in later}
    named |= {event.new for event in later if (event.etype, event.field) in REFERS and event.new}
    for entity in named:
        query = (
            "SELECT etype FROM event WHERE entity = ? AND field = '' AND seq <= ?"
            " AND kind IN ('genesis', 'create')"
        )
        for (etype,) in connection.execute(query, [entity, seq]):
            walk.born[entity] = etype
    query = (
        "SELECT new FROM event WHERE entity = (SELECT entity FROM event WHERE seq = 1)"
        " AND field = 'scheme' AND seq <= ? ORDER BY seq"
    )
    for (scheme,) in connection.execute(query, [seq]):
        walk.codes = codes_of(scheme)
    return walk


def _with_hashes(
    connection: sqlite3.Connection, hashes: Iterable[str], seq: int
) -> Iterable[Event]:
    wanted = sorted(hashes)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        query = f"SELECT {_FIELDS} FROM event WHERE hash IN ({marks}) AND seq <= ?"
        yield from (Event._make(row) for row in connection.execute(query, [*some, seq]))
