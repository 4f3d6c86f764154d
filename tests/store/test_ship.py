"""A copy to send: clean, verified, whole or not at all, and logged."""

import sqlite3
from contextlib import closing

import pytest

from db.additions import NewEvidence, add_evidence
from db.changes import add_update, edit
from db.errors import PlanError, Refused
from db.queries import plan_facts
from db.schema import SCHEMA_VERSION
from db.ship import ship
from db.snapshot import plan_document
from db.store import make_plan, open_plan
from db.verify import verify


@pytest.fixture
def out(tmp_path):
    (tmp_path / "sent").mkdir()
    return tmp_path / "sent" / "copy.db"


def refusal(plan, out, by, error=PlanError, **how):
    before = sorted(out.parent.iterdir()) if out.parent.is_dir() else None
    log = plan_facts(plan).events
    with pytest.raises(error) as caught:
        ship(plan, out, by=by, **{"to": "Police", **how})
    if before is not None:
        assert sorted(out.parent.iterdir()) == before
    assert plan_facts(plan).events == log, "nothing is said to be issued that was not"
    return str(caught.value)


def test_a_copy_is_the_plan_and_carries_the_row_that_says_to_whom_it_went(plan, ids, out, by):
    before = plan_facts(plan)
    sent = ship(plan, out, to=" Thames Valley Police ", by=by)
    after = plan_facts(plan)
    assert (sent.path, sent.size, sent.tip) == (out, out.stat().st_size, after.tip)
    assert after.events == before.events + 1
    with open_plan(out) as copy:
        assert plan_document(copy) == plan_document(plan)
        note = plan_document(copy).log[-1]
    assert (note.kind, note.field, note.old, note.new) == (
        "note", "issued", None, "Thames Valley Police",
    )  # fmt: skip
    assert note.author == "A. Coordinator"
    assert verify(out).sound
    assert [each.name for each in out.parent.iterdir()] == ["copy.db"]


def test_how_far_it_has_come_is_told(plan, out, by):
    """Both that the plan is gone through and that the copy is."""
    done = []
    ship(plan, out, to="Police", by=by, progress=done.append)
    assert (done.count(0), done.count(1)) == (2, 2)


def test_each_sending_is_noted_after_the_one_before(plan, out, by):
    ship(plan, out, to="Police", by=by)
    ship(plan, out.with_name("two.db"), to="Health", by=by)
    notes = [event for event in plan_document(plan).log if event.kind == "note"]
    assert [(note.old, note.new) for note in notes] == [(None, "Police"), ("Police", "Health")]
    assert verify(plan.path).sound


def test_a_copy_is_one_file_at_rest_and_has_nothing_deleted_left_in_it(
    plan, file, ids, out, by, today
):
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE scratch(x)")
        connection.execute("INSERT INTO scratch VALUES ('very secret words')")
        connection.execute("DROP TABLE scratch")
    ship(plan, out, to="Police", by=by)
    data = out.read_bytes()
    assert b"very secret words" not in data
    assert data[18:20] == b"\x01\x01"
    assert data[60:64] == (SCHEMA_VERSION).to_bytes(4, "big")
    assert data[68:72] == b"JTAI"


def test_files_of_evidence_go_along(plan, ids, out, by, contents):
    add_evidence(plan, ids["1"], NewEvidence("x", file_name="x", file=b"\x00" * 10_000), by=by)
    ship(plan, out, to="Police", by=by)
    assert contents(out).files == contents(plan.path).files


def test_a_copy_does_not_alarm_this_machine(plan, anchors, out, by, ids, today):
    add_update(plan, [ids["1"]], "Done.", by=by, day=today)
    ship(plan, out, to="Police", by=by)
    report = verify(out, anchors=anchors)
    assert report.sound
    assert report.notes == ()


@pytest.mark.parametrize(
    ("to", "said"),
    [("", "is needed"), ("\u2800", "is needed"), ("a\nb", "is one line"), ("a\x1bb", "no text")],
)
def test_a_copy_goes_to_somebody(plan, out, by, to, said):
    assert said in refusal(plan, out, by, Refused, to=to)


def test_a_file_that_is_there_is_replaced_only_if_asked_for(plan, out, by):
    out.write_bytes(b"precious")
    assert "there is a file already" in refusal(plan, out, by)
    assert out.read_bytes() == b"precious"
    ship(plan, out, to="Police", by=by, overwrite=True)
    assert verify(out).sound


@pytest.mark.parametrize("overwrite", [False, True])
def test_the_plan_is_never_replaced_by_its_own_copy(plan, file, by, overwrite):
    link = file.with_name("link.db")
    link.symlink_to(file)
    for name in (file, link):
        assert "this is the plan itself" in refusal(plan, name, by, overwrite=overwrite)


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
def test_a_copy_is_not_put_where_it_would_be_played_into_the_plan(plan, file, by, ending):
    said = refusal(plan, file.with_name(f"Plan.db{ending}"), by, overwrite=True)
    assert "a file of this name belongs to the plan" in said
    elsewhere = file.parent / "elsewhere"
    elsewhere.mkdir()
    ship(plan, elsewhere / f"plan.db{ending}", to="Police", by=by)


def test_a_place_that_can_take_no_file_is_refused(plan, out, by):
    assert "this is a folder" in refusal(plan, out.parent, by)
    assert "there is no folder" in refusal(plan, out / "deeper" / "x.db", by)
    assert "can't be made" in refusal(plan, out.with_name("x" * 300), by)
    assert "can't be made" in refusal(plan, out.with_name("x" * 250), by), "no journal fits it"


def test_a_copy_is_not_put_beside_the_journal_of_another_file(plan, out, by):
    out.with_name("copy.db-journal").write_bytes(b"left")
    assert "copy.db-journal of another file is in the way" in refusal(plan, out, by)


@pytest.mark.parametrize(
    "name", ["what?.db", "50%25.db", "file:x.db", "a&mode=ro#b.db", "é 'q'.db"]
)
def test_no_character_of_the_path_has_a_meaning(plan, out, by, name, monkeypatch):
    monkeypatch.chdir(out.parent)
    sent = ship(plan, out.with_name(name), to="Police", by=by)
    assert verify(sent.path).sound
    assert [each.name for each in out.parent.iterdir()] == [name]


def test_a_plan_that_does_not_verify_is_not_sent(plan, file, out, by, hand):
    with hand.unguarded(file) as connection:
        connection.execute("UPDATE event SET reason = 'x' WHERE seq = 5")
    said = refusal(plan, out, by, Refused)
    assert "not shipped, the plan does not verify (Log: row 5: its content" in said


def test_a_plan_that_has_lost_rows_is_not_sent(file, template, anchors, out, by, ids, today):
    with open_plan(file, anchors=anchors) as plan:
        add_update(plan, [ids["1"]], "Done.", by=by, day=today)
    file.write_bytes(template.read_bytes())
    with open_plan(file, anchors=anchors) as plan:
        assert "has lost its last 5 rows" in refusal(plan, out, by, Refused)


def test_a_plan_that_can_not_be_written_to_is_not_sent_as_nobody_could_note_it(file, out, by):
    with open_plan(file, read_only=True) as plan:
        assert "read-only" in refusal(plan, out, by, Refused)


def test_a_copy_of_an_exported_plan_is_the_same_again(plan, out, by, ids, today):
    edit(plan, ids["1"], {"finding": "x"}, by=by, today=today)
    ship(plan, out, to="Police", by=by)
    with (
        open_plan(out) as copy,
        make_plan(out.with_name("made.db"), plan_document(copy), by=by, source="x") as made,
    ):
        assert plan_facts(made).tip == plan_facts(plan).tip
