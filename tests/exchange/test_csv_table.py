"""CSV that a spreadsheet opens as it is meant, and never runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtai_tui.exchange.csv_table import csv_text, safe_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def read(text):
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_that_starts_like_a_formula_has_an_apostrophe_before_it(start):
    assert safe_text(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("text", ["", "End June 2020", "'quoted'", "a=b", "é", "1", "(-5)"])
def test_any_other_text_stands_as_it_is(text):
    assert safe_text(text) == text


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_no_cell_starts_a_formula_and_every_cell_is_read_back(rows):
    table = read(csv_text(("one", "two"), rows))
    assert table == [["one", "two"], *([safe_text(cell) for cell in row] for row in rows)]
    for row in table[1:]:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(TEXTS)
def test_no_cell_holds_a_character_that_a_terminal_obeys(text):
    shown = safe_text(text)
    assert not any(
        (ord(letter) < 32 and letter not in "\t\n") or 0x7F <= ord(letter) <= 0x9F
        for letter in shown
    )


def test_numbers_are_numbers_and_what_is_not_there_is_empty():
    text = csv_text(("days", "open", "closed", "due"), [(-5, True, False, None)])
    assert text == "days,open,closed,due\r\n-5,true,false,\r\n"


def test_a_text_of_several_lines_stays_one_cell():
    text = csv_text(("text",), [['one\ntwo, "three"']])
    assert text == 'text\r\n"one\ntwo, ""three"""\r\n'
    assert len(read(text)) == 2
