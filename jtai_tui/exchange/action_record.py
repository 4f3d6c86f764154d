"""One action as keys and values that programs read: the words of the plan, days in ISO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from db.as_at import Moment
from db.dates import stamp
from db.leads import lead_to_dict
from db.rows import ActionRow, Revision
from db.slipping import slipping
from db.travel import Travel

Record = dict[str, object]

KEYS = (
    "reference", "sources", "agency", "finding", "action", "leads", "timescale", "due",
    "agreed_due", "revisions", "forecast", "rating", "suggested_rating", "challenged",
    "days_overdue", "open", "times_revised", "days_moved", "direction", "direction_since",
)  # fmt: skip
"""The keys of an action, in their order."""

DueDates = Mapping[str, tuple[date | None, Sequence[Revision]]]
"""For each action's id the agreed due date and the revisions since, newest first."""


def action_records(
    rows: Iterable[ActionRow], due_dates: DueDates, travel: Travel | None = None
) -> list[Record]:
    """Return the actions in their order, each with the keys of `KEYS`."""
    return [action_record(row, *due_dates.get(row.id, (None, ())), travel) for row in rows]


def action_record(
    row: ActionRow,
    agreed: date | None,
    revisions: Sequence[Revision],
    travel: Travel | None = None,
) -> Record:
    """Return one action. Ratings are codes of the plan's scheme; revisions are oldest first.

    `days_overdue` are the days since the due date of an open action, negative ahead of it;
    `days_moved` those from the agreed date to the due date. `direction` is a word of
    `db.direction`, against how the action stood at the moment of `travel`; `direction_since` is
    that moment's day.
    """
    slipped = slipping(agreed, revisions, row.due)
    return {
        "reference": row.reference,
        "sources": list(row.sources),
        "agency": row.agency,
        "finding": row.finding,
        "action": row.action,
        "leads": [lead_to_dict(lead) for lead in row.leads],
        "timescale": row.timescale,
        "due": iso(row.due),
        "agreed_due": iso(agreed),
        "revisions": [revision_record(each) for each in reversed(revisions)],
        "forecast": iso(row.forecast),
        "rating": row.rating,
        "suggested_rating": row.suggested_rating,
        "challenged": row.challenged,
        "days_overdue": row.days_overdue if row.open else None,
        "open": row.open,
        "times_revised": slipped.times,
        "days_moved": slipped.days,
        "direction": None if travel is None else travel.of(row),
        "direction_since": None if travel is None else iso(travel.moment.day),
    }


def revision_record(revision: Revision) -> Record:
    """Return a revision: from and to which day, who gave it, when, and why."""
    return {
        "from": iso(revision.before),
        "to": iso(revision.after),
        "author": revision.author,
        "at": stamp(revision.at),
        "reason": revision.reason or None,
    }


def as_at_record(moment: Moment) -> dict[str, str | None]:
    """Return what marks a record as of a moment: its day, and the reporting point's name."""
    point = None if moment.point is None else moment.point.name
    return {"as_at": iso(moment.day), "as_at_point": point}


def iso(day: date | None) -> str | None:
    """Return a day as `2020-06-30`, None for none."""
    return None if day is None else day.isoformat()
