"""Who has a copy, in the app: asked back when it is shipped, shown, and told of when it is late."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db.copies import overdue_copies
from db.ship import ship
from db.signature import Signature
from db.store import open_plan
from tests.returned_copy import came_back
from tests.tui.keyboard import SMALL, TODAY, WIDE, Keyboard, at_keyboard, read_log

pytestmark = pytest.mark.journey

BY = Signature("J Smith")
LATE, SOON = date(2020, 6, 26), date(2020, 7, 10)


def send(path: Path, to: str, back_by: date | None = None) -> None:
    with open_plan(path) as plan:
        ship(plan, path.with_name("sent.db"), to=to, by=BY, back_by=back_by, overwrite=True)


async def ask_to_ship(keyboard: Keyboard) -> None:
    keyboard.main.run_command("ship")
    await keyboard.settle()
    assert keyboard.screen == "ShipDialog"


async def test_a_copy_is_asked_back_by_a_day_that_is_read_while_it_is_typed(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file, size=SMALL) as keyboard:
        await ask_to_ship(keyboard)
        await keyboard.paste("Health")
        await keyboard.press("tab", "tab")
        await keyboard.type("10/7/20")
        assert "= Fri 10 Jul 2020, in 9 days" in keyboard.text
        await keyboard.press("enter")
        assert "issued to Health, asked back by 10 Jul 2020" in " ".join(keyboard.text.split())
        await keyboard.press("escape")
        assert keyboard.header.copies_overdue == 0
    (row,) = read_log(plan_file)
    assert (row.field, row.new, row.reason) == ("issued", "Health", "back by 2020-07-10")


async def test_a_bare_month_is_that_of_this_year_and_not_of_the_plans(plan_file: Path) -> None:
    async with at_keyboard(plan_file, today=date(2026, 7, 1)) as keyboard:
        await ask_to_ship(keyboard)
        await keyboard.paste("Health")
        await keyboard.press("tab", "tab")
        await keyboard.paste("End July")
        assert "31 Jul 2026" in keyboard.text


async def test_what_is_no_day_is_not_shipped_with_and_what_was_typed_is_kept(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await ask_to_ship(keyboard)
        await keyboard.paste("Health")
        await keyboard.press("tab", "tab")
        await keyboard.paste("soon")
        await keyboard.press("enter")
        assert keyboard.problem == "Write the day as 10 Dec 2026, or leave it empty."
        assert keyboard.focus == "back-by"
        await keyboard.press("escape")
        await ask_to_ship(keyboard)
        assert "soon" in keyboard.text
    assert read_log(plan_file) == []


async def test_who_has_a_copy_stands_under_w_with_what_is_overdue_first(plan_file: Path) -> None:
    send(plan_file, "The [b]board[/b]")
    send(plan_file, "Police", SOON)
    send(plan_file, "Health", LATE)
    send(plan_file, "Schools")
    came_back(plan_file, "Schools", "plan [2][/b]\u202e.db")
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("w")
        assert keyboard.screen == "ReaderScreen"
        shown = [line.rstrip(" │┃") for line in keyboard.lines]
        told = [line.strip() for line in shown if line.strip()]
        assert told[0] == "WHO HAS A COPY"
        assert told[1].split() == ["OVERDUE", "1", "copy"]
        assert told[2] == "Health  not yet, 5 days overdue"
        assert "by J Smith, asked back by 26 Jun 2020, tip " in told[3]
        assert told[4].split() == ["OUT", "2", "copies"]
        assert told[5] == "Police  not yet, due in 9 days"
        assert told[7].startswith("The [b]board[/b]  not yet, ")
        assert told[9].split() == ["CAME", "BACK", "1", "copy"]
        assert told[10] == "Schools"
        assert told[12].startswith("came back as plan [2][/b]⟨U+202E⟩.db, merged 12 Jul 2020 ")
        assert "by B. Deputy, tip 9ab39ab39ab3" in told[12]
        await keyboard.press("y")
        assert "Health  not yet, 5 days overdue" in keyboard.app.clipboard
        await keyboard.press("escape")
        assert keyboard.screen == "MainScreen"


async def test_where_no_copy_was_issued_it_is_said_how_one_is_made(plan_file: Path) -> None:
    async with at_keyboard(plan_file, size=SMALL) as keyboard:
        await keyboard.press("w")
        assert "No copy was issued yet." in keyboard.text


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_an_overdue_return_stands_in_the_header_until_it_is_back(
    plan_file: Path, size: tuple[int, int]
) -> None:
    send(plan_file, "Health", LATE)
    async with at_keyboard(plan_file, size=size) as keyboard:
        assert "1 copy overdue" in keyboard.lines[0]
        assert "28 overdue" in keyboard.lines[0]
        came_back(plan_file, "Health", "plan-health.db")
        keyboard.main.reload()
        await keyboard.settle()
        assert "copy overdue" not in keyboard.lines[0]
    with open_plan(plan_file) as plan:
        assert overdue_copies(plan, today=TODAY) == 0


async def test_a_header_of_a_plan_with_nothing_overdue_says_nothing_of_copies(
    plan_file: Path,
) -> None:
    send(plan_file, "Health", SOON)
    async with at_keyboard(plan_file) as keyboard:
        assert "cop" not in keyboard.lines[0]
