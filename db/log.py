"""Writing the log: the one way in which anything in a plan changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, insert, select

from db import tables
from db.anchor import keep, recall
from db.cell_heads import CellHistory, cell_history, has_waiting, shown_row
from db.connection import plain, writing
from db.dates import stamp
from db.event import EVENT_FIELDS, Event, Kind, Origin, event_hash
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
        self._token = by.token
        self.batch = by.token()
        self.connection = connection
        self._origin = origin
        self._tip = read_tip(plain(connection))
        self._rows: list[dict[str, Any]] = []
        self._cells: dict[tuple[str, str], tuple[str, str | None]] = {}
        self._born: set[str] = set()
        self._changed = False
        self._joins: Tip | None = None

    def create(self, etype: str, *, kind: Kind = Kind.CREATE, new: str | None = None) -> str:
        """Append the birth of an entity and return its id."""
        entity = self._token()
        self._append(kind, etype, entity, "", new=new)
        self._born.add(entity)
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
        """Append a cell's new value; nothing where it has that value, unless `repeat`.

        Whoever else has said the same as what stood there is superseded with it.
        """
        superseded, old = self.cell(entity, field)
        if old == new and not repeat:
            return
        equals = () if undoes else self._equals(entity, field)
        if equals:
            self.resolve(etype, entity, field, new, equals, reason=reason)
        else:
            self._append(
                Kind.SET, etype, entity, field,
                sup1=superseded, old=old, new=new, reason=reason, undoes=undoes,
            )  # fmt: skip

    def resolve(
        self,
        etype: str,
        entity: str,
        field: str,
        new: str | None,
        others: Sequence[str | None],
        *,
        reason: str | None = None,
    ) -> None:
        """Append the value that stands from now on beside those of `others`, hashes of this cell.

        Each of them is superseded, together with what stands there now; None is no other one.
        """
        for other in others:
            superseded, old = self.cell(entity, field)
            self._append(
                Kind.RESOLVE, etype, entity, field,
                sup1=superseded, sup2=other, old=old, new=new, reason=reason,
            )  # fmt: skip

    def note(self, entity: str, field: str, new: str, *, reason: str | None = None) -> None:
        """Append a remark about the plan that changes nothing in it."""
        superseded, old = self.cell(entity, field)
        self._append(
            Kind.NOTE, "plan", entity, field, sup1=superseded, old=old, new=new, reason=reason
        )

    def cell(self, entity: str, field: str) -> tuple[str | None, str | None]:
        """Return the hash and the value of the newest applied event of a cell."""
        if (entity, field) in self._cells:
            return self._cells[entity, field]
        if entity in self._born:  # nobody else knows it
            return None, None
        row = shown_row(plain(self.connection), entity, field)
        return (None, None) if row is None else (row.hash, row.new)

    def _equals(self, entity: str, field: str) -> tuple[str, ...]:
        """Return the rows that wait in a cell and say what stands there."""
        connection = plain(self.connection)
        known = entity in self._born or (entity, field) in self._cells
        if known or not has_waiting(connection, entity, field):
            return ()
        return tuple(each.hash for each in cell_history(connection, entity, field).equals)

    def history(self, entity: str, field: str) -> CellHistory:
        """Return the rows of a cell, those of this command included."""
        self.write()
        return cell_history(plain(self.connection), entity, field)

    def take_in(self, events: Sequence[Event], tip: Tip) -> None:
        """Write another log's rows behind this one's, as they are, and join its `tip` to it.

        They keep their hashes, authors and times. They must be in order, and stand on rows that
        are here or among them. What they find changed here meanwhile, they leave as it is.
        """
        self.write()
        if self._tip is None:
            raise ValueError("an empty log joins nothing")
        connection = plain(self.connection)
        seq, current = self._tip.seq, dict[tuple[str, str], str | None]()
        rows = []
        for event in events:
            seq += 1
            cell = event.entity, event.field
            if cell not in current:
                current[cell] = self.cell(*cell)[0]
            applied = int(current[cell] in (None, event.sup1, event.sup2))
            if applied:
                current[cell] = event.hash
            rows.append((seq, *event[1:-1], applied))
        marks = ", ".join("?" * len(EVENT_FIELDS))
        connection.executemany(
            f"INSERT INTO event({', '.join(EVENT_FIELDS)}) VALUES ({marks})", rows
        )
        self._cells.clear()
        self._born.clear()
        self._tip = Tip(self._tip.hash, seq, self._tip.counter)
        self._joins = tip

    def merged(self, entity: str, record: str) -> None:
        """Append the row that joins the log taken in last, and says from which file it came."""
        self._append(Kind.MERGE, "plan", entity, "", new=record)

    @property
    def outcome(self) -> str | None:
        """Return the batch of what was collected, None if nothing was."""
        return self.batch if self._changed else None

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
        *,
        new: str | None,
        old: str | None = None,
        sup1: str | None = None,
        sup2: str | None = None,
        reason: str | None = None,
        undoes: str | None = None,
    ) -> None:
        check_field(etype, field, new, None if field else "the source")
        check_text(reason or "", "the reason")
        tip, joins = self._tip, self._joins if kind is Kind.MERGE else None
        parents = [each for each in (tip, joins) if each is not None]
        values: dict[str, Any] = {
            "seq": 1 if tip is None else tip.seq + 1,
            "chain1": None if tip is None else tip.hash,
            "chain2": None if joins is None else joins.hash,
            "sup1": sup1,
            "sup2": sup2,
            "counter": 1 + max((each.counter for each in parents), default=0),
            "kind": kind.value,
            "etype": etype,
            "entity": entity,
            "field": field,
            "old": old,
            "new": new,
            "author": self.author,
            "at": self.at,
            "reason": reason or None,
            "origin": self._origin_of(undoes).value,
            "batch": self.batch,
            "undoes": undoes,
            "nonce": self._token(),
            "applied": int(kind is not Kind.MERGE),
        }
        values["hash"] = event_hash(values)
        self._rows.append(values)
        self._tip = Tip(values["hash"], values["seq"], values["counter"])
        if kind in (Kind.SET, Kind.RESOLVE):
            self._cells[entity, field] = (values["hash"], new)
            self._changed = True

    def _origin_of(self, undoes: str | None) -> Origin:
        """Return from where a row comes: what undoes something is an undo, whoever writes it."""
        if undoes and self._origin is not Origin.REDO:
            return Origin.UNDO
        return self._origin


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
    return tuple(Event._make(row) for row in connection.execute(query))
