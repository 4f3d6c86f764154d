"""Where the histories of one cell end, once copies that were changed apart have come together.

The rows of a cell (an entity's field) form a graph: each supersedes one row, or two where it
settles what two people said. Everything here is a function of which rows there are, and not of the
order in which they came: so every copy that holds the same rows comes to the same answer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import cached_property

from db.event import EVENT_FIELDS, Event, Kind, Origin

CELL_KINDS = (Kind.SET, Kind.RESOLVE)


class CellHistory:
    """The rows of one cell, in the order of this file's log.

    A row stands unless it was undone, and what undid it not undone in turn. A decision that does
    not stand settles nothing: what it had superseded waits again.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self._rows = {event.hash: event for event in events if event.kind in CELL_KINDS}
        self._undone: set[str] = set()
        for event in reversed(self._rows.values()):  # what undoes comes after what it undoes
            if event.undoes is not None and self.stands(event):
                self._undone.add(event.undoes)
        self.leaves = self._find_leaves()
        self.current = next(
            (event for event in reversed(self._rows.values()) if event.applied), None
        )

    @property
    def first(self) -> Event | None:
        """Return the first row that filled the empty cell."""
        return next((event for event in self._rows.values() if event.old is None), None)

    @cached_property
    def live(self) -> tuple[Event, ...]:
        """Return the ends of the cell's history that say something.

        An end that only took its own side's change back says nothing against one that changed.
        """
        return tuple(
            leaf
            for leaf in self.leaves
            if leaf.undoes is None
            or not any(
                self._is_neutral(leaf, other) and not self._is_neutral(other, leaf)
                for other in self.leaves
                if other is not leaf
            )
        )

    @property
    def rivals(self) -> tuple[Event, ...]:
        """Return the live ends whose value differs from the one that is shown."""
        now = None if self.current is None else self.current.new
        return tuple(leaf for leaf in self.live if leaf.new != now)

    @property
    def disputed(self) -> bool:
        """Return whether two people disagree, so that a person has to decide."""
        rivals = self.rivals
        if not rivals:
            return False
        return len({leaf.new for leaf in self.live}) > 1 or self.current in self.live

    @property
    def behind(self) -> Event | None:
        """Return the one live end that should be shown and isn't, where nobody disagrees."""
        rivals = self.rivals
        return rivals[0] if rivals and not self.disputed else None

    @property
    def others(self) -> tuple[Event, ...]:
        """Return the ends of the cell's history but for the row that is shown."""
        return tuple(leaf for leaf in self.leaves if leaf is not self.current)

    @property
    def equals(self) -> tuple[Event, ...]:
        """Return the other ends that say what is shown."""
        now = None if self.current is None else self.current.new
        return tuple(leaf for leaf in self.others if leaf.new == now)

    def stands(self, event: Event) -> bool:
        """Return whether a row was not undone, or done again."""
        return event.hash not in self._undone

    def line(self, event: Event) -> set[str]:
        """Return the hashes of a row and of all that it stands on."""
        found, pending = {event.hash}, [event]
        while pending:
            for parent in self._parents(pending.pop()):
                if parent.hash not in found:
                    found.add(parent.hash)
                    pending.append(parent)
        return found

    def forked_from(self, one: Event, other: Event) -> Event | None:
        """Return the newest row that both stand on; None where they share none."""
        shared = self.line(one) & self.line(other)
        return max((self._rows[each] for each in shared), key=lambda row: row.counter, default=None)

    def _parents(self, event: Event) -> list[Event]:
        second = event.sup2 if self.stands(event) else None
        return [self._rows[each] for each in (event.sup1, second) if each in self._rows]

    def _find_leaves(self) -> tuple[Event, ...]:
        inner = {parent.hash for event in self._rows.values() for parent in self._parents(event)}
        return tuple(event for event in self._rows.values() if event.hash not in inner)

    def _is_neutral(self, leaf: Event, other: Event) -> bool:
        """Return whether a leaf has only come back to where the other one forked off.

        What undoes something else than the row it stands on is a decision, and no coming back.
        """
        if leaf.undoes is None or leaf.undoes != leaf.sup1:
            return False
        shared = self.line(leaf) & self.line(other)
        state = self._restored(leaf)
        if state is None:
            return not shared
        return state.hash in shared and shared <= self.line(state)

    def spoken(self, event: Event) -> Event:
        """Return the row in which a person said what a row shows.

        That is not the one that undid another, nor one by which merging took what nobody disputes.
        Itself, where nothing was said before.
        """
        said = self._restored(event) or event
        taken = self._rows.get(said.sup2 or "") if said.origin == Origin.MERGED else None
        return said if taken is None or taken.new != said.new else self.spoken(taken)

    def _restored(self, event: Event | None) -> Event | None:
        """Return the row whose state an undoing row brought back; itself, if it undoes nothing."""
        while event is not None and event.undoes is not None:
            undone = self._rows.get(event.undoes)
            if undone is None:
                return None
            event = self._rows.get(undone.sup1 or "")
        return event


def shown_row(
    connection: sqlite3.Connection, entity: str, field: str, upto: int = 2**63 - 1
) -> Event | None:
    """Return the row of a cell that is shown, or was when the log had come to place `upto`."""
    query = (
        f"SELECT {', '.join(EVENT_FIELDS)} FROM event WHERE entity = ? AND field = ?"
        " AND applied = 1 AND seq <= ? ORDER BY seq DESC LIMIT 1"
    )
    row = connection.execute(query, [entity, field, upto]).fetchone()
    return None if row is None else Event._make(row)


def has_waiting(connection: sqlite3.Connection, entity: str, field: str) -> bool:
    """Return whether rows wait in a cell that came in beside what stood there."""
    query = "SELECT 1 FROM event WHERE entity = ? AND field = ? AND applied = 0 LIMIT 1"
    return connection.execute(query, [entity, field]).fetchone() is not None


def cell_history(connection: sqlite3.Connection, entity: str, field: str) -> CellHistory:
    """Return the history of one cell."""
    query = (
        f"SELECT {', '.join(EVENT_FIELDS)} FROM event WHERE entity = ? AND field = ? ORDER BY seq"
    )
    return CellHistory(Event._make(row) for row in connection.execute(query, [entity, field]))
