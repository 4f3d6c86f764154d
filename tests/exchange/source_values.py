"""Small documents as values, for the tests of how tables are understood."""

from datetime import date

from db.seed import seed_document
from jtai_tui.exchange.incoming.source import (
    Covered,
    Paragraph,
    Source,
    SourceCell,
    SourceRow,
    SourceTable,
)
from jtai_tui.exchange.reading.understanding import understand

SCHEME = seed_document().scheme

SEED_HEADER = (
    "", "Area for development identified", "Action", "Lead", "Timescale", "Progress / Evidence",
    "Completed",
)  # fmt: skip

LEFT = SourceCell(covered=Covered.LEFT)
UP = SourceCell(covered=Covered.UP)


def cell(text="", fill="", day=None):
    return SourceCell(text, fill, day)


def as_cell(given):
    """Return a cell of text, of a date as a spreadsheet keeps it, or the cell that is given."""
    if isinstance(given, date):
        return SourceCell(f"{given.day} {given:%b %Y}", day=given)
    return given if isinstance(given, SourceCell) else SourceCell(given)


def row(*cells, place="", header=False, hidden=False):
    return SourceRow(tuple(map(as_cell, cells)), place, header, hidden)


def banner(text, width):
    """Return a row of one cell that is merged over the whole width."""
    return (text, *[LEFT] * (width - 1))


def heading(text, level=1):
    return Paragraph(text, level)


def plain(text):
    return Paragraph(text)


def bold(text):
    return Paragraph(text, bold=True)


def table(*rows, name="table 1", above=(), sheet="", hidden=False):
    """Return a table of rows; a row is a SourceRow or its cells."""
    made = [each if isinstance(each, SourceRow) else row(*each) for each in rows]
    placed = tuple(
        SourceRow(each.cells, each.place or f"{name}, row {number}", each.header, each.hidden)
        for number, each in enumerate(made, 1)
    )
    return SourceTable(name, placed, sheet, tuple(above), hidden)


def document(*tables, name="Plan.docx", form="Word", **more):
    named = tuple(
        SourceTable(
            f"table {number}" if each.name == "table 1" and number > 1 else each.name,
            tuple(
                SourceRow(
                    line.cells,
                    line.place.replace("table 1,", f"table {number},"),
                    line.header,
                    line.hidden,
                )
                for line in each.rows
            ),
            each.sheet,
            each.above,
            each.hidden,
        )
        for number, each in enumerate(tables, 1)
    )
    return Source(name, "0" * 64, form, named, **more)


def read(*tables, choices=None, known_leads=(), known_agencies=(), scheme=SCHEME, **more):
    """Return what a document of these tables is understood as."""
    given = () if choices is None else (choices,)
    return understand(
        document(*tables, **more),
        scheme,
        *given,
        known_leads=known_leads,
        known_agencies=known_agencies,
    )


def kinds(plan):
    return [warned.kind for warned in plan.warnings]


def told(plan, kind):
    return [warned.text for warned in plan.warnings if warned.kind == kind]


def column_kinds(plan, name="table 1"):
    return [str(column.column) for column in plan.columns if column.table == name]
