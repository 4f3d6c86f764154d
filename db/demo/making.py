"""The demonstration plan's file: the published plan, and the made-up year told into it.

It is the same each time, ids, times and all, so that pictures and tests of it can be held against
each other. Copies that are merged are known by the SHA-256 of their bytes; those are the same as
long as the SQLite is.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path

from db.anchor import remember
from db.copying import check_copy, copy_plan
from db.demo.steps import Scene, take
from db.demo.story import Day, Story, read_story
from db.disk import put_in_place, put_on_disk
from db.errors import PlanError
from db.file import Plan
from db.plan_entries import PlanDocument
from db.private_copy import private_room
from db.seed import seed_document
from db.signature import Signature
from db.store import check_free, make_plan
from db.unfinished import unfinished

_BEGIN = time(8, 50)
_BETWEEN = timedelta(minutes=6, seconds=43)


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made: the open plan, how many steps were taken by how many authors, when.

    `ends` is the day on which the made-up year ends, and the plan is best read.
    """

    plan: Plan
    steps: int
    authors: int
    begins: date
    ends: date


def make_demo(path: Path, *, anchors: Path | None = None) -> Demo:
    """Make the demonstration plan at `path`, and open it.

    The file appears whole or not at all, and nothing is ever overwritten. Raises PlanError.
    """
    check_free(path)
    story, document = read_story(), seed_document()
    with private_room(path) as folder:
        kept = folder / "plan.db"
        _tell(story, document, kept, folder)
        try:
            with unfinished(path.absolute().parent) as fresh:
                os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
                with Plan(kept, read_only=True) as plan:
                    copy_plan(plan, fresh)
                check_copy(fresh, path, "not made")
                put_on_disk(fresh)
                put_in_place(fresh, path, overwrite=False)
        except OSError as error:
            check_free(path)  # which says it better
            raise PlanError(f"{path}: can't be made: {error.strerror or error}") from None
    plan = Plan(path, read_only=False, anchors=anchors)
    remember(plan, made=True, checked=True)
    return Demo(
        plan,
        steps=sum(len(each.steps) for each in story.days),
        authors=len({each.author for each in story.days}),
        begins=story.days[0].day,
        ends=story.ends,
    )


def _tell(story: Story, document: PlanDocument, file: Path, folder: Path) -> None:
    """Make the plan at `file` and tell the story into it; copies come and go in `folder`."""
    calendar, token = _Calendar(), _tokens(story.seal)
    document = replace(
        document,
        title=f"{document.title} {story.mark}",
        introduction=f"{story.introduction}\n\n{document.introduction}",
    )
    loaded = document.updated or story.days[0].day
    by = Signature(story.author, calendar.clock(loaded), token)
    with make_plan(file, document, by=by, source=story.source):
        pass
    with _scratch(file) as plan:
        for each in story.days:
            by = Signature(each.author, calendar.clock(each.day), token)
            if each.copy:
                with _scratch(folder / each.copy) as copy:
                    _live(Scene(copy, by, each.day, folder, story.files), each)
            else:
                _live(Scene(plan, by, each.day, folder, story.files), each)


def _live(scene: Scene, day: Day) -> None:
    for step in day.steps:
        take(scene, step)


@contextmanager
def _scratch(file: Path) -> Iterator[Plan]:
    """Give an open plan that nobody will miss: no change waits until it is on the disk."""
    with Plan(file, read_only=False) as plan:
        with closing(plan.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA synchronous = OFF")
        yield plan


class _Calendar:
    """Gives clocks of working days; whoever is at work on the same day is so after the others."""

    def __init__(self) -> None:
        self._looked = Counter[date]()

    def clock(self, day: date) -> Callable[[], datetime]:
        """Return a clock that moves on by some minutes each time it is looked at."""

        def look() -> datetime:
            moment = datetime.combine(day, _BEGIN, UTC) + self._looked[day] * _BETWEEN
            self._looked[day] += 1
            return moment

        return look


def _tokens(seal: str) -> Callable[[], str]:
    """Return what draws ids: the same ones in the same order, each time.

    Another story has others, as it is another plan: this machine would miss in the one what it has
    seen in the other.
    """
    numbers = count(1)
    return lambda: hashlib.sha256(f"{seal} {next(numbers)}".encode()).hexdigest()[:32]
