"""The line at the head of triage: how far one is, how late this action is, whose name is on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.strip import Strip
from textual.widget import Widget

from jtai_tui.text import one_line, width_of
from jtai_tui.widgets.line_pane import draw
from jtai_tui.widgets.palette import ACCENT, FAINT, LATE, MUTED, STRONG, TEXT, palette_of


@dataclass(frozen=True, slots=True)
class Progress:
    """Where somebody is: item `place` of `number`, counted from 1; `judged` say which are rated.

    `late` is how late the item is, in words; `unsaved` says that a draft is not in the file, and
    `stuck` that nothing can be saved.
    """

    place: int
    number: int
    judged: tuple[bool, ...]
    late: str
    author: str
    unsaved: bool = False
    stuck: bool = False


class TriageBar(Widget):
    """One line; a mark for each item where there is room."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        super().__init__(id=id)
        self._progress: Progress | None = None

    def show(self, progress: Progress) -> None:
        """Say this."""
        self._progress = progress
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the line, or blank ones beneath it."""
        width = self.size.width
        pieces = () if y or self._progress is None else bar_pieces(self._progress, width)
        return draw(pieces, width, palette_of(self.app))


def bar_pieces(progress: Progress, width: int) -> Iterator[tuple[str, str]]:
    """Return the line in `width` cells: the marks go first where it is narrow, then the name."""
    yield " TRIAGE  ", STRONG
    place = f"{progress.place} of {progress.number}"
    yield place, ACCENT
    late = f"   {progress.late}"
    yield late, LATE
    name = one_line(progress.author) or "no author yet"
    if progress.unsaved or progress.stuck:
        name += "  can't save" if progress.stuck else "  unsaved"
    left = width - 9 - width_of(place) - width_of(late) - 1
    if len(progress.judged) + 3 <= left:
        yield "   ", TEXT
        for number, judged in enumerate(progress.judged, 1):
            here = number == progress.place
            yield (
                ("●" if judged else "○" if not here else "◉"),
                (ACCENT if here else TEXT if judged else FAINT),
            )
        left -= len(progress.judged) + 3
    if width_of(name) + 2 <= left:
        yield " " * (left - width_of(name)), TEXT
        yield name, LATE if progress.stuck else ACCENT if progress.unsaved else MUTED
