"""What a person decides of proposals: ordinary rows of the log, and the proposals withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from db.additions import append_evidence
from db.cell_heads import shown_row
from db.changes import append_update, check_ratings, check_revision, checked_cell
from db.connection import plain
from db.deciding import empty_rating, set_precision
from db.errors import Refused
from db.event import Event
from db.evidence_text import evidence_cells
from db.log import LogWriter
from db.proposal_review import (
    PREFIX,
    choices_of,
    entry_of,
    look_at_cell,
    now_words,
    standing_of,
)
from db.proposals import ENTRY_FIELDS, PROGRESS, Proposal, proposals_called, twins_of
from db.proposed import Choice, ProposedChange, Standing
from db.review_words import Words
from db.state import read_plan_date, read_scheme, read_states
from db.third_value import typed_value
from db.timescale import Precision, read_timescale
from db.waiting import Unsettled


def decide_proposals(
    log: LogWriter,
    words: Words,
    changes: Sequence[ProposedChange],
    choice: Choice,
    *,
    today: date,
    text: str,
    reason: str,
) -> None:
    """Append that theirs, ours or a third value stands for each of the changes.

    Raises Refused where one was decided or changed since it was shown, and what `rate` and `edit`
    raise. A change that is taken has its document for a reason, unless one is given.
    """
    connection = plain(log.connection)
    found = proposals_called(connection, (each.id.removeprefix(PREFIX) for each in changes))
    for seen in sorted(changes, key=lambda each: _rank(found, each, choice)):
        proposal = found.get(seen.id.removeprefix(PREFIX))
        of = f"{seen.what.lower()} of action {seen.reference}"
        if proposal is None:
            raise Refused(f"{of}: it is not proposed any more; look again")
        if choice not in choices_of(proposal):
            raise Refused(f"{of}: that can't be decided so")
        cell = look_at_cell(connection, proposal)
        standing = standing_of(connection, proposal, cell)
        if (standing, now_words(words, proposal, cell)) != (seen.standing, seen.now):
            raise Refused(f"{of}: somebody has changed it meanwhile; look again")
        _decide(log, proposal, seen, choice, today=today, text=text, reason=reason)


def _rank(found: Mapping[str, Proposal], change: ProposedChange, choice: Choice) -> bool:
    """Return when a change is decided: a rating that is taken may rest on evidence and forecast.

    So it goes last, and first where it is put back.
    """
    proposal = found.get(change.id.removeprefix(PREFIX))
    rating = proposal is not None and proposal.field == "rating"
    return rating is (choice is not Choice.OURS)


def _decide(
    log: LogWriter,
    proposal: Proposal,
    seen: ProposedChange,
    choice: Choice,
    *,
    today: date,
    text: str,
    reason: str,
) -> None:
    why = _why(proposal, reason) if choice is Choice.THEIRS else reason
    if proposal.field in ENTRY_FIELDS:
        _entry(log, proposal, seen, choice, why)
    elif choice is Choice.THEIRS:
        _take(log, proposal, why, today=today, reason=reason)
    elif choice is Choice.OTHER:
        _give(log, proposal, text, today=today, reason=reason)
    elif seen.standing is Standing.TAKEN:
        _put_back(log, proposal, why)
    else:
        _keep(log, proposal, reason)
    log.write()
    for each in (proposal, *twins_of(plain(log.connection), proposal)):
        log.set("proposal", each.id, "withdrawn", "1", reason=reason)


def _why(proposal: Proposal, reason: str) -> str:
    """Return the reason of a change that is taken: whence it came, and who proposed it if known."""
    if not proposal.signed:
        return reason or f"as in {proposal.name}"
    source = f"proposed by {proposal.signed} in {proposal.name}"
    return f"{reason} ({source})" if reason else source


def _entry(
    log: LogWriter, proposal: Proposal, seen: ProposedChange, choice: Choice, why: str
) -> None:
    if choice is Choice.THEIRS and seen.standing is not Standing.TAKEN:
        if proposal.field == PROGRESS:
            signed = proposal.signed or f"as in {proposal.name}"
            append_update(
                log, proposal.action, proposal.value, day=proposal.day, signed=signed,
                reason=why if proposal.signed else "",
            )  # fmt: skip
        else:
            append_evidence(log, proposal.action, evidence_cells(proposal.value), reason=why)
        if proposal.closed is not None:  # decided anew: the command that does so closes it again
            log.set("proposal", proposal.id, "withdrawn", None)
    elif choice is Choice.OURS and seen.standing is Standing.TAKEN:
        connection = plain(log.connection)
        entry = entry_of(connection, proposal)
        query = "SELECT hash, etype FROM event WHERE entity = ? AND field = ''"
        born, etype = connection.execute(query, [entry]).fetchone()
        log.set(etype, str(entry), "withdrawn", "1", undoes=born, reason=why)


def _keep(log: LogWriter, proposal: Proposal, reason: str) -> None:
    """Append what stands once more: whoever decides otherwise in another copy disagrees with it."""
    _, now = log.cell(proposal.action, proposal.field)
    if now is not None:
        log.set("action", proposal.action, proposal.field, now, reason=reason, repeat=True)


def _take(log: LogWriter, proposal: Proposal, why: str, *, today: date, reason: str) -> None:
    action, field, value = proposal.action, proposal.field, proposal.value
    states = read_states(log.connection, [action])
    if field == "rating":
        check_ratings(
            read_scheme(log.connection), states, {action: value}, today=today, reason=reason
        )
        log.set("action", action, field, value, reason=why, repeat=True)
        return
    if field == "closed":
        log.set("action", action, field, value, reason=why)
        return
    cell = checked_cell(log.connection, states[action], field, value)
    log.set("action", action, field, cell, reason=why)
    if field == "due":
        set_precision(
            log, action, str(_precision(log, proposal, states[action].cells["timescale"]))
        )


def _precision(log: LogWriter, proposal: Proposal, timescale: str | None) -> Precision:
    """Return how exact a proposed due date is: as the words are that mean it, else to the day."""
    query = (
        "SELECT other.value FROM proposal AS own CROSS JOIN proposal AS other"
        " ON other.document = own.document AND other.action = own.action"
        " WHERE own.id = ? AND other.field = 'timescale'"
    )
    rows = plain(log.connection).execute(query, [proposal.id])
    plan_date = read_plan_date(log.connection)
    for words in (*(row[0] for row in rows), timescale):
        reading = read_timescale(words or "", plan_date)
        if reading.due is not None and reading.due.isoformat() == proposal.value:
            return reading.precision or Precision.DAY
    return Precision.DAY


def _give(log: LogWriter, proposal: Proposal, text: str, *, today: date, reason: str) -> None:
    """Append a third value that a person typed."""
    action, field = proposal.action, proposal.field
    cells = typed_value(log, action, field, text, today=today, reason=reason)
    log.set("action", action, field, cells[field], reason=reason, repeat=field == "rating")
    if field == "due":
        set_precision(log, action, cells["due_precision"])


def _put_back(log: LogWriter, proposal: Proposal, why: str) -> None:
    """Let what stood there when the document was read in stand again."""
    action, field = proposal.action, proposal.field
    then: Event | None = look_at_cell(plain(log.connection), proposal).then
    value = None if then is None else then.new
    if field == "rating" and value is None:
        history = log.history(action, field)
        empty_rating(log, Unsettled("action", action, field, history), reason=why)
        return
    if field == "due":
        state = read_states(log.connection, [action])[action]
        check_revision(state, value, why or "the document's date is not taken")
    log.set("action", action, field, value, reason=why, repeat=field == "rating")
    if field == "due":
        precision = shown_row(plain(log.connection), action, "due_precision", proposal.seq)
        set_precision(log, action, None if precision is None else precision.new)
