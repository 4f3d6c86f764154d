"""Drafts: what was typed outlives leaving, moving away and a change of the file."""

from hypothesis import given
from hypothesis import strategies as st

from jtai_tui.drafts import DraftField, Drafts, DraftSlot


def test_a_draft_keeps_the_text_beside_the_value_it_started_from():
    drafts = Drafts()
    drafts.put("seven", "finding", "as printed", "as typed")
    assert drafts.get("seven") == {"finding": DraftField("as printed", "as typed")}


def test_the_first_base_stays_when_the_file_changes_under_the_typing():
    drafts = Drafts()
    drafts.put("seven", "finding", "old", "old, m")
    drafts.put("seven", "finding", "theirs", "old, mine")
    assert drafts.get("seven")["finding"] == DraftField("old", "old, mine")


def test_a_text_that_is_its_base_again_is_no_draft():
    drafts = Drafts()
    drafts.put("seven", "finding", "old", "new")
    drafts.put("seven", "finding", "old", "old")
    assert drafts.unsaved == 0
    assert drafts.get("seven") == {}


def test_each_owner_with_a_draft_counts_once():
    drafts = Drafts()
    drafts.put("seven", "finding", "", "a")
    drafts.put("seven", "update", "", "b")
    drafts.put("eight", "update", "", "c")
    assert drafts.unsaved == 2
    assert drafts.owners == ("seven", "eight")


def test_discarding_some_fields_leaves_the_others():
    drafts = Drafts()
    drafts.put("seven", "finding", "", "a")
    drafts.put("seven", "update", "", "b")
    drafts.discard("seven", ["finding", "no such field"])
    assert set(drafts.get("seven")) == {"update"}
    drafts.discard("seven")
    drafts.discard("nobody")
    assert drafts.unsaved == 0


def test_what_get_hands_out_does_not_change_the_draft():
    drafts = Drafts()
    drafts.put("seven", "finding", "", "a")
    handed_out = dict(drafts.get("seven"))
    handed_out.clear()
    assert drafts.unsaved == 1


def test_a_slot_keeps_and_forgets_only_what_its_own_dialog_typed():
    drafts = Drafts()
    due, update = DraftSlot(drafts, "seven", "due"), DraftSlot(drafts, "seven", "update")
    due.put("due", "", "30 Sep")
    due.put("reason", "", "staff left")
    update.put("", "", "a meeting was held")
    assert due.text("reason") == "staff left"
    assert update.text("", "what was there") == "a meeting was held"
    assert due.text("note", "what was there") == "what was there"
    due.discard()
    assert set(drafts.get("seven")) == {"update"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["seven", "eight"]), st.sampled_from(["finding", "action"]), st.text()
        )
    )
)
def test_the_last_text_of_each_field_is_always_there_unless_it_is_the_base(typed):
    drafts, last = Drafts(), {}
    for owner, field, text in typed:
        drafts.put(owner, field, "base", text)
        last[owner, field] = text
    kept = {
        (owner, field): value.text
        for owner in drafts.owners
        for field, value in drafts.get(owner).items()
    }
    assert kept == {place: text for place, text in last.items() if text != "base"}
    assert drafts.unsaved == len({owner for owner, _ in kept})
