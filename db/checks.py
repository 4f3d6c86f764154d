"""What is doubtful in a plan: ten checks, each with a name, and a reason for each action it finds.

A check finds what a person should look at, and never says that it is wrong. Closed actions are
left in peace where nothing is left to be done about them. Asked of SQL, since the tree counts what
is doubtful after each change: see `db.file`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from db.action_checks import look_at_actions
from db.doubtful import (
    EVIDENCE_WITHIN,
    NO_EVIDENCE,
    SAME_TEXT,
    SILENT_AFTER,
    look_at_codes_off,
    look_at_same_texts,
)
from db.file import Plan, looking
from db.queries import look_at_scheme
from db.references import gaps, natural_key


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its code, its name, and why what it finds is worth a look, in a sentence."""

    code: str
    name: str
    why: str


CHECKS = (
    Check(
        "milder",
        "Milder than the rule",
        "An open action is rated milder than its due date and forecast suggest.",
    ),
    Check(
        "no-update",
        "On track, no update",
        f"An action is rated as being on time, and nobody has said for {SILENT_AFTER} days what"
        " was done.",
    ),
    Check(
        NO_EVIDENCE,
        "Completed, no evidence",
        f"An action has been completed for {EVIDENCE_WITHIN} days, and nothing shows what came of"
        " it. What a plan or document brought in as completed counts from its own date.",
    ),
    Check(
        "no-reason",
        "Ended without a reason",
        "An action was superseded, moved or its risk accepted, and the log does not say why.",
    ),
    Check(
        "no-forecast",
        "Overdue, no forecast",
        "An action is overdue, and nobody says by when it will be done. A forecast that has passed"
        " says it no more than none.",
    ),
    Check(
        "before-plan",
        "Due before the plan",
        "An open action was due before the plan's own date: its date may be misread, or was past"
        " when the plan was agreed.",
    ),
    Check("no-lead", "No lead", "Nobody answers for an open action: no lead, or “TBC”."),
    Check("no-date", "No due date", "An open action can never be overdue: it has no due date."),
    Check(
        SAME_TEXT,
        "Same text twice",
        "Two actions have the same words, whatever their case; those that were ended otherwise do"
        " not count.",
    ),
    Check(
        "gap",
        "Gap in the numbering",
        "A number between the first and the last reference is no action's: one may be missing.",
    ),
)
"""All checks, in the order in which they are told."""

CHECK_NAMES = {check.code: check.name for check in CHECKS}
_PLACES = {check.code: place for place, check in enumerate(CHECKS)}


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a check has found: its code, the action's id and reference, the reason in a sentence.

    A gap in the numbering has no action; its `reference` is the number that is missing, or
    `15 to 17`.
    """

    check: str
    action: str | None
    reference: str
    sentence: str

    @property
    def name(self) -> str:
        """Return the name of the check."""
        return CHECK_NAMES[self.check]


def find_doubts(
    plan: Plan, *, today: date, every: bool = False, action: str | None = None
) -> tuple[Doubt, ...]:
    """Return what is doubtful in the plan, by reference, an action's in the order of `CHECKS`.

    Checks that are left out for this plan are, unless `every` one is wanted. With the id of an
    `action`, only what is found of that one.
    """
    with looking(plan) as connection:
        off = () if every else look_at_codes_off(connection)
        wanted = {check.code for check in CHECKS}.difference(off)
        scheme = look_at_scheme(connection)
        found = [
            *(Doubt(*each) for each in look_at_actions(connection, scheme, today, wanted, action)),
            *(_same_texts(connection, action) if SAME_TEXT in wanted else ()),
            *(_gaps(connection) if "gap" in wanted and action is None else ()),
        ]
    found.sort(key=lambda each: (natural_key(each.reference), each.action or "", _place(each)))
    return tuple(found)


def checks_left_out(plan: Plan) -> tuple[str, ...]:
    """Return the codes of the checks that are left out for this plan, in the order of `CHECKS`."""
    with looking(plan) as connection:
        off = look_at_codes_off(connection)
    return tuple(check.code for check in CHECKS if check.code in off)


def _place(doubt: Doubt) -> int:
    return _PLACES[doubt.check]


def _same_texts(connection: sqlite3.Connection, action: str | None) -> Iterator[Doubt]:
    for alike in look_at_same_texts(connection):
        for one, reference in alike:
            if action not in (None, one):
                continue
            others = sorted((other for each, other in alike if each != one), key=natural_key)
            noun = "action" if len(others) == 1 else "actions"
            shown = ", ".join(others[:8]) + (", …" if len(others) > 8 else "")
            yield Doubt(SAME_TEXT, one, reference, f"Has the same words as {noun} {shown}")


def _gaps(connection: sqlite3.Connection) -> Iterator[Doubt]:
    query = "SELECT reference FROM action WHERE withdrawn IS NULL AND reference IS NOT NULL"
    runs: list[list[int]] = []
    for number in map(int, gaps(reference for (reference,) in connection.execute(query))):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for first, *rest in runs:
        if rest:
            said = f"No action is numbered {first} to {rest[-1]}"
            yield Doubt("gap", None, f"{first} to {rest[-1]}", said)
        else:
            yield Doubt("gap", None, str(first), f"No action is numbered {first}")
