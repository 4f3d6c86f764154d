"""How far something that takes long has come: said on a terminal, after a second, in one line."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from db.examine import Progress
from jtai_tui.cli.output import PROGRAM

_PATIENCE = 1.0


@contextmanager
def shown_progress(doing: str) -> Iterator[Progress]:
    """Give what is to be called with how much is done, from 0 to 1; the line is gone afterwards.

    Where standard error is no terminal, nothing is shown.
    """
    stream = sys.stderr
    started, shown = time.monotonic(), ""

    def show(done: float) -> None:
        nonlocal shown
        line = f"{PROGRAM}: {doing}, {done:.0%}"
        if line != shown and time.monotonic() - started > _PATIENCE:
            stream.write(f"\r{line}")
            stream.flush()
            shown = line

    visible = stream is not None and stream.isatty()
    try:
        yield show if visible else float
    finally:
        if shown:
            stream.write(f"\r{' ' * len(shown)}\r")
            stream.flush()
