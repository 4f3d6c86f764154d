"""What is looked at to say whether a plan file is sound, without trusting it.

The guards in the file refuse what ordinary SQL tries. What gets round them shows here: the log is
hashed anew, folded anew, and held against what the file's tables and views say. Either all of it,
or what has come since a row up to which all was found sound before.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from db.chain import Cell, Walk, chain_faults, fold
from db.continued import ends_of, rows_after, rows_alike, walk_to
from db.errors import one_line
from db.event import Event, Kind
from db.file import is_not_now
from db.fingerprint import schema_faults
from db.newer import link_faults
from db.schema import ENTITY_FIELDS, SCHEMA_VERSION, TABLES, entity_fields

MOST_FOR_INTEGRITY = 100_000
"""Of longer logs only the pages' structure is gone through, not every entry of every index."""

Progress = Callable[[float], object]
"""Called now and then with how much is done, from 0 to 1."""

MEMORY = "Memory of this machine"
"""The check of what no file can show: that it is no older or other one than lay there before."""

_MOST_FAULTS = 5
_EVERY = 500
_STEPS = 100_000
_LOCKS = 2**30
"""The byte of a file at which SQLite locks it, in a page that holds nothing."""

_UNREADABLE = (sqlite3.DatabaseError, ValueError, TypeError, LookupError, ArithmeticError)
"""What reading raises where damaged pages give values that no row of a plan ever had."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked: how many of them, and what was wrong (nothing: it held).

    `after` is the place of the row up to which it had been checked before, 0 if all of it was now.
    """

    name: str
    number: int
    faults: tuple[str, ...] = ()
    after: int = 0

    @property
    def sound(self) -> bool:
        """Return whether it held."""
        return not self.faults

    @property
    def line(self) -> str:
        """Return the check as a line for people."""
        if self.sound and self.after:
            new = f"{self.number:,}" if self.number else "nothing"
            return f"{self.name}: {new} new since row {self.after:,}, all sound"
        if self.sound:
            return f"{self.name}: {self.number:,} checked, all sound"
        shown = "; ".join(map(one_line, self.faults[:_MOST_FAULTS]))
        more = len(self.faults) - _MOST_FAULTS
        return f"{self.name}: {shown}" + (f"; and {more:,} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `notes` are worth knowing and no fault; `tip` and `rows` end the log.

    `unchecked` says that the file could not be looked at just now, which is no word against it.
    """

    checks: tuple[Check, ...]
    notes: tuple[str, ...] = ()
    tip: str = ""
    rows: int = 0
    unchecked: bool = False

    @property
    def sound(self) -> bool:
        """Return whether every check held."""
        return all(check.sound for check in self.checks)

    @property
    def verdict(self) -> str:
        """Return it in a word: sound, NOT sound, or not checked."""
        return "sound" if self.sound else "not checked" if self.unchecked else "NOT sound"

    @property
    def missed_alone(self) -> bool:
        """Return whether nothing is wrong but that this machine has seen rows which are missing."""
        return all(check.sound or check.name == MEMORY for check in self.checks)

    @property
    def fault(self) -> Check | None:
        """Return the first check that did not hold."""
        return next((check for check in self.checks if not check.sound), None)


@dataclass(frozen=True, slots=True)
class Known:
    """A row, by its hash and place, up to which everything was found sound before."""

    tip: str
    seq: int


Ask = Callable[[sqlite3.Connection], Known | None]
"""Asked up to where a file was checked before; None if it never was, or all is to be checked."""


def nothing_known(_: sqlite3.Connection) -> None:
    """Return that nothing of a file was checked before."""


def examine(
    connection: sqlite3.Connection,
    version: int,
    *,
    known: Ask = nothing_known,
    structure: bool = True,
    twin: sqlite3.Connection | None = None,
    progress: Progress = float,
) -> Report:
    """Go through a plan of this schema version. Whatever is found in it is a fault, and no error.

    Raises sqlite3.Error only where the schema can't be read, or the file can't be just now.

    `known` is asked, once the guards have proved to be ours, up to where it was checked before.
    Where it returns None, or the log does not hold that row in that place, all is gone through.
    `structure` says whether to go through the pages of the file, too. `twin` is a connection to a
    plan that was checked: of its log, row for row, what both begin with is not asked again. Of a
    newer version, which `db.fingerprint.may_be_read` has let pass, guards and rules are unknown:
    what its tables show is held against its log all the same.
    """
    newer = version > SCHEMA_VERSION
    (number,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    guards = Check("Guards", number, () if newer else schema_faults(connection, version))
    if not guards.sound:
        return Report((guards,))
    connection.set_progress_handler(_patience(connection), _STEPS)
    connection.execute("BEGIN")
    try:
        before = known(connection)
        if before is not None and not _stands(connection, before):
            before = None
        after = 0 if before is None else before.seq
        file = []
        if structure:
            file.append(Check("File", 1, tuple(_structure(connection, newer, progress))))
        later = rows_after(connection, after)
        shared = 0 if twin is None or newer or after else rows_alike(later, twin)
        fresh = later[shared:]
        walk = None
        if before is not None:
            walk = walk_to(connection, [before.tip], after, fresh)
        elif shared:
            walk = walk_to(connection, ends_of(later[:shared]), shared, fresh)
        rules = link_faults(later) if newer else _chain(fresh, walk, progress)
        log = Check("Log", len(later), tuple(rules), after)
        report = Report(
            (*file, guards, log, *_projected(connection, version, later, after)),
            tip=later[-1].hash if later else before.tip if before else "",
            rows=after + len(later),
        )
    except _UNREADABLE as error:
        if is_not_now(error):
            raise
        return Report((Check("File", 1, (f"it can't be read through: {error}",)), guards))
    finally:
        connection.set_progress_handler(None, 0)
        connection.rollback()
    progress(1)
    return report


def _patience(connection: sqlite3.Connection) -> Callable[[], int]:
    """Return what stops SQLite once it has worked far longer than any plan of this size asks for.

    Pages that were damaged on purpose can send it round in circles.
    """
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    left = 2_000 + 2 * int(pages)

    def stop() -> int:
        nonlocal left
        left -= 1
        return int(left < 0)

    return stop


def _stands(connection: sqlite3.Connection, known: Known) -> bool:
    query = "SELECT 1 FROM event NOT INDEXED WHERE seq = ? AND hash = ?"
    return connection.execute(query, [known.seq, known.tip]).fetchone() is not None


def _structure(connection: sqlite3.Connection, newer: bool, progress: Progress) -> Iterator[str]:
    """Say what SQLite finds wrong; in a newer version only in tables whose rules are our own."""
    progress(0)
    (length,) = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
    name = "integrity_check" if length <= MOST_FOR_INTEGRITY else "quick_check"
    # The rules of the log are asked for row by row afterwards; SQLite takes four times as long.
    connection.execute("PRAGMA ignore_check_constraints = ON")
    try:
        for part in TABLES if newer else (20,):
            for (line,) in connection.execute(f"PRAGMA {name}({part})").fetchall():
                if line != "ok":
                    lines = str(line).splitlines()
                    yield from (each for each in lines if not each.startswith("***"))
    finally:
        connection.execute("PRAGMA ignore_check_constraints = OFF")
    yield from _pages(connection)


def _pages(connection: sqlite3.Connection) -> Iterator[str]:
    """Say where pages of the file belong to nothing, or are free and in use as well.

    SQLite's own check leaves that out where a schema ends with a view. One that was built without
    a table of the pages can't be asked.
    """
    try:
        (used,) = connection.execute("SELECT count(DISTINCT pageno) FROM dbstat").fetchone()
    except sqlite3.OperationalError:
        return
    (pointers,) = connection.execute("PRAGMA auto_vacuum").fetchone()
    if pointers:  # further pages, which the table leaves out
        return
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    locks = 1 if pages * size > _LOCKS else 0
    if used + free + locks != pages:
        yield f"of {pages:,} pages {used:,} are in use and {free:,} free"


def _chain(later: Sequence[Event], walk: Walk | None, progress: Progress) -> Iterator[str]:
    done = 0

    def went() -> None:
        nonlocal done
        done += 1
        if done % _EVERY == 0:
            progress(done / len(later))

    return chain_faults(later, walk, went=went)


def _projected(
    connection: sqlite3.Connection, version: int, events: Sequence[Event], after: int
) -> Iterator[Check]:
    """Yield what the file shows, held against the log: of all cells, or of those that changed."""
    folded = fold(events)
    ratings = sum(1 for cell in folded if cell[2] == "rating")
    whole = after == 0
    yield Check("Ratings", ratings, tuple(_ratings(connection, folded, whole)), after)
    kept = entity_fields(version)
    fields = tuple(_fields(connection, kept, events, folded, whole))
    yield Check("Fields", len(folded), fields, after)
    number, faults = _files(connection, events, whole)
    yield Check("Files of evidence", number, tuple(faults), after)


def _ratings(
    connection: sqlite3.Connection, folded: dict[Cell, str | None], whole: bool
) -> Iterator[str]:
    logged = {entity: new for (_, entity, field), new in folded.items() if field == "rating"}
    shown = _rows(connection, "action_now", ("rating",), None if whole else logged)
    for entity in shown.keys() | logged.keys():
        found = shown.get(entity, (None,))[0]
        if found != logged.get(entity):
            (reference,) = _rows(connection, "action", ("reference",), [entity]).get(
                entity, (entity,)
            )
            yield f"action {reference} shows {found}, the log says {logged.get(entity)}"


def _fields(
    connection: sqlite3.Connection,
    entities: Mapping[str, tuple[str, ...]],
    events: Sequence[Event],
    folded: dict[Cell, str | None],
    whole: bool,
) -> Iterator[str]:
    births = {
        (event.etype, event.entity) for event in events if event.kind in (Kind.GENESIS, Kind.CREATE)
    }
    for etype, entity in sorted(births):
        if etype in ENTITY_FIELDS and etype not in entities:
            yield f"{etype} {entity[:12]}: a file of this version has none"
    for etype, fields in entities.items():
        born = {entity for kind, entity in births if kind == etype}
        touched = born | {entity for kind, entity, _ in folded if kind == etype}
        rows = _rows(connection, etype, fields, None if whole else touched)
        for entity in sorted(rows.keys() ^ (born if whole else touched)):
            yield f"{etype} {entity[:12]} is {'not ' if entity in rows else 'only '}in the log"
        for entity, row in rows.items():
            if whole and entity not in born:
                continue
            for field, kept in zip(fields, row, strict=True):
                cell = (etype, entity, field)
                if (whole or entity in born or cell in folded) and kept != folded.get(cell):
                    yield f"{etype} {entity[:12]}, {field}: not what the log says"


def _rows(
    connection: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    ids: Sequence[str] | set[str] | dict[str, str | None] | None,
) -> dict[str, tuple[str | None, ...]]:
    """Return the columns of a table's rows by id: of all of them, or of those named."""
    query = f"SELECT id, {', '.join(columns)} FROM {table}"
    if ids is None:
        return {row[0]: row[1:] for row in connection.execute(query)}
    found = (connection.execute(f"{query} WHERE id = ?", [each]).fetchone() for each in ids)
    return {row[0]: row[1:] for row in found if row is not None}


def _files(
    connection: sqlite3.Connection, events: Sequence[Event], whole: bool
) -> tuple[int, list[str]]:
    named = {
        event.new for event in events if event.etype == "evidence" and event.field == "file_sha256"
    }
    query = "SELECT sha256, data FROM evidence_file"
    if whole:
        rows = connection.execute(query)
    else:
        marks = ", ".join("?" * len(named))
        rows = connection.execute(f"{query} WHERE sha256 IN ({marks})", sorted(filter(None, named)))
    faults: list[str] = []
    kept: set[str] = set()
    for sha256, data in rows:
        kept.add(sha256)
        if hashlib.sha256(data).hexdigest() != sha256:
            faults.append(f"file {sha256[:12]} is not what it was")
    faults += [f"file {str(sha256)[:12]} is missing" for sha256 in named - kept]
    faults += [f"file {sha256[:12]} belongs to no evidence" for sha256 in kept - named]
    return len(kept), faults
