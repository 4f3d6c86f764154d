"""Return sheets at length: filled in at random, shuffled, harmed."""

from __future__ import annotations

import random
import shutil
import zlib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, seed, settings

from db.proposed import Choice
from db.review import PlanReview
from db.signature import Signature
from db.store import make_plan, open_plan
from db.verify import verify
from tests.exchange.harmed_sheets import KINDS, ends_well
from tests.exchange.returned_sheets import (
    BACK,
    COLUMNS,
    FILLED,
    ORDERS,
    Clock,
    as_filled,
    changed,
    chased_document,
    expected,
    fill,
    send,
)

pytestmark = pytest.mark.torture

SEED = 20200709
SHEETS, EACH = 150, 15


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "plan.db"
    with make_plan(path, chased_document(), by=Signature("L. Oader", Clock()), source="test"):
        pass
    return path


@pytest.fixture
def sent(made, tmp_path):
    with open_plan(shutil.copy(made, tmp_path / "plan.db"), anchors=tmp_path / "tips") as opened:
        yield send(opened, tmp_path / "out")


def test_many_sheets_say_just_what_was_filled_in(sent, tmp_path, figure):
    tried = 0

    @seed(SEED)
    @settings(
        max_examples=SHEETS, deadline=None, database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    @given(filled=FILLED, order=ORDERS, column=COLUMNS)
    def law(filled, order, column):
        nonlocal tried
        tried += 1
        assert as_filled(sent, tmp_path / "back", filled, order, column) == expected(filled, order)

    law()
    figure("return sheets filled in at random", tried=tried)


@pytest.mark.parametrize("kind", KINDS)
def test_harmed_sheets_are_read_or_refused_and_the_plan_is_sound(sent, tmp_path, kind, figure):
    def change(sheet):
        fill(sheet, "1", progress="Reviewed.", rating="G", forecast=date(2020, 8, 1))
        fill(sheet, "2", evidence="Register https://example.org/r", forecast="soon")

    whole = changed(sent.sheet, change)
    chance = random.Random(zlib.crc32(f"{kind}, {SEED}".encode()))
    ended = [ends_well(sent, KINDS[kind](whole, chance), tmp_path / "back") for _ in range(EACH)]
    review = PlanReview(sent.plan)
    waiting = [each for each in review.read(today=BACK) if each.waits]
    for each in waiting:
        review.decide([each], Choice.OURS, by=sent.by, today=BACK)
    assert verify(sent.plan.path, anchors=None).sound
    figure("return sheets that were harmed", tried=len(ended), refused=ended.count("refused"))
