"""A document on the command line: what was said of its columns and marks, and what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from db.leads import Lead
from db.rating import Scheme
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.tables import Cell, Column, print_table
from jtai_tui.exchange.choosing import with_columns, with_marks
from jtai_tui.exchange.incoming.source import Source
from jtai_tui.exchange.reading.rows import Choices, Mark, MarkKind, ReadPlan
from jtai_tui.exchange.reading.understanding import understand
from jtai_tui.text import counted

_MARKS = (
    Column("Marked", 36, least=14),
    Column("Actions", 7, right=True),
    Column("Is read as", 24, least=10),
    Column("", 0),
)
_MOST_WARNINGS = 40


def check_nothing_said(call: Call) -> None:
    """Raise UsageError where `--map` or `--column` are said of JSON, which needs neither."""
    for said, option in ((call.arguments.marks, "--map"), (call.arguments.columns, "--column")):
        if said:
            raise UsageError(f"{option} is for Word, Excel and CSV, not for JSON", call.command)


def read_as_said(
    call: Call,
    source: Source,
    scheme: Scheme,
    *,
    known_leads: Iterable[Lead] = (),
    known_agencies: Iterable[str] = (),
) -> ReadPlan:
    """Return a document as it is understood with what `--column` and `--map` say of it.

    Raises Refused for what is said and isn't there, PlanError where no table holds actions.
    """
    leads, agencies = tuple(known_leads), tuple(known_agencies)
    columns: Sequence[str] = call.arguments.columns or ()
    marks: Sequence[str] = call.arguments.marks or ()

    def once_more(choices: Choices) -> ReadPlan:
        return understand(source, scheme, choices, known_leads=leads, known_agencies=agencies)

    choices = Choices()
    read = once_more(choices)
    if columns:
        choices = with_columns(choices, columns, read.columns)
        read = once_more(choices)
    if marks:
        choices = with_marks(choices, marks, read.marks, scheme)
        read = once_more(choices)
    return read


def print_marks(marks: Sequence[Mark], scheme: Scheme) -> None:
    """Print by which words and colours the document rates, and what each is read as."""
    rows = []
    for mark in marks:
        level, proposed = scheme.get(mark.rating), scheme.get(mark.proposed)
        said = Cell("unrated", "dim") if level is None else Cell(level.name)
        more = ""
        if level is None and proposed is not None and not mark.said:
            more = f"perhaps {proposed.name} ({mark.why}); say --map {_typed(mark, proposed.code)}"
        rows.append([Cell(mark.shown), Cell(f"{mark.number:,}"), said, Cell(more, "dim")])
    if rows:
        print_table(_MARKS, rows, wrap=True)


def _typed(mark: Mark, code: str) -> str:
    name = f"#{mark.key}" if mark.kind is MarkKind.COLOUR else mark.key
    return f'"{name}={code}"'


def doubt_lines(read: ReadPlan) -> Iterator[str]:
    """Yield what is doubtful, a line each with its place; many of one sort are cut short."""
    for _, same in groupby(sorted(read.warnings, key=lambda each: each.kind), lambda w: w.kind):
        warnings = list(same)
        for each in warnings[:_MOST_WARNINGS]:
            yield f"{each.place}: {each.text}" if each.place else each.text
        if len(warnings) > _MOST_WARNINGS:
            yield f"and {counted(len(warnings) - _MOST_WARNINGS, 'more such line')}"


def unrated_words(read: ReadPlan) -> str:
    """Return how many actions come in unrated though they are marked, "" for none."""
    number = sum(1 for each in read.actions if each.rating is None and (each.word or each.fill))
    if not number:
        return ""
    return f"{counted(number, 'marked action')} unrated, as nobody has said what the marks mean"


def reading_record(read: ReadPlan) -> dict[str, object]:
    """Return what was understood of a document, JSON-ready."""
    return {
        "title": read.title,
        "version_label": read.version_label,
        "updated": None if read.updated is None else read.updated.isoformat(),
        "agencies": [name for name, _ in read.agencies],
        "columns": [
            {
                "table": each.table,
                "column": each.index + 1,
                "heading": each.heading,
                "field": str(each.column),
            }
            for each in read.columns
        ],
        "marks": [
            {
                "kind": str(each.kind),
                "mark": each.key,
                "shown": each.shown,
                "actions": each.number,
                "rating": each.rating,
                "proposed": each.proposed,
                "why": each.why,
                "certain": each.certain,
            }
            for each in read.marks
        ],
        "warnings": [
            {"place": each.place, "kind": each.kind, "text": each.text} for each in read.warnings
        ],
    }
