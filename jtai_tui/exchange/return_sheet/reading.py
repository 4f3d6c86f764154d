"""A return sheet that came back, as it stands in the file: whose it is, and what its cells hold.

People sort, move and delete rows, put columns in, take the protection off and save with other
programs. So columns are found by their headings, and rows by the id that each carries; neither is
looked for in its old place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db.errors import PlanError
from db.references import identity
from jtai_tui.exchange.incoming.reading import read_source
from jtai_tui.exchange.incoming.source import SourceCell, SourceRow, SourceTable
from jtai_tui.exchange.return_sheet.content import OPEN, PLANS, SheetKey, read_key
from jtai_tui.text import visible

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_HEADINGS = {identity(each): each for each in (*PLANS, *OPEN)}
_LEAST = 3  # so many headings make a row of headings
_PLACE = re.compile(r".*, row (\d+)", re.DOTALL)
_TOLD = ("formula", "error of Excel", "control character")


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell: `place` is its name for people (`Return sheet!G7`), `day` the date that it keeps."""

    place: str
    text: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row: the id that it carries ("" for none), and its cells by their heading.

    `place` names the row for people, `number` is its number in the sheet.
    """

    place: str
    number: int
    action: str
    cells: Mapping[str, ReadCell]

    @property
    def filled(self) -> bool:
        """Return whether anything stands in an open cell."""
        return any(self.cells[each].text for each in OPEN if each in self.cells)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A return sheet: its key, its rows in their order, and sentences about its columns.

    `references` maps references to the actions' ids, as the sheet was issued. `read` are the
    headings that were found.
    """

    name: str
    key: SheetKey
    rows: tuple[ReadRow, ...]
    references: Mapping[str, str]
    read: frozenset[str]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A file with one return sheet, or several that somebody put together.

    `name` is the file's, `sha256` that of its bytes; `notes` are sentences about what of it could
    not be read.
    """

    name: str
    sha256: str
    sheets: tuple[ReadSheet, ...]
    notes: tuple[str, ...]


def looks_like_workbook(start: bytes) -> bool:
    """Return whether a file that starts so may be a return sheet: a plan's file never does."""
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"))


def read_returned(data: bytes, name: str) -> ReturnedFile:
    """Return what stands in a return sheet, within the bounds of any document that is read.

    Raises PlanError, in one line, for a file that can't be read, and for what is no return sheet.
    """
    source = read_source(data, name)
    shown = visible(name)
    hidden: SheetKey | None = None
    references: dict[str, str] = {}
    for table in source.tables:
        key = next(
            (k for row in table.rows[:1] for c in row.cells if (k := read_key(c.text))), None
        )
        if key is not None and table.hidden:
            hidden = key
            references |= _references(table)
    found = [
        sheet
        for table in source.tables
        if not (table.hidden and _is_key_sheet(table))
        if (sheet := _sheet(table, hidden, references)) is not None
    ]
    if not found:
        if hidden is not None or any(read_key(c.text) for t in source.tables for c in _cells(t)):
            raise PlanError(
                f"{shown}: the row of headings of this return sheet is gone; put it back"
                f" ({', '.join(OPEN)})"
            )
        raise PlanError(
            f"{shown}: this is neither a plan file nor a return sheet of jtai; other documents are"
            " read in with jtai import"
        )
    return ReturnedFile(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        sheets=tuple(found),
        notes=tuple(each for each in source.notes if any(word in each for word in _TOLD)),
    )


def _cells(table: SourceTable) -> tuple[SourceCell, ...]:
    return tuple(cell for row in table.rows for cell in row.cells)


def _is_key_sheet(table: SourceTable) -> bool:
    return bool(table.rows and table.rows[0].cells and read_key(table.rows[0].cells[0].text))


def _references(table: SourceTable) -> dict[str, str]:
    """Return the ids of actions by their references, as the sheet was issued."""
    pairs = [row.cells[:2] for row in table.rows[1:] if len(row.cells) > 1]
    return {identity(ref.text): one.text for one, ref in pairs if _ID.fullmatch(one.text)}


def _sheet(
    table: SourceTable, hidden: SheetKey | None, references: Mapping[str, str]
) -> ReadSheet | None:
    """Return the return sheet that a table is, None for what is none."""
    for at, row in enumerate(table.rows):
        named: dict[str, list[int]] = {}
        for column, cell in enumerate(row.cells):
            heading = _HEADINGS.get(identity(cell.text))
            if heading is not None:
                named.setdefault(heading, []).append(column)
        key = next((found for cell in row.cells if (found := read_key(cell.text))), hidden)
        if len(named) >= _LEAST and set(named) & set(OPEN) and key is not None:
            problems = tuple(_column_problems(table, row, named))
            columns = {each: places[0] for each, places in named.items() if len(places) == 1}
            rows = tuple(
                read
                for each in table.rows[at + 1 :]
                if (read := _row(table, each, columns)) is not None
            )
            return ReadSheet(table.name, key, rows, references, frozenset(columns), problems)
    return None


def _column_problems(
    table: SourceTable, row: SourceRow, named: Mapping[str, list[int]]
) -> list[str]:
    problems = []
    for heading in OPEN:
        places = named.get(heading, [])
        if not places:
            problems.append(
                f"{visible(table.name)}: no column is headed {heading!r} any more, so it was not"
                " read"
            )
        elif len(places) > 1:
            cells = " and ".join(_cell_name(table, row, each) for each in places)
            problems.append(f"{cells} are both headed {heading!r}, so neither was read")
    return problems


def _row(table: SourceTable, row: SourceRow, columns: Mapping[str, int]) -> ReadRow | None:
    """Return a row with whatever it says; None for one that says nothing of any action."""
    known = set(columns.values())
    carried = next(
        (
            cell.text
            for at, cell in enumerate(row.cells)
            if at not in known and _ID.fullmatch(cell.text)
        ),
        "",
    )
    cells = {
        heading: ReadCell(_cell_name(table, row, at), row.cells[at].text, row.cells[at].day)
        for heading, at in columns.items()
    }
    repeated = sum(identity(cell.text) == identity(heading) for heading, cell in cells.items())
    if repeated >= _LEAST or not (carried or any(cell.text for cell in cells.values())):
        return None
    return ReadRow(f"{visible(table.name)}, row {_number(row)}", _number(row), carried, cells)


def _number(row: SourceRow) -> int:
    found = _PLACE.fullmatch(row.place)
    return int(found[1]) if found else 0


def _cell_name(table: SourceTable, row: SourceRow, column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{visible(table.name)}!{letters}{_number(row)}"
