"""Folders and files for their owner's eyes alone: what this machine remembers, settings, backups.

A plan is a document, and whoever keeps it says who may read it. What jtai keeps beside it holds
the same names and findings, lies where nobody thinks of it, and so is nobody else's to read.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

PROGRAM_FOLDER = "jtai"
"""The name of the folder that a program has of its own in the user's folders."""

_OWNER_ONLY = 0o700
_OTHERS = 0o077


def private_folder(path: Path) -> Path:
    """Return the folder at `path`, there and open to its owner alone, whatever the umask.

    Each folder above it that is missing is made like it. One that is there is closed to others,
    and so are those above it up to the program's own. Raises OSError, also where the folder is
    open to others and somebody else's, so that it can't be closed.
    """
    _make(path)
    for folder in _ours(path):
        _close_to_others(folder)
    return path


def new_private_file(path: Path) -> int:
    """Make a file that its owner alone may read, and return the descriptor to write it by.

    Raises FileExistsError where something is there, and OSError.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def _make(path: Path) -> None:
    """Make a folder and all that are missing above it; `parents=True` would leave those open."""
    try:
        path.mkdir(mode=_OWNER_ONLY)
    except FileNotFoundError:
        if path.parent == path:
            raise
        _make(path.parent)
        path.mkdir(mode=_OWNER_ONLY, exist_ok=True)
    except FileExistsError:
        if not path.is_dir():
            raise


def _ours(path: Path) -> tuple[Path, ...]:
    """Return the folder and those above it that belong to this program, not to all programs."""
    above = (path, *path.parents)
    named = [place for place, folder in enumerate(above) if folder.name == PROGRAM_FOLDER]
    return above[: named[0] + 1] if named else (path,)


def _close_to_others(folder: Path) -> None:
    found = folder.stat()
    if os.name == "nt" or not found.st_mode & _OTHERS:
        return
    try:
        folder.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS | _OWNER_ONLY)
    except OSError:
        # Ours on a disk that keeps no rights: there is no more to be done. Somebody else's: no.
        if found.st_uid != os.geteuid():
            raise
