"""A clean, verified, compacted copy of a plan, to send: one file, with nothing deleted left in."""

from __future__ import annotations

import os
import secrets
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from db.errors import PlanError, Refused
from db.file import Plan, connect, file_uri, told
from db.log import Signature, changing
from db.plain_text import check_line
from db.queries import plan_facts
from db.store import check_free
from db.tip import read_plan_entity
from db.verify import verify


@dataclass(frozen=True, slots=True)
class Shipped:
    """A copy that was made: where, how large in bytes, and the log tip that it carries."""

    path: Path
    size: int
    tip: str


def ship(plan: Plan, out: Path, *, to: str, by: Signature, overwrite: bool = False) -> Shipped:
    """Write a verified, compacted copy of the plan to `out`, and log to whom it was issued.

    The copy appears whole or not at all, and carries the log row that says so. Raises PlanError:
    for a plan that does not verify, an `out` that is there (unless `overwrite`), the plan itself.
    """
    recipient = check_line(to, "the name of whoever it is issued to")
    check_free(out, overwrite=True)
    if os.path.lexists(out):
        if out.exists() and out.samefile(plan.path):
            raise PlanError(f"{out}: this is the plan itself; name another file")
        if out.exists() and not out.is_file():
            raise PlanError(f"{out}: this is not a file that can be replaced; name another")
        if not overwrite:
            raise PlanError(f"{out}: there is a file already; add --force to replace it")
    _check_sound(plan.path, plan.path, plan.anchors)
    fresh = out.absolute().with_name(f".jtai-{secrets.token_hex(8)}")
    try:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        with changing(plan, by) as log:
            log.note(read_plan_entity(log.connection), "issued", recipient)
        with told(plan.path), closing(connect(plan.path, mode="rw", look=False)) as connection:
            connection.execute("VACUUM INTO ?", (file_uri(fresh),))
        _check_sound(fresh, out, None)
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        fresh.replace(out)
    except OSError as error:
        raise PlanError(f"{out}: can't be written: {error.strerror}") from None
    finally:
        fresh.unlink(missing_ok=True)
    return Shipped(out, out.stat().st_size, plan_facts(plan).tip)


def _check_sound(path: Path, named: Path, anchors: Path | None) -> None:
    report = verify(path, anchors=anchors)
    if not report.sound:
        faults = next(check.line for check in report.checks if not check.sound)
        raise Refused(f"{named}: not shipped, the plan does not verify ({faults})")
