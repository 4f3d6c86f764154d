"""Which actions are wanted, and in which order: standing views, conditions, sort keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SOON_DAYS = 30
SILENT_DAYS = 30
WITHIN_DAYS = 14
"""So many days before an action is due its leads are asked how it stands."""


class View(StrEnum):
    """A standing view of the plan's actions."""

    ALL = "all"
    OVERDUE = "overdue"
    DUE_SOON = "due-soon"
    CHALLENGED = "challenged"
    UNRATED = "unrated"
    SILENT = "silent"
    DOUBTFUL = "doubtful"
    CLOSED = "closed"
    CONFLICTS = "conflicts"


VIEW_NAMES = {
    View.ALL: "All actions",
    View.OVERDUE: "Overdue",
    View.DUE_SOON: f"Due in {SOON_DAYS} days",
    View.CHALLENGED: "Challenged",
    View.UNRATED: "Unrated",
    View.SILENT: f"No update in {SILENT_DAYS} days",
    View.DOUBTFUL: "To check",
    View.CLOSED: "Closed",
    View.CONFLICTS: "To decide",
}


class SortKey(StrEnum):
    """What a list of actions is sorted by."""

    REFERENCE = "reference"
    RATING = "rating"
    DAYS = "days"
    ACTION = "action"
    LEAD = "lead"
    DUE = "due"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Order:
    """How a list of actions is sorted; ties go by reference.

    By days, the latest stand first; by rating, the gravest; `reverse` turns any order about.
    """

    key: SortKey = SortKey.REFERENCE
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """Which actions are wanted: every condition that is given must hold.

    `agency` is an agency's id, `lead` part of a lead's text, `lead_called` what exactly a lead is
    called in `Counts.leads`, `rating` a code of the scheme, `due_within` a number of days from
    today, `text` is looked for in reference, finding, action, leads and timescale.
    """

    view: View = View.ALL
    agency: str | None = None
    lead: str | None = None
    lead_called: str | None = None
    rating: str | None = None
    due_within: int | None = None
    text: str = ""
