"""Text as a plan takes it in: all that people write, nothing that a terminal would obey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Refused
from db.plain_text import (
    BLANKS,
    MOST_CHARACTERS,
    check_line,
    check_said,
    check_text,
    is_blank,
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "two\nlines\tand a tab",
        "漢字 ✓ 👩‍👩‍👧",
        "e\u0301",
        "\u202ebidi",
        "[/b] <b> {x}",
        "\u00a0",
    ],
)
def test_what_people_write_is_taken_as_it_is(text):
    assert check_text(text, "the note") == text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a\x00b", "U+0000, after 1 characters"),
        ("\x1b[2J", "U+001B, after 0 characters"),
        ("a\r\nb", "U+000D"),
        ("\x7f", "U+007F"),
        ("\x9b31m", "U+009B"),
        ("\x85", "U+0085"),
        ("half \ud83d", "U+D83D, after 5 characters"),
        ("half \udc80", "U+DC80"),
    ],
)
def test_what_is_no_text_is_refused_by_name_and_place(text, named):
    with pytest.raises(Refused) as caught:
        check_text(text, "the note")
    said = str(caught.value)
    assert said.startswith("the note holds a character that is no text")
    assert named in said
    assert said.isprintable()


def test_a_plan_takes_a_million_characters_and_no_more():
    assert check_text("x" * MOST_CHARACTERS, "the note")
    with pytest.raises(Refused, match=r"1,000,001 characters long; a plan takes 1,000,000"):
        check_text("x" * (MOST_CHARACTERS + 1), "the note")


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b\u2800\u3164", "\ufe0f", "\U000e0041"])
def test_what_nobody_can_see_is_blank(text):
    assert is_blank(text)
    with pytest.raises(Refused, match="the title is needed"):
        check_said(text, "the title")


@pytest.mark.parametrize("text", ["x", " x ", "\u200bx", "–", "٣", "\u0301"])
def test_what_somebody_can_see_is_not(text):
    assert not is_blank(text)


@given(st.text())
def test_a_text_is_blank_exactly_when_each_of_its_characters_is(text):
    def blank(character):
        return any(first <= ord(character) <= last for first, last in BLANKS)

    assert is_blank(text) == all(blank(character) for character in text)


def test_outer_white_space_is_not_said():
    assert check_said("  two\nlines \n", "the note") == "two\nlines"


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\u2028b", "a\u2029b"])
def test_a_line_is_one_line(text):
    with pytest.raises(Refused, match="the title is one line"):
        check_line(text, "the title")
    assert check_line("  a line ", "the title") == "a line"
