"""The ratings of each agency, as a table and as a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from db.direction import ARROWS, Direction
from db.rating import Rating
from jtai_tui.exchange.outgoing.published import tidy_line
from jtai_tui.exchange.report.cells import ENDED, UNRATED, count, label, number_cell, verb
from jtai_tui.exchange.report.page import Block, Cell, Chart, Column, Prose, Series, Table
from jtai_tui.exchange.report.told import Told

_NO_AGENCY = "No agency"
_SIGNS = {UNRATED: "?", ENDED: ARROWS[Direction.ENDED]}
"""What stands for the bars that are no rating: no letter, which a scheme might have."""

_GREYS = {UNRATED: "white", ENDED: "#ececec"}


def ratings(told: Told) -> tuple[Block, ...]:
    """Return how many actions of each agency carry each rating."""
    actions = told.board.actions
    if not told.board.agencies and not actions:
        return (Prose("The plan has no agencies yet."),)
    names = {one: tidy_line(name) for one, name in told.board.agencies.items()}
    if any(each.row.agency_id not in names for each in actions):
        names |= {each.row.agency_id: _NO_AGENCY for each in actions if not each.row.agency}
    counted: dict[str, Counter[str | None]] = {one: Counter() for one in names}
    late = Counter(each.row.agency_id for each in actions if each.row.overdue)
    for each in actions:
        kind = ENDED if each.row.closed is not None else each.row.rating
        counted[each.row.agency_id][kind] += 1
    kinds: list[tuple[str | None, str, Rating | None]] = [
        (rating.code, label(rating), rating) for rating in told.scheme
    ]
    totals = sum(counted.values(), Counter[str | None]())
    kinds += [(None, UNRATED, None)] if totals[None] else []
    kinds += [(ENDED, ENDED, None)] if totals[ENDED] else []
    table = _table(names, counted, late, kinds)
    note = _note(totals[ENDED])
    shown = [kind for kind in kinds if totals[kind[0]]]
    if not shown:
        return (table,)
    return (table, *note, _chart(names, counted, shown))


def _table(
    names: dict[str, str],
    counted: dict[str, Counter[str | None]],
    late: Counter[str],
    kinds: list[tuple[str | None, str, Rating | None]],
) -> Table:
    share = round(0.78 / (len(kinds) + 2), 3)
    columns = (
        Column("Agency", 0.22),
        *(Column(words, share, right=True, rating=rating) for _, words, rating in kinds),
        Column("All actions", share, right=True),
        Column("Of these overdue", share, right=True),
    )

    def row(name: str, ones: Iterable[str], *, strong: bool = False) -> tuple[Cell, ...]:
        mine = list(ones)
        of_kind = [sum(counted[one][kind] for one in mine) for kind, _, _ in kinds]
        every = sum(counted[one].total() for one in mine)
        overdue = sum(late[one] for one in mine)
        numbers = [number_cell(number, strong=strong) for number in (*of_kind, every, overdue)]
        return (Cell(name, strong=True), *numbers)

    rows = [row(name, [one]) for one, name in names.items()]
    rows.append(row("All agencies", names, strong=True))
    caption = "How many actions of each agency carry each rating, and how many are overdue"
    return Table(caption, columns, tuple(rows), total=True)


def _note(ended: int) -> tuple[Prose, ...]:
    if not ended:
        return ()
    words = f"{count(ended, 'action')} {verb(ended)} counted as ended otherwise, whatever"
    return (Prose(f"{words} {verb(ended, 'its', 'their')} last rating was."),)


def _chart(
    names: dict[str, str],
    counted: dict[str, Counter[str | None]],
    kinds: list[tuple[str | None, str, Rating | None]],
) -> Chart:
    said = []
    for one, name in names.items():
        parts = [
            f"{counted[one][kind]:,} {words}" for kind, words, _ in kinds if counted[one][kind]
        ]
        said.append(f"{name}: {', '.join(parts) or 'no actions'}.")
    return Chart(
        "Ratings by agency: one bar for each agency, its actions by rating",
        " ".join(said),
        tuple(names.values()),
        tuple(
            Series(
                words if rating else f"{_SIGNS[words]} {words}",
                tidy_line(rating.letter) if rating else _SIGNS[words],
                rating.colour if rating else _GREYS[words],
                tuple(counted[one][kind] for one in names),
            )
            for kind, words, rating in kinds
        ),
    )
