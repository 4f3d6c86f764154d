"""Whether a file may be opened as a plan: what is checked before anything in it is relied on.

A file that is as this machine left it is asked only for what came after the last check. Any other
is a stranger, whoever has sent it, and is gone through whole, in a private copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db.anchor import here
from db.errors import NotAPlan, typed
from db.file import Plan, told
from db.fingerprint import may_be_read, schema_faults
from db.header import Header
from db.memory import Seen, file_state, seen_at
from db.private_copy import private_copy
from db.tip import read_tip

if TYPE_CHECKING:
    from db.examine import Progress, Report


def admit(
    path: Path,
    header: Header,
    *,
    anchors: Path | None,
    progress: Progress = float,
) -> None:
    """Raise NotAPlan, saying what is wrong and what to do, for a file that is not to be relied on.

    Raises PlanError for one that can't be read just now.
    """
    state = file_state(path)
    known = [] if anchors is None else seen_at(anchors, here(path))
    untouched = [each for each in known if each.checked is not None and each.left == state]
    if untouched and header.at_rest and not header.newer:
        if not _is_as_checked(path, header, untouched):
            _refuse_unless_sound(path, header, _examined(path, path, header, untouched, progress))
        return
    with private_copy(path) as copy:
        if header.newer:
            _refuse_unless_readable(path, copy, header)
        _refuse_unless_sound(path, header, _examined(path, copy, header, [], progress))


def _is_as_checked(path: Path, header: Header, seen: Sequence[Seen]) -> bool:
    """Return whether a file that nobody else has touched has no row more than was checked.

    So it mostly is, and is opened without all that going through it needs.
    """
    with (
        Plan(path, read_only=True, settles=header.settles) as plan,
        told(path),
        plan.locked_eye() as connection,
    ):
        if schema_faults(connection, header.version):
            return False
        tip = read_tip(connection)
        return tip is not None and any(each.checked == tip.hash for each in seen)


def _examined(
    path: Path,
    file: Path,
    header: Header,
    untouched: Sequence[Seen],
    progress: Progress,
) -> Report:
    """Go through a file: all of it, or what came after what was seen in it when it was left."""
    from db.examine import Known, examine  # noqa: PLC0415  not needed for a file that we know

    known = max(
        (Known(each.checked, each.checked_seq) for each in untouched if each.checked is not None),
        key=lambda each: each.seq,
        default=None,
    )
    with (
        Plan(path, file=file, read_only=True, settles=header.settles or file != path) as plan,
        told(path),
        plan.locked_eye() as connection,
    ):
        return examine(
            connection,
            header.version,
            known=lambda _: known,
            structure=not untouched,
            progress=progress,
        )


def _refuse_unless_sound(path: Path, header: Header, report: Report) -> None:
    """Raise NotAPlan with what is wrong, what is safe, and what to do."""
    if report.fault is None:
        return
    faults = report.fault.faults
    what, safe = _FAULTS[report.fault.name]
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    way = "" if header.at_rest else (
        "; what lies beside it may belong to another file: open it without that, in another folder"
    )  # fmt: skip
    raise NotAPlan(
        f"{path}: {what} ({faults[0]}{more}); {safe}; nothing was changed{way}; look with:"
        f" {typed('verify', path)}, then go back to a backup with: {typed('restore', path)}"
    )


_FAULTS = {
    "File": ("the file is damaged", "what can still be read of it may be wrong"),
    "Guards": (
        "the guards of this plan were tampered with",
        "what was written since may have no name behind it",
    ),
    "Log": (
        "the log of this plan was changed or is damaged",
        "who said what, and when, can't be relied on",
    ),
    "Ratings": (
        "a rating is not what the log says",
        "the log itself is sound",
    ),
    "Fields": (
        "a part of the plan is not what the log says",
        "the log itself and all ratings are sound",
    ),
    "Files of evidence": (
        "a file of evidence is not what was put in",
        "the log, all ratings and all else are sound",
    ),
}


def _refuse_unless_readable(path: Path, copy: Path, header: Header) -> None:
    """Raise NotAPlan unless a file of a newer version lets this one read it."""
    with (
        Plan(path, file=copy, read_only=True, settles=True) as plan,
        told(path),
        plan.locked_eye() as connection,
    ):
        if not may_be_read(connection, header.version):
            raise NotAPlan(
                f"{path}: written by a newer jtai (file version {header.version}) that this one"
                " can't read; nothing was changed; update jtai to open it"
            )
