"""Tables as CSV (RFC 4180) that a spreadsheet opens and does not run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from db.dates import show_date
from db.leads import Lead
from db.plan_entries import ActionEntry, PlanDocument
from db.rows import ActionRow
from db.travel import Travel
from jtai_tui.exchange.action_record import KEYS, DueDates, action_records
from jtai_tui.text import visible

Cell = str | int | bool | None

MORE_KEYS = ("ended", "status", "progress", "evidence")
"""What the table of a whole plan has besides the keys of an action."""

# What spreadsheets take for the start of a formula, also where a full-width sign stands for it.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table as CSV, its lines ended by CR LF.

    A text that a spreadsheet would take for a formula has an apostrophe before it; control
    characters are shown as symbols; numbers are numbers, yes and no are `true` and `false`.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue()


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet runs and no terminal obeys."""
    plain = _CONTROL.sub(lambda found: visible(found[0]), text)
    return f"'{plain}" if text.startswith(_FORMULA) else plain


def actions_csv(
    rows: Iterable[ActionRow],
    due_dates: DueDates,
    *,
    travel: Travel | None = None,
    as_at: date | None = None,
) -> str:
    """Return actions as a table with the columns of `KEYS`.

    Leads and sources stand in one cell each; of the revisions it holds their number. `travel` is
    what they are compared with. The last column is `as_at`, for a plan as it stood on that day.
    """
    rows = tuple(rows)
    records = action_records(rows, due_dates, travel)
    lines = [_cells(record, row.leads) for record, row in zip(records, rows, strict=True)]
    return csv_text(*_marked(KEYS, lines, as_at))


def plan_csv(
    rows: Iterable[ActionRow],
    due_dates: DueDates,
    document: PlanDocument,
    *,
    travel: Travel | None = None,
    as_at: date | None = None,
) -> str:
    """Return a plan's actions as a table, with progress updates and evidence, newest last.

    `rows` are the actions of `document`; one that isn't in it has no updates and no evidence.
    `travel` and `as_at` are as in `actions_csv`.
    """
    rows = tuple(rows)
    entries = {entry.reference: entry for entry in document.actions}
    records = action_records(rows, due_dates, travel)
    lines = [
        [*_cells(record, row.leads), *_more(entries.get(row.reference))]
        for record, row in zip(records, rows, strict=True)
    ]
    return csv_text(*_marked((*KEYS, *MORE_KEYS), lines, as_at))


def _marked(
    keys: tuple[str, ...], lines: list[list[Cell]], as_at: date | None
) -> tuple[tuple[str, ...], list[list[Cell]]]:
    if as_at is None:
        return keys, lines
    return (*keys, "as_at"), [[*line, as_at.isoformat()] for line in lines]


def _cells(record: Mapping[str, object], leads: Iterable[Lead]) -> list[Cell]:
    return [_flat(key, record[key], leads) for key in KEYS]


def _flat(key: str, value: object, leads: Iterable[Lead]) -> Cell:
    if key == "leads":
        return "; ".join(lead.raw for lead in leads)
    if key == "revisions" and isinstance(value, list):
        return len(value)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return value if isinstance(value, (str, int, bool)) else None


def _more(entry: ActionEntry | None) -> list[Cell]:
    if entry is None:
        return [None] * len(MORE_KEYS)
    updates = (
        f"{show_date(update.day)}, {update.signed}: {update.text}" for update in entry.updates
    )
    evidence = (
        " ".join(text for text in (each.title, each.link, each.file_name) if text)
        for each in entry.evidence
    )
    return [entry.closed, entry.status, "\n\n".join(updates), "\n".join(evidence)]


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell) if isinstance(cell, int) else safe_text(cell)
