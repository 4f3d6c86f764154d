"""The checks that look at one action: what each asks of SQL, and the sentence for what it finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from db.dates import read_stamp, show_date
from db.endings import ENDINGS
from db.event import Origin
from db.file import named_rows
from db.judged import LAST_UPDATE, judged_actions, plain_code
from db.leads import leads_from_json
from db.rating import Scheme
from db.schema import ENTITY_FIELDS

SILENT_AFTER = 30
EVIDENCE_WITHIN = 90
"""Days without an update, and days in which evidence may still come; both are passed after them."""

_LONG = 60

NOBODY = (
    "tbc", "tba", "tbd", "to be confirmed", "to be agreed", "to be decided", "to be appointed",
    "to be identified", "vacant", "none", "n/a", "na", "nobody", "-", "–", "—", "?", "",
)  # fmt: skip
"""What stands in a lead's cell, in any case, where nobody leads."""

_NAMES_NOBODY = (
    "NOT EXISTS (SELECT 1 FROM json_each(coalesce(action.leads, '[]')) AS lead"
    " WHERE lower(trim(coalesce(json_extract(lead.value, '$.raw'), ''), ' .()[]')) NOT IN"
    f" ({', '.join(repr(each) for each in NOBODY)}))"
)
_EVIDENCE = (
    "EXISTS (SELECT 1 FROM evidence"
    " WHERE evidence.action = judged.id AND evidence.withdrawn IS NULL)"
)
_REASON = (
    "EXISTS (SELECT 1 FROM event WHERE event.entity = judged.id AND event.field = 'closed'"
    " AND event.new = judged.closed AND trim(coalesce(event.reason, '')) <> '')"
)


def _conditions(scheme: Scheme) -> dict[str, str]:
    """Return the condition of each check that looks at one action. Parameters: `_values`."""
    on_time = scheme.in_band(0)
    bare = [plain_code(each) for each in scheme if each.closes and not each.needs_evidence]
    return {
        "milder": "judged.challenged",
        "no-update": "0" if on_time is None else (
            f"judged.is_open AND judged.rating = {plain_code(on_time)}"
            f" AND coalesce({LAST_UPDATE}, '') < :silent"
        ),
        "no-evidence": (
            f"judged.closed IS NULL AND judged.rating IN ({', '.join(bare)}) AND NOT {_EVIDENCE}"
        ),
        "no-reason": f"judged.closed IS NOT NULL AND NOT {_REASON}",
        "no-forecast": "judged.overdue AND coalesce(judged.forecast, '') < :today",
        "before-plan": "judged.is_open AND judged.due < plan.updated",
        "no-lead": f"judged.is_open AND {_NAMES_NOBODY}",
        "no-date": "judged.is_open AND judged.due IS NULL",
    }  # fmt: skip


def look_at_actions(
    connection: sqlite3.Connection, scheme: Scheme, today: date, wanted: Collection[str]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the check's code, the action's id and reference, and the reason, for what is found.

    `wanted` are the codes of the checks; those that do not look at one action find nothing here.
    """
    conditions = {code: each for code, each in _conditions(scheme).items() if code in wanted}
    if not conditions:
        return
    columns = ", ".join(
        f"coalesce({each}, 0) AS check_{place}" for place, each in enumerate(conditions.values())
    )
    hits = " OR ".join(f"check_{place}" for place in range(len(conditions)))
    query = (
        f"{judged_actions(scheme)}, doubted AS MATERIALIZED (SELECT judged.id, {columns}"
        " FROM judged JOIN action ON action.id = judged.id JOIN plan)"
        " SELECT judged.*, doubted.*, action.reference, action.timescale, action.leads,"
        f" plan.updated AS plan_date, {LAST_UPDATE} AS last_update"
        " FROM doubted JOIN judged ON judged.id = doubted.id"
        f" JOIN action ON action.id = doubted.id JOIN plan WHERE {hits}"
    )
    silent = date.fromordinal(max(today.toordinal() - SILENT_AFTER, 1))
    values = {"today": today.isoformat(), "silent": silent.isoformat()}
    own_dates = look_at_own_dates(connection) if "no-evidence" in conditions else {}
    for row in named_rows(connection, query, values):
        for place, code in enumerate(conditions):
            if row[f"check_{place}"]:
                if code == "no-evidence":
                    since = rated_since(connection, row["id"], own_dates)
                    said = _no_evidence(row, scheme, today, since)
                else:
                    said = _SENTENCES[code](row, scheme, today)
                if said:
                    yield code, row["id"], row["reference"] or "", said


def _milder(row: sqlite3.Row, scheme: Scheme, _today: date) -> str:
    why = ""
    if row["slippage"] > 0:
        late = _days(row["slippage"])
        if row["slippage"] > (row["days"] or 0):
            why = f": the forecast is {late} after the due date"
        else:
            why = f": {late} overdue"
    suggested = _rated(scheme, row["suggested"])
    return f"Rated {_rated(scheme, row['rating'])}, and its dates suggest {suggested}{why}"


def _no_update(row: sqlite3.Row, scheme: Scheme, today: date) -> str:
    rated = f"Rated {_rated(scheme, row['rating'])}"
    last = _day(row["last_update"])
    if last is None:
        return f"{rated}, and there is no progress update"
    ago = _days((today - last).days)
    return f"{rated}, and the last progress update is of {show_date(last)}, {ago} ago"


def _no_evidence(row: sqlite3.Row, scheme: Scheme, today: date, since: date | None) -> str:
    """Return the sentence; nothing while there is time left for evidence."""
    if since is None or (today - since).days <= EVIDENCE_WITHIN:
        return ""
    rated = _rated(scheme, row["rating"])
    ago = _days((today - since).days)
    return f"{rated} since {show_date(since)}, {ago} ago, and there is no evidence"


def _no_reason(row: sqlite3.Row, _scheme: Scheme, _today: date) -> str:
    how = ENDINGS.get(row["closed"], row["closed"])
    return f"Ended as {how}, and the log gives no reason"


def _no_forecast(row: sqlite3.Row, _scheme: Scheme, _today: date) -> str:
    late, forecast = f"{_days(row['days'])} overdue", _day(row["forecast"])
    if forecast is None:
        return f"{late}, and there is no forecast"
    return f"{late}, and its forecast, {show_date(forecast)}, has passed"


def _before_plan(row: sqlite3.Row, _scheme: Scheme, _today: date) -> str:
    due, plan_date = date.fromisoformat(row["due"]), date.fromisoformat(row["plan_date"])
    before = _days((plan_date - due).days)
    return f"Due {show_date(due)}, {before} before the plan's own date, {show_date(plan_date)}"


def _no_lead(row: sqlite3.Row, _scheme: Scheme, _today: date) -> str:
    said = "; ".join(lead.raw for lead in leads_from_json(row["leads"] or "[]"))
    return f"Its lead is “{_cut(said)}”: that is nobody" if said.strip() else "Nobody leads it"


def _no_date(row: sqlite3.Row, _scheme: Scheme, _today: date) -> str:
    timescale = (row["timescale"] or "").strip()
    if not timescale:
        return "No due date, and no timescale"
    return f"No due date: “{_cut(timescale)}” names no day"


_SENTENCES = {
    "milder": _milder,
    "no-update": _no_update,
    "no-reason": _no_reason,
    "no-forecast": _no_forecast,
    "before-plan": _before_plan,
    "no-lead": _no_lead,
    "no-date": _no_date,
}


def rated_since(
    connection: sqlite3.Connection, action: str, own_dates: Mapping[str, date]
) -> date | None:
    """Return the day since which an action has had the rating that it has, None if it has none.

    Recording it again, undoing another one and deciding for it go back to the day on which it was
    first recorded. What a plan or a document brought in counts from its own date, for by then it
    was so rated: `own_dates` maps batches of the log to them. Without one, and for what people
    record, the log's day counts.
    """
    rows = named_rows(connection, _RATINGS, {"action": action})
    held: dict[str, sqlite3.Row] = {row["hash"]: row for row in rows}
    since: dict[str, date] = {}
    shown: date | None = None
    for row in rows:
        before = {row["sup1"], row["sup2"]}
        if row["undoes"] in held:
            undone = held[row["undoes"]]
            before |= {undone["sup1"], undone["sup2"]}
        same = [since[one] for one in before if one in since and held[one]["new"] == row["new"]]
        since[row["hash"]] = min(same, default=_said_on(row, own_dates))
        if row["applied"]:
            shown = since[row["hash"]] if row["new"] is not None else None
    return shown


_RATINGS = (
    "SELECT hash, sup1, sup2, undoes, new, at, origin, batch, applied FROM event"
    " WHERE entity = :action AND field = 'rating' ORDER BY seq"
)


def look_at_own_dates(connection: sqlite3.Connection) -> dict[str, date]:
    """Return the own date of each plan or document that was brought in, by its batch of the log."""
    found: dict[str, date] = {}
    for etype in (each for each, fields in ENTITY_FIELDS.items() if "updated" in fields):
        (there,) = connection.execute(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?", [etype]
        ).fetchone()
        query = (
            f"SELECT event.batch, event.new FROM {etype} CROSS JOIN event"
            f" ON event.entity = {etype}.id AND event.field = 'updated'"
            " WHERE event.new IS NOT NULL AND event.origin IN ('loaded', 'imported')"
        )
        for batch, day in connection.execute(query) if there else ():
            found[batch] = date.fromisoformat(day)
    return found


def _said_on(row: sqlite3.Row, own_dates: Mapping[str, date]) -> date:
    logged = read_stamp(row["at"]).astimezone().date()
    brought_in = row["origin"] in (Origin.LOADED, Origin.IMPORTED)
    return min(own_dates.get(row["batch"], logged), logged) if brought_in else logged


def _rated(scheme: Scheme, code: str | None) -> str:
    rating = scheme.get(code)
    return code or "" if rating is None else rating.name


def _day(cell: str | None) -> date | None:
    return None if cell is None else date.fromisoformat(cell)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else f"{line[: _LONG - 1].rstrip()}…"
