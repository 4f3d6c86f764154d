"""One name for what a plan calls by several: leads renamed and merged, agencies merged.

Each is one transaction of ordinary rows of the log, everywhere at once, and undone like any other
change. What looks alike is found by `db.alike`; nothing here is ever done without being asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from db import tables
from db.changes import Outcome, check_agency
from db.errors import Refused
from db.fields import names_from_json, names_to_json
from db.file import Plan
from db.leads import Lead, leads_from_json, leads_to_json, read_leads
from db.log import LogWriter, changing
from db.plain_text import check_line, check_text
from db.references import identity, natural_key
from db.signature import Signature

MOST_OF_A_LEAD = 300
"""Characters that a lead may be given as its spelling."""


def check_spelling(text: str) -> str:
    """Return how a lead is to be spelt, its white space made plain. Raises Refused."""
    said = " ".join(check_line(text, "the lead's name").split())
    if ";" in said:
        raise Refused("a semicolon parts two leads; give one lead")
    if len(said) > MOST_OF_A_LEAD:
        raise Refused(
            f"a lead's name has at most {MOST_OF_A_LEAD} characters, this one {len(said):,}"
        )
    return said


def rename_lead(
    plan: Plan, old: str | Iterable[str], new: str, *, by: Signature, reason: str = ""
) -> Outcome:
    """Spell leads otherwise, in every action of every agency, open or closed.

    `old` is a spelling to the letter, or several, which become one. A lead keeps its place among
    the leads of an action, and stands there once where it would stand twice. Raises Refused, for
    spellings that no action has as well.
    """
    spellings = dict.fromkeys([old] if isinstance(old, str) else old)
    why = check_text(reason, "the reason").strip()
    if not spellings:
        raise Refused("no lead was named")
    with changing(plan, by) as log:
        cells = _lead_cells(log.connection)
        known = {lead.raw: lead for _, leads in cells for lead in leads}
        said = new if new in known else check_spelling(new)
        if strange := [each for each in spellings if each not in known]:
            raise Refused(f"no action has a lead that is spelt {strange[0]!r}")
        lead = known.get(said) or _read(said)
        for action, leads in cells:
            if any(each.raw in spellings for each in leads):
                renamed = _renamed(leads, spellings, lead)
                if renamed != leads:
                    log.set("action", action, "leads", leads_to_json(renamed), reason=why)
    return Outcome(log.outcome)


def _read(said: str) -> Lead:
    (lead,) = read_leads(said)
    return lead


def _lead_cells(connection: Connection) -> list[tuple[str, tuple[Lead, ...]]]:
    """Return the leads of every action by its id, in the order of the references."""
    action = tables.action
    query = select(action.c.id, action.c.reference, action.c.leads)
    rows = connection.execute(query.where(action.c.withdrawn.is_(None))).all()
    rows = sorted(rows, key=lambda row: (natural_key(row.reference or ""), row.id))
    return [(row.id, leads_from_json(row.leads or "[]")) for row in rows]


def _renamed(leads: Sequence[Lead], old: Iterable[str], new: Lead) -> tuple[Lead, ...]:
    """Return the leads with `new` in the place of the first of `old`, and `new` but once."""
    gone = {*old, new.raw}
    renamed: list[Lead] = []
    for lead in leads:
        if lead.raw not in gone:
            renamed.append(lead)
        elif new.raw not in (each.raw for each in renamed):
            renamed.append(new)
    return tuple(renamed)


def merge_agencies(
    plan: Plan, gone: str | Iterable[str], into: str, *, by: Signature, reason: str = ""
) -> Outcome:
    """Move every action of the agency `gone`, or of several, to `into`, and withdraw it: ids.

    Its name and its aliases become aliases of `into`, so that they find it still. Raises Refused.
    """
    why = check_text(reason, "the reason").strip()
    leaving = tuple(dict.fromkeys([gone] if isinstance(gone, str) else gone))
    if not leaving:
        raise Refused("no agency was named")
    with changing(plan, by) as log:
        for agency in (*leaving, into):
            check_agency(log.connection, agency)
        if into in leaving:
            raise Refused("an agency can't be merged into itself; name another")
        for agency in leaving:
            log.set("agency", agency, "withdrawn", "1", reason=why)
        for agency in leaving:
            log.set("agency", into, "aliases", _all_names(log, agency, into), reason=why)
            for action in _actions_of(log.connection, agency):
                log.set("action", action, "agency", into, reason=why)
    return Outcome(log.outcome)


def _all_names(log: LogWriter, gone: str, into: str) -> str:
    """Return the aliases of `into`, and with them all names of `gone` that are not its own."""
    kept = list(names_from_json(log.cell(into, "aliases")[1]))
    taken = {identity(each) for each in (log.cell(into, "name")[1] or "", *kept)}
    names = (log.cell(gone, "name")[1] or "", *names_from_json(log.cell(gone, "aliases")[1]))
    for name in names:
        if name and identity(name) not in taken:
            taken.add(identity(name))
            kept.append(name)
    return names_to_json(kept)


def _actions_of(connection: Connection, agency: str) -> list[str]:
    action = tables.action
    rows = connection.execute(
        select(action.c.id, action.c.reference).where(
            action.c.agency == agency, action.c.withdrawn.is_(None)
        )
    ).all()
    return [row.id for row in sorted(rows, key=lambda row: natural_key(row.reference or ""))]
