"""The law: a plan that went out as Word or Excel comes back equal, whatever its texts say."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.endings import ENDINGS
from db.leads import read_leads
from db.plan_document import PUBLISHED
from db.plan_entries import ActionEntry, AgencyEntry, EvidenceEntry, PlanDocument, UpdateEntry
from db.references import identity
from db.seed import seed_document
from db.timescale import Precision, read_timescale
from jtai_tui.exchange.document import plan_of
from jtai_tui.exchange.incoming.reading import read_source
from jtai_tui.exchange.outgoing.excel import plan_xlsx
from jtai_tui.exchange.outgoing.published import published
from jtai_tui.exchange.outgoing.word import plan_docx
from jtai_tui.exchange.reading.understanding import understand
from tests.exchange.plans_to_publish import ATTACKS

FORMS = {"plan.docx": plan_docx, "plan.xlsx": plan_xlsx}
SCHEME = seed_document().scheme
CODES = [None, *(level.code for level in SCHEME)]

_letters = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=30
)
_parts = st.sampled_from([each for each in ATTACKS if each.strip()]) | _letters.filter(str.strip)
texts = st.lists(_parts, max_size=3).map("\n\n".join)
said = texts.filter(str.strip)
lines = _parts.map(lambda text: " ".join(text.split())[:80]).filter(
    lambda text: bool(text.strip()) and text.isprintable()
)
words = st.sampled_from(
    ["End June 2020", "31/3/2020", "Ongoing", "Spring 2021", "31 June 2020", ""]
)
days = st.dates(date(2019, 1, 1), date(2024, 12, 31))
updates = st.lists(st.builds(UpdateEntry, days, lines | st.just(PUBLISHED), said), max_size=3)
evidence = st.lists(st.builds(EvidenceEntry, lines, st.just("audit"), texts), max_size=2)


@st.composite
def plans(draw):
    """A plan with texts that would be markup, formulas, headings or updates if they could."""
    names = draw(st.lists(lines, min_size=1, max_size=3, unique_by=identity))
    updated = draw(st.none() | days)
    return PlanDocument(
        title=draw(lines),
        introduction=draw(texts),
        governance=draw(texts),
        version_label=draw(st.sampled_from(["", "FINAL", "DRAFT 2", "v1.1"])),
        updated=updated,
        scheme=SCHEME,
        agencies=tuple(map(AgencyEntry, names)),
        actions=tuple(
            _action(draw, str(place + 1), draw(st.sampled_from(names)), updated)
            for place in range(draw(st.integers(0, 5)))
        ),
    )


def _action(draw, reference, agency, updated):
    timescale = draw(words | texts)
    reading = read_timescale(timescale, updated)
    due, precision = reading.due, None if reading.precision is None else str(reading.precision)
    if draw(st.booleans()):
        due, precision = draw(days), str(draw(st.sampled_from(Precision)))
    rating = draw(st.sampled_from(CODES))
    return ActionEntry(
        reference=reference,
        reference_cell=reference,
        sources=(),
        agency=agency,
        finding=draw(texts),
        action=draw(said),
        leads=read_leads(draw(st.sampled_from(["", "Jo Hooper", "J Culley, CNWL\nMH T&F Group"]))),
        timescale=timescale,
        status=draw(st.sampled_from(["", "In progress", "Completed"])),
        rating=rating,
        due=due,
        due_precision=precision,
        forecast=draw(st.none() | days),
        closed=draw(st.none() | st.sampled_from(list(ENDINGS))) if rating is None else None,
        updates=tuple(draw(updates)),
        evidence=tuple(draw(evidence)),
    )


def came_back(plan, name):
    """Return a plan as it comes back from its document."""
    read = understand(read_source(FORMS[name](plan), name), SCHEME)
    return plan_of(read, SCHEME, name="plan", today=date(1999, 1, 1))


def holds(plan, name):
    wanted = published(plan)
    got = came_back(plan, name)
    assert got.actions == wanted.actions
    assert got == wanted


@pytest.mark.parametrize("name", FORMS)
@given(plan=plans())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_plan_comes_back_equal(name, plan):
    holds(plan, name)


@pytest.mark.torture
@pytest.mark.parametrize("name", FORMS)
@given(plan=plans())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_three_hundred_plans_come_back_equal(name, plan):
    holds(plan, name)


@pytest.mark.parametrize("name", FORMS)
def test_the_seed_plan_comes_back_equal(name):
    holds(seed_document(), name)


@given(plan=plans())
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_published_once_is_published_the_same_again(plan):
    assert published(published(plan)) == published(plan)
