"""The rule that suggests a rating, on every boundary, for the seed's and foreign schemes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rating import Band, Rating, Scheme, Stage, is_milder, suggest
from db.seed import seed_document

SEED = seed_document().scheme
DUE = date(2020, 2, 29)


def level(code, position, stage, band=None, colour="grey", *, needs_evidence=False):
    return Rating(
        code, position, code.title(), "", stage, code[0].upper(), "●", colour, band, needs_evidence
    )


FOREIGN = Scheme(
    [
        level("blue", 1, Stage.NOT_STARTED, colour="blue"),
        level("amber", 2, Stage.IN_PROGRESS, Band(None, 0), colour="amber"),
        level("red", 3, Stage.IN_PROGRESS, Band(1, None), colour="red"),
        level("green", 4, Stage.CLOSED, colour="green"),
    ]
)
"""Another council's: amber is on track, and green is complete."""

FOUR = Scheme(
    [
        level("off-track", 1, Stage.IN_PROGRESS, Band(61, None)),
        level("at-risk", 2, Stage.IN_PROGRESS, Band(8, 60)),
        level("fine", 3, Stage.IN_PROGRESS, Band(None, 7)),
        level("done", 4, Stage.CLOSED),
    ]
)


def suggested(today, *, scheme=SEED, recorded=None, due=DUE, forecast=None, is_open=True):
    rating = suggest(
        scheme,
        recorded=scheme.get(recorded),
        is_open=is_open,
        due=due,
        forecast=forecast,
        today=today,
    )
    return rating and rating.code


@pytest.mark.parametrize(
    ("slipped", "code"),
    [
        (-400, "on-track"),
        (-1, "on-track"),
        (0, "on-track"),
        (1, "minor-risk"),
        (29, "minor-risk"),
        (30, "minor-risk"),
        (31, "significant-risk"),
        (4000, "significant-risk"),
    ],
)
@pytest.mark.parametrize("recorded", [None, "significant-risk", "on-track"])
def test_the_suggested_rating_is_the_band_that_holds_the_slippage(slipped, code, recorded):
    assert suggested(DUE + timedelta(days=slipped), recorded=recorded) == code


def test_on_the_due_date_an_action_is_on_track():
    assert suggested(DUE) == "on-track"


def test_a_leap_day_counts_as_a_day():
    assert suggested(date(2020, 3, 1), due=date(2020, 1, 31)) == "minor-risk"
    assert suggested(date(2020, 3, 2), due=date(2020, 1, 31)) == "significant-risk"
    assert suggested(date(2021, 3, 2), due=date(2021, 1, 31)) == "minor-risk"


@pytest.mark.parametrize(
    ("forecast", "code"),
    [
        (None, "minor-risk"),
        (DUE - timedelta(days=10), "minor-risk"),
        (DUE + timedelta(days=5), "minor-risk"),
        (DUE + timedelta(days=30), "minor-risk"),
        (DUE + timedelta(days=31), "significant-risk"),
    ],
)
def test_an_overdue_action_slips_to_its_forecast_but_never_to_a_day_before_today(forecast, code):
    assert suggested(DUE + timedelta(days=5), forecast=forecast) == code


@pytest.mark.parametrize(
    ("forecast", "code"),
    [
        (DUE, "on-track"),
        (DUE + timedelta(days=1), "minor-risk"),
        (DUE + timedelta(days=31), "significant-risk"),
    ],
)
def test_a_forecast_beyond_the_due_date_counts_before_it_has_passed(forecast, code):
    assert suggested(DUE - timedelta(days=60), forecast=forecast) == code


def test_without_a_due_date_nothing_is_suggested():
    assert suggested(DUE, due=None, forecast=DUE) is None


def test_nothing_is_suggested_for_a_closed_action_and_never_a_closed_rating():
    assert suggested(DUE + timedelta(days=99), recorded="completed", is_open=False) is None
    assert suggested(DUE, is_open=False) is None


@pytest.mark.parametrize(
    ("days", "code"), [(-30, "not-started"), (0, "not-started"), (1, "minor-risk")]
)
def test_not_started_stays_suggested_until_the_due_date_has_passed(days, code):
    assert suggested(DUE + timedelta(days=days), recorded="not-started") == code


def test_not_started_is_not_suggested_for_what_was_never_rated_so():
    assert suggested(DUE - timedelta(days=365)) == "on-track"


@pytest.mark.parametrize(("days", "code"), [(-1, "amber"), (0, "amber"), (1, "red"), (31, "red")])
def test_in_a_foreign_scheme_amber_is_on_track_and_green_is_never_suggested(days, code):
    assert suggested(DUE + timedelta(days=days), scheme=FOREIGN) == code


@pytest.mark.parametrize(
    ("days", "code"),
    [(7, "fine"), (8, "at-risk"), (30, "at-risk"), (60, "at-risk"), (61, "off-track")],
)
def test_a_scheme_of_four_levels_has_its_own_bands(days, code):
    assert suggested(DUE + timedelta(days=days), scheme=FOUR) == code


def test_days_that_no_band_holds_suggest_nothing():
    scheme = Scheme([level("late", 1, Stage.IN_PROGRESS, Band(31, None))])
    assert suggested(DUE, scheme=scheme) is None


@pytest.mark.parametrize(
    ("ours", "rule", "milder"),
    [
        ("on-track", "minor-risk", True),
        ("on-track", "significant-risk", True),
        ("minor-risk", "significant-risk", True),
        ("minor-risk", "minor-risk", False),
        ("significant-risk", "minor-risk", False),
        ("not-started", "minor-risk", True),
        ("not-started", "on-track", False),
        ("on-track", "not-started", False),
        ("completed", "significant-risk", False),
        ("evidenced", "significant-risk", False),
        ("on-track", None, False),
    ],
)
def test_a_rating_is_milder_that_stands_for_less_slippage(ours, rule, milder):
    assert is_milder(SEED, SEED[ours], SEED.get(rule)) is milder


def test_milder_goes_by_days_and_not_by_colour_or_position():
    assert is_milder(FOREIGN, FOREIGN["amber"], FOREIGN["red"])
    assert not is_milder(FOREIGN, FOREIGN["red"], FOREIGN["amber"])
    assert is_milder(FOUR, FOUR["fine"], FOUR["off-track"])
    assert not is_milder(FOUR, FOUR["off-track"], FOUR["fine"])


@pytest.mark.parametrize("word", ["minor-risk", "Minor Risk ", " a", "A", "3"])
def test_a_rating_is_found_by_code_name_letter_or_position_in_any_case(word):
    names = {"Minor Risk ": SEED["minor-risk"].name.upper() + " "}
    assert SEED.find(names.get(word, word)) == SEED["minor-risk"]


def test_a_word_that_names_no_rating_finds_none():
    assert SEED.find("purple") is None
    assert SEED.get("purple") is None
    assert SEED.get(None) is None
    with pytest.raises(KeyError):
        SEED["purple"]


def test_a_scheme_is_its_levels_by_position():
    shuffled = Scheme(reversed(FOUR.ratings))
    assert [each.position for each in shuffled] == [1, 2, 3, 4]
    assert (shuffled, hash(shuffled), len(shuffled)) == (FOUR, hash(FOUR), 4)
    assert shuffled != FOREIGN
    assert [each.code for each in FOUR.by_severity()] == ["fine", "at-risk", "off-track"]


@given(
    slipped=st.integers(-500, 500),
    recorded=st.sampled_from([None, *(rating.code for rating in SEED)]),
    scheme=st.sampled_from([SEED, FOREIGN, FOUR]),
)
def test_what_is_suggested_is_never_closed_and_never_challenges_itself(slipped, recorded, scheme):
    rating = suggest(
        scheme,
        recorded=scheme.get(recorded),
        is_open=True,
        due=DUE,
        forecast=None,
        today=DUE + timedelta(days=slipped),
    )
    assert rating is not None
    assert not rating.closes
    assert not is_milder(scheme, rating, rating)
    if rating.band is not None:
        assert slipped in rating.band
