"""`jtai check`: what is doubtful in a plan, and which checks are left out for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from db.checks import CHECK_NAMES, CHECKS, Doubt, checks_left_out, find_doubts
from db.file import Plan
from db.queries import action_ids, action_rows
from db.selection import Order, Selection
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.plans import named_agency, open_to_change, open_to_read
from jtai_tui.cli.records import write_records
from jtai_tui.cli.tables import Cell, Column, print_table
from jtai_tui.exchange.csv_table import Cell as Value

_COLUMNS = (Column("Ref", 12), Column("Check", 24, least=12), Column("Why", 0))
_KEYS = ("check", "name", "reference", "agency", "why")
_LISTED = (
    Column("Code", 12), Column("On", 3), Column("Found", 6, right=True),
    Column("Check", 24, least=12), Column("Why", 0),
)  # fmt: skip
_LISTED_KEYS = ("code", "name", "on", "found", "why")


def check_plan(call: Call) -> int:
    """Tell what is doubtful; 1 where anything is, else 0. Or list the checks, or switch them."""
    only, off, on = (_codes(call, name) for name in ("only", "off", "on"))
    narrowed = bool(only or call.text("agency") or call.text("lead"))
    if (off or on) and (narrowed or call.flag("list")):
        raise UsageError("--off and --on stand alone: first switch, then check", call.command)
    if both := off & on:
        raise UsageError(f"{min(both)} can't be both off and on", call.command)
    if call.flag("list") and narrowed:
        raise UsageError("--list lists the checks of the whole plan", call.command)
    if off or on:
        return _switch(call, off, on)
    with open_to_read(call) as plan:
        if call.flag("list"):
            return _list(call, plan)
        return _check(call, plan, only)


def _codes(call: Call, option: str) -> set[str]:
    """Return the checks that an option names. Raises UsageError for one that is none."""
    named = [each.strip() for each in getattr(call.arguments, option) or ()]
    for each in named:
        if each not in CHECK_NAMES:
            known = ", ".join(CHECK_NAMES)
            raise UsageError(f"{each!r} is no check; there are {known}", call.command)
    return set(named)


def _switch(call: Call, off: set[str], on: set[str]) -> int:
    from db.plan_wide import leave_out_checks  # noqa: PLC0415  a check changes nothing

    plan, by = open_to_change(call)
    with plan:
        outcome = leave_out_checks(plan, (set(checks_left_out(plan)) | off) - on, by=by)
        left_out = checks_left_out(plan)
    if outcome.batch is None:
        output.tell("nothing was changed: they are so already")
    said = ", ".join(left_out) if left_out else "none"
    output.say(f"checks left out for this plan: {said}")
    return 0


def _list(call: Call, plan: Plan) -> int:
    left_out = checks_left_out(plan)
    found = Counter(each.check for each in find_doubts(plan, today=call.day, every=True))
    records: list[dict[str, Value]] = [
        {
            "code": check.code,
            "name": check.name,
            "on": check.code not in left_out,
            "found": found[check.code],
            "why": check.why,
        }
        for check in CHECKS
    ]
    if not write_records(call, _LISTED_KEYS, records):
        lines = [
            [
                Cell(check.code),
                Cell("off" if check.code in left_out else "on"),
                Cell(str(found[check.code])),
                Cell(check.name),
                Cell(check.why),
            ]
            for check in CHECKS
        ]
        print_table(_LISTED, lines, wrap=True)
    return 0


def _check(call: Call, plan: Plan, only: set[str]) -> int:
    doubts = find_doubts(plan, today=call.day, every=bool(only))
    if only:
        doubts = tuple(each for each in doubts if each.check in only)
    agency, lead = call.text("agency"), call.text("lead")
    if agency or lead:
        wanted = Selection(agency=named_agency(plan, agency) if agency else None, lead=lead or None)
        of = set(action_ids(plan, wanted, Order(), today=call.day))
        doubts = tuple(each for each in doubts if each.action in of)
    ids = list(dict.fromkeys(each.action for each in doubts if each.action is not None))
    agencies = {row.id: row.agency for row in action_rows(plan, ids, today=call.day)}
    records: list[dict[str, Value]] = [
        {
            "check": each.check,
            "name": each.name,
            "reference": each.reference,
            "agency": None if each.action is None else agencies.get(each.action, ""),
            "why": each.sentence,
        }
        for each in doubts
    ]
    left_out = () if only else checks_left_out(plan)
    if not write_records(call, _KEYS, records):
        _print(doubts, left_out)
    return 1 if doubts else 0


def _print(doubts: Sequence[Doubt], left_out: Sequence[str]) -> None:
    without = f"; left out for this plan: {', '.join(left_out)}" if left_out else ""
    if not doubts:
        output.tell(f"nothing to check{without}")
        return
    lines = [[Cell(each.reference), Cell(each.name), Cell(each.sentence)] for each in doubts]
    print_table(_COLUMNS, lines, wrap=True)
    actions = len({each.action for each in doubts} - {None})
    noun = "action" if actions == 1 else "actions"
    output.say("", f"{len(doubts):,} to check, in {actions:,} {noun}{without}")
