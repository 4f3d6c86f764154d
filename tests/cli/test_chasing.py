"""Chasing leads, and taking their return sheets back in, at the command line."""

import csv
import io
import shutil

import pytest
from openpyxl import load_workbook

from tests.exchange.returned_sheets import fill

JULY = ("--today", "2020-07-01")
BACK = ("--today", "2020-07-09")


@pytest.fixture
def plan(chased_made, home):
    return shutil.copy(chased_made, home / "plan.db")


@pytest.fixture
def chased(chased_sent, home):
    """The plan, whose leads were chased on 1 July; what they were sent lies in `out`."""
    shutil.copytree(chased_sent.chased.folder, home / "out")
    return shutil.copy(chased_sent.plan.path, home / "plan.db")


def filled(home, name="Back.xlsx", **cells):
    """Fill J Culley's sheet in, as somebody does who sends it back: cells by reference."""
    book = load_workbook(home / "out" / "J Culley.xlsx")
    for reference, values in cells.items():
        fill(book.worksheets[0], reference.removeprefix("_"), **values)
    book.save(home / name)
    return name


def test_chasing_writes_a_sheet_and_a_draft_for_each_lead_and_tells_of_it(by_ann, plan, home):
    answer = by_ann("chase", "plan.db", "out", *JULY, "--by", "8/7/2020")
    assert answer.code == 0
    assert "1 lead" not in answer.out
    assert "2 leads asked to answer by Wed 8 Jul 2020" in answer.out
    assert "no lead is named in 40" in answer.out
    assert "123 days overdue, no update for 97 days" in " ".join(answer.out.split())
    names = {each.name for each in (home / "out").iterdir()}
    assert {"J Culley.xlsx", "J Culley.eml", "Who owes what.xlsx"} < names
    assert len(names) == 5


def test_a_trial_writes_nothing(by_ann, jtai, plan, home):
    before = (home / "plan.db").read_bytes()
    answer = jtai("chase", "plan.db", "out", *JULY, "--dry-run")
    assert answer.code == 0
    assert "this was a trial: 2 leads would be asked to answer by Wed 15 Jul 2020" in answer.out
    assert not (home / "out").exists()
    assert (home / "plan.db").read_bytes() == before


@pytest.mark.parametrize(
    ("conditions", "owed"),
    [
        ((), ["1", "2", "28a", "3"]),
        (("--unrated", "--overdue"), ["2"]),
        (("--agency", "police", "--within", "5"), ["28a"]),
        (("--within", "5", "--silent", "5"), ["1", "2", "28a", "3"]),
        (("--lead", "halford"), []),
    ],
)
def test_conditions_choose_whom_and_what_for(jtai, plan, conditions, owed):
    data = jtai("chase", "plan.db", "out", *JULY, "--dry-run", "--format", "json", *conditions).data
    leads = {each["lead"]: each for each in data["leads"]}
    mine = leads.get("J Culley", {"actions": []})
    assert sorted(each["reference"] for each in mine["actions"]) == owed
    assert data["written"] is False


def test_a_chase_as_data_says_where_everything_is(by_ann, plan, home):
    data = by_ann("chase", "plan.db", "out", *JULY, "--format", "json").data
    assert (data["written"], data["answer_by"], data["folder"]) == (True, "2020-07-15", "out")
    (mine,) = [each for each in data["leads"] if each["lead"] == "J Culley"]
    assert (home / mine["sheet"]).is_file()
    assert (home / mine["mail"]).is_file()
    assert len(mine["chase"]) == 32
    assert mine["actions"][0] == {
        "reference": "1",
        "agency": "Public Health",
        "due": "2020-02-29",
        "accountable": True,
        "days_overdue": 123,
        "due_in": None,
        "days_silent": 97,
        "last_update": "2020-03-26",
        "why": "123 days overdue, no update for 97 days",
    }
    assert [each["reference"] for each in data["no_lead"]] == ["40"]


@pytest.mark.journey
def test_nobody_is_chased_who_owes_nothing(by_ann, plan, home):
    answer = by_ann("chase", "plan.db", "out", "--today", "2020-07-01", "--lead", "nobody")
    assert (answer.code, answer.out.strip()) == (0, "nobody owes anything")
    assert not (home / "out").exists()


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("--by", "2020-06-30"), 2, "has passed already"),
        (("--within", "soon"), 2, "is not a number of days"),
        (("--agency", "fire"), 1, "fire"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(by_ann, plan, home, typed, code, said):
    answer = by_ann("chase", "plan.db", "out", *JULY, *typed)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1
    assert not (home / "out").exists()


@pytest.mark.journey
def test_nothing_is_replaced_without_force(by_ann, chased, home):
    answer = by_ann("chase", "plan.db", "out", *JULY)
    assert answer.code == 1
    assert "there is a file already; name another folder, or add --force" in answer.err
    assert by_ann("chase", "plan.db", "out", *JULY, "--force").code == 0


def test_leads_say_who_was_chased_and_who_is_silent(by_ann, jtai, chased):
    answer = jtai("leads", "plan.db", "--today", "2020-07-13")
    assert "chased 12 days ago, silent" in answer.out
    data = jtai("leads", "plan.db", "--today", "2020-07-13", "--format", "json").data
    assert {(each["chased"], each["answered"]) for each in data} == {("2020-07-01", None)}
    by_ann("update", "plan.db", "2", "Trained.", "--today", "2020-07-10")
    answer = jtai("leads", "plan.db", "--today", "2020-07-13")
    assert "chased 12 days ago, answered 3 days ago" in answer.out
    rows = csv.DictReader(
        io.StringIO(jtai("leads", "plan.db", "--format", "csv").out.removeprefix("\ufeff"))
    )
    assert {each["answered"] for each in rows} == {"2020-07-10"}


def test_a_returned_sheet_is_proposed_and_the_log_names_both(by_ann, jtai, chased, home):
    name = filled(
        home,
        _1={"progress": "Reviewed.", "rating": "Minor risk", "forecast": "31/8/2020"},
        _2={"evidence": "Register https://example.org/r"},
    )
    answer = by_ann("merge", "plan.db", name, *BACK)
    assert answer.code == 1
    assert "Back.xlsx, the return sheet of J Culley, asked 1 Jul 2020: 4 changes proposed" in (
        answer.out
    )
    assert "4 proposed changes wait" in answer.out
    listed = jtai("list", "plan.db", "--rating", "minor-risk", "--format", "json").data
    assert listed == []

    taken = by_ann("decide", "plan.db", "1", "theirs", *BACK, "--reason", "Seen in the minutes")
    assert taken.code == 0
    by_ann("decide", "plan.db", "2", "theirs", *BACK)
    log = jtai("log", "plan.db", "--format", "json").data
    rated = next(each for each in log if "Rated Minor risk" in each["sentence"])
    assert rated["author"] == "Ann Author"
    assert rated["reason"] == "Seen in the minutes (proposed by J Culley in Back.xlsx)"
    whole = jtai("show", "plan.db", "2", "--format", "json").data
    (evidence,) = whole["evidence"]
    assert (evidence["title"], evidence["link"]) == ("Register", "https://example.org/r")
    update = jtai("show", "plan.db", "1", "--format", "json").data["updates"][0]
    assert (update["text"], update["signed"], update["date"]) == (
        "Reviewed.", "J Culley", "2020-07-09",
    )  # fmt: skip
    assert jtai("verify", "plan.db").code == 0


@pytest.mark.journey
def test_a_trial_of_a_sheet_changes_nothing(by_ann, chased, home):
    name = filled(home, _1={"progress": "Reviewed."})
    before = (home / "plan.db").read_bytes()
    answer = by_ann("merge", "plan.db", name, *BACK, "--dry-run")
    assert answer.code == 1
    assert "1 proposed change would wait" in answer.out
    assert (home / "plan.db").read_bytes() == before


def test_the_same_sheet_twice_adds_nothing_and_a_corrected_one_replaces_it(by_ann, chased, home):
    first = filled(home, _1={"progress": "Reviewd.", "rating": "G"}, _2={"rating": "A"})
    by_ann("merge", "plan.db", first, *BACK)
    before = (home / "plan.db").read_bytes()
    again = by_ann("merge", "plan.db", first, *BACK)
    assert "it was taken in before, nothing new in it" in again.out
    assert (home / "plan.db").read_bytes() == before
    second = filled(home, "Better.xlsx", _1={"progress": "Reviewed."}, _2={"rating": "A"})
    data = by_ann("merge", "plan.db", second, *BACK, "--format", "json").data
    (sheet,) = data["sheets"]
    assert (sheet["proposed"], sheet["waiting"], sheet["replaced"]) == (1, 1, 1)
    assert data["proposed"] == 2


def test_what_cant_be_read_is_told_with_its_cell(by_ann, chased, home):
    name = filled(home, _1={"forecast": "soon"}, _2={"progress": "Trained.", "rating": "pink"})
    answer = by_ann("merge", "plan.db", name, *BACK)
    assert answer.code == 1
    assert f"{name}: Return sheet!I5: 'soon' is no date" in answer.err
    assert f"{name}: Return sheet!J6: 'pink' is no rating of this plan" in answer.err
    assert "1 change proposed" in answer.out


def test_a_sheet_of_another_plan_and_a_workbook_that_is_none_are_refused(
    by_ann, chased, home, made_seed
):
    name = filled(home, _1={"progress": "Reviewed."})
    shutil.copy(made_seed, home / "other.db")
    for plan, file, words in (
        ("other.db", name, "is a return sheet of another plan"),
        ("plan.db", "out/Who owes what.xlsx", "neither a plan file nor a return sheet"),
        ("plan.db", "out/J Culley.eml", "this is not a plan file"),
    ):
        before = (home / plan).read_bytes()
        answer = by_ann("merge", plan, file, *BACK)
        assert (answer.code, answer.out) == (1, "")
        assert words in answer.err
        assert (home / plan).read_bytes() == before


@pytest.mark.journey
def test_copies_and_sheets_come_back_together(by_ann, chased, home):
    by_ann("ship", "plan.db", "copy.db", "--to", "Health")
    by_ann("edit", "copy.db", "3", "finding=Known since May.", *BACK)
    name = filled(home, _1={"progress": "Reviewed."})
    answer = by_ann("merge", "plan.db", "copy.db", name, *BACK)
    assert answer.code == 1
    assert "copy.db, the copy issued to Health" in answer.out
    assert "1 change came in" in answer.out
    assert "1 change proposed" in answer.out


@pytest.mark.journey
def test_a_decision_against_a_proposal_is_undone_and_says_so(by_ann, chased, home):
    by_ann("merge", "plan.db", filled(home, _1={"progress": "Reviewed."}), *BACK)
    by_ann("decide", "plan.db", "1", "ours", *BACK)
    answer = by_ann("undo", "plan.db")
    assert "what waits for a decision: jtai list plan.db --conflicts" in answer.out
    assert by_ann("decide", "plan.db", "1", "theirs", *BACK).code == 0


@pytest.mark.journey
def test_a_sheet_may_have_to_be_of_somebody(by_ann, chased, home):
    name = filled(home, _1={"progress": "Reviewed."})
    refused = by_ann("merge", "plan.db", name, "--from", "M Day", *BACK)
    assert refused.code == 1
    assert "this is the sheet of J Culley, not of M Day" in refused.err
    assert by_ann("merge", "plan.db", name, "--from", "J Culley", *BACK).code == 1


def test_a_sheet_that_somebody_imports_is_told_where_it_belongs(by_ann, chased):
    answer = by_ann("import", "plan.db", "out/J Culley.xlsx", *BACK)
    assert answer.code == 1
    assert "J Culley.xlsx is a return sheet; what a lead has filled in there comes in with: " in (
        answer.err
    )
    assert "jtai merge PLAN 'J Culley.xlsx'" in answer.err
