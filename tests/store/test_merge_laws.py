"""The laws of merging, over any histories of up to six copies of a plan."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from db.file import looking
from db.signature import Signature
from db.store import make_plan
from db.verify import verify
from db.waiting import read_conflicts
from tests.store.conftest import small_document
from tests.store.merging import (
    EDITS,
    HISTORIES,
    begin,
    cells_changed_since,
    cells_of,
    decide_alike,
    gather,
    hand_round,
    length_of,
    opened,
    rows_of,
    shown_by,
    take_over,
    take_step,
    unbacked_ratings,
)

OFTEN = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def keeps_the_laws(original, history):
    """Hold one history against the laws; return what was counted in it."""
    copies, steps = history
    with tempfile.TemporaryDirectory() as folder:
        world = begin(Path(folder), original, copies)
        for step in steps:
            before = rows_of(world.path(step[1]))
            take_step(world, step)
            assert before <= rows_of(world.path(step[1])), "a row is lost"
        everything = set().union(*map(rows_of, world.paths()))

        elsewhere = Path(folder) / "elsewhere"
        elsewhere.mkdir()
        other = begin(elsewhere, original, copies)
        other.clock = world.clock
        for mine, theirs in zip(world.paths(), other.paths(), strict=True):
            shutil.copyfile(mine, theirs)

        for each, meet in ((world, gather), (other, hand_round)):
            meet(each)
            decide_alike(each)
            meet(each)
        for path in (*world.paths(), *other.paths()):
            assert everything <= rows_of(path), "a row is lost"
            assert unbacked_ratings(path) == []
            assert verify(path).sound, [check.line for check in verify(path).checks]
        shown = [shown_by(path) for path in (*world.paths(), *other.paths())]
        for each in shown[1:]:
            assert each == shown[0], "two copies disagree"

        hand_round(world)  # some may hear only now, from the copy itself, that it has come back
        contents = [path.read_bytes() for path in world.paths()]
        hand_round(world)
        assert contents == [path.read_bytes() for path in world.paths()], "merging again changes"
        return world.counts


def changes_what_it_should(original, edits):
    """Hold what one merge does to each cell against what the two sides had done to it."""
    with tempfile.TemporaryDirectory() as folder:
        world = begin(Path(folder), original, 2)
        ours, theirs = world.paths()
        fork = length_of(ours)
        for step in edits:
            take_step(world, step)
        mine, came = cells_of(ours), cells_of(theirs)
        changed_here, changed_there = (cells_changed_since(path, fork) for path in (ours, theirs))
        both = changed_here & changed_there
        disputed = {cell for cell in both if mine[cell] != came[cell]}

        done = take_over(world, 0, [theirs])

        shown = cells_of(ours)
        for cell in mine.keys() | came.keys():
            expected = came[cell] if cell in changed_there - changed_here else mine[cell]
            assert shown[cell] == expected, f"{cell} is not as it should be"
        with opened(ours) as plan, looking(plan) as connection:
            found = {(each.entity, each.field) for each in read_conflicts(connection)}
        dated = {entity for entity, field in disputed if field == "due"}
        asked = {each for each in disputed if each[1] != "due_precision" or each[0] not in dated}
        assert found == asked, "a person is asked where nobody disagrees, or is not asked"
        assert done.waiting == len(asked)
        return {"conflicts": len(asked), "histories": 1}


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    """A small plan, made once."""
    path = tmp_path_factory.mktemp("merging") / "plan.db"
    make_plan(path, small_document(), by=Signature("A. Coordinator"), source="small").let_go()
    return path


@given(HISTORIES)
@OFTEN
def test_copies_that_have_all_met_agree_whatever_was_done_to_them(original, history):
    keeps_the_laws(original, history)


@given(EDITS)
@OFTEN
def test_only_theirs_is_applied_the_same_is_no_conflict_and_ours_stands_in_one(original, edits):
    changes_what_it_should(original, edits)
