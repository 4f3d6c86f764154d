"""A copy of a file that nobody else can reach, to look at what a stranger sent without touching it.

SQLite may write to a file that it only reads: it takes back what was cut off, and makes a second
file for one in write-ahead mode. In the copy it may.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.errors import PlanError
from db.file import BUSY_SECONDS, IN_USE
from db.memory import FileState, file_state
from db.side_files import LEFT_BESIDE, beside

_PREFIX = "jtai-check-"
_STALE_SECONDS = 3600
_PAUSE = 0.05
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def private_copy(path: Path) -> Iterator[Path]:
    """Give a copy of the file at `path`, with what SQLite keeps beside it; it is gone afterwards.

    It is as all of that stood at one moment. Raises PlanError where there is no room for it, and
    where another program writes to the file without a pause.
    """
    with private_room(path) as folder:
        try:
            copy = _copy(path, folder)
        except OSError as error:
            if error.errno in _FULL or str(folder) in (error.filename2 or error.filename or ""):
                raise no_room(path, error) from None
            raise PlanError(
                f"{path}: it can't be read to be checked ({error.strerror or error}); is the disk"
                " or share still there? try again, or copy the file to another disk"
            ) from None
        yield copy


@contextmanager
def private_room(path: Path) -> Iterator[Path]:
    """Give a folder that nobody else can reach, for a copy of `path`; it is gone afterwards.

    Raises PlanError where none can be made.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))  # for nobody else
    except OSError as error:
        raise no_room(path, error) from None
    try:
        _sweep(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(fresh: Path) -> None:
    """Remove the copies that killed programs of this person left long before the `fresh` one."""
    status = fresh.stat()
    for each in fresh.parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            found = each.lstat()
            if found.st_uid == status.st_uid and status.st_mtime - found.st_mtime > _STALE_SECONDS:
                shutil.rmtree(each, ignore_errors=True)


def _copy(path: Path, folder: Path) -> Path:
    copy = folder / "plan.db"
    _check_room(path, folder)
    for _ in range(round(BUSY_SECONDS / _PAUSE)):
        before = _states(path)
        shutil.copyfile(path, copy)
        for ending in LEFT_BESIDE:
            try:
                shutil.copyfile(beside(path, ending), beside(copy, ending))
            except OSError as error:
                # Beside a file with the longest of names there can be none with a longer one.
                if error.errno not in (errno.ENOENT, errno.ENAMETOOLONG):
                    raise
                beside(copy, ending).unlink(missing_ok=True)
        # Half of somebody's change would look like damage.
        if _states(path) == before:
            return copy
        time.sleep(_PAUSE)
    raise PlanError(f"{path}: {IN_USE}")


def _check_room(path: Path, folder: Path) -> None:
    """Raise OSError where the files are larger than the room there is, before it is filled."""
    sizes = (state[1] for state in _states(path) if state is not None)
    if sum(sizes) > shutil.disk_usage(folder).free:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _states(path: Path) -> tuple[FileState | None, ...]:
    return file_state(path), *(file_state(beside(path, ending)) for ending in LEFT_BESIDE)


def no_room(path: Path, error: OSError) -> PlanError:
    """Return the error for a copy of `path` that has no place."""
    return PlanError(
        f"{path}: it can't be copied to be checked ({error.strerror or error}); make room in"
        f" {tempfile.gettempdir()}, then try again"
    )
