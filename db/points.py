"""Reporting points: the named days on which a board saw the plan, and what of its log that was.

A point marks a row of the log: whatever was written up to it is the plan that the board saw.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from db.dates import read_date, read_stamp, show_date, stamp
from db.errors import Refused, typed
from db.file import Plan, looking
from db.mainline import read_mainline
from db.plain_text import check_line
from db.references import identity
from db.schema import first_version
from db.tip import Tip, holds

if TYPE_CHECKING:
    from db.changes import Outcome
    from db.signature import Signature


MOST_NAME = 200

_ID = re.compile("[0-9a-f]{8,32}")


@dataclass(frozen=True, slots=True)
class ReportingPoint:
    """A named day on which a board saw the plan. `tip` is the hash of the log's end then.

    `seq` is that row's place in this file. `author` and `at` say who marked the point, and when.
    """

    id: str
    name: str
    day: date
    tip: str
    seq: int
    author: str
    at: datetime

    @property
    def words(self) -> str:
        """Return `Board (30 Jun 2020)`."""
        return f"{self.name} ({show_date(self.day)})"


_POINTS = """\
SELECT reporting_point.*, marked.seq AS seq, born.author AS author, born.at AS at
FROM reporting_point
CROSS JOIN event AS born ON born.entity = reporting_point.id AND born.field = ''
CROSS JOIN event AS marked ON marked.hash = reporting_point.tip
WHERE reporting_point.withdrawn IS NULL AND day IS NOT NULL AND name IS NOT NULL
ORDER BY day, marked.seq, born.seq"""


def look_at_points(connection: sqlite3.Connection) -> tuple[ReportingPoint, ...]:
    """Return the plan's reporting points, oldest day first."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version < first_version("reporting_point"):
        return ()
    rows = connection.execute(_POINTS)
    names = [each[0] for each in rows.description]
    found = (dict(zip(names, row, strict=True)) for row in rows.fetchall())
    return tuple(
        ReportingPoint(
            id=row["id"],
            name=row["name"],
            day=date.fromisoformat(row["day"]),
            tip=row["tip"],
            seq=row["seq"],
            author=row["author"],
            at=read_stamp(row["at"]),
        )
        for row in found
    )


def reporting_points(plan: Plan) -> tuple[ReportingPoint, ...]:
    """Return the plan's reporting points, oldest day first."""
    with looking(plan) as connection:
        return look_at_points(connection)


def last_before(points: Sequence[ReportingPoint], day: date) -> ReportingPoint | None:
    """Return the newest point of a day before `day`: what a board of that day has seen before."""
    return next((each for each in reversed(points) if each.day < day), None)


def points_called(
    points: Sequence[ReportingPoint], text: str, *, whole: bool = False
) -> list[ReportingPoint]:
    """Return the points that `text` means, in any case: at best one.

    Those of that name come first, with or without their day behind it; then those whose id starts
    so (`text` has 8 hexadecimal digits or more), as copies may bring a second one of a name; then,
    unless only `whole` names count, those with it in their name.
    """
    wanted = identity(text)
    if not wanted:
        return []
    found = [each for each in points if identity(each.words) == wanted]
    found = found or [each for each in points if identity(each.name) == wanted]
    if not found and _ID.fullmatch(wanted):
        found = [each for each in points if each.id.startswith(wanted)]
    if not found and not whole:
        found = [each for each in points if wanted in identity(each.name)]
    return found


def mark_point(
    plan: Plan,
    name: str,
    *,
    by: Signature,
    day: date,
    as_at: date | None = None,
    tip: str | None = None,
) -> Outcome:
    """Mark the day on which a board sees the plan, as it stands, or as it stood on `as_at`.

    An `as_at` before the plan was loaded means the plan as it was loaded. With `tip`, the hash of a
    row of the log, it is the plan as it stood when its log ended so: what a report was made of.
    Raises Refused for a name that another point has, or that is a day: what was meant by it later
    could not be told; and for a `tip` that this log does not have.
    """
    from db.changes import Outcome  # noqa: PLC0415  brings in SQLAlchemy, which looking does without
    from db.connection import plain  # noqa: PLC0415  as above
    from db.log import changing  # noqa: PLC0415  as above

    said = _checked_name(name)
    with changing(plan, by) as log:
        connection = plain(log.connection)
        _check_free(connection, plan, said)
        if tip is not None and not holds(connection, tip):
            raise Refused(
                f"{plan.path}: this is another copy, whose log does not have what is to be marked"
            )
        end = tip_on(connection, as_at).hash if tip is None else tip
        point = log.create("reporting_point", new=f"{said} ({show_date(day)})")
        log.set("reporting_point", point, "name", said)
        log.set("reporting_point", point, "day", day.isoformat())
        log.set("reporting_point", point, "tip", end)
    return Outcome(log.outcome, created=point)


def check_point_name(plan: Plan, name: str) -> None:
    """Raise Refused for a name that no new reporting point can have, as `mark_point` does."""
    said = _checked_name(name)
    with looking(plan) as connection:
        _check_free(connection, plan, said)


def _checked_name(name: str) -> str:
    said = check_line(name, "the name of a reporting point")
    if len(said) > MOST_NAME:
        raise Refused(
            f"the name of a reporting point has at most {MOST_NAME} characters, not {len(said):,}"
        )
    if _is_day(said):
        raise Refused(
            f"{said} is a day; name the point by the board that saw the plan, as: Board {said}"
        )
    return said


def _check_free(connection: sqlite3.Connection, plan: Plan, said: str) -> None:
    taken = [p for p in look_at_points(connection) if identity(p.name) == identity(said)]
    if taken:
        raise Refused(
            f"there is a reporting point {taken[0].words} already; give another name, or see:"
            f" {typed('point', plan.path)}"
        )


def _is_day(text: str) -> bool:
    try:
        read_date(text)
    except ValueError:
        return False
    return True


def tip_on(connection: sqlite3.Connection, day: date | None) -> Tip:
    """Return the end of the log at the end of a day, in this machine's own time; None for now.

    What came in by merging counts from the merge on, whatever its own times say. Of a day before
    the plan was loaded, that is the last row of its loading. A row from before the loading has its
    time from a clock that stood wrong, and says nothing of when it was written.
    """
    query = "SELECT hash, seq, counter, at FROM event {} ORDER BY seq DESC"
    if day is None:
        return Tip(*connection.execute(query.format("")).fetchone()[:3])
    loaded = _loaded(connection)
    # A day's last hour may come twice, or not at all, so each row is asked for its day; nowhere
    # does a day end later than the next one in UTC.
    end = stamp(datetime.combine(day + timedelta(days=1), time.max, UTC))
    mainline = read_mainline(connection)
    written = query.format("WHERE at <= ? AND at >= (SELECT at FROM event WHERE seq = 1)")
    for hash_, seq, counter, at in connection.execute(written, [end]):
        if seq <= loaded.seq:
            break
        is_so_early = read_stamp(at).astimezone().date() <= day
        if is_so_early and mainline.came_in(seq) is None:
            return Tip(hash_, seq, counter)
    return loaded


def log_begins(plan: Plan) -> date:
    """Return the day on which the plan was loaded: how it stood before, nobody knows."""
    with looking(plan) as connection:
        return look_at_beginning(connection)


def look_at_beginning(connection: sqlite3.Connection) -> date:
    """Return the day on which the plan was loaded, in this machine's own time."""
    (first,) = connection.execute("SELECT at FROM event WHERE seq = 1").fetchone()
    return read_stamp(first).astimezone().date()


def _loaded(connection: sqlite3.Connection) -> Tip:
    """Return the last row of what loaded the plan."""
    query = (
        "SELECT hash, seq, counter FROM event"
        " WHERE batch = (SELECT batch FROM event WHERE seq = 1) ORDER BY seq DESC LIMIT 1"
    )
    return Tip(*connection.execute(query).fetchone())
