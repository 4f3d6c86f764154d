"""Copies that came back, in the app: named, merged or refused, reviewed, and not forgotten."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from db.changes import add_update, revise_due
from db.signature import Signature
from db.store import open_plan
from jtai_tui.widgets.exact_text import ExactInput
from tests.sent_copies import (
    ANN,
    CONSTABLE,
    HAND,
    HEALTH,
    POLICE,
    TODAY,
    id_of,
    rate_one,
    send,
    sent_out,
)  # fmt: skip
from tests.tui.keyboard import SMALL, WIDE, Keyboard, at_keyboard

WAITS = "2 conflicts wait; i goes on with them"


@pytest.fixture(scope="module")
def made(made_seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plan, and two copies of it that came back changed."""
    return sent_out(made_seed, tmp_path_factory.mktemp("sent")).parent


@pytest.fixture
def plan(made: Path, tmp_path: Path) -> Path:
    """The plan; what came back lies beside it."""
    return Path(shutil.copytree(made, tmp_path, dirs_exist_ok=True), "plan.db")


async def name_files(keyboard: Keyboard, *names: str) -> None:
    """Ask to merge files that lie beside the plan."""
    await keyboard.press("M")
    assert keyboard.screen == "MergeDialog"
    await keyboard.press("ctrl+u")
    await keyboard.paste(" ; ".join(str(keyboard.path.parent / each) for each in names))
    await keyboard.press("enter")


async def test_a_returned_copy_is_merged_and_what_came_in_is_reviewed(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, HEALTH)
        assert keyboard.screen == "ReviewScreen"
        assert keyboard.notice == ("Merged health.db: 2 conflicts wait for a decision")
        assert keyboard.lines[0].startswith(
            " REVIEW  3 changes from health.db, issued to Health · 2 conflicts wait"
        )
        await keyboard.press("q")
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice == WAITS
        assert keyboard.cell("4", "finding") == "Reviewers challenge too rarely."


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_several_files_come_in_at_once_and_the_header_says_what_waits(
    plan: Path, size: tuple[int, int]
) -> None:
    async with at_keyboard(plan, size=size) as keyboard:
        assert keyboard.header.conflicts == 0
        await name_files(keyboard, HEALTH, POLICE)
        assert keyboard.notice.startswith("Merged health.db, police.db: 2 conflicts wait")
        assert "2 places" in keyboard.lines[0]
        await keyboard.press("q")
        assert keyboard.header.conflicts == 2
        assert "2 conflicts" in keyboard.lines[0]
        assert keyboard.cell("20", "finding") == "The police see it otherwise."


async def test_conflicts_have_a_view_of_their_own_in_the_tree(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        assert "To decide" not in keyboard.text
        await name_files(keyboard, HEALTH)
        await keyboard.press("q")
        assert any(re.match(r" To decide +2 ", line) for line in keyboard.lines)
        await keyboard.press("ctrl+p")
        await keyboard.type("to decide\n")
        assert re.search(r"To decide +2 of 33", keyboard.text)
        assert sorted(keyboard.references) == ["4", "7"]


async def test_once_all_is_decided_nothing_speaks_of_conflicts_any_more(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, HEALTH)
        await keyboard.press("q", "i")
        assert keyboard.screen == "ReviewScreen"
        await keyboard.press("x", "x")
        assert keyboard.notice.endswith("nothing waits any more")
        assert keyboard.cell("4", "finding") == "Reviewers do challenge."
        assert keyboard.cell("7", "rating") == "significant-risk"
        await keyboard.press("q")
        assert keyboard.notice == ""
        assert keyboard.header.conflicts == 0
        assert "onflict" not in keyboard.text
        await keyboard.press("u", "u")
        assert keyboard.header.conflicts == 2


async def test_the_view_of_conflicts_is_left_once_its_last_one_is_decided(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, HEALTH)
        await keyboard.press("q", "ctrl+p")
        await keyboard.type("to decide\n")
        await keyboard.press("i", "x", "x", "q")
        assert keyboard.screen == "MainScreen"
        assert keyboard.header.conflicts == 0
        await keyboard.press("j", "enter", "escape", "u")
        assert keyboard.header.conflicts == 1


async def test_the_same_file_once_more_brings_nothing_and_says_so(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, POLICE)
        await keyboard.press("q")
        before = plan.read_bytes()
        await name_files(keyboard, POLICE)
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice == "Nothing new came in"
        assert plan.read_bytes() == before


async def test_a_file_that_is_not_there_is_said_and_what_was_typed_is_kept(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, HEALTH, "nowhere.db")
        assert keyboard.screen == "MergeDialog"
        assert keyboard.problem.endswith("nowhere.db: there is no such file.")
        await keyboard.press("ctrl+u", "enter")
        assert keyboard.problem == "Name the file that came back."
        await keyboard.paste(str(plan.parent))
        await keyboard.press("enter")
        assert keyboard.problem.endswith(": this is a folder.")
        await keyboard.press("escape")
        assert "unsaved" in keyboard.lines[0]
        await keyboard.press("M")
        assert keyboard.app.screen.query_one("#files", ExactInput).exact == str(plan.parent)
        await keyboard.press("escape")
        assert keyboard.log()[-1].author == ANN


async def test_a_name_with_a_semicolon_is_one_file_if_it_is_there(plan: Path) -> None:
    shutil.copy(plan.with_name(POLICE), plan.with_name("police; final.db"))
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, "police; final.db")
        assert keyboard.notice == ("Merged police; final.db: no conflict waits")


async def test_a_file_that_is_refused_leaves_the_plan_as_it_was(plan: Path) -> None:
    bad = plan.with_name("bad.db")
    bad.write_bytes(plan.with_name(HEALTH).read_bytes()[:100_000])
    async with at_keyboard(plan) as keyboard:
        before = plan.read_bytes()
        await name_files(keyboard, POLICE, "bad.db")
        assert keyboard.screen == "MainScreen"
        assert "bad.db" in keyboard.notice
        assert "damaged or was cut short" in keyboard.notice
        assert plan.read_bytes() == before
        await keyboard.press("M")
        assert "bad.db" in keyboard.app.screen.query_one("#files", ExactInput).exact
        await keyboard.press("escape")
        await name_files(keyboard, "plan.db")
        assert keyboard.notice.startswith("This is the plan itself")
        assert plan.read_bytes() == before


async def test_to_whom_a_copy_went_may_be_held_against_it(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        before = plan.read_bytes()
        await keyboard.press("M")
        await keyboard.paste(str(plan.with_name(HEALTH)))
        await keyboard.press("tab")
        await keyboard.type("thames valley police\n")
        assert "its log lacks the row by which a copy was issued to Thames" in keyboard.notice
        assert plan.read_bytes() == before


@pytest.fixture
def stick(plan_file: Path) -> Path:
    """A plan of which a copy is out; another one was copied to a stick before that."""
    stick = Path(shutil.copy(plan_file, plan_file.with_name("stick.db")))
    one = id_of(stick, "4")
    with open_plan(stick) as opened:
        add_update(opened, [one], "Written on the train.", by=Signature(HAND), day=TODAY)
    send(plan_file, HEALTH, "Health")
    return plan_file


async def test_what_may_be_a_copy_that_was_cut_is_asked_about(stick: Path) -> None:
    async with at_keyboard(stick) as keyboard:
        before = stick.read_bytes()
        await name_files(keyboard, "stick.db")
        assert keyboard.screen == "ConfirmDialog"
        assert "Was it copied by other means, and never issued?" in keyboard.text
        await keyboard.press("escape")
        assert keyboard.screen == "MainScreen"
        assert stick.read_bytes() == before
        await keyboard.press("M", "enter")
        assert keyboard.screen == "ConfirmDialog"
        await keyboard.press("y")
        assert keyboard.screen == "ReviewScreen"
        assert keyboard.notice == "Merged stick.db: no conflict waits"


async def test_whoever_has_no_name_yet_is_asked_for_it_first(plan: Path) -> None:
    async with at_keyboard(plan, author=None) as keyboard:
        await name_files(keyboard, POLICE)
        assert keyboard.screen == "AuthorDialog"
        before = plan.read_bytes()
        await keyboard.press("escape")
        assert keyboard.notice == "Nothing was changed: a change needs a name"
        assert plan.read_bytes() == before
        await keyboard.press("M", "enter")
        await keyboard.type("P Shah\n")
        assert keyboard.screen == "ReviewScreen"
        assert keyboard.log()[-1].author == "P Shah"


async def test_a_plan_that_can_only_be_read_is_not_merged_into(plan: Path) -> None:
    plan.chmod(0o444)
    plan.parent.chmod(0o555)
    try:
        async with at_keyboard(plan) as keyboard:
            if not keyboard.app.at_desk.plan.read_only:
                pytest.skip("whoever runs this may write everywhere")
            before = plan.read_bytes()
            await keyboard.press("M")
            assert keyboard.screen == "MainScreen"
            assert keyboard.notice.startswith("The file is read-only")
            assert plan.read_bytes() == before
    finally:
        plan.parent.chmod(0o755)


async def test_a_copy_that_came_back_is_no_longer_out(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, POLICE)
        await keyboard.press("q", "w")
        shown = " ".join(keyboard.text.split())
        assert "OUT 1 copy" in shown
        assert "CAME BACK 1 copy" in shown
        assert "came back as police.db, merged" in shown


async def test_a_copy_that_nobody_has_touched_is_back_and_there_is_nothing_to_review(
    plan_file: Path,
) -> None:
    send(plan_file, HEALTH, "Health")
    async with at_keyboard(plan_file) as keyboard:
        await name_files(keyboard, HEALTH)
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice == "Merged health.db, which came back unchanged: no conflict waits"


async def test_a_third_due_date_asks_for_a_reason_as_any_revision_does(plan: Path) -> None:
    for path, month in ((plan, 7), (plan.with_name(HEALTH), 8)):
        one = id_of(path, "8")
        with open_plan(path) as opened:
            revise_due(opened, [one], date(2020, month, 31), by=Signature(ANN), reason="Agreed")
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, HEALTH)
        await keyboard.press("j", "j")
        assert "Action 8: Due date" in keyboard.text
        await keyboard.press("e", "ctrl+k")
        await keyboard.type("soon")
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "ThirdDialog"
        assert "soon" in keyboard.problem
        await keyboard.press("ctrl+k")
        await keyboard.type("15 August 2020")
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "ReasonLine"
        await keyboard.type("Half-way\n")
        assert keyboard.notice.startswith("Another value: Action 8: Due date; 2 conflicts wait")
        assert keyboard.cell("8", "due") == "2020-08-15"


async def test_a_third_value_settles_what_three_disagree_about(plan: Path) -> None:
    rate_one(plan.with_name(POLICE), "7", "on-track", CONSTABLE, "It runs with us")
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, HEALTH, POLICE)
        assert "3 conflicts wait for a decision" in keyboard.notice
        await keyboard.press("j", "*", "x")
        assert "several copies say something else" in keyboard.notice
        assert keyboard.cell("7", "rating") == "minor-risk"
        await keyboard.press("*", "e", "c")
        assert keyboard.notice.startswith("Another value: Action 7: Rating; 1 conflict waits")
        assert keyboard.cell("7", "rating") == "completed"
        await keyboard.press("u")
        assert "3 conflicts wait" in keyboard.lines[0]


async def test_the_review_can_be_opened_from_an_action_in_conflict_and_led_back_to_it(
    plan: Path,
) -> None:
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, HEALTH)
        await keyboard.press("j", "enter")
        assert keyboard.screen == "MainScreen"
        assert keyboard.row == "7"
        assert keyboard.notice == WAITS
        await keyboard.press("h")
        told = " ".join(keyboard.text.split())
        assert "In health.db, waits for a decision: rated Significant risk (was unrated)" in told


async def test_ten_files_that_are_long_to_name_are_ten_files(plan: Path) -> None:
    names = [f"returned-copy-from-partner-{number}.db" for number in range(10)]
    for name in names:
        shutil.copy(plan.with_name(POLICE), plan.with_name(name))
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, *names)
        assert keyboard.notice.startswith("Merged returned-copy-from-partner-0.db: no conflict")


@pytest.mark.parametrize(
    ("name", "said"),
    [("n" * 300, "File name too long"), ("/dev/null", "this is not a file"), (".", "a folder")],
)
async def test_what_names_no_file_is_said_in_the_dialog(plan: Path, name: str, said: str) -> None:
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, name)
        assert keyboard.screen == "MergeDialog"
        assert said in " ".join(keyboard.text.split())


async def test_a_copy_can_t_be_sent_to_a_name_that_no_disk_takes(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        await keyboard.press("ctrl+p")
        await keyboard.paste("Ship a copy")
        await keyboard.press("enter")
        await keyboard.paste("Bo")
        await keyboard.press("tab", "ctrl+u")
        await keyboard.paste("z" * 300)
        await keyboard.press("enter")
        assert keyboard.screen in ("ShipDialog", "MainScreen")
        assert keyboard.path.is_file()


async def test_a_file_is_named_as_it_is_spelt(plan: Path) -> None:
    other = plan.with_name("other.db")
    other.write_bytes(b"no plan at all")
    async with at_keyboard(plan) as keyboard:
        await name_files(keyboard, "other.db")
        assert "this is not a plan file" in keyboard.text
        assert "jtai restore" not in keyboard.text
        assert "Other.db" not in keyboard.text
