"""A report as a web page and as Markdown: the same words in both, and never anything but words."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.seed import seed_document
from db.store import open_plan
from jtai_tui.exchange.outgoing.shading import LEAST_CONTRAST, contrast
from jtai_tui.exchange.report.bars import drawings
from jtai_tui.exchange.report.board import ReportRequest, board_report
from jtai_tui.exchange.report.markdown import markdown_report
from jtai_tui.exchange.report.page import (
    Cell,
    Chart,
    Column,
    Heading,
    Page,
    Prose,
    Section,
    Series,
    Table,
)
from jtai_tui.exchange.report.web import html_report
from tests.exchange.plans_to_publish import ANY_TEXT, TEXTS
from tests.exchange.reported_plan import TODAY
from tests.exchange.test_outgoing_web import Page as WebPage

SET_APART = {"p", "br", "ul", "ol", "li"}
"""What a text is set in: lines and lists, whatever was typed."""

RED = next(each for each in seed_document().scheme if each.letter == "R")


def page_of(text, line=None):
    """Return a page that says `text` in each place where a plan's words stand."""
    line = " ".join(text.split()) or "x" if line is None else line
    columns = (Column(line, 0.2), Column("Number", 0.1, right=True), Column("R Risk", 0.1))
    rows = (
        (Cell(line, strong=True), Cell("3", number=3, strong=True), Cell(text, rating=RED)),
        (Cell(text), Cell("4", number=4), Cell(text)),
    )
    chart = Chart(line, line, (line, "b"), (Series(line, "R", "red", (1, 2)),))
    blocks = (Prose(text), Heading(line), Table(line, columns, rows, total=True), chart)
    sections = (Section("summary", line, blocks),)
    return Page(line, (line, "Two"), sections, line, line, datetime(2020, 9, 15, tzinfo=UTC))


@pytest.fixture(scope="module")
def page(reported_file):
    with open_plan(reported_file, read_only=True) as plan:
        now = datetime(2020, 9, 15, 14, tzinfo=UTC)
        return board_report(plan, ReportRequest(), today=TODAY, author="Ann", now=now)


@pytest.fixture(scope="module")
def web(page):
    return WebPage(html_report(page).decode())


def test_the_same_report_gives_the_same_bytes(page):
    assert html_report(page) == html_report(page)
    assert markdown_report(page) == markdown_report(page)


def test_the_page_fetches_and_runs_nothing(page, web):
    policy = web.all("meta")[1]
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert policy["content"].startswith("default-src 'none'; style-src 'sha256-")
    assert not {tag for tag, _ in web.elements} & {"script", "img", "link", "iframe", "form"}
    assert not any("style" in attrs for tag, attrs in web.elements if isinstance(attrs, dict))
    assert all(attrs["href"].startswith("#") for attrs in web.all("a"))
    text = html_report(page).decode()
    assert "url(" not in text
    assert "@import" not in text
    assert "http" not in re.sub(r"http-equiv", "", text)


def test_headings_go_down_a_step_at_a_time(web):
    levels = [int(tag[1]) for tag, _ in web.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_headings_with_their_scope(page, web):
    tables = [b for s in page.sections for b in s.blocks if isinstance(b, Table)]
    assert len(web.all("table")) == len(web.all("caption")) == len(web.all("thead")) == len(tables)
    scopes = [attrs.get("scope") for attrs in web.all("th")]
    assert scopes.count("col") == sum(len(each.columns) for each in tables)
    assert scopes.count("row") == sum(len(each.rows) for each in tables)


def test_the_chart_has_a_title_and_says_in_words_what_it_shows(page, web):
    (chart,) = (b for s in page.sections for b in s.blocks if isinstance(b, Chart))
    (drawing,) = web.all("svg")
    ids = drawing["aria-labelledby"].split()
    assert drawing["role"] == "img"
    assert [web.all("desc")[0]["id"]] == ids[1:]
    assert ids[0] in [attrs.get("id") for attrs in web.all("title")]
    assert chart.alternative in web.text


def test_a_short_table_is_not_parted_on_paper(page, web):
    tables = [b for s in page.sections for b in s.blocks if isinstance(b, Table)]
    short = ["short" in attrs["class"].split() for attrs in web.all("table")]
    parted = {each.caption for each, one in zip(tables, short, strict=True) if not one}
    assert all(len(each.rows) <= 18 for each in tables if each.caption not in parted)
    assert {each.partition(":")[0] for each in parted} >= {"Every action, as on 15 Sep 2020"}
    assert short[:2] == [True, True]
    assert "table.short { break-inside: avoid; }" in html_report(page).decode()


def test_the_page_prints_on_landscape_paper_with_numbers_and_no_row_parted(page):
    text = html_report(page).decode()
    for rule in (
        "size: A4 landscape", "display: table-header-group", "break-inside: avoid",
        'counter(page) " / " counter(pages)',
    ):  # fmt: skip
        assert rule in text


def test_colours_can_be_read(page):
    text = html_report(page).decode()
    rules = re.findall(r"background: #([0-9a-f]{6}); color: #([0-9a-f]{6});", text)
    assert len(rules) > 6
    (chart,) = (b for s in page.sections for b in s.blocks if isinstance(b, Chart))
    bits = [bit for d in drawings(chart) for bar in d.bars for bit in bar.bits]
    rules += [(bit.fill[1:], bit.ink[1:]) for bit in bits]
    assert all(contrast(one, other) >= LEAST_CONTRAST for one, other in rules)


def test_both_forms_say_all_that_stands_on_the_page(page, web):
    said, written = web.text, markdown_report(page).decode()
    plain = re.sub(r"\\(.)", r"\1", written.replace("<br>", " ").replace("&#160;", " "))
    for section in page.sections:
        for block in section.blocks:
            if not isinstance(block, Table):
                continue
            for row in block.rows:
                for cell in row:
                    for line in cell.text.split("\n"):
                        words = " ".join(re.sub(r"^(- |\d+\. )", "", line).split())
                        assert words in said
                        first = words.partition("&")[0].partition(":")[0].partition("@")[0]
                        assert re.sub(r"^\d+\. ", "", first) in plain


@given(ANY_TEXT)
def test_whatever_people_type_adds_no_element_to_the_page(text):
    shapes = [
        [(tag, sorted(attrs)) for tag, attrs in web.elements if tag not in SET_APART]
        for web in (WebPage(html_report(page_of(each, "x")).decode()) for each in (text, "Some."))
    ]
    assert shapes[0] == shapes[1]


@given(TEXTS.map(lambda text: " ".join(text.split())).filter(bool))
def test_no_line_of_words_adds_an_element_or_a_rule_of_style(line):
    try:
        line.encode()
    except UnicodeEncodeError:
        return
    pages = [html_report(page_of("Some.", each)).decode() for each in (line, "x")]
    webs = [WebPage(each) for each in pages]
    shapes = [
        [(tag, sorted(attrs)) for tag, attrs in web.elements if tag not in SET_APART]
        for web in webs
    ]
    assert shapes[0] == shapes[1]
    foots = [re.search(r'@bottom-left \{ content: "(.*)"; font', each)[1] for each in pages]
    assert re.fullmatch(r"(?:[A-Za-z0-9 ,.]|\\[0-9a-f]{1,6} )*", foots[0])


@given(ANY_TEXT)
def test_whatever_people_type_adds_no_row_and_no_element_to_markdown(text):
    try:
        written = markdown_report(page_of(text)).decode()
    except UnicodeEncodeError:  # halves of characters, which no plan takes
        return
    tables = [line for line in written.split("\n") if line.startswith("|")]
    assert len(tables) == 4
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} == {4}
    assert set(re.findall(r"<[^>]*>", written)) <= {"<br>"}
    assert len([line for line in written.split("\n") if re.match(r"#+ ", line)]) == 3


@given(
    st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=1, max_size=40),
)
def test_bars_are_as_long_as_their_numbers_and_stay_within_the_drawing(rows):
    series = tuple(
        Series(f"{letter} x", letter, "red", tuple(row[place] for row in rows))
        for place, letter in enumerate("RAG")
    )
    chart = Chart("c", "a", tuple(f"Agency {n}" for n in range(len(rows))), series)
    bars = [bar for drawing in drawings(chart) for bar in drawing.bars]
    assert len(bars) == len(rows)
    assert [bar.total for bar in bars] == [f"{sum(row):,}" for row in rows]
    for bar, row in zip(bars, rows, strict=True):
        assert len(bar.bits) == sum(number > 0 for number in row)
        widths = [bit.width for bit in bar.bits]
        shown = [number for number in row if number]
        assert all(
            abs(one * other - two * another) < 0.001 * one * other + 0.001
            for one, another in zip(widths, shown, strict=True)
            for two, other in zip(widths, shown, strict=True)
        )
        assert bar.end <= 1000
