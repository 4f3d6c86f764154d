"""`jtai import`: a Word table, a workbook, a CSV file or a plan in JSON, read into a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.alike import plan_leads
from db.comparing import Comparison, Known
from db.dates import show_date
from db.file import Plan, looking
from db.importing import Document, Imported, import_document, preview
from db.queries import agency_ids, plan_scheme
from db.review_words import FIELD_NAMES, Words, look_at_words
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.changing import advice
from jtai_tui.cli.plans import open_to_change, open_to_read
from jtai_tui.cli.progress import shown_progress
from jtai_tui.cli.readings import (
    check_nothing_said,
    doubt_lines,
    print_marks,
    read_as_said,
    reading_record,
    unrated_words,
)
from jtai_tui.cli.tables import Cell, Column, print_table
from jtai_tui.exchange.document import incoming_of, incoming_plan
from jtai_tui.exchange.plan_json import read_plan_bytes
from jtai_tui.exchange.reading.rows import ReadPlan
from jtai_tui.exchange.source_file import is_plan_json, sha256_of, source_bytes
from jtai_tui.imported import imported_parts
from jtai_tui.text import counted, one_line, waiting_words

_COLUMNS = (
    Column("Ref", 10),
    Column("What", 16),
    Column("The plan", 30, least=10),
    Column("The document", 0),
)
WAITS = 1
"""The exit code while changes that the document proposes wait for a decision."""


def import_source(call: Call) -> int:
    """Read a document into the plan, or tell what that would do; 1 while changes wait, else 0."""
    data, name = source_bytes(call.text("source"))
    if call.flag("dry_run"):
        with open_to_read(call) as plan:
            document, read = _understood(call, plan, data, name)
            found = preview(plan, document, apart=call.arguments.apart or ())
            return _tell(call, plan, document, read, found, None)
    plan, by = open_to_change(call)
    with plan:
        document, read = _understood(call, plan, data, name)
        with advice(call, plan):
            with shown_progress(f"reading in {name}") as progress:
                done = import_document(
                    plan, document, by=by, apart=call.arguments.apart or (), progress=progress
                )
            return _tell(call, plan, document, read, done.comparison, done)


def _understood(call: Call, plan: Plan, data: bytes, name: str) -> tuple[Document, ReadPlan | None]:
    """Return the document, and how it was understood where it is no plan in JSON."""
    sha256 = sha256_of(data)
    if is_plan_json(data, name):
        check_nothing_said(call)
        return incoming_plan(
            read_plan_bytes(data, name), name=name, sha256=sha256, today=call.day
        ), None
    # Word and Excel are asked for seldom, and bring in much.
    from jtai_tui.exchange.incoming.reading import read_source  # noqa: PLC0415

    source = read_source(data, name)
    read = read_as_said(
        call,
        source,
        plan_scheme(plan),
        known_leads=[each.lead for each in plan_leads(plan, today=call.day)],
        known_agencies=agency_ids(plan),
    )
    return incoming_of(read, name=name, sha256=sha256, today=call.day), read


def _tell(
    call: Call,
    plan: Plan,
    document: Document,
    read: ReadPlan | None,
    found: Comparison,
    done: Imported | None,
) -> int:
    waiting = 0 if done is None else done.waiting
    if call.text("format") == "json":
        output.write_json(_record(plan, document, read, found, done))
        return WAITS if waiting else 0
    output.say_plan_text([_document_line(document, read)])
    if read is not None:
        if read.marks:
            output.say("")
            print_marks(read.marks, plan_scheme(plan))
        doubts = list(doubt_lines(read))
        output.say_plan_text(["", *doubts] if doubts else [])
    output.say_plan_text(["", *_summary(document, found, done)])
    with looking(plan) as connection:
        words = look_at_words(connection)
    lines = [line for each in found.changed for line in _change_lines(each, words)]
    if lines and done is None:
        output.say("")
        print_table(_COLUMNS, lines, wrap=False)
    if read is not None and (more := unrated_words(read)):
        output.warn(more)
    if done is not None:
        output.say_plan_text(_outcome(done))
    return WAITS if waiting else 0


def _document_line(document: Document, read: ReadPlan | None) -> str:
    updated = f", updated {show_date(read.updated)}" if read and read.updated else ""
    actions = counted(len(document.actions), "action")
    agencies = counted(len(document.agencies), "agency", "agencies")
    return f"{document.name} (SHA-256 {document.sha256[:12]}): {actions}, {agencies}{updated}"


def _summary(document: Document, found: Comparison, done: Imported | None) -> Iterator[str]:
    yield (
        f"{counted(len(found.new), 'new action')}, {len(found.changed):,} changed,"
        f" {len(found.unchanged):,} unchanged"
    )
    if found.new:
        references = ", ".join(each.entry.reference for each in found.new)
        yield one_line(f"new: {references}")
    if found.missing:
        yield f"not in {document.name}: {', '.join(found.missing)}"
    for name, known in found.renamed.items():
        yield f"its agency {name} is taken for {known}, where most of those actions are"
    for name, one in found.agencies.items():
        if one is None:
            yield f"{'new' if done is None else 'added'}: agency {name}"
    for each in found.known:
        if each.doubt:
            yield f"{each.incoming.place}: action {each.reference}: {each.doubt}"


def _change_lines(known: Known, words: Words) -> Iterator[Sequence[Cell]]:
    for said in known.said:
        before, value = (words.cell(said.field, each) for each in (said.before, said.value))
        yield [
            Cell(known.reference), Cell(FIELD_NAMES[said.field]), Cell(one_line(before)),
            Cell(one_line(value)),
        ]  # fmt: skip
    for update in known.updates:
        yield [
            Cell(known.reference), Cell("Progress"), Cell("added", "dim"),
            Cell(one_line(update.text)),
        ]  # fmt: skip
    for shown in known.evidence:
        yield [
            Cell(known.reference), Cell("Evidence"), Cell("added", "dim"), Cell(shown.title)
        ]  # fmt: skip
    for text in known.otherwise:
        yield [
            Cell(known.reference), Cell("Progress"), Cell("told otherwise", "dim"),
            Cell(one_line(text)),
        ]  # fmt: skip


def _outcome(done: Imported) -> Iterator[str]:
    came = imported_parts(done)
    yield f"added {', '.join(came)}" if came else "nothing new in it; the plan is as it was"
    if done.refused:
        yield f"{counted(done.refused, 'change')} not proposed again: it was decided against before"
    if done.waiting:
        yield (
            f"{waiting_words(0, done.waiting)}, and the plan stands until then; decide with jtai"
            " decide, or press i in the app"
        )


def _record(
    plan: Plan,
    document: Document,
    read: ReadPlan | None,
    found: Comparison,
    done: Imported | None,
) -> dict[str, object]:
    with looking(plan) as connection:
        words = look_at_words(connection)
    return {
        "file": str(plan.path),
        "source": document.name,
        "sha256": document.sha256,
        "dry_run": done is None,
        "read": None if read is None else reading_record(read),
        "new": [
            {
                "reference": each.entry.reference,
                "place": each.place,
                "agency": each.entry.agency,
                "action": each.entry.action,
                "leads": [lead.raw for lead in each.entry.leads],
                "timescale": each.entry.timescale,
                "due": None if each.entry.due is None else each.entry.due.isoformat(),
                "rating": each.entry.rating,
            }
            for each in found.new
        ],
        "changed": [
            {
                "reference": each.reference,
                "place": each.incoming.place,
                "found_by": str(each.match.how),
                "likeness": round(each.match.likeness, 3),
                "doubt": each.doubt or None,
                "changes": [
                    {
                        "field": said.field,
                        "ours": words.cell(said.field, said.before),
                        "theirs": words.cell(said.field, said.value),
                    }
                    for said in each.said
                ],
                "progress_added": [update.text for update in each.updates],
                "progress_otherwise": list(each.otherwise),
                "evidence_added": [shown.title for shown in each.evidence],
            }
            for each in found.changed
        ],
        "unchanged": [each.reference for each in found.unchanged],
        "missing": list(found.missing),
        "agencies": {
            "new": [name for name, one in found.agencies.items() if one is None],
            "taken_for": dict(found.renamed),
        },
        "added": [] if done is None else list(done.added),
        "waiting": 0 if done is None else done.waiting,
    }
