"""Plans for the tests of what goes out: small, of hostile texts, with many actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from db.leads import read_leads
from db.plan_entries import (
    ActionEntry,
    AgencyEntry,
    EvidenceEntry,
    FileEntry,
    PlanDocument,
    UpdateEntry,
)
from db.seed import seed_document

UPDATED = date(2020, 3, 26)
SEED = seed_document()
ACTING = [
    agency.name
    for agency in SEED.agencies
    if any(each.agency == agency.name for each in SEED.actions)
]
"""The agencies of the seed that have actions: all but one."""

ATTACKS = (
    "=cmd|'/C calc'!A0", "+1+1", "-1", "@SUM(A1)", "{{7*7}}", "{% for x in y %}",
    "<script>x</script>", "]]>", "<![CDATA[", "&lt;b&gt; &amp;", "PAGE \\* MERGEFORMAT",
    '{ HYPERLINK "http://x.example" }', "_x0041_", "_x005F_x0041_", "#REF!", "a\x00b\x07\x1b[31m",
    "\ud800", "\ufffe", "a\tb\nc", "a | b", "[link](javascript:alert(1))", "# heading",
    "https://x.example/?a=b&c", "www.x.example", "a@x.example", "&P&[Date]", "<br>", "`code`",
    "~~gone~~", "1. one\n2. two", "- one\n- two", "a\n- b", "2. two", "* star", "_under_",
    "4 May 2020, J Smith:", "Evidence: x", "⟫\n\n⟪", "\u202egnp", "", " ", "Ended: superseded",
)  # fmt: skip
TEXTS = st.sampled_from(ATTACKS) | st.text(max_size=20)
ANY_TEXT = st.lists(TEXTS, max_size=4).map("\n\n".join)


def action(reference: str, agency: str, **more: object) -> ActionEntry:
    """Return an action of which little is said."""
    plain = ActionEntry(
        reference=reference,
        reference_cell=reference,
        sources=(),
        agency=agency,
        finding="",
        action="Do it.",
        leads=(),
        timescale="",
        status="",
    )
    return replace(plain, **more)


def small_plan(text: str = "Some text.", **more: object) -> PlanDocument:
    """Return a plan that says `text` wherever people type, with two agencies, one of them idle."""
    line = " ".join(text.split()) or "x"
    acting = action(
        "1",
        line,
        finding=text,
        action=text,
        leads=read_leads(line.replace(";", ",")),
        timescale=text,
        status=text,
        rating="significant-risk",
        due=date(2020, 6, 30),
        due_precision="month",
        forecast=date(2020, 7, 12),
        updates=(UpdateEntry(UPDATED, line, text), UpdateEntry(date(2020, 5, 4), line, text)),
        evidence=(EvidenceEntry(line, line, text, line, line, "0" * 64),),
    )
    plan = PlanDocument(
        title=line,
        introduction=text,
        governance=text,
        version_label=line,
        updated=UPDATED,
        scheme=SEED.scheme,
        agencies=(AgencyEntry(line, (line + " too",)), AgencyEntry(line + " idle")),
        actions=(acting,),
        files=(FileEntry("0" * 64, b"bytes"),),
    )
    return replace(plan, **more)


def large_plan(number: int = 1000) -> PlanDocument:
    """Return a plan with as many actions, those of the seed again and again."""
    actions = (
        replace(SEED.actions[at % 33], reference=str(at), reference_cell=str(at), sources=())
        for at in range(1, number + 1)
    )
    return replace(SEED, actions=tuple(actions))
