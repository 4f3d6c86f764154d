"""Making a plan file: whole or not at all, and never over anything."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from db.changes import add_update
from db.errors import NotAPlan, PlanError, Refused
from db.header import read_header
from db.plan_entries import FileEntry, PlanDocument
from db.queries import action_id, plan_facts
from db.schema import SCHEMA_VERSION
from db.signature import Signature
from db.snapshot import plan_document
from db.store import check_sqlite, make_plan, open_plan
from db.verify import verify


def refusal(path, document, by, error=PlanError):
    before = sorted(each.name for each in path.parent.glob("*")) if path.parent.is_dir() else None
    with pytest.raises(error) as caught:
        make_plan(path, document, by=by, source="test")
    if before is not None:
        assert sorted(each.name for each in path.parent.glob("*")) == before
    said = str(caught.value)
    assert "\n" not in said
    return said


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new" / "plan.db"


@pytest.fixture(autouse=True)
def folder(path):
    path.parent.mkdir()


def test_a_plan_is_made_and_is_what_it_was_made_from(path, document, by):
    with make_plan(path, document, by=by, source="a list") as plan:
        made = plan_document(plan)
        assert replace(made, log=()) == document
        assert plan_facts(plan).events == len(made.log) > 50
    assert {event.author for event in made.log} == {"A. Coordinator"}
    assert {event.origin for event in made.log} == {"loaded"}
    assert made.log[0].new == "a list"
    assert verify(path).sound
    assert [each.name for each in path.parent.iterdir()] == ["plan.db"]


def test_an_empty_plan_is_a_plan(path, document, by):
    bare = PlanDocument("Bare", "", "", "", None, document.scheme, (), ())
    with make_plan(path, bare, by=by, source="nothing") as plan:
        assert replace(plan_document(plan), log=()) == bare
    assert verify(path).sound


@pytest.mark.parametrize("content", [b"", b"precious"])
def test_a_file_that_is_there_is_never_overwritten(path, document, by, content):
    path.write_bytes(content)
    assert "there is a file already" in refusal(path, document, by)
    assert path.read_bytes() == content


def test_a_link_that_leads_nowhere_is_not_written_through(path, document, by):
    path.symlink_to(path.parent / "elsewhere.db")
    assert "there is a file already" in refusal(path, document, by)
    assert not (path.parent / "elsewhere.db").exists()


def test_a_folder_is_not_a_name_for_a_plan(path, document, by):
    assert "this is a folder" in refusal(path.parent, document, by)


def test_a_folder_that_is_missing_is_to_be_made_first(path, document, by):
    assert "there is no folder" in refusal(path / "deeper" / "plan.db", document, by)


def test_a_name_that_can_not_be_is_refused(path, document, by):
    assert "can't be made" in refusal(path.with_name("x" * 300), document, by)
    assert "can't be made" in refusal(path.with_name("a\x00b"), document, by)


def test_a_name_is_as_long_as_its_journal_allows(path, document, by, ids, today):
    longest = path.with_name("x" * (255 - len("-journal")))
    with make_plan(longest, document, by=by, source="test") as plan:
        add_update(plan, [action_id(plan, "1")], "Done.", by=by, day=today)
    assert verify(longest).sound
    assert "can't be made" in refusal(path.with_name("y" * 248), document, by)


@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_a_plan_is_not_made_beside_the_journal_of_a_file_that_is_gone(path, document, by, ending):
    """SQLite would play that journal into the new file."""
    left = path.with_name(f"plan.db{ending}")
    left.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7 what is left")
    assert f"plan.db{ending} of another file is in the way" in refusal(path, document, by)


def test_a_plan_appears_whole_or_not_at_all(path, document, by):
    broken = replace(
        document, actions=(*document.actions, replace(document.actions[0], rating="x"))
    )
    said = refusal(path, broken, by, Refused)
    assert str(path) in said
    assert ".plan.db." not in said, "the name it had meanwhile is nobody's business"


def test_a_file_of_evidence_that_is_not_what_it_says_is_refused(path, document, by):
    forged = replace(document, files=(FileEntry(document.files[0].sha256, b"another"),))
    assert "not what its SHA-256 says" in refusal(path, forged, by, Refused)


def test_a_document_with_text_that_a_plan_can_not_keep_is_refused_with_a_clear_line(
    path, document, by
):
    for title in ("a\x1b[2Jb", "half \ud800", "nul\x00"):
        said = refusal(path, replace(document, title=title), by, Refused)
        assert "the title holds a character that is no text" in said


def test_the_source_may_not_hold_what_a_terminal_would_obey(path, document, by):
    with pytest.raises(Refused, match="the source holds a character"):
        make_plan(path, document, by=by, source="a\x1b[2Jb.docx")
    assert not path.exists()


@pytest.mark.parametrize("name", ["", " \u200b", "two\nlines", "two\u2028lines", "a\tb", "x" * 201])
def test_nobody_makes_a_plan_without_a_name(path, document, name):
    refusal(path, document, Signature(name), Refused)
    assert not path.exists()


def test_a_plan_with_its_log_is_taken_over_row_by_row(path, plan, by):
    whole = plan_document(plan)
    with make_plan(path, whole, by=by, source="ignored") as again:
        assert plan_document(again) == whole
        assert plan_facts(again).tip == plan_facts(plan).tip
    assert verify(path).sound


def test_a_log_whose_rows_are_not_what_their_hashes_say_is_refused(path, plan, by):
    whole = plan_document(plan)
    forged = (*whole.log[:-1], whole.log[-1]._replace(author="Another"))
    said = refusal(path, replace(whole, log=forged), by, Refused)
    assert "is not what its hash says" in said


def test_a_log_that_breaks_a_rule_is_refused_by_the_guards(path, plan, by):
    whole = plan_document(plan)
    assert "refused" in refusal(path, replace(whole, log=whole.log[1:]), by, Refused)


def test_a_log_that_says_something_else_than_the_content_is_refused(path, plan, by):
    whole = replace(plan_document(plan), title="Another plan")
    assert "not what its log says" in refusal(path, whole, by, Refused)


def test_two_that_make_the_same_file_at_once_do_not_overwrite_each_other(path, document, by):
    """The name is taken while the file is still being filled, when the clock is looked at."""

    def clock():
        path.write_bytes(b"the other one's")
        return by.clock()

    with pytest.raises(PlanError, match="there is a file already"):
        make_plan(path, document, by=Signature("A", clock), source="test")
    assert path.read_bytes() == b"the other one's"
    assert [each.name for each in path.parent.iterdir()] == ["plan.db"]


def test_where_there_are_no_links_the_file_is_renamed_into_place(path, document, by, monkeypatch):
    def no_links(self, target):
        raise PermissionError("not on this disk")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    with make_plan(path, document, by=by, source="test") as plan:
        assert plan_facts(plan).title == document.title
    assert [each.name for each in path.parent.iterdir()] == ["plan.db"]


def test_a_python_with_an_sqlite_that_is_too_old_is_told_so(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 2))
    with pytest.raises(PlanError, match=r"a plan needs 3\.38\.0 or later"):
        check_sqlite()


def test_a_new_file_takes_the_rights_that_new_files_have(path, document, by):
    before = os.umask(0o027)
    try:
        make_plan(path, document, by=by, source="test").engine.dispose()
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640


def test_the_header_says_version_and_rights(file):
    header = read_header(file)
    assert (header.version, header.writable, header.write_ahead, header.interrupted) == (
        SCHEMA_VERSION, True, False, False,
    )  # fmt: skip
    assert not header.settles
    file.chmod(0o400)
    assert not read_header(file).writable


def test_a_log_of_a_stranger_with_a_malformed_cell_is_named_by_verify_and_not_read(file, hand, ids):
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        row = hand.row(connection, ("action", ids["1"], "leads"), hashed=True, new="not JSON")
        hand.write(connection, row)
    report = verify(file)
    assert "the leads is no list of leads" in "; ".join(check.line for check in report.checks)
    with pytest.raises(NotAPlan, match="row 89: the leads is no list of leads"):
        open_plan(file)
