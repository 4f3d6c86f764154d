"""What a person adds to a plan: actions, agencies, evidence. One transaction of log rows each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from db import tables
from db.changes import Outcome, check_agency
from db.errors import Refused
from db.fields import check_field, names_from_json, names_to_json
from db.file import Plan
from db.leads import leads_to_json, read_leads
from db.log import LogWriter, changing
from db.plain_text import check_line, check_said, check_text, is_blank
from db.references import identity
from db.signature import Signature
from db.sizes import check_file, check_plan_size
from db.state import (
    agency_stands,
    read_plan_date,
    read_states,
    reference_taken,
    stale_name,
)
from db.timescale import read_timescale


@dataclass(frozen=True, slots=True)
class NewAction:
    """What is typed of a new action; `agency` is an agency's id, `leads` one lead a line."""

    reference: str
    agency: str
    action: str
    finding: str = ""
    leads: str = ""
    timescale: str = ""


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """What is typed of evidence; `file` is the content to keep inside the plan, with its name."""

    title: str
    kind: str = ""
    note: str = ""
    link: str = ""
    file_name: str = ""
    file: bytes | None = None


def add_action(plan: Plan, new: NewAction, *, by: Signature, reason: str = "") -> Outcome:
    """Add an action, unrated, its due date read from the timescale. Raises Refused."""
    reference = check_line(new.reference, "the reference")
    check_said(new.action, "the text of an action")
    with changing(plan, by) as log:
        if reference_taken(log.connection, reference):
            raise Refused(f"there is an action {reference} already; references are unique")
        check_agency(log.connection, new.agency)
        reading = read_timescale(new.timescale, read_plan_date(log.connection))
        created = log.create("action")
        cells: dict[str, str | None] = {
            "reference": reference,
            "reference_cell": reference,
            "sources": "[]",
            "agency": new.agency,
            "finding": check_text(new.finding, "the finding"),
            "action": check_text(new.action, "the action"),
            "leads": leads_to_json(read_leads(check_text(new.leads, "the leads"))),
            "timescale": check_text(new.timescale, "the timescale"),
            "status": "",
            "due": None if reading.due is None else reading.due.isoformat(),
            "due_precision": None if reading.precision is None else str(reading.precision),
        }
        for field, cell in cells.items():
            log.set("action", created, field, cell, reason=reason.strip())
    return Outcome(log.outcome, created=created)


def agencies_as_spelt(connection: Connection) -> dict[str, str]:
    """Return the id of each agency by its name and its aliases; a name goes before an alias."""
    rows = connection.execute(select(tables.agency).where(agency_stands())).all()
    aliases = {name: row.id for row in rows for name in names_from_json(row.aliases)}
    return aliases | {row.name: row.id for row in rows}


def agency_names(connection: Connection) -> dict[str, str]:
    """Return every name and alias of the agencies, as readers take it, with the agency's id."""
    return {identity(name): one for name, one in agencies_as_spelt(connection).items()}


def add_agency(plan: Plan, name: str, *, by: Signature, reason: str = "") -> Outcome:
    """Add an agency at the end of the plan. Raises Refused for a blank or taken name."""
    said, why = agency_name(name), check_text(reason, "the reason").strip()
    with changing(plan, by) as log:
        if identity(said) in agency_names(log.connection):
            raise Refused(f"there is an agency {said!r} already")
        created = log.create("agency")
        log.set("agency", created, "name", said, reason=why)
        log.set("agency", created, "aliases", names_to_json(()))
    return Outcome(log.outcome, created=created)


def rename_agency(
    plan: Plan,
    agency: str,
    name: str,
    *,
    by: Signature,
    reason: str = "",
    seen: str | None = None,
) -> Outcome:
    """Give the agency with this id another name; the old one becomes an alias.

    `seen` is the name that the person had before them: where it is another meanwhile, nothing is
    changed and the quarrel returned. Raises Refused.
    """
    said, why = agency_name(name), check_text(reason, "the reason").strip()
    with changing(plan, by) as log:
        check_agency(log.connection, agency)
        holder = agency_names(log.connection).get(identity(said))
        if holder not in (None, agency):
            raise Refused(f"there is an agency {said!r} already")
        _, before = log.cell(agency, "name")
        _, aliases = log.cell(agency, "aliases")
        if quarrel := stale_name(log.connection, agency, before, said, seen):
            return Outcome(None, (quarrel,))
        kept = [each for each in json.loads(aliases or "[]") if each != said]
        if before is not None and before != said:
            log.set("agency", agency, "name", said, reason=why)
            log.set("agency", agency, "aliases", names_to_json((*kept, before)), reason=why)
    return Outcome(log.outcome)


def agency_name(name: str) -> str:
    """Return a typed name as an agency can have it. Raises Refused."""
    said = " ".join(check_line(name, "the agency's name").split())
    if len(said) > 200:
        raise Refused(f"an agency's name has at most 200 characters, this one {len(said)}")
    return said


def add_evidence(plan: Plan, action: str, new: NewEvidence, *, by: Signature) -> Outcome:
    """Add evidence to an action, with a link or a file kept inside the plan. Raises Refused.

    The file is kept byte for byte under its SHA-256, once however often it is named.
    """
    title = check_line(new.title, "the title of the evidence")
    if new.file is not None:
        check_field("evidence", "file_name", new.file_name, "the file's name")
        check_file(new.file_name, len(new.file))
    cells: Mapping[str, str] = {
        "title": title,
        "kind": new.kind.strip(),
        "note": new.note,
        "link": new.link.strip(),
        "file_name": "" if new.file is None else new.file_name,
        "file_sha256": "" if new.file is None else hashlib.sha256(new.file).hexdigest(),
    }
    for field, cell in cells.items():
        check_text(cell, f"the {field} of the evidence".replace("_", " "))
    with changing(plan, by) as log:
        read_states(log.connection, [action])
        if new.file is not None and not _keeps(log.connection, cells["file_sha256"]):
            check_plan_size(_plan_size(log.connection), len(new.file))
        created = append_evidence(log, action, cells)
        log.write()
        if new.file is not None:
            keep_file(log.connection, cells["file_sha256"], new.file)
    return Outcome(log.outcome, created=created)


def append_evidence(
    log: LogWriter, action: str, cells: Mapping[str, str], *, reason: str = ""
) -> str:
    """Append the events of one piece of evidence; empty cells are left unsaid. Returns its id."""
    entity = log.create("evidence")
    log.set("evidence", entity, "action", action)
    for field, cell in cells.items():
        if not is_blank(cell):
            log.set("evidence", entity, field, cell, reason=reason)
    return entity


def keep_file(connection: Connection, sha256: str, data: bytes) -> None:
    """Put a file's content into the plan unless it is there; evidence must name it already."""
    if not _keeps(connection, sha256):
        connection.execute(insert(tables.evidence_file), {"sha256": sha256, "data": data})


def _keeps(connection: Connection, sha256: str) -> bool:
    file = tables.evidence_file
    return connection.scalar(select(file.c.sha256).where(file.c.sha256 == sha256)) is not None


def _plan_size(connection: Connection) -> int:
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
