"""A file of the disk on its way into a plan: looked at before it is read, and read within a bound.

What lies at a path may be a film, a pipe that never ends, or a file that grows while it is read.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from db.errors import Refused
from db.fields import check_field
from db.safe_name import is_hidden, safe_name
from db.sizes import size_words

_AT_ONCE = 1024 * 1024


def look_at_file(path: Path, most: int) -> int:
    """Return how many bytes the file at `path` has, up to `most`. Raises Refused.

    What is no file, isn't there, may not be read or is larger is refused; nothing is read.
    """
    try:
        status = path.stat()
        readable = os.access(path, os.R_OK)
    except (OSError, ValueError) as error:
        raise Refused(_unreadable(path, error)) from None
    _check_sort(path, status, most)
    if not readable:
        raise Refused(f"{path}: can't be read, you have no right to; ask its owner for access")
    return status.st_size


def read_file(path: Path, most: int) -> bytes:
    """Return the content of the file at `path`, of at most `most` bytes. Raises Refused."""
    look_at_file(path, most)
    try:
        # A pipe that takes the file's place meanwhile would be waited for without NONBLOCK.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(path, flags), "rb", buffering=0) as file:  # noqa: PTH123  a descriptor
            _check_sort(path, os.fstat(file.fileno()), most)
            data = bytearray()
            while len(data) <= most and (part := file.read(min(_AT_ONCE, most + 1 - len(data)))):
                data += part
    except (OSError, ValueError) as error:
        raise Refused(_unreadable(path, error)) from None
    if len(data) > most:
        raise Refused(_too_large(path, len(data), most))
    return bytes(data)


def name_to_keep(name: str) -> str:
    """Return the name under which a plan keeps a file called `name`: as it is, wherever it can.

    One that a plan can't keep, or that holds what nobody sees or what turns it about, is made
    safe; whoever adds the file is to be told.
    """
    try:
        check_field("evidence", "file_name", name)
    except Refused:
        return safe_name(name)
    return safe_name(name) if any(map(is_hidden, name)) else name


def _check_sort(path: Path, status: os.stat_result, most: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise Refused(f"{path}: this is a folder, not a file; name a file in it")
    if not stat.S_ISREG(status.st_mode):
        raise Refused(f"{path}: this is not a file but a device, a pipe or a socket; name a file")
    if status.st_size > most:
        raise Refused(_too_large(path, status.st_size, most))


def _too_large(path: Path, size: int, most: int) -> str:
    return (
        f"{path}: it has {size_words(size)}, and up to {size_words(most)} are taken;"
        " give a link to it instead"
    )


def _unreadable(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{path}: there is no such file"
    if isinstance(error, PermissionError):
        return f"{path}: can't be read, you have no right to; ask its owner for access"
    return f"{path}: can't be read: {getattr(error, 'strerror', None) or error}"
