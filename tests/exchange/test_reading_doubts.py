"""What is doubtful about a document, and what it says of itself."""

from datetime import date

import pytest

from db.leads import read_lead
from tests.exchange.source_values import (
    SEED_HEADER,
    bold,
    heading,
    kinds,
    plain,
    read,
    table,
    told,
)

HEADER = ("No", "Action", "Lead", "Timescale")


def timed(*timescales):
    rows = [(str(at), f"Do {at}", "Jo", text) for at, text in enumerate(timescales, 1)]
    return read(table(HEADER, *rows))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("31 June 2025", "timescale-impossible"), ("Monthly", "timescale-recurring"),
        ("Ongoing", "timescale-recurring"), ("Wibble", "timescale-unreadable"),
        ("30 June", "timescale-unreadable"), ("Spring 2026", "timescale-doubtful"),
        ("May 2025; July 2025", "several-dates"),
    ],
)  # fmt: skip
def test_a_doubtful_timescale_is_told_and_stays_as_it_is(text, kind):
    plan = timed(text)
    assert plan.actions[0].timescale == text
    assert kind in kinds(plan)
    assert text in told(plan, kind)[0]


@pytest.mark.parametrize("text", ["30 June 2025", "June 2025", "End March 2026"])
def test_a_plain_timescale_is_no_doubt(text):
    plan = timed(text)
    assert plan.actions[0].due is not None
    assert not [kind for kind in kinds(plan) if kind.startswith(("timescale", "several"))]


def test_actions_without_a_timescale_are_told_together():
    plan = timed("", "", "May 2025")
    assert told(plan, "no-timescale") == ["2 actions have no timescale"]


def test_the_same_doubt_is_told_once_with_its_places():
    plan = timed(*["Ongoing"] * 6)
    (warned,) = [each for each in plan.warnings if each.kind == "timescale-recurring"]
    assert warned.place == "table 1, row 2; table 1, row 3; table 1, row 4 and 3 more"


def test_the_same_action_twice_is_told():
    plan = read(table(HEADER, ("1", "Do it.", "Jo", ""), ("2", "DO IT", "Al", "")))
    assert told(plan, "same-action-twice") == ["the same action stands there 2 times: 1, 2"]


def test_a_lead_spelt_otherwise_than_one_already_there_is_told():
    plan = read(
        table(HEADER, ("1", "Do", "Jo Hooper MKC", ""), ("2", "Do more", "JE", "")),
        known_leads=[read_lead("Jo Hooper"), read_lead("Jonathan Eastwood")],
    )
    assert "‘Jo Hooper’, ‘Jo Hooper MKC’ may be one" in told(plan, "lead-alike")[0]
    assert "‘JE’ may be ‘Jonathan Eastwood’" in told(plan, "lead-initials")[0]


def test_a_lead_that_the_plan_spells_so_already_is_not_told():
    known = [read_lead("Jo Hooper"), read_lead("Jo Hooper MKC")]
    plan = read(table(HEADER, ("1", "Do", "Jo Hooper MKC", "")), known_leads=known)
    assert told(plan, "lead-alike") == []


def test_initials_that_two_people_share_are_left_alone():
    known = [read_lead("Jonathan Eastwood"), read_lead("Jane Edwards")]
    plan = read(table(HEADER, ("1", "Do", "JE", "")), known_leads=known)
    assert told(plan, "lead-initials") == []


def test_what_the_reader_of_the_file_noted_is_told():
    plan = read(table(HEADER, ("1", "Do", "Jo", "")), notes=("two pictures were left out",))
    assert told(plan, "file-note") == ["two pictures were left out"]


def made(above=(), **more):
    return read(table(HEADER, ("1", "Do", "Jo", "May 2025"), above=above), **more)


@pytest.mark.parametrize(
    ("above", "more", "title"),
    [
        ([plain("Draft"), heading("The JTAI plan", 0)], {"title": "Other"}, "The JTAI plan"),
        ([heading("The JTAI plan"), heading("Introduction"), plain("x")], {}, "The JTAI plan"),
        ([bold("The JTAI plan"), plain("Words")], {}, "The JTAI plan"),
        ([plain("Words")], {"title": "The JTAI plan"}, "The JTAI plan"),
        ([], {"title": "Microsoft Word - x.doc", "name": "JTAI_plan.docx"}, "JTAI plan"),
        ([], {"name": "JTAI plan.docx"}, "JTAI plan"),
    ],
)
def test_the_title_is_found(above, more, title):
    assert made(above, **more).title == title


def test_introduction_and_governance_are_kept_apart():
    plan = made([
        heading("The JTAI plan", 0), heading("Introduction"), plain("Why we are here."),
        plain("- One"), plain("- Two"), heading("Governance"), plain("The board looks at it."),
        heading("Thames Valley Police"),
    ])  # fmt: skip
    assert plan.introduction == "Why we are here.\n\n- One\n- Two"
    assert plan.governance == "The board looks at it."
    assert plan.actions[0].agency == "Thames Valley Police"


@pytest.mark.parametrize(
    ("more", "label", "updated"),
    [
        ({"footer": "Version 2.1 updated 3 March 2025"}, "Version 2.1", date(2025, 3, 3)),
        ({"footer": "FINAL 26.03.2020"}, "FINAL", date(2020, 3, 26)),
        ({"name": "JTAI plan DRAFT v3.docx"}, "v3", None),
        ({"name": "JTAI plan draft.docx"}, "DRAFT", None),
        ({"above": [plain("Position as at 1/2/2025")]}, "", date(2025, 2, 1)),
        ({"above": [plain("The final meeting was held on 3 March 2025.")]}, "", None),
        ({}, "", None),
    ],
)
def test_version_and_date_are_found(more, label, updated):
    plan = made(**more)
    assert (plan.version_label, plan.updated) == (label, updated)


def test_the_same_cells_of_anybody_elses_document_are_only_text():
    progress = "3 Mar 2025, Al:\nGoing on"
    plan = read(table(SEED_HEADER, ("1", "F", "Do", "Jo", "May 2025", progress, "A Minor risk")))
    (action,) = plan.actions
    assert (action.updates, action.progress, action.rating) == ((), progress, None)
