"""One action as blocks of text to read: what it asks, where it stands, what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from db.dates import day_count, show_date, show_long_date, show_moment
from db.endings import ENDINGS
from db.leads import Lead
from db.rating import Rating, Scheme
from db.rows import ActionDetail, ActionRow, HistoryEntry
from db.slipping import move_words, moved_words, slipping
from jtai_tui.widgets.action_cells import rating_sign
from jtai_tui.widgets.blocks import Block, Gap, Heading, Paragraph, Piece, Prose
from jtai_tui.widgets.palette import ACCENT, LATE, MUTED, STRONG, TEXT, rating_tone
from jtai_tui.widgets.travel_lines import Travelled, travel_line

HANG = 9
_HISTORY = 5


def detail_blocks(
    detail: ActionDetail,
    scheme: Scheme,
    today: date,
    *,
    history: int = _HISTORY,
    travelled: Travelled | None = None,
    chased: Callable[[str], str] | None = None,
    doubts: Sequence[str] = (),
) -> tuple[Block, ...]:
    """Return an action, whole; of its log the last `history` entries.

    `travelled` is where it has gone since a reporting point, None where there is none; `chased`
    says how a lead was chased last, by name. `doubts` are the reasons for a look at it.
    """
    row = detail.row
    return (
        *_top(detail, scheme),
        *([travel_line(travelled, HANG)] if travelled else []),
        *_dates(detail),
        *_leads(row.leads, chased),
        *_sources(detail),
        *_doubts(doubts),
        Heading("FINDING"),
        _prose(row.finding, "No finding is given."),
        Heading("ACTION"),
        _prose(row.action, "No action is given."),
        *_progress(detail, today),
        *_evidence(detail),
        *_history(detail, history),
    )


def _top(detail: ActionDetail, scheme: Scheme) -> Iterator[Block]:
    row = detail.row
    yield Paragraph(((row.reference, STRONG), ("  ", TEXT), (row.agency, STRONG)))
    recorded, suggested = scheme.get(row.rating), scheme.get(row.suggested_rating)
    if recorded is not None:
        yield Paragraph(((rating_sign(recorded), rating_tone(recorded)), _name(recorded, STRONG)))
        yield from _rated_by(detail.history)
    elif suggested is not None:
        yield _suggested(suggested)
    elif row.open:
        yield Paragraph((("·  Unrated", MUTED),))
    if row.challenged and recorded is not None and suggested is not None:
        yield _suggested(suggested)
        yield Paragraph((("so the rating is challenged", MUTED),), indent=4)
    if row.closed:
        yield Paragraph(((f"Closed: {ENDINGS.get(row.closed, row.closed)}", STRONG),))
    yield Gap()


def _suggested(rating: Rating) -> Paragraph:
    signs = (rating_sign(rating) + "?", rating_tone(rating, suggested=True))
    return Paragraph((signs, _name(rating, MUTED), ("  suggested", MUTED)))


def _name(rating: Rating, tone: str) -> Piece:
    return " " + rating.name, tone


def _rated_by(history: tuple[HistoryEntry, ...]) -> Iterator[Block]:
    """Yield who recorded the rating that stands, and when: the newest log row of that cell."""
    for entry in history:
        if entry.field == "rating" and entry.counted:
            yield Paragraph(((f"by {entry.author}, {show_moment(entry.at)}", MUTED),), indent=4)
            return


def _dates(detail: ActionDetail) -> Iterator[Block]:
    row = detail.row
    if row.due is None:
        yield _field("Due", (row.timescale or "no timescale", TEXT))
        if row.timescale:
            yield _field("", ("no due date yet", MUTED))
    else:
        shown = show_long_date(row.due)
        if row.timescale:
            yield _field("Due", (row.timescale, TEXT))
        yield _field("" if row.timescale else "Due", (shown, TEXT))
        yield from _lateness(row)
    found = slipping(detail.agreed_due, detail.revisions, row.due)
    if found.moves:
        agreed = "none" if found.agreed is None else show_date(found.agreed)
        yield _field("Agreed", (agreed, TEXT), (f", {moved_words(found)}", MUTED))
    for move in reversed(found.moves):
        by, reason = move.revision.author, move.revision.reason
        words = f"{move_words(move)}, by {by}{f': {reason}' if reason else ''}"
        yield _field("", (words, MUTED))
    if row.forecast is not None:
        yield _field("Forecast", (show_long_date(row.forecast), TEXT), *_slip(row))


def _lateness(row: ActionRow) -> Iterator[Block]:
    days = row.days_overdue
    if days is None or not row.open:
        return
    if days > 0:
        yield _field("", (f"{day_count(days)} late", LATE))
    else:
        yield _field("", (f"in {day_count(-days)}" if days else "today", MUTED if days else STRONG))


def _slip(row: ActionRow) -> tuple[Piece, ...]:
    if row.due is None or row.forecast is None or row.forecast <= row.due:
        return ()
    return ((f", {day_count((row.forecast - row.due).days)} after it is due", LATE),)


def _leads(leads: tuple[Lead, ...], chased: Callable[[str], str] | None) -> Iterator[Block]:
    if not leads:
        yield _field("Lead", ("nobody", MUTED))
    for place, lead in enumerate(leads):
        label = "" if place else ("Leads" if len(leads) > 1 else "Lead")
        name = lead.name or lead.post or lead.raw
        rest = [part for part in (lead.post, lead.organisation) if part and part != name]
        yield _field(label, (name, TEXT), (", " + ", ".join(rest) if rest else "", MUTED))
        if chased is not None and (words := chased(lead.name or lead.raw)):
            yield _field("", (words, MUTED))


def _sources(detail: ActionDetail) -> Iterator[Block]:
    if detail.row.sources:
        yield _field("Source", (", ".join(detail.row.sources), TEXT))
    if detail.row.status:
        yield _field("Status", (detail.row.status, TEXT))


def _doubts(doubts: Sequence[str]) -> Iterator[Block]:
    """Yield the reasons for a look, told apart by dots where there are several."""
    for place, why in enumerate(doubts):
        if len(doubts) == 1:
            yield _field("Check", (why, TEXT))
        elif place:
            yield Paragraph(((why, TEXT),), label="•", hang=2, indent=HANG)
        else:
            yield Paragraph(((why, TEXT),), label=f"{'Check':<{HANG}}•", hang=HANG + 2)


def _progress(detail: ActionDetail, today: date) -> Iterator[Block]:
    number = len(detail.updates)
    if not number:
        yield Heading("PROGRESS", "no update yet")
        return
    newest = _age(detail.updates[0].day, today)
    yield Heading("PROGRESS", f"{number} update{'s' if number > 1 else ''}, {newest}")
    for place, update in enumerate(detail.updates):
        if place:
            yield Gap()
        age = _age(update.day, today).removesuffix(" ago")
        yield Paragraph(((show_date(update.day), STRONG), (f"  {update.signed}, {age}", MUTED)))
        yield Prose(update.text)


def _evidence(detail: ActionDetail) -> Iterator[Block]:
    number = len(detail.evidence)
    yield Heading("EVIDENCE", str(number) if number else "none yet")
    for piece in detail.evidence:
        kind = f"  {piece.kind}" if piece.kind else ""
        yield Paragraph(((piece.title, TEXT), (kind, MUTED)), label="•", hang=2)
        where = piece.link or (f"{piece.file_name}, kept in the plan" if piece.file_name else "")
        for text, tone in ((where, ACCENT), (piece.note, TEXT)):
            if text:
                yield Prose(text, tone, indent=2)
        yield Paragraph(((f"{piece.author}, {show_moment(piece.at)}", MUTED),), indent=2)


def _history(detail: ActionDetail, most: int) -> Iterator[Block]:
    entries = detail.history
    shown = entries[:most]
    note = str(len(entries)) if len(shown) == len(entries) else f"the last {most} of {len(entries)}"
    yield Heading("HISTORY", note if entries else "none yet")
    for entry in shown:
        yield from history_blocks(entry)


def history_blocks(entry: HistoryEntry, *, with_reference: bool = False) -> tuple[Block, ...]:
    """Return one entry of the log as `db.sentences.history_line` says it: what, who, when, why."""
    reference = f"{entry.reference}  " if with_reference and entry.reference else ""
    return (
        Paragraph(
            (
                (reference, STRONG),
                (entry.sentence, TEXT),
                (f" by {entry.author}, {show_moment(entry.at)}", MUTED),
                (f": {entry.reason}" if entry.reason else "", TEXT),
            ),
            label="•",
            hang=2,
        ),
    )


def _field(label: str, *pieces: Piece) -> Paragraph:
    return Paragraph(tuple(piece for piece in pieces if piece[0]), label=label, hang=HANG)


def _prose(text: str, instead: str) -> Prose:
    return Prose(text) if text.strip() else Prose(instead, MUTED)


def _age(day: date, today: date) -> str:
    days = (today - day).days
    if days == 0:
        return "today"
    return f"{day_count(days)} ago" if days > 0 else f"{day_count(-days)} ahead"
