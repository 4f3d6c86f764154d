"""The small plan, loaded on a day of its own, and a person who works on it on any day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from db.signature import Signature
from db.store import make_plan
from tests.store.conftest import small_document

LOADED = date(2020, 3, 26)


class Person:
    """Somebody whose clock stands at noon of a day, and moves on by a second each time."""

    def __init__(self, name="A. Coordinator"):
        self.name = name
        self.moment = datetime.combine(LOADED, time(12), UTC)

    def __call__(self):
        self.moment += timedelta(seconds=1)
        return self.moment

    def on(self, *day):
        """Return the signature of this person on a day, given as year, month, day."""
        self.moment = datetime.combine(date(*day), time(12), UTC)
        return Signature(self.name, self)


def make_dated(path):
    """Make the small plan at `path`, loaded at noon of `LOADED`."""
    make_plan(path, small_document(), by=Person("L. Oader").on(2020, 3, 26), source="x").let_go()
    return path
