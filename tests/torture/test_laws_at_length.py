"""The laws of the store over long lives of plans, many of them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.store.test_store_laws import PlanLife

pytestmark = pytest.mark.torture

SEED = 20200329
PARTS = 8
LIVES, STEPS = 8, 50
"""Of each part: how many lives, and how many commands in each at most."""


@pytest.mark.parametrize("part", range(PARTS))
def test_a_plan_keeps_the_laws_through_a_long_life(part, figure):
    steps = 0

    @seed(SEED + part)
    class LongLife(PlanLife):
        def teardown(self):
            nonlocal steps
            steps += getattr(self, "steps", 0)
            super().teardown()

        def check_invariants(self, settings, output, runtimes):
            self.steps = getattr(self, "steps", 0) + 1
            super().check_invariants(settings, output, runtimes)

    run_state_machine_as_test(
        LongLife,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    figure("laws of the store", lives=LIVES, commands=steps, laws_broken=0)
