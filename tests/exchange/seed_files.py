"""The seed plan as a council's own Word file, workbook and CSV file: made without our exporters.

The published file's colours were lost, so each action is given one here: its rating by `RATED`.
"""

import csv
import io
from dataclasses import replace
from datetime import date

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill

from db.seed import seed_document

HEADINGS = (
    "", "Area for development identified", "Action", "Lead", "Timescale", "Progress / Evidence",
    "Completed",
)  # fmt: skip

COLOURS = {
    "not-started": "BFBFBF",
    "significant-risk": "FF0000",
    "minor-risk": "FFC000",
    "on-track": "92D050",
    "completed": "0070C0",
    "evidenced": "7030A0",
}
"""What the six ratings are printed in."""

SAID = (
    "grey=not-started", "red=significant-risk", "amber=minor-risk", "green=on-track",
    "blue=completed", "violet=evidenced",
)  # fmt: skip
"""What somebody says of the colours on the command line."""

CODES = tuple(COLOURS)
RATED = {
    entry.reference: "completed" if entry.status == "Completed" else CODES[place % len(CODES)]
    for place, entry in enumerate(seed_document().actions)
}
"""Which rating each action is printed with."""


def changed_seed():
    """Return the seed plan with three things said otherwise, and an action more, 35."""
    plan = seed_document()
    first, *others = plan.actions
    grown = replace(first.updates[0], text=f"{first.updates[0].text}\n\nIt went live in May.")
    first = replace(first, timescale="End August 2020", updates=(grown,))
    others[4] = replace(others[4], finding="A finding in quite other words.")
    added = replace(others[7], reference="35", reference_cell="35", status="In progress",
                    action="Publish a guide for parents.")  # fmt: skip
    return replace(plan, actions=(first, *others, added))


def rows_of(agency, plan):
    """Yield the rows of an agency's table; action 3 and 21 go on in a row without a reference."""
    for entry in plan.actions:
        if entry.agency != agency:
            continue
        progress = "\n\n".join(update.text for update in entry.updates)
        first, parted, rest = progress.partition("\n\n")
        split = entry.reference in ("3", "21") and parted
        leads = "\n".join(lead.raw for lead in entry.leads)
        colour = COLOURS[RATED.get(entry.reference, "minor-risk")]
        yield (
            entry.reference_cell, entry.finding, entry.action, leads, entry.timescale,
            first if split else progress, entry.status, colour,
        )  # fmt: skip
        if split:
            yield ("", "", "", "", "", rest, "", "")


def seed_word(plan=None):
    """Return a plan, the seed unless another is given, as a Word file with shaded tables."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    plan = plan or seed_document()
    document.add_heading(plan.title, 0)
    for paragraph in plan.introduction.split("\n\n"):
        document.add_paragraph(paragraph)
    for agency in plan.agencies:
        document.add_heading(agency.name, 1)
        rows = list(rows_of(agency.name, plan))
        if not rows:
            continue
        table = document.add_table(rows=0, cols=len(HEADINGS))
        _head(table.add_row())
        for place, row in enumerate(rows):
            if place and place % 4 == 0:
                _fill(table.add_row(), HEADINGS, "")  # as it was repeated by hand on a new page
            *texts, colour = row
            _fill(table.add_row(), texts, colour)
    section.footer.paragraphs[0].text = "FINAL 26 March 2020"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _head(row):
    for cell, text in zip(row.cells, HEADINGS, strict=True):
        cell.text = text
        cell.paragraphs[0].runs[0].bold = True if text else None
    repeat = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(repeat)


def _fill(row, texts, colour):
    for cell, text in zip(row.cells, texts, strict=True):
        first, *more = text.split("\n\n")
        cell.paragraphs[0].text = first
        for paragraph in more:
            cell.add_paragraph(paragraph)
    if colour:
        shading = OxmlElement("w:shd")
        shading.set(qn("w:val"), "clear")
        shading.set(qn("w:color"), "auto")
        shading.set(qn("w:fill"), colour)
        row.cells[-1]._tc.get_or_add_tcPr().append(shading)


def seed_workbook():
    """Return the plan as a workbook: a sheet for each agency, title rows above the header."""
    book = Workbook()
    book.remove(book.active)
    plan = seed_document()
    for agency in plan.agencies:
        sheet = book.create_sheet(agency.name.replace("/", "-")[:31])
        sheet.append([plan.title])
        sheet.append([agency.name])
        sheet.append(["Last updated", date(2020, 3, 26)])
        sheet.append([])
        sheet.append(["No.", *HEADINGS[1:]])
        for *texts, colour in rows_of(agency.name, plan):
            sheet.append(texts)
            for cell in sheet[sheet.max_row]:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.data_type = "s" if cell.value else cell.data_type
            if colour:
                sheet.cell(sheet.max_row, len(texts)).fill = PatternFill("solid", fgColor=colour)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def seed_csv():
    """Return the plan as a CSV file from a spreadsheet: no colours, so the rating is a letter."""
    letters = {level.code: level.letter for level in seed_document().scheme}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Agency", "No.", *HEADINGS[1:-1], "RAG"])
    plan = seed_document()
    for agency in plan.agencies:
        for *texts, _ in rows_of(agency.name, plan):
            code = RATED.get(texts[0].split(" ")[0], "")
            writer.writerow([agency.name, *texts[:-1], letters.get(code, "")])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
