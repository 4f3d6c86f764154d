"""Evidence that somebody told in a line: its link, its title, what else they said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.evidence_text import evidence_cells
from db.fields import check_field


@pytest.mark.parametrize(
    ("text", "title", "link", "note"),
    [
        ("https://e.org/a", "https://e.org/a", "https://e.org/a", ""),
        ("Audit report https://e.org/a.", "Audit report", "https://e.org/a", ""),
        ("Audit (https://e.org/a_(1)), July", "Audit July", "https://e.org/a_(1)", ""),
        ("Audit: HTTPS://e.org/?q=1&r=2", "Audit", "HTTPS://e.org/?q=1&r=2", ""),
        ("on the shared drive", "on the shared drive", "", ""),
        ("Minutes\nItem 4,\nand 5", "Minutes", "", "Item 4,\nand 5"),
        ("A https://e.org/1 b https://e.org/2", "A b https://e.org/2", "https://e.org/1", ""),
        ("Minutes\nhttps://e.org/1\nItem 4", "Minutes", "https://e.org/1", "Item 4"),
        ("javascript:alert(1)", "javascript:alert(1)", "", ""),
    ],
)  # fmt: skip
def test_a_line_is_parted_into_title_link_and_note(text, title, link, note):
    found = evidence_cells(text)
    assert (found["title"], found["link"], found["note"]) == (
        " ".join(title.split()), link, note,
    )  # fmt: skip


def test_a_long_line_has_a_short_title_and_is_whole_in_the_note():
    text = "word " * 100
    found = evidence_cells(text)
    assert len(found["title"]) == 200
    assert found["note"] == text.strip()


PIECES = st.sampled_from([*"aZ9 .,:/()[]-\n—'\"", "https://e.org/x", "http://"])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_was_typed_fits_the_fields_of_evidence(text):
    if any(sign.isalnum() for sign in text):
        for field, cell in evidence_cells(text).items():
            if cell:
                check_field("evidence", field, cell)
