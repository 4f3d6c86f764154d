"""What a plan's timescale means: the day an action is due, or why the text gives none.

The text of a published plan stays as it is ("End June 2020"); its due date is the day it means.
The iron rules: nothing comes from today's clock, for there is none here, and no day or year is
read that the text does not hold. What the plan's own date makes likely is only ever suggested.
`docs/timescales.md` has the rules for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.dates import show_long_date
from db.timescale_grammar.scan import Role
from db.timescale_grammar.spans import NoDate, Precision, join_notes
from db.timescale_grammar.tokens import (
    MOST_READ,
    Kind,
    Tokens,
    clean,
    has_foreign_digits,
    shorten,
    tokenise,
)
from db.timescale_grammar.verdict import Cell, Verdict, judge, part_due, read_cell

__all__ = ["NoDate", "Part", "Precision", "Reading", "explain", "read_timescale"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a range, list or row of milestones: its text, and the day it means by itself."""

    text: str
    due: date | None
    precision: Precision | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a timescale means.

    Either `due` and `precision` are set, or `reason` says why not, and `suggestion` may be a day
    worth offering. `note` is one line for people where the reading is doubtful or was a choice.
    `parts` are those of a range, a list or several milestones, of which the last counts; a
    timescale of one part has none. `text` is verbatim.
    """

    text: str
    due: date | None
    precision: Precision | None
    note: str | None
    reason: NoDate | None
    suggestion: date | None
    parts: tuple[Part, ...] = ()


def read_timescale(text: str, plan_date: date | None = None) -> Reading:
    """Return what `text` means, day first as in the UK; never raises for any text.

    `plan_date` is the day the plan was written or updated. It gives suggestions where the text
    says "within 3 months" or leaves out the year, and never a due date.
    """
    head, cut = shorten(text)
    cleaned = clean(head)
    tokens = tokenise(cleaned)
    parts: tuple[Part, ...] = ()
    if has_foreign_digits(cleaned):
        verdict = Verdict(reason=NoDate.UNREADABLE, note="only the digits 0 to 9 are read")
    elif all(token.kind is Kind.MARK for token in tokens):
        verdict = Verdict(reason=NoDate.UNREADABLE if cut else NoDate.EMPTY)
    else:
        cell = read_cell(cleaned, tokens, plan_date)
        verdict = judge(cell)
        parts = _parts(cell)
    note = verdict.note
    if cut:
        note = join_notes(note, f"only the first {MOST_READ:,} characters were read")
    return Reading(
        text,
        verdict.due,
        verdict.precision,
        note or None,
        verdict.reason,
        verdict.suggestion,
        parts,
    )


def explain(reading: Reading) -> str:
    """Return a reading as one line: `Tue 30 Jun 2020 (last day of the month)`.

    Without a due date: `no date: recurring, every 31 March; perhaps Wed 31 Mar 2021`.
    """
    if reading.due is not None:
        note = f" ({reading.note})" if reading.note else ""
        return show_long_date(reading.due) + note
    line = f"no date: {(reading.reason or NoDate.UNREADABLE).clause}"
    if reading.note:
        line += f", {reading.note}"
    if reading.suggestion is not None:
        line += f"; perhaps {show_long_date(reading.suggestion)}"
    return line


def _parts(cell: Cell) -> tuple[Part, ...]:
    """Return the parts up to the one that counts, where there are several."""
    last = cell.last
    shown = [
        part
        for part in cell.parts
        if part.role not in (Role.EARLIER, Role.GLOSS)
        and (last is None or part.found.stop <= last.found.stop)
    ]
    if len(shown) < 2:
        return ()
    parts = []
    for index, part in enumerate(shown):
        floor = shown[index - 1].found.stop if index else 0
        ceiling = shown[index + 1].found.start if index + 1 < len(shown) else len(cell.tokens)
        text = _part_text(cell.text, cell.tokens, floor, ceiling, part.found.start, part.found.stop)
        parts.append(Part(text, *part_due(part)))
    return tuple(parts)


def _part_text(text: str, tokens: Tokens, floor: int, ceiling: int, start: int, stop: int) -> str:
    """Return the words of a part: its clause, as far as no other part stands in it."""
    begin = start
    while begin > floor and not tokens.at(begin).opens:
        begin -= 1
    end = stop
    while end < ceiling and not tokens.at(end).opens:
        end += 1
    if end == ceiling < len(tokens):
        end = stop
    words = text[tokens[begin].start : tokens[end - 1].stop]
    return " ".join(words.split()).strip(" -,;:&/()+.~").removeprefix("to ").removeprefix("and ")
