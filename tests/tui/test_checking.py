"""What is to be checked, and the statutory clock, in the app."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from db.plan_wide import set_statutory_days
from db.signature import Signature
from db.statutory import statement_due
from db.store import open_plan
from jtai_tui.widgets.plan_header import HeaderFacts, header_pieces
from tests.tui.keyboard import SMALL, WIDE, Keyboard, at_keyboard, read_log

RECEIVED, DUE = date(2020, 3, 20), date(2020, 7, 2)


def receive(path: Path) -> None:
    with open_plan(path) as plan:
        by = Signature("J Smith")
        set_statutory_days(plan, received=RECEIVED, by=by, today=date(2020, 7, 1))


async def until_counted(keyboard: Keyboard) -> None:
    """Wait until the days are counted, which is done aside."""
    while keyboard.header.statement is None:
        await asyncio.sleep(0.01)
    await keyboard.settle()


async def test_what_is_to_be_checked_stands_in_a_view_with_the_reasons_in_the_detail(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file, size=WIDE) as keyboard:
        keyboard.main.go_to(("view", "doubtful"))
        await keyboard.settle()
        assert "To check  32 of 33" in keyboard.text
        told = " ".join(keyboard.text.split())
        assert "• 123 days overdue, and" in told
        assert "• Due 29 Feb 2020, 26 days" in told
        keyboard.main.run_command("checks")
        await keyboard.settle()
        await keyboard.press("end")
        assert "GAP IN THE NUMBERING" in keyboard.text
        assert "No action is numbered 15" in keyboard.text
        await keyboard.press("escape")
        keyboard.main.run_command("choose-checks")
        await keyboard.settle()
        assert "on   Gap in the numbering" in keyboard.text
        await keyboard.type("forecast\n")
        assert keyboard.notice == "Overdue, no forecast: left out for this plan"
        assert "To check  9 of 33" in keyboard.text
        assert "• 123 days overdue, and" not in keyboard.text
        await keyboard.press("u")
        assert "To check  32 of 33" in keyboard.text
    assert next((row.field, row.new) for row in read_log(plan_file)) == (
        "checks_off", '["no-forecast"]',
    )  # fmt: skip


async def test_the_clock_stands_in_the_header_until_the_statement_is_marked_as_sent(
    plan_file: Path,
) -> None:
    receive(plan_file)
    async with at_keyboard(plan_file, size=WIDE) as keyboard:
        await until_counted(keyboard)
        assert "statement due 2 Jul 2020, 1 day" in keyboard.lines[0]
        keyboard.main.run_command("statement")
        await keyboard.settle()
        while keyboard.screen != "StatementDialog":
            await asyncio.sleep(0.01)
        await keyboard.settle()
        assert "Thu 2 Jul 2020, 1 day left" in keyboard.text
        await keyboard.press("tab")
        await keyboard.type("1/1/2020\n")
        assert "one of the days is wrong" in keyboard.problem
        await keyboard.press("end", "ctrl+u")
        await keyboard.paste("30/6/2020")
        assert "sent 2 days before it was due" in keyboard.text
        await keyboard.press("enter")
        assert keyboard.notice == "The statement is marked as sent, 2 days before it was due"
        assert keyboard.header.statement is None
        await keyboard.press("u")
        await until_counted(keyboard)


@pytest.mark.parametrize(
    ("width", "clock", "shown"),
    [
        (120, ("statement due 2 Jul 2020, 1 day", "statement: 1 day left", False),
         "statement due 2 Jul 2020, 1 day"),
        (SMALL[0], ("statement due 2 Jul 2020, 1 day", "statement: 1 day left", False),
         "statement: 1 day left"),
        (SMALL[0], ("statement 15 days late", "statement: 15 days late", True),
         "statement: 15 days late"),
    ],
)  # fmt: skip
def test_the_clock_fits_the_line_beside_what_is_overdue_and_in_conflict(
    width: int, clock: tuple[str, str, bool], shown: str
) -> None:
    facts = HeaderFacts(
        title="Action plan after the inspection of mental health", version_label="FINAL",
        updated=RECEIVED, today=DUE, overdue=128, unrated=29, author="Jonathan Eastwood",
        file_name="plan.db", conflicts=12, statement=clock,
    )  # fmt: skip
    said = "".join(text for text, _ in header_pieces(facts, width))
    assert len(said) == width
    assert shown in said
    assert "128 overdue" in said and "12 conflicts" in said


def test_the_days_of_these_tests_are_so() -> None:
    assert statement_due(RECEIVED) == DUE


def test_on_a_small_screen_the_clock_stays_where_proposals_have_no_room():
    facts = HeaderFacts(
        "Action plan after the inspection of mental health", overdue=0, conflicts=2,
        proposed=2, copies_overdue=1,
        statement=("statement due 27 Apr 2020, 7 days", "statement: 7 days left", False),
    )  # fmt: skip
    line = "".join(text for text, _ in header_pieces(facts, SMALL[0]))
    assert "statement: 7 days left" in line
    assert "2 conflicts" in line
    assert "proposed" not in line
