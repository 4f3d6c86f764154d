"""Copies that came back, on the command line: what comes in, what waits, what is decided of it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.sent_copies import shown
from tests.store.merging import make_version_1

JULY = ("--today", "2020-07-01")


def told(line):
    """Return a line of a table, each column of spaces made one."""
    return " ".join(line.split())


def test_several_copies_come_in_at_once_and_each_change_is_told(by_ann, plan):
    answer = by_ann("merge", "plan.db", "health.db", "police.db", *JULY)
    health, police, _, heading, *lines = answer.out.splitlines()
    assert health.startswith("health.db, the copy issued to Health (tip ")
    assert health.endswith("): 3 changes came in")
    assert police.startswith("police.db, the copy issued to Thames Valley Police (tip ")
    assert police.endswith("): 1 change came in")
    assert told(heading) == "Ref What Ours Theirs By"
    assert told(lines[0]).startswith("4 Finding ! waits Reviewers challenge")
    assert lines[0].endswith("H. Hand")
    taken = [told(line).partition(" taken ")[0] for line in lines if " taken " in line]
    assert taken == ["9 Progress update", "20 Finding"]
    assert shown(plan, "20", "finding") == "The police see it otherwise."


def test_while_conflicts_wait_it_says_how_to_decide_them_and_the_exit_code_is_1(by_ann, plan):
    answer = by_ann("merge", "plan.db", "health.db", *JULY)
    assert answer.code == 1
    assert answer.err == ""
    assert answer.out.splitlines()[-1] == (
        "2 conflicts wait, and ours stands until then; see jtai list plan.db --conflicts, decide"
        " with jtai decide plan.db REF ours or theirs, or in the app"
    )
    assert shown(plan, "4", "finding") == "Reviewers challenge too rarely."
    assert shown(plan, "7", "rating") == "minor-risk"


def test_where_nobody_disagrees_the_exit_code_is_0(by_ann, plan):
    answer = by_ann("merge", "plan.db", "police.db", *JULY)
    assert (answer.code, answer.out.splitlines()[-1]) == (0, "no conflict waits")
    assert by_ann("verify", "plan.db").code == 0


def test_the_log_says_who_merged_what_and_who_had_said_it(by_ann, merged):
    log = by_ann("log", "plan.db", "20", "--format", "json").data
    assert (log[0]["author"], log[0]["sentence"]) == (
        "P. Constable", "In police.db: finding edited",
    )  # fmt: skip
    whole = by_ann("log", "plan.db", "--format", "json").data
    merges = [row for row in whole if "health.db" in row["sentence"] and not row["reference"]]
    assert [row["author"] for row in merges] == ["Ann Author"]


def test_the_same_copy_once_more_brings_nothing_and_changes_nothing(by_ann, merged):
    before = merged.read_bytes()
    answer = by_ann("merge", "plan.db", "police.db", *JULY)
    assert answer.out.splitlines()[0].endswith("): nothing new in it")
    assert answer.code == 1
    assert "2 conflicts wait" in answer.out
    assert merged.read_bytes() == before


def test_a_copy_that_nobody_has_touched_came_back_all_the_same(by_ann, seed):
    by_ann("ship", "plan.db", "health.db", "--to", "Health")
    answer = by_ann("merge", "plan.db", "health.db")
    assert answer.code == 0
    assert answer.out.splitlines()[0].endswith("): it came back unchanged")
    assert by_ann("copies", "plan.db", "--out", "--format", "json").data == []


def test_a_trial_tells_all_of_it_and_leaves_the_file_byte_for_byte_as_it_was(by_ann, plan):
    def kept():
        return {each.name: each.read_bytes() for each in plan.parent.iterdir()}

    before = kept()
    trial = by_ann("merge", "plan.db", "health.db", "police.db", "--dry-run", *JULY)
    assert kept() == before
    assert trial.code == 1
    *lines, said, waits = trial.out.splitlines()
    assert said == "this was a trial: nothing was changed"
    really = by_ann("merge", "plan.db", "health.db", "police.db", *JULY)
    assert waits == "2 conflicts would wait"
    assert lines == really.out.splitlines()[:-1]


def test_a_trial_knows_what_a_decision_would_come_to(by_ann, plan):
    before = plan.read_bytes()
    answer = by_ann("merge", "plan.db", "health.db", "--conflicts", "theirs", "--dry-run", *JULY)
    assert answer.code == 0
    assert answer.out.splitlines()[-2:] == [
        "this was a trial: nothing was changed", "no conflict would wait",
    ]  # fmt: skip
    assert plan.read_bytes() == before
    assert by_ann("verify", "plan.db").out.splitlines()[-1] == "sound"


@pytest.mark.parametrize(
    ("choice", "finding", "rating"),
    [
        ("theirs", "Reviewers do challenge.", "significant-risk"),
        ("ours", "Reviewers challenge too rarely.", "minor-risk"),
    ],
)
def test_all_that_is_disputed_may_be_decided_in_the_same_go(by_ann, plan, choice, finding, rating):
    answer = by_ann("merge", "plan.db", "health.db", "--conflicts", choice, *JULY)
    assert answer.code == 0
    assert "no conflict waits" in answer.out
    assert shown(plan, "4", "finding") == finding
    assert shown(plan, "7", "rating") == rating
    assert by_ann("log", "plan.db", "7", "--format", "json").data[0]["author"] == "Ann Author"


def test_the_options_may_stand_before_the_command(by_ann, plan):
    answer = by_ann("--conflicts", "theirs", "merge", "plan.db", "health.db", *JULY)
    assert answer.code == 0
    answer = by_ann("--conflicts", "list", "plan.db")
    assert (answer.code, answer.err) == (0, "jtai: no conflict waits\n")


def test_what_waited_before_is_not_decided_along_with_what_comes_in(by_ann, merged, home):
    shutil.copy(home / "health.db", home / "again.db")
    by_ann("edit", "again.db", "1", "finding=Nothing to see")
    by_ann("edit", "plan.db", "1", "finding=Much to see")
    answer = by_ann("merge", "plan.db", "again.db", "--conflicts", "theirs", *JULY)
    assert answer.code == 1
    assert shown(merged, "1", "finding") == "Nothing to see"
    assert shown(merged, "4", "finding") == "Reviewers challenge too rarely."


def test_to_whom_a_copy_went_may_be_held_against_it(by_ann, plan):
    before = plan.read_bytes()
    answer = by_ann("merge", "plan.db", "health.db", "--from", "Thames Valley Police")
    assert (answer.code, answer.out) == (1, "")
    assert "its log lacks the row by which a copy was issued to Thames Valley Police" in answer.err
    answer = by_ann("merge", "plan.db", "health.db", "--from", "Fire")
    assert answer.err == "jtai: health.db: not merged: no copy was issued to Fire\n"
    assert plan.read_bytes() == before
    assert by_ann("merge", "plan.db", "police.db", "--from", "thames valley police").code == 0


def test_what_may_be_a_copy_that_was_cut_is_merged_only_if_somebody_says_it_is_not(
    by_ann, seed, home
):
    shutil.copy(seed, home / "stick.db")
    by_ann("update", "stick.db", "4", "Written on the train.")
    by_ann("ship", "plan.db", "health.db", "--to", "Health")
    before = seed.read_bytes()
    answer = by_ann("merge", "plan.db", "stick.db")
    assert answer.code == 1
    _, refusal = answer.err.splitlines()
    assert refusal.startswith("jtai: stick.db: not merged: its log lacks the row by which a copy")
    assert refusal.endswith(
        "nothing was changed; if it was never issued, but copied by other means, say so: --copied"
    )
    assert seed.read_bytes() == before
    assert by_ann("merge", "plan.db", "stick.db", "--copied").code == 0
    assert "Written on the train." in by_ann("show", "plan.db", "4").out


def another_plan(home):
    return "another.db", "it is a copy of another plan"


def itself(home):
    return "plan.db", "this is the plan itself"


def missing(home):
    return "missing.db", "there is no such file"


def a_folder(home):
    return ".", "this is a folder"


def a_letter(home):
    (home / "letter.docx").write_bytes(b"PK\x03\x04" * 100)
    return "letter.docx", "this is not a plan file"


def cut_short(home):
    data = (home / "health.db").read_bytes()
    (home / "short.db").write_bytes(data[: len(data) // 2])
    return "short.db", "damaged or was cut short"


def newer(home):
    with closing(sqlite3.connect(home / "health.db")) as file:
        file.execute("PRAGMA user_version = 9")
    return "health.db", "a newer jtai has written it (file version 9); update jtai"


def without_a_guard(home):
    with closing(sqlite3.connect(home / "health.db")) as file:
        file.execute("DROP TRIGGER event_update")
    return "health.db", "the file does not verify"


@pytest.mark.parametrize(
    "trouble",
    [another_plan, itself, missing, a_folder, a_letter, cut_short, newer, without_a_guard],
)
def test_a_file_that_is_refused_is_told_in_a_line_and_keeps_the_others_out(
    by_ann, plan, home, trouble
):
    by_ann("new", "another.db")
    name, said = trouble(home)
    before = plan.read_bytes()
    for more in ((), ("--dry-run",), ("--copied",)):
        answer = by_ann("merge", "plan.db", "police.db", name, *more)
        assert (answer.code, answer.out) == (1, "")
        refusals = [line for line in answer.err.splitlines() if "warning" not in line]
        assert len(refusals) == 1
        assert refusals[0].startswith(f"jtai: {name}: ")
        assert said in refusals[0]
        assert plan.read_bytes() == before


@pytest.mark.parametrize(
    "typed",
    [
        ("merge",),
        ("merge", "plan.db"),
        ("merge", "plan.db", "health.db", "--conflicts", "both"),
        ("merge", "plan.db", "health.db", "--conflicts"),
        ("merge", "plan.db", "health.db", "--from"),
        ("merge", "plan.db", "health.db", "--format", "csv"),
        ("decide", "plan.db", "7"),
        ("decide", "plan.db", "7", "mine"),
        ("decide", "plan.db", "7", "theirs", "--field"),
    ],
    ids=" ".join,
)
def test_a_line_that_means_nothing_is_wrong_usage(by_ann, plan, typed):
    before = plan.read_bytes()
    answer = by_ann(*typed)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("jtai: ")
    assert len(answer.err.splitlines()) == 1
    assert plan.read_bytes() == before


def test_whoever_merges_needs_a_name(jtai, plan):
    for typed in (("merge", "plan.db", "health.db"), ("decide", "plan.db", "all", "ours")):
        answer = jtai(*typed)
        assert (answer.code, "whose change is this?" in answer.err) == (2, True)


def test_what_came_in_is_data_for_programs(by_ann, plan):
    answer = by_ann("merge", "plan.db", "health.db", "police.db", "--format", "json", *JULY)
    assert answer.code == 1
    data = answer.data
    keys = ["file", "dry_run", "tip", "waiting", "proposed", "returned", "sheets", "changes"]
    assert list(data) == keys
    assert (data["dry_run"], data["waiting"]) == (False, 2)
    assert data["tip"] == by_ann("verify", "plan.db", "--format", "json").data["tip"]
    assert [(each["name"], each["sent_to"], each["rows"]) for each in data["returned"]] == [
        ("health.db", "Health", 7), ("police.db", "Thames Valley Police", 1),
    ]  # fmt: skip
    standing = {(each["reference"], each["field"]): each["standing"] for each in data["changes"]}
    assert standing == {
        ("4", "finding"): "conflict", ("7", "rating"): "conflict", ("9", ""): "taken",
        ("20", "finding"): "taken",
    }  # fmt: skip
    (rating,) = [each for each in data["changes"] if each["field"] == "rating"]
    assert (rating["ours"], rating["ours_by"]) == ("Minor risk", "Ann Author")
    assert (rating["theirs"], rating["theirs_by"]) == ("Significant risk", "H. Hand")
    assert rating["theirs_reason"] == "No system is in sight"
    assert rating["rule"] == "due 31 May 2020; the rule suggests Significant risk"
    assert rating["marks"] == []


def test_a_plan_that_can_only_be_read_is_not_merged_into(by_ann, plan):
    plan.chmod(0o444)
    try:
        answer = by_ann("merge", "plan.db", "health.db")
        if answer.code == 1 and "wait" in answer.out:
            pytest.skip("whoever runs this may write everywhere")
        assert (answer.code, answer.out) == (1, "")
        assert "read-only" in answer.err
        assert by_ann("merge", "plan.db", "health.db", "--dry-run", *JULY).code == 1
    finally:
        plan.chmod(0o644)


def test_a_file_of_an_older_version_is_merged_as_any_other(by_ann, plan, home):
    make_version_1(home / "police.db")
    assert by_ann("merge", "plan.db", "police.db").code == 0
    assert shown(plan, "20", "finding") == "The police see it otherwise."
    make_version_1(Path("plan.db"))
    answer = by_ann("merge", "plan.db", "health.db", "--dry-run")
    assert answer.code == 1
    assert answer.err.splitlines()[-1] == (
        "jtai: plan.db: an older jtai has written it; open it once, then try"
    )


def test_a_name_that_is_a_command_as_well_is_no_command(by_ann, plan):
    answer = by_ann(
        "--author", "list", "merge", "plan.db", "health.db", "--conflicts", "ours", *JULY
    )
    assert answer.code == 0
    assert by_ann("--conflicts", "list", "plan.db").out == ""


@pytest.mark.parametrize(
    "words",
    [
        ("merge", "plan.db", "health.db", "--from", ""),
        ("ship", "plan.db", "out.db", "--to", " "),
        ("decide", "plan.db", "", "ours"),
        ("decide", "plan.db", "all", "ours", "--of", ""),
    ],
)
def test_a_name_that_is_empty_is_no_name(by_ann, plan, words):
    before = plan.read_bytes()
    answer = by_ann(*words)
    assert (answer.code, answer.out) == (2, "")
    assert plan.read_bytes() == before


def test_a_returned_file_with_the_longest_of_names_is_merged(by_ann, plan):
    name = f"{'n' * 250}.db"
    plan.with_name("health.db").rename(plan.with_name(name))
    assert by_ann("merge", "plan.db", name, *JULY).code == 1
    assert shown(plan, "7", "rating") == "minor-risk"


def test_what_one_of_several_people_had_said_can_be_taken(jtai, by_ann, plan):
    for who, finding in (("health.db", "As one says."), ("police.db", "As another says.")):
        jtai("edit", who, "4", f"finding={finding}", "--author", finding)
    by_ann("merge", "plan.db", "health.db", "police.db", *JULY)
    refused = by_ann("decide", "plan.db", "4", "theirs", "--field", "finding")
    assert refused.code == 1
    assert "several copies say something else" in refused.err
    taken = by_ann("decide", "plan.db", "4", "theirs", "--field", "finding", "--of", "as one says.")
    assert taken.code == 0
    assert shown(plan, "4", "finding") == "As one says."
