"""A plan goes through JSON without loss, and a faulty one is refused with every fault named."""

import copy
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st

from db.event import Event
from db.leads import Lead, LeadKind, read_lead
from db.plain_text import is_blank
from db.plan_check import PlanFaults
from db.plan_document import (
    ENDINGS,
    ActionEntry,
    AgencyEntry,
    EvidenceEntry,
    FileEntry,
    PlanDocument,
    UpdateEntry,
    document_from_json,
    document_to_json,
    read_plan_text,
    scheme_from_json,
    scheme_to_json,
    write_plan_text,
)
from db.rating import Band, Rating, Scheme, Stage
from db.references import identity
from db.scheme_document import COLOURS
from db.seed import seed_document, seed_text
from db.timescale import Precision

HOSTILE = st.sampled_from(
    [
        "[/bold]",
        "[link=http://x]",
        "<b>",
        "\u202e",
        "e\u0301",
        "漢字",
        "👩\u200d👩",
        "=1+1",
        "'; --",
    ]
)
CHARACTERS = st.characters(exclude_categories=["Cc", "Cs"])
LINES = st.one_of(st.text(CHARACTERS, max_size=12), HOSTILE)
TEXTS = st.one_of(LINES, st.text(st.one_of(CHARACTERS, st.sampled_from("\n\t")), max_size=20))
SAID = LINES.map(str.strip).filter(lambda text: not is_blank(text))
DAYS = st.dates()


def one_for_each(values, key):
    return st.lists(values, max_size=4, unique_by=key).map(tuple)


@st.composite
def schemes(draw):
    """Schemes of other councils: any count of levels, colours and bands."""
    edges = sorted(draw(st.sets(st.integers(-50, 400), max_size=3)))
    starts, ends = [None, *(edge + 1 for edge in edges)], [*edges, None]
    bands = [Band(*ends) for ends in zip(starts, ends, strict=True)]
    stages = [
        *draw(st.lists(st.just(Stage.NOT_STARTED), max_size=2)),
        *[Stage.IN_PROGRESS] * len(bands),
        *draw(st.lists(st.just(Stage.CLOSED), min_size=1, max_size=3)),
    ]
    letters = draw(st.permutations("ABCDEFGHIJKLÄЖ"))
    positions = draw(st.permutations(range(1, len(stages) + 1)))
    ratings = []
    for index, stage in enumerate(stages):
        running, closed = stage is Stage.IN_PROGRESS, stage is Stage.CLOSED
        ratings.append(
            Rating(
                code=f"level-{index}",
                position=positions[index],
                name=f"Level {index} {draw(SAID)}",
                meaning=draw(TEXTS),
                stage=stage,
                letter=letters[index],
                glyph=draw(st.sampled_from("○▼◆▲●★❄")),
                colour=draw(st.sampled_from([*COLOURS, "#00fF7a"])),
                band=bands.pop(0) if running and draw(st.booleans()) else None,
                needs_evidence=closed and draw(st.booleans()),
                printed=draw(LINES),
            )
        )
    return Scheme(ratings)


LEADS = st.one_of(
    SAID.map(lambda text: text.replace(";", ",")).map(read_lead),
    st.builds(
        Lead,
        raw=SAID.map(lambda text: text.replace(";", ",")),
        name=LINES,
        organisation=LINES,
        post=LINES,
        kind=st.sampled_from(LeadKind),
    ),
)
FILES = st.binary(min_size=1, max_size=40).map(
    lambda data: FileEntry(hashlib.sha256(data).hexdigest(), data)
)
DUE = st.one_of(
    st.just((None, None)),
    st.tuples(DAYS, st.one_of(st.none(), st.sampled_from([str(each) for each in Precision]))),
)


@st.composite
def actions(draw, reference, agency, scheme, evidence):
    due, precision = draw(DUE)
    return ActionEntry(
        reference=reference,
        reference_cell=draw(TEXTS),
        sources=tuple(draw(st.lists(SAID, max_size=2))),
        agency=agency,
        finding=draw(TEXTS),
        action=draw(SAID),
        leads=tuple(draw(st.lists(LEADS, max_size=2))),
        timescale=draw(TEXTS),
        status=draw(TEXTS),
        rating=draw(st.one_of(st.none(), st.sampled_from([level.code for level in scheme]))),
        due=due,
        due_precision=precision,
        forecast=draw(st.one_of(st.none(), DAYS)),
        closed=draw(st.one_of(st.none(), st.sampled_from(sorted(ENDINGS)))),
        updates=tuple(draw(st.lists(st.builds(UpdateEntry, DAYS, SAID, SAID), max_size=2))),
        evidence=evidence,
    )


EVENTS = st.builds(
    Event,
    **{
        name: {
            int: st.integers(0, 2**63 - 1),
            str: TEXTS,
        }.get(kind, st.one_of(st.none(), TEXTS))
        for name, kind in get_type_hints(Event).items()
    },
)


@st.composite
def documents(draw):
    scheme = draw(schemes())
    names = list(draw(one_for_each(SAID, identity)))
    agencies = tuple(
        AgencyEntry(name, (f"{name} also",) if draw(st.booleans()) else ()) for name in names[:2]
    )
    references = draw(one_for_each(SAID, identity)) if agencies else ()
    files = draw(one_for_each(FILES, lambda file: file.sha256)) if references else ()
    entries = []
    for index, reference in enumerate(references):
        kept = files if index == 0 else ()
        evidence = [
            EvidenceEntry(draw(SAID), draw(LINES), draw(TEXTS), draw(LINES), "a.docx", file.sha256)
            for file in kept
        ]
        if draw(st.booleans()):
            evidence.append(EvidenceEntry(draw(SAID), link="https://example.org/?a=[b]"))
        agency = draw(st.sampled_from(agencies)).name
        entries.append(draw(actions(reference, agency, scheme, tuple(evidence))))
    return PlanDocument(
        title=draw(SAID),
        introduction=draw(TEXTS),
        governance=draw(TEXTS),
        version_label=draw(LINES),
        updated=draw(st.one_of(st.none(), DAYS)),
        scheme=scheme,
        agencies=agencies,
        actions=tuple(entries),
        log=tuple(draw(st.lists(EVENTS, max_size=2))),
        files=files,
    )


@settings(deadline=None)
@given(documents())
def test_any_plan_goes_through_json_without_loss(document):
    data = document_to_json(document)
    assert document_from_json(data) == document
    assert document_to_json(document_from_json(data)) == data


@settings(deadline=None)
@given(documents())
def test_any_plan_goes_through_json_text_without_loss(document):
    text = write_plan_text(document)
    assert read_plan_text(text) == document
    assert read_plan_text(text.encode()) == document


@settings(deadline=None)
@given(schemes())
def test_any_scheme_goes_through_json_text_without_loss(scheme):
    text = scheme_to_json(scheme)
    assert scheme_from_json(text) == scheme
    assert scheme_to_json(scheme_from_json(text)) == text
    assert "\n" not in text


def test_the_seed_goes_through_its_full_form_without_loss():
    seed = seed_document()
    assert read_plan_text(write_plan_text(seed)) == seed


FORMAT_PAGE = (Path(__file__).parents[2] / "docs" / "plan-format.md").read_text(encoding="utf-8")
SEED = json.loads(seed_text())


def places(value):
    """Every place in JSON data that something else could stand in."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


@settings(deadline=None)
@given(st.data())
def test_no_damage_to_a_plan_gets_past_the_check_unseen_or_breaks_it(data):
    broken = copy.deepcopy(SEED)
    holder, key = data.draw(st.sampled_from(list(places(broken))))
    holder[key] = data.draw(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2)
            ),
            max_leaves=4,
        )
    )
    try:
        document = document_from_json(broken)
    except PlanFaults as refusal:
        assert refusal.faults
        assert str(refusal).isprintable()
    else:
        assert document_from_json(document_to_json(document)) == document


def test_the_examples_of_the_documentation_are_plans():
    examples = re.findall(r"```json\n(.*?)```", FORMAT_PAGE, re.DOTALL)
    documents = [read_plan_text(example) for example in examples]
    assert [len(document.actions) for document in documents] == [1, 2]
    assert documents[1].actions[0].due == date(2024, 6, 30)


def test_the_documentation_names_every_key():
    seed = seed_document()
    action = replace(seed.actions[0], evidence=(EvidenceEntry("Audit"),))
    example = replace(seed, actions=(action,), files=(FileEntry("ab", b""),))
    named = set(re.findall(r"`([a-z_0-9]+)`", FORMAT_PAGE))
    assert set(keys_of(document_to_json(example))) <= named


def keys_of(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def test_reading_a_plan_brings_in_no_database_and_no_screen():
    script = "import sys, db.plan_document; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert not loaded & {"sqlalchemy", "textual", "rich", "dateutil", "sqlite3"}
