"""References sort as people count, keep their sources, and show their gaps."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.references import gaps, identity, natural_key, split_reference_cell

REFERENCES = st.one_of(
    st.text(max_size=8),
    st.from_regex(r"[A-Za-z]{0,2}[0-9]{0,3}(\.[0-9]{1,2})?[a-z]?", fullmatch=True),
)


@pytest.mark.parametrize(
    "in_order",
    [
        ["2", "10", "28", "28a", "28b"],
        ["1.2", "1.10"],
        ["A2", "A10"],
        ["a2", "A3", "b1"],
        ["9", "9" * 5000],
    ],
)
def test_references_sort_as_people_count(in_order):
    keys = [natural_key(reference) for reference in in_order]
    assert all(one < two for one, two in pairwise(keys))


@given(st.data(), st.lists(REFERENCES))
def test_any_references_sort_the_same_from_any_order(data, references):
    shuffled = data.draw(st.permutations(references))
    assert sorted(shuffled, key=natural_key) == sorted(references, key=natural_key)


@given(REFERENCES, REFERENCES)
def test_two_different_references_never_tie(one, two):
    assert (natural_key(one) == natural_key(two)) == (one == two)


@given(REFERENCES, REFERENCES, REFERENCES)
def test_the_order_is_transitive(one, two, three):
    low, middle, high = sorted((one, two, three), key=natural_key)
    assert natural_key(low) <= natural_key(middle) <= natural_key(high)
    assert natural_key(low) <= natural_key(high)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_whole_numbers_sort_by_their_value(one, two):
    assert (natural_key(str(one)) < natural_key(str(two))) == (one < two)


UNPADDED = st.from_regex(r"[A-Za-z1-9.]{1,5}", fullmatch=True)


@given(UNPADDED, UNPADDED)
def test_case_decides_nothing_between_references_that_differ(one, two):
    if identity(one) != identity(two):
        assert (natural_key(one.upper()) < natural_key(two)) == (
            natural_key(one.lower()) < natural_key(two)
        )


def test_a_reader_takes_these_for_the_same_reference():
    assert identity("28A") == identity(" 28a ")
    assert identity("caf\u00e9 1") == identity("cafe\u0301  1")
    assert identity("28") != identity("28a")


@pytest.mark.parametrize(
    ("cell", "reference", "sources"),
    [
        ("28 SY2,8", "28", ("SY2", "SY8")),
        ("29 SY2,9", "29", ("SY2", "SY9")),
        ("30 SY1", "30", ("SY1",)),
        ("31\nSY3", "31", ("SY3",)),
        ("4 (SY2, AB7 & 8)", "4", ("SY2", "AB7", "AB8")),
        ("28", "28", ()),
        ("A2", "A2", ()),
        ("Rec 5", "Rec 5", ()),
        ("1.2 of the plan", "1.2 of the plan", ()),
        ("  ", "", ()),
    ],
)
def test_a_printed_cell_gives_its_reference_and_sources(cell, reference, sources):
    assert split_reference_cell(cell) == (reference, sources)


@given(st.text())
def test_splitting_a_cell_never_invents_a_reference(cell):
    reference, _ = split_reference_cell(cell)
    assert " ".join(cell.split()).startswith(reference)


@pytest.mark.parametrize(
    ("references", "missing"),
    [
        (["1", "2", "4"], ("3",)),
        (["34", "31", "33"], ("32",)),
        (["27", "28a", "28b", "29"], ()),
        (["1.1", "1.2", "3.1"], ("2",)),
        (["A1", "A9"], ()),
        ([], ()),
        (["2", "2020123"], ()),
        (["1", "9" * 5000], ()),
    ],
)
def test_gaps_are_the_whole_numbers_missing_in_between(references, missing):
    assert gaps(references) == missing


@given(st.sets(st.integers(0, 300), min_size=1))
def test_references_and_gaps_together_have_every_number(numbers):
    missing = {int(gap) for gap in gaps(str(number) for number in numbers)}
    assert not missing & numbers
    assert missing | numbers == set(range(min(numbers), max(numbers) + 1))
