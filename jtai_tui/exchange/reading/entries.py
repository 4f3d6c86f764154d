"""From the texts of an action's cells to what they say: leads, days, progress, and what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from db.dates import read_date
from db.leads import Lead, read_leads
from db.timescale import NoDate, Precision, Reading, explain
from jtai_tui.exchange.reading import doubts
from jtai_tui.exchange.reading.agencies import is_agency_like
from jtai_tui.exchange.reading.continuing import Draft
from jtai_tui.exchange.reading.parts import Layout
from jtai_tui.exchange.reading.rows import Column
from jtai_tui.exchange.reading.synonyms import meanings
from jtai_tui.exchange.reading.timescales import timescale_of
from jtai_tui.exchange.reading.words import is_rule, one_line, paragraphs, quoted, without_bullet

_FIRST_OF = (Column.REFERENCE, Column.AGENCY, Column.TIMESCALE, Column.FORECAST)
_PLAIN_NOTE = "last day of the "
_ONGOING = ("ongoing", "on-going", "on going", "continuous", "rolling", "continual", "continuing")


@dataclass(frozen=True, slots=True)
class Entry:
    """What an action's cells say, in a plan's terms; `reference` is the text of its cell."""

    reference: str
    agency: str
    finding: str
    action: str
    leads: tuple[Lead, ...]
    timescale: str
    due: date | None
    due_precision: str | None
    forecast: date | None
    progress: str
    kept: str
    status: str


def read_entry(
    draft: Draft, plan_date: date | None, layout: Layout, *, due_said: bool = False
) -> Entry:
    """Return what a draft's cells say; doubts about its days are noted.

    Where its due date is `due_said` elsewhere, the words of its timescale are not doubted.

    What has no place in a plan is `kept`, with its heading before it, to follow the progress.
    """
    timescale = draft.text(Column.TIMESCALE)
    due, precision = _read_due(draft, timescale, plan_date, None if due_said else layout)
    forecast, forecast_note = _read_forecast(draft, plan_date, layout)
    agency = _several_on_one_line(draft.text(Column.AGENCY))
    kept = _kept(draft)
    if agency and agency != draft.row.agency and _is_sections(draft, layout):
        heading = _name(draft, next(draft.of(Column.AGENCY))[0])
        kept.insert(0, with_heading(heading, agency))
        text = (
            f"the column {quoted(heading)} names other agencies than the headings; its text is kept"
            " in the progress"
        )
        layout.warn(draft.part.table, doubts.COLUMN_KEPT, text)
    return Entry(
        reference=draft.text(Column.REFERENCE),
        agency=draft.row.agency if _is_sections(draft, layout) else agency,
        finding=paragraphs(draft.row.under, _joined(draft, Column.FINDING)),
        action=_joined(draft, Column.ACTION),
        leads=read_cell_of_leads("\n".join(text for _, text in draft.of(Column.LEAD))),
        timescale=timescale,
        due=due,
        due_precision=precision,
        forecast=forecast,
        progress=_progress(draft),
        kept=paragraphs(forecast_note, *kept),
        status=_status(draft),
    )


def read_cell_of_leads(text: str) -> tuple[Lead, ...]:
    """Return the leads of a cell, one a line, without the bullets and numbers of its lists."""
    lines = (without_bullet(line) for line in text.splitlines())
    found = read_leads("\n".join(line for line in lines if not is_rule(line)))
    return tuple({lead.raw: lead for lead in found}.values())


def with_heading(heading: str, text: str) -> str:
    """Return a text behind its heading: on the same line, or above a list."""
    plain = one_line(heading).rstrip(":")
    if not plain or not text:
        return text
    first = text.split("\n", 1)[0]
    return f"{plain}:\n\n{text}" if first != without_bullet(first) else f"{plain}: {text}"


def tell_kept(drafts: Iterable[Draft], layout: Layout) -> None:
    """Note each column, once, that has no place in a plan and is kept in the progress."""
    told: dict[tuple[str, bool], str] = {}
    for draft in drafts:
        for at, kind in enumerate(draft.part.columns):
            if kind in (Column.NOTE, Column.EVIDENCE) and draft.texts.get(at):
                heading = draft.part.headings[at]
                told.setdefault((heading, kind is Column.EVIDENCE), draft.part.table)
    for (heading, evidence), table in told.items():
        which = f"the column {quoted(heading)}" if heading else "a column without a heading"
        what = "was not made evidence" if evidence else "has no place in a plan"
        text = f"{which} {what}; its text is kept in the progress"
        layout.warn(table, doubts.COLUMN_KEPT, text)


def _is_sections(draft: Draft, layout: Layout) -> bool:
    """Return whether an action's agency is that of its section, whatever a column says."""
    name = draft.row.agency
    said = bool(draft.text(Column.AGENCY))
    return bool(name) and (not said or is_agency_like(name, layout.known))


def _joined(draft: Draft, column: Column) -> str:
    """Return the texts of a kind of column: the surest as it is, others behind their headings."""
    headings = draft.part.headings
    found = sorted(draft.of(column), key=lambda each: -meanings(headings[each[0]]).get(column, 0))
    return paragraphs(
        *(
            text if place == 0 else with_heading(headings[at], text)
            for place, (at, text) in enumerate(found)
        )
    )


def _progress(draft: Draft) -> str:
    """Return the progress; where several columns hold it, each behind its heading."""
    several = draft.part.columns.count(Column.PROGRESS) > 1
    return paragraphs(
        *(
            with_heading(draft.part.headings[at], text) if several else text
            for at, text in draft.of(Column.PROGRESS)
        )
    )


def _status(draft: Draft) -> str:
    """Return the words of the last column of ratings that has any."""
    found = [text for _, text in draft.of(Column.RATING)]
    return found[-1] if found else ""


def _kept(draft: Draft) -> list[str]:
    """Return the texts that have no place of their own, in the order of the columns."""
    ratings = list(draft.of(Column.RATING))[:-1]
    others = [each for column in _FIRST_OF for each in list(draft.of(column))[1:]]
    notes = [*draft.of(Column.NOTE), *draft.of(Column.EVIDENCE), *others, *ratings]
    return [with_heading(_name(draft, at), text) for at, text in sorted(notes)]


def _name(draft: Draft, at: int) -> str:
    evidence = draft.part.columns[at] is Column.EVIDENCE
    return draft.part.headings[at] or ("Evidence" if evidence else "")


def _read_due(
    draft: Draft, text: str, plan_date: date | None, layout: Layout | None
) -> tuple[date | None, str | None]:
    if day := _day_of(draft, Column.TIMESCALE):
        return day, Precision.DAY.value
    if not text:
        return None, None
    reading = timescale_of(text, plan_date)
    if layout is not None:
        _tell_timescale(draft.row.place, reading, layout)
    return reading.due, reading.precision.value if reading.precision else None


def _read_forecast(draft: Draft, plan_date: date | None, layout: Layout) -> tuple[date | None, str]:
    """Return the forecast, and its text where that says more than one day."""
    found = next(draft.of(Column.FORECAST), None)
    if found is None:
        return None, ""
    at, text = found
    if day := _day_of(draft, Column.FORECAST):
        return day, ""
    kept = with_heading(draft.part.headings[at] or "Forecast", text)
    try:
        return read_date(text), ""
    except ValueError:
        reading = timescale_of(text, plan_date)
    if reading.due is None:
        said = f"the forecast {quoted(text)} has {explain(reading)}; it is kept in the progress"
        layout.warn(draft.row.place, doubts.FORECAST_UNREADABLE, said)
    return reading.due, kept


def _day_of(draft: Draft, column: Column) -> date | None:
    """Return the day of a spreadsheet's date cell, if that is the first of its kind."""
    at = next((at for at, _ in draft.of(column)), None)
    return None if at is None else draft.days.get(at)


def _tell_timescale(place: str, reading: Reading, layout: Layout) -> None:
    shown = quoted(reading.text)
    plain = one_line(reading.text).casefold()
    if reading.reason is NoDate.RECURRING or (
        reading.reason is NoDate.STATUS and plain.startswith(_ONGOING)
    ):
        layout.warn(place, doubts.TIMESCALE_RECURRING, f"{shown} has no day: it goes on")
    elif reading.reason is NoDate.IMPOSSIBLE:
        layout.warn(place, doubts.TIMESCALE_IMPOSSIBLE, f"{shown} has {explain(reading)}")
    elif reading.due is None and reading.reason is not NoDate.EMPTY:
        layout.warn(place, doubts.TIMESCALE_UNREADABLE, f"{shown} has {explain(reading)}")
    elif len({part.due for part in reading.parts if part.due}) > 1:
        text = f"{shown} holds several days; the last counts: {explain(reading)}"
        layout.warn(place, doubts.SEVERAL_DATES, text)
    elif reading.note and reading.due and not _is_plain(reading.note):
        layout.warn(place, doubts.TIMESCALE_DOUBTFUL, f"{shown} was read as {explain(reading)}")


def _is_plain(note: str) -> bool:
    """Return whether a note only says which day of a month or quarter it is."""
    return note.startswith(_PLAIN_NOTE) and not set(note) & {",", ";"}


def _several_on_one_line(text: str) -> str:
    lines: Sequence[str] = [without_bullet(line) for line in text.splitlines()]
    return one_line(" / ".join(line for line in lines if line))
