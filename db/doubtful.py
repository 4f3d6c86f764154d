"""Which actions the checks find: what each check asks of SQL, without the sentences for it.

The tree counts them after each change, so it goes without whatever only a reader wants.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import date
from functools import lru_cache

from db.fields import names_from_json
from db.file import Values
from db.judged import LAST_UPDATE, judged_actions, plain_code
from db.rated_since import look_at_rated_since
from db.rating import Scheme
from db.references import identity
from db.schema import entity_fields

SILENT_AFTER = 30
EVIDENCE_WITHIN = 90
"""Days without an update, and days in which evidence may still come; both are passed after them."""

NOBODY = (
    "tbc", "tba", "tbd", "to be confirmed", "to be agreed", "to be decided", "to be appointed",
    "to be identified", "vacant", "none", "n/a", "na", "nobody", "-", "–", "—", "?", "",
)  # fmt: skip
"""What stands in a lead's cell, in any case, where nobody leads."""

NO_EVIDENCE = "no-evidence"
SAME_TEXT = "same-text"

_NAMES_NOBODY = (
    "NOT EXISTS (SELECT 1 FROM json_each(coalesce(action.leads, '[]')) AS lead"
    " WHERE lower(trim(coalesce(json_extract(lead.value, '$.raw'), ''), ' .()[]')) NOT IN"
    f" ({', '.join(repr(each) for each in NOBODY)}))"
)
_EVIDENCE = (
    "EXISTS (SELECT 1 FROM evidence"
    " WHERE evidence.action = judged.id AND evidence.withdrawn IS NULL)"
)
_REASON = (
    "EXISTS (SELECT 1 FROM event WHERE event.entity = judged.id AND event.field = 'closed'"
    " AND event.new = judged.closed AND trim(coalesce(event.reason, '')) <> '')"
)


def conditions(scheme: Scheme) -> dict[str, str]:
    """Return the condition of each check that looks at one action. Parameters: `values_of`."""
    on_time = scheme.in_band(0)
    bare = [plain_code(each) for each in scheme if each.closes and not each.needs_evidence]
    return {
        "milder": "judged.challenged",
        "no-update": "0" if on_time is None else (
            f"judged.is_open AND judged.rating = {plain_code(on_time)}"
            f" AND coalesce({LAST_UPDATE}, '') < :silent"
        ),
        NO_EVIDENCE: (
            f"judged.closed IS NULL AND judged.rating IN ({', '.join(bare)}) AND NOT {_EVIDENCE}"
        ),
        "no-reason": f"judged.closed IS NOT NULL AND NOT {_REASON}",
        "no-forecast": "judged.overdue AND coalesce(judged.forecast, '') < :today",
        "before-plan": "judged.is_open AND judged.due < plan.updated",
        "no-lead": f"judged.is_open AND {_NAMES_NOBODY}",
        "no-date": "judged.is_open AND judged.due IS NULL",
    }  # fmt: skip


def values_of(today: date) -> Values:
    """Return the values of the conditions' parameters."""
    silent = date.fromordinal(max(today.toordinal() - SILENT_AFTER, 1))
    return {"today": today.isoformat(), "silent": silent.isoformat()}


def look_at_codes_off(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return what is left out for the plan, as it says; a newer jtai may have checks beside ours.

    An older file, which is only read, says nothing of it.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if "checks_off" not in entity_fields(version)["plan"]:
        return ()
    (cell,) = connection.execute("SELECT checks_off FROM plan").fetchone()
    return names_from_json(cell)


def look_at_doubtful(connection: sqlite3.Connection, scheme: Scheme, today: date) -> set[str]:
    """Return the ids of the actions that the checks find, but for those left out for the plan."""
    off = look_at_codes_off(connection)
    wanted = {code: each for code, each in conditions(scheme).items() if code not in off}
    unproven = wanted.pop(NO_EVIDENCE, "0")
    others = " OR ".join(f"({each})" for each in wanted.values()) or "0"
    query = (
        f"{judged_actions(scheme)} SELECT judged.id, coalesce({others}, 0) AS doubtful FROM judged"
        " JOIN action ON action.id = judged.id JOIN plan"
        f" WHERE doubtful OR ({unproven})"
    )
    found = dict(connection.execute(query, values_of(today)).fetchall())
    doubtful = {one for one, is_so in found.items() if is_so}
    since = look_at_rated_since(connection, found.keys() - doubtful)
    doubtful |= {one for one, day in since.items() if evidence_is_late(day, today)}
    if SAME_TEXT not in off:
        doubtful.update(one for actions in look_at_same_texts(connection) for one, _ in actions)
    return doubtful


def evidence_is_late(since: date | None, today: date) -> bool:
    """Return whether evidence of what has been completed since a day should be there by now."""
    return since is not None and (today - since).days > EVIDENCE_WITHIN


def look_at_same_texts(connection: sqlite3.Connection) -> list[list[tuple[str, str]]]:
    """Return the actions that have the same words, whatever their case: their ids and references.

    Those that were ended otherwise do not count.
    """
    query = (
        "SELECT id, coalesce(reference, ''), action FROM action"
        " WHERE withdrawn IS NULL AND closed IS NULL AND action IS NOT NULL"
    )
    alike: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one, reference, text in connection.execute(query):
        alike[_words(text)].append((one, reference))
    return [actions for words, actions in alike.items() if words and len(actions) > 1]


_words = lru_cache(maxsize=4096)(identity)
"""Asked anew after each change and of each action that is read, of texts that rarely change."""
