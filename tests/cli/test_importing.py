"""Word, Excel and CSV files on the command line: a plan made of one, one read into a plan."""

import json
import os
import sqlite3
from contextlib import closing
from datetime import date

import pytest

from db.seed import seed_document
from db.snapshot import plan_document
from db.store import open_plan
from tests.exchange.seed_files import (
    RATED,
    SAID,
    changed_seed,
    seed_csv,
    seed_word,
    seed_workbook,
)
from tests.sent_copies import shown

JULY = ("--today", "2020-07-01")
LETTERS = [f"{level.letter}={level.code}" for level in seed_document().scheme]
FORMS = {
    "plan.docx": (seed_word, SAID),
    "plan.xlsx": (seed_workbook, SAID),
    "plan.csv": (seed_csv, LETTERS),
}


def mapped(said):
    return [word for each in said for word in ("--map", each)]


@pytest.fixture(params=FORMS)
def published(request, home):
    """The seed plan as a council's own file, and what somebody says of its marks."""
    make, said = FORMS[request.param]
    (home / request.param).write_bytes(make())
    return request.param, mapped(said)


def told(field, entry):
    return getattr(entry, field)


def test_a_plan_is_made_of_a_published_file_with_all_that_it_says(jtai, home, published):
    name, said = published
    answer = jtai("new", "new.db", "--from", name, *said)
    assert answer.code == 0
    assert answer.out.startswith(f"made new.db from {name} (SHA-256 ")
    with open_plan(home / "new.db", read_only=True) as plan:
        made = plan_document(plan)
    seed = seed_document()
    assert len(made.actions) == 33
    for entry, expected in zip(made.actions, seed.actions, strict=True):
        for field in ("reference", "reference_cell", "sources", "agency", "finding", "action",
                      "leads", "timescale", "due", "due_precision"):  # fmt: skip
            assert getattr(entry, field) == getattr(expected, field), (entry.reference, field)
        assert entry.rating == RATED[entry.reference]
        assert [each.text for each in entry.updates] == [each.text for each in expected.updates]
    with_actions = [each for each in seed.agencies if "CCG" not in each.name]
    standing = [each.name for each in made.agencies]
    assert standing == [each.name for each in (with_actions if ".csv" in name else seed.agencies)]
    if name != "plan.csv":
        assert (made.title, made.updated) == (seed.title, seed.updated)
    assert jtai("verify", "new.db").code == 0


def test_a_colour_that_nobody_has_explained_rates_nothing_and_is_told(jtai, home):
    (home / "plan.docx").write_bytes(seed_word())
    answer = jtai("new", "new.db", "--from", "plan.docx")
    assert answer.code == 0
    lines = [" ".join(line.split()) for line in answer.out.splitlines()]
    assert any(
        line.startswith("red (#ff0000) 5 unrated perhaps Significant risk") for line in lines
    )
    assert any(line.startswith("Completed 4 Completed") for line in lines)
    assert "marked actions unrated, as nobody has said what the marks mean" in answer.err
    rated = jtai("list", "new.db", "--format", "json", *JULY).data
    assert [each["reference"] for each in rated if each["rating"]] == ["2", "10", "22", "24"]


def test_proposed_takes_all_that_is_proposed(jtai, home):
    (home / "plan.docx").write_bytes(seed_word())
    assert jtai("new", "new.db", "--from", "plan.docx", "--map", "proposed").code == 0
    rated = {e["reference"]: e["rating"] for e in jtai("list", "new.db", "--format", "json").data}
    assert rated == RATED


@pytest.mark.parametrize(
    ("said", "ratings"),
    [
        ((), ["completed", None]),
        (("--map", "Completed=evidenced"), ["evidenced", None]),
        (("--map", "(Completed)=evidenced"), ["evidenced", None]),
        (("--map", "Completed?=on-track"), ["completed", "on-track"]),
        (("--map", "completed  ?=on-track"), ["completed", "on-track"]),
    ],
)
def test_a_word_that_is_asked_is_another_than_the_word_that_is_said(jtai, home, said, ratings):
    (home / "plan.csv").write_text("Ref,Action,RAG\n1,Train,Completed\n2,Review,Completed?\n")
    assert jtai("new", "new.db", "--from", "plan.csv", *said).code == 0
    assert [each["rating"] for each in jtai("list", "new.db", "--format", "json").data] == ratings


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (("--map", "purple=completed"), "'purple' marks no action in it; it has: In progress,"),
        (("--map", "red=finished"), "'finished' is no rating; say not-started, "),
        (("--map", "red"), "say a mark and its rating, as in green=completed"),
        (("--column", "Owner=lead"), "there is no column 'Owner'; it has: "),
        (("--column", "Lead=boss"), "'boss' is nothing a column can be; say reference, "),
        (("--column", "Lead"), "say a column and what it is, as in Owner=lead"),
    ],
)
def test_what_is_said_wrongly_is_one_line_and_makes_nothing(jtai, home, said, error):
    (home / "plan.docx").write_bytes(seed_word())
    answer = jtai("new", "new.db", "--from", "plan.docx", *said)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.count("\n") == 1
    assert error in answer.err
    assert not (home / "new.db").exists()


def test_a_column_is_what_somebody_says_it_is(jtai, home):
    (home / "plan.csv").write_text("Ref,What,Who cares,By when\n1,Train staff,Jo Hooper,May 2021\n")
    said = ("--column", "What=action", "--column", "Who cares=lead")
    assert jtai("new", "new.db", "--from", "plan.csv", *said).code == 0
    (action,) = jtai("list", "new.db", "--format", "json").data
    assert action["action"] == "Train staff"
    assert [lead["raw"] for lead in action["leads"]] == ["Jo Hooper"]


@pytest.fixture
def changed(home):
    """The seed plan as a Word file that says three things otherwise, and has one action more."""
    (home / "changed.docx").write_bytes(seed_word(changed_seed()))
    return "changed.docx"


def test_a_trial_says_what_would_come_in_and_changes_nothing(by_ann, seed, changed):
    before = seed.read_bytes()
    answer = by_ann("import", "plan.db", changed, "--dry-run", *JULY)
    assert answer.code == 0
    lines = [" ".join(line.split()) for line in answer.out.splitlines()]
    assert lines[0].startswith("changed.docx (SHA-256 ")
    assert "1 new action, 2 changed, 31 unchanged" in lines
    assert "new: 35" in lines
    assert "1 Timescale End February 2020 End August 2020" in lines
    assert "1 Due date 29 Feb 2020 31 Aug 2020" in lines
    assert "1 Progress added It went live in May." in lines
    assert seed.read_bytes() == before


def test_a_trial_is_data_for_programs(by_ann, seed, changed):
    data = by_ann("import", "plan.db", changed, "--dry-run", "--format", "json", *JULY).data
    assert data["dry_run"] is True
    assert [each["reference"] for each in data["new"]] == ["35"]
    assert len(data["unchanged"]) == 31
    first = data["changed"][0]
    assert (first["reference"], first["found_by"], first["progress_added"]) == (
        "1", "reference", ["It went live in May."],
    )  # fmt: skip
    assert {"field": "due", "ours": "29 Feb 2020", "theirs": "31 Aug 2020"} in first["changes"]
    read = data["read"]
    assert [each["field"] for each in read["columns"][:7]] == [
        "reference", "finding", "action", "lead", "timescale", "progress", "rating",
    ]  # fmt: skip
    marks = {each["mark"]: each for each in read["marks"]}
    assert (marks["ff0000"]["rating"], marks["ff0000"]["proposed"]) == (None, "significant-risk")
    assert marks["completed"]["certain"] is True
    assert any("15" in each["text"] for each in read["warnings"])


def test_what_is_new_comes_in_and_what_is_said_otherwise_waits(by_ann, jtai, seed, changed):
    answer = by_ann("import", "plan.db", changed, *JULY)
    assert answer.code == 1
    assert "added 1 action, 1 progress update" in answer.out
    assert "3 proposed changes wait, and the plan stands until then" in answer.out
    assert shown(seed, "1", "timescale") == "End February 2020"
    waiting = jtai("list", "plan.db", "--conflicts", "--format", "json", *JULY).data
    assert [(each["reference"], each["field"], each["standing"]) for each in waiting] == [
        ("1", "timescale", "open"), ("1", "due", "open"), ("6", "finding", "open"),
    ]  # fmt: skip
    assert {each["source"] for each in waiting} == {changed}
    assert by_ann("decide", "plan.db", "1", "theirs", *JULY).out.splitlines()[-1] == (
        "1 proposed change waits"
    )
    assert shown(seed, "1", "due") == "2020-08-31"
    assert by_ann("decide", "plan.db", "6", "ours", *JULY).code == 0
    again = by_ann("import", "plan.db", changed, *JULY)
    assert again.code == 0
    assert "nothing new in it; the plan is as it was" in again.out
    assert "1 change not proposed again: it was decided against before" in again.out
    assert by_ann("verify", "plan.db").code == 0


def test_the_log_names_who_read_which_file_in(by_ann, seed, changed):
    by_ann("import", "plan.db", changed, *JULY)
    rows = by_ann("log", "plan.db", "--format", "json").data
    read = [each for each in rows if each["sentence"].startswith("Read in: changed.docx (SHA-256 ")]
    assert [each["author"] for each in read] == ["Ann Author"]
    with closing(sqlite3.connect(seed)) as file:
        ((name, sha256),) = file.execute("SELECT name, sha256 FROM document").fetchall()
    assert (name, len(sha256)) == ("changed.docx", 64)


def test_an_action_that_is_said_to_be_another_is_added(by_ann, seed, home):
    text = seed_document().actions[3].action
    (home / "plan.csv").write_text(f'Ref,Agency,Action\n99,Thames Valley Police,"{text}"\n')
    found = by_ann("import", "plan.db", "plan.csv", "--dry-run", "--format", "json", *JULY).data
    assert (found["new"], len(found["changed"])) == ([], 1)
    place = found["changed"][0]["place"]
    found = by_ann(
        "import", "plan.db", "plan.csv", "--apart", place, "--format", "json", *JULY
    ).data
    assert found["added"] == ["99"]


def test_a_plan_in_json_is_read_in_as_well(by_ann, jtai, seed, home):
    assert jtai("export", "plan.db", "plan.json").code == 0
    data = json.loads((home / "plan.json").read_text())
    data["actions"][0]["finding"] = "Another."
    (home / "plan.json").write_text(json.dumps(data))
    answer = by_ann("import", "plan.db", "plan.json", "--format", "json", *JULY)
    assert (answer.code, answer.data["waiting"]) == (1, 1)


def test_a_plan_in_json_needs_no_explaining(by_ann, jtai, seed, home):
    assert jtai("export", "plan.db", "plan.json").code == 0
    for command in (("import", "plan.db"), ("new", "new.db", "--from")):
        answer = by_ann(*command, "plan.json", "--map", "green=completed")
        assert (answer.code, answer.out) == (2, "")
        assert "--map is for Word, Excel and CSV, not for JSON" in answer.err


def test_reading_in_needs_a_name(jtai, seed, changed):
    before = seed.read_bytes()
    answer = jtai("import", "plan.db", changed)
    assert (answer.code, seed.read_bytes()) == (2, before)
    assert "whose change is this?" in answer.err


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing in it"),
        (b"PK\x03\x04...", "damaged or was cut off"),
        (b"%PDF-1.7", "PDF"),
        (b"just words\n", "no table"),
        (b"{", "line 1"),
        (b"{\\rtf1 hello}", "Rich Text Format"),
    ],
)
def test_what_is_no_plan_is_one_line_and_changes_nothing(by_ann, seed, home, data, said):
    (home / "source").write_bytes(data)
    before = seed.read_bytes()
    answer = by_ann("import", "plan.db", "source", *JULY)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.count("\n") == 1
    assert said in answer.err
    assert seed.read_bytes() == before


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_list_that_jtai_wrote_is_no_document(by_ann, seed, home, form):
    assert by_ann("export", "plan.db", f"list.{form}", "--list").code == 0
    before = seed.read_bytes()
    answer = by_ann("import", "plan.db", f"list.{form}", *JULY)
    assert answer.code == 1
    assert f"list.{form} is a list that jtai wrote" in answer.err
    assert seed.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="pipes have no names there")
def test_a_pipe_is_not_waited_for(by_ann, seed, home):
    os.mkfifo(home / "pipe")
    answer = by_ann("import", "plan.db", "pipe", *JULY)
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "this is a pipe" in answer.err


def test_a_document_comes_in_by_standard_input(by_ann, seed, home):
    data = b"Ref,Agency,Action,By when\n99,Thames Valley Police,Train all staff,May 2021\n"
    answer = by_ann("import", "plan.db", "-", *JULY, said=data)
    assert answer.code == 0
    with open_plan(seed, read_only=True) as plan:
        assert plan_document(plan).actions[-1].due == date(2021, 5, 31)
