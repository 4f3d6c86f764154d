"""Direction of travel goes by the severity of the plan's scheme, never by a colour."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from db.direction import (
    ARROWS,
    Direction,
    Standing,
    closing_rating,
    direction_of,
    direction_words,
    why_none,
)
from db.rating import Band, Scheme
from db.seed import seed_document

SEED = seed_document().scheme
DAY = date(2020, 6, 30)


def at(code, closed=None, **dates):
    return Standing(code, closed, **dates)


@pytest.mark.parametrize(
    ("then", "now", "direction"),
    [
        (at("on-track"), at("minor-risk"), "worse"),
        (at("minor-risk"), at("significant-risk"), "worse"),
        (at("significant-risk"), at("on-track"), "better"),
        (at("on-track"), at("on-track"), "same"),
        (at("not-started"), at("on-track"), "same"),
        (at("significant-risk"), at("not-started"), "better"),
        (at("on-track"), at("completed"), "better"),
        (at("completed"), at("evidenced"), "better"),
        (at("evidenced"), at("completed"), "worse"),
        (at("completed"), at("significant-risk"), "worse"),
        (at(None), at("completed"), "better"),
        (at("completed"), at(None), "worse"),
        (at(None), at("on-track"), None),
        (at("on-track"), at(None), None),
        (at(None), at(None), None),
        (at("purple"), at("on-track"), None),
        (at("purple"), at("purple"), "same"),
        (None, at("on-track"), "new"),
        (None, at(None), "new"),
        (None, at("on-track", "superseded"), "ended"),
        (at("on-track"), at("on-track", "superseded"), "ended"),
        (at("completed"), at("completed", "moved"), "ended"),
        (at("on-track", "moved"), at("minor-risk", "superseded"), "same"),
        (at("on-track", "moved"), at("on-track"), "worse"),
        (at(None, "moved"), at(None), "worse"),
        (at("on-track", "moved"), at("completed"), "better"),
    ],
)
def test_each_way_that_an_action_can_go(then, now, direction):
    assert direction_of(SEED, then, now) == direction


def test_there_and_back_are_opposites_and_standing_still_is_the_same():
    """Over all pairs of what is in the plan, but for what has ended since."""
    codes = [None, *(rating.code for rating in SEED)]
    opposite = {"better": "worse", "worse": "better", "same": "same", None: None}
    for then, now in product(map(at, codes), repeat=2):
        assert direction_of(SEED, now, then) == opposite[direction_of(SEED, then, now)]
        if then == now:
            assert direction_of(SEED, then, now) in ("same", None)


def test_better_and_better_again_is_better():
    codes = [rating.code for rating in SEED]
    for one, two, three in product(map(at, codes), repeat=3):
        steps = {direction_of(SEED, one, two), direction_of(SEED, two, three)}
        if steps <= {"better", "same"}:
            assert direction_of(SEED, one, three) == ("better" if "better" in steps else "same")


def test_colours_and_places_are_nothing_to_it():
    """Another council's scheme: amber is on track, and the gravest stands last."""
    colours = ["green", "violet", "blue", "amber", "red", "grey"]
    other = Scheme(
        replace(rating, position=9 - rating.position, colour=colour)
        for rating, colour in zip(SEED, colours, strict=True)
    )
    for then, now in product((at(rating.code) for rating in SEED), repeat=2):
        assert direction_of(other, then, now) == direction_of(SEED, then, now)


def test_ratings_without_a_band_can_not_be_compared():
    loose = Scheme(
        replace(rating, band=None) if rating.code == "minor-risk" else rating for rating in SEED
    )
    assert direction_of(loose, at("on-track"), at("minor-risk")) is None
    assert direction_of(loose, at("minor-risk"), at("minor-risk")) is Direction.SAME
    assert direction_of(loose, at("minor-risk"), at("completed")) is Direction.BETTER
    assert why_none(loose, at("on-track"), at("minor-risk")) == "not comparable"


def test_a_scheme_of_two_levels_goes_as_well():
    red, green = (each for each in SEED if each.code in ("significant-risk", "on-track"))
    two = Scheme([replace(red, band=Band(1, None)), replace(green, band=Band(None, 0))])
    assert direction_of(two, at("on-track"), at("significant-risk")) is Direction.WORSE


@pytest.mark.parametrize(
    ("then", "now", "why"),
    [
        (at(None), at("on-track"), "unrated then"),
        (at("on-track"), at(None), "unrated now"),
        (at(None), at(None), "unrated"),
    ],
)
def test_where_nothing_can_be_said_it_is_said_why(then, now, why):
    assert why_none(SEED, then, now) == why


def test_each_direction_has_its_arrow_and_its_word():
    assert [direction_words(each) for each in Direction] == [
        "↑ better", "→ same", "↓ worse", "+ new", "× ended",
    ]  # fmt: skip
    assert direction_words(None) == ""
    assert len(set(ARROWS.values())) == len(Direction)


def test_open_overdue_and_closed_by_a_rating():
    late = at("on-track", due=DAY)
    assert late.is_overdue(SEED, date(2020, 7, 1))
    assert not late.is_overdue(SEED, DAY)
    assert not at("completed", due=DAY).is_overdue(SEED, date(2020, 7, 1))
    assert not at(None, "moved", due=DAY).is_open(SEED)
    assert closing_rating(SEED, at("evidenced")).code == "evidenced"
    assert closing_rating(SEED, at("evidenced", "moved")) is None
    assert closing_rating(SEED, at("on-track")) is None
