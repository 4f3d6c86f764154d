"""The figures of a plan and what changed in it, over any plans that a scheme allows."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from db.board_changes import BoardAction, changes_since, figures, gravest, of_rating, unevidenced
from db.direction import Standing, direction_of
from db.endings import ENDINGS
from db.rating import Scheme, suggest
from db.rows import ActionRow
from db.seed import seed_document

SCHEME = seed_document().scheme
THEN, TODAY = date(2020, 7, 1), date(2020, 10, 1)
CODES = [rating.code for rating in SCHEME]
CLOSING = {"completed", "evidenced"}

days = st.integers(-200, 200).map(lambda number: TODAY + timedelta(days=number))
standings = st.builds(
    Standing,
    rating=st.none() | st.sampled_from(CODES),
    closed=st.none() | st.none() | st.sampled_from(sorted(ENDINGS)),
    due=st.none() | days,
    forecast=st.none() | days,
)


def action(number, then, now):
    is_open = now.closed is None and now.rating not in CLOSING
    row = ActionRow(
        id=str(number), reference=str(number), sources=(), agency_id="a", agency="A", finding="",
        action="Do it.", leads=(), timescale="", status="", due=now.due, due_precision="day",
        forecast=now.forecast, rating=now.rating, suggested_rating=None, challenged=False,
        days_overdue=None if now.due is None else (TODAY - now.due).days,
        overdue=is_open and now.due is not None and now.due < TODAY, open=is_open,
        closed=now.closed, last_update=None,
    )  # fmt: skip
    return BoardAction(row, then=then, direction=direction_of(SCHEME, then, now))


plans = st.lists(st.tuples(st.none() | standings, standings), max_size=12).map(
    lambda pairs: [action(number, *pair) for number, pair in enumerate(pairs)]
)


def references(actions):
    return {each.row.reference for each in actions}


@settings(max_examples=15)
@given(plans)
def test_figures_are_those_of_counting_one_by_one(actions):
    found = figures(SCHEME, (each.now for each in actions), TODAY)
    open_ones = [each for each in actions if each.row.open]
    late = [each.row.days_overdue for each in actions if each.row.overdue]
    assert (found.actions, found.open) == (len(actions), len(open_ones))
    assert found.closed == found.actions - found.open
    assert (found.overdue, found.longest) == (len(late), max(late, default=0))
    soon = [e for e in open_ones if e.row.due and TODAY <= e.row.due <= TODAY + timedelta(30)]
    assert found.due_soon == len(soon)
    assert sum(found.ratings.values()) + found.ended == found.actions
    for code in [*CODES, None]:
        mine = [each for each in actions if each.row.rating == code and not each.row.closed]
        assert found.ratings.get(code, 0) == len(mine)


@settings(max_examples=15)
@given(plans)
def test_challenged_are_the_open_ones_whose_dates_speak_for_something_graver(actions):
    order = {"not-started": 0, "on-track": 0, "minor-risk": 1, "significant-risk": 2}
    expected = 0
    for each in actions:
        if not each.row.open or each.row.rating is None:
            continue
        rule = suggest(
            SCHEME,
            recorded=SCHEME[each.row.rating],
            is_open=True,
            due=each.row.due,
            forecast=each.row.forecast,
            today=TODAY,
        )
        expected += rule is not None and order[each.row.rating] < order[rule.code]
    assert figures(SCHEME, (each.now for each in actions), TODAY).challenged == expected


@settings(max_examples=15)
@given(plans)
def test_changes_are_those_of_looking_at_each_action_then_and_now(actions):
    found = changes_since(SCHEME, actions, then=THEN, today=TODAY)

    def those(condition):
        return references(each for each in actions if condition(each.then, each.row))

    def was_late(then):
        return bool(
            then and then.due and then.due < THEN and not then.closed and then.rating not in CLOSING
        )

    def was(then, code):
        return then is not None and then.closed is None and then.rating == code

    assert references(found.new) == those(lambda then, _: then is None)
    assert references(found.newly_overdue) == those(
        lambda then, row: row.overdue and not was_late(then)
    )
    for code, got in (("completed", found.completed), ("evidenced", found.evidenced)):
        assert references(got) == those(
            lambda then, row, code=code: (
                row.rating == code and row.closed is None and not was(then, code)
            )
        )
    assert references(found.ended) == those(
        lambda then, row: row.closed is not None and (then is None or then.closed is None)
    )
    assert not references(found.better) & references(found.worse)
    closed_since = references(found.completed) | references(found.evidenced)
    assert closed_since & references(found.worse) <= those(lambda then, _: was(then, "evidenced"))


@settings(max_examples=15)
@given(plans)
def test_what_is_gravest_and_what_lacks_evidence_goes_by_the_scheme(actions):
    worst = gravest(SCHEME)
    assert worst.code == "significant-risk"
    assert all(each.row.open for each in of_rating(actions, worst))
    expected = {
        each.row.reference
        for each in actions
        if each.row.rating == "completed" and each.row.closed is None
    }
    assert references(unevidenced(SCHEME, actions)) == expected


def test_the_gravest_rating_is_found_by_its_band_and_not_by_a_colour_or_a_code():
    painted = {"significant-risk": "green", "minor-risk": "amber", "on-track": "red"}
    strange = Scheme(
        replace(rating, code=f"x{rating.position}", colour=painted.get(rating.code, "blue"))
        for rating in SCHEME
    )
    assert gravest(strange).name == "Significant risk"
    assert gravest(strange).colour == "green"
    assert gravest(Scheme(each for each in SCHEME if each.band is None)) is None
