"""Who leads what, what looks like one, and leads and agencies made one, by command."""

import csv
import io

import pytest

HOOPERS = ["Jo Hooper MKC", "Jo Hooper"]


def leads(jtai, reference):
    action = jtai("show", "plan.db", reference, "--format", "json").data
    return [lead["raw"] for lead in action["leads"]]


def test_leads_are_listed_over_all_agencies_with_what_looks_like_one(jtai, seed):
    answer = jtai("leads", "plan.db", "--today", "2020-07-01")
    assert answer.code == 0
    lines = [" ".join(line.split()) for line in answer.out.splitlines()]
    assert "Jane Hannon, CNWL 5 5 Public Health / CNWL" in lines
    assert "MK Together 2 1 Youth Offending Team, Multi-agency / System areas" in lines
    assert "Jo Hooper MKC 1 same name, one with an organisation" in lines
    assert lines[-1].endswith("jtai agency plan.db NAME --merge-into OTHER")


def test_leads_as_json_say_which_others_each_looks_like(jtai, seed):
    found = jtai("leads", "plan.db", "--today", "2020-07-01", "--format", "json").data
    named = {each["lead"]: each for each in found}
    assert len(named) == len(found) == 23
    assert named["Jo Hooper MKC"] == {
        "lead": "Jo Hooper MKC",
        "name": "Jo Hooper",
        "organisation": "MKC",
        "post": "",
        "kind": "person",
        "actions": 1,
        "overdue": 1,
        "agencies": ["Children's Social Care"],
        "alike": ["Jo Hooper"],
        "chased": None,
        "answered": None,
    }
    assert named["TVP"]["alike"] == []


def test_leads_as_csv_have_one_line_each(jtai, seed):
    answer = jtai("leads", "plan.db", "--format", "csv", "--today", "2020-07-01")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    (row,) = [row for row in rows if row["lead"] == "MK Together"]
    assert row["agencies"] == "Youth Offending Team; Multi-agency / System areas"
    assert (row["actions"], row["overdue"]) == ("2", "1")


def test_only_what_looks_like_one_is_listed_on_request(jtai, by_ann, seed):
    by_ann("agency", "plan.db", "Thames-Valley Police")
    found = jtai("leads", "plan.db", "--alike", "--format", "json").data
    assert [(each["kind"], each["spellings"], each["actions"]) for each in found] == [
        ("lead", ["Hannah Pugliese, CCG", "Hannah Pugliese CCG"], 2),
        ("lead", HOOPERS, 2),
        (
            "lead",
            [
                "John Culley Community Health Service Director",
                "John Culley Community Health Service",
            ],
            4,
        ),
        ("agency", ["Thames Valley Police", "Thames-Valley Police"], 4),
    ]
    assert found[1]["why"] == "same name, one with an organisation"
    answer = jtai("leads", "plan.db", "--alike")
    assert "Jane Hannon" not in answer.out
    rows = list(csv.reader(io.StringIO(jtai("leads", "plan.db", "--alike", "--format=csv").out)))
    assert rows[2][:2] == ["lead", "; ".join(HOOPERS)]


def test_a_plan_in_which_nothing_looks_alike_says_so(jtai, by_ann, seed):
    for each in jtai("leads", "plan.db", "--alike", "--format", "json").data:
        first, *others = each["spellings"]
        by_ann("lead", "plan.db", *others, "--to", first)
    answer = jtai("leads", "plan.db", "--alike")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "jtai: no two of its leads or agencies look like one\n"
    assert jtai("leads", "plan.db", "--alike", "--format", "json").data == []


def test_two_spellings_are_made_one_with_a_reason_and_undone(jtai, by_ann, seed):
    answer = by_ann("lead", "plan.db", *HOOPERS, "--to", HOOPERS[0], "--reason", "By phone")
    assert answer.out == "2  Leads changed to Jo Hooper MKC (was Jo Hooper)\n"
    assert leads(jtai, "2") == leads(jtai, "4") == ["Jo Hooper MKC"]
    (entry, *_) = jtai("log", "plan.db", "--format", "json").data
    assert entry["reason"] == "By phone"
    assert by_ann("undo", "plan.db").code == 0
    assert leads(jtai, "2") == ["Jo Hooper"]
    assert by_ann("verify", "plan.db").code == 0


def test_a_name_stands_for_all_its_spellings_unless_it_is_one(jtai, by_ann, seed):
    answer = by_ann("lead", "plan.db", "john  CULLEY", "--to", "John Culley, CNWL")
    assert len(answer.out.splitlines()) == 4
    answer = by_ann("lead", "plan.db", "Jo Hooper", "--to", "Joanna Hooper")
    assert answer.out == "2  Leads changed to Joanna Hooper (was Jo Hooper)\n"
    assert by_ann("lead", "plan.db", "TVP", "--to", "TVP").out == (
        "nothing changed: it says that already\n"
    )


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (["lead", "plan.db", "Nobody", "--to", "X"], 1, "no action has a lead 'Nobody'"),
        (["lead", "plan.db", "TVP", "--to", " "], 1, "the lead's name is needed"),
        (["lead", "plan.db", "TVP", "--to", "a; b"], 1, "a semicolon parts two leads"),
        (["lead", "plan.db", "TVP"], 2, "--to"),
        (["agency", "plan.db", "MKUHT", "--merge-into", "MKUHFT"], 1, "merged into itself"),
        (["agency", "plan.db", "MKUHT", "--merge-into", "Nobody"], 1, "no agency of this plan"),
        (
            ["agency", "plan.db", "MKUHT", "--merge-into", "CCG", "--rename", "X"],
            2,
            "give --rename or --merge-into, not both",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(jtai, by_ann, seed, typed, code, said):
    before = seed.read_bytes()
    answer = by_ann(*typed)
    assert answer.code == code
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert seed.read_bytes() == before


def test_agencies_are_merged_and_both_names_find_the_one(jtai, by_ann, seed):
    answer = by_ann(
        "agency", "plan.db", "youth", "--merge-into", "social care", "--reason", "One service"
    )
    assert answer.out.splitlines() == [
        "Agency Youth Offending Team merged into Children's Social Care",
        *(
            f"{reference}  Agency changed to Children's Social Care (was Youth Offending Team)"
            for reference in ("22", "23", "24", "25")
        ),
    ]
    found = jtai("list", "plan.db", "--agency", "Youth Offending Team", "--format", "json")
    assert len(found.data) == 10
    assert {each["agency"] for each in found.data} == {"Children's Social Care"}
    undone = by_ann("undo", "plan.db").out.splitlines()
    assert undone[-1] == ("Undone: agency Youth Offending Team merged into Children's Social Care")
    found = jtai("list", "plan.db", "--agency", "Youth Offending Team", "--format", "json")
    assert len(found.data) == 4
    assert by_ann("verify", "plan.db").code == 0
