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
from db.schema import ENTITY_FIELDS, ENTRIES, NOTE_FIELDS
from db.signature import check_author

Cell = tuple[str, str, str]
"""Type, id and field of a cell."""

_BIRTHS = (Kind.GENESIS, Kind.CREATE)
_RESOLVE, _MERGE = "resolve", "merge"


def fold(events: Iterable[Event]) -> dict[Cell, str | None]:
    """Return what the log says each cell holds: its newest applied row."""
    return {
        (event.etype, event.entity, event.field): event.new
        for event in events
        if event.applied and event.kind in (Kind.SET, _RESOLVE)
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
        self.ends -= {event.chain1, event.chain2}
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
    events: Iterable[Event], walk: Walk | None = None, *, went: Callable[[], object] = int
) -> Iterator[str]:
    """Yield what is wrong with the log, a line each: order, hashes, parents, names, values.

    The events are those that follow where `walk` has come to, all of them without one. `went` is
    called for each.
    """
    walk = Walk() if walk is None else walk
    for event in events:
        for rules in (_chained(walk, event, walk.place + 1), _signed(event), _placed(walk, event),
                      _superseding(walk, event), _undoing(walk, event)):  # fmt: skip
            for holds, fault in rules:
                if not holds:
                    yield f"row {event.seq}: {fault}"
        yield from (f"row {event.seq}: {fault}" for fault in _misfits(walk, event))
        walk.take(event)
        went()
    if not walk.place:
        yield "it is empty"
    elif len(walk.ends) > 1:
        yield "it has more than one end"


_Rules = Iterator[tuple[bool, str]]


def _chained(walk: Walk, event: Event, place: int) -> _Rules:
    parents = [parent for parent in (event.chain1, event.chain2) if parent is not None]
    counters = [walk.rows[parent].counter for parent in parents if parent in walk.rows]
    yield event.seq == place, "it is not the next"
    yield hash_of(event) == event.hash, "its content is not what its hash says"
    yield event.hash not in walk.rows, "it stands twice"
    yield (place == 1) == (event.kind == Kind.GENESIS), "a log has one genesis, its first row"
    yield (place == 1) == (event.chain1 is None), "it hangs on nothing"
    yield len(counters) == len(parents), "the row it stands on is missing"
    yield event.counter == 1 + max(counters, default=0), "its counter is wrong"


def _signed(event: Event) -> _Rules:
    yield _is_author(event.author), "it has no author, or one that is not a line of text"
    yield _is_time(event.at), "its time is malformed"


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


def _placed(walk: Walk, event: Event) -> _Rules:
    birth = event.kind in _BIRTHS
    cells = {
        Kind.GENESIS: event.etype == "plan" and not event.field,
        Kind.CREATE: event.etype in ENTITY_FIELDS and event.etype != "plan" and not event.field,
        Kind.SET: _is_cell(event),
        _RESOLVE: _is_cell(event),
        Kind.NOTE: event.etype == "plan" and event.field in NOTE_FIELDS,
        _MERGE: event.etype == "plan" and not event.field,
    }
    yield cells.get(event.kind, False), "there is no such field"
    yield not (birth and event.entity in walk.born), "it is created twice"
    yield birth or walk.born.get(event.entity) == event.etype, "there is no such entity"


def _is_cell(event: Event) -> bool:
    fields = ENTITY_FIELDS.get(event.etype, ())
    return event.field in fields or (event.etype, event.field) == ("action", "rating")


def _superseding(walk: Walk, event: Event) -> _Rules:
    superseded = [each for each in (event.sup1, event.sup2) if each is not None]
    cell = (event.entity, event.field)
    yield (
        all(
            each in walk.rows and (walk.rows[each].entity, walk.rows[each].field) == cell
            for each in superseded
        ),
        "it supersedes a row of another cell",
    )
    alone = event.sup2 is None or (
        event.sup1 is not None and event.kind not in (Kind.SET, Kind.NOTE, *_BIRTHS)
    )
    yield alone, "it supersedes two rows and resolves nothing"
    old = walk.rows[event.sup1].new if event.sup1 in walk.rows else None
    yield event.old == old, "its old value is not that of the row it supersedes"
    before = walk.current.get(cell)
    applied = before is None or before.hash in superseded
    yield event.applied == int(applied), "it is applied where it should wait, or the reverse"
    kept = (event.etype in ENTRIES and event.field != "withdrawn") or event.field == "scheme"
    yield not (kept and superseded), "it overwrites what is never overwritten"


def _undoing(walk: Walk, event: Event) -> _Rules:
    undoing = event.origin in (Origin.UNDO, Origin.REDO)
    yield undoing == (event.undoes is not None), "it undoes nothing"
    if event.undoes is None:
        return
    undone = walk.rows.get(event.undoes)
    yield undone is not None, "the row it undoes is missing"
    if undone is None:
        return
    if undone.kind == Kind.CREATE:
        reverses = (event.field, event.new) == ("withdrawn", "1")
    else:
        reverses = (event.field, event.new) == (undone.field, undone.old)
    yield reverses and undone.entity == event.entity, "it does not reverse the row it undoes"


def _misfits(walk: Walk, event: Event) -> Iterator[str]:
    """Yield what is wrong with the value that a row gives to its cell."""
    try:
        check_field(event.etype, event.field, event.new)
    except PlanError as error:
        yield str(error)
    if event.field == "rating":
        if event.new is None and event.undoes is None:
            yield "a rating is not emptied"
        if event.new is not None and event.new not in walk.codes:
            yield f"{event.new!r} is no rating of the scheme"
    named = REFERS.get((event.etype, event.field))
    if named and event.new is not None and walk.born.get(event.new) != named:
        yield f"it names an {named} that the plan does not have"


REFERS = {("action", "agency"): "agency"} | {(entry, "action"): "action" for entry in ENTRIES}
