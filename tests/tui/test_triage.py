"""Triage: the overdue actions one at a time, worst first, and what is done to them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from db.changes import rate
from db.queries import action_ids, action_rows
from db.selection import Order, Selection, SortKey, View
from db.signature import Signature
from db.store import open_plan
from jtai_tui.screens.watching import watch
from jtai_tui.widgets.reader import Reader
from tests.tui.keyboard import TODAY, Keyboard, action_id, at_keyboard, read_cell, read_log

OVERDUE = 28


def item(keyboard: Keyboard) -> str:
    """The reference of the item that is shown."""
    ids = action_rows(
        keyboard.app.at_desk.plan, [keyboard.app.screen.query_one(Reader).key], today=TODAY
    )
    return ids[0].reference


async def test_the_items_come_worst_first_by_days_late_and_then_by_rating(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t")
        shown = []
        for _ in range(OVERDUE):
            shown.append(item(keyboard))
            await keyboard.press("n")
        assert keyboard.screen == "MainScreen"
    with open_plan(plan_file) as plan:
        wanted = Selection(view=View.OVERDUE)
        ids = action_ids(plan, wanted, Order(SortKey.DAYS), today=TODAY)
        rows = action_rows(plan, ids, today=TODAY)
    assert shown == [row.reference for row in rows]
    late = [row.days_overdue or 0 for row in rows]
    assert late == sorted(late, reverse=True)
    assert late[0] == 123


async def test_an_item_shows_all_that_is_known_of_it(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t")
        assert "1 of 28" in keyboard.lines[0]
        assert "123 days late" in keyboard.lines[0]
        assert "R? Significant risk  suggested" in keyboard.text
        assert "1 update, 97 days ago" in keyboard.text
        assert "End February 2020" in keyboard.text
        before = keyboard.text
        await keyboard.press("G")
        assert "HISTORY" in keyboard.text
        assert keyboard.text != before


async def test_all_28_are_rated_as_suggested_with_28_keystrokes(plan_file: Path) -> None:
    strokes = ["x"] * OVERDUE
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t")
        await keyboard.press(*strokes)
        assert keyboard.screen == "SummaryScreen"
        assert "Triage: 28 of 28 rated, 0 not" in keyboard.text
        await keyboard.press("enter")
        assert keyboard.screen == "MainScreen"
        assert keyboard.header.unrated == 1
    rated = [row for row in read_log(plan_file) if row.field == "rating"]
    assert len({row.reference for row in rated}) == len(rated) == OVERDUE
    assert len({row.batch for row in rated}) == OVERDUE
    assert {row.author for row in rated} == {"J Smith"}


async def test_an_item_that_only_needs_a_rating_takes_two_keystrokes_with_another_rating(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t")
        await keyboard.press("2", "enter")
        await keyboard.press("5", "enter")
        await keyboard.press("r", "r", "enter")
        assert "4 of 28" in keyboard.lines[0]
    assert [(row.reference, row.new) for row in read_log(plan_file)] == [
        ("1", "significant-risk"),
        ("23", "completed"),
        ("26", "significant-risk"),
    ]


async def test_the_order_stands_still_whatever_is_rated_revised_or_changed_by_others(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t", "n")
        assert item(keyboard) == "23"
        await keyboard.press("d")
        await keyboard.type("30 Sep 2020\n")
        assert keyboard.screen == "DueDialog"  # the reason is missing as yet
        await keyboard.type("board moved\n")
        assert item(keyboard) == "23"
        assert "no longer overdue" in keyboard.lines[0]
        assert "revised once" in keyboard.text
        with open_plan(plan_file) as plan:
            ids = {action_id(plan_file, "33"): "significant-risk"}
            rate(plan, ids, by=Signature("A Jones"), today=TODAY)
        await watch(keyboard.app, keyboard.app.at_desk)
        await keyboard.settle()
        assert item(keyboard) == "23"
        assert "A Jones meanwhile: action 33, rated Significant risk" in keyboard.notice
        await keyboard.press("n", "n")
        assert item(keyboard) == "33"
        assert "by A Jones" in keyboard.text


async def test_whoever_writes_stays_with_the_item_and_sees_what_was_written(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t", "p")
        await keyboard.type("Dashboard is live.\nAll teams.")
        await keyboard.press("ctrl+s")
        assert item(keyboard) == "1"
        assert "Dashboard is live." in keyboard.text
        assert "2 updates, today" in keyboard.text
        await keyboard.press("x", "escape")
        assert keyboard.screen == "SummaryScreen"
        assert "Progress update: Dashboard is live. All teams." in keyboard.text
        assert "1 of 28 rated, 27 not" in keyboard.text


async def test_undo_goes_back_to_the_item_and_redo_does_it_again(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t", "x", "x", "u")
        assert item(keyboard) == "23"
        assert "Undone: rated Significant risk (was unrated), action 23" in keyboard.notice
        assert keyboard.lines[0].count("●") == 1
        await keyboard.press("U")
        assert item(keyboard) == "23"
        assert "Done again: rated Significant risk" in keyboard.notice
        assert keyboard.lines[0].count("●") == 2
        await keyboard.press("n", "n", "u")
        assert item(keyboard) == "23"
    assert read_cell(plan_file, "23", "rating") is None


async def test_rating_goes_on_past_what_is_rated_and_comes_back_for_what_was_skipped(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t", "n", "x")
        assert item(keyboard) == "26"
        await keyboard.press("N", "N", "x")
        assert item(keyboard) == "26"
        await keyboard.press("N", "N", "N")
        assert keyboard.notice == "This is the first one"


async def test_an_item_is_jumped_to_by_its_words(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t", "slash")
        await keyboard.type("joint posts\n")
        assert item(keyboard) == "33"
        await keyboard.press("ctrl+p")
        await keyboard.type("dashboard\n")
        assert item(keyboard) == "1"
        assert keyboard.screen == "TriageScreen"


async def test_leaving_without_a_change_sums_nothing_up(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t", "n", "escape")
        assert keyboard.screen == "MainScreen"
        assert keyboard.row == "23"
        assert keyboard.focus == "table"


async def test_the_filter_and_the_marks_of_the_main_screen_outlast_triage(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("slash")
        await keyboard.type("audit\n")
        await keyboard.press("down", "space")
        marks, references = keyboard.main.table.marks, keyboard.references
        await keyboard.press("t", "x", "escape", "enter")
        assert keyboard.main.table.marks == marks
        assert keyboard.references == references


async def test_keys_of_the_main_screen_say_that_they_do_nothing_here(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t")
        for key, name in (("s", "sort"), ("space", "mark"), ("t", "triage"), ("z", "maximise")):
            await keyboard.press(key)
            assert keyboard.notice.startswith(f"{key} ({name}) works in the list of actions")
            assert keyboard.screen == "TriageScreen"


async def test_there_is_nothing_to_triage_on_a_day_when_nothing_is_overdue(plan_file: Path) -> None:
    async with at_keyboard(plan_file, today=date(2020, 1, 1)) as keyboard:
        await keyboard.press("t")
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice == "No action is overdue; there is nothing to triage"
        await keyboard.press("n")
        assert keyboard.notice == "No action is overdue here"


async def test_a_draft_shows_as_unsaved_until_the_text_is_saved(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t", "p")
        await keyboard.type("half a sen")
        await keyboard.press("escape")
        assert "unsaved" in keyboard.lines[0]
        await keyboard.press("n", "N", "p")
        assert "half a sen" in keyboard.text
        await keyboard.type("tence")
        await keyboard.press("ctrl+s")
        assert "unsaved" not in keyboard.lines[0]
    assert [row.new for row in read_log(plan_file) if row.field == "text"] == ["half a sentence"]
