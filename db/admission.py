"""Whether a file may be opened as a plan: what is checked before anything in it is relied on.

A file that is as this machine left it is asked only for what came after the last check. Any other
is a stranger, whoever has sent it, and is gone through whole, in a private copy.
"""

from __future__ import annotations

from pathlib import Path

from db.anchor import here
from db.errors import NotAPlan
from db.examine import Check, Known, Progress, Report, examine
from db.file import Plan, told
from db.fingerprint import may_be_read
from db.header import Header
from db.memory import Seen, file_state, seen_at
from db.newer import link_faults
from db.private_copy import private_copy

LARGE = 64 * 1024 * 1024
"""Bytes. A larger file that this machine knows is asked only for what is new in it, too."""


def admit(path: Path, header: Header, *, anchors: Path | None, progress: Progress) -> None:
    """Raise NotAPlan, saying what is wrong and what to do, for a file that is not to be relied on.

    Raises PlanError for one that can't be read just now.
    """
    state = file_state(path)
    seen = [] if anchors is None else [
        each for each in seen_at(anchors, here(path)) if each.checked is not None
    ]  # fmt: skip
    untouched = [each for each in seen if each.left == state]
    if header.newer:
        _admit_newer(path, header)
    elif untouched and not header.interrupted:
        _refuse_unless_sound(path, _examined(path, path, header, untouched, False, progress))
    elif seen and state is not None and state[1] > LARGE:
        _refuse_unless_sound(path, _examined(path, path, header, seen, True, progress))
    else:
        with private_copy(path) as copy:
            _refuse_unless_sound(path, _examined(path, copy, header, [], True, progress))


def _examined(
    path: Path,
    file: Path,
    header: Header,
    seen: list[Seen],
    structure: bool,
    progress: Progress,
) -> Report:
    known = max(
        (Known(each.checked, each.checked_seq) for each in seen if each.checked is not None),
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
            structure=structure,
            progress=progress,
        )


def _refuse_unless_sound(path: Path, report: Report) -> None:
    if report.fault is not None:
        raise NotAPlan(f"{path}: {_refusal(path, report.fault)}")


def _refusal(path: Path, fault: Check) -> str:
    """Return what is wrong, what is safe, and what to do."""
    what, safe = _FAULTS[fault.name]
    more = f", and {len(fault.faults) - 1} more" if len(fault.faults) > 1 else ""
    return (
        f"{what} ({fault.faults[0]}{more}); {safe}; nothing was changed; look with: jtai verify"
        f" {path}, then go back to a backup with: jtai restore {path}"
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


def _admit_newer(path: Path, header: Header) -> None:
    """Raise NotAPlan unless a file of a newer version lets this one read it, and hangs together."""
    with (
        private_copy(path) as copy,
        Plan(path, file=copy, read_only=True, settles=True) as plan,
        told(path),
        plan.locked_eye() as connection,
    ):
        if not may_be_read(connection, header.version):
            raise NotAPlan(
                f"{path}: written by a newer jtai (file version {header.version}) that this one"
                " can't read; nothing was changed; update jtai to open it"
            )
        faults = link_faults(connection)
    if faults:
        raise NotAPlan(f"{path}: {_refusal(path, Check('Log', 1, faults))}")
