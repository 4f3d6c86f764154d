"""Opening the plan that a command works on, and finding in it what was named."""

from __future__ import annotations

import os
from pathlib import Path

from db.anchor import find_loss
from db.backups import take_backup
from db.cells import find_agency
from db.dates import utc_now
from db.errors import PlanError, Refused, typed
from db.file import Plan, close_plan
from db.header import read_header
from db.plan_document import PUBLISHED
from db.queries import actions_called, agency_ids, plan_scheme
from db.rating import Rating
from db.seed import SEED_NAME, seed_document
from db.signature import Signature
from db.store import make_plan, open_plan
from jtai_tui.cli import output
from jtai_tui.cli.call import DEFAULT_FILE, Call, named_file
from jtai_tui.cli.progress import shown_progress


def plan_path(call: Call) -> Path:
    """Return the plan file to work on: named, opened last, or the one in this folder.

    The last is made from the bundled seed plan where it is not there. Raises PlanError.
    """
    path = named_file(call)
    if path is not None:
        return path
    path = Path(DEFAULT_FILE)
    if not os.path.lexists(path):
        by = Signature(call.author or PUBLISHED)
        with make_plan(path, seed_document(), by=by, source=SEED_NAME, anchors=call.places.tips):
            output.tell(f"made {path} from the bundled seed plan")
    return path


def open_to_read(call: Call, path: Path | None = None) -> Plan:
    """Open the plan for looking at it. Raises PlanError.

    Its file is left alone, but for what its last writer left unfinished, as `db.store.open_plan`.
    """
    path = plan_path(call) if path is None else path
    with shown_progress(f"checking {path.name}") as progress:
        plan = open_plan(path, anchors=call.places.tips, read_only=True, progress=progress)
    return _warned(plan)


def open_to_change(call: Call) -> tuple[Plan, Signature]:
    """Open the plan for a change by a known author, backed up as it is before.

    Raises PlanError, UsageError.
    """
    by = Signature(call.known_author())
    path = plan_path(call)
    read_header(path)
    with shown_progress(f"checking {path.name}") as progress:
        plan = open_plan(
            path, anchors=call.places.tips, backups=call.places.backups, progress=progress
        )
    if plan.read_only:
        with plan:
            raise Refused(f"{path}: {plan.read_only_because}")
    _warned(plan)
    try:
        with shown_progress(f"backing {path.name} up") as progress:
            take_backup(plan, call.places.backups, now=utc_now(), progress=progress)
    except PlanError as error:  # no reason to stop somebody's work
        output.warn(str(error))
    return plan, by


def _warned(plan: Plan) -> Plan:
    """Tell how the file was found, and of rows that this machine has seen and it lacks."""
    try:
        loss = find_loss(plan)
    except BaseException:
        close_plan(plan)
        raise
    for said in (*plan.notes, *([] if loss is None else [loss.sentence])):
        output.warn(f"{plan.path}: {said}")
    return plan


def find_actions(plan: Plan, text: str) -> tuple[str, ...]:
    """Return the ids of the actions that are named, with commas between. Raises Refused."""
    if actions_called(plan, text):
        return (find_action(plan, text),)
    names = [name for name in text.split(",") if name.strip()]
    if not names:
        raise Refused(f"no action was named; see: {_list(plan)}")
    return tuple(dict.fromkeys(find_action(plan, name) for name in names))


def find_action(plan: Plan, text: str) -> str:
    """Return the id of the one action that is named. Raises Refused."""
    found = actions_called(plan, text)
    if not found:
        raise Refused(f"there is no action {text.strip()} in this plan; see: {_list(plan)}")
    if len(found) > 1:
        known = ", ".join(f"{one[:8]} ({agency})" for one, agency in found.items())
        first = next(iter(found))[:8]
        raise Refused(
            f"{len(found)} actions are called {text.strip()}: {known}; name one so, or renumber it:"
            f" {typed('edit', plan.path, first, 'reference=')}NEW"
        )
    return next(iter(found))


def _list(plan: Plan) -> str:
    return typed("list", plan.path)


def find_rating(plan: Plan, text: str) -> Rating:
    """Return the rating that is named. Raises Refused with those that the plan has."""
    scheme = plan_scheme(plan)
    rating = scheme.find(text)
    if rating is None:
        known = ", ".join(f"{each.code} ({each.letter})" for each in scheme)
        raise Refused(f"{text!r} is no rating of this plan; it has {known}")
    return rating


def named_agency(plan: Plan, text: str) -> str:
    """Return the id of the agency that is named. Raises Refused with those that the plan has."""
    return find_agency(text, agency_ids(plan))
