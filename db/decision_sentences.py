"""The log in sentences, where copies came together: what came in, and what was decided of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from db.cell_heads import CELL_KINDS, shown_row
from db.dates import read_stamp, show_moment
from db.event import EVENT_FIELDS, Event, Kind, Origin
from db.mainline import Mainline, read_mainline
from db.proposals import ENTRY_FIELDS, GIVEN_WAY, PROGRESS
from db.waiting import read_conflicts

Tell = Callable[[Event], str | None]
"""What a row says by itself."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is known of where copies came together.

    `rivals` are the rows, by hash, that decisions were made against; `waiting` the hashes of those
    that still wait for one. `emptying` are the decisions, by command and action, that there is to
    be no rating: such a one takes two rows, and is told once.
    """

    mainline: Mainline
    rivals: dict[str, Event]
    waiting: frozenset[str]
    emptying: dict[tuple[str, str], Event]
    kept: dict[str, str]

    def sentence(self, event: Event, tell: Tell) -> str | None:
        """Return what a row says, and how it came to be here."""
        said = tell(event)
        if event.hash in self.kept:
            said = f"Decided to keep it as it is. {self.kept[event.hash]}"
        elif event.undoes in self.kept:
            said = f"Undone: decided to keep it as it is. {self.kept[event.undoes]}"
        decision = self.emptying.get((event.batch, event.entity))
        if decision is not None and event.field == "rating":
            said = self._emptied(event, decision, tell)
        elif event.kind == Kind.RESOLVE and (rival := self.rivals.get(event.sup2 or "")):
            said = _decided(event, rival, said, tell)
        merge = self.mainline.came_in(event.seq)
        if said is None or merge is None:
            return said
        waits = ", waits for a decision" if event.hash in self.waiting else ""
        return f"In {merge.record.name}{waits}: {_lower(said)}"

    def _emptied(self, event: Event, decision: Event, tell: Tell) -> str | None:
        if event.kind == Kind.RESOLVE:
            return None
        rival = self.rivals.get(decision.sup2 or "")
        if rival is None or decision.origin == Origin.MERGED:
            return "Decided that it is unrated again"
        if rival.new is None:
            return f"Decided as {_whom(rival)}: unrated again"
        return f"Decided to keep it unrated, and not as {_whom(rival)}: {_lower(tell(rival) or '')}"


def read_meeting(connection: sqlite3.Connection, events: Iterable[Event]) -> Meeting:
    """Return what has to be known to tell these rows."""
    events = tuple(events)
    others = sorted({each.sup2 for each in events if each.sup2 is not None})
    query = f"SELECT {', '.join(EVENT_FIELDS)} FROM event WHERE hash = ?"
    rivals = {
        each: Event._make(row) for each in others for row in connection.execute(query, [each])
    }
    beside = any(not each.applied and each.kind in CELL_KINDS for each in events)
    conflicts = read_conflicts(connection) if beside else ()
    waiting = frozenset(each.theirs.hash for each in conflicts)
    deciding = {each.hash: each for each in events if each.kind == Kind.RESOLVE}
    emptying = {
        (each.batch, each.entity): deciding[each.sup1]
        for each in events
        if each.undoes is not None and each.sup1 in deciding
        if each.batch == deciding[each.sup1].batch
    }
    kept = dict(_not_taken(connection, events))
    return Meeting(read_mainline(connection), rivals, waiting, emptying, kept)


def _not_taken(
    connection: sqlite3.Connection, events: Iterable[Event]
) -> Iterator[tuple[str, str]]:
    """Yield the decisions by which something that a document says was not taken, and what it says.

    Neither what was taken, nor a third value, is told here: the rows that changed the plan do.
    """
    query = (
        "SELECT proposal.action, proposal.field, proposal.value, born.new FROM proposal"
        " CROSS JOIN event AS born ON born.entity = proposal.id AND born.field = ''"
        " WHERE proposal.id = ?"
    )
    made = (
        "SELECT 1 FROM {0} CROSS JOIN event ON event.entity = {0}.id"
        " AND event.field = '{1}' WHERE {0}.action = ? AND event.batch = ?"
    )
    for event in events:
        closes = (event.etype, event.field, event.new) == ("proposal", "withdrawn", "1")
        if not closes or event.undoes is not None or event.reason == GIVEN_WAY:
            continue
        action, field, value, said = connection.execute(query, [event.entity]).fetchone()
        if field in ENTRY_FIELDS:
            entry = ("progress_update", "text") if field == PROGRESS else ("evidence", "title")
            rows = connection.execute(made.format(*entry), [action, event.batch])
            changed = rows.fetchone() is not None
        else:
            row = shown_row(connection, action, field, event.seq)
            changed = row is not None and (
                row.new == value or (row.batch == event.batch and row.new != row.old)
            )
        if not changed:
            yield event.hash, said or ""


def _decided(event: Event, rival: Event, said: str | None, tell: Tell) -> str | None:
    if rival.new == event.old:  # both had said the same, and one went on from it
        return said if event.new != event.old else None
    theirs = tell(rival)
    if theirs is None:
        return None
    whom = _whom(rival)
    if event.origin == Origin.MERGED:
        return f"Taken from {whom}, as nothing else was said here: {_lower(theirs)}"
    if event.new == event.old:
        return f"Decided to keep it as it is, and not as {whom}: {_lower(theirs)}"
    if event.new == rival.new:
        return f"Decided as {whom}: {_lower(said or theirs)}"
    return f"Decided otherwise than {whom}: {_lower(said or '')}"


def _whom(rival: Event) -> str:
    return f"{rival.author} ({show_moment(read_stamp(rival.at))})"


def _lower(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:]}"
