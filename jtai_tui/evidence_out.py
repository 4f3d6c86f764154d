"""A file of evidence on its way to the disk: under which name, and whether it can be put there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from db.errors import PlanError
from db.safe_name import safe_name
from db.side_files import check_not_of_plan
from jtai_tui.whole_file import write_whole


def disk_name(name: str) -> str:
    """Return the name that a file of evidence gets on the disk: its own wherever that is safe."""
    return safe_name(name, "evidence")


def save_evidence(out: Path, data: bytes, *, plan: Path, overwrite: bool) -> None:
    """Write a file of evidence to `out`, whole or not at all; nobody can run it as it lies there.

    `plan` is the plan file, which is never overwritten. Raises PlanError, with what to do.
    """
    try:
        check_not_of_plan(out, plan)
        write_whole(out, data, overwrite=overwrite)
    except FileExistsError:
        raise PlanError(_taken(out, overwrite=overwrite)) from None
    except (OSError, ValueError) as error:
        raise PlanError(f"{out}: {_why_not(out.parent, error)}; nothing was written") from None


def _taken(out: Path, *, overwrite: bool) -> str:
    if overwrite or not out.is_file():
        return f"{out}: there is something that can't be replaced; name another file"
    return f"{out}: there is a file already; add --force to replace it"


def _why_not(folder: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"there is no folder {folder}; make it, or name another"
    if isinstance(error, PermissionError) or getattr(error, "errno", None) == errno.EROFS:
        return f"you may not write in {folder}; name another folder"
    if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; make room, or name another folder"
    return f"can't be written: {getattr(error, 'strerror', None) or error}"


def is_folder(path: Path) -> bool:
    """Return whether there is a folder at `path`; what can't be a path is none."""
    try:
        return os.path.isdir(path)  # noqa: PTH112  Path.is_dir raises for a name with a NUL
    except ValueError:
        return False
