"""How often and how far a due date was moved since it was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.dates import show_date
from db.rows import Revision


@dataclass(frozen=True, slots=True)
class Move:
    """A revision, and by how many days it moved the date: earlier ones are negative.

    `days` counts from the last date that there was, so that a date that is given again after it
    was taken out has moved from that one; None for a revision that takes the date out.
    """

    revision: Revision
    days: int | None


@dataclass(frozen=True, slots=True)
class Slipping:
    """What became of an agreed due date: its revisions, oldest first.

    `due` is the date now. `days` are those from the agreed date to `due`, negative where it is
    earlier, None where there was never a date or is none any more.
    """

    agreed: date | None
    due: date | None
    moves: tuple[Move, ...]

    @property
    def times(self) -> int:
        """Return how often the date was revised."""
        return len(self.moves)

    @property
    def days(self) -> int | None:
        """Return by how many days the date was moved in all."""
        if self.agreed is None or self.due is None:
            return None
        return (self.due - self.agreed).days


def slipping(agreed: date | None, revisions: Sequence[Revision], due: date | None) -> Slipping:
    """Return what became of a due date; `revisions` are newest first, as `db.history` has them."""
    moves = []
    last = agreed
    for revision in reversed(revisions):
        last = last if revision.before is None else revision.before
        moved = None if revision.after is None or last is None else (revision.after - last).days
        moves.append(Move(revision, moved))
        last = last if revision.after is None else revision.after
    return Slipping(agreed, due, tuple(moves))


def times_words(times: int) -> str:
    """Return `never`, `once`, `twice`, `3 times`."""
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times} times")


def days_words(days: int | None) -> str:
    """Return `61 days later`, `1 day earlier`, `the same day`; `no date` for None."""
    if days is None:
        return "no date"
    if days == 0:
        return "the same day"
    unit = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {unit} {'later' if days > 0 else 'earlier'}"


def moved_words(found: Slipping) -> str:
    """Return `revised twice, 61 days later in all`; "" for a date that was never revised."""
    if not found.moves:
        return ""
    times = times_words(found.times)
    if found.days is None:
        return f"revised {times}, no date now"
    if found.times == 1:
        return f"revised once, {days_words(found.days)}"
    return f"revised {times}, {days_words(found.days)} in all"


def move_words(move: Move) -> str:
    """Return `30 Jun 2020 to 31 Jul 2020 (31 days later)`."""
    before, after = move.revision.before, move.revision.after
    if after is None:
        return "taken out" if before is None else f"{show_date(before)} taken out"
    start = "none" if before is None else show_date(before)
    return f"{start} to {show_date(after)} ({days_words(move.days)})"
