"""What stands in the cells of the table of actions, and how wide its columns are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from db.dates import show_date
from db.leads import short_lead
from db.rating import Rating, Scheme
from db.rows import ActionRow
from db.selection import Order, SortKey
from jtai_tui.text import cell, fit, visible, width_of
from jtai_tui.widgets.palette import ACCENT, LATE, MUTED, TEXT, rating_tone

_MARK, _LATE, _DUE = 1, 6, 11
_LEAD_LEAST, _LEAD_MOST = 12, 22
_NAME_MOST = 18
_ROOMY = 84
_ACTION_LEAST, _ACTION_FAIR, _ACTION_GOOD = 18, 26, 34
_WIDEST_SIGN = 3


class Columns(NamedTuple):
    """Widths in cells; 0 is what isn't shown. `name` is for a rating's name and the gap before."""

    gap: int
    reference: int
    sign: int
    name: int
    late: int
    action: int
    lead: int
    due: int


class CellPainter:
    """Draws the lines of the table by a scheme, in `width` cells.

    `reference` is how many cells references take. With `agencies`, the agency stands where the
    lead does: for a list of what one lead leads.
    """

    def __init__(self, scheme: Scheme) -> None:
        self.agencies = False
        self._scheme = scheme
        self._glyph = max((width_of(_short(each.glyph)) for each in scheme), default=1)
        self._letter = max((width_of(_short(each.letter)) for each in scheme), default=1)
        names = max((width_of(visible(each.name)) for each in scheme), default=0)
        self._names = min(names, _NAME_MOST) + 1
        self._columns: dict[tuple[int, int], Columns] = {}

    def columns(self, width: int, reference: int) -> Columns:
        """Return the columns that suit a line.

        Reference, rating, lateness and action are always there. With more room come the lead,
        the rating's name and the due date, in this order.
        """
        found = self._columns.get((width, reference))
        if found is None:
            found = self._columns[width, reference] = self._fit(width, reference)
        return found

    def headings(
        self, width: int, reference: int, order: Order | None
    ) -> Iterator[tuple[str, str]]:
        """Yield the headings of the columns; the one that is sorted by has an arrow."""
        columns = self.columns(width, reference)
        yield " " * _MARK, MUTED
        for key, name, room, right in _headings(columns, agencies=self.agencies):
            shown, tone = name, MUTED
            if order is not None and order.key is key:
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

    def _fit(self, width: int, reference: int) -> Columns:
        gap = 1 if width < _ROOMY else 2
        sign = self._glyph + 1 + self._letter + len("→") + self._letter + len("?")
        left = width - _MARK - reference - gap - sign - gap - _LATE - gap
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
        if due and left > _ACTION_GOOD:
            wider = min(_LEAD_MOST - lead, (left - _ACTION_GOOD) // 3)
            lead += wider
            left -= wider
        return Columns(gap, reference, sign, name, _LATE, max(left, 0), lead, due)


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


def _headings(columns: Columns, *, agencies: bool) -> Iterator[tuple[SortKey, str, int, bool]]:
    yield SortKey.REFERENCE, "Ref", columns.reference, False
    yield SortKey.RATING, "Rating", columns.sign + columns.name, False
    yield SortKey.DAYS, "Late", columns.late, True
    yield SortKey.ACTION, "Action", columns.action, False
    if columns.lead:
        key, name = (SortKey.AGENCY, "Agency") if agencies else (SortKey.LEAD, "Lead")
        yield key, name, columns.lead, False
    if columns.due:
        yield SortKey.DUE, "Due", columns.due, False


def _short(sign: str) -> str:
    return cell(sign, min(width_of(visible(sign[:_WIDEST_SIGN])), _WIDEST_SIGN))
