"""The demonstration plan: sound, plainly made up, and with all that boards ask about."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise

import pytest

from db.as_at import moment_of, standings_at
from db.chasing import chases, who_owes
from db.checks import CHECKS, find_doubts
from db.copies import issued_copies, overdue_copies
from db.demo.making import make_demo
from db.demo.steps import Scene, take
from db.demo.story import WORDS, read_story
from db.direction import Direction, direction_of
from db.endings import ENDINGS
from db.errors import PlanError
from db.evidence_files import evidence_files, read_evidence_file
from db.history import plan_due_dates
from db.points import reporting_points
from db.proposed import Standing
from db.queries import action_ids, action_rows, plan_counts, plan_facts, plan_scheme
from db.review import PlanReview
from db.seed import seed_document
from db.selection import Order, Selection, View
from db.snapshot import plan_document
from db.statutory import statement_due, statutory_days
from db.store import open_plan
from db.travel import look_back, standing_of
from db.verify import verify

END = date(2021, 3, 31)


@pytest.fixture(scope="module")
def plan(made_demo):
    with open_plan(made_demo, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def rows(plan):
    """The actions by reference, read as the year ends."""
    ids = action_ids(plan, Selection(), Order(), today=END)
    return {row.reference: row for row in action_rows(plan, ids, today=END)}


def log_of(path, what):
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(f"SELECT {what} FROM event ORDER BY seq")]


def test_nothing_is_ever_overwritten_and_nothing_is_left_beside(tmp_path):
    taken = tmp_path / "taken.db"
    taken.write_text("mine")
    with pytest.raises(PlanError, match="nothing is overwritten"):
        make_demo(taken)
    with pytest.raises(PlanError, match="no folder"):
        make_demo(tmp_path / "nowhere" / "demo.db")
    assert taken.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [taken]


def test_it_is_sound_and_all_of_it_was_done_on_working_days(made_demo):
    assert verify(made_demo).sound
    times = log_of(made_demo, "at")
    assert all("08:00" < at[11:16] < "18:00" for at in times)
    assert all(date.fromisoformat(at[:10]).weekday() < 5 for at in times)
    assert times[0].startswith("2020-03-26")
    assert times[-1].startswith("2021-03-30")


def test_it_says_that_it_is_made_up_and_invents_everybody_who_signs(plan, made_demo):
    facts = plan_facts(plan)
    assert facts.title.endswith("(demonstration: the year is made up)")
    assert facts.introduction.startswith("**A demonstration.**")
    assert all(author.startswith("Demo ") for author in log_of(made_demo, "author"))
    signed = {update.signed for each in plan_document(plan).actions for update in each.updates}
    assert all(name == "as published" or name.startswith("Demo ") for name in signed)


def test_no_person_of_the_published_plan_is_named_in_what_is_made_up():
    words = "".join(file.read_text(encoding="utf-8") for file in WORDS.glob("*.toml"))
    people = {
        lead.name
        for each in seed_document().actions
        for lead in each.leads
        if lead.kind == "person"
    }
    surnames = {name.split()[-1] for name in people}
    assert len(surnames) >= 15
    assert not [name for name in surnames if name != "May" and name in words]
    assert "Melinda" not in words


def test_four_boards_saw_it_about_a_quarter_apart(plan):
    points = reporting_points(plan)
    assert [each.name for each in points] == [
        f"Strategic Board, {when}"
        for when in ("April 2020", "July 2020", "October 2020", "January 2021")
    ]
    gaps = [(after.day - before.day).days for before, after in pairwise(points)]
    assert all(75 < gap < 105 for gap in gaps)


def test_since_the_last_board_actions_went_in_every_direction(plan, rows):
    travel = look_back(plan, today=END)
    assert travel.moment.day == date(2021, 1, 20)
    assert {travel.of(row) for row in rows.values()} >= set(Direction)


def test_between_any_two_boards_some_went_better_and_some_worse(plan, rows):
    scheme, points = plan_scheme(plan), reporting_points(plan)
    seen = [standings_at(plan, moment_of(each)) for each in points]
    seen.append({row.id: standing_of(row) for row in rows.values()})
    for before, after in pairwise(seen):
        gone = [direction_of(scheme, before.get(one), now) for one, now in after.items()]
        assert gone.count(Direction.BETTER) >= 3
        assert gone.count(Direction.WORSE) >= 1


def test_as_the_year_ends_there_is_one_of_everything_a_board_asks_about(plan, rows):
    open_rows = [row for row in rows.values() if row.open]
    overdue = [row for row in open_rows if row.overdue]
    assert any(row.forecast for row in overdue) and any(not row.forecast for row in overdue)
    assert any(row.due > date(2021, 1, 20) for row in overdue)
    assert sum(row.rating == "significant-risk" for row in open_rows) >= 3
    assert sum(row.challenged for row in open_rows) >= 2
    assert sum(bool(row.due and row.forecast and row.forecast > row.due) for row in open_rows) >= 4
    assert any(row.rating is None for row in open_rows)
    assert {row.closed for row in rows.values()} - {None} == set(ENDINGS)
    silent = END - timedelta(days=30)
    assert any(row.last_update and row.last_update < silent for row in open_rows)
    assert any(row.last_update is None for row in open_rows)
    assert all(agency.actions for agency in plan_counts(plan, today=END).agencies)


def test_the_checks_find_nearly_all_that_they_look_for(plan):
    found = {each.check for each in find_doubts(plan, today=END)}
    assert {check.code for check in CHECKS} - found == {"no-reason", "before-plan"}


def test_dates_were_revised_some_again_and_again(plan):
    revised = [revisions for _, revisions in plan_due_dates(plan).values() if revisions]
    assert len(revised) >= 15
    assert max(map(len, revised)) >= 3
    assert all(each.reason for some in revised for each in some)
    days = [(each.after - each.before).days for some in revised for each in some]
    assert min(days) > 0 and max(days) > 180


def test_what_is_completed_has_evidence_for_some_and_none_for_long_for_others(plan, rows):
    closed = action_rows(
        plan, action_ids(plan, Selection(View.CLOSED), Order(), today=END), today=END
    )
    assert sum(row.rating == "evidenced" for row in closed) >= 8
    bare = [row.reference for row in closed if row.rating == "completed"]
    assert {"4", "10", "23", "27"} <= set(bare)
    files = evidence_files(plan)
    assert [each.reference for each in files] == ["3", "21"]
    assert all(read_evidence_file(plan, each) for each in files)
    assert any(each.link for action in plan_document(plan).actions for each in action.evidence)


def test_one_copy_came_back_in_conflict_and_one_is_overdue(plan):
    changes = PlanReview(plan).read(today=END)
    conflicts = [each for each in changes if each.standing is Standing.CONFLICT]
    assert [(each.reference, each.field) for each in conflicts] == [
        ("9", "forecast"),
        ("17", "rating"),
    ]
    assert {each.theirs.author for each in conflicts} == {"Demo Lead, Health"}
    assert ("11", "forecast", Standing.TAKEN) in [
        (each.reference, each.field, each.standing) for each in changes
    ]
    assert sum(each.standing is Standing.OPEN for each in changes) == 2
    assert [bool(each.returns) for each in issued_copies(plan, today=END)].count(True) == 1
    assert overdue_copies(plan, today=END) == 1


def test_the_written_statement_was_sent_in_time(plan):
    days = statutory_days(plan)
    assert days.received < days.sent <= statement_due(days.received)
    assert not days.running


def test_somebody_was_chased_and_is_silent_and_somebody_has_answered(plan):
    said = [each.words(END) for each in chases(plan)]
    assert any(each.endswith("silent") for each in said)
    assert any("answered" in each for each in said)
    assert who_owes(plan, today=END)


def test_what_is_written_down_of_a_day_is_done_or_told(plan, by, tmp_path):
    story = read_story()
    assert story.ends == END
    assert 250 <= sum(len(each.steps) for each in story.days) <= 400
    scene = Scene(plan, by, END, tmp_path, story.files)
    for nonsense in ({"praise": "all"}, {"rate": "on-track", "update": "x", "of": "1"}):
        with pytest.raises(ValueError, match="one verb"):
            take(scene, nonsense)
    with pytest.raises(ValueError, match="no action 15"):
        take(scene, {"update": "x", "of": "1, 15"})
