"""Which fills are marks: not the colours of headers, of banding, of whole columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from jtai_tui.exchange.reading import doubts
from jtai_tui.exchange.reading.colour_names import has_colour, is_pale
from jtai_tui.exchange.reading.continuing import Draft
from jtai_tui.exchange.reading.parts import Layout, Part
from jtai_tui.exchange.reading.rows import Column
from jtai_tui.exchange.reading.words import quoted

_TRIED = (Column.REFERENCE, Column.PROGRESS, Column.TIMESCALE)
_LEAST_BANDED = 3


def mark_fills(drafts: Sequence[Draft], layout: Layout) -> list[str]:
    """Return the fill that rates each action, empty for none.

    It is that of the rating's cell. Where no part of the document has such a column, it is that
    of the one column whose fills vary from row to row, and a warning says so.
    """
    rated = any(draft.part.has(Column.RATING) for draft in drafts)
    banded = _banding(drafts)
    if rated:
        found = [_rating_fill(draft) for draft in drafts]
        plain = _plain_columns(drafts)
        return [
            "" if fill in banded or (id(draft.part), fill) in plain else fill
            for fill, draft in zip(found, drafts, strict=True)
        ]
    return _by_column(drafts, banded, layout)


def _rating_fill(draft: Draft) -> str:
    """Return the fill of the last column of ratings that has one."""
    found = [
        draft.fills[at]
        for at, kind in enumerate(draft.part.columns)
        if kind is Column.RATING and at < len(draft.fills) and draft.fills[at]
    ]
    return found[-1] if found else ""


def _banding(drafts: Sequence[Draft]) -> set[str]:
    """Return the one fill that whole rows have by turns, or all of them; empty for none.

    Rows that are coloured throughout in several colours are rated that way.
    """
    whole = [_whole_row(draft) for draft in drafts]
    kinds = Counter(fill for fill in whole if fill)
    if len(kinds) == 2 and all(whole):
        turns = sum(one != two for one, two in pairwise(whole))
        light = all(not has_colour(fill) or is_pale(fill) for fill in kinds)
        by_turns = len(drafts) > _LEAST_BANDED and turns == len(drafts) - 1
        return set(kinds) if light or by_turns else set()
    if len(kinds) != 1:
        return set()
    (fill, number), *_ = kinds.items()
    if number == len(drafts):
        return {fill} if is_pale(fill) or not has_colour(fill) else set()
    turns = sum((one == fill) != (two == fill) for one, two in pairwise(whole))
    by_turns = number >= 2 and turns >= 0.6 * (len(whole) - 1)
    return {fill} if by_turns or not has_colour(fill) or is_pale(fill) else set()


def _whole_row(draft: Draft) -> str:
    """Return the fill that most cells of a row have, the rating's own included."""
    if len(draft.fills) < 2 or draft.part.form:
        return ""
    fill, number = Counter(draft.fills).most_common(1)[0]
    return fill if number >= max(2, 0.75 * len(draft.fills)) else ""


def _plain_columns(drafts: Sequence[Draft]) -> set[tuple[int, str]]:
    """Return part and fill where every cell of the ratings' column has it: shading, no mark.

    So has its header then, or it is no colour at all.
    """
    found: set[tuple[int, str]] = set()
    parts: dict[int, Part] = {id(draft.part): draft.part for draft in drafts}
    for name, part in parts.items():
        fills = {_rating_fill(draft) for draft in drafts if draft.part is part}
        if len(fills) != 1 or part.form:
            continue
        (fill,) = fills
        heads = {part.fills[at] for at, kind in enumerate(part.columns)
                 if kind is Column.RATING and at < len(part.fills)}  # fmt: skip
        if fill and (fill in heads or not has_colour(fill) or is_pale(fill)):
            found.add((name, fill))
    return found


def _by_column(drafts: Sequence[Draft], banded: set[str], layout: Layout) -> list[str]:
    """Return the fills of the column whose fills vary most, where there is no rating column."""
    best: tuple[int, int, int] | None = None
    first = drafts[0].part.columns if drafts else ()
    for at, kind in enumerate(first):
        fills = [_fill_at(draft, at, first, banded) for draft in drafts]
        kinds = {fill for fill in fills if fill}
        varied = len(kinds) + (len(kinds) == 1 and "" in fills)
        rank = len(_TRIED) - _TRIED.index(kind) if kind in _TRIED else 0
        if kinds and varied >= 2 and (best is None or (varied, rank) > best[:2]):
            best = (varied, rank, at)
    if best is None:
        return [""] * len(drafts)
    at = best[2]
    heading = drafts[0].part.headings[at]
    name = f"the column {quoted(heading, 40)}" if heading else f"column {at + 1}"
    text = f"no column holds ratings; the colours of {name} were taken as marks"
    layout.warn(drafts[0].part.table, doubts.RATING_BY_COLOUR, text)
    return [_fill_at(draft, at, first, banded) for draft in drafts]


def _fill_at(draft: Draft, at: int, columns: Sequence[Column], banded: set[str]) -> str:
    """Return a coloured cell's fill of a draft whose table has these columns."""
    if draft.part.columns != columns or at >= len(draft.fills):
        return ""
    fill = draft.fills[at]
    return "" if fill in banded or not has_colour(fill) else fill
