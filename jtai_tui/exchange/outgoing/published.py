"""What the published form holds of a plan: the value that a document of it must give back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from db.leads import read_leads, show_leads
from db.plan_entries import (
    ActionEntry,
    AgencyEntry,
    EvidenceEntry,
    PlanDocument,
    UpdateEntry,
    without_file,
)
from db.rating import Rating, Scheme
from db.references import split_reference_cell
from jtai_tui.exchange.incoming.clean import clean
from jtai_tui.exchange.incoming.word_symbols import readable
from jtai_tui.exchange.published_cells import progress_cell, rating_cell, timescale_cell
from jtai_tui.exchange.published_lines import GOVERNANCE, INTRODUCTION, reference_cell

HEADINGS = (
    "No.", "Area for development identified", "Action", "Lead", "Timescale",
    "Progress / Evidence", "RAG",
)  # fmt: skip
"""The headings of the seven columns of every agency's table."""

KEY_HEADINGS = ("Letter", "Rating", "Meaning")

NO_ACTIONS = "No actions."

# What XML can't hold, and what a plan doesn't take.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"[\t\n]+")


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """An action as the seven cells of its row; `rating` colours the last."""

    cells: tuple[str, str, str, str, str, str, str]
    rating: Rating | None
    action: ActionEntry


@dataclass(frozen=True, slots=True)
class Section:
    """An agency, and the rows of its table in their order."""

    agency: AgencyEntry
    rows: tuple[PrintedRow, ...]


def published(document: PlanDocument) -> PlanDocument:
    """Return what the published form holds of a plan: neither its log nor the bytes of files.

    Actions stand agency by agency. Texts are as a document's text is taken in: without outer white
    space, typed bullets as `- `, and U+FFFD for characters that no document can hold. Sources,
    leads and what else is read out of a printed cell are as they are read there; a rated action
    without a status has the name of its rating.
    """
    agencies = _agencies(document)
    folded = [_action(action, document.scheme) for action in document.actions]
    return PlanDocument(
        title=tidy_line(document.title),
        introduction=tidy_text(document.introduction),
        governance=tidy_text(document.governance),
        version_label=tidy_line(document.version_label),
        updated=document.updated,
        scheme=Scheme(_rating(rating) for rating in document.scheme),
        agencies=agencies,
        actions=tuple(
            action for agency in agencies for action in folded if action.agency == agency.name
        ),
    )


def sections(document: PlanDocument) -> Iterator[Section]:
    """Yield the agencies of a `published` plan with the rows of their tables."""
    of_agency: dict[str, list[ActionEntry]] = {agency.name: [] for agency in document.agencies}
    for action in document.actions:
        of_agency[action.agency].append(action)
    for agency in document.agencies:
        rows = (
            _row(action, document.scheme, document.updated) for action in of_agency[agency.name]
        )
        yield Section(agency, tuple(rows))


def front_texts(plan: PlanDocument) -> tuple[tuple[str, str], ...]:
    """Return the texts that stand before the key of ratings, each with its heading."""
    texts = ((INTRODUCTION, plan.introduction), (GOVERNANCE, plan.governance))
    return tuple((heading, text) for heading, text in texts if text)


def _row(action: ActionEntry, scheme: Scheme, updated: date | None) -> PrintedRow:
    rating = scheme.get(action.rating)
    due = (action.due, action.due_precision, action.forecast)
    cells = (
        action.reference_cell,
        action.finding,
        action.action,
        show_leads(action.leads).replace("\n", "\n\n"),
        timescale_cell(action.timescale, *due, updated),
        progress_cell(action.updates, action.evidence, updated),
        rating_cell(rating, action.status, action.closed),
    )
    return PrintedRow(cells, rating, action)


def _agencies(document: PlanDocument) -> tuple[AgencyEntry, ...]:
    """Return each agency once, also one that only an action names."""
    names: dict[str, list[str]] = {}
    for agency in document.agencies:
        names.setdefault(tidy_line(agency.name), []).extend(map(tidy_line, agency.aliases))
    for action in document.actions:
        names.setdefault(tidy_line(action.agency), [])
    return tuple(AgencyEntry(name, _distinct(aliases)) for name, aliases in names.items())


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name)


def _action(action: ActionEntry, scheme: Scheme) -> ActionEntry:
    rating = scheme.get(action.rating)
    status = tidy_text(action.status)
    cell = reference_cell(
        tidy_line(action.reference),
        tidy_text(action.reference_cell),
        tuple(map(tidy_line, action.sources)),
    )
    reference, sources = split_reference_cell(cell)
    return ActionEntry(
        reference=reference,
        reference_cell=cell,
        sources=sources,
        agency=tidy_line(action.agency),
        finding=tidy_text(action.finding),
        action=tidy_text(action.action),
        leads=read_leads("\n".join(tidy_line(lead.raw) for lead in action.leads)),
        timescale=tidy_text(action.timescale),
        status=status or (tidy_line(rating.name) if rating else ""),
        rating=rating.code if rating else None,
        due=action.due,
        due_precision=action.due_precision if action.due else None,
        forecast=action.forecast,
        closed=action.closed,
        updates=tuple(
            UpdateEntry(update.day, tidy_line(update.signed), tidy_text(update.text))
            for update in action.updates
        ),
        evidence=tuple(map(_evidence, action.evidence)),
    )


def _evidence(evidence: EvidenceEntry) -> EvidenceEntry:
    evidence = without_file(evidence)
    return EvidenceEntry(
        title=tidy_line(evidence.title),
        kind=tidy_line(evidence.kind),
        note=tidy_text(evidence.note),
        link=tidy_line(evidence.link),
    )


def _rating(rating: Rating) -> Rating:
    return replace(
        rating,
        name=tidy_line(rating.name),
        meaning=tidy_text(rating.meaning),
        letter=tidy_line(rating.letter),
        glyph=tidy_line(rating.glyph),
        printed=tidy_line(rating.printed),
    )


def tidy_text(text: str) -> str:
    """Return a text as a document can hold it and gives it back."""
    written = _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n"))
    plain, _ = readable(written, None)  # as letters of the private area are read
    return clean(plain, Counter())


def tidy_line(text: str) -> str:
    """Return a text as a document can hold it, on one line."""
    return _BREAKS.sub(" ", tidy_text(text))
