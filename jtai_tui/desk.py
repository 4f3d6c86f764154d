"""The plan that lies open, who works on it, and on which day: what every screen works from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from db.anchor import find_loss, remember
from db.connection import Plan, close_plan
from db.dates import utc_now
from db.log import Signature
from db.queries import plan_facts, plan_scheme
from db.rating import Scheme
from db.rows import PlanFacts
from db.store import open_plan
from jtai_tui.drafts import Drafts
from jtai_tui.places import Places
from jtai_tui.settings import change_settings, remember_file


@dataclass
class Desk:
    """An open plan with its scheme and facts; `author` is None until somebody has said a name.

    `fixed_today` stands in for the real day where it is given; `clock` is always the real one.
    """

    plan: Plan
    scheme: Scheme
    facts: PlanFacts
    places: Places
    author: str | None = None
    fixed_today: date | None = None
    clock: Callable[[], datetime] = utc_now
    drafts: Drafts = field(default_factory=Drafts)
    warning: str = ""

    def today(self) -> date:
        """Return the day that overdue is counted from."""
        return self.fixed_today or self.clock().astimezone().date()

    def by(self) -> Signature:
        """Return the signature for a change; the author must have been asked for."""
        return Signature(self.author or "", self.clock)

    def sign(self, author: str) -> None:
        """Take the author's name, for this plan and for the next time. Raises OSError."""
        self.author = author
        change_settings(self.places.settings, lambda known: replace(known, author=author))

    def keep_theme(self, theme: str) -> None:
        """Keep the theme for the next time. Raises OSError."""
        change_settings(self.places.settings, lambda known: replace(known, theme=theme))

    def close(self) -> None:
        """Let go of the file."""
        close_plan(self.plan)


def open_desk(
    path: Path, *, places: Places, author: str | None = None, today: date | None = None
) -> Desk:
    """Open the plan at `path` to work on. Raises PlanError for what can't be opened.

    `warning` is a line about log rows that this machine has seen and the file lacks; where there
    are none, the tip is remembered.
    """
    plan = open_plan(path, anchors=places.tips)
    try:
        loss = find_loss(plan)
        if loss is None:
            remember(plan)
        remember_file(places.settings, path)
        return Desk(
            plan=plan,
            scheme=plan_scheme(plan),
            facts=plan_facts(plan),
            places=places,
            author=author,
            fixed_today=today,
            warning="" if loss is None else loss.sentence,
        )
    except BaseException:
        close_plan(plan)
        raise
