"""Leads are read as a plan prints them, never split on a comma, and kept word for word."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.leads import (
    Lead,
    LeadKind,
    lead_to_dict,
    leads_from_json,
    leads_to_json,
    read_lead,
    read_leads,
    short_lead,
    show_leads,
)
from db.seed import seed_text

PRINTABLE = st.characters(exclude_categories=["Cc", "Cs"])
SEED_LEADS = [
    lead for action in json.loads(seed_text())["actions"] for lead in action.get("leads", [])
]
LEADS = st.builds(
    Lead,
    raw=st.text(PRINTABLE),
    name=st.text(PRINTABLE),
    organisation=st.text(PRINTABLE),
    post=st.text(PRINTABLE),
    kind=st.sampled_from(LeadKind),
)
WORDS = """
    Jane Hannon CNWL TVP DCI Director Head of Health Service Group Board van der Dr and & / - – , ;
    ( ) Team jane O’Brien MK Together JP
"""
LEAD_TEXT = st.one_of(
    st.text(), st.lists(st.sampled_from(sorted(WORDS.split())), max_size=8).map(" ".join)
)


@pytest.mark.parametrize("published", SEED_LEADS, ids=[lead["raw"] for lead in SEED_LEADS])
def test_every_published_lead_is_read_as_the_seed_has_it(published):
    assert lead_to_dict(read_lead(published["raw"])) == published


@pytest.mark.parametrize(
    ("raw", "name", "organisation", "post", "kind"),
    [
        ("Jane Hannon, CNWL", "Jane Hannon", "CNWL", "", "person"),
        ("Jane Hannon (CNWL)", "Jane Hannon", "CNWL", "", "person"),
        ("Jane Hannon - CNWL", "Jane Hannon", "CNWL", "", "person"),
        ("jane hannon", "jane hannon", "", "", "person"),
        ("Dr Siân O’Connor-Lloyd", "Dr Siân O’Connor-Lloyd", "", "", "person"),
        ("Jan van der Berg, MKC", "Jan van der Berg", "MKC", "", "person"),
        ("JP Smith", "JP Smith", "", "", "person"),
        ("Mac Heath Head of Early Help MKC", "Mac Heath", "MKC", "Head of Early Help", "person"),
        ("Mac Heath, Head of A and B, MKC", "Mac Heath", "MKC", "Head of A and B", "person"),
        ("Mac Heath (Director, CNWL)", "Mac Heath", "CNWL", "Director", "person"),
        ("Assistant Director, Jane Smith", "Jane Smith", "", "Assistant Director", "person"),
        ("Head of Service – Jane Smith", "Jane Smith", "", "Head of Service", "person"),
        ("DCI Darnell", "Darnell", "", "DCI", "person"),
        ("Jane Smith and Bob Jones", "Jane Smith and Bob Jones", "", "", "person"),
        ("Jane Smith/Bob Jones, CCG", "Jane Smith/Bob Jones", "CCG", "", "person"),
        ("Director of Public Health, MKC", "", "MKC", "Director of Public Health", "post"),
        ("CNWL Service Manager", "", "CNWL", "Service Manager", "post"),
        ("SEND Lead", "", "", "SEND Lead", "post"),
        ("Chief Executive", "", "", "Chief Executive", "post"),
        ("Head of Virtual School", "", "", "Head of Virtual School", "post"),
        ("Leads of CNWL and CCG", "", "", "Leads of CNWL and CCG", "post"),
        ("Safeguarding Team, MKUHT", "Safeguarding Team", "MKUHT", "", "group"),
        ("CNWL - Designated Leads Group", "Designated Leads Group", "CNWL", "", "group"),
        ("SEND Forum, Schools Forum", "SEND Forum, Schools Forum", "", "", "group"),
        ("Thames Valley Police", "Thames Valley Police", "", "", "body"),
        ("Milton Keynes Council", "Milton Keynes Council", "", "", "body"),
        ("CNWL / CCG", "CNWL / CCG", "", "", "body"),
        ("CNWL and CCG", "CNWL and CCG", "", "", "body"),
        ("All agencies", "All agencies", "", "", "body"),
        ("Ofsted", "Ofsted", "", "", "body"),
        ("TBC", "TBC", "", "", "body"),
        ("see above", "see above", "", "", "body"),
        ("[bold]x[/bold]", "[bold]x[/bold]", "", "", "body"),
        ("", "", "", "", "body"),
    ],
)  # fmt: skip
def test_typed_leads_are_read_by_their_form(raw, name, organisation, post, kind):
    assert read_lead(raw) == Lead(raw, name, organisation, post, LeadKind(kind))


@given(LEAD_TEXT)
def test_reading_a_lead_keeps_its_text_and_adds_no_word(text):
    lead = read_lead(text)
    assert lead.raw == text.strip()
    words = set(re.findall(r"\w+", text))
    for part in (lead.name, lead.organisation, lead.post):
        assert set(re.findall(r"\w+", part)) <= words


@pytest.mark.parametrize("text", ["a/" * 50_000, "(" * 50_000, " and A B" * 9_000, "- " * 50_000])
def test_a_text_without_end_is_a_body_and_not_a_trap(text):
    assert read_lead(text).kind is LeadKind.BODY


@pytest.mark.parametrize("cell", ["Jane Hannon, CNWL", "MH JTAI T&F Group", "A and B", "A & B"])
def test_a_cell_is_never_split_on_a_comma_or_an_and(cell):
    assert [lead.raw for lead in read_leads(cell)] == [cell]


def test_lines_and_semicolons_part_leads():
    leads = read_leads(" Jane Hannon, CNWL\n\n TVP;Review Board ;\t\r\n\u200b")
    assert [lead.raw for lead in leads] == ["Jane Hannon, CNWL", "TVP", "Review Board"]


def test_an_empty_cell_has_no_lead():
    assert read_leads(" \n;\t") == ()


@given(st.text())
def test_leads_shown_to_edit_are_taken_back_the_same(cell):
    leads = read_leads(cell)
    assert read_leads(show_leads(leads)) == leads


@given(st.lists(LEADS).map(tuple))
def test_leads_go_through_json_text_without_loss(leads):
    text = leads_to_json(leads)
    assert leads_from_json(text) == leads
    assert leads_to_json(leads_from_json(text)) == text


@pytest.mark.parametrize("text", ["", "{", "7", '["Jane"]', '[{"raw": "Jane"}]', '{"raw": 1}'])
def test_other_text_is_no_list_of_leads(text):
    with pytest.raises(ValueError):
        leads_from_json(text)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("Jonathan Eastwood", "J Eastwood"),
        ("John Culley Community Health Service Director\nLesley Halford", "J Culley +1"),
        ("TVP - Chief Inspector James Hahn", "J Hahn"),
        ("MH JTAI T&F Group", "MH JTAI T&F Group"),
        ("Safeguarding lead MKUHT\nA\nB", "Safeguarding lead MKUHT +2"),
        ("Dr Jan van der Berg", "J van der Berg"),
        ("E\u0301va Lloyd", "É Lloyd"),
        ("Jane Smith and Bob Jones", "Jane Smith and Bob Jones"),
        ("DCI Darnell", "Darnell"),
        ("", ""),
    ],
)
def test_a_table_shows_the_accountable_lead_and_how_many_more(cell, shown):
    assert short_lead(read_leads(cell)) == shown
