"""Choose what the table is sorted by."""

from __future__ import annotations

from dataclasses import replace

from textual.content import Content

from db.selection import Order, SortKey
from jtai_tui.screens.dialogs.picking import Pick, PickDialog

_NAMES = {
    SortKey.REFERENCE: ("r", "Reference", "1 first", "last first"),
    SortKey.RATING: ("t", "Rating", "gravest first", "mildest first"),
    SortKey.DAYS: ("y", "Days", "latest first", "longest to go first"),
    SortKey.ACTION: ("a", "Action", "A to Z", "Z to A"),
    SortKey.LEAD: ("l", "Lead", "A to Z", "Z to A"),
    SortKey.DUE: ("d", "Due date", "earliest first", "furthest first"),
    SortKey.AGENCY: ("g", "Agency", "in the plan's order", "the plan's order turned about"),
}


class SortDialog(PickDialog[Order]):
    """Gives back the order chosen; the present one chosen again is turned about."""

    HELP = "Choose what the table is sorted by; the same one again turns the order about."

    def __init__(self, current: Order) -> None:
        picks = [_pick(key, current) for key in SortKey]
        super().__init__("Sort by", picks, start=list(SortKey).index(current.key))


def _pick(key: SortKey, current: Order) -> Pick[Order]:
    letter, name, forward, backward = _NAMES[key]
    order = Order(key)
    now = ""
    if key is current.key:
        order = replace(current, reverse=not current.reverse)
        now = f"now {backward if current.reverse else forward}; turn about"
    how = now or forward
    prompt = Content.assemble((letter, "bold"), f"  {name:<12}", (how, "$text-muted"))
    return Pick(order, (letter,), prompt)
