"""What was published is read back as it was: the plan's own texts, and all that its actions say."""

import random
from dataclasses import replace
from datetime import date

import pytest

from db.plan_entries import AgencyEntry, EvidenceEntry, UpdateEntry
from jtai_tui.exchange.incoming.reading import read_source
from jtai_tui.exchange.outgoing.excel import plan_xlsx
from jtai_tui.exchange.outgoing.published import published
from jtai_tui.exchange.outgoing.word import plan_docx
from jtai_tui.exchange.reading.understanding import understand
from tests.exchange.plans_to_publish import ATTACKS, SEED, UPDATED, action, small_plan

pytestmark = pytest.mark.journey

FORMS = {"word": (plan_docx, "plan.docx"), "excel": (plan_xlsx, "plan.xlsx")}
CHANCE = random.Random(2020)
SAID = [text for text in ATTACKS if text.strip()]
HOSTILE = ["\n\n".join(CHANCE.choices(SAID, k=CHANCE.randint(1, 4))) for _ in range(12)]
HOSTILE += ["Governance\n\nKey of ratings", "Introduction", "⟫\n\n⟪", "- a\n\n- b\n\n1. c"]


def told_of(read):
    """What a document says of a plan, as comparable values."""
    return [
        (read.title, read.introduction, read.governance, read.version_label, read.updated),
        [agency if isinstance(agency, tuple) else (agency.name, agency.aliases)
         for agency in read.agencies],
        *(
            (
                each.reference, each.reference_cell, each.sources, each.agency, each.finding,
                each.action, each.leads, each.timescale, each.due, each.due_precision,
                each.forecast, each.status, each.rating, each.closed, each.evidence,
                each.updates,
            )
            for each in read.actions
        ),
    ]  # fmt: skip


def read_back(plan, form):
    """What is read, text without a day being an update of the plan's day, as published."""
    write, name = FORMS[form]
    read = understand(read_source(write(plan), name), plan.scheme)
    dated = (
        replace(each, updates=(UpdateEntry(read.updated, "as published", each.progress),))
        if each.progress
        else each
        for each in read.actions
    )
    return replace(read, actions=tuple(dated))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("plan", [SEED, *map(small_plan, HOSTILE)], ids=range(len(HOSTILE) + 1))
def test_all_that_was_published_comes_back(plan, form):
    assert told_of(read_back(plan, form)) == told_of(published(plan))


@pytest.mark.parametrize("form", FORMS)
def test_updates_evidence_days_and_endings_come_back(form):
    rich = tuple(
        replace(
            each,
            rating=code,
            updates=(
                *each.updates,
                UpdateEntry(date(2020, 5, 4), "J Smith", "- 12 came\n- 3 sent apologies"),
                UpdateEntry(date(2020, 6, 9), "A Brown", "Well:\n\n1. one\n2. two\n\nNote: more"),
            ),
            evidence=(
                EvidenceEntry(
                    "Register", "audit", "Of May.\n\nSigned.", "https://x.example", "r.pdf"
                ),
                EvidenceEntry("Photograph"),
            ),
            due=date(2020, 9, 30),
            due_precision="quarter",
            forecast=date(2020, 10, 12),
            closed="superseded",
        )
        for each, code in zip(SEED.actions, [rating.code for rating in SEED.scheme], strict=False)
    )
    plan = replace(SEED, actions=rich)
    assert told_of(read_back(plan, form)) == told_of(published(plan))


@pytest.mark.parametrize("form", FORMS)
def test_agencies_may_be_called_as_parts_of_the_document_are(form):
    names = ("Governance", "Key of ratings", "Plan", "History", "2gether / NHS Trust")
    plan = small_plan(
        agencies=tuple(AgencyEntry(name) for name in names),
        actions=tuple(action(str(at), name) for at, name in enumerate(names, 1)),
    )
    assert told_of(read_back(plan, form)) == told_of(published(plan))


@pytest.mark.parametrize("form", FORMS)
def test_texts_longer_than_a_cell_come_back_whole(form):
    text = "\n\n".join(["One two three. " * 3000, "x" * 40_000, *map(str, range(200))]).strip()
    acting = action("1", "A", finding=text, action=text, updates=(UpdateEntry(UPDATED, "J", text),))
    plan = small_plan(agencies=(AgencyEntry("A"),), actions=(acting,), introduction=text)
    assert told_of(read_back(plan, form)) == told_of(published(plan))
