"""The plan as at every moment of hundreds of histories of copies that went about."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.store.moments import histories, stands_as_it_stood
from tests.store.worlds import make_original

pytestmark = pytest.mark.torture

SEED = 20200630
PARTS, OF_EACH = 8, 40


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    return make_original(tmp_path_factory.mktemp("moments") / "plan.db")


@pytest.mark.parametrize("part", range(PARTS))
def test_every_state_is_had_again_and_what_follows_is_what_the_log_says(part, original, figure):
    counts = Counter()

    @seed(SEED + part)
    @settings(max_examples=OF_EACH, deadline=None, suppress_health_check=list(HealthCheck))
    @given(histories(6, 18))
    def each(history):
        counts.update(stands_as_it_stood(original, history))
        counts["histories"] += 1

    each()
    assert counts["histories"] >= OF_EACH
    figure(
        "the plan as at",
        histories=counts["histories"],
        states_had_again=counts["states"],
        that_came_in_with_a_copy=counts["came_in"],
        reporting_points=counts["points_looked_back_to"],
        directions_of_travel=counts["directions"],
        moved_dates=counts["moved"],
        otherwise_than_they_were=0,
    )
