"""The plan as it stood: worked out anew from the log, up to the row that was its end then.

The log is the plan, so nothing is guessed: the rows up to a tip, put into an empty file, are the
plan of that time, and whatever reads a plan reads that one.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.dates import read_date, show_date
from db.direction import Standing
from db.errors import Refused, typed
from db.event import EVENT_FIELDS, Event, Kind
from db.file import Plan, connect, file_uri, looking, told
from db.mainline import read_mainline
from db.points import (
    ReportingPoint,
    look_at_beginning,
    look_at_points,
    points_called,
    tip_on,
)
from db.private_copy import private_room
from db.schema import APPLICATION_ID, SCHEMA_VERSION, entity_fields, schema_statements

_MOST_NAMED = 6


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
        known = _some([f"{each.words}: {each.id[:8]}" for each in found], plan)
        raise Refused(
            f"{len(found)} reporting points are called {text.strip()}: {known}; name one by its"
            " whole name, or by these letters"
        )
    if found:
        return moment_of(found[0])
    if day is None:
        known = _some([each.words for each in points], plan) or "none yet"
        raise Refused(
            f"{text.strip()!r} is no day, and no reporting point of this plan ({known}); mark"
            f" one with: {typed('point', plan.path)} NAME"
        )
    loaded = look_at_beginning(connection)
    if day < loaded:
        raise Refused(
            f"the log of this plan begins on {show_date(loaded)}; how it stood on"
            f" {show_date(day)} is not known"
        )
    if latest is not None and day > latest:
        raise Refused(f"{show_date(day)} is still to come; how the plan stands then is not known")
    tip = tip_on(connection, day)
    return Moment(tip.hash, tip.seq, day)


def _some(names: Sequence[str], plan: Plan) -> str:
    """Return names that a message has room for, and where the others are to be found."""
    more = len(names) - _MOST_NAMED
    rest = [f"{more} earlier, see: {typed('point', plan.path)}"] if more > 0 else []
    return "; ".join([*names[-_MOST_NAMED:], *rest])


def _any_day(text: str) -> date | None:
    try:
        return read_date(text)
    except ValueError:
        return None


def moment_of(point: ReportingPoint) -> Moment:
    """Return the moment that a reporting point marks."""
    return Moment(point.tip, point.seq, point.day, point)


def standings_at(plan: Plan, moment: Moment) -> Mapping[str, Standing]:
    """Return how each action stood, by its id; one that was not in the plan yet is left out."""
    with looking(plan) as connection:
        return look_at_standings(connection, moment)


_FIELDS = ", ".join(EVENT_FIELDS)

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
    written_here = _place_here(connection, tip)
    if written_here is None:
        return _rows_elsewhere(connection, tip)
    query = f"SELECT {_FIELDS} FROM event WHERE seq <= ? ORDER BY seq"
    found = connection.execute(query, [written_here])
    return [Event._make(row) for row in found]


def _place_here(connection: sqlite3.Connection, tip: str) -> int | None:
    """Return the place of a row that was written in this file, None for one that came in."""
    (seq,) = connection.execute("SELECT seq FROM event WHERE hash = ?", [tip]).fetchone()
    return seq if read_mainline(connection).came_in(seq) is None else None


def _rows_elsewhere(connection: sqlite3.Connection, tip: str) -> list[Event]:
    found = connection.execute(f"SELECT {_FIELDS} FROM event ORDER BY seq")
    rows = {row[1]: Event._make(row) for row in found}
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
            _write(file, moment.tip, connection, files=files)
        then = Plan(plan.path, file=file, read_only=True)
        then.read_only_because = f"this is the plan as at {moment.words}; it is not changed"
        with then:
            yield then


def _write(file: Path, tip: str, connection: sqlite3.Connection, *, files: bool) -> None:
    """Lay out a file with the rows up to a tip, what follows from them, and perhaps the files.

    It is ours alone and gone when it was read, so the guards are left out: they would judge each
    row once more, which the plan's own file has done. Rows that lie there as they are wanted are
    copied within SQLite, five times as quick.
    """
    file.touch(0o600)
    plain = [each for each in schema_statements() if not each.startswith("CREATE TRIGGER ")]
    late = [each for each in plain if " INDEX " in each.partition(" ON ")[0]]
    written_here = _place_here(connection, tip)
    with _own_file(file, beside=connection) as copy:
        for statement in plain:
            if statement not in late:
                copy.execute(statement)
        copy.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        copy.execute(f"PRAGMA main.user_version = {SCHEMA_VERSION}")
        if written_here is not None:
            copy.execute(
                f"INSERT INTO main.event({_FIELDS}) SELECT {_FIELDS} FROM source.event"
                " WHERE seq <= ? ORDER BY seq",
                [written_here],
            )
        else:
            marks = ", ".join("?" * len(EVENT_FIELDS))
            rows = _rows_elsewhere(connection, tip)
            copy.executemany(f"INSERT INTO main.event({_FIELDS}) VALUES ({marks})", rows)
        for statement in late:
            copy.execute(statement)
        for etype, fields in entity_fields(SCHEMA_VERSION).items():
            shown = ", ".join(_SHOWN.format(field) for field in fields)
            copy.execute(
                f"INSERT INTO main.{etype}(id, {', '.join(fields)}) SELECT entity, {shown}"
                " FROM main.event AS born WHERE kind IN ('genesis', 'create') AND etype = ?",
                [etype],
            )
        if files:
            copy.execute(_FILES)


_SHOWN = (
    "(SELECT new FROM main.event WHERE entity = born.entity AND field = '{}' AND applied = 1"
    " ORDER BY seq DESC LIMIT 1)"
)
_FILES = (
    "INSERT INTO main.evidence_file SELECT sha256, data FROM source.evidence_file WHERE sha256 IN"
    " (SELECT new FROM main.event WHERE etype = 'evidence' AND field = 'file_sha256')"
)


@contextmanager
def _own_file(file: Path, *, beside: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Give a connection that writes to a file which nobody else knows, and which may be lost.

    The file of the connection `beside`, which must be reading it meanwhile, is `source` there.
    """
    (_, _, source), *_ = beside.execute("PRAGMA database_list")
    with contextlib.closing(connect(file, mode="rw", look=False)) as copy:
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("PRAGMA ignore_check_constraints = ON")  # the plan's own file held them
        copy.execute("PRAGMA journal_mode = MEMORY")
        copy.execute("ATTACH ? AS source", [f"{file_uri(Path(source))}?mode=ro"])
        copy.execute("BEGIN")
        yield copy
        copy.execute("COMMIT")
