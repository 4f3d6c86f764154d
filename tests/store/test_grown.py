"""Progress text of a document: known, grown, or told otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.grown import News, news_in, words_of

MARCH, JUNE = "The review is under way.", "Half of the staff are trained.\n\n- two teams wait."


@pytest.mark.parametrize(
    "text", ["", MARCH, "  The review\nis under way. ", f"{MARCH}\n\n{JUNE}", f"{JUNE}\n{MARCH}"]
)
def test_what_the_plan_has_is_no_news(text):
    assert news_in(text, [MARCH, JUNE]) == News("", grown=False)


def test_signs_that_a_program_has_swapped_are_no_news():
    assert not news_in("It’s “done” – all of it", ['It\'s "done" - all of it']).text


def test_what_was_written_on_at_the_end_is_what_was_added():
    assert news_in(f"{MARCH}\n\nIt ended in May.", [MARCH]) == News("It ended in May.", grown=True)


def test_what_was_written_at_the_top_is_what_was_added():
    assert news_in(f"May: done.\n{MARCH}", [MARCH]) == News("May: done.", grown=True)


def test_what_goes_on_from_all_updates_is_added_whichever_came_first():
    for known in ([MARCH, JUNE], [JUNE, MARCH]):
        assert news_in(f"{MARCH}\n\n{JUNE}\n\n1. New", known) == News("1. New", grown=True)


def test_what_goes_on_from_the_last_update_alone_is_added():
    assert news_in(f"{JUNE} And the third.", [MARCH, JUNE]) == News("And the third.", grown=True)


def test_text_of_an_action_without_updates_is_added_whole():
    assert news_in(MARCH, []) == News(MARCH, grown=True)


def test_another_text_is_told_otherwise():
    assert news_in("Stopped.", [MARCH]) == News("Stopped.", grown=False)


def test_what_goes_on_from_an_earlier_update_is_added_once():
    said = f"{MARCH} Then more."
    news = news_in(said, [MARCH, JUNE])
    assert news == News("Then more.", grown=True)
    assert not news_in(said, [MARCH, JUNE, news.text]).text


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("on track", "not on track"),
        ("Complete", "Work is now Complete"),
        ("Not complete", "complete"),
        ("Not completed by June", "completed by June"),
        ("Done", "Done in part only"),
        ("No staff are trained.", "staff are trained."),
    ],
)
def test_a_text_that_says_the_opposite_in_the_same_words_is_told_otherwise(known, said):
    assert news_in(said, [known]) == News(said, grown=False)


def test_a_new_sentence_beside_a_known_one_is_what_was_added():
    assert news_in("Yes. It ended in May.", ["Yes."]) == News("It ended in May.", grown=True)
    assert news_in("No.\nYes", ["Yes"]) == News("No.", grown=True)


def test_a_very_long_text_of_one_word_again_and_again_is_gone_through_at_once():
    said = "x " * 200_000
    assert news_in(said, ["x"]).text


def texts(words):
    return st.lists(st.sampled_from(words.split()), max_size=5).map(" ".join)


@given(texts("a. b. c’s. d."), st.lists(texts("a. b. c’s. d."), max_size=3))
def test_what_is_news_is_said_in_the_text_and_is_none_once_it_is_known(text, known):
    news = news_in(text, known)
    assert " ".join(words_of(news.text)) in " ".join(words_of(text))
    assert not news_in(text, [*known, news.text]).text
    for each in known:
        assert not news_in(each, known).text


@given(texts("a. b.").filter(bool), texts("c. d.").filter(bool))
def test_what_is_written_on_is_added_and_nothing_else(before, added):
    for text in (f"{before}\n\n{added}", f"{added}\n{before}"):
        assert news_in(text, [before]) == News(added, grown=True)
