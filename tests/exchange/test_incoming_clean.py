"""Whatever was written somewhere comes out as text that a plan takes, and then stays as it is."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import PlanError
from db.plain_text import MOST_CHARACTERS, check_text
from jtai_tui.exchange.incoming.clean import DROPPED, clean

TEXTS = st.text(
    st.one_of(st.characters(), st.sampled_from("\n\r\t \u00a0\u2028•·-– ab\x85\x00\ud800\ufeff"))
)


@given(TEXTS)
def test_text_that_was_cleaned_is_taken_and_stays_as_it_is(text):
    once = clean(text, Counter())
    assert check_text(once, "text") == once
    assert clean(once, Counter()) == once


@given(st.text(st.characters(categories=["L", "N", "P"], exclude_characters="•·▪◦‣∙")))
def test_letters_numbers_and_signs_stay_as_they_are(text):
    assert clean(text, Counter()) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("a  \n\n\n\n b", "a\n\n b"),
        ("\ufeffa\u00a0b", "a b"),
        ("• one\n  ▪ two\n·\tthree", "- one\n  - two\n- three"),
        ("• ", "•"),
        ("a • b", "a • b"),
        ("12•5", "12•5"),
    ],
)
def test_line_ends_spaces_and_typed_bullets_are_made_plain(text, cleaned):
    assert clean(text, Counter()) == cleaned


def test_what_is_left_out_is_counted():
    seen = Counter()
    assert clean("a\x00b\x9fc", seen) == "abc"
    assert seen[DROPPED] == 2


def test_a_text_that_is_too_long_for_a_plan_is_refused():
    assert clean("x" * MOST_CHARACTERS, Counter())
    with pytest.raises(PlanError, match="1,000,001 characters long; a plan takes 1,000,000"):
        clean("x" * (MOST_CHARACTERS + 1), Counter())
