"""The sorts of doubt there are about a document, and doubts of one sort told together."""

from __future__ import annotations

from collections.abc import Iterable

from jtai_tui.exchange.reading.rows import Warned
from jtai_tui.exchange.reading.words import counted

TIMESCALE_UNREADABLE = "timescale-unreadable"
TIMESCALE_IMPOSSIBLE = "timescale-impossible"
TIMESCALE_RECURRING = "timescale-recurring"
TIMESCALE_DOUBTFUL = "timescale-doubtful"
SEVERAL_DATES = "several-dates"
NO_TIMESCALE = "no-timescale"
FORECAST_UNREADABLE = "forecast-unreadable"
REFERENCE_DUPLICATE = "reference-duplicate"
REFERENCE_MISSING = "reference-missing"
NUMBERING_GAP = "numbering-gap"
SAME_ACTION_TWICE = "same-action-twice"
NO_ACTION_TEXT = "no-action-text"
LEAD_ALIKE = "lead-alike"
LEAD_INITIALS = "lead-initials"
RATING_UNKNOWN = "rating-unknown"
RATING_DISAGREES = "rating-disagrees"
RATING_BY_COLOUR = "rating-by-colour"
COLUMN_KEPT = "column-kept"
TABLE_LEFT_OUT = "table-left-out"
TABLE_GOES_ON = "table-goes-on"
ROWS_HIDDEN = "rows-hidden"
NO_AGENCY = "no-agency"
TEXT_UNPLACED = "text-unplaced"
FILE_NOTE = "file-note"

_NAMED = 3


def together(warnings: Iterable[Warned]) -> tuple[Warned, ...]:
    """Return the warnings in their order, those of the same words told once with their places."""
    places: dict[tuple[str, str], list[str]] = {}
    for warned in warnings:
        places.setdefault((warned.kind, warned.text), []).append(warned.place)
    return tuple(
        Warned(_listed(list(dict.fromkeys(found))), kind, text)
        for (kind, text), found in places.items()
    )


def _listed(places: list[str]) -> str:
    more = len(places) - _NAMED
    shown = "; ".join(places[:_NAMED])
    return f"{shown} and {counted(more, 'more', 'more')}" if more > 0 else shown
