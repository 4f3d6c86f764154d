"""All that a timescale names, in order, and what the words around each say about it.

A range, a list and several milestones in one cell are one thing here: parts, of which the last
that counts is the due date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from db.timescale_grammar.forms import find
from db.timescale_grammar.found import NOWHERE, Form, Found, found_day
from db.timescale_grammar.spans import Year, join_notes
from db.timescale_grammar.tokens import CLAUSE_MARKS, Kind, Tokens
from db.timescale_grammar.words import (
    CONNECTORS,
    CUE_FILLERS,
    CUES,
    DONE,
    LABELS,
    LIST_MARKS,
    NOT_A_YEAR_AFTER,
    NOT_YET,
    OPEN_END,
    START_AFTER,
    STATUS_BEFORE,
    STATUS_OPENERS,
    UNITS,
    WORDS_WITH_YEARS,
    YEAR_CUES,
    Cue,
    longest,
)

_RANGE_MARKS = frozenset({"-", "to", "until", "till", "through"})
_GLOSSES = (Form.QUARTER, Form.SEASON, Form.FEAST, Form.TERM, Form.YEAR)
_BEFORE_GIVEN_YEAR = frozenset({")", ","})
_NUMBER_MARKS = frozenset({",", ".", "|", "_"})
_LENGTHS = {Form.QUARTER: 2, Form.SEASON: 2, Form.YEAR: 11}
_MOST_WORDS_ABOUT_A_YEAR = 4


class Role(Enum):
    """What a part is to its action."""

    COUNTS = auto()
    START = auto()
    STATUS = auto()
    EARLIER = auto()
    GLOSS = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One thing found, its role, the cue before it, and whether it is only roughly meant.

    `ends_range` says that it is the end of a range; `lent` that its year stands elsewhere.
    """

    found: Found
    role: Role
    cue: Cue | None
    rough: bool
    ends_range: bool
    lent: bool

    @property
    def year(self) -> Year | None:
        """Return its year, or None."""
        return self.found.year

    @property
    def counts(self) -> bool:
        """Return whether it may be the due date."""
        return self.role is Role.COUNTS


def scan(tokens: Tokens) -> tuple[Part, ...]:
    """Return all parts of a timescale in order, with the years that they lend each other."""
    found = _give_years(tokens, _find_all(tokens))
    lent = _lend_back(_lend_on(_lend_back(found)))
    parts: list[Part] = []
    for index, one in enumerate(lent):
        floor = lent[index - 1].stop if index else 0
        cue, rough = _lead_in(tokens, one, floor)
        joined = index > 0 and not set(tokens.low(floor, one.start)) - CONNECTORS
        ends = joined and not _RANGE_MARKS.isdisjoint(tokens.low(floor, one.start))
        role = _role(tokens, one, floor, cue, parts)
        if role is Role.COUNTS and _is_gloss(tokens, one, floor, parts):
            role = Role.GLOSS
        was_lent = found[index].year is None and one.year is not None
        parts.append(Part(one, role, cue, rough, ends, was_lent and not joined))
    return tuple(parts)


def clause_start(tokens: Tokens, at: int) -> int:
    """Return where the clause begins that holds the token at `at`."""
    while at > 0 and not tokens.at(at).opens:
        at -= 1
    return at


def day_clause_start(tokens: Tokens, at: int) -> int:
    """Return where the clause of a day begins: cells are narrow, so a line may break before it."""
    goes_on = at > 0 and tokens.at(at - 1).low not in CLAUSE_MARKS
    return clause_start(tokens, at - goes_on)


def clause_stop(tokens: Tokens, at: int) -> int:
    """Return where the clause ends that holds the token before `at`."""
    while at < len(tokens) and not tokens.at(at).opens:
        at += 1
    return at


def _find_all(tokens: Tokens) -> list[Found]:
    found: list[Found] = []
    at = 0
    while at < len(tokens):
        one = find(tokens, at)
        if one is not None and one.weak:
            one = _as_year(tokens, one, found)
        if one is None:
            at += 1
            continue
        found.extend(_days_before(tokens, one, found[-1].stop if found else 0))
        found.append(one)
        at = one.stop
    return found


def _give_years(tokens: Tokens, found: Sequence[Found]) -> list[Found]:
    """Give a year that follows in so many words to what it belongs to: "(April-June) 2020/21"."""
    given: list[Found] = []
    for one in found:
        before = given[-1] if given else None
        if before and before.year is None and one.form is Form.YEAR and one.place is None:
            between = set(tokens.low(before.stop, one.start))
            if between <= _BEFORE_GIVEN_YEAR and before.form is not Form.TERM:
                given[-1] = replace(before, stop=one.stop, year=one.year)
                continue
        given.append(one)
    return given


def _days_before(tokens: Tokens, one: Found, floor: int) -> list[Found]:
    """Return the days that share the month after them: the 1 of "1 to 30 June 2020"."""
    days: list[Found] = []
    at = one.start
    while one.form is Form.DAY and one.year is not NOWHERE and at - 2 >= floor:
        day, label = tokens.at(at - 2), tokens.at(at - 3).low
        if not 1 <= day.digits <= 2 or not 1 <= day.number <= 31 or label in LABELS:
            break
        if tokens.at(at - 1).low not in LIST_MARKS:
            break
        days.append(found_day(at - 2, at - 1, day.number, one.month, one.year))
        at -= 2
    return days[::-1]


def _as_year(tokens: Tokens, one: Found, found: Sequence[Found]) -> Found | None:
    """Return a bare number as the year it is by what stands around it, else None."""
    before, after = tokens.at(one.start - 1).low, tokens.at(one.stop)
    counted = after.low in UNITS and not tokens.at(one.stop + 1).digits
    floor = found[-1].stop if found else 0
    if before in NOT_A_YEAR_AFTER or counted or after.low == "%":
        return None
    if _follows_number(tokens, one.start, floor):
        return None
    listed = floor == one.start - 1 and before in LIST_MARKS
    given = not set(tokens.low(floor, one.start)) - _BEFORE_GIVEN_YEAR
    if before in YEAR_CUES or (found and (listed or given)):
        return one
    begin, stop = clause_start(tokens, one.start), clause_stop(tokens, one.stop)
    words = [at for at in range(begin, stop) if tokens.at(at).kind is Kind.WORD]
    others = [at for at in words if not one.start <= at < one.stop]
    if not {tokens.at(at).low for at in others} - WORDS_WITH_YEARS:
        return one
    at_edge = max(others) < one.start or min(others) >= one.stop
    alone = at_edge and (not found or floor <= begin)
    if not alone or len(others) > _MOST_WORDS_ABOUT_A_YEAR:
        return None
    return replace(one, note=join_notes(one.note, "only the year could be read"))


def _follows_number(tokens: Tokens, start: int, floor: int) -> bool:
    """Return whether a number stands just before that belongs to no part: "31_03_2020"."""
    before = start - 1 - (tokens.at(start - 1).low in _NUMBER_MARKS)
    labelled = tokens.at(before - 1).low in LABELS
    return before >= floor and tokens.at(before).digits > 0 and not labelled


def _order(one: Found, year: Year, *, begins: bool = False) -> int:
    """Return what orders parts within a year, by months from January or from April."""
    month = one.month - _LENGTHS.get(one.form, 0) * begins
    if not year.financial:
        return month
    return month - 1 if one.form is Form.QUARTER else (month - 4) % 12


def _may_borrow(one: Found, other: Found) -> bool:
    """Return whether the year of `other` can be that of `one`, which has none."""
    if one.year is not None or other.year is None or other.year is NOWHERE:
        return False
    return one.form is not Form.QUARTER or other.form is Form.QUARTER or other.year.financial


def _lend_back(found: list[Found]) -> list[Found]:
    """Give what lacks a year that of what follows, where it comes no later in that year."""
    lent = list(found)
    for index in range(len(lent) - 2, -1, -1):
        one, after = lent[index], lent[index + 1]
        year = after.year
        if year is None or not _may_borrow(one, after):
            continue
        if after.form is Form.YEAR or _order(one, year, begins=True) <= _order(after, year):
            lent[index] = replace(one, year=year)
    return lent


def _lend_on(found: list[Found]) -> list[Found]:
    """Give what lacks a year that of what stands before, where it comes no earlier in it."""
    lent = list(found)
    for index in range(1, len(lent)):
        one, before = lent[index], lent[index - 1]
        year = before.year
        if year is None or not _may_borrow(one, before):
            continue
        same = one.form in (Form.DAY, Form.MONTH) or one.form is before.form
        if same and _order(one, year) >= _order(before, year, begins=True):
            lent[index] = replace(one, year=year)
    return lent


def _lead_in(tokens: Tokens, one: Found, floor: int) -> tuple[Cue | None, bool]:
    """Return the cue just before what was found, and whether "around" or the like is there."""
    at, rough = one.start, False
    while at > floor:
        lows = tokens.low(max(floor, at - 5), at)
        if size := longest(lows, CUES, at_end=True):
            cue = CUES[lows[-size:]]
            if cue is not Cue.ROUGHLY:
                return cue, rough
            rough, at = True, at - size
        elif tokens.at(at - 1).low in CUE_FILLERS:
            at -= 1
        else:
            break
    return None, rough


def _role(tokens: Tokens, one: Found, floor: int, cue: Cue | None, before: Sequence[Part]) -> Role:
    if cue is Cue.EARLIER:
        return Role.EARLIER
    if cue is Cue.START or _is_open_ended(tokens, one.stop):
        return Role.START
    started = bool(before) and before[-1].role is Role.START
    if cue is None and _tells_status(tokens, one, floor, started=started):
        return Role.STATUS
    return Role.COUNTS


def _is_open_ended(tokens: Tokens, stop: int) -> bool:
    """Return whether "onwards", "- ongoing" or "to date" follows."""
    at = stop + (tokens.at(stop).low in (",", "("))
    if longest(tokens.low(at, at + 2), START_AFTER) and tokens.at(at + 1).low != "of":
        return True
    return tokens.at(stop).low in _RANGE_MARKS and tokens.at(stop + 1).low in OPEN_END


def _tells_status(tokens: Tokens, one: Found, floor: int, *, started: bool) -> bool:
    """Return whether the clause says of the day that something was done: "Completed May 2016".

    "Complete" may also ask for it: "complete the review May 2016", "start April, complete May".
    """
    begin = max(floor, day_clause_start(tokens, one.start))
    if "be" in tokens.low(begin, one.start):
        return False
    for at in range(begin, one.start):
        word, before = tokens.at(at), tokens.at(at - 1).low
        if word.low not in STATUS_OPENERS or before in NOT_YET:
            continue
        bare = not set(tokens.low(at + 1, one.start)) - CUE_FILLERS
        opens = word.opens or before in STATUS_BEFORE or (word.low in DONE and at == floor)
        if opens and (word.low != "complete" or (bare and not started)):
            return True
    return False


def _is_gloss(tokens: Tokens, one: Found, floor: int, parts: Sequence[Part]) -> bool:
    """Return whether something only says in brackets, or without a year, what a part said."""
    if one.form not in _GLOSSES or not any(part.counts and part.year for part in parts):
        return False
    between = tokens.low(floor, one.start)
    return one.year is None or ("(" in between and ")" not in between)
