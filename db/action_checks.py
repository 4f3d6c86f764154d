"""The checks that look at one action: a sentence for what each finds, see `db.doubtful`."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from datetime import date

from db.dates import day_count, show_date
from db.doubtful import NO_EVIDENCE, conditions, evidence_is_late, values_of
from db.endings import ENDINGS
from db.file import named_rows
from db.judged import LAST_UPDATE, judged_actions
from db.leads import leads_from_json
from db.rated_since import look_at_rated_since
from db.rating import Scheme

_LONG = 60


def look_at_actions(
    connection: sqlite3.Connection,
    scheme: Scheme,
    today: date,
    wanted: Collection[str],
    action: str | None = None,
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the check's code, the action's id and reference, and the reason, for what is found.

    `wanted` are the codes of the checks; those that do not look at one action find nothing here.
    With the id of an `action`, only that one is looked at.
    """
    asked = {code: each for code, each in conditions(scheme).items() if code in wanted}
    if not asked:
        return
    columns = ", ".join(
        f"coalesce({each}, 0) AS check_{place}" for place, each in enumerate(asked.values())
    )
    hits = " OR ".join(f"check_{place}" for place in range(len(asked)))
    query = (
        f"{judged_actions(scheme, '1' if action is None else 'id = :action')},"
        f" doubted AS MATERIALIZED (SELECT judged.id, {columns}"
        " FROM judged JOIN action ON action.id = judged.id JOIN plan)"
        " SELECT judged.*, doubted.*, action.reference, action.timescale, action.leads,"
        f" plan.updated AS plan_date, {LAST_UPDATE} AS last_update"
        " FROM doubted JOIN judged ON judged.id = doubted.id"
        f" JOIN action ON action.id = doubted.id JOIN plan WHERE {hits}"
    )
    rows = named_rows(connection, query, {**values_of(today), "action": action})
    found = [
        (code, row) for row in rows for place, code in enumerate(asked) if row[f"check_{place}"]
    ]
    since = look_at_rated_since(
        connection, (row["id"] for code, row in found if code == NO_EVIDENCE)
    )
    for code, row in found:
        if code != NO_EVIDENCE:
            said = _SENTENCES[code](row, scheme, today)
        elif evidence_is_late(day := since.get(row["id"]), today) and day is not None:
            said = _no_evidence(row, scheme, today, day)
        else:
            continue
        yield code, row["id"], row["reference"] or "", said


def _milder(row: sqlite3.Row, scheme: Scheme, _today: date) -> str:
    why = ""
    if row["slippage"] > 0:
        late = day_count(row["slippage"])
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
    ago = day_count((today - last).days)
    return f"{rated}, and the last progress update is of {show_date(last)}, {ago} ago"


def _no_evidence(row: sqlite3.Row, scheme: Scheme, today: date, since: date) -> str:
    rated = _rated(scheme, row["rating"])
    ago = day_count((today - since).days)
    return f"{rated} since {show_date(since)}, {ago} ago, and there is no evidence"


def _no_reason(row: sqlite3.Row, _scheme: Scheme, _today: date) -> str:
    how = ENDINGS.get(row["closed"], row["closed"])
    return f"Ended as {how}, and the log gives no reason"


def _no_forecast(row: sqlite3.Row, _scheme: Scheme, _today: date) -> str:
    late, forecast = f"{day_count(row['days'])} overdue", _day(row["forecast"])
    if forecast is None:
        return f"{late}, and there is no forecast"
    return f"{late}, and its forecast, {show_date(forecast)}, has passed"


def _before_plan(row: sqlite3.Row, _scheme: Scheme, _today: date) -> str:
    due, plan_date = date.fromisoformat(row["due"]), date.fromisoformat(row["plan_date"])
    before = day_count((plan_date - due).days)
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


def _rated(scheme: Scheme, code: str | None) -> str:
    rating = scheme.get(code)
    return code or "" if rating is None else rating.name


def _day(cell: str | None) -> date | None:
    return None if cell is None else date.fromisoformat(cell)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else f"{line[: _LONG - 1].rstrip()}…"
