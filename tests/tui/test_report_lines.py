"""A report in a terminal: its tables in columns, in narrow ones as lists, and nothing lost."""

from __future__ import annotations

import pytest

from db.direction import Direction
from db.queries import plan_scheme
from db.rating import Scheme
from db.selection import Order
from db.store import open_plan
from jtai_tui.exchange.report.page import Cell, Chart, Column, Page, Section, Series, Table
from jtai_tui.screens.report_lines import report_blocks
from jtai_tui.text import width_of
from jtai_tui.widgets.action_cells import CellPainter, travel_text
from jtai_tui.widgets.blocks import laid_out

HOSTILE = "see [4][/b] \x1b[31m\u202e"


def page(*blocks: object) -> Page:
    return Page("Plan", ("1 Jul 2020",), (Section("x", HOSTILE, blocks),), "Log 12")  # type: ignore[arg-type]


def lines(of: Page, width: int) -> list[str]:
    return ["".join(part for part, _ in line) for line in laid_out(report_blocks(of), width)]


def table(*headings: str, rows: tuple[tuple[str, ...], ...]) -> Table:
    columns = tuple(Column(each, 1 / len(headings)) for each in headings)
    return Table("A table", columns, tuple(tuple(map(Cell, row)) for row in rows))


@pytest.mark.parametrize("width", [20, 40, 78, 110])
def test_every_word_of_a_table_stands_in_whatever_width(width: int) -> None:
    words = tuple(f"word{number}" for number in range(60))
    made = table(
        "Ref", "Finding", "Action", "Progress", "Rating",
        rows=(("1", " ".join(words), HOSTILE, "第一 " * 30, "A Minor risk"), ("2", "", "", "", "")),
    )  # fmt: skip
    shown = lines(page(made), width)
    text = "\n".join(shown)
    assert all(word in text for word in words)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(map(width_of, shown)) <= width


def test_a_small_table_takes_no_more_than_it_needs() -> None:
    shown = lines(page(table("Agency", "All", rows=(("Police", "4"), ("Health", "10")))), 78)
    assert "Agency  All" in shown
    assert "Health  10" in [line.rstrip() for line in shown]


def test_a_chart_has_a_letter_for_each_action() -> None:
    series = (Series("R Significant risk", "R", "red", (2, 0)),
              Series("A Minor risk", "A", "amber", (1, 3)))  # fmt: skip
    shown = lines(page(Chart("Ratings", "words", ("Police", "Health"), series)), 78)
    assert any(line.startswith("Police") and line.endswith("RRA") for line in shown)
    assert any(line.startswith("Health") and line.endswith("AAA") for line in shown)


def test_columns_that_were_asked_for_are_there_in_every_width(made_scheme: Scheme) -> None:
    painter = CellPainter(made_scheme)
    painter.travelled = lambda _: Direction.WORSE
    painter.revised = lambda _: "12× +9999 d"[:10]
    for width in range(55, 160):
        columns = painter.columns(width, 4)
        said = "".join(text for text, _ in painter.headings(width, 4, Order()))
        assert columns.action > 0
        assert "Revised" in said
        assert ("Since" if columns.travel > 1 else "↕") in said
    assert painter.columns(159, 4).travel == 8
    assert travel_text(Direction.WORSE, 1) == "↓"
    assert travel_text(Direction.WORSE, 8) == "↓ worse"
    plain = CellPainter(made_scheme)
    assert "↕" not in "".join(text for text, _ in plain.headings(55, 4, Order()))


@pytest.fixture(scope="module")
def made_scheme(made_seed) -> Scheme:  # type: ignore[no-untyped-def]
    with open_plan(made_seed, read_only=True) as plan:
        return plan_scheme(plan)
