"""What the commands do: rate, revise, write, add evidence, close, undo; and what stops them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from db.changes import add_update, rate, revise_due
from db.signature import Signature
from db.store import open_plan
from jtai_tui.places import Places
from jtai_tui.screens.watching import watch
from jtai_tui.settings import read_settings
from tests.tui.keyboard import TODAY, action_id, at_keyboard, read_cell, read_log

JONES = Signature("A Jones")


async def test_the_29_unrated_actions_are_rated_with_under_ten_keystrokes_besides_the_name(
    plan_file: Path,
) -> None:
    strokes = ["asterisk", "x"]
    async with at_keyboard(plan_file, author=None) as keyboard:
        await keyboard.press(*strokes)
        assert keyboard.screen == "AuthorDialog"
        name = [*"JoS", "enter"]
        await keyboard.press(*name)
        assert keyboard.notice == "Rated 29 actions as suggested; 4 left as they are"
        assert keyboard.header.unrated == 0
        assert "marked" not in keyboard.text
    assert len(strokes) + len(name) < 10
    rated = [row for row in read_log(plan_file) if row.field == "rating"]
    assert len(rated) == len({row.reference for row in rated}) == 29
    assert len({row.batch for row in rated}) == 1
    assert len({row.at for row in rated}) == 1
    assert {row.author for row in rated} == {"JoS"}
    assert read_cell(plan_file, "2", "rating") == "completed"


async def test_a_rating_by_position_or_letter_asks_for_one_line_and_enter_saves(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("2")
        assert keyboard.screen == "ReasonLine"
        assert "Rate action 1: R Significant risk" in keyboard.text
        await keyboard.press("enter")
        await keyboard.press("down", "r", "r")
        await keyboard.type("no word from the board\n")
        assert keyboard.notice == "Rated action 23 Significant risk"
    one, two = read_log(plan_file)
    assert (one.reference, one.new, one.reason) == ("1", "significant-risk", None)
    assert (two.reference, two.new, two.reason) == (
        "23",
        "significant-risk",
        "no word from the board",
    )


RATING_KEYS = {
    "rn": "not-started", "rr": "significant-risk", "ra": "minor-risk", "rg": "on-track",
    "rc": "completed", "1": "not-started", "4": "on-track", "5": "completed",
}  # fmt: skip


async def test_each_rating_has_its_letter_and_its_position(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        for keys in RATING_KEYS:
            await keyboard.press("g", *keys)
            await keyboard.type("why\nu")
        assert keyboard.cell("1", "rating") is None
    rated = [row.new for row in read_log(plan_file) if row.origin == "typed"]
    assert rated == list(RATING_KEYS.values())


async def test_a_milder_rating_and_reopening_need_a_reason(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("4", "enter")
        assert keyboard.screen == "ReasonLine"
        assert "Milder than Significant risk, which the dates suggest: why?" in keyboard.text
        assert "A reason is needed" in keyboard.text
        await keyboard.type("nearly there\n")
        assert keyboard.screen == "MainScreen"
        await keyboard.go_to("2")
        await keyboard.press("2", "enter")
        assert "Closed until now: why is it opened again?" in keyboard.text
        await keyboard.type("it is not done\n")
        keyboard.main.go_to(("view", "challenged"))
        await keyboard.settle()
        assert keyboard.references == ["1"]
    assert [(row.reference, row.new, row.reason) for row in read_log(plan_file)] == [
        ("1", "on-track", "nearly there"),
        ("2", "significant-risk", "it is not done"),
    ]


async def test_evidenced_without_evidence_offers_to_add_some_and_goes_on(
    plan_file: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.txt"
    report.write_text("It worked.")
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.go_to("2")
        await keyboard.press("6", "enter")
        assert keyboard.screen == "EvidenceDialog"
        assert "needs evidence, and action 2 has none" in keyboard.text
        await keyboard.press("escape")
        assert not keyboard.log()
        await keyboard.press("6", "enter")
        await keyboard.type("Audit of 12 cases")
        await keyboard.press("tab", "tab", "tab")
        await keyboard.paste(str(report))
        await keyboard.press("enter")
        assert keyboard.notice == "Rated action 2 Evidenced"
        await keyboard.press("enter", "G")
        assert "Audit of 12 cases" in keyboard.text
        assert "report.txt, kept in the plan" in keyboard.text
    assert read_cell(plan_file, "2", "rating") == "evidenced"
    with closing(sqlite3.connect(plan_file)) as connection:
        assert connection.execute("SELECT data FROM evidence_file").fetchall() == [(b"It worked.",)]


async def test_marked_actions_are_rated_in_one_transaction_with_an_event_each(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("space", "space", "space", "3")
        assert "Rate actions 1, 23 and 26: A Minor risk" in keyboard.text
        await keyboard.type("one reason for all\n")
        assert keyboard.notice == "Rated actions 1, 23 and 26 Minor risk"
        await keyboard.press("u")
        assert "Undone: rated Minor risk (was unrated), action 1, and 2 more" in keyboard.notice
        assert keyboard.header.unrated == 29
    rows = read_log(plan_file)
    rated, undone = rows[:3], rows[3:]
    assert {row.reference for row in rated} == {"1", "23", "26"}
    assert {row.reason for row in rated} == {"one reason for all"}
    assert len({row.batch for row in rated}) == 1
    assert {row.origin for row in undone} == {"undo"}


async def test_marks_stay_on_actions_that_a_job_for_another_did_not_touch(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("space", "space", "down", "v")
        await keyboard.type("Minutes\n")
        assert keyboard.notice == "Evidence added to action 33"
        assert "2 marked" in keyboard.text


async def test_x_records_a_judgement_once_more_and_says_where_nothing_is_suggested(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("x", "x")
        assert keyboard.notice == "Rated action 1 Significant risk, as suggested"
        assert len(keyboard.log()) == 2
        await keyboard.go_to("2")
        await keyboard.press("x")
        assert keyboard.notice == "Action 2 is closed; the rule suggests nothing for it"
    assert len(read_log(plan_file)) == 2


async def test_a_due_date_is_revised_with_a_reason_and_counted(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("space", "space", "d")
        await keyboard.type("End September 2020")
        assert "30 Sep 2020" in keyboard.text
        await keyboard.press("tab")
        await keyboard.type("board [moved]\n")
        assert keyboard.notice == "Due date of actions 1 and 23 is now 30 Sep 2020"
        await keyboard.go_to("1")
        assert "revised once" in keyboard.text
        assert "29 Feb 2020" in keyboard.text
    due = [row for row in read_log(plan_file) if row.field == "due"]
    assert [(row.new, row.reason) for row in due] == [("2020-09-30", "board [moved]")] * 2


async def test_the_author_is_asked_once_kept_and_shown(plan_file: Path) -> None:
    places = Places(plan_file.parent / "c", plan_file.parent / "s", plan_file.parent / "d")
    async with at_keyboard(plan_file, author=None, places=places) as keyboard:
        assert "no author yet" in keyboard.lines[0]
        await keyboard.press("x", "escape")
        assert keyboard.notice == "Nothing was changed: a change needs a name"
        assert not keyboard.log()
        await keyboard.press("x")
        await keyboard.type("  Jo   Smith \n")
        assert "Jo Smith" in keyboard.lines[0]
        await keyboard.press("down", "x")
        assert keyboard.screen == "MainScreen"
        await keyboard.press("ctrl+p")
        await keyboard.type("change author\n")
        await keyboard.press("ctrl+u")
        await keyboard.type("A Deputy\n")
        assert "A Deputy" in keyboard.lines[0]
        await keyboard.press("down", "x")
    assert {row.author for row in read_log(plan_file)[:2]} == {"Jo Smith"}
    assert read_log(plan_file)[2].author == "A Deputy"
    assert read_settings(places.settings)[0].author == "A Deputy"


async def test_an_action_is_closed_otherwise_and_opened_again(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("ctrl+p")
        await keyboard.type("close otherwise\n")
        assert keyboard.screen == "CloseDialog"
        await keyboard.press("s")
        await keyboard.type("by action 7\n")
        assert "Closed action 1" in keyboard.notice
        await keyboard.go_to("1")
        for key in ("2", "r"):
            await keyboard.press(key)
            assert keyboard.notice == "Action 1 ended without a rating; reopen before rating"
        await keyboard.press("ctrl+p")
        await keyboard.type("reopen\n")
        await keyboard.type("7 does not cover it\n")
        assert keyboard.notice == "Reopened action 1"
        await keyboard.press("ctrl+p")
        await keyboard.type("reopen\n")
        assert "to open a completed action again, give it a rating" in keyboard.notice
    assert [(row.field, row.new) for row in read_log(plan_file)] == [
        ("closed", "superseded"),
        ("closed", None),
    ]


async def test_actions_and_agencies_are_added_and_renamed(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("ctrl+p")
        await keyboard.type("add an agency\n")
        await keyboard.type("Parents' Forum\n")
        assert "Parents' Forum  0 of 33" in keyboard.text
        await keyboard.press("ctrl+p")
        await keyboard.type("add an action\n")
        assert keyboard.screen == "ActionDialog"
        assert "35" in keyboard.text
        await keyboard.press("escape")
        await keyboard.press("ctrl+p")
        await keyboard.type("rename an agency\n")
        await keyboard.press("ctrl+u")
        await keyboard.type("Carers' Forum\n")
        assert "Carers' Forum  0 of 33" in keyboard.text
        assert "Agency Parents' Forum is now Carers' Forum" in keyboard.notice


async def test_undo_and_redo_say_what_they_did_or_that_there_is_nothing(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("u")
        assert keyboard.notice == "There is nothing to undo"
        await keyboard.press("U")
        assert keyboard.notice == "There is nothing to redo"
        await keyboard.press("p")
        await keyboard.type("Done.")
        await keyboard.press("ctrl+s", "u")
        assert keyboard.notice.startswith("Undone: progress update: Done., action 1")
        await keyboard.press("U")
        assert keyboard.notice.startswith("Done again: ")
        await keyboard.press("h")
        assert "Done again" in keyboard.text or "put back" in keyboard.text


async def test_undoing_what_somebody_else_did_asks_first(plan_file: Path) -> None:
    with open_plan(plan_file) as plan:
        rate(plan, {action_id(plan_file, "1"): "significant-risk"}, by=JONES, today=TODAY)
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("u")
        assert "Undo what A Jones did?" in keyboard.text
        await keyboard.press("enter")
        assert len(keyboard.log()) == 1
        await keyboard.press("u", "y")
        assert "Undone: rated Significant risk" in keyboard.notice
    assert read_cell(plan_file, "1", "rating") is None


async def test_whoever_was_quicker_is_named_before_their_rating_is_replaced(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("2")
        with open_plan(plan_file) as plan:
            ids = {action_id(plan_file, "1"): "minor-risk"}
            rate(plan, ids, by=JONES, today=TODAY, reason="nearly done")
        await keyboard.type("no news\n")
        assert keyboard.screen == "StaleDialog"
        assert "Rating of action 1" in keyboard.text
        assert "Theirs  A Jones" in keyboard.text
        assert "A Minor risk" in keyboard.text
        assert "R Significant risk" in keyboard.text
        await keyboard.press("escape")
        assert keyboard.notice == "Rating: A Jones's stays in the plan"
        assert read_cell(plan_file, "1", "rating") == "minor-risk"
        await keyboard.press("2")
        assert "no news" in keyboard.text
        await keyboard.press("enter")
        assert keyboard.screen == "MainScreen"
    assert read_cell(plan_file, "1", "rating") == "significant-risk"


async def test_a_due_date_that_somebody_else_has_set_meanwhile_is_asked_about(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("d")
        await keyboard.type("30 Sep 2020")
        await keyboard.press("tab")
        await keyboard.type("moved")
        with open_plan(plan_file) as plan:
            one = action_id(plan_file, "1")
            revise_due(plan, [one], TODAY.replace(month=8), by=JONES, reason="theirs")
        await keyboard.press("enter")
        assert keyboard.screen == "StaleDialog"
        assert "29 Feb 2020" in keyboard.text
        assert "1 Aug 2020" in keyboard.text
        assert "30 Sep 2020" in keyboard.text
        await keyboard.press("e", "escape")
        assert keyboard.notice == "Due date: A Jones's stays in the plan"
        assert not keyboard.header.saved
        assert read_cell(plan_file, "1", "due") == "2020-08-01"
        await keyboard.press("d")
        assert "moved" in keyboard.text
        await keyboard.press("enter")
        assert keyboard.notice == "Due date of action 1 is now 30 Sep 2020"
    assert [row.reason for row in read_log(plan_file) if row.field == "due"] == ["theirs", "moved"]


async def test_a_read_only_file_opens_says_so_and_refuses_changes_at_once(plan_file: Path) -> None:
    plan_file.chmod(0o444)
    places = Places(plan_file.parent / "c", plan_file.parent / "s", plan_file.parent / "d")
    async with at_keyboard(plan_file, places=places) as keyboard:
        assert keyboard.header.read_only
        assert "read-only" in keyboard.lines[0]
        assert keyboard.notice.startswith("The file is read-only")
        for key in ("2", "r", "x", "d", "p", "e", "v", "u", "U", "f4"):
            await keyboard.press("j", key)
            assert keyboard.screen == "MainScreen", key
            assert keyboard.notice.startswith("The file is read-only; save a copy"), key
        await keyboard.press("t")
        assert "of 28" in keyboard.lines[0]
        await keyboard.press("x")
        assert keyboard.notice.startswith("The file is read-only")


async def test_a_file_that_is_gone_leaves_the_text_and_is_said_to_be(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("p")
        await keyboard.type("A long entry")
        plan_file.rename(plan_file.with_name("elsewhere.db"))
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "UpdateDialog"
        assert "The file is no longer where it was opened; nothing can be saved" in keyboard.text
        assert "A long entry" in keyboard.text
        await keyboard.press("escape", "2")
        assert keyboard.notice.startswith("The file is no longer where it was opened")
        assert keyboard.header.stuck
        plan_file.with_name("elsewhere.db").rename(plan_file)
        await keyboard.press("p")
        assert not keyboard.header.stuck
        assert "A long entry" in keyboard.text
        await keyboard.press("ctrl+s")
        assert keyboard.notice == "Progress of action 1 written"
    assert [row.new for row in read_log(plan_file) if row.field == "text"] == ["A long entry"]


async def test_a_file_that_is_replaced_beneath_the_app_is_shown_as_it_is_now(
    plan_file: Path,
) -> None:
    copy = plan_file.with_name("copy.db")
    copy.write_bytes(plan_file.read_bytes())
    with open_plan(copy) as plan:
        add_update(plan, [action_id(copy, "1")], "From the copy", by=JONES, day=TODAY)
    async with at_keyboard(plan_file) as keyboard:
        copy.replace(plan_file)
        await keyboard.press("2")
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice.startswith("The file was replaced by another copy meanwhile")
        assert "From the copy" in keyboard.text
        await keyboard.press("2", "enter")
        assert keyboard.notice == "Rated action 1 Significant risk"
    assert [row.author for row in read_log(plan_file) if row.field][-1] == "J Smith"


async def test_an_older_copy_that_takes_the_place_of_the_file_is_said_to_be_one(
    plan_file: Path,
) -> None:
    older = plan_file.with_name("older.db")
    older.write_bytes(plan_file.read_bytes())
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("x")
        older.replace(plan_file)
        await watch(keyboard.app, keyboard.app.at_desk)
        await keyboard.settle()
        assert keyboard.header.unrated == 29
        assert keyboard.notice.startswith("The log of this file has lost its last row")


async def test_a_file_that_is_spoilt_beneath_the_app_is_said_to_be_and_nothing_crashes(
    plan_file: Path,
) -> None:
    whole = plan_file.read_bytes()
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("p")
        await keyboard.type("typed")
        plan_file.write_bytes(b"no plan at all" * 40_000)
        await keyboard.press("ctrl+s")
        assert "damaged" in keyboard.text
        await keyboard.press("escape")
        for key in ("j", "x", "2", "t", "h", "n", "s", "enter", "y", "u", "e", "v", "d"):
            await keyboard.press(key)
            if keyboard.screen not in ("MainScreen", "TriageScreen"):
                await keyboard.press("escape")
        for words in ("verify", "about this plan", "youth"):
            await keyboard.press("ctrl+p")
            if keyboard.screen == "ChoiceDialog":
                await keyboard.type(f"{words}\n")
            await keyboard.press("escape")
        await watch(keyboard.app, keyboard.app.at_desk)
        plan_file.write_bytes(whole)
        await keyboard.press("escape", "escape", "g", "p")
        assert "typed" in keyboard.text
        await keyboard.press("ctrl+s")
        assert keyboard.notice == "Progress of action 1 written"


async def test_what_should_not_happen_is_said_and_the_text_is_kept(
    plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped() -> datetime:
        raise ZeroDivisionError("the clock has stopped")

    monkeypatch.delenv("JTAI_DEBUG")
    async with at_keyboard(plan_file) as keyboard:
        clock = keyboard.app.at_desk.clock
        keyboard.app.at_desk.clock = stopped
        await keyboard.press("p")
        await keyboard.type("A long entry")
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice.startswith(
            "This should not have happened (ZeroDivisionError: the clock has stopped);"
            " what you typed is kept"
        )
        keyboard.app.at_desk.clock = clock
        await keyboard.press("p", "ctrl+s")
        assert keyboard.notice == "Progress of action 1 written"
    assert [row.new for row in read_log(plan_file) if row.field == "text"] == ["A long entry"]
