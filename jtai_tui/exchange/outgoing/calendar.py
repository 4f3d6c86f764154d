"""Due dates as a calendar: an all-day event for each open action, for the diary of whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from db.dates import show_date
from db.rating import Scheme
from db.rows import ActionRow
from jtai_tui.exchange.extras import needs
from jtai_tui.exchange.outgoing.published import tidy_line, tidy_text
from jtai_tui.exchange.published_cells import rating_label

_MOST_SUMMARY = 70


def due_calendar(
    rows: Sequence[ActionRow],
    *,
    title: str,
    plan_name: str,
    now: datetime,
    scheme: Scheme | None = None,
    progress: Callable[[float], object] = float,
) -> bytes:
    """Return the content of a .ics: the due dates of those actions that are open and have one.

    `title` names the calendar, `plan_name` the plan that its events are of; `now` is aware. A
    later calendar of the same plan replaces the events of an earlier one. Without a `scheme`
    ratings are called by their codes. `progress` is called with what share is done, 0 to 1, and
    may raise to cancel. Raises PlanError where the library is missing.
    """
    icalendar = needs("icalendar", "icalendar", "writing calendars")
    made = icalendar.Calendar()
    made.add("prodid", "-//jtai//action plan//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", tidy_line(title))
    moment = now.astimezone(UTC).replace(microsecond=0)
    for done, row in enumerate(rows):
        if done % 50 == 0:
            progress(done / (len(rows) + 1))
        if not row.open or row.due is None:
            continue
        event = icalendar.Event()
        event.add("uid", f"{tidy_line(row.id)}@jtai")
        event.add("dtstamp", moment)
        event.add("dtstart", row.due)
        event.add("summary", _summary(row))
        event.add("description", _description(row, plan_name, scheme))
        event.add("transp", "TRANSPARENT")
        if agency := tidy_line(row.agency):
            event.add("categories", [agency])
        made.add_component(event)
    content = bytes(made.to_ical())
    progress(1.0)
    return content


def _summary(row: ActionRow) -> str:
    text = f"Due: {tidy_line(row.reference)} {tidy_line(row.action)}".strip()
    if len(text) <= _MOST_SUMMARY:
        return text
    return f"{text[: _MOST_SUMMARY - 1].rpartition(' ')[0] or text[: _MOST_SUMMARY - 1]}…"


def _description(row: ActionRow, plan_name: str, scheme: Scheme | None) -> str:
    leads = "; ".join(lead.raw for lead in row.leads)
    said = (
        ("Agency", row.agency),
        ("Lead", leads),
        ("Timescale", row.timescale),
        ("Forecast", show_date(row.forecast) if row.forecast else ""),
        ("Rating", _rating(row, scheme)),
        ("Plan", plan_name),
    )
    lines = [f"{name}: {tidy_line(value)}" for name, value in said if value]
    return "\n".join([tidy_text(row.action), "", *lines])


def _rating(row: ActionRow, scheme: Scheme | None) -> str:
    if row.rating is None:
        return ""
    rating = scheme.get(row.rating) if scheme else None
    return rating_label(rating) if rating else row.rating.replace("-", " ")
