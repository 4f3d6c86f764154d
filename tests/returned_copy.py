"""A copy that came back, as the log has it: the row of its merge, written by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from db.event import EVENT_FIELDS, event_hash
from db.merge_record import MergeRecord, record_to_json


def came_back(file: Path, to: str, name: str) -> None:
    """Write the row of a merge: the last copy that this person got has come back."""
    names = ", ".join(EVENT_FIELDS)
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        query = f"SELECT {names} FROM event WHERE field = 'issued' AND new = ? ORDER BY seq"
        note = connection.execute(query, [to]).fetchall()[-1]
        tip = connection.execute(f"SELECT {names} FROM event ORDER BY seq").fetchall()[-1]
        record = MergeRecord(name, "31f2" * 16, "9ab3" * 16, note["hash"], to)
        row = dict(tip) | {
            "seq": tip["seq"] + 1, "chain1": tip["hash"], "counter": tip["counter"] + 1,
            "kind": "merge", "etype": "plan", "entity": note["entity"], "field": "",
            "sup1": None, "old": None, "new": record_to_json(record), "reason": None,
            "author": "B. Deputy", "at": "2020-07-12T09:00:00.000Z", "origin": "merged",
            "nonce": name, "applied": 0,
        }  # fmt: skip
        row["hash"] = event_hash(row)
        marks = ", ".join(f":{each}" for each in EVENT_FIELDS)
        connection.execute(f"INSERT INTO event({names}) VALUES ({marks})", row)
        connection.commit()
