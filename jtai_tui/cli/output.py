"""What goes out: text for people and data for programs, each on the stream it belongs to."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable

from jtai_tui.json_text import json_text

PROGRAM = "jtai"
MOST_TOLD = 1000
"""Characters of a message; of a longer one the beginning and the end are told, which say most."""


def prepare_streams() -> None:
    """Let no character that a terminal's encoding lacks stop a command half-way."""
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=errors)


def say(*lines: str) -> None:
    """Print lines of visible text for people."""
    _write("".join(f"{line}\n" for line in lines))


def say_plan_text(lines: Iterable[str]) -> None:
    """Print lines that hold a plan's own text, each made fit for a terminal and still one line."""
    from jtai_tui.text import one_line  # noqa: PLC0415  brings in Rich

    say(*(one_line(line) for line in lines))


def tell(message: str) -> None:
    """Print one line on standard error, whatever the message holds and however long it is."""
    if len(message) > MOST_TOLD:
        message = f"{message[: MOST_TOLD // 2]} … {message[-MOST_TOLD // 2 :]}"
    if not (message.isascii() and message.isprintable()):
        from jtai_tui.text import one_line  # noqa: PLC0415  brings in Rich

        message = one_line(message)
    if sys.stderr is not None:
        print(f"{PROGRAM}: {message}", file=sys.stderr)  # noqa: T201  this is where it is done


def warn(message: str) -> None:
    """Print a line on standard error about what does not stop the command."""
    tell(f"warning: {message}")


def write_json(value: object) -> None:
    """Print data as JSON."""
    write_data(json_text(value))


def write_csv(text: str) -> None:
    """Print a table as CSV: for a program as it is, on a terminal so that nothing steers that."""
    if to_terminal():
        from jtai_tui.text import visible  # noqa: PLC0415  brings in Rich

        text = visible(text)
    write_data(text)


def write_data(text: str) -> None:
    """Print data for a program: in UTF-8 and as it is, except on a terminal."""
    if to_terminal():
        _write(text)
    else:
        write_bytes(text.encode())


def to_terminal() -> bool:
    """Return whether what is printed is read by a person at a terminal, or by nobody."""
    return sys.stdout is None or sys.stdout.isatty()


def write_bytes(data: bytes) -> None:
    """Print bytes as they are."""
    stream = sys.stdout
    stream.flush()
    left = memoryview(data)
    while left:  # without Python's buffer, a pipe takes what it has room for
        left = left[stream.buffer.write(left) :]


def _write(text: str) -> None:
    if sys.stdout is not None:
        sys.stdout.write(text)


def flush() -> None:
    """Send what was printed on its way. Raises OSError where it does not arrive."""
    if sys.stdout is not None:
        sys.stdout.flush()


def drop_output() -> None:
    """Let what is still to be printed go nowhere: it can't arrive, and trying again only fails."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
