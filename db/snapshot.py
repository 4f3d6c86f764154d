"""A plan file as one value: everything in it, its log and its files of evidence included."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from db import tables
from db.connection import reading
from db.fields import names_from_json
from db.file import Plan
from db.leads import leads_from_json
from db.log import read_events
from db.plan_entries import (
    ActionEntry,
    AgencyEntry,
    EvidenceEntry,
    FileEntry,
    PlanDocument,
    UpdateEntry,
)
from db.references import identity
from db.schema import entity_fields
from db.scheme_document import scheme_from_json
from db.state import agency_stands


def plan_document(plan: Plan) -> PlanDocument:
    """Return the whole plan as it stands, in the order in which its parts came in."""
    with reading(plan) as connection:
        return read_document(connection)


def read_document(connection: Connection) -> PlanDocument:
    """Return the whole plan as this connection sees it."""
    plan = tables.plan
    kept = [plan.c[field] for field in entity_fields(1)["plan"]]  # a file may be of any version
    facts = connection.execute(select(*kept)).mappings().one()
    agencies, named = _agencies(_in_order(connection, tables.agency, agency_stands()))
    updates: dict[str, list[UpdateEntry]] = defaultdict(list)
    for row in _in_order(connection, tables.progress_update):
        updates[row["action"]].append(
            UpdateEntry(date.fromisoformat(row["day"]), row["signed"], row["text"])
        )
    evidence: dict[str, list[EvidenceEntry]] = defaultdict(list)
    for row in _in_order(connection, tables.evidence):
        evidence[row["action"]].append(
            EvidenceEntry(
                *(
                    row[field] or ""
                    for field in ("title", "kind", "note", "link", "file_name", "file_sha256")
                )
            )
        )
    file = tables.evidence_file
    return PlanDocument(
        title=facts["title"] or "",
        introduction=facts["introduction"] or "",
        governance=facts["governance"] or "",
        version_label=facts["version_label"] or "",
        updated=_day(facts["updated"]),
        scheme=scheme_from_json(facts["scheme"]),
        agencies=agencies,
        actions=tuple(
            _action(row, named[row["agency"]], updates[row["id"]], evidence[row["id"]])
            for row in _in_order(connection, tables.action_now)
        ),
        log=read_events(connection),
        files=tuple(
            FileEntry(row.sha256, row.data)
            for row in connection.execute(select(file).order_by(file.c.sha256))
        ),
    )


def _agencies(rows: Sequence[Any]) -> tuple[tuple[AgencyEntry, ...], dict[str, str]]:
    """Return the agencies, and by id the name under which an action finds its own.

    One that was merged into another, and is there again since a returned copy had an action in it,
    may be called as the other's alias: names go before aliases, and each stands for one agency.
    """
    owners: dict[str, str] = {}
    first = sorted(rows, key=lambda row: row["withdrawn"] is not None)
    for row in first:
        owners.setdefault(identity(row["name"]), row["id"])
    for row in first:
        for alias in names_from_json(row["aliases"]):
            owners.setdefault(identity(alias), row["id"])
    entries = {
        row["id"]: AgencyEntry(
            row["name"],
            tuple(
                alias
                for alias in names_from_json(row["aliases"])
                if owners[identity(alias)] == row["id"]
            ),
        )
        for row in rows
        if owners[identity(row["name"])] == row["id"]
    }
    named = {row["id"]: entries[owners[identity(row["name"])]].name for row in rows}
    return tuple(entries.values()), named


def _in_order(
    connection: Connection, table: Table, stands: ColumnElement[bool] | None = None
) -> list[Any]:
    """Return what stands of an entity's rows, in the order of the log."""
    event = tables.event
    query = (
        select(table)
        .join(event, (event.c.entity == table.c.id) & (event.c.field == ""))
        .where(table.c.withdrawn.is_(None) if stands is None else stands)
        .order_by(event.c.seq)
    )
    return list(connection.execute(query).mappings())


def _action(
    row: Any, agency: str, updates: list[UpdateEntry], evidence: list[EvidenceEntry]
) -> ActionEntry:
    return ActionEntry(
        reference=row["reference"] or "",
        reference_cell=row["reference_cell"] or "",
        sources=tuple(json.loads(row["sources"] or "[]")),
        agency=agency,
        finding=row["finding"] or "",
        action=row["action"] or "",
        leads=leads_from_json(row["leads"] or "[]"),
        timescale=row["timescale"] or "",
        status=row["status"] or "",
        rating=row["rating"],
        due=_day(row["due"]),
        due_precision=row["due_precision"],
        forecast=_day(row["forecast"]),
        closed=row["closed"],
        updates=tuple(updates),
        evidence=tuple(evidence),
    )


def _day(cell: str | None) -> date | None:
    return None if cell is None else date.fromisoformat(cell)
