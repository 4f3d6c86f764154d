"""What a return sheet says, held against what was issued: proposals, and what can't be read.

A function of the sheet's cells and of what the plan said on the day it was issued. Nothing is
guessed: a cell that can't be read is named, and the rest is proposed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db.dates import FIRST_YEAR, LAST_YEAR, read_date, show_date
from db.plain_text import is_blank
from db.rating import Rating, Scheme
from db.references import identity
from db.returned_sheets import SaidInSheet
from jtai_tui.exchange.published_cells import rating_label
from jtai_tui.exchange.return_sheet.content import (
    ACTION,
    DUE,
    EVIDENCE,
    FORECAST,
    OPEN,
    PLANS,
    PROGRESS,
    PROPOSED,
    REFERENCE,
    SheetRow,
)
from jtai_tui.exchange.return_sheet.reading import ReadCell, ReadRow, ReadSheet

_FIELDS = {PROGRESS: "progress", FORECAST: "forecast", PROPOSED: "rating", EVIDENCE: "evidence"}
_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|ERROR!)|Err:\d{3}", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")
_SERIAL = re.compile(r"(?:3[7-9]|[4-6]\d)\d{3}", re.ASCII)
"""Five digits that a spreadsheet takes for a day from 2001 to 2091."""

_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Understood:
    """What a sheet says of which action, in its order.

    `problems` are sentences about cells that can't be read, `warnings` about what was changed in
    the plan's cells and is not taken. `filled` counts the open cells that hold something.
    """

    said: tuple[SaidInSheet, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    filled: int


def understand(
    sheet: ReadSheet,
    issued: Mapping[str, SheetRow],
    known: Mapping[str, str],
    scheme: Scheme,
) -> Understood:
    """Return what a sheet says.

    `issued` are the actions as the plan said them when the sheet was issued, by id; `known` are the
    plan's actions now: their references by id.
    """
    return _Reading(sheet, issued, known, scheme).all()


class _Reading:
    def __init__(
        self,
        sheet: ReadSheet,
        issued: Mapping[str, SheetRow],
        known: Mapping[str, str],
        scheme: Scheme,
    ) -> None:
        self._sheet = sheet
        self._issued = issued
        self._known = known
        self._scheme = scheme
        self._problems = list(sheet.problems)
        self._warnings: list[str] = []
        self._printed = {identity(row.shown(REFERENCE)): one for one, row in issued.items()}

    def all(self) -> Understood:
        rows = defaultdict[str, list[ReadRow]](list)
        for row in self._sheet.rows:
            action = self._action(row)
            if action is not None:
                rows[action].append(row)
        said = []
        for action, some in rows.items():
            for heading in OPEN:
                found = self._one(action, heading, some)
                if found is not None:
                    said.append(found)
            for row in some:
                self._warnings += self._changed(action, row)
        filled = sum(
            bool(row.cells[each].text) and not self._is_issued(row, each)
            for row in self._sheet.rows
            for each in OPEN
            if each in row.cells
        )
        return Understood(tuple(said), tuple(self._problems), tuple(self._warnings), filled)

    def _is_issued(self, row: ReadRow, heading: str) -> bool:
        """Return whether a forecast is the one that stood there from the first."""
        issued = self._issued.get(row.action)
        return (
            heading == FORECAST
            and issued is not None
            and issued.forecast is not None
            and row.cells[heading].day == issued.forecast
        )

    def _action(self, row: ReadRow) -> str | None:
        """Return which action a row is of; None, with a problem, where that can't be told."""
        printed = row.cells[REFERENCE].text if REFERENCE in row.cells else ""
        name = identity(printed)
        named = self._sheet.references.get(name) or self._printed.get(name) or self._called(name)
        carried = row.action
        if carried and carried not in self._known:
            if row.filled:
                self._problems.append(f"{row.place}: its action is not in this plan (any more)")
            return None
        issued = self._issued.get(carried)
        if issued is not None and identity(issued.shown(REFERENCE)) == name:
            return carried
        if carried and named and carried != named:
            return self._of_two(row, carried, named)
        action = carried or (named if named in self._known else None)
        if action is None and row.filled:
            where = row.cells[REFERENCE].place if REFERENCE in row.cells else row.place
            what = (
                f"{_shown(printed)} is no action of this plan"
                if printed
                else ("no reference stands here, so its action is not known")
            )
            self._problems.append(f"{where}: {what}")
        return action

    def _called(self, name: str) -> str | None:
        found = [one for one, each in self._known.items() if name and identity(each) == name]
        return found[0] if len(found) == 1 else None

    def _of_two(self, row: ReadRow, carried: str, named: str) -> str | None:
        """Return the action whose text stands in a row that carries another one's id.

        So it is where rows were sorted without the column that nobody sees.
        """
        text = _words(row.cells[ACTION].text) if ACTION in row.cells else ""
        fits = [
            one
            for one in (carried, named)
            if one in self._issued and text and _words(self._issued[one].shown(ACTION)) == text
        ]
        if len(fits) == 1 and fits[0] in self._known:
            return fits[0]
        if row.filled:
            here = row.cells[REFERENCE]
            self._problems.append(
                f"{here.place}: {_shown(here.text)} stands in the row of action"
                f" {self._known[carried]}, and which of them is meant can't be told"
            )
        return None

    def _one(self, action: str, heading: str, rows: Sequence[ReadRow]) -> SaidInSheet | None:
        """Return what is said of an action under one heading; two rows of it must not differ."""
        read: list[tuple[ReadCell, str]] = []
        for row in rows:
            cell = row.cells.get(heading)
            value = None if cell is None else self._value(action, heading, cell)
            if cell is not None and value is not None and all(value != other for _, other in read):
                read.append((cell, value))
        if len(read) > 1:
            cells = " and ".join(cell.place for cell, _ in read)
            self._problems.append(
                f"{cells} say different things of action {self._known[action]}; neither is taken"
            )
            return None
        if not read:
            return None
        cell, value = read[0]
        return SaidInSheet(
            action, _FIELDS[heading], value, cell.place, self._doubt(action, heading, cell)
        )

    def _doubt(self, action: str, heading: str, cell: ReadCell) -> str:
        doubts = []
        if action not in self._issued:
            doubts.append(f"the lead was not asked about this action ({cell.place})")
        if heading == FORECAST and (day := _serial(cell)) is not None:
            doubts.append(f"{cell.place} holds the number {cell.text}, read as {show_date(day)}")
        return "; ".join(doubts)

    def _value(self, action: str, heading: str, cell: ReadCell) -> str | None:
        """Return a cell as a plan keeps it; None where that is nothing new, or unreadable."""
        issued = self._issued.get(action)
        if is_blank(cell.text):
            if heading == FORECAST and issued is not None and issued.forecast is not None:
                self._warnings.append(
                    f"{cell.place}: the forecast was taken out; it stays, as a sheet only proposes"
                    " another"
                )
            return None
        if _ERROR.fullmatch(cell.text):
            self._problems.append(f"{cell.place}: {_shown(cell.text)} is an error of a formula")
            return None
        if heading == FORECAST:
            day = self._day(cell)
            before = None if issued is None or issued.forecast is None else issued.forecast
            return None if before is not None and day == before.isoformat() else day
        if heading == PROPOSED:
            rating = find_rating(self._scheme, cell.text)
            if rating is None:
                names = ", ".join(each.name for each in self._scheme)
                self._problems.append(
                    f"{cell.place}: {_shown(cell.text)} is no rating of this plan ({names})"
                )
                return None
            return rating.code
        return cell.text

    def _day(self, cell: ReadCell) -> str | None:
        if cell.day is not None and FIRST_YEAR <= cell.day.year <= LAST_YEAR:
            return cell.day.isoformat()
        if (day := _serial(cell)) is not None:
            return day.isoformat()
        try:
            return read_date(cell.text).isoformat()
        except ValueError:
            self._problems.append(f"{cell.place}: {_shown(cell.text)} is no date")
            return None

    def _changed(self, action: str, row: ReadRow) -> Iterator[str]:
        """Yield what was changed in the plan's own cells of a row."""
        issued = self._issued.get(action)
        if issued is None:
            return
        for heading in PLANS:
            cell = row.cells.get(heading)
            if cell is None or not cell.text:
                continue
            if heading == DUE and issued.due is not None and _day_of(cell) == issued.due:
                continue
            if _words(cell.text) != _words(issued.shown(heading)):
                yield (
                    f"{cell.place}: {heading!r} of action {issued.reference} was changed to"
                    f" {_shown(cell.text)}; it is the plan's, and not taken"
                )


def find_rating(scheme: Scheme, text: str) -> Rating | None:
    """Return the rating that a cell names: by its name, letter, code, or letter and name."""
    wanted = identity(" ".join(text.split()))
    for each in scheme:
        if wanted in map(identity, (each.name, each.letter, each.code, rating_label(each))):
            return each
    return None


def _serial(cell: ReadCell) -> date | None:
    """Return the day that a number means, of which a spreadsheet shows days; None for no such one.

    It stands there where the cell has lost its form.
    """
    if cell.day is None and _SERIAL.fullmatch(cell.text):
        return date(1899, 12, 30) + timedelta(days=int(cell.text))
    return None


def _day_of(cell: ReadCell) -> date | None:
    if cell.day is not None:
        return cell.day
    if (day := _serial(cell)) is not None:
        return day
    try:
        return read_date(cell.text)
    except ValueError:
        return None


def _words(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 1]}…")
