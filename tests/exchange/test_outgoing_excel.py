"""The workbooks: every text a text, every date a date, and sheets that print as a table should."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings

from db.leads import read_leads
from db.plan_entries import AgencyEntry
from db.rows import ActionRow, Revision
from jtai_tui.exchange.outgoing.excel import list_xlsx, plan_xlsx
from jtai_tui.exchange.outgoing.published import HEADINGS, NO_ACTIONS, published, sections
from jtai_tui.exchange.outgoing.shading import fill_of
from jtai_tui.exchange.published_cells import FORM
from jtai_tui.exchange.published_lines import MOST_IN_CELL, read_sheet_pieces
from tests.exchange.plans_to_publish import ANY_TEXT, SEED, action, large_plan, small_plan


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def seed():
    return opened(plan_xlsx(SEED))


def read_sheet_text(text):
    """A text as Excel reads it out of a file."""
    return re.sub(r"_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", text)


def rows_of(sheet):
    """The actions of an agency's sheet, their rows put together."""
    found = []
    for row in sheet.iter_rows(min_row=header_of(sheet) + 1, max_col=7, values_only=True):
        texts = [read_sheet_text(text or "") for text in row]
        if texts[0] and texts[0] != NO_ACTIONS:
            found.append([texts])
        elif found:
            found[-1].append(texts)
    return [
        tuple(
            read_sheet_pieces("\n\n".join(part for part in parts if part))
            for parts in zip(*rows, strict=True)
        )
        for rows in found
    ]


def header_of(sheet):
    return next(row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == "No.")


def test_the_first_sheet_says_what_holds_for_the_whole_plan(seed):
    sheet = seed.worksheets[0]
    assert sheet.title == "Plan"
    texts = [str(row[0].value) for row in sheet.iter_rows() if row[0].value]
    assert texts[:3] == [SEED.title, "FINAL · updated 26 March 2020", "Introduction"]
    assert texts[3:7] == [SEED.introduction, "Governance", SEED.governance, "Key of ratings"]
    key = [[cell.value for cell in row] for row in sheet.iter_rows()][-len(SEED.scheme) :]
    assert key == [[rating.letter, rating.name, rating.meaning] for rating in SEED.scheme]


def test_each_agency_has_a_sheet_with_its_names_and_its_actions(seed):
    for section, sheet in zip(sections(published(SEED)), seed.worksheets[1:], strict=True):
        assert sheet["A1"].value == section.agency.name
        aliases = section.agency.aliases
        assert (sheet["A2"].value == f"Also called: {'; '.join(aliases)}") == bool(aliases)
        header = header_of(sheet)
        assert [cell.value for cell in sheet[header]][:7] == list(HEADINGS)
        assert rows_of(sheet) == [row.cells for row in section.rows]


def test_sheets_print_in_landscape_as_wide_as_a_page_with_the_header_on_each(seed):
    for sheet in seed.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.center.text == "FINAL · updated 26 March 2020 · page &P of &N"
    for sheet in seed.worksheets[1:]:
        header = header_of(sheet)
        assert sheet.print_title_rows == f"${header}:${header}"
        assert sheet.freeze_panes == f"A{header + 1}"


def test_cells_wrap_at_their_top_and_ratings_have_letter_word_and_colour(seed):
    fills = {}
    for sheet in seed.worksheets[1:]:
        for row in sheet.iter_rows(min_row=header_of(sheet) + 1, max_col=7):
            for cell in row:
                assert cell.value is None or cell.alignment.wrap_text
                assert cell.value is None or cell.alignment.vertical == "top"
            if row[6].fill.fill_type:
                fills[row[6].value.partition("\n")[0]] = row[6].fill.fgColor.rgb[2:]
    named = {f"{each.letter} {each.name}": fill_of(each.colour) for each in SEED.scheme}
    assert fills
    assert fills.items() <= named.items()


@settings(max_examples=15)
@given(ANY_TEXT)
def test_whatever_people_type_is_a_text_to_the_letter_and_never_a_formula(text):
    plan = small_plan(text)
    content = plan_xlsx(plan)
    book = opened(content)
    (section, _) = sections(published(plan))
    assert rows_of(book.worksheets[1]) == [section.rows[0].cells]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n")
                assert cell.value is None or isinstance(cell.value, str)
                if str(cell.value or "").startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f>" in parts.read(name) for name in sheets)


def test_a_text_longer_than_a_cell_or_a_row_goes_on_in_further_rows():
    words = "One two three. " * 5000
    text = "\n\n".join([words.strip(), *(f"Paragraph {number}." for number in range(300))])
    plan = small_plan(agencies=(AgencyEntry("A"),), actions=(action("1", "A", finding=text),))
    sheet = opened(plan_xlsx(plan)).worksheets[1]
    assert [row[1] for row in rows_of(sheet)] == [text]
    values = [row[1] for row in sheet.iter_rows(min_row=3, values_only=True) if row[1]]
    assert len(values) > 3
    assert max(map(len, values)) <= MOST_IN_CELL


@pytest.mark.parametrize(
    ("names", "titles"),
    [
        (["A/B\\C"], ["A-B-C"]),
        (["What? [now]: *", "'quoted'"], ["What now", "quoted"]),
        (["Clinical Commissioning Group (CCG)"], ["Clinical Commissioning Group"]),
        (["History", "Plan"], ["History (2)", "Plan (2)"]),
        (["x" * 40, "x" * 39, "X" * 31], ["x" * 31, "x" * 27 + " (2)", "X" * 27 + " (3)"]),
        (["::", "??"], ["Agency", "Agency (2)"]),
        (["😀" * 20], ["😀" * 15]),
    ],
)
def test_sheets_have_titles_that_excel_takes_and_no_two_the_same(names, titles):
    plan = small_plan(agencies=tuple(map(AgencyEntry, names)), actions=())
    book = opened(plan_xlsx(plan))
    assert book.sheetnames[1:] == titles
    assert [sheet["A1"].value for sheet in book.worksheets[1:]] == names
    assert {sheet["A3"].value for sheet in book.worksheets[1:]} == {"No actions."}


def test_a_name_longer_than_a_cell_is_cut_where_it_can_be_seen():
    plan = small_plan(agencies=(AgencyEntry("x" * 40_000),), actions=())
    value = opened(plan_xlsx(plan)).worksheets[1]["A1"].value
    assert value.endswith("x …")
    assert len(value) <= MOST_IN_CELL


def test_a_version_that_looks_like_a_code_is_words_at_the_foot():
    sheet = opened(plan_xlsx(small_plan(version_label="A&B &P &[Date]"))).worksheets[0]
    foot = sheet.oddFooter.center.text
    assert foot.startswith("A&&B &&P &&")
    assert foot.endswith("page &P of &N")
    long = opened(plan_xlsx(small_plan(version_label="x" * 300))).worksheets[0]
    assert long.oddFooter.center.text == "Page &P of &N"


def test_the_workbook_names_nobody_and_no_moment(seed):
    assert (seed.properties.title, seed.properties.keywords) == (SEED.title, FORM)
    assert not seed.properties.creator
    with zipfile.ZipFile(io.BytesIO(plan_xlsx(SEED))) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}
        assert b"dcterms:created" not in parts.read("docProps/core.xml")


@pytest.mark.journey
def test_a_thousand_actions_stand_in_a_small_file():
    content = plan_xlsx(large_plan())
    assert len(content) < 1_000_000
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        written = sum(len(re.findall(rb"<row [^>]*>", parts.read(name))) for name in sheets)
    assert 1000 < written < 1200


ROW = ActionRow(
    id="a1", reference="7", sources=("SY2", "SY8"), agency_id="g1", agency="CNWL",
    finding="=1+1", action="Do it.", leads=read_leads("J Smith\nA Brown"),
    timescale="End June 2020", status="", due=date(2020, 6, 30), due_precision="month",
    forecast=None, rating="minor-risk",
    suggested_rating=None, challenged=False, days_overdue=12, overdue=True, open=True, closed=None,
    last_update=None,
)  # fmt: skip


def listed(rows, due_dates=None, title="Overdue"):
    return opened(list_xlsx(rows, due_dates or {}, title=title, scheme=SEED.scheme)).worksheets[0]


def test_a_list_has_true_dates_numbers_and_words_for_people():
    revision = Revision(date(2020, 5, 31), date(2020, 6, 30), "J", datetime(2020, 4, 1), "late")
    sheet = listed([ROW], {"a1": (date(2020, 5, 31), (revision,))})
    assert sheet["A1"].value == "Overdue"
    heads, values = ([cell.value for cell in sheet[row]] for row in (2, 3))
    seen = dict(zip(heads, values, strict=True))
    assert seen["Due date"] == datetime(2020, 6, 30)
    assert seen["Agreed due date"] == datetime(2020, 5, 31)
    assert (seen["Times revised"], seen["Days overdue"]) == (1, 12)
    assert (seen["Rating"], seen["Suggested rating"]) == ("A Minor risk", None)
    assert (seen["Lead"], seen["Sources"]) == ("J Smith; A Brown", "SY2, SY8")
    assert (seen["Open"], seen["Challenged"], seen["Forecast"]) == ("yes", "no", None)
    assert sheet["H3"].number_format == "dd mmm yyyy"
    assert sheet["L3"].fill.fgColor.rgb[2:] == fill_of("amber")


def test_a_list_has_filters_and_a_header_that_stays():
    sheet = listed([ROW, replace(ROW, id="a2")])
    assert sheet.auto_filter.ref == "A2:Q4"
    assert sheet.freeze_panes == "A3"
    assert listed([]).auto_filter.ref == "A2:Q2"


def test_nothing_in_a_list_is_a_formula_and_a_closed_action_is_not_overdue():
    rows = [replace(ROW, open=False, action="=cmd|x", agency="@a\x00", finding="y" * 40_000)]
    sheet = listed(rows, title="=title [of] all/any:\x07")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert sheet["D3"].value.endswith(" …")
    assert sheet["C3"].value == "@a\ufffd"
    assert sheet["O3"].value is None
    assert not re.search(r"[\[\]:*?/\\]", sheet.title)
