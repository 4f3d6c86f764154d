"""The panes of the main screen in a running app, at 120x40 and at 80x24."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from textual.events import MouseScrollDown
from textual.pilot import Pilot
from textual.widget import Widget

from db.selection import SortKey, View
from jtai_tui.commands import Place, command
from jtai_tui.widgets.action_table import PAGE
from jtai_tui.widgets.blocks import Heading, Prose
from jtai_tui.widgets.key_bar import KeyBar
from jtai_tui.widgets.plan_header import PlanHeader
from tests.tui.widget_host import WidgetHost

WIDE, NARROW = (120, 40), (80, 24)


@asynccontextmanager
async def running(
    size: tuple[int, int] = WIDE, **options: Any
) -> AsyncIterator[tuple[WidgetHost, Pilot[None]]]:
    host = WidgetHost(**options)
    async with host.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield host, pilot


def lines_of(widget: Widget) -> list[str]:
    return [widget.render_line(y).text for y in range(widget.size.height)]


def line_with(widget: Widget, text: str) -> str:
    return next(line for line in lines_of(widget) if text in line)


def place_of(widget: Widget, text: str) -> tuple[int, int]:
    """Return column and row of a text in a widget, for a click."""
    for y, line in enumerate(lines_of(widget)):
        if text in line:
            return line.index(text), y
    raise AssertionError(text)


def assert_lines_fill_their_panes(host: WidgetHost) -> None:
    for pane in host.query("PlanTree, ActionTable, Reader, PlanHeader, KeyBar"):
        for y in range(pane.size.height):
            assert pane.render_line(y).cell_length == pane.size.width


async def test_a_wide_screen_shows_tree_table_and_detail() -> None:
    async with running() as (host, _):
        assert_lines_fill_their_panes(host)
        assert lines_of(host.tree)[0].startswith(" AGENCIES")
        assert lines_of(host.table)[0].startswith(" ALL ACTIONS  33 of 33, latest first")
        assert "Late↓" in lines_of(host.table)[1]
        assert lines_of(host.table)[2].startswith("▌ 1    ▼ R?      123 Dashboard")
        assert lines_of(host.detail)[0].startswith(" 1  Children's Social Care")
        assert "28 overdue" in lines_of(host.query_one(PlanHeader))[0]
        assert "? help" in lines_of(host.query_one(KeyBar))[0]


async def test_a_narrow_screen_keeps_tree_and_table_with_what_matters() -> None:
    async with running(NARROW) as (host, _):
        assert_lines_fill_their_panes(host)
        assert not host.detail.display
        assert line_with(host.tree, "All actions").endswith("33 28!┃")
        shown = line_with(host.table, "Dashboard")
        for part in (" 1 ", "▼ R?", "123", "Dashboard data"):
            assert part in shown


async def test_moving_the_cursor_highlights_and_enter_chooses() -> None:
    async with running() as (host, pilot):
        host.heard.clear()
        await pilot.press("j", "enter")
        assert host.heard == [("highlighted", "action-21"), ("chosen", "action-21")]
        await pilot.press("k", "G", "g")
        assert [key for _, key in host.heard[2:]] == ["action-0", host.table.ids[-1], "action-0"]


async def test_the_cursor_stays_on_its_action_and_its_height_when_rows_move() -> None:
    async with running(NARROW) as (host, pilot):
        table = host.table
        await pilot.press("G")
        key, height = table.cursor_key, table.cursor - table.top_line
        ids = tuple(each for each in table.ids if each not in table.ids[3:8])
        host.heard.clear()
        host.show(ids)
        await pilot.pause()
        assert table.cursor_key == key
        assert table.cursor - table.top_line == height
        assert host.heard == []
        host.show(tuple(reversed(ids)))
        assert table.cursor_key == key
        assert table.cursor == 0


async def test_the_cursor_stays_on_its_line_where_its_action_is_gone_or_unknown() -> None:
    async with running() as (host, pilot):
        table = host.table
        table.move_to("action-6")
        line = table.cursor
        ids = tuple(each for each in table.ids if each != "action-6")
        host.show(ids)
        await pilot.pause()
        assert table.cursor == line
        assert table.cursor_key == ids[line]
        assert host.heard[-1] == ("highlighted", ids[line])
        host.table.show(host.table.ids, cursor="action-9")
        assert host.table.cursor_key == "action-9"
        assert not host.table.move_to("no-such-action")
        assert host.table.cursor_key == "action-9"


async def test_an_empty_table_says_why_and_no_key_fails() -> None:
    async with running() as (host, pilot):
        host.show(())
        await pilot.press("down", "pageup", "G", "enter")
        assert host.table.cursor_key is None
        assert host.heard[-1] == ("highlighted", None)
        assert "No action is overdue" in line_with(host.table, "overdue")
        assert "".join(lines_of(host.detail)).strip() == ""
        host.show(("action-3",))
        assert host.table.cursor_key == "action-3"


async def test_rows_are_fetched_a_page_or_two_at_a_time() -> None:
    async with running(many=100_000) as (host, pilot):
        asked = host.plan.asked
        assert sum(asked) <= 2 * PAGE
        asked.clear()
        await pilot.press("G")
        assert host.table.cursor_row is not None
        assert host.table.cursor_row.reference == "100000"
        assert sum(asked) <= 2 * PAGE
        asked.clear()
        await pilot.press("up", "up")
        assert asked == []
        host.table.move_to("50000")
        await pilot.pause()
        assert sum(asked) <= 2 * PAGE
        assert len(asked) <= 2


async def test_rows_are_fetched_anew_when_asked_and_one_that_is_gone_is_an_empty_line() -> None:
    async with running() as (host, pilot):
        changed = replace(host.plan.rows["action-0"], action="Dashboard is live")
        host.plan.rows["action-0"] = changed
        host.plan.asked.clear()
        host.table.refresh_rows(["action-0"])
        await pilot.pause()
        assert "Dashboard is live" in lines_of(host.table)[2]
        assert host.plan.asked == [1]
        host.table.refresh_rows()
        await pilot.pause()
        assert sum(host.plan.asked) == 1 + 33
        host.table.use(host.made.SCHEME, lambda ids: [])
        await pilot.pause()
        assert lines_of(host.table)[3].strip(" │") == ""


async def test_hostile_text_shows_as_typed_everywhere() -> None:
    async with running() as (host, pilot):
        hostile = "[/old] see [ref 4] \x1b[31m"
        row = host.plan.rows["action-0"]
        host.plan.rows["action-0"] = replace(row, action=hostile, finding=hostile, agency=hostile)
        host.show(host.table.ids)
        host.detail.show("again", host.made.blocks(host.plan, "action-0"))
        host.table.retitle(hostile, hostile)
        host.query_one(KeyBar).notice = hostile
        await pilot.pause()
        for pane in (host.table, host.detail, host.query_one(KeyBar)):
            text = "\n".join(lines_of(pane))
            assert "\x1b" not in text
            assert "[/old] see [ref 4]" in text
        assert "␛[31m" in "\n".join(lines_of(host.detail))


async def test_wide_characters_keep_the_columns() -> None:
    async with running() as (host, pilot):
        row = host.plan.rows["action-0"]
        lead = replace(row.leads[0], raw="山田", name="山田 太郎")
        host.plan.rows["action-0"] = replace(
            row, action="漢字かな交じり文を書く予定です", leads=(lead,)
        )
        host.table.refresh_rows()
        await pilot.pause()
        strips = [host.table.render_line(y) for y in (2, 3)]
        assert [strip.cell_length for strip in strips] == [host.table.size.width] * 2
        assert "漢字かな交じり文を… " in strips[0].text


async def test_marked_actions_have_a_star() -> None:
    async with running() as (host, pilot):
        host.table.marks = {"action-0", "action-24"}
        await pilot.pause()
        assert [line[1] for line in lines_of(host.table)[2:6]] == ["*", " ", "*", " "]
        assert host.table.marks == {"action-0", "action-24"}


async def test_a_click_that_brings_the_focus_only_selects() -> None:
    async with running() as (host, pilot):
        host.tree.focus()
        await pilot.pause()
        host.heard.clear()
        spot = place_of(host.table, "Dashboard")
        await pilot.click(host.table, offset=spot)
        assert host.table.has_focus
        assert ("chosen", "action-0") not in host.heard
        await pilot.click(host.table, offset=spot)
        assert host.heard == [("chosen", "action-0")]


async def test_a_click_on_another_line_selects_and_a_double_click_chooses() -> None:
    async with running() as (host, pilot):
        host.heard.clear()
        await pilot.click(host.table, offset=place_of(host.table, "Report to"))
        assert host.heard == [("highlighted", "action-21")]
        await pilot.click(host.table, offset=place_of(host.table, "To appoint"), times=2)
        assert host.heard[1:] == [("highlighted", "action-31"), ("chosen", "action-31")]


async def test_a_click_on_a_heading_asks_to_sort_by_it() -> None:
    async with running() as (host, pilot):
        host.heard.clear()
        await pilot.click(host.table, offset=place_of(host.table, "Lead"))
        await pilot.click(host.table, offset=(4, 0))
        assert host.heard == [("heading", SortKey.LEAD)]


async def test_a_click_on_a_key_of_the_bar_asks_for_its_command() -> None:
    async with running() as (host, pilot):
        bar = host.query_one(KeyBar)
        await pilot.click(bar, offset=place_of(bar, "triage"))
        assert host.heard[-1] == ("pressed", "triage")
        bar.notice = "There is nothing to undo"
        assert "nothing to undo" in lines_of(bar)[0]
        await pilot.click(bar)
        assert "triage" in lines_of(bar)[0]
        bar.show(Place.FORM, ["save", "back"])
        assert lines_of(bar)[0].startswith(f" ctrl+s {command('save').label}   esc back")


async def test_the_wheel_scrolls_and_leaves_the_cursor_where_it_is() -> None:
    async with running(many=100_000) as (host, pilot):
        table = host.table
        table.post_message(MouseScrollDown(table, 5, 5, 0, 0, 0, False, False, False))
        await pilot.pause()
        assert table.top_line > 0
        assert table.cursor == 0
        await pilot.press("down")
        assert table.top_line <= 1


async def test_the_thumb_can_be_dragged_to_the_end() -> None:
    async with running(many=100_000) as (host, pilot):
        table = host.table
        edge = table.size.width - 1
        await pilot.mouse_down(table, offset=(edge, 2))
        await pilot.hover(table, offset=(edge, table.size.height - 1))
        await pilot.mouse_up(table, offset=(edge, table.size.height - 1))
        assert table.top_line == 100_000 - table.body_height
        assert table.cursor == 0


async def test_the_cursor_of_the_tree_passes_over_headings_and_bars() -> None:
    async with running() as (host, pilot):
        tree = host.tree
        tree.focus()
        await pilot.press("down", "down")
        assert tree.cursor_key == ("agency", "agency-1")
        tree.move_to(("view", View.OVERDUE))
        await pilot.press("up")
        assert tree.cursor_key == ("agency", "agency-6")
        await pilot.press("g", "enter")
        assert host.heard[-2:] == [("tree", ("all", "")), ("tree chosen", ("all", ""))]
        assert lines_of(tree)[0].startswith(" AGENCIES")


async def test_the_tree_keeps_its_cursor_when_the_counts_change() -> None:
    async with running() as (host, pilot):
        host.tree.move_to(("lead", "Jo Hooper"))
        await pilot.pause()
        host.plan.rows["action-1"] = replace(host.plan.rows["action-1"], leads=())
        host.heard.clear()
        host.tree.show(host.plan.counts(), host.made.SCHEME)
        assert host.tree.cursor_key == ("lead", "Jo Hooper")
        assert host.heard == []
        assert line_with(host.tree, "Jo Hooper").split()[2] == "1"


async def test_the_reader_keeps_its_place_for_the_same_action_only() -> None:
    async with running() as (host, pilot):
        blocks = (Heading("FINDING"), Prose("word " * 3000))
        host.detail.show("one", blocks)
        host.detail.focus()
        await pilot.press("pagedown", "down")
        top = host.detail.top_line
        assert top == host.detail.size.height
        host.detail.show("one", blocks)
        assert host.detail.top_line == top
        host.detail.show("two", blocks)
        assert host.detail.top_line == 0


async def test_a_very_long_text_can_be_read_to_its_end() -> None:
    async with running() as (host, _):
        reader = host.detail
        reader.show("long", (Prose("some words and more of them. " * 40_000 + "\nThe end."),))
        assert reader.line_count > 20_000
        for _ in range(20):
            reader.action_page_down()
        assert reader.top_line == 20 * (reader.body_height - 1)
        reader.action_last()
        assert "The end." in lines_of(reader)[-1]
        assert reader.top_line == reader.line_count - reader.body_height


async def test_text_that_is_selected_with_the_mouse_can_be_copied() -> None:
    async with running() as (host, pilot):
        host.detail.show("one", (Prose("Dashboard data is\nto be uploaded"),))
        await pilot.pause()
        await pilot.mouse_down(host.detail, offset=(1, 0))
        await pilot.hover(host.detail, offset=(8, 1))
        await pilot.mouse_up(host.detail, offset=(8, 1))
        assert host.screen.get_selected_text() == "Dashboard data is\nto be up"


async def test_another_width_wraps_and_draws_anew() -> None:
    async with running() as (host, pilot):
        await pilot.press("G")
        await pilot.resize_terminal(*NARROW)
        await pilot.pause()
        table = host.table
        assert table.render_line(5).cell_length == table.size.width
        assert table.top_line <= table.cursor < table.top_line + table.body_height


async def test_another_theme_draws_in_its_colours() -> None:
    async with running() as (host, pilot):

        def background() -> str:
            style = next(iter(host.table.render_line(4))).style
            assert style is not None
            assert style.bgcolor is not None
            return style.bgcolor.get_truecolor().hex

        before = background()
        host.theme = "jtai-light"
        await pilot.pause()
        assert background() != before
        assert background() == "#fbfaf7"


async def test_with_few_colours_the_cursor_is_reversed_and_nothing_has_a_background() -> None:
    async with running(few_colours=True) as (host, _):
        cursor, other = (list(host.table.render_line(y)) for y in (2, 3))
        assert all(segment.style is None or segment.style.reverse for segment in cursor[:-1])
        assert all(segment.style is None or segment.style.bgcolor is None for segment in other)


async def test_nothing_is_drawn_before_there_is_a_plan() -> None:
    class Waiting(WidgetHost):
        def fill(self) -> None:
            pass

    host = Waiting()
    async with host.run_test(size=WIDE) as pilot:
        await pilot.press("down", "enter", "tab", "down", "enter", "tab", "end")
        assert "".join(lines_of(host.table)).strip(" │") == ""
        assert "? help" in lines_of(host.query_one(KeyBar))[0]
