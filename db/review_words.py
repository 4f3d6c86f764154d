"""The cells of a proposed change as people read them, and what each field is called."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.cells import shown_cell
from db.dates import read_stamp, show_date
from db.endings import ENDINGS
from db.event import Event
from db.fields import names_from_json
from db.proposed import Side
from db.queries import look_at_scheme
from db.rating import Scheme, is_milder, suggest

FIELD_NAMES = {
    "rating": "Rating",
    "due": "Due date",
    "due_precision": "Precision of the due date",
    "forecast": "Forecast",
    "reference": "Reference",
    "sources": "Sources",
    "agency": "Agency",
    "finding": "Finding",
    "action": "Action",
    "leads": "Leads",
    "timescale": "Timescale",
    "closed": "Ending",
    "title": "Title of the plan",
    "introduction": "Introduction",
    "governance": "Governance",
    "version_label": "Version of the plan",
    "updated": "Day the plan was updated",
    "name": "Agency's name",
    "aliases": "Agency's aliases",
    "withdrawn": "In the plan",
    "report_received": "Inspection report received",
    "statement_sent": "Written statement sent",
    "checks_off": "Checks left out",
}
_ENTITIES = {
    "action": "New action",
    "agency": "New agency",
    "progress_update": "Progress update",
    "evidence": "Evidence",
    "reporting_point": "Reporting point",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a plan calls its agencies and ratings; `agencies` maps ids to names, in their order."""

    scheme: Scheme
    agencies: dict[str, str]

    def cell(self, field: str, cell: str | None) -> str:
        """Return a cell as people read it."""
        if field == "rating":
            level = self.scheme.get(cell)
            return "Unrated" if cell is None else cell if level is None else level.name
        if field == "closed":
            return "not ended otherwise" if cell is None else ENDINGS.get(cell, cell)
        if field == "withdrawn":
            return "in the plan" if cell is None else "taken back out of the plan"
        if field == "aliases":
            return ", ".join(names_from_json(cell))
        if field == "checks_off":
            return ", ".join(names_from_json(cell)) or "none"
        return shown_cell(field, cell, self.agencies)

    def side(self, field: str, event: Event | None) -> Side:
        """Return a row of the log as one side of a change; None where nothing stood."""
        if event is None:
            return Side(self.cell(field, None))
        return Side(
            self.cell(field, event.new), event.author, read_stamp(event.at), event.reason or ""
        )


def rule_words(scheme: Scheme, rating: str | None, row: Mapping[str, Any], today: date) -> str:
    """Return what the rating rule says of an action whose `rating` is proposed; "" for nothing."""
    if not row.get("due"):
        return ""
    due = date.fromisoformat(row["due"])
    forecast = date.fromisoformat(row["forecast"]) if row["forecast"] else None
    theirs = scheme.get(rating)
    suggested = suggest(
        scheme,
        recorded=theirs,
        is_open=not (theirs and theirs.closes),
        due=due,
        forecast=forecast,
        today=today,
    )
    if suggested is None:
        return f"due {show_date(due)}; the rule says nothing of a rating that closes"
    milder = theirs is not None and is_milder(scheme, theirs, suggested)
    return (
        f"due {show_date(due)}; the rule suggests {suggested.name}"
        f"{', and theirs is milder' if milder else ''}"
    )


def look_at_words(connection: sqlite3.Connection) -> Words:
    """Return what the plan calls its agencies and ratings."""
    query = (
        "SELECT agency.id, agency.name FROM agency JOIN event ON event.entity = agency.id"
        " AND event.field = '' ORDER BY +event.seq"  # a few rows to sort, not the log to read
    )
    agencies = {one: name or "" for one, name in connection.execute(query)}
    return Words(look_at_scheme(connection), agencies)


def what(etype: str, field: str) -> str:
    """Return what a change is of, in people's words."""
    if not field:
        return _ENTITIES.get(etype, etype)
    if field == "withdrawn" and etype in ("progress_update", "evidence", "reporting_point"):
        return f"{_ENTITIES[etype]} kept"
    return FIELD_NAMES.get(field, field.replace("_", " ").capitalize())


def entry_text(connection: sqlite3.Connection, words: Words, etype: str, entity: str) -> str:
    """Return something new as a whole, such as an action, an update or a reporting point."""
    row = connection.execute(f"SELECT * FROM {etype} WHERE id = ?", [entity])
    cells = dict(zip((each[0] for each in row.description), row.fetchone(), strict=True))
    if etype == "action":
        lines = [cells["action"], words.cell("leads", cells["leads"]).replace("\n", "; ")]
        lines.append(cells["timescale"])
        return "\n".join(filter(None, lines))
    if etype == "progress_update":
        return cells["text"] or ""
    if etype == "evidence":
        shown = (cells[each] for each in ("title", "kind", "note", "link", "file_name"))
        return "\n".join(filter(None, shown))
    if etype == "reporting_point" and cells["day"]:
        return f"{cells['name'] or ''} ({show_date(date.fromisoformat(cells['day']))})"
    return cells["name"] or ""
