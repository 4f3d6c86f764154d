"""The line at the top: which plan this is, how it stands, whose name changes carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from textual.strip import Strip
from textual.widget import Widget

from jtai_tui.text import counted, fit, one_line, width_of
from jtai_tui.widgets.line_pane import draw
from jtai_tui.widgets.palette import ACCENT, LATE, MUTED, STRONG, TEXT, palette_of

if TYPE_CHECKING:
    from datetime import date

_GAP = "  "
_LEAST_TITLE = 0.28  # of the line
_ROOM_FOR_THE_DAY = 120
"""From this width on the day itself is said by which the written statement is due."""


class HeaderFacts(NamedTuple):
    """What the header says.

    `today` is None where the real day is used, `author` where nobody has given a name yet;
    `saved` is false while a form or a draft holds text that isn't in the file, and `stuck` is true
    while nothing can be saved. `copies_overdue` counts copies that went out and are waited for,
    `conflicts` and `proposed` changes what somebody has to decide. `statement` says how the
    statutory clock stands, while it runs; first at length, then in brief, then whether it is late.
    """

    title: str = ""
    version_label: str = ""
    updated: date | None = None
    today: date | None = None
    overdue: int | None = None
    unrated: int | None = None
    author: str | None = None
    file_name: str = ""
    saved: bool = True
    read_only: bool = False
    stuck: bool = False
    copies_overdue: int = 0
    conflicts: int = 0
    proposed: int = 0
    statement: tuple[str, str, bool] | None = None


class PlanHeader(Widget):
    """One line of facts; what doesn't fit is left out, the least important first."""

    ALLOW_SELECT = False

    def __init__(self, facts: HeaderFacts | None = None, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        super().__init__(id=id)
        self._facts = facts or HeaderFacts()

    @property
    def facts(self) -> HeaderFacts:
        """What the header says."""
        return self._facts

    def show(self, facts: HeaderFacts) -> None:
        """Say this."""
        self._facts = facts
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the line, or blank ones beneath it."""
        width = self.size.width
        pieces = header_pieces(self._facts, width) if y == 0 else ()
        return draw(pieces, width, palette_of(self.app))


def header_pieces(facts: HeaderFacts, width: int) -> Iterator[tuple[str, str]]:
    """Yield the pieces of the header in exactly `width` cells."""
    title = one_line(facts.title)
    parts = [(rank, one_line(text), tone) for rank, text, tone in _parts(facts, width) if text]
    room = width - 2 - min(width_of(title), int(width * _LEAST_TITLE))
    while parts and sum(width_of(text) + len(_GAP) for _, text, _ in parts) > room:
        parts.remove(max(parts))
    taken = sum(width_of(text) + len(_GAP) for _, text, _ in parts)
    room = max(width - 2 - taken, 0)
    shown = title if width_of(title) <= room else fit(title, room)
    version = [part for part in parts if part[0] == _VERSION]
    others = [part for part in parts if part[0] != _VERSION]
    yield " ", TEXT
    yield shown, STRONG
    for _, text, tone in version:
        yield _GAP + text, tone
    yield " " * max(room - width_of(shown), 0), TEXT
    for _, text, tone in others:
        yield _GAP + text, tone
    yield " ", TEXT


(
    _STATE, _CONFLICTS, _OVERDUE, _STATEMENT, _PROPOSED, _COPIES, _AUTHOR, _TODAY, _UNRATED,
    _VERSION, _SAVED, _FILE,
) = range(12)  # fmt: skip


def _parts(facts: HeaderFacts, width: int) -> Iterator[tuple[int, str, str]]:
    """Yield rank (0 is the most important), text and tone, in the order of the line."""
    from db.dates import show_date  # noqa: PLC0415  the first frame does without

    updated = "" if facts.updated is None else show_date(facts.updated)
    yield _VERSION, " ".join(part for part in (facts.version_label, updated) if part), MUTED
    yield _TODAY, "" if facts.today is None else f"today {show_date(facts.today)}", MUTED
    if facts.overdue is not None:
        yield _OVERDUE, f"{facts.overdue} overdue", LATE if facts.overdue else MUTED
    if facts.unrated is not None:
        yield _UNRATED, f"{facts.unrated} unrated", MUTED
    if facts.conflicts:
        yield _CONFLICTS, counted(facts.conflicts, "conflict"), LATE
    if facts.proposed:
        yield _PROPOSED, f"{facts.proposed:,} proposed", ACCENT
    if facts.copies_overdue:
        noun = "copy" if facts.copies_overdue == 1 else "copies"
        yield _COPIES, f"{facts.copies_overdue} {noun} overdue", LATE
    if facts.statement is not None:
        said, brief, late = facts.statement
        yield _STATEMENT, said if width >= _ROOM_FOR_THE_DAY else brief, LATE if late else TEXT
    yield _AUTHOR, facts.author or "no author yet", TEXT if facts.author else ACCENT
    yield _FILE, facts.file_name, MUTED
    if facts.stuck:
        yield _STATE, "can't save", LATE
    elif facts.read_only:
        yield _STATE, "read-only", STRONG
    elif facts.saved:
        yield _SAVED, "saved", MUTED
    else:
        yield _STATE, "unsaved", ACCENT
