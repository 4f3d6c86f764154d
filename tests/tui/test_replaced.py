"""A file that is replaced, spoilt, taken away or locked up beneath the open app."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from db.changes import add_update, revise_due
from db.file import close_plan
from db.seed import SEED_NAME, seed_document
from db.signature import Signature
from db.store import make_plan, open_plan
from jtai_tui.screens.watching import watch
from tests.tui.keyboard import TODAY, Keyboard, action_id, at_keyboard, read_log

pytestmark = pytest.mark.journey

JONES = Signature("A Jones")


async def look(keyboard: Keyboard, times: int = 1) -> None:
    """Let it be time to look at the file."""
    for _ in range(times):
        await watch(keyboard.app, keyboard.app.at_desk)
        await keyboard.settle()


def copy_of(path: Path, name: str) -> Path:
    return Path(shutil.copy(path, path.with_name(name)))


def newer_copy(path: Path) -> Path:
    newer = copy_of(path, "newer.db")
    with open_plan(newer) as plan:
        add_update(plan, [action_id(newer, "7")], "From the copy", by=JONES, day=TODAY)
    return newer


def another_plan(path: Path) -> Path:
    other = path.with_name("other.db")
    close_plan(make_plan(other, seed_document(), by=JONES, source=SEED_NAME))
    return other


def rename_over(other: Path, path: Path) -> None:
    other.replace(path)


def write_over(other: Path, path: Path) -> None:
    shutil.copyfile(other, path)


async def settled_at_7(keyboard: Keyboard) -> tuple[object, ...]:
    """Go to action 7 of a filtered, sorted list with a mark, and leave a draft there."""
    keyboard.main.go_to(("view", "overdue"))
    await keyboard.settle()
    await keyboard.press("s", "r", "slash")
    await keyboard.type("review\n")
    await keyboard.press("g", "space")
    await keyboard.go_to(keyboard.references[1])
    await keyboard.press("p")
    await keyboard.type("half a word")
    await keyboard.press("escape")
    return where(keyboard)


def where(keyboard: Keyboard) -> tuple[object, ...]:
    main = keyboard.main
    return keyboard.row, main._in_force, main.table.marks, keyboard.header.saved


@pytest.mark.parametrize("put", [rename_over, write_over])
async def test_a_newer_copy_in_its_place_is_shown_and_nothing_of_the_screen_is_lost(
    plan_file: Path, put: Callable[[Path, Path], None]
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        before = await settled_at_7(keyboard)
        put(newer_copy(plan_file), plan_file)
        await look(keyboard)
        assert where(keyboard) == before
        assert keyboard.notice.startswith(
            "The file was replaced by another copy meanwhile"
            if put is rename_over
            else "A Jones meanwhile: action 7, progress update: From the copy"
        )
        await keyboard.press("p")
        assert "half a word" in keyboard.text
        await keyboard.press("ctrl+s")
        assert keyboard.notice.startswith("Progress of action")
    assert [row.new for row in read_log(plan_file) if row.field == "text"] == [
        "From the copy",
        "half a word",
    ]


@pytest.mark.parametrize("put", [rename_over, write_over])
async def test_an_older_copy_in_its_place_is_shown_and_said_to_have_lost_rows(
    plan_file: Path, put: Callable[[Path, Path], None]
) -> None:
    older = copy_of(plan_file, "older.db")
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("x")
        before = where(keyboard)
        put(older, plan_file)
        await look(keyboard)
        assert where(keyboard) == before
        assert keyboard.header.unrated == 29
        assert keyboard.notice.startswith("The log of this file has lost its last row")


@pytest.mark.parametrize("put", [rename_over, write_over])
async def test_another_plan_in_its_place_is_shown_and_the_draft_stays_and_is_named(
    plan_file: Path, put: Callable[[Path, Path], None]
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("p")
        await keyboard.type("half a word")
        put(another_plan(plan_file), plan_file)
        await look(keyboard)
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice.startswith("That action is not in the plan")
        assert not keyboard.header.saved
        await keyboard.press("j", "x")
        assert keyboard.notice.startswith("Rated action")
        await keyboard.press("q")
        assert "an action that is not in this plan" in keyboard.text


async def test_a_place_of_the_tree_that_the_other_plan_lacks_gives_way_to_the_whole_plan(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("shift+tab", "down", "tab")
        assert len(keyboard.references) == 6
        rename_over(another_plan(plan_file), plan_file)
        await look(keyboard)
        assert len(keyboard.references) == 33


async def test_triage_goes_on_in_a_newer_copy_and_ends_well_in_another_plan(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("t", "n", "n")
        rename_over(newer_copy(plan_file), plan_file)
        await look(keyboard)
        assert "3 of 28" in keyboard.lines[0]
        await keyboard.press("x")
        assert "4 of 28" in keyboard.lines[0]
        rename_over(another_plan(plan_file), plan_file)
        await look(keyboard)
        for key in ("x", "n", "p", "escape", "u", "slash", "escape", "escape", "escape"):
            await keyboard.press(key)
        assert keyboard.screen == "MainScreen"
        assert keyboard.header.unrated == 29


async def test_what_is_no_plan_in_its_place_is_told_once_it_stays_and_the_screen_remains(
    plan_file: Path,
) -> None:
    other = plan_file.with_name("other.db")
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.go_to("7")
        for said, content in (
            ("this is not a plan file", lambda _: b"no plan " * 100),
            ("the file is damaged or", lambda whole: whole[:9000]),
            ("the file is empty", lambda _: b""),
        ):
            whole = plan_file.read_bytes()
            await keyboard.press("k", "j")
            keyboard.app.clear_notifications()
            other.write_bytes(content(whole))
            other.replace(plan_file)
            await look(keyboard)
            assert keyboard.notice == "", "it may be a copy that is still being written"
            await look(keyboard)
            told = f"Another file lies in its place, which can't be opened: {said}"
            assert keyboard.notice.startswith(told)
            assert keyboard.header.stuck
            await keyboard.press("j", "k")
            assert keyboard.row == "7"
            keyboard.app.clear_notifications()
            await look(keyboard, 3)
            assert keyboard.notice == "", "it is told once"
            await keyboard.press("p")
            assert keyboard.screen == "MainScreen"
            assert keyboard.notice.startswith(told)
            plan_file.write_bytes(whole)
            await look(keyboard)
            assert not keyboard.header.stuck
            assert keyboard.row == "7"
            await keyboard.press("x")
            assert keyboard.notice.startswith("Rated action 7")


async def test_a_file_that_is_away_for_a_moment_makes_no_noise(plan_file: Path) -> None:
    away = plan_file.with_name("away.db")
    async with at_keyboard(plan_file) as keyboard:
        plan_file.rename(away)
        await look(keyboard)
        away.rename(plan_file)
        await look(keyboard)
        assert keyboard.notice == ""
        whole = plan_file.read_bytes()
        plan_file.write_bytes(whole[:9000])
        await look(keyboard)
        plan_file.write_bytes(whole)
        await look(keyboard)
        assert keyboard.notice == ""


async def test_a_file_or_folder_that_stays_away_is_told_and_so_is_its_return(
    plan_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = Path(shutil.copy(plan_file, folder / "plan.db"))
    kept = copy_of(plan_file, "kept.db")
    async with at_keyboard(path) as keyboard:
        for what in ("file", "folder", "deleted"):
            if what == "file":
                path.rename(tmp_path / "away.db")
            elif what == "folder":
                folder.rename(tmp_path / "away")
            else:
                shutil.copy(path, kept)
                path.unlink()
            await look(keyboard, 2)
            first = "The folder of the file is no longer there" if what == "folder" else (
                "The file is no longer where it was opened"
            )  # fmt: skip
            assert keyboard.notice == f"{first}; nothing can be saved until it is put back"
            await keyboard.press("j", "G", "g")
            assert "Dashboard data" in keyboard.text, "what was open can still be read"
            await keyboard.press("2")
            assert keyboard.notice == f"{first}; nothing can be saved until it is put back"
            if what == "file":
                (tmp_path / "away.db").rename(path)
            elif what == "folder":
                (tmp_path / "away").rename(folder)
            else:
                shutil.copy(kept, path)
            await look(keyboard)
            replaced = what == "deleted"
            back = "The file was replaced by another copy" if replaced else "The file is there"
            assert keyboard.notice.startswith(back)
            assert not keyboard.header.stuck
            await keyboard.press("x")
            assert keyboard.notice.startswith("Rated action 1")


async def test_a_file_that_is_locked_up_while_it_is_open_takes_no_change_until_it_is_freed(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("p")
        await keyboard.type("An entry")
        plan_file.chmod(0o444)
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "UpdateDialog"
        assert keyboard.problem.startswith("The file or its folder has become read-only; make it")
        await keyboard.press("escape")
        await look(keyboard, 3)
        assert keyboard.header.stuck
        assert not keyboard.log()
        plan_file.chmod(0o644)
        await look(keyboard)
        assert keyboard.notice == "The file can be written to again"
        await keyboard.press("p", "ctrl+s")
        assert keyboard.notice == "Progress of action 1 written"


async def test_a_file_that_was_opened_to_be_read_is_worked_on_once_it_may_be_written_to(
    plan_file: Path,
) -> None:
    plan_file.chmod(0o444)
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.go_to("7")
        await look(keyboard)
        assert keyboard.header.read_only
        plan_file.chmod(0o644)
        await look(keyboard)
        assert not keyboard.header.read_only
        assert keyboard.notice == "The file can be written to again"
        assert keyboard.row == "7"
        await keyboard.press("x")
        assert keyboard.notice.startswith("Rated action 7")


async def test_the_plan_itself_is_no_evidence(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("v")
        await keyboard.type("The plan")
        await keyboard.press("tab", "tab", "tab")
        await keyboard.paste(str(plan_file))
        await keyboard.press("enter")
        assert keyboard.screen == "EvidenceDialog"
        assert keyboard.problem == "This is the plan itself; give another file, or a link"
    assert not [row for row in read_log(plan_file) if row.field == "file_name"]


async def test_a_save_into_a_copy_that_nobody_has_seen_shows_it_first_and_asks_where_it_differs(
    plan_file: Path,
) -> None:
    newer = copy_of(plan_file, "newer.db")
    with open_plan(newer) as plan:
        one = [action_id(newer, "1")]
        revise_due(plan, one, TODAY.replace(month=8), by=JONES, reason="theirs")
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("d")
        await keyboard.type("30 Sep 2020")
        await keyboard.press("tab")
        await keyboard.type("moved")
        rename_over(newer, plan_file)
        await keyboard.press("enter")
        assert keyboard.screen == "DueDialog"
        assert keyboard.problem == (
            "The file was replaced by another copy meanwhile; this is what it holds"
        )
        await keyboard.press("enter")
        assert keyboard.screen == "StaleDialog"
        assert "1 Aug 2020" in keyboard.text
        await keyboard.press("m")
        assert keyboard.notice == "Due date of action 1 is now 30 Sep 2020"
    assert [row.reason for row in read_log(plan_file) if row.field == "due"] == ["theirs", "moved"]
