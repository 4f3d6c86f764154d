"""A plan file held against its own log by a fold in plain SQL and Python.

It shares no line with what verify does: of the store it knows the names of tables and fields.
"""

import sqlite3
from contextlib import closing

from db.schema import entity_fields


def replay_faults(path):
    """Return what the tables and the ratings of a plan file say otherwise than its log does."""
    with closing(sqlite3.connect(path)) as connection:
        log = connection.execute(
            "SELECT etype, entity, field, new FROM event NOT INDEXED WHERE applied ORDER BY seq"
        ).fetchall()
        cells = {(entity, field): new for _, entity, field, new in log}
        faults = []
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for etype, fields in entity_fields(version).items():
            rows = connection.execute(f"SELECT id, {', '.join(fields)} FROM {etype} NOT INDEXED")
            born = {entity for kind, entity, field, _ in log if (kind, field) == (etype, "")}
            kept = {row[0]: row[1:] for row in rows}
            faults += [f"{etype} {one} is on one side only" for one in born ^ kept.keys()]
            faults += [
                f"{etype} {one}, {field}: {value!r}"
                for one, values in kept.items()
                for field, value in zip(fields, values, strict=True)
                if value != cells.get((one, field))
            ]
        ratings = connection.execute("SELECT id, rating FROM action_now")
        faults += [
            f"action {one} shows {rating}"
            for one, rating in ratings
            if rating != cells.get((one, "rating"))
        ]
    return faults
