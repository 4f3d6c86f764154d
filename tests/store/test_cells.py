"""From what people type to what a field keeps, and back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.cells import cells_of, find_agency, read_day, shown_cell, typed_cells
from db.changes import EDITABLE
from db.errors import Refused
from db.fields import check_field
from db.leads import leads_from_json
from db.queries import action_rows, agency_ids, agency_names
from db.timescale import Precision

PLAN_DATE = date(2020, 3, 26)
AGENCIES = {"children's social care": "a", "csc": "a", "thames valley police": "b", "health": "c",
            "public health": "d"}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("30/6/2020", date(2020, 6, 30), Precision.DAY),
        ("2020-06-30", date(2020, 6, 30), Precision.DAY),
        ("30 Jun 2020", date(2020, 6, 30), Precision.DAY),
        ("End June 2020", date(2020, 6, 30), Precision.MONTH),
        ("February 2020", date(2020, 2, 29), Precision.MONTH),
    ],
)
def test_a_day_is_typed_as_a_day_or_as_a_timescale(text, day, precision):
    assert read_day(text, PLAN_DATE) == (day, precision)


@pytest.mark.parametrize("text", ["", "Ongoing", "30/2/2020", "soon", "\x1b[2J"])
def test_what_gives_no_day_says_why_and_how_to_write_one(text):
    with pytest.raises(Refused, match=r"gives no day .*write 30 Jun 2020") as refusal:
        read_day(text)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    ("field", "text", "cells"),
    [
        ("finding", "As it is.\n\nTwice. ", {"finding": "As it is.\n\nTwice. "}),
        ("due", "End June 2020", {"due": "2020-06-30", "due_precision": "month"}),
        ("forecast", "30/6/2020", {"forecast": "2020-06-30"}),
        ("forecast", " \u200b", {"forecast": None}),
        ("sources", "SY2, §8;SY9", {"sources": '["SY2", "§8", "SY9"]'}),
        ("sources", "", {"sources": "[]"}),
        ("agency", "CSC", {"agency": "a"}),
        ("leads", "", {"leads": "[]"}),
        ("timescale", "End June 2020", {"timescale": "End June 2020"}),
    ],
)
def test_a_typed_text_fills_its_cells(field, text, cells):
    assert typed_cells(field, text, AGENCIES, PLAN_DATE) == cells


def test_leads_are_typed_one_a_line():
    cell = typed_cells("leads", "J Culley\nA. Else; Board", AGENCIES)["leads"]
    assert [lead.raw for lead in leads_from_json(cell)] == ["J Culley", "A. Else", "Board"]


@pytest.mark.parametrize("field", EDITABLE)
def test_a_text_that_a_plan_can_not_keep_fills_no_cell(field):
    with pytest.raises(Refused):
        typed_cells(field, "a\x1b[2J", AGENCIES)


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("csc", "a"), (" Children's  Social\tCare", "a"), ("thames", "b"), ("VALLEY", "b"),
        ("health", "c"), ("public", "d"), ("social", "a"),
    ],
)  # fmt: skip
def test_an_agency_is_found_by_name_or_by_a_part_that_only_it_has(name, agency):
    assert find_agency(name, AGENCIES) == agency


@pytest.mark.parametrize(
    ("name", "said"),
    [("h", "'h' is not one agency of this plan"), ("fire", "'fire' is no agency of this plan"),
     ("", "'' is no agency"), (" ", "' ' is no agency")],
)  # fmt: skip
def test_an_agency_that_is_not_found_is_told_with_those_there_are(name, said):
    with pytest.raises(Refused, match=said) as refusal:
        find_agency(name, AGENCIES)
    assert "it has: " in str(refusal.value)


def test_cells_that_were_typed_are_what_their_fields_hold(plan, ids, today):
    names = agency_ids(plan)
    for row in action_rows(plan, list(ids.values()), today=today):
        for field, cell in cells_of(row).items():
            check_field("action", field, cell)
        typed = typed_cells("sources", " ".join(row.sources), names)
        assert typed["sources"] == cells_of(row)["sources"]


def test_a_cell_is_shown_as_people_type_it(plan, ids, today):
    by_name = agency_ids(plan)
    by_id = agency_names(plan)
    for row in action_rows(plan, list(ids.values()), today=today):
        for field, cell in cells_of(row).items():
            shown = shown_cell(field, cell, by_id)
            assert not shown.startswith(("[", "{"))
            if cell and field != "due_precision":
                assert typed_cells(field, shown, by_name)[field] == cell
    assert shown_cell("agency", "ghost", by_id) == "ghost"
    assert shown_cell("due", "2020-06-30", by_id) == "30 Jun 2020"
    assert shown_cell("due", None, by_id) == ""


@given(st.sampled_from(EDITABLE), st.text(max_size=30))
def test_whatever_is_typed_is_refused_or_fits_its_field(field, text):
    try:
        cells = typed_cells(field, text, AGENCIES, PLAN_DATE)
    except Refused:
        return
    for name, cell in cells.items():
        if name in {"sources", "leads", "due", "forecast"}:
            check_field("action", name, cell)
