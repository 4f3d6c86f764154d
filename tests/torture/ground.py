"""The ground that a run happens on, and what must hold on it whatever has happened."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from itertools import count
from pathlib import Path

from db.changes import rate
from db.store import open_plan
from db.verify import verify
from tests.store.replay import replay_faults
from tests.torture import works
from tests.torture.children import Nursery
from tests.torture.works import Acknowledged, Places, State, state_of

DENIED = (
    "nothing was changed", "nothing was written", "not restored", "not shipped", "not made",
    "no backup could be made", "no backup was made", "can't be brought up to date",
)  # fmt: skip
"""What denies that a change was made."""


class Ground:
    """A fresh folder for each run of a scenario, with a plan in it, and the run's figures.

    `states` are those that the plan goes through: before, and at each acknowledgement.
    """

    def __init__(self, template: Path, folder: Path) -> None:
        self.template, self.folder, self.numbers = template, folder, count()
        self.tally: Counter[str] = Counter()
        self.states: list[State] = []

    def fresh(self) -> Places:
        """Return the places of another run."""
        places = Places(self.folder / str(next(self.numbers)))
        places.out.parent.mkdir(parents=True)
        shutil.copy(self.template, places.plan)
        return places

    def rehearse(self, nursery: Nursery, scenario: works.Scenario) -> None:
        """Let a scenario run to its end, to know the states that it goes through."""
        places = self.fresh()
        ending = nursery.run(works.rehearse, scenario, places)
        assert ending.how == "done", ending.said
        self.states = ending.reports[:-1]
        self.leave(places)

    def leave(self, places: Places) -> None:
        shutil.rmtree(places.home)

    def look_over(self, places: Places, done: list[Acknowledged]) -> None:
        """Hold what lies there after a run against what was acknowledged in it."""
        self.tally["acknowledged"] += len(done)
        with open_plan(places.plan, anchors=places.anchors):
            pass
        self._look_beside(places)
        state = state_of(places.plan)
        assert state in self.states[len(done) :][:2], "it is not as before, nor as after"
        assert_sound(places.plan, places.anchors)
        assert lost(places, done) == []
        self._look_at_copies(places, done)
        with open_plan(places.plan, anchors=places.anchors, backups=places.backups) as plan:
            one = works.actions(plan)[2]
            rate(plan, {one: "minor-risk"}, by=works.BY, today=works.TODAY, reason="on we go")
        assert_sound(places.plan, places.anchors)
        assert not list(places.home.glob("plan.db-*"))

    def look_over_told(self, places: Places, done: list[Acknowledged], said: str | None) -> None:
        """Hold what lies there against what the person was told; `said` is None for success."""
        self.tally["runs"] += 1
        if said is None:
            assert len(done) == len(self.states) - 1
        else:
            assert len(said.splitlines()) == 1
            self.tally["refused in one line"] += 1
            made = state_of_settled(places) != self.states[len(done)]
            # A copy that is logged as issued, and can't be given its name, is said to be both.
            both = "though the log says so already" in said
            assert not made or both or not any(each in said for each in DENIED), said
            self.tally["refused, and yet done"] += made
            self.tally["of these said to be both"] += made and both
        self.look_over(places, done)

    def _look_beside(self, places: Places) -> None:
        """See that no journal is left with anything in it that could be played back.

        SQLite leaves one whose writer was killed before it counted; the next change takes it away.
        """
        for left in places.home.glob("plan.db-*"):
            assert left.name == "plan.db-journal"
            with left.open("rb") as journal:
                assert not any(journal.read(8)), "a change was not taken back"
            self.tally["idle journals left behind"] += 1

    def _look_at_copies(self, places: Places, done: list[Acknowledged]) -> None:
        """See that what has the name of a copy or a backup is a whole plan, or not there at all."""
        whole = list(places.backups.glob("*/*Z-*.db"))
        for kind, name in done:
            assert kind != "backup" or name in {each.name for each in whole}
        if places.out.exists():
            whole.append(places.out)
        for each in whole:
            assert_sound(each, None)
        self.tally["copies and backups, all whole"] += len(whole)
        unfinished = [*places.out.parent.iterdir(), *places.home.glob(".jtai-*")]
        unfinished += places.backups.glob("*/.jtai-*")
        self.tally["unfinished copies left behind"] += len(set(unfinished) - {places.out})


def state_of_settled(places: Places) -> State:
    """Return how far the plan has come, once a change that was cut off is taken back."""
    with open_plan(places.plan, anchors=places.anchors):
        return state_of(places.plan)


def lost(places: Places, done: list[Acknowledged]) -> list[Acknowledged]:
    """Return what of that which was acknowledged is nowhere: in the plan, nor in its backups."""
    there = {("version", str(state_of(places.plan)[0]))}
    backups = list(places.backups.glob("*/*Z-*.db"))
    for path in (places.plan, *backups, *places.backups.glob("*/as-found/*.db")):
        with closing(sqlite3.connect(path)) as connection:
            query = (
                "SELECT DISTINCT 'batch', batch FROM event UNION ALL SELECT 'tip', hash FROM event"
            )
            there.update(connection.execute(query))
    there |= {("backup", each.name) for each in backups}
    return [each for each in done if tuple(each) not in there]


def assert_sound(path: Path, anchors: Path | None) -> None:
    """See that a plan verifies in full, and says what a replay of its log says."""
    report = verify(path, anchors=anchors)
    assert [check.line for check in report.checks if not check.sound] == []
    assert report.notes == ()
    assert replay_faults(path) == []
