"""What a command lists, as data for programs: the same records as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.exchange.csv_table import Cell, csv_text


def write_records(call: Call, keys: Sequence[str], records: Sequence[Mapping[str, Cell]]) -> bool:
    """Print records with these keys as data, where that is asked for; return whether it was."""
    chosen = call.text("format")
    if chosen == "json":
        output.write_json(records)
    elif chosen == "csv":
        output.write_csv(csv_text(keys, [[record[key] for key in keys] for record in records]))
    return chosen in ("json", "csv")
