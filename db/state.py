"""The state of a plan that its rules ask for before a change: read within the change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from db import tables
from db.dates import read_stamp
from db.errors import Refused
from db.rating import Rating, Scheme
from db.references import identity
from db.scheme_document import known_scheme


@dataclass(frozen=True, slots=True)
class ActionState:
    """An action as its rules see it. `cells` holds every field's text, the rating among them."""

    id: str
    reference: str
    cells: Mapping[str, str | None]
    has_evidence: bool

    @property
    def due(self) -> date | None:
        """Return the due date."""
        return _day(self.cells["due"])

    @property
    def forecast(self) -> date | None:
        """Return the day the lead now expects to finish."""
        return _day(self.cells["forecast"])

    @property
    def closed_otherwise(self) -> str | None:
        """Return how the action was ended without a closing rating, None unless it was."""
        return self.cells["closed"]

    def rating(self, scheme: Scheme) -> Rating | None:
        """Return the recorded rating, None if unrated."""
        return scheme.get(self.cells["rating"])

    def is_open(self, scheme: Scheme) -> bool:
        """Return whether there is still something to do."""
        recorded = self.rating(scheme)
        return self.closed_otherwise is None and not (recorded and recorded.closes)


@dataclass(frozen=True, slots=True)
class Stale:
    """A change that was not made: its cell is no longer what the person had seen.

    `seen`, `now` and `wanted` are the cell's texts; `author` and `at` say who changed it and when.
    `action` is the id of an action and `reference` its reference; for an agency's name, the
    agency's id and nothing.
    """

    action: str
    reference: str
    field: str
    seen: str | None
    now: str | None
    wanted: str | None
    author: str
    at: datetime


def _day(cell: str | None) -> date | None:
    return None if cell is None else date.fromisoformat(cell)


def read_scheme(connection: Connection) -> Scheme:
    """Return the plan's rating scheme."""
    return known_scheme(str(connection.scalar(select(tables.plan.c.scheme)) or "[]"))


def read_plan_date(connection: Connection) -> date | None:
    """Return the day the published plan was updated."""
    return _day(connection.scalar(select(tables.plan.c.updated)))


def read_states(connection: Connection, actions: Iterable[str]) -> dict[str, ActionState]:
    """Return the states of the actions with these ids, in that order.

    Raises Refused if one isn't in the plan (or was withdrawn), or if none was named.
    """
    wanted = tuple(dict.fromkeys(actions))
    now, evidence = tables.action_now, tables.evidence
    has_evidence = exists().where(evidence.c.action == now.c.id, evidence.c.withdrawn.is_(None))
    rows = {}
    for start in range(0, len(wanted), 500):
        query = select(now, has_evidence.label("has_evidence")).where(
            now.c.id.in_(wanted[start : start + 500]), now.c.withdrawn.is_(None)
        )
        rows.update({row["id"]: row for row in connection.execute(query).mappings()})
    if not wanted or len(rows) != len(wanted):
        raise Refused("no action was named" if not wanted else "that action is not in the plan")
    return {
        one: ActionState(
            one,
            rows[one]["reference"] or "",
            {name: rows[one][name] for name in now.c.keys() if name != "id"},  # noqa: SIM118
            bool(rows[one]["has_evidence"]),
        )
        for one in wanted
    }


def stale_cell(
    connection: Connection,
    state: ActionState,
    field: str,
    wanted: str | None,
    seen: Mapping[str, str | None] | None,
) -> Stale | None:
    """Return how the cell differs from what the person had `seen`, None if it doesn't.

    `seen` maps names (fields here) to texts; a name that isn't in it was not looked at, and a
    cell that has the wanted value already is no quarrel.
    """
    now = state.cells[field]
    if seen is None or field not in seen or seen[field] == now or wanted == now:
        return None
    return Stale(
        state.id, state.reference, field, seen[field], now, wanted,
        *_last_word(connection, state.id, field),
    )  # fmt: skip


def stale_name(
    connection: Connection, agency: str, now: str | None, wanted: str, seen: str | None
) -> Stale | None:
    """Return how an agency's name differs from the one `seen`, None if it doesn't, or no matter."""
    if seen is None or now in (seen, wanted):
        return None
    return Stale(agency, "", "name", seen, now, wanted, *_last_word(connection, agency, "name"))


def _last_word(connection: Connection, entity: str, field: str) -> tuple[str, datetime]:
    """Return who filled a cell last, and when."""
    event = tables.event
    # A cell that was never filled (the file is an older copy now) is as its entity was born.
    last = connection.execute(
        select(event.c.author, event.c.at)
        .where(event.c.entity == entity, event.c.field.in_((field, "")), event.c.applied == 1)
        .order_by(event.c.seq.desc())
        .limit(1)
    ).one()
    return last.author, read_stamp(last.at)


def agency_stands() -> ColumnElement[bool]:
    """Return whether an agency is one of the plan's, as `db.queries.STANDS` says it."""
    agency, action = tables.agency, tables.action
    inhabited = exists().where(action.c.agency == agency.c.id, action.c.withdrawn.is_(None))
    return or_(agency.c.withdrawn.is_(None), inhabited)


def reference_taken(connection: Connection, reference: str, but: str | None = None) -> bool:
    """Return whether an action other than `but` carries this reference, as readers take it."""
    return any(found != but for found in holders(connection, reference))


def holders(connection: Connection, reference: str) -> tuple[str, ...]:
    """Return the ids of the actions with this reference: `28A` is also found by ` 28a`."""
    action = tables.action
    wanted = identity(reference)
    query = select(action.c.id, action.c.reference).where(action.c.withdrawn.is_(None))
    rows = connection.execute(query.order_by(action.c.id))
    return tuple(row.id for row in rows if identity(row.reference or "") == wanted)
