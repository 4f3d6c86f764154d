"""A copy of a file that nobody else can reach, to look at what a stranger sent without touching it.

SQLite may write to a file that it only reads: it takes back what was cut off, and makes a second
file for one in write-ahead mode. In the copy it may.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.errors import PlanError
from db.header import beside


@contextmanager
def private_copy(path: Path) -> Iterator[Path]:
    """Give a copy of the file at `path`, with what SQLite keeps beside it; it is gone afterwards.

    Raises PlanError where there is no room for it.
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
    shutil.copyfile(path, copy)
    for ending in ("-journal", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(beside(path, ending), beside(copy, ending))
    return copy


def _no_room(path: Path, error: OSError) -> PlanError:
    return PlanError(
        f"{path}: it can't be copied to be checked ({error.strerror or error}); make room in"
        f" {tempfile.gettempdir()}, then try again"
    )
