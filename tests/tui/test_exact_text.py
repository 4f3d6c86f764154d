"""Fields that give back exactly what they were given, whatever a terminal makes of it."""

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.document._document import Document
from textual.events import Key, Paste
from textual.suggester import Suggester

from jtai_tui.text import MOST_MARKS
from jtai_tui.widgets.exact_text import ExactInput, ExactTextArea, with_newlines
from jtai_tui.widgets.stand_ins import StandIns, is_shown

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


def test_pasted_line_ends_of_any_kind_become_newlines_and_nothing_else_does():
    assert with_newlines("a\r\nb\rc\x0bd\u2028e\r") == "a\nb\nc\nd\ne\n"
    assert with_newlines("a\x1cb\x1e") == "a\x1cb\x1e"


def test_a_tower_of_marks_is_laid_down_and_comes_back_whole():
    stand_ins = StandIns(allowed="\n")
    text = "e" + "\u0301" * 10_000 + "x"
    shown = stand_ins.show(text)
    assert shown.count("\u0301") == MOST_MARKS
    assert len(shown) == len(text)
    assert stand_ins.real(shown) == text


def test_a_joiner_joins_and_where_it_only_hides_it_is_shown():
    stand_ins = StandIns(allowed="\n")
    joined = "👨\u200d👩 ❤\ufe0f می\u200cخواهم"
    assert stand_ins.show(joined) == joined
    for hidden in ("ad\u200dmin", "👨\u200d\u200d👩", "a\ufe0f", "\u200c"):
        shown = stand_ins.show(hidden)
        assert not set(shown) & set("\u200c\u200d\ufe0f")
        assert stand_ins.real(shown) == hidden


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
        assert line.exact == "one two\x1b[31m"
        assert line.value == "one two␛[31m"
        area = pilot.app.query_one(ExactTextArea)
        area.rewrite("")
        area.post_message(Paste("a\r\nb\x00"))
        await pilot.pause()
        assert area.exact == "a\nb\x00"
        assert area.text == "a\nb␀"


async def test_what_stands_for_another_is_itself_when_it_is_typed_or_pasted():
    async with Fields().run_test() as pilot:
        for field in (pilot.app.query_one(ExactInput), pilot.app.query_one(ExactTextArea)):
            field.rewrite("a\u202eb")
            symbol = (field.value if isinstance(field, ExactInput) else field.text)[1]
            field.focus()
            await pilot.press("end")
            field.post_message(Key("x", symbol))
            field.post_message(Paste(symbol))
            await pilot.pause()
            assert field.exact == f"a\u202eb{symbol}{symbol}"


async def test_joiners_and_spaces_that_are_typed_are_not_dropped():
    async with Fields().run_test() as pilot:
        for field in (pilot.app.query_one(ExactInput), pilot.app.query_one(ExactTextArea)):
            field.rewrite("")
            field.focus()
            for character in "می\u200cخ\xa0\u2066":
                field.post_message(Key("x", character))
            await pilot.pause()
            assert field.exact == "می\u200cخ\xa0\u2066"


async def test_the_text_itself_is_copied_and_pasted_not_what_stands_for_it():
    async with Fields().run_test() as pilot:
        text = "a\u202eb\u200bc"
        for field in (pilot.app.query_one(ExactInput), pilot.app.query_one(ExactTextArea)):
            field.rewrite(text)
            field.focus()
            field.select_all()
            field.action_copy()
            assert pilot.app.clipboard == text
            field.action_cut()
            assert field.exact == ""
            field.action_paste()
            await pilot.pause()
            assert field.exact == text
            field.rewrite("half \udcff")
            field.select_all()
            field.action_copy()
            assert pilot.app.clipboard == "half ⟨U+DCFF⟩"


async def test_more_than_a_plan_takes_is_not_pasted_and_that_is_said():
    async with Fields().run_test(notifications=True) as pilot:
        for field in (pilot.app.query_one(ExactInput), pilot.app.query_one(ExactTextArea)):
            field.rewrite("before")
            field.post_message(Paste("x" * 10_000_000))
            await pilot.pause()
            assert field.exact == "before"
        said = [each.message for each in pilot.app._notifications]
        assert said == ["Nothing was pasted: that is 10,000,000 characters, and a field of a plan"
                        " takes 1,000,000; add it as a file of evidence instead"] * 2  # fmt: skip


class Names(Suggester):
    """Offers one name."""

    async def get_suggestion(self, value):
        name = "a\x1b[2J\u202eb\udcff"
        return name if name.startswith(value) else None


async def test_what_is_offered_while_typing_is_shown_and_taken_as_it_is():
    class Offering(App[None]):
        def compose(self) -> ComposeResult:
            yield ExactInput(suggester=Names())

    async with Offering().run_test() as pilot:
        field = pilot.app.query_one(ExactInput)
        field.focus()
        await pilot.press("a")
        await pilot.pause()
        assert field._suggestion.startswith("a␛[2J")
        assert all(is_shown(each) for each in field._suggestion)
        await pilot.press("right")
        assert field.exact == "a\x1b[2J\u202eb\udcff"
