"""The log in sentences: what each row says, in the words of the plan.

Rows that only fill in what another row says (the parts of a progress update, the precision of a
due date, what loading brought in besides ratings) have no sentence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from db.dates import show_date, show_moment
from db.endings import ENDINGS
from db.event import Event, Kind, Origin
from db.fields import names_from_json
from db.leads import leads_from_json
from db.merge_record import MergeRecord, record_from_json
from db.rating import Scheme
from db.rows import HistoryEntry

_EDITED = {"finding": "Finding edited", "action": "Action edited"}
_LONG = 80
_SHOWN_HASH = 12


def history_line(entry: HistoryEntry) -> str:
    """Return `Rated Minor risk (was On track) by A. Author, 23 Nov 2026 14:02: reason`."""
    line = f"{entry.sentence} by {entry.author}, {show_moment(entry.at)}"
    return f"{line}: {entry.reason}" if entry.reason else line


def merged_agencies(events: Iterable[Event]) -> dict[str, str]:
    """Return, by batch, the agency that took another in.

    That is the one which was given the other's names, or its actions, by the same command.
    """
    gone, into = dict[str, str](), dict[str, str]()
    for event in events:
        cell = (event.etype, event.field)
        if cell == ("agency", "withdrawn"):
            gone[event.batch] = event.entity
        elif cell == ("agency", "aliases"):
            into[event.batch] = event.entity
        elif cell == ("action", "agency"):
            moved = event.old if event.origin == Origin.UNDO else event.new
            into.setdefault(event.batch, moved or "")
    return {batch: into[batch] for batch, one in gone.items() if into.get(batch, one) != one}


def sentence(
    event: Event,
    scheme: Scheme,
    agencies: Mapping[str, str],
    merged: Mapping[str, str] | None = None,
) -> str | None:
    """Return what a row of the log says, None for a row that says nothing by itself.

    `agencies` maps ids to names, `merged` is what `merged_agencies` found.
    """
    if event.kind == Kind.GENESIS:
        return f"Plan loaded from {event.new}"
    if event.kind == Kind.NOTE:
        return f"{_NOTED.get(event.field, event.field)} {event.new}"
    if event.kind == Kind.MERGE:
        return _merged(record_from_json(event.new))
    tell = _SENTENCES.get(event.etype, _nothing)
    if event.kind == Kind.SET and event.old == event.new and event.field != "rating":
        return None  # somebody has decided to leave it, which the decision itself says
    if event.field == "withdrawn" and event.etype != "proposal":
        return _withdrawn(event, agencies, (merged or {}).get(event.batch))
    if event.origin == Origin.UNDO:
        taken_back = event._replace(old=event.new, new=event.old)
        return _prefixed("Undone", tell(taken_back, scheme, agencies))
    said = tell(event, scheme, agencies)
    if event.origin == Origin.REDO:
        return _prefixed("Done again", said)
    if event.origin == Origin.LOADED and event.field != "rating":
        return None
    return said


def _merged(record: MergeRecord) -> str:
    """Return `Merged plan-health.db, the copy issued to Health (tip 9ab3…, SHA-256 31f2…)`."""
    copy = f", the copy issued to {_cut(record.sent_to)}" if record.sent_to else ""
    known = (("tip", record.tip), ("SHA-256", record.sha256))
    told = ", ".join(f"{name} {value[:_SHOWN_HASH]}" for name, value in known if value)
    return f"Merged {_cut(record.name) or 'a returned copy'}{copy}" + (f" ({told})" if told else "")


def _withdrawn(event: Event, agencies: Mapping[str, str], into: str | None) -> str:
    """Return what became of an entity as a whole: an agency was merged, or an addition undone."""
    what = event.etype.replace("_", " ").capitalize()
    if event.etype == "agency":
        what = f"Agency {agencies.get(event.entity) or ''}".rstrip()
    if into is not None:
        said = f"{what} merged into {agencies.get(into) or 'another'}"
        if not event.new:
            return f"Undone: {said[0].lower()}{said[1:]}"
        return f"Done again: {said[0].lower()}{said[1:]}" if event.origin == Origin.REDO else said
    if event.origin == Origin.UNDO and event.new:
        return f"{what} withdrawn (undone)"
    if event.origin == Origin.REDO and not event.new:
        return f"{what} put back (done again)"
    said = f"{what} {'withdrawn' if event.new else 'put back'}"
    return f"{said} (done again)" if event.origin == Origin.REDO else said


def _prefixed(prefix: str, said: str | None) -> str | None:
    return None if said is None else f"{prefix}: {said[0].lower()}{said[1:]}"


_NOTED = {"issued": "Issued to", "restored": "Put back from the backup of"}


def _nothing(_event: Event, _scheme: Scheme, _agencies: Mapping[str, str]) -> str | None:
    return None


def _of_action(event: Event, scheme: Scheme, agencies: Mapping[str, str]) -> str | None:
    if event.kind == Kind.CREATE:
        return "Action added"
    before, now = event.old, event.new
    if event.field == "rating":
        return _rated(scheme, before, now)
    if event.field == "closed":
        return f"Ended: {ENDINGS.get(now, now)}" if now else "Opened again"
    if event.field in _EDITED:
        return _EDITED[event.field]
    if event.field in ("due", "forecast"):
        name = "Due date" if event.field == "due" else "Forecast"
        return _changed(name, _day(before), _day(now), revised=event.field == "due")
    if event.field == "leads":
        return _changed("Leads", _leads(before), _leads(now))
    if event.field == "agency":
        return _changed("Agency", agencies.get(before or ""), agencies.get(now or ""))
    if event.field == "sources":
        return _changed("Sources", _listed(before), _listed(now))
    if event.field in ("reference", "timescale"):
        return _changed(event.field.capitalize(), _quoted(before), _quoted(now))
    return None


def _rated(scheme: Scheme, before: str | None, now: str | None) -> str:
    if now is None:
        return f"Rating taken back (was {_level(scheme, before)})"
    if before == now:
        return f"Rated {_level(scheme, now)} again"
    return f"Rated {_level(scheme, now)} (was {_level(scheme, before)})"


def _level(scheme: Scheme, code: str | None) -> str:
    if code is None:
        return "unrated"
    level = scheme.get(code)
    return code if level is None else level.name


def _changed(
    name: str, before: str | None, now: str | None, *, revised: bool = False
) -> str | None:
    if not now and not before:
        return None
    if not now:
        return f"{name} taken out (was {before})"
    if not before:
        return f"{name} set to {now}"
    return f"{name} {'revised' if revised else 'changed'} to {now} (was {before})"


def _day(cell: str | None) -> str | None:
    return None if cell is None else show_date(date.fromisoformat(cell))


def _leads(cell: str | None) -> str | None:
    return "; ".join(lead.raw for lead in leads_from_json(cell)) if cell else None


def _listed(cell: str | None) -> str | None:
    return ", ".join(json.loads(cell)) if cell else None


def _quoted(cell: str | None) -> str | None:
    return f"“{_cut(cell)}”" if cell else None


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else f"{line[: _LONG - 1].rstrip()}…"


def _of_agency(event: Event, _scheme: Scheme, _agencies: Mapping[str, str]) -> str | None:
    if event.field == "name":
        if event.old is None:
            return f"Agency {event.new} added"
        return f"Agency renamed to {event.new} (was {event.old})"
    return None


def _of_update(event: Event, _scheme: Scheme, _agencies: Mapping[str, str]) -> str | None:
    return f"Progress update: {_cut(event.new or '')}" if event.field == "text" else None


def _of_evidence(event: Event, _scheme: Scheme, _agencies: Mapping[str, str]) -> str | None:
    return f"Evidence added: {_cut(event.new or '')}" if event.field == "title" else None


def _of_document(event: Event, _scheme: Scheme, _agencies: Mapping[str, str]) -> str | None:
    return f"Read in: {event.new}" if event.kind == Kind.CREATE else None


def _of_proposal(event: Event, _scheme: Scheme, _agencies: Mapping[str, str]) -> str | None:
    if event.kind == Kind.CREATE:
        return _cut(event.new or "")
    return None


def _of_plan(event: Event, _scheme: Scheme, _agencies: Mapping[str, str]) -> str | None:
    if event.field == "checks_off":
        now = ", ".join(names_from_json(event.new))
        return f"Checks left out: {now}" if now else "No check is left out any more"
    name = _PLAN_DAYS.get(event.field)
    return None if name is None else _changed(name, _day(event.old), _day(event.new))


def _of_point(event: Event, _scheme: Scheme, _agencies: Mapping[str, str]) -> str | None:
    return f"Reporting point {event.new}" if event.kind == Kind.CREATE else None


def _of_chase(event: Event, _scheme: Scheme, _agencies: Mapping[str, str]) -> str | None:
    return f"Chased {event.new}" if event.kind == Kind.CREATE else None


_PLAN_DAYS = {
    "report_received": "Inspection report received: day",
    "statement_sent": "Written statement sent: day",
}

_SENTENCES = {
    "plan": _of_plan,
    "reporting_point": _of_point,
    "chase": _of_chase,
    "document": _of_document,
    "proposal": _of_proposal,
    "action": _of_action,
    "agency": _of_agency,
    "progress_update": _of_update,
    "evidence": _of_evidence,
}
