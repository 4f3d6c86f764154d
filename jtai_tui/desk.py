"""The plan that lies open, who works on it, and on which day: what every screen works from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from db.dates import utc_now
from db.examine import Progress
from db.file import Plan, close_plan
from db.queries import plan_facts, plan_scheme
from db.store import open_plan
from jtai_tui.drafts import Drafts
from jtai_tui.places import Places
from jtai_tui.settings import change_settings, remember_file

if TYPE_CHECKING:
    from db.rating import Scheme
    from db.rows import PlanFacts
    from db.signature import Signature


class News(Enum):
    """What has become of the file since it was last looked at."""

    NONE = "nothing"
    CHANGED = "another program has changed it"
    REPLACED = "another file lies in its place"
    GONE = "there is no file in its place"


@dataclass
class Desk:
    """An open plan with its scheme and facts; `author` is None until somebody has said a name.

    `lies` is which file of the disk it is, and `facts` are as they were last looked at.
    `fixed_today` stands in for the real day where it is given; `clock` is always the real one.
    """

    plan: Plan
    lies: tuple[int, int] | None
    scheme: Scheme
    facts: PlanFacts
    places: Places
    author: str | None = None
    fixed_today: date | None = None
    clock: Callable[[], datetime] = utc_now
    drafts: Drafts = field(default_factory=Drafts)

    def today(self) -> date:
        """Return the day that overdue is counted from."""
        return self.fixed_today or self.clock().astimezone().date()

    def by(self) -> Signature:
        """Return the signature for a change; the author must have been asked for."""
        from db.signature import Signature  # noqa: PLC0415  with the first change

        return Signature(self.author or "", self.clock)

    def sign(self, author: str) -> None:
        """Take the author's name, for this plan and for the next time. Raises OSError."""
        self.author = author
        change_settings(self.places.settings, lambda known: replace(known, author=author))

    def keep_theme(self, theme: str) -> None:
        """Keep the theme for the next time. Raises OSError."""
        change_settings(self.places.settings, lambda known: replace(known, theme=theme))

    def note(self) -> None:
        """Take the file as it is for known, as after a change of our own. Raises PlanError."""
        self.facts = plan_facts(self.plan)

    def news(self) -> News:
        """Look what has become of the file, and take that for known. Raises PlanError."""
        lies = _which_file(self.plan.path)
        if lies != self.lies:
            return News.GONE if lies is None else News.REPLACED
        known = self.facts.tip
        self.note()
        return News.NONE if self.facts.tip == known else News.CHANGED

    def open_again(self) -> None:
        """Go on with the file that lies in the place of the one that was opened.

        Raises PlanError, and goes on with what was opened, where there is none that can be.
        """
        fresh = open_desk(self.plan.path, places=self.places)
        close_plan(self.plan)
        self.plan, self.lies = fresh.plan, fresh.lies
        self.scheme, self.facts = fresh.scheme, fresh.facts

    def close(self) -> None:
        """Let go of the file."""
        close_plan(self.plan)


def open_desk(
    path: Path,
    *,
    places: Places,
    author: str | None = None,
    today: date | None = None,
    progress: Progress = float,
) -> Desk:
    """Open the plan at `path` to work on. Raises PlanError for what can't be opened."""
    lies = _which_file(path)
    plan = open_plan(path, anchors=places.tips, backups=places.backups, progress=progress)
    try:
        return Desk(
            plan=plan,
            lies=lies,
            scheme=plan_scheme(plan),
            facts=plan_facts(plan),
            places=places,
            author=author,
            fixed_today=today,
        )
    except BaseException:
        close_plan(plan)
        raise


def _which_file(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def look_back(desk: Desk) -> str:
    """Return a line about log rows that this machine has seen and the file lacks, or nothing.

    Where none are missing, the tip is remembered; the file is in any case, as the one opened last.
    Raises PlanError.
    """
    from db.anchor import find_loss, remember  # noqa: PLC0415  once the plan is on the screen

    remember_file(desk.places.settings, desk.plan.path)
    loss = find_loss(desk.plan)
    if loss is None:
        remember(desk.plan)
    return "" if loss is None else loss.sentence
