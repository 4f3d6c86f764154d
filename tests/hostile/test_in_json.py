"""A plan that comes as JSON: each of its texts is kept to the letter or refused by name."""

from __future__ import annotations

import json

import pytest

from db.plan_document import PlanFaults, document_from_json, document_to_json, read_plan_text
from jtai_tui.exchange.plan_json import plan_bytes
from tests.hostile.plans import at, small_plan, texts_of, with_text
from tests.hostile_texts import CONTROLS, HUGE, SOME, TEXTS, steering


def field_of(path):
    return tuple(key for key in path if isinstance(key, str))


PLACES = {
    field_of(path): path for path in reversed(list(texts_of(small_plan()))) if path[0] != "files"
}
FREE = {"introduction", "governance", "meaning", "finding", "timescale", "status", "note"}


def test_every_field_of_a_plan_is_walked():
    full = document_to_json(document_from_json(small_plan()))
    fields = {field_of(path) for path in texts_of(full)}
    assert fields - {("log",), ("files", "sha256"), ("files", "data")} <= PLACES.keys()


@pytest.mark.parametrize("path", PLACES.values(), ids=map("/".join, PLACES))
def test_a_text_of_a_plan_is_kept_to_the_letter_or_refused_where_it_stands(path):
    try_all(path, {name: TEXTS[name] for name in SOME})


@pytest.mark.journey
@pytest.mark.parametrize("path", PLACES.values(), ids=map("/".join, PLACES))
def test_every_text_of_a_plan_is_kept_to_the_letter_or_refused_where_it_stands(path):
    try_all(path, TEXTS)


def try_all(path, texts):
    kept = set()
    for name, text in texts.items():
        data = with_text(path, text)
        try:
            document = document_from_json(data)
        except PlanFaults as faults:
            for fault in faults.faults:
                assert len(str(fault)) < 1000
            assert any(field_of(path)[-1] in fault.path for fault in faults.faults)
            continue
        kept.add(name)
        written = plan_bytes(document).decode()
        assert not steering(written)
        assert at(json.loads(written), path) == text
        assert read_plan_text(written) == document
    assert not kept & CONTROLS.keys()
    if field_of(path)[-1] in FREE:
        assert kept == texts.keys() - CONTROLS.keys()


@pytest.mark.parametrize("name", HUGE)
def test_a_text_of_any_size_is_taken_or_refused_by_its_length(name):
    text = HUGE[name]()
    data = with_text(("actions", 0, "finding"), text)
    if len(text) <= 1_000_000:
        document = document_from_json(data)
        assert document.actions[0].finding == text
    else:
        with pytest.raises(PlanFaults, match=r"characters long; a plan takes 1,000,000"):
            document_from_json(data)


def test_a_half_of_a_pair_in_json_is_refused_by_name():
    text = json.dumps(with_text(("title",), "HERE")).replace("HERE", "a\\ud800")
    with pytest.raises(PlanFaults, match=r"title: .*U\+D800, after 1 characters"):
        read_plan_text(text)


def test_hostile_keys_are_named_in_one_line():
    for text in TEXTS.values():
        data = small_plan()
        data[text] = 1
        data["actions"][0][text] = 1
        with pytest.raises(PlanFaults) as caught:
            document_from_json(data)
        for fault in caught.value.faults:
            assert len(str(fault)) < 1000
