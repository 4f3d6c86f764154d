"""What stands on a return sheet: its headings, and of each action what the plan says.

The same is worked out when a sheet is issued, and again from the log when it comes back: what was
issued is never asked of the sheet itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.chasing import last_updates
from db.dates import show_date
from db.file import Plan
from db.queries import action_rows, plan_scheme
from db.rating import Rating
from db.rows import ProgressUpdate
from jtai_tui.exchange.outgoing.published import tidy_line, tidy_text
from jtai_tui.exchange.published_cells import rating_label
from jtai_tui.exchange.published_lines import sheet_pieces

SHEET = "Return sheet"
KEY_SHEET = "jtai"
"""The sheet that nobody sees: whose sheet it is, its actions, the names of the ratings."""

MARK = "jtai-return/1"

REFERENCE, AGENCY, ACTION, DUE = "No.", "Agency", "Action", "Due date"
RATING, LAST = "Rating now", "Last progress update"
PROGRESS, FORECAST = "Your progress", "Your forecast"
PROPOSED, EVIDENCE = "Your proposed rating", "Your evidence"

PLANS = (REFERENCE, AGENCY, ACTION, DUE, RATING, LAST)
"""The headings of what the plan says."""

OPEN = (PROGRESS, FORECAST, PROPOSED, EVIDENCE)
"""The headings of what the lead fills in."""

_KEY = re.compile(rf"{MARK} ([0-9a-f]{{64}}) ([0-9a-f]{{8,64}})")


@dataclass(frozen=True, slots=True)
class SheetKey:
    """Whose sheet it is: the plan's id, which is the hash of its log's first row, the chase's."""

    plan: str
    chase: str

    @property
    def text(self) -> str:
        """Return it as a cell holds it."""
        return f"{MARK} {self.plan} {self.chase}"


def read_key(text: str) -> SheetKey | None:
    """Return what a cell says of whose sheet it is, None where it says nothing."""
    found = _KEY.fullmatch(text.strip())
    return None if found is None else SheetKey(found[1], found[2])


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An action as a return sheet shows it; `rating` is None for one that is unrated."""

    action: str
    reference: str
    agency: str
    text: str
    due: date | None
    timescale: str
    rating: Rating | None
    closed: bool
    forecast: date | None
    last: ProgressUpdate | None

    @property
    def rating_words(self) -> str:
        """Return `R Significant risk`."""
        if self.closed:
            return "Ended"
        return "Unrated" if self.rating is None else tidy_line(rating_label(self.rating))

    @property
    def last_words(self) -> str:
        """Return the last progress update with its day and who signed it."""
        if self.last is None:
            return "None yet"
        signed = f", {tidy_line(self.last.signed)}" if self.last.signed else ""
        return in_cell(f"{show_date(self.last.day)}{signed}:\n{self.last.text}")

    def shown(self, heading: str) -> str:
        """Return what stands in a cell of the plan's, a day as people read it."""
        due = self.timescale if self.due is None else show_date(self.due)
        return {
            REFERENCE: tidy_line(self.reference),
            AGENCY: tidy_line(self.agency),
            ACTION: in_cell(self.text),
            DUE: tidy_line(due),
            RATING: self.rating_words,
            LAST: self.last_words,
        }[heading]


def in_cell(text: str) -> str:
    """Return a text as a cell of a sheet shows it; of one that is too long, its beginning."""
    pieces = sheet_pieces(tidy_text(text))
    return pieces[0] if len(pieces) == 1 else f"{pieces[0].rstrip('⟫')} …"


def sheet_rows(plan: Plan, actions: Iterable[str], *, today: date) -> tuple[SheetRow, ...]:
    """Return these actions (ids) as a sheet shows them, in their order; none that isn't there."""
    ids = tuple(actions)
    scheme, last = plan_scheme(plan), last_updates(plan, ids)
    return tuple(
        SheetRow(
            action=row.id,
            reference=row.reference,
            agency=row.agency,
            text=row.action,
            due=row.due,
            timescale=row.timescale,
            rating=scheme.get(row.rating),
            closed=row.closed is not None,
            forecast=row.forecast,
            last=last.get(row.id),
        )
        for row in action_rows(plan, ids, today=today)
    )
