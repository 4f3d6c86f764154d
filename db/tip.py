"""The end of the log: what a plan is known by from outside."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from db import tables


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of the log: the newest row's hash, and its numbers."""

    hash: str
    seq: int
    counter: int


def read_tip(connection: Connection) -> Tip | None:
    """Return the end of the log, None for an empty one."""
    event = tables.event
    row = connection.execute(
        select(event.c.hash, event.c.seq, event.c.counter).order_by(event.c.seq.desc()).limit(1)
    ).first()
    return None if row is None else Tip(row.hash, row.seq, row.counter)


def read_plan_id(connection: Connection) -> str:
    """Return the hash of the log's first row, the plan's identity for good; "" in an empty log."""
    event = tables.event
    return str(connection.scalar(select(event.c.hash).where(event.c.seq == 1)) or "")


def read_plan_entity(connection: Connection) -> str:
    """Return the id under which the log writes of the plan itself."""
    event = tables.event
    return str(connection.scalar(select(event.c.entity).where(event.c.seq == 1)))
