"""What changed since the board last saw the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from db.board_changes import BoardAction
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


def changes(told: Told) -> tuple[Block, ...]:
    """Return what changed, a heading and a table each; what did not happen, in a sentence each."""
    found = told.changes()
    travel_since = told.board.travel
    if found is None or travel_since is None:
        return (
            Prose(
                "No reporting point lies before this day, so there is nothing yet to compare the"
                " plan with."
            ),
        )
    since, then = tidy_line(told.since), travel_since.moment.day
    blocks: list[Block] = []
    nothing: list[str] = []

    def part(
        name: str,
        none: str,
        actions: Sequence[BoardAction],
        columns: tuple[Column, ...],
        rows: Callable[[BoardAction], Iterator[_Row]],
        before: str = "",
    ) -> None:
        if not actions:
            nothing.append(f"- {none}")
            return
        made = tuple(row for each in actions for row in rows(each))
        blocks.append(Heading(f"{name} ({len(actions):,})"))
        if before:
            blocks.append(Prose(before))
        blocks.append(Table(f"{name} since {since}", (*_FIRST, *columns), made))

    def news(action: BoardAction) -> Cell:
        return news_cell(action, then, told.today, whole=not told.has_appendix)

    def moved(action: BoardAction) -> Iterator[_Row]:
        before = standing_cell(told.scheme, action.then)
        now = rating_cell(told.scheme, action)
        yield (
            *first_cells(action),
            before,
            now,
            news(action),
        )

    travel = (Column("Then", 0.11), Column("Now", 0.11), Column("Progress since", 0.3))
    part("Better", "None is better.", found.better, travel, moved)
    part("Worse", "None is worse.", found.worse, travel, moved)

    def late(action: BoardAction) -> Iterator[_Row]:
        yield (
            *first_cells(action),
            lead_cell(action),
            due_cell(action),
            late_cell(action),
            rating_cell(told.scheme, action),
        )

    part(
        "Newly overdue",
        "None is newly overdue.",
        found.newly_overdue,
        (
            Column("Lead", 0.16),
            Column("Due", 0.15),
            Column("Days late", 0.09, right=True),
            Column("Rating", 0.12),
        ),
        late,
    )

    def closed(action: BoardAction) -> Iterator[_Row]:
        yield (
            *first_cells(action),
            rating_cell(told.scheme, action),
            Cell(said_words(action.rated)),
            news(action),
        )

    closing = (Column("Rating", 0.11), Column("Recorded by", 0.13), Column("Progress since", 0.28))
    part("Completed", "None was completed.", found.completed, closing, closed)
    part(
        "Completed, with evidence of impact",
        "None was accepted as evidenced.",
        found.evidenced,
        closing,
        closed,
    )
    part(
        "Due dates revised",
        "No due date was revised.",
        found.revised,
        (
            Column("From", 0.08),
            Column("To", 0.08),
            Column("Reason", 0.14),
            Column("By", 0.1),
            Column("In all", 0.12),
        ),
        _revised,
    )

    def new(action: BoardAction) -> Iterator[_Row]:
        yield (
            *first_cells(action),
            lead_cell(action),
            due_cell(action),
            rating_cell(told.scheme, action),
        )

    part(
        "New",
        "None is new.",
        found.new,
        (Column("Lead", 0.2), Column("Due", 0.18), Column("Rating", 0.14)),
        new,
    )
    part(
        "Ended otherwise",
        "None was ended otherwise.",
        found.ended,
        (Column("How", 0.14), Column("Recorded by", 0.14), Column("Reason", 0.24)),
        _ended(told),
    )
    if gone := len(told.board.gone):
        blocks.append(Heading(f"No longer in the plan ({gone:,})"))
        words = f"{count(gone, 'action')} that stood in the plan then {verb(gone)} no longer in it."
        blocks.append(Prose(words))
    if nothing and not blocks:
        return (Prose(f"Nothing has changed since {since}."),)
    if nothing:
        blocks += [Heading("What did not happen"), Prose("\n".join(nothing))]
    return tuple(blocks)


def _revised(action: BoardAction) -> Iterator[_Row]:
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


def _by(revision: Revision) -> str:
    return f"{tidy_line(revision.author)}, {show_date(revision.at.astimezone().date())}"


def _in_all(action: BoardAction) -> str:
    """Return how often and how far a due date was moved in all, and since which one."""
    moved = moved_words(action.slipping)
    return f"{moved.capitalize()}; agreed {show_date(action.agreed)}" if action.agreed else moved


def _ended(told: Told) -> Callable[[BoardAction], Iterator[_Row]]:
    def row(action: BoardAction) -> Iterator[_Row]:
        yield (
            *first_cells(action),
            rating_cell(told.scheme, action),
            Cell(said_words(action.ended)),
            Cell(reason_words(action.ended)),
        )

    return row
