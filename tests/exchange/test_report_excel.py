"""A board's report in Excel: all of it, in order, numbers that count, a chart of Excel's own."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from functools import cache
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook

from jtai_tui.exchange.outgoing.shading import LEAST_CONTRAST, contrast, fill_of
from jtai_tui.exchange.report.excel import excel_report
from jtai_tui.exchange.report.excel_pages import page_height
from jtai_tui.exchange.report.excel_texts import lines_in
from jtai_tui.exchange.report.page import Cell, Heading, Prose, Section
from tests.exchange.plans_to_publish import ANY_TEXT, ATTACKS
from tests.exchange.report_pages import (
    AGENCIES,
    COUNTS,
    SCHEME,
    actions_table,
    assert_in_order,
    label,
    rating_chart,
    report_page,
)

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


written = cache(excel_report)
"""The same report gives the same bytes: a test holds that, the others write each report once."""


def opened(page):
    return load_workbook(io.BytesIO(written(page)))


def said(book):
    """All that a workbook says in its cells, row by row, as they show it."""
    return "\n".join(
        shown(cell) for sheet in book for row in sheet for cell in row if cell.value is not None
    )


def shown(cell):
    value = cell.value
    if isinstance(value, datetime):
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, int):
        if cell.number_format.startswith("+"):
            return f"{value:+,}".replace("-", "\N{MINUS SIGN}") if value else "0"
        return f"{value:,}" if "," in cell.number_format else str(value)
    return unmarked(re.sub("_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", value))


def unmarked(text):
    """A text without bullets and numbers before its lines."""
    return re.sub(r"^(• |\d+\. )", "", text, flags=re.MULTILINE)


def check_all_said(page, book, *leave_out):
    assert_in_order(page, said(book), leave_out={"chart", *leave_out}, shown=unmarked)


def part(data, pattern):
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        (name,) = [name for name in parts.namelist() if re.fullmatch(pattern, name)]
        return ElementTree.fromstring(parts.read(name))


@pytest.fixture(scope="module")
def data():
    return written(report_page())


@pytest.fixture(scope="module")
def book(data):
    return load_workbook(io.BytesIO(data))


def test_the_workbook_says_all_of_the_report_in_order():
    page = report_page("One.\n\n- two\n- three\n\nFour\nfive")
    check_all_said(page, opened(page))


def test_the_summary_and_the_ratings_come_first_then_a_sheet_for_each_section(book):
    assert book.sheetnames == ["Summary", "Changes since Board of March", "The whole plan"]


def test_names_of_sheets_are_safe_and_unlike():
    long = "Section: about [all]? the things / that were * said\\done"
    more = tuple(
        Section(f"s{at}", heading, (Prose("x"),))
        for at, heading in enumerate([long, long, long.upper(), "", "History", "summary", "'"])
    )
    names = opened(report_page(more=more)).sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_number_counts_a_day_is_a_day_and_both_show_what_the_report_says(book):
    sheet = book["The whole plan"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "1")
    assert row[2].value == datetime(2020, 7, 1)
    assert row[4].value == -3
    assert (row[4].alignment.horizontal, row[4].alignment.indent) == ("right", 1)
    assert row[0].data_type == "s"


def test_a_number_that_is_shown_otherwise_stays_a_text():
    table = actions_table(rows=1)
    row = (*table.rows[0][:4], Cell("3 of 4", number=3), table.rows[0][5])
    more = (Section("m", "More", (replace(table, rows=(row,)),)),)
    sheet = opened(report_page(more=more))["More"]
    assert "3 of 4" in [cell.value for cells in sheet for cell in cells]


def test_a_rating_has_letter_word_and_shade_and_is_read_on_it(book):
    sheet = book["The whole plan"]
    cells = [cell for row in sheet for cell in row if cell.value == label(SCHEME[1])]
    assert cells
    for cell in cells:
        fill = cell.fill.fgColor.rgb[-6:].lower()
        assert fill == fill_of(SCHEME[1].colour)
        assert contrast(cell.font.color.rgb[-6:].lower(), fill) >= LEAST_CONTRAST


def test_the_head_of_a_table_stays_in_sight_is_on_every_page_and_filters(book):
    sheet = book["The whole plan"]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Ref")
    assert sheet.freeze_panes == f"A{head + 1}"
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.auto_filter.ref == f"A{head}:F{head + 4}"


def test_much_text_above_a_table_is_not_frozen():
    more = (Section("m", "More", (Prose("Words.\n\n" * 30), actions_table())),)
    assert opened(report_page(more=more))["More"].freeze_panes is None


def test_no_heading_is_left_alone_at_the_foot_of_a_page():
    parts = [each for at in range(9) for each in (Heading(f"Part {at}"), actions_table(rows=5))]
    sheet = opened(report_page(more=(Section("m", "More", tuple(parts)),)))["More"]
    broken = [each.id + 1 for each in sheet.row_breaks.brk]
    assert broken
    alone = {"Ref", "The actions that got worse"}
    assert not {sheet.cell(row, 1).value for row in broken} & alone
    last = {sheet.cell(row - 1, 1).value for row in broken}
    assert not last & {*alone, *(f"Part {at}" for at in range(9))}


def test_a_table_that_has_room_on_the_next_page_is_not_parted_once_this_one_is_half_full():
    parts = [Heading("Long"), actions_table(rows=7), Heading("Short"), actions_table(rows=5)]
    sheet = opened(report_page(more=(Section("m", "More", tuple(parts)),)))["More"]
    assert [sheet.cell(each.id + 1, 1).value for each in sheet.row_breaks.brk] == ["Short"]


@pytest.mark.parametrize(("agencies", "pages"), [(4, 1), (14, 2), (24, 2)])
def test_a_chart_stands_on_one_page_of_paper(agencies, pages):
    names = tuple(f"Agency {number}" for number in range(agencies))
    section = Section("ratings", "Ratings", (Prose("Some words."), rating_chart(names)))
    page = replace(report_page(), sections=(section,))
    sheet = opened(page)["Summary"]
    (chart,) = sheet._charts
    assert len(sheet.row_breaks.brk) == pages - 1
    assert all(each.id == chart.anchor._from.row for each in sheet.row_breaks.brk)
    assert chart.anchor.ext.height / 12_700 < page_height([110.0])


def test_a_row_is_as_high_as_its_words_need_that_are_not_parted():
    assert lines_in("Demo Coordinator, leave cover, 3 Aug 2020", 17.4) == 3
    assert lines_in("x" * 43, 17.4) == 3
    assert lines_in("one\n\ntwo", 17.4) == 3
    assert lines_in("", 17.4) == 1


def test_each_sheet_prints_on_landscape_a4_with_the_foot_and_the_pages_number(book):
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.center.text == f"{report_page().foot} · page &P of &N"


def test_the_chart_is_excels_own_and_counts_on_the_table(data, book):
    chart = part(data, r"xl/charts/chart\d+\.xml")
    assert chart.find(f".//{C}barChart/{C}grouping").get("val") == "stacked"
    sheet = book["Summary"]
    for at, series in enumerate(chart.iter(f"{C}ser")):
        where = series.find(f"{C}val//{C}f").text.rpartition("!")[2].replace("$", "")
        assert [cell.value for (cell,) in sheet[where]] == list(COUNTS[at])
        names = series.find(f"{C}cat//{C}f").text.rpartition("!")[2].replace("$", "")
        assert [cell.value for (cell,) in sheet[names]] == list(AGENCIES)
        assert series.find(f"{C}tx//{C}v").text == label(SCHEME[at])
        colour = next(series.find(f"{C}spPr").iter()).find(".//*[@val]").get("val")
        assert colour == fill_of(SCHEME[at].colour)
        form = series.find(f"{C}dLbls/{C}numFmt")
        assert form.get("formatCode") == f'"{SCHEME[at].letter} "0;;;'
        assert form.get("sourceLinked") == "0"


def test_the_chart_has_title_axes_and_words_for_whoever_cannot_see_it(data):
    chart = part(data, r"xl/charts/chart\d+\.xml")
    texts = [
        each.text for each in chart.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")
    ]
    assert texts == [rating_chart().caption, "Agency", "Actions"]
    assert {each.get("val") for each in chart.iter(f"{C}delete")} == {"0"}
    drawing = part(data, r"xl/drawings/drawing\d+\.xml")
    (words,) = [each.get("descr") for each in drawing.iter() if each.tag.endswith("}cNvPr")]
    assert words == rating_chart().alternative


def test_a_chart_without_a_table_brings_its_own_numbers():
    more = (Section("more", "More", (rating_chart(),)),)
    sheet = opened(report_page(more=more))["More"]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet]
    assert [label(rating) for rating in SCHEME] in rows
    assert [AGENCIES[0], *(counts[0] for counts in COUNTS)] in rows


def test_the_properties_name_title_author_and_time(book):
    assert (book.properties.title, book.properties.creator) == (
        "Action plan: a report",
        "Demo Coordinator",
    )
    assert book.properties.created.isoformat()[:16] == "2020-07-01T09:12"
    assert not book.properties.keywords


def test_the_same_report_gives_the_same_bytes_that_fetch_nothing(data):
    assert data == excel_report(report_page())
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            assert b'TargetMode="External"' not in parts.read(name)


@pytest.mark.parametrize("start", range(0, len(ATTACKS), 9))
def test_no_text_becomes_a_formula_and_none_is_lost(start):
    page = report_page("\n\n".join(ATTACKS[start : start + 9]), title="=A1")
    book = opened(page)
    check_all_said(page, book)
    for sheet in book:
        for row in sheet:
            for cell in row:
                assert cell.data_type in "snd"
                if isinstance(cell.value, str) and cell.value.startswith(tuple("=+-@")):
                    assert cell.quotePrefix


def test_a_very_long_text_stands_in_several_rows_each_seen_whole():
    text = "A long sentence of many words. " * 1_300
    page = report_page(text)
    book = opened(page)
    check_all_said(page, book, "column", "cell")
    sheet = book["The whole plan"]
    words = " ".join(cell.value for (cell,) in sheet.iter_rows(min_col=2, max_col=2) if cell.value)
    assert len(words) >= 4 * len(text.strip())
    assert all((each.height or 0) <= 409 for each in sheet.row_dimensions.values())


@settings(max_examples=2)
@given(ANY_TEXT)
def test_whatever_is_typed_stands_in_the_workbook(text):
    check_typed(text)


@pytest.mark.torture
@settings(max_examples=100, deadline=None)
@given(ANY_TEXT)
def test_whatever_is_typed_stands_in_the_workbook_many_times(text):
    check_typed(text)


def check_typed(text):
    more = (Section("h", "H", (Heading(" ".join(text.split())), Prose(text))),)
    page = report_page(text, more=more)
    check_all_said(page, opened(page))
