"""What the main screen says: what is in force in it, and what stands in its header."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from db.rows import Counts
from db.selection import VIEW_NAMES, Order, Selection, SortKey, View
from db.statutory import due_words, left_words
from jtai_tui.widgets.plan_header import HeaderFacts
from jtai_tui.widgets.plan_tree import ALL, TreeKey

if TYPE_CHECKING:
    from jtai_tui.desk import Desk

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
    def everywhere(self) -> InForce:
        """Return the same order over the whole plan, without a filter."""
        return InForce(order=self.order)

    @property
    def selection(self) -> Selection:
        """Return what the store is asked for."""
        kind, name = self.place
        return Selection(
            view=View(name) if kind == "view" else View.ALL,
            agency=name if kind == "agency" else None,
            lead_called=name if kind == "lead" else None,
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
        # The typed words stand first, as what doesn't fit is cut at the end.
        return f"“{self.typed.strip()}”, {title}" if self.typed.strip() else title

    def empty(self, counts: Counts | None) -> str:
        """Return the sentence that stands where there is no action to show."""
        if self.typed.strip():
            return f"No action has “{self.typed.strip()}” here; esc clears the filter"
        if self.place == ALL:
            return "This plan has no actions yet; ctrl+p, then “Add an action”"
        return f"{self.title(counts)}: no action"

    def note(self, shown: int, marked: int, counts: Counts | None, told: str = "") -> str:
        """Return how many actions are left, in which order, and how many of them are marked.

        What is `told` of a lead, or of the point that is compared with, stands in place of the
        order, which an arrow shows as well.
        """
        total = counts.views[View.ALL] if counts else shown
        brief = shown == total or (told and self.place[0] == "lead")  # what is told has to fit
        number = f"{shown:,}" if brief else f"{shown:,} of {total:,}"
        words = ORDER_WORDS[self.order.key] + (", reversed" if self.order.reverse else "")
        return f"{number}, {told or words}" + (f", {marked:,} marked" if marked else "")


def header_facts(desk: Desk, counts: Counts | None, copies_overdue: int = 0) -> HeaderFacts:
    """Return what the header says of the plan on the desk."""
    return HeaderFacts(
        title=desk.facts.title,
        version_label=desk.facts.version_label,
        updated=desk.facts.updated,
        today=desk.fixed_today,
        overdue=counts.views[View.OVERDUE] if counts else None,
        unrated=counts.views[View.UNRATED] if counts else None,
        author=desk.author,
        file_name=desk.plan.path.name,
        saved=not desk.drafts.unsaved,
        read_only=desk.plan.read_only,
        conflicts=counts.conflicts if counts else 0,
        proposed=counts.proposed if counts else 0,
        stuck=bool(desk.outlook.trouble),
        copies_overdue=copies_overdue,
        statement=_statement(desk.statement_due, desk.today()),
    )


def _statement(due: date | None, today: date) -> tuple[str, str, bool] | None:
    """Return how the statutory clock stands: at length, in brief, and whether it is late."""
    if due is None:
        return None
    return due_words(due, today), f"statement: {left_words(due, today)}", due < today


def next_of(ids: Sequence[str], here: int, wanted: Collection[str], step: int) -> str | None:
    """Return the wanted id that comes next after line `here`, from the end round to the start.

    `step` is 1 for forwards and -1 for backwards; None where no other is wanted.
    """
    turned = [*range(here + 1, len(ids)), *range(max(here, 0))]
    return next((ids[line] for line in turned[::step] if ids[line] in wanted), None)
