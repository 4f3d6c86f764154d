"""Which rows of a log were written in this very file, and which came in by merging."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from dataclasses import dataclass

from db.merge_record import MergeRecord, record_from_json


@dataclass(frozen=True, slots=True)
class Taken:
    """A merge that was made in this file.

    `after` and `seq` are the places of the last row before it and of its own row: what came in
    stands between them. `batch` is common to the files that were merged in one go.
    """

    hash: str
    seq: int
    after: int
    batch: str
    author: str
    at: str
    record: MergeRecord


@dataclass(frozen=True, slots=True)
class Mainline:
    """What is known of where a log's rows were written; `merges` are this file's, oldest first."""

    merges: tuple[Taken, ...]

    def came_in(self, seq: int) -> Taken | None:
        """Return the merge by which the row in this place came in, None if it was written here."""
        place = bisect_right(self.merges, seq, key=lambda merge: merge.after)
        merge = self.merges[place - 1] if place else None
        return merge if merge is not None and merge.after < seq < merge.seq else None


_MERGES = """\
SELECT merge.hash, merge.seq, parent.seq, merge.batch, merge.author, merge.at, merge.new
FROM event AS genesis
JOIN event AS merge ON merge.entity = genesis.entity AND merge.field = '' AND merge.kind = 'merge'
JOIN event AS parent ON parent.hash = merge.chain1
WHERE genesis.seq = 1 ORDER BY merge.seq DESC"""


def read_mainline(connection: sqlite3.Connection) -> Mainline:
    """Return which rows of the log came in by merging.

    A merge hangs on the row that was the last one here before, and what it brought in stands
    between the two, merges that others had made included.
    """
    merges: list[Taken] = []
    for found, seq, after, batch, author, at, record in connection.execute(_MERGES):
        if not merges or seq <= merges[-1].after:
            taken = Taken(found, seq, after, batch, author, at, record_from_json(record))
            merges.append(taken)
    return Mainline(tuple(reversed(merges)))


def fork_of(connection: sqlite3.Connection, merge: Taken) -> int:
    """Return the place of the row here from which a merged copy had gone on; 0 if it has not."""
    query = (
        "SELECT parent.seq FROM event JOIN event AS parent ON parent.hash = event.chain1"
        " WHERE event.seq = ? AND event.seq < ?"
    )
    row = connection.execute(query, [merge.after + 1, merge.seq]).fetchone()
    return 0 if row is None else int(row[0])
