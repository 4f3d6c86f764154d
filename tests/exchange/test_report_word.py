"""A board's report in Word: all of it, in order, to go by headings, to print, and to be heard."""

import io
import zipfile
from dataclasses import replace
from functools import cache

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings

from jtai_tui.exchange.outgoing.shading import LEAST_CONTRAST, contrast, fill_of
from jtai_tui.exchange.report.page import Heading, Section
from jtai_tui.exchange.report.word import word_report
from tests.exchange.plans_to_publish import ANY_TEXT, ATTACKS
from tests.exchange.report_pages import (
    SCHEME,
    actions_table,
    assert_in_order,
    label,
    rating_chart,
    report_page,
)

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


written = cache(word_report)
"""The same report gives the same bytes: a test holds that, the others write each report once."""


def opened(page):
    return docx.Document(io.BytesIO(written(page)))


def said(document):
    """All that a document says, in order, as whoever reads it on paper has it."""
    body = document.element.body
    hidden = {each for fallback in body.iter(FALLBACK) for each in fallback.iter()}
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(
        each.text or "" if each.tag == qn("w:t") else signs.get(each.tag, "\n")
        for each in body.iter(qn("w:t"), qn("w:p"), *signs)
        if each not in hidden
    )


@pytest.fixture(scope="module")
def report():
    return opened(report_page())


def test_the_document_says_all_of_the_report_in_order():
    page = report_page("One.\n\n- two\n- three\n\nFour\nfive")
    assert_in_order(page, said(opened(page)))


def test_titles_and_headings_are_headings_to_go_by(report):
    styles = [(each.style.name, each.text) for each in report.paragraphs]
    assert styles[0] == ("Title", "Action plan: a report")
    headings = [text for style, text in styles if style == "Heading 1"]
    assert headings == [each.heading for each in report_page().sections]
    seconds = [text for style, text in styles if style == "Heading 2"]
    assert seconds == ["What needs the board", "Worse (2)", "New (1)"]


def test_lists_have_the_styles_of_lists_and_count_anew(report):
    listed = [each for each in report.paragraphs if each.style.name.startswith("List ")]
    assert [(each.style.name, each.text) for each in listed] == [
        ("List Bullet", "One decision."),
        ("List Bullet", "Another decision."),
        ("List Number", "First"),
        ("List Number", "Second"),
    ]
    assert all(each._p.pPr.numPr is not None for each in listed)


def test_the_page_is_landscape_a4(report):
    (section,) = report.sections
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (297, 210)


def test_the_head_of_a_table_is_on_every_page_and_no_row_is_parted(report):
    for table in report.tables:
        head, *rows = table._tbl.tr_lst
        assert head.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in (head, *rows))
        assert table.style.name == "Table Grid"


def keeps(row):
    """Whether a row stays on the page of the one after it."""
    return row.find(f".//{qn('w:keepNext')}") is not None


def test_a_short_table_stays_whole_and_a_longer_one_may_be_parted_between_its_rows():
    tables = [actions_table("Many words. " * 9, rows) for rows in (3, 9)]
    short, long = opened(report_page(more=(Section("m", "M", tuple(tables)),))).tables[3:5]
    assert [keeps(each) for each in short._tbl.tr_lst] == [True, True, True, False]
    assert [keeps(each) for each in long._tbl.tr_lst] == [True, *[False] * 9]


def test_the_appendix_alone_begins_a_page(report):
    begins = [
        each.text for each in report.paragraphs if each.paragraph_format.page_break_before is True
    ]
    assert begins == ["The whole plan"]


def test_a_caption_that_starts_like_the_heading_above_is_left_out_on_paper():
    table = actions_table(caption="Worse since: Board of March")
    more = (Section("m", "More", (Heading("Worse (1,002)"), table)),)
    document = opened(report_page(more=more))
    assert table.caption not in [each.text for each in document.paragraphs]


def test_a_row_longer_than_a_page_may_be_parted():
    document = opened(report_page("A long sentence of many words. " * 330))
    row = document.tables[1]._tbl.tr_lst[1]
    assert row.find(f".//{qn('w:cantSplit')}") is None


def test_tables_say_what_they_hold_even_where_the_heading_says_it_on_paper(report):
    captions = [each.get(qn("w:val")) for each in report.element.body.iter(qn("w:tblCaption"))]
    assert captions == [
        "How many actions carry each rating",
        "The actions that got worse",
        "New",
        "Every action",
    ]
    seen = [each.text for each in report.paragraphs if each.style.name == "Caption"]
    assert seen == [captions[0], "Ratings by agency, as bars", captions[1], captions[3]]


def test_a_rating_has_letter_word_and_shade_and_is_read_on_it(report):
    cell = report.tables[1].rows[1].cells[3]
    assert cell.text == label(SCHEME[1])
    fill = cell._tc.tcPr.find(qn("w:shd")).get(qn("w:fill"))
    assert fill == fill_of(SCHEME[1].colour)
    ink = str(cell.paragraphs[0].runs[0].font.color.rgb)
    assert contrast(ink.lower(), fill) >= LEAST_CONTRAST
    heads = report.tables[0].rows[0].cells[1:]
    fills = [each._tc.tcPr.find(qn("w:shd")).get(qn("w:fill")) for each in heads]
    assert fills == [fill_of(rating.colour) for rating in SCHEME]


def test_numbers_stand_at_the_right_and_the_last_row_of_a_sum_is_bold(report):
    cells = report.tables[0].rows[-1].cells
    assert [each.paragraphs[0].runs[0].bold for each in cells] == [True] * 7
    assert {str(each.paragraphs[0].alignment) for each in cells[1:]} == {"RIGHT (2)"}


def test_the_chart_is_drawn_and_said_in_words(report):
    (described,) = report.element.body.iter(DOC_PR)
    assert described.get("descr") == rating_chart().alternative
    words = said(report)
    for text in ("N 2", "R 3", "A 4", "Thames Valley Police", label(SCHEME[5])):
        assert text in words
    with zipfile.ZipFile(io.BytesIO(written(report_page()))) as parts:
        assert not [name for name in parts.namelist() if "media" in name]


def test_a_chart_of_many_agencies_is_drawn_in_parts_that_fit_a_page():
    names = [f"Agency {number} of the whole county and all its districts" for number in range(60)]
    page = report_page(more=(Section("more", "More", (rating_chart(names),)),))
    document = opened(page)
    assert_in_order(page, said(document))
    high = [
        int(each.get("cy"))
        for each in document.element.body.iter(DOC_PR.replace("docPr", "extent"))
    ]
    assert len(high) > 2
    assert max(high) < Mm(179)


def test_the_foot_has_what_the_report_says_and_the_pages_number(report):
    foot = report.sections[0].footer._element
    text = "".join(each.text for each in foot.iter(qn("w:t")))
    assert text == f"{report_page().foot} · page 1 of 1"
    assert [each.get(qn("w:instr")) for each in foot.iter(qn("w:fldSimple"))] == [
        "PAGE",
        "NUMPAGES",
    ]


def test_the_properties_name_title_author_and_time_and_the_language_is_english(report):
    properties = report.core_properties
    assert (properties.title, properties.author) == ("Action plan: a report", "Demo Coordinator")
    assert properties.created.isoformat()[:16] == "2020-07-01T09:12"
    assert properties.keywords == ""
    assert {each.get(qn("w:val")) for each in report.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    nobody = opened(replace(report_page(), author="", made=None)).core_properties
    assert (nobody.author, nobody.last_modified_by) == ("", "")


def test_the_same_report_gives_the_same_bytes_that_fetch_nothing():
    data = written(report_page())
    assert data == word_report(report_page())
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = parts.namelist()
        assert not [name for name in names if "vba" in name.lower()]
        for name in names:
            assert b'TargetMode="External"' not in parts.read(name)


def test_no_text_harms_the_document():
    text = "\n\n".join((*ATTACKS, "w" * 3_000, "long " * 2_000))
    page = report_page(text, title="A\x00 title\r\nof\x1b[31m <b>two</b> lines")
    document = opened(page)
    assert_in_order(page, said(document))
    assert not list(document.element.body.iter(qn("w:instrText"), qn("w:hyperlink")))


@settings(max_examples=2)
@given(ANY_TEXT)
def test_whatever_is_typed_stands_in_the_document(text):
    page = report_page(text)
    assert_in_order(page, said(opened(page)))


@pytest.mark.torture
@settings(max_examples=100, deadline=None)
@given(ANY_TEXT)
def test_whatever_is_typed_stands_in_the_document_many_times(text):
    page = report_page(text)
    assert_in_order(page, said(opened(page)))


def test_a_report_that_ends_in_a_table_ends_in_a_paragraph():
    document = opened(report_page())
    assert document.element.body[-2].tag == qn("w:p")
    alone = replace(report_page(), sections=(Section("plan", "Plan", (actions_table(),)),))
    assert opened(alone).element.body[-2].tag == qn("w:p")
