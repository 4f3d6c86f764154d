"""A plan file as one value: everything in it, its log and its files of evidence included."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, select

from db import tables
from db.connection import reading
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
from db.scheme_document import scheme_from_json


def plan_document(plan: Plan) -> PlanDocument:
    """Return the whole plan as it stands, in the order in which its parts came in."""
    with reading(plan) as connection:
        return read_document(connection)


def read_document(connection: Connection) -> PlanDocument:
    """Return the whole plan as this connection sees it."""
    facts = connection.execute(select(tables.plan)).mappings().one()
    agencies = {row["id"]: row for row in _in_order(connection, tables.agency)}
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
        agencies=tuple(
            AgencyEntry(row["name"], tuple(json.loads(row["aliases"] or "[]")))
            for row in agencies.values()
        ),
        actions=tuple(
            _action(row, agencies[row["agency"]]["name"], updates[row["id"]], evidence[row["id"]])
            for row in _in_order(connection, tables.action_now)
        ),
        log=read_events(connection),
        files=tuple(
            FileEntry(row.sha256, row.data)
            for row in connection.execute(select(file).order_by(file.c.sha256))
        ),
    )


def _in_order(connection: Connection, table: Table) -> list[Any]:
    """Return what stands of an entity's rows, in the order of the log."""
    event = tables.event
    query = (
        select(table)
        .join(event, (event.c.entity == table.c.id) & (event.c.field == ""))
        .where(table.c.withdrawn.is_(None))
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
