"""The line at the head of a review: what came in, what waits, whose name is on what is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from textual.strip import Strip
from textual.widget import Widget

from db.proposed import Standing
from jtai_tui.text import head, one_line, waiting_words, width_of
from jtai_tui.widgets.line_pane import draw
from jtai_tui.widgets.palette import ACCENT, LATE, MUTED, STRONG, TEXT, palette_of

_TITLE = " REVIEW  "
_JOINT = " · "
_LEAST_SOURCE = 12
# What goes first comes last.
_CONFLICTS, _MARKED, _STATE, _OPEN, _TAKEN, _KEPT, _OTHER, _SOURCE, _NAME = range(9)
_RANKED = (
    (_OPEN, Standing.OPEN), (_TAKEN, Standing.TAKEN), (_KEPT, Standing.KEPT),
    (_OTHER, Standing.OTHER),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReviewNumbers:
    """How many changes there are of each standing, from where they came, how many are marked.

    `state` is what stands against saving, or that something is unsaved; `stuck` the former.
    """

    source: str = ""
    standings: Mapping[Standing, int] = field(default_factory=dict)
    marked: int = 0
    author: str = ""
    state: str = ""
    stuck: bool = False

    @property
    def total(self) -> int:
        """How many changes there are."""
        return sum(self.standings.values())

    @property
    def conflicts(self) -> int:
        """How many conflicts wait."""
        return self.standings.get(Standing.CONFLICT, 0)


class ReviewBar(Widget):
    """One line of numbers."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        super().__init__(id=id)
        self._numbers = ReviewNumbers()

    def show(self, numbers: ReviewNumbers) -> None:
        """Say this."""
        self._numbers = numbers
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the line, or blank ones beneath it."""
        width = self.size.width
        return draw(() if y else bar_pieces(self._numbers, width), width, palette_of(self.app))


def bar_pieces(numbers: ReviewNumbers, width: int) -> Iterator[tuple[str, str]]:
    """Yield the line in `width` cells; what doesn't fit is left out, the least important first."""
    changes = "1 change" if numbers.total == 1 else f"{numbers.total:,} changes"
    name = one_line(numbers.author) or "no author yet"
    source = one_line(numbers.source)
    parts = [
        (_SOURCE, f" from {source}" if source else "", MUTED),
        *((rank, _JOINT + text, tone) for rank, text, tone in _counts(numbers)),
        (_STATE, f"   {numbers.state}" if numbers.state else "", LATE if numbers.stuck else ACCENT),
        (_NAME, f"   {name}", MUTED),
    ]
    left = width - width_of(_TITLE) - width_of(changes) - 1
    shown: dict[int, str] = {}
    for rank, whole, _ in sorted(parts):
        text = whole
        if rank == _SOURCE and width_of(whole) > left >= _LEAST_SOURCE:
            text = head(whole, left - 1) + "…"
        if text and width_of(text) <= left:
            shown[rank] = text
            left -= width_of(text)
    yield _TITLE, STRONG
    yield changes, TEXT
    for rank, _, tone in parts:
        if rank == _STATE:
            yield " " * left, TEXT
        if rank in shown:
            joint = _JOINT if shown[rank].startswith(_JOINT) else ""
            yield joint, MUTED
            yield shown[rank].removeprefix(joint), tone


def _counts(numbers: ReviewNumbers) -> Iterator[tuple[int, str, str]]:
    if numbers.conflicts:
        yield _CONFLICTS, waiting_words(numbers.conflicts), ACCENT
    for rank, standing in _RANKED:
        if number := numbers.standings.get(standing, 0):
            yield rank, f"{number:,} {standing}", TEXT if standing is Standing.OPEN else MUTED
    if numbers.marked:
        yield _MARKED, f"{numbers.marked:,} marked", ACCENT
