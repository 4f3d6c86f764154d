"""Writing a file so that it appears whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from db.disk import put_in_place, real_path
from db.private_folder import new_private_file
from db.unfinished import unfinished


def write_whole(path: Path, data: bytes, *, overwrite: bool, private: bool = False) -> None:
    """Write `data` to the file at `path`, on the disk before it has its name.

    A link is followed. `private` lets nobody else read it. Raises FileExistsError where something
    is there that may not be replaced (only a plain file ever may), and OSError.
    """
    target = real_path(path) if overwrite else path
    if os.path.lexists(target) and not (overwrite and _is_plain(target)):
        raise FileExistsError(f"{path}: there is a file already")
    with unfinished(target.parent) as fresh:
        descriptor = new_private_file(fresh) if private else _new_file(fresh)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(fresh, target, overwrite=overwrite)


def _new_file(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)


def _is_plain(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)
