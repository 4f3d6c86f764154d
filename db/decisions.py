"""What a person decides of changes that came in: one transaction of ordinary rows of the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from db.additions import agency_name
from db.came_in import Difference
from db.cell_heads import CellHistory
from db.cells import typed_cells
from db.changes import Outcome, check_ratings, check_revision, checked_cell
from db.connection import plain
from db.deciding import change, empty_rating, keep, precision_of, set_precision, take
from db.errors import Refused
from db.event import Event
from db.file import Plan
from db.log import LogWriter, changing
from db.plain_text import check_text
from db.proposed import Choice, ProposedChange, Standing
from db.review_words import Words, look_at_words
from db.signature import Signature
from db.state import read_plan_date, read_scheme, read_states

Decided = tuple[Difference, ProposedChange]
"""A change, and what the person had before them of it."""


def decide(
    plan: Plan,
    changes: Sequence[Decided],
    choice: Choice,
    *,
    by: Signature,
    today: date,
    text: str = "",
    reason: str = "",
) -> Outcome:
    """Let theirs, ours or a third value stand for each of the changes, all or none.

    `text` is the third value, as typed; only one change takes one. A rating that somebody recorded
    keeps its own reason; a third one, or a third due date, needs one where `rate` and `revise_due`
    do. Raises ReasonNeeded, EvidenceNeeded, Refused.
    """
    if choice is Choice.OTHER and len(changes) != 1:
        raise Refused("a third value is given to one change at a time")
    why = check_text(reason, "the reason").strip()
    with changing(plan, by) as log:
        words = look_at_words(plain(log.connection))
        for difference, seen in changes:
            if choice not in seen.choices:
                raise Refused(f"{seen.what.lower()}: that can't be decided so")
            _check_unchanged(log, words, difference, seen)
            if choice is Choice.OTHER:
                _give(log, difference, text, today=today, reason=why)
            elif difference.field:
                _choose(log, difference, choice, today=today, reason=why)
            else:
                _stand(log, difference, choice, reason=why)
    return Outcome(log.outcome)


def _check_unchanged(
    log: LogWriter, words: Words, difference: Difference, seen: ProposedChange
) -> None:
    """Raise Refused where somebody has decided, or changed the cell, since it was shown."""
    field = difference.field or "withdrawn"
    history = log.history(difference.entity, field)
    waits = difference.theirs in history.rivals
    now = None if history.current is None else history.current.new
    if words.cell(field, now) != seen.now or waits != (seen.standing is Standing.CONFLICT):
        of = f" of action {seen.reference}" if seen.reference else ""
        raise Refused(f"{seen.what.lower()}{of}: somebody has changed it meanwhile; look again")


def _choose(
    log: LogWriter, difference: Difference, choice: Choice, *, today: date, reason: str
) -> None:
    etype, entity, field = difference.etype, difference.entity, difference.field
    theirs, ours = difference.theirs, difference.ours
    history = log.history(entity, field)
    if choice is Choice.THEIRS and field == "rating" and theirs.new is not None:
        _check_evidence(log, entity, theirs.new, today)
    if difference.disputed and choice is Choice.THEIRS:
        take(log, etype, entity, field, history, theirs, reason=reason)
    elif difference.disputed:
        keep(log, etype, entity, field, history, theirs, reason=reason)
    else:
        side = theirs if choice is Choice.THEIRS else ours
        _put_back(log, difference, history, side, reason)
    if field == "due":
        side = theirs if choice is Choice.THEIRS else ours
        set_precision(log, entity, None if side is None else precision_of(log, side))


def _put_back(
    log: LogWriter,
    difference: Difference,
    history: CellHistory,
    side: Event | None,
    reason: str,
) -> None:
    """Let what a side had said stand again."""
    value = None if side is None else side.new
    if difference.field == "rating" and value is None:
        empty_rating(log, difference.entity, history, reason=reason)
        return
    why = reason or (side.reason if side is not None else None)
    log.set(difference.etype, difference.entity, difference.field, value, reason=why)


def _check_evidence(log: LogWriter, action: str, code: str, today: date) -> None:
    """Raise where a rating that somebody gave asks for evidence that is not here."""
    states = read_states(log.connection, [action])
    scheme = read_scheme(log.connection)
    check_ratings(scheme, states, {action: code}, today=today, reason="as they have said")


def _give(log: LogWriter, difference: Difference, text: str, *, today: date, reason: str) -> None:
    """Append a third value that a person typed."""
    etype, entity, field = difference.etype, difference.entity, difference.field
    cells = _typed(log, difference, text, today=today, reason=reason)
    history = log.history(entity, field)
    if difference.disputed:
        change(log, etype, entity, field, history, difference.theirs, cells[field], reason=reason)
    else:
        log.set(etype, entity, field, cells[field], reason=reason, repeat=field == "rating")
    if field == "due":
        set_precision(log, entity, cells["due_precision"])


def _typed(
    log: LogWriter, difference: Difference, text: str, *, today: date, reason: str
) -> dict[str, str | None]:
    """Return the cells that a typed text fills. Raises what `rate` and `edit` raise for it."""
    entity, field = difference.entity, difference.field
    if difference.etype == "agency":
        return {field: agency_name(text)}
    states = read_states(log.connection, [entity])
    if field == "rating":
        scheme = read_scheme(log.connection)
        level = scheme.find(text)
        if level is None:
            raise Refused(f"{text!r} is no rating of this plan")
        check_ratings(scheme, states, {entity: level.code}, today=today, reason=reason)
        return {"rating": level.code}
    cells = typed_cells(field, text, _agencies(log), read_plan_date(log.connection))
    state = states[entity]
    cells = {one: checked_cell(log.connection, state, one, cell) for one, cell in cells.items()}
    if field == "due":
        check_revision(state, cells["due"], reason)
    return cells


def _agencies(log: LogWriter) -> dict[str, str]:
    query = "SELECT id, name, aliases FROM agency WHERE withdrawn IS NULL"
    return {
        name: one
        for one, called, aliases in plain(log.connection).execute(query)
        for name in (*json.loads(aliases or "[]"), called)
    }


def _stand(log: LogWriter, difference: Difference, choice: Choice, *, reason: str) -> None:
    """Take something new back out of the plan, or let it stand after all."""
    etype, entity = difference.etype, difference.entity
    if choice is Choice.OURS:
        log.set(etype, entity, "withdrawn", "1", undoes=difference.theirs.hash, reason=reason)
    else:
        log.set(etype, entity, "withdrawn", None, reason=reason)
