"""Text of a plan is shown as it stands, and can neither steer the terminal nor shift a column."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jtai_tui.text import MOST_MARKS, cell, fit, head, one_line, visible, width_of

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
AWKWARD = st.text(
    st.sampled_from("aé漢字🙂\u0301\u0308\u200d\ufe0f\u202e\t\x1b\x9b \u3000\xa0\xadक्ष\n\ud800"),
    max_size=40,
)


@given(ANY_TEXT | AWKWARD)
def test_nothing_that_a_terminal_obeys_or_hides_is_left(text: str) -> None:
    left = {unicodedata.category(each) for each in visible(text) if each != "\n"}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(ANY_TEXT | AWKWARD)
def test_what_is_visible_already_stays_as_it_is(text: str) -> None:
    once = visible(text)
    assert visible(once) == once


@given(ANY_TEXT | AWKWARD, st.integers(0, 30), st.booleans())
def test_a_fitted_text_takes_exactly_its_cells(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(one_line(text), width, right=right)) == width


@given(ANY_TEXT | AWKWARD, st.integers(0, 30))
def test_a_cell_is_one_line_of_exactly_its_width(text: str, width: int) -> None:
    shown = cell(text, width)
    assert "\n" not in shown
    assert cell_len(shown) == width


@given(AWKWARD, st.integers(0, 20))
def test_a_head_is_a_beginning_that_fits(text: str, width: int) -> None:
    line = one_line(text)
    shown = head(line, width)
    assert line.startswith(shown)
    assert width_of(shown) <= width


@given(st.text(st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x2FF), max_size=40))
def test_plain_writing_is_not_touched(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("a\x00b\x7f", "a␀b␡"),
        ("\x9b31m", "⟨U+009B⟩31m"),
        ("user\u202egnp.exe", "user⟨U+202E⟩gnp.exe"),
        ("\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩"),
        ("ad\u200bmin", "ad⟨U+200B⟩min"),
        ("\ud800", "⟨U+D800⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("one\r\ntwo\rthree", "one\ntwo␍three"),
        ("a\tb", "a    b"),
        ("30\xa0June", "30 June"),
        ("[/old] see [ref 4] [b]", "[/old] see [ref 4] [b]"),
        ("Zoë Ștefan, 30 % – “done”", "Zoë Ștefan, 30 % – “done”"),
        ("👩\u200d👧", "👩👧"),
        ("👩\u200d\u200d👧", "👩⟨U+200D⟩⟨U+200D⟩👧"),
        ("❤\ufe0f, 1\ufe0f\u20e3", "❤, 1\u20e3"),
        ("a\ufe0f ❤\ufe0f\ufe0f", "a⟨U+FE0F⟩ ❤⟨U+FE0F⟩⟨U+FE0F⟩"),
        ("safe\xadguarding \xad", "safeguarding ⟨U+00AD⟩"),
    ],
)
def test_awkward_characters_become_signs_that_can_be_seen(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_tower_of_marks_stays_on_its_own_line() -> None:
    tower = visible("e" + "\u0301" * 500 + "x")
    assert tower == "e" + "\u0301" * MOST_MARKS + "⟨+497⟩x"


def test_a_mark_at_the_beginning_does_not_sit_on_its_neighbour() -> None:
    assert visible("\u0301a\n\u0308b") == "◌\u0301a\n◌\u0308b"


def test_lines_are_folded_into_one() -> None:
    assert one_line("1. New systems\n\n  2. Procedures \n") == "1. New systems ⏎ 2. Procedures"


def test_a_long_text_is_cut_with_an_ellipsis_and_a_short_one_padded() -> None:
    assert fit("Dashboard data", 9) == "Dashboar…"
    assert fit("Ready", 9) == "Ready    "
    assert fit("123", 6, right=True) == "   123"


def test_wide_characters_are_never_halved() -> None:
    assert fit("漢字かな", 6) == "漢字… "
    assert fit("漢字", 4) == "漢字"


def test_a_text_that_is_not_wholly_shown_says_so() -> None:
    assert cell("\n" * 5000 + "late", 8) == "…       "
