"""An action as one text for an editor outside: what goes out comes back, and no word is lost."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from jtai_tui.action_text import from_text, to_text

HEADINGS = ("Finding", "Action", "Leads")

LINES = st.one_of(
    st.sampled_from(
        ["", "## Finding", "## Action  ", "\\## Leads", "\\\\## Finding", "## Other", "<!-- x -->"]
    ),
    st.text(st.characters(exclude_characters="\n", exclude_categories=("Cs",)), max_size=8),
)
TEXTS = st.lists(LINES, max_size=5).map("\n".join)


@given(st.fixed_dictionaries(dict.fromkeys(HEADINGS, TEXTS)), TEXTS)
@example({"Finding": "## Finding\n\\## Finding\n", "Action": "", "Leads": "\n\n"}, "-->\n## Leads")
def test_every_text_comes_back_as_it_was(fields: dict[str, str], title: str) -> None:
    assert from_text(to_text(title, fields), HEADINGS) == fields


@given(TEXTS)
def test_no_word_of_any_text_is_lost(text: str) -> None:
    shown = "\n".join(from_text(text, HEADINGS).values())
    for line in text.split("\n"):
        if not line.startswith(("##", "\\", "<!--")):
            assert line.strip("\n") in shown


def test_a_field_whose_heading_is_gone_is_left_out_and_its_text_kept_with_the_one_before() -> None:
    text = to_text("Action 1", {"Finding": "One.", "Action": "Two.", "Leads": "Three."})
    written = from_text(text.replace("## Action\n", ""), HEADINGS)
    assert written == {"Finding": "One.\n\nTwo.", "Leads": "Three."}


def test_an_unknown_heading_and_one_that_stands_twice_are_text() -> None:
    written = from_text("## Finding\nOne.\n## Findings\nTwo.\n## Finding\nThree.\n", HEADINGS)
    assert written == {"Finding": "One.\n## Findings\nTwo.\n## Finding\nThree."}


def test_what_stands_above_every_heading_belongs_to_the_first_field() -> None:
    text = to_text("Action 1", {"Finding": "One.", "Action": "Two."})
    assert from_text(text.replace("## Finding\n", ""), HEADINGS) == {
        "Finding": "One.",
        "Action": "Two.",
    }
    assert from_text("", HEADINGS) == {}
