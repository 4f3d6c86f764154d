"""Files, and names of files, that are on the disk when we say so."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def put_on_disk(file: Path) -> None:
    """Wait until the file, with all that is in it, is on the disk. Raises OSError."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def settle_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system lets us."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def real_path(path: Path) -> Path:
    """Return the path with every link followed; one that leads in a circle stays as it is.

    Path.resolve raises RuntimeError for that, and whoever opens the file says it better.
    """
    return Path(os.path.realpath(path))


def put_in_place(fresh: Path, path: Path, *, overwrite: bool) -> None:
    """Give a finished file its name, and have the name on the disk.

    Raises FileExistsError where somebody has taken the name, unless `overwrite`; and OSError.
    """
    if overwrite:
        fresh.replace(path)
    else:
        _take_name(fresh, path)
    settle_folder(path.absolute().parent)


def _take_name(fresh: Path, path: Path) -> None:
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        if os.path.lexists(path):
            raise FileExistsError(f"{path}: there is a file already") from None
        fresh.rename(path)
