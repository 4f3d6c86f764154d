"""A document that was understood, as what a plan is made of and what is read into one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from db.agencies_matched import NO_AGENCY
from db.comparing import Incoming
from db.importing import Document
from db.incoming_file import name_to_keep
from db.plain_text import is_blank
from db.plan_document import PUBLISHED
from db.plan_entries import ActionEntry, AgencyEntry, PlanDocument, UpdateEntry
from db.rating import Scheme
from db.references import identity
from jtai_tui.exchange.reading.rows import ReadAction, ReadPlan


def plan_of(read: ReadPlan, scheme: Scheme, *, name: str, today: date) -> PlanDocument:
    """Return a document as a plan of its own; `today` dates progress where the document has no day.

    What it says of progress is signed "as published".
    """
    agencies, actions = _parts(read, PUBLISHED, read.updated or today)
    return PlanDocument(
        title=read.title or name,
        introduction=read.introduction,
        governance=read.governance,
        version_label=read.version_label,
        updated=read.updated,
        scheme=scheme,
        agencies=agencies,
        actions=tuple(each.entry for each in actions),
    )


def incoming_of(read: ReadPlan, *, name: str, sha256: str, today: date) -> Document:
    """Return a document as what is to be read into a plan.

    Progress that it does not sign itself is signed by its file's name.
    """
    signed = f"as in {name_to_keep(name)}"
    agencies, actions = _parts(read, signed, read.updated or today)
    day = read.updated or today
    return Document(name_to_keep(name), sha256, day, agencies, actions, signed)


def incoming_plan(document: PlanDocument, *, name: str, sha256: str, today: date) -> Document:
    """Return a plan in JSON as what is to be read into another; its log stays behind."""
    return Document(
        name_to_keep(name),
        sha256,
        document.updated or today,
        document.agencies,
        tuple(Incoming(entry, f"action {entry.reference}") for entry in document.actions),
        PUBLISHED,
    )


def _parts(
    read: ReadPlan, signed: str, day: date
) -> tuple[tuple[AgencyEntry, ...], tuple[Incoming, ...]]:
    agencies = {identity(name): AgencyEntry(name, aliases) for name, aliases in read.agencies}
    names = {identity(each): entry.name for entry in agencies.values() for each in entry.aliases}
    names |= {identity(entry.name): entry.name for entry in agencies.values()}
    actions = []
    for each in read.actions:
        said = each.agency if not is_blank(each.agency) else NO_AGENCY
        agency = names.setdefault(identity(said), said)
        agencies.setdefault(identity(agency), AgencyEntry(agency))
        actions.append(Incoming(_entry(each, agency, signed, day), each.place, each.given))
    return tuple(agencies.values()), tuple(_apart(actions))


def _apart(actions: list[Incoming]) -> Iterator[Incoming]:
    """Yield the actions, each with a reference that none before it has."""
    taken: set[str] = set()
    for each in actions:
        reference, number = each.entry.reference, 1
        while identity(reference) in taken:
            number += 1
            reference = f"{each.entry.reference} ({number})"
        taken.add(identity(reference))
        yield replace(each, entry=replace(each.entry, reference=reference))


def _entry(read: ReadAction, agency: str, signed: str, day: date) -> ActionEntry:
    updates = read.updates
    if not updates and not is_blank(read.progress):
        updates = (UpdateEntry(day, signed, read.progress),)
    return ActionEntry(
        reference=read.reference,
        reference_cell=read.reference_cell or read.reference,
        sources=read.sources,
        agency=agency,
        finding=read.finding,
        action=read.action,
        leads=read.leads,
        timescale=read.timescale,
        status=read.status,
        rating=read.rating,
        due=read.due,
        due_precision=read.due_precision,
        forecast=read.forecast,
        closed=read.closed,
        updates=updates,
        evidence=read.evidence,
    )
