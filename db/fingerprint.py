"""Is the schema in a file ours, letter for letter? Asked before the file is asked anything else.

Whatever stands in a strange schema (a trigger, a view, a check) may run when the file is used or
even only checked.
"""

from __future__ import annotations

import re
import sqlite3

from db.schema import SCHEMA_VERSION, schema_statements

_STATISTICS = {
    "table sqlite_stat1": "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "table sqlite_stat4": "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}
"""What ANALYZE leaves behind; it changes no answer."""

_PROMISE = re.compile(
    r"CREATE VIEW format AS SELECT (\d{1,9}) AS version, (\d{1,9}) AS oldest_reader", re.ASCII
)


def schema_faults(connection: sqlite3.Connection, version: int = SCHEMA_VERSION) -> tuple[str, ...]:
    """Return what differs between a file's schema and that of `version`; () if nothing does.

    The statistics of ANALYZE are no difference.
    """
    expected = {_name(statement): statement for statement in schema_statements(version)}
    found = _found(connection)
    strange = {
        name for name in found.keys() - expected.keys() if found[name] != _STATISTICS.get(name, "")
    }
    lines = [f"{name} is missing" for name in sorted(expected.keys() - found.keys())]
    lines += [
        f"{name} was altered"
        for name in sorted(expected.keys() & found.keys())
        if expected[name] != found[name]
    ]
    return (*lines, *(f"{name!r} does not belong" for name in sorted(strange)))


def may_be_read(connection: sqlite3.Connection, version: int) -> bool:
    """Return whether a file of a newer `version` can be read by this one, as it says itself.

    What is read of it must be as it is here: the tables, which may have further plain columns, with
    their indexes and no others, and the view of the actions. Nothing else in it is ever run.
    """
    found = _found(connection)
    promise = _PROMISE.fullmatch(found.get("view format", ""))
    if promise is None or int(promise[1]) != version or int(promise[2]) > SCHEMA_VERSION:
        return False
    expected = {_name(statement): statement for statement in schema_statements()}
    for name, statement in expected.items():
        kind = name.partition(" ")[0]
        same = found.get(name) == statement
        if kind == "table" and not (same or _has_more_columns(found.get(name, ""), statement)):
            return False
        if kind in ("view", "index") and name != "view format" and not same:
            return False
    tables = {name.partition(" ")[2] for name in expected if name.startswith("table ")}
    query = "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    return all(
        table not in tables or f"index {name}" in expected
        for name, table in connection.execute(query)
    )


def _has_more_columns(found: str, statement: str) -> bool:
    """Return whether it is the table of the statement, with plain columns added.

    SQLite writes them behind the last column, before the rules of the whole table.
    """
    pairs = enumerate(zip(found, statement, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), len(statement))
    rest = statement[same:]
    added = found[same : len(found) - len(rest)]
    return found == f"{statement[:same]}{added}{rest}" and _COLUMNS.fullmatch(added) is not None


_COLUMN = "[a-z_][a-z0-9_]* (TEXT|INTEGER|REAL|BLOB)"
_COLUMNS = re.compile(f"(, ?{_COLUMN})+|( ?{_COLUMN},)+")


def _found(connection: sqlite3.Connection) -> dict[str, str]:
    query = (
        "SELECT type || ' ' || name, sql FROM sqlite_schema"
        " WHERE NOT (type = 'index' AND sql IS NULL)"
    )
    return {str(name): str(sql) for name, sql in connection.execute(query)}


def _name(statement: str) -> str:
    """Return `table event` for the statement that creates it."""
    words = statement.replace("CREATE UNIQUE", "CREATE").split(maxsplit=3)
    return f"{words[1].casefold()} {words[2].split('(')[0]}"
