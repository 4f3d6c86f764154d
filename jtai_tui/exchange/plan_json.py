"""A whole plan as a JSON file, and the reading of a file that is to be one."""

from __future__ import annotations

from db.errors import PlanError
from db.plan_document import read_plan_text, write_plan_text
from db.plan_entries import PlanDocument
from jtai_tui.json_text import escaped


def plan_bytes(document: PlanDocument) -> bytes:
    """Return the whole plan, its log and its files of evidence, as a JSON file's content.

    Whoever looks at the file in a terminal finds nothing in it that steers that.
    """
    return escaped(write_plan_text(document)).encode()


def read_plan_bytes(data: bytes, name: str) -> PlanDocument:
    """Return the plan in a file's content; `name` is what an error calls it.

    Raises PlanFaults with all that is wrong with it, or PlanError where there is nothing in it.
    """
    if not data.strip():
        raise PlanError(f"{name}: there is nothing in it")
    return read_plan_text(data)
