"""What stands in the table's cells, the tree, the bars of ratings, the header and the key bar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.leads import short_lead
from db.rating import Band, Rating, Scheme, Stage
from db.rows import AgencyCount, Counts, LeadCount
from db.selection import Order, SortKey, View
from jtai_tui.commands import COMMANDS, Place, command, commands_for
from jtai_tui.text import width_of
from jtai_tui.widgets.action_cells import CellPainter, due_text, late_text
from jtai_tui.widgets.key_bar import MOST, default_commands, key_labels
from jtai_tui.widgets.line_pane import draw
from jtai_tui.widgets.palette import ACCENT, LATE, MUTED, Palette
from jtai_tui.widgets.plan_header import HeaderFacts, header_pieces
from jtai_tui.widgets.rating_bar import bar_pieces, share_out, worst_first
from jtai_tui.widgets.tree_lines import TreeDrawing, tree_lines
from tests.tui.made_up_plan import LATEST_FIRST, SCHEME, TODAY, Plan, header_facts

ROW = Plan().row("action-0")
HOSTILE = st.text(st.sampled_from("ab[/]漢🙂\u0301\u202e\x1b\n\t "), max_size=30)


def text_of(pieces: object) -> str:
    return "".join(text for text, _ in pieces)  # type: ignore[attr-defined]


def row_text(width: int, **changes: object) -> str:
    painter = CellPainter(SCHEME)
    return text_of(painter.cells(replace(ROW, **changes), width, 4, marked=False))


# The table.


@given(st.integers(30, 200), HOSTILE, HOSTILE, HOSTILE)
def test_whatever_stands_in_a_row_its_columns_stay_in_place(
    width: int, reference: str, action: str, timescale: str
) -> None:
    shown = row_text(width, reference=reference, action=action, timescale=timescale, due=None)
    assert width_of(shown) == width
    assert not set(shown) & set("\x1b\n\t\u202e")


@pytest.mark.parametrize("width", [40, 51, 80, 100, 160])
def test_reference_rating_lateness_and_action_are_always_there(width: int) -> None:
    shown = row_text(width)
    words = shown.split()
    assert words[:3] == ["1", "▼", "R?"]
    assert words[words.index("123") + 1].startswith("Dash")


def test_lead_rating_name_and_due_date_come_with_the_room() -> None:
    assert "J Eastwood" not in row_text(38)
    assert "J Eastwood" in row_text(52)
    assert "Significant risk" in row_text(76)
    assert "29 Feb 2020" not in row_text(76)
    assert "29 Feb 2020" in row_text(110)


def test_a_suggested_rating_has_a_question_mark_and_a_challenged_one_the_rule_beside_it() -> None:
    assert "▼ R? " in row_text(60)
    assert "▼ R  " in row_text(60, rating="significant-risk")
    assert "▲ G→R?" in row_text(60, rating="on-track", challenged=True)
    assert "▲ G→R? On track" in row_text(90, rating="on-track", challenged=True)


def test_an_unrated_action_without_a_due_date_says_so() -> None:
    shown = row_text(90, rating=None, suggested_rating=None)
    assert "·" in shown
    assert "Unrated" in shown


def test_a_rating_that_the_scheme_does_not_have_shows_as_unrated() -> None:
    assert "Unrated" in row_text(90, rating="gone", suggested_rating=None)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"days_overdue": 123}, "123"),
        ({"days_overdue": 0}, "today"),
        ({"days_overdue": -5}, "in 5"),
        ({"days_overdue": -999}, "in 999"),
        ({"days_overdue": -1500}, "in 4y"),
        ({"days_overdue": None}, ""),
        ({"days_overdue": 9, "open": False}, "✓"),
    ],
)
def test_lateness_is_days_overdue_or_days_left(changes: dict[str, object], shown: str) -> None:
    assert late_text(replace(ROW, **changes)) == shown


def test_only_overdue_days_stand_in_the_colour_of_lateness() -> None:
    painter = CellPainter(SCHEME)

    def tones(**changes: object) -> set[str]:
        cells = painter.cells(replace(ROW, **changes), 60, 4, marked=False)
        return {tone for _, tone in cells}

    assert LATE in tones()
    assert LATE not in tones(overdue=False, days_overdue=-3)


def test_a_mark_stands_before_the_reference() -> None:
    cells = list(CellPainter(SCHEME).cells(ROW, 60, 4, marked=True))
    assert cells[0] == ("*", ACCENT)


def test_without_a_due_date_the_timescale_stands_in_its_column() -> None:
    assert due_text(ROW) == "29 Feb 2020"
    assert due_text(replace(ROW, due=None, timescale="Ongoing")) == "Ongoing"


def test_the_column_that_is_sorted_by_has_an_arrow() -> None:
    painter = CellPainter(SCHEME)
    assert "Late↓" in text_of(painter.headings(60, 4, LATEST_FIRST))
    assert "Ref↑" in text_of(painter.headings(60, 4, Order(SortKey.REFERENCE, reverse=True)))
    assert "↓" not in text_of(painter.headings(60, 4, Order(SortKey.AGENCY)))


def test_in_a_list_of_one_lead_the_agency_stands_where_the_lead_does() -> None:
    painter = CellPainter(SCHEME)
    painter.agencies = True
    headings = text_of(painter.headings(110, 4, Order(SortKey.AGENCY)))
    assert "Agency↓" in headings
    assert "Lead" not in headings
    assert painter.key_at(110, 4, headings.index("Agency")) is SortKey.AGENCY
    cells = text_of(painter.cells(ROW, 110, 4, marked=False))
    assert ROW.agency[:10] in cells
    assert short_lead(ROW.leads) not in cells


def test_a_heading_is_found_by_the_cell_that_was_clicked() -> None:
    painter = CellPainter(SCHEME)
    headings = text_of(painter.headings(110, 4, None))
    for name, key in (("Ref", SortKey.REFERENCE), ("Rating", SortKey.RATING),
                      ("Late", SortKey.DAYS), ("Action", SortKey.ACTION),
                      ("Lead", SortKey.LEAD), ("Due", SortKey.DUE)):  # fmt: skip
        assert painter.key_at(110, 4, headings.index(name)) is key
    assert painter.key_at(110, 4, 500) is None


def test_another_councils_scheme_is_drawn_as_well() -> None:
    theirs = Scheme(
        [
            Rating(
                "off", 1, "Off track", "", Stage.IN_PROGRESS, "Off", "🔴", "#ff0000", Band(1, None)
            ),
            Rating("on", 2, "On", "", Stage.IN_PROGRESS, "On", "", "nonsense", Band(None, 0)),
        ]
    )
    painter = CellPainter(theirs)
    for rating in ("off", "on"):
        shown = text_of(
            painter.cells(replace(ROW, rating=rating, suggested_rating="off", challenged=True),
                          60, 4, marked=False)
        )  # fmt: skip
        assert width_of(shown) == 60


# The bars of ratings.


def test_a_bar_has_one_glyph_an_action_worst_first() -> None:
    ratings = {"completed": 1, None: 2, "significant-risk": 1, "not-started": 1, "minor-risk": 3}
    assert text_of(bar_pieces(ratings, SCHEME, 20)) == "▼◆◆◆○··●"


def test_a_code_that_the_scheme_does_not_have_counts_as_unrated() -> None:
    assert text_of(bar_pieces({"gone": 2}, SCHEME, 20)) == "··"


def test_all_ratings_and_the_unrated_have_their_place() -> None:
    assert set(worst_first(SCHEME)) == {rating.code for rating in SCHEME} | {None}


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8), st.integers(-1, 40))
def test_shares_fill_the_width_and_forget_nobody_while_there_is_room(
    numbers: list[int], width: int
) -> None:
    shares = share_out(numbers, width)
    assert sum(shares) == min(sum(numbers), max(width, 0))
    assert all(share <= number for share, number in zip(shares, numbers, strict=True))
    if sum(number > 0 for number in numbers) <= width:
        assert all(bool(share) == bool(number)
                   for share, number in zip(shares, numbers, strict=True))  # fmt: skip


# The tree.


def test_the_tree_has_agencies_with_bars_then_views_then_leads() -> None:
    lines = list(tree_lines(Plan().counts()))
    keys = [line.key for line in lines if line.key]
    assert keys[:3] == [("all", ""), ("agency", "agency-0"), ("agency", "agency-1")]
    assert [key for key in keys if key[0] == "view"] == [
        ("view", view) for view in View if view not in (View.ALL, View.CONFLICTS)
    ]
    assert ("lead", "Jo Hooper") in keys
    assert [line.name for line in lines if line.key is None and line.name] == [
        "AGENCIES", "VIEWS", "LEADS",
    ]  # fmt: skip


def test_conflicts_stand_in_the_tree_as_long_as_there_are_any() -> None:
    def numbers(waiting: int) -> list[int]:
        views = Plan().counts().views | {View.CONFLICTS: waiting}
        lines = tree_lines(replace(Plan().counts(), views=views))
        return [line.number for line in lines if line.key == ("view", View.CONFLICTS)]

    assert numbers(0) == []
    assert numbers(2) == [2]


def test_an_agency_without_actions_stands_without_a_bar() -> None:
    lines = list(tree_lines(Plan().counts()))
    place = next(n for n, line in enumerate(lines) if line.name.startswith("Clinical"))
    assert lines[place].number == 0
    assert not lines[place + 1].ratings


def test_numbers_of_any_size_keep_their_column() -> None:
    counts = Counts(
        agencies=(AgencyCount("a", "漢字" * 20, 123456, 98765, {None: 123456}),),
        views=dict.fromkeys(View, 100000),
        leads=(LeadCount("[/b]\x1b[31m", 1, 1),),
    )
    drawing = TreeDrawing(counts, SCHEME)
    for line in drawing.lines:
        shown = text_of(drawing.pieces(line, 27, selected=False, focused=True))
        assert width_of(shown) <= 27
        assert "\x1b" not in shown
        if line.key:
            assert width_of(shown) == 27


# The header and the key bar.


@given(st.integers(1, 160), HOSTILE, HOSTILE, st.booleans(), st.booleans())
def test_the_header_never_outgrows_its_line(
    width: int, title: str, author: str, saved: bool, read_only: bool
) -> None:
    facts = header_facts(Plan())._replace(
        title=title, author=author, saved=saved, read_only=read_only, copies_overdue=width % 3
    )
    assert draw(header_pieces(facts, width), width, Palette(None)).cell_length == width


def test_the_header_says_it_all_where_there_is_room() -> None:
    facts = header_facts(Plan())._replace(author="J Smith", today=None)
    shown = text_of(header_pieces(facts, 140))
    for part in ("Action Plan – JTAI children’s mental health", "FINAL 26 Mar 2020", "28 overdue",
                 "29 unrated", "J Smith", "jtai-plan.db", "saved"):  # fmt: skip
        assert part in shown
    assert "today" not in shown


def test_a_narrow_header_keeps_what_matters_most() -> None:
    facts = header_facts(Plan())._replace(saved=False)
    shown = text_of(header_pieces(facts, 60))
    for part in ("Action Plan", "28 overdue", "no author yet", "unsaved"):
        assert part in shown
    assert "jtai-plan.db" not in shown


@pytest.mark.parametrize(("number", "said"), [(1, "1 copy overdue"), (12, "12 copies overdue")])
def test_copies_that_are_overdue_are_told_where_there_is_room(number: int, said: str) -> None:
    facts = header_facts(Plan())._replace(copies_overdue=number)
    assert said in text_of(header_pieces(facts, 80))
    assert said not in text_of(header_pieces(facts, 40))
    assert "cop" not in text_of(header_pieces(facts._replace(copies_overdue=0), 160))


def test_a_plan_that_can_only_be_read_says_so() -> None:
    facts = HeaderFacts(title="A", read_only=True, updated=date(2020, 3, 26), today=TODAY)
    shown = text_of(header_pieces(facts, 80))
    assert "read-only" in shown
    assert "saved" not in shown
    assert "overdue" not in shown


@pytest.mark.parametrize("place", Place)
def test_the_key_bar_has_at_most_six_keys_with_labels(place: Place) -> None:
    chosen = default_commands(place)
    assert len(chosen) <= MOST
    assert all(each.label and each.keys for each in chosen)
    if any(each.id == "help" and each.label for each in commands_for(place)):
        assert chosen[-1] == command("help")


def test_keys_that_do_not_fit_give_way_to_the_last() -> None:
    chosen = default_commands(Place.MAIN)
    assert key_labels(chosen, 200) == list(chosen)
    assert [each.id for each in key_labels(chosen, 25)][-1] == "help"
    assert len(key_labels(chosen, 5)) == 1


def test_a_command_without_a_key_is_no_key_of_the_bar() -> None:
    without = [each for each in COMMANDS if not each.keys]
    assert without
    assert key_labels(tuple(without), 200) == []


def test_lines_that_are_drawn_are_as_wide_as_they_should_be() -> None:
    for pieces in ((("漢字かな", MUTED),), (), (("abc", MUTED), ("", MUTED), ("defghi", MUTED))):
        for width in range(1, 12):
            strip = draw(pieces, width, Palette(None))
            assert width_of(strip.text) == width
