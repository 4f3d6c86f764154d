"""Who owes what, as a workbook for the coordinator: a line a lead, then a line an action."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from db.chasing import Owed, Owes
from db.dates import show_date
from db.rating import Scheme
from jtai_tui.exchange.outgoing import excel_cells as cells
from jtai_tui.exchange.outgoing.archive import timeless
from jtai_tui.exchange.outgoing.published import tidy_line, tidy_text
from jtai_tui.exchange.published_cells import rating_label

Columns = tuple[tuple[str, int], ...]
"""Each column's heading, and how wide it is."""

Value = str | int | date | None

_HEADER_ROW = 3
_DAY = "d mmm yyyy"
_NUMBER = Alignment(vertical="top", horizontal="right", indent=1)
_LEADS = (
    ("Lead", 30), ("E-mail", 28), ("Actions", 9), ("Overdue", 9), ("Most days overdue", 11),
    ("Accountable for", 12), ("Chased before", 34), ("Sheet", 34), ("Draft", 34),
)  # fmt: skip
_ACTIONS = (
    ("Lead", 24), ("Accountable", 12), ("No.", 8), ("Agency", 24), ("Action", 46),
    ("Due date", 12), ("Days overdue", 9), ("Rating", 18), ("Last update", 12), ("Why", 34),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A lead who is chased: what they owe, how they answered before, the names of the files."""

    owes: Owes
    before: str
    sheet: str
    mail: str


def summary_xlsx(
    asked: Sequence[Asked],
    nobody: Sequence[Owed],
    scheme: Scheme,
    *,
    title: str,
    by: str,
    today: date,
    answer_by: date,
) -> bytes:
    """Return the summary's bytes; `nobody` is what is owed and has no lead.

    The same values give the same bytes, and no text of the plan is a formula.
    """
    book, sheet = cells.new_workbook()
    head = f"Who owes what on {show_date(today)}"
    line = f"{tidy_line(title)}. Asked by {tidy_line(by)}, answers by {show_date(answer_by)}"
    foot = f"{head}, answers by {show_date(answer_by)}"
    sheet.title = "Leads"
    _start(sheet, head, line, _LEADS)
    for place, each in enumerate(asked, _HEADER_ROW + 1):
        owes = each.owes
        days = [one.overdue for one in owes.actions if one.overdue is not None]
        values: tuple[Value, ...] = (
            owes.lead, owes.address, len(owes.actions), owes.overdue, max(days, default=None),
            sum(one.accountable for one in owes.actions), each.before, each.sheet, each.mail,
        )  # fmt: skip
        _put_row(sheet, place, values, _LEADS)
    _end(sheet, foot, _LEADS, _HEADER_ROW + len(asked))
    actions = book.create_sheet("Actions")
    _start(actions, head, line, _ACTIONS)
    lines = [(each.owes.lead, owed) for each in asked for owed in each.owes.actions]
    lines += [("(no lead)", owed) for owed in nobody]
    for place, (lead, owed) in enumerate(lines, _HEADER_ROW + 1):
        row, rating = owed.row, scheme.get(owed.row.rating)
        accountable = "" if not row.leads else "yes" if owed.accountable else "no"
        values = (
            lead, accountable, row.reference, row.agency, row.action, row.due, owed.overdue,
            "Unrated" if rating is None else rating_label(rating), row.last_update, owed.why,
        )  # fmt: skip
        _put_row(actions, place, values, _ACTIONS)
        if rating is not None:
            cells.shade(cells.cell_at(actions, place, 8), rating)
    _end(actions, foot, _ACTIONS, _HEADER_ROW + len(lines))
    book.properties.title = tidy_line(head)
    book.properties.creator = ""
    book.properties.language = "en-GB"
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())


def _start(sheet: Worksheet, head: str, line: str, columns: Columns) -> None:
    cells.put(cells.cell_at(sheet, 1, 1), head, cells.HEADING)
    cells.put(cells.cell_at(sheet, 2, 1), line)
    for place in (1, 2):
        cells.cell_at(sheet, place, 1).alignment = Alignment(vertical="top")
    cells.put_header(sheet, _HEADER_ROW, (heading for heading, _ in columns))
    cells.set_height(sheet, _HEADER_ROW, 2)
    for place, (_, width) in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + place)].width = width


def _put_row(sheet: Worksheet, place: int, values: Sequence[Value], columns: Columns) -> None:
    lines = [1]
    for column, value in enumerate(values, 1):
        cell = cells.cell_at(sheet, place, column)
        cell.border = cells.BOX
        if isinstance(value, str):
            text = tidy_text(value)
            cells.put(cell, text)
            lines.append(cells.lines_of(text, columns[column - 1][1]))
        elif value is not None:
            cell.value = value
            cell.font, cell.alignment = cells.FONT, cells.WRAPPED
            if isinstance(value, date):
                cell.number_format = _DAY
            else:
                cell.alignment = _NUMBER
    cells.set_height(sheet, place, max(lines))


def _end(sheet: Worksheet, foot: str, columns: Columns, last: int) -> None:
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{chr(ord('A') + len(columns) - 1)}{last}"
    cells.set_page(sheet, foot, header_row=_HEADER_ROW)
