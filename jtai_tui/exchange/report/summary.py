"""The summary of a report: what the chair of a board reads in half a minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from db.board_changes import Changes, Figures, figures, gravest, of_rating, unevidenced
from db.dates import show_date
from db.direction import Direction
from db.rating import Scheme
from db.selection import SOON_DAYS
from jtai_tui.exchange.outgoing.published import tidy_line
from jtai_tui.exchange.report.cells import (
    ENDED,
    UNRATED,
    capital,
    count,
    label,
    number_cell,
    verb,
)
from jtai_tui.exchange.report.extensions import extensions
from jtai_tui.exchange.report.page import Block, Cell, Column, Heading, Prose, Table
from jtai_tui.exchange.report.told import Told


def summary(told: Told) -> tuple[Block, ...]:
    """Return the summary: how the plan stands, what changed, what the board is asked for."""
    board = told.board
    now = figures(told.scheme, (each.now for each in board.actions), told.today)
    if not now.actions:
        return (Prose("There are no actions to report on."),)
    changes = told.changes()
    wanted = [f"- {each}" for each in _needs(told, now)]
    asks = "\n".join(wanted) or "Nothing: no action is late, at risk, or waiting for a decision."
    return (
        Prose("\n\n".join([_standing(told, now), _moves(told, changes)])),
        Heading("What needs the board"),
        Prose(asks),
        Heading("In figures"),
        _table(told, now),
    )


def _standing(told: Told, now: Figures) -> str:
    said = [
        f"{capital(count(now.open, 'action'))} of {now.actions:,} {verb(now.open)} open,"
        f" and {now.closed:,} {verb(now.closed)} closed."
    ]
    if now.overdue:
        late = max(
            (each for each in told.board.actions if each.row.overdue),
            key=lambda each: each.row.days_overdue or 0,
        )
        what = f"action {tidy_line(late.row.reference)}"
        if len(told.board.agencies) > 1:
            what += f", {tidy_line(late.row.agency)}"
        if now.overdue == 1:
            said.append(f"One is overdue, by {count(now.longest, 'day')} ({what}).")
        else:
            longest = f"the longest by {count(now.longest, 'day')} ({what})"
            said.append(f"{now.overdue:,} are overdue, {longest}.")
    else:
        said.append("None is overdue.")
    if now.due_soon:
        said.append(f"{now.due_soon:,} more {verb(now.due_soon)} due within {SOON_DAYS} days.")
    return " ".join(said)


def _moves(told: Told, changes: Changes | None) -> str:
    if changes is None:
        return (
            "No reporting point lies before this day, so there is nothing yet to compare the plan"
            " with."
        )
    ways = Counter(each.direction for each in told.board.actions)
    parts = [
        f"{_none(ways[way])} {verb(ways[way])} {words}"
        for way, words in (
            (Direction.BETTER, "better"),
            (Direction.WORSE, "worse"),
            (Direction.SAME, "the same"),
            (Direction.NEW, "new"),
            (Direction.ENDED, "ended otherwise"),
        )
        if ways[way] or way in (Direction.BETTER, Direction.WORSE)
    ]
    said = [f"Since {tidy_line(told.since)}, {_listed(parts)}."]
    if unsaid := ways[None]:
        said.append(f"Of {unsaid:,}, unrated then or now, nothing can be said.")
    moved = sum(len(each.revised) for each in changes.revised)
    if moved == 1:
        said.append("One due date was revised.")
    elif moved:
        actions = count(len(changes.revised), "action")
        said.append(f"Due dates were revised {moved:,} times, for {actions}.")
    return " ".join(said)


def _none(number: int) -> str:
    return f"{number:,}" if number else "none"


def _listed(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def _needs(told: Told, now: Figures) -> Iterator[str]:
    """Yield what the board should see to, the gravest first."""
    actions = told.board.actions
    worst = gravest(told.scheme)
    if worst is not None and (number := len(of_rating(actions, worst))):
        yield f"{capital(count(number, 'action'))} {verb(number)} rated {label(worst)}."
    late = [each for each in actions if each.row.overdue]
    silent = sum(each.row.forecast is None or each.row.forecast < told.today for each in late)
    if silent:
        yield (
            f"{capital(count(silent, 'overdue action'))} {verb(silent, 'has', 'have')} no forecast"
            " that is still to come."
        )
    if number := len(extensions(told)):
        yield f"{capital(count(number, 'extension'))} {verb(number)} asked for."
    if now.challenged:
        yield (
            f"{capital(count(now.challenged, 'rating'))} {verb(now.challenged)} milder than the"
            " dates suggest."
        )
    if number := len(unevidenced(told.scheme, actions)):
        yield (
            f"{capital(count(number, 'action'))} {verb(number)} completed, with no evidence of"
            " impact accepted yet."
        )
    unrated = sum(each.row.open and each.row.rating is None for each in actions)
    if unrated:
        yield f"{capital(count(unrated, 'open action'))} {verb(unrated)} unrated."


def _lines(scheme: Scheme) -> Iterator[tuple[Cell, Callable[[Figures], int]]]:
    """Yield the figures of the table: what each is called, and how it is had."""
    yield Cell("Actions in the plan"), lambda each: each.actions
    yield Cell("Open"), lambda each: each.open
    yield Cell("Overdue"), lambda each: each.overdue
    yield Cell("Longest overdue, in days"), lambda each: each.longest
    yield Cell(f"Due within {SOON_DAYS} days"), lambda each: each.due_soon
    yield Cell("Challenged ratings"), lambda each: each.challenged
    for rating in scheme:
        yield Cell(label(rating), rating=rating), partial(_rated, rating.code)
    yield Cell(UNRATED), partial(_rated, None)
    yield Cell(ENDED), lambda each: each.ended


def _rated(code: str | None, of: Figures) -> int:
    return of.ratings.get(code, 0)


def _table(told: Told, now: Figures) -> Table:
    then = _figures_then(told)
    columns = [Column("Figure", 0.22), Column(f"On {show_date(told.today)}", 0.12, right=True)]
    held = ""
    if then is not None:
        held = f", and at {tidy_line(told.since)}"
        columns += [
            Column(tidy_line(told.since), 0.32, right=True),
            Column("Change", 0.1, right=True),
        ]
    rows = []
    for name, figure in _lines(told.scheme):
        cells = [name, number_cell(figure(now))]
        if then is not None:
            moved = figure(now) - figure(then)
            cells += [number_cell(figure(then)), Cell(_signed(moved), number=moved)]
        rows.append(tuple(cells))
    caption = f"In figures: the plan on {show_date(told.today)}{held}"
    return Table(caption, tuple(columns), tuple(rows))


def _figures_then(told: Told) -> Figures | None:
    travel = told.board.travel
    if travel is None:
        return None
    stood = [each.then for each in told.board.actions if each.then is not None]
    return figures(told.scheme, [*stood, *told.board.gone], travel.moment.day)


def _signed(number: int) -> str:
    """Return `+3`, `−3`, with the true minus sign, or `0`."""
    return f"{number:+,}".replace("-", "\N{MINUS SIGN}") if number else "0"
