"""Writing the log: the one way in which anything in a plan changes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, insert, select

from db import tables
from db.anchor import keep, recall
from db.connection import plain, writing
from db.dates import stamp
from db.event import Event, Kind, Origin, event_hash
from db.fields import check_field
from db.file import Plan
from db.plain_text import check_text
from db.signature import Signature, check_author
from db.tip import Tip, read_tip


class LogWriter:
    """Collects the events of one command and writes them in one go.

    All of them share one author, one time and one batch, and each stands on the one before. Use
    it within one `writing` transaction and end with `write`. Raises Refused for an author that
    nobody could read, a text that a plan can't keep, and a cell that its field can't hold.
    """

    def __init__(self, connection: Connection, by: Signature, origin: Origin) -> None:
        self.author = check_author(by.author)
        self.at = stamp(by.clock())
        self.batch = secrets.token_hex(16)
        self.connection = connection
        self._origin = origin
        self._tip = read_tip(plain(connection))
        self._rows: list[dict[str, Any]] = []
        self._cells: dict[tuple[str, str], tuple[str, str | None]] = {}

    def create(self, etype: str, *, kind: Kind = Kind.CREATE, new: str | None = None) -> str:
        """Append the birth of an entity and return its id."""
        entity = secrets.token_hex(16)
        self._append(kind, etype, entity, "", None, new, None, None)
        return entity

    def set(
        self,
        etype: str,
        entity: str,
        field: str,
        new: str | None,
        *,
        reason: str | None = None,
        undoes: str | None = None,
        repeat: bool = False,
    ) -> None:
        """Append a cell's new value; nothing where it has that value, unless `repeat`."""
        superseded, old = self.cell(entity, field)
        if old != new or repeat:
            self._append(Kind.SET, etype, entity, field, superseded, new, reason, undoes, old)
            self._cells[entity, field] = (self._rows[-1]["hash"], new)

    def note(self, entity: str, field: str, new: str) -> None:
        """Append a remark about the plan that changes nothing in it."""
        superseded, old = self.cell(entity, field)
        self._append(Kind.NOTE, "plan", entity, field, superseded, new, None, None, old)

    def cell(self, entity: str, field: str) -> tuple[str | None, str | None]:
        """Return the hash and the value of the newest applied event of a cell."""
        if (entity, field) in self._cells:
            return self._cells[entity, field]
        event = tables.event
        row = self.connection.execute(
            select(event.c.hash, event.c.new)
            .where(event.c.entity == entity, event.c.field == field, event.c.applied == 1)
            .order_by(event.c.seq.desc())
            .limit(1)
        ).first()
        return (None, None) if row is None else (row.hash, row.new)

    @property
    def outcome(self) -> str | None:
        """Return the batch of what was collected, None if nothing was."""
        return self.batch if self._cells else None

    @property
    def collected(self) -> tuple[dict[str, Any], ...]:
        """Return the rows that are still to be written, oldest first."""
        return tuple(self._rows)

    def write(self) -> None:
        """Write what was collected since the last time."""
        rows, self._rows = self._rows, []
        if rows:
            self.connection.execute(insert(tables.event), rows)

    def _append(
        self,
        kind: Kind,
        etype: str,
        entity: str,
        field: str,
        superseded: str | None,
        new: str | None,
        reason: str | None,
        undoes: str | None,
        old: str | None = None,
    ) -> None:
        check_field(etype, field, new, None if field else "the source")
        check_text(reason or "", "the reason")
        tip = self._tip
        values: dict[str, Any] = {
            "seq": 1 if tip is None else tip.seq + 1,
            "chain1": None if tip is None else tip.hash,
            "chain2": None,
            "sup1": superseded,
            "sup2": None,
            "counter": 1 if tip is None else tip.counter + 1,
            "kind": kind.value,
            "etype": etype,
            "entity": entity,
            "field": field,
            "old": old,
            "new": new,
            "author": self.author,
            "at": self.at,
            "reason": reason or None,
            "origin": self._origin.value,
            "batch": self.batch,
            "undoes": undoes,
            "nonce": secrets.token_hex(16),
            "applied": 1,
        }
        values["hash"] = event_hash(values)
        self._rows.append(values)
        self._tip = Tip(values["hash"], values["seq"], values["counter"])


@contextmanager
def changing(plan: Plan, by: Signature, origin: Origin = Origin.TYPED) -> Iterator[LogWriter]:
    """Give a writer whose events are written when the block ends well, and not at all otherwise.

    The tip is then remembered outside the file; whatever comes of that, the change is made.
    """
    with writing(plan) as connection:
        log = LogWriter(connection, by, origin)
        yield log
        log.write()
        recalled = recall(plan, plain(connection))
    keep(plan, recalled)


def read_events(connection: Connection, *conditions: Any) -> tuple[Event, ...]:
    """Return the log's events that meet the SQL `conditions`, oldest first."""
    query = select(tables.event).order_by(tables.event.c.seq)
    if conditions:
        query = query.where(*conditions)
    return tuple(Event(*row) for row in connection.execute(query))
