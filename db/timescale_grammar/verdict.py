"""From the parts of a timescale to its due date, or to the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from db.dates import FIRST_YEAR, LAST_YEAR, MONTHS, show_date
from db.timescale_grammar.found import NOWHERE, Form, Found
from db.timescale_grammar.recurrence import (
    Recurrence,
    Relative,
    find_period,
    find_recurrence,
    find_relative,
    find_step,
)
from db.timescale_grammar.scan import Part, Role, clause_stop, day_clause_start, scan
from db.timescale_grammar.spans import (
    NoDate,
    Place,
    Precision,
    Span,
    Year,
    calendar_year,
    join_notes,
)
from db.timescale_grammar.tokens import Kind, Tokens
from db.timescale_grammar.words import (
    ALSO_AFTER,
    ALSO_SAYS,
    CUE_FILLERS,
    IMMEDIATE,
    STATUS_BEFORE,
    STATUSES,
    TRIGGERS,
    VAGUE,
    Cue,
    Phrase,
    longest,
)

_LONGEST_QUOTE = 60
_UNCOUNTED = {
    Role.START: NoDate.START_ONLY,
    Role.STATUS: NoDate.STATUS,
    Role.EARLIER: NoDate.STATUS,
}
_BEFORE_LENGTH = frozenset({"within", "in", "over", "for", "the", "next", "first", "coming"})
_LEAP_YEAR = calendar_year(2000)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a cleaned text comes to; the fields are those of a reading."""

    due: date | None = None
    precision: Precision | None = None
    note: str = ""
    reason: NoDate | None = None
    suggestion: date | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cleaned text, its tokens and parts, and the plan's date, from which only hints come."""

    text: str
    tokens: Tokens
    parts: tuple[Part, ...]
    plan_date: date | None

    @property
    def last(self) -> Part | None:
        """Return the part that counts, or None."""
        return next((part for part in reversed(self.parts) if part.counts), None)

    def said(self, start: int, stop: int) -> str:
        """Return the same as `quote`, in quotation marks."""
        return f"“{self.quote(start, stop)}”"

    def quote(self, start: int, stop: int) -> str:
        """Return the text of the tokens from `start` up to `stop`, on one line, not too long."""
        words = self.text[self.tokens[start].start : self.tokens[stop - 1].stop]
        line = " ".join(words.split())
        line += ")" * ("(" in line and ")" not in line)
        return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1].rstrip() + "…"


def read_cell(text: str, tokens: Tokens, plan_date: date | None) -> Cell:
    """Return a cleaned text with its parts; a plan date that can't be one is left out."""
    if plan_date is not None and not FIRST_YEAR < plan_date.year < LAST_YEAR:
        plan_date = None
    return Cell(text, tokens, scan(tokens), plan_date)


def judge(cell: Cell) -> Verdict:
    """Return what a cell comes to."""
    last, recurrence = cell.last, find_recurrence(cell.tokens)
    if recurrence and _recurs(cell, recurrence, last):
        return _recurring(cell, recurrence, last)
    if (relative := find_relative(cell.tokens)) and not _is_within(relative, recurrence):
        anchor = _anchor(cell, relative)
        if last is None or anchor is not None or (last.year is None and relative.triggered):
            return _relative(cell, relative, anchor)
    if last is not None and last.year is not None:
        return _dated(cell, last, last.year, recurrence)
    if last is not None:
        return _yearless(cell, last)
    for role, reason in _UNCOUNTED.items():
        for part in cell.parts:
            if part.role is role:
                begin = day_clause_start(cell.tokens, part.found.start)
                return Verdict(reason=reason, note=cell.said(begin, part.found.stop))
    return _undated(cell)


def _is_within(relative: Relative, recurrence: Recurrence | None) -> bool:
    """Return whether a length of time is only part of "every 6 weeks"."""
    return recurrence is not None and recurrence.start <= relative.start < recurrence.stop


def part_due(part: Part) -> tuple[date | None, Precision | None]:
    """Return the day that a part means by itself, and how exact it is."""
    if part.year is None:
        return None, None
    span = _span(part, part.year)
    return (None, None) if span.reason or span.last is None else (span.last, span.precision)


def _span(part: Part, year: Year) -> Span:
    """Return the days of a part; "before June" ends with the first of June, not with the last."""
    span = part.found.span(year)
    if part.cue is not Cue.BEFORE or span.reason or part.found.place is not None:
        return span
    if span.first is None:
        return span
    note = f"“before” read as {show_date(span.first)}"
    own = span.note if span.precision is Precision.DAY else year.note
    return replace(span, last=span.first, note=join_notes(note, own))


def _dated(cell: Cell, last: Part, year: Year, recurrence: Recurrence | None) -> Verdict:
    span = _span(last, year)
    if span.reason:
        return Verdict(note=span.note, reason=span.reason, suggestion=span.last)
    note = join_notes(span.note, _doubts(cell, last, year, span.last))
    if last.rough:
        hint = cell.said(day_clause_start(cell.tokens, last.found.start), last.found.stop)
        return Verdict(note=hint, reason=NoDate.VAGUE, suggestion=span.last)
    if recurrence and not recurrence.adjective:
        often = cell.said(recurrence.start, recurrence.stop)
        note = join_notes(note, f"the text also says {often}")
    return Verdict(span.last, span.precision, note)


def _doubts(cell: Cell, last: Part, year: Year, due: date | None) -> str:
    """Return what a person should know about a due date beyond how it was read."""
    notes = []
    found = last.found
    if last.cue is Cue.BY and found.form is Form.YEAR and not (year.financial or found.place):
        notes.append(f"could mean 31 Dec {year.last - 1}")
    if last.lent:
        notes.append("the year is taken from another part")
    days = [day for part in cell.parts if part.counts and (day := part_due(part)[0])]
    if due is not None and max(days, default=due) > due:
        notes.append(f"the last part counts, though {show_date(max(days))} is later")
    for part in cell.parts:
        if part.counts and part.year and _span(part, part.year).reason is NoDate.IMPOSSIBLE:
            notes.append(f"no such day: {cell.said(part.found.start, part.found.stop)}")
    if cell.tokens.at(found.stop).low == "?":
        notes.append("the text has a question mark")
    if also := _also(cell, found):
        notes.append(f"the text also says {also}")
    return join_notes(*notes)


def _also(cell: Cell, found: Found) -> str:
    for at in range(len(cell.tokens)):
        lows = cell.tokens.low(at, at + 5)
        size = longest(lows, ALSO_SAYS) or (at >= found.stop and longest(lows, ALSO_AFTER))
        if size and not found.start <= at < found.stop:
            return cell.said(at, at + size)
    return ""


def _yearless(cell: Cell, last: Part) -> Verdict:
    """Judge what lacks a year: no day, at most one to suggest, in the year of the plan."""
    found = last.found
    suggestion = _in_year(found, _likely_year(cell, last))
    if _in_leap_year(found).reason is NoDate.IMPOSSIBLE:
        span = _in_leap_year(found)
        return Verdict(
            note=span.note.replace(" 2000", ""), reason=NoDate.IMPOSSIBLE, suggestion=suggestion
        )
    reason = NoDate.TERM if found.form is Form.TERM else NoDate.NO_YEAR
    return Verdict(note=found.note, reason=reason, suggestion=suggestion)


def _in_leap_year(found: Found) -> Span:
    return found.span(_LEAP_YEAR)


def _in_year(found: Found, year: Year | None) -> date | None:
    """Return the day in a year, where the calendar goes that far."""
    if year is None or not FIRST_YEAR <= year.last <= LAST_YEAR:
        return None
    return found.span(year).last


def _likely_year(cell: Cell, last: Part) -> Year | None:
    """Return the year of the part before, or of the plan, or the next where that must be meant."""
    before = [part for part in cell.parts if part.found.start < last.found.start]
    for part in reversed(before):
        if part.year is not None and part.year is not NOWHERE:
            earlier = last.found.month < part.found.month
            return calendar_year(part.year.last + earlier)
    if cell.plan_date is None:
        return None
    year = cell.plan_date.year
    if last.found.form is Form.FEAST:
        day = _next_time(last.found, cell.plan_date)
        return calendar_year(day.year) if day else None
    if last.found.form is Form.QUARTER:
        year -= cell.plan_date.month < 4
        this = Year(year, year + 1, financial=True)
        end = last.found.span(this).last
        over = end is not None and end < cell.plan_date
        return Year(year + 1, year + 2, financial=True) if over else this
    wraps = last.ends_range and before[-1].found.month > last.found.month
    said = cell.tokens.low(last.found.stop, last.found.stop + 2) == ("next", "year")
    return calendar_year(year + (wraps or said))


def _recurs(cell: Cell, recurrence: Recurrence, last: Part | None) -> bool:
    """Return whether a recurrence is all there is, rather than something said about a day."""
    if last is None or last.year is None:
        return True
    dated = [part for part in cell.parts if part.counts and part.year is not None]
    if recurrence.adjective or last.cue is Cue.UNTIL or last.ends_range or len(dated) > 1:
        return False
    if recurrence.start >= last.found.stop:
        between = range(last.found.stop, recurrence.start)
        apart = any(cell.tokens.at(at).kind is not Kind.MARK for at in between)
        return not apart and cell.tokens.at(recurrence.stop).low != "thereafter"
    return day_clause_start(cell.tokens, last.found.start) <= recurrence.start


def _recurring(cell: Cell, recurrence: Recurrence, last: Part | None) -> Verdict:
    """Judge what recurs: how often, on which days, from when, and the next time to suggest."""
    counted = [part for part in cell.parts if part.counts]
    days = " and ".join(filter(None, (_yearly_day(part.found) for part in counted)))
    start = next((part for part in cell.parts if part.role is Role.START), None)
    often = cell.quote(recurrence.start, recurrence.stop).lower()
    if days and recurrence.yearly:
        note = f"every {days}"
    elif start:
        note = f"{often}, from {cell.quote(start.found.start, start.found.stop)}"
    else:
        note = f"{often}, {days}" if days else often
    suggestion = part_due(last)[0] if last is not None else None
    if suggestion is None and recurrence.yearly and cell.plan_date is not None:
        times = (_next_time(part.found, cell.plan_date) for part in counted)
        suggestion = min(filter(None, times), default=None)
    return Verdict(note=note, reason=NoDate.RECURRING, suggestion=suggestion)


def _yearly_day(found: Found) -> str | None:
    """Return `31 March`, `August`: what comes round every year."""
    if found.form not in (Form.DAY, Form.MONTH):
        return None
    last = _in_leap_year(found).last
    if last is None or (found.form is Form.MONTH and found.place is None):
        return MONTHS[found.month - 1]
    if found.form is Form.MONTH and found.month == 2 and found.place is Place.END:
        return "end of February"
    return f"{last.day} {MONTHS[last.month - 1]}"


def _next_time(found: Found, plan_date: date) -> date | None:
    for year in (plan_date.year, plan_date.year + 1):
        day = _in_year(found, calendar_year(year))
        if day is not None and day >= plan_date:
            return day
    return None


def _anchor(cell: Cell, relative: Relative) -> date | None:
    """Return the day from which a length of time counts, where the text gives it."""
    for part in cell.parts:
        day, _ = part_due(part)
        if part.found.start < relative.stop or day is None or not relative.triggered:
            continue
        between = cell.tokens.low(relative.stop, part.found.start)
        same_clause = part.found.start < clause_stop(cell.tokens, relative.stop)
        near = (same_clause and "(" in between) or not set(between) - TRIGGERS - CUE_FILLERS
        return day if near and part.cue in (None, Cue.START) else None
    return None


def _relative(cell: Cell, relative: Relative, anchor: date | None) -> Verdict:
    start = anchor or (None if relative.triggered else _start_day(cell) or cell.plan_date)
    begin, stop = relative.start, relative.stop
    while begin > 0 and cell.tokens.at(begin - 1).low in _BEFORE_LENGTH:
        begin -= 1
    if relative.triggered:
        stop = clause_stop(cell.tokens, stop)
    suggestion = relative.after(start) if start else None
    return Verdict(note=cell.said(begin, stop), reason=NoDate.RELATIVE, suggestion=suggestion)


def _start_day(cell: Cell) -> date | None:
    """Return the day of a start that the text gives: "12 month programme from April 2020"."""
    starts = (part_due(part)[0] for part in cell.parts if part.role is Role.START)
    return next(filter(None, starts), None)


def _undated(cell: Cell) -> Verdict:
    """Judge a text without any day: a status, a period, a hint, a trigger, or unreadable."""
    tokens = cell.tokens
    if status := _phrase_at_start(cell, STATUSES):
        now = tokens.low(*status) in IMMEDIATE
        return Verdict(
            note=cell.said(*status),
            reason=NoDate.STATUS,
            suggestion=cell.plan_date if now else None,
        )
    if step := find_step(tokens):
        return Verdict(note=cell.said(*step), reason=NoDate.RELATIVE)
    if period := find_period(tokens, cell.plan_date):
        start, stop, end = period
        return Verdict(note=cell.said(start, stop), reason=NoDate.RELATIVE, suggestion=end)
    if vague := _phrase_at_start(cell, VAGUE):
        return Verdict(note=cell.said(*vague), reason=NoDate.VAGUE)
    if tokens.at(0).low in _EVENT_OPENERS:
        return Verdict(note=cell.said(0, len(tokens)), reason=NoDate.RELATIVE)
    if any(longest(tokens.low(at, at + 5), ALSO_SAYS) for at in range(len(tokens))):
        return Verdict(note=cell.said(0, len(tokens)), reason=NoDate.STATUS)
    return Verdict(reason=NoDate.UNREADABLE)


_EVENT_OPENERS = TRIGGERS - {"of", "for"} | {
    "next", "at", "pending", "by", "in", "see", "as", "linked", "aligned", "alongside", "during",
}  # fmt: skip


def _phrase_at_start(cell: Cell, phrases: frozenset[Phrase]) -> tuple[int, int] | None:
    """Return where a phrase stands that opens a clause, or follows a dash or the like."""
    for at in range(len(cell.tokens)):
        size = longest(cell.tokens.low(at, at + 5), phrases)
        if size and (cell.tokens[at].opens or cell.tokens.at(at - 1).low in STATUS_BEFORE):
            return at, at + size
    return None
