"""What each column of a table is: the best assignment over all of them, by headings and cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jtai_tui.exchange.incoming.source import SourceCell
from jtai_tui.exchange.reading.rows import Column
from jtai_tui.exchange.reading.synonyms import STRONG, meanings
from jtai_tui.exchange.reading.timescales import timescale_of
from jtai_tui.exchange.reading.words import folded, one_line

_REFERENCE = re.compile(
    r"(?:[A-Za-z]{0,6}[ .:/_-]?)?\d{1,4}(?:[./-]\d{1,3})*[ ]?[A-Za-z]?[.):]?"
    r"(?:\s+\(?[A-Za-z]*\d+[A-Za-z]?(?:[ ,&/]+[A-Za-z]*\d+[A-Za-z]?)*\)?)?|[A-Z][.):]?|[ivx]+[.):]?"
)
_SAMPLE = 60
_LONGEST_DATE = 60
_DONE = frozenset(("complete", "completed", "closed", "done", "signed", "sign"))
_SINGLE = (
    Column.REFERENCE, Column.AGENCY, Column.FINDING, Column.ACTION, Column.LEAD, Column.TIMESCALE,
    Column.RATING, Column.FORECAST, Column.EVIDENCE,
)  # fmt: skip
_JOINED = frozenset({Column.FINDING, Column.ACTION, Column.LEAD, Column.PROGRESS})
_ACTION_WORTH, _NOTE_WORTH = 8.0, 2.5
_MOST_WEIGHED = 60
"""Beyond so many columns that may mean something, a table is no plan's, and nobody shall wait."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the cells of a column look like: shares of those that say something, from 0 to 1.

    `filled` is the share of rows that have text, `length` the usual number of characters,
    `colours` how many different fills there are.
    """

    filled: float
    references: float
    dates: float
    length: float
    colours: int


def profile(cells: Sequence[SourceCell]) -> Profile:
    """Return what the cells of one column look like, by a sample of them."""
    step = max(1, len(cells) // _SAMPLE)
    sample = cells[::step]
    said = [one_line(cell.text) for cell in sample if cell.text]
    colours = len({cell.fill for cell in sample if cell.fill})
    if not said:
        return Profile(0.0, 0.0, 0.0, 0.0, colours)
    days = [bool(cell.day) or _is_date(cell.text) for cell in sample if cell.text]
    lengths = sorted(len(text) for text in said)
    return Profile(
        len(said) / len(sample),
        sum(_REFERENCE.fullmatch(text) is not None for text in said) / len(said),
        sum(days) / len(said),
        float(lengths[len(lengths) // 2]),
        colours,
    )


def assign(
    headings: Sequence[str], profiles: Sequence[Profile], said: Mapping[int, Column]
) -> tuple[Column, ...]:
    """Return what each column is; what a person has `said` of a column stands.

    Every meaning but progress is had by one column at most, until all have been given out; a
    column that is left, and whose heading plainly is of a kind that can be joined, joins it.
    """
    scores = [
        {} if place in said else _scores(heading, profiles[place])
        for place, heading in enumerate(headings)
    ]
    taken = frozenset(said.values())
    weighed = [place for place, score in enumerate(scores) if score][:_MOST_WEIGHED]
    states: _States = {frozenset(): (0.0, ())}
    for place in weighed:
        score = _later(scores[place], place)
        options = [(Column.NOTE, score.get(Column.NOTE, _NOTE_WORTH)), *score.items()]
        states = _step(states, options, taken)
    _, best = max(
        ((_worth(used | taken, value), columns) for used, (value, columns) in states.items()),
        key=lambda each: each[0],
    )
    columns = {**dict(zip(weighed, best, strict=True)), **said}
    joined = [
        said[place] if place in said else _joining(columns.get(place, Column.NOTE), heading)
        for place, heading in enumerate(headings)
    ]
    if Column.ACTION not in joined and not said and Column.FINDING in joined:
        joined[joined.index(Column.FINDING)] = Column.ACTION
    return tuple(joined)


def _later(score: Mapping[Column, float], place: int) -> dict[Column, float]:
    """Return the scores so that of equal columns the first counts, but the last of ratings."""
    return {
        column: value + (place if column is Column.RATING else -place) / 1000
        for column, value in score.items()
    }


_States = dict[frozenset[Column], tuple[float, tuple[Column, ...]]]


def _step(
    states: _States, options: Sequence[tuple[Column, float]], taken: frozenset[Column]
) -> _States:
    """Return the best ways to give out one more column, by the set of meanings in use."""
    following: _States = {}
    for used, (value, columns) in states.items():
        for column, score in options:
            single = column in _SINGLE
            if single and (column in used or column in taken):
                continue
            key = used | {column} if single else used
            total = value + score
            if key not in following or following[key][0] < total:
                following[key] = (total, (*columns, column))
    return following


def _worth(used: frozenset[Column], value: float) -> float:
    return value + (_ACTION_WORTH if Column.ACTION in used else 0.0)


def _joining(column: Column, heading: str) -> Column:
    """Return the kind that a left column joins: only where its heading means nothing else."""
    score = meanings(heading)
    if column is not Column.NOTE or not score or Column.NOTE in score:
        return column
    best = max(score.items(), key=lambda each: each[1])
    return best[0] if best[0] in _JOINED and best[1] >= STRONG else column


def _scores(heading: str, cells: Profile) -> dict[Column, float]:
    """Return how well a column fits each meaning, by its heading first and its cells next."""
    scores = dict(meanings(heading))
    unknown = max(scores.values(), default=0.0) < STRONG
    if not heading:
        if cells.references >= 0.7 and cells.length <= 12:
            scores[Column.REFERENCE] = 7.0
        elif cells.filled == 0 and cells.colours >= 2:
            scores[Column.RATING] = 4.0
    if not cells.filled:
        if Column.RATING in scores and not cells.colours:
            scores[Column.RATING] -= 3
        return {column: score for column, score in scores.items() if score > 0}
    for column in tuple(scores):
        scores[column] += _fit(column, cells)
    if Column.RATING in scores and _DONE & set(folded(heading)):
        scores[Column.RATING] -= 9 * cells.dates
    if heading and unknown and cells.references >= 0.9 and cells.length <= 6:
        scores[Column.REFERENCE] = max(scores.get(Column.REFERENCE, 0.0), 5.0)
    return {column: score for column, score in scores.items() if score > 0}


def _fit(column: Column, cells: Profile) -> float:
    """Return what the cells of a column add to a meaning or take from it."""
    if column is Column.REFERENCE:
        return 5 * cells.references - (8 if cells.length > 30 and cells.references < 0.3 else 0)
    if column in (Column.FINDING, Column.ACTION):
        return (1 if cells.length > 25 else 0) - 7 * cells.references - 5 * cells.dates
    if column in (Column.TIMESCALE, Column.FORECAST):
        return 3 * cells.dates - (6 if cells.length > 120 and not cells.dates else 0)
    if column is Column.RATING:
        long = 4 if cells.length > 80 else 0
        return (1 if cells.length <= 30 else 0) - long
    if column in (Column.LEAD, Column.AGENCY):
        return -6 * cells.dates - 4 * (cells.references if cells.length <= 6 else 0)
    return 0.0


def _is_date(text: str) -> bool:
    """Return whether a text is a day or a month: short, with a year in it."""
    told = len(text) <= _LONGEST_DATE and any(letter.isdigit() for letter in text)
    return told and timescale_of(text, None).due is not None
