"""From what people type to what a field keeps, and back.

A field keeps text: a day in ISO, leads and sources as JSON, an agency as its id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from db.dates import read_date, show_date
from db.errors import Refused
from db.fields import names_from_json, names_to_json
from db.leads import leads_from_json, leads_to_json, read_leads, show_leads
from db.plain_text import check_text, is_blank
from db.references import identity
from db.rows import ActionRow
from db.schema import DAY_FIELDS
from db.timescale import Precision, explain, read_timescale


def read_day(text: str, plan_date: date | None = None) -> tuple[date, Precision]:
    """Return the day that a typed text means, and how exact it is: `30/6/2020`, `End June 2020`.

    Raises Refused with the reason, and a suggestion where there is one.
    """
    try:
        return read_date(text), Precision.DAY
    except ValueError:
        reading = read_timescale(text, plan_date)
    if reading.due is None or reading.precision is None:
        raise Refused(f"{text.strip()!r} gives no day ({explain(reading)}); write 30 Jun 2020")
    return reading.due, reading.precision


def typed_cells(
    field: str, text: str, agencies: Mapping[str, str], plan_date: date | None = None
) -> dict[str, str | None]:
    """Return the cells that a field's typed text fills, by field.

    `agencies` maps every name and alias to an agency's id. A day brings its
    precision with it. Raises Refused where the text means nothing for the field.
    """
    check_text(text, f"the {field}")
    blank = is_blank(text)
    if field == "due":
        day, precision = read_day(text, plan_date)
        return {"due": day.isoformat(), "due_precision": str(precision)}
    if field == "forecast":
        return {"forecast": None if blank else read_day(text, plan_date)[0].isoformat()}
    if field == "leads":
        return {"leads": leads_to_json(read_leads(text))}
    if field == "sources":
        return {
            "sources": names_to_json(
                each for each in re.split(r"[\s,;]+", text) if not is_blank(each)
            )
        }
    if field == "agency":
        return {"agency": find_agency(text, agencies)}
    return {field: text}


def find_agency(name: str, agencies: Mapping[str, str]) -> str:
    """Return the id of the agency called `name`, or of the only one whose name holds it.

    `agencies` maps names and aliases to ids. Raises Refused, with the names that there are.
    """
    wanted = identity(name)
    exact = [one for known, one in agencies.items() if identity(known) == wanted]
    near = {one for known, one in agencies.items() if wanted and wanted in identity(known)}
    if exact or len(near) == 1:
        return exact[0] if exact else near.pop()
    known = "; ".join(agencies)
    raise Refused(f"{name!r} is {'not one' if near else 'no'} agency of this plan; it has: {known}")


def cells_of(row: ActionRow) -> dict[str, str | None]:
    """Return the editable fields of a row as its cells keep them: what a person had seen."""
    return {
        "reference": row.reference,
        "sources": names_to_json(row.sources),
        "agency": row.agency_id,
        "finding": row.finding,
        "action": row.action,
        "leads": leads_to_json(row.leads),
        "timescale": row.timescale,
        "due": None if row.due is None else row.due.isoformat(),
        "due_precision": row.due_precision,
        "forecast": None if row.forecast is None else row.forecast.isoformat(),
    }


def shown_cell(field: str, cell: str | None, agencies: Mapping[str, str]) -> str:
    """Return a cell as people read and type it; `agencies` maps ids to names."""
    if not cell:
        return ""
    if field in DAY_FIELDS:
        return show_date(date.fromisoformat(cell))
    if field == "leads":
        return show_leads(leads_from_json(cell))
    if field == "sources":
        return ", ".join(names_from_json(cell))
    if field == "agency":
        return agencies.get(cell, cell)
    return cell
