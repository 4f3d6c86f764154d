"""What is in force on the main screen: a place of the tree, a typed filter, an order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from db.rows import VIEW_NAMES, Counts, Order, Selection, SortKey, View
from jtai_tui.widgets.plan_tree import ALL, TreeKey

ORDER_WORDS = {
    SortKey.REFERENCE: "by reference",
    SortKey.RATING: "gravest first",
    SortKey.DAYS: "latest first",
    SortKey.ACTION: "by action",
    SortKey.LEAD: "by lead",
    SortKey.DUE: "earliest due first",
    SortKey.AGENCY: "by agency",
}


LATEST_FIRST = Order(SortKey.DAYS)


@dataclass(frozen=True, slots=True)
class InForce:
    """Which actions the table shows, in which order; and how that is said."""

    place: TreeKey = ALL
    typed: str = ""
    order: Order = LATEST_FIRST

    def at(self, place: TreeKey) -> InForce:
        """Return the same filter and order at another place of the tree."""
        return replace(self, place=ALL if place == ("view", View.ALL) else place)

    @property
    def selection(self) -> Selection:
        """Return what the store is asked for."""
        kind, name = self.place
        return Selection(
            view=View(name) if kind == "view" else View.ALL,
            agency=name if kind == "agency" else None,
            lead=name if kind == "lead" else None,
            text=self.typed,
        )

    def title(self, counts: Counts | None) -> str:
        """Return what is in force, in words."""
        kind, name = self.place
        if kind == "agency":
            agencies = counts.agencies if counts else ()
            title = next((each.name for each in agencies if each.id == name), "Agency")
        elif kind == "lead":
            title = f"Led by {name}"
        else:
            title = VIEW_NAMES[View(name) if kind == "view" else View.ALL]
        return f"{title}, with “{self.typed.strip()}”" if self.typed.strip() else title

    def empty(self, counts: Counts | None) -> str:
        """Return the sentence that stands where there is no action to show."""
        if self.typed.strip():
            return f"No action has “{self.typed.strip()}” here; esc clears the filter"
        if self.place == ALL:
            return "This plan has no actions yet; ctrl+p, then “Add an action”"
        return f"{self.title(counts)}: no action"

    def note(self, shown: int, marked: int, counts: Counts | None) -> str:
        """Return how many actions are left, in which order, and how many of them are marked."""
        total = counts.views[View.ALL] if counts else shown
        number = f"{shown:,}" if shown == total else f"{shown:,} of {total:,}"
        words = ORDER_WORDS[self.order.key] + (", reversed" if self.order.reverse else "")
        return f"{number}, {words}" + (f", {marked:,} marked" if marked else "")
