"""A whole plan as a JSON file, and the reading of a file that is to be one."""

from __future__ import annotations

import sys
from pathlib import Path

from db.errors import PlanError
from db.plan_document import read_plan_text, write_plan_text
from db.plan_entries import PlanDocument
from jtai_tui.json_text import escaped

STANDARD_INPUT = "standard input"

_STARTS = (
    (b"PK\x03\x04", "a Word or Excel file, and this version reads plans in JSON"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file, and plans are read in JSON"),
    (b"SQLite format 3\x00", "a plan file already; export it first with: jtai export"),
    (b"%PDF-", "a PDF file, and this version reads plans in JSON"),
)
_MOST_BYTES = 256 * 1024 * 1024


def plan_bytes(document: PlanDocument) -> bytes:
    """Return the whole plan, its log and its files of evidence, as a JSON file's content.

    Whoever looks at the file in a terminal finds nothing in it that steers that.
    """
    return escaped(write_plan_text(document)).encode()


def read_plan_bytes(data: bytes, name: str) -> PlanDocument:
    """Return the plan in a file's content; `name` is what an error calls it.

    Raises PlanFaults with all that is wrong with it, or PlanError for another sort of file.
    """
    for start, what in _STARTS:
        if data.startswith(start):
            raise PlanError(f"{name}: this is {what}")
    if not data.strip():
        raise PlanError(f"{name}: there is nothing in it")
    return read_plan_text(data)


def source_bytes(source: str) -> tuple[bytes, str]:
    """Return the content of the file `source` (`-`: standard input), and what to call it.

    The name is the file's own, without folders. Raises PlanError where it can't be read.
    """
    if source == "-":
        data = sys.stdin.buffer.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise PlanError(f"{STANDARD_INPUT}: too large for a plan")
        return data, STANDARD_INPUT
    path = Path(source)
    try:
        with path.open("rb") as file:  # a device may have no end
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise PlanError(f"{source}: there is no such file") from None
    except IsADirectoryError:
        raise PlanError(f"{source}: this is a folder; name a plan in JSON") from None
    except OSError as error:
        raise PlanError(f"{source}: can't be read: {error.strerror or error}") from None
    if len(data) > _MOST_BYTES:
        raise PlanError(f"{source}: too large for a plan")
    return data, path.name
