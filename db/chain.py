"""The log held against its own rules, row by row, without the guards' help.

Whoever switches the guards off, and hashes what he writes as it should be, still has to keep the
rules that the guards stand for: they are asked for here a second time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from db.dates import read_stamp, stamp
from db.errors import PlanError
from db.event import Event, Kind, Origin, hash_of
from db.fields import check_field
from db.merge_record import check_record
from db.schema import ENTITY_FIELDS, LASTING, NOTE_FIELDS, REFERS
from db.signature import check_author

Cell = tuple[str, str, str]
"""Type, id and field of a cell."""

MARKING = ("reporting_point", "tip")
"""The field that holds the hash of a row of the log, which was its end."""

_BIRTHS = (Kind.GENESIS, Kind.CREATE)
_SUPERSEDING_ONE = (Kind.SET, Kind.NOTE, *_BIRTHS)
_UNDOING = (Origin.UNDO, Origin.REDO)


def fold(events: Iterable[Event]) -> dict[Cell, str | None]:
    """Return what the log says each cell holds: its newest applied row."""
    return {
        (event.etype, event.entity, event.field): event.new
        for event in events
        if event.applied and event.kind in (Kind.SET, Kind.RESOLVE)
    }


@dataclass(slots=True)
class Walk:
    """What is known of the log on the way through it.

    `rows` by hash; `current` the newest applied row of each cell; `born` the types of the
    entities; `ends` the rows that no other stands on; `codes` the scheme's; `place` that of the
    last row. A walk that begins within the log knows of what came before what later rows ask for.
    """

    rows: dict[str, Event] = field(default_factory=dict)
    current: dict[tuple[str, str], Event] = field(default_factory=dict)
    born: dict[str, str] = field(default_factory=dict)
    ends: set[str] = field(default_factory=set)
    codes: frozenset[str] = frozenset()
    place: int = 0

    def take(self, event: Event) -> None:
        """Go one row on."""
        self.place += 1
        self.rows[event.hash] = event
        self.ends.difference_update((event.chain1, event.chain2))
        self.ends.add(event.hash)
        if event.kind in _BIRTHS:
            self.born.setdefault(event.entity, event.etype)
        if event.applied:
            self.current[event.entity, event.field] = event
        if (event.etype, event.field) == ("plan", "scheme"):
            self.codes = codes_of(event.new)


def codes_of(scheme: str | None) -> frozenset[str]:
    """Return the codes of a scheme as its cell keeps it; none where it can't be read."""
    try:
        return frozenset(level["code"] for level in json.loads(scheme or "[]"))
    except (ValueError, TypeError, KeyError, RecursionError):
        return frozenset()


def chain_faults(
    events: Iterable[Event],
    walk: Walk | None = None,
    *,
    went: Callable[[], object] = int,
) -> Iterator[str]:
    """Yield what is wrong with the log, a line each: order, hashes, parents, names, values.

    The events are those that follow where `walk` has come to, all of them without one. `went` is
    called for each.
    """
    walk = Walk() if walk is None else walk
    for event in events:
        for rules in _RULES:
            for fault in rules(walk, event):
                yield f"row {event.seq}: {fault}"
        walk.take(event)
        went()
    if not walk.place:
        yield "it is empty"
    elif len(walk.ends) > 1:
        yield "it has more than one end"


def _chained(walk: Walk, event: Event) -> Iterator[str]:
    first = walk.place == 0
    if event.seq != walk.place + 1:
        yield "it is not the next"
    if hash_of(event) != event.hash:
        yield "its content is not what its hash says"
    if event.hash in walk.rows:
        yield "it stands twice"
    if first != (event.kind == Kind.GENESIS):
        yield "a log has one genesis, its first row"
    if first != (event.chain1 is None):
        yield "it hangs on nothing"
    counter = 1
    for parent in (event.chain1, event.chain2):
        if parent is not None:
            if parent in walk.rows:
                counter = max(counter, 1 + walk.rows[parent].counter)
            else:
                yield "the row it stands on is missing"
    if event.counter != counter:
        yield "its counter is wrong"


def _signed(_: Walk, event: Event) -> Iterator[str]:
    if not _is_author(event.author):
        yield "it has no author, or one that is not a line of text"
    if not _is_time(event.at):
        yield "its time is malformed"


# The rows of a command share author and time.
@lru_cache(maxsize=100)
def _is_author(name: str) -> bool:
    try:
        return bool(check_author(name))
    except PlanError:
        return False


@lru_cache(maxsize=100)
def _is_time(at: str) -> bool:
    try:
        return stamp(read_stamp(at)) == at
    except (ValueError, OverflowError):
        return False


def _placed(walk: Walk, event: Event) -> Iterator[str]:
    may_be = _PLACES.get(event.kind)
    if may_be is None or not may_be(event.etype, event.field):
        yield "there is no such field"
    if not (event.entity and event.origin and event.batch and event.nonce):
        yield "it does not say of what it is, or from where it came"
    born = walk.born.get(event.entity)
    if event.kind in _BIRTHS:
        if born is not None:
            yield "it is created twice"
    elif born != event.etype:
        yield "there is no such entity"


def _is_cell(etype: str, field: str) -> bool:
    return field in ENTITY_FIELDS.get(etype, ()) or (etype, field) == ("action", "rating")


_PLACES: dict[str, Callable[[str, str], bool]] = {
    Kind.GENESIS: lambda etype, field: etype == "plan" and not field,
    Kind.CREATE: lambda etype, field: etype in ENTITY_FIELDS and etype != "plan" and not field,
    Kind.SET: _is_cell,
    Kind.RESOLVE: _is_cell,
    Kind.NOTE: lambda etype, field: etype == "plan" and field in NOTE_FIELDS,
    Kind.MERGE: lambda etype, field: etype == "plan" and not field,
}
"""Where rows of each kind may stand: asked with type and field."""


def _superseding(walk: Walk, event: Event) -> Iterator[str]:
    cell = (event.entity, event.field)
    superseded = [each for each in (event.sup1, event.sup2) if each is not None]
    rows = [walk.rows.get(each) for each in superseded]
    for row in rows:
        if row is None or (row.entity, row.field) != cell:
            yield "it supersedes a row of another cell"
            break
    if event.sup2 is not None and (event.sup1 is None or event.kind in _SUPERSEDING_ONE):
        yield "it supersedes two rows and resolves nothing"
    first = rows[0] if event.sup1 is not None else None
    if event.old != (None if first is None else first.new):
        yield "its old value is not that of the row it supersedes"
    before = walk.current.get(cell)
    if event.applied != int(before is None or before.hash in superseded):
        yield "it is applied where it should wait, or the reverse"
    if superseded and (
        (event.etype in LASTING and event.field != "withdrawn") or event.field == "scheme"
    ):
        yield "it overwrites what is never overwritten"


def _undoing(walk: Walk, event: Event) -> Iterator[str]:
    if (event.origin in _UNDOING) != (event.undoes is not None):
        yield "it undoes nothing"
    if event.undoes is None:
        return
    undone = walk.rows.get(event.undoes)
    if undone is None:
        yield "the row it undoes is missing"
        return
    if undone.kind == Kind.CREATE:
        reverses = (event.field, event.new) == ("withdrawn", "1")
    else:
        reverses = (event.field, event.new) == (undone.field, undone.old)
    if not reverses or undone.entity != event.entity:
        yield "it does not reverse the row it undoes"


def _fitting(walk: Walk, event: Event) -> Iterator[str]:
    """Yield what is wrong with the value that a row gives to its cell."""
    try:
        check_field(event.etype, event.field, event.new)
    except PlanError as error:
        yield str(error)
    if event.kind == Kind.MERGE:
        try:
            check_record(event.new)
        except PlanError as error:
            yield str(error)
    if event.field == "rating":
        if event.new is None and event.undoes is None:
            yield "a rating is not emptied"
        if event.new is not None and event.new not in walk.codes:
            yield f"{event.new!r} is no rating of the scheme"
    named = REFERS.get((event.etype, event.field))
    if named and event.new is not None and walk.born.get(event.new) != named:
        yield f"it names {'a' if named == 'document' else 'an'} {named} that the plan does not have"
    if (
        (event.etype, event.field) == MARKING
        and event.new is not None
        and event.new not in walk.rows
    ):
        yield "it marks a row that the log does not have"


_RULES = (_chained, _signed, _placed, _superseding, _undoing, _fitting)
"""What every row is asked, of the walk that has come to it: each yields what does not hold."""
