"""A proposed change as blocks of text: what it is, what is doubtful, and the three sides of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from db.dates import show_moment
from db.proposed import ProposedChange, Side, Standing
from jtai_tui.text import cell
from jtai_tui.widgets.blocks import Block, Gap, Heading, Line, OwnBlock, Paragraph, Piece, Prose
from jtai_tui.widgets.palette import ACCENT, GONE, LATE, MUTED, NEW, STRONG, TEXT
from jtai_tui.widgets.side_by_side import SideBySide, Version
from jtai_tui.word_marks import Pieces, compare, merged

WARNING = "⚠"

NOTHING = "(nothing)"

SIGNS = {
    Standing.CONFLICT: "!",
    Standing.OPEN: "?",
    Standing.TAKEN: "✓",
    Standing.KEPT: "–",
    Standing.OTHER: "~",
}
"""A sign for each standing, which goes with its word."""

_SENTENCES = {
    Standing.CONFLICT: "both sides have changed it; ours stands until you decide",
    Standing.OPEN: "it is proposed; ours stands until you decide",
    Standing.TAKEN: "theirs stands in the plan",
    Standing.KEPT: "ours stands in the plan",
    Standing.OTHER: "a third value stands in the plan",
}


@dataclass(frozen=True, slots=True)
class _OneLine(OwnBlock):
    """The beginning of a text, on one line."""

    text: str

    def lines(self, width: int) -> Iterator[Line]:
        """Yield the line."""
        yield ((cell(self.text, width).rstrip(), MUTED),)

    @property
    def length(self) -> int:
        """As good as nothing, as it is one line."""
        return 0


def standing_tone(standing: Standing) -> str:
    """Return the tone of a standing: what waits is seen first."""
    if standing is Standing.CONFLICT:
        return ACCENT
    return STRONG if standing is Standing.OPEN else MUTED


def comparison_blocks(change: ProposedChange, *, signs: bool = False) -> tuple[Block, ...]:
    """Return a change to be read; `signs` puts changed words between `[+ +]` and `[- -]`, too."""
    return (
        *_top(change),
        Gap(),
        SideBySide(_versions(change, signs=signs)),
        *_now(change),
    )


def title_of(change: ProposedChange) -> str:
    """Return what a change is about: `Action 7: Rating`."""
    if change.reference:
        return f"Action {change.reference}: {change.what}"
    return f"{change.agency}: {change.what}" if change.agency else change.what


def _top(change: ProposedChange) -> Iterator[Block]:
    source = f"from {change.source}" if change.source else ""
    yield Heading(title_of(change), source, STRONG)
    if change.about:
        yield _OneLine(change.about)
    sign, tone = SIGNS[change.standing], standing_tone(change.standing)
    yield Paragraph(
        (
            (f"{sign} {change.standing}", tone if tone != MUTED else STRONG),
            (f": {_SENTENCES[change.standing]}", TEXT),
        )
    )
    for mark in change.marks:
        yield Paragraph(((_sentence(mark), TEXT),), label=WARNING, hang=2, label_tone=LATE)
    if change.rule:
        yield Paragraph(((_sentence(change.rule), TEXT),), label="·", hang=2)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _versions(change: ProposedChange, *, signs: bool) -> tuple[Version, ...]:
    base, ours, theirs = change.base, change.ours, change.theirs
    without_ours, in_ours = _compared(base.text, ours.text)
    without_theirs, in_theirs = _compared(base.text, theirs.text)
    gone = merged(without_ours, without_theirs)
    unchanged = ours.text == base.text and ours.at in (None, base.at)
    return (
        Version("BASE", _by(base), _toned(gone, GONE, signs=signs), base.reason),
        Version(
            "OURS",
            ("as it was",) if unchanged else _by(ours),
            _toned(in_ours, NEW, signs=signs),
            ours.reason,
        ),
        Version("THEIRS", _by(theirs), _toned(in_theirs, NEW, signs=signs), theirs.reason),
    )


def _compared(base: str, text: str) -> tuple[Pieces, Pieces]:
    """Return what is changed; where there was nothing before, all is new and none of it marked."""
    return compare(base, text) if base.strip() else (compare(base, base)[0], compare(text, text)[0])


def _by(side: Side) -> tuple[str, ...]:
    moment = "" if side.at is None else show_moment(side.at)
    return tuple(part for part in (side.author, moment) if part)


def _toned(pieces: Pieces, tone: str, *, signs: bool) -> tuple[Piece, ...]:
    if not pieces:
        return ((NOTHING, MUTED),)
    mark = "-" if tone == GONE else "+"
    return tuple(
        (f"[{mark}{text}{mark}]" if changed and signs else text, tone if changed else TEXT)
        for text, changed in pieces
    )


def _now(change: ProposedChange) -> Iterator[Block]:
    """Yield what the plan says now, where it is neither ours nor theirs."""
    neither = bool(change.field) and change.now not in (change.ours.text, change.theirs.text)
    if neither or change.standing is Standing.OTHER:
        yield Heading("THE PLAN NOW")
        yield Prose(change.now) if change.now.strip() else Prose(NOTHING, MUTED)
