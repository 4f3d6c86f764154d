"""What a person says of the plan as a whole: which checks are left out, the statutory days.

Each function is one transaction of log rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import EllipsisType

from db.changes import Outcome
from db.checks import CHECKS
from db.connection import plain
from db.errors import Refused
from db.fields import names_from_json, names_to_json
from db.file import Plan
from db.log import changing
from db.signature import Signature
from db.statutory import check_statutory, look_at_statutory
from db.tip import read_plan_entity


def leave_out_checks(plan: Plan, codes: Iterable[str], *, by: Signature) -> Outcome:
    """Leave out these checks for the plan from now on, and no others.

    A code that a newer version of jtai has left out stays so. Raises Refused for one that is no
    check's.
    """
    known = [check.code for check in CHECKS]
    wanted = set(codes)
    if strange := sorted(wanted - set(known)):
        raise Refused(f"{strange[0]!r} is no check; say one of: {', '.join(known)}")
    with changing(plan, by) as log:
        entity = read_plan_entity(plain(log.connection))
        _, cell = log.cell(entity, "checks_off")
        newer = [code for code in names_from_json(cell) if code not in known]
        off = [*(code for code in known if code in wanted), *newer]
        if off != list(names_from_json(cell)):
            log.set("plan", entity, "checks_off", names_to_json(off) if off else None)
    return Outcome(log.outcome)


def set_statutory_days(
    plan: Plan,
    *,
    received: date | EllipsisType | None = ...,
    sent: date | EllipsisType | None = ...,
    by: Signature,
    today: date,
) -> Outcome:
    """Say when the inspection report was received, and when the written statement was sent.

    What is not said stays as it is; None takes a day out again. Raises Refused where a day lies
    after `today`, and where the statement was sent without a report or before it was received.
    """
    with changing(plan, by) as log:
        connection = plain(log.connection)
        before = look_at_statutory(connection)
        received = before.received if isinstance(received, EllipsisType) else received
        sent = before.sent if isinstance(sent, EllipsisType) else sent
        check_statutory(received, sent, today)
        entity = read_plan_entity(connection)
        log.set("plan", entity, "report_received", _cell(received))
        log.set("plan", entity, "statement_sent", _cell(sent))
    return Outcome(log.outcome)


def _cell(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
