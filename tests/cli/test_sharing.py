"""Making, checking, shipping and exporting a plan file."""

import csv
import io
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from db.seed import seed_text

JULY = ("--today", "2020-07-01")


def test_a_new_plan_is_the_seed_plan_signed_as_published(jtai, home):
    answer = jtai("new", "new.db")
    assert answer.out == (
        "made new.db from seed_plan.json: 33 actions, 7 agencies, updated 26 Mar 2020\n"
    )
    log = jtai("log", "new.db", "--format", "json").data
    assert (log[-1]["author"], log[-1]["sentence"]) == (
        "as published", "Plan loaded from seed_plan.json",
    )  # fmt: skip


def test_a_source_without_an_end_is_not_read_for_ever(jtai, home):
    answer = jtai("new", "new.db", "--from", "/dev/zero")
    assert (answer.code, answer.err) == (1, "jtai: /dev/zero: too large for a plan\n")
    assert list(home.iterdir()) == []


def test_a_new_plan_is_signed_by_its_author_where_one_is_given(by_ann, home):
    by_ann("new", "new.db")
    assert by_ann("log", "new.db", "--format", "json").data[-1]["author"] == "Ann Author"


def test_a_new_plan_comes_from_a_file_or_from_standard_input(jtai, home):
    (home / "source.json").write_text(seed_text(), encoding="utf-8")
    assert jtai("new", "one.db", "--from", "source.json").code == 0
    assert jtai("new", "two.db", "--from", "-", said=seed_text().encode()).code == 0
    assert jtai("list", "one.db").out == jtai("list", "two.db").out
    log = jtai("log", "two.db", "--format", "json").data
    assert log[-1]["sentence"] == "Plan loaded from standard input"


def test_nothing_is_overwritten_by_a_new_plan(jtai, seed):
    before = seed.read_bytes()
    answer = jtai("new", "plan.db")
    assert answer.code == 1
    assert "nothing is overwritten" in answer.err
    assert seed.read_bytes() == before


def test_a_faulty_source_is_told_all_its_faults_a_line_each_and_makes_no_file(jtai, home):
    source = json.loads(seed_text())
    source["title"] = 3
    source["actions"][2]["agency"] = "Nobody"
    source["actions"][3]["zebra"] = True
    (home / "faulty.json").write_text(json.dumps(source))
    answer = jtai("new", "new.db", "--from", "faulty.json")
    assert answer.code == 1
    assert len(answer.err.splitlines()) == 3
    assert all(line.startswith("jtai: faulty.json: ") for line in answer.err.splitlines())
    assert "actions[2].agency" in answer.err
    assert not (home / "new.db").exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04...", "damaged or was cut off"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old form of Office"),
        (b"%PDF-1.7", "PDF"),
        (b"SQLite format 3\x00", "jtai merge"),
        (b" \n", "nothing in it"),
        (b"{", "line 1"),
        (b"\xff\xfe{", "breaks off"),
    ],
)
def test_another_sort_of_source_is_called_what_it_is(jtai, home, data, said):
    (home / "source").write_bytes(data)
    answer = jtai("new", "new.db", "--from", "source")
    assert answer.code == 1
    assert answer.err.startswith("jtai: source")
    assert said in answer.err
    assert not (home / "new.db").exists()


def test_a_source_that_is_not_there_is_said_to_be_missing(jtai, home):
    assert jtai("new", "new.db", "--from", "x.json").err == "jtai: x.json: there is no such file\n"
    assert "folder" in jtai("new", "new.db", "--from", ".").err
    assert "no folder" in jtai("new", "nowhere/new.db").err


def test_a_sound_plan_verifies(jtai, seed):
    answer = jtai("verify", "plan.db")
    assert answer.code == 0
    *checks, tip, last = answer.out.splitlines()
    assert last == "sound"
    assert tip.startswith("log tip ")
    assert all(line.endswith("all sound") for line in checks)


def test_a_plan_that_was_tampered_with_does_not_verify(jtai, seed):
    with sqlite3.connect(seed) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'event_update'")
    connection.close()
    answer = jtai("verify", "plan.db")
    assert answer.code == 1
    assert answer.out.splitlines()[-1] == "NOT sound"
    report = jtai("verify", "plan.db", "--format", "json")
    assert report.code == 1
    assert report.data["sound"] is False
    opened = jtai("list", "plan.db")
    assert opened.code == 1
    assert opened.err.startswith("jtai: plan.db: ")


def test_a_report_is_data_for_programs(jtai, seed):
    report = jtai("verify", "plan.db", "--format", "json").data
    assert list(report) == ["file", "sound", "checked", "tip", "checks", "notes"]
    assert report["checked"]
    assert report["sound"] is all(check["sound"] for check in report["checks"])
    rows = list(csv.DictReader(io.StringIO(jtai("verify", "plan.db", "--format", "csv").out)))
    assert [row["check"] for row in rows] == [check["name"] for check in report["checks"]]


def test_a_file_that_can_not_be_looked_at_just_now_is_not_called_unsound(jtai, seed, monkeypatch):
    monkeypatch.setattr(shutil, "copyfile", lambda *_: Path("nowhere").stat())
    seed.with_name("plan.db-wal").write_bytes(b"left")
    answer = jtai("verify", "plan.db")
    assert answer.code == 1
    assert answer.out.splitlines()[-1] == "not checked"
    report = jtai("verify", "plan.db", "--format", "json").data
    assert (report["sound"], report["checked"]) == (False, False)


@pytest.mark.parametrize("content", [b"", b"hello", None])
def test_the_app_opens_on_what_is_no_plan_any_more_where_there_is_a_backup(
    jtai, by_ann, seed, content
):
    def spoil():
        seed.unlink() if content is None else seed.write_bytes(content)

    whole = seed.read_bytes()
    spoil()
    assert jtai("plan.db").code == 1
    seed.write_bytes(whole)
    assert by_ann("backup", "plan.db").code == 0
    spoil()
    answer = jtai("plan.db")
    assert answer.code == 2
    assert "the app needs a terminal" in answer.err


def test_what_was_checked_before_is_not_checked_again_in_a_file_that_nobody_touched(
    by_ann, jtai, seed
):
    by_ann("rate", "plan.db", "4", "r")
    first = jtai("verify", "plan.db").out.splitlines()
    again = jtai("verify", "plan.db").out.splitlines()
    assert first[2] == "Log: 1 new since row 593, all sound"
    assert again[:6] == [
        "File: 1 checked, all sound",
        "Guards: 72 checked, all sound",
        "Log: nothing new since row 594, all sound",
        "Ratings: nothing new since row 594, all sound",
        "Fields: nothing new since row 594, all sound",
        "Files of evidence: nothing new since row 594, all sound",
    ]
    assert again[6:] == first[6:]
    assert "Log: 594 checked, all sound" in jtai("verify", "plan.db", "--full").out


def test_a_report_says_since_which_row_it_was_checked(by_ann, jtai, seed):
    by_ann("rate", "plan.db", "4", "r")
    for whole, found in ((), (1, 593)), (("--full",), (594, 0)):
        data = jtai("verify", "plan.db", *whole, "--format", "json").data
        (log,) = [check for check in data["checks"] if check["name"] == "Log"]
        assert log == {
            "name": "Log", "number": found[0], "since_row": found[1], "sound": True, "faults": [],
        }  # fmt: skip
    text = jtai("verify", "plan.db", "--format", "csv").out
    (log,) = [row for row in csv.DictReader(io.StringIO(text)) if row["check"] == "Log"]
    assert (log["number"], log["since_row"], log["sound"]) == ("0", "594", "true")


@pytest.mark.parametrize(
    "script",
    [
        "UPDATE event SET reason = 'No' WHERE seq = 40;",
        "UPDATE action SET finding = 'All is well' WHERE reference = '4';",
    ],
)
@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="there is no sqlite3 shell here")
def test_what_the_shell_did_past_the_guards_is_found_without_full(by_ann, jtai, seed, script):
    by_ann("rate", "plan.db", "4", "r")
    assert jtai("verify", "plan.db").code == 0
    script = f".dbconfig enable_trigger off\n{script}"
    subprocess.run(["sqlite3", "-batch", "plan.db"], input=script, text=True, check=True)
    for whole in (), ("--full",):
        answer = jtai("verify", "plan.db", *whole)
        assert (answer.code, answer.out.splitlines()[-1]) == (1, "NOT sound")


def test_a_newer_plan_is_listed_with_a_note_and_not_verified(jtai, by_ann, seed):
    listed = jtai("list", "plan.db", *JULY).out
    with closing(sqlite3.connect(seed)) as connection:
        connection.executescript(
            "DROP VIEW format; CREATE TABLE risk(id TEXT); ALTER TABLE action ADD COLUMN cost TEXT;"
            "CREATE VIEW format AS SELECT 5 AS version, 4 AS oldest_reader; PRAGMA user_version = 5"
        )
    answer = jtai("list", "plan.db", *JULY)
    assert (answer.code, answer.out) == (0, listed)
    assert answer.err == (
        "jtai: warning: plan.db: a newer jtai has written it: it can be looked at, and not changed;"
        " update jtai\n"
    )
    assert jtai("show", "plan.db", "4", *JULY).code == 0
    assert by_ann("rate", "plan.db", "4", "r").code == 1
    answer = jtai("verify", "plan.db")
    assert (answer.code, "this one can't check it, update jtai" in answer.out) == (1, True)


def test_a_file_that_is_not_there_does_not_verify(jtai, home):
    answer = jtai("verify", "missing.db")
    assert answer.code == 1
    assert answer.err.startswith("jtai: missing.db: there is no such file")


def test_a_plan_is_shipped_with_a_summary_to_paste(by_ann, seed):
    answer = by_ann("ship", "plan.db", "out.db", "--to", "the board", *JULY)
    assert answer.code == 0
    tip = by_ann("verify", "out.db", "--format", "json").data["tip"]
    title, issued, numbers, log = answer.out.splitlines()
    assert title == "Action Plan – JTAI children’s mental health, FINAL"
    assert issued == "out.db, issued to the board"
    assert numbers == "33 actions, 28 overdue on 1 Jul 2020, 29 unrated"
    assert log.startswith(f"log tip {tip[:12]} ")
    assert by_ann("log", "out.db").out.splitlines()[1].endswith("Issued to the board")


def test_without_a_name_a_plan_is_issued_to_the_name_of_the_file(by_ann, seed):
    assert "issued to out.db" in by_ann("ship", "plan.db", "out.db").out
    answer = by_ann("ship", "plan.db", "out.db")
    assert (answer.code, "--force" in answer.err) == (1, True)
    assert by_ann("ship", "plan.db", "out.db", "--force").code == 0


def test_a_copy_that_is_asked_back_says_by_when_in_the_summary_and_in_the_log(by_ann, seed):
    answer = by_ann("ship", "plan.db", "out.db", "--to", "Health", "--back-by", "10/7/2020", *JULY)
    assert answer.out.splitlines()[1] == "out.db, issued to Health, asked back by 10 Jul 2020"
    assert answer.err == ""
    (row,) = by_ann("log", "out.db", "--format", "json").data[:1]
    assert (row["sentence"], row["reason"]) == ("Issued to Health", "back by 2020-07-10")


def test_a_day_that_has_passed_is_taken_and_warned_of_and_what_is_no_day_is_not(by_ann, seed):
    answer = by_ann("ship", "plan.db", "out.db", "--back-by", "30 Jun 2020", *JULY)
    assert answer.code == 0
    assert answer.err == (
        "jtai: warning: 30 Jun 2020 has passed already: the copy is overdue from the start\n"
    )
    answer = by_ann("ship", "plan.db", "two.db", "--back-by", "soon")
    assert (answer.code, "'soon' is not a day" in answer.err) == (2, True)
    assert not seed.with_name("two.db").exists()


@pytest.mark.parametrize("out", ["plan.db", "/dev/null", ".", "nowhere/out.db"])
def test_a_plan_is_not_shipped_to_where_it_would_do_harm(by_ann, seed, out):
    before = seed.read_bytes()
    assert by_ann("ship", "plan.db", out, "--force").code == 1
    assert seed.read_bytes() == before


def test_an_export_to_json_makes_the_same_plan_again(by_ann, seed, home):
    by_ann("evidence", "plan.db", "4", "Itself", "--file", "plan.db")
    by_ann("rate", "plan.db", "4", "evidenced")
    assert by_ann("export", "plan.db", "plan.json").code == 0
    assert by_ann("new", "again.db", "--from", "plan.json").code == 0
    by_ann("export", "again.db", "again.json")
    assert (home / "again.json").read_bytes() == (home / "plan.json").read_bytes()
    assert by_ann("verify", "again.db").code == 0


def test_an_export_to_standard_output_is_json_unless_csv_is_asked_for(jtai, seed):
    assert jtai("export", "plan.db", "-").data["format"] == "jtai-plan/1"
    assert jtai("export", "plan.db", "-", "--format", "csv").out.startswith("reference,sources,")


def test_an_export_to_csv_opens_in_a_spreadsheet_and_runs_nothing(by_ann, seed, home):
    by_ann("edit", "plan.db", "4", "action=+cmd|' /C calc'!A0", "finding=- a point")
    by_ann("export", "plan.db", "actions.csv", *JULY)
    data = (home / "actions.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 33
    assert rows[3]["action"] == "'+cmd|' /C calc'!A0"
    assert rows[3]["finding"] == "'- a point"
    assert rows[0]["progress"].startswith("26 Mar 2020, as published: ")
    assert (rows[0]["days_overdue"], rows[1]["status"]) == ("123", "Completed")


def test_an_export_replaces_a_file_only_if_asked_to_and_never_the_plan(jtai, seed, home):
    (home / "plan.json").write_text("mine")
    answer = jtai("export", "plan.db", "plan.json")
    assert (answer.code, "--force" in answer.err) == (1, True)
    assert (home / "plan.json").read_text() == "mine"
    assert jtai("export", "plan.db", "plan.json", "--force").code == 0
    before = seed.read_bytes()
    assert jtai("export", "plan.db", "plan.db", "--format", "json", "--force").code == 1
    assert seed.read_bytes() == before
    assert sorted(path.name for path in home.iterdir()) == ["plan.db", "plan.json"]


@pytest.mark.parametrize("out", ["/dev/null", ".", "nowhere/plan.json"])
def test_an_export_leaves_what_is_no_file_alone(jtai, seed, out):
    answer = jtai("export", "plan.db", out, "--format", "json", "--force")
    assert answer.code == 1
    assert answer.err.startswith("jtai: ")


def test_the_ending_says_what_is_exported(jtai, seed):
    answer = jtai("export", "plan.db", "plan.pdf")
    assert answer.code == 2
    assert ".csv" in answer.err


def test_an_older_copy_stays_suspect_until_it_is_accepted(by_ann, jtai, seed):
    older = seed.read_bytes()
    by_ann("rate", "plan.db", "4", "r")
    seed.write_bytes(older)
    for _ in range(2):
        refused = jtai("verify", "plan.db")
        assert refused.code == 1
        assert "jtai verify" in refused.out
        assert "--accept" in refused.out
    assert jtai("verify", "plan.db", "--accept").code == 0
    assert jtai("verify", "plan.db").out.endswith("sound\n")
    assert jtai("list", "plan.db", *JULY).err == ""


def test_a_damaged_file_is_not_accepted(jtai, seed):
    with seed.open("r+b") as file:
        file.seek(40_000)
        file.write(b"\xff" * 3_000)
    assert jtai("verify", "plan.db", "--accept").code == 1
