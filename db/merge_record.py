"""What the log says of a merge: which file was taken in, by its name, its content and its tip.

It stands as JSON in the row of the merge; whoever merged it, and when, the row itself says.
"""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, dataclass, fields

from db.errors import Refused
from db.plain_text import check_line


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """A returned file: its `name` without folders, the SHA-256 of its bytes, its log's tip.

    `issued` is the hash of the row that says to whom this copy was issued, empty for one that was
    copied by other means. `sent_to` is that recipient's name.
    """

    name: str
    sha256: str
    tip: str
    issued: str = ""
    sent_to: str = ""


def record_to_json(record: MergeRecord) -> str:
    """Return the record as the log keeps it."""
    return json.dumps(asdict(record), ensure_ascii=False, separators=(",", ":"))


def record_from_json(text: str | None) -> MergeRecord:
    """Return the record that a row keeps; what isn't one is a file of that name."""
    try:
        return _read(text or "")
    except (ValueError, TypeError, AttributeError, RecursionError):
        return MergeRecord(text or "", "", "")


def check_record(text: str | None) -> None:
    """Raise Refused where a row of a merge does not say, in lines of text, what was merged."""
    try:
        record = _read(text or "")
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Refused("the record of a merge can't be read") from None
    for said in astuple(record):
        if said and check_line(said, "the record of a merge") != said:
            raise Refused("the record of a merge has space around a part")


def _read(text: str) -> MergeRecord:
    """Return the record, without what a later version may say besides."""
    said = json.loads(text)
    return MergeRecord(**{each.name: str(said.get(each.name, "")) for each in fields(MergeRecord)})
