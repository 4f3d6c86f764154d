"""The cells of a published plan that hold more than one thing: written, and read back exactly.

A published table has seven columns; an action has more to say. What has no column of its own
stands in words that people read without help ("Forecast: 12 Jul 2020"), and a text that itself
looks like such words has a backslash before it, which reading takes away again. All texts are
without white space around them; of the line ends only the new line counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from db.dates import MONTHS, show_date
from db.endings import ENDINGS
from db.plan_document import PUBLISHED
from db.plan_entries import EvidenceEntry, UpdateEntry
from db.rating import Rating, Scheme

FORM = "jtai-form/1"
"""What stands among the keywords of a document whose cells are written as here."""

Timescale = tuple[str, date | None, str | None, date | None, bool]
"""Timescale, due date, its precision, forecast, and whether the cell itself says the due date."""

_HEAD = re.compile(r"(\d{1,2} [A-Z][a-z]{2} \d{4}), (.*):", re.ASCII)
_DUE = re.compile(r"Due date: (?:none|(\d{1,2} [A-Z][a-z]{2} \d{4})(?: \((.+)\))?)", re.ASCII)
_FORECAST = re.compile(r"Forecast: (\d{1,2} [A-Z][a-z]{2} \d{4})", re.ASCII)
_DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})", re.ASCII)
_EVIDENCE = re.compile(
    r"Evidence:(?: (?P<title>.*))?"
    r"(?:\nKind: (?P<kind>.*))?(?:\nLink: (?P<link>.*))?"
    r"(?:\nNote:(?: (?P<note>[\s\S]*))?)?"
)
_NOTE = re.compile(r"Note:(?: ([\s\S]*))?")
_PARAGRAPH_BREAK = re.compile(r"(?<!\n)\n\n(?!\n)")
_HIDDEN_BLANK = re.compile(r"\\*\s*")
_LETTER = re.compile(r"[^\W\d_] \S.*")
_ENDINGS = {words: code for code, words in ENDINGS.items()}
_MONTHS = [name[:3] for name in MONTHS]
_ABOUT_DAY, _ABOUT_NOTHING = "day", "precision not known"


def progress_cell(
    updates: Sequence[UpdateEntry], evidence: Sequence[EvidenceEntry], updated: date | None
) -> str:
    """Return the cell of progress and evidence.

    One update of the day `updated` that was signed as published is its text alone; otherwise
    each update stands under a line with its day and who signed it. Evidence follows.
    """
    if _is_plain(updates, updated):
        text = _guarded(updates[0].text, every_paragraph=False)
        blocks = [_guard_end(text)]
    else:
        blocks = [_dated(update) for update in updates]
        if blocks:
            blocks[-1] = _guard_end(blocks[-1])
    return "\n\n".join([*blocks, *(_evidence_block(each) for each in evidence)])


def read_progress_cell(
    text: str, updated: date | None
) -> tuple[str, tuple[UpdateEntry, ...], tuple[EvidenceEntry, ...]]:
    """Return the progress that the cell does not date itself, its updates, and its evidence.

    Either the first or the second is empty. An only update of the day `updated` that is signed as
    published is the same as its text alone.
    """
    lines = text.split("\n")
    start = _evidence_start(lines)
    body = _strip_blank(lines[:start])
    evidence = _read_evidence(_paragraphs(lines[start:]))
    if not body:
        return "", (), evidence
    if _read_head(body[0]) is None:
        plain = _unguard_end(body)
        plain[0] = _unguarded(plain[0], is_update_head)
        return "\n".join(plain), (), evidence
    updates = _read_updates(_unguard_end(body))
    if _is_plain(updates, updated):
        return updates[0].text, (), evidence
    return "", tuple(updates), evidence


def is_update_head(line: str) -> bool:
    """Return whether a line says whose update follows, and of which day."""
    return _read_head(line) is not None


def timescale_cell(
    timescale: str,
    due: date | None,
    precision: str | None,
    forecast: date | None,
    updated: date | None,
) -> str:
    """Return the cell of the timescale: its words, and the days that they do not say.

    The due date is added where the words, read in a plan of the day `updated`, mean another one.
    """
    from db.timescale import read_timescale  # noqa: PLC0415  brings in dateutil

    lines = timescale.split("\n")
    lines[-1] = _guard(lines[-1], _is_day_line)
    parts = ["\n".join(lines)] if timescale else []
    meant = read_timescale(timescale, updated)
    if (due, precision if due else None) != (meant.due, meant.precision and meant.precision.value):
        parts.append(f"Due date: {_show_due(due, precision)}")
    if forecast is not None:
        parts.append(f"Forecast: {show_date(forecast)}")
    return "\n\n".join(parts)


def read_timescale_cell(text: str) -> Timescale:
    """Return what `timescale_cell` wrote. Without a due date of its own the last is False."""
    lines = text.split("\n")
    forecast: date | None = None
    due: date | None = None
    precision: str | None = None
    due_said = False
    found = _FORECAST.fullmatch(lines[-1])
    if found and (forecast := _read_day(found[1])):
        lines = _strip_blank(lines[:-1]) or [""]
    if _is_due_line(lines[-1]) and (found := _DUE.fullmatch(lines[-1])):
        due_said = True
        due = _read_day(found[1]) if found[1] else None
        about = found[2] or _ABOUT_DAY
        precision = None if due is None or about == _ABOUT_NOTHING else about
        lines = _strip_blank(lines[:-1]) or [""]
    lines[-1] = _unguarded(lines[-1], _is_day_line)
    return "\n".join(lines), due, precision, forecast, due_said


def rating_label(rating: Rating) -> str:
    """Return a rating as the tables print it, its letter and its name: `R Significant risk`."""
    return f"{rating.letter} {rating.name}".strip()


def rating_cell(rating: Rating | None, status: str, closed: str | None) -> str:
    """Return the cell of the rating: letter and name, other printed words, how it was ended.

    A status that is the rating's name, or that is empty, adds nothing to the rating.
    """
    lines = status.split("\n")
    if rating is None:
        lines[0] = _guard(lines[0], _is_label)
    lines[-1] = _guard(lines[-1], _is_ending)
    parts = [] if rating is None else [rating_label(rating)]
    if status and (rating is None or status != rating.name):
        parts.append("\n".join(lines))
    if closed is not None:
        parts.append(f"Ended: {ENDINGS.get(closed, closed)}")
    return "\n\n".join(parts)


def read_rating_cell(text: str, scheme: Scheme) -> tuple[str | None, str, str | None]:
    """Return the code of the rating (None: unrated), the status, and how the action was ended.

    A rating alone has its name for a status.
    """
    lines = text.split("\n")
    labels = {rating_label(rating): rating for rating in scheme}
    rating = labels.get(lines[0])
    if rating is not None:
        lines = _strip_blank(lines[1:]) or [""]
    closed: str | None = None
    if _is_ending(lines[-1]):
        closed = _ENDINGS[lines[-1].removeprefix("Ended: ")]
        lines = _strip_blank(lines[:-1]) or [""]
    lines[-1] = _unguarded(lines[-1], _is_ending)
    if rating is None:
        lines[0] = _unguarded(lines[0], _is_label)
        return None, "\n".join(lines), closed
    return rating.code, "\n".join(lines) or rating.name, closed


def _is_plain(updates: Sequence[UpdateEntry], updated: date | None) -> bool:
    if len(updates) != 1 or updated is None:
        return False
    only = updates[0]
    return only.day == updated and only.signed == PUBLISHED and bool(only.text)


def _dated(update: UpdateEntry) -> str:
    head = f"{show_date(update.day)}, {update.signed}:"
    return f"{head}\n{_guarded(update.text, every_paragraph=True)}" if update.text else head


def _read_updates(lines: list[str]) -> list[UpdateEntry]:
    found: list[tuple[date, str, list[str]]] = []
    for index, line in enumerate(lines):
        head = _read_head(line) if _starts_paragraph(lines, index) else None
        if head is not None:
            found.append((*head, []))
        elif found:
            found[-1][2].append(line)
    return [UpdateEntry(day, signed, _read_body(body)) for day, signed, body in found]


def _read_body(lines: list[str]) -> str:
    body = _strip_blank(lines)
    return "\n".join(
        _unguarded(line, is_update_head) if _starts_paragraph(body, index) else line
        for index, line in enumerate(body)
    )


def _guarded(text: str, *, every_paragraph: bool) -> str:
    """Return a text of which no paragraph, or not the first, reads as the head of an update."""
    lines = text.split("\n")
    return "\n".join(
        _guard(line, is_update_head)
        if index == 0 or (every_paragraph and _starts_paragraph(lines, index))
        else line
        for index, line in enumerate(lines)
    )


def _guard_end(text: str) -> str:
    """Return a text whose last paragraphs do not read as evidence."""
    lines = text.split("\n")
    start = _last_paragraph(lines)
    last = "\n".join(lines[start:])
    escaped = last.startswith("\\") and _is_evidence_part(last.lstrip("\\"))
    if escaped or _evidence_start(lines) < len(lines):
        lines[start] = "\\" + lines[start]
    return "\n".join(lines)


def _unguard_end(lines: list[str]) -> list[str]:
    start = _last_paragraph(lines)
    last = "\n".join(lines[start:])
    if last.startswith("\\") and _is_evidence_part(last.lstrip("\\")):
        return [*lines[:start], lines[start][1:], *lines[start + 1 :]]
    return list(lines)


def _evidence_block(evidence: EvidenceEntry) -> str:
    named = (
        ("Evidence:", evidence.title),
        ("Kind:", evidence.kind),
        ("Link:", evidence.link),
    )
    lines = [f"{name} {value}" for name, value in named if value]
    if not evidence.title:
        lines.insert(0, "Evidence:")
    block = "\n".join(lines)
    if not evidence.note:
        return block
    notes = [f"Note: {_hide_blanks(part)}" for part in _PARAGRAPH_BREAK.split(evidence.note)]
    return f"{block}\n" + "\n\n".join(notes)


def _read_evidence(paragraphs: list[str]) -> tuple[EvidenceEntry, ...]:
    entries: list[tuple[re.Match[str], list[str]]] = []
    for paragraph in paragraphs:
        if found := _EVIDENCE.fullmatch(paragraph):
            entries.append((found, [] if found["note"] is None else [found["note"]]))
        elif entries and (note := _NOTE.fullmatch(paragraph)):
            entries[-1][1].append(note[1] or "")
    return tuple(
        EvidenceEntry(
            title=found["title"] or "",
            kind=found["kind"] or "",
            link=found["link"] or "",
            note="\n\n".join(_show_blanks(note) for note in notes),
        )
        for found, notes in entries
    )


def _hide_blanks(text: str) -> str:
    """Return a paragraph in which nothing reads as the end of it."""
    return "\n".join(
        f"\\{line}" if _HIDDEN_BLANK.fullmatch(line) else line for line in text.split("\n")
    )


def _show_blanks(text: str) -> str:
    return "\n".join(
        line[1:] if line.startswith("\\") and _HIDDEN_BLANK.fullmatch(line) else line
        for line in text.split("\n")
    )


def _evidence_start(lines: list[str]) -> int:
    """Return at which line the evidence at the end starts; the number of lines for none."""
    start, end = len(lines), len(lines)
    while end > 0:
        begin = _last_paragraph(lines[:end])
        paragraph = "\n".join(_strip_blank(lines[begin:end]))
        if not paragraph or not _is_evidence_part(paragraph):
            break
        if _EVIDENCE.fullmatch(paragraph):
            start = begin
        end = begin
    return start


def _is_evidence_part(paragraph: str) -> bool:
    return bool(_EVIDENCE.fullmatch(paragraph) or _NOTE.fullmatch(paragraph))


def _paragraphs(lines: list[str]) -> list[str]:
    found: list[list[str]] = []
    for index, line in enumerate(lines):
        if _starts_paragraph(lines, index):
            found.append([])
        if line.strip():
            found[-1].append(line)
    return ["\n".join(paragraph) for paragraph in found if paragraph]


def _last_paragraph(lines: list[str]) -> int:
    """Return the index of the line that the last paragraph starts with."""
    index = len(lines) - 1
    while index > 0 and not lines[index].strip():
        index -= 1
    while index > 0 and lines[index - 1].strip():
        index -= 1
    return max(index, 0)


def _starts_paragraph(lines: list[str], index: int) -> bool:
    return index == 0 or not lines[index - 1].strip()


def _strip_blank(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


def _guard(line: str, looks: Callable[[str], bool]) -> str:
    return "\\" + line if looks(line.lstrip("\\")) else line


def _unguarded(line: str, looks: Callable[[str], bool]) -> str:
    return line[1:] if line.startswith("\\") and looks(line.lstrip("\\")) else line


def _read_head(line: str) -> tuple[date, str] | None:
    found = _HEAD.fullmatch(line)
    day = _read_day(found[1]) if found else None
    return (day, found[2]) if found and day else None


def _is_day_line(line: str) -> bool:
    return _is_due_line(line) or bool((found := _FORECAST.fullmatch(line)) and _read_day(found[1]))


def _is_due_line(line: str) -> bool:
    found = _DUE.fullmatch(line)
    return found is not None and (found[1] is None or _read_day(found[1]) is not None)


def _is_label(line: str) -> bool:
    return _LETTER.fullmatch(line) is not None


def _is_ending(line: str) -> bool:
    return line.startswith("Ended: ") and line.removeprefix("Ended: ") in _ENDINGS


def _show_due(due: date | None, precision: str | None) -> str:
    if due is None:
        return "none"
    about = precision or _ABOUT_NOTHING
    return show_date(due) if about == _ABOUT_DAY else f"{show_date(due)} ({about})"


def _read_day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    try:
        return date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None
