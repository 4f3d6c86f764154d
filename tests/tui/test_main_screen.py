"""The main screen: what is chosen, filtered, sorted and marked, and where the cursor stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.changes import edit, rate, revise_due
from db.signature import Signature
from db.store import open_plan
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.watching import watch
from tests.tui.keyboard import SMALL, TODAY, Keyboard, action_id, at_keyboard, read_log

JONES = Signature("A Jones")


async def to_tree(keyboard: Keyboard, words: str) -> None:
    """Move the cursor of the tree to the line that begins with these words."""
    keys = keyboard.main.plan_tree._keys
    drawing = keyboard.main.plan_tree._drawing
    line = next(n for n, each in enumerate(drawing.lines) if each.text.startswith(words))
    await keyboard.press("tab", "tab") if keyboard.focus == "table" else None
    assert keyboard.focus == "tree"
    keyboard.main.plan_tree.move_to(keys[line])
    await keyboard.settle()


async def test_choosing_in_the_tree_filters_the_table_together_with_the_typed_filter(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        assert "All actions  33, latest first" in keyboard.text
        await keyboard.press("shift+tab", "down", "down", "down", "down")
        assert "Thames Valley Police  4 of 33, latest first" in keyboard.text
        assert len(keyboard.references) == 4
        await keyboard.press("enter", "slash")
        await keyboard.type("training")
        assert "“training”, Thames Valley" in keyboard.text
        left = keyboard.references
        assert 0 < len(left) < 4
        assert f"{len(left)} of 33" in keyboard.text
        await keyboard.press("enter")
        assert keyboard.references == left
        assert keyboard.focus == "table"
        await keyboard.press("escape")
        assert "Thames Valley Police  4 of 33" in keyboard.text
        await keyboard.press("escape")
        assert "All actions  33, latest first" in keyboard.text
        await keyboard.press("escape")
        assert keyboard.notice == "There is nothing to go back from; q quits"


async def test_standing_views_and_leads_filter_the_table(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        for kind, name, title, number in (
            ("view", "overdue", "Overdue", 28),
            ("view", "unrated", "Unrated", 29),
            ("view", "closed", "Closed", 4),
            ("view", "silent", "No update in 30 days", 29),
            ("lead", "Jane Hannon", "Led by Jane Hannon", 5),
        ):
            keyboard.main.go_to((kind, name))
            await keyboard.settle()
            assert len(keyboard.references) == number
            assert f"{title}  {number} of 33" in keyboard.text
        keyboard.main.go_to(("view", "due-soon"))
        await keyboard.settle()
        assert "Due in 30 days: no action" in keyboard.text
        for key in ("space", "x", "2", "e", "y", "v", "d", "p"):
            await keyboard.press(key)
            assert keyboard.notice.startswith("There is no action here"), key
        assert not keyboard.log()


async def test_a_filter_that_finds_nothing_says_so_and_esc_gives_it_up(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("slash")
        await keyboard.type("zebra [/b]")
        assert "No action has “zebra [/b]” here; esc clears" in keyboard.text
        await keyboard.press("escape")
        assert len(keyboard.references) == 33
        assert keyboard.focus == "table"
        assert not keyboard.main.query("FilterLine")


async def test_the_filter_line_swallows_letters_and_lets_go_to_help_and_palette(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("slash")
        await keyboard.type("qx2tue")
        assert keyboard.screen == "MainScreen"
        assert not keyboard.log()
        await keyboard.press("f1")
        assert keyboard.screen == "HelpScreen"
        await keyboard.press("escape")
        await keyboard.press("escape", "escape", "j")
        assert keyboard.main.table.cursor == 1
        await keyboard.press("slash")
        await keyboard.type("audit")
        await keyboard.press("down", "down", "G")
        assert keyboard.focus == "table"
        assert keyboard.row == keyboard.references[-1]


async def test_the_cursor_stays_on_its_action_whatever_reloads(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.go_to("7")
        await keyboard.press("s", "r")
        assert keyboard.screen == "MainScreen"
        assert keyboard.row == "7"
        await keyboard.press("s", "d")
        for harm in ("rate", "revise"):
            with open_plan(plan_file) as plan:
                if harm == "rate":
                    ids = {action_id(plan_file, "1"): "significant-risk"}
                    rate(plan, ids, by=JONES, today=TODAY)
                else:
                    ids_ = [action_id(plan_file, each) for each in ("1", "23", "26")]
                    revise_due(plan, ids_, TODAY.replace(month=12), by=JONES, reason="later")
            await watch(keyboard.app, keyboard.app.at_desk)
            await keyboard.settle()
            assert keyboard.row == "7"
            assert keyboard.notice.startswith("A Jones meanwhile: action ")
        await keyboard.press("slash")
        await keyboard.type("safeguarding\n")
        assert keyboard.row == "7"
        await keyboard.press("x", "u", "U")
        assert keyboard.row == "7"
        assert "7  Public Health" in keyboard.text


async def test_a_row_that_leaves_the_view_leaves_the_cursor_on_the_next(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        keyboard.main.go_to(("view", "unrated"))
        await keyboard.settle()
        first, second = keyboard.references[:2]
        assert keyboard.row == first
        await keyboard.press("x")
        assert keyboard.row == second
        await keyboard.press("x", "x")
        assert [row.reference for row in keyboard.log()][:2] == [first, second]


async def test_n_walks_the_overdue_actions_around(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("s")
        await keyboard.press("down", "home", "enter")
        order = keyboard.references
        assert order[:3] == ["1", "2", "3"]
        await keyboard.press("n")
        assert keyboard.row == "3"  # 2 is completed
        await keyboard.press("N", "N")
        assert keyboard.row == "34"
        await keyboard.press("n")
        assert keyboard.row == "1"


async def test_marks_apply_to_what_is_shown_and_are_counted(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("space", "space", "down", "space")
        assert "3 marked" in keyboard.text
        await keyboard.press("slash")
        await keyboard.type("dashboard\n")
        assert "1 marked" in keyboard.text
        await keyboard.press("escape", "escape")
        assert "marked" not in keyboard.text
        await keyboard.press("asterisk")
        assert "33 marked" in keyboard.text
        await keyboard.press("asterisk")
        assert "marked" not in keyboard.text


async def test_panes_are_walked_entered_left_and_maximised(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        assert keyboard.focus == "table"
        await keyboard.press("tab")
        assert keyboard.focus == "detail"
        await keyboard.press("tab")
        assert keyboard.focus == "tree"
        await keyboard.press("shift+tab", "shift+tab", "enter")
        assert keyboard.focus == "detail"
        await keyboard.press("z")
        assert keyboard.lines[2].startswith(" 1  Children's Social Care")
        assert "AGENCIES" not in keyboard.text
        await keyboard.press("tab")
        assert "AGENCIES" in keyboard.text
        await keyboard.press("escape")
        assert keyboard.focus == "table"
        assert "AGENCIES" in keyboard.text
        assert "Ref" in keyboard.text
        await keyboard.press("z", "z")
        assert "AGENCIES" in keyboard.text


async def test_at_80_columns_the_detail_is_a_screen_of_its_own(plan_file: Path) -> None:
    async with at_keyboard(plan_file, size=SMALL) as keyboard:
        assert "FINDING" not in keyboard.text
        await keyboard.press("enter")
        assert "FINDING" in keyboard.text
        assert "AGENCIES" not in keyboard.text
        await keyboard.press("2")
        assert keyboard.screen == "ReasonLine"
        await keyboard.press("enter")
        assert "Rated action 1 Significant risk" in keyboard.notice
        await keyboard.press("escape")
        assert "AGENCIES" in keyboard.text
        await keyboard.press("tab")
        assert keyboard.focus == "tree"


async def test_copying_takes_the_whole_action(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("y")
        assert keyboard.notice == "Copied action 1"
        assert "Dashboard data to be uploaded" in keyboard.app.clipboard
        assert "PROGRESS" in keyboard.app.clipboard


async def test_the_palette_leads_to_commands_agencies_views_leads_and_actions(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("ctrl+p")
        await keyboard.type("youth offending\n")
        assert "Youth Offending Team  4 of 33" in keyboard.text
        await keyboard.press("ctrl+p")
        await keyboard.type("33 joint posts\n")
        assert keyboard.row == "33"
        assert "All actions  33" in keyboard.text
        await keyboard.press("ctrl+p")
        await keyboard.type("closed\n")
        assert "Closed  4 of 33" in keyboard.text
        await keyboard.press("ctrl+p")
        await keyboard.type("about this plan\n")
        assert keyboard.screen == "ReaderScreen"
        assert "GOVERNANCE" in keyboard.text
        await keyboard.press("r")
        assert (
            keyboard.notice == "r (rate) works in the list of actions, not here; ? shows the keys"
        )
        await keyboard.press("q")
        assert keyboard.screen == "MainScreen"
        await keyboard.press("ctrl+p")
        await keyboard.type("verify\n")
        assert "THE PLAN IS SOUND" in keyboard.text


async def test_the_history_of_the_plan_reads_as_sentences_newest_first(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("x", "down", "x", "h")
        assert keyboard.screen == "ReaderScreen"
        told = [line.strip(" ┃│•") for line in keyboard.lines if "•" in line]
        assert told[0].startswith("23  Rated Significant risk (was unrated) by J Smith, ")
        assert told[1].startswith("1  Rated Significant risk (was unrated) by J Smith, ")
        assert told[-1].startswith("Plan loaded from seed_plan.json by as published, ")


async def test_a_letter_that_means_nothing_says_so(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("W")
        assert keyboard.notice == "W does nothing; ? shows the keys"
        await keyboard.press("7")
        assert keyboard.notice.startswith("This plan's scheme has no rating at position 7")
        await keyboard.press("ctrl+c")
        assert keyboard.notice == "ctrl+c copies what is selected; ctrl+q quits"
        assert keyboard.app.return_value is None
        await keyboard.press("j")
        assert keyboard.notice == ""


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_quitting_asks_only_while_something_is_unsaved(plan_file: Path, key: str) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("2")
        await keyboard.type("because")
        await keyboard.press("escape", "down", key)
        assert keyboard.screen == "ConfirmDialog"
        assert "What you typed for action 1 is not saved" in keyboard.text
        await keyboard.press("enter")
        assert keyboard.app.return_value is None
        await keyboard.press(key, "y")
        assert keyboard.app.return_value == 0
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press(key)
        assert keyboard.app.return_value == 0


async def test_ctrl_q_quits_from_dialogs_forms_triage_and_help(plan_file: Path) -> None:
    for keys in (("f1",), ("t", "d"), ("ctrl+p",)):
        async with at_keyboard(plan_file) as keyboard:
            await keyboard.press(*keys, "ctrl+q")
            assert keyboard.app.return_value == 0, keys
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("e")
        await keyboard.type("typed")
        await keyboard.press("ctrl+q", "ctrl+q")
        assert keyboard.screen == "ConfirmDialog"
        await keyboard.press("n")
        assert keyboard.screen == "EditScreen"
        assert "typedFrontline" in keyboard.text
    assert not read_log(plan_file)


async def test_a_draft_is_thrown_away_only_on_purpose(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("p")
        await keyboard.type("not this")
        await keyboard.press("escape")
        assert not keyboard.header.saved
        await keyboard.press("down", "ctrl+p")
        await keyboard.type("discard\n")
        assert keyboard.notice == "Nothing is unsaved here; there is one for action 1"
        await keyboard.press("up", "ctrl+p")
        await keyboard.type("discard\n")
        assert "not this" in keyboard.text
        await keyboard.press("y")
        assert keyboard.header.saved
        await keyboard.press("p")
        assert "not this" not in keyboard.text


async def test_text_of_users_is_never_markup_and_never_steers_the_terminal(
    plan_file: Path,
) -> None:
    hostile = "[/b] [red]x[/] \u202eabc \u0301e\u0301 漢字 👩\u200d🚀 \u2028[link=http://x]"
    with open_plan(plan_file) as plan:
        one = action_id(plan_file, "1")
        changes: dict[str, str | None] = {"action": hostile, "finding": hostile}
        edit(plan, one, changes, by=Signature("A [/b][red]漢字\u202e"), today=TODAY, update=hostile)
    async with at_keyboard(plan_file, author="[/b] J") as keyboard:
        screens = [keyboard.text]
        for keys in (
            ("enter",), ("escape", "h"), ("escape", "t"), ("2",), ("escape", "p"), ("escape", "d"),
            ("escape", "v"), ("escape", "slash"), ("escape", "escape", "escape", "e"),
            ("escape", "ctrl+p"), ("escape", "2"),
        ):  # fmt: skip
            await keyboard.press(*keys)
            screens.append(keyboard.text)
        await keyboard.type("[/x] why\n")
        await keyboard.press("u")
        assert "[/x] why" not in keyboard.notice
        screens.append(keyboard.text)
        slot = DraftSlot(keyboard.app.at_desk.drafts, one, "progress")
        slot.put("", "", hostile + "\x1b[31mred\x07")
        await keyboard.press("q")
        screens.append(keyboard.text)
    for shown in screens:
        assert "\x1b" not in shown
        assert "\x07" not in shown
        assert "\u202e" not in shown
        assert "[/b]" in shown
    assert {len(line) <= 120 for line in screens[0].split("\n")} == {True}


async def test_the_mouse_sorts_chooses_and_presses(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        heading = keyboard.lines[3].index("Action") - 28
        await keyboard.pilot.click("#table", offset=(heading, 1))
        await keyboard.settle()
        assert "by action" in keyboard.text
        await keyboard.pilot.click("#table", offset=(heading, 1))
        await keyboard.settle()
        assert "by action, reversed" in keyboard.text
        await keyboard.pilot.click("#table", offset=(5, 4))
        await keyboard.settle()
        assert keyboard.row == keyboard.references[2]
        await keyboard.pilot.click("#tree", offset=(5, 2))
        await keyboard.settle()
        assert "Children's Social Care  6 of 33" in keyboard.text
        bar = keyboard.lines[-1]
        await keyboard.pilot.click("#keys", offset=(bar.index("triage"), 0))
        await keyboard.settle()
        assert keyboard.screen == "TriageScreen"


async def test_the_detail_keeps_up_with_a_held_key_and_is_right_once_it_is_let_go(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press(*["down"] * 40)
        assert keyboard.row == keyboard.references[-1]
        assert keyboard.main.detail.key == keyboard.main.table.cursor_key
        await keyboard.press(*["up"] * 3, "tab", *["down"] * 2)
        assert keyboard.main.detail.key == keyboard.main.table.cursor_key
        assert keyboard.main.detail.top_line == 2


async def test_where_there_is_room_for_one_pane_only_it_is_the_one_with_the_focus(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file, size=(30, 10)) as keyboard:
        assert "Ref" in keyboard.text
        assert "AGENCIES" not in keyboard.text
        await keyboard.press("tab")
        assert "AGENCIES" in keyboard.text
        assert "Ref" not in keyboard.text
        await keyboard.press("escape", "enter")
        assert "1  Children's Social Care" in keyboard.text
        await keyboard.press("escape", "slash")
        await keyboard.type("audit\n")
        await keyboard.press("escape")
        assert len(keyboard.references) == 33
        assert "Ref" in keyboard.text
