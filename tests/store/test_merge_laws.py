"""The laws of merging, over any histories of up to six copies of a plan."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from db.file import looking
from db.verify import verify
from db.waiting import read_conflicts, unsettled_cells
from tests.store.merging import (
    EDITS,
    HISTORIES,
    ask_each_other,
    decide_alike,
    gather,
    hand_round,
    take_over,
    take_step,
)
from tests.store.worlds import make_original, room, worlds

OFTEN = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def keeps_the_laws(original, history):
    """Hold one history against the laws; return what was counted in it."""
    copies, steps = history
    with room() as folder, worlds(folder) as begin:
        world = begin("here", [original] * copies)
        for step in steps:
            copy = world[step[1]]
            before = copy.rows()
            take_step(world, step)
            assert before <= copy.rows(), "a row is lost"
            assert not left_behind(copy), "what nobody disagrees about is not shown"
        everything = set().union(*(copy.rows() for copy in world.copies))
        other = begin("there", [copy.path for copy in world.copies])
        other.clock, other.counts = world.clock, world.counts

        for each, meet in ((world, gather), (other, hand_round)):
            meet(each)
            decide_alike(each)
            meet(each)
        for copy in (*world.copies, *other.copies):
            assert everything <= copy.rows(), "a row is lost"
            assert copy.unbacked_ratings() == []
            report = verify(copy.path)
            assert report.sound, [check.line for check in report.checks]
            assert copy.shown() == world[0].shown(), "two copies disagree"

        ask_each_other(world)  # some may hear only now, from the copy itself, that it has come back
        contents = [copy.path.read_bytes() for copy in world.copies]
        ask_each_other(world)
        assert contents == [copy.path.read_bytes() for copy in world.copies], (
            "merging again changes"
        )
        assert not list(folder.glob("jtai-*")), "a private copy is left"
        return world.counts


def left_behind(copy):
    """Return the cells that show something else than what is said of them by all who say it."""
    with looking(copy.plan) as connection:
        return [cell for cell in unsettled_cells(connection) if cell.history.behind]


def changes_what_it_should(original, edits):
    """Hold what one merge does to each cell against what the two sides had done to it."""
    with room() as folder, worlds(folder) as begin:
        world = begin("here", [original] * 2)
        ours, theirs = world.copies
        fork = ours.length()
        for step in edits:
            take_step(world, step)
        mine, came = ours.cells(), theirs.cells()
        changed_here, changed_there = ours.changed_since(fork), theirs.changed_since(fork)
        both = changed_here & changed_there
        disputed = {cell for cell in both if mine[cell] != came[cell]}

        done = take_over(world, 0, [1])

        shown = ours.cells()
        for cell in mine.keys() | came.keys():
            expected = came[cell] if cell in changed_there - changed_here else mine[cell]
            assert shown[cell] == expected, f"{cell} is not as it should be"
        with looking(ours.plan) as connection:
            found = {(each.entity, each.field) for each in read_conflicts(connection)}
        dated = {entity for entity, field in disputed if field == "due"}
        asked = {each for each in disputed if each[1] != "due_precision" or each[0] not in dated}
        assert found == asked, "a person is asked where nobody disagrees, or is not asked"
        assert done.waiting == len(asked)
        return {"conflicts": len(asked)}


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    """A small plan, made once."""
    return make_original(tmp_path_factory.mktemp("merging") / "plan.db")


@given(HISTORIES)
@OFTEN
def test_copies_that_have_all_met_agree_whatever_was_done_to_them(original, history):
    keeps_the_laws(original, history)


@given(EDITS)
@OFTEN
def test_only_theirs_is_applied_the_same_is_no_conflict_and_ours_stands_in_one(original, edits):
    changes_what_it_should(original, edits)
