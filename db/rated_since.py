"""Since when actions have had the rating that they have, read from the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from db.dates import read_stamp
from db.event import Origin
from db.file import named_rows
from db.schema import entity_fields


def look_at_rated_since(
    connection: sqlite3.Connection, actions: Iterable[str]
) -> dict[str, date | None]:
    """Return the day since which each action has had the rating that it has, by its id.

    None for one that was rated and is so no longer; one that never was is left out. Recording a
    rating again, undoing another one and deciding for it go back to the day on which it was first
    recorded. What a plan or a document brought in counts from its own date, for by then it was so
    rated; without one, and for what people record, the log's day counts.
    """
    rows = named_rows(connection, _RATINGS, {"actions": json.dumps(list(actions))})
    own_dates = _own_dates(connection) if rows else {}
    return {
        action: _rated_since(list(own), own_dates)
        for action, own in groupby(rows, key=lambda row: str(row["entity"]))
    }


_RATINGS = (
    "SELECT entity, hash, sup1, sup2, undoes, new, at, origin, batch, applied FROM event"
    " WHERE entity IN (SELECT value FROM json_each(:actions)) AND field = 'rating'"
    " ORDER BY entity, seq"
)


def _rated_since(rows: Sequence[sqlite3.Row], own_dates: Mapping[str, date]) -> date | None:
    """Return the day since which the rating has stood that an action's `rows` come to."""
    held: dict[str, sqlite3.Row] = {row["hash"]: row for row in rows}
    since: dict[str, date] = {}
    shown: date | None = None
    for row in rows:
        before = {row["sup1"], row["sup2"]}
        if row["undoes"] in held:
            undone = held[row["undoes"]]
            before |= {undone["sup1"], undone["sup2"]}
        same = [since[one] for one in before if one in since and held[one]["new"] == row["new"]]
        since[row["hash"]] = min(same) if same else _said_on(row, own_dates)
        if row["applied"]:
            shown = since[row["hash"]] if row["new"] is not None else None
    return shown


def _said_on(row: sqlite3.Row, own_dates: Mapping[str, date]) -> date:
    logged = read_stamp(row["at"]).astimezone().date()
    brought_in = row["origin"] in (Origin.LOADED, Origin.IMPORTED)
    return min(own_dates.get(row["batch"], logged), logged) if brought_in else logged


def _own_dates(connection: sqlite3.Connection) -> dict[str, date]:
    """Return the own date of each plan or document that was brought in, by its batch of the log."""
    return {
        batch: date.fromisoformat(day)
        for etype in _dated_things(connection)
        for batch, day in connection.execute(_OWN_DATES.format(etype))
    }


_OWN_DATES = (
    "SELECT event.batch, event.new FROM {0} CROSS JOIN event"
    " ON event.entity = {0}.id AND event.field = 'updated'"
    " WHERE event.new IS NOT NULL AND event.origin IN ('loaded', 'imported')"
)


def _dated_things(connection: sqlite3.Connection) -> Iterator[str]:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    kept = entity_fields(version)
    return (etype for etype, fields in kept.items() if "updated" in fields)
