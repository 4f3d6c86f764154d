"""A workbook's sheets and all that is to be told of them, read by openpyxl from a plain copy."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from db.errors import PlanError
from jtai_tui.exchange.incoming.archive import Archive
from jtai_tui.exchange.incoming.clean import clean, counted, dropped_notes
from jtai_tui.exchange.incoming.colours import read_theme
from jtai_tui.exchange.incoming.excel_cells import MOST_CELLS, PlainSheet
from jtai_tui.exchange.incoming.excel_looks import Looks
from jtai_tui.exchange.incoming.excel_plain import plain_copy
from jtai_tui.exchange.incoming.excel_sheet import Sheet, read_sheet
from jtai_tui.exchange.incoming.excel_values import foot_text
from jtai_tui.exchange.incoming.source import Source, SourceTable

_MOST_NAMED = 5


def read_book(archive: Archive, book: str, sha256: str) -> Source:
    """Return what a workbook holds; `book` is its main part.

    Raises PlanError where it is damaged or too much.
    """
    seen: Counter[str] = Counter()
    copy = plain_copy(archive, book, seen)
    notes = list(copy.notes)
    theme = read_theme(archive, archive.related_part(book, "theme"))
    workbook = _load(copy.data, archive.name)
    looks = Looks(theme, copy.palette, workbook.epoch)
    tables: list[SourceTable] = []
    for plain, worksheet in zip(copy.sheets, workbook.worksheets, strict=True):
        sheet = read_sheet(worksheet, plain, looks, seen)
        if not sheet.rows:
            continue
        tables.append(SourceTable(plain.name, sheet.rows, sheet=plain.name, hidden=plain.hidden))
        if sum(len(table.rows) * len(table.rows[0].cells) for table in tables) > MOST_CELLS:
            raise PlanError(
                f"{archive.name} has more than {MOST_CELLS:,} cells; delete the sheets that are"
                " no part of the plan"
            )
        notes += _notes(plain, sheet)
    if seen["comments"]:
        notes.append("Its comments were not read.")
    if seen["links"]:
        notes.append("Addresses that only stand behind a number were left out.")
    if seen["drawings"]:
        notes.append("Pictures, charts and text boxes on its sheets were not read.")
    title, keywords = archive.properties()
    return Source(
        name=archive.name,
        sha256=sha256,
        form="Excel",
        tables=tuple(tables),
        title=clean(title, seen),
        keywords=clean(keywords, seen),
        footer=next(filter(None, (_foot(each, seen) for each in copy.sheets)), ""),
        notes=(*notes, *dropped_notes(seen)),
    )


def _load(data: bytes, name: str) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    # SyntaxError is what both XML libraries call a part that is not well-formed.
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError,
            OSError, SyntaxError, zipfile.BadZipFile) as error:  # fmt: skip
        raise PlanError(
            f"{name} is damaged, or made in an unusual way; open it in Excel and save it anew"
        ) from error


def _foot(plain: PlainSheet, seen: Counter[str]) -> str:
    return clean(foot_text(plain.foot), seen)


def _notes(plain: PlainSheet, sheet: Sheet) -> Iterator[str]:
    if plain.hidden:
        yield f"The sheet {plain.name} is hidden and is read as well."
    if sheet.hidden_rows:
        yield f"{plain.name}: {counted(sheet.hidden_rows, 'hidden row')} read as well."
    if sheet.hidden_columns:
        yield f"{plain.name}: {counted(sheet.hidden_columns, 'hidden column')} read as well."
    if plain.uncounted:
        yield (
            f"{plain.name}: {_listed(plain.uncounted)} without a result of its formula, read"
            " as empty; open the file in Excel and save it."
        )
    if not sheet.ruled:
        yield f"{plain.name}: its rules for colours are too many and were not followed."
    if sheet.errors:
        verb = "shows" if len(sheet.errors) == 1 else "show"
        yield f"{plain.name}: {_listed(sheet.errors)} {verb} an error of Excel."


def _listed(cells: list[str]) -> str:
    shown = ", ".join(cells[:_MOST_NAMED])
    more = len(cells) - _MOST_NAMED
    return f"{shown} and {more:,} more" if more > 0 else shown
