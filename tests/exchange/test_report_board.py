"""What a board's report says of a plan with a history, against what was done to that plan."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from db.as_at import find_moment, plan_as_at
from db.errors import Refused
from db.queries import agency_ids
from db.snapshot import plan_document
from db.store import open_plan
from jtai_tui.exchange.report.board import SECTIONS, ReportRequest, board_report
from jtai_tui.exchange.report.page import Chart, Heading, Prose, Table
from tests.exchange.reported_plan import JULY, POINTS, TODAY

NOW = datetime(2020, 9, 15, 14, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan(reported_file):
    with open_plan(reported_file, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(plan):
    return reported(plan)


def reported(plan, request=None, *, today=TODAY, **more):
    asked = request or ReportRequest()
    return board_report(plan, asked, today=today, author="Ann", now=NOW, **more)


def blocks_of(page, key):
    (section,) = (each for each in page.sections if each.key == key)
    return section.blocks


def tables_of(page, key):
    """Return the tables of a section by the heading above them, without its number."""
    found, name = {}, ""
    for block in blocks_of(page, key):
        if isinstance(block, Heading):
            name = block.text.partition(" (")[0]
        elif isinstance(block, Table):
            found[name] = block
    return found


def column(table, heading):
    place = [each.heading for each in table.columns].index(heading)
    return [row[place].text for row in table.rows]


def words_of(page, key):
    return "\n".join(each.text for each in blocks_of(page, key) if isinstance(each, Prose))


RANK = {
    "evidenced": 0, "completed": 1, "on-track": 2, "not-started": 2, "minor-risk": 3,
    "significant-risk": 4,
}  # fmt: skip
"""The seed's ratings from the best to the worst, written out by hand."""


def ways(plan, moment):
    """Return which way each action has gone since a moment: worked out from two whole plans."""
    with plan_as_at(plan, moment) as before:
        then = {each.reference: each for each in plan_document(before).actions}
    found = {}
    for each in plan_document(plan).actions:
        old = then.get(each.reference)
        if each.closed:
            way = "same" if old is not None and old.closed else "ended"
        elif old is None:
            way = "new"
        elif old.rating is None or each.rating is None:
            way = "better" if each.rating in ("completed", "evidenced") else None
        else:
            moved = RANK[each.rating] - RANK[old.rating]
            way = "same" if moved == 0 else "better" if moved < 0 else "worse"
        found[each.reference] = way
    return found


@pytest.mark.parametrize("since", POINTS)
def test_better_worse_and_new_are_what_an_independent_count_finds(plan, since):
    page = reported(plan, ReportRequest(since=since))
    expected = ways(plan, find_moment(plan, since))
    tables = tables_of(page, "changes")
    for name, way in (("Better", "better"), ("Worse", "worse"), ("New", "new")):
        found = column(tables[name], "Ref") if name in tables else []
        assert set(found) == {one for one, gone in expected.items() if gone == way}
    (whole,) = tables_of(page, "plan").values()
    said = dict(zip(column(whole, "Ref"), column(whole, "Direction"), strict=True))
    for reference, way in expected.items():
        assert said[reference].split()[-1] == way if way else "unrated" in said[reference]
    counted = Counter(expected.values())
    assert f"{counted['better']} are better" in words_of(page, "summary")


def test_what_changed_since_the_last_point_is_told_with_who_and_why(page):
    tables = tables_of(page, "changes")
    assert column(tables["Completed"], "Ref") == ["6", "11"]
    assert column(tables["Completed, with evidence of impact"], "Ref") == ["4"]
    assert column(tables["Newly overdue"], "Ref") == ["5"]
    assert column(tables["Ended otherwise"], "Reason") == ["Action 13 covers it"]
    assert column(tables["Ended otherwise"], "How") == ["Superseded"]
    assert column(tables["Worse"], "Then")[0] == "C Completed"


def test_each_revision_since_is_told_with_its_reason_and_how_far_it_went_in_all(plan, page):
    revised = tables_of(page, "changes")["Due dates revised"]
    assert column(revised, "Ref") == ["1", "9"]
    assert column(revised, "From")[0] == "30 Jun 2020"
    assert column(revised, "To") == ["31 Aug 2020", "31 Dec 2020"]
    assert column(revised, "Reason") == ["Staff were redeployed", "Agreed with the chair"]
    assert (
        column(revised, "In all")[0] == "Revised twice, 184 days later in all; agreed 29 Feb 2020"
    )
    assert (date(2020, 8, 31) - date(2020, 2, 29)).days == 184
    earlier = tables_of(reported(plan, ReportRequest(since=POINTS[0])), "changes")
    assert column(earlier["Due dates revised"], "Ref") == ["1", "1", "9"]


def test_exceptions_have_their_last_update_and_its_age(page):
    (table,) = tables_of(page, "exceptions").values()
    said = dict(zip(column(table, "Ref"), column(table, "Last update"), strict=True))
    assert said["26"] == (
        "1 Sep 2020, 14 days ago, Demo Coordinator:\n\nThe review is with the legal team."
    )
    assert said["33"].startswith("26 Mar 2020, 173 days ago, as published:")


def test_a_long_update_is_cut_short_only_where_the_appendix_has_it_whole(plan, page):
    def updates(page):
        (table,) = tables_of(page, "exceptions").values()
        return column(table, "Last update")

    assert any(each.endswith("…\n\n(whole in the appendix)") for each in updates(page))
    alone = reported(plan, ReportRequest(sections=("exceptions",)))
    assert not any("…" in each for each in updates(alone))


def test_challenged_ratings_stand_beside_what_the_dates_suggest_and_the_reason_given(page):
    (table,) = tables_of(page, "challenged").values()
    row = dict(zip(column(table, "Ref"), table.rows, strict=True))["3"]
    assert [cell.text for cell in row[3:8]] == [
        "G On track",
        "R Significant risk",
        "77",
        "Done but for the last audit",
        "Demo Coordinator, 21 Jul 2020",
    ]
    assert (row[3].rating.code, row[4].rating.code) == ("on-track", "significant-risk")


def test_what_is_completed_without_evidence_is_listed_and_what_is_evidenced_is_not(page):
    (table,) = tables_of(page, "evidence").values()
    assert set(column(table, "Ref")) == {"2", "6", "10", "11", "22", "24"}


def test_extensions_are_forecasts_later_than_the_due_date(page):
    (table,) = tables_of(page, "extensions").values()
    assert column(table, "Ref") == ["7", "32"]
    assert column(table, "Asked for") == ["31 Oct 2020", "31 Jan 2021"]
    assert column(table, "Days more") == ["153", "215"]


def test_the_chart_says_in_words_what_the_table_has(page):
    table, chart = (
        next(each for each in blocks_of(page, "ratings") if isinstance(each, kind))
        for kind in (Table, Chart)
    )
    for series in chart.series:
        heading = series.name.removeprefix("? ").removeprefix("× ")
        numbers = [int(each) for each in column(table, heading)]
        assert list(series.values) == numbers[:-1]
        assert sum(series.values) == numbers[-1]
    assert "Thames Valley Police: 4 G On track." in chart.alternative
    assert len({series.letter for series in chart.series}) == len(chart.series)


def test_every_cell_of_a_rating_has_its_letter_and_its_word(page):
    shaded = [
        cell
        for section in page.sections
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if cell.rating is not None
    ]
    assert len(shaded) > 60
    assert all(cell.text == f"{cell.rating.letter} {cell.rating.name}" for cell in shaded)


def test_each_table_has_a_caption_and_a_cell_for_each_column(page):
    for section in page.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                assert block.caption
                assert block.rows
                assert {len(row) for row in block.rows} == {len(block.columns)}
                assert sum(each.share for each in block.columns) <= 1.001


def test_a_report_on_one_agency_says_so_and_tells_of_no_other(plan):
    agency = agency_ids(plan)["Thames Valley Police"]
    page = reported(plan, ReportRequest(agency=agency))
    assert page.lines[-1] == "Only actions of Thames Valley Police"
    for section in page.sections:
        for block in section.blocks:
            if isinstance(block, Table) and "Agency" in [each.heading for each in block.columns]:
                assert set(column(block, "Agency")) <= {"Thames Valley Police", "All agencies"}


def test_as_at_a_point_it_is_the_report_of_that_day(plan):
    moment = find_moment(plan, POINTS[1])
    with plan_as_at(plan, moment) as then:
        page = reported(then, today=JULY, as_at=moment, present=plan)
    assert page.lines[1].startswith(f"As at {POINTS[1]} (1 Jul 2020):")
    assert page.foot.startswith(f"As at {POINTS[1]} (1 Jul 2020) · Log {moment.tip[:12]} · ")
    assert page.sections[2].heading == f"Changes since {POINTS[0]} (30 Apr 2020)"
    tables = tables_of(page, "changes")
    assert column(tables["Completed"], "Ref") == ["4", "5"]
    assert column(tables["Due dates revised"], "To") == ["30 Jun 2020"]
    assert "New" not in tables


def test_before_the_first_point_there_is_nothing_to_compare_with(plan):
    page = reported(plan, today=date(2020, 4, 30))
    assert "nothing yet to compare" in words_of(page, "changes")
    (whole,) = tables_of(page, "plan").values()
    assert "Direction" not in [each.heading for each in whole.columns]


def test_a_section_that_the_report_does_not_have_is_refused(plan):
    with pytest.raises(Refused, match=f"it has {', '.join(SECTIONS)}"):
        reported(plan, ReportRequest(sections=("everything",)))
