"""`jtai statement`: the statutory clock of the written statement of proposed action."""

from __future__ import annotations

from datetime import date
from types import EllipsisType

from db.dates import show_long_date
from db.statutory import (
    REGULATION,
    Statutory,
    left_words,
    sent_words,
    statement_due,
    statutory_days,
)
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.plans import open_to_change, open_to_read
from jtai_tui.exchange.action_record import iso
from jtai_tui.exchange.csv_table import Cell as Value
from jtai_tui.exchange.csv_table import csv_text

_Said = date | EllipsisType | None


def show_statement(call: Call) -> int:
    """Note the days that are said, then tell how the clock stands."""
    received, sent = _said(call, "received"), _said(call, "sent")
    if isinstance(received, EllipsisType) and isinstance(sent, EllipsisType):
        with open_to_read(call) as plan:
            days = statutory_days(plan)
    else:
        from db.plan_wide import set_statutory_days  # noqa: PLC0415  looking does without

        plan, by = open_to_change(call)
        with plan:
            set_statutory_days(plan, received=received, sent=sent, by=by, today=call.day)
            days = statutory_days(plan)
    due = None if days.received is None else statement_due(days.received)
    _write(call, days, due)
    return 0


def _said(call: Call, name: str) -> _Said:
    """Return the day that an option says, None where it is taken out, else `...`."""
    day: date | None = getattr(call.arguments, name)
    taken_out = call.flag(f"not_{name}")
    if taken_out and day is not None:
        raise UsageError(f"say either --{name} or --not-{name}", call.command)
    if taken_out:
        return None
    return ... if day is None else day


def _write(call: Call, days: Statutory, due: date | None) -> None:
    left = None if due is None else (due - (days.sent or call.day)).days
    record: dict[str, Value] = {
        "received": iso(days.received),
        "due": iso(due),
        "sent": iso(days.sent),
        "days_left": left,
        "late": left is not None and left < 0,
    }
    chosen = call.text("format")
    if chosen == "json":
        output.write_json(record)
    elif chosen == "csv":
        output.write_csv(csv_text(tuple(record), [list(record.values())]))
    elif days.received is None or due is None:
        output.tell("no report is noted; say when it was received, with --received DATE")
    else:
        output.say(f"report received  {show_long_date(days.received)}")
        output.say(f"statement due    {show_long_date(due)}, 70 working days after ({REGULATION})")
        if days.sent is None:
            output.say(f"not sent yet     {left_words(due, call.day)}")
        else:
            sent = f"{show_long_date(days.sent)}, {sent_words(due, days.sent)}"
            output.say(f"statement sent   {sent}")
