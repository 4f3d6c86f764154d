"""The plan that lies open, who works on it, and on which day: what every screen works from."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from db.dates import utc_now
from db.file import Plan, close_plan, told
from db.lookout import Lookout, Mark, mark_of
from db.queries import plan_facts, plan_scheme
from db.store import open_plan
from jtai_tui.drafts import Drafts
from jtai_tui.places import Places
from jtai_tui.settings import change_settings, remember_file

if TYPE_CHECKING:
    from db.anchor import Loss
    from db.examine import Progress
    from db.rating import Scheme
    from db.rows import PlanFacts
    from db.signature import Signature
    from jtai_tui.beside import Beside
    from jtai_tui.doubted import Doubted

GLANCE_SECONDS = 0.25
"""How long the screen waits for another program before it is said that something can't be read."""


@dataclass
class Outlook:
    """What is remembered from one look at the file to the next.

    `trouble` is the sentence that was told of what stands against a change, and `doubt` one that
    is told if it holds at the next look, too. `refused` is a file that could not be opened, with
    why, and `writable` whether the file took writing. `behind` says that something could not be
    read for the screen, and `unread` that our own last change could not be read back.
    """

    trouble: str = ""
    doubt: str = ""
    refused: tuple[Mark | None, str] = (None, "")
    writable: bool = True
    behind: bool = False
    unread: bool = False


@dataclass
class Desk:
    """An open plan with its scheme and facts; `author` is None until somebody has said a name.

    `facts` are as they were last known, and `lookout` sees what becomes of the file. Whoever looks
    at the file or changes it does so in his `turn`, and `saving` is true while a change is made.
    `fixed_today` stands in for the real day where it is given; `clock` is always the real one.
    `saved_to` is the folder to which a file of evidence was saved last. `beside` is what is known
    beside the actions, once it is worked out, `doubted` what the checks have found in them, and
    `statement_due` the day by which the written statement is due, while that is waited for.
    """

    plan: Plan
    lookout: Lookout
    scheme: Scheme
    facts: PlanFacts
    places: Places
    author: str | None = None
    fixed_today: date | None = None
    clock: Callable[[], datetime] = utc_now
    drafts: Drafts = field(default_factory=Drafts)
    outlook: Outlook = field(default_factory=Outlook)
    beside: Beside | None = None
    doubted: Doubted | None = None
    statement_due: date | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    saving: bool = False
    saved_to: Path | None = None
    _looked_at: TemporaryDirectory[str] | None = None

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

    def keep_revisions(self, shown: bool) -> None:
        """Keep whether the table shows how often dates were revised. Raises OSError."""
        change_settings(self.places.settings, lambda known: replace(known, revisions=shown))

    def note(self) -> None:
        """Take the file as it is for known. Raises PlanError."""
        self.facts = plan_facts(self.plan)

    def open_fresh(self) -> Desk:
        """Return what lies in the place of the file that was opened. Raises PlanError.

        To look at the first bytes of a file is to drop the locks that this process has on it: so
        nothing is read through ours meanwhile, in case it is the same.
        """
        with told(self.plan.path), self.plan.locked_eye():
            return open_desk(self.plan.path, places=self.places)

    def go_on_with(self, fresh: Desk) -> None:
        """Go on with another file than so far; drafts and the author stay."""
        self.let_go()
        self.plan, self.lookout = fresh.plan, fresh.lookout
        self.scheme, self.facts = fresh.scheme, fresh.facts
        self.beside = None

    def private_folder(self) -> Path:
        """Return a folder that nobody else can read, for files that are opened elsewhere.

        It is made when it is first needed, and goes when the desk is closed. Raises OSError.
        """
        if self._looked_at is None or not Path(self._looked_at.name).is_dir():
            self._looked_at = TemporaryDirectory(prefix="jtai-", ignore_cleanup_errors=True)
        return Path(self._looked_at.name)

    def let_go(self) -> None:
        """Let go of the file; used again, it is opened again."""
        self.lookout.close()
        close_plan(self.plan)

    def close(self) -> None:
        """Let go of the file, and of what was laid out to be looked at."""
        self.let_go()
        if self._looked_at is not None:
            self._looked_at.cleanup()


def open_desk(
    path: Path,
    *,
    places: Places,
    author: str | None = None,
    today: date | None = None,
    progress: Progress = float,
) -> Desk:
    """Open the plan at `path` to work on. Raises PlanError for what can't be opened."""
    lies = (0, 0)
    with contextlib.suppress(OSError, ValueError):  # which opening it says better
        lies = mark_of(path).lies
    plan = open_plan(path, anchors=places.tips, backups=places.backups, progress=progress)
    try:
        desk = Desk(
            plan=plan,
            lookout=Lookout(plan, lies),
            scheme=plan_scheme(plan),
            facts=plan_facts(plan),
            places=places,
            author=author,
            fixed_today=today,
        )
    except BaseException:
        close_plan(plan)
        raise
    plan.hurry(GLANCE_SECONDS)
    return desk


def look_back(desk: Desk) -> Loss | None:
    """Return what this machine has seen of the log and the file lacks, None if nothing.

    Where none is missing here, the tip is remembered; the file is in any case, as the one opened
    last. Raises PlanError.
    """
    from db.anchor import find_loss, remember  # noqa: PLC0415  once the plan is on the screen

    remember_file(desk.places.settings, desk.plan.path)
    loss = find_loss(desk.plan)
    if loss is None or not loss.here:
        remember(desk.plan)
    return loss
