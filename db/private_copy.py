"""A copy of a file that nobody else can reach, to look at what a stranger sent without touching it.

SQLite may write to a file that it only reads: it takes back what was cut off, and makes a second
file for one in write-ahead mode. In the copy it may.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.errors import PlanError
from db.file import BUSY_SECONDS
from db.header import beside
from db.memory import FileState, file_state

_PAUSE = 0.05
_BESIDE = ("-journal", "-wal")


@contextmanager
def private_copy(path: Path) -> Iterator[Path]:
    """Give a copy of the file at `path`, with what SQLite keeps beside it; it is gone afterwards.

    It is as all of that stood at one moment. Raises PlanError where there is no room for it, and
    where another program writes to the file without a pause.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="jtai-"))  # for nobody else
    except OSError as error:
        raise _no_room(path, error) from None
    try:
        try:
            copy = _copy(path, folder)
        except OSError as error:
            raise _no_room(path, error) from None
        yield copy
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(path: Path, folder: Path) -> Path:
    copy = folder / "plan.db"
    for _ in range(round(BUSY_SECONDS / _PAUSE)):
        before = _states(path)
        shutil.copyfile(path, copy)
        for ending in _BESIDE:
            try:
                shutil.copyfile(beside(path, ending), beside(copy, ending))
            except FileNotFoundError:
                beside(copy, ending).unlink(missing_ok=True)
        # Half of somebody's change would look like damage.
        if _states(path) == before:
            return copy
        time.sleep(_PAUSE)
    raise PlanError(f"{path}: in use by another program; close it there, then try again")


def _states(path: Path) -> tuple[FileState | None, ...]:
    return file_state(path), *(file_state(beside(path, ending)) for ending in _BESIDE)


def _no_room(path: Path, error: OSError) -> PlanError:
    return PlanError(
        f"{path}: it can't be copied to be checked ({error.strerror or error}); make room in"
        f" {tempfile.gettempdir()}, then try again"
    )
