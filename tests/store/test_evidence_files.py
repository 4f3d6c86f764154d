"""Files of evidence on their way out: which there are, and that they come out as they went in."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from db.additions import NewEvidence, add_evidence
from db.errors import NotAPlan, Refused
from db.evidence_files import evidence_files, plan_size, read_evidence_file
from db.sizes import MOST_FILE_BYTES, MOST_PLAN_BYTES
from db.store import open_plan
from db.undo import undo
from db.verify import verify
from tests.store.conftest import AUDIT


@pytest.fixture
def audit(plan):
    """The one file of the small plan."""
    (file,) = evidence_files(plan)
    return file


def test_the_files_stand_by_reference_and_then_as_they_were_added(plan, ids, by):
    for reference, name in (("10", "b.pdf"), ("1", "c.pdf"), ("10", "a.pdf")):
        new = NewEvidence(f"Title of {name}", "Audit", file_name=name, file=name.encode())
        add_evidence(plan, ids[reference], new, by=by)
    add_evidence(plan, ids["1"], NewEvidence("A link", link="https://example.org"), by=by)
    listed = [(file.reference, file.number, file.name) for file in evidence_files(plan)]
    assert listed == [
        ("1", 1, "c.pdf"), ("10", 1, "b.pdf"), ("10", 2, "a.pdf"), ("28a", 1, "audit.bin"),
    ]  # fmt: skip
    first, second = evidence_files(plan, ids["10"])
    assert (first.name, second.number, second.size) == ("b.pdf", 2, 5)
    assert (second.title, second.kind, second.author) == ("Title of a.pdf", "Audit", by.author)
    assert second.sha256 == hashlib.sha256(b"a.pdf").hexdigest()
    assert second.at > first.at
    assert evidence_files(plan, ids["2"]) == evidence_files(plan, "ghost") == ()


@pytest.mark.parametrize("data", [b"\x00", bytes(range(256)) * 999, b"\xff" * MOST_FILE_BYTES])
def test_a_file_comes_out_byte_for_byte_also_of_a_plan_that_may_only_be_read(
    plan, file, ids, by, data
):
    add_evidence(plan, ids["1"], NewEvidence("It", file_name="a.bin", file=data), by=by)
    with open_plan(file, read_only=True) as opened:
        (kept,) = evidence_files(opened, ids["1"])
        assert kept.size == len(data)
        assert read_evidence_file(opened, kept) == data


def test_a_file_whose_evidence_was_taken_back_is_neither_listed_nor_given_out(plan, ids, by):
    add_evidence(plan, ids["1"], NewEvidence("It", file_name="a.bin", file=b"x"), by=by)
    (kept,) = evidence_files(plan, ids["1"])
    undo(plan, by=by)
    assert evidence_files(plan, ids["1"]) == ()
    with pytest.raises(Refused, match=r"a.bin was taken back; the log says by whom"):
        read_evidence_file(plan, kept)


def refused(plan, file, fault):
    with pytest.raises(NotAPlan) as caught:
        read_evidence_file(plan, file)
    said = str(caught.value)
    assert said.startswith(f"{plan.path}: audit.bin of action 28a is not given out: {fault}")
    assert "The rest of the plan can be read" in said
    assert "L. Oader, who added it; and run: jtai verify" in said
    assert not verify(plan.path).sound


def test_a_file_whose_content_was_altered_is_not_given_out(plan, file, audit, hand):
    with hand.unguarded(file) as connection:
        connection.execute("UPDATE evidence_file SET data = ?", [AUDIT.replace(b"12", b"13")])
    refused(plan, audit, "its content is no longer what was added")
    assert evidence_files(plan) == (audit,)


def test_a_file_that_was_put_under_another_name_is_not_given_out(plan, file, audit, hand):
    other = b"Another audit."
    with hand.unguarded(file) as connection:
        sha256 = hashlib.sha256(other).hexdigest()
        connection.execute("INSERT INTO evidence_file VALUES (?, ?)", [sha256, other])
        connection.execute("UPDATE evidence SET file_sha256 = ?", [sha256])
    refused(plan, audit, "its evidence names another file than the log")
    (listed,) = evidence_files(plan)
    refused(plan, listed, "its evidence names another file than the log")


def test_a_file_that_is_missing_is_listed_as_such_and_said_to_be(plan, file, audit, hand):
    with hand.unguarded(file) as connection:
        connection.execute("DELETE FROM evidence_file")
    (listed,) = evidence_files(plan)
    assert listed.size is None
    refused(plan, audit, "it is missing, though its evidence names it")


def test_a_plan_takes_no_file_that_makes_it_too_large_to_hand_round(plan, file, ids, by, hand):
    large = b"x" * 1000
    new = NewEvidence("It", file_name="a.bin", file=large)
    with hand.unguarded(file) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "UPDATE evidence_file SET data = zeroblob(?)", [MOST_PLAN_BYTES - file.stat().st_size]
        )
    before = plan_size(plan)
    assert before == file.stat().st_size
    with pytest.raises(Refused, match="too much to hand round; give a link instead"):
        add_evidence(plan, ids["1"], new, by=by)
    assert plan_size(plan) == before
    again = NewEvidence("What is there already", file_name="b.bin", file=AUDIT)
    add_evidence(plan, ids["1"], again, by=by)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM evidence_file").fetchone() == (1,)
