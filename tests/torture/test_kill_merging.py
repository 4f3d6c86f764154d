"""Killed at any moment of a merge, a plan has taken in all of a returned copy, or none of it."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from contextlib import closing

import pytest

from db.changes import add_update
from db.ship import ship
from db.signature import Signature
from db.store import open_plan
from tests.torture import works
from tests.torture.ground import Ground, assert_sound
from tests.torture.test_kill import KILL_BEFORE, TORN

pytestmark = pytest.mark.returning

SEED = 20201127
ROWS = 2_000
AT_RANDOM = 44
CALLS, LAST = 20, 12
"""At so many of the calls that write, and at so many of the last ones, a merge is killed."""

ONCE_MORE = 8
"""After every how many-th kill the same copy is merged once more, hours later."""

SWEPT = "private copies left by the killed, and swept up"


@pytest.fixture(scope="session")
def returned(small_plan, tmp_path_factory):
    """A plan that has issued a copy, and that copy with two thousand rows more."""
    folder = tmp_path_factory.mktemp("returned")
    plan_file, copy = folder / "plan.db", folder / "health.db"
    shutil.copy(small_plan, plan_file)
    with open_plan(plan_file) as plan:
        ship(plan, copy, to="Health", by=works.BY)
    before = len(rows_of(copy))
    with open_plan(copy) as plan:
        ids, helper = works.actions(plan), Signature("H. Helper")
        while len(rows_of(copy)) < before + ROWS:
            add_update(plan, ids, "Rang them all.", by=helper, day=works.TODAY)
    assert len(rows_of(copy)) == before + ROWS
    return plan_file, copy


class Merges(Ground):
    """Ground on which a copy lies that is to be merged."""

    def __init__(self, returned, folder):
        super().__init__(returned[0], folder)
        self.copy = returned[1].read_bytes()
        self.new = rows_of(returned[1]) - rows_of(returned[0])

    def fresh(self):
        places = super().fresh()
        places.private.mkdir()
        places.returned.parent.mkdir()
        places.returned.write_bytes(self.copy)
        return places

    def look_over(self, places, done):
        """Hold what a killed merge left: all that came or nothing, and the copy as it was."""
        super().look_over(places, done)
        came = rows_of(places.plan) & self.new
        assert came in (set(), self.new), "between before and after"
        assert merges_of(places.plan) == (1 if came else 0)
        assert [*places.returned.parent.iterdir()] == [places.returned]
        assert places.returned.read_bytes() == self.copy
        self.tally["runs"] += 1
        self.tally["as before"] += not came
        self.tally["as after"] += bool(came)

    def merge_once_more(self, nursery, places):
        """Merge the copy again, hours later: then all is in, and nothing is left lying about."""
        left = [*places.private.iterdir()]
        for each in left:
            os.utime(each, (time.time() - 7_200,) * 2)
        ending = nursery.run(works.go_through, works.merging, places)
        assert ending.how == "done", ending.said
        assert self.new <= rows_of(places.plan)
        assert merges_of(places.plan) == 1
        assert_sound(places.plan, places.anchors)
        assert [*places.private.iterdir()] == []
        assert not list(places.home.glob("plan.db-*"))
        self.tally["merged once more"] += 1
        self.tally[SWEPT] += len(left)

    def came_of(self, nursery, ending, places):
        assert not ending.said, ending.said
        self.look_over(places, [each for each in ending.reports if each is not None])
        if self.tally["runs"] % ONCE_MORE == 0:
            self.merge_once_more(nursery, places)
        self.leave(places)

    @property
    def figures(self):
        told = ("runs", "as before", "as after", "merged once more", SWEPT)
        return {name: self.tally[name] for name in told} | {"between before and after": 0}


def rows_of(path):
    with closing(sqlite3.connect(path)) as connection:
        return {one for (one,) in connection.execute("SELECT hash FROM event")}


def merges_of(path):
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute("SELECT count(*) FROM event WHERE kind = 'merge'").fetchone()
        return number


@pytest.mark.parametrize("part", [1, 2])
def test_a_merge_killed_at_random_has_taken_in_all_or_nothing(
    part, returned, nursery, tmp_path, figure
):
    ground = Merges(returned, tmp_path)
    ground.rehearse(nursery, works.merging)
    chance = random.Random(f"{SEED} {part}")
    places = ground.fresh()
    seconds = nursery.run(works.go_through, works.merging, places).seconds
    ground.leave(places)
    while ground.tally["runs"] < AT_RANDOM // 2:
        places, moment = ground.fresh(), chance.uniform(0, seconds)
        ending = nursery.run(works.go_through, works.merging, places, kill=moment)
        if ending.how == "killed":
            print(f"seed {SEED}: killed after {moment:.4f} s of {seconds:.4f}")
            ground.came_of(nursery, ending, places)
        else:
            assert ending.how == "done", ending.said
            seconds = (ending.seconds + seconds) / 2
    figure("kill -9 in a merge of 2,000 rows, at random", **ground.figures)


@pytest.mark.parametrize("way", [KILL_BEFORE, TORN], ids=["before", "torn"])
def test_a_merge_killed_at_the_calls_that_write_has_taken_in_all_or_nothing(
    way, returned, failing_nursery, tmp_path, figure
):
    ground = Merges(returned, tmp_path)
    ground.rehearse(failing_nursery, works.merging)

    def run(number):
        places = ground.fresh()
        work = works.go_through_on_a_failing_disk
        return failing_nursery.run(work, works.merging, places, number, way), places

    ending, places = run(10**6)
    _, calls = ending.result
    ground.leave(places)
    for number in sorted({*range(0, calls, calls // CALLS), *range(calls - LAST, calls)}):
        ending, places = run(number)
        if ending.how == "done":  # what is left are no calls of this way
            ground.leave(places)
            continue
        assert ending.how == "signal 9", ending
        print(f"killed at call {number} of {calls}")
        ground.came_of(failing_nursery, ending, places)
    assert ground.tally["runs"] > CALLS // 2
    figure("kill -9 in a merge of 2,000 rows, at calls that write", **ground.figures)
