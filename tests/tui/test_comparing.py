"""What a board saw, in the app: points are marked and chosen, and the table is held against one."""

from __future__ import annotations

import asyncio
import shutil
from datetime import date
from pathlib import Path

import pytest

from db.changes import add_update, rate, revise_due
from db.chasing import record_chase, who_owes
from db.points import mark_point, reporting_points
from db.queries import actions_called
from db.signature import Signature
from db.store import open_plan
from jtai_tui.screens import watching
from tests.tui.keyboard import SMALL, TODAY, WIDE, Keyboard, at_keyboard

BY = Signature("J Smith")
MAY, JUNE = date(2020, 5, 12), date(2020, 6, 9)
HOSTILE = "Board [b]May[/b] \u202e[/x]"
SHOWN = "Board [b]May[/b] ⟨U+202E⟩[/x]"


@pytest.fixture
def seen(plan_file: Path) -> Path:
    """A plan that boards saw in May and in June: 1 became better in between, 3 worse since."""
    with open_plan(plan_file) as plan:
        ids = {each: next(iter(actions_called(plan, each))) for each in ("1", "3", "7")}

        def rated(reference: str, rating: str) -> None:
            rate(plan, {ids[reference]: rating}, by=BY, today=MAY, reason="as agreed")

        rated("1", "significant-risk")
        rated("3", "on-track")
        rated("7", "minor-risk")
        mark_point(plan, HOSTILE, by=BY, day=MAY)
        rated("1", "minor-risk")
        mark_point(plan, "Board June", by=BY, day=JUNE)
        rated("3", "significant-risk")
        for day in (date(2020, 8, 30), date(2020, 8, 15)):
            revise_due(plan, [ids["3"]], day, by=BY, reason="staff away")
    return plan_file


async def worked_out(keyboard: Keyboard) -> None:
    """Wait until what stands beside the actions is known for the log as it is."""
    desk = keyboard.app.at_desk
    while desk.beside is None or desk.beside.tip != desk.facts.tip or running(keyboard):
        await asyncio.sleep(0.002)
    await keyboard.settle()


def running(keyboard: Keyboard) -> bool:
    return any(each.name == "beside" and not each.is_finished for each in keyboard.main.workers)


def line_of(keyboard: Keyboard, reference: str) -> str:
    """Return an action's line, where the table stands alone."""
    lines = [line.lstrip("▌▏ ") for line in keyboard.lines]
    return next(line.rstrip("┃│ ") for line in lines if line.split()[:1] == [reference])


async def command(keyboard: Keyboard, name: str) -> None:
    keyboard.main.run_command(name)
    await keyboard.settle()


async def test_the_table_and_the_detail_say_where_actions_have_gone_since_a_board_saw_them(
    seen: Path,
) -> None:
    async with at_keyboard(seen, size=(120, 44)) as keyboard:
        await worked_out(keyboard)
        await keyboard.press("z")
        assert line_of(keyboard, "1").endswith("→ same")
        assert line_of(keyboard, "3").endswith("↓ worse")
        assert line_of(keyboard, "2").endswith("→ same")
        assert line_of(keyboard, "4").endswith("30 Jun 2020")  # unrated: nothing can be said
        await command(keyboard, "points")
        assert SHOWN in keyboard.text
        await keyboard.type("may")
        await keyboard.press("enter")
        await worked_out(keyboard)
        assert keyboard.notice == f"Compared with {HOSTILE} (12 May 2020)"
        assert "33, since 12 May 2020" in keyboard.lines[2]
        assert line_of(keyboard, "1").endswith("↑ better")
        await keyboard.press("z")
        await keyboard.go_to("1")
        told = " ".join(line.split("│")[-1].rstrip("┃").strip() for line in keyboard.lines)
        assert f"↑ better since {SHOWN} (12 May 2020); then Significant risk" in told
        await command(keyboard, "points")
        await keyboard.press("enter")
        await worked_out(keyboard)
        assert keyboard.notice == "Compared with Board June (9 Jun 2020)"
        assert "33, latest first" in keyboard.lines[2]


@pytest.mark.journey
async def test_revisions_are_a_column_for_whoever_wants_it_and_that_is_kept(seen: Path) -> None:
    async with at_keyboard(seen, size=(80, 44)) as keyboard:
        await worked_out(keyboard)
        assert "Revised" not in keyboard.text
        await command(keyboard, "revisions")
        await worked_out(keyboard)
        assert "Revised" in keyboard.lines[2]
        assert "2× +46 d" in line_of_table(keyboard, "3")
        assert '"revisions": true' in (seen.parent / "config" / "settings.json").read_text()
        await command(keyboard, "revisions")
        await worked_out(keyboard)
        assert "Revised" not in keyboard.text


def line_of_table(keyboard: Keyboard, reference: str) -> str:
    """Return an action's line of the table beside the tree."""
    lines = [line.partition("┃")[2] or line.partition("│")[2] for line in keyboard.lines]
    found = (line.lstrip("▌▏ ") for line in lines)
    return next(line for line in found if line.split()[:1] == [reference])


async def test_a_point_is_marked_in_the_app_and_a_name_is_given_once(plan_file: Path) -> None:
    async with at_keyboard(plan_file, size=SMALL) as keyboard:
        await command(keyboard, "points")
        assert keyboard.notice.startswith("No reporting point yet")
        await command(keyboard, "mark-point")
        assert "= Wed 1 Jul 2020, today: the plan as it stands" in keyboard.text
        await keyboard.paste("Board")
        await keyboard.press("enter")
        assert keyboard.notice == "Marked: Board (1 Jul 2020)"
        await worked_out(keyboard)
        assert "↕" not in keyboard.text  # no board of today has seen anything before
        await command(keyboard, "mark-point")
        await keyboard.paste("board")
        await keyboard.press("tab", "ctrl+u")
        await keyboard.type("9/6/20")
        assert "22 days ago: the plan as it stood then" in keyboard.text
        await keyboard.press("enter")
        assert "there is a reporting point Board (1 Jul 2020) already" in " ".join(
            keyboard.problem.casefold().replace("board (1 jul", "Board (1 Jul").split()
        )
        await keyboard.press("end")
        await keyboard.type(" June")
        await keyboard.press("enter")
        await worked_out(keyboard)
        assert "↕" in keyboard.text
    with open_plan(plan_file) as plan:
        assert [each.words for each in reporting_points(plan)] == [
            "board June (9 Jun 2020)",
            "Board (1 Jul 2020)",
        ]


@pytest.mark.journey
async def test_a_lead_who_was_chased_has_it_beside_the_name(seen: Path) -> None:
    with open_plan(seen) as plan:
        owes = who_owes(plan, today=date(2020, 6, 19), lead="Jonathan Eastwood")
        record_chase(plan, owes, by=BY, today=date(2020, 6, 19))
    async with at_keyboard(seen, size=WIDE) as keyboard:
        await worked_out(keyboard)
        keyboard.main.go_to(("lead", "Jonathan Eastwood"))
        await keyboard.settle()
        assert "1, chased 12 days ago, silent" in keyboard.lines[2]
        assert sum("chased 12 days ago, silent" in line for line in keyboard.lines) == 2
        with open_plan(seen) as plan:
            action = next(iter(actions_called(plan, "1")))
            add_update(plan, [action], "It is there", by=BY, day=TODAY)
        await keyboard.press("ctrl+p")
        await keyboard.press("escape")
        keyboard.app.at_desk.note()
        keyboard.main.reload()
        await worked_out(keyboard)
        assert "1, chased 12 days ago, answered today" in keyboard.lines[2]


@pytest.mark.journey
async def test_another_copy_in_its_place_has_its_own_points_and_none_of_the_old(
    seen: Path, made_seed: Path
) -> None:
    async with at_keyboard(seen) as keyboard:
        await worked_out(keyboard)
        assert "↕" in keyboard.text
        fresh = seen.with_name("fresh.db")
        shutil.copy(made_seed, fresh)
        fresh.replace(seen)
        await watching.watch(keyboard.app, keyboard.app.at_desk)
        await watching.watch(keyboard.app, keyboard.app.at_desk)
        await worked_out(keyboard)
        assert keyboard.notice  # it is told that an older copy lies there
        assert "↕" not in keyboard.text
