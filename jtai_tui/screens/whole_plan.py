"""The commands that are for the plan as a whole, its agencies and its leads.

They are the same whichever action the cursor stands on.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from jtai_tui.screens.panes import PanesScreen

if TYPE_CHECKING:
    from jtai_tui.widgets.plan_tree import TreeKey

BACK_UP_SECONDS = 1.0
"""How long after the plan is on the screen it is backed up."""


class WholePlanScreen(PanesScreen):
    """What is done to the whole file, aside from what the panes show of it."""

    def back_up_aside(self) -> None:
        """Back the plan up, if it has changed since the last time, while somebody works."""
        from jtai_tui.screens import keeping  # noqa: PLC0415  after the first paint

        self.run_worker(keeping.back_up_aside(self), name="backup")

    def action_ship(self) -> None:
        """Make a copy to send."""
        from jtai_tui.screens import keeping  # noqa: PLC0415  only when asked

        self.change(lambda _: keeping.ship_copy(self))

    def action_export_plan(self) -> None:
        """Write the plan to a file for others."""
        from jtai_tui.screens import exporting  # noqa: PLC0415  only when asked

        self.start(exporting.export_plan(self))

    def action_copies(self) -> None:
        """Show who has a copy, and whether it came back."""
        from jtai_tui.screens import copies  # noqa: PLC0415  only when asked

        self.start(copies.show_copies(self))

    def action_checks(self) -> None:
        """Show all that is to be checked, and why."""
        from jtai_tui.screens import checking  # noqa: PLC0415  only when asked

        self.start(checking.show_doubts(self))

    def action_choose_checks(self) -> None:
        """Leave a check out for this plan, or take it in again."""
        from jtai_tui.screens import checking  # noqa: PLC0415  only when asked

        self.change(lambda _: checking.choose_checks(self))

    def action_statement(self) -> None:
        """Say when the report was received, and when the written statement was sent."""
        from jtai_tui.screens import statement  # noqa: PLC0415  only when asked

        self.change(lambda _: statement.say_days(self))

    def action_back_up(self) -> None:
        """Take a backup now."""
        from jtai_tui.screens import keeping  # noqa: PLC0415  only when asked

        self.start(keeping.back_up(self))

    def action_restore(self) -> None:
        """Choose a backup to go back to."""
        from jtai_tui.screens import keeping  # noqa: PLC0415  only when asked

        self.start(keeping.go_back(self))

    def action_merge(self) -> None:
        """Merge copies that came back."""
        from jtai_tui.screens import merging  # noqa: PLC0415  only when asked

        self.change(lambda _: merging.merge_copies(self))

    def action_read_document(self) -> None:
        """Read in a document."""
        from jtai_tui.screens import importing  # noqa: PLC0415  only when asked

        self.change(lambda _: importing.read_in(self))

    def action_review(self) -> None:
        """Review what came in."""
        from db.review import PlanReview  # noqa: PLC0415  only when asked
        from jtai_tui.screens import reviewing  # noqa: PLC0415

        self.start(reviewing.review(self, PlanReview))

    def action_about_plan(self) -> None:
        """Show the plan's introduction and governance."""
        from jtai_tui.screens import looking  # noqa: PLC0415  after the first paint

        self.start(looking.about_plan(self))

    @abstractmethod
    def shown_place(self) -> TreeKey:
        """Return the place of the tree that is shown."""

    def shown(self, kind: str) -> str | None:
        """Return the name of the place that is shown, if it is of this kind: agency or lead."""
        shown, name = self.shown_place()
        return name if shown == kind else None

    def action_add_action(self) -> None:
        """Add an action, of the agency that is shown."""
        from jtai_tui.screens import adding  # noqa: PLC0415  only when asked

        self.change(lambda _: adding.add_action(self, self.shown("agency")))

    def action_add_agency(self) -> None:
        """Add an agency."""
        from jtai_tui.screens import adding  # noqa: PLC0415  only when asked

        self.change(lambda _: adding.add_agency(self))

    def action_rename_agency(self) -> None:
        """Give the agency that is shown another name."""
        from jtai_tui.screens import adding  # noqa: PLC0415  only when asked

        self.change(lambda _: adding.rename_agency(self, self.shown("agency")))

    def action_merge_agency(self) -> None:
        """Merge the agency that is shown into another."""
        from jtai_tui.screens import naming  # noqa: PLC0415  only when asked

        self.change(lambda _: naming.merge_agency(self, self.shown("agency")))

    def action_rename_lead(self) -> None:
        """Spell the lead that is shown otherwise, in every action."""
        from jtai_tui.screens import naming  # noqa: PLC0415  only when asked

        self.change(lambda _: naming.rename_lead(self, self.shown("lead")))

    def action_alike(self) -> None:
        """Show which leads and agencies look like one."""
        from jtai_tui.screens import naming  # noqa: PLC0415  only when asked

        self.change(lambda _: naming.alike(self))
