"""One row of the log: a value, its canonical form, its hash.

Every change to a plan is an event. Its hash covers everything it says and the hashes of the
events it stands on, so that a changed, moved or missing row shows. `seq` and `applied` are left
out of the hash: they say how the event arrived in this file, not what was done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple

CANONICAL_FORM = "jtai-event/1"


class Kind(StrEnum):
    """What sort of row of the log an event is."""

    GENESIS = "genesis"
    CREATE = "create"
    SET = "set"
    RESOLVE = "resolve"
    MERGE = "merge"
    NOTE = "note"


class Origin(StrEnum):
    """Where a change came from."""

    TYPED = "typed"
    LOADED = "loaded"
    IMPORTED = "imported"
    MERGED = "merged"
    UNDO = "undo"
    REDO = "redo"


class Event(NamedTuple):
    """A row of the log, its values in the order of the columns.

    `chain1` is the tip it was written on (`chain2` a second one, where two logs are joined);
    `sup1` and `sup2` the events of the same cell (entity and field) that it supersedes; `counter`
    is one more than its parents' highest; `at` is UTC to the millisecond; `batch` is common to
    all events of one command; `undoes` names the event it reverses. `old` and `new` are the
    cell's text before and after, None for nothing.
    """

    seq: int
    hash: str
    chain1: str | None
    chain2: str | None
    sup1: str | None
    sup2: str | None
    counter: int
    kind: str
    etype: str
    entity: str
    field: str
    old: str | None
    new: str | None
    author: str
    at: str
    reason: str | None
    origin: str
    batch: str
    undoes: str | None
    nonce: str
    applied: int


UNHASHED = frozenset({"seq", "hash", "applied"})
EVENT_FIELDS = Event._fields
HASHED_FIELDS = tuple(name for name in EVENT_FIELDS if name not in UNHASHED)


def event_hash(values: dict[str, Any]) -> str:
    """Return the SHA-256, in hex, of an event's hashed fields.

    Canonical form: the form's name, then for each field in the order of `HASHED_FIELDS` its
    length in bytes, a colon and its UTF-8 bytes, or a bare `-` for None, so that no two events
    share a form. A missing field raises KeyError.
    """
    return _sealed(values[name] for name in HASHED_FIELDS)


_hashed = attrgetter(*HASHED_FIELDS)


def hash_of(event: Event) -> str:
    """Return the hash that an event should have."""
    return _sealed(_hashed(event))


def _sealed(values: Iterable[object]) -> str:
    parts = [
        "-"
        if value is None
        else f"{len(value)}:{value}"
        if isinstance(value, str) and value.isascii()
        else _measured(str(value))
        for value in values
    ]
    return hashlib.sha256(f"{CANONICAL_FORM}{''.join(parts)}".encode()).hexdigest()


def _measured(text: str) -> str:
    return f"{len(text.encode())}:{text}"
