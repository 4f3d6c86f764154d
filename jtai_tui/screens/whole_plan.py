"""The commands that are for the plan as a whole: the same wherever the cursor stands."""

from __future__ import annotations

from jtai_tui.screens.panes import PanesScreen

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

    def action_back_up(self) -> None:
        """Take a backup now."""
        from jtai_tui.screens import keeping  # noqa: PLC0415  only when asked

        self.start(keeping.back_up(self))

    def action_restore(self) -> None:
        """Choose a backup to go back to."""
        from jtai_tui.screens import keeping  # noqa: PLC0415  only when asked

        self.start(keeping.go_back(self))

    def action_about_plan(self) -> None:
        """Show the plan's introduction and governance."""
        from jtai_tui.screens import looking  # noqa: PLC0415  after the first paint

        self.start(looking.about_plan(self))

    def action_add_agency(self) -> None:
        """Add an agency."""
        from jtai_tui.screens import adding  # noqa: PLC0415  only when asked

        self.change(lambda _: adding.add_agency(self))
