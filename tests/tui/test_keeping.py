"""Keeping the file in the app: backups, going back to one, a copy to send, opening."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.backups import backups_of_plan, take_backup
from db.changes import add_update, rate
from db.errors import NotAPlan
from db.queries import plan_counts, plan_facts
from db.selection import View
from db.signature import Signature
from db.store import open_plan
from db.verify import verify
from jtai_tui import app as app_room
from jtai_tui.app import JtaiApp
from jtai_tui.places import Places
from jtai_tui.screens import aside
from jtai_tui.screens import main as main_room
from tests.tui.keyboard import (
    SMALL,
    TODAY,
    WIDE,
    Keyboard,
    action_id,
    at_keyboard,
    key_event,
    read_log,
)

pytestmark = pytest.mark.journey

JONES = Signature("A Jones")


@pytest.fixture
def backups(plan_file: Path) -> Callable[[], list[Path]]:
    """The backups there are, the newest first."""
    folder = plan_file.parent / "data" / "backups"
    return lambda: sorted(folder.glob("*/*.db"), key=lambda each: each.name, reverse=True)


@pytest.fixture
def two(plan_file: Path) -> Path:
    """A plan with a backup before a rating and one after it, and a progress update since."""
    folder, one = plan_file.parent / "data" / "backups", action_id(plan_file, "1")
    now = datetime.now(UTC).replace(second=30) - timedelta(minutes=5)
    with open_plan(plan_file, anchors=plan_file.parent / "state" / "tips") as plan:
        take_backup(plan, folder, now=now)
        rate(plan, {one: "significant-risk"}, by=JONES, today=TODAY)
        take_backup(plan, folder, now=now + timedelta(seconds=1))
        add_update(plan, [one], "Begun.", by=JONES, day=TODAY)
    return plan_file


async def choose(keyboard: Keyboard, command: str) -> None:
    """Do a command, as the palette does once it is chosen there."""
    keyboard.main.run_command(command)
    await keyboard.settle()


async def until(keyboard: Keyboard, condition: Callable[[], object]) -> None:
    """Wait for what happens aside."""
    for _ in range(1000):
        if condition():
            return
        await keyboard.pilot.pause(0.01)
    raise AssertionError(f"it has not happened:\n{keyboard.text}")


def spoil(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    data[40_000:43_000] = b"\xff" * 3_000
    path.write_bytes(data)
    return bytes(data)


async def test_the_plan_is_backed_up_aside_soon_after_it_is_opened(
    plan_file: Path, backups: Callable[[], list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main_room.BACK_UP_SECONDS > 0
    monkeypatch.setattr(main_room, "BACK_UP_SECONDS", 0.01)
    for _ in range(2):
        async with at_keyboard(plan_file) as keyboard:
            await until(keyboard, backups)
            await keyboard.pilot.pause(0.3)
            assert keyboard.notice == ""
            assert not list(keyboard.app._notifications)
    (backup,) = backups()
    assert verify(backup).tip == verify(plan_file).tip


async def test_a_plan_that_is_only_looked_at_is_not_backed_up(
    plan_file: Path, backups: Callable[[], list[Path]]
) -> None:
    plan_file.chmod(0o444)
    async with at_keyboard(plan_file) as keyboard:
        keyboard.main.back_up_aside()
        await keyboard.press("j")
        await keyboard.pilot.pause(0.2)
        assert backups() == []


async def test_where_no_backup_can_be_taken_that_is_said_and_stops_nobody(plan_file: Path) -> None:
    (plan_file.parent / "data").write_text("in the way")
    async with at_keyboard(plan_file) as keyboard:
        keyboard.main.back_up_aside()
        await until(keyboard, lambda: len(keyboard.app._notifications))
        assert [each.message.partition(" in ")[0] for each in keyboard.app._notifications] == [
            "No backup could be made"
        ]
        await keyboard.press("x")
        assert keyboard.notice.startswith("Rated action 1")


@pytest.mark.parametrize(
    ("typed", "there"),
    [("back up", "Backed up, as"), ("go back", "Go back to a backup"), ("ship", "Ship a copy")],
)
async def test_the_palette_has_what_keeps_the_plan(two: Path, typed: str, there: str) -> None:
    async with at_keyboard(two) as keyboard:
        await keyboard.press("ctrl+p")
        await keyboard.type(f"{typed}\n")
        assert there in keyboard.text


async def test_a_backup_is_taken_now_and_where_there_is_one_it_is_named(
    plan_file: Path, backups: Callable[[], list[Path]]
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await choose(keyboard, "back-up")
        (first,) = backups()
        assert keyboard.notice == f"Backed up, as {first.name}"
        await choose(keyboard, "back-up")
        assert keyboard.notice.startswith("The backup of ")
        assert keyboard.notice.endswith(" holds the plan as it is")
        spoil(first)
        await choose(keyboard, "back-up")
        assert keyboard.notice == f"Backed up, as {backups()[0].name}"
        assert verify(backups()[0]).sound


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_going_back_shows_what_came_after_each_backup_and_asks(
    two: Path, size: tuple[int, int]
) -> None:
    before = two.read_bytes()
    async with at_keyboard(two, size=size) as keyboard:
        await choose(keyboard, "restore")
        shown = re.findall(r"\d\d:\d\d(:3\d)?  +(\S.*?)  ", keyboard.text)
        assert shown == [(":31", "1 update"), (":30", "1 rating, 1 update")]
        await keyboard.press("down", "enter")
        said = " ".join(line.strip(" │┃") for line in keyboard.lines)
        assert "Written since then: 1 rating, 1 progress update (6 rows of log)." in said
        await keyboard.press("enter")
        assert keyboard.screen == "MainScreen"
        await choose(keyboard, "restore")
        await keyboard.press("down", "enter", "n")
        await choose(keyboard, "restore")
        await keyboard.press("escape")
        assert keyboard.screen == "MainScreen"
    assert two.read_bytes() == before


async def test_going_back_puts_the_backup_on_the_screen_and_in_the_file(
    two: Path, backups: Callable[[], list[Path]]
) -> None:
    before = verify(two).tip
    async with at_keyboard(two) as keyboard:
        assert keyboard.header.unrated == 28
        await choose(keyboard, "restore")
        await keyboard.press("down", "enter", "y")
        assert keyboard.notice.startswith("This is the backup of ")
        assert keyboard.header.unrated == 29
        assert verify(backups()[0]).tip == before
        await keyboard.press("x")
        assert keyboard.notice == "Rated action 1 Significant risk, as suggested"
        keyboard.main.run_command("history")
        await keyboard.settle()
        assert "Put back from the backup of" in keyboard.text
    assert [(row.field, row.author) for row in read_log(two)] == [
        ("restored", "J Smith"),
        ("rating", "J Smith"),
    ]
    report = verify(two, anchors=two.parent / "state" / "tips")
    assert report.sound
    async with at_keyboard(two) as keyboard:
        assert "Look at this file" not in keyboard.text


async def test_a_draft_outlives_going_back(two: Path) -> None:
    async with at_keyboard(two) as keyboard:
        await keyboard.press("p")
        await keyboard.paste("Half a sentence")
        await keyboard.press("escape")
        await choose(keyboard, "restore")
        await keyboard.press("down", "enter", "y")
        await keyboard.press("p")
        assert "Half a sentence" in keyboard.text


async def test_going_back_needs_a_name(two: Path) -> None:
    before = two.read_bytes()
    async with at_keyboard(two, author=None) as keyboard:
        await choose(keyboard, "restore")
        await keyboard.press("down", "enter", "y")
        assert keyboard.screen == "AuthorDialog"
        await keyboard.press("escape")
        assert "a change needs a name" in keyboard.notice
        assert two.read_bytes() == before
        await choose(keyboard, "restore")
        await keyboard.press("down", "enter", "y")
        await keyboard.type("Jo\n")
        assert keyboard.notice.startswith("This is the backup of ")
    assert read_log(two)[-1].author == "Jo"


async def test_a_plan_without_backups_says_so(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await choose(keyboard, "restore")
        assert keyboard.notice == "There is no backup of this plan on this machine"


async def test_a_backup_that_is_damaged_is_said_to_be_and_the_plan_stays(
    two: Path, backups: Callable[[], list[Path]]
) -> None:
    before = two.read_bytes()
    spoil(backups()[1])
    async with at_keyboard(two) as keyboard:
        await choose(keyboard, "restore")
        await keyboard.press("down", "enter", "y")
        assert any("not restored" in each.message for each in keyboard.app._notifications)
        assert two.read_bytes() == before
        await keyboard.press("2", "enter")
        assert keyboard.notice.startswith("Rated action 1") or keyboard.log()[-1].field == "rating"


async def test_a_copy_is_shipped_with_lines_for_the_message(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await choose(keyboard, "ship")
        assert keyboard.screen == "ShipDialog"
        await keyboard.paste("Thames [b]Valley[/b] Police")
        await keyboard.press("enter")
        assert keyboard.screen == "ReaderScreen"
        out = plan_file.with_name("plan-2020-07-01.db")
        with open_plan(out) as copy:
            counts, facts = plan_counts(copy, today=TODAY), plan_facts(copy)
        lines = [
            "Action Plan – JTAI children’s mental health, FINAL",
            f"{out}, issued to Thames [b]Valley[/b] Police",
            f"33 actions, {counts.views[View.OVERDUE]} overdue on 1 Jul 2020, 29 unrated",
            f"log tip {facts.tip[:12]} ({facts.events} rows), {out.stat().st_size:,} bytes",
        ]
        assert "33 actions, 28 overdue on 1 Jul 2020, 29 unrated" in keyboard.text
        await keyboard.press("y")
        assert keyboard.app.clipboard == "\n".join(lines)
        await keyboard.press("escape")
        said = keyboard.notice
        assert said == "Shipped to Thames [b]Valley[/b] Police, as plan-2020-07-01.db"
    assert verify(out).sound
    assert verify(out).tip == verify(plan_file).tip
    assert [(row.field, row.new) for row in read_log(plan_file)] == [
        ("issued", "Thames [b]Valley[/b] Police")
    ]


async def test_a_copy_needs_somebody_and_somewhere(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await choose(keyboard, "ship")
        await keyboard.press("enter")
        assert "is needed" in keyboard.text
        await keyboard.paste("The board")
        await keyboard.press("tab", "home", "shift+end", "delete")
        await keyboard.paste("/nowhere/copy.db")
        await keyboard.press("enter")
        assert "Name a file in a folder that is there." in keyboard.text
        await keyboard.press("escape")
        await choose(keyboard, "ship")
        assert "The board" in keyboard.text, "what was typed is kept"
        await keyboard.press("escape")
    assert read_log(plan_file) == []


async def test_a_file_that_is_there_is_replaced_only_if_that_is_wanted(plan_file: Path) -> None:
    out = plan_file.with_name("plan-2020-07-01.db")
    out.write_bytes(b"precious")
    async with at_keyboard(plan_file) as keyboard:
        await choose(keyboard, "ship")
        await keyboard.paste("The board")
        await keyboard.press("enter")
        assert "Replace plan-2020-07-01.db?" in keyboard.text
        await keyboard.press("enter")
        assert out.read_bytes() == b"precious"
        assert read_log(plan_file) == []
        await choose(keyboard, "ship")
        await keyboard.press("enter", "y")
        assert keyboard.screen == "ReaderScreen"
    assert verify(out).sound


async def test_a_copy_that_was_made_is_shown_though_the_plan_can_not_be_read_just_now(
    plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program takes the file for itself as soon as the copy has its name."""
    monkeypatch.setattr(aside, "BUSY_SECONDS", 0.1)
    out = plan_file.with_name("plan-2020-07-01.db")
    link = os.link
    other = sqlite3.connect(plan_file, isolation_level=None, check_same_thread=False)
    with closing(other):

        def link_and_be_overtaken(*names: Path) -> None:
            link(*names)
            other.execute("BEGIN EXCLUSIVE")

        async with at_keyboard(plan_file) as keyboard:
            await choose(keyboard, "ship")
            await keyboard.paste("The board")
            monkeypatch.setattr(os, "link", link_and_be_overtaken)
            await keyboard.press("enter")
            assert keyboard.screen == "ReaderScreen"
            await until(keyboard, lambda: "28 overdue on 1 Jul" in keyboard.text)
            monkeypatch.undo()
            other.execute("ROLLBACK")
            await keyboard.press("escape")
            assert keyboard.notice == f"Shipped to The board, as {out.name}"
    assert [(row.field, row.new) for row in read_log(plan_file)] == [("issued", "The board")]


async def test_the_plan_itself_is_not_replaced_by_its_copy(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await choose(keyboard, "ship")
        await keyboard.paste("The board")
        await keyboard.press("tab", "home", "shift+end", "delete")
        await keyboard.paste(str(plan_file))
        await keyboard.press("enter", "y")
        told = [keyboard.notice, *(each.message for each in keyboard.app._notifications)]
        assert any("this is the plan itself" in said.casefold() for said in told)
    assert read_log(plan_file) == []
    assert verify(plan_file).sound


async def test_a_plan_that_can_not_be_opened_is_gone_back_from_and_opens(
    two: Path, backups: Callable[[], list[Path]]
) -> None:
    damaged = spoil(two)
    with pytest.raises(NotAPlan):
        open_plan(two)
    async with at_keyboard(two, author=None) as keyboard:
        assert "This plan can't be opened" in keyboard.text
        await keyboard.press("b", "escape")
        assert "This plan can't be opened" in keyboard.text
        await keyboard.press("b", "enter", "n")
        assert "This plan can't be opened" in keyboard.text
        await keyboard.press("b", "enter")
        assert "The plan can't be read now." in keyboard.text
        assert two.read_bytes() == damaged
        await keyboard.press("y")
        await keyboard.type("Jo\n")
        assert keyboard.screen == "MainScreen"
        assert keyboard.header.unrated == 28
        await keyboard.go_to("23")
        await keyboard.press("x")
        assert keyboard.notice.startswith("Rated action 23"), "the name is known by now"
    (found,) = backups()[0].parent.glob("as-found/*.db")
    assert found.read_bytes() == damaged
    assert {row.author for row in read_log(two)} == {"A Jones", "Jo"}


async def test_a_plan_that_is_gone_is_gone_back_to(two: Path) -> None:
    two.unlink()
    async with at_keyboard(two) as keyboard:
        await keyboard.press("b", "enter", "y")
        assert keyboard.screen == "MainScreen"
    assert verify(two).sound


async def test_where_there_is_no_backup_either_the_ways_on_stay(plan_file: Path) -> None:
    spoil(plan_file)
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("b")
        assert "there is no backup of this plan" in keyboard.text
        await keyboard.press("q")
        assert keyboard.app.return_value == 1


async def test_keys_that_are_typed_while_the_plan_is_opened_wait_for_it(plan_file: Path) -> None:
    home = plan_file.parent
    places = Places(home / "config", home / "state", home / "data")
    app = JtaiApp(plan_file, places=places, today=TODAY, author="J Smith")
    with closing(sqlite3.connect(plan_file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        async with app.run_test(size=WIDE, notifications=True) as pilot:
            keyboard = Keyboard(app, pilot, plan_file)
            for key in ("down", "x"):
                event = key_event(key)
                event.set_sender(app)
                assert app._driver is not None
                app._driver.send_message(event)
            for _ in range(10):
                await pilot.pause(0.01)
            assert app.desk is None, "it is opened aside, and the app goes on"
            other.execute("ROLLBACK")
            await until(keyboard, lambda: app.desk is not None)
            await keyboard.settle()
            assert keyboard.notice == "Rated action 23 Significant risk, as suggested"


async def test_how_far_opening_has_come_is_told_and_gone_once_it_is_open(
    plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app_room._PATIENCE > 0
    monkeypatch.setattr(app_room, "_PATIENCE", -1.0)
    told: list[str] = []
    tell = main_room.MainScreen.tell

    def listen(screen: main_room.MainScreen, sentence: str) -> None:
        told.append(sentence)
        tell(screen, sentence)

    monkeypatch.setattr(main_room.MainScreen, "tell", listen)
    async with at_keyboard(plan_file) as keyboard:
        said = [sentence for sentence in told if sentence]
        assert said[0] == "Checking the file before it is opened, 0%"
        assert said[-1] == "Checking the file before it is opened, 100%"
        assert keyboard.notice == ""


async def test_a_backup_of_a_plan_under_its_old_name_is_found_under_the_new(two: Path) -> None:
    moved = two.rename(two.with_name("moved.db"))
    with open_plan(moved) as plan:
        assert len(backups_of_plan(plan, two.parent / "data" / "backups")) == 2
    async with at_keyboard(moved) as keyboard:
        await choose(keyboard, "restore")
        assert "1 rating, 1 update" in keyboard.text
