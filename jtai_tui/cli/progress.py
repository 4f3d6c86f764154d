"""How far something that takes long has come: said on a terminal, after a second, in one line."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from db.examine import Progress
from jtai_tui.cli.output import PROGRAM

_PATIENCE = 1.0


@contextmanager
def shown_progress(
    doing: str, *, clock: Callable[[], float] = time.monotonic
) -> Iterator[Progress]:
    """Give what is to be called with how much is done, from 0 to 1; the line is gone afterwards.

    Where standard error is no terminal, nothing is shown.
    """
    stream = sys.stderr
    started, shown = clock(), ""

    def show(done: float) -> None:
        nonlocal shown
        if clock() - started > _PATIENCE and (line := _line(doing, done)) != shown:
            stream.write(f"\r{line}")
            stream.flush()
            shown = line

    visible = stream is not None and stream.isatty()
    try:
        yield show if visible else float
    finally:
        if shown:
            stream.write(f"\r{' ' * _columns()}\r")
            stream.flush()


def _line(doing: str, done: float) -> str:
    from jtai_tui.text import fit, one_line  # noqa: PLC0415  brings in Rich

    end = f", {done:.0%}"
    line = f"{PROGRAM}: {one_line(doing)}"
    return fit(line, _columns() - len(end)).rstrip() + end


def _columns() -> int:
    """Return how many cells a line may take before the terminal goes on to the next."""
    return shutil.get_terminal_size().columns - 1
