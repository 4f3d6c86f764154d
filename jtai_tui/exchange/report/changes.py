"""What changed since the board last saw the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from db.board_changes import BoardAction, Changes
from db.dates import show_date
from db.rows import Revision
from db.slipping import moved_words
from jtai_tui.exchange.outgoing.published import tidy_line, tidy_text
from jtai_tui.exchange.report.cells import (
    count,
    day_cell,
    due_cell,
    first_cells,
    late_cell,
    lead_cell,
    news_cell,
    rating_cell,
    reason_words,
    said_words,
    standing_cell,
    verb,
)
from jtai_tui.exchange.report.page import Block, Cell, Column, Heading, Prose, Table
from jtai_tui.exchange.report.told import Told

_Row = tuple[Cell, ...]
_FIRST = (Column("Ref", 0.06), Column("Agency", 0.14), Column("Action", 0.28))
_TRAVEL = (Column("Then", 0.11), Column("Now", 0.11), Column("Progress since", 0.3))
_CLOSING = (Column("Rating", 0.11), Column("Recorded by", 0.13), Column("Progress since", 0.28))


@dataclass(frozen=True, slots=True)
class _Part:
    """One sort of change: its heading, what is said where there is none, and its table."""

    name: str
    none: str
    found: Callable[[Changes], Sequence[BoardAction]]
    columns: tuple[Column, ...]
    rows: Callable[[Told, BoardAction], Iterator[_Row]]


def changes(told: Told) -> tuple[Block, ...]:
    """Return what changed, a heading and a table each; what did not happen, in a sentence each."""
    found = told.changes()
    if found is None:
        return (
            Prose(
                "No reporting point lies before this day, so there is nothing yet to compare the"
                " plan with."
            ),
        )
    since = tidy_line(told.since)
    blocks: list[Block] = []
    nothing: list[str] = []
    for part in _PARTS:
        actions = part.found(found)
        if not actions:
            nothing.append(f"- {part.none}")
            continue
        rows = tuple(row for each in actions for row in part.rows(told, each))
        blocks.append(Heading(f"{part.name} ({len(actions):,})"))
        blocks.append(Table(f"{part.name} since {since}", (*_FIRST, *part.columns), rows))
    if gone := len(told.board.gone):
        blocks.append(Heading(f"No longer in the plan ({gone:,})"))
        words = f"{count(gone, 'action')} that stood in the plan then {verb(gone)} no longer in it."
        blocks.append(Prose(words))
    if nothing and not blocks:
        return (Prose(f"Nothing has changed since {since}."),)
    if nothing:
        blocks += [Heading("What did not happen"), Prose("\n".join(nothing))]
    return tuple(blocks)


def _news(told: Told, action: BoardAction) -> Cell:
    travel = told.board.travel
    then = told.today if travel is None else travel.moment.day
    return news_cell(action, then, told.today, whole=not told.has_appendix)


def _moved(told: Told, action: BoardAction) -> Iterator[_Row]:
    before, now = standing_cell(told.scheme, action.then), rating_cell(told.scheme, action)
    yield (*first_cells(action), before, now, _news(told, action))


def _late(told: Told, action: BoardAction) -> Iterator[_Row]:
    rating = rating_cell(told.scheme, action)
    yield (*first_cells(action), lead_cell(action), due_cell(action), late_cell(action), rating)


def _closed(told: Told, action: BoardAction) -> Iterator[_Row]:
    rating, said = rating_cell(told.scheme, action), Cell(said_words(action.rated))
    yield (*first_cells(action), rating, said, _news(told, action))


def _revised(_told: Told, action: BoardAction) -> Iterator[_Row]:
    """Yield a row for each revision since, the oldest first; in the last how far it went in all."""
    for revision in reversed(action.revised):
        yield (
            *first_cells(action),
            day_cell(revision.before, "No date"),
            day_cell(revision.after, "No date"),
            Cell(tidy_text(revision.reason) or "No reason was given."),
            Cell(_by(revision)),
            Cell(_in_all(action)),
        )


def _new(told: Told, action: BoardAction) -> Iterator[_Row]:
    rating = rating_cell(told.scheme, action)
    yield (*first_cells(action), lead_cell(action), due_cell(action), rating)


def _ended(told: Told, action: BoardAction) -> Iterator[_Row]:
    how, said = rating_cell(told.scheme, action), Cell(said_words(action.ended))
    yield (*first_cells(action), how, said, Cell(reason_words(action.ended)))


def _by(revision: Revision) -> str:
    return f"{tidy_line(revision.author)}, {show_date(revision.at.astimezone().date())}"


def _in_all(action: BoardAction) -> str:
    """Return how often and how far a due date was moved in all, and since which one."""
    moved = moved_words(action.slipping)
    return f"{moved.capitalize()}; agreed {show_date(action.agreed)}" if action.agreed else moved


_PARTS = (
    _Part("Better", "None is better.", lambda found: found.better, _TRAVEL, _moved),
    _Part("Worse", "None is worse.", lambda found: found.worse, _TRAVEL, _moved),
    _Part(
        "Newly overdue",
        "None is newly overdue.",
        lambda found: found.newly_overdue,
        (
            Column("Lead", 0.16),
            Column("Due", 0.15),
            Column("Days late", 0.09, right=True),
            Column("Rating", 0.12),
        ),
        _late,
    ),
    _Part("Completed", "None was completed.", lambda found: found.completed, _CLOSING, _closed),
    _Part(
        "Completed, with evidence of impact",
        "None was accepted as evidenced.",
        lambda found: found.evidenced,
        _CLOSING,
        _closed,
    ),
    _Part(
        "Due dates revised",
        "No due date was revised.",
        lambda found: found.revised,
        (
            Column("From", 0.08),
            Column("To", 0.08),
            Column("Reason", 0.14),
            Column("By", 0.1),
            Column("In all", 0.12),
        ),
        _revised,
    ),
    _Part(
        "New",
        "None is new.",
        lambda found: found.new,
        (Column("Lead", 0.2), Column("Due", 0.18), Column("Rating", 0.14)),
        _new,
    ),
    _Part(
        "Ended otherwise",
        "None was ended otherwise.",
        lambda found: found.ended,
        (Column("How", 0.14), Column("Recorded by", 0.14), Column("Reason", 0.24)),
        _ended,
    ),
)
"""The sorts of change, in the order in which a board is told of them."""
