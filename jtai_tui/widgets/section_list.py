"""A list under headings: lines with a note at their right edge, and a title above them all."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.strip import Strip

from jtai_tui.text import cell, fit, one_line, width_of
from jtai_tui.widgets.line_list import LineList
from jtai_tui.widgets.line_pane import Pieces, draw
from jtai_tui.widgets.palette import HEADING, MUTED, STRONG, TEXT

_INDENT = "  "
_LEAST_TEXT = 24


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A line: `lead` stands before its text in `lead_width` cells, `note` at the right edge.

    One without a key is a heading.
    """

    key: Hashable | None
    text: str
    note: str = ""
    lead: str = ""
    lead_width: int = 0
    tone: str = TEXT
    note_tone: str = MUTED


class SectionList(LineList):
    """Lines in sections, with a cursor that stays on its line."""

    HEAD: ClassVar[int] = 2

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        super().__init__(id=id)
        self._lines: tuple[SectionLine | None, ...] = ()
        self._title: tuple[tuple[str, str], ...] = ()

    def show(self, title: Sequence[tuple[str, str]], lines: Sequence[SectionLine | None]) -> None:
        """Show these lines, None being a blank one, under a title made of pieces."""
        self._title = tuple(title)
        self._lines = tuple(lines)
        self.set_keys([None if line is None else line.key for line in lines])

    def draw_head(self, y: int) -> Strip:
        """Return the title, and a blank line."""
        pieces: list[tuple[str, str]] = []
        for text, tone in () if y else self._title:
            pieces += [(_INDENT if pieces else " ", TEXT), (one_line(text), tone)]
        return draw(pieces, self.line_width, self.palette)

    def draw_row(self, line: int) -> Pieces:
        """Return the pieces of a line."""
        found = self._lines[line]
        if found is None:
            return ((" ", TEXT),)
        width = self.line_width - 2
        if found.key is None:
            return ((one_line(found.text), HEADING), (f"  {one_line(found.note)}", MUTED))
        lead = cell(found.lead, found.lead_width) + " " if found.lead_width else ""
        left = max(width - width_of(_INDENT) - width_of(lead), 1)
        note = one_line(found.note)
        if note and width_of(note) > left - _LEAST_TEXT:
            note = fit(note, max(left - _LEAST_TEXT, 0))
        room = left - width_of(note) - (2 if note else 0)
        return (
            (_INDENT, TEXT),
            (lead, STRONG),
            (cell(found.text, max(room, 0)), found.tone),
            (f"  {note}" if note else "", found.note_tone),
        )
