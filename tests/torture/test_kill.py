"""Killed at any moment, a writer has lost nothing that was said to be done, and broken nothing."""

from __future__ import annotations

import random
import shutil
from itertools import count

import pytest

from db.verify import verify
from tests.store.replay import replay_faults
from tests.torture import works
from tests.torture.ground import Ground, lost

pytestmark = pytest.mark.torture

SEED = 20200326

RUNS = {
    works.ordinary_edits: ("small_plan", 150),
    works.many_edits_at_once: ("wide_plan", 40),
    works.large_evidence: ("small_plan", 70),
    works.shipping: ("small_plan", 80),
    works.backing_up: ("small_plan", 60),
    works.restoring: ("small_plan", 60),
    works.migration: ("version_1", 60),
}
"""The plan that each scenario begins with, and how often it is killed, in two halves."""

KILL_BEFORE, TORN = 7, 9
"""Ways of full_disk.c."""

MUST_BE_NOUGHT = {"acknowledged lost": 0, "broken files": 0, "halves of a change": 0}
"""Figures that are asserted in every run."""


def look_over(ground, ending, places):
    """Hold a killed run's files against what it reported; first the main file alone.

    Copied without its journal, as by a mail program, it may hold half a change that the journal
    would take back; if it is whole, nothing that was acknowledged is missing in it.
    """
    assert not ending.said, ending.said
    ground.tally["runs"] += 1
    alone = works.Places(places.home / "mailed")
    alone.home.mkdir()
    shutil.copyfile(places.plan, alone.plan)
    whole = verify(alone.plan).sound and not replay_faults(alone.plan)
    ground.tally["main file alone whole"] += whole
    ground.tally["main file alone broken"] += not whole
    done = [each for each in ending.reports if each is not None]
    if whole:
        shutil.copytree(places.backups, alone.backups) if places.backups.exists() else None
        assert lost(alone, done) == []
    ground.look_over(places, done)
    ground.leave(places)


@pytest.mark.parametrize("half", [1, 2])
@pytest.mark.parametrize("scenario", RUNS, ids=lambda scenario: scenario.__name__)
def test_a_writer_killed_at_random_loses_nothing(
    scenario, half, request, nursery, tmp_path, figure
):
    plan, runs = RUNS[scenario]
    ground = Ground(request.getfixturevalue(plan), tmp_path)
    ground.rehearse(nursery, scenario)
    chance = random.Random(f"{SEED} {scenario.__name__} {half}")
    seconds = 0.0
    for tried in count():
        assert tried < runs, "the children end before they are killed"
        places = ground.fresh()
        moment = chance.uniform(0, seconds) if tried else None
        ending = nursery.run(works.go_through, scenario, places, kill=moment)
        if ending.how == "killed":
            print(f"seed {SEED}, run {tried}: killed after {moment:.4f} s of {seconds:.4f}")
            look_over(ground, ending, places)
        else:
            assert ending.how == "done", ending.said
            ground.leave(places)
            seconds = (ending.seconds + seconds) / 2 if tried else ending.seconds
        if ground.tally["runs"] == runs // 2:
            break
    figure(f"kill -9 at random, {scenario.__name__}", **ground.tally, **MUST_BE_NOUGHT)


PLANS = {works.migration: "version_1"}
CALLS = {works.rating: 1, works.evidence: 4, works.sending: 5, works.restoring: 10,
         works.migration: 2}  # fmt: skip
"""What is killed at the calls that write: at every how many-th of them."""


@pytest.mark.parametrize("way", [KILL_BEFORE, TORN], ids=["before", "torn"])
@pytest.mark.parametrize("scenario", CALLS, ids=lambda scenario: scenario.__name__)
def test_a_writer_killed_at_the_calls_that_write_loses_nothing(
    scenario, way, request, failing_nursery, tmp_path, figure
):
    plan = PLANS.get(scenario, "small_plan")
    ground = Ground(request.getfixturevalue(plan), tmp_path)
    ground.rehearse(failing_nursery, scenario)
    for number in count(0, CALLS[scenario]):
        places = ground.fresh()
        ending = failing_nursery.run(
            works.go_through_on_a_failing_disk, scenario, places, number, way
        )
        if ending.how == "done":
            break
        assert ending.how == "signal 9", ending
        print(f"killed at call {number}")
        look_over(ground, ending, places)
    assert ground.tally["runs"] > 3
    figure(f"kill -9 at calls that write, {scenario.__name__}", **ground.tally, **MUST_BE_NOUGHT)
