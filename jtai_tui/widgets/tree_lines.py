"""The lines of the tree: what the counts of a plan become, and how each line is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from db.rating import Scheme
from db.rows import AgencyCount, Counts
from db.selection import VIEW_NAMES, View
from jtai_tui.text import cell, fit
from jtai_tui.widgets.palette import ACCENT, FOCUSED, HEADING, LATE, MUTED, TEXT
from jtai_tui.widgets.rating_bar import bar_pieces

_LONGEST_BAR = 40


class TreeLine(NamedTuple):
    """A line of the tree; without a key, the cursor passes over it."""

    key: tuple[str, str] | None = None
    name: str = ""
    number: int | None = None
    overdue: int = 0
    ratings: dict[str | None, int] | None = None


class TreeDrawing:
    """The lines of the tree for some counts, and how each is drawn by a scheme."""

    def __init__(self, counts: Counts, scheme: Scheme) -> None:
        self.lines = tuple(tree_lines(counts))
        self._scheme = scheme
        self._number = max(len(_shown(line.number)) for line in self.lines) + 1
        self._overdue = max(len(_late(line.overdue)) for line in self.lines) + 1

    def pieces(
        self, line: TreeLine, width: int, *, selected: bool, focused: bool
    ) -> Iterator[tuple[str, str]]:
        """Yield a heading, a name with its numbers, or a bar, in `width` cells at most."""
        if line.ratings:
            yield "  ", TEXT
            yield from bar_pieces(line.ratings, self._scheme, min(width - 3, _LONGEST_BAR))
        elif line.key is None:
            yield line.name, FOCUSED if focused and line.name else HEADING
        else:
            room = width - self._number - self._overdue
            yield cell(line.name, room), ACCENT if selected else TEXT
            yield fit(_shown(line.number), self._number, right=True), MUTED
            yield fit(_late(line.overdue), self._overdue, right=True), LATE


def tree_lines(counts: Counts) -> Iterator[TreeLine]:
    """Yield the lines: all actions and the agencies with their bars, the views, the leads."""
    yield TreeLine(name="AGENCIES")
    total, overdue = counts.views.get(View.ALL), counts.views.get(View.OVERDUE, 0)
    yield TreeLine(("all", ""), VIEW_NAMES[View.ALL], total, overdue)
    for agency in counts.agencies:
        yield from _agency_lines(agency)
    yield TreeLine()
    yield TreeLine(name="VIEWS")
    for view in View:
        number = counts.views.get(view)
        if view is not View.ALL and (number or view is not View.CONFLICTS):
            yield TreeLine(("view", view), VIEW_NAMES[view], number)
    if counts.leads:
        yield TreeLine()
        yield TreeLine(name="LEADS")
    for lead in counts.leads:
        yield TreeLine(("lead", lead.name), lead.name, lead.actions, lead.overdue)


def _agency_lines(agency: AgencyCount) -> Iterator[TreeLine]:
    yield TreeLine(("agency", agency.id), agency.name, agency.actions, agency.overdue)
    if any(agency.ratings.values()):
        yield TreeLine(ratings=agency.ratings)


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _late(number: int) -> str:
    return f"{number}!" if number else ""
