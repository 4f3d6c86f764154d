"""A table in a text file, as spreadsheets save it: CSV by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from db.errors import PlanError
from jtai_tui.exchange.incoming.clean import clean, dropped_notes
from jtai_tui.exchange.incoming.source import Source, SourceCell, SourceRow, SourceTable

MOST_CELLS = 200_000

_SIGNS = ",;\t|"
_SAMPLE = 200
_PLAIN = 0.75
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_SAID_SIGN = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
# Our own tables have an apostrophe before what a spreadsheet would run.
_PROTECTED = re.compile("'[=+\\-@\t\r\n＝＋－＠]")


def read_delimited(data: bytes, name: str, sha256: str) -> Source:
    """Return the one table of a text file. Raises PlanError where it isn't text or has no table."""
    text, notes = decoded(data, name)
    sign, start = _sign(text)
    seen: Counter[str] = Counter()
    rows: list[tuple[int, list[str]]] = []
    places = 0
    for line, cells in _records(text[start:], sign, name):
        rows.append((line + (1 if start else 0), [_text(cell, seen) for cell in cells]))
        places += len(cells)
        if places > MOST_CELLS:
            raise PlanError(
                f"{name} has more than {MOST_CELLS:,} cells; split it into several files"
            )
    while rows and not any(rows[-1][1]):
        rows.pop()
    first = next((place for place, (_, cells) in enumerate(rows) if any(cells)), len(rows))
    rows = rows[first:]
    width = max(
        (place + 1 for _, cells in rows for place, cell in enumerate(cells) if cell), default=0
    )
    if width * len(rows) > MOST_CELLS:
        raise PlanError(f"{name} has more than {MOST_CELLS:,} cells; split it into several files")
    blank = SourceCell()
    table = SourceTable(
        "table 1",
        tuple(
            SourceRow(
                tuple(
                    SourceCell(cells[place]) if place < len(cells) and cells[place] else blank
                    for place in range(width)
                ),
                f"line {line}",
            )
            for line, cells in rows
        ),
    )
    return Source(
        name=name,
        sha256=sha256,
        form="CSV",
        tables=(table,) if rows else (),
        notes=(*notes, *dropped_notes(seen)),
    )


def decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file's bytes, and notes on how it was read.

    Raises PlanError for bytes that are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding).removeprefix("\ufeff"), ()
            except UnicodeDecodeError as error:
                raise PlanError(
                    f"{name} is damaged: its text breaks off; save it anew as CSV UTF-8"
                ) from error
    if b"\x00" in data:
        raise PlanError(f"{name} is no text; give a Word, Excel or CSV file")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    text = data.decode("cp1252", errors="replace")
    if "\ufffd" in text:
        return text, (
            "It was read as text of older Windows programs; signs that these don't have show as �.",
        )
    return text, ("It was read as text of older Windows programs (Windows-1252).",)


def is_table(text: str) -> bool:
    """Return whether a text is plainly a table: most of its records have the same columns."""
    sign, start = _sign(text)
    return _fit(text[start:], sign)[0] >= _PLAIN


def _sign(text: str) -> tuple[str, int]:
    """Return what parts the cells, and where the table starts: Excel's `sep=;` may stand first."""
    if said := _SAID_SIGN.match(text):
        return said[1], said.end()
    return max(_SIGNS, key=lambda sign: _fit(text, sign)), 0


def _fit(text: str, sign: str) -> tuple[float, int]:
    """Return how well a sign parts a text: the share of records as wide as most, and how wide."""
    widths: Counter[int] = Counter()
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        for cells in islice(reader, _SAMPLE):
            if any(cells):
                widths[len(cells)] += 1
    except csv.Error:
        return 0.0, 1
    if not widths:
        return 0.0, 1
    width, often = max(widths.items(), key=lambda each: (each[0] > 1, each[1], each[0]))
    return (often / widths.total() if width > 1 else 0.0), width


def _records(text: str, sign: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it starts in, from 1."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    start = last = 1
    try:
        for cells in reader:
            yield start, cells
            last, start = start, reader.line_num + 1
    except csv.Error as error:
        limit = csv.field_size_limit()
        raise PlanError(
            f"{name} can't be read from line {start} on: a cell has more than {limit:,} characters,"
            " or a quotation mark is never closed"
        ) from error
    if _never_closed(text, sign):
        raise PlanError(
            f"{name} can't be read: a quotation mark that opens in the record of line {last} is"
            " never closed"
        )


def _never_closed(text: str, sign: str) -> bool:
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _text(cell: str, seen: Counter[str]) -> str:
    return clean(cell[1:] if _PROTECTED.match(cell) else cell, seen)
