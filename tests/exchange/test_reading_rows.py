"""From rows to actions: what is one, what goes on, which reference it has, who leads it."""

from datetime import date

import pytest

from tests.exchange.source_values import SEED_HEADER, UP, banner, kinds, read, row, table, told

HEADER = ("Ref", "Finding", "Action", "Lead", "Timescale", "Progress")


def references(plan):
    return [action.reference for action in plan.actions]


def actions(plan):
    return [action.action for action in plan.actions]


def test_a_row_without_a_reference_goes_on_with_the_one_above():
    plan = read(
        table(
            HEADER,
            ("1", "F1", "Begin", "Jo", "May 2025", "Begun"),
            ("", "", "and more", "", "", "Still at it"),
            ("2", "F2", "Next", "Al", "June 2025", ""),
        )
    )
    assert references(plan) == ["1", "2"]
    assert plan.actions[0].action == "Begin\n\nand more"
    assert plan.actions[0].progress == "Begun\n\nStill at it"


def test_a_row_with_action_lead_and_timescale_is_an_action_though_it_has_no_reference():
    plan = read(
        table(
            HEADER,
            ("1", "F1", "One", "Jo", "May 2025", ""),
            ("2", "F1", "Two", "Jo", "May 2025", ""),
            ("", "", "Three", "Al", "June 2025", ""),
        )
    )
    assert actions(plan) == ["One", "Two", "Three"]
    assert references(plan) == ["1", "2", "2 (2)"]
    assert "reference-duplicate" in kinds(plan)


def test_actions_of_which_most_have_no_reference_are_actions_of_their_own():
    plan = read(
        table(
            HEADER,
            ("1", "F1", "One", "Jo", "May 2025", ""),
            ("", "", "Two", "Al", "June 2025", ""),
            ("", "", "Three", "Jo", "July 2025", ""),
        )
    )
    assert actions(plan) == ["One", "Two", "Three"]
    assert references(plan) == ["1", "1 (2)", "1 (3)"]
    assert [action.given for action in plan.actions] == [False, True, True]
    assert [action.finding for action in plan.actions] == ["F1"] * 3


def test_a_finding_merged_down_is_that_of_each_action():
    plan = read(
        table(
            HEADER,
            ("1", "The finding", "One", "Jo", "May 2025", ""),
            ("2", UP, "Two", UP, UP, ""),
        )
    )
    assert [action.finding for action in plan.actions] == ["The finding"] * 2
    assert plan.actions[1].leads == plan.actions[0].leads
    assert plan.actions[1].due == date(2025, 5, 31)


def test_a_reference_merged_over_several_actions_is_told_apart():
    plan = read(
        table(
            HEADER,
            ("3", "F", "One", "Jo", "May 2025", ""),
            (UP, UP, "Two", "Al", "June 2025", ""),
            ("4", "F", "Three", "Al", "June 2025", ""),
        )
    )
    assert references(plan) == ["3", "3 (2)", "4"]
    assert plan.actions[1].given
    assert plan.actions[1].reference_cell == "3"
    assert "reference-duplicate" in kinds(plan)


def test_a_reference_merged_down_over_one_action_goes_on():
    plan = read(
        table(
            HEADER,
            ("3", "F", "One", "Jo", "May 2025", "Begun"),
            (UP, UP, UP, "Al", "", "More"),
        )
    )
    assert len(plan.actions) == 1
    assert [lead.raw for lead in plan.actions[0].leads] == ["Jo", "Al"]
    assert plan.actions[0].progress == "Begun\n\nMore"


def test_actions_without_references_are_numbered_over_all_tables():
    header = ("Action", "Lead", "Timescale")
    plan = read(
        table(header, ("One", "Jo", "May 2025"), ("Two", "Jo", "May 2025")),
        table(("No", *header), ("2", "Three", "Al", "June 2025")),
        table(header, ("Four", "Jo", "May 2025")),
    )
    assert references(plan) == ["1", "3", "2", "4"]
    assert [action.given for action in plan.actions] == [True, True, False, True]
    assert [action.reference_cell for action in plan.actions] == ["", "", "2", ""]


def test_without_references_every_action_is_its_own_and_a_finding_goes_on():
    plan = read(
        table(
            ("Finding", "Action", "Lead", "Progress"),
            ("Long finding", "One", "Jo", ""),
            ("", "Two", "Al", ""),
            ("", "", "", "more about two"),
        )
    )
    assert actions(plan) == ["One", "Two"]
    assert plan.actions[1].finding == "Long finding"
    assert plan.actions[1].progress == "more about two"


@pytest.mark.parametrize(
    ("printed", "reference", "sources"),
    [
        ("1.", "1", ()), ("1)", "1", ()), ("1.2", "1.2", ()), ("28 SY2,8", "28", ("SY2", "SY8")),
        ("Rec 3", "Rec 3", ()), ("A2", "A2", ()), ("4a", "4a", ()),
    ],
)  # fmt: skip
def test_a_reference_is_read_as_it_is_printed(printed, reference, sources):
    plan = read(table(HEADER, (printed, "F", "Do", "Jo", "May 2025", "")))
    assert (plan.actions[0].reference, plan.actions[0].sources) == (reference, sources)
    assert plan.actions[0].reference_cell == printed
    assert not plan.actions[0].given


def test_a_reference_that_stands_twice_gets_a_number_behind_it():
    plan = read(
        table(
            HEADER,
            ("1", "F", "One", "Jo", "May 2025", ""),
            ("1", "F", "Two", "Jo", "May 2025", ""),
            ("1 (2)", "F", "Three", "Jo", "May 2025", ""),
        )
    )
    assert references(plan) == ["1", "1 (3)", "1 (2)"]
    assert told(plan, "reference-duplicate") == [
        "the reference ‘1’ is used before; here it is called ‘1 (3)’"
    ]


def test_numbers_that_are_missing_are_listed_once():
    plan = read(
        table(HEADER, *((number, "F", f"Do {number}", "Jo", "May 2025", "") for number in "1248"))
    )
    assert told(plan, "numbering-gap") == ["no action has the number 3, 5, 6, 7"]


def test_rows_that_say_nothing_are_no_actions():
    plan = read(
        table(
            HEADER,
            ("1", "F", "Do", "Jo", "May 2025", ""),
            ("", "", "", "", "", ""),
            ("---", "—", "____", "-", "-", "-"),
            ("END", "", "", "", "", ""),
            ("Total", "1", "", "", "", ""),
        )
    )
    assert actions(plan) == ["Do"]
    assert any("Total 1" in text for text in told(plan, "text-unplaced"))


def test_several_parts_in_one_cell_stay_one_action_with_the_last_of_its_days():
    plan = read(
        table(
            HEADER,
            ("1", "F", "1. Write it\n2. Publish it", "Jo", "1. May 2025\n2. July 2025", ""),
        )
    )
    (action,) = plan.actions
    assert action.action == "1. Write it\n2. Publish it"
    assert action.timescale == "1. May 2025\n2. July 2025"
    assert action.due == date(2025, 7, 31)
    assert "several-dates" in kinds(plan)


def test_leads_stand_one_a_line_and_are_never_parted_at_commas_or_slashes():
    cell = "- Jane Hannon, CNWL\n- TVP / MKC\n\nHead of Service and Deputy"
    plan = read(table(HEADER, ("1", "F", "Do", cell, "May 2025", "")))
    assert [lead.raw for lead in plan.actions[0].leads] == [
        "Jane Hannon, CNWL", "TVP / MKC", "Head of Service and Deputy"
    ]  # fmt: skip


def test_the_date_cell_of_a_spreadsheet_is_that_day():
    plan = read(table(("Action", "Lead", "Due date"), ("Do", "Jo", date(2020, 6, 30))))
    assert (plan.actions[0].due, plan.actions[0].due_precision) == (date(2020, 6, 30), "day")


def test_a_forecast_of_one_day_is_a_forecast_and_other_words_are_kept_too():
    header = ("Action", "Lead", "Due date", "Revised date")
    plan = read(
        table(
            header,
            ("One", "Jo", "May 2025", "30/06/2025"),
            ("Two", "Jo", "May 2025", "July 2025, after the review"),
            ("Three", "Jo", "May 2025", "To be agreed"),
        )
    )
    one, two, three = plan.actions
    assert (one.forecast, one.progress) == (date(2025, 6, 30), "")
    assert two.progress == "Revised date: July 2025, after the review"
    assert (three.forecast, three.progress) == (None, "Revised date: To be agreed")
    assert kinds(plan).count("forecast-unreadable") == 1


def test_a_finding_without_an_action_stands_in_its_place():
    plan = read(
        table(
            HEADER,
            ("1", "F", "Do", "Jo", "May 2025", ""),
            ("2", "Nobody has thought of this", "", "Jo", "", ""),
        )
    )
    assert plan.actions[1].action == "Nobody has thought of this"
    assert plan.actions[1].finding == ""
    assert "no-action-text" in kinds(plan)


def test_a_row_without_an_action_is_left_out_and_all_its_words_are_told():
    plan = read(
        table(
            HEADER,
            ("1", "F", "Do", "Jo", "May 2025", ""),
            ("2", "", "", "Al", "", "Not agreed yet"),
        )
    )
    assert references(plan) == ["1"]
    assert any("2 | Al | Not agreed yet" in text for text in told(plan, "text-unplaced"))


def test_a_full_row_that_is_a_sentence_is_the_finding_of_the_rows_below():
    plan = read(
        table(
            ("Ref", "Action", "Lead"),
            banner("Recommendation 1: Partners should share what they know.", 3),
            ("1.1", "One", "Jo"),
            ("1.2", "Two", "Jo"),
            banner("Recommendation 2: Listen.", 3),
            ("2.1", "Three", "Jo"),
        )
    )
    assert [action.finding for action in plan.actions] == [
        "Recommendation 1: Partners should share what they know.",
        "Recommendation 1: Partners should share what they know.",
        "Recommendation 2: Listen.",
    ]


def test_an_area_alone_in_its_row_is_the_finding_of_the_rows_below():
    plan = read(
        table(
            ("Area for improvement 1: Response", "", ""),
            ("What needs to change?", "What are we going to do?", "Who?"),
            ("Calls wait", "Hire", "Jo"),
            ("Area for improvement 2: Custody", "", ""),
            ("", "Review", "Al"),
        )
    )
    assert [action.finding for action in plan.actions] == [
        "Area for improvement 1: Response\n\nCalls wait", "Area for improvement 2: Custody"
    ]  # fmt: skip
    assert plan.introduction == ""


def test_a_dash_says_that_there_is_nothing():
    header = ("No", "Action", "Lead", "Timescale", "RAG")
    plan = read(table(header, ("1", "Do", "-", "–", "—"), ("2", "Do more", "Jo", "May 2025", "✓")))
    assert plan.actions[0].leads == ()
    assert plan.actions[0].due is None
    assert [mark.key for mark in plan.marks] == ["✓"]
    assert not [kind for kind in kinds(plan) if kind.startswith("timescale")]


def test_words_below_a_gap_belong_to_no_action_and_are_told():
    plan = read(
        table(
            HEADER,
            ("1", "F", "Do", "Jo", "May 2025", ""),
            ("", "", "", "", "", ""),
            ("", "Printed by the council", "", "", "", ""),
        )
    )
    assert plan.actions[0].finding == "F"
    assert any("Printed by the council" in text for text in told(plan, "text-unplaced"))


def test_a_sentence_over_no_action_is_told():
    plan = read(
        table(("Ref", "Action", "Lead"), ("1", "Do", "Jo"), banner("All of it is true.", 3))
    )
    assert any("All of it is true." in text for text in told(plan, "text-unplaced"))


def test_hidden_rows_and_rows_of_any_width_are_read():
    plan = read(table(SEED_HEADER, row("1", "F", "Do"), row("2", "F", "Do it", hidden=True)))
    assert references(plan) == ["1", "2"]


def test_a_page_break_within_a_sentence_does_not_make_two_actions():
    plan = read(
        table(("Action", "Lead"), ("Begin to", "Jo")),
        table(("and then go on", ""), ("Another", "Al")),
    )
    assert actions(plan) == ["Begin to\n\nand then go on", "Another"]
