"""`jtai new`: a plan file from the seed, from JSON, or from a Word or Excel file."""

from __future__ import annotations

from pathlib import Path

from db.dates import show_date
from db.plan_document import PUBLISHED, PlanFaults
from db.plan_entries import PlanDocument
from db.rating import Scheme
from db.seed import SEED_NAME, seed_document
from db.signature import Signature
from db.store import make_plan
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.exchange.plan_json import read_plan_bytes
from jtai_tui.exchange.reading.rows import ReadPlan
from jtai_tui.exchange.source_file import is_plan_json, sha256_of, source_bytes
from jtai_tui.text import counted


def make_new_plan(call: Call) -> int:
    """Make a plan file; a faulty source is told all its faults, a line each."""
    path = Path(call.text("file"))
    try:
        document, source, read = _document(call)
    except PlanFaults as faults:
        for fault in faults.faults:
            output.tell(f"{call.arguments.source}: {fault}")
        return 1
    by = Signature(call.author or PUBLISHED)
    with make_plan(path, document, by=by, source=source, anchors=call.places.tips):
        output.say_plan_text([f"made {path} from {source}: {_summary(document)}"])
    if read is not None:
        _tell_reading(read, document.scheme)
    return 0


def _document(call: Call) -> tuple[PlanDocument, str, ReadPlan | None]:
    """Return the plan to make, from what it is made, and how that was understood, if it had to."""
    source = call.arguments.source
    if source is None:
        return seed_document(), SEED_NAME, None
    data, name = source_bytes(source)
    # Reading documents is asked for seldom, and brings in much.
    from jtai_tui.cli.readings import check_nothing_said, read_as_said  # noqa: PLC0415

    if is_plan_json(data, name):
        check_nothing_said(call)
        return read_plan_bytes(data, name), name, None
    from jtai_tui.exchange.document import plan_of  # noqa: PLC0415
    from jtai_tui.exchange.incoming.reading import read_source  # noqa: PLC0415

    scheme = seed_document().scheme
    read = read_as_said(call, read_source(data, name), scheme)
    document = plan_of(read, scheme, name=Path(name).stem, today=call.day)
    return document, f"{name} (SHA-256 {sha256_of(data)})", read


def _tell_reading(read: ReadPlan, scheme: Scheme) -> None:
    from jtai_tui.cli.readings import (  # noqa: PLC0415
        doubt_lines,
        print_marks,
        unrated_words,
    )

    if read.marks:
        output.say("")
        print_marks(read.marks, scheme)
    doubts = list(doubt_lines(read))
    output.say_plan_text(["", *doubts] if doubts else [])
    if more := unrated_words(read):
        output.warn(more)


def _summary(document: PlanDocument) -> str:
    updated = f", updated {show_date(document.updated)}" if document.updated else ""
    actions = counted(len(document.actions), "action")
    return f"{actions}, {counted(len(document.agencies), 'agency', 'agencies')}{updated}"
