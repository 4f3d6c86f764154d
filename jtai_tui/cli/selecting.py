"""Which of a plan's actions a command line asks for."""

from __future__ import annotations

from dataclasses import dataclass

from db.file import Plan
from db.queries import action_ids, action_rows
from db.rows import ActionRow
from db.selection import Order, Selection, SortKey, View
from jtai_tui.cli.call import Call
from jtai_tui.cli.plans import find_rating, named_agency

_VIEWS = {
    "overdue": View.OVERDUE,
    "challenged": View.CHALLENGED,
    "unrated": View.UNRATED,
    "silent": View.SILENT,
    "closed": View.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The actions that were asked for, of how many."""

    rows: tuple[ActionRow, ...]
    of: int


def chosen_actions(plan: Plan, call: Call) -> Chosen:
    """Return the actions that the conditions of a command line leave, in the order asked for."""
    views = [view for name, view in _VIEWS.items() if call.flag(name)] or [View.ALL]
    order = _order(call, views)
    ids = action_ids(plan, _selection(plan, call, views[0]), order, today=call.day)
    for view in views[1:]:
        also = set(action_ids(plan, Selection(view=view), Order(), today=call.day))
        ids = tuple(one for one in ids if one in also)
    everything = action_ids(plan, Selection(), Order(), today=call.day)
    return Chosen(action_rows(plan, ids, today=call.day), len(everything))


def _order(call: Call, views: list[View]) -> Order:
    default = SortKey.DAYS if View.OVERDUE in views else SortKey.REFERENCE
    return Order(SortKey(call.text("sort") or default), call.flag("reverse"))


def _selection(plan: Plan, call: Call, view: View) -> Selection:
    agency, rating = call.text("agency"), call.text("rating")
    return Selection(
        view=view,
        agency=named_agency(plan, agency) if agency else None,
        lead=call.text("lead") or None,
        rating=find_rating(plan, rating).code if rating else None,
        due_within=call.arguments.due_within,
        text=call.text("search"),
    )


def is_narrowed(call: Call) -> bool:
    """Return whether a command line asks for some of the actions only."""
    asked = ("agency", "rating", "lead", "search")
    return (
        any(call.flag(name) for name in _VIEWS)
        or any(call.text(name) for name in asked)
        or call.arguments.due_within is not None
    )
