"""What this machine has seen of plans, kept outside their files: one small JSON file for each.

It lies in the user's state folder under the plan's identity, and says for each path at which the
plan was seen what was found there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from db.disk import put_in_place, put_on_disk
from db.private_folder import new_private_file, private_folder
from db.unfinished import unfinished

FileState = tuple[int, ...]
"""What the disk says of a file that nobody has touched: its number, size in bytes, times in ns."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found at a path: the log's `tip` and length `seq`.

    Up to `checked`, the hash of the row in place `checked_seq`, the log and all that follows from
    it were gone through and found sound; None if that was never done. `left` is what the disk said
    of the file when this machine had last checked or changed it, None where somebody else may have
    changed it between. `expected` is the tip of a file that this machine is about to put there: if
    that is what lies there, nothing is missed.
    """

    tip: str
    seq: int
    checked: str | None = None
    checked_seq: int = 0
    left: FileState | None = None
    expected: str | None = None


Memory = dict[str, Seen]
"""What is remembered of one plan, by path."""


def file_state(path: Path) -> FileState | None:
    """Return what the disk says of a file, None if there is none to be seen."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def read_memory(anchors: Path, identity: str) -> Memory:
    """Return what is remembered of the plan with this identity; nothing where it can't be read."""
    return _read(_file_of(anchors, identity))


def change_memory(anchors: Path, identity: str, path: str, seen: Seen, *, made: bool) -> None:
    """Remember what was found at a path. What can't be kept is no fault of a change.

    Whoever was quicker and has seen more stands, unless the file was `made`: then it is new here,
    or meant to be as it is, and no other plan is remembered at its path.
    """
    mine = _file_of(anchors, identity)
    with contextlib.suppress(OSError):
        private_folder(anchors)
        known = _read(mine)
        before = known.get(path)
        if before is not None and before.seq > seen.seq and not made:
            return
        _write(mine, {**known, path: seen})
        for other in _all(anchors) if made else ():
            if other != mine and path in (theirs := _read(other)):
                _write(other, {each: what for each, what in theirs.items() if each != path})


def expect(anchors: Path, path: str, tip: str) -> None:
    """Note that a file with this log tip is about to be put at a path, of whichever plan it is."""
    with contextlib.suppress(OSError):
        for file in _all(anchors):
            known = _read(file)
            if path in known:
                _write(file, {**known, path: replace(known[path], expected=tip)})


def seen_at(anchors: Path, path: str, *, but: str = "") -> Iterator[Seen]:
    """Yield what was seen at a path of whichever plan, `but` of the one with that identity."""
    mine = _file_of(anchors, but) if but else None
    for file in _all(anchors):
        if file != mine and (seen := _read(file).get(path)) is not None:
            yield seen


def _all(anchors: Path) -> list[Path]:
    try:
        return sorted(anchors.glob("*.json"))
    except OSError:
        return []


def key_of(identity: str) -> str:
    """Return what names a plan's memory and backups: nothing that a plan says of itself does."""
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


def keys_at(anchors: Path, path: str) -> tuple[str, ...]:
    """Return the keys of the plans that were seen at a path."""
    return tuple(file.stem for file in _all(anchors) if path in _read(file))


def _file_of(anchors: Path, identity: str) -> Path:
    return anchors / f"{key_of(identity)}.json"


def _write(file: Path, memory: Memory) -> None:
    with unfinished(file.parent) as fresh:
        with os.fdopen(new_private_file(fresh), "w", encoding="ascii") as text:
            json.dump({path: _record(seen) for path, seen in memory.items()}, text, indent=1)
        put_on_disk(fresh)
        put_in_place(fresh, file, overwrite=True)


def _record(seen: Seen) -> dict[str, Any]:
    record: dict[str, Any] = {"tip": seen.tip, "seq": seen.seq}
    if seen.checked is not None:
        record |= {"checked": seen.checked, "checked_seq": seen.checked_seq}
    if seen.left is not None:
        record["left"] = list(seen.left)
    if seen.expected is not None:
        record["expected"] = seen.expected
    return record


def _read(file: Path) -> Memory:
    """Return the memory in a file; one that can't be read, or holds something else, is none."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {path: seen for path, record in data.items() if (seen := _seen(record)) is not None}


def _seen(record: object) -> Seen | None:
    if not isinstance(record, dict):
        return None
    newest = _place(record.get("tip"), record.get("seq"))
    if newest is None:
        return None
    checked, checked_seq = _place(record.get("checked"), record.get("checked_seq")) or (None, 0)
    return Seen(
        *newest, checked, checked_seq, _state(record.get("left")), _hash(record.get("expected"))
    )


def _state(left: object) -> FileState | None:
    if isinstance(left, list) and all(isinstance(each, int) for each in left):
        return tuple(left)
    return None


def _place(row: object, seq: object) -> tuple[str, int] | None:
    """Return a row's hash and place, None where SQLite could not even be asked for them."""
    found = _hash(row)
    if found is not None and isinstance(seq, int) and 0 <= seq < 2**63:
        return found, seq
    return None


def _hash(row: object) -> str | None:
    return row if isinstance(row, str) and row.isascii() else None
