"""Which rows are headers, what each column is, and which tables hold no actions."""

from datetime import date

import pytest

from db.errors import PlanError
from jtai_tui.exchange.reading.rows import Choices, Column
from tests.exchange.source_values import (
    LEFT,
    SEED_HEADER,
    UP,
    cell,
    column_kinds,
    heading,
    kinds,
    read,
    row,
    table,
    told,
)  # fmt: skip

SENTENCE = "Managers do not have access to live performance information"


def read_columns(header, *rows):
    return column_kinds(read(table(header, *rows)))


def test_the_seeds_own_header_is_understood_though_its_first_heading_is_empty():
    plan = read(
        table(
            SEED_HEADER,
            ("1", SENTENCE, "Upload a dashboard", "Jonathan Eastwood", "End February 2020",
             "Provision is available", "In progress"),
        )
    )  # fmt: skip
    assert column_kinds(plan) == [
        "reference", "finding", "action", "lead", "timescale", "progress", "rating"
    ]  # fmt: skip
    (action,) = plan.actions
    assert action.reference == "1"
    assert action.finding == SENTENCE
    assert action.action == "Upload a dashboard"
    assert [lead.raw for lead in action.leads] == ["Jonathan Eastwood"]
    assert (action.timescale, action.due) == ("End February 2020", date(2020, 2, 29))
    assert action.progress == "Provision is available"
    assert action.status == "In progress"
    assert action.place == "table 1, row 2"


@pytest.mark.parametrize(
    ("words", "column", "text"),
    [
        *((each, "reference", "7") for each in
          ["No.", "#", "Ref", "Ref No", "Rec", "Rec no", "Recommendation number", "Action number",
           "ID", "Number"]),
        *((each, "finding", SENTENCE) for each in
          ["Area for development", "Areas for improvement", "Recommendation", "Issue (identified)",
           "CQC requirement", "Inspection finding", "What needs to improve", "Why", "Requirement"]),
        *((each, "lead", "Jo Hooper") for each in
          ["Lead", "By whom", "Responsible officer", "Person responsible", "Owner", "Accountable",
           "Who", "Lead officer / agency", "Responsibility", "Leads", "Action owner(s)"]),
        *((each, "agency", "Thames Valley Police") for each in
          ["Agency", "Organisation", "Partner", "Service", "Lead agency"]),
        *((each, "timescale", "June 2025") for each in
          ["Timescale", "By when", "Target date", "Deadline", "Target completion date", "Due",
           "Due date", "Date", "When?", "Timescale for completion"]),
        *((each, "progress", "Some words on how it goes") for each in
          ["Progress", "Update March 2025", "Progress to date", "Progress / Evidence", "Comments",
           "Commentary", "Latest position", "Narrative", "Update (Q3 2024/25)"]),
        *((each, "rating", "Amber") for each in
          ["RAG", "RAG rating", "RAG rating (Oct 24)", "Status", "Completed", "Signed off", "BRAG",
           "Progress indicator", "RAG Status at 1 March 2025"]),
        *((each, "forecast", "July 2026") for each in
          ["Forecast", "Expected date", "Revised date", "Revised timescale"]),
        *((each, "evidence", "A file") for each in ["Evidence", "Evidence of impact"]),
        *((each, "note", "Some words") for each in
          ["Resources", "Success criteria", "Outcome measure", "Wibble", "Start date"]),
    ],
)  # fmt: skip
def test_a_heading_that_councils_use_is_known(words, column, text):
    assert read_columns(("Action", words, "Lead"), ("Do this", text, "Jo"))[1] == column


@pytest.mark.parametrize(
    "words",
    ["Action", "Actions to be taken", "Action required", "Improvement", "What we will do", "How",
     "Task", "Activity", "Milestones", "Key actions",
     "What are we going to do? (Please be SMART)"],
)  # fmt: skip
def test_a_heading_of_actions_is_known(words):
    found = read_columns(("Ref", words, "Lead", "Due date"), ("1", "Do this", "Jo", "May 2025"))
    assert found == ["reference", "action", "lead", "timescale"]


def test_cells_decide_what_recommendation_means():
    header = ("Recommendation", "Action", "Lead", "Timescale")
    numbers = read_columns(header, ("1", "Do", "Jo", "May 2025"), ("2a", "Do", "Jo", "May 2025"))
    sentences = read_columns(header, (SENTENCE, "Do", "Jo", "May 2025"))
    assert numbers[0] == "reference"
    assert sentences[0] == "finding"


def test_recommendations_are_the_actions_of_a_table_that_has_no_others():
    plan = read(table(("Recommendation", "Lead", "Timescale"), (SENTENCE, "Jo", "May 2025")))
    assert plan.actions[0].action == SENTENCE
    assert plan.actions[0].finding == ""


def test_improvement_is_a_finding_beside_actions_and_the_action_without():
    beside = read_columns(("Improvement", "Action", "Lead"), (SENTENCE, "Do", "Jo"))
    alone = read_columns(("Ref", "Improvement", "Lead"), ("1", SENTENCE, "Jo"))
    assert beside[:2] == ["finding", "action"]
    assert alone[:2] == ["reference", "action"]


def test_completed_over_dates_is_no_rating():
    header = ("Action", "Lead", "Timescale", "Completed")
    days = read_columns(header, ("Do", "Jo", "May 2025", "3 March 2025"))
    words = read_columns(header, ("Do", "Jo", "May 2025", "Yes"))
    assert days[3] == "note"
    assert words[3] == "rating"


def test_two_columns_of_progress_are_joined_in_order_with_their_headings():
    plan = read(
        table(
            ("Action", "Lead", "Update March 2025", "Update June 2025"),
            ("Do", "Jo", "Begun", "Nearly there"),
            ("Do more", "Jo", "", "Begun late"),
        )
    )
    assert plan.actions[0].progress == "Update March 2025: Begun\n\nUpdate June 2025: Nearly there"
    assert plan.actions[1].progress == "Update June 2025: Begun late"


def test_of_two_columns_of_ratings_the_last_with_marks_is_the_rating():
    header = ("Action", "Lead", "RAG Oct 24", "RAG Jan 25")
    both = read(table(header, ("Do", "Jo", "Amber", "Green")))
    first = read(table(header, ("Do", "Jo", "Amber", "")))
    assert both.actions[0].status == "Green"
    assert both.actions[0].progress == "RAG Oct 24: Amber"
    assert first.actions[0].status == "Amber"


def test_leads_in_two_columns_are_all_leads():
    plan = read(table(("Action", "Lead", "Responsible officer"), ("Do", "Jo Hooper", "Al Green")))
    assert [lead.raw for lead in plan.actions[0].leads] == ["Jo Hooper", "Al Green"]


def test_a_column_without_a_place_is_kept_in_the_progress_and_told_once():
    plan = read(
        table(
            ("Action", "Lead", "Progress", "Resources", "Evidence"),
            ("Do", "Jo", "Begun", "£500", "- Minutes\n- Audit"),
            ("Do more", "Jo", "", "None", ""),
        )
    )
    assert plan.actions[0].progress == (
        "Begun\n\nResources: £500\n\nEvidence:\n\n- Minutes\n- Audit"
    )
    assert plan.actions[1].progress == "Resources: None"
    assert told(plan, "column-kept") == [
        "the column ‘Resources’ has no place in a plan; its text is kept in the progress",
        "the column ‘Evidence’ was not made evidence; its text is kept in the progress",
    ]


def test_what_a_person_says_of_a_column_stands():
    made = table(("Action", "Wibble", "Lead"), ("Do", "Jo Hooper", "Al Green"))
    said = {("table 1", 1): Column.LEAD, ("table 1", 2): Column.SKIP}
    plan = read(made, choices=Choices(columns=said))
    assert column_kinds(plan) == ["action", "lead", "skip"]
    assert [lead.raw for lead in plan.actions[0].leads] == ["Jo Hooper"]
    assert plan.actions[0].progress == ""


def test_a_person_can_name_the_actions_of_a_table_with_headings_of_its_own():
    made = table(("Zig", "Zag"), ("Do this", "Jo"))
    known = table(("Action", "Lead"), ("Do", "Jo"))
    plan = read(known, made, choices=Choices(columns={("table 2", 0): Column.ACTION}))
    assert [action.action for action in plan.actions] == ["Do", "Do this"]


def test_a_header_that_stands_again_on_every_page_is_dropped():
    head = ("Ref", "Action", "Lead")
    plan = read(table(head, ("1", "One", "Jo"), head, ("2", "Two", "Jo"), row(*head, header=True)))
    assert [action.action for action in plan.actions] == ["One", "Two"]


def test_a_header_of_two_rows_has_the_words_of_both():
    plan = read(
        table(
            ("Ref", "Action", "Lead", "RAG rating", LEFT),
            (UP, UP, UP, "Oct 2024", "Jan 2025"),
            ("1", "Do", "Jo", "Red", "Green"),
        )
    )
    assert [column.heading for column in plan.columns][3:] == [
        "RAG rating Oct 2024", "RAG rating Jan 2025"
    ]  # fmt: skip
    assert len(plan.actions) == 1
    assert plan.actions[0].status == "Green"


def test_rows_above_a_sheets_header_are_its_title():
    plan = read(
        table(
            ("Harbourside JTAI plan", "", ""),
            ("Last updated 3 March 2025", "", ""),
            ("", "", ""),
            ("No", "Action", "Lead"),
            ("1", "Do", "Jo"),
            name="Sheet1",
        ),
        name="tracker.xlsx",
        form="Excel",
    )
    assert plan.title == "Harbourside JTAI plan"
    assert plan.updated == date(2025, 3, 3)
    assert plan.introduction == ""
    assert [action.reference for action in plan.actions] == ["1"]


def test_tables_that_differ_are_read_each_by_its_own_header():
    plan = read(
        table(("No", "Action", "Lead"), ("1", "One", "Jo")),
        table(("Lead", "Timescale", "Action", "No"), ("Al", "May 2025", "Two", "2")),
    )
    assert [(each.reference, each.action, each.leads[0].raw) for each in plan.actions] == [
        ("1", "One", "Jo"), ("2", "Two", "Al")
    ]  # fmt: skip


def test_a_second_header_within_a_table_counts_from_there():
    plan = read(
        table(
            ("No", "Action", "Lead", "Timescale"),
            ("1", "One", "Jo", "May 2025"),
            ("No", "Lead", "Action", "Due date"),
            ("2", "Al", "Two", "June 2025"),
        )
    )
    assert [(each.action, each.leads[0].raw) for each in plan.actions] == [
        ("One", "Jo"), ("Two", "Al")
    ]  # fmt: skip


def test_a_row_about_plans_and_leads_is_no_header():
    plan = read(
        table(
            ("No", "Action", "Lead", "Timescale"),
            ("1", "Review the action plan and progress", "Lead officer", "March 2025"),
            ("2", "Update the recommendations", "Service manager", "Date to be agreed"),
        )
    )
    assert [action.reference for action in plan.actions] == ["1", "2"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("Version", "Date", "Author", "Changes"), ("0.1", "May", "Jo", "First")], "versions"),
        ([("Acronym", "Meaning"), ("YOT", "Youth Offending Team")], "abbreviations"),
        ([("Signed", "Date"), ("", "")], "signatures"),
        ([("Wibble", "Wobble"), ("One", "Two")], "no header of actions"),
    ],
)
def test_a_table_without_actions_is_left_out_and_told(rows, words):
    plan = read(table(("No", "Action", "Lead"), ("1", "Do", "Jo")), table(*rows))
    assert len(plan.actions) == 1
    (text,) = told(plan, "table-left-out")
    assert words in text


def test_a_table_cut_by_page_breaks_goes_on_with_the_columns_before_it():
    plan = read(
        table(("No", "Action", "Lead"), ("1", "Begin", "Jo")),
        table(("", "and go on", ""), ("2", "Two", "Al")),
        table(("3", "Three", "Jo"), ("", "and end", "")),
    )
    assert [(each.reference, each.action) for each in plan.actions] == [
        ("1", "Begin\n\nand go on"), ("2", "Two"), ("3", "Three\n\nand end")
    ]  # fmt: skip
    assert column_kinds(plan, "table 3") == ["reference", "action", "lead"]
    assert kinds(plan).count("table-goes-on") == 1


def test_coloured_rows_of_a_table_that_goes_on_are_no_key():
    rows = [(f"{at}", f"Do {at}", "Jo", cell("", fill)) for at, fill in
            ((1, "00b050"), (2, "ff0000"), (3, "ffc000"), (4, "00b050"))]  # fmt: skip
    plan = read(table(("No", "Action", "Lead", "RAG"), rows[0]), table(*rows[1:]))
    assert [action.reference for action in plan.actions] == ["1", "2", "3", "4"]


def test_tables_with_the_same_headings_have_the_same_columns():
    header = ("Recommendation", "Action", "Lead", "Completed")
    plan = read(
        table(header, ("1", "One", "Jo", "3 March 2025"), ("2", "Two", "Jo", "Yes")),
        table(header, ("3", "Three", "Jo", "Yes"), ("4", "Four", "Jo", "Yes")),
    )
    assert column_kinds(plan, "table 1") == column_kinds(plan, "table 2")
    assert [action.status for action in plan.actions] == ["3 March 2025", "Yes", "Yes", "Yes"]


def test_what_is_said_of_a_column_holds_where_its_table_goes_on():
    tables = [
        table(("Action", "Wibble", "Lead"), ("One", "Police", "Jo")),
        table(("Two", "Health", "Al")),
    ]
    plan = read(*tables, choices=Choices(columns={("table 1", 1): Column.AGENCY}))
    assert [action.agency for action in plan.actions] == ["Police", "Health"]


def test_an_action_about_versions_is_no_history_of_them():
    plan = read(
        table(("No", "Action", "Lead"), ("1", "Do", "Jo")),
        table(("2", "Change the draft of each version", "The author of the amendment")),
    )
    assert [action.reference for action in plan.actions] == ["1", "2"]


def test_a_form_of_one_action_is_read_by_its_labels():
    first = table(
        ("Ref", "1"), ("Recommendation", SENTENCE), ("Action", "Train all staff"),
        ("Lead", "Jo Hooper"), ("Timescale", "May 2025"), ("RAG rating", cell("Green", "00b050")),
        above=[heading("Thames Valley Police")],
    )  # fmt: skip
    second = table(
        ("Ref", "2", "Lead", "Al Green"), ("Action", "Write a policy", "Timescale", "June 2025"),
        ("Progress", "Begun", "Status", "Amber"),
    )  # fmt: skip
    plan = read(first, second)
    one, two = plan.actions
    assert (one.reference, one.action, one.finding) == ("1", "Train all staff", SENTENCE)
    assert (one.agency, one.status, one.fill) == ("Thames Valley Police", "Green", "00b050")
    assert (two.reference, two.action, two.progress) == ("2", "Write a policy", "Begun")
    assert (two.leads[0].raw, two.due) == ("Al Green", date(2025, 6, 30))


def test_several_forms_in_one_table_begin_where_the_first_label_returns():
    form = [("Action", "One"), ("Lead", "Jo"), ("Due date", "May 2025"), ("", "or so")]
    other = [("Action", "Two"), ("Lead", "Al"), ("Due date", "June 2025")]
    plan = read(table(*form, *other))
    assert [(each.action, each.timescale) for each in plan.actions] == [
        ("One", "May 2025\n\nor so"), ("Two", "June 2025")
    ]  # fmt: skip


def test_the_text_in_a_box_is_kept_and_a_sheet_of_choices_is_left_out():
    actions = [("No", "Action", "Lead"), ("1", "Do", "Jo")]
    boxed = read(table(("Read this first.",)), table(*actions))
    choices = table(("Red",), ("Amber",), name="Lists", sheet="Lists")
    sheets = read(table(*actions, name="Police", sheet="Police"), choices, form="Excel")
    assert boxed.introduction == "Read this first."
    assert sheets.introduction == ""
    assert "table-left-out" in kinds(sheets)


def test_what_is_hidden_is_read_and_told():
    plan = read(table(("Action", "Lead"), row("Do", "Jo"), row("Do more", "Jo", hidden=True)))
    assert len(plan.actions) == 2
    assert told(plan, "rows-hidden") == ["1 row of it is hidden; it is read as well"]


def test_a_document_without_actions_says_what_was_looked_for_and_found():
    with pytest.raises(PlanError, match="‘Colour’, ‘Size’") as error:
        read(table(("Colour", "Size"), ("red", "big")), name="shoes.docx")
    assert "a column of actions" in str(error.value)
    with pytest.raises(PlanError, match="has no table"):
        read(name="letter.docx")
