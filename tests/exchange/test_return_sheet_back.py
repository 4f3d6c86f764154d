"""Return sheets that come back: sorted, moved, cut, saved by other programs, filled in wrongly."""

import io
import random
import shutil
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook

from db.errors import PlanError, Refused
from db.file import looking
from db.returned_sheets import known_actions
from db.store import open_plan
from db.tip import read_plan_id
from jtai_tui.exchange.return_sheet.content import SheetKey
from jtai_tui.exchange.return_sheet.returning import is_sheet
from tests.exchange.harmed_sheets import KINDS, ends_well
from tests.exchange.returned_sheets import (
    COLUMNS,
    FILLED,
    FORECAST,
    HEADER_ROW,
    LEAD,
    ORDERS,
    PLAIN_CHASE,
    PLAIN_PLAN,
    PROGRESS,
    RATING,
    SAVED,
    as_filled,
    changed,
    columns,
    expected,
    fill,
    plain_id,
    row_of,
    saved,
    shuffled,
    with_ids,
)


@pytest.fixture(scope="module")
def sent(chased_sent):
    return chased_sent


@pytest.fixture
def back(sent, tmp_path):
    """Read the sheet as it comes back after a change, or bytes as they are."""

    def read(change):
        data = change if isinstance(change, bytes) else changed(sent.sheet, change)
        return sent.returned(data, tmp_path / "back")

    return read


def said(sent, read):
    """What a file says: reference, field, value."""
    known = known_actions(sent.plan)
    return {(known[e.action], e.field, e.value) for sheet, _ in read.sheets for e in sheet.said}


def test_a_sheet_that_comes_back_as_it_went_says_nothing(sent, back):
    read = back(sent.sheet)
    assert (said(sent, read), read.problems, read.warnings, read.notes) == (set(), (), (), ())
    ((sheet, told),) = read.sheets
    assert sheet.chase.lead == LEAD
    assert told.filled == 0


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(filled=FILLED, order=ORDERS, column=COLUMNS)
def test_any_sheet_says_just_what_was_filled_in_whatever_became_of_its_rows(
    sent, tmp_path, filled, order, column
):
    assert as_filled(sent, tmp_path, filled, order, column) == expected(filled, order)


def saved_by(sent, name):
    """Return a sheet that another program saved, with the ids of this plan."""
    with looking(sent.plan) as connection:
        plan = read_plan_id(connection)
    chase = next(each.chase for each in sent.chased.leads if each.owes.lead == LEAD)
    ids = {reference: one for one, reference in known_actions(sent.plan).items()}
    replacing = {PLAIN_PLAN: plan, PLAIN_CHASE: chase} | {
        plain_id(place): ids[reference]
        for place, reference in enumerate(("1", "2", "3", "28a", "40", "41"), 1)
    }
    return with_ids((SAVED / name).read_bytes(), replacing)


def test_a_sheet_saved_by_libreoffice_reads_right(sent, back):
    read = back(saved_by(sent, "libreoffice.xlsx"))
    assert said(sent, read) == {
        ("1", "progress", "Caseloads are reviewed monthly.\nA report went to the board."),
        ("1", "forecast", "2020-08-31"),
        ("1", "rating", "on-track"),
        ("1", "evidence", "Board report https://example.org/board?id=7&b=1"),
        ("2", "progress", "Four of 6 nurses trained"),
        ("2", "forecast", "2020-07-31"),
        ("2", "rating", "minor-risk"),
        ("3", "rating", "completed"),
    }
    assert read.problems == ("Return sheet!I7: 'soon' is no date",)
    assert read.warnings == ()


def test_rows_moved_and_deleted_and_a_column_put_in_saved_by_libreoffice_read_right(sent, back):
    read = back(saved_by(sent, "libreoffice-moved.xlsx"))
    assert said(sent, read) == {
        ("28a", "progress", "A start was made."),
        ("28a", "evidence", "see the shared drive"),
        ("3", "rating", "significant-risk"),
        ("3", "forecast", "2020-09-01"),
    }
    assert read.problems == read.warnings == ()


def test_a_sheet_whose_cells_were_copied_into_a_new_workbook_reads_right(sent, back):
    """As other programs hand it out: no styles, no validation, no sheet that nobody sees."""
    old = load_workbook(io.BytesIO(sent.sheet)).worksheets[0]
    fill(old, "2", progress="Trained.", forecast=date(2020, 8, 1))
    book = Workbook()
    for row in old.iter_rows():
        for cell in row:
            if cell.value is not None:
                book.active[cell.coordinate].value = cell.value
    read = back(saved(book))
    assert said(sent, read) == {("2", "progress", "Trained."), ("2", "forecast", "2020-08-01")}
    assert read.problems == read.warnings == ()


def test_without_the_hidden_column_rows_are_known_by_their_reference(sent, back):
    def change(sheet):
        fill(sheet, "28a", progress="Begun.")
        sheet.delete_cols(1)

    read = back(change)
    assert said(sent, read) == {("28a", "progress", "Begun.")}
    assert read.problems == ()


def test_rows_that_were_sorted_without_the_hidden_column_are_known_by_their_text(sent, back):
    def change(sheet):
        fill(sheet, "1", progress="Of one.")
        fill(sheet, "3", rating="Minor risk")
        ids = [sheet.cell(row, 1).value for row in range(5, 9)]
        shuffled(sheet, [2, 0, 3, 1], None)
        for row, one in enumerate(ids, 5):
            sheet.cell(row, 1).value = one

    read = back(change)
    assert said(sent, read) == {("1", "progress", "Of one."), ("3", "rating", "minor-risk")}
    assert read.problems == ()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"forecast": "soon"}, "Return sheet!I5: 'soon' is no date"),
        ({"forecast": "31/6/2020"}, "Return sheet!I5: '31/6/2020' is no date"),
        ({"forecast": 7}, "Return sheet!I5: '7' is no date"),
        ({"rating": "pink"}, "Return sheet!J5: 'pink' is no rating of this plan (Not started,"),
        ({"rating": 3}, "Return sheet!J5: '3' is no rating of this plan (Not started,"),
        ({"progress": "#REF!"}, "Return sheet!H5: '#REF!' is an error of a formula"),
    ],
)
def test_what_cant_be_read_is_told_with_its_cell_and_the_rest_is_read(sent, back, typed, problem):
    def change(sheet):
        sheet.cell(row_of(sheet, "1"), columns(sheet)[FORECAST]).number_format = "General"
        fill(sheet, "1", **{"evidence": "Minutes"} | typed)
        fill(sheet, "2", rating="G")

    read = back(change)
    assert said(sent, read) == {("1", "evidence", "Minutes"), ("2", "rating", "on-track")}
    (told,) = read.problems
    assert told.startswith(problem)


def test_a_day_that_has_lost_its_form_is_read_with_a_doubt(sent, back):
    def change(sheet):
        for reference, number in (("1", 44027), ("2", 44012)):
            fill(sheet, reference, forecast=number)
            cell = sheet.cell(row_of(sheet, reference), columns(sheet)[FORECAST])
            cell.number_format = "General"

    ((sheet, _),) = back(change).sheets
    (one,) = sheet.said
    assert one.value == "2020-06-30"
    assert one.doubt == "Return sheet!I6 holds the number 44012, read as 30 Jun 2020"


def test_two_rows_of_an_action_are_told_where_they_differ(sent, back):
    def change(sheet):
        fill(sheet, "1", progress="This.", rating="G")
        for cell in list(sheet[5]):
            sheet.cell(9, cell.column).value = cell.value
        sheet.cell(9, columns(sheet)[PROGRESS]).value = "That."

    read = back(change)
    assert said(sent, read) == {("1", "rating", "on-track")}
    assert read.problems == (
        "Return sheet!H5 and Return sheet!H9 say different things of action 1; neither is taken",
    )


def test_a_row_of_nobody_knows_what_is_told(sent, back):
    def change(sheet):
        sheet.cell(9, columns(sheet)["No."]).value = "99"
        sheet.cell(9, columns(sheet)[PROGRESS]).value = "Something."
        sheet.cell(10, columns(sheet)[PROGRESS]).value = "Something else."
        sheet.cell(11, 1).value = "f" * 32
        sheet.cell(11, columns(sheet)[RATING]).value = "G"

    read = back(change)
    assert said(sent, read) == set()
    assert read.problems == (
        "Return sheet!B9: '99' is no action of this plan",
        "Return sheet!B10: no reference stands here, so its action is not known",
        "Return sheet, row 11: its action is not in this plan (any more)",
    )


def test_an_action_that_the_lead_was_not_asked_about_is_proposed_with_a_doubt(sent, back):
    def change(sheet):
        sheet.cell(9, columns(sheet)["No."]).value = "40"
        sheet.cell(9, columns(sheet)[PROGRESS]).value = "Found somebody."

    ((sheet, _),) = back(change).sheets
    (one,) = sheet.said
    assert one.doubt == "the lead was not asked about this action (Return sheet!H9)"


def test_what_was_changed_of_the_plans_is_told_and_not_taken(sent, back):
    def change(sheet):
        row = row_of(sheet, "1")
        sheet.cell(row, columns(sheet)["Action"]).value = "Something easier."
        sheet.cell(row, columns(sheet)["Due date"]).value = date(2021, 1, 1)
        fill(sheet, "1", progress="Easily done.")
        sheet.cell(row, columns(sheet)[FORECAST]).value = None

    read = back(change)
    assert said(sent, read) == {("1", "progress", "Easily done.")}
    assert read.problems == ()
    assert len(read.warnings) == 3
    assert "Return sheet!D5: 'Action' of action 1 was changed to 'Something easier.'" in (
        " ".join(read.warnings)
    )
    assert any("Return sheet!E5: 'Due date'" in each for each in read.warnings)
    assert any("Return sheet!I5: the forecast was taken out" in each for each in read.warnings)


def test_a_column_that_is_gone_or_stands_twice_is_told(sent, back):
    def gone(sheet):
        fill(sheet, "1", progress="Done.", rating="C")
        sheet.delete_cols(columns(sheet)[RATING])

    def twice(sheet):
        fill(sheet, "1", progress="Done.", rating="C")
        sheet.cell(HEADER_ROW, 14).value = RATING

    for change, words in ((gone, "no column is headed"), (twice, "are both headed")):
        read = back(change)
        assert said(sent, read) == {("1", "progress", "Done.")}
        (problem,) = read.problems
        assert words in problem


def without_headings(sheet):
    sheet.delete_rows(HEADER_ROW)


def of_another_plan(sheet):
    sheet.cell(HEADER_ROW, 1).value = SheetKey("c" * 64, "d" * 32).text


def of_no_chase(sheet):
    before = str(sheet.cell(HEADER_ROW, 1).value).split()[1]
    sheet.cell(HEADER_ROW, 1).value = SheetKey(before, "d" * 32).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without_headings, "the row of headings of this return sheet is gone"),
        (of_another_plan, "is a return sheet of another plan"),
        (of_no_chase, "does not know of the chase"),
        (b"PK\x03\x04" * 30, "as a return sheet it is damaged"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_sheet_of_this_plan_is_refused_in_a_line(back, change, words):
    with pytest.raises(PlanError, match=words) as refused:
        back(change)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("kind", ["cut_off", "elements_moved", "texts_hostile"])
def test_a_harmed_sheet_is_read_or_refused(sent, tmp_path, kind):
    whole = changed(sent.sheet, lambda sheet: fill(sheet, "1", progress="Reviewed."))
    file = shutil.copy(sent.plan.path, tmp_path / "plan.db")
    with open_plan(file, anchors=tmp_path / "tips") as plan:
        own = replace(sent, plan=plan)
        for start in range(2):
            ends_well(own, KINDS[kind](whole, random.Random(start)), tmp_path / "back")


def test_a_workbook_that_is_no_return_sheet_is_refused(sent, back):
    with pytest.raises(PlanError, match="neither a plan file nor a return sheet"):
        back(sent.chased.summary.read_bytes())


def test_a_sheet_may_have_to_be_of_somebody(sent, tmp_path):
    from jtai_tui.exchange.return_sheet.returning import read_files  # noqa: PLC0415  here alone

    lead = next(each for each in sent.chased.leads if each.owes.lead == LEAD)
    assert read_files(sent.plan, [lead.sheet], sent_to="j culley")
    with pytest.raises(Refused, match="this is the sheet of J Culley, not of M Day"):
        read_files(sent.plan, [lead.sheet], sent_to="M Day")


def test_a_sheet_is_told_from_a_plan_by_its_content(sent, tmp_path):
    disguised = tmp_path / "plan.db"
    disguised.write_bytes(sent.sheet)
    assert is_sheet(sent.plan, disguised)
    assert not is_sheet(sent.plan, sent.plan.path)
    assert not is_sheet(sent.plan, tmp_path / "nothing")
