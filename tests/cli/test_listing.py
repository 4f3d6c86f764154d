"""`jtai list`: the actions that were asked for, for people and for programs."""

import csv
import io

import pytest

KEYS = [
    "reference", "sources", "agency", "finding", "action", "leads", "timescale", "due",
    "agreed_due", "revisions", "forecast", "rating", "suggested_rating", "challenged",
    "days_overdue", "open", "times_revised", "days_moved", "direction", "direction_since",
]  # fmt: skip
MARCH = ("--today", "2020-03-26")
JULY = ("--today", "1 July 2020")


def test_on_the_day_of_the_seed_plan_only_action_1_is_overdue_by_26_days(jtai, seed):
    answer = jtai("list", "plan.db", "--overdue", *MARCH, "--format", "json")
    assert [(each["reference"], each["days_overdue"]) for each in answer.data] == [("1", 26)]


def test_on_1_july_28_are_overdue_the_latest_first(jtai, seed):
    answer = jtai("list", "plan.db", "--overdue", *JULY, "--format", "json")
    days = [each["days_overdue"] for each in answer.data]
    assert len(days) == 28
    assert days == sorted(days, reverse=True)
    assert days[0] == 123


def test_json_has_the_words_of_the_plan_as_keys_in_their_order(jtai, seed):
    answer = jtai("list", "plan.db", "--format", "json", *MARCH)
    assert len(answer.data) == 33
    assert all(list(action) == KEYS for action in answer.data)
    action = answer.data[0]
    assert action["due"] == action["agreed_due"] == "2020-02-29"
    assert action["leads"][0] == {
        "raw": "Jonathan Eastwood",
        "name": "Jonathan Eastwood",
        "organisation": "",
        "post": "",
        "kind": "person",
    }
    assert (action["rating"], action["suggested_rating"]) == (None, "minor-risk")
    assert (action["revisions"], action["forecast"], action["open"]) == ([], None, True)


def test_days_overdue_are_negative_ahead_of_the_due_date_and_null_for_a_closed_action(jtai, seed):
    actions = {each["reference"]: each for each in jtai("list", "plan.db", "--format", "json",
                                                        *MARCH).data}  # fmt: skip
    assert actions["4"]["days_overdue"] == -96
    assert actions["2"]["days_overdue"] is None
    assert actions["2"]["open"] is False


def test_revisions_stand_oldest_first_with_who_when_and_why(by_ann, seed):
    by_ann("edit", "plan.db", "4", "due=31/7/2020", "--reason", "Agreed by the board")
    by_ann("edit", "plan.db", "4", "due=31/8/2020", "--reason", "Holidays")
    action = by_ann("list", "plan.db", "--format", "json").data[3]
    first, second = action["revisions"]
    assert (first["from"], first["to"], first["reason"]) == (
        "2020-06-30", "2020-07-31", "Agreed by the board",
    )  # fmt: skip
    assert (second["from"], second["to"], second["author"]) == (
        "2020-07-31", "2020-08-31", "Ann Author",
    )  # fmt: skip
    assert action["agreed_due"] == "2020-06-30"
    assert first["at"].endswith("Z")


@pytest.mark.parametrize(
    ("asked", "references"),
    [
        (["--agency", "Thames Valley Police"], ["18", "19", "20", "21"]),
        (["--agency", "police"], ["18", "19", "20", "21"]),
        (["--agency", "MKUHFT", "--overdue"], ["26", "27"]),
        (["--rating", "completed"], ["2", "10", "22", "24"]),
        (["--rating", "C"], ["2", "10", "22", "24"]),
        (["--rating", "5"], ["2", "10", "22", "24"]),
        (["--closed"], ["2", "10", "22", "24"]),
        (["--lead", "eastwood"], ["1"]),
        (["--due-within", "0"], []),
        (["--challenged"], []),
        (["--search", "dashboard KPIs"], ["1"]),
        (["--closed", "--overdue"], []),
        (["--rating", "on track"], []),
    ],
)
def test_each_condition_that_is_given_must_hold(jtai, seed, asked, references):
    found = jtai("list", "plan.db", "--format", "json", *asked, *JULY).references
    assert sorted(found, key=int) == references


def test_an_agency_answers_to_its_other_name(jtai, seed):
    by_alias = jtai("list", "plan.db", "--agency", "MKUHFT", "--format", "json").references
    by_name = jtai("list", "plan.db", "--agency", "mkuht", "--format", "json").references
    assert by_alias == by_name != []


def test_unrated_is_everything_that_is_open_in_the_seed_plan(jtai, seed):
    assert len(jtai("list", "plan.db", "--unrated", "--format", "json").data) == 29


def test_without_an_order_actions_stand_by_reference_as_people_count(jtai, seed):
    references = jtai("list", "plan.db", "--format", "json").references
    assert references == [str(number) for number in range(1, 35) if number != 15]


def test_any_order_can_be_asked_for_and_turned_about(jtai, seed):
    asked = ("list", "plan.db", "--format", "json", "--sort", "due")
    ahead = jtai(*asked).references
    assert ahead[0] in ("1", "2")
    assert jtai(*asked, "--reverse").references == ahead[::-1]


def test_a_challenged_action_is_found_and_shows_both_letters(by_ann, seed):
    by_ann("rate", "plan.db", "1", "on-track", "--reason", "Nearly done", *JULY)
    answer = by_ann("list", "plan.db", "--challenged", *JULY)
    assert "G→R? On track" in answer.out
    assert "1 of 33 actions" in answer.out


def test_the_table_is_for_people(jtai, seed):
    answer = jtai("list", "plan.db", "--overdue", *MARCH)
    heading, line, blank, number = answer.out.splitlines()
    assert heading.split() == ["Ref", "Rating", "Late", "Action", "Lead", "Due"]
    assert line.startswith("1    A? Minor risk    26  Dashboard data")
    assert line.endswith("J Eastwood  29 Feb 2020")
    assert (blank, number) == ("", "1 of 33 actions")
    assert answer.err == ""


@pytest.mark.parametrize("columns", ["60", "80", "120", "200"])
def test_the_table_is_as_wide_as_it_may_be_and_has_no_colour_in_a_pipe(
    jtai, seed, monkeypatch, columns
):
    monkeypatch.setenv("COLUMNS", columns)
    answer = jtai("list", "plan.db", *JULY)
    assert "\x1b" not in answer.out
    assert max(len(line) for line in answer.out.splitlines()) <= int(columns)
    assert len(answer.out.splitlines()) == 36
    assert "R? " in answer.out


def test_in_a_pipe_of_unknown_width_the_table_has_120_columns(jtai, seed, monkeypatch):
    monkeypatch.delenv("COLUMNS")
    assert max(len(line) for line in jtai("list", "plan.db").out.splitlines()) == 120


def test_nothing_found_is_said_on_standard_error_and_is_no_failure(jtai, seed):
    answer = jtai("list", "plan.db", "--search", "zebra")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "jtai: none of the 33 actions is like that\n"
    assert jtai("list", "plan.db", "--search", "zebra", "--format", "json").out == "[]\n"


def test_csv_has_the_same_columns_with_leads_in_one_cell(jtai, seed):
    answer = jtai("list", "plan.db", "--format", "csv", *JULY)
    rows = list(csv.DictReader(io.StringIO(answer.out, newline="")))
    assert list(rows[0]) == KEYS
    assert len(rows) == 33
    assert rows[6]["leads"].count(";") == 1
    assert rows[0]["revisions"] == "0"
    assert rows[0]["open"] == "true"
    assert answer.out.splitlines(keepends=True)[0].endswith("\r\n")
    assert not answer.out.startswith("\ufeff")


def test_without_a_file_the_seed_plan_is_made_in_this_folder_and_that_is_said(jtai, home):
    answer = jtai("list", "--overdue", *MARCH)
    assert answer.err == "jtai: made jtai-plan.db from the bundled seed plan\n"
    assert "1 of 33 actions in jtai-plan.db" in answer.out
    assert (home / "jtai-plan.db").is_file()
    assert jtai("list", "--overdue", *MARCH).err == ""


def test_without_a_file_the_one_opened_last_is_listed(jtai, seed, settings_file, home):
    settings_file.write_text(f'{{"last_file": "{seed}"}}')
    assert f"33 actions in {seed}" in jtai("list").out
    seed.rename(home / "moved.db")
    assert "made jtai-plan.db" in jtai("list").err


def test_text_of_a_plan_that_could_steer_a_terminal_is_shown_as_it_is(by_ann, seed):
    text = "[bold]x[/old] \u202edesrever 👩\u200d👩 漢字"
    assert by_ann("edit", "plan.db", "1", f"action={text}").code == 0
    shown = by_ann("list", "plan.db", "--search", "[bold]").out
    assert "[bold]x[/old] ⟨U+202E⟩desrever" in shown
    as_data = by_ann("list", "plan.db", "--search", "[bold]", "--format", "json")
    assert "\u202e" not in as_data.out
    assert as_data.data[0]["action"] == text


def test_a_letter_is_never_cut_from_its_accent(by_ann, seed, monkeypatch):
    by_ann("edit", "plan.db", "1", "action=" + "e\u0301" * 300)
    monkeypatch.setenv("COLUMNS", "90")
    line = by_ann("list", "plan.db").out.splitlines()[1]
    cut = line.split("e\u0301…")
    assert len(cut) == 2


def test_an_unknown_agency_or_rating_is_answered_with_those_there_are(jtai, seed):
    answer = jtai("list", "plan.db", "--agency", "coastguard")
    assert answer.code == 1
    assert "Thames Valley Police" in answer.err
    answer = jtai("list", "plan.db", "--rating", "purple")
    assert answer.code == 1
    assert "minor-risk (A)" in answer.err
    assert answer.err.count("\n") == 1


def test_looking_changes_nothing_in_the_file(jtai, seed):
    before = seed.read_bytes()
    for command in (["list", "plan.db"], ["show", "plan.db", "1"], ["log", "plan.db"],
                    ["verify", "plan.db"], ["export", "plan.db", "-"]):  # fmt: skip
        assert jtai(*command).code == 0
    assert seed.read_bytes() == before
    assert sorted(path.name for path in seed.parent.iterdir()) == ["plan.db"]


def test_a_plan_that_lost_rows_this_machine_has_seen_is_warned_about(by_ann, seed):
    older = seed.read_bytes()
    by_ann("rate", "plan.db", "4", "on-track", *MARCH)
    seed.write_bytes(older)
    answer = by_ann("list", "plan.db")
    assert answer.code == 0
    assert answer.err.startswith("jtai: warning: plan.db: the log of this file has lost its last")
