"""Who leads how much over all agencies, and what is proposed to be one."""

import pytest

from db.additions import NewAction, add_action, add_agency
from db.alike import actions_of, look_alike, plan_agencies, plan_leads, spelt
from tests.store.test_renaming import CARE, POLICE


@pytest.fixture
def led(plan, agencies, by):
    """Actions of two agencies that are led by Jo Hooper, in two spellings, and by others."""
    for number, (agency, leads, timescale) in enumerate(
        (
            (CARE, "Jo Hooper", "End May 2020"),
            (POLICE, "Jo Hooper MKC\nBoard", "End June 2020"),
            (POLICE, "Jo Hooper MKC\nJo Hooper", "End July 2021"),
        )
    ):
        add_action(
            plan,
            NewAction(f"9{number}", agencies[agency], "Do it.", leads=leads, timescale=timescale),
            by=by,
        )
    return plan


def test_each_spelling_has_its_actions_over_all_agencies(led, today):
    found = {
        each.lead.raw: (len(each.actions), each.overdue, each.agencies)
        for each in plan_leads(led, today=today)
    }
    assert found == {
        "Board": (1, 1, (POLICE,)),
        "J Culley": (1, 0, (POLICE,)),
        "Jo Hooper": (2, 1, (CARE, POLICE)),
        "Jo Hooper MKC": (2, 1, (POLICE,)),
        "Jonathan Eastwood": (1, 1, (CARE,)),
        "Safeguarding Board": (1, 0, (POLICE,)),
    }


def test_what_looks_like_one_is_proposed_the_likeliest_to_stay_first(led, by, today):
    add_agency(led, "Thames Valley Police (TVP)", by=by)
    (lead,), (agency,) = look_alike(led, today=today)
    assert [each.lead.raw for each in lead.spellings] == ["Jo Hooper MKC", "Jo Hooper"]
    assert (lead.why, len(lead.actions)) == ("same name, one with an organisation", 3)
    assert [each.name for each in agency.spellings] == [POLICE, "Thames Valley Police (TVP)"]
    assert len(agency.actions) == len(actions_of(plan_agencies(led)[1:])) == 5


def test_a_lead_is_found_by_spelling_then_by_name_then_in_any_case(led, today):
    leads = plan_leads(led, today=today)

    def found(text):
        return [each.lead.raw for each in spelt(leads, text)]

    assert found("Jo Hooper MKC") == ["Jo Hooper MKC"]
    assert found("Jo Hooper") == ["Jo Hooper"]
    assert found("  JO  hooper ") == ["Jo Hooper", "Jo Hooper MKC"]
    assert found("jo hooper mkc") == ["Jo Hooper MKC"]
    assert found("Hooper") == []
