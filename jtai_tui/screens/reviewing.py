"""Opening the review over the main screen, and what is said when it is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from db.proposed import Choice, Proposals, ProposedChange
from jtai_tui.screens.review import ReviewScreen

if TYPE_CHECKING:
    from db.changes import Outcome
    from db.file import Plan
    from db.signature import Signature
    from jtai_tui.desk import Desk
    from jtai_tui.screens.work import WorkScreen


class DeskProposals:
    """The proposals for whatever plan lies on the desk, which may be another copy by now."""

    def __init__(self, desk: Desk, of: Callable[[Plan], Proposals]) -> None:
        self._desk = desk
        self._of = of
        self._plan = desk.plan
        self._proposals = of(desk.plan)

    def _now(self) -> Proposals:
        if self._plan is not self._desk.plan:
            self._plan = self._desk.plan
            self._proposals = self._of(self._plan)
        return self._proposals

    def read(self, *, today: date) -> tuple[ProposedChange, ...]:
        """Return the changes as they stand now. Raises PlanError."""
        return self._now().read(today=today)

    def decide(
        self,
        changes: Sequence[ProposedChange],
        choice: Choice,
        *,
        by: Signature,
        today: date,
        text: str = "",
        reason: str = "",
    ) -> Outcome:
        """Carry a decision out. Raises Refused, ReasonNeeded."""
        return self._now().decide(changes, choice, by=by, today=today, text=text, reason=reason)


async def review(screen: WorkScreen, of: Callable[[Plan], Proposals], title: str = "") -> None:
    """Review what is proposed for the plan, and go to the action that was chosen, if one was."""
    screen.app.clear_notifications()  # they would lie over what is to be compared
    shown = ReviewScreen(DeskProposals(screen.desk, of), title)
    action = await screen.ask(shown)
    screen.changed(())
    if action:
        screen.go_to(("action", action))
    waits = shown.waiting()
    if waits:
        key = next((each.keys[0] for each in screen.jtai.commands if each.id == "review"), "i")
        screen.tell(f"{waits[:1].upper()}{waits[1:]}; {key} goes on with them")
