"""A value that a person types for a cell under review, neither theirs nor ours."""

from __future__ import annotations

from datetime import date

from db.additions import agencies_as_spelt
from db.cells import typed_cells
from db.changes import check_ratings, check_revision, checked_cell
from db.errors import Refused
from db.log import LogWriter
from db.state import read_plan_date, read_scheme, read_states


def typed_value(
    log: LogWriter, action: str, field: str, text: str, *, today: date, reason: str
) -> dict[str, str | None]:
    """Return the cells of an action that a typed text fills.

    Raises what `rate` and `edit` raise for it.
    """
    states = read_states(log.connection, [action])
    if field == "rating":
        scheme = read_scheme(log.connection)
        level = scheme.find(text)
        if level is None:
            raise Refused(f"{text[:40]!r} is no rating of this plan")
        check_ratings(scheme, states, {action: level.code}, today=today, reason=reason)
        return {"rating": level.code}
    cells = typed_cells(
        field, text, agencies_as_spelt(log.connection), read_plan_date(log.connection)
    )
    state = states[action]
    cells = {one: checked_cell(log.connection, state, one, cell) for one, cell in cells.items()}
    if field == "due":
        check_revision(state, cells["due"], reason)
    return cells
