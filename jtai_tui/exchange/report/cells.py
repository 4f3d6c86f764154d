"""How a report words an action: the cells that stand in more than one of its tables."""

from __future__ import annotations

import re
from datetime import date

from db.board_changes import BoardAction, Said
from db.dates import show_date
from db.direction import Standing, direction_words, why_none
from db.endings import ENDINGS
from db.leads import show_leads
from db.rating import Rating, Scheme
from db.slipping import moved_words
from jtai_tui.exchange.outgoing.published import tidy_line, tidy_text
from jtai_tui.exchange.published_cells import rating_label
from jtai_tui.exchange.report.page import Cell

UNRATED = "Unrated"
ENDED = "Ended otherwise"
_MOST = 400
"""Characters of a latest update in a table of exceptions; the appendix has it whole."""

_OPEN_ITEM = re.compile(r"\n(-|[0-9]+\.)$")


def number_cell(number: int, *, strong: bool = False) -> Cell:
    """Return a cell with a number: `1,234`."""
    return Cell(f"{number:,}", number=number, strong=strong)


def day_cell(day: date | None, otherwise: str = "") -> Cell:
    """Return a cell with a day, or with other words where there is none."""
    return Cell(otherwise) if day is None else Cell(show_date(day), day=day)


def count(number: int, noun: str, plural: str = "") -> str:
    """Return `1 action`, `2 actions`, `no action`."""
    words = noun if number in (0, 1) else plural or f"{noun}s"
    return f"{number:,} {words}" if number else f"no {words}"


def verb(number: int, one: str = "is", more: str = "are") -> str:
    """Return the verb that goes with `count`."""
    return one if number in (0, 1) else more


def capital(sentence: str) -> str:
    """Return a sentence with a capital letter."""
    return sentence[:1].upper() + sentence[1:]


def reference_cell(action: BoardAction) -> Cell:
    """Return the reference as the heading of its row."""
    return Cell(tidy_line(action.row.reference) or "none", strong=True)


def agency_cell(action: BoardAction) -> Cell:
    """Return the agency's name."""
    return Cell(tidy_line(action.row.agency))


def action_cell(action: BoardAction) -> Cell:
    """Return what is to be done."""
    return Cell(tidy_text(action.row.action))


def first_cells(action: BoardAction) -> tuple[Cell, Cell, Cell]:
    """Return what every row begins with: reference, agency, what is to be done."""
    return reference_cell(action), agency_cell(action), action_cell(action)


def lead_cell(action: BoardAction) -> Cell:
    """Return the leads, one a line, the accountable one first."""
    return Cell(tidy_text(show_leads(action.row.leads)) or "No lead")


def due_cell(action: BoardAction) -> Cell:
    """Return the due date; where it was revised, the agreed one and how often and far it moved."""
    row = action.row
    day = day_cell(row.due, tidy_line(row.timescale) or "No date")
    moved = moved_words(action.slipping)
    if not moved or action.agreed is None:
        return day
    return Cell(f"{day.text}\nagreed {show_date(action.agreed)}\n{moved}")


def late_cell(action: BoardAction) -> Cell:
    """Return the days late as a number; else `today`, `in 5 days`, "" for a closed one or no date.

    It stands under the heading `Days late`.
    """
    days = action.row.days_overdue
    if not action.row.open or days is None:
        return Cell("")
    if days > 0:
        return number_cell(days, strong=True)
    return Cell("Due today" if days == 0 else f"Due in {count(-days, 'day')}")


def label(rating: Rating) -> str:
    """Return a rating as its letter and its word: `R Significant risk`."""
    return tidy_line(rating_label(rating))


def rating_cell(scheme: Scheme, action: BoardAction) -> Cell:
    """Return the rating as it stands, as the list says it: letter and word, shaded."""
    row = action.row
    return standing_cell(scheme, Standing(row.rating, row.closed))


def standing_cell(scheme: Scheme, standing: Standing | None) -> Cell:
    """Return how an action stands or stood."""
    if standing is None:
        return Cell("Not in the plan")
    if standing.closed is not None:
        return Cell(ENDINGS.get(standing.closed, standing.closed).capitalize())
    rating = scheme.get(standing.rating)
    return Cell(UNRATED) if rating is None else Cell(label(rating), rating=rating)


def suggested_cell(scheme: Scheme, action: BoardAction) -> Cell:
    """Return what the dates speak for."""
    rating = scheme.get(action.row.suggested_rating)
    return Cell("Nothing") if rating is None else Cell(label(rating), rating=rating)


def direction_cell(scheme: Scheme, action: BoardAction) -> Cell:
    """Return `↑ better`, or why nothing can be said."""
    words = direction_words(action.direction)
    return Cell(words or why_none(scheme, action.then, action.now))


def update_cell(action: BoardAction, today: date, *, whole: bool = False) -> Cell:
    """Return the latest update with its day, its age and who signed it; a long one cut short."""
    update = action.update
    if update is None:
        return Cell("No update yet.")
    text = tidy_text(update.text)
    if not whole and len(text) > _MOST:
        start = text[:_MOST].rpartition(" ")[0] or text[:_MOST]
        text = f"{_OPEN_ITEM.sub('', start).rstrip()} …\n\n(whole in the appendix)"
    signed = f", {tidy_line(update.signed)}" if update.signed else ""
    return Cell(f"{age_words(update.day, today)}{signed}:\n\n{text}")


def news_cell(action: BoardAction, since: date, today: date, *, whole: bool = False) -> Cell:
    """Return the latest update as `update_cell` if it is of a day after `since`, else its age."""
    update = action.update
    if update is None or update.day > since:
        return update_cell(action, today, whole=whole)
    return Cell(f"No update since; the last is of {age_words(update.day, today)}.")


def age_words(day: date, today: date) -> str:
    """Return `12 Jun 2020, 19 days ago`."""
    days = (today - day).days
    if days < 0:
        return show_date(day)
    ago = "today" if days == 0 else f"{count(days, 'day')} ago"
    return f"{show_date(day)}, {ago}"


def said_words(said: Said | None) -> str:
    """Return who recorded something, and when: `J Smith, 12 Jun 2020`."""
    if said is None:
        return ""
    if said.loaded:
        return "Came with the plan"
    return f"{tidy_line(said.author)}, {show_date(said.at.astimezone().date())}"


def reason_words(said: Said | None) -> str:
    """Return the reason that somebody gave, or that none was given."""
    reason = "" if said is None else tidy_text(said.reason)
    return reason or "No reason was given."
