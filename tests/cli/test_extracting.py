"""`jtai extract`: files of evidence listed, and written out as they went in."""

import csv
import hashlib
import io
import sqlite3
from contextlib import closing

import pytest

from jtai_tui.__main__ import main

AUDIT = b"%PDF-1.7 \x00\xff\r\n"
SHA256 = hashlib.sha256(AUDIT).hexdigest()


@pytest.fixture
def audit(by_ann, seed, home):
    """An audit that action 7 has as its evidence, and that is nowhere else."""
    file = home / "audit.pdf"
    file.write_bytes(AUDIT)
    assert by_ann("evidence", "plan.db", "7", "The audit", "--file", "audit.pdf").code == 0
    file.unlink()
    return file


@pytest.fixture
def notes(by_ann, audit, home):
    """A second file of action 7."""
    file = home / "notes.txt"
    file.write_bytes(b"Notes")
    by_ann("evidence", "plan.db", "7", "The notes", "--kind", "Minutes", "--file", "notes.txt")
    file.unlink()
    return file


def test_the_one_file_of_an_action_comes_out_byte_for_byte_under_its_name(jtai, audit):
    answer = jtai("extract", "plan.db", "7")
    assert answer.out == f"wrote audit.pdf (13 bytes, SHA-256 {SHA256})\n"
    assert (answer.code, audit.read_bytes()) == (0, AUDIT)
    assert not audit.stat().st_mode & 0o111


def test_out_is_a_folder_or_a_file_and_never_the_plan(jtai, audit, home):
    (home / "folder").mkdir()
    assert jtai("extract", "plan.db", "7", "folder").code == 0
    assert jtai("extract", "plan.db", "7", "folder/b.pdf").code == 0
    assert [(home / "folder" / name).read_bytes() for name in ("audit.pdf", "b.pdf")] == [AUDIT] * 2
    (home / "link").symlink_to("plan.db")
    for out, said in (
        ("plan.db", "this is the plan itself"),
        ("link", "this is the plan itself"),
        ("plan.db-journal", "a file of this name belongs to the plan"),
        ("./PLAN.DB-WAL", "a file of this name belongs to the plan"),
        ("missing/", "there is no such folder"),
        ("missing/a.pdf", "there is no folder missing"),
        ("plan.db/a.pdf", "there is no folder plan.db"),
    ):
        answer = jtai("extract", "plan.db", "7", out, "--force")
        assert answer.code == 1
        assert answer.err.startswith("jtai: ")
        assert answer.err.count("\n") == 1
        assert said in answer.err
    assert jtai("verify", "plan.db").code == 0
    assert sorted(each.name for each in home.iterdir()) == ["folder", "link", "plan.db"]


def test_evidence_that_is_called_like_the_journal_of_a_plan_is_not_put_beside_one(
    by_ann, jtai, seed, home
):
    """SQLite would play it into the plan, whichever plan that is."""
    (home / "made").mkdir()
    (home / "made" / "plan.db-journal").write_bytes(AUDIT)
    by_ann("evidence", "plan.db", "7", "It", "--file", "made/plan.db-journal")
    assert jtai("extract", "plan.db", "7").out.startswith("wrote plan.db_journal (13 bytes, ")
    assert sorted(each.name for each in home.iterdir()) == ["made", "plan.db", "plan.db_journal"]


def test_nothing_is_overwritten_without_force_and_what_could_be_run_no_longer_can(jtai, audit):
    audit.write_text("mine")
    audit.chmod(0o755)
    answer = jtai("extract", "plan.db", "7")
    assert answer.code == 1
    assert "there is a file already; add --force" in answer.err
    assert audit.read_text() == "mine"
    assert jtai("extract", "plan.db", "7", "--force").code == 0
    assert audit.read_bytes() == AUDIT
    assert not audit.stat().st_mode & 0o111


def test_standard_output_gets_the_bytes_and_nothing_else(audit, capfdbinary):
    capfdbinary.readouterr()
    assert main(["extract", "plan.db", "7", "-", "--file", "1"]) == 0
    assert capfdbinary.readouterr() == (AUDIT, b"")


def test_an_action_with_several_files_lists_them_until_one_is_named(jtai, notes, audit):
    answer = jtai("extract", "plan.db", "7")
    assert answer.code == 1
    assert "The audit" in answer.out
    assert "notes.txt" in answer.out
    assert answer.err == "jtai: action 7 has 2 files; add --file NUMBER\n"
    assert not notes.exists()
    for name in ("2", "notes.txt", "NOTES.TXT"):
        assert jtai("extract", "plan.db", "7", "--file", name, "--force").code == 0
        assert notes.read_bytes() == b"Notes"
    answer = jtai("extract", "plan.db", "7", "--file", "minutes.txt")
    assert answer.err == (
        "jtai: action 7 has no file minutes.txt; it has 1 audit.pdf, 2 notes.txt\n"
    )


def test_files_of_one_name_are_told_apart_by_their_number(jtai, by_ann, audit, home):
    audit.write_bytes(b"%PDF another")
    by_ann("evidence", "plan.db", "7", "Again", "--file", "audit.pdf")
    assert "give the number: 1, 2" in jtai("extract", "plan.db", "7", "--file", "audit.pdf").err
    assert jtai("extract", "plan.db", "7", "2.pdf", "--file", "2").code == 0
    assert (home / "2.pdf").read_bytes() == b"%PDF another"


def test_the_files_of_the_plan_are_listed_for_people_and_for_programs(jtai, by_ann, notes, home):
    (home / "x.csv").write_text("a,b")
    by_ann("evidence", "plan.db", "2", "Figures", "--file", "x.csv")
    table = jtai("extract", "plan.db").out.splitlines()
    assert [line.split()[:3] for line in table[1:]] == [
        ["2", "1", "x.csv"], ["7", "1", "audit.pdf"], ["7", "2", "notes.txt"],
    ]  # fmt: skip
    listed = jtai("extract", "plan.db", "7", "--list", "--format", "json").data
    assert [(each["number"], each["name"], each["size"], each["path"]) for each in listed] == [
        (1, "audit.pdf", 13, None), (2, "notes.txt", 5, None),
    ]  # fmt: skip
    assert (listed[0]["sha256"], listed[0]["author"]) == (SHA256, "Ann Author")
    assert (listed[1]["title"], listed[1]["kind"]) == ("The notes", "Minutes")
    rows = list(csv.DictReader(io.StringIO(jtai("extract", "plan.db", "--format", "csv").out)))
    assert [row["reference"] for row in rows] == ["2", "7", "7"]
    written = jtai("extract", "plan.db", "2", "y.csv", "--format", "json").data
    assert [each["path"] for each in written] == ["y.csv"]


def test_what_is_not_there_is_said_in_one_line(jtai, audit):
    for typed, code, said in (
        (["8"], 1, "action 8 has no file of evidence"),
        (["99"], 1, "there is no action 99"),
        (["--file", "1"], 2, "--file needs the action"),
    ):
        answer = jtai("extract", "plan.db", *typed)
        assert (answer.code, answer.out) == (code, "")
        assert answer.err.count("\n") == 1
        assert said in answer.err
    jtai("undo", "plan.db", "--author", "Ann")
    assert jtai("extract", "plan.db").err == "jtai: there is no file of evidence\n"


def test_a_hostile_name_leads_nowhere_on_the_disk(jtai, by_ann, seed, home):
    names = ["CON.txt", ".profile", "-rf", "a:b.exe", "fdp\u202e.exe", "a\nb.txt", "e\x1b[2J"]
    for number, name in enumerate(names):
        (home / name).write_text(name)
        answer = by_ann("evidence", "plan.db", "7", f"No. {number}", "--file", f"./{name}")
        assert answer.code == 0
        assert ("warning: a plan can't keep the name" in answer.err) == (number > 3)
        assert "\x1b" not in answer.out + answer.err
        (home / name).unlink()
    (home / "out").mkdir()
    for number in range(len(names)):
        assert jtai("extract", "plan.db", "7", "out", "--file", str(number + 1)).code == 0
    assert sorted(each.name for each in (home / "out").iterdir()) == [
        "_CON.txt", "a_b.exe", "a_b.txt", "e_[2J", "fdp.exe", "profile", "rf",
    ]  # fmt: skip
    assert not any(each.stat().st_mode & 0o111 for each in (home / "out").iterdir())


def test_a_file_that_is_not_what_was_added_is_never_written(jtai, audit, seed):
    with closing(sqlite3.connect(seed, isolation_level=None)) as connection:
        (guard,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'evidence_file_update'"
        ).fetchone()
        connection.execute("DROP TRIGGER evidence_file_update")
        connection.execute("UPDATE evidence_file SET data = ?", [AUDIT + b"!"])
        connection.execute(guard)
    answer = jtai("extract", "plan.db", "7")
    assert (answer.code, answer.out) == (1, "")
    assert "a file of evidence is not what was put in" in answer.err
    assert not audit.exists()
    assert jtai("verify", "plan.db").code == 1


def test_a_plan_that_grows_hard_to_mail_is_said_to(by_ann, seed, home):
    with (home / "film.mp4").open("wb") as file:
        file.truncate(16 * 1024 * 1024)
    answer = by_ann("evidence", "plan.db", "7", "Film", "--file", "film.mp4")
    assert answer.code == 0
    assert "warning: the plan now has 16." in answer.err
    assert "mail often takes no more than 15.0 MB" in answer.err
    assert by_ann("evidence", "plan.db", "7", "A link", "--link", "https://x.org").err == ""
