"""`jtai chase`: who owes what, and for each lead a return sheet and a draft e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from db.chasing import ANSWER_DAYS, Owed, Owes, chases, owed_by_nobody, who_owes
from db.dates import show_long_date, utc_now
from db.file import Plan
from db.queries import action_ids
from db.selection import Order, Selection, View
from db.signature import Signature
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.plans import named_agency, open_to_change, open_to_read
from jtai_tui.cli.progress import shown_progress
from jtai_tui.cli.tables import Cell, Column, print_table

if TYPE_CHECKING:
    from jtai_tui.exchange.return_sheet.chasing import Chased

_VIEWS = {"overdue": View.OVERDUE, "challenged": View.CHALLENGED, "unrated": View.UNRATED}
_COLUMNS = (
    Column("Lead", 30, least=14),
    Column("Ref", 8),
    Column("Late", 5, right=True),
    Column("Why", 0),
    Column("Chased before", 40, least=16),
)


def chase_leads(call: Call) -> int:
    """Write for each lead what they owe; with `--dry-run` only tell."""
    day = call.day
    answer_by: date = call.arguments.answer_by or day + timedelta(days=ANSWER_DAYS)
    if answer_by < day:
        raise UsageError("the day in --by has passed already; give a later one", "chase")
    if call.flag("dry_run"):
        with open_to_read(call) as plan:
            _tell(call, plan, _Told(*_asked(call, plan), _before(plan, day), answer_by))
        return 0
    plan, by = open_to_change(call)
    with plan:
        told = _Told(*_asked(call, plan), _before(plan, day), answer_by)
        if told.owes:
            told = replace(told, done=_chase(call, plan, told, by))
        _tell(call, plan, told)
    return 0


def _chase(call: Call, plan: Plan, told: _Told, by: Signature) -> Chased:
    from jtai_tui.exchange.return_sheet.chasing import chase  # noqa: PLC0415  not for a trial

    folder = Path(call.text("out"))
    with shown_progress(f"writing to {folder}") as progress:
        return chase(
            plan,
            told.owes,
            folder,
            by=by,
            today=call.day,
            answer_by=told.answer_by,
            now=utc_now(),
            overwrite=call.flag("force"),
            nobody=told.nobody,
            progress=progress,
        )


def _asked(call: Call, plan: Plan) -> tuple[tuple[Owes, ...], tuple[Owed, ...]]:
    """Return who owes what of the actions that the command line asks for, and what nobody does."""
    agency, lead = call.text("agency"), call.text("lead")
    within, silent = call.arguments.within, call.arguments.silent_days
    one = named_agency(plan, agency) if agency else None
    only = _in_views(call, plan)
    owes = who_owes(
        plan, today=call.day, within=within, silent=silent, agency=one, lead=lead, only=only
    )
    if lead:
        return owes, ()
    nobody = owed_by_nobody(
        plan, today=call.day, within=within, silent=silent, agency=one, only=only
    )
    return owes, nobody


def _in_views(call: Call, plan: Plan) -> frozenset[str] | None:
    """Return the ids of the actions in all the views that are named, None where none is."""
    found = [
        frozenset(action_ids(plan, Selection(view=view), Order(), today=call.day))
        for name, view in _VIEWS.items()
        if call.flag(name)
    ]
    return frozenset.intersection(*found) if found else None


def _before(plan: Plan, day: date) -> dict[str, str]:
    return {each.lead: each.words(day) for each in chases(plan)}


@dataclass(frozen=True, slots=True)
class _Told:
    """What a call of the command comes to; `done` is None where nothing was written."""

    owes: Sequence[Owes]
    nobody: Sequence[Owed]
    before: Mapping[str, str]
    answer_by: date
    done: Chased | None = None


def _tell(call: Call, plan: Plan, told: _Told) -> None:
    if call.text("format") == "json":
        output.write_json(_record(plan, told))
        return
    if told.owes:
        print_table(_COLUMNS, list(_lines(told)), wrap=True)
        output.say("")
    output.say_plan_text(_summary(told))


def _lines(told: _Told) -> Iterator[list[Cell]]:
    for each in told.owes:
        for place, owed in enumerate(each.actions):
            first = place == 0
            late = "" if owed.overdue is None else str(owed.overdue)
            why = owed.why if owed.accountable else f"{owed.why} (not the first lead)"
            yield [
                Cell(each.lead if first else ""),
                Cell(owed.row.reference),
                Cell(late, "bold red"),
                Cell(why),
                Cell(told.before.get(each.lead, "") if first else "", "dim"),
            ]


def _summary(told: _Told) -> Iterator[str]:
    if told.nobody:
        references = ", ".join(each.row.reference for each in told.nobody)
        yield f"no lead is named in {references}, so nobody can be asked"
    if not told.owes:
        yield "nobody owes anything" if not told.nobody else "nobody else owes anything"
        return
    leads = len(told.owes)
    who = "1 lead" if leads == 1 else f"{leads:,} leads"
    by = f"by {show_long_date(told.answer_by)}"
    if told.done is None:
        yield f"this was a trial: {who} would be asked to answer {by}"
        return
    yield f"{who} asked to answer {by}: sheets and draft e-mails are in {told.done.folder}"
    yield f"who owes what, for you: {told.done.summary}"


def _record(plan: Plan, told: _Told) -> dict[str, object]:
    done = told.done
    files = {} if done is None else {each.owes.lead: each for each in done.leads}
    return {
        "file": str(plan.path),
        "answer_by": told.answer_by.isoformat(),
        "written": done is not None,
        "folder": None if done is None else str(done.folder),
        "summary": None if done is None else str(done.summary),
        "leads": [
            {
                "lead": each.lead,
                "email": each.address or None,
                "before": told.before.get(each.lead),
                "chase": files[each.lead].chase if files else None,
                "sheet": str(files[each.lead].sheet) if files else None,
                "mail": str(files[each.lead].mail) if files else None,
                "actions": [_owed_record(one) for one in each.actions],
            }
            for each in told.owes
        ],
        "no_lead": [_owed_record(each) for each in told.nobody],
    }


def _owed_record(owed: Owed) -> dict[str, object]:
    row = owed.row
    return {
        "reference": row.reference,
        "agency": row.agency,
        "due": None if row.due is None else row.due.isoformat(),
        "accountable": owed.accountable if row.leads else None,
        "days_overdue": owed.overdue,
        "due_in": owed.due_in,
        "days_silent": owed.silent,
        "last_update": None if row.last_update is None else row.last_update.isoformat(),
        "why": owed.why,
    }
