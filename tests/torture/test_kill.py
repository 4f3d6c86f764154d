"""Killed at any moment, a writer has lost nothing that was said to be done, and broken nothing."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from db.store import open_plan
from db.verify import verify
from tests.store.replay import replay_faults
from tests.torture import works
from tests.torture.children import Ending, Nursery

pytestmark = pytest.mark.torture

SEED = 20200326

RUNS = {
    works.ordinary_edits: ("seed_plan", 210),
    works.many_edits_at_once: ("wide_plan", 130),
    works.large_evidence: ("seed_plan", 80),
    works.shipping: ("seed_plan", 100),
}
"""The plan that each scenario begins with, and how often it is killed, in two halves."""

KILL_BEFORE, KILL_AFTER, TORN = 7, 8, 9
"""Ways of full_disk.c."""


@dataclass
class Tally:
    """What came of the runs so far."""

    runs: int = 0
    acknowledged: int = 0
    alone_whole: int = 0
    alone_broken: int = 0
    left_behind: int = 0
    idle_journals: int = 0
    copies: int = 0
    lengths: tuple = field(default_factory=tuple)

    def told(self) -> dict[str, int]:
        """Return the figures. Those that must be 0 are asserted in every run, and so are."""
        numbers = {
            "runs": self.runs,
            "acknowledged": self.acknowledged,
            "acknowledged_lost": 0,
            "broken_files": 0,
            "main_file_alone_whole": self.alone_whole,
            "main_file_alone_broken": self.alone_broken,
            "idle_journals_left_behind": self.idle_journals,
            "unfinished_copies_left_behind": self.left_behind,
        }
        return numbers | ({"copies_found_whole": self.copies} if self.copies else {})


class Ground:
    """A folder for each run, with a fresh plan in it; and what must hold when the run is over."""

    def __init__(self, template: Path, folder: Path) -> None:
        self.template, self.folder, self.numbers = template, folder, count()
        self.tally = Tally()
        self.before = batches(template)

    def fresh(self) -> tuple[Path, Path, Path]:
        """Return the paths of a new plan, of what this machine remembers, and of a copy to send."""
        home = self.folder / str(next(self.numbers))
        (home / "sent").mkdir(parents=True)
        plan = Path(shutil.copy(self.template, home / "plan.db"))
        return plan, home / "anchors", home / "sent" / "out.db"

    def rehearse(self, nursery: Nursery, scenario: works.Scenario) -> float:
        """Let a scenario run to its end, note how many rows each command wrote; return how long."""
        path, anchors, out = self.fresh()
        ending = nursery.run(works.go_through, scenario, path, anchors, out)
        assert ending.how == "done", ending.said
        self.tally.lengths = tuple(batches(path).values())[len(self.before) :]
        shutil.rmtree(path.parent)
        return ending.seconds

    def look_over(self, ending: Ending, path: Path, anchors: Path, out: Path) -> None:
        """Hold a killed run's files against what it reported."""
        assert not ending.said, ending.said
        done = [each for each in ending.reports if each]
        self.tally.runs += 1
        self.tally.acknowledged += len(done)
        self._look_at_the_file_alone(path, done)
        with open_plan(path, anchors=anchors):
            pass
        assert_sound(path, anchors)
        self._look_beside(path)
        assert lost(path, done) == []
        lengths = tuple(batches(path).values())[len(self.before) :]
        assert lengths == self.tally.lengths[: len(lengths)], "half a command was written"
        assert len(done) <= len(lengths) <= len(done) + 1
        if out.exists():
            assert_sound(out, None)
            self.tally.copies += 1
        else:
            assert not any(kind == "tip" for kind, _ in done), "sent, and not there"
        self.tally.left_behind += bool(set(out.parent.iterdir()) - {out})
        shutil.rmtree(path.parent)

    def _look_beside(self, path: Path) -> None:
        """See that no journal is left with anything in it that could be played back.

        SQLite leaves one whose writer was killed before it counted; the next change takes it away.
        """
        for left in path.parent.glob("plan.db-*"):
            assert left.name == "plan.db-journal"
            with left.open("rb") as journal:
                assert not any(journal.read(8)), "a change was not taken back"
            self.tally.idle_journals += 1

    def _look_at_the_file_alone(self, path: Path, done: list) -> None:
        """See whether the file, copied without its journal as by a mail program, is a whole plan.

        Its journal would undo a half change; if it is whole without, nothing is missing in it.
        """
        alone = path.parent / "mailed" / "plan.db"
        alone.parent.mkdir()
        shutil.copyfile(path, alone)
        if verify(alone).sound and not replay_faults(alone):
            assert lost(alone, done) == []
            self.tally.alone_whole += 1
        else:
            self.tally.alone_broken += 1


def batches(path: Path) -> dict[str, int]:
    """Return the commands in the log, in order, with the number of their rows."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT batch, count(*) FROM event GROUP BY batch ORDER BY min(seq)"
        return dict(connection.execute(query).fetchall())


def lost(path: Path, done: list) -> list:
    """Return what of that which was acknowledged is not in the log."""
    with closing(sqlite3.connect(path)) as connection:
        log = {
            ("batch", batch) for (batch,) in connection.execute("SELECT DISTINCT batch FROM event")
        } | {("tip", hash_) for (hash_,) in connection.execute("SELECT hash FROM event")}
    return [each for each in done if tuple(each) not in log]


def assert_sound(path: Path, anchors: Path | None) -> None:
    report = verify(path, anchors=anchors)
    assert [check.line for check in report.checks if not check.sound] == []
    assert report.notes == ()
    assert replay_faults(path) == []


@pytest.mark.parametrize("half", [1, 2])
@pytest.mark.parametrize("scenario", RUNS, ids=lambda scenario: scenario.__name__)
def test_a_writer_killed_at_random_loses_nothing(
    scenario, half, request, nursery, tmp_path, figure
):
    plan, runs = RUNS[scenario]
    ground = Ground(request.getfixturevalue(plan), tmp_path)
    seconds = max(ground.rehearse(nursery, scenario) for _ in range(2))
    chance = random.Random(f"{SEED} {scenario.__name__} {half}")
    tried = 0
    while ground.tally.runs < runs // 2:
        moment = chance.uniform(0, seconds)
        tried += 1
        assert tried < runs, "the children end before they are killed"
        places = ground.fresh()
        ending = nursery.run(works.go_through, scenario, *places, kill=moment)
        if ending.how == "killed":
            print(f"seed {SEED}, run {tried}: killed after {moment:.4f} s of {seconds:.4f}")
            ground.look_over(ending, *places)
        else:
            assert ending.how == "done", ending.said
            shutil.rmtree(places[0].parent)
    figure(f"kill -9 at random, {scenario.__name__.replace('_', ' ')}", **ground.tally.told())


CALLS = {works.rating: 1, works.evidence: 3, works.sending: 3}
"""What is killed at the calls that write, and at every how many-th of them."""


@pytest.mark.parametrize("way", [KILL_BEFORE, KILL_AFTER, TORN], ids=["before", "after", "torn"])
@pytest.mark.parametrize("scenario", CALLS, ids=lambda scenario: scenario.__name__)
def test_a_writer_killed_at_each_call_that_writes_loses_nothing(
    scenario, way, failing_nursery, seed_plan, tmp_path, figure
):
    ground = Ground(seed_plan, tmp_path)
    ground.rehearse(failing_nursery, scenario)
    for number in count(0, CALLS[scenario]):
        places = ground.fresh()
        ending = failing_nursery.run(
            works.go_through_on_a_failing_disk, scenario, *places, number, way
        )
        if ending.how == "done":
            break
        assert ending.how == "signal 9", ending
        print(f"killed at call {number}")
        ground.look_over(ending, *places)
    assert ground.tally.runs > 3
    figure(f"kill -9 at the calls that write, {scenario.__name__}", **ground.tally.told())
