"""`jtai timescale`: how the words of a timescale are read."""

from __future__ import annotations

from collections.abc import Sequence

from db.dates import show_date
from db.timescale import Reading, explain, read_timescale
from jtai_tui.cli.call import Call
from jtai_tui.cli.inputs import text_or_input
from jtai_tui.cli.records import write_records
from jtai_tui.cli.tables import Cell, Column, print_table
from jtai_tui.exchange.action_record import iso

KEYS = ("timescale", "due", "precision", "note", "reason", "suggestion")
_COLUMNS = (
    Column("Timescale", 40, least=12),
    Column("Due", 11),
    Column("Exact to", 8),
    Column("Note", 0),
)


def show_timescales(call: Call) -> int:
    """Tell how each text is read."""
    day = call.arguments.plan_date
    readings = [read_timescale(text, day) for text in _texts(call.arguments.text)]
    if not write_records(call, KEYS, [_record(reading) for reading in readings]):
        print_table(_COLUMNS, [_line(reading) for reading in readings], wrap=True)
    return 0


def _texts(given: Sequence[str]) -> list[str]:
    """Return the texts; `-` stands for the lines of standard input."""
    texts: list[str] = []
    for text in given:
        if text == "-":
            texts += text_or_input("-").splitlines()
        else:
            texts.append(text)
    return texts


def _record(reading: Reading) -> dict[str, str | None]:
    return {
        "timescale": reading.text,
        "due": iso(reading.due),
        "precision": None if reading.precision is None else str(reading.precision),
        "note": reading.note,
        "reason": None if reading.reason is None else str(reading.reason),
        "suggestion": iso(reading.suggestion),
    }


def _line(reading: Reading) -> list[Cell]:
    if reading.due is None:
        note = explain(reading).removeprefix("no date: ")
        return [Cell(reading.text), Cell("none"), Cell(""), Cell(note)]
    return [
        Cell(reading.text),
        Cell(show_date(reading.due)),
        Cell(str(reading.precision or "")),
        Cell(reading.note or ""),
    ]
