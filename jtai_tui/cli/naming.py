"""`jtai leads` and `jtai lead`: who leads what over all agencies, and one name for who has two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from db.alike import LeadSpelling, LikeAgencies, LikeLeads, look_alike, plan_leads, spelt
from db.chasing import Chase, called, chases
from db.errors import Refused, typed
from db.file import Plan
from db.renaming import rename_lead
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.changing import telling
from jtai_tui.cli.plans import open_to_change, open_to_read
from jtai_tui.cli.tables import Cell, Column, print_table
from jtai_tui.exchange.csv_table import csv_text

LEAD_KEYS = (
    "lead", "name", "organisation", "post", "kind", "actions", "overdue", "agencies", "alike",
    "chased", "answered",
)  # fmt: skip
ALIKE_KEYS = ("kind", "spellings", "why", "actions")
_LEADS = (
    Column("Lead", 48, least=16),
    Column("Actions", 7, right=True),
    Column("Overdue", 7, right=True),
    Column("Agencies", 0),
    Column("Chased", 44, least=40),
)
_ALIKE = (Column("Look like one", 48, least=20), Column("Actions", 7, right=True), Column("Why", 0))

Alikes = Sequence[LikeLeads | LikeAgencies]
Record = Mapping[str, str | int | list[str] | None]


def list_leads(call: Call) -> int:
    """List the leads of all agencies, and what looks like one; with `--alike`, only that."""
    with open_to_read(call) as plan:
        leads = plan_leads(plan, today=call.day)
        like_leads, like_agencies = look_alike(plan, today=call.day)
        alikes: Alikes = (*like_leads, *like_agencies)
        asked = {each.lead: each for each in chases(plan)}
        only = call.flag("alike")
        if call.text("format") == "table":
            lines = [_line(each, asked, call.day) for each in leads]
            _print(plan, [] if only else lines, alikes, only=only)
        elif only:
            _write(call, ALIKE_KEYS, [_alike_record(each) for each in alikes])
        else:
            others = _others(like_leads)
            records = [_lead_record(each, others, asked.get(called(each.lead))) for each in leads]
            _write(call, LEAD_KEYS, records)
    return 0


def _others(alikes: Iterable[LikeLeads]) -> dict[str, list[str]]:
    """Return, for each spelling, the others that look like one with it."""
    groups = [[each.lead.raw for each in alike.spellings] for alike in alikes]
    return {one: [each for each in group if each != one] for group in groups for one in group}


def _lead_record(
    each: LeadSpelling, others: Mapping[str, list[str]], chase: Chase | None
) -> Record:
    answered = None if chase is None else chase.answered
    return {
        "lead": each.lead.raw,
        "name": each.lead.name,
        "organisation": each.lead.organisation,
        "post": each.lead.post,
        "kind": each.lead.kind.value,
        "actions": len(each.actions),
        "overdue": each.overdue,
        "agencies": list(each.agencies),
        "alike": others.get(each.lead.raw, []),
        "chased": None if chase is None else chase.day.isoformat(),
        "answered": None if answered is None else answered.isoformat(),
    }


def _alike_record(each: LikeLeads | LikeAgencies) -> Record:
    return {
        "kind": "lead" if isinstance(each, LikeLeads) else "agency",
        "spellings": _spellings(each),
        "why": each.why,
        "actions": len(each.actions),
    }


def _spellings(each: LikeLeads | LikeAgencies) -> list[str]:
    if isinstance(each, LikeLeads):
        return [one.lead.raw for one in each.spellings]
    return [one.name for one in each.spellings]


def _write(call: Call, keys: Sequence[str], records: Sequence[Record]) -> None:
    if call.text("format") == "json":
        output.write_json(records)
        return
    rows = [[_flat(record[key]) for key in keys] for record in records]
    output.write_csv(csv_text(keys, rows))


def _flat(value: str | int | list[str] | None) -> str | int | None:
    return "; ".join(value) if isinstance(value, list) else value


def _print(plan: Plan, leads: Sequence[list[Cell]], alikes: Alikes, *, only: bool) -> None:
    if leads:
        columns = _LEADS if any(line[-1].text for line in leads) else _LEADS[:-1]
        print_table(columns, [line[: len(columns)] for line in leads], wrap=False)
    elif not only:
        output.tell("no action of this plan has a lead")
    if not alikes:
        output.tell("no two of its leads or agencies look like one")
        return
    if leads:
        output.say("")
    print_table(_ALIKE, list(_alike_lines(alikes)), wrap=True)
    one = f"{typed('lead', plan.path)} OLD --to NEW"
    two = f"{typed('agency', plan.path)} NAME --merge-into OTHER"
    output.say_plan_text(["", f"Nothing is made one by itself. If they are: {one}, or {two}"])


def _line(each: LeadSpelling, asked: Mapping[str, Chase], today: date) -> list[Cell]:
    chase = asked.get(called(each.lead))
    return [
        Cell(each.lead.raw),
        Cell(str(len(each.actions))),
        Cell(str(each.overdue or ""), "bold red"),
        Cell(", ".join(each.agencies), "dim"),
        Cell("" if chase is None else chase.words(today)),
    ]


def _alike_lines(alikes: Alikes) -> Iterator[list[Cell]]:
    """Yield a line for each spelling; what looks like one stands together."""
    for place, each in enumerate(alikes):
        if place:
            yield [Cell("")] * len(_ALIKE)
        numbers = [len(one.actions) for one in each.spellings]
        for line, spelling in enumerate(_spellings(each)):
            why = "" if line else each.why
            yield [Cell(spelling), Cell(str(numbers[line])), Cell(why, "dim")]


def rename_leads(call: Call) -> int:
    """Spell a lead, or several, otherwise in every action."""
    plan, by = open_to_change(call)
    with plan, telling(plan):
        leads = plan_leads(plan, today=call.day)
        old = dict.fromkeys(
            each.lead.raw for name in call.arguments.old for each in _named(plan, leads, name)
        )
        rename_lead(plan, old, call.text("to"), by=by, reason=call.text("reason"))
    return 0


def _named(plan: Plan, leads: Sequence[LeadSpelling], name: str) -> tuple[LeadSpelling, ...]:
    found = spelt(leads, name)
    if not found:
        raise Refused(f"no action has a lead {name.strip()!r}; see: {typed('leads', plan.path)}")
    return found
