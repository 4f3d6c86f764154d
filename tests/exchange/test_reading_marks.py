"""How words and colours become ratings: some for certain, others only once somebody says so."""

from dataclasses import replace

import pytest

from db.errors import PlanError
from db.rating import Rating, Scheme, Stage
from jtai_tui.exchange.reading.colour_names import colour_name, shown_colour
from jtai_tui.exchange.reading.rows import Choices, MarkKind
from tests.exchange.source_values import SCHEME, cell, kinds, plain, read, table, told

HEADER = ("No", "Action", "Lead", "RAG")
WORD, COLOUR = MarkKind.WORD, MarkKind.COLOUR
ALL = Choices(proposed=True)


def rated(*ratings, choices=None, above=(), scheme=SCHEME, header=HEADER):
    rows = [(str(at), f"Do {at}", "Jo", rating) for at, rating in enumerate(ratings, 1)]
    return read(*above, table(header, *rows), choices=choices, scheme=scheme)


def mark(plan, kind, key):
    return next(each for each in plan.marks if (each.kind, each.key) == (kind, key))


def proposed(word):
    plan = rated(word)
    return plan.marks[0].proposed


@pytest.mark.parametrize(
    ("word", "code"),
    [("Completed", "completed"), ("on track", "on-track"), ("minor-risk", "minor-risk"),
     ("NOT STARTED", "not-started"), ("Ev.", "evidenced"), ("Evidenced.", "evidenced")],
)  # fmt: skip
def test_what_the_scheme_calls_a_rating_is_that_rating_for_certain(word, code):
    plan = rated(word)
    assert plan.actions[0].rating == code
    assert plan.marks[0].certain


@pytest.mark.parametrize("word", ["In progress", "75%", "Overdue", "3 March 2025", "Partly", "?"])
def test_a_word_that_is_no_rating_stays_unmapped_and_is_told(word):
    plan = rated(word, word, choices=ALL)
    assert (plan.marks[0].proposed, plan.actions[0].rating) == (None, None)
    assert plan.marks[0].number == 2
    assert f"‘{word}’ (2 actions)" in told(plan, "rating-unknown")[0]


@pytest.mark.parametrize(
    ("word", "code"),
    [("Complete", "completed"), ("Yes", "completed"), ("✓", "completed"), ("Closed", "completed"),
     ("Green", "on-track"), ("Amber - in progress", "minor-risk"), ("R", "significant-risk"),
     ("B", "completed"), ("Action is on track", "on-track"), ("g", "on-track"),
     ("Red - off track", "significant-risk")],
)  # fmt: skip
def test_a_likely_word_is_proposed_and_not_applied(word, code):
    plan = rated(word)
    assert plan.marks[0].proposed == code
    assert plan.marks[0].why
    assert not plan.marks[0].certain
    assert plan.actions[0].rating is None
    assert rated(word, choices=ALL).actions[0].rating == code


@pytest.mark.parametrize("word", ["Not on track", "Not completed", "Partially completed",
                                  "Not yet completed", "Incomplete", "Not green"])  # fmt: skip
def test_a_word_that_denies_a_rating_is_not_taken_for_it(word):
    assert proposed(word) is None


def test_what_a_person_says_of_a_mark_counts():
    said = Choices(marks={(WORD, "in progress"): "on-track", (WORD, "completed"): None})
    plan = rated("In Progress", "Completed", choices=said)
    assert [action.rating for action in plan.actions] == ["on-track", None]
    assert all(each.said for each in plan.marks)
    assert "rating-unknown" not in kinds(plan)


def test_a_rating_that_the_scheme_has_not_cannot_be_said():
    with pytest.raises(PlanError, match="no rating 'purple'"):
        rated("In Progress", choices=Choices(marks={(WORD, "in progress"): "purple"}))


@pytest.mark.parametrize(
    ("fill", "name", "code"),
    [("92d050", "green", "on-track"), ("00b050", "green", "on-track"),
     ("c6efce", "green", "on-track"), ("ff0000", "red", "significant-risk"),
     ("ffc7ce", "red", "significant-risk"), ("c00000", "red", "significant-risk"),
     ("ffc000", "amber", "minor-risk"), ("ed7d31", "orange", "minor-risk"),
     ("ffff00", "yellow", "minor-risk"), ("00b0f0", "blue", "completed"),
     ("4472c4", "blue", "completed"), ("7030a0", "violet", "evidenced"),
     ("d9d9d9", "grey", "not-started")],
)  # fmt: skip
def test_a_colour_is_named_and_proposed_by_its_hue(fill, name, code):
    other = "00b050" if name != "green" else "ff0000"
    plan = rated(cell("", fill), cell("", other))
    found = mark(plan, COLOUR, fill)
    assert (found.shown, found.proposed) == (f"{name} (#{fill})", code)
    assert not found.certain
    assert plan.actions[0].rating is None
    assert plan.actions[0].fill == fill


@pytest.mark.parametrize("word", ["Completed?", "~~Completed~~", "On track ?", "Completed\uff1f"])
def test_a_rating_that_is_asked_for_or_struck_out_rates_nothing(word):
    plan = rated(word, "Completed")
    assert [action.rating for action in plan.actions] == [None, "completed"]
    assert [each.certain for each in plan.marks] == [False, True]
    assert plan.marks[0].proposed


def test_no_beside_yes_is_the_word_and_no_letter():
    plan = rated("Yes", "No", "N", choices=ALL)
    assert [action.rating for action in plan.actions] == ["completed", None, None]
    assert rated("N", "C", choices=ALL).actions[0].rating == "not-started"


def test_nothing_is_assumed_of_codes_colours_or_counts():
    level = Rating("b1", 1, "Fine", "All is fine", Stage.IN_PROGRESS, "F", "f", "#00b050")
    done = replace(level, code="b2", position=2, name="Over", stage=Stage.CLOSED, colour="pink",
                   meaning="It is over", letter="O")  # fmt: skip
    plan = rated(
        cell("", "92d050"), cell("fine"), cell("Done"), cell("", "ff0000"),
        scheme=Scheme([level, done]), choices=ALL,
    )  # fmt: skip
    assert [action.rating for action in plan.actions] == ["b1", "b1", "b2", None]


def test_the_documents_own_key_says_what_a_colour_or_a_word_means():
    key = table(
        ("RAG", "Meaning"),
        (cell("", "00b0f0"), "Action not yet started"),
        (cell("", "92d050"), "Action completed"),
        (cell("Amber", "ffc000"), "Action in progress and on track for completion"),
    )
    plan = rated(cell("", "00b0f0"), cell("", "92d050"), "Amber", above=[key], choices=ALL)
    assert [action.rating for action in plan.actions] == ["not-started", "completed", "on-track"]
    assert mark(plan, COLOUR, "92d050").why == "the document's key says: Action completed"
    assert "key of the ratings" in told(plan, "table-left-out")[0]


def test_a_letter_is_what_the_documents_key_says_of_its_colour():
    key = table(
        ("RAG", "Meaning"),
        (cell("Red", "ff0000"), "Action not yet started"),
        (cell("Green", "00b050"), "Action completed"),
    )
    plan = rated("R", "G", above=[key], choices=ALL)
    assert [action.rating for action in plan.actions] == ["not-started", "completed"]


def test_where_the_documents_key_says_what_no_rating_says_a_hue_proposes_nothing():
    key = table(
        ("RAG", "Meaning"),
        (cell("", "00b050"), "Transferred to the borough of Slough"),
        (cell("", "00b0f0"), "Action completed"),
        (cell("", "ffff00"), "Action not yet started"),
    )
    plan = rated(cell("", "00b050"), cell("", "00b0f0"), above=[key], choices=ALL)
    assert [action.rating for action in plan.actions] == [None, "completed"]


def test_a_key_above_a_sheets_header_counts_as_well():
    plan = read(
        table(
            (cell("B = Action completed", "00b0f0"), "", "", ""),
            (cell("G = On track", "00b050"), "", "", ""),
            HEADER,
            ("1", "Do", "Jo", "B"),
        ),
        choices=ALL,
    )
    assert plan.actions[0].rating == "completed"
    assert plan.marks[0].why == "the document's key says: Action completed"


def test_a_key_in_paragraphs_or_in_one_row_counts_as_well():
    lines = [plain("- Blue: Action not yet started"), plain("- Amber: Action completed")]
    told_above = read(table(HEADER, ("1", "Do", "Jo", "Blue"), above=lines), choices=ALL)
    in_a_row = read(
        table(
            ("B = Action not yet started", "A = Action completed", "", ""),
            HEADER,
            ("1", "Do", "Jo", "A"),
        ),
        choices=ALL,
    )
    below = read(
        table(
            HEADER,
            ("1", "Do", "Jo", "B"),
            ("", "", "", ""),
            ("Key", "", "", ""),
            ("B", "Action not yet started", "", ""),
            ("A", "Action completed", "", ""),
        ),
        choices=ALL,
    )
    assert [action.rating for action in below.actions] == ["not-started"]
    assert told_above.actions[0].rating == "not-started"
    assert in_a_row.actions[0].rating == "completed"


def test_where_word_and_colour_disagree_the_word_counts():
    plan = rated(cell("Completed", "ff0000"), choices=ALL)
    assert plan.actions[0].rating == "completed"
    assert told(plan, "rating-disagrees") == [
        "the word says ‘Completed’, the colour ‘Significant risk’; the word counts"
    ]


def test_a_word_without_meaning_leaves_the_say_to_a_colour_that_has_one():
    green = Choices(marks={(COLOUR, "00b050"): "on-track"})
    silent = Choices(marks={(WORD, "in progress"): None}, proposed=True)
    made = cell("In progress", "00b050")
    assert rated(made, choices=green).actions[0].rating == "on-track"
    assert rated(made, choices=silent).actions[0].rating is None


def test_the_shading_of_a_column_with_its_header_is_no_mark():
    shaded = ("No", "Action", "Lead", cell("RAG", "ffc000"))
    plan = rated(cell("", "ffc000"), cell("", "ffc000"), header=shaded)
    assert plan.marks == ()
    alike = rated(cell("", "00b050"), cell("", "00b050"))
    assert [each.key for each in alike.marks] == ["00b050"]


@pytest.mark.parametrize("fill", ["dbe5f1", "92d050"])
def test_rows_shaded_by_turns_are_no_marks(fill):
    rows = [
        tuple(cell(text, fill if at % 2 else "") for text in (str(at), f"Do {at}", "Jo", ""))
        for at in range(1, 7)
    ]
    assert read(table(HEADER, *rows)).marks == ()


def test_rows_coloured_throughout_in_several_colours_are_rated_by_them():
    fills = ["00b050", "ff0000", "ffc000", "00b050"]
    rows = [
        tuple(cell(text, fill) for text in (str(at), f"Do {at}", "Jo", ""))
        for at, fill in enumerate(fills)
    ]
    assert [action.fill for action in read(table(HEADER, *rows)).actions] == fills


def test_without_a_column_of_ratings_the_column_whose_colours_vary_is_taken_and_told():
    plan = read(
        table(
            ("No", "Action", "Timescale"),
            (cell("1", "00b050"), "One", "May 2025"),
            (cell("2", "ff0000"), "Two", "May 2025"),
            ("3", "Three", "May 2025"),
        )
    )
    assert [action.fill for action in plan.actions] == ["00b050", "ff0000", ""]
    assert "the column ‘No’" in told(plan, "rating-by-colour")[0]


def test_each_mark_is_counted_once_whatever_its_case():
    plan = rated("Amber", "AMBER", " amber. ", "Green")
    assert [(each.key, each.number) for each in plan.marks] == [("amber", 3), ("green", 1)]
    assert plan.actions[1].status == "AMBER"


def test_colours_have_the_names_that_people_use():
    assert shown_colour("92d050") == "green (#92d050)"
    assert [colour_name(each) for each in ("ffffff", "000000", "808080", "wibble")] == [
        "white", "black", "grey", ""
    ]  # fmt: skip
