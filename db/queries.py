"""Lists and counts of actions, asked of SQL: chosen, judged and sorted there.

This is what a screen looks at first and most often, so it goes without SQLAlchemy: see `db.file`.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from db.errors import Refused
from db.file import Plan, Values, looking, named_rows
from db.judged import LAST_UPDATE, gravity, judged_actions
from db.leads import leads_from_json
from db.rating import Scheme
from db.references import identity
from db.rows import ActionRow, AgencyCount, Counts, LeadCount, PlanFacts
from db.scheme_document import known_scheme
from db.selection import SILENT_DAYS, SOON_DAYS, Order, Selection, SortKey, View

_LEADS = (
    "(SELECT group_concat(json_extract(lead.value, '$.raw'), char(10))"
    " FROM json_each(action.leads) AS lead)"
)
_SOURCES = "(SELECT group_concat(value, char(10)) FROM json_each(action.sources))"
_CALLED = (
    "coalesce(nullif(json_extract(lead.value, '$.name'), ''), json_extract(lead.value, '$.raw'))"
)
STANDS = (
    "(agency.withdrawn IS NULL OR EXISTS"
    " (SELECT 1 FROM action WHERE action.agency = agency.id AND action.withdrawn IS NULL))"
)
"""Whether an agency is one of the plan's: one that was withdrawn is, while an action is in it."""

_BORN = "(SELECT seq FROM event WHERE event.entity = {} AND event.field = '')"
_ID = re.compile("[0-9a-f]{8,32}")
_AT_ONCE = 500
_MOST_WORDS = 150  # each is a level of the query, and SQLite takes 200
_MOST_LETTERS = 5000
_MOST_DAYS = 10_000_000


def look_at_scheme(connection: sqlite3.Connection) -> Scheme:
    """Return the plan's rating scheme."""
    (row,) = named_rows(connection, "SELECT scheme FROM plan")
    return known_scheme(row["scheme"] or "[]")


def plan_scheme(plan: Plan) -> Scheme:
    """Return the plan's rating scheme."""
    with looking(plan) as connection:
        return look_at_scheme(connection)


def plan_facts(plan: Plan) -> PlanFacts:
    """Return the plan as a whole."""
    with looking(plan) as connection:
        (row,) = named_rows(connection, "SELECT * FROM plan")
        (log,) = named_rows(
            connection,
            "SELECT (SELECT hash FROM event WHERE seq = 1) AS id,"
            " coalesce(max(seq), 0) AS events,"
            " (SELECT hash FROM event ORDER BY seq DESC LIMIT 1) AS tip FROM event",
        )
        return PlanFacts(
            id=log["id"] or "",
            title=row["title"] or "",
            version_label=row["version_label"] or "",
            updated=_day(row["updated"]),
            introduction=row["introduction"] or "",
            governance=row["governance"] or "",
            tip=log["tip"] or "",
            events=log["events"],
        )


def agency_ids(plan: Plan) -> dict[str, str]:
    """Return the id of each agency by its name, and by its aliases."""
    with looking(plan) as connection:
        query = f"SELECT id, name, aliases FROM agency WHERE {STANDS} ORDER BY withdrawn IS NULL"
        rows = named_rows(connection, query)
        names = {row["name"]: row["id"] for row in rows}
        aliases = {alias: row["id"] for row in rows for alias in json.loads(row["aliases"] or "[]")}
        return aliases | names


def agency_names(plan: Plan) -> dict[str, str]:
    """Return the names of the plan's agencies by id, in the order of the plan."""
    query = f"SELECT id, name FROM agency WHERE {STANDS} ORDER BY {_BORN.format('id')}"
    with looking(plan) as connection:
        return {row["id"]: row["name"] for row in named_rows(connection, query)}


def action_id(plan: Plan, reference: str) -> str | None:
    """Return the id of the action with this reference, in any case; None if there is none."""
    return next(iter(actions_called(plan, reference)), None)


def actions_called(plan: Plan, name: str) -> dict[str, str]:
    """Return the actions with this reference, in any case: the agency's name by the action's id.

    Copies that were merged may bring one more of a reference. Where no action has it, `name` may be
    the first eight digits of an id, or more of them.
    """
    wanted = identity(name)
    query = (
        "SELECT action.id, action.reference, agency.name FROM action"
        " LEFT JOIN agency ON agency.id = action.agency WHERE action.withdrawn IS NULL"
        " ORDER BY action.id"
    )
    with looking(plan) as connection:
        rows = connection.execute(query).fetchall()
    found = {one: agency or "" for one, called, agency in rows if identity(called or "") == wanted}
    if not found and _ID.fullmatch(wanted):
        found = {one: agency or "" for one, _, agency in rows if one.startswith(wanted)}
    return found


def _in_view(view: View) -> str:
    """Return the condition of a view. Parameters: those of `_view_values`."""
    return {
        View.ALL: "1",
        View.OVERDUE: "judged.overdue",
        View.DUE_SOON: _due_within(":soon"),
        View.CHALLENGED: "judged.challenged",
        View.UNRATED: "judged.is_open AND judged.rating IS NULL",
        View.SILENT: f"judged.is_open AND coalesce({LAST_UPDATE}, '') < :silent",
        View.CLOSED: "NOT judged.is_open",
        View.DOUBTFUL: "judged.id IN (SELECT value FROM json_each(:doubtful))",
        View.CONFLICTS: "judged.id IN (SELECT value FROM json_each(:disputed))",
    }[view]


def _view_values(today: date) -> Values:
    silent = max(today.toordinal() - SILENT_DAYS, 1)
    return {
        "today": today.isoformat(),
        "soon": SOON_DAYS,
        "silent": date.fromordinal(silent).isoformat(),
    }


def _disputed(connection: sqlite3.Connection) -> tuple[int, int, str]:
    """Return how many conflicts and proposals wait, and the ids of their actions, as JSON."""
    from db.proposals import open_proposals  # noqa: PLC0415  not for the first list
    from db.waiting import disputed_actions, read_conflicts  # noqa: PLC0415

    conflicts = read_conflicts(connection)
    proposed = [each.action for each in open_proposals(connection)]
    disputed = dict.fromkeys((*disputed_actions(connection, conflicts), *proposed))
    return len(conflicts), len(proposed), json.dumps(list(disputed))


def _doubtful(connection: sqlite3.Connection, scheme: Scheme, today: date) -> str:
    """Return the ids of the actions that the checks find, as JSON."""
    from db.doubtful import look_at_doubtful  # noqa: PLC0415  not for the first list

    return json.dumps(list(look_at_doubtful(connection, scheme, today)))


def _due_within(days: str) -> str:
    return f"judged.is_open AND judged.days <= 0 AND judged.days >= -{days}"


def _chosen(wanted: Selection) -> tuple[str, Values]:
    """Return the condition that a selection is, and its values."""
    conditions = [_in_view(wanted.view)]
    values: Values = {}
    if wanted.agency is not None:
        conditions.append("judged.agency = :agency")
        values["agency"] = wanted.agency
    if wanted.rating is not None:
        conditions.append("judged.rating = :rating")
        values["rating"] = wanted.rating
    if wanted.due_within is not None:
        conditions.append(_due_within(":within"))
        values["within"] = max(-_MOST_DAYS, min(wanted.due_within, _MOST_DAYS))
    if wanted.lead is not None:
        conditions.append(_holds([_LEADS], "lead"))
        values["lead"] = _pattern(wanted.lead)
    if wanted.lead_called is not None:
        conditions.append(
            f"EXISTS (SELECT 1 FROM json_each(action.leads) AS lead WHERE {_CALLED} = :lead_called)"
        )
        values["lead_called"] = wanted.lead_called
    cells = [f"action.{name}" for name in ("reference", "finding", "action", "timescale")]
    for number, word in enumerate(_words(wanted.text)):
        conditions.append(_holds([*cells, _SOURCES, _LEADS], f"word{number}"))
        values[f"word{number}"] = _pattern(word)
    return " AND ".join(f"({condition})" for condition in conditions), values


def _words(text: str) -> list[str]:
    """Return the words to look for. Raises Refused for more than SQL can look for at once."""
    words = list(dict.fromkeys(text.split()))
    if len(words) > _MOST_WORDS:
        raise Refused(f"a search takes up to {_MOST_WORDS} words, not {len(words):,}")
    return words


def _holds(cells: Iterable[str], name: str) -> str:
    return " OR ".join(f"{cell} LIKE :{name} ESCAPE '\\'" for cell in cells)


def _pattern(text: str) -> str:
    """Return what LIKE takes for any text with `text` in it; A to Z in any case."""
    if len(text) > _MOST_LETTERS:
        raise Refused(
            f"a word to search for has up to {_MOST_LETTERS:,} letters, not {len(text):,}"
        )
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _sorting(scheme: Scheme, order: Order) -> str:
    due, gravest = "coalesce(judged.due, '9999')", gravity(scheme)
    first = {
        SortKey.REFERENCE: [],
        SortKey.RATING: [gravest, due],
        SortKey.DAYS: ["judged.overdue DESC", "judged.is_open DESC", due, gravest],
        SortKey.ACTION: ["lower(action.action)"],
        SortKey.LEAD: [f"lower({_LEADS})"],
        SortKey.DUE: [due],
        SortKey.AGENCY: [_BORN.format("judged.agency")],
    }[order.key]
    return ", ".join([*first, "natural_order(action.reference)", "judged.id"])


def action_ids(plan: Plan, wanted: Selection, order: Order, *, today: date) -> tuple[str, ...]:
    """Return the ids of the actions that are wanted, in order.

    A `text` of several words wants them all; case doesn't count for A to Z. Raises Refused for a
    text that is too long to look for.
    """
    condition, values = _chosen(wanted)
    with looking(plan) as connection:
        if wanted.view is View.CONFLICTS:
            values["disputed"] = _disputed(connection)[-1]
        scheme = look_at_scheme(connection)
        if wanted.view is View.DOUBTFUL:
            values["doubtful"] = _doubtful(connection, scheme, today)
        found = connection.execute(
            f"{judged_actions(scheme)} SELECT judged.id FROM judged"
            " JOIN action ON action.id = judged.id"
            f" WHERE {condition} ORDER BY {_sorting(scheme, order)}",
            {**_view_values(today), **values},
        )
        ids = tuple(id_ for (id_,) in found)
    return ids[::-1] if order.reverse else ids


def action_rows(plan: Plan, ids: Sequence[str], *, today: date) -> tuple[ActionRow, ...]:
    """Return the actions with these ids, in that order; one that isn't there is left out."""
    found: dict[str, ActionRow] = {}
    with looking(plan) as connection:
        scheme = look_at_scheme(connection)
        for start in range(0, len(ids), _AT_ONCE):
            some = {f"id{place}": one for place, one in enumerate(ids[start : start + _AT_ONCE])}
            query = (
                judged_actions(scheme, f"id IN ({', '.join(f':{name}' for name in some)})")
                + "SELECT action.*, agency.name AS agency_name, judged.rating, judged.is_open,"
                " judged.overdue, judged.days, judged.suggested, judged.challenged,"
                f" {LAST_UPDATE} AS last_update"
                " FROM judged JOIN action ON action.id = judged.id"
                " LEFT JOIN agency ON agency.id = judged.agency"
            )
            for row in named_rows(connection, query, {"today": today.isoformat(), **some}):
                found[row["id"]] = _row(row)
    return tuple(found[each] for each in ids if each in found)


def _row(row: sqlite3.Row) -> ActionRow:
    return ActionRow(
        id=row["id"],
        reference=row["reference"] or "",
        sources=tuple(json.loads(row["sources"] or "[]")),
        agency_id=row["agency"] or "",
        agency=row["agency_name"] or "",
        finding=row["finding"] or "",
        action=row["action"] or "",
        leads=leads_from_json(row["leads"] or "[]"),
        timescale=row["timescale"] or "",
        status=row["status"] or "",
        due=_day(row["due"]),
        due_precision=row["due_precision"],
        forecast=_day(row["forecast"]),
        rating=row["rating"],
        suggested_rating=row["suggested"],
        challenged=bool(row["challenged"]),
        days_overdue=row["days"],
        overdue=bool(row["overdue"]),
        open=bool(row["is_open"]),
        closed=row["closed"],
        last_update=_day(row["last_update"]),
    )


def _day(cell: str | None) -> date | None:
    return None if cell is None else date.fromisoformat(cell)


def plan_counts(plan: Plan, *, today: date) -> Counts:
    """Return the numbers of the tree: agencies in the plan's order, views, leads by name.

    A lead is called by their name, or by the cell's words where there is none.
    """
    values = _view_values(today)
    with looking(plan) as connection:
        conflicts, proposed, values["disputed"] = _disputed(connection)
        scheme = look_at_scheme(connection)
        values["doubtful"] = _doubtful(connection, scheme, today)
        judged = judged_actions(scheme)
        return Counts(
            agencies=_agency_counts(connection, judged, values),
            views=_view_counts(connection, judged, values),
            leads=_lead_counts(connection, judged, values),
            conflicts=conflicts,
            proposed=proposed,
        )


def _agency_counts(
    connection: sqlite3.Connection, judged: str, values: Values
) -> tuple[AgencyCount, ...]:
    query = (
        f"{judged} SELECT agency.id, agency.name, judged.rating, count(judged.id) AS actions,"
        " coalesce(sum(judged.overdue), 0) AS overdue"
        " FROM agency LEFT JOIN judged ON judged.agency = agency.id"
        f" WHERE {STANDS} GROUP BY agency.id, judged.rating"
        f" ORDER BY {_BORN.format('agency.id')}"
    )
    found: dict[str, AgencyCount] = {}
    for row in named_rows(connection, query, values):
        before = found.get(row["id"]) or AgencyCount(row["id"], row["name"], 0, 0)
        number = row["actions"]
        ratings = {**before.ratings, row["rating"]: number} if number else before.ratings
        found[row["id"]] = AgencyCount(
            row["id"],
            row["name"],
            before.actions + number,
            before.overdue + row["overdue"],
            ratings,
        )
    return tuple(found.values())


def _view_counts(connection: sqlite3.Connection, judged: str, values: Values) -> dict[View, int]:
    sums = ", ".join(f"coalesce(sum({_in_view(view)}), 0) AS view_{view.name}" for view in View)
    (row,) = named_rows(connection, f"{judged} SELECT {sums} FROM judged", values)
    return {view: int(row[f"view_{view.name}"]) for view in View}


def _lead_counts(
    connection: sqlite3.Connection, judged: str, values: Values
) -> tuple[LeadCount, ...]:
    query = (
        f"{judged} SELECT {_CALLED} AS name, count(DISTINCT judged.id) AS actions,"
        " count(DISTINCT CASE WHEN judged.overdue THEN judged.id END) AS overdue"
        " FROM judged JOIN action ON action.id = judged.id"
        " JOIN json_each(action.leads) AS lead"
        f" GROUP BY {_CALLED} ORDER BY lower({_CALLED})"
    )
    return tuple(LeadCount(*row) for row in named_rows(connection, query, values))
