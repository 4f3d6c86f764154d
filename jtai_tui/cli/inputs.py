"""Texts that a command takes from elsewhere: a file, standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from db.errors import PlanError
from db.incoming_file import read_file

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
    return decoded(read_file(Path(name), MOST_TEXT_BYTES), name)


def decoded(data: bytes, name: str) -> str:
    """Return text in UTF-8, its line ends made one sort and the last one left out."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlanError(f"{name}: this is no text in UTF-8; save it as UTF-8 first") from None
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
