"""`jtai point`, and what each command says of where an action has gone since a board saw it."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from tests.cli.seen_plans import make_seen

JULY = ("--today", "2020-07-01")
JUNE = ("--today", "2020-06-30")
DATA = ("--format", "json")


@pytest.fixture(scope="module")
def made_seen(made_seed, tmp_path_factory):
    return make_seen(made_seed, tmp_path_factory.mktemp("seen") / "plan.db")


@pytest.fixture
def seen(made_seen, home):
    """The plan that a board has seen as `plan.db` in the folder."""
    return Path(shutil.copy(made_seen, home / "plan.db"))


def test_a_point_says_what_it_marks_and_is_listed(jtai, by_ann, seed):
    assert jtai("point", "plan.db").err == "jtai: no reporting point is marked yet\n"
    said = by_ann("point", "plan.db", "Board June", *JUNE).out
    assert said.startswith(
        "Reporting point Board June (30 Jun 2020): the plan as it stands (log tip "
    )
    (point,) = jtai("point", "plan.db", *DATA).data
    assert (point["name"], point["day"], point["by"]) == ("Board June", "2020-06-30", "Ann Author")
    assert point["tip"].startswith(said.rpartition(" ")[-1].strip(")\n"))
    (row,) = csv.DictReader(io.StringIO(jtai("point", "plan.db", "--format", "csv").out))
    assert row == point
    assert "30 Jun 2020  Board June" in jtai("point", "plan.db").out


def test_a_point_of_an_earlier_day_marks_the_log_of_then_and_one_of_a_later_day_that_of_now(
    by_ann, jtai, seed
):
    by_ann("rate", "plan.db", "1", "on-track", "--reason", "x", *JULY)
    earlier = by_ann("point", "plan.db", "Scrutiny", "--date", "12/5/2020", *JULY)
    assert "the plan as it stood on 12 May 2020" in earlier.out
    loaded = by_ann("point", "plan.db", "Published", "--date", "25/3/2020", *JULY)
    assert "the plan as it was loaded, for its log begins on 26 Mar 2020" in loaded.out
    by_ann("point", "plan.db", "Board", "--date", "9 July 2020", *JULY)
    rated = [
        jtai("show", "plan.db", "1", "--as-at", name, *DATA).data["rating"]
        for name in ("Scrutiny", "Board")
    ]
    assert rated == [None, "on-track"]


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (["Board JUNE", *JULY], 1, "there is a reporting point Board June (30 Jun 2020) already"),
        (["30/6/2020"], 1, "30/6/2020 is a day; name the point by the board"),
        ([" "], 1, "the name of a reporting point"),
        (["two\nlines"], 1, "the name of a reporting point"),
        (["B" * 201], 1, "at most 200 characters, not 201"),
        (["--date", "2020-06-30"], 2, "--date needs the NAME"),
    ],
)
def test_a_point_that_can_not_be_is_refused(by_ann, jtai, seen, argv, code, said):
    answer = by_ann("point", "plan.db", *argv)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert len(jtai("point", "plan.db", *DATA).data) == 1


def test_a_point_that_is_undone_is_gone_and_its_name_free(by_ann, jtai, seed):
    by_ann("point", "plan.db", "Board")
    by_ann("undo", "plan.db")
    assert jtai("point", "plan.db", *DATA).data == []
    assert by_ann("point", "plan.db", "Board").code == 0
    assert "Reporting point Board (" in jtai("log", "plan.db").out


def test_a_list_says_in_arrow_and_word_where_each_action_has_gone(jtai, seen, monkeypatch):
    lines = jtai("list", "plan.db", *JULY).out.splitlines()
    of = {line.split()[0]: line for line in lines[1:] if line}
    for reference, words in {
        "1": "↓ worse", "3": "↑ better", "7": "→ same", "8": "× ended", "35": "+ new",
    }.items():  # fmt: skip
        assert words in of[reference]
    assert lines[-1] == (
        "34 actions; direction since Board June (30 Jun 2020):"
        " 1 better, 5 same, 1 worse, 1 new, 1 ended, 25 without a comparison"
    )
    monkeypatch.setenv("COLUMNS", "80")
    narrow = jtai("list", "plan.db", "--rating", "r", *JULY).out
    assert "↓" in narrow
    assert "worse" not in narrow.splitlines()[1]


def test_data_have_the_direction_and_the_day_it_compares_with(jtai, seen):
    found = {each["reference"]: each for each in jtai("list", "plan.db", *DATA, *JULY).data}
    assert {one: found[one]["direction"] for one in ("1", "3", "4", "7", "8", "35")} == {
        "1": "worse", "3": "better", "4": None, "7": "same", "8": "ended", "35": "new",
    }  # fmt: skip
    assert {each["direction_since"] for each in found.values()} == {"2020-06-30"}
    before = jtai("list", "plan.db", *DATA, *JUNE).data
    assert {(each["direction"], each["direction_since"]) for each in before} == {(None, None)}


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("1", "↓ worse than at Board June (30 Jun 2020): then On track"),
        ("2", "→ same as at Board June (30 Jun 2020): then Completed"),
        ("4", "no comparison with Board June (30 Jun 2020): unrated"),
        ("8", "× ended since Board June (30 Jun 2020): then unrated"),
        ("35", "+ new since Board June (30 Jun 2020)"),
    ],
)
def test_an_action_says_in_words_how_it_stood_then(jtai, seen, reference, words):
    assert f"Direction   {words}\n" in jtai("show", "plan.db", reference, *JULY).out


def test_another_point_is_compared_with_where_it_is_named(by_ann, jtai, seen):
    by_ann("point", "plan.db", "Scrutiny", *JULY)
    late = ("--today", "2020-08-01")
    newest = jtai("show", "plan.db", "1", *DATA, *late).data
    chosen = jtai("show", "plan.db", "1", "--since", "board", *DATA, *late).data
    assert [each["direction"] for each in (newest, chosen)] == ["same", "worse"]
    assert chosen["direction_since"] == "2020-06-30"
    unknown = jtai("list", "plan.db", "--since", "Cabinet")
    assert unknown.code == 1
    assert "no reporting point of this plan (Board June (30 Jun 2020); Scrutiny" in unknown.err
    both = jtai("list", "plan.db", "--since", "Scrutiny", "--as-at", "Board June")
    assert both.code == 1
    assert "lies after Board June (30 Jun 2020)" in both.err


def test_revisions_stand_in_list_page_and_data(by_ann, jtai, seed):
    for day, reason in (("31 Aug 2020", "First."), ("30 Sep 2020", "Second.")):
        by_ann("edit", "plan.db", "7", f"due={day}", "--reason", reason, *JULY)
    assert "2×, +122 days" in jtai("list", "plan.db", "--revisions", *JULY).out
    assert "2×" not in jtai("list", "plan.db", *JULY).out
    page = jtai("show", "plan.db", "7", *JULY).out
    assert "Agreed      31 May 2020, revised twice, 122 days later in all" in page
    assert "31 May 2020 to 31 Aug 2020 (92 days later) by Ann Author" in page
    data = jtai("show", "plan.db", "7", *DATA, *JULY).data
    assert (data["times_revised"], data["days_moved"]) == (2, 122)
    assert [(each["days"], each["reason"]) for each in data["revisions"]] == [
        (92, "First."), (30, "Second."),
    ]  # fmt: skip
    table = jtai("list", "plan.db", "--format", "csv", *JULY).out
    row = next(each for each in csv.DictReader(io.StringIO(table)) if each["reference"] == "7")
    assert (row["revisions"], row["times_revised"], row["days_moved"]) == ("2", "2", "122")


@pytest.mark.parametrize("option", ["--as-at", "--since"])
@pytest.mark.parametrize("empty", ["", " ", "\u200b"])
def test_a_variable_of_the_shell_that_is_not_set_names_no_moment(jtai, seen, option, empty):
    for argv in (("list", "plan.db"), ("show", "plan.db", "1"), ("report", "plan.db", "out.md")):
        result = jtai(*argv, option, empty)
        assert (result.code, result.out) == (2, "")
        assert f"{option}: it is empty; say a reporting point, or a day" in result.err
