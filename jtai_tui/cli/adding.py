"""The commands that add to a plan: evidence, actions, agencies."""

from __future__ import annotations

from pathlib import Path

from db.additions import (
    NewAction,
    NewEvidence,
    add_action,
    add_agency,
    add_evidence,
    rename_agency,
)
from db.dates import show_date
from db.evidence_files import plan_size
from db.incoming_file import name_to_keep, read_file
from db.queries import action_rows
from db.renaming import merge_agencies
from db.sizes import MOST_FILE_BYTES, large_plan_words
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.changing import telling
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.inputs import text_or_input
from jtai_tui.cli.plans import find_action, named_agency, open_to_change


def add_evidence_to_action(call: Call) -> int:
    """Add evidence to an action."""
    path = Path(call.text("file_to_keep")) if call.text("file_to_keep") else None
    new = NewEvidence(
        title=call.text("title"),
        kind=call.text("kind").strip(),
        note=text_or_input(call.text("note")),
        link=call.text("link").strip(),
        file_name="" if path is None else name_to_keep(path.name),
        file=None if path is None else read_file(path, MOST_FILE_BYTES),
    )
    plan, by = open_to_change(call)
    with plan:
        action = find_action(plan, call.text("reference"))
        add_evidence(plan, action, new, by=by)
        kept = "" if new.file is None else f", with {new.file_name} ({_size(new.file)})"
        large = "" if new.file is None else large_plan_words(plan_size(plan))
        (row,) = action_rows(plan, [action], today=call.day)
    output.say_plan_text([f"{row.reference}  Evidence added: {new.title}{kept}"])
    if path is not None and path.name != new.file_name:
        output.warn(f"a plan can't keep the name {path.name}; the file is {new.file_name} there")
    if large:
        output.warn(large)
    return 0


def add_action_to_plan(call: Call) -> int:
    """Add an action to an agency."""
    text = text_or_input(call.text("action"))
    plan, by = open_to_change(call)
    with plan:
        new = NewAction(
            reference=call.text("reference"),
            agency=named_agency(plan, call.text("agency")),
            action=text,
            finding=call.text("finding"),
            leads="\n".join(call.arguments.lead or ()),
            timescale=call.text("timescale"),
        )
        created = add_action(plan, new, by=by, reason=call.text("reason")).created
        (row,) = action_rows(plan, [created or ""], today=call.day)
    due = "no due date" if row.due is None else f"due {show_date(row.due)}"
    output.say_plan_text([f"{row.reference}  Action added to {row.agency}, {due}"])
    return 0


def add_or_rename_agency(call: Call) -> int:
    """Add an agency, give one another name, or merge it into another."""
    name, reason = call.text("name"), call.text("reason")
    new, into = call.arguments.rename, call.arguments.merge_into
    if new is not None and into is not None:
        raise UsageError("give --rename or --merge-into, not both", call.command)
    plan, by = open_to_change(call)
    with plan:
        if into is not None:
            gone, other = named_agency(plan, name), named_agency(plan, into)
            with telling(plan):
                merge_agencies(plan, gone, other, by=by, reason=reason)
            return 0
        if new is None:
            add_agency(plan, name, by=by, reason=reason)
            said = f"Agency added: {name}"
        else:
            outcome = rename_agency(plan, named_agency(plan, name), new, by=by, reason=reason)
            said = (
                f"Agency renamed to {new}" if outcome.batch else "nothing changed: it is so called"
            )
    output.say_plan_text([said])
    return 0


def _size(data: bytes) -> str:
    return "1 byte" if len(data) == 1 else f"{len(data):,} bytes"
