"""Whose an action is: by the heading above, the sheet, a banner, a column, a title."""

import pytest

from tests.exchange.source_values import (
    UP,
    banner,
    bold,
    document,
    heading,
    kinds,
    plain,
    read,
    table,
    told,
)

HEADER = ("No", "Action", "Lead")


def agencies(plan):
    return [action.agency for action in plan.actions]


def one(number, *, above=(), **more):
    return table(HEADER, (str(number), f"Do {number}", "Jo"), above=above, **more)


@pytest.mark.parametrize(
    "text", ["Thames Valley Police", "3. Thames Valley Police", "Section A – Thames Valley Police",
             "2.1 Thames Valley Police"],
)  # fmt: skip
def test_the_heading_above_a_table_names_the_agency_without_its_number(text):
    plan = read(one(1, above=[heading("The plan", 0), heading(text)]))
    assert agencies(plan) == ["Thames Valley Police"]
    assert plan.agencies == (("Thames Valley Police", ()),)


def test_a_bold_paragraph_names_the_agency_where_no_heading_does():
    plan = read(
        one(1, above=[bold("Harbourside JTAI action plan"), plain("Words."), bold("Police")]),
        one(2, above=[bold("Health")]),
    )
    assert plan.title == "Harbourside JTAI action plan"
    assert agencies(plan) == ["Police", "Health"]


def test_tables_below_the_same_heading_belong_to_the_same_agency():
    plan = read(
        one(1, above=[heading("Police")]),
        one(2, above=[plain("More of it")]),
        one(3, above=[heading("Police (continued)")]),
    )
    assert agencies(plan) == ["Police"] * 3
    assert plan.agencies == (("Police", ()),)


def test_of_headings_in_a_hierarchy_the_nearest_counts():
    plan = read(
        one(1, above=[heading("Partners"), heading("Thames Valley Police", 2)]),
        one(2, above=[heading("Youth Offending Team", 2)]),
    )
    assert agencies(plan) == ["Thames Valley Police", "Youth Offending Team"]


def test_a_theme_within_an_agencys_section_is_no_agency():
    plan = read(
        one(1, above=[heading("Thames Valley Police"), heading("Custody", 2)]),
        one(2, above=[heading("Training", 2)]),
    )
    assert agencies(plan) == ["Thames Valley Police"] * 2
    assert "Training" in plan.introduction


@pytest.mark.parametrize("text", ["Action plan", "Introduction", "RAG key", "Progress summary"])
def test_a_heading_about_the_plan_names_no_agency(text):
    plan = read(one(1, above=[heading("The plan", 0), heading(text)]))
    assert agencies(plan) == [""]
    assert "no-agency" in kinds(plan)


def test_other_names_right_below_the_heading_are_aliases():
    plan = read(one(1, above=[heading("MKUHT"), plain("Also called: MKUHFT; The hospital")]))
    assert plan.agencies == (("MKUHT", ("MKUHFT", "The hospital")),)
    assert "Also called" not in plan.introduction


def test_a_sheets_name_is_the_agency_unless_it_says_nothing():
    sheets = read(one(1, name="Police", sheet="Police"), one(2, name="Health", sheet="Health"))
    plan = read(one(1, name="Sheet1", sheet="Sheet1"), one(2, name="Actions", sheet="Actions"))
    assert agencies(sheets) == ["Police", "Health"]
    assert agencies(plan) == ["", ""]


def test_a_row_over_the_whole_width_names_the_agency_of_the_rows_below():
    plan = read(
        table(
            HEADER,
            banner("Thames Valley Police", 3),
            ("1", "One", "Jo"),
            banner("MKUHT", 3),
            ("2", "Two", "Jo"),
            ("Youth Offending Team", "", ""),
            ("3", "Three", "Al"),
        )
    )
    assert agencies(plan) == ["Thames Valley Police", "MKUHT", "Youth Offending Team"]
    assert [name for name, _ in plan.agencies] == agencies(plan)


def test_a_column_of_agencies_may_be_merged_down():
    plan = read(
        table(
            ("Agency", "No", "Action", "Lead"),
            ("Police", "1", "One", "Jo"),
            (UP, "2", "Two", "Jo"),
            ("Health", "3", "Three", "Jo"),
            ("", "", "and more", ""),
        )
    )
    assert agencies(plan) == ["Police", "Police", "Health"]
    assert plan.actions[2].action == "Three\n\nand more"


def test_a_heading_over_actions_whose_agencies_a_column_names_is_told():
    plan = read(
        table(
            ("Agency", "No", "Action", "Lead"),
            ("Police", "1", "One", "Jo"),
            above=[heading("Plan for all", 0), heading("Better together")],
        )
    )
    assert plan.agencies == (("Police", ()),)
    assert any("Better together" in text for text in told(plan, "text-unplaced"))


@pytest.mark.parametrize("title", ["Agency: Thames Valley Police", "Plan of Thames Valley Police"])
def test_a_row_above_a_sheets_header_may_name_the_agency(title):
    plan = read(
        table((title, "", ""), HEADER, ("1", "Do", "Jo"), name="Sheet1", sheet="Sheet1"),
        known_agencies=["Thames Valley Police", "Health"],
    )
    assert agencies(plan) == ["Thames Valley Police"]


def test_a_heading_that_is_an_agency_counts_more_than_a_column_which_is_kept():
    plan = read(
        table(
            ("Partner", "No", "Action", "Lead"),
            ("Health", "1", "One", "Jo"),
            ("", "2", "Two", "Jo"),
            above=[heading("Plan for all", 0), heading("Thames Valley Police")],
        )
    )
    assert agencies(plan) == ["Thames Valley Police"] * 2
    assert [action.progress for action in plan.actions] == ["Partner: Health", ""]
    assert "‘Partner’ names other agencies" in told(plan, "column-kept")[0]


@pytest.mark.parametrize("sheet", ["March 2025", "Q1", "Closed", "Open actions", "RAG key"])
def test_a_sheet_named_after_a_time_or_a_state_is_no_agency(sheet):
    plan = read(one(1, name=sheet, sheet=sheet), one(2, name="Police", sheet="Police"))
    assert agencies(plan) == ["", "Police"]


def test_a_row_over_the_header_of_a_word_table_names_the_agency():
    plan = read(
        table(banner("Children's Social Care", 3), HEADER, ("1", "Do", "Jo")),
        table(banner("Partner X", 3), HEADER, ("2", "Do more", "Jo")),
    )
    assert agencies(plan) == ["Children's Social Care", "Partner X"]


def test_a_heading_that_is_a_recommendation_is_the_finding_of_the_table_below():
    first = "Recommendation 1: Partners should share what they know, in good time."
    plan = read(
        one(1, above=[heading("Thames Valley Police"), heading(first, 2)]),
        one(2),
        one(3, above=[heading("Recommendation 2", 2)]),
        one(4, above=[heading("Health")]),
    )
    assert [action.finding for action in plan.actions] == [first, first, "Recommendation 2", ""]
    assert agencies(plan) == ["Thames Valley Police"] * 3 + ["Health"]
    assert plan.introduction == ""


def test_an_agency_without_actions_stands_between_the_others():
    plan = read(
        one(1, above=[heading("Police")]),
        one(2, above=[heading("Probation"), plain("No actions"), heading("Housing"),
                      heading("Health")]),
        below=(heading("Schools"), plain("Also called: Education"), plain("No actions.")),
    )  # fmt: skip
    assert [name for name, _ in plan.agencies] == [
        "Police", "Probation", "Housing", "Health", "Schools"
    ]  # fmt: skip
    assert dict(plan.agencies)["Schools"] == ("Education",)
    assert plan.introduction == ""


def test_a_first_agency_without_actions_is_one_that_the_contents_list():
    above = [
        plain("- Probation"), plain("- Police"), heading("Probation"), heading("Police")
    ]  # fmt: skip
    listed = read(one(1, above=above), one(2, above=[heading("Health")]))
    unlisted = read(one(1, above=above[2:]), one(2, above=[heading("Health")]))
    assert [name for name, _ in listed.agencies] == ["Probation", "Police", "Health"]
    assert [name for name, _ in unlisted.agencies] == ["Police", "Health"]


def test_words_below_a_heading_without_a_table_are_kept():
    plan = read(
        one(1, above=[heading("Police")]),
        one(2, above=[heading("Next steps"), plain("We will meet again."), heading("Health")]),
        below=(plain("Signed by all."),),
    )
    assert [name for name, _ in plan.agencies] == ["Police", "Health"]
    for words in ("Next steps", "We will meet again.", "Signed by all."):
        assert words in plan.introduction
    assert "text-unplaced" in kinds(plan)


def test_the_document_helper_places_its_tables():
    made = document(one(1), one(2))
    assert [each.name for each in made.tables] == ["table 1", "table 2"]
    assert made.tables[1].rows[0].place == "table 2, row 1"
