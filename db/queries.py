"""Lists and counts of actions, asked of SQL: chosen, judged and sorted there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    true,
)

from db import tables
from db.connection import reading
from db.file import Plan
from db.judged import Condition, gravity, judged_actions, last_update
from db.leads import leads_from_json
from db.rating import Scheme
from db.rows import ActionRow, AgencyCount, Counts, LeadCount, PlanFacts
from db.selection import SILENT_DAYS, SOON_DAYS, Order, Selection, SortKey, View
from db.state import holders, read_scheme
from db.tip import read_plan_id, read_tip


def plan_scheme(plan: Plan) -> Scheme:
    """Return the plan's rating scheme."""
    with reading(plan) as connection:
        return read_scheme(connection)


def plan_facts(plan: Plan) -> PlanFacts:
    """Return the plan as a whole."""
    with reading(plan) as connection:
        row = connection.execute(select(tables.plan)).mappings().one()
        tip = read_tip(connection)
        return PlanFacts(
            id=read_plan_id(connection),
            title=row["title"] or "",
            version_label=row["version_label"] or "",
            updated=date.fromisoformat(row["updated"]) if row["updated"] else None,
            introduction=row["introduction"] or "",
            governance=row["governance"] or "",
            tip="" if tip is None else tip.hash,
            events=0 if tip is None else tip.seq,
        )


def agency_ids(plan: Plan) -> dict[str, str]:
    """Return every name and alias of the plan's agencies, casefolded, with the agency's id."""
    agency = tables.agency
    with reading(plan) as connection:
        rows = connection.execute(select(agency).where(agency.c.withdrawn.is_(None))).all()
    names = {row.name.casefold(): row.id for row in rows}
    aliases = {
        alias.casefold(): row.id for row in rows for alias in json.loads(row.aliases or "[]")
    }
    return aliases | names


def agency_names(plan: Plan) -> dict[str, str]:
    """Return the names of the plan's agencies by id, in the order of the plan."""
    agency, event = tables.agency, tables.event
    query = (
        select(agency.c.id, agency.c.name)
        .join(event, (event.c.entity == agency.c.id) & (event.c.field == ""))
        .where(agency.c.withdrawn.is_(None))
        .order_by(event.c.seq)
    )
    with reading(plan) as connection:
        return {row.id: row.name for row in connection.execute(query)}


def action_id(plan: Plan, reference: str) -> str | None:
    """Return the id of the action with this reference, in any case; None if there is none."""
    with reading(plan) as connection:
        return next(iter(holders(connection, reference)), None)


def _in_view(actions: CTE, view: View, today: date) -> Condition:
    c = actions.c
    if view is View.OVERDUE:
        return c.overdue == 1
    if view is View.DUE_SOON:
        return _due_within(actions, SOON_DAYS)
    if view is View.CHALLENGED:
        return c.challenged == 1
    if view is View.UNRATED:
        return and_(c.is_open == 1, c.rating.is_(None))
    if view is View.SILENT:
        before = (today - timedelta(days=SILENT_DAYS)).isoformat()
        return and_(c.is_open == 1, func.coalesce(last_update(actions), "") < before)
    if view is View.CLOSED:
        return c.is_open == 0
    return true()


def _due_within(actions: CTE, days: int) -> Condition:
    c = actions.c
    return and_(c.is_open == 1, c.days.is_not(None), c.days <= 0, c.days >= -days)


def _chosen(actions: CTE, wanted: Selection, today: date) -> Condition:
    c, t = actions.c, tables.action.c
    conditions = [_in_view(actions, wanted.view, today)]
    if wanted.agency is not None:
        conditions.append(c.agency == wanted.agency)
    if wanted.rating is not None:
        conditions.append(c.rating == wanted.rating)
    if wanted.due_within is not None:
        conditions.append(_due_within(actions, wanted.due_within))
    if wanted.lead is not None:
        conditions.append(_leads().contains(wanted.lead, autoescape=True))
    for word in wanted.text.split():
        cells = (t.reference, t.sources, t.finding, t.action, t.timescale, _leads())
        conditions.append(or_(*(cell.contains(word, autoescape=True) for cell in cells)))
    return and_(*conditions)


def _leads() -> ColumnElement[Any]:
    """Return the raw texts of an action's leads, a line each."""
    lead = func.json_each(tables.action.c.leads).table_valued("value")
    raw = func.json_extract(lead.c.value, "$.raw")
    return select(func.group_concat(raw, "\n")).select_from(lead).scalar_subquery()


def _sorting(scheme: Scheme, actions: CTE, order: Order) -> list[ColumnElement[Any]]:
    c, t = actions.c, tables.action.c
    due = func.coalesce(c.due, "9999")
    firsts: dict[SortKey, list[ColumnElement[Any]]] = {
        SortKey.REFERENCE: [],
        SortKey.RATING: [gravity(scheme, actions), due],
        SortKey.DAYS: [c.overdue.desc(), c.is_open.desc(), due, gravity(scheme, actions)],
        SortKey.ACTION: [func.lower(t.action)],
        SortKey.LEAD: [func.lower(_leads())],
        SortKey.DUE: [due],
        SortKey.AGENCY: [_agency_place(actions)],
    }
    return [*firsts[order.key], func.natural_order(t.reference), c.id]


def _agency_place(actions: CTE) -> ColumnElement[Any]:
    event = tables.event
    return (
        select(event.c.seq)
        .where(event.c.entity == actions.c.agency, event.c.field == "")
        .scalar_subquery()
    )


def action_ids(plan: Plan, wanted: Selection, order: Order, *, today: date) -> tuple[str, ...]:
    """Return the ids of the actions that are wanted, in order.

    A `text` of several words wants them all; case doesn't count for A to Z.
    """
    with reading(plan) as connection:
        scheme = read_scheme(connection)
        actions = judged_actions(scheme, today)
        query = (
            select(actions.c.id)
            .join(tables.action, tables.action.c.id == actions.c.id)
            .where(_chosen(actions, wanted, today))
            .order_by(*_sorting(scheme, actions, order))
        )
        ids = tuple(connection.scalars(query))
    return ids[::-1] if order.reverse else ids


def action_rows(plan: Plan, ids: Sequence[str], *, today: date) -> tuple[ActionRow, ...]:
    """Return the actions with these ids, in that order; one that isn't there is left out."""
    found: dict[str, ActionRow] = {}
    with reading(plan) as connection:
        scheme = read_scheme(connection)
        for start in range(0, len(ids), 500):
            actions = judged_actions(scheme, today, ids[start : start + 500])
            query = _row_query(actions)
            for row in connection.execute(query).mappings():
                found[row["id"]] = _row(row)
    return tuple(found[each] for each in ids if each in found)


def _row_query(actions: CTE) -> Select[Any]:
    action, agency, c = tables.action, tables.agency, actions.c
    judged = (c.rating, c.is_open, c.overdue, c.days, c.suggested, c.challenged)
    return (
        select(
            action,
            *judged,
            agency.c.name.label("agency_name"),
            last_update(actions).label("last_update"),
        )
        .join(actions, c.id == action.c.id)
        .outerjoin(agency, agency.c.id == c.agency)
    )


def _row(row: RowMapping) -> ActionRow:
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
    with reading(plan) as connection:
        actions = judged_actions(read_scheme(connection), today)
        return Counts(
            agencies=_agency_counts(connection, actions),
            views=_view_counts(connection, actions, today),
            leads=_lead_counts(connection, actions),
        )


def _number(condition: Condition) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _agency_counts(connection: Connection, actions: CTE) -> tuple[AgencyCount, ...]:
    agency, event, c = tables.agency, tables.event, actions.c
    born = (
        select(event.c.seq)
        .where(event.c.entity == agency.c.id, event.c.field == "")
        .scalar_subquery()
    )
    query = (
        select(
            agency.c.id,
            agency.c.name,
            c.rating,
            func.count(c.id).label("actions"),
            _number(c.overdue == 1).label("overdue"),
        )
        .outerjoin(actions, c.agency == agency.c.id)
        .where(agency.c.withdrawn.is_(None))
        .group_by(agency.c.id, c.rating)
        .order_by(born)
    )
    found: dict[str, AgencyCount] = {}
    for row in connection.execute(query):
        before = found.get(row.id) or AgencyCount(row.id, row.name, 0, 0)
        ratings = {**before.ratings, row.rating: row.actions} if row.actions else before.ratings
        found[row.id] = AgencyCount(
            row.id, row.name, before.actions + row.actions, before.overdue + row.overdue, ratings
        )
    return tuple(found.values())


def _view_counts(connection: Connection, actions: CTE, today: date) -> dict[View, int]:
    query = select(*(_number(_in_view(actions, view, today)).label(view.name) for view in View))
    row = connection.execute(query.select_from(actions)).mappings().one()
    return {view: int(row[view.name]) for view in View}


def _lead_counts(connection: Connection, actions: CTE) -> tuple[LeadCount, ...]:
    action = tables.action
    lead = func.json_each(action.c.leads).table_valued("value").alias("lead")
    called = func.coalesce(
        func.nullif(func.json_extract(lead.c.value, "$.name"), ""),
        func.json_extract(lead.c.value, "$.raw"),
    )
    query = (
        select(
            called.label("name"),
            func.count(actions.c.id.distinct()).label("actions"),
            func.count(case((actions.c.overdue == 1, actions.c.id)).distinct()).label("overdue"),
        )
        .select_from(actions.join(action, action.c.id == actions.c.id))
        .join(lead, true())
        .group_by(called)
        .order_by(func.lower(called))
    )
    return tuple(LeadCount(*row) for row in connection.execute(query))
