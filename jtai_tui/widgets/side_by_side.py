"""Texts beside each other, wrapped each to its column; one beneath the other where it is narrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from jtai_tui.text import one_line, visible, width_of
from jtai_tui.widgets.blocks import Line, OwnBlock, Piece
from jtai_tui.widgets.palette import FAINT, HEADING, MUTED, TEXT
from jtai_tui.widgets.wrap import line_spans

_BETWEEN = " │ "
_LEAST = 20  # cells of a column that can still be read


@dataclass(frozen=True, slots=True)
class Version:
    """One of the texts: what it is called, who and when, the text in pieces, and why."""

    name: str
    by: tuple[str, ...]
    pieces: tuple[Piece, ...]
    reason: str = ""

    def parts(self, joint: str) -> tuple[tuple[Piece, ...], ...]:
        """Return what stands beneath each other, each level with its like in the other columns.

        `joint` parts who from when.
        """
        reason = ((f"Why: {self.reason}", MUTED),) if self.reason else ()
        by = joint.join(self.by)
        return ((self.name, HEADING),), ((by, MUTED),), self.pieces, reason


@dataclass(frozen=True, slots=True)
class SideBySide(OwnBlock):
    """Versions of one text, each in a column."""

    versions: tuple[Version, ...]

    @property
    def length(self) -> int:
        """About how many characters there are: of the longest, for each column."""
        lengths = (sum(len(text) for text, _ in each.pieces) for each in self.versions)
        return max(lengths, default=0) * len(self.versions)

    def lines(self, width: int) -> Iterator[Line]:
        """Yield the lines of all versions, level where they stand beside each other."""
        number = len(self.versions)
        room = (width - len(_BETWEEN) * (number - 1)) // number
        if room >= _LEAST:
            fits = all(width_of(one_line(", ".join(each.by))) <= room for each in self.versions)
            levels = (each.parts(", " if fits else "\n") for each in self.versions)
            for level in zip(*levels, strict=True):
                yield from _beside([piece_lines(each, room) for each in level], room)
            return
        for place, each in enumerate(self.versions):
            if place:
                yield ()
            for part in each.parts(", "):
                yield from piece_lines(part, width)


def _beside(columns: Sequence[Iterator[Line]], room: int) -> Iterator[Line]:
    for row in zip_longest(*columns, fillvalue=()):
        pieces: list[Piece] = []
        for place, line in enumerate(row):
            if place:
                pieces.append((_BETWEEN, FAINT))
            filled = sum(width_of(text) for text, _ in line)
            pieces += (*line, (" " * (room - filled), TEXT))
        yield tuple(pieces)


def piece_lines(pieces: Iterable[Piece], width: int) -> Iterator[Line]:
    """Yield pieces that run on as lines, as they were typed: what they say is not read as a list.

    Blank lines at the end are left out. Nothing is wrapped before it is asked for.
    """
    blank = 0
    for paragraph in _paragraphs(pieces):
        if not any(text.strip() for text, _ in paragraph):
            blank += 1
            continue
        yield from ((),) * blank
        blank = 0
        yield from _wrapped(paragraph, width)


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield visible lines one by one."""
    line: list[Piece] = []
    for text, tone in pieces:
        start = 0
        while True:
            end = text.find("\n", start)
            part = text[start:] if end < 0 else text[start:end].removesuffix("\r")
            first, *more = visible(part).split("\n")
            line.append((first, tone))
            for each in more:
                yield line
                line = [(each, tone)]
            if end < 0:
                break
            yield line
            line = []
            start = end + 1
    yield line


def _wrapped(pieces: Sequence[Piece], width: int) -> Iterator[Line]:
    whole = "".join(text for text, _ in pieces)
    place = begun = 0  # the piece that a line begins in, and where it begins itself
    for start, end in line_spans(whole, width):
        while place < len(pieces) - 1 and begun + len(pieces[place][0]) <= start:
            begun += len(pieces[place][0])
            place += 1
        line: list[Piece] = []
        here, at = place, begun
        while here < len(pieces) and at < end:
            text, tone = pieces[here]
            part = text[max(start - at, 0) : end - at]
            if part:
                line.append((part, tone))
            at += len(text)
            here += 1
        yield tuple(line)
