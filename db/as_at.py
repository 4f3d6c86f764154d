"""The plan as it stood: worked out anew from the log, up to the row that was its end then.

The log is the plan, so nothing is guessed: the rows up to a tip, put into an empty file, are the
plan of that time, and whatever reads a plan reads that one.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.dates import read_date, read_stamp, show_date
from db.direction import Standing
from db.errors import Refused, typed
from db.event import EVENT_FIELDS, Event, Kind
from db.file import Plan, connect, looking, told
from db.mainline import read_mainline
from db.points import ReportingPoint, look_at_points, points_called, tip_on
from db.private_copy import private_room
from db.schema import APPLICATION_ID, SCHEMA_VERSION, entity_fields, schema_statements


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a plan: the end of its log then (`tip`, at `seq`), and the day it is of.

    `point` is the reporting point that marks it, if one does.
    """

    tip: str
    seq: int
    day: date
    point: ReportingPoint | None = None

    @property
    def words(self) -> str:
        """Return `30 Jun 2020`, or `Board (30 Jun 2020)`."""
        return show_date(self.day) if self.point is None else self.point.words


def find_moment(plan: Plan, text: str, *, latest: date | None = None) -> Moment:
    """Return the moment that a reporting point's name, or a day, means.

    A point's whole name comes before a day, and a day before a part of a name. Raises Refused for
    what is neither, or more than one; for a day before the plan was loaded, or after `latest`.
    """
    with looking(plan) as connection:
        return look_for_moment(connection, plan, text, latest=latest)


def look_for_moment(
    connection: sqlite3.Connection, plan: Plan, text: str, *, latest: date | None = None
) -> Moment:
    """Return the moment that `text` means in the plan at this connection, as `find_moment`."""
    points = look_at_points(connection)
    day = _any_day(text)
    found = points_called(points, text, whole=day is not None)
    if len(found) > 1:
        known = "; ".join(f"{each.words}: {each.id[:8]}" for each in found)
        raise Refused(
            f"{len(found)} reporting points are called {text.strip()}: {known}; name one by its"
            " whole name, or by these letters"
        )
    if found:
        return moment_of(found[0])
    if day is None:
        known = "; ".join(each.words for each in points) or "none yet"
        raise Refused(
            f"{text.strip()!r} is no day, and no reporting point of this plan ({known}); mark"
            f" one with: {typed('point', plan.path)} NAME"
        )
    loaded = _loaded_on(connection)
    if day < loaded:
        raise Refused(
            f"the log of this plan begins on {show_date(loaded)}; how it stood on"
            f" {show_date(day)} is not known"
        )
    if latest is not None and day > latest:
        raise Refused(f"{show_date(day)} is still to come; how the plan stands then is not known")
    tip = tip_on(connection, day)
    return Moment(tip.hash, tip.seq, day)


def _any_day(text: str) -> date | None:
    try:
        return read_date(text)
    except ValueError:
        return None


def _loaded_on(connection: sqlite3.Connection) -> date:
    (first,) = connection.execute("SELECT at FROM event WHERE seq = 1").fetchone()
    return read_stamp(first).astimezone().date()


def moment_of(point: ReportingPoint) -> Moment:
    """Return the moment that a reporting point marks."""
    return Moment(point.tip, point.seq, point.day, point)


def standings_at(plan: Plan, moment: Moment) -> Mapping[str, Standing]:
    """Return how each action stood, by its id; one that was not in the plan yet is left out."""
    with looking(plan) as connection:
        return look_at_standings(connection, moment)


_THEN = """\
SELECT action.id, {rating}, {closed}, {due}, {forecast}
FROM action CROSS JOIN event AS born ON born.entity = action.id AND born.field = ''
WHERE born.seq <= :seq AND {withdrawn} IS NULL"""

_NEWEST = (
    "(SELECT new FROM event WHERE entity = action.id AND field = '{}' AND applied = 1"
    " AND seq <= :seq ORDER BY seq DESC LIMIT 1)"
)


def look_at_standings(connection: sqlite3.Connection, moment: Moment) -> dict[str, Standing]:
    """Return how each action stood, as `standings_at`."""
    if read_mainline(connection).came_in(moment.seq) is None:
        fields = ("rating", "closed", "due", "forecast", "withdrawn")
        query = _THEN.format(**{field: _NEWEST.format(field) for field in fields})
        rows = connection.execute(query, {"seq": moment.seq})
        return {
            one: Standing(rating, closed, _day(due), _day(forecast))
            for one, rating, closed, due, forecast in rows
        }
    cells = _cells(rows_up_to(connection, moment.tip))
    return {
        one: Standing(
            cells.get((one, "rating")),
            cells.get((one, "closed")),
            _day(cells.get((one, "due"))),
            _day(cells.get((one, "forecast"))),
        )
        for (one, field), etype in cells.items()
        if field == "" and etype == "action" and cells.get((one, "withdrawn")) is None
    }


def _day(cell: str | None) -> date | None:
    return None if cell is None else date.fromisoformat(cell)


def rows_up_to(connection: sqlite3.Connection, tip: str) -> list[Event]:
    """Return the rows that a tip stands on, itself included, as they lie in the file of that tip.

    Where the tip came in with a copy, rows of this plan that were written meanwhile are no part,
    and what both have taken in may stand in another order there, with another value shown.
    """
    query = f"SELECT {', '.join(EVENT_FIELDS)} FROM event {{}} ORDER BY seq"
    (seq,) = connection.execute("SELECT seq FROM event WHERE hash = ?", [tip]).fetchone()
    if read_mainline(connection).came_in(seq) is None:
        found = connection.execute(query.format("WHERE seq <= ?"), [seq])
        return [Event._make(row) for row in found]
    rows = {row[1]: Event._make(row) for row in connection.execute(query.format(""))}
    kept: list[Event] = []
    current: dict[tuple[str, str], str] = {}
    for row in _laid_out(rows, tip):
        cell = row.entity, row.field
        applied = row.kind != Kind.MERGE and current.get(cell) in (None, row.sup1, row.sup2)
        if applied:
            current[cell] = row.hash
        kept.append(row._replace(seq=len(kept) + 1, applied=int(applied)))
    return kept


def _laid_out(rows: Mapping[str, Event], tip: str) -> Iterator[Event]:
    """Yield the rows of the file that ends with `tip`, in their order there.

    Each row stands behind the one it was written on (chain1); a merge stands behind what it took
    in, which is what the copy (chain2) had and the file had not.
    """
    placed: set[str] = set()
    waiting: list[list[Event]] = [_own_rows(rows, tip, placed)]
    while waiting:
        chain = waiting[-1]
        if not chain:
            waiting.pop()
            continue
        row = chain[-1]
        if row.chain2 is not None and row.chain2 not in placed:
            waiting.append(_own_rows(rows, row.chain2, placed))
            continue
        chain.pop()
        placed.add(row.hash)
        yield row


def _own_rows(rows: Mapping[str, Event], tip: str, placed: Collection[str]) -> list[Event]:
    """Return the rows from `tip` back to the first that has its place, newest first."""
    chain: list[Event] = []
    each: str | None = tip
    while each is not None and each not in placed:
        chain.append(rows[each])
        each = rows[each].chain1
    return chain


def _cells(rows: list[Event]) -> dict[tuple[str, str], str | None]:
    """Return what each cell shows; an entity's cell without a field says of what sort it is."""
    cells: dict[tuple[str, str], str | None] = {}
    for row in rows:
        if row.kind in (Kind.GENESIS, Kind.CREATE):
            cells[row.entity, ""] = row.etype
        elif row.applied and row.kind in (Kind.SET, Kind.RESOLVE):
            cells[row.entity, row.field] = row.new
    return cells


@contextmanager
def plan_as_at(plan: Plan, moment: Moment, *, files: bool = True) -> Iterator[Plan]:
    """Give the plan as it stood, to be read like any other; it lies in a private folder meanwhile.

    Its path is that of the plan, its log ends with the moment's tip. Without `files` the content
    of the files of evidence is left out, which lists and pages don't show. Raises PlanError where
    there is no room for it.
    """
    with private_room(plan.path) as folder, told(plan.path):
        file = folder / "plan.db"
        with looking(plan) as connection:
            rows = rows_up_to(connection, moment.tip)
            _write(file, rows)
            if files:
                _copy_files(file, rows, connection)
        then = Plan(plan.path, file=file, read_only=True)
        then.read_only_because = f"this is the plan as at {moment.words}; it is not changed"
        with then:
            yield then


def _write(file: Path, rows: list[Event]) -> None:
    """Lay out a file with these rows of the log and what follows from them.

    It is ours alone and gone when it was read, so the guards are left out: they would judge each
    row once more, which the plan's own file has done.
    """
    file.touch(0o600)
    plain = [each for each in schema_statements() if not each.startswith("CREATE TRIGGER ")]
    late = [each for each in plain if " INDEX " in each.partition(" ON ")[0]]
    with _own_file(file) as copy:
        for statement in plain:
            if statement not in late:
                copy.execute(statement)
        copy.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        copy.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        marks = ", ".join("?" * len(EVENT_FIELDS))
        copy.executemany(f"INSERT INTO event({', '.join(EVENT_FIELDS)}) VALUES ({marks})", rows)
        cells = _cells(rows)
        born: dict[str, list[str]] = {}
        for (one, field), etype in cells.items():
            if field == "" and etype is not None:
                born.setdefault(etype, []).append(one)
        for etype, fields in entity_fields(SCHEMA_VERSION).items():
            marks = ", ".join("?" * (len(fields) + 1))
            copy.executemany(
                f"INSERT INTO {etype}(id, {', '.join(fields)}) VALUES ({marks})",
                [
                    (one, *(cells.get((one, each)) for each in fields))
                    for one in born.get(etype, ())
                ],
            )
        for statement in late:
            copy.execute(statement)


def _copy_files(file: Path, rows: list[Event], connection: sqlite3.Connection) -> None:
    """Copy the files of evidence that these rows name, as far as the plan has them."""
    named = {row.new for row in rows if (row.etype, row.field) == ("evidence", "file_sha256")}
    query = "SELECT sha256, data FROM evidence_file WHERE sha256 = ?"
    with _own_file(file) as copy:
        for sha256 in sorted(filter(None, named)):
            copy.executemany(
                "INSERT INTO evidence_file VALUES (?, ?)", connection.execute(query, [sha256])
            )


@contextmanager
def _own_file(file: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that writes to a file which nobody else knows, and which may be lost."""
    with contextlib.closing(connect(file, mode="rw", look=False)) as copy:
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("PRAGMA journal_mode = MEMORY")
        copy.execute("BEGIN")
        yield copy
        copy.execute("COMMIT")
