"""What stands in the cells of the table of actions, and how wide its columns are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from db.dates import show_date
from db.leads import short_lead
from db.rating import Rating, Scheme
from db.rows import ActionRow, Order, SortKey
from jtai_tui.text import cell, fit, visible, width_of
from jtai_tui.widgets.palette import ACCENT, LATE, MUTED, TEXT, rating_tone

REFERENCE_LEAST, REFERENCE_MOST = 4, 10
_MARK, _LATE, _DUE = 1, 6, 11
_LEAD_LEAST, _LEAD_MOST = 12, 22
_NAME_LEAST = 9
_WIDEST_SIGN = 3


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; 0 is a column that isn't shown. `name` is that of the rating's name."""

    gap: int
    reference: int
    sign: int
    name: int
    late: int
    action: int
    lead: int
    due: int


def fit_columns(width: int, scheme: Scheme, reference: int) -> Columns:
    """Return the columns that suit a line of `width` cells, for references of `reference` cells.

    Reference, rating, lateness and action are always there. With more room come the lead, the
    rating's name and the due date, in this order.
    """
    gap = 1 if width < 84 else 2
    sign = sign_width(scheme)
    names = max((width_of(visible(rating.name)) for rating in scheme), default=0)
    names = min(names, 16)
    left = width - _MARK - reference - gap - sign - gap - _LATE - gap
    lead = name = due = 0
    if left >= 18 + gap + _LEAD_LEAST:
        lead = _LEAD_LEAST
        left -= gap + lead
    if lead and left >= 24 + _NAME_LEAST:
        name = min(names, left - 24) + 1
        left -= name
    if name > names and left >= 28 + gap + _DUE:
        due = _DUE
        left -= gap + due
    if due and left > 40:
        wider = min(_LEAD_MOST - lead, (left - 40) // 3)
        lead += wider
        left -= wider
    return Columns(gap, reference, sign, name, _LATE, max(left, 0), lead, due)


def sign_width(scheme: Scheme) -> int:
    """Return the cells for glyph and letter, and for the letter of the rule beside them: ▲ G→R?"""
    glyph, letter = _widest(scheme, "glyph"), _widest(scheme, "letter")
    return glyph + 1 + letter + len("→") + letter + len("?")


def heading_pieces(columns: Columns, order: Order | None) -> Iterator[tuple[str, str]]:
    """Yield the headings of the columns; the one that is sorted by has an arrow."""
    gap = " " * columns.gap
    yield " " * _MARK, MUTED
    for key, name, width, right in _headings(columns):
        shown, tone = name, MUTED
        if order is not None and order.key is key:
            shown, tone = name + ("↑" if order.reverse else "↓"), TEXT
        yield fit(shown, width, right=right), tone
        yield gap, MUTED


def heading_at(columns: Columns, x: int) -> SortKey | None:
    """Return what the column at cell `x` of the line sorts by; None where there is no column."""
    end = _MARK
    for key, _name, width, _right in _headings(columns):
        end += width + columns.gap
        if x < end:
            return key
    return None


def row_pieces(
    row: ActionRow, columns: Columns, scheme: Scheme, *, marked: bool
) -> Iterator[tuple[str, str]]:
    """Yield the cells of one action, in exactly the widths of `columns`."""
    gap = " " * columns.gap
    tone = TEXT if row.open else MUTED
    yield ("*" if marked else " "), ACCENT
    yield cell(row.reference, columns.reference), tone
    yield gap, TEXT
    yield from rating_pieces(row, scheme, columns.sign, columns.name)
    yield gap, TEXT
    yield fit(late_text(row), columns.late, right=True), LATE if row.overdue else MUTED
    yield gap, TEXT
    yield cell(row.action, columns.action), tone
    if columns.lead:
        yield gap, TEXT
        yield cell(short_lead(row.leads), columns.lead), MUTED
    if columns.due:
        yield gap, TEXT
        yield cell(due_text(row), columns.due), MUTED


def rating_pieces(
    row: ActionRow, scheme: Scheme, sign: int, name: int
) -> Iterator[tuple[str, str]]:
    """Yield an action's rating in `sign + name` cells: glyph and letter, then its name.

    One that only the rule suggests is pale and has a `?`; where the rule says worse than a
    person did, its letter follows: `▲ G→R?`.
    """
    recorded, suggested = scheme.get(row.rating), scheme.get(row.suggested_rating)
    shown = recorded or suggested
    if shown is None:
        yield fit("·" if row.open else "", sign), MUTED
        yield fit("Unrated" if name and row.open else "", name), MUTED
        return
    only_suggested = recorded is None
    signs = rating_sign(shown)
    yield signs, rating_tone(shown, suggested=only_suggested)
    behind = "?" if only_suggested else ""
    tone = MUTED
    if row.challenged and suggested is not None and not only_suggested:
        behind, tone = f"→{_short(suggested.letter)}?", rating_tone(suggested, suggested=True)
    yield fit(behind, sign - width_of(signs)), tone
    yield cell(shown.name, name - 1) + " " if name else "", TEXT if row.open and recorded else MUTED


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


def _headings(columns: Columns) -> Iterator[tuple[SortKey, str, int, bool]]:
    yield SortKey.REFERENCE, "Ref", columns.reference, False
    yield SortKey.RATING, "Rating", columns.sign + columns.name, False
    yield SortKey.DAYS, "Late", columns.late, True
    yield SortKey.ACTION, "Action", columns.action, False
    if columns.lead:
        yield SortKey.LEAD, "Lead", columns.lead, False
    if columns.due:
        yield SortKey.DUE, "Due", columns.due, False


def _short(sign: str) -> str:
    return cell(sign, min(width_of(visible(sign[:_WIDEST_SIGN])), _WIDEST_SIGN))


def _widest(scheme: Scheme, attribute: str) -> int:
    return max((width_of(_short(getattr(rating, attribute))) for rating in scheme), default=1)
