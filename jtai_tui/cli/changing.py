"""The commands that change actions: rate, edit, update, close, reopen, undo, redo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches

from db.cells import read_day, typed_cells
from db.changes import (
    EvidenceNeeded,
    ReasonNeeded,
    add_update,
    edit,
    end_otherwise,
    rate,
    reopen,
    revise_due,
)
from db.errors import Refused, typed
from db.file import Plan
from db.history import plan_history
from db.queries import action_rows, agency_ids, plan_facts
from db.undo import redo, undo
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.inputs import text_or_file, text_or_input
from jtai_tui.cli.plans import find_actions, find_rating, open_to_change

FIELDS = (
    "reference", "sources", "agency", "finding", "action", "leads", "timescale", "due", "forecast",
)  # fmt: skip
_OTHER_WAYS = {
    "rating": "jtai rate",
    "progress": "jtai update",
    "update": "jtai update",
    "evidence": "jtai evidence",
    "closed": "jtai close",
}


def rate_actions(call: Call) -> int:
    """Record a rating for one action or several."""
    plan, by = open_to_change(call)
    with plan, advice(call, plan), telling(plan):
        rating = find_rating(plan, call.text("rating"))
        ratings = dict.fromkeys(find_actions(plan, call.text("reference")), rating.code)
        rate(plan, ratings, by=by, today=call.day, reason=call.text("reason"))
    return 0


def edit_action(call: Call) -> int:
    """Change fields of an action, or the due date of several."""
    typed = _typed_fields(call.arguments.changes, call.command)
    plan, by = open_to_change(call)
    with plan, advice(call, plan), telling(plan):
        reason, named = call.text("reason"), call.text("reference")
        actions = find_actions(plan, named)
        if len(actions) > 1:
            if typed.keys() != {"due"}:
                raise Refused("several actions at once take due= alone; edit the rest one by one")
            due, precision = read_day(typed["due"], plan_facts(plan).updated)
            revise_due(plan, actions, due, by=by, reason=reason, precision=precision)
        else:
            (action,) = actions
            cells = _cells(plan, typed)
            edit(plan, action, cells, by=by, today=call.day, reason=reason)
    return 0


def _typed_fields(changes: Sequence[str], command: str) -> dict[str, str]:
    """Return what was typed for each field. Raises UsageError, PlanError."""
    typed: dict[str, str] = {}
    for change in changes:
        name, equals, text = change.partition("=")
        field = name.strip().casefold()
        if not equals:
            raise UsageError(f"{change!r} is not FIELD=VALUE", command)
        if field not in FIELDS:
            raise UsageError(_no_field(name, field), command)
        if field in typed:
            raise UsageError(f"{field}= is given twice", command)
        typed[field] = text_or_file(text)
    return typed


def _no_field(name: str, field: str) -> str:
    if field in _OTHER_WAYS:
        return f"{field} is not edited; it has its own command: {_OTHER_WAYS[field]}"
    near = get_close_matches(field, FIELDS, 1)
    hint = f"did you mean {near[0]}=" if near else f"there are {', '.join(FIELDS)}"
    return f"an action has no field {name!r}; {hint}"


def _cells(plan: Plan, typed: Mapping[str, str]) -> dict[str, str | None]:
    """Return the cells that the typed texts fill. Raises Refused."""
    cells: dict[str, str | None] = {}
    agencies, plan_date = agency_ids(plan), plan_facts(plan).updated
    for field, text in typed.items():
        cells |= typed_cells(field, text, agencies, plan_date)
    return cells


def write_update(call: Call) -> int:
    """Append a progress update to one action or several."""
    text = text_or_input(call.text("text"))
    plan, by = open_to_change(call)
    with plan, telling(plan):
        actions = find_actions(plan, call.text("reference"))
        add_update(plan, actions, text, by=by, day=call.day)
    return 0


def close_actions(call: Call) -> int:
    """End actions otherwise than by a closing rating."""
    plan, by = open_to_change(call)
    with plan, telling(plan):
        actions = find_actions(plan, call.text("reference"))
        end_otherwise(plan, actions, call.text("ending"), by=by, reason=call.text("reason"))
    return 0


def reopen_actions(call: Call) -> int:
    """Open actions again that were ended otherwise."""
    plan, by = open_to_change(call)
    with plan, telling(plan):
        actions = find_actions(plan, call.text("reference"))
        reopen(plan, actions, by=by, reason=call.text("reason"))
    return 0


def undo_change(call: Call) -> int:
    """Take back the newest change that stands."""
    plan, by = open_to_change(call)
    with plan, telling(plan):
        undo(plan, by=by)
    return 0


def redo_change(call: Call) -> int:
    """Do again what was undone last."""
    plan, by = open_to_change(call)
    with plan, telling(plan):
        redo(plan, by=by)
    return 0


@contextmanager
def telling(plan: Plan) -> Iterator[None]:
    """Afterwards, tell what the block has added to the log, in sentences."""
    before = plan_facts(plan).events
    yield
    added = plan_facts(plan).events - before
    if not added:
        output.say("nothing changed: it says that already")
        return
    lines = [
        f"{entry.reference}  {entry.sentence}" if entry.reference else entry.sentence
        for entry in reversed(plan_history(plan, most=added))
    ]
    waiting = typed("list", plan.path, "--conflicts")
    output.say_plan_text(lines or [f"done; what waits for a decision: {waiting}"])


@contextmanager
def advice(call: Call, plan: Plan) -> Iterator[None]:
    """Say in the command line's words what is needed where a change is refused for want of it."""
    try:
        yield
    except ReasonNeeded as error:
        raise Refused(f"{error}; give --reason TEXT") from None
    except EvidenceNeeded as error:
        rows = action_rows(plan, error.actions, today=call.day)
        first = rows[0].reference if rows else "REF"
        line = f"{typed('evidence', plan.path, first)} TITLE"
        raise Refused(f"{error}: {line}") from None
