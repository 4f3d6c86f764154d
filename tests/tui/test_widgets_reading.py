"""Blocks of text become lines of the width they have; what people wrote reads as they meant it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from db.rows import ActionDetail
from db.sentences import history_line
from jtai_tui.text import visible, width_of
from jtai_tui.widgets.blocks import Block, Gap, Heading, Paragraph, Prose, laid_out
from jtai_tui.widgets.detail_text import detail_blocks, history_blocks
from jtai_tui.widgets.palette import LATE, MUTED
from jtai_tui.widgets.wrap import line_spans, wrapped
from tests.tui.made_up_plan import SCHEME, TODAY, Plan

WRITING = st.text(st.sampled_from("ab c 漢字e\u0301–’."), max_size=80).map(visible)


def lines(*blocks: Block, width: int = 40) -> list[str]:
    return ["".join(text for text, _ in line) for line in laid_out(blocks, width)]


def prose(text: str, width: int = 40) -> list[str]:
    return lines(Prose(text), width=width)


def read(detail: ActionDetail, width: int = 60, **options: int) -> str:
    return "\n".join(lines(*detail_blocks(detail, SCHEME, TODAY, **options), width=width))


@given(WRITING, st.integers(2, 30))
def test_wrapping_keeps_every_letter_and_the_width(text: str, width: int) -> None:
    found = wrapped(text, width)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line) <= width for line in found)


@given(WRITING, st.integers(-3, 30))
def test_lines_follow_each_other_and_always_end(text: str, width: int) -> None:
    end = 0
    for start, stop in line_spans(text, width):
        assert end <= start <= stop
        end = stop


@given(st.lists(st.text("abcdef", min_size=1, max_size=8), min_size=1, max_size=30))
def test_words_are_never_broken_where_they_fit(words: list[str]) -> None:
    assert " ".join(wrapped(" ".join(words), 8)).split() == words


def test_a_word_that_is_too_long_is_cut() -> None:
    assert wrapped("see https://example.org/a", 10) == ["see", "https://ex", "ample.org/", "a"]


def test_text_without_spaces_between_wide_characters_breaks_anywhere() -> None:
    assert wrapped("漢字かな交じり文", 6) == ["漢字か", "な交じ", "り文"]


def test_bullets_and_numbers_hang() -> None:
    assert prose("For:\n\n- Corporate Parenting\n* MASH\n1. New systems for caseloads", 16) == [
        "For:", "", "• Corporate", "  Parenting", "• MASH", "1. New systems", "   for caseloads",
    ]  # fmt: skip


def test_line_breaks_stay_as_typed_and_blank_lines_become_one() -> None:
    assert prose("\n\nOne\nTwo\n\n\n\nThree\n\n") == ["One", "Two", "", "Three"]


def test_headings_lose_their_signs_and_nested_bullets_stay_nested() -> None:
    assert prose("## Next steps\n- a\n  - b") == ["Next steps", "• a", "  • b"]


def test_what_only_looks_like_markup_stays_as_typed() -> None:
    typed = ["[/old] see [ref 4]", "> 30 days", "*soon*", "30-40%", "-5 degrees", "#1 priority"]
    assert prose("\n".join(typed)) == typed


def test_escape_sequences_are_shown_and_not_obeyed() -> None:
    assert prose("\x1b[31mred\u2028next\r\nlast") == ["␛[31mred", "next", "last"]


def test_a_heading_has_its_note_at_the_right_edge_while_there_is_room() -> None:
    assert lines(Heading("PROGRESS", "1 update"), width=20) == ["PROGRESS    1 update"]
    assert lines(Heading("PROGRESS", "1 update, 97 days ago"), width=20) == ["PROGRESS"]


def test_headings_have_a_blank_line_above_but_for_the_first() -> None:
    assert lines(Heading("A"), Heading("B"), Gap()) == ["A", "", "B", ""]


def test_a_paragraph_hangs_under_its_text() -> None:
    block = Paragraph((("Jonathan Eastwood", ""), (", CNWL", "")), label="Lead", hang=6)
    assert lines(block, width=16) == ["Lead  Jonathan", "      Eastwood,", "      CNWL"]


def test_lines_are_laid_out_no_further_than_they_are_asked_for() -> None:
    text = "word " * 1_000_000
    found = laid_out((Prose(text), Prose(text)), 40)
    assert len([next(found) for _ in range(50)]) == 50


def test_an_action_reads_from_its_reference_to_its_history() -> None:
    shown = read(Plan().detail("action-0"))
    order = ["1  Children's Social Care", "▼ R? Significant risk  suggested", "End February 2020",
             "Sat 29 Feb 2020", "123 days late", "Jonathan Eastwood", "FINDING", "ACTION",
             "PROGRESS", "26 Mar 2020  as published, 97 days", "• CFP", "EVIDENCE",
             "HISTORY"]  # fmt: skip
    places = [shown.find(each) for each in order]
    assert -1 not in places
    assert places == sorted(places)


def test_a_recorded_rating_says_who_recorded_it_and_one_that_is_too_mild_is_challenged() -> None:
    plan = Plan(rated=True)
    key = next(row.id for row in plan.rows.values() if row.challenged)
    shown = read(plan.detail(key))
    assert "by J Smith, 23 Nov 2026" in shown
    assert "so the rating is challenged" in shown


def test_revisions_evidence_and_all_leads_are_told() -> None:
    shown = read(Plan().detail("action-3"))
    assert "revised once" in shown
    assert "J Smith: Agreed by the board" in " ".join(shown.split())
    assert "• Audit of referrals  audit" in shown
    assert "https://example.org/audit" in shown
    assert "Lesley Halford, Mental Health Service Director" in read(Plan().detail("action-6"))


def test_an_action_on_the_day_it_is_due_is_not_late() -> None:
    detail = Plan().detail("action-0")
    due = date(2020, 2, 29)
    blocks = detail_blocks(detail, SCHEME, due)
    assert any(tone == LATE for block in blocks if isinstance(block, Paragraph)
               for _, tone in block.pieces)  # fmt: skip


def test_of_a_long_log_the_last_entries_are_shown() -> None:
    plan = Plan(rated=True)
    shown = read(plan.detail("action-0"), history=1)
    assert "the last 1 of 2" in shown
    assert "Plan loaded" not in shown


def test_an_entry_of_the_log_names_its_action_and_its_reason() -> None:
    entry = Plan(rated=True).detail("action-0").history[0]
    line = " ".join(lines(*history_blocks(entry, with_reference=True), width=300))
    assert line.strip() == "• 1  " + history_line(entry)
    assert history_line(entry).startswith("Rated Significant risk (was unrated) by J Smith, 23 Nov")
    assert any(tone == MUTED for _, tone in history_blocks(entry)[0].pieces)
