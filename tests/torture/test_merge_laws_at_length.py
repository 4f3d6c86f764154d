"""The laws of merging over a thousand histories of plans whose copies went about."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.store.merging import EDITS, HISTORIES
from tests.store.test_merge_laws import changes_what_it_should, keeps_the_laws
from tests.store.worlds import make_original

pytestmark = pytest.mark.returning

SEED = 20201126
PARTS, OF_EACH = 25, 40
PAIRS, OF_EACH_PAIR = 3, 100


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    return make_original(tmp_path_factory.mktemp("merging") / "plan.db")


def hold(law, original, histories, number, part):
    """Hold so many histories against a law; return what was counted in them."""
    counts = Counter()

    @seed(SEED + part)
    @settings(max_examples=number, deadline=None, suppress_health_check=list(HealthCheck))
    @given(histories)
    def each(history):
        counts.update(law(original, history))
        counts["histories"] += 1

    each()
    assert counts["histories"] >= number
    return counts


@pytest.mark.parametrize("part", range(PARTS))
def test_copies_keep_the_laws_through_any_history(part, original, figure):
    counts = hold(keeps_the_laws, original, HISTORIES, OF_EACH, part)
    figure(
        "laws of merging",
        histories=counts["histories"],
        copies_merged=counts["merges"],
        copies_of_version_1_among_them=counts["unmigrated"],
        copies_issued=counts["ship"],
        changes_undone_or_done_again=counts["undo"] + counts["redo"],
        conflicts_decided=counts["decided"] + counts["conflicts"],
        steps_that_were_refused=counts["refused"],
        laws_broken=0,
    )


@pytest.mark.parametrize("part", range(PAIRS))
def test_a_merge_changes_what_it_should(part, original, figure):
    counts = hold(changes_what_it_should, original, EDITS, OF_EACH_PAIR, part)
    figure(
        "what a merge changes",
        histories=counts["histories"],
        conflicts=counts["conflicts"],
        cells_otherwise_than_they_should_be=0,
    )
