"""The table held against what a board saw: worked out once the plan is shown, and kept true."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jtai_tui.screens.whole_plan import WholePlanScreen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from jtai_tui.beside import Beside


@dataclass(frozen=True, slots=True)
class AtHand:
    """The ids of actions, what they are called together, and whether they are fewer than all."""

    ids: tuple[str, ...]
    words: str
    narrowed: bool


class ComparingScreen(WholePlanScreen):
    """What stands beside the actions: their direction of travel, and how often dates moved.

    It is read aside, over a connection of its own, so that neither the first frame nor a key waits
    for it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._since = ""
        self._shown: tuple[object, object, object] = (None, None, {})

    @abstractmethod
    def show_beside(self) -> None:
        """Show what is known beside the actions."""

    @abstractmethod
    def at_hand(self) -> AtHand:
        """Return the actions that are marked, else those of the table."""

    def look_beside(self) -> None:
        """Have it worked out, unless it is known for the log and the day as they are."""
        desk, known = self.desk, self.desk.beside
        if (
            known is None
            or (known.tip, known.today, known.since) != (desk.facts.tip, desk.today(), self._since)
            or (known.dates is not None) != self.jtai.shows_revisions
        ):
            # Not a coroutine, which would be lost unawaited where the next takes its place.
            look: Callable[[], Awaitable[None]] = self._look_beside
            self.run_worker(look, name="beside", group="beside", exclusive=True)

    async def _look_beside(self) -> None:
        from db.errors import PlanError  # noqa: PLC0415  after the first paint

        desk, since, revisions = self.desk, self._since, self.jtai.shows_revisions
        known, tip, today = desk.beside, desk.facts.tip, desk.today()

        def work() -> Beside:
            from jtai_tui.beside import work_out  # noqa: PLC0415  brings in SQLAlchemy

            return work_out(desk.plan, known, tip, today=today, since=since, revisions=revisions)

        try:
            desk.beside = found = await asyncio.to_thread(work)
        except PlanError:  # in use just now: the next look at the file comes back to it
            desk.outlook.behind = True
            return
        except Exception as error:
            self.jtai.admit(error)
            return
        self._since = found.since
        known_now = found.travel, found.dates, found.chased
        if self._shown != known_now:
            self._shown = known_now
            self.show_beside()

    def hold_against(self, point: str) -> None:
        """Compare with a reporting point from now on, by its id; "" for the last before today."""
        self._since = point
        self.look_beside()

    def action_report(self) -> None:
        """Make a report for a board."""
        from jtai_tui.screens import reporting  # noqa: PLC0415  only when asked

        self.start(reporting.report(self))

    def action_chase(self) -> None:
        """Ask leads for what they owe."""
        from jtai_tui.screens import chasing  # noqa: PLC0415  only when asked

        self.change(lambda _: chasing.chase_leads(self))

    def action_mark_point(self) -> None:
        """Mark a day on which a board sees the plan."""
        from jtai_tui.screens import points  # noqa: PLC0415  only when asked

        self.change(lambda _: points.mark(self))

    def action_points(self) -> None:
        """Show what boards saw, and choose which of them the plan is compared with."""
        from jtai_tui.screens import points  # noqa: PLC0415  only when asked

        self.start(points.choose(self))

    def action_as_at(self) -> None:
        """Look at the plan as it stood."""
        from jtai_tui.screens import as_it_stood  # noqa: PLC0415  only when asked

        self.start(as_it_stood.look(self))

    def action_revisions(self) -> None:
        """Show how often dates were revised as a column, or leave it away."""
        shown = self.jtai.shows_revisions = not self.jtai.shows_revisions
        self.look_beside()
        try:
            self.desk.keep_revisions(shown)
        except OSError as error:
            self.tell(f"The column can't be kept for the next time ({error.strerror})")
        else:
            self.tell("The table shows revisions" if shown else "The table shows no revisions")
