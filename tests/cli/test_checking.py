"""What is doubtful in a plan, and its statutory clock, on the command line."""

import csv
import io

import pytest

from tests.hostile_texts import TEXTS, steering

DAY = ("--today", "2020-07-01")
IN_2018 = ("--today", "2018-04-18")


def test_what_is_doubtful_is_told_with_its_reason_and_counted(jtai, seed):
    answer = jtai("check", "plan.db", *DAY)
    lines = answer.out.splitlines()
    assert answer.code == 1
    assert lines[0].split() == ["Ref", "Check", "Why"]
    assert lines[1] == "1    Overdue, no forecast    123 days overdue, and there is no forecast"
    assert "15   Gap in the numbering    No action is numbered 15" in lines
    assert lines[-2:] == ["", "38 to check, in 32 actions"]


def test_conditions_narrow_what_is_checked(jtai, seed):
    def found(*conditions):
        answer = jtai("check", "plan.db", "--format", "json", *conditions, *DAY)
        return answer.code, [(each["check"], each["reference"]) for each in answer.data]

    assert found("--only", "gap", "--only", "before-plan") == (
        1, [("before-plan", "1"), ("gap", "15")],
    )  # fmt: skip
    assert found("--only", "no-lead") == (0, [])
    assert found("--agency", "police", "--only", "gap") == (0, [])
    assert found("--lead", "eastwood") == (1, [("no-forecast", "1"), ("before-plan", "1")])


def test_a_plan_with_nothing_to_check_exits_with_0(jtai, seed):
    answer = jtai("check", "plan.db", "--only", "no-lead", *DAY)
    assert (answer.code, answer.out, answer.err) == (0, "", "jtai: nothing to check\n")


def test_it_is_data_for_programs(jtai, seed):
    data = jtai("check", "plan.db", "--format", "json", *DAY).data
    assert data[1] == {
        "check": "before-plan",
        "name": "Due before the plan",
        "reference": "1",
        "agency": "Children's Social Care",
        "why": "Due 29 Feb 2020, 26 days before the plan's own date, 26 Mar 2020",
    }
    assert [each["agency"] for each in data if each["check"] == "gap"] == [None]
    rows = list(csv.DictReader(io.StringIO(jtai("check", "plan.db", "--format", "csv", *DAY).out)))
    assert [row["why"] for row in rows] == [each["why"] for each in data]


def test_the_checks_are_listed_with_what_each_finds(jtai, seed):
    answer = jtai("check", "plan.db", "--list", "--format", "json", *DAY)
    found = {each["code"]: each["found"] for each in answer.data}
    assert answer.code == 0
    assert found == {
        "milder": 0, "no-update": 0, "no-evidence": 4, "no-reason": 0, "no-forecast": 28,
        "before-plan": 1, "no-lead": 0, "no-date": 0, "same-text": 4, "gap": 1,
    }  # fmt: skip
    assert (
        "no-evidence  on      4  Completed, no evidence"
        in jtai("check", "plan.db", "--list", *DAY).out
    )


def test_a_check_is_left_out_for_the_plan_and_taken_in_again(jtai, by_ann, seed):
    answer = by_ann("check", "plan.db", "--off", "no-forecast", "--off", "gap", *DAY)
    assert (answer.code, answer.out) == (
        0, "checks left out for this plan: no-forecast, gap\n",
    )  # fmt: skip
    rest = jtai("check", "plan.db", *DAY).out
    assert "no forecast" not in rest
    assert rest.endswith("9 to check, in 9 actions; left out for this plan: no-forecast, gap\n")
    assert jtai("check", "plan.db", "--only", "gap", *DAY).code == 1
    log = jtai("log", "plan.db", "--format", "json").data
    assert log[0]["sentence"] == "Checks left out: no-forecast, gap"
    assert by_ann("check", "plan.db", "--on", "no-forecast", "--on", "gap").out.endswith(": none\n")
    again = by_ann("check", "plan.db", "--on", "gap")
    assert (again.code, again.err) == (0, "jtai: nothing was changed: they are so already\n")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--only", "nix"), "'nix' is no check; there are milder, no-update,"),
        (("--off", "gap", "--on", "gap"), "gap can't be both off and on"),
        (("--off", "gap", "--only", "gap"), "--off and --on stand alone"),
        (("--list", "--agency", "police"), "--list lists the checks of the whole plan"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(by_ann, seed, typed, said):
    answer = by_ann("check", "plan.db", *typed)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_leaving_a_check_out_needs_an_author(jtai, seed):
    answer = jtai("check", "plan.db", "--off", "gap")
    assert answer.code == 2
    assert "whose change is this?" in answer.err


def test_a_plans_own_text_steers_no_terminal(jtai, by_ann, seed):
    by_ann(
        "edit",
        "plan.db",
        "1",
        f"timescale={TEXTS['an override']}",
        "due=",
        "--reason",
        "Unknown",
        *DAY,
    )
    assert not steering(jtai("check", "plan.db", *DAY).out)


def test_the_written_statement_is_due_seventy_working_days_after_the_report(jtai, by_ann, seed):
    assert by_ann("statement", "plan.db", "--received", "30/1/2018", *IN_2018).out.splitlines() == [
        "report received  Tue 30 Jan 2018",
        "statement due    Fri 11 May 2018, 70 working days after (regulation 4 of SI 2015/1792)",
        "not sent yet     23 days left",
    ]
    late = jtai("statement", "plan.db", "--today", "2018-05-16")
    assert late.out.splitlines()[-1] == "not sent yet     5 days late"
    sent = by_ann("statement", "plan.db", "--sent", "2018-05-09", "--today", "2018-05-16")
    assert sent.out.splitlines()[-1] == "statement sent   Wed 9 May 2018, 2 days before it was due"
    assert jtai("statement", "plan.db", "--format", "json").data == {
        "received": "2018-01-30", "due": "2018-05-11", "sent": "2018-05-09", "days_left": 2,
        "late": False,
    }  # fmt: skip
    open_again = by_ann("statement", "plan.db", "--not-sent", "--format", "csv", *IN_2018)
    assert open_again.out == (
        "received,due,sent,days_left,late\r\n2018-01-30,2018-05-11,,23,false\r\n"
    )
    assert by_ann("statement", "plan.db", "--not-received").err == (
        "jtai: no report is noted; say when it was received, with --received DATE\n"
    )


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("--sent", "2018-02-01"), 1, "say on which day the report was received"),
        (("--received", "2018-02-01", "--sent", "2018-01-31"), 1, "one of the days is wrong"),
        (("--received", "2018-04-19"), 1, "19 Apr 2018 is still to come"),
        (("--sent", "2018-02-01", "--not-sent"), 2, "say either --sent or --not-sent"),
        (("--received", "soon"), 2, "'soon' is not a day"),
    ],
)
def test_days_that_cannot_be_are_refused(jtai, by_ann, seed, typed, code, said):
    answer = by_ann("statement", "plan.db", *typed, *IN_2018)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert jtai("statement", "plan.db", "--format", "json").data["received"] is None
