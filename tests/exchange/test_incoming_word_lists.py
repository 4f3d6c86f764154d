"""The numbers and bullets that Word prints are counted as Word counts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtai_tui.exchange.incoming.reading import read_source
from jtai_tui.exchange.incoming.word_numbers import numeral
from tests.exchange.word_files import (
    BULLETS,
    LETTERS,
    LISTS,
    NUMBERS,
    NUMBERS_AGAIN,
    ROMANS,
    cell,
    level,
    lists,
    paragraph,
    row,
    run,
    table,
    word_file,
)


def read(*blocks, numbering=LISTS, **parts):
    return read_source(word_file(*blocks, numbering=numbering, **parts), "plan.docx")


def text_of(*blocks, **parts):
    return read(table([row(cell(*blocks), "x")]), **parts).tables[0].rows[0].cells[0].text


def items(*listed):
    return [paragraph(text, listed=(key, depth)) for key, depth, text in listed]


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ([(BULLETS, 0, "one"), (BULLETS, 1, "in"), (BULLETS, 0, "two")], "- one\n  - in\n- two"),
        ([(BULLETS, 1, "one"), (BULLETS, 1, "two")], "- one\n- two"),
        ([(NUMBERS, 0, "one"), (NUMBERS, 0, "two")], "1. one\n2. two"),
        ([(NUMBERS, 0, "one"), (NUMBERS, 1, "a"), (NUMBERS, 1, "b"), (NUMBERS, 0, "two"),
          (NUMBERS, 1, "c")], "1. one\n  1.1 a\n  1.2 b\n2. two\n  2.1 c"),
        ([(LETTERS, 0, "one"), (LETTERS, 0, "two"), (LETTERS, 1, "in")],
         "a) one\nb) two\n  I. in"),
        ([(ROMANS, 0, text) for text in "wxyz"], "(i) w\n(ii) x\n(iii) y\n(iv) z"),
        ([(NUMBERS, 0, "one"), (NUMBERS_AGAIN, 0, "anew"), (NUMBERS_AGAIN, 0, "on")],
         "1. one\n1. anew\n2. on"),
        ([(NUMBERS, 1, "alone")], "1.1 alone"),
        ([(99, 0, "of no list")], "of no list"),
        ([(0, 0, "taken off")], "taken off"),
    ],
)  # fmt: skip
def test_items_follow_each_other_line_by_line_with_what_word_prints(listed, text):
    assert text_of(*items(*listed)) == text


def test_a_blank_line_parts_a_list_from_other_text():
    blocks = (paragraph("Actions:"), *items((BULLETS, 0, "one"), (BULLETS, 0, "two")), "Then")
    assert text_of(*blocks) == "Actions:\n\n- one\n- two\n\nThen"


def test_a_line_break_within_an_item_stays_in_it():
    broken = f"{run('one')}<w:r><w:br/></w:r>{run('more')}"
    assert text_of(paragraph(broken, listed=(BULLETS, 0))) == "- one\n  more"


def test_bullets_that_were_typed_are_bullets():
    assert text_of("•\tone", "• two", "Then") == "- one\n- two\n\nThen"
    tab = "<w:r><w:tab/></w:r>"
    blocks = paragraph("-", tab, "one"), paragraph("–", tab, "two"), paragraph("2020", tab, "–")
    assert text_of(*blocks, "– a pause") == "- one\n- two\n\n2020\t–\n\n– a pause"


def test_an_automatic_number_in_the_reference_column_is_the_reference():
    number = paragraph("", listed=(NUMBERS, 0))
    plan = table([[cell(number), "Review"], [cell(number), "Audit"], [cell(number), "Train"]])
    rows = read(plan).tables[0].rows
    assert [row.cells[0].text for row in rows] == ["1", "2", "3"]


def test_numbers_count_on_from_table_to_table():
    number = paragraph("", listed=(NUMBERS, 0))
    plan = table([[cell(number), "Review"], [cell(number), "Audit"]])
    second = read(plan, paragraph("Police"), plan).tables[1]
    assert [row.cells[0].text for row in second.rows] == ["3", "4"]


def test_what_stands_below_an_automatic_number_stays_below_it():
    assert text_of(paragraph("", listed=(NUMBERS, 0)), "SY2,8") == "1\n\nSY2,8"


def test_an_empty_item_at_the_end_of_a_list_says_nothing():
    assert text_of(*items((NUMBERS, 0, "one"), (NUMBERS, 0, ""))) == "1. one"
    assert text_of(*items((BULLETS, 0, ""))) == ""


@pytest.mark.parametrize(
    ("form", "pattern", "text"),
    [
        ("decimal", "%1)", "1"),
        ("decimal", "(%1)", "1"),
        ("decimal", "A%1", "A1"),
        ("decimal", "Action %1:", "Action 1"),
        ("decimalZero", "%1.", "01"),
        ("upperLetter", "%1.", "A"),
        ("ordinal", "%1", "1st"),
        ("none", "Aim", "Aim"),
    ],
)
def test_a_reference_is_printed_as_its_list_prints_it(form, pattern, text):
    numbering = lists({7: [level(0, form, pattern)]}, {1: 7})
    assert text_of(paragraph("", listed=(1, 0)), numbering=numbering) == text


def test_a_list_starts_where_it_says():
    numbering = lists({0: [level(0, "decimal", "%1.", start=12)]}, {1: 0})
    assert text_of(paragraph("x", listed=(1, 0)), numbering=numbering) == "12. x"


def test_a_level_that_never_restarts_counts_on():
    deep = level(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>')
    numbering = lists({0: [level(0, "upperRoman", "%1."), deep]}, {1: 0})
    listed = items((1, 0, "A"), (1, 1, "a"), (1, 0, "B"), (1, 1, "b"))
    assert text_of(*listed, numbering=numbering) == "I. A\n  1. a\nII. B\n  2. b"


def test_a_legal_level_prints_all_its_numbers_in_digits():
    deep = level(1, "decimal", "%1.%2", more="<w:isLgl/>")
    numbering = lists({0: [level(0, "upperRoman", "%1."), deep]}, {1: 0})
    listed = items((1, 0, "A"), (1, 1, "a"))
    assert text_of(*listed, numbering=numbering) == "I. A\n  1.1 a"


def test_a_list_may_have_a_level_of_its_own():
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1:")}</w:lvlOverride>'
    numbering = lists({0: [level(0, "decimal", "%1.")]}, {1: 0}, own)
    assert text_of(paragraph("x", listed=(1, 0)), numbering=numbering) == "A: x"


def test_a_style_brings_its_numbers_and_a_paragraph_can_take_them_off():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Item"><w:name w:val="Item"/><w:pPr><w:numPr>'
        f'<w:numId w:val="{NUMBERS}"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/>'
        '<w:basedOn w:val="Item"/></w:style>'
    )
    blocks = (
        paragraph("one", style="Item"),
        paragraph("two", style="Own"),
        paragraph("plain", style="Item", listed=(0, 0)),
    )
    assert text_of(*blocks, styles=styles) == "1. one\n2. two\n\nplain"


def test_a_style_linked_to_a_level_is_numbered_at_it():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    levels = [
        level(0, "decimal", "%1."),
        level(1, "lowerLetter", "%2)", more='<w:pStyle w:val="Sub"/>'),
    ]
    text = text_of(paragraph("x", style="Sub"), styles=styles, numbering=lists({0: levels}, {1: 0}))
    assert text == "a) x"


def test_a_style_may_say_the_level_itself():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:pPr><w:numPr>'
        f'<w:ilvl w:val="1"/><w:numId w:val="{NUMBERS}"/></w:numPr></w:pPr></w:style>'
    )
    assert text_of(paragraph("x", style="Sub"), styles=styles) == "1.1 x"


def test_a_list_style_that_stands_elsewhere_is_found():
    styles = (
        '<w:style w:type="numbering" w:styleId="Ours"><w:name w:val="Ours"/><w:pPr><w:numPr>'
        '<w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    numbering = lists(
        {0: ['<w:numStyleLink w:val="Ours"/>'], 1: [level(0, "upperLetter", "%1.")]}, {1: 0, 2: 1}
    )
    text = text_of(paragraph("x", listed=(1, 0)), styles=styles, numbering=numbering)
    assert text == "A. x"


def test_a_struck_paragraph_is_not_counted():
    struck = paragraph(
        "<w:del>" + run("gone") + "</w:del>",
        listed=(NUMBERS, 0),
        properties="<w:rPr><w:del/></w:rPr>",
    )
    assert text_of(*items((NUMBERS, 0, "one")), struck, *items((NUMBERS, 0, "two"))) == (
        "1. one\n2. two"
    )


def test_a_covered_cell_is_not_counted():
    number = paragraph("", listed=(NUMBERS, 0))
    plan = table(
        [
            [cell(number, down="restart"), "Review"],
            [cell(number, down="continue"), "more"],
            [cell(number), "Audit"],
        ]
    )
    assert [row.cells[0].text for row in read(plan).tables[0].rows] == ["1", "", "2"]


def test_outside_the_tables_a_list_is_one_paragraph_and_a_numbered_heading_has_no_number():
    blocks = (
        paragraph("Police", style="Heading1", listed=(NUMBERS, 0)),
        *items((BULLETS, 0, "one"), (BULLETS, 0, "two")),
        paragraph("Health", bold=True, listed=(NUMBERS, 0)),
        paragraph("Schools", bold=True, listed=(NUMBERS, 0)),
    )
    above = read(*blocks, table([["Ref", "Action"]])).tables[0].above
    assert [each.text for each in above] == ["Police", "- one\n- two", "2. Health", "3. Schools"]


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        (3, "bullet", ""), (3, "none", ""),
        (1, "lowerLetter", "a"), (26, "lowerLetter", "z"), (27, "lowerLetter", "aa"),
        (28, "upperLetter", "BB"), (4, "lowerRoman", "iv"), (1999, "upperRoman", "MCMXCIX"),
        (11, "ordinal", "11th"), (22, "ordinal", "22nd"), (0, "lowerLetter", "0"),
        (5000, "upperRoman", "5000"), (7, "chineseCounting", "7"),
    ],
)  # fmt: skip
def test_counts_are_written_as_word_writes_them(count, form, text):
    assert numeral(count, form) == text


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_an_item_counts_those_before_it_since_the_last_that_stands_higher(depths):
    levels = [level(depth, "decimal", f"%{depth + 1}") for depth in range(4)]
    number = [cell(paragraph("", listed=(1, depth))) for depth in depths]
    plan = table([[each, "x"] for each in number])
    rows = read(plan, numbering=lists({0: levels}, {1: 0})).tables[0].rows
    for place, depth in enumerate(depths):
        since = []
        for each in reversed(depths[: place + 1]):
            if each < depth:
                break
            since.append(each)
        assert rows[place].cells[0].text == str(since.count(depth))
