"""Copies of one plan that go about: where they lie, who works on them, and what they hold.

What a copy holds is read by plain `sqlite3`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from db.file import Plan
from db.plan_entries import AgencyEntry, PlanDocument
from db.schema import ENTITY_FIELDS
from db.seed import seed_document
from db.signature import Signature
from db.store import make_plan
from tests.store.conftest import action_entry

_IN_MEMORY = Path("/dev/shm")
_BIRTH = "(SELECT seq FROM event WHERE entity = id AND field = '' AND kind = 'create')"


def make_original(path):
    """Make the plan of which copies go about: as small as it may be, for there are thousands."""
    one, two = "Health", "Thames Valley Police"
    document = PlanDocument(
        title="Plan",
        introduction="",
        governance="",
        version_label="",
        updated=date(2020, 3, 26),
        scheme=seed_document().scheme,
        agencies=(AgencyEntry(one), AgencyEntry(two)),
        actions=(
            action_entry("1", one, "May 2020", date(2020, 5, 31)),
            action_entry("2", two, "July 2020", date(2020, 7, 31), rating="on-track"),
            action_entry("3", two, "Ongoing", None, closed="superseded"),
        ),
    )
    make_plan(path, document, by=Signature("A. Coordinator"), source="small").let_go()
    return path


@contextmanager
def room():
    """Give a folder for a history: in memory, where there is such a place.

    What is looked at in private is copied to there as well.
    """
    place = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK | os.X_OK) else None
    with tempfile.TemporaryDirectory(dir=place) as folder:
        before, tempfile.tempdir = tempfile.tempdir, folder
        try:
            yield Path(folder)
        finally:
            tempfile.tempdir = before


class Copy:
    """A file of the plan, open to be worked on, and open to anybody's eye."""

    def __init__(self, path):
        self.path = path

    @cached_property
    def plan(self):
        """The plan, which was checked before, and is once more at the end."""
        return Plan(self.path, read_only=False)

    @cached_property
    def _file(self):
        return sqlite3.connect(self.path)

    def close(self):
        if "plan" in vars(self):
            self.plan.let_go()
            del self.plan
        if "_file" in vars(self):
            self._file.close()
            del self._file

    def put(self, source):
        """Lay a copy of another file in its place."""
        self.close()
        shutil.copyfile(source, self.path)

    def ask(self, query, *values):
        return self._file.execute(query, values).fetchall()

    def living(self, table):
        """Return the ids of what was not taken back, in the order in which it came to be here."""
        query = f"SELECT id FROM {table} WHERE withdrawn IS NULL ORDER BY {_BIRTH}"
        return [one for (one,) in self.ask(query)]

    def rows(self):
        """Return what the log says, without where in this file it says so."""
        return {one for (one,) in self.ask("SELECT hash FROM event WHERE kind <> 'merge'")}

    def length(self):
        """Return how many rows the log has."""
        return self.ask("SELECT max(seq) FROM event")[0][0]

    def shown(self):
        """Return what is shown: every table, the ratings among them, and the files of evidence."""
        tables = ("action_now", *(each for each in ENTITY_FIELDS if each != "action"))
        shown = {table: self.ask(f"SELECT * FROM {table} ORDER BY id") for table in tables}
        shown["files"] = self.ask("SELECT * FROM evidence_file ORDER BY sha256")
        return shown

    def unbacked_ratings(self):
        """Return the actions whose rating is not what their newest applied log row says."""
        return self.ask(
            "SELECT id, rating FROM action_now WHERE rating IS NOT (SELECT new FROM event"
            " WHERE entity = action_now.id AND field = 'rating' AND applied = 1"
            " ORDER BY seq DESC LIMIT 1) OR (rating IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event"
            " WHERE entity = action_now.id AND field = 'rating' AND new = rating"
            " AND length(author) > 0 AND length(at) = 24))"
        )

    def cells(self):
        """Return what each cell shows, by entity and field, as the log has it."""
        query = (
            "SELECT entity, field, new FROM event WHERE applied = 1"
            " AND kind IN ('set', 'resolve') ORDER BY seq"
        )
        return {(entity, field): new for entity, field, new in self.ask(query)}

    def changed_since(self, seq):
        """Return the cells that were given a value after this place of the log."""
        query = "SELECT DISTINCT entity, field FROM event WHERE seq > ? AND kind = 'set'"
        return set(self.ask(query, seq))


def shown_by(path):
    """Return what the file at a path shows."""
    with closing(Copy(path)) as copy:
        return copy.shown()


def unbacked_ratings(path):
    """Return the actions whose rating the log of the file at a path does not back."""
    with closing(Copy(path)) as copy:
        return copy.unbacked_ratings()


@dataclass
class World:
    """Copies of one plan, who works on them at what time, and what was counted."""

    copies: list
    clock: datetime = datetime(2026, 11, 26, tzinfo=UTC)
    counts: dict = field(default_factory=dict)

    def __getitem__(self, number):
        return self.copies[number % len(self.copies)]

    def by(self, number):
        """Return who works on a copy: clocks differ from machine to machine, and go backwards."""
        number %= len(self.copies)
        skew = timedelta(days=number * 3)
        self.clock += timedelta(seconds=1)
        return Signature(f"Person {number}", lambda: self.clock - skew)

    def count(self, what, number=1):
        self.counts[what] = self.counts.get(what, 0) + number


@contextmanager
def worlds(folder):
    """Give a way to begin a world of a name in a folder: a copy of each source; closed at last."""
    with ExitStack() as stack:

        def begin(name, sources):
            (folder / name).mkdir()
            copies = [Copy(folder / name / f"copy-{place}.db") for place in range(len(sources))]
            for copy, source in zip(copies, sources, strict=True):
                copy.put(source)
                stack.callback(copy.close)
            return World(copies)

        yield begin
