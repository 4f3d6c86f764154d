"""What waits in a plan for a person: cells of which two people said something else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from db.cell_heads import CellHistory, cell_history
from db.event import Event
from db.queries import STANDS
from db.schema import ENTITY_FIELDS, ENTRIES, first_version

_UNSETTLED = """\
SELECT waits.etype, waits.entity, waits.field FROM event AS waits
WHERE waits.applied = 0 AND waits.kind IN ('set', 'resolve')
  AND NOT EXISTS (SELECT 1 FROM event AS later WHERE later.sup1 = waits.hash)
  AND NOT EXISTS (SELECT 1 FROM event AS later WHERE later.sup2 = waits.hash)
  AND waits.new IS NOT (
    SELECT shown.new FROM event AS shown WHERE shown.entity = waits.entity
      AND shown.field = waits.field AND shown.applied = 1 ORDER BY shown.seq DESC LIMIT 1)
UNION
SELECT decided.etype, decided.entity, decided.field FROM event AS decided
WHERE decided.sup2 IS NOT NULL AND EXISTS (
  SELECT 1 FROM event AS undoing WHERE undoing.entity = decided.entity
    AND undoing.field = decided.field AND undoing.undoes IS NOT NULL)
ORDER BY 1, 2, 3"""
"""Cells in which something may wait: what came in beside another value, or was decided and undone.

The indexes of the log answer it without going through the log.
"""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A cell whose history has come to more than one end."""

    etype: str
    entity: str
    field: str
    history: CellHistory


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people disagree about a cell: `ours` is shown, `theirs` waits, `base` both started from.

    `base` is None where they started from an empty cell.
    """

    etype: str
    entity: str
    field: str
    base: Event | None
    ours: Event
    theirs: Event


def unsettled_cells(connection: sqlite3.Connection) -> Iterator[Unsettled]:
    """Yield the cells in which a value waits that is not the one that is shown."""
    for etype, entity, field in connection.execute(_UNSETTLED).fetchall():
        history = cell_history(connection, entity, field)
        if history.rivals:
            yield Unsettled(etype, entity, field, history)


def read_conflicts(connection: sqlite3.Connection) -> tuple[Conflict, ...]:
    """Return what a person has to decide, in the order in which it came in.

    A due date and its precision are one question. What was taken back out of the plan asks none.
    """
    found = [
        Conflict(
            cell.etype,
            cell.entity,
            cell.field,
            cell.history.forked_from(cell.history.current, theirs),
            cell.history.spoken(cell.history.current),
            theirs,
        )
        for cell in unsettled_cells(connection)
        if cell.history.disputed and cell.history.current is not None and not _is_aside(cell)
        for theirs in _one_of_each(cell.history.rivals)
        if cell.field == "withdrawn" or _stands(connection, cell)
    ]
    return one_question(sorted(found, key=lambda each: each.theirs.seq))


class _OfCell(Protocol):
    @property
    def entity(self) -> str: ...

    @property
    def field(self) -> str: ...


OfCellT = TypeVar("OfCellT", bound=_OfCell)


def one_question(items: Iterable[OfCellT]) -> tuple[OfCellT, ...]:
    """Return what is said of cells without the precision of a due date that is among them."""
    asked = tuple(items)
    dated = {each.entity for each in asked if each.field == "due"}
    return tuple(
        each for each in asked if not (each.field == "due_precision" and each.entity in dated)
    )


def disputed_actions(
    connection: sqlite3.Connection, conflicts: Iterable[Conflict]
) -> tuple[str, ...]:
    """Return the ids of the actions that conflicts are about, or about whose entries."""
    found: dict[str, None] = {}
    for each in conflicts:
        if each.etype == "action":
            found[each.entity] = None
        elif each.etype in ENTRIES:
            query = f"SELECT action FROM {each.etype} WHERE id = ?"
            found |= {action: None for (action,) in connection.execute(query, [each.entity])}
    return tuple(found)


def _one_of_each(rivals: tuple[Event, ...]) -> list[Event]:
    """Return the first end of each value, by a rule that is the same on every copy."""
    firsts: dict[str | None, Event] = {}
    for event in sorted(rivals, key=lambda each: (each.counter, each.hash)):
        firsts.setdefault(event.new, event)
    return list(firsts.values())


def _is_aside(cell: Unsettled) -> bool:
    """Return whether a cell is of what stands beside the plan, as a proposal or a reporting point.

    Whoever took one back, or decided it, has said so there, and a plan's content is not disputed.
    """
    return first_version(cell.etype) > 1


def _stands(connection: sqlite3.Connection, cell: Unsettled) -> bool:
    if "withdrawn" not in ENTITY_FIELDS[cell.etype]:
        return True
    stands = STANDS if cell.etype == "agency" else "withdrawn IS NULL"
    query = f"SELECT {stands} FROM {cell.etype} WHERE id = ?"
    return bool(connection.execute(query, [cell.entity]).fetchone()[0])
