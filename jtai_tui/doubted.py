"""What the checks have found in the plan on the desk, by action, as long as the plan is so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from db.checks import Doubt, find_doubts

if TYPE_CHECKING:
    from jtai_tui.desk import Desk


@dataclass(frozen=True, slots=True)
class Doubted:
    """The reasons for a look at each action, by its id; `tip` is the log's end that they are of."""

    tip: str
    today: date
    reasons: Mapping[str, Sequence[str]]


def take(desk: Desk, doubts: Sequence[Doubt]) -> None:
    """Keep what the checks have found, as long as the plan is so."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for each in doubts:
        if each.action is not None:
            reasons[each.action].append(each.sentence)
    desk.doubted = Doubted(desk.facts.tip, desk.today(), reasons)


def reasons_for(desk: Desk, action: str) -> Sequence[str]:
    """Return why an action should be looked at, anew where the log says more. Raises PlanError."""
    held = desk.doubted
    if held is None or held.tip != desk.facts.tip or held.today != desk.today():
        take(desk, find_doubts(desk.plan, today=desk.today()))
        held = desk.doubted
    return () if held is None else held.reasons.get(action, ())
