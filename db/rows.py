"""What the store hands out: values read from a plan.

Screens, exports and the command line see these and never a database row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.leads import Lead
    from db.selection import View


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action as it stands: a line of the table.

    `days_overdue` counts the days since the due date, negative while it lies ahead. `rating` and
    `suggested_rating` are codes of the scheme. `last_update` is the day of the newest progress
    update. `closed` is how it was ended otherwise, None unless it was.
    """

    id: str
    reference: str
    sources: tuple[str, ...]
    agency_id: str
    agency: str
    finding: str
    action: str
    leads: tuple[Lead, ...]
    timescale: str
    status: str
    due: date | None
    due_precision: str | None
    forecast: date | None
    rating: str | None
    suggested_rating: str | None
    challenged: bool
    days_overdue: int | None
    overdue: bool
    open: bool
    closed: str | None
    last_update: date | None


@dataclass(frozen=True, slots=True)
class Revision:
    """A due date that was given anew, by whom, when and why."""

    before: date | None
    after: date | None
    author: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ProgressUpdate:
    """A dated, signed entry of what was done."""

    id: str
    day: date
    signed: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows impact: a link, or a file kept inside the plan."""

    id: str
    title: str
    kind: str
    note: str
    link: str
    file_name: str
    file_sha256: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file of evidence: the id of the `evidence` that names it, and how it came in.

    `number` counts the files of its action, from 1; `size` is in bytes, None where the content is
    missing.
    """

    evidence: str
    reference: str
    number: int
    name: str
    size: int | None
    sha256: str
    title: str
    kind: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One sentence of the log: what was done, by whom, when, why; `field` is the cell's.

    `counted` is false for what came in beside another value, and was never shown.
    """

    seq: int
    field: str
    at: datetime
    author: str
    sentence: str
    reason: str
    origin: str
    reference: str
    hash: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class ActionDetail:
    """One action, whole. Updates, evidence and history stand newest first."""

    row: ActionRow
    reference_cell: str
    agreed_due: date | None
    revisions: tuple[Revision, ...]
    updates: tuple[ProgressUpdate, ...]
    evidence: tuple[Evidence, ...]
    history: tuple[HistoryEntry, ...]


@dataclass(frozen=True, slots=True)
class AgencyCount:
    """An agency of the tree: its actions, those overdue, and how many carry each rating.

    `ratings` maps a code (None: unrated) to a number.
    """

    id: str
    name: str
    actions: int
    overdue: int
    ratings: dict[str | None, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeadCount:
    """A lead of the tree, with the actions that name them."""

    name: str
    actions: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What the tree shows: agencies, standing views and leads, each with its numbers.

    `conflicts` is how many wait for a decision, `proposed` how many changes of documents that were
    read in; the view of both counts their actions.
    """

    agencies: tuple[AgencyCount, ...]
    views: dict[View, int]
    leads: tuple[LeadCount, ...]
    conflicts: int = 0
    proposed: int = 0


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The plan as a whole: what the header shows."""

    id: str
    title: str
    version_label: str
    updated: date | None
    introduction: str
    governance: str
    tip: str
    events: int
