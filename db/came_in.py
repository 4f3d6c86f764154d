"""What came in with the newest merge, and what waits for a decision, cell by cell."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from db.cell_heads import CELL_KINDS, cell_history, shown_row
from db.event import EVENT_FIELDS, Event, Kind
from db.mainline import Mainline, Taken, read_mainline
from db.waiting import one_question, read_conflicts

_FIELDS = ", ".join(EVENT_FIELDS)
_TOLD_ELSEWHERE = ("document", "proposal", "chase")
"""Proposals wait by themselves, and who was chased stands beside the lead: nothing to decide."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a returned copy says of a cell, and what the plan said before it came in.

    `field` is empty for something new as a whole, whose first row `theirs` is then. `base` is what
    both sides started from; `ours` and `base` are None where nothing stood. `merge` brought it in,
    None where it was here before (a decision that was undone). `disputed` says that two people
    disagree, and a person has not decided yet.
    """

    etype: str
    entity: str
    field: str
    base: Event | None
    ours: Event | None
    theirs: Event
    merge: Taken | None
    disputed: bool = False

    @property
    def id(self) -> str:
        """Return what names it as long as the plan stands."""
        return f"{self.field or 'new'}:{self.theirs.hash}"


def read_differences(connection: sqlite3.Connection) -> tuple[Difference, ...]:
    """Return what came in with the newest merge, several files in one go being one, and what waits.

    What both sides say alike is left out. A due date and its precision are one.
    """
    mainline = read_mainline(connection)
    newest = mainline.merges[-1].batch if mainline.merges else None
    found = {each.id: each for each in _conflicts(connection, mainline)}
    asked = {(each.entity, each.field, each.theirs.new) for each in found.values()}
    for merge in mainline.merges:
        if merge.batch == newest:
            for each in _came_with(connection, merge):
                if (each.entity, each.field, each.theirs.new) not in asked:
                    found.setdefault(each.id, each)
    return one_question(found.values())


def _conflicts(connection: sqlite3.Connection, mainline: Mainline) -> Iterator[Difference]:
    for each in read_conflicts(connection):
        merge = mainline.came_in(each.theirs.seq)
        yield Difference(
            each.etype, each.entity, each.field, each.base, each.ours, each.theirs, merge, True
        )


def _came_with(connection: sqlite3.Connection, merge: Taken) -> Iterator[Difference]:
    between = _rows_between(connection, merge.after, merge.seq)
    rows = [row for row in between if row.etype not in _TOLD_ELSEWHERE]
    created = {row.entity: row for row in rows if row.kind == Kind.CREATE}
    kept = {row.entity: row.new is None for row in rows if row.field == "withdrawn"}
    for row in created.values():
        if kept.get(row.entity, True):  # else they had taken it back themselves
            yield Difference(row.etype, row.entity, "", None, None, row, merge)
    newest: dict[tuple[str, str], list[Event]] = {}
    for row in rows:
        if row.kind in CELL_KINDS and row.entity not in created:
            newest.setdefault((row.entity, row.field), []).append(row)
    for (entity, field), changes in newest.items():
        ours = shown_row(connection, entity, field, merge.after)
        theirs = changes[-1]
        if (ours.new if ours else None) != theirs.new:
            base = _base(connection, ours, changes)
            yield Difference(theirs.etype, entity, field, base, ours, theirs, merge)


def _rows_between(connection: sqlite3.Connection, after: int, before: int) -> list[Event]:
    query = f"SELECT {_FIELDS} FROM event WHERE seq > ? AND seq < ? ORDER BY seq"
    return [Event._make(row) for row in connection.execute(query, [after, before])]


def _base(
    connection: sqlite3.Connection, ours: Event | None, theirs: Iterable[Event]
) -> Event | None:
    """Return what both sides started from: mostly what stood here, which they went on from."""
    *_, last = theirs
    if ours is None or any(ours.hash in (each.sup1, each.sup2) for each in theirs):
        return ours
    return cell_history(connection, last.entity, last.field).forked_from(ours, last)
