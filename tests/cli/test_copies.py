"""Who has a copy, on the command line: for people, and for programs."""

import csv
import io
import re

import pytest

from tests.hostile_texts import TEXTS, steering
from tests.returned_copy import came_back

LATER = ("--today", "2020-07-15")
KEYS = [
    "to", "since", "by", "tip", "row", "back_by", "out", "days_out", "overdue", "days_overdue",
    "replaced", "returns",
]  # fmt: skip


@pytest.fixture
def sent(by_ann, seed):
    """Three copies: one that is late, one that nobody asks back, one that came back."""
    by_ann("ship", "plan.db", "1.db", "--to", "Health", "--back-by", "2020-07-10")
    by_ann("ship", "plan.db", "2.db", "--to", "The [b]board[/b]")
    by_ann("ship", "plan.db", "3.db", "--to", "=cmd|calc")
    came_back(seed, "=cmd|calc", "plan-3.db")
    return seed


def test_copies_are_listed_with_what_is_overdue_first(jtai, sent):
    answer = jtai("copies", "plan.db", *LATER)
    heading, *lines = answer.out.splitlines()
    assert heading.split() == ["To", "Since", "Tip", "Back", "by", "Came", "back"]
    assert lines[0].startswith("Health ")
    assert lines[0].endswith("  10 Jul 2020  not yet, 5 days overdue")
    assert lines[1].startswith("The [b]board[/b]  ")
    assert lines[1].endswith("  not yet, issued today")
    assert lines[2].endswith("  12 Jul 2020, plan-3.db")
    assert lines[3:] == ["", "3 copies, 2 out, 1 overdue"]
    tip = jtai("verify", "1.db", "--format", "json").data["tip"]
    assert f"  {tip[:12]}  " in lines[0]


def test_who_has_issued_a_copy_stands_there_once_it_was_not_always_the_same(jtai, sent):
    assert "Issued by" not in jtai("copies", "plan.db").out
    assert jtai("ship", "plan.db", "4.db", "--to", "Schools", "--author", "B. Deputy").code == 0
    heading, *lines = jtai("copies", "plan.db").out.splitlines()
    assert heading.split()[:3] == ["To", "Issued", "by"]
    assert any(re.match(r"Schools +B\. Deputy  ", line) for line in lines)


def test_a_copy_that_nobody_asks_back_says_for_how_long_it_is_out(jtai, sent):
    answer = jtai("copies", "plan.db", "--today", "2099-01-01")
    assert re.search(
        r"The \[b\]board.*  not yet, out for \d\d,\d{3} days$", answer.out, re.MULTILINE
    )


def test_only_those_that_are_out_are_listed_where_that_is_asked_for(jtai, sent):
    data = jtai("copies", "plan.db", "--out", "--format", "json", *LATER).data
    assert [each["to"] for each in data] == ["Health", "The [b]board[/b]"]
    came_back(sent, "Health", "1.db")
    came_back(sent, "The [b]board[/b]", "2.db")
    answer = jtai("copies", "plan.db", "--out")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "jtai: no copy is out: all 3 came back\n"


def test_a_plan_that_was_never_sent_says_so(jtai, seed):
    answer = jtai("copies", "plan.db")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "jtai: no copy was issued; jtai ship makes one\n"
    assert jtai("copies", "plan.db", "--format", "json").data == []


def test_copies_are_data_for_programs(jtai, sent):
    late, board, back = jtai("copies", "plan.db", "--format", "json", *LATER).data
    assert list(late) == KEYS
    assert (late["back_by"], late["overdue"], late["days_overdue"]) == ("2020-07-10", True, 5)
    assert (board["back_by"], board["overdue"], board["returns"]) == (None, False, [])
    assert back["returns"] == [
        {"at": "2020-07-12T09:00:00.000Z", "by": "B. Deputy", "file": "plan-3.db",
         "tip": "9ab3" * 16, "sha256": "31f2" * 16}
    ]  # fmt: skip
    assert jtai("verify", "1.db", "--format", "json").data["tip"] == late["tip"]


def test_a_table_for_a_spreadsheet_runs_nothing_and_says_which_file_came_back_last(jtai, sent):
    came_back(sent, "=cmd|calc", "plan-3-again.db")
    text = jtai("copies", "plan.db", "--format", "csv", *LATER).out
    *_, back = csv.DictReader(io.StringIO(text))
    assert back["to"] == "'=cmd|calc"
    assert (back["returns"], back["returned_file"]) == ("2", "plan-3-again.db")
    assert (back["out"], back["overdue"]) == ("false", "false")


def test_a_file_that_came_back_under_a_hostile_name_steers_no_terminal(jtai, sent):
    came_back(sent, "Health", "a[31mred\u202e\u2066[/b]\u200b.db")
    for command in ("copies", "log"):
        answer = jtai(command, "plan.db", *LATER)
        assert answer.code == 0
        assert not steering(answer.out)
        assert "red" in answer.out


def test_a_name_that_no_plan_would_note_is_not_believed(jtai, sent):
    came_back(sent, "Health", "a\x1b[31mred\nb\x07.db")
    answer = jtai("copies", "plan.db", *LATER)
    assert (answer.code, answer.out) == (1, "")
    assert "the record of a merge" in answer.err
    assert not steering(answer.err)


@pytest.mark.parametrize(
    "name", ["an override", "isolates that don't end", "nothing wide", "deprecated formats"]
)
def test_a_recipient_with_a_hostile_name_is_listed_and_steers_no_terminal(by_ann, seed, name):
    to = f"[/b]{TEXTS[name]}[red]"
    assert by_ann("ship", "plan.db", "out.db", "--to", to, "--back-by", "1/7/2020").code == 0
    assert by_ann("copies", "plan.db", "--format", "json").data[0]["to"] == to
    answer = by_ann("copies", "plan.db")
    assert "[/b]" in answer.out
    assert not steering(answer.out)
