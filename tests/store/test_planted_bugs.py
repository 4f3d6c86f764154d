"""Bugs that a merge must not have, put in on purpose: the laws of merging catch each of them."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings

import db.merge
import db.waiting
from db.cell_heads import CellHistory
from db.connection import plain
from db.deciding import keep, settle, take
from db.errors import Refused
from db.event import Origin
from db.log import LogWriter
from db.ship import ship
from db.waiting import Unsettled, read_conflicts
from tests.store import test_merge
from tests.store.merging import EDITS
from tests.store.test_merge_laws import changes_what_it_should, keeps_the_laws
from tests.store.worlds import make_original

AT_ONCE = settings(
    max_examples=20,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
"""The same histories each time, up to the first that breaks a law."""


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    return make_original(tmp_path_factory.mktemp("merging") / "plan.db")


@pytest.fixture
def one_merge(original):
    """The law of what one merge changes, tried on some pairs of copies."""

    @AT_ONCE
    @given(EDITS)
    def law(edits):
        changes_what_it_should(original, edits)

    return law


@pytest.fixture
def all_met(original):
    """The laws of copies that have all met, tried where each of three has another rating."""
    return partial(
        keeps_the_laws, original, (3, [("rate", copy, 0, 1 + copy) for copy in range(3)])
    )


@pytest.fixture
def sides(file, tmp_path):
    """The plan, and the copy that was issued to Health, as the ordinary tests want them."""
    ours = test_merge.Side(file, test_merge.OURS)
    theirs = test_merge.Side(tmp_path / "health.db", test_merge.THEIRS)
    ours.do(ship, theirs.path, to="Health")
    return ours, theirs


def decided_by(preferred, log, by):
    """Settle what nobody disagrees about, and then what people do by asking none of them."""
    settled = settle(log, by)
    own = LogWriter(log.connection, by, Origin.MERGED)
    for each in read_conflicts(plain(log.connection)):
        decide = take if preferred(each) else keep
        history = own.history(each.entity, each.field)
        decide(own, Unsettled(each.etype, each.entity, each.field, history), each.theirs)
        own.write()
    return settled or own.outcome


def the_clock_decides(patch):
    """Whoever wrote later is right."""
    patch.setattr(
        db.merge, "settle", partial(decided_by, lambda each: each.theirs.at > each.ours.at)
    )


def a_fork_overwrites(patch):
    """What comes in stands, whatever was said here meanwhile."""
    patch.setattr(db.merge, "settle", partial(decided_by, lambda each: True))


def equal_values_conflict(patch):
    """Whoever has said the same is asked which of it is true."""
    others = property(lambda cell: tuple(leaf for leaf in cell.live if leaf is not cell.current))
    patch.setattr(CellHistory, "rivals", others)
    anything = db.waiting._UNSETTLED.replace("AND waits.new IS NOT (", "AND '' IS NOT (")
    assert anything != db.waiting._UNSETTLED
    patch.setattr(db.waiting, "_UNSETTLED", anything)


def what_comes_in_stands_in_the_log(patch):
    """Rows that come in are written as if nothing stood there."""
    patch.setattr(LogWriter, "cell", lambda log, entity, field: (None, None))


def test_as_it_is_nothing_is_caught(one_merge, all_met):
    one_merge()
    all_met()


@pytest.mark.parametrize(
    ("bug", "caught"),
    [
        (the_clock_decides, "is not as it should be|or is not asked"),
        (equal_values_conflict, "a person is asked where nobody disagrees"),
        (a_fork_overwrites, "is not as it should be"),
    ],
)
def test_a_bug_put_in_is_caught_by_the_law_of_what_one_merge_changes(
    bug, caught, one_merge, monkeypatch
):
    bug(monkeypatch)
    with pytest.raises(AssertionError, match=caught):
        one_merge()


def test_a_fork_that_overwrites_is_caught_by_the_laws_of_copies_that_have_met(all_met, monkeypatch):
    a_fork_overwrites(monkeypatch)
    with pytest.raises(AssertionError, match="two copies disagree"):
        all_met()


@pytest.mark.parametrize(
    ("bug", "named"),
    [
        (
            the_clock_decides,
            "test_where_both_have_changed_a_cell_ours_stands_until_a_person_decides",
        ),
        (
            equal_values_conflict,
            "test_what_both_say_alike_is_one_and_the_next_change_stands_on_both",
        ),
        (
            a_fork_overwrites,
            "test_where_both_have_changed_a_cell_ours_stands_until_a_person_decides",
        ),
    ],
)
def test_a_bug_put_in_is_caught_by_an_ordinary_test(bug, named, ids, sides, monkeypatch):
    bug(monkeypatch)
    with pytest.raises(AssertionError):
        getattr(test_merge, named)(*sides, ids["1"])


def test_the_file_itself_refuses_rows_that_overwrite_what_stands_there(one_merge, monkeypatch):
    what_comes_in_stands_in_the_log(monkeypatch)
    with pytest.raises(Refused, match="the plan refused the change"):
        one_merge()
