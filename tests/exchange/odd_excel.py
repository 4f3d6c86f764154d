"""Plans as councils keep them in Excel and CSV, each odd in its own way, with what must come out.

The councils and people are invented. `ODD_EXCEL` has a maker of each file by its name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.exchange.odd_plan import (
    AGENCIES,
    AMBER,
    BLUE,
    COLOURS_SAID,
    GREEN,
    HUES,
    JTAI,
    RATED,
    RED,
    TITLE,
    USUAL,
    Columns,
    Entry,
    Odd,
    by_words,
    coloured,
    mapped,
    text_of,
)
from tests.exchange.odd_word_inspections import HMICFRS

US_DATE = "mm/dd/yyyy"
WITH_AGENCY = (*USUAL[:1], ("Agency", "agency"), *USUAL[1:])


def put(
    sheet: Worksheet,
    entries: Sequence[Entry],
    columns: Columns = USUAL,
    *,
    dates: str = "",
    start: int = 1,
) -> None:
    """Write a header and entries below what a sheet has; `dates` makes true dates of timescales."""
    at = sheet.max_row + 1 if sheet.max_row > 1 or sheet["A1"].value else 1
    for place, (heading, _) in enumerate(columns, start):
        sheet.cell(at, place, heading).font = Font(bold=True)
    for row, each in enumerate(entries, at + 1):
        for place, (_, key) in enumerate(columns, start):
            text = text_of(each, key)
            cell = sheet.cell(row, place, int(text) if text.isdigit() else text or None)
            if key == "when" and dates and each.due is not None:
                cell.value = datetime(each.due.year, each.due.month, each.due.day)
                cell.number_format = dates
            if key == "status" and each.fill:
                cell.fill = PatternFill("solid", fgColor=each.fill)


def new_book(*names: str) -> tuple[Workbook, list[Worksheet]]:
    """Return a workbook with sheets of these names."""
    book = Workbook()
    book.remove(book.worksheets[0])
    return book, [book.create_sheet(name) for name in names]


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_day(entry: Entry) -> str:
    """Return an entry's day as a true date is read, whatever order its cell shows it in."""
    return f"{entry.due.day} {entry.due:%b %Y}" if entry.due else ""


def odd(name: str, book: Workbook, actions: Sequence[Entry], **more: object) -> Odd:
    """Return an odd workbook."""
    used = {each.fill for each in actions}
    if more.get("said") is COLOURS_SAID:
        more["said"] = tuple(HUES[fill] for fill in RATED if fill in used)
    return Odd(f"{name}.xlsx", saved(book), tuple(actions), form="Excel", **more)


def american_dates() -> Odd:
    """True dates that the cell shows as 03/31/2021: the day is told, and no month is mistaken."""
    entries = coloured(JTAI, RED, AMBER, GREEN)
    book, (sheet,) = new_book("Action plan")
    sheet.append([TITLE])
    put(sheet, entries, WITH_AGENCY, dates=US_DATE)
    shown = [replace(each, when=as_day(each)) for each in entries]
    return odd("American dates", book, shown, said=COLOURS_SAID, title=TITLE, agencies=AGENCIES)


def titles_and_a_legend() -> Odd:
    """Title rows, a legend with colours, then the header; two rows are hidden."""
    entries = coloured(JTAI, RED, AMBER, GREEN, BLUE)
    book, (sheet,) = new_book("Plan")
    sheet.append([TITLE])
    sheet.append(["Last updated", date(2021, 5, 4)])
    sheet.append(["Owner: Quality assurance board of the partnership"])
    for fill, text in ((RED, "Significant risk"), (AMBER, "Minor risk"), (GREEN, "On track"),
                       (BLUE, "Completed")):  # fmt: skip
        sheet.append([None, text])
        sheet.cell(sheet.max_row, 1).fill = PatternFill("solid", fgColor=fill)
    sheet.append([None])
    sheet.cell(sheet.max_row + 1, 1, " ")
    put(sheet, entries, WITH_AGENCY)
    for row in (12, 13):
        sheet.row_dimensions[row].hidden = True
    return odd("titles and legend", book, entries, said=COLOURS_SAID, title=TITLE,
               agencies=AGENCIES, updated=date(2021, 5, 4), silent=("Last updated",),
               warned=(("rows-hidden", "2 rows"),
                       ("text-unplaced", "key of the ratings")))  # fmt: skip


def merged_findings() -> Odd:
    """A finding is merged over several actions, each with a reference of its own."""
    entries = coloured(JTAI, GREEN, RED)
    entries = [
        replace(each, finding=entries[at - at % 3].finding, agency="Northmere Police")
        for at, each in enumerate(entries)
    ]
    columns = (USUAL[1], USUAL[0], *USUAL[2:])
    book, (sheet,) = new_book("Northmere Police")
    put(sheet, entries, columns)
    for top, bottom in ((2, 4), (5, 7), (8, 10)):
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=1, end_column=1)
    return odd("merged findings", book, entries, said=COLOURS_SAID,
               agencies=("Northmere Police",))  # fmt: skip


LONG = "Wexborough and Northmere Integrated Care Partnership"
SLASHED = "Public Health / WMCH"


def sheet_per_agency() -> Odd:
    """Names of sheets cut at 31 letters or without their slash; a title row has the whole name."""
    names = (LONG, SLASHED, "Northmere Police", "Wexborough Youth Justice Service")
    entries = [replace(each, agency=names[at // 3]) for at, each in enumerate(
        coloured(JTAI[:9], RED, GREEN))]  # fmt: skip
    book, sheets = new_book(*(name.replace(" / ", " - ")[:31] for name in names))
    for sheet, name in zip(sheets, names, strict=True):
        sheet.append([TITLE])
        sheet.append([name])
        sheet.append(["Last updated", date(2021, 5, 4)])
        put(sheet, [each for each in entries if each.agency == name])
    return odd("sheet per agency", book, entries, said=COLOURS_SAID, agencies=names, title=TITLE,
               introduction="",
               updated=date(2021, 5, 4), silent=("Last updated",))  # fmt: skip


def headings_actions_of() -> Odd:
    """A title `Actions - Police` over the header; the sheet has the agency's whole name."""
    names = AGENCIES[:2]
    entries = [each for each in coloured(JTAI, RED, GREEN) if each.agency in names]
    book, sheets = new_book(*names)
    for sheet, name in zip(sheets, names, strict=True):
        sheet.append([f"Actions - {name.split()[-1]}"])
        put(sheet, [each for each in entries if each.agency == name])
    return odd("headings Actions of", book, entries, said=COLOURS_SAID, agencies=names)


def continuation_rows() -> Odd:
    """Progress goes on in rows that repeat only the agency; the agency stands once."""
    entries = coloured(JTAI[:6], RED, GREEN)
    columns = (("Agency", "agency"), *USUAL)
    book, (sheet,) = new_book("Tracker")
    put(sheet, entries, columns)
    sheet.insert_rows(4)
    sheet.cell(4, 1, entries[1].agency)
    sheet.cell(4, 7, "Second sample starts in June.")
    entries[1] = replace(
        entries[1], progress=f"{entries[1].progress}\n\nSecond sample starts in June."
    )
    return odd("continuation", book, entries, said=COLOURS_SAID, agencies=AGENCIES[:2])


def two_tables_side_by_side() -> Odd:
    """A small table of contacts to the right of the plan, after an empty column."""
    entries = coloured(JTAI[:6], RED, GREEN)
    book, (sheet,) = new_book("Plan")
    put(sheet, entries, WITH_AGENCY)
    people = (("Name", "Telephone"), ("Priya Nandakumar", "01632 960111"),
              ("Tom Aldous", "01632 960112"))  # fmt: skip
    for row, (name, number) in enumerate(people, 1):
        sheet.cell(row, 10, name)
        sheet.cell(row, 11, number)
    return odd("side by side", book, entries, said=COLOURS_SAID, agencies=AGENCIES[:2],
               warned=(("table-left-out", "members or contacts"),),
               silent=("Tom Aldous", "01632 960111", "01632 960112"))  # fmt: skip


def key_beside_the_plan() -> Odd:
    """The key of the ratings stands to the right of the plan; green is done by it."""
    meant = {GREEN: "completed", AMBER: "on-track", RED: "significant-risk"}
    entries = [
        replace(each, rating=meant[each.fill]) for each in coloured(JTAI[:8], GREEN, AMBER, RED)
    ]
    book, (sheet,) = new_book("Plan")
    put(sheet, entries, WITH_AGENCY)
    key = ((GREEN, "G", "Action completed"), (AMBER, "A", "On track for completion"),
           (RED, "R", "Significant risk"))  # fmt: skip
    for row, (fill, letter, text) in enumerate(key, 1):
        sheet.cell(row, 11, letter).fill = PatternFill("solid", fgColor=fill)
        sheet.cell(row, 12, text)
    return odd("key beside", book, entries, said=("proposed",), agencies=AGENCIES[:3],
               warned=(("table-left-out", "On track for completion"),))  # fmt: skip


def empty_column_within() -> Odd:
    """An empty column parts the plan in two halves, which belong together."""
    entries = coloured(JTAI, RED, GREEN, words=("Red", "Green"))
    columns = (*WITH_AGENCY[:5], ("", "none"), *WITH_AGENCY[5:])
    book, (sheet,) = new_book("Plan")
    put(sheet, entries, columns)
    return odd("empty column", book, entries, said=COLOURS_SAID, agencies=AGENCIES)


def status_by_list() -> Odd:
    """Closed, open and overdue in words, some with other cases and spaces."""
    words = {"Closed": "completed", "Open": "on-track", "Open - overdue": "significant-risk"}
    entries = by_words(HMICFRS, words)
    columns = (
        ("Recommendation No.", "reference"), ("Recommendation", "finding"),
        ("Action", "action"), ("Owner", "leads"), ("Target date", "when"),
        ("Latest position", "progress"), ("Status", "status"),
    )  # fmt: skip
    book, (sheet, lists) = new_book("HMICFRS tracker", "Lists")
    put(sheet, entries, columns, dates="dd/mm/yyyy")
    for word in ("Status", "Closed", "Open", "Open - overdue"):
        lists.append([word])
    lists.sheet_state = "hidden"
    shown = [replace(each, when=as_day(each)) for each in entries]
    return odd("status list", book, shown, said=mapped(words))


def empty_sheet_of_an_agency() -> Odd:
    """An agency's sheet has title and header and no action yet."""
    names = ("Northmere Police", "Wexborough Council", "Merrow Valley Probation")
    entries = [each for each in coloured(JTAI, AMBER) if each.agency in names]
    entries = [*(e for e in entries if "Police" in e.agency),
               *(e for e in entries if "Council" in e.agency)]  # fmt: skip
    book, sheets = new_book(*names)
    for sheet, name in zip(sheets, names, strict=True):
        sheet.append([TITLE])
        sheet.append([name])
        put(sheet, [each for each in entries if each.agency == name])
    return odd("empty sheet", book, entries, said=COLOURS_SAID, agencies=names, title=TITLE)


def rows_in_colour() -> Odd:
    """No column of ratings: the reference's cell has the colour."""
    entries = coloured(JTAI, RED, AMBER, GREEN)
    book, (sheet,) = new_book("Plan")
    put(sheet, entries, WITH_AGENCY[:-1])
    for row, each in enumerate(entries, 2):
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor=each.fill)
    return odd("reference in colour", book, entries, said=COLOURS_SAID,
               warned=(("rating-by-colour", "‘No.’"),))  # fmt: skip


def reference_below_a_logo() -> Odd:
    """The table begins in column C, row 6; letters in brackets behind the words of the rating."""
    words = {
        "On track (G)": "on-track",
        "At risk (A)": "minor-risk",
        "Late (R)": "significant-risk",
    }
    entries = by_words(JTAI, words)
    book, (sheet,) = new_book("Sheet1")
    sheet["C2"] = TITLE
    sheet["C3"] = "Version 3.1"
    put(sheet, entries, WITH_AGENCY, start=3)
    return odd("not at the corner", book, entries, said=mapped(words), title=TITLE,
               agencies=AGENCIES)  # fmt: skip


def open_and_closed() -> Odd:
    """Sheets for open and closed actions and a dashboard: they are no agencies."""
    entries = coloured(JTAI, RED, AMBER)
    entries = [*entries[:6], *(replace(each, status="Closed", fill="", rating="completed")
                               for each in entries[6:])]  # fmt: skip
    book, (board, live, done) = new_book("Dashboard", "Open", "Closed")
    for row in (("RAG", "Number"), ("Red", 3), ("Amber", 3), ("Total", 6)):
        board.append(row)
    put(live, entries[:6], WITH_AGENCY)
    put(done, entries[6:], WITH_AGENCY)
    return odd("open and closed", book, entries, agencies=AGENCIES,
               said=("red=significant-risk", "amber=minor-risk", "closed=completed"),
               silent=("Number", "Red", "Amber", "Total"))  # fmt: skip


def closed_without_agencies() -> Odd:
    """As before, but no column names an agency."""
    entries = [replace(each, agency="") for each in coloured(JTAI[:6], RED, AMBER)]
    book, (live, done) = new_book("Live actions", "Completed")
    put(live, entries[:3])
    put(done, entries[3:])
    return odd("no agencies", book, entries, said=COLOURS_SAID,
               warned=(("no-agency", "any action"),))  # fmt: skip


def agency_in_the_first_row() -> Odd:
    """The agency stands only in the first row of its actions, and no cells are merged."""
    entries = coloured(JTAI, RED, AMBER)
    written = [
        replace(each, agency="") if at and entries[at - 1].agency == each.agency else each
        for at, each in enumerate(entries)
    ]
    book, (sheet,) = new_book("Plan")
    put(sheet, written, (("Agency", "agency"), *USUAL))
    return odd("agency once", book, entries, said=COLOURS_SAID, agencies=AGENCIES,
               warned=(("no-agency", "that of the row above"),))  # fmt: skip


def sections_on_one_sheet() -> Odd:
    """Each agency's name, header and actions stand below each other, with a blank row between."""
    entries = coloured(JTAI, RED, AMBER)
    book, (sheet,) = new_book("Plan")
    sheet.append([TITLE])
    for agency in AGENCIES:
        sheet.cell(sheet.max_row + 2, 1, agency)
        put(sheet, [each for each in entries if each.agency == agency])
    return odd("sections on a sheet", book, entries, said=COLOURS_SAID, agencies=AGENCIES,
               title=TITLE)  # fmt: skip


def header_of_two_plain_rows() -> Odd:
    """A header of two rows in which nobody has merged a cell."""
    entries = coloured(JTAI, RED, AMBER)
    book, (sheet,) = new_book("Plan")
    sheet.append(["Ref", "Agency", "Finding", "Delivery", None, None, "Monitoring", None])
    put(sheet, entries, (("", "reference"), ("", "agency"), ("", "finding"), ("Action", "action"),
                         ("Lead", "leads"), ("Timescale", "when"), ("Progress", "progress"),
                         ("RAG", "status")))  # fmt: skip
    return odd("two plain rows", book, entries, said=COLOURS_SAID, agencies=AGENCIES)


def notes_below() -> Odd:
    """Notes stand below the actions, after an empty row; one sounds like an agency."""
    entries = coloured(JTAI[:6], RED, AMBER)
    book, (sheet,) = new_book("Plan")
    put(sheet, entries, WITH_AGENCY)
    for row, text in enumerate(("Notes", "Dates are the ends of months unless stated.",
                                "Prepared by the quality team"), sheet.max_row + 2):  # fmt: skip
        sheet.cell(row, 1, text)
    return odd("notes below", book, entries, said=COLOURS_SAID, agencies=AGENCIES[:2],
               warned=(("text-unplaced", "Prepared by the quality team"),))  # fmt: skip


def semicolons_in_old_letters() -> Odd:
    """CSV as an older Excel saves it here and there: semicolons, cp1252, breaks within cells."""
    words = {"R": "significant-risk", "A": "minor-risk", "G": "on-track"}
    entries = by_words(JTAI, words)
    entries[0] = replace(
        entries[0], progress="Rota agreed – with all three trusts.\n“Good practice”: see £1,500."
    )
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([heading for heading, _ in WITH_AGENCY])
    for each in entries:
        writer.writerow([text_of(each, key) for _, key in WITH_AGENCY])
    return Odd("semicolons.csv", out.getvalue().encode("cp1252"), tuple(entries),
               said=mapped(words), form="CSV", agencies=AGENCIES,
               warned=(("file-note", "Windows-1252"),))  # fmt: skip


def csv_with_repeated_agency() -> Odd:
    """CSV with a row that goes on: it repeats the agency and nothing else of the action's."""
    words = {"R": "significant-risk", "G": "on-track"}
    entries = by_words(JTAI[:6], words)
    columns = (("Agency", "agency"), *USUAL)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([heading for heading, _ in columns])
    for at, each in enumerate(entries):
        writer.writerow([text_of(each, key) for _, key in columns])
        if at in (2, 3):
            writer.writerow([each.agency, "", "", "", "", "", "More is planned for autumn.", ""])
            entries[at] = replace(each, progress=f"{each.progress}\n\nMore is planned for autumn.")
    return Odd("continuation.csv", out.getvalue().encode("utf-8-sig"), tuple(entries),
               said=mapped(words), form="CSV", agencies=AGENCIES[:2])  # fmt: skip


ODD_EXCEL: dict[str, Callable[[], Odd]] = {
    "American dates": american_dates,
    "titles and a legend": titles_and_a_legend,
    "merged findings": merged_findings,
    "sheet per agency": sheet_per_agency,
    "headings Actions of": headings_actions_of,
    "continuation rows": continuation_rows,
    "side by side": two_tables_side_by_side,
    "key beside": key_beside_the_plan,
    "empty column": empty_column_within,
    "status by list": status_by_list,
    "empty sheet": empty_sheet_of_an_agency,
    "reference in colour": rows_in_colour,
    "not at the corner": reference_below_a_logo,
    "open and closed": open_and_closed,
    "closed without agencies": closed_without_agencies,
    "agency in the first row": agency_in_the_first_row,
    "sections on one sheet": sections_on_one_sheet,
    "header of two plain rows": header_of_two_plain_rows,
    "notes below": notes_below,
    "semicolons": semicolons_in_old_letters,
    "continuation in CSV": csv_with_repeated_agency,
}
