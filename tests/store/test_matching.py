"""Which actions of a document are which actions of a plan."""

from hypothesis import given
from hypothesis import strategies as st

from db.matching import ALIKE, How, Wording, match

TEXT = "Review the safeguarding arrangements of the service and report to the board each quarter."


def wording(key, reference, text, agency=""):
    return Wording(key, reference, text, agency)


def test_a_reference_finds_its_action_whatever_the_text_says():
    found = match([wording("a", "28A", "Other words.")], [wording("x", " 28a", TEXT)])
    assert (found["a"].known, found["a"].how) == ("x", How.REFERENCE)
    assert found["a"].likeness < ALIKE


def test_another_agencys_action_of_that_reference_is_another():
    plan = [wording("x", "1", TEXT, "police")]
    assert not match([wording("a", "1", "Train the nurses.", "health")], plan)
    moved = match([wording("a", "1", TEXT + " Promptly.", "health")], plan)
    assert (moved["a"].known, moved["a"].how) == ("x", How.REFERENCE)
    nobodys = match([wording("a", "1", "Train the nurses.")], plan)
    assert nobodys["a"].known == "x"


def test_the_same_text_finds_an_action_whose_reference_is_another():
    found = match([wording("a", "7", TEXT.upper())], [wording("x", "12", TEXT)])
    assert (found["a"].known, found["a"].how, found["a"].likeness) == ("x", How.TEXT, 1.0)


def test_a_reworded_text_is_a_likely_one_and_says_how_likely():
    said = TEXT.replace("each quarter", "every quarter")
    found = match([wording("a", "", said)], [wording("x", "12", TEXT)])
    assert (found["a"].known, found["a"].how) == ("x", How.ALIKE)
    assert ALIKE <= found["a"].likeness < 1


def test_what_shares_a_few_words_is_new():
    assert not match([wording("a", "7", "Report to the board.")], [wording("x", "12", TEXT)])


def test_short_texts_that_differ_in_a_word_are_two():
    plan = [wording("x", "1", "Train the staff of the north team.")]
    assert not match([wording("a", "2", "Train the staff of the south team.")], plan)


def test_a_reference_goes_before_a_text_that_is_more_alike():
    reworded = TEXT.replace("board", "group")
    plan = [wording("x", "1", reworded.replace("service", "trust")), wording("y", "2", reworded)]
    assert match([wording("a", "1", TEXT)], plan)["a"].known == "x"


def test_in_a_plan_that_was_renumbered_the_same_text_goes_before_the_reference():
    plan = [wording("x", "1", "Train staff."), wording("y", "2", TEXT)]
    found = match([wording("a", "1", TEXT), wording("b", "2", "Train staff.")], plan)
    assert {key: each.known for key, each in found.items()} == {"a": "y", "b": "x"}


def test_one_that_came_in_beside_another_of_its_reference_is_found_again():
    plan = [wording("x", "1", "Train staff."), wording("y", "1 (2)", TEXT)]
    found = match([wording("a", "1", TEXT)], plan)
    assert (found["a"].known, found["a"].how) == ("y", How.TEXT)


def test_of_several_with_one_reference_the_likest_is_meant():
    plan = [wording("x", "1", "Train staff."), wording("y", "1", TEXT)]
    assert match([wording("a", "1", TEXT)], plan)["a"].known == "y"


def test_the_likest_pair_is_bound_first():
    plan = [wording("x", "1", TEXT)]
    nearly, nearer = TEXT.replace("quarter", "month"), TEXT.replace("Review", "Reviewing")
    incoming = [
        wording("a", "", nearly.replace("board", "group")),
        wording("b", "", nearer),
    ]
    assert list(match(incoming, plan)) == ["b"]


texts = st.sampled_from([TEXT, TEXT.replace("board", "group"), "Train staff.", "Hire two.", ""])
wordings = st.lists(st.tuples(st.sampled_from(["1", "2", "3", ""]), texts), max_size=6)


@given(wordings, wordings)
def test_each_action_of_the_plan_is_found_once_at_most(incoming, plan):
    mine = [wording(f"a{n}", *each) for n, each in enumerate(incoming)]
    theirs = [wording(f"x{n}", *each) for n, each in enumerate(plan)]
    found = match(mine, theirs)
    known = [each.known for each in found.values()]
    assert len(known) == len(set(known))
    assert set(known) <= {each.key for each in theirs}


@given(wordings)
def test_a_plan_is_found_in_itself_wherever_references_or_texts_say_so(plan):
    known = [wording(f"x{n}", reference, text) for n, (reference, text) in enumerate(plan, 1)]
    found = match(known, known)
    for each in known:
        if each.reference or each.text:
            assert each.key in found
