"""From a plan document into an empty plan file: the first rows of its log."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import insert

from db import tables
from db.additions import append_evidence, keep_file
from db.changes import append_update
from db.connection import writing
from db.errors import Refused
from db.event import Event, Kind, Origin, hash_of
from db.fields import names_to_json
from db.file import Plan
from db.leads import leads_to_json
from db.log import LogWriter
from db.plan_entries import ActionEntry, PlanDocument
from db.scheme_document import scheme_to_json
from db.signature import Signature
from db.snapshot import read_document


def load_document(plan: Plan, document: PlanDocument, *, by: Signature, source: str) -> None:
    """Fill an empty plan file with `document`, in one transaction. `source` names its origin.

    A document that brings its log is taken over row by row, with the authors and times it has,
    provided that the log is sound and says what the document says. Raises Refused otherwise.
    """
    with writing(plan) as connection:
        if document.log:
            connection.execute(insert(tables.event), [each._asdict() for each in document.log])
            _check_log(document.log)
        else:
            log = LogWriter(connection, by, Origin.LOADED)
            _append_document(log, document, source)
            log.write()
        for file in document.files:
            if hashlib.sha256(file.data).hexdigest() != file.sha256:
                raise Refused(f"the file {file.sha256[:12]} is not what its SHA-256 says")
            keep_file(connection, file.sha256, file.data)
        kept = read_document(connection)
    if document.log and replace(kept, log=()) != replace(document, log=()):
        raise Refused(
            "the document's content is not what its log says; take out its log to load the"
            " content as a new plan"
        )


def _check_log(log: tuple[Event, ...]) -> None:
    for event in log:
        if hash_of(event) != event.hash:
            raise Refused(f"row {event.seq} of the document's log is not what its hash says")


def _append_document(log: LogWriter, document: PlanDocument, source: str) -> None:
    plan = log.create("plan", kind=Kind.GENESIS, new=source)
    facts: dict[str, str | None] = {
        "title": document.title,
        "introduction": document.introduction,
        "governance": document.governance,
        "version_label": document.version_label,
        "updated": _iso(document.updated),
        "scheme": scheme_to_json(document.scheme),
    }
    for field, cell in facts.items():
        log.set("plan", plan, field, cell)
    agencies = {}
    for agency in document.agencies:
        agencies[agency.name] = log.create("agency")
        log.set("agency", agencies[agency.name], "name", agency.name)
        log.set("agency", agencies[agency.name], "aliases", names_to_json(agency.aliases))
    for entry in document.actions:
        append_entry(log, entry, agencies[entry.agency], why="as published")


def append_entry(log: LogWriter, entry: ActionEntry, agency: str, *, why: str) -> str:
    """Append an action with all that is said of it, and return its id.

    `agency` is an agency's id, `why` stands as the reason beside a rating.
    """
    action = log.create("action")
    cells: dict[str, str | None] = {
        "reference": entry.reference,
        "reference_cell": entry.reference_cell,
        "sources": names_to_json(entry.sources),
        "agency": agency,
        "finding": entry.finding,
        "action": entry.action,
        "leads": leads_to_json(entry.leads),
        "timescale": entry.timescale,
        "status": entry.status,
        "due": _iso(entry.due),
        "due_precision": entry.due_precision,
        "forecast": _iso(entry.forecast),
        "closed": entry.closed,
    }
    for field, cell in cells.items():
        log.set("action", action, field, cell)
    if entry.rating is not None:
        log.set("action", action, "rating", entry.rating, reason=why)
    for update in entry.updates:
        append_update(log, action, update.text, day=update.day, signed=update.signed)
    for evidence in entry.evidence:
        append_evidence(log, action, asdict(evidence))
    return action


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
