"""Recording ratings, ending actions otherwise, and opening them again."""

from datetime import date

import pytest

from db.additions import NewAction, NewEvidence, add_action, add_evidence
from db.changes import (
    EvidenceNeeded,
    Outcome,
    ReasonNeeded,
    add_update,
    end_otherwise,
    rate,
    reopen,
)
from db.errors import Refused
from db.history import action_detail
from db.queries import action_id, action_rows
from db.signature import Signature
from db.undo import undo


@pytest.fixture
def rating(plan, today):
    def of(action):
        return action_rows(plan, [action], today=today)[0].rating

    return of


@pytest.fixture
def log(plan, contents):
    return lambda: contents(plan.path).log


def test_a_rating_is_a_row_of_the_log_with_name_time_and_reason(plan, ids, by, today, log, rating):
    before = len(log())
    outcome = rate(plan, {ids["1"]: "significant-risk"}, by=by, today=today, reason=" as agreed ")
    (row,) = log()[before:]
    assert row[7:14] == (
        "set", "action", ids["1"], "rating", None, "significant-risk", "A. Coordinator",
    )  # fmt: skip
    assert row[14:18] == ("2020-07-01T09:00:01.000Z", "as agreed", "typed", outcome.batch)
    assert rating(ids["1"]) == "significant-risk"


def test_the_suggested_rating_and_a_graver_one_need_no_reason(plan, ids, by, today, rating):
    rate(plan, {ids["1"]: "significant-risk"}, by=by, today=today)
    rate(plan, {ids["28a"]: "significant-risk"}, by=by, today=today)
    assert rating(ids["28a"]) == "significant-risk"


@pytest.mark.parametrize("code", ["minor-risk", "on-track", "not-started"])
@pytest.mark.parametrize("reason", ["", "  \n", "\u200b\u2800"])
def test_a_rating_milder_than_the_suggested_one_needs_a_reason(
    plan, ids, by, today, log, rating, code, reason
):
    before = log()
    with pytest.raises(ReasonNeeded, match=r"milder than the dates suggest for action 1\b") as no:
        rate(plan, {ids["1"]: code}, by=by, today=today, reason=reason)
    assert no.value.actions == (ids["1"],)
    assert log() == before
    rate(plan, {ids["1"]: code}, by=by, today=today, reason="The board agreed.")
    assert rating(ids["1"]) == code


def test_not_started_needs_no_reason_until_the_due_date_has_passed(plan, ids, by):
    rate(plan, {ids["28a"]: "not-started"}, by=by, today=date(2020, 7, 31))
    with pytest.raises(ReasonNeeded):
        rate(plan, {ids["28a"]: "not-started"}, by=by, today=date(2020, 8, 1))


def test_completing_an_action_needs_no_reason_however_late_it_is(plan, ids, by, today, rating):
    rate(plan, {ids["1"]: "completed"}, by=by, today=today)
    assert rating(ids["1"]) == "completed"


def test_without_a_due_date_any_rating_will_do(plan, ids, by, today, rating):
    rate(plan, {ids["10"]: "on-track"}, by=by, today=today)
    assert rating(ids["10"]) == "on-track"


def test_opening_a_completed_action_by_a_rating_needs_a_reason(plan, ids, by, today, rating):
    with pytest.raises(ReasonNeeded, match="opening action 2 again needs a reason") as refusal:
        rate(plan, {ids["2"]: "significant-risk"}, by=by, today=today)
    assert refusal.value.actions == (ids["2"],)
    rate(plan, {ids["2"]: "significant-risk"}, by=by, today=today, reason="Not done after all.")
    assert rating(ids["2"]) == "significant-risk"


def test_evidenced_is_refused_while_there_is_no_evidence(plan, ids, by, today, rating):
    with pytest.raises(EvidenceNeeded, match="and action 1 has none; add evidence first") as no:
        rate(plan, {ids["1"]: "evidenced"}, by=by, today=today, reason="I was there.")
    assert no.value.actions == (ids["1"],)
    add_evidence(plan, ids["1"], NewEvidence("Audit"), by=by)
    rate(plan, {ids["1"]: "evidenced"}, by=by, today=today)
    assert rating(ids["1"]) == "evidenced"


def test_evidence_that_was_taken_back_is_no_evidence(plan, ids, by, today):
    add_evidence(plan, ids["1"], NewEvidence("Audit"), by=by)
    undo(plan, by=by)
    with pytest.raises(EvidenceNeeded):
        rate(plan, {ids["1"]: "evidenced"}, by=by, today=today)


def test_a_rating_that_the_scheme_does_not_have_is_refused_with_those_it_has(plan, ids, by, today):
    with pytest.raises(Refused, match="'purple' is no rating of this plan; it has not-started, "):
        rate(plan, {ids["1"]: "purple"}, by=by, today=today)


def test_an_action_that_ended_otherwise_is_not_rated(plan, ids, by, today):
    with pytest.raises(Refused, match="action 33 ended without a rating; reopen before rating"):
        rate(plan, {ids["33"]: "on-track"}, by=by, today=today, reason="x")


@pytest.mark.parametrize(
    ("ratings", "said"),
    [({}, "no action was named"), ({"ghost": "on-track"}, "that action is not in the plan")],
)
def test_rating_needs_an_action_that_is_there(plan, by, today, ratings, said):
    with pytest.raises(Refused, match=said):
        rate(plan, ratings, by=by, today=today)


def test_many_are_rated_at_once_or_none(plan, ids, by, today, log, rating):
    before = log()
    with pytest.raises(ReasonNeeded) as refusal:
        rate(
            plan,
            {ids["10"]: "on-track", ids["28a"]: "minor-risk", ids["1"]: "minor-risk"},
            by=by,
            today=today,
        )
    assert refusal.value.actions == (ids["1"],)
    assert log() == before
    outcome = rate(
        plan, {ids["10"]: "on-track", ids["28a"]: "minor-risk"}, by=by, today=today, reason="x"
    )
    rows = log()[len(before) :]
    assert [(row[9], row[12]) for row in rows] == [
        (ids["10"], "on-track"), (ids["28a"], "minor-risk"),
    ]  # fmt: skip
    assert {row[17] for row in rows} == {outcome.batch}
    assert {row[14] for row in rows} == {"2020-07-01T09:00:02.000Z"}


def test_many_actions_are_named_in_the_order_of_the_plan(plan, ids, by):
    shuffled = sorted(ids.values())
    with pytest.raises(Refused, match="actions 1, 2, 10, 28a: not ended otherwise"):
        reopen(plan, [each for each in shuffled if each != ids["33"]], by=by, reason="x")


def test_of_very_many_actions_the_first_eight_are_named(plan, agencies, by):
    agency = agencies["Thames Valley Police"]
    for number in range(101, 112):
        add_action(plan, NewAction(str(number), agency, "Do it."), by=by)
    every = [action_id(plan, str(number)) for number in range(101, 112)]
    with pytest.raises(Refused, match="actions 101, 102, 103, 104, 105, 106, 107, 108, …: not"):
        reopen(plan, every, by=by, reason="x")


def test_recording_the_same_rating_again_is_a_judgement_too(plan, ids, by, today, log):
    rate(plan, {ids["28a"]: "on-track"}, by=by, today=today)
    assert log()[-1][11:13] == ("on-track", "on-track")


def test_a_rating_that_somebody_changed_meanwhile_is_left_alone_and_both_are_told(
    plan, ids, by, today, rating
):
    seen = {ids["28a"]: "on-track", ids["10"]: None}
    other = Signature("B. Other", by.clock)
    rate(plan, {ids["28a"]: "minor-risk"}, by=other, today=today, reason="slipping")
    outcome = rate(
        plan, {ids["28a"]: "completed", ids["10"]: "on-track"}, by=by, today=today, seen=seen
    )
    (stale,) = outcome.stale
    assert (stale.action, stale.reference, stale.field) == (ids["28a"], "28a", "rating")
    assert (stale.seen, stale.now, stale.wanted) == ("on-track", "minor-risk", "completed")
    assert (stale.author, stale.at.isoformat()) == ("B. Other", "2020-07-01T09:00:01+00:00")
    assert (rating(ids["28a"]), rating(ids["10"])) == ("minor-risk", "on-track")


def test_where_all_is_stale_nothing_is_written(plan, ids, by, today, log):
    before = log()
    outcome = rate(
        plan, {ids["28a"]: "completed"}, by=by, today=today, seen={ids["28a"]: "minor-risk"}
    )
    assert outcome == Outcome(None, outcome.stale)
    assert len(outcome.stale) == 1
    assert log() == before


def test_two_that_want_the_same_do_not_quarrel(plan, ids, by, today, rating):
    rate(plan, {ids["28a"]: "completed"}, by=by, today=today)
    outcome = rate(
        plan, {ids["28a"]: "completed"}, by=by, today=today, seen={ids["28a"]: "on-track"}
    )
    assert outcome.stale == ()


def test_what_was_not_looked_at_is_not_compared(plan, ids, by, today, rating):
    assert rate(plan, {ids["28a"]: "completed"}, by=by, today=today, seen={}).stale == ()
    assert rating(ids["28a"]) == "completed"


@pytest.mark.parametrize(
    "name",
    ["", " ", "\t\u00a0", "\u200b", "\u3164", "\u2800", "A\nB", "A\u2028B", "A\tB", "x" * 201],
)
def test_nothing_is_changed_without_the_name_of_one_person(plan, ids, today, log, name):
    before = log()
    nobody = Signature(name)
    for change in (
        lambda: rate(plan, {ids["1"]: "significant-risk"}, by=nobody, today=today),
        lambda: add_update(plan, [ids["1"]], "x", by=nobody, day=today),
        lambda: end_otherwise(plan, [ids["1"]], "moved", by=nobody, reason="x"),
        lambda: undo(plan, by=nobody),
    ):
        with pytest.raises(Refused, match="the author's name"):
            change()
    assert log() == before


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31mred", "half \ud800", "x\x9b"])
def test_text_that_a_terminal_would_obey_is_refused_in_a_clear_line(
    plan, ids, by, today, log, text
):
    before = log()
    for change in (
        lambda: rate(plan, {ids["1"]: "on-track"}, by=by, today=today, reason=text),
        lambda: add_update(plan, [ids["1"]], text, by=by, day=today),
        lambda: end_otherwise(plan, [ids["1"]], "moved", by=by, reason=text),
        lambda: rate(plan, {ids["1"]: "on-track"}, by=Signature(f"A{text}"), today=today),
    ):
        with pytest.raises(Refused, match="holds a character that is no text") as refusal:
            change()
        assert str(refusal.value).isprintable()
    assert log() == before


@pytest.mark.parametrize("ending", ["superseded", "moved", "risk-accepted"])
def test_an_action_is_ended_otherwise_with_a_reason_and_keeps_its_rating(
    plan, ids, by, today, ending
):
    end_otherwise(plan, [ids["28a"], ids["1"]], ending, by=by, reason=" Now with health. ")
    row = action_detail(plan, ids["28a"], today=today).row
    assert (row.open, row.closed, row.rating, row.suggested_rating) == (
        False, ending, "on-track", None,
    )  # fmt: skip
    assert not action_detail(plan, ids["1"], today=today).row.overdue


def test_ending_needs_a_reason_a_known_way_and_an_open_action(plan, ids, by, log):
    before = log()
    with pytest.raises(Refused, match="a reason for ending an action is needed"):
        end_otherwise(plan, [ids["1"]], "moved", by=by, reason=" \u200b")
    with pytest.raises(Refused, match="'lost' is no way to end an action; say superseded"):
        end_otherwise(plan, [ids["1"]], "lost", by=by, reason="x")
    with pytest.raises(Refused, match="actions 2, 33: closed already"):
        end_otherwise(plan, ids.values(), "moved", by=by, reason="x")
    assert log() == before


def test_an_ended_action_is_opened_again_with_a_reason(plan, ids, by, today):
    with pytest.raises(Refused, match="a reason for opening an action again is needed"):
        reopen(plan, [ids["33"]], by=by, reason="")
    reopen(plan, [ids["33"]], by=by, reason="Came back.")
    row = action_detail(plan, ids["33"], today=today).row
    assert (row.open, row.closed, row.overdue) == (True, None, True)


def test_an_action_closed_by_its_rating_is_opened_by_another_rating(plan, ids, by):
    with pytest.raises(Refused, match="action 2: not ended otherwise; to open a completed"):
        reopen(plan, [ids["2"]], by=by, reason="x")


def test_progress_updates_are_added_to_all_and_never_overwritten(plan, ids, by, today):
    add_update(plan, [ids["1"], ids["10"]], "First *words*\n\n- a", by=by, day=date(2020, 6, 1))
    add_update(plan, [ids["1"]], "Corrected.", by=by, day=date(2020, 5, 1))
    updates = action_detail(plan, ids["1"], today=today).updates
    assert [(each.day.isoformat(), each.signed, each.text) for each in updates] == [
        ("2020-06-01", "A. Coordinator", "First *words*\n\n- a"),
        ("2020-05-01", "A. Coordinator", "Corrected."),
        ("2020-03-26", "as published", "Self-service is now…"),
    ]
    assert len(action_detail(plan, ids["10"], today=today).updates) == 1


def test_two_updates_of_one_day_stand_newest_first(plan, ids, by, today):
    for text in ("one", "two", "three"):
        add_update(plan, [ids["10"]], text, by=by, day=today)
    updates = action_detail(plan, ids["10"], today=today).updates
    assert [each.text for each in updates] == ["three", "two", "one"]


@pytest.mark.parametrize("text", ["", "\n\t ", "\u200b"])
def test_an_update_says_something(plan, ids, by, today, text):
    with pytest.raises(Refused, match="the text of a progress update is needed"):
        add_update(plan, [ids["1"]], text, by=by, day=today)
