"""A disk that fills or fails at any call of a change: the plan is whole, nothing false is said."""

from __future__ import annotations

from itertools import count

import pytest

from tests.torture import works
from tests.torture.ground import Ground

pytestmark = pytest.mark.torture

WAYS = {"full": 1, "full once": 2, "short": 3, "short once": 4, "no sync": 5, "no sync once": 6}
"""Ways of full_disk.c."""

PLANS = {works.migration: "version_1"}
CHANGES = {
    works.rating: 1,
    works.evidence: 2,
    works.sending: 5,
    works.backing_up: 6,
    works.restoring: 10,
    works.migration: 3,
}
"""What is done on a failing disk, which fails at every how many-th call."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_disk_that_fails_at_any_call_leaves_a_whole_plan(
    change, way, request, failing_nursery, tmp_path, figure
):
    plan = request.getfixturevalue(PLANS.get(change, "small_plan"))
    ground = Ground(plan, tmp_path)
    ground.rehearse(failing_nursery, change)
    for number in count(0, CHANGES[change]):
        places = ground.fresh()
        ending = failing_nursery.run(
            works.go_through_on_a_failing_disk, change, places, number, WAYS[way]
        )
        print(f"{way} at call {number}: {ending.reports}")
        said, calls = ending.result
        if calls <= number:
            assert said is None
            break
        ground.look_over_told(places, ending.reports[:-1], said)
        ground.leave(places)
    assert ground.tally["runs"] > 0
    assert ground.tally["refused, and yet done"] == ground.tally["of these said to be both"]
    figure(f"disk: {change.__name__}, {way}", **ground.tally, broken_files=0, told_falsely=0)
