"""What a person does to the actions of a plan. Each function is one transaction of log rows.

Author and clock come in as a `Signature`, the day as `today`. A rule of the plan that is broken
raises Refused and nothing is written. Where the caller says what it had `seen` in a cell, and
somebody has changed that cell meanwhile, that one cell is left alone and returned as `Stale`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from db import tables
from db.dates import show_date
from db.endings import ENDINGS
from db.errors import Refused
from db.file import Plan
from db.log import LogWriter, changing
from db.plain_text import check_line, check_said, check_text, is_blank
from db.rating import Rating, Scheme, is_milder, suggest
from db.references import natural_key
from db.signature import Signature
from db.state import (
    ActionState,
    Stale,
    agency_stands,
    read_plan_date,
    read_scheme,
    read_states,
    reference_taken,
    stale_cell,
)
from db.timescale import Precision, read_timescale

EDITABLE = (
    "reference", "sources", "agency", "finding", "action", "leads", "timescale", "due",
    "due_precision", "forecast",
)  # fmt: skip
"""The fields that `edit` changes. Rating, progress, evidence and ending have their own ways."""


class ReasonNeeded(Refused):
    """The change needs a reason; `actions` are the ids it is needed for."""

    def __init__(self, message: str, actions: Collection[str]) -> None:
        super().__init__(message)
        self.actions = tuple(actions)


class EvidenceNeeded(Refused):
    """The rating needs evidence, which the actions with the ids `actions` do not have."""

    def __init__(self, message: str, actions: Collection[str]) -> None:
        super().__init__(message)
        self.actions = tuple(actions)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did: its batch in the log (None: nothing was changed), cells left alone.

    `created` is the id of what was added, if anything was.
    """

    batch: str | None
    stale: tuple[Stale, ...] = ()
    created: str | None = None


def rate(
    plan: Plan,
    ratings: Mapping[str, str],
    *,
    by: Signature,
    today: date,
    reason: str = "",
    seen: Mapping[str, str | None] | None = None,
) -> Outcome:
    """Record a rating for each action: `ratings` maps action ids to codes of the scheme.

    `seen` maps action ids to the ratings that the person had before them. A rating milder than
    the suggested one, and one that opens a closed action again, need a reason; one that needs
    evidence is refused while there is none (design, rating rule). Recording the same rating again
    is a judgement too, with a name and a time. Raises ReasonNeeded, EvidenceNeeded, Refused.
    """
    why = check_text(reason, "the reason").strip()
    stale: list[Stale] = []
    with changing(plan, by) as log:
        scheme = read_scheme(log.connection)
        states = read_states(log.connection, ratings)
        check_ratings(scheme, states, ratings, today=today, reason=why)
        for one, state in states.items():
            had = {"rating": seen[one]} if seen and one in seen else None
            if quarrel := stale_cell(log.connection, state, "rating", ratings[one], had):
                stale.append(quarrel)
            else:
                log.set("action", one, "rating", ratings[one], reason=why, repeat=True)
    return Outcome(log.outcome, tuple(stale))


def check_ratings(
    scheme: Scheme,
    states: Mapping[str, ActionState],
    ratings: Mapping[str, str],
    *,
    today: date,
    reason: str,
) -> None:
    """Raise ReasonNeeded, EvidenceNeeded or Refused where the plan's rules forbid the ratings.

    `ratings` maps the ids of the `states` to codes of the scheme.
    """
    chosen = check_recordable(scheme, states, ratings)
    if is_blank(reason):
        _check_reason(scheme, states, chosen, today)


def check_recordable(
    scheme: Scheme, states: Mapping[str, ActionState], ratings: Mapping[str, str]
) -> dict[str, Rating]:
    """Return the ratings by action. Raises EvidenceNeeded, and Refused for an action that ended."""
    chosen = {one: _level(scheme, code) for one, code in ratings.items()}
    _check_ended(states.values())
    _check_evidence(states, chosen)
    return chosen


def _level(scheme: Scheme, code: str) -> Rating:
    level = scheme.get(code)
    if level is None:
        known = ", ".join(rating.code for rating in scheme)
        raise Refused(f"{code!r} is no rating of this plan; it has {known}")
    return level


def _named(states: Iterable[ActionState]) -> str:
    references = sorted((state.reference for state in states), key=natural_key)
    shown = ", ".join(references[:8]) + (", …" if len(references) > 8 else "")
    return f"{'action' if len(references) == 1 else 'actions'} {shown}"


def _check_ended(states: Iterable[ActionState]) -> None:
    ended = [state for state in states if state.closed_otherwise]
    if ended:
        raise Refused(f"{_named(ended)} ended without a rating; reopen before rating")


def _check_evidence(states: Mapping[str, ActionState], chosen: Mapping[str, Rating]) -> None:
    bare = [
        state
        for one, state in states.items()
        if chosen[one].needs_evidence and not state.has_evidence
    ]
    if bare:
        name = chosen[bare[0].id].name
        raise EvidenceNeeded(
            f"{name} needs evidence, and {_named(bare)} has none; add evidence first",
            [state.id for state in bare],
        )


def _check_reason(
    scheme: Scheme, states: Mapping[str, ActionState], chosen: Mapping[str, Rating], today: date
) -> None:
    reopened, milder = [], []
    for one, state in states.items():
        level = chosen[one]
        recorded = state.rating(scheme)
        if recorded and recorded.closes and not level.closes:
            reopened.append(state)
        elif is_milder(scheme, level, _suggestion(scheme, state, level, today)):
            milder.append(state)
    if reopened:
        raise ReasonNeeded(
            f"opening {_named(reopened)} again needs a reason", [each.id for each in reopened]
        )
    if milder:
        raise ReasonNeeded(
            f"milder than the dates suggest for {_named(milder)}: a reason is needed",
            [each.id for each in milder],
        )


def _suggestion(scheme: Scheme, state: ActionState, level: Rating, today: date) -> Rating | None:
    return suggest(
        scheme,
        recorded=level,
        is_open=not level.closes,
        due=state.due,
        forecast=state.forecast,
        today=today,
    )


def edit(
    plan: Plan,
    action: str,
    changes: Mapping[str, str | None],
    *,
    by: Signature,
    today: date,
    reason: str = "",
    update: str = "",
    seen: Mapping[str, str | None] | None = None,
) -> Outcome:
    """Change fields of one action, and append a progress update if one is given, all at once.

    `changes` and `seen` map fields of `EDITABLE` to cells as the store keeps them (`db.cells`
    makes them from what people type). A new timescale that names another day moves the due date
    with it; a revised due date needs a reason. Raises ReasonNeeded, Refused.
    """
    if strange := changes.keys() - set(EDITABLE):
        raise Refused(f"{', '.join(sorted(strange))} can't be edited")
    why = check_text(reason, "the reason").strip()
    stale: list[Stale] = []
    with changing(plan, by) as log:
        state = read_states(log.connection, [action])[action]
        full = _with_due(log.connection, state, changes, seen)
        _check_precision(state, full)
        for field in (each for each in EDITABLE if each in full):
            cell = checked_cell(log.connection, state, field, full[field])
            if quarrel := stale_cell(log.connection, state, field, cell, seen):
                stale.append(quarrel)
                continue
            if field == "due_precision" and any(each.field == "due" for each in stale):
                continue
            if field == "due":
                check_revision(state, cell, why)
            log.set("action", action, field, cell, reason=why)
        if not is_blank(update):
            append_update(log, action, update, day=today)
    return Outcome(log.outcome, tuple(stale))


def _with_due(
    connection: Connection,
    state: ActionState,
    changes: Mapping[str, str | None],
    seen: Mapping[str, str | None] | None,
) -> dict[str, str | None]:
    """Return the changes with the due date that goes along with a new timescale.

    Only if the new wording names another day than the old: correcting its spelling does not take
    back a revision. A timescale that can't be changed, being stale, moves nothing.
    """
    full = dict(changes)
    timescale = changes.get("timescale")
    if timescale is not None and "due" not in changes:
        before = None if seen is None else seen.get("timescale")
        now = state.cells["timescale"] or ""
        plan_date = read_plan_date(connection)
        old, new = read_timescale(now, plan_date), read_timescale(timescale, plan_date)
        if new.due and new.due != old.due and before in (None, now):
            full["due"] = new.due.isoformat()
            full["due_precision"] = str(new.precision) if new.precision else None
    elif "due" in changes and changes["due"] != state.cells["due"]:
        full.setdefault("due_precision", str(Precision.DAY) if changes["due"] else None)
    return full


def _check_precision(state: ActionState, changes: Mapping[str, str | None]) -> None:
    due = changes.get("due", state.cells["due"])
    if due is None and changes.get("due_precision") is not None:
        raise Refused(f"action {state.reference} has no due date, and so no precision of one")


def checked_cell(
    connection: Connection, state: ActionState, field: str, cell: str | None
) -> str | None:
    """Return the cell as the store keeps it. Raises Refused where the action can't have it."""
    if field == "reference":
        wanted = check_line(cell or "", "the reference")
        if wanted != state.reference and reference_taken(connection, wanted, but=state.id):
            raise Refused(f"there is another action {wanted}; references are unique in a plan")
        return wanted
    if field == "agency":
        check_agency(connection, cell)
    elif field == "action":
        check_said(cell or "", "the text of an action")
    return cell


def check_agency(connection: Connection, agency: str | None) -> None:
    """Raise Refused unless `agency` is the id of an agency that stands in the plan."""
    found = select(tables.agency.c.id).where(tables.agency.c.id == agency, agency_stands())
    if agency is None or connection.scalar(found) is None:
        raise Refused("that agency is not in the plan")


def check_revision(state: ActionState, cell: str | None, why: str) -> None:
    """Raise ReasonNeeded where an agreed due date would be revised without a reason."""
    if state.due is not None and cell != state.cells["due"] and is_blank(why):
        raise ReasonNeeded(
            f"the due date of action {state.reference} was agreed ({show_date(state.due)});"
            " revising it needs a reason",
            [state.id],
        )


def revise_due(
    plan: Plan,
    actions: Iterable[str],
    due: date,
    *,
    by: Signature,
    reason: str,
    precision: Precision = Precision.DAY,
    seen: Mapping[str, str | None] | None = None,
) -> Outcome:
    """Give the actions a new due date; the one before is kept. Always needs a reason.

    `seen` maps action ids to the due date that the person had before them, ISO. Raises Refused.
    """
    why = check_said(reason, "a reason for the new due date")
    stale: list[Stale] = []
    with changing(plan, by) as log:
        for one, state in read_states(log.connection, actions).items():
            had = {"due": seen[one]} if seen and one in seen else None
            if quarrel := stale_cell(log.connection, state, "due", due.isoformat(), had):
                stale.append(quarrel)
                continue
            log.set("action", one, "due", due.isoformat(), reason=why)
            log.set("action", one, "due_precision", str(precision), reason=why)
    return Outcome(log.outcome, tuple(stale))


def add_update(
    plan: Plan, actions: Iterable[str], text: str, *, by: Signature, day: date
) -> Outcome:
    """Append a progress update, dated `day` and signed by the author, to each action."""
    check_said(text, "the text of a progress update")
    with changing(plan, by) as log:
        for one in read_states(log.connection, actions):
            append_update(log, one, text, day=day)
    return Outcome(log.outcome)


def append_update(
    log: LogWriter, action: str, text: str, *, day: date, signed: str = "", reason: str = ""
) -> None:
    """Append the events of one progress update; `signed` is the author unless it is given."""
    check_text(text, "the progress update")
    entity = log.create("progress_update")
    log.set("progress_update", entity, "action", action)
    log.set("progress_update", entity, "day", day.isoformat())
    log.set("progress_update", entity, "signed", signed or log.author)
    log.set("progress_update", entity, "text", text, reason=reason)


def end_otherwise(
    plan: Plan, actions: Iterable[str], ending: str, *, by: Signature, reason: str
) -> Outcome:
    """Close actions without a closing rating: `ending` is a key of `ENDINGS`. Needs a reason."""
    if ending not in ENDINGS:
        raise Refused(f"{ending!r} is no way to end an action; say {', '.join(ENDINGS)}")
    why = check_said(reason, "a reason for ending an action")
    with changing(plan, by) as log:
        scheme = read_scheme(log.connection)
        states = read_states(log.connection, actions)
        shut = [state for state in states.values() if not state.is_open(scheme)]
        if shut:
            raise Refused(f"{_named(shut)}: closed already")
        for one in states:
            log.set("action", one, "closed", ending, reason=why)
    return Outcome(log.outcome)


def reopen(plan: Plan, actions: Iterable[str], *, by: Signature, reason: str) -> Outcome:
    """Open actions again that were ended otherwise. Needs a reason.

    An action that is closed by its rating is opened by another rating, so that no open action
    carries a closing one: raises Refused.
    """
    why = check_said(reason, "a reason for opening an action again")
    with changing(plan, by) as log:
        states = read_states(log.connection, actions)
        running = [state for state in states.values() if not state.closed_otherwise]
        if running:
            raise Refused(
                f"{_named(running)}: not ended otherwise; to open a completed action, rate it"
            )
        for one in states:
            log.set("action", one, "closed", None, reason=why)
    return Outcome(log.outcome)
