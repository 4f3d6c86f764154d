"""A whole plan as JSON, both ways (docs/plan-format.md).

Reading names every fault in one go; a faulty plan yields nothing. What is written in the full
form is read back the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date
from typing import Any, get_type_hints

from db.endings import ENDINGS
from db.event import EVENT_FIELDS, Event
from db.leads import Lead, LeadKind, lead_to_dict, read_lead
from db.plain_text import is_blank
from db.plan_check import Fault, Part, PlanFaults, decode
from db.plan_entries import (
    ActionEntry,
    AgencyEntry,
    EvidenceEntry,
    FileEntry,
    PlanDocument,
    UpdateEntry,
)
from db.rating import Scheme
from db.references import identity
from db.scheme_document import (
    read_scheme_part,
    scheme_from_json,
    scheme_to_json,
    scheme_to_list,
)
from db.sizes import MOST_FILE_BYTES, MOST_PLAN_BYTES

__all__ = [
    "ENDINGS",
    "FORMAT",
    "PUBLISHED",
    "ActionEntry",
    "AgencyEntry",
    "EvidenceEntry",
    "FileEntry",
    "PlanDocument",
    "PlanFaults",
    "UpdateEntry",
    "document_from_json",
    "document_to_json",
    "read_plan_text",
    "scheme_from_json",
    "scheme_to_json",
    "write_plan_text",
]

FORMAT = "jtai-plan/1"
PUBLISHED = "as published"
"""Who signs the progress text that a plan was published with."""

_PLAN_KEYS = (
    "format", "title", "introduction", "governance", "version_label", "updated", "scheme",
    "agencies", "actions", "log", "files",
)  # fmt: skip
_ACTION_KEYS = (
    "reference", "reference_cell", "sources", "agency", "finding", "action", "leads", "timescale",
    "status", "rating", "due", "due_precision", "forecast", "closed", "progress", "updates",
    "evidence",
)  # fmt: skip
_LEAD_KEYS = tuple(field.name for field in fields(Lead))
_EVIDENCE_KEYS = tuple(field.name for field in fields(EvidenceEntry))
_EVENT_TYPES = get_type_hints(Event)
_MOST = 2**63 - 1


def read_plan_text(text: str | bytes) -> PlanDocument:
    """Return the plan that a JSON text holds. Raises PlanFaults where it isn't one."""
    return document_from_json(decode(text))


def write_plan_text(document: PlanDocument) -> str:
    """Return the plan as JSON text, which `read_plan_text` reads back without loss."""
    return json.dumps(document_to_json(document), ensure_ascii=False, indent=1) + "\n"


def document_from_json(data: object) -> PlanDocument:
    """Return the plan that JSON data holds. Raises PlanFaults naming all that is wrong with it."""
    faults: list[Fault] = []
    root = Part(data, "", faults)
    document = _read_plan(root) if root.has_keys(_PLAN_KEYS) else None
    if document is None or faults:
        raise PlanFaults(faults)
    return document


def document_to_json(document: PlanDocument) -> dict[str, object]:
    """Return the plan JSON-ready in its full form: `document_from_json` gives it back the same."""
    return {
        "format": FORMAT,
        "title": document.title,
        "introduction": document.introduction,
        "governance": document.governance,
        "version_label": document.version_label,
        "updated": _iso(document.updated),
        "scheme": scheme_to_list(document.scheme),
        "agencies": [
            {"name": agency.name, "aliases": list(agency.aliases)} for agency in document.agencies
        ],
        "actions": [_action_to_json(action) for action in document.actions],
        "log": [{name: getattr(event, name) for name in EVENT_FIELDS} for event in document.log],
        "files": [
            {"sha256": file.sha256, "data": base64.b64encode(file.data).decode("ascii")}
            for file in document.files
        ],
    }


def _action_to_json(action: ActionEntry) -> dict[str, object]:
    return {
        "reference": action.reference,
        "reference_cell": action.reference_cell,
        "sources": list(action.sources),
        "agency": action.agency,
        "finding": action.finding,
        "action": action.action,
        "leads": [lead_to_dict(lead) for lead in action.leads],
        "timescale": action.timescale,
        "status": action.status,
        "rating": action.rating,
        "due": _iso(action.due),
        "due_precision": action.due_precision,
        "forecast": _iso(action.forecast),
        "closed": action.closed,
        "updates": [
            {"date": update.day.isoformat(), "signed": update.signed, "text": update.text}
            for update in action.updates
        ],
        "evidence": [asdict(evidence) for evidence in action.evidence],
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_plan(root: Part) -> PlanDocument:
    _check_format(root["format"])
    title = root["title"].line(said=True)
    introduction, governance = root["introduction"].text(""), root["governance"].text("")
    label = root["version_label"].line("")
    updated = root["updated"].day_or_none()
    scheme = _default_scheme() if root["scheme"].absent else read_scheme_part(root["scheme"])
    log = tuple(_read_event(part) for part in root["log"].objects(EVENT_FIELDS, optional=True))
    agencies, names = _read_agencies(root["agencies"], merged=bool(log))
    files = list(_read_files(root["files"]))
    kept = {file.sha256 for _, file in files}
    actions = tuple(_read_actions(root["actions"], names, scheme, updated, kept, merged=bool(log)))
    named = {evidence.file_sha256 for action in actions for evidence in action.evidence}
    named |= {event.new or "" for event in log if event.field == "file_sha256"}
    for part, file in files:
        if file.sha256 not in named:
            part["sha256"].fault("a file that some evidence names")
    return PlanDocument(
        title=title,
        introduction=introduction,
        governance=governance,
        version_label=label,
        updated=updated,
        scheme=scheme,
        agencies=agencies,
        actions=actions,
        log=log,
        files=tuple(file for _, file in files),
    )


def _check_format(part: Part) -> None:
    name = part.line(said=True)
    family, _, version = name.partition("/")
    if family == FORMAT.partition("/")[0] and version.isdecimal() and name != FORMAT:
        part.fault(f"'{FORMAT}', the version that this jtai reads")
    elif name and name != FORMAT:
        part.fault(f"'{FORMAT}'")


def _default_scheme() -> Scheme:
    """Return the published plan's scheme, which a plan without one of its own is rated by."""
    from db.seed import seed_text  # noqa: PLC0415  the seed is itself read by this module

    faults: list[Fault] = []
    return read_scheme_part(Part(decode(seed_text()), "", faults)["scheme"])


def _read_agencies(part: Part, *, merged: bool) -> tuple[tuple[AgencyEntry, ...], dict[str, str]]:
    """Return the agencies, and each folded name and alias with the name it stands for.

    In a plan that brings its log, copies may have been `merged` that each had one of a name.
    """
    agencies: list[AgencyEntry] = []
    owners: dict[str, AgencyEntry] = {}
    for entry in part.objects(("name", "aliases")):
        name = entry["name"].line(said=True)
        aliases = list(entry["aliases"].items(optional=True))
        agency = AgencyEntry(name, tuple(alias.line(said=True) for alias in aliases))
        agencies.append(agency)
        for at, text in zip((entry["name"], *aliases), (name, *agency.aliases), strict=True):
            taken = owners.setdefault(_fold(text), agency) is not agency
            if text and taken and not merged:
                at.fault("a name that no other agency has")
    return tuple(agencies), {folded: agency.name for folded, agency in owners.items()}


def _read_actions(
    part: Part,
    agencies: dict[str, str],
    scheme: Scheme,
    updated: date | None,
    kept: set[str],
    *,
    merged: bool,
) -> Iterator[ActionEntry]:
    owners: dict[str, Part] = {}
    for entry in part.objects(_ACTION_KEYS):
        action = _read_action(entry, agencies, scheme, updated, kept)
        owner = owners.setdefault(identity(action.reference), entry)
        if action.reference and owner is not entry and not merged:
            entry["reference"].fault(f"a reference of its own, not that of {owner.path}")
        yield action


def _read_action(
    part: Part, agencies: dict[str, str], scheme: Scheme, updated: date | None, kept: set[str]
) -> ActionEntry:
    reference = part["reference"].line(said=True)
    agency = part["agency"].line(said=True)
    if agency and _fold(agency) not in agencies:
        part["agency"].fault("the name or an alias of one of the agencies")
    timescale = part["timescale"].text("")
    due, precision = _read_due(part, timescale, updated)
    rating, closed = part["rating"], part["closed"]
    return ActionEntry(
        reference=reference,
        reference_cell=part["reference_cell"].text(reference),
        sources=tuple(item.line(said=True) for item in part["sources"].items(optional=True)),
        agency=agencies.get(_fold(agency), ""),
        finding=part["finding"].text(""),
        action=part["action"].text(said=True),
        leads=tuple(_read_lead(item) for item in part["leads"].items(optional=True)),
        timescale=timescale,
        status=part["status"].text(""),
        rating=None if rating.empty else rating.one_of(level.code for level in scheme),
        due=due,
        due_precision=precision,
        forecast=part["forecast"].day_or_none(),
        closed=None if closed.empty else closed.one_of(ENDINGS),
        updates=tuple(_read_updates(part, updated)),
        evidence=tuple(
            _read_evidence(item, kept)
            for item in part["evidence"].objects(_EVIDENCE_KEYS, optional=True)
        ),
    )


def _read_due(part: Part, timescale: str, updated: date | None) -> tuple[date | None, str | None]:
    """Return the due date and its precision: as given, or what the timescale means."""
    from db.timescale import Precision, read_timescale  # noqa: PLC0415  brings in dateutil

    day = part["due"].day_or_none()
    precision = part["due_precision"]
    if day is None and not precision.empty:
        precision.fault("none, as no due date stands beside it")
    if part["due"].absent:
        reading = read_timescale(timescale, plan_date=updated)
        return reading.due, reading.precision and reading.precision.value
    if day is None:
        return None, None
    if precision.absent:
        return day, Precision.DAY.value
    return day, None if precision.empty else precision.one_of(Precision)


def _read_lead(part: Part) -> Lead:
    if part.is_text:
        return read_lead(_read_raw(part))
    if not part.has_keys(_LEAD_KEYS):
        return read_lead("")
    raw, kind = _read_raw(part["raw"]), part["kind"].one_of(LeadKind)
    name, organisation, post = (part[key].line("") for key in ("name", "organisation", "post"))
    return Lead(raw, name, organisation, post, LeadKind(kind) if kind else LeadKind.BODY)


def _read_raw(part: Part) -> str:
    raw = part.line(said=True)
    if ";" in raw:
        part.fault("one lead, without the ; that parts leads")
    return raw


def _read_updates(part: Part, updated: date | None) -> Iterator[UpdateEntry]:
    if not part["progress"].absent:
        text = part["progress"].text()
        if not part["updates"].absent:
            part["progress"].fault("either progress or updates", "both")
        elif not is_blank(text) and updated is None:
            part["progress"].fault("a plan with an updated date, to date this progress by", "none")
        elif not is_blank(text):
            yield UpdateEntry(updated or date.min, PUBLISHED, text)
    for entry in part["updates"].objects(("date", "signed", "text"), optional=True):
        day, signed = entry["date"].day(), entry["signed"].line(said=True)
        yield UpdateEntry(day, signed, entry["text"].text(said=True))


def _read_evidence(part: Part, kept: set[str]) -> EvidenceEntry:
    evidence = EvidenceEntry(
        title=part["title"].line(said=True),
        kind=part["kind"].line(""),
        note=part["note"].text(""),
        link=part["link"].line(""),
        file_name=part["file_name"].line(""),
        file_sha256=part["file_sha256"].line(""),
    )
    if evidence.file_sha256 and evidence.file_sha256 not in kept:
        part["file_sha256"].fault("the sha256 of one of the plan's files")
    if bool(evidence.file_name) != bool(evidence.file_sha256):
        part["file_name"].fault("a name and a file_sha256, or neither of them")
    if evidence.file_name in {".", ".."} or set(evidence.file_name) & set("/\\"):
        part["file_name"].fault("a file's own name, without folders")
    return evidence


def _read_event(part: Part) -> Event:
    values: dict[str, Any] = {}
    for name, kind in _EVENT_TYPES.items():
        entry = part[name]
        if kind is int:
            values[name] = entry.whole(0, _MOST)
        elif kind is str or not entry.is_null:
            values[name] = entry.text()
        else:
            values[name] = None
    return Event(**values)


def _read_files(part: Part) -> Iterator[tuple[Part, FileEntry]]:
    seen: set[str] = set()
    total = 0
    for entry in part.objects(("sha256", "data"), optional=True):
        name = entry["sha256"].line(said=True)
        data = entry["data"].base64()
        if name and name != hashlib.sha256(data).hexdigest():
            entry["sha256"].fault("the SHA-256 of data, in small hex digits")
        if name in seen:
            entry["sha256"].fault("a file that doesn't stand here already")
        if not data and entry["data"].sound:
            entry["data"].fault("a file that is not empty", "0 bytes")
        if len(data) > MOST_FILE_BYTES:
            entry["data"].fault(f"at most {MOST_FILE_BYTES:,} bytes", f"{len(data):,}")
        seen.add(name)
        total += len(data)
        yield entry, FileEntry(name, data)
    if total > MOST_PLAN_BYTES:
        part.fault(f"at most {MOST_PLAN_BYTES:,} bytes in all", f"{total:,}")


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
