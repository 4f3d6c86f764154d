"""Attacks on what version 4 keeps: reporting points, chases, the days of the statutory clock."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from db.anchor import remember
from db.file import looking
from db.points import mark_point, reporting_points
from db.schema import ENTITY_FIELDS
from db.signature import Signature
from db.store import open_plan
from db.verify import verify

NOBODY = "ab" * 32


@pytest.fixture
def point(file, anchors):
    """The id of a reporting point that the plan has."""
    with open_plan(file, anchors=anchors) as plan:
        day = date(2020, 6, 30)
        return mark_point(plan, "Board June", by=Signature("A. Coordinator"), day=day).created


@pytest.fixture
def outcome_of(point, outcome):  # the point is there before the attack
    return outcome


def other_row(connection):
    (hash_,) = connection.execute("SELECT hash FROM event WHERE seq = 2").fetchone()
    return hash_


def at_length(cases, *quick):
    """Return all cases to try with the guards off; in the ordinary run only the `quick` ones."""
    return [
        pytest.param(case, id=name, marks=() if name in quick else pytest.mark.torture)
        for name, case in cases.items()
    ]


def each_refused(path, attacks, *, checks=True):
    """Try each of the attacks by itself; return what the last one, and all of them, ran into."""
    said = []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA ignore_check_constraints = {'OFF' if checks else 'ON'}")
        for attack in attacks:
            connection.execute("BEGIN")
            with pytest.raises(sqlite3.IntegrityError) as refusal:
                attack(connection)
            connection.execute("ROLLBACK")
            said.append(str(refusal.value))
    (one,) = set(said)
    raise sqlite3.IntegrityError(one)


OVERWRITTEN = {
    "name": "Board May",
    "day": "2020-05-31",
    "tip": other_row,
}


def test_what_a_point_says_is_never_overwritten(outcome_of, hand, point):
    def overwritten(field, value):
        def attack(connection):
            new = value(connection) if callable(value) else value
            hand.write(connection, hand.row(connection, ("reporting_point", point, field), new=new))

        return attack

    attacks = [
        overwritten(field, each) for field, value in OVERWRITTEN.items() for each in (value, None)
    ]
    result = outcome_of(lambda path: each_refused(path, attacks))
    assert (result.what, result.said) == ("refused", "log: an entry is never overwritten")


def begun(connection, hand, etype, field, new):
    """Write the birth of a thing and one field of it, as a program would that knows the log."""
    entity = "5" * 32
    birth = hand.row(
        connection, (etype, entity, ""), hashed=True, kind="create", new="x", nonce="n0"
    )
    hand.write(connection, birth)
    row = hand.row(connection, (etype, entity, field), hashed=True, new=new)
    hand.write(connection, row)


TIPS = {
    "a hash of nothing": NOBODY,
    "nothing at all": "",
    "no hash": "the end",
    "a hash in capitals": lambda c: other_row(c).upper(),
    "the start of a hash": lambda c: other_row(c)[:12],
    "a hash and more": lambda c: f"{other_row(c)} ",
    "a hash and a NUL": lambda c: f"{other_row(c)}\x00",
}


def tip_of(connection, tip):
    return tip(connection) if callable(tip) else tip


@pytest.mark.parametrize("checks", [True, False], ids=["checks on", "checks off"])
def test_a_point_marks_a_row_of_the_log(outcome, hand, checks):
    def marked(tip):
        return lambda connection: begun(
            connection, hand, "reporting_point", "tip", tip_of(connection, tip)
        )

    attacks = [marked(tip) for tip in TIPS.values()]
    result = outcome(lambda path: each_refused(path, attacks, checks=checks))
    assert (result.what, result.said) == (
        "refused", "log: a reporting point marks a row of the log",
    )  # fmt: skip


@pytest.mark.parametrize("tip", at_length(TIPS, "a hash of nothing", "nothing at all"))
def test_a_point_that_marks_nothing_is_found_where_the_guards_were_off(found, hand, tip):
    def attack(path):
        with hand.unguarded(path) as connection:
            marked = tip_of(connection, tip)
            begun(connection, hand, "reporting_point", "tip", marked)
            connection.execute(
                "INSERT INTO reporting_point(id, tip) VALUES (?, ?)", ["5" * 32, marked]
            )

    assert "Log: " in found(attack)


DAYS = (
    "yesterday", "", "2020-02-30", "30/06/2020", "2020-6-30", "2020-06-30T00:00", "2459031",
    "0000-01-01", "2020-06-30\x00", "+2020-06-30", "２０２０-06-30",
)  # fmt: skip
NO_DAYS = ("yesterday", "2020-02-30", "30/06/2020")
DATED = {
    "a point": ("reporting_point", "day"),
    "a chase": ("chase", "day"),
    "the report received": ("plan", "report_received"),
    "the statement sent": ("plan", "statement_sent"),
}


def write_day(connection, hand, cell, day):
    etype, field = cell
    if etype != "plan":
        begun(connection, hand, etype, field, day)
        return "5" * 32
    (entity,) = connection.execute("SELECT id FROM plan").fetchone()
    hand.write(connection, hand.row(connection, (etype, entity, field), hashed=True, new=day))
    return entity


@pytest.mark.parametrize("cell", DATED.values(), ids=DATED)
def test_a_day_is_a_day_of_the_calendar(outcome, hand, cell):
    attacks = [lambda connection, day=day: write_day(connection, hand, cell, day) for day in DAYS]
    result = outcome(lambda path: each_refused(path, attacks, checks=False))
    assert (result.what, result.said) == ("refused", "log: a day is written YYYY-MM-DD")


@pytest.mark.parametrize("day", at_length({day: day for day in NO_DAYS}, "2020-02-30"))
@pytest.mark.parametrize("cell", DATED.values(), ids=DATED)
def test_a_day_that_is_none_is_found_where_the_guards_were_off(found, hand, cell, day):
    """The table of the log has no CHECK for the days of version 4: who goes through it has."""

    def attack(path):
        etype, field = cell
        with hand.unguarded(path) as connection:
            entity = write_day(connection, hand, cell, day)
            if etype != "plan":
                connection.execute(f"INSERT INTO {etype}(id) VALUES (?)", [entity])
            connection.execute(f"UPDATE {etype} SET {field} = ? WHERE id = ?", [day, entity])

    assert "Log: " in found(attack)


PROJECTED = {
    "a name": "UPDATE reporting_point SET name = 'Board May'",
    "a tip": f"UPDATE reporting_point SET tip = '{NOBODY}'",
    "a day": "UPDATE reporting_point SET day = '2020-05-31'",
    "taken back": "UPDATE reporting_point SET withdrawn = '1'",
    "an id": f"UPDATE reporting_point SET id = '{'5' * 32}'",
    "born": f"INSERT INTO reporting_point(id) VALUES ('{'5' * 32}')",
    "replaced": "REPLACE INTO reporting_point(id) SELECT id FROM reporting_point",
    "deleted": "DELETE FROM reporting_point",
    "a chase born": f"INSERT INTO chase(id) VALUES ('{'5' * 32}')",
    "a report received": "UPDATE plan SET report_received = '2018-01-30'",
    "checks left out": "UPDATE plan SET checks_off = '[\"no-lead\"]'",
}


def test_the_tables_say_only_what_the_log_says(outcome_of):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in PROJECTED.values():
                with pytest.raises(sqlite3.IntegrityError):
                    connection.execute(statement)

    assert outcome_of(attack).what == "harmless"


@pytest.mark.parametrize("etype", ["reporting_point", "chase", "plan"])
def test_a_cell_of_version_4_that_the_log_does_not_back_is_found(point, found, hand, etype):
    def attack(path):
        with hand.unguarded(path) as connection:
            if etype == "chase":
                connection.execute("INSERT INTO chase(id) VALUES (?)", ["5" * 32])
            field = ENTITY_FIELDS[etype][-2]
            connection.execute(f"UPDATE {etype} SET {field} = '2020-01-01'")

    assert "Fields: " in found(attack)


def test_a_point_whose_row_was_checked_long_ago_is_sound(file, anchors, point):
    """Whoever checks only what came since knows of the row that is marked all the same."""
    with open_plan(file, anchors=anchors) as plan:
        remember(plan)
        with looking(plan) as connection:
            (checked,) = connection.execute("SELECT max(seq) FROM event").fetchone()
        old = Signature("A. Coordinator", lambda: datetime(2098, 1, 1, tzinfo=UTC))
        mark_point(plan, "At first", by=old, day=date(2020, 5, 1), as_at=date(2020, 5, 1))
        first = reporting_points(plan)[0]
        assert first.seq < checked
    for full in (False, True):
        report = verify(file, anchors=anchors, full=full)
        assert report.sound, [check.line for check in report.checks]
