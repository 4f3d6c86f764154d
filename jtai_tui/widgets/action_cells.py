"""What stands in the cells of the table of actions, and how wide its columns are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from db.dates import show_date
from db.direction import ARROWS, Direction
from db.leads import short_lead
from db.rating import Rating, Scheme
from db.rows import ActionRow
from db.selection import Order, SortKey
from jtai_tui.text import cell, fit, visible, width_of
from jtai_tui.widgets.palette import ACCENT, LATE, MUTED, STRONG, TEXT, rating_tone

_MARK, _LATE, _DUE = 1, 6, 11
_LEAD_LEAST, _LEAD_MOST = 12, 22
_NAME_MOST = 18
_ROOMY = 84
_ACTION_LEAST, _ACTION_FAIR, _ACTION_GOOD = 18, 26, 34
_WIDEST_SIGN = 3
_ARROW, _ARROW_WITH_WORD = 1, 8
_REVISED = 10

Travelled = Callable[[ActionRow], Direction | None]
"""Says where an action has gone since a reporting point, None where nothing can be said."""

Revised = Callable[[ActionRow], str]
"""Says how often, and how far, an action's due date was moved, in ten cells; empty for never."""


class Columns(NamedTuple):
    """Widths in cells; 0 is what isn't shown. `name` is for a rating's name and the gap before.

    `travel` is for the direction of travel: its arrow, with more room its word as well.
    """

    gap: int
    reference: int
    sign: int
    name: int
    late: int
    action: int
    lead: int
    due: int
    revised: int
    travel: int


class CellPainter:
    """Draws the lines of the table by a scheme, in `width` cells.

    `reference` is how many cells references take. With `agencies`, the agency stands where the
    lead does: for a list of what one lead leads. `travelled` and `revised`, where they are given,
    make a column each.
    """

    def __init__(self, scheme: Scheme) -> None:
        self.agencies = False
        self.travelled: Travelled | None = None
        self.revised: Revised | None = None
        self._scheme = scheme
        self._glyph = max((width_of(_short(each.glyph)) for each in scheme), default=1)
        self._letter = max((width_of(_short(each.letter)) for each in scheme), default=1)
        names = max((width_of(visible(each.name)) for each in scheme), default=0)
        self._names = min(names, _NAME_MOST) + 1
        self._columns: dict[tuple[int, int, bool, bool], Columns] = {}

    def columns(self, width: int, reference: int) -> Columns:
        """Return the columns that suit a line.

        Reference, rating, lateness and action are always there, and what was asked for: how often
        dates were revised, and the direction of travel. With more room come the lead, the rating's
        name, the due date and the direction's word, in this order.
        """
        key = width, reference, self.revised is not None, self.travelled is not None
        found = self._columns.get(key)
        if found is None:
            found = self._columns[key] = self._fit(*key)
        return found

    def headings(
        self, width: int, reference: int, order: Order | None
    ) -> Iterator[tuple[str, str]]:
        """Yield the headings of the columns; the one that is sorted by has an arrow."""
        columns = self.columns(width, reference)
        yield " " * _MARK, MUTED
        for key, name, room, right in _headings(columns, agencies=self.agencies):
            shown, tone = name, MUTED
            if order is not None and key is not None and order.key is key:
                shown, tone = name + ("↑" if order.reverse else "↓"), TEXT
            yield fit(shown, room, right=right), tone
            yield " " * columns.gap, MUTED

    def key_at(self, width: int, reference: int, x: int) -> SortKey | None:
        """Return what the column at cell `x` of the line sorts by; None beyond the last."""
        columns = self.columns(width, reference)
        end = _MARK
        for key, _name, room, _right in _headings(columns, agencies=self.agencies):
            end += room + columns.gap
            if x < end:
                return key
        return None

    def cells(
        self, row: ActionRow, width: int, reference: int, *, marked: bool
    ) -> Iterator[tuple[str, str]]:
        """Yield the cells of one action, in exactly the widths of its columns."""
        columns = self.columns(width, reference)
        gap = " " * columns.gap
        tone = TEXT if row.open else MUTED
        yield ("*" if marked else " "), ACCENT
        yield cell(row.reference, reference) + gap, tone
        yield from self._rating(row, columns)
        late = fit(late_text(row), columns.late, right=True)
        yield gap + late + gap, LATE if row.overdue else MUTED
        yield cell(row.action, columns.action), tone
        if columns.lead:
            beside = row.agency if self.agencies else short_lead(row.leads)
            yield gap + cell(beside, columns.lead), MUTED
        if columns.due:
            yield gap + cell(due_text(row), columns.due), MUTED
        if self.revised is not None:
            yield gap + fit(self.revised(row), columns.revised), MUTED
        if self.travelled is not None:
            direction = self.travelled(row)
            yield gap, TEXT
            yield fit(travel_text(direction, columns.travel), columns.travel), _tone(direction)

    def _rating(self, row: ActionRow, columns: Columns) -> Iterator[tuple[str, str]]:
        """Yield glyph and letter, then the rating's name.

        One that only the rule suggests is pale and has a `?`; where the rule says worse than a
        person did, its letter follows: `▲ G→R?`.
        """
        recorded = self._scheme.get(row.rating)
        suggested = self._scheme.get(row.suggested_rating)
        shown = recorded or suggested
        if shown is None:
            unrated = row.open
            yield fit("·" if unrated else "", columns.sign), MUTED
            yield fit(" Unrated" if unrated else "", columns.name), MUTED
            return
        signs = rating_sign(shown)
        yield signs, rating_tone(shown, suggested=recorded is None)
        behind, tone = "?" if recorded is None else "", MUTED
        if row.challenged and recorded is not None and suggested is not None:
            behind, tone = f"→{_short(suggested.letter)}?", rating_tone(suggested, suggested=True)
        yield fit(behind, columns.sign - width_of(signs)), tone
        if columns.name:
            name = " " + cell(shown.name, columns.name - 1)
            yield name, TEXT if row.open and recorded else MUTED

    def _fit(self, width: int, reference: int, revisions: bool, travels: bool) -> Columns:
        gap = 1 if width < _ROOMY else 2
        sign = self._glyph + 1 + self._letter + len("→") + self._letter + len("?")
        left = width - _MARK - reference - gap - sign - gap - _LATE - gap
        revised, travel = _REVISED if revisions else 0, _ARROW if travels else 0
        left -= sum(gap + each for each in (revised, travel) if each)
        lead = name = due = 0
        if left >= _ACTION_LEAST + gap + _LEAD_LEAST:
            lead = _LEAD_LEAST
            left -= gap + lead
        if lead and left >= _ACTION_FAIR + self._names:
            name = self._names
            left -= name
        if name and left >= _ACTION_GOOD + gap + _DUE:
            due = _DUE
            left -= gap + due
        if travel and due and left >= _ACTION_GOOD + _ARROW_WITH_WORD - travel:
            left -= _ARROW_WITH_WORD - travel
            travel = _ARROW_WITH_WORD
        if due and left > _ACTION_GOOD:
            wider = min(_LEAD_MOST - lead, (left - _ACTION_GOOD) // 3)
            lead += wider
            left -= wider
        left = max(left, 0)
        return Columns(gap, reference, sign, name, _LATE, left, lead, due, revised, travel)


def rating_sign(rating: Rating) -> str:
    """Return the glyph and the letter of a rating: `▼ R`."""
    return f"{_short(rating.glyph)} {_short(rating.letter)}"


def late_text(row: ActionRow) -> str:
    """Return the days overdue as a number, the days left as `in 5`, `✓` for a closed action."""
    if not row.open:
        return "✓"
    if row.days_overdue is None:
        return ""
    if row.days_overdue > 0:
        return str(row.days_overdue)
    if row.days_overdue == 0:
        return "today"
    left = -row.days_overdue
    return f"in {left}" if left < 1000 else f"in {left // 365}y"


def due_text(row: ActionRow) -> str:
    """Return the due date as `30 Jun 2020`; without one, the timescale as the plan has it."""
    return row.timescale if row.due is None else show_date(row.due)


def travel_text(direction: Direction | None, width: int) -> str:
    """Return the arrow of a direction, and its word where there is room: `↑ better`."""
    if direction is None:
        return ""
    arrow = ARROWS[direction]
    return arrow if width < _ARROW_WITH_WORD else f"{arrow} {direction}"


def _tone(direction: Direction | None) -> str:
    if direction is Direction.WORSE:
        return STRONG
    return ACCENT if direction is Direction.BETTER else MUTED


def _headings(
    columns: Columns, *, agencies: bool
) -> Iterator[tuple[SortKey | None, str, int, bool]]:
    yield SortKey.REFERENCE, "Ref", columns.reference, False
    yield SortKey.RATING, "Rating", columns.sign + columns.name, False
    yield SortKey.DAYS, "Late", columns.late, True
    yield SortKey.ACTION, "Action", columns.action, False
    if columns.lead:
        key, name = (SortKey.AGENCY, "Agency") if agencies else (SortKey.LEAD, "Lead")
        yield key, name, columns.lead, False
    if columns.due:
        yield SortKey.DUE, "Due", columns.due, False
    if columns.revised:
        yield None, "Revised", columns.revised, False
    if columns.travel:
        yield None, "Since" if columns.travel > _ARROW else "↕", columns.travel, False


def _short(sign: str) -> str:
    return cell(sign, min(width_of(visible(sign[:_WIDEST_SIGN])), _WIDEST_SIGN))
