"""A sheet of an Excel workbook as an even grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from openpyxl.worksheet.worksheet import Worksheet

from db.errors import PlanError
from jtai_tui.exchange.incoming.clean import clean
from jtai_tui.exchange.incoming.excel_cells import MOST_BLANK, MOST_CELLS, Place, PlainSheet
from jtai_tui.exchange.incoming.excel_looks import Looks
from jtai_tui.exchange.incoming.excel_rules import read_rules, rule_fills
from jtai_tui.exchange.incoming.excel_values import Shown, show_number, unescaped
from jtai_tui.exchange.incoming.source import Covered, SourceCell, SourceRow

MOST_LETTERS = 20_000_000

_serial: Callable[[object, datetime], float] = to_excel  # it has no types of its own
_BLANK = SourceCell()
_NOTHING = Shown("")
_COVERED = {each: SourceCell(covered=each) for each in (Covered.LEFT, Covered.UP)}


@dataclass(slots=True)
class Sheet:
    """A sheet's rows; how many rows and columns with text are hidden; its cells with an error.

    `ruled` says that the rules for its colours were followed.
    """

    rows: tuple[SourceRow, ...] = ()
    hidden_rows: int = 0
    hidden_columns: int = 0
    errors: list[str] = field(default_factory=list)
    ruled: bool = True


def read_sheet(worksheet: Worksheet, plain: PlainSheet, looks: Looks, seen: Counter[str]) -> Sheet:
    """Return a sheet's rows down to the last text, as wide as the last text goes.

    Raises PlanError where there are more than `MOST_CELLS` places.
    """
    sheet = Sheet()
    covered = _covered(worksheet)
    shown: dict[Place, Shown] = {}
    length = 0
    for place in sorted(plain.filled - covered.keys()):
        here = _shown(worksheet.cell(*place), looks, plain.numbers.get(place), seen)
        if place in plain.links and here.day is None:
            here = replace(here, text=_linked(here.text, plain.links[place], seen))
        length += len(here.text)
        if length > MOST_LETTERS:
            raise PlanError(
                f"the sheet {plain.name} has more than {MOST_LETTERS:,} characters; delete what"
                " is no part of the plan"
            )
        if here.text:
            shown[place] = here
        if here.error:
            sheet.errors.append(worksheet.cell(*place).coordinate)
    filled = plain.filled & (covered.keys() | shown.keys())
    kept = _kept_rows(filled)
    width = max((column for _, column in filled), default=0)
    if len(kept) * width > MOST_CELLS:
        raise PlanError(
            f"the sheet {plain.name} has {len(kept):,} rows and {width:,} columns, more than"
            f" {MOST_CELLS:,} cells; delete what is no part of the plan"
        )
    rules = read_rules(worksheet.conditional_formatting, looks)
    ruled = rule_fills(
        rules, max(kept, default=0), width, lambda place: shown.get(place, _NOTHING).text
    )

    def cell(place: Place) -> SourceCell:
        if place in covered:
            return _COVERED[covered[place]]
        fill = (ruled or {}).get(place) or looks.of(worksheet.cell(*place))[0]
        here = shown.get(place, _NOTHING)
        return SourceCell(here.text, fill, here.day) if fill or here.text else _BLANK

    hidden = {row for row, said in worksheet.row_dimensions.items() if said.hidden}
    sheet.rows = tuple(
        SourceRow(
            tuple(cell((row, column)) for column in range(1, width + 1)),
            f"{plain.name}, row {row}",
            hidden=row in hidden,
        )
        for row in kept
    )
    sheet.hidden_rows = len(hidden & {row for row, _ in filled})
    sheet.hidden_columns = len(_hidden_columns(worksheet) & {column for _, column in filled})
    sheet.ruled = ruled is not None
    return sheet


def _kept_rows(filled: Iterable[Place]) -> list[int]:
    kept: list[int] = []
    for row in sorted({row for row, _ in filled}):
        last = kept[-1] if kept else 0
        # Of more blank rows only so many are kept: somebody jumped to the end.
        kept.extend(range(max(last + 1, row - MOST_BLANK), row + 1) if kept else [row])
    return kept


def _covered(worksheet: Worksheet) -> dict[Place, Covered]:
    return {
        (row, column): Covered.LEFT if column > area.min_col else Covered.UP
        for area in worksheet.merged_cells.sorted()
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if (row, column) != (area.min_row, area.min_col)
    }


def _hidden_columns(worksheet: Worksheet) -> set[int]:
    return {
        column
        for said in worksheet.column_dimensions.values()
        if said.hidden and said.min and said.max
        for column in range(said.min, said.max + 1)
    }


def _shown(cell: Cell | MergedCell, looks: Looks, number: str | None, seen: Counter[str]) -> Shown:
    """Return what a cell shows; `number` is one that is perhaps too large for a day."""
    value = cell.value
    form = looks.of(cell)[1]
    error = cell.data_type == "e"
    if number is not None and error:
        # What is no day for openpyxl is a number all the same.
        value, error = float(number), False
    elif isinstance(value, date | time | timedelta):
        if not is_date_format(form):
            form = "d/m/y h:mm" if isinstance(value, date) else "[h]:mm"
        # The number that the file has: only together with its format it is what people see.
        value = _serial(value, looks.epoch)
    if isinstance(value, bool):
        shown = Shown("Yes" if value else "No")
    elif isinstance(value, int | float):
        shown = show_number(repr(value), form, since_1904=looks.epoch == CALENDAR_MAC_1904)
    else:
        shown = Shown(unescaped(str(value or "")))
    return Shown(clean(shown.text, seen), shown.day, error)


def _linked(text: str, address: str, seen: Counter[str]) -> str:
    """Return a text with the address behind it in brackets, unless it is there already."""
    scheme, _, rest = address.partition(":")
    mail = scheme.casefold() == "mailto"
    if scheme.casefold() not in {"http", "https", "mailto"}:
        return text
    said = rest.partition("?")[0] if mail else address.rstrip("/")
    if not any(sign.isalpha() for sign in text):
        seen["links"] += 1
        return text
    if said.casefold() in text.casefold():
        return text
    return clean(f"{text} ({said if mail else address})", seen)
