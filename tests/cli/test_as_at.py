"""`--as-at`: the plan exactly as it stood, marked as such, in every form it is written in."""

import csv
import io
import json
import shutil
import zipfile
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from tests.cli.seen_plans import make_seen

JULY = ("--today", "2020-07-01")
DATA = ("--format", "json")
THEN = ("--as-at", "Board June")


def at_length(ending):
    """Return a form that is slow to read, for the long runs."""
    return pytest.param(ending, marks=pytest.mark.torture)


@pytest.fixture(scope="module")
def made_seen(made_seed, tmp_path_factory):
    return make_seen(made_seed, tmp_path_factory.mktemp("seen") / "plan.db")


@pytest.fixture
def seen(made_seen, home):
    """The plan that a board has seen as `plan.db` in the folder."""
    return Path(shutil.copy(made_seen, home / "plan.db"))


def test_a_list_says_which_state_it_is_of_and_goes_by_its_day(jtai, seen):
    lines = jtai("list", "plan.db", *THEN, "--overdue").out.splitlines()
    assert lines[0] == "As at Board June (30 Jun 2020)"
    assert "G→R? On track" in lines[3]
    assert " 122 " in lines[3]
    assert lines[-1] == "8 of 33 actions"
    later = jtai("list", "plan.db", *THEN, "--overdue", *JULY).out
    assert later.startswith("As at Board June (30 Jun 2020)")
    assert later.endswith("28 of 33 actions\n")


def test_data_are_those_of_then_and_say_so(jtai, seen):
    found = jtai("list", "plan.db", *THEN, *DATA).data
    assert len(found) == 33
    assert {(each["as_at"], each["as_at_point"]) for each in found} == {
        ("2020-06-30", "Board June")
    }
    assert all("as_at" not in each for each in jtai("list", "plan.db", *DATA).data)
    table = io.StringIO(jtai("list", "plan.db", *THEN, "--format", "csv").out)
    (headings, *rows) = csv.reader(table)
    assert headings[-1] == "as_at"
    assert {row[-1] for row in rows} == {"2020-06-30"}


def test_an_action_is_shown_as_it_stood(jtai, seen):
    page = jtai("show", "plan.db", "1", *THEN).out
    assert page.startswith("As at Board June (30 Jun 2020)\n\n1  Children's Social Care\n")
    assert "G On track, challenged" in page
    assert "Audit, by Ann Author" in page
    assert "fell behind" not in page
    assert jtai("show", "plan.db", "35", *THEN).code == 1
    data = jtai("show", "plan.db", "1", *THEN, *DATA).data
    assert (data["rating"], data["as_at"], data["as_at_point"]) == (
        "on-track", "2020-06-30", "Board June",
    )  # fmt: skip


def test_a_day_means_its_end_and_one_that_nobody_knows_of_is_refused(jtai, seen):
    today = json.loads(jtai("show", "plan.db", "1", "--as-at", date.today().isoformat(), *DATA).out)
    assert (today["rating"], today["as_at_point"]) == ("significant-risk", None)
    before = jtai("list", "plan.db", "--as-at", "2019-12-31")
    assert before.code == 1
    assert "how it stood on 31 Dec 2019 is not known" in before.err
    ahead = jtai("list", "plan.db", "--as-at", "31 Dec 2098")
    assert (ahead.code, ahead.out) == (1, "")
    assert "31 Dec 2098 is still to come" in ahead.err
    waiting = jtai("list", "plan.db", "--conflicts", *THEN)
    assert waiting.code == 2


def test_what_is_exported_is_as_it_stood_and_says_so(jtai, seen, home):
    for ending in ("md", "html", "docx", "xlsx", "csv", "json", "ics"):
        assert jtai("export", "plan.db", f"june.{ending}", *THEN).code == 0
    mark = "FINAL · updated 26 March 2020 · as at 30 June 2020, Board June"
    for ending in ("md", "html"):
        text = (home / f"june.{ending}").read_text(encoding="utf-8")
        assert mark in text
        assert "fell behind" not in text
    with zipfile.ZipFile(home / "june.docx") as document:
        assert mark in document.read("word/document.xml").decode()
        assert mark in document.read("word/footer1.xml").decode()
    with zipfile.ZipFile(home / "june.xlsx") as book:
        assert mark in unescape(book.read("xl/worksheets/sheet1.xml").decode())
    assert ", as at 30 June 2020" in (home / "june.ics").read_text().replace("\n ", "")
    rows = csv.DictReader(io.StringIO((home / "june.csv").read_text(encoding="utf-8-sig")))
    assert {row["as_at"] for row in rows} == {"2020-06-30"}


@pytest.mark.parametrize("ending", [at_length("docx"), at_length("xlsx"), "json"])
def test_what_is_exported_reads_back_as_it_stood(by_ann, jtai, seen, home, ending):
    jtai("export", "plan.db", f"june.{ending}", *THEN)
    by_ann("new", "then.db", "--from", f"june.{ending}")
    row = jtai("show", "then.db", "1", *DATA).data
    assert row["rating"] == "on-track"
    assert "fell behind" not in str(row["updates"])
    assert len(jtai("list", "then.db", *DATA).data) == 33
    jtai("export", "then.db", "then.md")
    assert "as at 30 June 2020" not in (home / "then.md").read_text(encoding="utf-8")


def test_a_list_of_some_actions_is_as_it_stood_too(jtai, seen, home):
    jtai("export", "plan.db", "june.xlsx", "--rating", "g", *THEN)
    with zipfile.ZipFile(home / "june.xlsx") as book:
        sheet = unescape(book.read("xl/worksheets/sheet1.xml").decode())
    assert ", as at 30 June 2020, Board June" in sheet
    jtai("export", "plan.db", "june.csv", "--rating", "g", *THEN)
    rows = csv.DictReader(io.StringIO((home / "june.csv").read_text(encoding="utf-8-sig")))
    assert [(row["reference"], row["as_at"]) for row in rows] == [
        ("1", "2020-06-30"), ("3", "2020-06-30"), ("7", "2020-06-30"),
    ]  # fmt: skip


def test_the_plan_file_is_left_alone_by_looking_back(jtai, seen, home):
    before, beside = seen.read_bytes(), sorted(home.iterdir())
    for command in (("list", "plan.db"), ("show", "plan.db", "1"), ("export", "plan.db", "-")):
        assert jtai(*command, *THEN).code == 0
    assert (seen.read_bytes(), sorted(home.iterdir())) == (before, beside)
