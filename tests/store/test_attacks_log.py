"""Rows written into the log by hand: each that breaks a rule is refused, or else it is found."""

import sqlite3
from contextlib import closing

import pytest

from db.event import event_hash
from db.plain_text import BLANKS


@pytest.fixture
def writing(outcome, hand, ids):
    """An attack that writes one row by hand, of action 1 unless another cell is given."""

    def attempt(field, *, etype="action", setup=(), verb="INSERT", **changes):
        def attack(path):
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                for statement in setup:
                    connection.execute(statement)
                changed = {
                    name: value(connection) if callable(value) else value
                    for name, value in changes.items()
                }
                cell = (etype, changed.pop("entity", ids["1"]), field)
                hand.write(connection, hand.row(connection, cell, **changed), verb)

        return outcome(attack)

    return attempt


def asked(query):
    """A value that is read from the file when the row is made."""
    return lambda connection: connection.execute(query).fetchone()[0]


NAMES = {
    "empty": "",
    "a space": " ",
    "tabs and new lines": "\t\n\v\f\r",
    "separators": "\x1c\x1d\x1e\x1f\x85",
    "no-break spaces": "\u00a0\u202f\u2007",
    "zero-width space": "\u200b",
    "zero-width joiners": "\u200c\u200d\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "direction marks": "\u200e\u200f\u202a\u202e\u2066\u2069",
    "Hangul fillers": "\u3164\uffa0\u115f\u1160",
    "Braille blank": "\u2800",
    "ideographic space": "\u3000",
    "Mongolian separator": "\u180e",
    "Khmer inherent vowels": "\u17b4\u17b5",
    "variation selectors": "\ufe0f\U000e0100",
    "tag characters": "\U000e0020\U000e007f",
    "a NUL": "\x00",
    "a name behind a NUL": "\x00A. Author",
    "a NUL behind a name": "A. Author\x00",
    "two lines": "A. Author\nB. Author",
    "two lines, by U+2028": "A. Author\u2028B. Author",
    "terminal commands": "\x1b[2JA. Author",
    "a C1 control": "A\x9bAuthor",
    "very long": "A" * 201,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("off", ["checks on", "checks off"])
def test_a_row_needs_an_author_whom_somebody_can_read(writing, name, off):
    setup = ("PRAGMA ignore_check_constraints = ON",) if off == "checks off" else ()
    result = writing("rating", author=name, setup=setup)
    assert (result.what, result.said) == ("refused", "log: a row needs its author")


@pytest.mark.parametrize("first", [first for first, _ in BLANKS])
def test_every_range_of_blank_characters_is_blank_to_the_file(writing, first):
    assert writing("rating", author=chr(first) * 3).what == "refused"


@pytest.mark.parametrize("name", ["é", "李", "-", "]", "^", "A\u200b", "'; DROP TABLE event; --"])
def test_any_visible_name_is_an_author(writing, name):
    assert "not what its hash says" in writing("rating", author=name).said


TIMES = (
    "yesterday", "", "now", "2020-02-30T00:00:00.000Z", "2021-02-29T00:00:00.000Z",
    "2020-01-01", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000", "2020-01-01 00:00:00.000Z",
    "2020-01-01T24:00:00.000Z", "2020-01-01T23:60:00.000Z", "2020-01-01T23:59:60.000Z",
    "2020-01-01T00:00:00.0000Z", "2020-01-01T00:00:00.000+01:00", "0000-01-01T00:00:00.000Z",
    "20200101T000000.000Z", "2020-01-01T00:00:00.000Z ", "2458849.5", "2020-01-01T00:00:00.000z",
    "2020-01-01T00:00:00.000Z\x00x", "٢٠٢٠-01-01T00:00:00.000Z",
)  # fmt: skip


@pytest.mark.parametrize("at", TIMES)
@pytest.mark.parametrize("off", ["checks on", "checks off"])
def test_a_row_needs_a_time_of_the_calendar_in_utc(writing, at, off):
    setup = ("PRAGMA ignore_check_constraints = ON",) if off == "checks off" else ()
    result = writing("rating", at=at, setup=setup)
    assert (result.what, result.said) == (
        "refused", "log: a time is written YYYY-MM-DDTHH:MM:SS.sssZ",
    )  # fmt: skip


HASH = "ab" * 32
GENESIS = asked("SELECT hash FROM event WHERE seq = 1")
TIP = asked("SELECT hash FROM event ORDER BY seq DESC LIMIT 1")
AGENCY = asked("SELECT id FROM agency LIMIT 1")

RULES = {
    "seq: the greatest there is": ({"seq": 2**63 - 1}, "seq is not the next"),
    "seq: taken": ({"seq": 3}, "seq is not the next"),
    "seq: nought": ({"seq": 0}, "seq is not the next"),
    "seq: negative": ({"seq": -1}, "seq is not the next"),
    "seq: a gap": ({"seq": asked("SELECT max(seq) + 2 FROM event")}, "seq is not the next"),
    "seq: none": ({"seq": None}, "seq is not the next"),
    "hash: taken": ({"hash": TIP}, "hash missing, malformed or taken"),
    "hash: too short": ({"hash": "ab"}, "hash missing, malformed or taken"),
    "hash: capitals": ({"hash": "AB" * 32}, "hash missing, malformed or taken"),
    "hash: more behind a NUL": ({"hash": f"{HASH}\x00x"}, "hash missing, malformed or taken"),
    "hash: none": ({"hash": None}, "hash missing, malformed or taken"),
    "parent: none": ({"chain1": None}, "every other row has a parent"),
    "parent: unknown": ({"chain1": HASH}, "unknown parent"),
    "second parent: unknown": ({"chain2": HASH}, "unknown parent"),
    "counter: too low": ({"counter": 1}, "counter is not one more"),
    "counter: too high": ({"counter": 2**40}, "counter is not one more"),
    "kind: a second genesis": ({"kind": "genesis"}, "one genesis"),
    "kind: unknown": ({"kind": "magic"}, "says its kind"),
    "kind: created twice": ({"kind": "create", "field": "", "sup1": None, "old": None,
                             "applied": 0}, "created twice"),
    "kind: a merge that rates": ({"kind": "merge"}, "no such field"),
    "kind: a note that rates": ({"kind": "note"}, "no such field"),
    "origin: empty": ({"origin": ""}, "says its kind, origin"),
    "batch: empty": ({"batch": ""}, "says its kind, origin"),
    "nonce: empty": ({"nonce": ""}, "says its kind, origin"),
    "type: of another table": ({"etype": "agency"}, "no such field"),
    "type: none": ({"etype": "magic"}, "no such field"),
    "field: unknown": ({"field": "colour"}, "no such field"),
    "field: a column beside": ({"field": "id"}, "no such field"),
    "entity: ghost": ({"entity": "ghost"}, "no such entity"),
    "entity: empty": ({"entity": ""}, "no such entity"),
    "entity: an agency": ({"entity": AGENCY}, "no such entity"),
    "supersedes: another cell": ({"sup1": GENESIS, "old": "test"}, "not of this cell"),
    "supersedes: nothing known": ({"sup1": HASH}, "not of this cell"),
    "supersedes: two": ({"sup2": TIP}, "not of this cell"),
    "old: made up": ({"old": "completed"}, "old is not the superseded value"),
    "applied: held back": ({"applied": 0}, "stale"),
    "applied: 2": ({"applied": 2}, "stale"),
    "rating: not in the scheme": ({"new": "purple"}, "no such rating"),
    "rating: empty text": ({"new": ""}, "no such rating"),
    "rating: capitals": ({"new": "On-Track"}, "no such rating"),
    "rating: another key of the scheme": ({"new": "code"}, "no such rating"),
    "rating: a wildcard": ({"new": "%"}, "no such rating"),
    "rating: two codes": ({"new": "on-track\",\"x\":\"y"}, "no such rating"),
    "rating: a code and a NUL": ({"new": "on-track\x00x"}, "no such rating"),
    "rating: emptied": ({"new": None}, "a rating is not emptied"),
    "undo: of nothing": ({"origin": "undo"}, "an undo names the row"),
    "redo: of nothing": ({"origin": "redo"}, "an undo names the row"),
    "undo: of an unknown row": ({"origin": "undo", "undoes": HASH}, "an undo names the row"),
    "undo: by another origin": ({"undoes": GENESIS}, "an undo names the row"),
    "undo: of another entity": ({"origin": "undo", "undoes": GENESIS}, "an undo names the row"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "said"), RULES.values(), ids=RULES)
@pytest.mark.parametrize("verb", ["INSERT", "REPLACE", "INSERT OR IGNORE"])
def test_a_row_that_breaks_a_rule_of_the_log_is_refused(writing, changes, said, verb):
    changed = dict(changes)
    result = writing(changed.pop("field", "rating"), verb=verb, **changed)
    assert result.what == "refused", result
    assert said in result.said


@pytest.mark.parametrize(("changes", "said"), RULES.values(), ids=RULES)
def test_a_rule_of_the_log_holds_with_the_checks_off(writing, changes, said):
    changed = dict(changes)
    setup = ("PRAGMA ignore_check_constraints = ON", "PRAGMA recursive_triggers = ON")
    result = writing(changed.pop("field", "rating"), setup=setup, **changed)
    assert result.what == "refused", result
    assert said in result.said


def born(etype, reference="1"):
    return asked(
        "SELECT hash FROM event WHERE kind = 'create' AND etype = 'action' AND entity ="
        f" (SELECT id FROM {etype} WHERE reference = '{reference}')"
    )


def test_a_rating_is_not_emptied_by_undoing_something_else(writing, ids):
    result = writing("rating", entity=ids["2"], new=None, origin="undo", undoes=born("action", "2"))
    assert "reverses it" in result.said
    assert result.what == "refused"


def test_an_undo_gives_back_no_other_value_than_the_one_before(writing, ids):
    rated = asked(
        "SELECT hash FROM event WHERE field = 'rating' AND entity ="
        " (SELECT id FROM action WHERE reference = '2')"
    )
    result = writing("rating", entity=ids["2"], new="on-track", origin="undo", undoes=rated)
    assert "reverses it" in result.said
    assert result.what == "refused"


UPDATE = asked("SELECT id FROM progress_update")
EVIDENCE = asked("SELECT id FROM evidence")
CURRENT = "SELECT hash FROM event WHERE entity IN (SELECT id FROM {}) AND field = '{}'"

ENTRIES = {
    "an update's text": ("progress_update", "text", UPDATE, {}),
    "an update's day": ("progress_update", "day", UPDATE, {}),
    "an update's author": ("progress_update", "signed", UPDATE, {}),
    "evidence's title": ("evidence", "title", EVIDENCE, {}),
    "evidence's file": ("evidence", "file_sha256", EVIDENCE, {"new": HASH}),
}


@pytest.mark.parametrize(("etype", "field", "entity", "more"), ENTRIES.values(), ids=ENTRIES)
def test_an_entry_is_never_overwritten(outcome, hand, etype, field, entity, more):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            cell = (etype, entity(connection), field)
            hand.write(connection, hand.row(connection, cell, **more))

    result = outcome(attack)
    assert (result.what, result.said) == ("refused", "log: an entry is never overwritten")


@pytest.mark.parametrize("kind", ["set", "resolve"])
def test_an_entry_is_not_overwritten_by_superseding_it_second(outcome, hand, kind):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            cell = ("progress_update", UPDATE(connection), "text")
            current = hand.row(connection, cell)["sup1"]
            row = hand.row(connection, cell, kind=kind, sup1=None, old=None, sup2=current)
            hand.write(connection, row)

    result = outcome(attack)
    assert (result.what, result.said) == (
        "refused", "log: only a resolution supersedes a second row",
    )  # fmt: skip


def test_the_scheme_of_a_plan_is_fixed(outcome, hand):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            entity = asked("SELECT id FROM plan")(connection)
            row = hand.row(connection, ("plan", entity, "scheme"), new='[{"code":"x"}]')
            hand.write(connection, row)

    assert outcome(attack).said == "log: the scheme is fixed"


DAYS = (
    "yesterday",
    "",
    "2020-02-30",
    "30/06/2020",
    "2020-6-30",
    "0000-01-01",
    "2020-06-30 ",
    "now",
)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("field", ["due", "forecast"])
def test_a_day_is_a_day_of_the_calendar(writing, field, day):
    assert writing(field, new=day).said == "log: a day is written YYYY-MM-DD"


@pytest.mark.parametrize("field", ["agency"])
def test_an_action_belongs_to_an_agency_that_is_there(writing, field):
    assert writing(field, new="ghost").said == "log: it names what the plan does not have"


@pytest.mark.parametrize("etype", ["progress_update", "evidence"])
def test_an_entry_belongs_to_an_action_that_is_there(outcome, hand, etype):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            born = {"kind": "create", "new": None, "nonce": "n2"}
            hand.write(connection, hand.row(connection, (etype, "new", ""), **born))
            hand.write(connection, hand.row(connection, (etype, "new", "action"), new="ghost"))

    assert outcome(attack).said == "log: it names what the plan does not have"


HONEST_LOOKING = {
    "a rating": ("rating", {}),
    "the rating again": ("rating", {"new": "minor-risk", "reason": "as agreed"}),
    "a due date": ("due", {}),
    "a field emptied": ("finding", {"new": None}),
    "a withdrawal": ("withdrawn", {"new": "1"}),
}


@pytest.mark.parametrize(("field", "changes"), HONEST_LOOKING.values(), ids=HONEST_LOOKING)
def test_a_row_written_by_hand_in_good_shape_has_author_and_time_and_is_found(
    writing, field, changes
):
    result = writing(field, **changes)
    assert result.what == "found"
    assert "Log: row" in result.said
    assert "its content is not what its hash says" in result.said


def test_text_that_is_no_utf_8_is_found(outcome, hand, ids):
    def attack(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            row = hand.row(connection, ("action", ids["1"], "finding"), new="x")
            names = ", ".join(row)
            marks = ", ".join("CAST(x'ff41' AS TEXT)" if n == "new" else f":{n}" for n in row)
            connection.execute(f"INSERT INTO event({names}) VALUES ({marks})", row)

    assert "can't be read through" in outcome(attack).said


@pytest.mark.parametrize("name", ["origin", "batch", "nonce"])
def test_a_row_that_leaves_out_from_where_it_came_is_found_though_its_hash_is_true(
    found, hand, name
):
    """No guard and no CHECK stands in the way; the log's own rules find it."""

    def attack(path):
        with hand.unguarded(path) as connection:
            connection.execute(
                f"UPDATE event SET {name} = '' WHERE seq = (SELECT max(seq) FROM event)"
            )
            rows = connection.execute("SELECT * FROM event ORDER BY seq DESC LIMIT 1")
            names = [each[0] for each in rows.description]
            row = dict(zip(names, rows.fetchone(), strict=True))
            connection.execute(
                "UPDATE event SET hash = ? WHERE seq = ?", [event_hash(row), row["seq"]]
            )

    assert "it does not say of what it is, or from where it came" in found(attack)
