"""Who leads the plan's actions, spelling by spelling, and which spellings look like one.

Over all agencies. What looks alike is proposed and nothing more: see `db.renaming` for what makes
two of them one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from db.fields import names_from_json
from db.file import Plan, looking, named_rows
from db.judged import judged_actions
from db.leads import Lead, leads_from_json
from db.queries import STANDS, look_at_scheme
from db.references import identity
from db.spellings import alike_agencies, alike_leads


@dataclass(frozen=True, slots=True)
class LeadSpelling:
    """A lead as some actions spell it: the ids of these actions, how many of them are overdue.

    `agencies` are the names of the agencies whose actions they are, in the order of the plan.
    """

    lead: Lead
    actions: frozenset[str]
    overdue: int
    agencies: tuple[str, ...]

    @property
    def called(self) -> str:
        """Return what the lead is called: the name, or the printed text where there is none."""
        return self.lead.name or self.lead.raw


@dataclass(frozen=True, slots=True)
class AgencySpelling:
    """An agency with its other names and the ids of its actions."""

    id: str
    name: str
    aliases: tuple[str, ...]
    actions: frozenset[str]


@dataclass(frozen=True, slots=True)
class LikeLeads:
    """Leads that look like one, the likeliest to stay first, and why."""

    spellings: tuple[LeadSpelling, ...]
    why: str

    @property
    def actions(self) -> frozenset[str]:
        """Return the ids of the actions of any of them."""
        return actions_of(self.spellings)


@dataclass(frozen=True, slots=True)
class LikeAgencies:
    """Agencies that look like one, the likeliest to stay first, and why."""

    spellings: tuple[AgencySpelling, ...]
    why: str

    @property
    def actions(self) -> frozenset[str]:
        """Return the ids of the actions of any of them."""
        return actions_of(self.spellings)


@dataclass(slots=True)
class _Seen:
    lead: Lead
    actions: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    agencies: dict[str, None] = field(default_factory=dict)


def plan_leads(plan: Plan, *, today: date) -> tuple[LeadSpelling, ...]:
    """Return every spelling of a lead that an action has, by name and then by spelling."""
    with looking(plan) as connection:
        return _leads(connection, today)


def plan_agencies(plan: Plan) -> tuple[AgencySpelling, ...]:
    """Return the agencies of the plan in its order."""
    with looking(plan) as connection:
        return _agencies(connection)


def look_alike(
    plan: Plan, *, today: date
) -> tuple[tuple[LikeLeads, ...], tuple[LikeAgencies, ...]]:
    """Return the leads that look like one, and the agencies that do."""
    with looking(plan) as connection:
        leads, agencies = _leads(connection, today), _agencies(connection)
    return like_leads(leads), _like_agencies(agencies)


def like_leads(leads: Iterable[LeadSpelling]) -> tuple[LikeLeads, ...]:
    """Return those of the leads that look like one."""
    known = {each.lead.raw: each for each in leads}
    proposed = alike_leads(each.lead for each in known.values())
    return tuple(
        LikeLeads(_ordered(known[key] for key in each.keys), each.why) for each in proposed
    )


def actions_of(spellings: Iterable[LeadSpelling | AgencySpelling]) -> frozenset[str]:
    """Return the ids of the actions of any of these leads or agencies."""
    return frozenset[str]().union(*(each.actions for each in spellings))


def spelt(leads: Iterable[LeadSpelling], text: str) -> tuple[LeadSpelling, ...]:
    """Return the lead that is spelt so to the letter, else all that are called so.

    Where there is neither, those of which only case and white space differ; none, if none is.
    """
    known = tuple(leads)
    line = " ".join(text.split())
    exact = [each for each in known if each.lead.raw in (text.strip(), line)]
    wanted = identity(text)
    return tuple(
        exact
        or [each for each in known if " ".join(each.called.split()) == line]
        or [each for each in known if wanted in (identity(each.called), identity(each.lead.raw))]
    )


def _like_agencies(agencies: tuple[AgencySpelling, ...]) -> tuple[LikeAgencies, ...]:
    known = {each.id: each for each in agencies}
    found = alike_agencies({each.id: (each.name, *each.aliases) for each in agencies})
    return tuple(
        LikeAgencies(
            tuple(sorted((known[key] for key in each.keys), key=lambda one: -len(one.actions))),
            each.why,
        )
        for each in found
    )


def _ordered(spellings: Iterable[LeadSpelling]) -> tuple[LeadSpelling, ...]:
    """Put first what more actions have, and of these the fuller text."""
    return tuple(
        sorted(
            spellings,
            key=lambda each: (-len(each.actions), -len(each.lead.raw), each.lead.raw),
        )
    )


def _leads(connection: sqlite3.Connection, today: date) -> tuple[LeadSpelling, ...]:
    query = (
        f"{judged_actions(look_at_scheme(connection))}"
        " SELECT judged.id, judged.overdue, agency.name AS agency, action.leads FROM judged"
        " JOIN action ON action.id = judged.id LEFT JOIN agency ON agency.id = judged.agency"
        " ORDER BY (SELECT seq FROM event WHERE entity = agency.id AND field = ''), judged.id"
    )
    read: dict[str, tuple[Lead, ...]] = {}
    found: dict[str, _Seen] = {}
    for row in named_rows(connection, query, {"today": today.isoformat()}):
        cell = row["leads"] or "[]"
        if cell not in read:
            read[cell] = leads_from_json(cell)
        for lead in read[cell]:
            seen = found.setdefault(lead.raw, _Seen(lead))
            seen.actions.add(row["id"])
            seen.agencies[row["agency"] or ""] = None
            if row["overdue"]:
                seen.late.add(row["id"])
    spellings = (
        LeadSpelling(
            seen.lead, frozenset(seen.actions), len(seen.late), tuple(filter(None, seen.agencies))
        )
        for seen in found.values()
    )
    return tuple(sorted(spellings, key=lambda each: (each.called.casefold(), each.lead.raw)))


def _agencies(connection: sqlite3.Connection) -> tuple[AgencySpelling, ...]:
    actions: dict[str, set[str]] = {}
    for row in named_rows(connection, "SELECT id, agency FROM action WHERE withdrawn IS NULL"):
        actions.setdefault(row["agency"], set()).add(row["id"])
    query = (
        f"SELECT id, name, aliases FROM agency WHERE {STANDS}"
        " ORDER BY (SELECT seq FROM event WHERE entity = agency.id AND field = '')"
    )
    return tuple(
        AgencySpelling(
            row["id"],
            row["name"] or "",
            names_from_json(row["aliases"]),
            frozenset(actions.get(row["id"], ())),
        )
        for row in named_rows(connection, query)
    )
