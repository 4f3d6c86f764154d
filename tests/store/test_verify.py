"""Verify: what it checks, how many of each, and that each kind of damage is named."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.chain import chain_faults, fold
from db.changes import rate
from db.connection import reading
from db.errors import NotAPlan, PlanError, typed
from db.examine import Known, examine
from db.file import Plan
from db.log import read_events
from db.snapshot import plan_document
from db.store import open_plan
from db.verify import Check, verify


def test_a_sound_plan_says_what_was_checked_and_how_many(file):
    report = verify(file)
    assert report.sound
    assert [(check.name, check.number) for check in report.checks] == [
        ("File", 1),
        ("Guards", 72),
        ("Log", 88),
        ("Ratings", 2),
        ("Fields", 78),
        ("Files of evidence", 1),
    ]
    assert report.checks[2].line == "Log: 88 checked, all sound"
    assert report.notes == ()
    with open_plan(file) as plan:
        assert report.tip == plan_document(plan).log[-1].hash


def test_the_numbers_follow_the_plan(plan, ids, by, today):
    rate(plan, {ids["1"]: "minor-risk"}, by=by, today=today, reason="why")
    numbers = {check.name: check.number for check in verify(plan.path).checks}
    assert (numbers["Log"], numbers["Ratings"]) == (89, 3)


def test_a_check_shows_five_faults_and_counts_the_rest():
    check = Check("Log", 9, tuple(f"row {number}: bad" for number in range(1234)))
    assert check.line == (
        "Log: row 0: bad; row 1: bad; row 2: bad; row 3: bad; row 4: bad; and 1,229 more"
    )
    assert not check.sound
    assert Check("Log", 9, ("one",)).line == "Log: one"


def refused_in_a_line(file):
    """What is wrong with the file, said by verifying and by refusing to open it."""
    fault = verify(file).fault
    assert fault.name == "File"
    with pytest.raises(NotAPlan) as caught:
        open_plan(file)
    for said in (fault.line, str(caught.value)):
        assert len(said.splitlines()) == 1
        assert "***" not in said
    return fault.line


def test_what_sqlite_says_in_several_lines_is_told_in_one(file):
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'evidence_action'"
        (page,) = connection.execute(query).fetchone()
    with file.open("r+b") as data:
        data.seek((page - 1) * 4096 + 7)
        data.write(bytes([60]))  # bytes that nothing uses, between others
    assert f"Fragmentation of 0 bytes reported as 60 on page {page}" in refused_in_a_line(file)


def test_a_page_that_belongs_to_nothing_is_found(file):
    pages = file.stat().st_size // 4096
    with file.open("r+b") as data:
        data.seek(28)
        data.write((pages + 1).to_bytes(4, "big"))
        data.seek(0, 2)
        data.write(bytes(4096))
    said = f"of {pages + 1} pages {pages} are in use and 0 free"
    assert refused_in_a_line(file).endswith(said)


def test_a_page_in_use_that_is_called_free_is_found(file):
    """The next change would take it for its own."""
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'evidence_action'"
        (page,) = connection.execute(query).fetchone()
    pages = file.stat().st_size // 4096
    with file.open("r+b") as data:
        data.seek(28)
        data.write((pages + 1).to_bytes(4, "big"))
        data.write((pages + 1).to_bytes(4, "big"))  # where the list of free pages begins
        data.write((2).to_bytes(4, "big"))
        data.seek(0, 2)
        data.write(bytes(4) + (1).to_bytes(4, "big") + page.to_bytes(4, "big") + bytes(4084))
    said = f"of {pages + 1} pages {pages} are in use and 2 free"
    assert refused_in_a_line(file).endswith(said)


def test_whatever_a_fault_or_an_error_quotes_it_is_one_line():
    assert Check("Ratings", 1, ("a\n b",)).line == "Ratings: a ⏎ b"
    assert str(PlanError("/tmp/a\nb: no\r\n\u2028 way\n")) == "/tmp/a ⏎ b: no ⏎ way"
    assert str(PlanError("plain\n")) == "plain"


def test_a_command_is_told_as_it_is_typed():
    assert typed("verify", Path("plan.db")) == "jtai verify plan.db"
    assert typed("evidence", Path("My plan.db"), "7") == "jtai evidence 'My plan.db' 7"


def test_verify_changes_nothing(file):
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    verify(file)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert [each.name for each in file.parent.iterdir()] == ["plan.db"]


def faults(path):
    return "; ".join(check.line for check in verify(path).checks if not check.sound)


LEVEL = '[{"code":"on-track"}]'

INSIDER = {
    "a blank author": ("rating", {"author": "\u3164"}, "it has no author"),
    "an author of two lines": ("rating", {"author": "A\nB"}, "one that is not a line of text"),
    "a time that is none": ("rating", {"at": "yesterday"}, "its time is malformed"),
    "30 February": ("rating", {"at": "2020-02-30T00:00:00.000Z"}, "its time is malformed"),
    "the wrong hash": ("rating", {"hash": "0" * 64}, "its content is not what its hash says"),
    "a gap": ("rating", {"seq": 500}, "it is not the next"),
    "a row it does not stand on": ("rating", {"chain1": "0" * 64}, "stands on is missing"),
    "no parent": ("rating", {"chain1": None}, "it hangs on nothing"),
    "a second genesis": ("", {"kind": "genesis", "etype": "plan"}, "a log has one genesis"),
    "a wrong counter": ("rating", {"counter": 4}, "its counter is wrong"),
    "an unknown kind": ("rating", {"kind": "magic"}, "there is no such field"),
    "an unknown field": ("colour", {}, "there is no such field"),
    "a rating by a merge": ("rating", {"kind": "merge"}, "there is no such field"),
    "a rating by a note": ("rating", {"kind": "note"}, "there is no such field"),
    "a ghost": ("rating", {"entity": "ghost", "sup1": None, "old": None}, "no such entity"),
    "another type": ("due", {"etype": "evidence"}, "there is no such"),
    "a second birth": ("", {"kind": "create", "sup1": None, "applied": 0}, "created twice"),
    "another cell's row": ("rating", {"sup1": "tip", "old": None}, "a row of another cell"),
    "a made-up old value": ("due", {"old": "2020-01-01"}, "its old value is not"),
    "a row held back": ("due", {"applied": 0}, "applied where it should wait"),
    "two superseded": ("due", {"sup2": "own"}, "supersedes two rows and resolves nothing"),
    "an undo of nothing": ("due", {"origin": "undo"}, "it undoes nothing"),
    "an undo of an unknown row": ("due", {"origin": "undo", "undoes": "0" * 64}, "is missing"),
    "an undo of another row": ("due", {"origin": "undo", "undoes": "tip"}, "does not reverse"),
    "a rating of no scheme": ("rating", {"new": "purple"}, "'purple' is no rating of the scheme"),
    "a rating emptied": ("rating", {"new": None}, "a rating is not emptied"),
    "a due date that is none": ("due", {"new": "30/06/2020"}, "the due is no day"),
    "a forecast that is none": ("forecast", {"new": "2020-02-30"}, "the forecast is no day"),
    "a ghost agency": ("agency", {"new": "ghost"}, "an agency that the plan does not have"),
    "leads that are no JSON": ("leads", {"new": "["}, "the leads is no list of leads"),
    "leads that are no leads": ("leads", {"new": "[1]"}, "the leads is no list of leads"),
    "nested JSON": ("leads", {"new": "[" * 99_999}, "the leads is no list of leads"),
    "sources that are none": ("sources", {"new": '{"a": 1}'}, "the sources is no list of texts"),
    "a precision that is none": ("due_precision", {"new": "exact"}, "is one of: day, month"),
    "an ending that is none": ("closed", {"new": "lost"}, "the closed is one of: superseded"),
    "a withdrawal that is none": ("withdrawn", {"new": "yes"}, "the withdrawn is one of: 1"),
    "a reference of two lines": ("reference", {"new": "1\n2"}, "the reference is one line"),
    "a blank action": ("action", {"new": " "}, "the action is needed"),
    "a terminal's command": ("finding", {"new": "\x1b[2J"}, "a character that is no text"),
    "another scheme": ("scheme", {"etype": "plan", "new": LEVEL}, "what is never overwritten"),
    "an update overwritten": ("text", {"etype": "progress_update", "new": "x"}, "never overwritt"),
}


@pytest.mark.parametrize(("field", "changes", "said"), INSIDER.values(), ids=INSIDER)
def test_a_rule_is_asked_for_again_though_the_guards_were_off_and_the_hash_is_true(
    file, hand, field, changes, said
):
    etype = changes.get("etype", "action")
    known = Known(verify(file).tip, 88)
    with hand.unguarded(file) as connection:
        where = "WHERE reference = '1'" if etype == "action" else ""
        if etype == "evidence":
            where, etype = "WHERE reference = '1'", "action"
        entity = connection.execute(f"SELECT id FROM {etype} {where}").fetchone()[0]
        row = hand.row(connection, (etype, entity, field))
        own = {"tip": row["chain1"], "own": row["sup1"]}
        changed = {
            name: own.get(value, value) if name in ("sup1", "sup2", "undoes") else value
            for name, value in changes.items()
        }
        row = hand.row(connection, (etype, entity, field), hashed=True, **changed)
        row |= {"hash": changes.get("hash", row["hash"])}
        hand.write(connection, row)
        if not {"kind", "applied"} & changes.keys() and field in {"due", "forecast"}:
            connection.execute(f"UPDATE action SET {field} = ? WHERE id = ?", (row["new"], entity))
    assert said in faults(file)
    with Plan(file, read_only=True) as plan, plan.locked_eye() as connection:
        later = examine(connection, plan.version, known=lambda _: known)
    assert later.checks[2].after == 88
    assert later.checks[2].faults == verify(file).checks[2].faults


def test_a_log_with_two_ends_is_named(file, hand, ids):
    with hand.unguarded(file) as connection:
        parent = connection.execute("SELECT hash, counter FROM event WHERE seq = 80").fetchone()
        row = hand.row(
            connection,
            ("action", ids["1"], "rating"),
            hashed=True,
            chain1=parent[0],
            counter=parent[1] + 1,
        )
        hand.write(connection, row)
    assert faults(file) == "Log: it has more than one end"


def test_a_row_that_waits_is_no_fault(file, hand, ids):
    """As after a merge: it is kept, and changes nothing."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        row = hand.row(connection, ("action", ids["1"], "due"), hashed=True, sup1=None, old=None,
                       applied=0)  # fmt: skip
        hand.write(connection, row)
    assert verify(file).sound


def test_a_resolution_supersedes_both_and_is_no_fault(file, hand, ids):
    cell = ("action", ids["1"], "due")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        ours = hand.row(connection, cell)["sup1"]
        waiting = hand.row(connection, cell, hashed=True, sup1=None, old=None, applied=0)
        hand.write(connection, waiting)
        both = hand.row(connection, cell, hashed=True, kind="resolve", sup1=ours,
                        sup2=waiting["hash"], new="2031-02-02")  # fmt: skip
        hand.write(connection, both)
        assert connection.execute("SELECT due FROM action WHERE reference = '1'").fetchone() == (
            "2031-02-02",
        )
    assert verify(file).sound


def test_a_plan_file_without_a_log_is_named(file, hand):
    with hand.unguarded(file) as connection:
        for table in ("event", "plan", "agency", "action", "progress_update", "evidence"):
            connection.execute(f"DELETE FROM {table}")
    report = verify(file)
    assert "Log: it is empty" in [check.line for check in report.checks]
    assert report.tip == ""


def test_a_scheme_that_can_not_be_read_is_named(file, hand):
    with hand.unguarded(file) as connection:
        connection.execute("""UPDATE event SET new = '[{"co' WHERE field = 'scheme'""")
    said = faults(file)
    assert "the scheme can't be read" in said
    assert "'completed' is no rating of the scheme" in said


def test_broken_pages_are_named(file):
    data = bytearray(file.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = bytes(4096)
    file.write_bytes(data)
    assert faults(file).startswith("File: ")


def test_the_chain_can_be_asked_about_any_rows(plan):
    with reading(plan) as connection:
        events = read_events(connection)
    assert list(chain_faults(events)) == []
    assert list(chain_faults(events[:40])) == []
    assert list(chain_faults(())) == ["it is empty"]
    assert "row 2: it is not the next" in list(chain_faults(events[1:]))
    assert len(fold(events)) == 78


def read_all(path):
    with open_plan(path) as plan:
        return plan_document(plan)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_byte_that_flips_anywhere_is_found_or_harmless_and_never_a_surprise(
    template, tmp_path, data
):
    whole = template.read_bytes()
    copy = tmp_path / "flipped.db"
    shutil.copy(template, copy)
    places = st.one_of(
        st.integers(0, len(whole) - 1),
        st.integers(0, 99),
        st.sampled_from([at for at, byte in enumerate(whole) if byte][:: len(whole) // 5000]),
    )
    flips = data.draw(st.dictionaries(places, st.integers(1, 255), min_size=1, max_size=3))
    changed = bytearray(whole)
    for at, mask in flips.items():
        changed[at] ^= mask
    copy.write_bytes(changed)
    report = verify(copy)
    try:
        same = read_all(copy) == read_all(template)
    except PlanError:
        same = None
    assert not report.sound or same
