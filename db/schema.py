"""The schema of a plan file: the log, what is projected from it, and the guards that hold both.

The rating has no column of its own: it is the newest applied log row of its cell, so it can't
change without one. The other fields are kept in tables for reading, and a trigger refuses any
value that the newest log row does not back. Rules stand twice, as a trigger and as a CHECK: a
connection can switch off either, and comparing is by `IS NOT`, since `<>` lets NULL pass. Tables
are WITHOUT ROWID, so that incremental blob access, which fires no trigger, has no way in, and
have no unique key beside the primary one, so that REPLACE has no second row to remove.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from db.plain_text import BLANKS

APPLICATION_ID = 0x4A544149
SCHEMA_VERSION = 4
OLDEST_SQLITE = (3, 38, 0)

ENTITY_FIELDS: dict[str, tuple[str, ...]] = {
    "plan": ("title", "introduction", "governance", "version_label", "updated", "scheme",
             "report_received", "statement_sent", "checks_off"),
    "agency": ("name", "aliases", "withdrawn"),
    "action": (
        "reference", "reference_cell", "sources", "agency", "finding", "action", "leads",
        "timescale", "status", "due", "due_precision", "forecast", "closed", "withdrawn",
    ),
    "progress_update": ("action", "day", "signed", "text", "withdrawn"),
    "evidence": ("action", "title", "kind", "note", "link", "file_name", "file_sha256",
                 "withdrawn"),
    "document": ("name", "sha256", "updated", "withdrawn"),
    "proposal": ("document", "action", "field", "value", "signed", "withdrawn"),
    "reporting_point": ("name", "day", "tip", "withdrawn"),
    "chase": ("lead", "day", "actions", "withdrawn"),
}  # fmt: skip
"""What is kept, and its fields, all of them text; the rating of an action is not among them.

A document is one that was read into the plan: a Word file, a workbook. A proposal is what it says
of a field of an action, other than the plan does; it is withdrawn when a person has decided.
A reporting point is the day on which a board saw the plan, and the hash of the log's row that was
its end then. A chase says which lead was asked for what, and when.
"""

_SINCE = {"document": 3, "proposal": 3, "reporting_point": 4, "chase": 4}
"""The version since which there is such a thing, where it was not there from the first."""

_FIELDS_SINCE = {
    ("plan", field): 4 for field in ("report_received", "statement_sent", "checks_off")
}
"""The version since which a thing has such a field, where it is younger than the thing."""

ENTRIES = ("progress_update", "evidence")
"""What an action has beside its fields."""

LASTING = (*ENTRIES, *_SINCE)
"""What is never overwritten: a field of it, once said, stays; it can only be withdrawn."""

REFERS = {
    ("action", "agency"): "agency",
    **{(entry, "action"): "action" for entry in ENTRIES},
    ("proposal", "action"): "action",
    ("proposal", "document"): "document",
}
"""The fields that hold the id of something else, and of what."""

_NOTES = {1: ("issued",)} | dict.fromkeys((2, 3, 4), ("issued", "restored"))
NOTE_FIELDS = _NOTES[SCHEMA_VERSION]
"""What the log remarks of the plan itself: to whom it was issued, from which backup it came."""

_OLDEST_READER = {2: 1, 3: 1, 4: 1}
"""By version, the oldest version whose readers find all they know, as they know it."""

_DAYS_SINCE = {
    "updated": 1, "due": 1, "forecast": 1, "day": 1, "report_received": 4, "statement_sent": 4,
}  # fmt: skip
DAY_FIELDS = tuple(_DAYS_SINCE)
"""The fields, of whatever entity, that hold a day: `2020-06-30`."""

_KINDS = "'genesis', 'create', 'set', 'resolve', 'merge', 'note'"
# A GLOB's brackets take ranges. Names in plain letters, nearly all, are done with before it comes
# to those. A GLOB ends at a NUL: a name that holds one is refused by itself.
_BLANK = " || ".join(f"char({max(first, 1)}, 45, {last})" for first, last in BLANKS)
_BREAK = "char(1, 45, 31, 127, 45, 159, 8232, 8233)"
_NO_AUTHOR = (
    f"({{0}}author NOT GLOB '[!-~]*' AND {{0}}author NOT GLOB '*[^' || {_BLANK} || ']*')"
    f" OR ({{0}}author GLOB '*[^ -~]*' AND {{0}}author GLOB '*[' || {_BREAK} || ']*')"
    " OR length({0}author) > 200 OR instr({0}author, char(0)) > 0"
)
_NO_TIME = "{0}at IS NOT strftime('%Y-%m-%dT%H:%M:%fZ', {0}at, '+0 days') OR {0}at < '0001'"
_NO_HASH = "length(CAST({0}hash AS BLOB)) <> 64 OR {0}hash GLOB '*[^0-9a-f]*'"
_NO_RATING = "{0}field = 'rating' AND {0}new IS NULL AND {0}undoes IS NULL"
_NOT_ACTION = "{0}field = 'rating' AND {0}etype <> 'action'"
_NO_DAY = (
    "{0}field IN ({days}) AND {0}new IS NOT NULL AND"
    " ({0}new IS NOT strftime('%Y-%m-%d', {0}new, '+0 days') OR {0}new < '0001')"
)
_FIRST_DAYS = ", ".join(repr(field) for field, since in _DAYS_SINCE.items() if since == 1)
# The table of the log is as it was in version 1: a younger day's form is held by the trigger, and
# by whoever goes through the file.
_UNSAID = "length({0}origin) = 0 OR length({0}batch) = 0 OR length({0}nonce) = 0"

_EVENT_TABLE = f"""\
CREATE TABLE event(
  seq INTEGER PRIMARY KEY NOT NULL,
  hash TEXT NOT NULL,
  chain1 TEXT,
  chain2 TEXT,
  sup1 TEXT,
  sup2 TEXT,
  counter INTEGER NOT NULL,
  kind TEXT NOT NULL,
  etype TEXT NOT NULL,
  entity TEXT NOT NULL,
  field TEXT NOT NULL,
  old TEXT,
  new TEXT,
  author TEXT NOT NULL,
  at TEXT NOT NULL,
  reason TEXT,
  origin TEXT NOT NULL,
  batch TEXT NOT NULL,
  undoes TEXT,
  nonce TEXT NOT NULL,
  applied INTEGER NOT NULL,
  CHECK (NOT ({_NO_HASH.format("")})),
  CHECK (NOT ({_NO_AUTHOR.format("")})),
  CHECK (NOT ({_NO_TIME.format("")})),
  CHECK (NOT ({_NO_RATING.format("")})),
  CHECK (NOT ({_NOT_ACTION.format("")})),
  CHECK (NOT ({_NO_DAY.format("", days=_FIRST_DAYS)})),
  CHECK (NOT ({_UNSAID.format("")})),
  CHECK (length(entity) > 0),
  CHECK (kind IN ({_KINDS})),
  CHECK (applied IN (0, 1))
) STRICT, WITHOUT ROWID"""

_EVENT_INDEXES = (
    "CREATE UNIQUE INDEX event_hash ON event(hash)",
    "CREATE INDEX event_cell ON event(entity, field, applied, seq)",
    "CREATE INDEX event_pending ON event(entity, field) WHERE applied = 0",
    "CREATE INDEX event_superseded1 ON event(sup1) WHERE sup1 IS NOT NULL",
    "CREATE INDEX event_superseded2 ON event(sup2) WHERE sup2 IS NOT NULL",
)


def _newest(column: str, entity: str, field: str) -> str:
    return (
        f"(SELECT {column} FROM event WHERE entity = {entity} AND field = {field}"
        " AND applied = 1 ORDER BY seq DESC LIMIT 1)"
    )


def _refuse(condition: str, message: str) -> str:
    return f"  SELECT RAISE(ABORT, '{message}') WHERE {condition};"


def entity_fields(version: int) -> dict[str, tuple[str, ...]]:
    """Return what a file of this version keeps, and its fields: see `ENTITY_FIELDS`."""
    return {
        etype: tuple(field for field in fields if _FIELDS_SINCE.get((etype, field), 1) <= version)
        for etype, fields in ENTITY_FIELDS.items()
        if _SINCE.get(etype, 1) <= version
    }


def _days(version: int) -> str:
    return ", ".join(repr(field) for field, since in _DAYS_SINCE.items() if since <= version)


def first_version(etype: str) -> int:
    """Return the version since which files keep such a thing."""
    return _SINCE.get(etype, 1)


def _names_nothing(version: int) -> str:
    """Return the condition that a row names what the plan does not have."""
    entries = ", ".join(f"'{etype}'" for etype in ENTRIES)
    named = [
        "(NEW.etype = 'action' AND NEW.field = 'agency'"
        " AND NEW.new NOT IN (SELECT id FROM agency))",
        f"(NEW.etype IN ({entries}) AND NEW.field = 'action'"
        " AND NEW.new NOT IN (SELECT id FROM action))",
    ]
    named += [
        f"(NEW.etype = '{etype}' AND NEW.field = '{field}'"
        f" AND NEW.new NOT IN (SELECT id FROM {other}))"
        for (etype, field), other in REFERS.items()
        if 1 < _SINCE.get(etype, 1) <= version
    ]
    return " OR ".join(named)


def _event_guard(version: int) -> str:
    kept = entity_fields(version)
    cells = [f"'{etype}.{field}'" for etype, fields in kept.items() for field in fields] + [
        "'action.rating'"
    ]
    notes = ", ".join(f"'{field}'" for field in _NOTES[version])
    entries = ", ".join(f"'{etype}'" for etype in LASTING if etype in kept)
    current = _newest("hash", "NEW.entity", "NEW.field")
    rules = (
        ("NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)",
         "log: seq is not the next"),
        (f"NEW.hash IS NULL OR {_NO_HASH.format('NEW.')}"
         " OR EXISTS (SELECT 1 FROM event WHERE hash = NEW.hash)",
         "log: hash missing, malformed or taken"),
        (f"NEW.author IS NULL OR {_NO_AUTHOR.format('NEW.')}", "log: a row needs its author"),
        (f"NEW.at IS NULL OR {_NO_TIME.format('NEW.')}",
         "log: a time is written YYYY-MM-DDTHH:MM:SS.sssZ"),
        ("(NEW.seq = 1) IS NOT (NEW.kind = 'genesis') OR (NEW.seq = 1) IS NOT (NEW.chain1 IS NULL)",
         "log: it starts with one genesis, and every other row has a parent"),
        ("(NEW.chain1 IS NOT NULL AND NEW.chain1 NOT IN (SELECT hash FROM event))"
         " OR (NEW.chain2 IS NOT NULL AND NEW.chain2 NOT IN (SELECT hash FROM event))",
         "log: unknown parent"),
        ("NEW.counter IS NOT 1 + max("
         "coalesce((SELECT counter FROM event WHERE hash = NEW.chain1), 0),"
         " coalesce((SELECT counter FROM event WHERE hash = NEW.chain2), 0))",
         "log: counter is not one more than its parents"),
        (f"NEW.kind NOT IN ({_KINDS}) OR {_UNSAID.format('NEW.')}",
         "log: a row says its kind, origin, batch and nonce"),
        ("(NEW.kind IN ('genesis', 'create', 'merge') AND NEW.field <> '')"
         " OR (NEW.kind IN ('genesis', 'create') AND NEW.sup1 IS NOT NULL)"
         " OR (NEW.kind IN ('genesis', 'merge', 'note') AND NEW.etype <> 'plan')"
         " OR (NEW.kind = 'create' AND NEW.etype NOT IN"
         f" ({', '.join(repr(e) for e in kept if e != 'plan')}))"
         " OR (NEW.kind IN ('set', 'resolve') AND NEW.etype || '.' || NEW.field NOT IN"
         f" ({', '.join(cells)}))"
         f" OR (NEW.kind = 'note' AND NEW.field NOT IN ({notes}))",
         "log: no such field"),
        ("NEW.kind IN ('genesis', 'create') AND (length(NEW.entity) = 0"
         " OR EXISTS (SELECT 1 FROM event WHERE entity = NEW.entity))",
         "log: created twice"),
        ("NEW.kind NOT IN ('genesis', 'create') AND NOT EXISTS (SELECT 1 FROM event"
         " WHERE entity = NEW.entity AND field = '' AND etype = NEW.etype)",
         "log: no such entity"),
        ("(NEW.sup1 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event WHERE hash = NEW.sup1"
         " AND entity = NEW.entity AND field = NEW.field))"
         " OR (NEW.sup2 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event WHERE hash = NEW.sup2"
         " AND entity = NEW.entity AND field = NEW.field))",
         "log: the superseded row is not of this cell"),
        ("NEW.sup2 IS NOT NULL AND (NEW.sup1 IS NULL OR NEW.kind NOT IN ('resolve', 'merge'))",
         "log: only a resolution supersedes a second row"),
        ("NEW.old IS NOT (SELECT new FROM event WHERE hash = NEW.sup1)",
         "log: old is not the superseded value"),
        (f"NEW.applied IS NOT (SELECT CASE WHEN h IS NULL OR h IS NEW.sup1 OR h IS NEW.sup2"
         f" THEN 1 ELSE 0 END FROM (SELECT {current} AS h))",
         "log: stale, the cell has changed meanwhile"),
        (f"NEW.etype IN ({entries}) AND NEW.field <> 'withdrawn' AND NEW.sup1 IS NOT NULL",
         "log: an entry is never overwritten"),
        ("(NEW.origin IN ('undo', 'redo')) IS NOT (NEW.undoes IS NOT NULL)"
         " OR (NEW.undoes IS NOT NULL AND (NEW.kind <> 'set' OR NOT EXISTS (SELECT 1 FROM event u"
         " WHERE u.hash = NEW.undoes AND u.entity = NEW.entity"
         " AND ((u.kind IN ('set', 'resolve') AND u.field = NEW.field AND NEW.new IS u.old)"
         " OR (u.kind = 'create' AND NEW.field = 'withdrawn' AND NEW.new IS '1')))))",
         "log: an undo names the row it reverses, and reverses it"),
        (_NO_RATING.format("NEW."), "log: a rating is not emptied"),
        (_NOT_ACTION.format("NEW."), "log: only an action has a rating"),
        # JSON functions count as unsafe in a schema; a code is plain and a scheme's JSON compact,
        # where a quote within a text is escaped, so its code stands there as just these letters.
        ("NEW.field = 'rating' AND NEW.new IS NOT NULL AND (NEW.new GLOB '*[^a-z0-9-]*' OR"
         " coalesce(instr((SELECT scheme FROM plan), '\"code\":\"' || NEW.new || '\"'), 0) = 0)",
         "log: no such rating in the scheme"),
        ("NEW.field = 'scheme' AND NEW.sup1 IS NOT NULL", "log: the scheme is fixed"),
        (_NO_DAY.format("NEW.", days=_days(version)), "log: a day is written YYYY-MM-DD"),
        (_names_nothing(version), "log: it names what the plan does not have"),
        *(
            [("NEW.etype = 'reporting_point' AND NEW.field = 'tip'"
              " AND NEW.new NOT IN (SELECT hash FROM event)",
              "log: a reporting point marks a row of the log")]
            if version >= _SINCE["reporting_point"]
            else []
        ),
    )  # fmt: skip
    body = "\n".join(_refuse(condition, message) for condition, message in rules)
    return f"CREATE TRIGGER event_insert BEFORE INSERT ON event BEGIN\n{body}\nEND"


def _entity_statements(etype: str, fields: tuple[str, ...]) -> Iterator[str]:
    columns = "".join(f",\n  {field} TEXT" for field in fields)
    yield f"CREATE TABLE {etype}(\n  id TEXT PRIMARY KEY NOT NULL{columns}\n) STRICT, WITHOUT ROWID"

    filled = " OR ".join(f"NEW.{field} IS NOT NULL" for field in fields)
    unborn = (
        "NOT EXISTS (SELECT 1 FROM event WHERE entity = NEW.id AND field = ''"
        f" AND kind IN ('genesis', 'create') AND etype = '{etype}')"
    )
    yield "\n".join(
        (
            f"CREATE TRIGGER {etype}_insert BEFORE INSERT ON {etype} BEGIN",
            _refuse(f"EXISTS (SELECT 1 FROM {etype} WHERE id = NEW.id)", f"{etype}: exists"),
            _refuse(unborn, f"{etype}: the log has not created it"),
            _refuse(filled, f"{etype}: it starts empty"),
            "END",
        )
    )
    yield (
        f"CREATE TRIGGER {etype}_delete BEFORE DELETE ON {etype} BEGIN\n"
        f"  SELECT RAISE(ABORT, '{etype}: nothing is deleted, withdraw it instead');\nEND"
    )
    guards = (
        _refuse(
            f"NEW.{field} IS NOT OLD.{field}"
            f" AND NEW.{field} IS NOT {_newest('new', 'OLD.id', repr(field))}",
            f"{etype}: {field} is not what the log says",
        )
        for field in fields
    )
    yield "\n".join(
        (
            f"CREATE TRIGGER {etype}_update BEFORE UPDATE ON {etype} BEGIN",
            _refuse("NEW.id IS NOT OLD.id", f"{etype}: id is fixed"),
            *guards,
            "END",
        )
    )
    yield (
        f"CREATE TRIGGER {etype}_born AFTER INSERT ON event"
        f" WHEN NEW.kind IN ('genesis', 'create') AND NEW.etype = '{etype}' BEGIN\n"
        f"  INSERT INTO {etype}(id) VALUES (NEW.entity);\n"
        f"  SELECT RAISE(ABORT, '{etype}: not projected')"
        f" WHERE NOT EXISTS (SELECT 1 FROM {etype} WHERE id = NEW.entity);\nEND"
    )
    assigned = ",\n    ".join(
        f"{field} = CASE NEW.field WHEN '{field}' THEN NEW.new ELSE {field} END" for field in fields
    )
    arrived = " ".join(f"WHEN '{field}' THEN {field}" for field in fields)
    yield (
        f"CREATE TRIGGER {etype}_project AFTER INSERT ON event"
        f" WHEN NEW.kind IN ('set', 'resolve') AND NEW.etype = '{etype}'"
        " AND NEW.field <> 'rating' AND NEW.applied = 1 BEGIN\n"
        f"  UPDATE {etype} SET\n    {assigned}\n  WHERE id = NEW.entity;\n"
        f"  SELECT RAISE(ABORT, '{etype}: not projected')"
        f" WHERE NEW.new IS NOT (SELECT CASE NEW.field {arrived} END"
        f" FROM {etype} WHERE id = NEW.entity);\nEND"
    )


_EVIDENCE_FILE = (
    "CREATE TABLE evidence_file(\n  sha256 TEXT PRIMARY KEY NOT NULL,\n  data BLOB NOT NULL\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE TRIGGER evidence_file_insert BEFORE INSERT ON evidence_file BEGIN\n"
    "  SELECT RAISE(ABORT, 'evidence_file: exists')"
    " WHERE EXISTS (SELECT 1 FROM evidence_file WHERE sha256 = NEW.sha256);\n"
    "  SELECT RAISE(ABORT, 'evidence_file: no evidence names it') WHERE NOT EXISTS"
    " (SELECT 1 FROM event WHERE etype = 'evidence' AND field = 'file_sha256'"
    " AND new = NEW.sha256);\nEND",
    "CREATE TRIGGER evidence_file_update BEFORE UPDATE ON evidence_file BEGIN\n"
    "  SELECT RAISE(ABORT, 'evidence_file: a file is kept as it came');\nEND",
    "CREATE TRIGGER evidence_file_delete BEFORE DELETE ON evidence_file BEGIN\n"
    "  SELECT RAISE(ABORT, 'evidence_file: a file is kept as it came');\nEND",
)


@cache
def schema_statements(version: int = SCHEMA_VERSION) -> tuple[str, ...]:
    """Return the statements that make an empty plan file, in order, as SQLite will keep them.

    Every version that was ever shipped is known, since files of it are about.
    """
    statements = [
        _EVENT_TABLE,
        *_EVENT_INDEXES,
        "CREATE TRIGGER event_update BEFORE UPDATE ON event BEGIN\n"
        "  SELECT RAISE(ABORT, 'log: rows are only ever added');\nEND",
        "CREATE TRIGGER event_delete BEFORE DELETE ON event BEGIN\n"
        "  SELECT RAISE(ABORT, 'log: rows are only ever added');\nEND",
    ]
    for etype, fields in entity_fields(version).items():
        statements.extend(_entity_statements(etype, fields))
    rating = _newest("new", "action.id", "'rating'")
    statements += [
        *_EVIDENCE_FILE,
        _event_guard(version),
        "CREATE INDEX progress_update_action ON progress_update(action, day)",
        "CREATE INDEX evidence_action ON evidence(action)",
        *(
            ["CREATE INDEX proposal_open ON proposal(action) WHERE withdrawn IS NULL"]
            if version >= _SINCE["proposal"]
            else []
        ),
        f"CREATE VIEW action_now AS SELECT action.*, {rating} AS rating FROM action",
    ]
    if version in _OLDEST_READER:
        statements.append(
            f"CREATE VIEW format AS SELECT {version} AS version,"
            f" {_OLDEST_READER[version]} AS oldest_reader"
        )
    return tuple(statements)


TABLES = ("event", *ENTITY_FIELDS, "evidence_file")
"""The tables of the current version."""
