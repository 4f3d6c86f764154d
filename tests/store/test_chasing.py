"""Who owes what, who was chased, and who has answered since."""

import shutil
from datetime import date
from email.headerregistry import Address

import pytest

from db.changes import add_update, edit
from db.chasing import chases, email_address, owed_by_nobody, record_chase, who_owes
from db.errors import Refused
from db.history import plan_history
from db.merge import merge
from db.queries import plan_counts
from db.selection import View
from db.signature import Signature
from db.store import open_plan
from db.undo import redo, undo
from db.verify import verify
from tests.exchange.returned_sheets import HEALTH, LEAD, POLICE, TODAY, Clock


@pytest.fixture
def file(chased_made, tmp_path):
    return shutil.copy(chased_made, tmp_path / "plan.db")


def owed(plan, **conditions):
    """What J Culley owes: why, by reference."""
    found = who_owes(plan, **{"today": TODAY} | conditions)
    mine = next((each.actions for each in found if each.lead == LEAD), ())
    return {each.row.reference: each.why for each in mine}


def test_a_lead_owes_what_is_late_soon_due_or_silent_the_latest_first(plan):
    assert owed(plan) == {
        "1": "123 days overdue, no update for 97 days",
        "2": "1 day overdue, no update for 97 days",
        "3": "due in 9 days",
        "28a": "no update yet",
    }
    assert list(owed(plan)) == ["1", "2", "3", "28a"]


@pytest.mark.parametrize(
    ("conditions", "references"),
    [
        ({"within": 8}, ["1", "2", "28a"]),
        ({"within": 9, "silent": 97}, ["1", "2", "3", "28a"]),
        ({"within": 0, "silent": 10}, ["1", "2", "3", "28a"]),
        ({"within": 0, "silent": 11}, ["1", "2", "28a"]),
        ({"view": View.OVERDUE}, ["1", "2"]),
        ({"lead": "CULLEY"}, ["1", "2", "3", "28a"]),
        ({"lead": "nobody of that name"}, []),
        ({"only": ()}, []),
    ],
)
def test_days_view_lead_and_chosen_actions_narrow_what_is_owed(plan, conditions, references):
    assert list(owed(plan, **conditions)) == references


def test_an_agency_narrows_what_is_owed(plan, agencies):
    assert list(owed(plan, agency=agencies[POLICE])) == ["3", "28a"]
    assert list(owed(plan, agency=agencies[HEALTH])) == ["1", "2"]


def test_every_lead_is_asked_and_the_first_is_the_accountable_one(plan):
    found = {each.lead: each for each in who_owes(plan, today=TODAY)}
    marked = {
        (lead, one.row.reference): one.accountable
        for lead, each in found.items()
        for one in each.actions
    }
    assert marked[LEAD, "1"]
    assert not marked[LEAD, "2"]
    assert sum(reference == "2" for _, reference in marked) == 2
    (other,) = set(found) - {LEAD}
    assert marked[other, "2"]
    assert found[other].address == "l.halford@example.org"
    assert found[LEAD].address == ""
    assert (found[LEAD].words, found[other].words) == (
        "4 actions, 2 of them overdue", "1 action, overdue",
    )  # fmt: skip


def test_leads_are_called_as_the_tree_calls_them(plan):
    tree = {each.name for each in plan_counts(plan, today=TODAY).leads}
    assert {each.lead for each in who_owes(plan, today=TODAY)} <= tree


def test_what_names_nobody_is_owed_by_nobody(plan):
    (left,) = owed_by_nobody(plan, today=TODAY)
    assert (left.row.reference, left.why) == ("40", "31 days overdue, no update yet")


def test_a_closed_action_is_owed_by_nobody(plan):
    assert "41" not in owed(plan)


def chase(plan, by, day=TODAY):
    return record_chase(plan, who_owes(plan, today=TODAY), by=by, today=day)


def words(plan, today, lead=LEAD):
    return next(each.words(today) for each in chases(plan) if each.lead == lead)


def test_a_chase_is_logged_and_silent_until_a_progress_update(plan, by, ids):
    assert chases(plan) == ()
    made = chase(plan, by)
    assert len(made) == len(set(made)) == 2
    assert "Chased J Culley: 4 actions" in {each.sentence for each in plan_history(plan)}
    newest = next(each for each in chases(plan) if each.lead == LEAD)
    assert newest.actions == tuple(ids[each] for each in ("1", "2", "3", "28a"))
    assert words(plan, TODAY) == "chased today, silent"
    assert words(plan, date(2020, 7, 13)) == "chased 12 days ago, silent"

    add_update(plan, [ids["1"]], "Done by half.", by=by, day=date(2020, 7, 10))
    assert words(plan, date(2020, 7, 13)) == "chased 12 days ago, answered 3 days ago"
    assert all(each.day == TODAY for each in chases(plan))
    undo(plan, by=by)
    assert words(plan, date(2020, 7, 13)) == "chased 12 days ago, silent"


def test_an_update_of_what_was_not_asked_is_no_answer(plan, by, ids):
    chase(plan, by)
    add_update(plan, [ids["40"]], "Found somebody.", by=by, day=date(2020, 7, 2))
    edit(plan, ids["1"], {"finding": "Something else"}, by=by, today=TODAY)
    assert words(plan, date(2020, 7, 2)) == "chased 1 day ago, silent"


def test_the_newest_chase_counts(plan, by, ids):
    chase(plan, by)
    add_update(plan, [ids["1"]], "Done by half.", by=by, day=date(2020, 7, 5))
    chase(plan, by, date(2020, 7, 20))
    assert words(plan, date(2020, 7, 21)) == "chased 1 day ago, silent"


def test_a_chase_is_undone_and_done_again_and_the_file_is_sound(plan, by, file):
    chase(plan, by)
    undo(plan, by=by)
    assert chases(plan) == ()
    redo(plan, by=by)
    assert len(chases(plan)) == 2
    assert verify(plan.path, anchors=None).sound


def test_nobody_is_half_chased(plan, by, contents, file):
    before = contents(file)
    owes = who_owes(plan, today=TODAY)
    with pytest.raises(Refused):
        record_chase(plan, [owes[0], type(owes[0])("", owes[0].actions)], by=by, today=TODAY)
    assert contents(file) == before


def test_a_chase_comes_in_with_a_copy(plan, by, chased_made, anchors, tmp_path, ids):
    other = shutil.copy(chased_made, tmp_path / "other.db")
    with open_plan(other, anchors=tmp_path / "elsewhere") as copy:
        chase(copy, Signature("H. Hand", Clock()))
    merge(plan, [other], by=by, copied=True)
    assert words(plan, date(2020, 7, 3)) == "chased 2 days ago, silent"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("J Culley <j.culley@nhs.example>", "j.culley@nhs.example"),
        ("J Culley (J.Culley+plan@health.nhs.example)", "J.Culley+plan@health.nhs.example"),
        ("a..b@example.org", ""),
        (".a@example.org", ""),
        ("a@b", ""),
        ("a@-example.org", ""),
        ("j@example.org@evil.example", ""),
        ("x" * 100_000 + "@example.org", ""),
    ],
)
def test_an_address_is_taken_only_if_mail_can_go_there(text, address):
    found = email_address(text)
    assert found == address
    assert not found or Address(addr_spec=found).addr_spec == found
