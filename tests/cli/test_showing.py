"""`jtai show`, `jtai log` and `jtai timescale`: what stands there, and how it came about."""

import csv
import io
from datetime import UTC, date, datetime

from db.dates import show_date

JULY = ("--today", "2020-07-01")


def test_an_action_is_shown_whole(by_ann, seed):
    by_ann("edit", "plan.db", "28", "due=30 Nov 2020", "--reason", "Late", *JULY)
    by_ann("evidence", "plan.db", "28", "Survey", "--link", "https://example.org")
    page = by_ann("show", "plan.db", "28", *JULY).out
    for words in (
        "28  Multi-agency / System areas",
        "Rating      unrated; the dates suggest G On track",
        "Due         Mon 30 Nov 2020, in 152 days",
        "Timescale   October 2020",
        "Agreed      31 Oct 2020, revised once, 30 days later",
        "Sources     SY2, SY8",
        "26 Mar 2020, as published",
        "Survey, by Ann Author",
        "Due date revised to 30 Nov 2020 (was 31 Oct 2020) by Ann Author",
    ):
        assert words in page
    assert max(len(line) for line in page.splitlines()) <= 100


def test_an_action_is_one_object_for_programs(by_ann, seed):
    shown = by_ann("show", "plan.db", "28", "--format", "json", *JULY).data
    listed = by_ann("list", "plan.db", "--format", "json", *JULY).data[26]
    assert {key: shown[key] for key in listed} == listed
    assert (shown["reference_cell"], shown["status"]) == ("28 SY2,8", "In Progress")
    assert shown["updates"][0]["date"] == "2020-03-26"
    assert shown["history"] == shown["evidence"] == []


def test_an_action_that_is_not_there_is_said_to_be_missing(jtai, seed):
    answer = jtai("show", "plan.db", "15")
    assert answer.code == 1
    assert answer.err == "jtai: there is no action 15 in this plan; see: jtai list plan.db\n"


def test_the_log_tells_newest_first_who_did_what_and_why(by_ann, seed):
    by_ann("rate", "plan.db", "4", "a", "--reason", "A long reason " * 12, *JULY)
    heading, first, second, *_, last = by_ann("log", "plan.db").out.splitlines()
    assert heading.split() == ["When", "Who", "Ref", "What"]
    assert "Ann Author" in first
    assert "Rated Minor risk (was unrated): A long reason" in first
    assert second.startswith(" " * 20)
    assert last.endswith("Plan loaded from seed_plan.json")


def test_the_log_of_one_action_has_only_its_own(by_ann, seed):
    by_ann("rate", "plan.db", "4", "r")
    by_ann("rate", "plan.db", "5", "r")
    (entry,) = by_ann("log", "plan.db", "4", "--format", "json").data
    assert list(entry) == [
        "seq", "at", "author", "reference", "field", "sentence", "reason", "origin", "hash",
    ]  # fmt: skip
    assert (entry["reference"], entry["reason"], entry["origin"]) == ("4", None, "typed")
    assert entry["at"].endswith("Z")
    assert len(entry["hash"]) == 64


def test_the_log_since_a_day_starts_with_that_day(by_ann, seed):
    by_ann("rate", "plan.db", "4", "r")
    today = show_date(datetime.now(UTC).astimezone().date())
    assert len(by_ann("log", "plan.db", "4", "--since", today, "--format", "json").data) == 1
    later = date(2098, 1, 1).isoformat()
    answer = by_ann("log", "plan.db", "--since", later)
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.startswith("jtai: ")
    assert by_ann("log", "plan.db", "--since", later, "--format", "json").data == []


def test_the_log_as_csv_has_a_row_each(by_ann, seed):
    by_ann("rate", "plan.db", "4", "r")
    rows = list(csv.DictReader(io.StringIO(by_ann("log", "plan.db", "--format", "csv").out)))
    assert rows[0]["sentence"] == "Rated Significant risk (was unrated)"
    assert rows[0]["reference"] == "4"


def test_a_timescale_is_read_aloud(jtai, home):
    answer = jtai("timescale", "End June 2020", "ongoing", "within 3 months",
                  "--plan-date", "26/3/2020")  # fmt: skip
    lines = answer.out.splitlines()
    assert lines[0].split() == ["Timescale", "Due", "Exact", "to", "Note"]
    assert lines[1].split()[:6] == ["End", "June", "2020", "30", "Jun", "2020"]
    assert "none" in lines[2]
    assert "perhaps Fri 26 Jun 2020" in " ".join(answer.out.split())


def test_timescales_as_data_say_none_as_null_and_why(jtai, home):
    first, second = jtai("timescale", "-", "--format", "json", said=b"June 2020\r\nongoing\n").data
    assert (first["timescale"], first["due"], first["precision"]) == (
        "June 2020", "2020-06-30", "month",
    )  # fmt: skip
    assert (second["due"], second["reason"]) == (None, "status")


def test_a_plan_date_that_is_no_day_is_wrong_usage(jtai, home):
    answer = jtai("timescale", "June", "--plan-date", "soon")
    assert answer.code == 2
    assert "write it as 2020-06-30" in answer.err


def test_the_head_of_the_page_says_how_the_action_stands(by_ann, seed, home):
    def head(reference="1"):
        return by_ann("show", "plan.db", reference, *JULY).out.partition("\n\n")[0]

    assert "Sat 29 Feb 2020, 123 days late" in head()
    by_ann("rate", "plan.db", "1", "g", "--reason", "Nearly done", *JULY)
    assert "G On track, challenged: the dates suggest R Significant risk" in head()
    by_ann("edit", "plan.db", "1", "forecast=31/8/2020", "due=1/7/2020", "--reason", "x", *JULY)
    by_ann("edit", "plan.db", "1", "due=2/7/2020", "--reason", "y", *JULY)
    assert "Forecast    Mon 31 Aug 2020" in head()
    assert "Thu 2 Jul 2020, in 1 day" in head()
    assert "29 Feb 2020, revised twice, 124 days later in all" in head()
    by_ann("close", "plan.db", "1", "risk-accepted", "--reason", "The board")
    assert "Rating      Risk accepted" in head()
    by_ann("add", "plan.db", "35", "Do", "--agency", "police", "--timescale", "ongoing")
    assert "no due date" in head("35")
    assert "Lead        none" in head("35")
    assert "C Completed" in head("2")


def test_evidence_is_shown_with_its_link_file_and_note(by_ann, seed, home):
    (home / "a.pdf").write_bytes(b"x")
    by_ann("evidence", "plan.db", "1", "Audit", "--file", "a.pdf", "--kind", "Data", "--note", "N")
    page = by_ann("show", "plan.db", "1").out
    assert "Audit (Data), by Ann Author" in page
    assert "\n  a.pdf\n  N\n" in page
