"""A clean, verified, compacted copy of a plan, to send: one file, with nothing deleted left in."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.connection import plain
from db.copies import asked_back
from db.copying import check_copy, check_sound, copy_plan, room_for_it
from db.disk import put_in_place, put_on_disk
from db.errors import PlanError
from db.event import EVENT_FIELDS
from db.examine import Progress
from db.file import Plan, connect, told
from db.log import changing
from db.plain_text import check_line
from db.side_files import check_not_of_plan
from db.signature import Signature
from db.store import check_free
from db.tip import read_plan_entity
from db.unfinished import unfinished
from db.verify import verify_open


@dataclass(frozen=True, slots=True)
class Shipped:
    """A copy that was made: where, how large in bytes, and the log tip that it carries."""

    path: Path
    size: int
    tip: str


def ship(
    plan: Plan,
    out: Path,
    *,
    to: str,
    by: Signature,
    back_by: date | None = None,
    overwrite: bool = False,
    progress: Progress = float,
) -> Shipped:
    """Write a verified, compacted copy of the plan to `out`, and log to whom it was issued.

    With `back_by`, the log says as well by which day it is asked back. The copy is finished and
    verified before the log says that it was issued, carries that row itself, and then appears
    whole: so it does, or not at all. Raises PlanError: for a plan that does not verify, an `out`
    that is there (unless `overwrite`), the plan itself.
    """
    recipient = check_line(to, "the name of whoever it is issued to")
    _check_out(plan, out, overwrite)
    check_sound(verify_open(plan, progress=progress), plan.path, "not shipped")
    try:
        with unfinished(out.absolute().parent) as fresh:
            os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
            with changing(plan, by) as log:
                entity = read_plan_entity(plain(log.connection))
                log.note(entity, "issued", recipient, reason=asked_back(back_by))
                copy_plan(plan, fresh)
                _append(fresh, out, log.collected)
                check_copy(fresh, out, "not shipped", progress=progress)
                put_on_disk(fresh)
                tip = log.collected[-1]["hash"]
            try:
                put_in_place(fresh, out, overwrite=overwrite)
            except OSError as error:
                raise PlanError(
                    f"{out}: not shipped ({error.strerror or error}), though the log says so"
                    " already; ship it again"
                ) from None
    except OSError as error:
        raise PlanError(f"{out}: can't be written: {error.strerror or error}") from None
    return Shipped(out, out.stat().st_size, tip)


def _check_out(plan: Plan, out: Path, overwrite: bool) -> None:
    check_free(out, overwrite=True)
    check_not_of_plan(out, plan.path)
    if os.path.lexists(out):
        if out.exists() and not out.is_file():
            raise PlanError(f"{out}: this is not a file that can be replaced; name another")
        if not overwrite:
            raise PlanError(f"{out}: there is a file already; add --force to replace it")


def _append(copy: Path, out: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows of the log into the copy, as they will stand in the plan; its guards look on.

    Raises PlanError, which names `out`.
    """
    marks = ", ".join(f":{name}" for name in EVENT_FIELDS)
    with (
        told(out),
        contextlib.closing(connect(copy, mode="rw", look=False)) as connection,
        room_for_it(),
    ):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            f"INSERT INTO event({', '.join(EVENT_FIELDS)}) VALUES ({marks})", tuple(rows)
        )
        connection.execute("COMMIT")
