"""The plan, and lists of its actions, as files for others."""

import csv
import io

import pytest

from db.seed import seed_document
from jtai_tui.__main__ import main
from jtai_tui.cli.pages_sharing import FORMATS

JULY = ("--today", "2020-07-01")
STARTS = {
    "json": b"{",
    "csv": b"\xef\xbb\xbfreference,",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "html": b"<!DOCTYPE html>",
    "md": b"# Action Plan",
    "ics": b"BEGIN:VCALENDAR\r\n",
}


@pytest.mark.parametrize("ending", FORMATS)
def test_the_ending_picks_what_is_written(jtai, seed, home, ending):
    before = seed.read_bytes()
    answer = jtai("export", "plan.db", f"out.{ending}", *JULY)
    size = (home / f"out.{ending}").stat().st_size
    assert (answer.code, answer.out) == (0, f"wrote out.{ending} ({size:,} bytes)\n")
    assert (home / f"out.{ending}").read_bytes().startswith(STARTS[ending])
    assert seed.read_bytes() == before


@pytest.mark.parametrize("ending", FORMATS)
def test_standard_output_takes_any_of_them(seed, ending, capfdbinary):
    answer = written(capfdbinary, "export", "plan.db", "-", "--format", ending, *JULY)
    start = STARTS[ending].removeprefix(b"\xef\xbb\xbf")
    assert answer.startswith(start)


def written(captured, *argv):
    """Return what a command writes, which may be no text."""
    captured.readouterr()
    assert main(list(argv)) == 0
    return captured.readouterr()[0]


def test_the_same_plan_gives_the_same_document(jtai, seed, home):
    for name in ("one", "two"):
        for ending in ("docx", "xlsx", "html", "md"):
            assert jtai("export", "plan.db", f"{name}.{ending}").code == 0
    for ending in ("docx", "xlsx", "html", "md"):
        assert (home / f"one.{ending}").read_bytes() == (home / f"two.{ending}").read_bytes()


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_plan_goes_out_and_comes_back_equal(jtai, by_ann, seed, home, ending):
    by_ann("rate", "plan.db", "1", "r")
    by_ann("rate", "plan.db", "3", "g", "--reason", "They say so")
    by_ann("update", "plan.db", "4", "Half of it is done.", *JULY)
    by_ann("edit", "plan.db", "5", "due=30 Sep 2020", "--reason", "Agreed")
    by_ann("edit", "plan.db", "6", "forecast=1 Oct 2020")
    by_ann("evidence", "plan.db", "2", "Audit of May", "--link", "https://example.org/a")
    by_ann("close", "plan.db", "7", "superseded", "--reason", "Moved")
    assert jtai("export", "plan.db", f"out.{ending}").code == 0
    assert jtai("new", "again.db", "--from", f"out.{ending}").code == 0
    first, second = (
        jtai("list", name, "--format", "json", *JULY).data for name in ("plan.db", "again.db")
    )
    aside = {"agreed_due": None, "revisions": [], "times_revised": 0, "days_moved": 0}
    assert [each | aside for each in first] == [each | aside for each in second]
    again = by_ann("import", "plan.db", f"out.{ending}", *JULY)
    assert again.code == 0
    assert "nothing new in it" in again.out


def test_conditions_make_a_list_of_it(jtai, seed, home):
    assert jtai("export", "plan.db", "late.csv", "--overdue", "--agency", "police", *JULY).code == 0
    text = (home / "late.csv").read_bytes().decode("utf-8-sig")
    listed = jtai("list", "plan.db", "--overdue", "--agency", "police", "--format", "csv", *JULY)
    assert list(csv.reader(io.StringIO(text))) == list(csv.reader(io.StringIO(listed.out)))


def test_a_calendar_holds_the_due_dates_of_open_actions(jtai, seed, home):
    assert jtai("export", "plan.db", "dates.ics", "--lead", "heath", *JULY).code == 0
    text = (home / "dates.ics").read_bytes().decode()
    listed = jtai("list", "plan.db", "--lead", "heath", "--format", "json", *JULY).data
    assert text.count("BEGIN:VEVENT") == sum(1 for each in listed if each["open"] and each["due"])
    for each in listed:
        assert f"DTSTART;VALUE=DATE:{each['due'].replace('-', '')}" in text


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("out.pdf",), "ends in none of .json, .csv, .docx"),
        (("out.docx", "--overdue"), "some actions alone can be written as .csv, .xlsx, .ics"),
        (("out.json", "--list"), "some actions alone can be written as .csv, .xlsx, .ics"),
    ],
)
def test_what_can_not_be_written_is_wrong_usage(jtai, seed, home, argv, said):
    answer = jtai("export", "plan.db", *argv)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert not (home / argv[0]).exists()


def test_a_file_that_is_there_is_replaced_only_by_force(jtai, seed, home):
    (home / "out.docx").write_text("mine")
    refused = jtai("export", "plan.db", "out.docx")
    assert refused.code == 1
    assert "--force" in refused.err
    assert (home / "out.docx").read_text() == "mine"
    assert jtai("export", "plan.db", "out.docx", "--force").code == 0


def test_the_plan_itself_is_never_written_over(jtai, seed):
    before = seed.read_bytes()
    answer = jtai("export", "plan.db", "plan.db", "--format", "docx", "--force")
    assert answer.code == 1
    assert seed.read_bytes() == before


def test_a_plan_without_actions_goes_out_as_well(jtai, home):
    (home / "empty.json").write_text(
        '{"format": "jtai-plan/1", "title": "Nothing yet", "agencies": [], "actions": []}'
    )
    assert jtai("new", "empty.db", "--from", "empty.json").code == 0
    for ending in FORMATS:
        assert jtai("export", "empty.db", f"none.{ending}").code == 0


def test_every_action_of_the_seed_stands_in_each_form(jtai, seed, home):
    for ending in ("html", "md"):
        assert jtai("export", "plan.db", f"out.{ending}").code == 0
        text = (home / f"out.{ending}").read_text(encoding="utf-8")
        for entry in seed_document().actions:
            assert entry.leads[0].raw.split()[0] in text
            assert entry.timescale in text
