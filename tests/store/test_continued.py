"""Going on from a row that was found sound: what it finds in later rows is what all of it finds."""

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.additions import NewAction, NewEvidence, add_action, add_agency, add_evidence
from db.changes import add_update, edit, end_otherwise, rate, reopen, revise_due
from db.errors import Refused
from db.event import EVENT_FIELDS, Event, hash_of
from db.examine import Known, examine
from db.file import connect
from db.queries import agency_ids
from db.schema import SCHEMA_VERSION
from db.seed import seed_document
from db.signature import Signature
from db.store import make_plan, open_plan
from db.undo import redo, undo
from tests.store.conftest import AUDIT, log_row, unguarded, write_row

TODAY = date(2020, 7, 1)
BY = Signature("A. Coordinator")
COMMANDS = {
    "rate": lambda plan, ids, n: rate(
        plan,
        {ids[n % len(ids)]: ("on-track", "minor-risk", "completed")[n % 3]},
        by=BY,
        today=TODAY,
        reason="why",
    ),
    "edit": lambda plan, ids, n: edit(
        plan, ids[n % len(ids)], {"finding": f"Finding {n}"}, by=BY, today=TODAY, update="Did."
    ),
    "move": lambda plan, ids, n: edit(
        plan,
        ids[n % len(ids)],
        {"agency": sorted(agency_ids(plan).values())[n % 2]},
        by=BY,
        today=TODAY,
    ),
    "revise": lambda plan, ids, n: revise_due(
        plan, ids[: 1 + n % 3], date(2020, 8, 1 + n % 28), by=BY, reason="why"
    ),
    "update": lambda plan, ids, n: add_update(plan, ids[: 1 + n % 3], f"{n}", by=BY, day=TODAY),
    "end": lambda plan, ids, n: end_otherwise(
        plan, [ids[n % len(ids)]], "moved", by=BY, reason="why"
    ),
    "reopen": lambda plan, ids, n: reopen(plan, [ids[n % len(ids)]], by=BY, reason="why"),
    "add an action": lambda plan, ids, n: add_action(
        plan, NewAction(f"N{n}", sorted(agency_ids(plan).values())[0], "Do it."), by=BY
    ),
    "add an agency": lambda plan, ids, n: add_agency(plan, f"Agency {n}", by=BY),
    "add evidence": lambda plan, ids, n: add_evidence(
        plan, ids[n % len(ids)], NewEvidence("x", file_name="f", file=AUDIT[: n % 9 + 1]), by=BY
    ),
    "undo": lambda plan, ids, n: undo(plan, by=BY),
    "redo": lambda plan, ids, n: redo(plan, by=BY),
}
HISTORIES = st.lists(
    st.tuples(st.sampled_from(sorted(COMMANDS)), st.integers(0, 60)), min_size=1, max_size=4
)


@pytest.fixture(scope="module")
def _folder():
    """A folder in memory, where there is one: the many small changes need not reach a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def lived(template, path, history):
    """A copy of the small plan on which some commands were run; those it refused left nothing."""
    shutil.copy(template, path)
    with open_plan(path) as plan:
        with plan.locked_eye() as connection:
            ids = [each for (each,) in connection.execute("SELECT id FROM action ORDER BY id")]
        for name, number in history:
            try:
                COMMANDS[name](plan, ids, number)
            except Refused:
                continue
    return path


def events_in(connection):
    query = f"SELECT {', '.join(EVENT_FIELDS)} FROM event ORDER BY seq"
    return [Event(*row) for row in connection.execute(query)]


def events_of(path):
    with closing(connect(path, mode="ro", look=True)) as connection:
        return events_in(connection)


def both(path, known):
    """The reports on all of a file, and on what came after a known row."""
    with closing(connect(path, mode="ro", look=True)) as connection:
        return (
            examine(connection, SCHEMA_VERSION),
            examine(connection, SCHEMA_VERSION, known=lambda _: known),
        )


def check(report, name):
    return next(each for each in report.checks if each.name == name)


LAW = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@LAW
@given(history=HISTORIES, place=st.integers(1, 10_000))
def test_any_history_is_sound_from_any_row_on(template, _folder, history, place):
    path = lived(template, _folder / "plan.db", history)
    events = events_of(path)
    row = events[place % len(events)]
    whole, later = both(path, Known(row.hash, row.seq))
    assert whole.sound
    assert later.sound, [each.line for each in later.checks if not each.sound]
    assert (later.tip, later.rows) == (whole.tip, whole.rows) == (events[-1].hash, len(events))
    assert check(later, "Log").number == len(events) - row.seq
    assert {each.after for each in later.checks} <= {0, row.seq}


ALL_AFTER_ANOTHER = [
    *((name, number) for number, name in enumerate(COMMANDS)),
    ("update", 7), ("undo", 0), ("edit", 3), ("rate", 3), ("undo", 0), ("undo", 0), ("redo", 0),
    ("add an action", 2), ("undo", 0),
]  # fmt: skip


def test_every_command_is_sound_from_the_row_before_it(template, _folder):
    path = Path(shutil.copy(template, _folder / "plan.db"))
    done = 0
    with open_plan(path) as plan:
        with plan.locked_eye() as connection:
            ids = [each for (each,) in connection.execute("SELECT id FROM action ORDER BY id")]
        for name, number in ALL_AFTER_ANOTHER:
            before = events_of(path)[-1]
            try:
                COMMANDS[name](plan, ids, number)
            except Refused:
                continue
            whole, later = both(path, Known(before.hash, before.seq))
            assert whole.sound
            assert later.sound, (name, [each.line for each in later.checks if not each.sound])
            done += later.rows > before.seq
    assert done > 15


@pytest.mark.parametrize(("applied", "sound"), [(0, True), (1, False)])
def test_a_row_that_passes_over_the_present_one_waits(file, ids, applied, sound):
    """The present row of its cell is an older one, which no later row names."""
    known = last_known(file)
    with unguarded(file) as connection:
        row = log_row(
            connection, ("action", ids["1"], "due"), hashed=True, sup1=None, old=None,
            applied=applied,
        )  # fmt: skip
        write_row(connection, row)
    for report in both(file, known):
        assert check(report, "Log").sound == sound


VALUES = st.sampled_from(
    [None, "", "x", "1", "genesis", "create", "note", "merge", "resolve", "undo", "redo", "rating",
     "due", "2031-01-01", "withdrawn", "file_sha256", "0" * 64]
)  # fmt: skip


@LAW
@given(data=st.data(), history=HISTORIES, hashed=st.booleans())
def test_whatever_is_changed_in_later_rows_is_found_from_the_known_row_on(
    template, _folder, data, history, hashed
):
    path = lived(template, _folder / "plan.db", history)
    events = events_of(path)
    known = data.draw(st.sampled_from(events[40:-1]), "known")
    row = data.draw(st.sampled_from(events[known.seq :]), "row")
    field = data.draw(st.sampled_from(EVENT_FIELDS), "field")
    if field in {"seq", "counter"}:
        value = getattr(row, field) + data.draw(st.integers(500, 600), "more")
    elif field == "applied":
        value = 1 - row.applied
    else:
        value = data.draw(VALUES | st.sampled_from([getattr(each, field) for each in events]))
    place = value if field == "seq" else row.seq
    with unguarded(path) as connection:
        with suppress(sqlite3.IntegrityError):  # a name that is taken, or nothing where none may be
            connection.execute(f"UPDATE event SET {field} = ? WHERE seq = ?", (value, row.seq))
        if hashed and field != "hash":
            (changed,) = [each for each in events_in(connection) if each.seq == place]
            connection.execute("UPDATE event SET hash = ? WHERE seq = ?", (hash_of(changed), place))
    unchanged = events_of(path) == events
    whole, later = both(path, Known(known.hash, known.seq))
    assert later.sound == whole.sound
    assert check(later, "Log").faults == check(whole, "Log").faults
    assert whole.sound == unchanged or hashed


def last_known(path, back=0):
    event = events_of(path)[-1 - back]
    return Known(event.hash, event.seq)


@pytest.mark.parametrize("known", [Known("0" * 64, 40), Known("TIP", 87), Known("TIP", 99)])
def test_where_the_log_does_not_hold_the_known_row_in_its_place_all_is_gone_through(file, known):
    known = Known(last_known(file).tip if known.tip == "TIP" else known.tip, known.seq)
    for report in both(file, known):
        assert check(report, "Log").number == 88
        assert {each.after for each in report.checks} == {0}


def test_a_row_that_stands_twice_is_found_from_itself_on(file):
    """Its parents, counter and hash are as they should be: they are those of the row itself."""
    known = last_known(file)
    with unguarded(file) as connection:
        connection.execute("DROP INDEX event_hash")
        write_row(connection, events_in(connection)[-1]._asdict() | {"seq": 89, "applied": 0})
        connection.execute("CREATE INDEX event_hash ON event(hash)")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, 'CREATE INDEX', 'CREATE UNIQUE INDEX')"
            " WHERE name = 'event_hash'"
        )
        connection.execute("PRAGMA writable_schema = RESET")
    for report in both(file, known):
        assert "row 89: it stands twice" in check(report, "Log").faults


def test_a_second_end_of_the_log_is_found_from_a_row_on(file, ids):
    known = last_known(file)
    with unguarded(file) as connection:
        fork = events_in(connection)[-9]
        write_row(
            connection,
            log_row(connection, ("action", ids["1"], "rating"), hashed=True, chain1=fork.hash,
                    counter=fork.counter + 1),
        )  # fmt: skip
    for report in both(file, known):
        assert check(report, "Log").faults == ("it has more than one end",)


def test_what_a_later_row_gave_to_a_cell_is_held_against_it(file, ids, by):
    known = last_known(file)
    with open_plan(file) as plan:
        edit(plan, ids["1"], {"finding": "New."}, by=by, today=TODAY)
    with unguarded(file) as connection:
        connection.execute("UPDATE action SET finding = 'All is well' WHERE reference = '1'")
    for report in both(file, known):
        (said,) = check(report, "Fields").faults
        assert said.endswith(", finding: not what the log says")


def test_what_only_older_rows_say_is_not_asked_again(file, ids, by):
    """A file that somebody else has touched is gone through whole; this is for one that is not."""
    known = last_known(file)
    with open_plan(file) as plan:
        edit(plan, ids["1"], {"finding": "New."}, by=by, today=TODAY)
    with unguarded(file) as connection:
        connection.execute("UPDATE action SET finding = 'All is well' WHERE reference = '2'")
    whole, later = both(file, known)
    assert not whole.sound
    assert later.sound
    assert [each.line for each in later.checks[2:]] == [
        "Log: 1 new since row 88, all sound",
        "Ratings: nothing new since row 88, all sound",
        "Fields: 1 new since row 88, all sound",
        "Files of evidence: nothing new since row 88, all sound",
    ]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE evidence_file SET data = x'00' WHERE length(data) = 3", " is not what it was"),
        ("DELETE FROM evidence_file WHERE length(data) = 3", " is missing"),
    ],
)
def test_a_file_of_evidence_that_a_later_row_names_is_asked_for(file, ids, by, statement, said):
    known = last_known(file)
    with open_plan(file) as plan:
        add_evidence(plan, ids["1"], NewEvidence("x", file_name="f", file=b"new"), by=by)
    with unguarded(file) as connection:
        connection.execute(statement)
    for report in both(file, known):
        (fault,) = check(report, "Files of evidence").faults
        assert fault.endswith(said)


def test_how_far_a_check_has_come_goes_up_to_all_of_it(tmp_path):
    path = tmp_path / "seed.db"
    with make_plan(path, seed_document(), by=BY, source="test"):
        pass
    said = []
    with closing(connect(path, mode="ro", look=True)) as connection:
        examine(connection, SCHEMA_VERSION, progress=said.append)
    assert said == [0, 500 / 593, 1]
