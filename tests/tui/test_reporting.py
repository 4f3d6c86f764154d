"""The board report and chasing, in the app: asked for, seen, then written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db.changes import rate
from db.chasing import chases
from db.points import mark_point, reporting_points
from db.queries import actions_called, plan_facts
from db.signature import Signature
from db.store import open_plan
from tests.tui.keyboard import SMALL, WIDE, Keyboard, at_keyboard

pytestmark = pytest.mark.journey

BY = Signature("J Smith")


@pytest.fixture
def seen(plan_file: Path) -> Path:
    """A plan that a board saw in May."""
    with open_plan(plan_file) as plan:
        mark_point(plan, "Board [May]", by=BY, day=date(2020, 5, 12))
    return plan_file


async def wait_for(keyboard: Keyboard, screen: str) -> None:
    while keyboard.screen != screen:
        await keyboard.settle()


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_a_report_is_seen_before_it_is_written_and_marks_what_the_board_sees(
    seen: Path, size: tuple[int, int]
) -> None:
    with open_plan(seen) as plan:
        tip = plan_facts(plan).tip
    async with at_keyboard(seen, size=size) as keyboard:
        await keyboard.press("R")
        assert "the last point: Board [May] (12 May 2020)" in keyboard.text
        assert "[x] Appendix: the whole plan" in keyboard.text
        await keyboard.press("enter")
        await wait_for(keyboard, "PreviewScreen")
        assert "Compared with Board [May] (12 May 2020)" in keyboard.text
        assert "28 are overdue" in " ".join(keyboard.text.split())
        await keyboard.press("escape")  # back to what was asked for
        assert keyboard.screen == "ReportDialog"
        await keyboard.press("enter")
        await wait_for(keyboard, "PreviewScreen")
        await keyboard.press("ctrl+s", "ctrl+u")
        await keyboard.paste(str(seen.parent))
        await keyboard.press("enter")
        assert "is a folder" in keyboard.problem
        await keyboard.press("ctrl+u")
        await keyboard.paste(str(seen.with_name("board.md")))
        assert "Markdown text" in keyboard.text
        await keyboard.press("tab", "tab")
        await keyboard.paste("Board [May]")
        await keyboard.press("enter")
        assert "already" in keyboard.problem
        await keyboard.press("tab", "tab", "end")
        await keyboard.type(" again")
        await keyboard.press("enter")
        await wait_for(keyboard, "MainScreen")
        while not keyboard.notice.startswith("Wrote board.md, and"):
            await keyboard.settle()
    written = seen.with_name("board.md").read_text(encoding="utf-8")
    assert "Board \\[May\\]" in written or "Board [May]" in written
    with open_plan(seen) as plan:
        marked = reporting_points(plan)[-1]
    assert (marked.name, marked.day, marked.tip) == ("Board [May] again", date(2020, 7, 1), tip)


async def test_what_a_report_cannot_be_of_is_said_in_the_form_and_nothing_is_lost(
    seen: Path,
) -> None:
    async with at_keyboard(seen, size=SMALL) as keyboard:
        await keyboard.press("R")
        await keyboard.paste("nothing like that")
        assert "no reporting point of that name, and no day" in keyboard.text
        await keyboard.press("enter")
        assert keyboard.focus == "since"
        await keyboard.press("ctrl+u", "tab")
        await keyboard.type("1/1/2020")  # before the plan was loaded, as this machine counts
        await keyboard.press("enter")
        while "is not known" not in keyboard.problem:
            await keyboard.settle()
        assert keyboard.screen == "ReportDialog"
        await keyboard.press("tab", "ctrl+u")
        await keyboard.paste("may")
        assert "= Board [May] (12 May 2020)" in keyboard.text
        await keyboard.press("tab", "tab")
        await keyboard.paste("eastwood")
        await keyboard.press("tab", "space", "down", "space")
        assert "[ ] Summary" in keyboard.text
        await keyboard.press("enter")
        await wait_for(keyboard, "PreviewScreen")
        assert "As at Board [May] (12 May 2020)" in keyboard.text
        assert "Only actions with the lead eastwood" in keyboard.text
        await keyboard.press("ctrl+s")
        assert "Mark as" not in keyboard.text  # no board sees today what stood then


async def test_the_plan_is_looked_at_as_it_stood(seen: Path) -> None:
    with open_plan(seen) as plan:
        action = next(iter(actions_called(plan, "1")))
        rate(plan, {action: "significant-risk"}, by=BY, today=date(2020, 7, 1))
    async with at_keyboard(seen, size=SMALL) as keyboard:
        keyboard.main.run_command("as-at")
        await keyboard.settle()
        await keyboard.press("enter")
        assert keyboard.problem == "Name a reporting point, or a day."
        await keyboard.paste("may")
        assert "= Board [May] (12 May 2020)" in keyboard.text
        await keyboard.press("enter")
        await wait_for(keyboard, "ReaderScreen")
        assert keyboard.lines[0].startswith(" AS AT Board [May] (12 May 2020)")
        assert "33 actions, 29 open, 4 overdue on that day." in keyboard.text
        assert "1    Unrated" in keyboard.text
        await keyboard.press("escape")
        assert keyboard.screen == "MainScreen"


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_leads_are_chased_once_it_was_seen_who_is_asked_for_what(
    plan_file: Path, size: tuple[int, int]
) -> None:
    folder = plan_file.with_name("chased")
    async with at_keyboard(plan_file, size=size) as keyboard:
        keyboard.main.go_to(("lead", "Jonathan Eastwood"))
        await keyboard.settle()
        await keyboard.press("C")
        assert "Jonathan Eastwood alone" in keyboard.text
        await keyboard.press("ctrl+u")
        await keyboard.type("soon")
        await keyboard.press("enter")
        assert keyboard.problem == "Write a number of days, such as 14."
        await keyboard.press("ctrl+u")
        await keyboard.type("14")
        await keyboard.press("tab", "tab", "tab", "ctrl+u")
        await keyboard.paste(str(folder))
        await keyboard.press("enter")
        await wait_for(keyboard, "PreviewScreen")
        assert "1 LEAD WOULD BE ASKED" in keyboard.lines[0]
        assert "123 days overdue" in keyboard.text
        assert not folder.exists()
        await keyboard.press("ctrl+s")
        await wait_for(keyboard, "ReaderScreen")
        assert "Jonathan Eastwood.eml  the draft e-mail" in keyboard.text
        await keyboard.press("escape")
        while "chased today, silent" not in keyboard.text:
            await keyboard.settle()
        await keyboard.press("C", "enter")
        await wait_for(keyboard, "PreviewScreen")
        assert "chased today, silent" in keyboard.text
    names = {each.name for each in folder.iterdir()}
    assert names == {"Jonathan Eastwood.xlsx", "Jonathan Eastwood.eml", "Who owes what.xlsx"}
    with open_plan(plan_file) as plan:
        (chase,) = chases(plan)
    assert chase.lead == "Jonathan Eastwood"
