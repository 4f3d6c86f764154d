"""The file that somebody names to make a plan of, or to read into one: its content, what it is."""

from __future__ import annotations

import hashlib
import stat
import sys
from pathlib import Path

from db.errors import PlanError

STANDARD_INPUT = "standard input"

_MOST_BYTES = 256 * 1024 * 1024
_ENDING = ".json"


def source_bytes(source: str) -> tuple[bytes, str]:
    """Return the content of the file `source` (`-`: standard input), and what to call it.

    The name is the file's own, without folders. Raises PlanError where it can't be read.
    """
    if source == "-":
        data = sys.stdin.buffer.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise PlanError(f"{STANDARD_INPUT}: too large for a plan")
        return data, STANDARD_INPUT
    path = Path(source)
    try:
        if stat.S_ISFIFO(path.stat().st_mode) and not source.startswith("/dev/"):
            raise PlanError(f"{source}: this is a pipe, and no file; give its content with -")
        with path.open("rb") as file:  # a device may have no end
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise PlanError(f"{source}: there is no such file") from None
    except IsADirectoryError:
        raise PlanError(f"{source}: this is a folder; name a file in it") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise PlanError(f"{source}: can't be read: {why}") from None
    if len(data) > _MOST_BYTES:
        raise PlanError(f"{source}: too large for a plan")
    return data, path.name


def is_plan_json(data: bytes, name: str) -> bool:
    """Return whether a file is to be read as a plan in JSON: by its ending, or by how it begins."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    begins = start.startswith(b"{") and not start.startswith(b"{\\rtf")
    return name.casefold().endswith(_ENDING) or begins or not start


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()
