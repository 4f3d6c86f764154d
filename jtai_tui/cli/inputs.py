"""Texts and files that a command takes from elsewhere: a file, standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from db.errors import PlanError

STANDARD_INPUT = "standard input"
MOST_TEXT_BYTES = 16 * 1024 * 1024


def text_or_input(text: str) -> str:
    """Return a text as it was typed; `-` reads it from standard input. Raises PlanError."""
    return decoded(input_bytes(MOST_TEXT_BYTES), STANDARD_INPUT) if text == "-" else text


def input_bytes(most: int) -> bytes:
    """Return what standard input holds. Raises PlanError for more than `most` bytes."""
    data = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        raise PlanError(f"{STANDARD_INPUT}: more than {most // 1024 // 1024} MB are not taken")
    return data


def text_or_file(text: str) -> str:
    """Return a text as typed; `@PATH` reads a file, `@-` standard input, `@@` is one `@`.

    Raises PlanError where there is nothing to read.
    """
    if not text.startswith("@"):
        return text
    name = text[1:]
    if name.startswith("@"):
        return name
    if name == "-":
        return text_or_input("-")
    return decoded(file_bytes(Path(name), MOST_TEXT_BYTES), name)


def decoded(data: bytes, name: str) -> str:
    """Return text in UTF-8, its line ends made one sort and the last one left out."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlanError(f"{name}: this is no text in UTF-8; save it as UTF-8 first") from None
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def file_bytes(path: Path, most: int) -> bytes:
    """Return a file's content. Raises PlanError for what can't be read, or is over `most` bytes."""
    try:
        if path.exists() and not path.is_file():
            raise PlanError(f"{path}: this is not a file")
        size = path.stat().st_size
        if size > most:
            raise PlanError(
                f"{path}: it has {size / 1024 / 1024:.1f} MB, and up to {most // 1024 // 1024} MB"
                " are taken; give a link to it instead"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise PlanError(f"{path}: there is no such file") from None
    except OSError as error:
        raise PlanError(f"{path}: can't be read: {error.strerror or error}") from None
