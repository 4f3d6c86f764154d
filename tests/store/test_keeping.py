"""Which backups are kept: laws over any heap of them, and what a year of work comes to."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.keeping import ALWAYS, Kept, to_keep

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)
ROOM = 10**12

PAST = st.one_of(
    st.timedeltas(timedelta(0), 2 * HOUR),
    st.timedeltas(timedelta(0), 3 * DAY),
    st.timedeltas(timedelta(0), timedelta(days=400)),
    st.sampled_from([HOUR, DAY, MONTH]),
)
FUTURE = st.timedeltas(timedelta(microseconds=1), timedelta(days=400)).map(lambda each: -each)
SIZES = st.integers(1, 1000)


def heaps(ages):
    """Backups of these ages; no two were taken at one moment."""
    pairs = st.tuples(ages, SIZES)
    return st.lists(pairs, max_size=60, unique_by=lambda pair: pair[0]).map(
        lambda pairs: [Kept(NOW - age, size) for age, size in pairs]
    )


def newest(backups):
    return sorted(backups, key=lambda each: each.at, reverse=True)


@given(heaps(PAST | FUTURE), st.integers(0, 5000))
def test_what_is_kept_was_there_and_thinning_again_takes_nothing_more(heap, room):
    kept = to_keep(heap, NOW, room)
    assert kept <= set(heap)
    assert to_keep(newest(kept), NOW, room) == kept
    assert to_keep(list(reversed(newest(heap))), NOW, room) == kept, "whatever their order"


@given(heaps(PAST), st.integers(0, 5000))
def test_the_newest_two_are_kept_whatever_they_take(heap, room):
    assert set(newest(heap)[:ALWAYS]) <= to_keep(heap, NOW, room)


@given(heaps(PAST | FUTURE))
def test_all_of_the_last_hour_are_kept(heap):
    assert {each for each in heap if NOW - each.at < HOUR} <= to_keep(heap, NOW, ROOM)


@given(heaps(PAST))
def test_of_older_ones_each_stretch_of_time_has_its_newest_and_no_other(heap):
    kept = to_keep(heap, NOW, ROOM) - set(newest(heap)[:ALWAYS])
    stretches = (
        (HOUR, DAY, lambda at: (at.date(), at.hour)),
        (DAY, MONTH, lambda at: at.date()),
        (MONTH, timedelta(days=9999), lambda at: at.isocalendar()[:2]),
    )
    for least, most, stretch in stretches:
        aged = [each for each in heap if least <= NOW - each.at < most]
        here = [each for each in kept if each in aged]
        assert not here or max(Counter(stretch(each.at) for each in here).values()) == 1
        for each in here:
            assert not any(
                other.at > each.at and stretch(other.at) == stretch(each.at) for other in aged
            )
        whole = to_keep(heap, NOW, ROOM)
        assert {stretch(each.at) for each in aged} == {
            stretch(each.at) for each in whole if each in aged
        }, "none is left without one"


@given(heaps(PAST | FUTURE), st.integers(0, 5000))
def test_they_fit_into_their_room_and_the_oldest_go_first(heap, room):
    kept, roomy = to_keep(heap, NOW, room), to_keep(heap, NOW, ROOM)
    assert len(kept) <= ALWAYS or sum(each.size for each in kept) <= room
    past = [each for each in newest(roomy) if each.at <= NOW]
    stay = [each for each in past if each in kept]
    assert stay == past[: len(stay)]
    assert kept <= roomy


@given(heaps(PAST), heaps(FUTURE), st.integers(0, 5000))
def test_a_clock_that_went_wrong_costs_no_true_backup_its_place(past, future, room):
    assert to_keep(past, NOW, room) <= to_keep([*past, *future], NOW, room)
    assert set(future) <= to_keep([*past, *future], NOW, ROOM), "they are kept where there is room"


def test_where_there_is_no_room_the_one_that_was_just_taken_stays_and_the_future_goes():
    mine = [Kept(NOW - 2 * HOUR, 90), Kept(NOW, 90)]
    wrong = [Kept(NOW + DAY, 90), Kept(NOW + 2 * DAY, 90)]
    assert to_keep([*wrong, *mine], NOW, 100) == set(mine)


def year(openings_a_day):
    """Thin after each opening of every working day of a year; yield what is kept then."""
    kept = set()
    for day in range(365):
        morning = datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=day)
        if morning.weekday() < 5:
            for each in range(openings_a_day):
                at = morning + each * timedelta(hours=8) / openings_a_day
                kept = to_keep([*kept, Kept(at, 200_000)], at)
                yield kept


def test_a_year_of_work_comes_to_77_files_and_never_to_more_than_80():
    counts = [len(kept) for kept in year(openings_a_day=16)]
    assert (counts[-1], max(counts)) == (77, 80)


def test_after_a_year_every_week_of_it_can_be_gone_back_to():
    (*_, kept) = year(openings_a_day=3)
    weeks = {each.at.isocalendar()[:2] for each in kept}
    assert len(weeks) == 53
