"""`jtai show` and `jtai log`: one action whole, and what was changed by whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import chain

from db.dates import show_date, show_long_date, show_moment, stamp
from db.history import action_detail, plan_history
from db.leads import show_leads
from db.queries import plan_scheme
from db.rating import Scheme
from db.rows import ActionDetail, ActionRow, Evidence, HistoryEntry, ProgressUpdate
from db.sentences import history_line
from db.slipping import Move, move_words, moved_words, slipping
from db.travel import Travel, travel_words
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.listing import direction_style, rating_cell
from jtai_tui.cli.moments import open_as_asked
from jtai_tui.cli.plans import find_action, open_to_read
from jtai_tui.cli.records import write_records
from jtai_tui.cli.tables import Cell, Column, Piece, print_pieces, print_table, table_width
from jtai_tui.exchange.action_record import (
    Record,
    action_record,
    as_at_record,
    iso,
    revision_record,
)
from jtai_tui.text import one_line, visible
from jtai_tui.widgets.wrap import wrapped

LOG_KEYS = (
    "seq", "at", "author", "reference", "field", "sentence", "reason", "origin", "hash",
)  # fmt: skip
_COLUMNS = (Column("When", 17), Column("Who", 20, least=6), Column("Ref", 12), Column("What", 0))
_MOST_WIDTH = 100
_INDENT = "  "


def show_action(call: Call) -> int:
    """Show one action whole."""
    with open_as_asked(call) as asked:
        plan = asked.plan
        action = find_action(plan, call.text("reference"))
        detail, scheme = action_detail(plan, action, today=asked.today), plan_scheme(plan)
        travel = asked.travel(call.text("since"))
    if call.text("format") == "json":
        then = {} if asked.moment is None else as_at_record(asked.moment)
        output.write_json(_detail_record(detail, travel) | then)
        return 0
    lines = _page(detail, scheme, travel, min(table_width(), _MOST_WIDTH))
    print_pieces(chain([[(one_line(asked.words), "bold")], []] if asked.words else [], lines))
    return 0


def _detail_record(detail: ActionDetail, travel: Travel | None) -> Record:
    row = detail.row
    record = action_record(row, detail.agreed_due, detail.revisions, travel)
    moves = slipping(detail.agreed_due, detail.revisions, row.due).moves
    revisions = [revision_record(each.revision) | {"days": each.days} for each in moves]
    return {
        **record,
        "revisions": revisions,
        "reference_cell": detail.reference_cell,
        "due_precision": row.due_precision,
        "status": row.status,
        "ended": row.closed,
        "updates": [_update_record(update) for update in detail.updates],
        "evidence": [_evidence_record(evidence) for evidence in detail.evidence],
        "history": [log_record(entry) for entry in detail.history],
    }


def _update_record(update: ProgressUpdate) -> Record:
    return {
        "date": iso(update.day),
        "signed": update.signed,
        "text": update.text,
        "at": stamp(update.at),
    }


def _evidence_record(evidence: Evidence) -> Record:
    return {
        "title": evidence.title,
        "kind": evidence.kind,
        "note": evidence.note,
        "link": evidence.link,
        "file_name": evidence.file_name,
        "file_sha256": evidence.file_sha256,
        "author": evidence.author,
        "at": stamp(evidence.at),
    }


def log_record(entry: HistoryEntry) -> dict[str, str | int | None]:
    """Return a row of the log with the keys of `LOG_KEYS`; its time is UTC."""
    return {
        "seq": entry.seq,
        "at": stamp(entry.at),
        "author": entry.author,
        "reference": entry.reference or None,
        "field": entry.field,
        "sentence": entry.sentence,
        "reason": entry.reason or None,
        "origin": entry.origin,
        "hash": entry.hash,
    }


def _page(
    detail: ActionDetail, scheme: Scheme, travel: Travel | None, width: int
) -> Iterator[list[Piece]]:
    """Yield the lines of an action's page."""
    row = detail.row
    yield [(f"{one_line(row.reference)}{_INDENT}{one_line(row.agency)}", "bold")]
    for name, text, style in _facts(detail, scheme, travel):
        lines = [line for part in visible(text).split("\n") for line in wrapped(part, width - 12)]
        for number, line in enumerate(lines):
            yield [(f"{'' if number else name:<12}", "dim"), (line, style)]
    for heading, text in _texts(detail):
        yield []
        yield [(heading, "bold")]
        for part in visible(text).split("\n"):
            yield from ([(f"{_INDENT}{line}", "")] for line in wrapped(part, width - len(_INDENT)))


def _facts(
    detail: ActionDetail, scheme: Scheme, travel: Travel | None
) -> Iterator[tuple[str, str, str]]:
    """Yield what stands at the head of the page: name, text, style."""
    row, rating = detail.row, rating_cell(detail.row, scheme)
    suggested = scheme.get(row.suggested_rating)
    words = rating.text
    if row.rating is None and suggested is not None:
        words = f"unrated; the dates suggest {suggested.letter} {suggested.name}"
    elif row.challenged and suggested is not None:
        recorded = scheme.get(row.rating)
        name = f"{recorded.letter} {recorded.name}" if recorded else ""
        words = f"{name}, challenged: the dates suggest {suggested.letter} {suggested.name}"
    yield "Rating", words, rating.style
    if travel is not None:
        yield "Direction", travel_words(travel, row), direction_style(travel.of(row))
    yield "Due", _due_words(row), "bold red" if row.overdue else ""
    if row.timescale:
        yield "Timescale", row.timescale, ""
    if detail.revisions:
        agreed = "none" if detail.agreed_due is None else show_date(detail.agreed_due)
        moved = moved_words(slipping(detail.agreed_due, detail.revisions, row.due))
        yield "Agreed", f"{agreed}, {moved}", ""
    if row.forecast is not None:
        yield "Forecast", show_long_date(row.forecast), ""
    yield "Leads" if len(row.leads) > 1 else "Lead", show_leads(row.leads) or "none", ""
    if row.sources:
        yield "Sources", ", ".join(row.sources), ""
    if row.status:
        yield "Status", f"{row.status} (as printed)", ""


def _due_words(row: ActionRow) -> str:
    if row.due is None:
        return "no due date"
    days = row.days_overdue or 0
    unit = "day" if abs(days) == 1 else "days"
    if not row.open:
        return show_long_date(row.due)
    if days == 0:
        return f"{show_long_date(row.due)}, today"
    return show_long_date(row.due) + (
        f", {days} {unit} late" if days > 0 else f", in {-days} {unit}"
    )


def _texts(detail: ActionDetail) -> Iterator[tuple[str, str]]:
    """Yield the headed texts of the page."""
    if detail.row.finding:
        yield "FINDING", detail.row.finding
    yield "ACTION", detail.row.action
    if detail.revisions:
        moves = slipping(detail.agreed_due, detail.revisions, detail.row.due).moves
        yield "REVISIONS", "\n".join(map(_revision_words, reversed(moves)))
    if detail.updates:
        updates = (f"{show_date(each.day)}, {each.signed}\n{each.text}" for each in detail.updates)
        yield "PROGRESS", "\n\n".join(updates)
    if detail.evidence:
        yield "EVIDENCE", "\n\n".join(_evidence_words(each) for each in detail.evidence)
    told = [history_line(entry) for entry in detail.history]
    yield "HISTORY", "\n".join(told) or "nothing was changed since the plan was loaded"


def _revision_words(move: Move) -> str:
    revision = move.revision
    said = f"{move_words(move)} by {revision.author}, {show_moment(revision.at)}"
    return f"{said}: {one_line(revision.reason)}" if revision.reason else said


def _evidence_words(evidence: Evidence) -> str:
    kind = f" ({evidence.kind})" if evidence.kind else ""
    lines = [f"{evidence.title}{kind}, by {evidence.author}, {show_moment(evidence.at)}"]
    lines += [text for text in (evidence.link, evidence.file_name, evidence.note) if text]
    return "\n".join(lines)


def show_log(call: Call) -> int:
    """Tell what was changed, newest first."""
    named, since = call.text("reference"), _start(call.arguments.since)
    with open_to_read(call) as plan:
        action = find_action(plan, named) if named else None
        entries = plan_history(plan, action=action, since=since)
    if write_records(call, LOG_KEYS, [log_record(entry) for entry in entries]):
        return 0
    if entries:
        print_table(_COLUMNS, [_log_line(entry) for entry in entries], wrap=True)
    else:
        output.tell("the log has nothing there")
    return 0


def _start(day: date | None) -> datetime | None:
    """Return the moment when a day starts here."""
    return None if day is None else datetime.combine(day, time.min).astimezone()


def _log_line(entry: HistoryEntry) -> list[Cell]:
    said = f"{entry.sentence}: {entry.reason}" if entry.reason else entry.sentence
    return [
        Cell(show_moment(entry.at), "dim"),
        Cell(entry.author),
        Cell(entry.reference),
        Cell(said),
    ]
