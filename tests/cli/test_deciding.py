"""What two people dispute, on the command line: listed, and decided for ours, theirs or a third."""

import csv
import io
import sqlite3
from contextlib import closing

from tests.sent_copies import shown

JULY = ("--today", "2020-07-01")


def test_conflicts_are_listed_whole_for_people(jtai, merged):
    answer = jtai("list", "plan.db", "--conflicts", *JULY)
    assert answer.code == 0
    first, second, rest = answer.out.split("\n\n")
    assert [line.partition(" (")[0] for line in first.splitlines()[:4]] == [
        "4  Finding, Children's Social Care: New performance reporting arrangements to record"
        " escalation on a quarterly basis.",
        "  base    There is insufficient challenge by independent reviewing officers to address"
        " lack of progress on plans.",
        "  ours    Reviewers challenge too rarely.",
        "  theirs  Reviewers do challenge.",
    ]
    assert first.splitlines()[4] == "  from    health.db, issued to Health"
    lines = second.splitlines()
    assert lines[1] == "  base    Unrated"
    assert lines[2].startswith("  ours    Minor risk (Ann Author, ")
    assert lines[2].endswith("): It is ordered")
    assert lines[5] == "  rule    due 31 May 2020; the rule suggests Significant risk"
    assert rest == "2 conflicts wait; ours stands until somebody decides\n"


def test_conflicts_are_listed_for_programs(jtai, merged):
    data = jtai("list", "plan.db", "--conflicts", "--format", "json", *JULY).data
    assert [(each["reference"], each["field"], each["now"]) for each in data] == [
        ("4", "finding", "Reviewers challenge too rarely."), ("7", "rating", "Minor risk"),
    ]  # fmt: skip
    text = jtai("list", "plan.db", "--conflicts", "--format", "csv", *JULY).out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["theirs"] for row in rows] == ["Reviewers do challenge.", "Significant risk"]
    assert list(rows[0]) == list(data[0])


def test_conflicts_are_listed_among_the_actions_that_other_conditions_find(jtai, merged):
    def found(*conditions):
        data = jtai("list", "plan.db", "--conflicts", *conditions, "--format", "json", *JULY).data
        return [each["reference"] for each in data]

    assert found() == ["4", "7"]
    assert found("--agency", "Public Health") == ["7"]
    assert found("--search", "escalation") == ["4"]
    assert found("--challenged") == ["7"]
    answer = jtai("list", "plan.db", "--conflicts", "--agency", "police")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "jtai: no conflict of these waits\n"


def test_where_nothing_waits_it_is_said(jtai, by_ann, plan):
    answer = jtai("list", "plan.db", "--conflicts")
    assert (answer.code, answer.out, answer.err) == (0, "", "jtai: no conflict waits\n")
    assert jtai("list", "plan.db", "--conflicts", "--format", "json").data == []
    for reference in ("all", "7"):
        answer = by_ann("decide", "plan.db", reference, "ours")
        assert answer.code == 1
        assert answer.err.endswith("waits; see: jtai list plan.db --conflicts\n")


def test_a_conflict_is_decided_for_theirs_or_for_ours(by_ann, merged):
    answer = by_ann("decide", "plan.db", "7", "theirs", *JULY)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "action 7, rating: took theirs\n1 conflict waits\n"
    assert shown(merged, "7", "rating") == "significant-risk"
    answer = by_ann("decide", "plan.db", "4", "ours", *JULY)
    assert answer.out == "action 4, finding: kept ours\nno conflict waits any more\n"
    assert shown(merged, "4", "finding") == "Reviewers challenge too rarely."
    log = by_ann("log", "plan.db", "7", "--format", "json").data
    assert log[0]["author"] == "Ann Author"
    assert log[0]["sentence"].startswith("Decided as H. Hand (")
    assert by_ann("verify", "plan.db").code == 0


def test_a_third_value_is_decided_for_as_it_would_be_typed_elsewhere(by_ann, merged):
    answer = by_ann("decide", "plan.db", "4", "=Challenge is counted since May.", *JULY)
    assert answer.out.startswith("action 4, finding: decided\n")
    assert shown(merged, "4", "finding") == "Challenge is counted since May."
    by_ann("undo", "plan.db")
    assert shown(merged, "4", "finding") == "Reviewers challenge too rarely."
    assert "2 conflicts wait" in by_ann("list", "plan.db", "--conflicts").out


def test_a_third_rating_that_is_milder_than_the_dates_suggest_needs_a_reason(by_ann, merged):
    before = merged.read_bytes()
    answer = by_ann("decide", "plan.db", "7", "=g", *JULY)
    assert answer.code == 1
    assert answer.err.endswith("; give --reason TEXT\n")
    assert merged.read_bytes() == before
    answer = by_ann("decide", "plan.db", "7", "=g", "--reason", "It was installed today", *JULY)
    assert answer.code == 0
    assert shown(merged, "7", "rating") == "on-track"
    assert by_ann("log", "plan.db", "7", "--format", "json").data[0]["reason"] == (
        "It was installed today"
    )


def test_a_rating_that_asks_for_evidence_says_how_it_is_added(by_ann, merged):
    answer = by_ann("decide", "plan.db", "7", "=evidenced", *JULY)
    assert answer.code == 1
    assert answer.err.endswith(": jtai evidence plan.db 7 TITLE\n")


def test_a_value_that_the_plan_does_not_take_is_refused_and_nothing_is_decided(by_ann, merged):
    before = merged.read_bytes()
    for reference, value in (("7", "=purple"), ("4", "=a\x1bb"), ("all", "=one for both")):
        answer = by_ann("decide", "plan.db", reference, value, *JULY)
        assert (answer.code, answer.out) == (1, "")
        assert len(answer.err.splitlines()) == 1
    assert merged.read_bytes() == before


def test_all_or_several_are_decided_in_one_command_that_one_undo_takes_back(by_ann, merged):
    for named in ("all", "4,7", "4, 7,", "ALL"):
        answer = by_ann("decide", "plan.db", named, "theirs", *JULY)
        assert answer.code == 0
        assert answer.out.splitlines() == [
            "action 4, finding: took theirs", "action 7, rating: took theirs",
            "no conflict waits any more",
        ]  # fmt: skip
        by_ann("undo", "plan.db")
        assert shown(merged, "7", "rating") == "minor-risk"
        assert len(by_ann("list", "plan.db", "--conflicts", "--format", "json").data) == 2


def test_if_one_of_several_does_not_wait_none_is_decided(by_ann, merged):
    before = merged.read_bytes()
    for named in ("4,9", "4,99", "99,4"):
        answer = by_ann("decide", "plan.db", named, "theirs")
        other = named.replace("4", "").strip(",")
        assert answer.code == 1
        assert answer.err == (
            f"jtai: no conflict of {other} waits; see: jtai list plan.db --conflicts\n"
        )
    assert merged.read_bytes() == before


def test_one_field_of_an_action_is_decided_by_its_name(by_ann, plan, home):
    by_ann("edit", "health.db", "7", "finding=Theirs")
    by_ann("edit", "plan.db", "7", "finding=Ours")
    by_ann("merge", "plan.db", "health.db", *JULY)
    assert by_ann("decide", "plan.db", "7", "theirs", "--field", "Finding", *JULY).code == 0
    assert shown(plan, "7", "finding") == "Theirs"
    assert shown(plan, "7", "rating") == "minor-risk"
    answer = by_ann("decide", "plan.db", "7", "theirs", "--field", "finding")
    assert answer.code == 1
    assert answer.err.startswith("jtai: no conflict about the finding of 7 waits")
    answer = by_ann("decide", "plan.db", "all", "ours", "--field", "rating", *JULY)
    assert answer.out == "action 7, rating: kept ours\n1 conflict waits\n"


def test_of_two_actions_that_are_called_alike_one_is_named_by_its_id(by_ann, plan, home):
    by_ann("edit", "health.db", "4", "reference=40")
    by_ann("add", "plan.db", "40", "Ours is another one.", "--agency", "Thames Valley")
    assert by_ann("merge", "plan.db", "health.db", *JULY).code == 1
    answer = by_ann("decide", "plan.db", "40", "theirs")
    assert answer.code == 1
    assert answer.err.startswith("jtai: 2 actions are called 40: ")
    assert shown(plan, "40", "finding") != "Reviewers do challenge."
    with closing(sqlite3.connect(plan)) as file:
        query = "SELECT id FROM action WHERE finding LIKE 'Reviewers%'"
        ((one,),) = file.execute(query).fetchall()
    answer = by_ann("decide", "plan.db", one[:8], "theirs", *JULY)
    assert (answer.code, answer.out.splitlines()[-1]) == (0, "1 conflict waits")


def test_what_an_agency_is_called_is_decided_by_its_name(by_ann, plan):
    by_ann("agency", "health.db", "Youth Offending Team", "--rename", "Youth Justice, North")
    by_ann("agency", "plan.db", "Youth Offending Team", "--rename", "Youth Team, Centre")
    assert by_ann("merge", "plan.db", "health.db", *JULY).code == 1
    answer = by_ann("decide", "plan.db", "youth team, centre", "theirs", *JULY)
    assert answer.code == 0, answer.err
    assert answer.out.endswith("2 conflicts wait\n")
    agencies = by_ann("list", "plan.db", "--agency", "Youth Justice, North", "--format", "json")
    assert agencies.data


def test_where_three_disagree_theirs_could_be_either_and_a_third_value_is_none(by_ann, plan, home):
    by_ann("rate", "police.db", "7", "g", "--reason", "It runs with us", *JULY)
    assert by_ann("merge", "plan.db", "health.db", "police.db", *JULY).code == 1
    before = plan.read_bytes()
    answer = by_ann("decide", "plan.db", "7", "theirs", *JULY)
    assert answer.code == 1
    assert "several copies say something else" in answer.err
    assert plan.read_bytes() == before
    answer = by_ann("decide", "plan.db", "7", "=not-started", "--reason", "We begin anew", *JULY)
    assert answer.code == 0
    assert answer.out.splitlines()[-1] == "1 conflict waits"
    assert shown(plan, "7", "rating") == "not-started"


def test_what_two_copies_dispute_between_them_is_not_decided_in_the_same_go(by_ann, plan):
    for name, text in (("health.db", "Theirs"), ("police.db", "Otherwise")):
        by_ann("edit", name, "1", f"finding={text}")
    answer = by_ann("merge", "plan.db", "health.db", "police.db", "--conflicts", "theirs", *JULY)
    assert answer.code == 1
    waiting = by_ann("list", "plan.db", "--conflicts", "--format", "json").data
    assert [(each["reference"], each["field"]) for each in waiting] == [("1", "finding")]
    assert shown(plan, "7", "rating") == "significant-risk"


def test_what_is_said_of_the_plan_as_a_whole_is_decided_by_that_name(jtai, by_ann, seed):
    by_ann("ship", "plan.db", "copy.db", "--to", "Health", *JULY)
    by_ann("statement", "plan.db", "--received", "30/1/2020", *JULY)
    jtai("statement", "copy.db", "--received", "31/1/2020", "--author", "H Ealth", *JULY)
    by_ann("merge", "plan.db", "copy.db", *JULY)
    first = jtai("list", "plan.db", "--conflicts", *JULY).out.splitlines()[0]
    assert first == "Inspection report received, the plan"
    for name in ("4", "Health"):
        assert by_ann("decide", "plan.db", name, "theirs", *JULY).code == 1
    said = by_ann("decide", "plan.db", "plan", "theirs", *JULY).out
    assert said == (
        "the plan, inspection report received: took theirs\nno conflict waits any more\n"
    )
    assert jtai("statement", "plan.db", "--format", "json").data["received"] == "2020-01-31"
