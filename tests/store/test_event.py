"""A log row's hash covers all that it says, and nothing of how it arrived."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.event import CANONICAL_FORM, EVENT_FIELDS, HASHED_FIELDS, UNHASHED, Event, event_hash

ROW = Event(
    7, "h", "c1", None, None, None, 3, "set", "action", "e", "due", "", None, "Ä. Müller",
    "2020-01-01T00:00:00.000Z", "why", "typed", "b", None, "n", 1,
)  # fmt: skip
VALUES = ROW._asdict()


def test_the_hash_is_sha256_over_the_canonical_form():
    parts = [CANONICAL_FORM.encode()]
    for name in HASHED_FIELDS:
        value = VALUES[name]
        data = None if value is None else str(value).encode()
        parts.append(b"-" if data is None else b"%d:%s" % (len(data), data))
    assert event_hash(VALUES) == hashlib.sha256(b"".join(parts)).hexdigest()


@pytest.mark.parametrize("name", HASHED_FIELDS)
def test_every_hashed_field_changes_the_hash(name):
    for other in ("x", None) if VALUES[name] is not None else ("", "x"):
        if VALUES[name] != other:
            assert event_hash(VALUES | {name: other}) != event_hash(VALUES)


@pytest.mark.parametrize("name", sorted(UNHASHED))
def test_order_of_arrival_is_not_hashed(name):
    assert event_hash(VALUES | {name: 99}) == event_hash(VALUES)


def test_nothing_and_an_empty_text_are_told_apart():
    assert event_hash(VALUES | {"new": ""}) != event_hash(VALUES | {"new": None})


def test_the_form_of_rows_is_fixed():
    """A file made by an earlier jtai has these hashes: they never change."""
    assert event_hash(VALUES) == (
        "6a54c24c324c552e82b3d83a2126aa38ea56a723f3249d14fd12f08b57365b62"
    )
    assert EVENT_FIELDS[0] == "seq"
    assert set(EVENT_FIELDS) - set(HASHED_FIELDS) == UNHASHED


def test_a_missing_field_is_an_error():
    with pytest.raises(KeyError):
        event_hash({name: value for name, value in VALUES.items() if name != "reason"})


TEXTS = st.one_of(st.none(), st.text("01:-ab", max_size=6))


@given(one=st.tuples(TEXTS, TEXTS, TEXTS), two=st.tuples(TEXTS, TEXTS, TEXTS))
def test_no_two_rows_share_a_canonical_form(one, two):
    def hashed(texts):
        return event_hash(VALUES | dict(zip(("old", "new", "reason"), texts, strict=True)))

    assert (hashed(one) == hashed(two)) == (one == two)
