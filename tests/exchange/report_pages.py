"""Reports as values for the tests of what they are written as, and the texts in them in order."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from db.seed import seed_document
from jtai_tui.exchange.outgoing.blocks import blocks
from jtai_tui.exchange.published_cells import rating_label
from jtai_tui.exchange.report.captions import with_captions
from jtai_tui.exchange.report.page import (
    Cell,
    Chart,
    Column,
    Heading,
    Page,
    Prose,
    Section,
    Series,
    Table,
)

SCHEME = tuple(seed_document().scheme)
AGENCIES = ("Children's Social Care", "Public Health / CNWL", "Thames Valley Police")
COUNTS = ((0, 2, 1), (3, 0, 0), (1, 4, 0), (0, 0, 0), (2, 1, 1), (0, 0, 2))
"""Of each rating how many actions each agency has."""


def label(rating):
    return rating_label(rating)


def number(value):
    return Cell(f"{value:,}", number=value)


def rating_table():
    rows = [
        (Cell(name, strong=True), *(number(counts[at]) for counts in COUNTS))
        for at, name in enumerate(AGENCIES)
    ]
    rows.append((Cell("All agencies"), *(number(sum(counts)) for counts in COUNTS)))
    columns = (
        Column("Agency", 0.28),
        *(Column(label(rating), 0.12, right=True, rating=rating) for rating in SCHEME),
    )
    return Table("How many actions carry each rating", columns, tuple(rows), total=True)


def rating_chart(agencies=AGENCIES):
    times = -(-len(agencies) // len(AGENCIES))
    return Chart(
        "Ratings by agency, as bars",
        "Children's Social Care: 3 N Not started. And so on.",
        tuple(agencies),
        tuple(
            Series(label(rating), rating.letter, rating.colour, (counts * times)[: len(agencies)])
            for rating, counts in zip(SCHEME, COUNTS, strict=True)
        ),
    )


def actions_table(text="Do it.", rows=2, caption="The actions that got worse"):
    columns = (
        Column("Ref", 0.06),
        Column("Action", 0.34),
        Column("Due", 0.12),
        Column("Rating", 0.14),
        Column("Late", 0.1, right=True),
        Column("Update", 0.24),
    )
    made = tuple(
        (
            Cell(str(at), strong=True),
            Cell(text),
            Cell("1 Jul 2020", day=date(2020, 7, 1)),
            Cell(label(SCHEME[at % 6]), rating=SCHEME[at % 6]),
            Cell("−3", number=-3),
            Cell(f"2 Jun 2020:\n\n{text}"),
        )
        for at in range(1, rows + 1)
    )
    return Table(caption, columns, made)


def report_page(text="Some words.", *, title="Action plan: a report", more=()):
    """Return a report that says `text` wherever a plan's own words may stand."""
    return Page(
        title=title,
        lines=("Report to the board, 1 Jul 2020", "Compared with Board of March"),
        sections=(
            Section(
                "summary",
                "Summary",
                (
                    Prose("Two are late.\n\nOne is new."),
                    Heading("What needs the board"),
                    Prose("- One decision.\n- Another decision."),
                ),
            ),
            Section("ratings", "Ratings by agency", (rating_table(), rating_chart())),
            Section(
                "changes",
                "Changes since: Board of March [2020]",
                (
                    Heading("Worse (2)"),
                    actions_table(text),
                    Prose(text),
                    Heading("New (1)"),
                    Prose("1. First\n2. Second"),
                    actions_table(text, 1, "New"),
                ),
            ),
            *more,
            Section("plan", "The whole plan", (actions_table(text, 4, "Every action"),)),
        ),
        foot="Log 3fa9c1d2 · Made by Demo Coordinator, 1 Jul 2020 09:12",
        author="Demo Coordinator",
        made=datetime(2020, 7, 1, 9, 12, tzinfo=UTC),
    )


def texts_of(page):
    """Yield the texts of a report in order, as (kind, text): a line of prose or of a cell each."""
    yield "title", page.title
    for line in page.lines:
        yield "line", line
    for section in page.sections:
        yield "section", section.heading
        for block, caption in with_captions(section):
            if isinstance(block, Chart):
                yield "chart", block.caption
            elif isinstance(block, Heading):
                yield "heading", block.text
            elif isinstance(block, Prose):
                for line in lines_of(block.text):
                    yield "prose", line
            else:
                yield "caption", caption
                for column in block.columns:
                    yield "column", column.heading
                for row in block.rows:
                    for cell in row:
                        for line in lines_of(cell.text):
                            yield "cell", line


def lines_of(text):
    return [line for block in blocks(text) for line in block.lines]


def squeezed(text):
    """A text without white space, and with a sign for whatever XML can't hold."""
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    return "".join(re.sub("\u2028|\u2029", "\n", text).split())


def assert_in_order(page, said, *, leave_out=(), shown=str):
    """Check that `said`, a whole document as text, has each text of a report after the other.

    `shown` says how the document shows a text.
    """
    said, at = squeezed(said), 0
    for kind, text in texts_of(page):
        if kind in leave_out:
            continue
        wanted = squeezed(shown(text))
        found = said.find(wanted, at)
        assert found >= 0, f"the {kind} {text[:80]!r} is missing"
        at = found + len(wanted)
