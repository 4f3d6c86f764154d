"""Fields that give back exactly what they were given, whatever a terminal makes of it."""

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.document._document import Document
from textual.events import Paste

from jtai_tui.widgets.exact_text import (
    ExactInput,
    ExactTextArea,
    StandIns,
    is_shown,
    without_controls,
)

HOSTILE = "a\r\nb\x1b[31m\x00 \u202e\u2028c\x85d\x0c\t \n\ud800␛␍ 👨\u200d👩\n"

any_text = st.text(st.characters(categories=None) | st.sampled_from(HOSTILE))


class Fields(App[None]):
    """A field of several lines and one of one line."""

    def compose(self) -> ComposeResult:
        yield ExactTextArea(HOSTILE)
        yield ExactInput("one\r\ntwo\x1b")


@given(any_text)
def test_any_text_comes_back_as_it_was(text):
    stand_ins = StandIns(allowed="\n\t")
    assert stand_ins.real(stand_ins.show(text)) == text


@given(any_text, any_text)
def test_a_text_shown_earlier_still_comes_back_after_another_was_shown(first, second):
    stand_ins = StandIns(allowed="\n\t")
    shown = stand_ins.show(first)
    assert stand_ins.real(stand_ins.show(second)) == second
    assert stand_ins.real(shown) == first


@given(any_text)
def test_nothing_that_a_terminal_obeys_is_shown_and_every_line_stays_a_line(text):
    shown = StandIns(allowed="\n\t").show(text)
    assert all(each in "\n\t" or is_shown(each) for each in shown)
    assert Document(shown).text == shown


@given(any_text)
def test_pasting_brings_no_control_characters_along(text):
    assert all(each in "\n\t" or is_shown(each) for each in without_controls(text))


def test_pasted_line_ends_of_any_kind_become_newlines():
    assert without_controls("a\r\nb\rc\x0bd\u2028e\r") == "a\nb\nc\nd\ne\n"


async def test_hostile_text_survives_being_shown_and_edited_beside():
    async with Fields().run_test() as pilot:
        area = pilot.app.query_one(ExactTextArea)
        line = pilot.app.query_one(ExactInput)
        assert area.exact == HOSTILE
        assert line.exact == "one\r\ntwo\x1b"
        area.insert("x", (0, 0))
        line.insert_text_at_cursor("x")
        assert area.exact == "x" + HOSTILE
        assert line.exact == "one\r\ntwo\x1bx"


async def test_a_text_written_in_the_editor_can_be_undone():
    async with Fields().run_test() as pilot:
        area = pilot.app.query_one(ExactTextArea)
        area.rewrite("anew ␛ \x1b")
        assert area.exact == "anew ␛ \x1b"
        area.undo()
        assert area.exact == HOSTILE


async def test_pasting_several_lines_into_one_line_loses_none_of_them():
    async with Fields().run_test() as pilot:
        line = pilot.app.query_one(ExactInput)
        line.rewrite("")
        line.focus()
        line.post_message(Paste("one\r\n  two\x1b[31m\n"))
        await pilot.pause()
        assert line.exact == "one two[31m"
        area = pilot.app.query_one(ExactTextArea)
        area.rewrite("")
        area.post_message(Paste("a\r\nb\x00"))
        await pilot.pause()
        assert area.exact == "a\nb"
