"""Who has a copy of the plan: to whom it was issued, since when, and whether it came back.

Both are rows of the log about the plan itself: a note for each copy that went out, whose hash is
the tip that the copy carries, and a merge for each file that came back. They are found by the
index of their cells, however long the log is. Read without SQLAlchemy: see `db.file`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from db.dates import read_stamp
from db.event import Kind
from db.file import Plan, looking, named_rows
from db.mainline import read_mainline
from db.references import identity
from db.tip import read_plan_entity

_ASKED_BACK = re.compile(r"back by (\d{4}-\d\d-\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A file as which a copy came back: its name, when and by whom it was merged, what it was."""

    name: str
    at: datetime
    by: str
    sha256: str
    tip: str


@dataclass(frozen=True, slots=True)
class IssuedCopy:
    """A copy that went out, as it stands on the day `today`.

    `tip` is the end of the log that it carries, and `seq` the number of that row in this file.
    `back_by` is the day by which it was asked back, None if it was not. `returns` stand in the
    order in which they were merged. `replaced` says that the same person got a later copy which
    was asked back, or came back, so that nobody waits for this one any more.
    """

    to: str
    by: str
    at: datetime
    tip: str
    seq: int
    back_by: date | None
    returns: tuple[ReturnedFile, ...]
    today: date
    replaced: bool = False

    @property
    def out(self) -> bool:
        """Return whether it never came back."""
        return not self.returns

    @property
    def day(self) -> date:
        """Return the day on which it was issued, by the clock of this machine."""
        return self.at.astimezone().date()

    @property
    def days_out(self) -> int:
        """Return for how many days it has been out; 0 once it came back."""
        return max((self.today - self.day).days, 0) if self.out else 0

    @property
    def overdue(self) -> bool:
        """Return whether it is waited for, and was asked back by a day that has passed."""
        return self.days_overdue > 0

    @property
    def days_overdue(self) -> int:
        """Return by how many days; 0 if it is not overdue."""
        if not self.out or self.replaced or self.back_by is None:
            return 0
        return max((self.today - self.back_by).days, 0)


def asked_back(day: date | None) -> str | None:
    """Return what the log says of the day by which a copy is asked back: `back by 2026-12-10`."""
    return None if day is None else f"back by {day.isoformat()}"


def issued_copies(plan: Plan, *, today: date) -> tuple[IssuedCopy, ...]:
    """Return all copies that were issued, newest first.

    Those that a recipient issued on are among them, once the recipient's copy was merged.
    """
    with looking(plan) as connection:
        entity = read_plan_entity(connection)
        notes = _rows(connection, entity, "issued", Kind.NOTE)
        returns = _returns(connection) if notes else {}
        copies = [
            IssuedCopy(
                to=row["new"] or "",
                by=row["author"],
                at=read_stamp(row["at"]),
                tip=row["hash"],
                seq=row["seq"],
                back_by=_day_asked(row["reason"]),
                returns=tuple(returns.get(row["hash"], ())),
                today=today,
            )
            for row in notes
        ]
    newest_first = sorted(copies, key=lambda each: (each.at, each.seq), reverse=True)
    return tuple(_with_later(newest_first))


def overdue_first(copies: Iterable[IssuedCopy]) -> tuple[IssuedCopy, ...]:
    """Return copies in the order in which they need somebody: overdue, out, back; else as given."""
    return tuple(sorted(copies, key=lambda each: (-each.days_overdue, not each.out)))


def overdue_copies(plan: Plan, *, today: date) -> int:
    """Return how many copies are overdue."""
    return sum(each.overdue for each in issued_copies(plan, today=today))


def held_last(copies: Sequence[IssuedCopy]) -> dict[str, IssuedCopy]:
    """Return the newest copy that each person was given, by the name they share (`identity`).

    `copies` stand newest first, as `issued_copies` returns them.
    """
    held: dict[str, IssuedCopy] = {}
    for copy in copies:
        held.setdefault(identity(copy.to), copy)
    return held


def _rows(connection: sqlite3.Connection, entity: str, field: str, kind: Kind) -> list[sqlite3.Row]:
    """Return the rows of one kind in a cell of the plan, also those that came in by merging."""
    query = (
        "SELECT seq, hash, new, author, at, reason FROM event"
        " WHERE entity = :entity AND field = :field AND kind = :kind ORDER BY seq"
    )
    return named_rows(connection, query, {"entity": entity, "field": field, "kind": kind.value})


def _returns(connection: sqlite3.Connection) -> dict[str, list[ReturnedFile]]:
    """Return the files that came back, by the row by which their copy was issued.

    What a returned copy says of others that came back to it is not believed.
    """
    found: dict[str, list[ReturnedFile]] = {}
    for merge in read_mainline(connection).merges:
        record = merge.record
        found.setdefault(record.issued, []).append(
            ReturnedFile(record.name, read_stamp(merge.at), merge.author, record.sha256, record.tip)
        )
    return found


def _day_asked(reason: str | None) -> date | None:
    """Return the day that a row asks a copy back by; what is no such day asks nothing."""
    found = _ASKED_BACK.fullmatch(reason or "")
    try:
        return None if found is None else date.fromisoformat(found[1])
    except ValueError:
        return None


def _with_later(newest_first: Iterable[IssuedCopy]) -> Iterator[IssuedCopy]:
    """Yield copies, each with whether the same person was asked for a later one."""
    asked: set[str] = set()
    for copy in newest_first:
        who = identity(copy.to)
        yield replace(copy, replaced=True) if who in asked and copy.out else copy
        if copy.returns or copy.back_by is not None:
            asked.add(who)
