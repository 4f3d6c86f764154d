"""The board's report from the command line: its numbers are those of the list."""

import shutil

import pytest

from jtai_tui.exchange.report.board import SECTIONS
from tests.exchange.markdown_tables import figures_of, number, rows_of, sections_of
from tests.exchange.reported_plan import POINTS

DAY = ("--today", "2020-09-15")
STARTS = {
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "html": b"<!DOCTYPE html>",
    "md": b"# Action Plan",
}


@pytest.fixture
def plan(reported_file, home):
    return shutil.copy(reported_file, home / "plan.db")


@pytest.fixture
def report(jtai, plan, home):
    """Write a report as Markdown, and return its text."""

    def written(*argv):
        answer = jtai("report", "plan.db", "out.md", "--force", *argv)
        assert (answer.code, answer.err) == (0, "")
        return (home / "out.md").read_text(encoding="utf-8")

    return written


@pytest.mark.parametrize("ending", STARTS)
def test_the_ending_picks_the_form(jtai, plan, home, ending):
    before = (home / "plan.db").read_bytes()
    answer = jtai("report", "plan.db", f"out.{ending}", *DAY)
    size = (home / f"out.{ending}").stat().st_size
    assert (answer.code, answer.out) == (0, f"wrote out.{ending} ({size:,} bytes)\n")
    assert (home / f"out.{ending}").read_bytes().startswith(STARTS[ending])
    assert (home / "plan.db").read_bytes() == before


def listed(jtai, *argv):
    return jtai("list", "plan.db", "--format", "json", *DAY, *argv).data


def test_each_figure_of_the_summary_is_that_of_the_list(jtai, report):
    figures = figures_of(report(*DAY))
    every = listed(jtai)
    late = [each["days_overdue"] for each in listed(jtai, "--overdue")]
    assert figures["Actions in the plan"] == len(every) == 34
    assert figures["Open"] == sum(each["open"] for each in every)
    assert figures["Open"] == len(every) - len(listed(jtai, "--closed"))
    assert figures["Overdue"] == len(late)
    assert figures["Longest overdue, in days"] == max(late)
    assert figures["Due within 30 days"] == len(listed(jtai, "--due-within", "30"))
    assert figures["Challenged ratings"] == len(listed(jtai, "--challenged"))
    assert figures["Unrated"] == len(listed(jtai, "--unrated"))


def test_each_number_of_the_ratings_is_that_of_the_list(jtai, report):
    rows = rows_of(sections_of(report(*DAY))["Ratings by agency"])
    ended = {"12"}
    kinds = {"All actions": listed(jtai), "Of these overdue": listed(jtai, "--overdue")}
    kinds["Unrated"] = listed(jtai, "--unrated")
    for head in rows[0]:
        if head[1:2] == " ":
            found = listed(jtai, "--rating", head[0])
            kinds[head] = [each for each in found if each["reference"] not in ended]
    assert set(rows[0]) - set(kinds) == {"Agency", "Ended otherwise"}
    for row in rows:
        name = row["Agency"].replace("\\", "")
        for head, found in kinds.items():
            mine = [each for each in found if name in ("All agencies", each["agency"])]
            assert number(row[head]) == len(mine)
    assert number(rows[-1]["Ended otherwise"]) == len(ended)


def test_what_is_late_and_in_doubt_is_what_the_list_says_in_its_order(jtai, report):
    told = sections_of(report(*DAY))
    late = [each["reference"] for each in listed(jtai, "--overdue")]
    rows = [row["Ref"] for row in rows_of(told["Overdue and at risk"])]
    assert sorted(rows[: len(late)]) == sorted(late)
    days = {each["reference"]: each["days_overdue"] for each in listed(jtai)}
    assert [days[ref] for ref in rows] == sorted((days[ref] for ref in rows), reverse=True)
    challenged = {each["reference"] for each in listed(jtai, "--challenged")}
    assert {row["Ref"] for row in rows_of(told["Challenged ratings"])} == challenged
    whole = [row["Ref"] for row in rows_of(told["Appendix: the whole plan"])]
    assert sorted(whole) == sorted(each["reference"] for each in listed(jtai))


def test_conditions_leave_some_actions_only(jtai, report):
    text = report(*DAY, "--agency", "police", "--lead", "TVP")
    assert "Only actions of Thames Valley Police with the lead TVP" in text
    asked = ("--agency", "police", "--lead", "TVP")
    assert figures_of(text)["Actions in the plan"] == len(listed(jtai, *asked)) == 4
    rows = rows_of(sections_of(text)["Ratings by agency"])
    assert [row["Agency"] for row in rows] == ["Thames Valley Police", "All agencies"]


def test_only_the_sections_that_are_asked_for_in_the_report_s_own_order(report):
    text = report(*DAY, "--sections", "plan, summary")
    headings = [line for line in text.split("\n") if line.startswith("## ")]
    assert headings == ["## Summary", "## Appendix: the whole plan"]


def test_a_report_as_at_a_point_says_so_and_has_the_numbers_of_then(jtai, report):
    text = report("--as-at", "board july")
    lines = text.split("\n")
    said = f"As at {POINTS[1]} (1 Jul 2020)"
    assert f"{said}: the plan as it stood then, not as it stands now<br>" in lines
    assert lines[-2].startswith(f"{said} · Log ")
    assert f"Compared with {POINTS[0]} (30 Apr 2020)" in text
    july = jtai("list", "plan.db", "--as-at", "board july", "--format", "json").data
    figures = figures_of(text)
    assert figures["Actions in the plan"] == len(july) == 33
    assert figures["Overdue"] == sum(each["open"] and each["days_overdue"] > 0 for each in july)
    assert figures["Challenged ratings"] == sum(each["challenged"] for each in july)


def test_what_to_compare_with_can_be_chosen(report):
    assert f"## Changes since {POINTS[1]}" in report(*DAY)
    assert f"## Changes since {POINTS[0]}" in report(*DAY, "--since", "April")
    assert "## Changes since 2 Aug 2020" in report(*DAY, "--since", "2 Aug 2020")


def test_the_foot_names_the_end_of_the_log_and_the_author_if_known(jtai, report):
    tip = jtai("point", "plan.db", "--format", "json")
    assert tip.code == 0
    nobody = report(*DAY).split("\n")[-2]
    assert nobody.startswith("Log ")
    assert " · Made, " in nobody
    named = report(*DAY, "--author", "Ann Author").split("\n")[-2]
    assert named.startswith(nobody.partition(" · ")[0])
    assert " · Made by Ann Author, " in named


def test_what_was_reported_is_marked_as_a_point(jtai, plan, home):
    answer = jtai(
        "report", "plan.db", "out.md", *DAY, "--point", "Board September", "--author", "Ann Author"
    )
    assert answer.code == 0
    assert answer.out.endswith("\nmarked as the reporting point Board September\n")
    foot = (home / "out.md").read_text(encoding="utf-8").split("\n")[-2]
    points = jtai("point", "plan.db", "--format", "json").data
    assert (points[-1]["name"], points[-1]["day"]) == ("Board September", "2020-09-15")
    assert foot.startswith(f"Log {points[-1]['tip'][:12]} ")


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("out.pdf",), 2, "ends in none of .docx, .xlsx, .html, .md"),
        (("out.md", "--sections", "summary,all"), 2, "a report has no section 'all'"),
        (("out.md", "--sections", " ,"), 2, "--sections names some of summary"),
        (("out.md", "--template", "council.docx"), 2, "--template is for a Word document"),
        (("out.docx", "--template", "council.odt"), 2, "ends neither in .docx nor in .dotx"),
        (("out.docx", "--template", "council.docx"), 1, "there is no such file"),
        (("out.md", "--point", "New"), 2, "whose change is this?"),
        (("out.md", "--point", "Partnership Board July", "--author", "A"), 1, "already"),
        (("out.md", "--point", "X", "--as-at", "july", "--author", "A"), 1, "point already"),
        (("out.md", "--since", "nowhere"), 1, "is no day, and no reporting point"),
        (("out.md", "--as-at", "april", "--since", "july"), 1, "lies after"),
        (("out.md", "--agency", "nobody"), 1, "nobody"),
        (("out.md", "--lead", "Nobody"), 1, "no action has 'Nobody' in the name of a lead"),
        (("out.md", "--agency", "police", "--lead", "MKC"), 1, "no action of this agency has"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_line_and_nothing_is_written(
    jtai, plan, home, argv, code, said
):
    before = (home / "plan.db").read_bytes()
    answer = jtai("report", "plan.db", *argv, *(() if "--as-at" in argv else DAY))
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert not (home / argv[0]).exists()
    assert (home / "plan.db").read_bytes() == before


def test_a_file_that_is_there_is_replaced_only_by_force(jtai, plan, home):
    (home / "out.md").write_text("mine")
    assert jtai("report", "plan.db", "out.md", *DAY).code == 1
    assert (home / "out.md").read_text() == "mine"
    assert jtai("report", "plan.db", "out.md", "--force", *DAY).code == 0


def test_standard_output_takes_markdown_unless_another_form_is_named(jtai, plan):
    assert jtai("report", "plan.db", "-", *DAY).out.startswith("# Action Plan")
    page = jtai("report", "plan.db", "-", "--format", "html", *DAY).out
    assert page.startswith("<!DOCTYPE html>")


@pytest.mark.journey
def test_a_plan_without_actions_is_reported_in_each_form(jtai, home):
    (home / "empty.json").write_text(
        '{"format": "jtai-plan/1", "title": "Nothing yet", "agencies": [], "actions": []}'
    )
    assert jtai("new", "empty.db", "--from", "empty.json").code == 0
    for ending, start in STARTS.items():
        assert jtai("report", "empty.db", f"none.{ending}").code == 0
        assert (home / f"none.{ending}").read_bytes().startswith(start[:2])


def test_a_plan_that_no_board_has_seen_and_one_without_actions_are_reported_as_well(
    jtai, seed, home
):
    text = jtai("report", "plan.db", "-", "--today", "2020-07-01").out
    assert "Compared with nothing: no reporting point lies before this day" in text
    assert rows_of(sections_of(text)["Appendix: the whole plan"])[0].keys() >= {"Ref", "Finding"}
    (home / "empty.json").write_text(
        '{"format": "jtai-plan/1", "title": "Nothing yet", "agencies": [], "actions": []}'
    )
    assert jtai("new", "empty.db", "--from", "empty.json").code == 0
    assert jtai("report", "empty.db", "none.md").code == 0
    said = sections_of((home / "none.md").read_text(encoding="utf-8"))
    assert set(SECTIONS.values()) <= set(said)
    assert all(said[heading].strip() for heading in SECTIONS.values())
