"""Two who work on one file: seen, waited for, asked; whatever is shown or typed stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from db.additions import rename_agency
from db.changes import rate, revise_due
from db.queries import agency_ids
from db.signature import Signature
from db.store import open_plan
from jtai_tui.screens import aside as waiting
from jtai_tui.screens import watching
from jtai_tui.screens.watching import watch
from tests.tui.keyboard import (
    TODAY,
    Keyboard,
    action_id,
    at_keyboard,
    key_event,
    read_cell,
    read_log,
)

pytestmark = pytest.mark.journey

JONES = Signature("A Jones")
USUAL_SECONDS = watching.SECONDS  # before any test says otherwise


def rate_it(path: Path, reference: str, rating: str, reason: str = "theirs") -> None:
    """Rate an action as another person would, in their own program."""
    with open_plan(path) as plan:
        rate(plan, {action_id(path, reference): rating}, by=JONES, today=TODAY, reason=reason)


def revise_it(path: Path, references: list[str], month: int) -> None:
    """Revise due dates as another person would."""
    with open_plan(path) as plan:
        ids = [action_id(path, each) for each in references]
        revise_due(plan, ids, TODAY.replace(month=month), by=JONES, reason="theirs")


@contextmanager
def locked(path: Path, kind: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """Hold the file as another program does while it writes."""
    with closing(sqlite3.connect(path)) as other:
        other.isolation_level = None
        other.execute(f"BEGIN {kind}")
        yield other


def send(keyboard: Keyboard, *keys: str) -> None:
    """Type keys, and do not wait for what comes of them."""
    for key in keys:
        event = key_event(key)
        event.set_sender(keyboard.app)
        assert keyboard.app._driver is not None
        keyboard.app._driver.send_message(event)


async def until(keyboard: Keyboard, sentence: str) -> None:
    """Let the app go on until it tells this."""
    while sentence not in keyboard.notice:
        await keyboard.pilot.pause(0.02)


async def test_a_change_is_noticed_without_a_key_while_a_dialog_a_form_or_triage_is_open(
    plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watching.SECONDS == 3600.0, "as conftest has it"
    monkeypatch.setattr(watching, "SECONDS", 0.01)
    async with at_keyboard(plan_file) as keyboard:
        opened = {"p": "UpdateDialog", "e": "EditScreen", "t": "TriageScreen", "r": "RatingPicker"}
        for place, (key, screen) in enumerate(opened.items()):
            await keyboard.press(key)
            assert keyboard.screen == screen
            other = ("33", "7", "8", "26")[place]
            rate_it(plan_file, other, "significant-risk")
            await until(keyboard, f"A Jones meanwhile: action {other}, rated Significant risk")
            assert keyboard.screen == screen
            assert keyboard.header.unrated == 28 - place
            await keyboard.press("escape", *(["escape"] if key == "t" else []))


def test_the_file_is_looked_at_so_often_that_two_looks_fit_within_two_seconds() -> None:
    assert 2 * USUAL_SECONDS <= 1.5, "what stands against a change is told at the second look"


async def test_cursor_marks_filter_order_place_and_draft_stay_when_another_changes_the_file(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        keyboard.main.go_to(("view", "overdue"))
        await keyboard.settle()
        await keyboard.press("s", "r", "slash")
        await keyboard.type("data\n")
        await keyboard.press("g", "space", "p")
        await keyboard.type("half a word")
        await keyboard.press("escape", "escape")
        before = (keyboard.row, keyboard.main._in_force, keyboard.main.table.marks)
        shown = set(keyboard.references)
        rate_it(plan_file, keyboard.references[-1], "significant-risk")
        await watch(keyboard.app, keyboard.app.at_desk)
        await keyboard.settle()
        assert (keyboard.row, keyboard.main._in_force, keyboard.main.table.marks) == before
        assert set(keyboard.references) == shown
        assert not keyboard.header.saved
        await keyboard.press("p")
        assert "half a word" in keyboard.text


async def test_looking_never_waits_and_the_screen_catches_up_after_a_long_lock(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await watch(keyboard.app, keyboard.app.at_desk)
        with locked(plan_file, "EXCLUSIVE") as other:
            for _ in range(3):
                await watch(keyboard.app, keyboard.app.at_desk)
            assert keyboard.notice == ""
            await keyboard.press("down")
            assert keyboard.notice.startswith("In use by another program")
            await keyboard.press("G")
            other.execute("ROLLBACK")
        await watch(keyboard.app, keyboard.app.at_desk)
        await keyboard.settle()
        row = keyboard.main.table.cursor_row
        assert row is not None
        assert f"{row.reference}  {row.agency[:10]}" in keyboard.text


async def test_a_change_waits_for_another_program_says_so_and_is_made(
    plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "SILENT_SECONDS", 0.05)
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("p")
        await keyboard.type("An entry")
        with locked(plan_file):
            send(keyboard, "ctrl+s", "down", "x")
            await until(keyboard, waiting.WAITS)
            await keyboard.pilot.pause(0.2)
            assert keyboard.row == "1", "keys wait, in their order"
            assert keyboard.screen == "MainScreen", "and the screen is alive"
            keyboard.main.run_command("accept-suggested")  # the mouse need not wait
            await until(keyboard, "The change before is still being saved")
        await keyboard.settle()
        assert keyboard.notice == "Rated action 23 Significant risk, as suggested"
    assert [(row.reference, row.field, row.new) for row in read_log(plan_file)][-2:] == [
        (None, "text", "An entry"),
        ("23", "rating", "significant-risk"),
    ]


MINE = "An entry of mine"
SAVES = [
    ("p", "UpdateDialog", MINE, "ctrl+s", "Progress of action 1 written"),
    ("2", "ReasonLine", MINE, "enter", "Rated action 1 Significant risk"),
    ("e", "EditScreen", MINE, "ctrl+s", "Saved action 1"),
    ("v", "EvidenceDialog", MINE, "enter", "Evidence added to action 1"),
    ("x", "MainScreen", "", "x", "Rated action 1 Significant risk, as suggested"),
]


async def test_what_can_not_be_saved_comes_back_with_its_text_and_the_same_key_saves_it(
    plan_file: Path,
) -> None:
    full = plan_file.with_name("away.db")
    async with at_keyboard(plan_file) as keyboard:
        for times, (keys, screen, typed, again, said) in enumerate(SAVES, 1):
            if keys != "x":
                await keyboard.press(keys)
                await keyboard.type(typed)
            plan_file.rename(full)
            send(keyboard, again, "j", "x", "x")
            await keyboard.settle()
            assert keyboard.screen == screen
            assert (keyboard.notice if keys == "x" else keyboard.problem) == (
                "The file is no longer where it was opened; nothing can be saved until it is put"
                " back; what you typed after that was dropped"
            )
            assert typed in keyboard.text
            full.rename(plan_file)
            await keyboard.press(again)
            assert keyboard.notice == said
            assert len({row.batch for row in keyboard.log()}) == times


async def test_marked_actions_are_asked_about_one_by_one_and_the_others_pass(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("space", "space", "space", "2")
        rate_it(plan_file, "1", "minor-risk")
        rate_it(plan_file, "26", "on-track")
        await keyboard.press("enter")
        assert keyboard.screen == "StaleDialog"
        assert read_cell(plan_file, "23", "rating") == "significant-risk"
        assert "Rating of action 1" in keyboard.text
        assert "1 of 2" in keyboard.text
        await keyboard.press("t")
        assert "Rating of action 26" in keyboard.text
        await keyboard.press("m")
        assert keyboard.notice == "Rated action 26 Significant risk"
    assert read_cell(plan_file, "1", "rating") == "minor-risk"
    assert read_cell(plan_file, "26", "rating") == "significant-risk"


async def test_a_suggested_rating_is_not_recorded_over_one_that_nobody_has_seen(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        for start, where in (("", "MainScreen"), ("t", "TriageScreen")):
            if start:
                await keyboard.press(start)
            rate_it(plan_file, "1", "on-track" if start else "minor-risk")
            await keyboard.press("x")
            assert keyboard.screen == "StaleDialog"
            assert "R Significant risk" in keyboard.text
            assert ("G On track" if start else "A Minor risk") in keyboard.text
            await keyboard.press("t")
            assert keyboard.screen == where
            assert keyboard.notice == "The plan stays as it was changed"
        await keyboard.press("x")
        assert read_cell(plan_file, "1", "rating") == "significant-risk"


async def test_a_third_who_is_quicker_still_is_asked_about_as_well(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("2")
        rate_it(plan_file, "1", "minor-risk")
        await keyboard.press("enter")
        assert "A Minor risk" in keyboard.text
        rate_it(plan_file, "1", "on-track")
        await keyboard.press("m")
        assert keyboard.screen == "StaleDialog"
        assert "G On track" in keyboard.text
        await keyboard.press("m")
        assert keyboard.notice == "Rated action 1 Significant risk"


async def test_due_dates_of_several_are_asked_about_where_another_moved_them(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("space", "space", "d")
        await keyboard.type("30 Sep 2020")
        await keyboard.press("tab")
        await keyboard.type("board")
        revise_it(plan_file, ["23"], 8)
        await keyboard.press("enter")
        assert keyboard.screen == "StaleDialog"
        assert "Due date of action 23" in keyboard.text
        assert read_cell(plan_file, "1", "due") == "2020-09-30"
        await keyboard.press("m")
        assert keyboard.notice == "Due date of action 23 is now 30 Sep 2020"
        assert keyboard.header.saved
    assert read_cell(plan_file, "23", "due") == "2020-09-30"


async def test_an_agency_that_another_has_renamed_is_asked_about(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        keyboard.main.go_to(("agency", agency(plan_file, "Thames Valley Police")))
        await keyboard.settle()
        for answer, name in (("t", "Thames Police"), ("m", "The Police")):
            await keyboard.press("ctrl+p")
            await keyboard.type("rename an agency\n")
            await keyboard.press("ctrl+u")
            await keyboard.type("The Police")
            with open_plan(plan_file) as plan:
                one = agency_ids(plan)["Thames Valley Police"]
                rename_agency(plan, one, "Thames Police", by=JONES)
            await keyboard.press("enter")
            if answer == "t":
                assert keyboard.screen == "StaleDialog"
                assert "Theirs  A Jones" in keyboard.text
                await keyboard.press("t")
                assert keyboard.notice == "The agency keeps the name that it was given meanwhile"
                with open_plan(plan_file) as plan:
                    rename_agency(plan, one, "Thames Valley Police", by=JONES)
                await watch(keyboard.app, keyboard.app.at_desk)
                await keyboard.settle()
            else:
                await keyboard.press("m")
                assert keyboard.notice == "Agency Thames Valley Police is now The Police"
            assert agency(plan_file, name) or answer == "t"


def agency(path: Path, name: str) -> str:
    with open_plan(path) as plan:
        return agency_ids(plan).get(name, "")


async def test_a_dialog_opens_at_once_while_another_program_writes_and_its_text_is_kept(
    plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BUSY_SECONDS", 0.1)
    async with at_keyboard(plan_file) as keyboard:
        with locked(plan_file, "EXCLUSIVE"):
            await keyboard.press("p")
            assert keyboard.screen == "UpdateDialog"
            await keyboard.type("An entry")
            await keyboard.press("ctrl+s")
            assert keyboard.screen == "UpdateDialog"
            assert keyboard.problem.startswith("In use by another program")
        await keyboard.press("ctrl+s")
        assert keyboard.notice == "Progress of action 1 written"
    assert [row.new for row in read_log(plan_file) if row.field == "text"] == ["An entry"]
