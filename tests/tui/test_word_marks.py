"""Which words are marked as changed: none is lost, none is cut, and it never takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtai_tui.word_marks import Pieces, compare, merged

TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(["the", "board", " ", "\n", "May.", "e\u0301"])).map("".join),
)


def text_of(pieces: Pieces) -> str:
    """The pieces, joined."""
    return "".join(piece.text for piece in pieces)


def changed(pieces: Pieces) -> list[str]:
    """The pieces that are marked."""
    return [piece.text for piece in pieces if piece.changed]


@given(TEXTS, TEXTS)
def test_the_pieces_joined_are_the_text_and_only_texts_that_differ_have_marks(
    base: str, text: str
) -> None:
    gone, new = compare(base, text)
    assert text_of(gone) == base
    assert text_of(new) == text
    assert (base == text) == (not changed(gone) and not changed(new))
    assert all(piece.text for piece in (*gone, *new))


@given(TEXTS, TEXTS)
def test_what_is_not_marked_is_the_same_words_in_both(base: str, text: str) -> None:
    gone, new = compare(base, text)
    kept = ["".join(piece.text for piece in each if not piece.changed) for each in (gone, new)]
    assert kept[0].split() == kept[1].split()


@given(TEXTS, TEXTS, TEXTS)
def test_the_marks_of_two_comparisons_become_those_of_both(base: str, one: str, two: str) -> None:
    first, second = compare(base, one)[0], compare(base, two)[0]
    both = merged(first, second)
    assert text_of(both) == base
    assert sum(map(len, changed(both))) >= max(
        sum(map(len, changed(first))), sum(map(len, changed(second)))
    )


@pytest.mark.parametrize(
    ("base", "text", "gone", "new"),
    [
        ("End June 2020", "End July 2020", ["June"], ["July"]),
        ("by the board monthly", "by the board", ["monthly"], []),
        ("by the board", "weekly by the board", [], ["weekly"]),
        ("a  b", "a b", ["  "], [" "]),
        ("", "all of it", [], ["all of it"]),
        ("cafe", "cafe\u0301 ", ["cafe"], ["cafe\u0301"]),
        ("one two three", "one 2 three", ["two"], ["2"]),
    ],
)
def test_words_are_marked_whole(base: str, text: str, gone: list[str], new: list[str]) -> None:
    assert [changed(each) for each in compare(base, text)] == [gone, new]


@pytest.mark.parametrize(
    ("base", "text"),
    [
        (" ".join(f"a{n} of" for n in range(20_000)), " ".join(f"b{n} of" for n in range(20_000))),
        ("x" * 100_000, "y" * 100_000),
        ("x" * 1_000_000, "x" * 1_000_000 + "y"),
        ("a b " * 25_000, "b a " * 25_000),
        ("One. " * 20_000, "Two. " * 20_000),
        ("same " * 200_000 + "a", "same " * 200_000 + "b"),
        (" ".join(f"w{n} q" for n in range(140)), " ".join(f"v{n} q" for n in range(140))),
    ],
)
def test_a_long_text_takes_no_longer_than_a_glance(base: str, text: str) -> None:
    start = time.perf_counter()
    pieces = compare(base, text)
    assert time.perf_counter() - start < 1.0
    assert [text_of(each) for each in pieces] == [base, text]
