"""The line of the detail that says where an action has gone since a board saw the plan."""

from __future__ import annotations

from dataclasses import dataclass

from db.direction import Direction, direction_words
from jtai_tui.widgets.blocks import Paragraph, Piece
from jtai_tui.widgets.palette import MUTED, STRONG, TEXT


@dataclass(frozen=True, slots=True)
class Travelled:
    """Where an action has gone `since` a reporting point, in words, and what it `was` then.

    Without a direction, `why` says why nothing can be said. `was` is empty for a new action.
    """

    direction: Direction | None
    since: str
    was: str
    why: str = ""


def travel_line(gone: Travelled, hang: int) -> Paragraph:
    """Return `↑ better since Board (30 Jun 2020), then Significant risk`, under a label."""
    pieces: list[Piece] = []
    if gone.direction is None:
        pieces = [(gone.why, TEXT), (f", against {gone.since}", MUTED)]
    else:
        tone = STRONG if gone.direction in (Direction.BETTER, Direction.WORSE) else TEXT
        pieces = [(direction_words(gone.direction), tone), (f" since {gone.since}", MUTED)]
    if gone.was and (gone.direction is not None or not gone.why.startswith("unrated")):
        pieces.append((f"; then {gone.was}", MUTED))
    return Paragraph(tuple(pieces), label="Travel", hang=hang)
