"""What a person decides of changes that came in: one transaction of ordinary rows of the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date

from db.additions import agency_name
from db.came_in import Difference
from db.changes import (
    Outcome,
    check_recordable,
)
from db.connection import plain
from db.deciding import (
    empty_rating,
    keep,
    precision_of,
    reason_of,
    set_precision,
    settle,
    take,
)
from db.errors import Refused
from db.event import Event
from db.file import Plan
from db.log import LogWriter, changing
from db.plain_text import check_text
from db.proposal_decisions import decide_proposals
from db.proposed import Choice, ProposedChange, Standing
from db.review_words import Words, look_at_words
from db.signature import Signature
from db.state import read_scheme, read_states
from db.third_value import typed_value
from db.waiting import Conflict, Unsettled

Decided = tuple[Difference, ProposedChange]
"""A change, and what the person had before them of it."""


def decide(
    plan: Plan,
    changes: Sequence[Decided],
    proposed: Sequence[ProposedChange],
    choice: Choice,
    *,
    by: Signature,
    today: date,
    text: str = "",
    reason: str = "",
) -> Outcome:
    """Let theirs, ours or a third value stand for each of the changes, all or none.

    `changes` came in by merging, `proposed` with documents that were read in.
    `text` is the third value, as typed: one cell takes one, whoever disagrees about it. A rating
    that somebody recorded keeps its own reason; a third one, or a third due date, needs one where
    `rate` and `revise_due` do. Raises ReasonNeeded, EvidenceNeeded, Refused.
    """
    why = check_text(reason, "the reason").strip()
    with changing(plan, by) as log:
        words = look_at_words(plain(log.connection))
        for difference, seen in changes:
            if choice not in seen.choices:
                raise Refused(f"{seen.what.lower()}: that can't be decided so")
            _check_unchanged(log, words, difference, seen)
        _check_one_of_each(changes, proposed, choice)
        for difference, _ in changes:
            if choice is Choice.OTHER:
                _give(log, difference, text, today=today, reason=why)
                break
            if difference.field:
                _choose(log, difference, choice, reason=why)
            else:
                _stand(log, difference, choice, reason=why)
        decide_proposals(log, words, proposed, choice, today=today, text=text, reason=why)
        settle(log, by)
    return Outcome(log.outcome)


def decide_waiting(log: LogWriter, conflicts: Iterable[Conflict], choice: Choice) -> None:
    """Decide conflicts for theirs or ours as far as one value can be told, and write that.

    Theirs can't where several copies say something else, nor where the rules of the plan forbid
    the rating; such a conflict goes on waiting.
    """
    mine = [
        Difference(
            each.etype, each.entity, each.field, each.base, each.ours, each.theirs, None, True
        )
        for each in conflicts
    ]
    rivals = Counter((each.entity, each.field) for each in mine)
    for each in mine:
        if choice is Choice.OURS or rivals[each.entity, each.field] == 1:
            with suppress(Refused):
                _choose(log, each, choice, reason="")
    log.write()


def _check_one_of_each(
    changes: Sequence[Decided], proposed: Sequence[ProposedChange], choice: Choice
) -> None:
    """Raise Refused where one decision can't be meant for all of the changes."""
    cells = Counter((each.entity, each.field or each.id) for each, _ in changes)
    cells.update((each.action, each.field or each.id) for each in proposed)
    if choice is Choice.OTHER and (len(cells) != 1 or len(proposed) > 1):
        raise Refused("a third value is given to one change at a time")
    if choice is Choice.THEIRS:
        named = [(each.entity, each.field or each.id, seen) for each, seen in changes]
        named += [(each.action, each.field or each.id, each) for each in proposed]
        for entity, field, seen in named:
            if cells[entity, field] > 1:
                of = f" of action {seen.reference}" if seen.reference else ""
                raise Refused(
                    f"{seen.what.lower()}{of}: several copies say something else, so that theirs"
                    " could be either; decide it by itself"
                )


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


def _choose(log: LogWriter, difference: Difference, choice: Choice, *, reason: str) -> None:
    entity, field = difference.entity, difference.field
    theirs = difference.theirs
    side = theirs if choice is Choice.THEIRS else difference.ours
    cell = Unsettled(difference.etype, entity, field, log.history(entity, field))
    if choice is Choice.THEIRS and field == "rating" and theirs.new is not None:
        states = read_states(log.connection, [entity])
        check_recordable(read_scheme(log.connection), states, {entity: theirs.new})
    if difference.disputed and choice is Choice.THEIRS:
        take(log, cell, theirs, reason=reason)
    elif difference.disputed:
        keep(log, cell, theirs, reason=reason)
    else:
        _put_back(log, cell, side, reason)
    if field == "due":
        set_precision(log, entity, None if side is None else precision_of(log, side))


def _put_back(log: LogWriter, cell: Unsettled, side: Event | None, reason: str) -> None:
    """Let what a side had said stand again."""
    value = None if side is None else side.new
    if cell.field == "rating" and value is None:
        empty_rating(log, cell, reason=reason)
        return
    why = reason or (reason_of(side) if side is not None else "")
    log.set(cell.etype, cell.entity, cell.field, value, reason=why)


def _give(log: LogWriter, difference: Difference, text: str, *, today: date, reason: str) -> None:
    """Append a third value that a person typed."""
    etype, entity, field = difference.etype, difference.entity, difference.field
    cells = _typed(log, difference, text, today=today, reason=reason)
    history = log.history(entity, field)
    if difference.disputed:
        others = [leaf.hash for leaf in history.others]
        log.resolve(etype, entity, field, cells[field], others, reason=reason)
    else:
        log.set(etype, entity, field, cells[field], reason=reason, repeat=field == "rating")
    if field == "due":
        set_precision(log, entity, cells["due_precision"])


def _typed(
    log: LogWriter, difference: Difference, text: str, *, today: date, reason: str
) -> dict[str, str | None]:
    """Return the cells that a typed text fills. Raises what `rate` and `edit` raise for it."""
    if difference.etype == "agency":
        return {difference.field: agency_name(text)}
    return typed_value(log, difference.entity, difference.field, text, today=today, reason=reason)


def _stand(log: LogWriter, difference: Difference, choice: Choice, *, reason: str) -> None:
    """Take something new back out of the plan, or let it stand after all."""
    etype, entity = difference.etype, difference.entity
    if choice is Choice.OURS:
        log.set(etype, entity, "withdrawn", "1", undoes=difference.theirs.hash, reason=reason)
    else:
        log.set(etype, entity, "withdrawn", None, reason=reason)
