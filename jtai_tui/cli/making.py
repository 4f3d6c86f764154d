"""`jtai new`: a plan file from JSON or from the seed."""

from __future__ import annotations

from pathlib import Path

from db.dates import show_date
from db.plan_document import PUBLISHED, PlanFaults
from db.plan_entries import PlanDocument
from db.seed import SEED_NAME, seed_document
from db.signature import Signature
from db.store import make_plan
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.exchange.plan_json import read_plan_bytes, source_bytes


def make_new_plan(call: Call) -> int:
    """Make a plan file; a faulty source is told all its faults, a line each."""
    path = Path(call.text("file"))
    try:
        document, source = _document(call.arguments.source)
    except PlanFaults as faults:
        for fault in faults.faults:
            output.tell(f"{call.arguments.source}: {fault}")
        return 1
    by = Signature(call.author or PUBLISHED)
    with make_plan(path, document, by=by, source=source, anchors=call.places.tips):
        output.say_plan_text([f"made {path} from {source}: {_summary(document)}"])
    return 0


def _document(source: str | None) -> tuple[PlanDocument, str]:
    if source is None:
        return seed_document(), SEED_NAME
    data, name = source_bytes(source)
    return read_plan_bytes(data, name), name


def _summary(document: PlanDocument) -> str:
    updated = f", updated {show_date(document.updated)}" if document.updated else ""
    return f"{len(document.actions)} actions, {len(document.agencies)} agencies{updated}"
