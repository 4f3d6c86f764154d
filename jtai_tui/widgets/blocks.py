"""Blocks of text to read: what they are made of, and how they become lines of a given width."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jtai_tui.text import fit, one_line, visible, width_of
from jtai_tui.widgets.palette import HEADING, MUTED, TEXT
from jtai_tui.widgets.prose import prose_lines
from jtai_tui.widgets.wrap import line_spans

Piece = tuple[str, str]  # text as it is, and its tone
Line = tuple[Piece, ...]  # one line that is fit to be shown


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on one line with a blank one above, and a note at the right edge."""

    title: str
    note: str = ""
    tone: str = HEADING


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Pieces that run on and wrap, `indent` cells from the left.

    `label` stands before the first line, and the others hang under its text: `hang` cells.
    """

    pieces: tuple[Piece, ...]
    label: str = ""
    hang: int = 0
    indent: int = 0
    label_tone: str = MUTED


@dataclass(frozen=True, slots=True)
class Prose:
    """Text as somebody wrote it, of any length: paragraphs, bullets and numbered lists."""

    text: str
    tone: str = TEXT
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A blank line."""


class OwnBlock(ABC):
    """A block that lays itself out, and makes its text fit for a terminal."""

    @abstractmethod
    def lines(self, width: int) -> Iterator[Line]:
        """Yield its lines, at most `width` cells wide, one by one as they are asked for."""

    @property
    @abstractmethod
    def length(self) -> int:
        """About how many characters it has, with those that only fill its lines."""


Block = Heading | Paragraph | Prose | Gap | OwnBlock


def length_of(block: Block) -> int:
    """Return about how many characters a block has: for an estimate of its lines."""
    if isinstance(block, Prose):
        return len(block.text)
    if isinstance(block, Paragraph):
        return sum(len(text) for text, _ in block.pieces)
    return block.length if isinstance(block, OwnBlock) else 0


def laid_out(blocks: Iterable[Block], width: int) -> Iterator[Line]:
    """Yield the lines of blocks, at most `width` cells wide, one by one as they are asked for.

    All text is made fit for a terminal here, and nowhere before.
    """
    first = True
    for block in blocks:
        if isinstance(block, Gap):
            yield ()
        elif isinstance(block, Heading):
            if not first:
                yield ()
            yield _heading(block, width)
        elif isinstance(block, Paragraph):
            yield from _paragraph(block, width)
        elif isinstance(block, OwnBlock):
            yield from block.lines(width)
        else:
            yield from _prose(block, width)
        first = False


def _heading(block: Heading, width: int) -> Line:
    note = one_line(block.note)
    room = max(width - width_of(note) - 2, 0) if note else width
    title = one_line(block.title)
    if width_of(title) > room:
        return ((title if width_of(title) <= width else fit(title, width), block.tone),)
    if not note:
        return ((title, block.tone),)
    return (title, block.tone), (fit(note, width - width_of(title), right=True), MUTED)


def _paragraph(block: Paragraph, width: int) -> Iterator[Line]:
    lead = " " * block.indent
    label = fit(one_line(block.label), block.hang) if block.hang else one_line(block.label)
    hang = " " * width_of(label)
    pieces = [(one_line_kept(text), tone) for text, tone in block.pieces]
    before = ((lead, TEXT), (label, block.label_tone))
    for line in _wrapped(pieces, width - width_of(lead + label)):
        yield _joined((*before, *line))
        before = ((lead, TEXT), (hang, TEXT))


def one_line_kept(text: str) -> str:
    """Return a piece on one line with its outer spaces, which part it from its neighbours."""
    return visible(text).replace("\n", " ")


def _prose(block: Prose, width: int) -> Iterator[Line]:
    for label, text, depth, tone in prose_lines(block.text):
        lead = " " * (block.indent + depth)
        before = ((lead, TEXT), (label, block.tone))
        room = width - width_of(lead + label)
        for line in _wrapped([(text, tone or block.tone)], room):
            yield _joined((*before, *line))
            before = ((lead + " " * width_of(label), TEXT), ("", TEXT))


def _wrapped(pieces: list[Piece], width: int) -> Iterator[Line]:
    """Yield the lines of pieces that run on."""
    if len(pieces) == 1:
        text, tone = pieces[0]
        for start, end in line_spans(text, width):
            yield ((text[start:end], tone),)
        return
    whole = "".join(text for text, _ in pieces)
    for start, end in line_spans(whole, width):
        yield tuple(_cut_out(pieces, start, end))


def _cut_out(pieces: list[Piece], start: int, end: int) -> Iterator[Piece]:
    offset = 0
    for text, tone in pieces:
        part = text[max(start - offset, 0) : max(end - offset, 0)]
        if part:
            yield part, tone
        offset += len(text)


def _joined(pieces: Iterable[Piece]) -> Line:
    return tuple(piece for piece in pieces if piece[0])


def plain_text(blocks: Iterable[Block], width: int = 100) -> str:
    """Return blocks as text without colours, for the clipboard."""
    lines = ("".join(text for text, _ in line).rstrip() for line in laid_out(blocks, width))
    return "\n".join(lines).strip() + "\n"
