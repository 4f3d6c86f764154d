"""`jtai copies`: who has a copy of the plan, and whether it came back."""

from __future__ import annotations

from collections.abc import Sequence

from db.copies import IssuedCopy, ReturnedFile, issued_copies, overdue_first
from db.dates import show_date, stamp
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.plans import open_to_read
from jtai_tui.cli.records import write_records
from jtai_tui.cli.tables import Cell, Column, print_table
from jtai_tui.exchange.action_record import iso
from jtai_tui.exchange.csv_table import Cell as Value
from jtai_tui.shipped import SHOWN_TIP, return_words

_COLUMNS = (
    Column("To", 30, least=12),
    Column("Since", 11),
    Column("Tip", SHOWN_TIP),
    Column("Back by", 11),
    Column("Came back", 0),
)
_BY = Column("Issued by", 20, least=6)
"""Only where not all were issued by the same person: a recipient has passed copies on."""
_KEYS = (
    "to", "since", "by", "tip", "row", "back_by", "out", "days_out", "overdue", "days_overdue",
    "replaced",
)  # fmt: skip
_LAST_KEYS = ("returns", "returned", "returned_file", "returned_tip", "returned_sha256")
"""What the table for a spreadsheet says of a copy that came back: how often, and the last file."""


def list_copies(call: Call) -> int:
    """List the copies that were issued, or only those that are out."""
    only_out = call.flag("out")
    with open_to_read(call) as plan:
        every = issued_copies(plan, today=call.day)
    copies = [each for each in overdue_first(every) if each.out or not only_out]
    if call.text("format") == "json":
        output.write_json([_record(each) | {"returns": _returns(each)} for each in copies])
        return 0
    if write_records(call, (*_KEYS, *_LAST_KEYS), [_record(each) | _last(each) for each in copies]):
        return 0
    if not every:
        output.tell("no copy was issued; jtai ship makes one")
    elif not copies:
        output.tell(f"no copy is out: all {len(every)} came back")
    else:
        _print(copies)
        output.say("", _summary(every))
    return 0


def _print(copies: Sequence[IssuedCopy]) -> None:
    columns, lines = list(_COLUMNS), [_line(each) for each in copies]
    if len({each.by for each in copies}) > 1:
        columns.insert(1, _BY)
        for line, copy in zip(lines, copies, strict=True):
            line.insert(1, Cell(copy.by))
    print_table(columns, lines, wrap=True)


def _summary(copies: tuple[IssuedCopy, ...]) -> str:
    out, overdue = sum(each.out for each in copies), sum(each.overdue for each in copies)
    noun = "copy" if len(copies) == 1 else "copies"
    return f"{len(copies)} {noun}, {out} out, {overdue} overdue"


def _line(copy: IssuedCopy) -> list[Cell]:
    return [
        Cell(copy.to),
        Cell(show_date(copy.day)),
        Cell(copy.tip[:SHOWN_TIP], "dim"),
        Cell("" if copy.back_by is None else show_date(copy.back_by)),
        Cell(return_words(copy), "bold red" if copy.overdue else "" if copy.out else "dim"),
    ]


def _record(copy: IssuedCopy) -> dict[str, Value]:
    return {
        "to": copy.to,
        "since": stamp(copy.at),
        "by": copy.by,
        "tip": copy.tip,
        "row": copy.seq,
        "back_by": iso(copy.back_by),
        "out": copy.out,
        "days_out": copy.days_out,
        "overdue": copy.overdue,
        "days_overdue": copy.days_overdue,
        "replaced": copy.replaced,
    }


def _returns(copy: IssuedCopy) -> list[dict[str, Value]]:
    return [_return(each) for each in copy.returns]


def _return(returned: ReturnedFile) -> dict[str, Value]:
    return {
        "at": stamp(returned.at),
        "by": returned.by,
        "file": returned.name,
        "tip": returned.tip,
        "sha256": returned.sha256,
    }


def _last(copy: IssuedCopy) -> dict[str, Value]:
    last: dict[str, Value] = _return(copy.returns[-1]) if copy.returns else {}
    return {
        "returns": len(copy.returns),
        "returned": last.get("at"),
        "returned_file": last.get("file"),
        "returned_tip": last.get("tip"),
        "returned_sha256": last.get("sha256"),
    }
