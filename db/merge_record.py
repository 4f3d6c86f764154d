"""What the log says of a merge: which file was taken in, by its name, its content and its tip.

It stands as JSON in the row of the merge; whoever merged it, and when, the row itself says.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


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
        return MergeRecord(**{key: str(value) for key, value in json.loads(text or "").items()})
    except (ValueError, TypeError, AttributeError, RecursionError):
        return MergeRecord(text or "", "", "")
