"""Why the action at hand should be looked at: kept for each action, as long as the plan is so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from db.checks import find_doubts

if TYPE_CHECKING:
    from jtai_tui.desk import Desk


@dataclass(frozen=True, slots=True)
class Doubted:
    """What the checks have found in the actions that were at hand, by their ids.

    `tip` is the log's end that it is of.
    """

    tip: str
    today: date
    reasons: dict[str, Sequence[str]] = field(default_factory=dict)


def reasons_for(desk: Desk, action: str) -> Sequence[str]:
    """Return why an action should be looked at, anew where the log says more. Raises PlanError."""
    tip, today, held = desk.facts.tip, desk.today(), desk.doubted
    if held is None or (held.tip, held.today) != (tip, today):
        held = desk.doubted = Doubted(tip, today)
    if action not in held.reasons:
        found = find_doubts(desk.plan, today=today, action=action)
        held.reasons[action] = [each.sentence for each in found]
    return held.reasons[action]
