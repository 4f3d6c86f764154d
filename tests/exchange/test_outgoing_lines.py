"""Lines that hold more than one thing, and texts longer than a cell, come back as they were."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.references import split_reference_cell
from jtai_tui.exchange.outgoing.blocks import Block, BlockKind, blocks
from jtai_tui.exchange.published_lines import (
    MOST_IN_CELL,
    also_called,
    as_at_words,
    read_also_called,
    read_sheet_pieces,
    read_version_line,
    reference_cell,
    sheet_pieces,
    sheet_text,
    version_line,
)
from tests.exchange.plans_to_publish import ANY_TEXT

LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12).map(
    str.strip
)
VERSIONS = LINES | st.sampled_from(
    ["FINAL", "updated 26 March 2020", "v2 · updated 1 May 2020", "x · not dated", "not dated"]
)


VERSIONS |= st.sampled_from(["v2 · not dated · as at 1 May 2020, Board", "as at 1 May 2020"])


@given(VERSIONS, st.none() | st.dates(), st.none() | st.tuples(st.dates(), VERSIONS))
@example("", None, (date(2020, 6, 30), "x · updated 1 May 2020 · as at 2 May 2020"))
def test_a_version_and_its_day_come_back_and_what_marks_an_earlier_state_is_none_of_it(
    label, updated, moment
):
    as_at = as_at_words(*moment) if moment else ""
    line = version_line(label, updated, as_at)
    assert read_version_line(line) == (label, updated)
    assert line.endswith(as_at)


@pytest.mark.parametrize(
    ("label", "updated", "line"),
    [
        ("FINAL", date(2020, 3, 26), "FINAL · updated 26 March 2020"),
        ("", date(2020, 3, 26), "Updated 26 March 2020"),
        ("DRAFT", None, "DRAFT"),
        ("", None, ""),
    ],
)
def test_a_version_is_printed_with_its_day(label, updated, line):
    assert version_line(label, updated) == line


def test_a_plan_as_it_stood_says_so_behind_its_version():
    june = as_at_words(date(2020, 6, 30), "Board")
    assert version_line("FINAL", date(2020, 3, 26), june) == (
        "FINAL · updated 26 March 2020 · as at 30 June 2020, Board"
    )
    assert version_line("", None, as_at_words(date(2020, 6, 30))) == (
        "Not dated · as at 30 June 2020"
    )


@given(st.lists(LINES.filter(bool), max_size=4))
@example(["a;b", "c\\;", "\\"])
def test_other_names_come_back(names):
    line = also_called(names)
    assert read_also_called(line) == (tuple(names) if names else None)


@given(LINES.filter(bool), st.text(max_size=10), st.lists(LINES, max_size=3))
@example("28", "28 SY2,8", ["SY2", "SY8"])
@example("28", "", ["SY2", "SY8"])
def test_a_printed_reference_says_reference_and_sources_wherever_words_can(own, printed, sources):
    cell = reference_cell(own, printed, sources)
    said = split_reference_cell(cell) == (own, tuple(sources))
    assert said or cell == own
    assert said or split_reference_cell(printed) != (own, tuple(sources))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("_x0041_", "_x005F_x0041_"),
        ("a_x000d_x0041_", "a_x005F_x000d_x005F_x0041_"),
        ("_x005F_x0041_", "_x005F_x005F_x005F_x0041_"),
        ("snake_case _x41_", "snake_case _x41_"),
    ],
)
def test_a_text_that_a_spreadsheet_would_decode_is_written_as_signs(text, written):
    assert sheet_text(text) == written


@given(ANY_TEXT.map(str.strip), st.integers(1, 30))
@example("⟫\n\n⟪", 30)
@example("a⟫\\\n\n⟪b", 3)
def test_pieces_of_a_text_are_the_text_again(text, most):
    pieces = sheet_pieces(text, lambda piece: len(piece) <= most)
    assert read_sheet_pieces("\n\n".join(pieces)) == text
    assert all(piece == piece.strip() for piece in pieces)


@pytest.mark.parametrize(
    "text",
    ["word " * 20_000, "😀" * 40_000, "x" * MOST_IN_CELL, "_x0041_" * 9_000, "para.\n\n" * 9_000],
)
def test_no_piece_is_longer_than_a_cell_and_none_is_lost(text):
    text = text.strip()
    pieces = sheet_pieces(text)
    for piece in pieces:
        assert len(sheet_text(piece).encode("utf-16-le")) // 2 <= MOST_IN_CELL
        assert piece == piece.strip()
    assert read_sheet_pieces("\n\n".join(pieces)) == text


def as_text(parts):
    marks = {
        BlockKind.PARAGRAPH: lambda _, line: line,
        BlockKind.BULLETS: lambda _, line: f"- {line}",
        BlockKind.NUMBERS: lambda number, line: f"{number}. {line}",
    }
    return "\n\n".join(
        "\n".join(marks[part.kind](number, line) for number, line in enumerate(part.lines, 1))
        for part in parts
    )


@given(ANY_TEXT.map(str.strip))
def test_blocks_of_a_text_are_the_text_again(text):
    parts = list(blocks(text))
    assert as_text(parts) == text
    listed = [part.kind is not BlockKind.PARAGRAPH for part in parts]
    assert not any(one and two for one, two in pairwise(listed))


def test_lists_that_stand_by_themselves_are_lists():
    assert list(blocks("To do:\n\n- one\n- two\n\nThen:\n\n1. three\n2. four")) == [
        Block(BlockKind.PARAGRAPH, ("To do:",)),
        Block(BlockKind.BULLETS, ("one", "two")),
        Block(BlockKind.PARAGRAPH, ("Then:",)),
        Block(BlockKind.NUMBERS, ("three", "four")),
    ]


@pytest.mark.parametrize(
    "text", ["2. two\n3. three", "To do:\n- one", "- one\n  more", "-one", "- "]
)
def test_what_only_resembles_a_list_stays_as_it_was_typed(text):
    (block,) = blocks(text.strip())
    assert block.kind is BlockKind.PARAGRAPH
