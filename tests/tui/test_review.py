"""The review: what came in, what is decided of it, and that nothing in it is lost or obeyed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.changes import add_update, edit
from db.merge import merge
from db.proposed import Choice, ProposedChange, Side, Standing
from db.ship import ship
from db.signature import Signature
from db.store import open_plan
from jtai_tui.commands import Place, commands_for
from jtai_tui.screens import reviewing
from jtai_tui.screens.watching import watch
from jtai_tui.widgets.blocks import laid_out, plain_text
from jtai_tui.widgets.comparison import comparison_blocks
from jtai_tui.widgets.review_bar import ReviewNumbers, bar_pieces
from tests.hostile_texts import TEXTS
from tests.tui.by_hand import AT, CAME_IN, NOT_THEIRS, ByHand, Wanted
from tests.tui.keyboard import SMALL, TODAY, WIDE, Keyboard, action_id, at_keyboard, read_log


@asynccontextmanager
async def reviewed(
    path: Path,
    wanted: Sequence[Wanted] = CAME_IN,
    *,
    size: tuple[int, int] = WIDE,
    author: str | None = "J Smith",
) -> AsyncIterator[Keyboard]:
    """Open the plan, and the review of what is wanted of it."""
    async with at_keyboard(path, size=size, author=author) as keyboard:
        made = ByHand(keyboard.app.at_desk.plan, wanted)
        keyboard.app.start(reviewing.review(keyboard.main, lambda _: made))
        await keyboard.settle()
        assert keyboard.screen == "ReviewScreen"
        yield keyboard


def here(keyboard: Keyboard) -> str | None:
    """The change under the cursor."""
    change = keyboard.app.screen.change_here  # type: ignore[attr-defined]
    return None if change is None else change.id


def standings(keyboard: Keyboard) -> dict[str, str]:
    """How each change stands, in the order of the list."""
    changes = keyboard.app.screen._changes  # type: ignore[attr-defined]
    return {each.id: str(each.standing) for each in changes.values()}


async def test_changes_come_conflicts_first_grouped_by_agency_and_action(plan_file: Path) -> None:
    async with reviewed(plan_file) as keyboard:
        assert keyboard.lines[0].startswith(
            " REVIEW  6 changes from plan-health.db · 3 conflicts wait · 3 open"
        )
        await keyboard.press("z")
        shown = [line.strip("▌ ┃") for line in keyboard.lines]
        first = shown.index("Public Health / CNWL  2 in conflict")
        assert shown[first + 1].startswith("7    1. New systems for monitoring caseloads")
        assert shown[first + 2].startswith("! conflict  Timescale")
        assert shown[first + 3].startswith("! conflict  Action")
        rest = shown.index("Youth Offending Team  2 changes")
        assert max(n for n, line in enumerate(shown) if "conflict" in line) < rest
        assert shown[rest + 1].startswith("23   Report to Strategic Board")
        assert shown[rest + 2].split() == [
            "?", "open", "Timescale", "End", "September", "2020", "R", "Mwangi",
        ]  # fmt: skip
        assert list(standings(keyboard).values()) == ["conflict"] * 3 + ["open"] * 3


async def test_base_ours_and_theirs_stand_side_by_side_with_who_when_and_why(
    plan_file: Path,
) -> None:
    async with reviewed(plan_file) as keyboard:
        head = next(n for n, line in enumerate(keyboard.lines) if "BASE" in line)
        columns = [line.split("│") for line in keyboard.lines[head : head + 4]]
        assert [part.strip() for part in columns[0]] == ["BASE", "OURS", "THEIRS"]
        assert columns[1][0].startswith(" as published, 28 Jun 2020")
        assert columns[1][1].startswith(" J Smith, 28 Jun 2020")
        assert columns[1][2].startswith(" R Mwangi, 28 Jun 2020")
        assert [part.strip() for part in columns[2]] == [
            "End May 2020", "End June 2020", "End July 2020",
        ]  # fmt: skip
        assert columns[3][1].strip() == "Why: agreed on Monday"
        assert "both sides have changed it; ours stands until you decide" in keyboard.text


async def test_what_is_doubtful_is_marked_in_the_list_and_said(plan_file: Path) -> None:
    async with reviewed(plan_file) as keyboard:
        line = next(line for line in keyboard.lines if "Spring 2021" in line)
        assert line.rstrip("┃ ").endswith("⚠")
        assert sum("⚠" in each for each in keyboard.lines) == 1
        while here(keyboard) != "2.timescale":
            await keyboard.press("down")
        assert f" ⚠ {NOT_THEIRS}" in keyboard.lines
        while here(keyboard) != "26.rating":
            await keyboard.press("up")
        assert "The rule says Significant risk." in keyboard.text


async def test_theirs_is_taken_and_ours_kept_with_a_key_each_and_the_cursor_goes_on(
    plan_file: Path,
) -> None:
    async with reviewed(plan_file) as keyboard:
        order = list(standings(keyboard))
        assert here(keyboard) == "7.timescale"
        await keyboard.press("x")
        assert (
            keyboard.notice
            == "Took theirs: Action 7: Timescale; 2 conflicts and 3 proposed changes wait"
        )
        assert keyboard.cell("7", "timescale") == "End July 2020"
        assert here(keyboard) == "7.action"
        await keyboard.press("m")
        assert keyboard.notice.startswith("Kept ours: Action 7: Action; 1 conflict and 3 proposed")
        assert list(standings(keyboard)) == order
        assert standings(keyboard)["7.timescale"] == "taken"
        assert standings(keyboard)["7.action"] == "kept"
        assert " Public Health / CNWL  0 of 2 in conflict" in keyboard.text
        assert here(keyboard) == "26.rating"
        assert "· 1 conflict waits · 3 open · 1 taken · 1 kept" in keyboard.lines[0]
        assert "✓ taken     Timescale" in keyboard.text
        assert "– kept      Action" in keyboard.text
        await keyboard.press("g")
        assert "✓ taken: theirs stands in the plan" in keyboard.text


async def test_a_rating_that_needs_a_reason_asks_for_one(plan_file: Path) -> None:
    async with reviewed(plan_file) as keyboard:
        while here(keyboard) != "26.rating":
            await keyboard.press("down")
        await keyboard.press("x")
        assert keyboard.screen == "ReasonLine"
        assert "Milder than the dates suggest" in keyboard.text
        await keyboard.press("escape")
        assert keyboard.notice == "Nothing was changed"
        assert not keyboard.log()
        await keyboard.press("x")
        await keyboard.type("they met in June\n")
        assert keyboard.screen == "ReviewScreen"
        assert standings(keyboard)["26.rating"] == "taken"
    row = read_log(plan_file)[0]
    assert (row.new, row.reason, row.author) == ("on-track", "they met in June", "J Smith")


async def test_what_is_marked_is_decided_in_one_command_and_undone_in_one(plan_file: Path) -> None:
    async with reviewed(plan_file) as keyboard:
        await keyboard.press("space", "space", "G", "k")
        marked = here(keyboard)
        assert marked == "23.timescale"
        await keyboard.press("space")
        assert "3 marked" in keyboard.lines[0]
        await keyboard.press("x")
        assert keyboard.notice == "Took theirs: 3 changes; 1 conflict and 2 proposed changes wait"
        assert "marked" not in keyboard.lines[0]
        batches = {row.batch for row in keyboard.log()}
        assert len(batches) == 1
        await keyboard.press("u")
        assert list(standings(keyboard).values()) == ["conflict"] * 3 + ["open"] * 3
        assert here(keyboard) == "7.timescale"
        assert keyboard.notice.startswith("Undone: ")
        await keyboard.press("U")
        assert list(standings(keyboard).values()).count("taken") == 3


async def test_all_are_marked_and_unmarked_with_a_star(plan_file: Path) -> None:
    plain = [each for each in CAME_IN if each.field != "rating"]
    async with reviewed(plan_file, plain) as keyboard:
        await keyboard.press("*")
        assert "4 marked" in keyboard.lines[0]
        await keyboard.press("*")
        assert "marked" not in keyboard.lines[0]
        await keyboard.press("*", "m")
        assert keyboard.notice == "Kept ours: 4 changes; nothing waits any more"
        assert set(standings(keyboard).values()) == {"kept"}
        await keyboard.press("escape")
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice == ""


async def test_a_third_value_is_written_and_its_draft_outlasts_esc(plan_file: Path) -> None:
    async with reviewed(plan_file) as keyboard:
        await keyboard.press("e")
        assert keyboard.screen == "ThirdDialog"
        assert "Theirs  End July 2020" in keyboard.text
        assert "▌ End June 2020" in keyboard.text
        await keyboard.press("ctrl+k")
        await keyboard.type("Mid July 2020")
        await keyboard.press("escape")
        assert "unsaved" in keyboard.lines[0]
        await keyboard.press("e")
        assert "Mid July 2020" in keyboard.text
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "ReviewScreen"
        assert standings(keyboard)["7.timescale"] == "other"
        assert keyboard.notice.startswith(
            "Another value: Action 7: Timescale; 2 conflicts and 3 proposed"
        )
        assert "unsaved" not in keyboard.lines[0]
        await keyboard.press("g")
        assert "THE PLAN NOW" in keyboard.text
        assert "Mid July 2020" in keyboard.text
    assert [row.new for row in read_log(plan_file)] == ["Mid July 2020"]


async def test_a_third_value_that_is_refused_comes_back_with_the_reason(plan_file: Path) -> None:
    async with reviewed(plan_file) as keyboard:
        await keyboard.press("e", "ctrl+k", "ctrl+s")
        assert keyboard.screen == "ThirdDialog"
        assert keyboard.problem
        await keyboard.type("Autumn")
        await keyboard.press("ctrl+s")
        assert keyboard.cell("7", "timescale") == "Autumn"


async def test_whoever_writes_theirs_or_ours_has_taken_or_kept_it(plan_file: Path) -> None:
    async with reviewed(plan_file) as keyboard:
        await keyboard.press("e", "ctrl+k")
        await keyboard.type("End July 2020")
        await keyboard.press("ctrl+s")
        assert keyboard.notice.startswith("Took theirs: Action 7: Timescale")
        assert here(keyboard) == "7.action"
        await keyboard.press("e", "ctrl+s")
        assert keyboard.notice.startswith("Kept ours: Action 7: Action")


async def test_a_third_rating_is_picked_by_its_letter(plan_file: Path) -> None:
    async with reviewed(plan_file) as keyboard:
        while here(keyboard) != "26.rating":
            await keyboard.press("down")
        await keyboard.press("e")
        assert keyboard.screen == "RatingPicker"
        await keyboard.press("r")
        assert standings(keyboard)["26.rating"] == "other"
    assert [row.new for row in read_log(plan_file)] == ["significant-risk"]


async def test_a_key_that_cannot_be_done_says_why(plan_file: Path) -> None:
    only = (
        Wanted("7", "timescale", "End July 2020", choices=(Choice.THEIRS,)),
        Wanted("23", "timescale", "Never", choices=()),
        Wanted("26", "timescale", "Soon"),
    )
    async with reviewed(plan_file, only) as keyboard:
        await keyboard.press("m")
        assert keyboard.notice == "Ours can't be kept here; x takes theirs"
        await keyboard.press("e")
        assert keyboard.notice == "This can't be given another value here; x takes theirs"
        await keyboard.press("x")
        assert here(keyboard) == "23.timescale"
        await keyboard.press("x")
        assert keyboard.notice == "Theirs can't be taken here; there is nothing to decide"
        await keyboard.press("k", "x")
        assert keyboard.notice == "Theirs stands in the plan already"
        await keyboard.press("asterisk", "e")
        assert keyboard.notice.startswith("3 are marked; only one at a time")
        await keyboard.press("m")
        assert keyboard.notice == (
            "Kept ours: Action 26: Timescale (2 can't be, and stay marked); 1 proposed change waits"
        )
        await keyboard.press("m")
        assert keyboard.notice == "None of the 2 that are marked can be decided so"
        await keyboard.press("s")
        assert keyboard.notice.startswith("s (sort) works in the list of actions, not here")


async def test_a_plan_that_may_only_be_read_is_reviewed_and_not_changed(plan_file: Path) -> None:
    plan_file.chmod(0o444)
    plan_file.parent.chmod(0o555)
    try:
        async with at_keyboard(plan_file) as keyboard:
            if not keyboard.app.at_desk.plan.read_only:
                pytest.skip("whoever runs this may write everywhere")
            made = ByHand(keyboard.app.at_desk.plan, CAME_IN)
            keyboard.app.start(reviewing.review(keyboard.main, lambda _: made))
            await keyboard.settle()
            assert "read-only" in keyboard.lines[0]
            await keyboard.press("x")
            assert "read" in keyboard.notice
            assert standings(keyboard)["7.timescale"] == "conflict"
    finally:
        plan_file.parent.chmod(0o755)


async def test_the_cursor_stays_on_its_change_whatever_others_do(plan_file: Path) -> None:
    async with reviewed(plan_file) as keyboard:
        await keyboard.press("G")
        before, order = here(keyboard), list(standings(keyboard))
        with open_plan(plan_file) as plan:
            edit(
                plan, action_id(plan_file, "7"), {"timescale": "End July 2020"},
                by=Signature("A Jones"), today=TODAY, reason="later",
            )  # fmt: skip
        await watch(keyboard.app, keyboard.app.at_desk)
        await keyboard.settle()
        assert here(keyboard) == before
        assert list(standings(keyboard)) == order
        assert standings(keyboard)["7.timescale"] == "taken"
        assert "A Jones meanwhile" in keyboard.notice


async def test_the_order_is_made_anew_when_the_review_is_opened_again(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        made = ByHand(keyboard.app.at_desk.plan, CAME_IN)
        keyboard.app.start(reviewing.review(keyboard.main, lambda _: made))
        await keyboard.settle()
        await keyboard.press("x", "q")
        keyboard.app.start(reviewing.review(keyboard.main, lambda _: made))
        await keyboard.settle()
        assert list(standings(keyboard).values())[:3] == ["conflict", "conflict", "taken"]
        assert here(keyboard) == "7.action"


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_whoever_leaves_is_told_what_still_waits(plan_file: Path, key: str) -> None:
    async with reviewed(plan_file) as keyboard:
        await keyboard.press("x", "tab", key)
        assert keyboard.screen == "ReviewScreen"
        await keyboard.press("space", key, key)
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice == "2 conflicts and 3 proposed changes wait; i goes on with them"
        assert keyboard.cell("7", "timescale") == "End July 2020"


async def test_enter_goes_to_the_action_in_the_plan(plan_file: Path) -> None:
    async with reviewed(plan_file) as keyboard:
        await keyboard.press("G", "enter")
        assert keyboard.screen == "MainScreen"
        assert keyboard.row == "23"
        assert keyboard.focus == "table"
        assert keyboard.notice.startswith("3 conflicts and 3 proposed changes wait")


async def test_the_palette_goes_to_a_change_and_help_shows_the_keys(plan_file: Path) -> None:
    async with reviewed(plan_file, size=(120, 100)) as keyboard:
        await keyboard.press("ctrl+p")
        await keyboard.type("strategic board\n")
        assert here(keyboard) == "23.timescale"
        await keyboard.press("ctrl+p")
        await keyboard.type("keep ours\n")
        assert standings(keyboard)["23.timescale"] == "kept"
        await keyboard.press("question_mark")
        assert "Help for the review" in keyboard.text
        for each in commands_for(Place.REVIEW):
            assert " ".join(each.help.split()[:3]) in keyboard.text, each.id
        await keyboard.press("escape", "y")
        assert keyboard.notice.startswith("Copied: Action ")
        assert "BASE" in keyboard.app.clipboard


@pytest.mark.parametrize("size", [SMALL, (60, 20), (30, 12)])
async def test_a_small_terminal_loses_no_function(plan_file: Path, size: tuple[int, int]) -> None:
    async with reviewed(plan_file, size=size) as keyboard:
        assert "conflict" in keyboard.text
        assert max(map(len, keyboard.lines)) <= size[0]
        await keyboard.press("tab", "z")
        assert keyboard.focus == "comparison"
        await keyboard.press("g")
        seen = keyboard.text
        for _ in range(12):
            await keyboard.press("pagedown")
            seen += keyboard.text
        for word in ("BASE", "OURS", "THEIRS", "End May 2020", "End July 2020", "agreed on Monday"):
            assert word in seen, word
        await keyboard.press("x")
        assert standings(keyboard)["7.timescale"] == "taken"
        await keyboard.press("tab")
        assert keyboard.focus == "list"
        await keyboard.press("z", "e", "escape", "space", "m", "escape")
        assert keyboard.screen == "MainScreen"


async def test_three_columns_are_legible_in_80_cells(plan_file: Path) -> None:
    async with reviewed(plan_file, size=SMALL) as keyboard:
        line = next(line for line in keyboard.lines if "BASE" in line)
        assert [part.strip("┃ ") for part in line.split("│")] == ["BASE", "OURS", "THEIRS"]


async def test_with_nothing_to_review_every_key_says_so(plan_file: Path) -> None:
    async with reviewed(plan_file, ()) as keyboard:
        assert "Nothing came in that waits to be looked at" in keyboard.text
        for key in ("x", "m", "e", "space", "enter", "y"):
            await keyboard.press(key)
            assert keyboard.notice.lower().startswith(("there is nothing here", "nothing came in"))
            assert keyboard.screen == "ReviewScreen"
        await keyboard.press("asterisk", "u")
        assert keyboard.screen == "ReviewScreen"
        await keyboard.press("q")
        assert keyboard.screen == "MainScreen"


async def test_a_decision_asks_for_a_name_once(plan_file: Path) -> None:
    async with reviewed(plan_file, author=None) as keyboard:
        await keyboard.press("x")
        assert keyboard.screen == "AuthorDialog"
        await keyboard.type("P Shah\n")
        await keyboard.press("m")
        assert list(standings(keyboard).values())[:2] == ["taken", "kept"]
    assert {row.author for row in read_log(plan_file)} == {"P Shah"}


NASTY = {
    **{name: text for name, text in TEXTS.items() if "\ud800" not in text},
    "markup": "[/old] [bold]x[/] [link=http://example.org]here[/link] [@click=app.quit]q[/]",
    "marks": "e" + "\u0301" * 40,
}


def nasty(text: str, standing: Standing = Standing.OTHER) -> ProposedChange:
    """A change in which everything that somebody else wrote is this text."""
    return ProposedChange(
        id="one", what=text, field="finding", base=Side(f"before {text}", text, AT, text),
        ours=Side(f"{text} ours", text, AT, text), theirs=Side(text, text, AT, text), now=text,
        source=text, standing=standing, agency=text, action="no such action", reference=text,
        about=text, rule=text, marks=(text, text),
    )  # fmt: skip


class Nasty(ByHand):
    """Proposals full of a text."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.values = tuple(
            replace(nasty(text), id=f"{number}") for number, text in enumerate(texts)
        )

    def read(self, *, today: date) -> tuple[ProposedChange, ...]:
        """Return the changes."""
        del today
        return self.values


@pytest.mark.parametrize("name", NASTY)
def test_no_text_steers_hides_or_overflows(name: str) -> None:
    for signs in (False, True):
        blocks = comparison_blocks(nasty(NASTY[name]), signs=signs)
        for width in (30, 78, 118):
            for line in laid_out(blocks, width):
                said = "".join(text for text, _ in line)
                assert said.isprintable(), (name, said)
        assert "\x1b" not in plain_text(blocks)
    numbers = ReviewNumbers(NASTY[name], {Standing.CONFLICT: 2}, 1, NASTY[name])
    assert all(text.isprintable() for text, _ in bar_pieces(numbers, 80))


@pytest.mark.journey
@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_hostile_texts_are_shown_and_never_obeyed(
    plan_file: Path, size: tuple[int, int]
) -> None:
    async with at_keyboard(plan_file, size=size) as keyboard:
        made = Nasty(list(NASTY.values()))
        keyboard.app.start(reviewing.review(keyboard.main, lambda _: made))
        await keyboard.settle()
        for _ in NASTY:
            assert all(line.isprintable() for line in keyboard.lines)
            await keyboard.press("y", "down")
        await keyboard.press("enter")
        assert keyboard.notice.startswith("This action is not in the plan")
        await keyboard.press("e")
        assert keyboard.screen == "ThirdDialog"
        assert all(line.isprintable() for line in keyboard.lines)
        await keyboard.press("escape", "q")
        assert keyboard.screen == "MainScreen"


def test_words_that_changed_are_marked_by_more_than_colour() -> None:
    change = replace(
        nasty("x"), base=Side("by the old board"), ours=Side("by the old board"),
        theirs=Side("by the new board, monthly"), what="Finding", reference="7",
    )  # fmt: skip
    shown = plain_text(comparison_blocks(change, signs=True))
    assert "by the [-old board-]" in shown
    assert "by the [+new board," in shown
    tones = {
        text: tone
        for line in laid_out(comparison_blocks(change), 120)
        for text, tone in line
        if tone in ("new", "gone")
    }
    assert tones == {"old board": "gone", "new board, monthly": "new"}


def merged(file: Path) -> None:
    """Let a plan take in a copy that was changed, while it was changed itself."""
    mine, theirs = Signature("J Smith"), Signature("R Mwangi")
    copy, seven, two = file.with_name("health.db"), action_id(file, "7"), action_id(file, "2")
    with open_plan(file) as plan:
        ship(plan, copy, to="Health", by=mine)
        edit(plan, seven, {"action": "Systems for some caseloads"}, by=mine, today=TODAY)
    with open_plan(copy) as plan:
        edit(plan, seven, {"action": "Systems for all caseloads"}, by=theirs, today=TODAY)
        edit(plan, two, {"finding": "Written [anew]"}, by=theirs, today=TODAY)
        add_update(plan, [two], "Met in June.", by=theirs, day=TODAY)
    with open_plan(file) as plan:
        merge(plan, [copy], by=mine)


async def test_what_a_merge_brought_is_reviewed_from_the_main_screen(plan_file: Path) -> None:
    merged(plan_file)
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("i")
        assert keyboard.lines[0].startswith(" REVIEW  3 changes from health.db")
        assert list(standings(keyboard).values()) == ["conflict", "taken", "taken"]
        await keyboard.press("x")
        assert keyboard.cell("7", "action") == "Systems for all caseloads"
        await keyboard.press("u")
        assert keyboard.cell("7", "action") == "Systems for some caseloads"
        assert list(standings(keyboard).values()) == ["conflict", "taken", "taken"]
        await keyboard.press("q")
        assert keyboard.notice == "1 conflict waits; i goes on with them"
        await keyboard.press("i", "e", "ctrl+k")
        await keyboard.type("Systems for most")
        await keyboard.press("ctrl+s")
        assert keyboard.screen == "ReviewScreen"
        assert keyboard.cell("7", "action") == "Systems for most"
        await keyboard.press("asterisk", "m")
        assert keyboard.notice.startswith("Kept ours: 3 changes; nothing waits any more")
        assert keyboard.cell("7", "action") == "Systems for some caseloads"
        assert "Written" not in (keyboard.cell("2", "finding") or "")
        await keyboard.press("enter")
        assert keyboard.row in {"2", "7"}


async def test_where_nothing_came_in_the_review_is_empty(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await keyboard.press("i")
        assert "Nothing came in that waits to be looked at" in keyboard.text
        await keyboard.press("q")
        assert keyboard.screen == "MainScreen"
