"""How long until the screen stands, and until actions can be read: as ratios.

The measure is an empty Textual app, started in turn with the app in question: its first paint is
1. Times depend on the machine, ratios hardly do. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import os
import select
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyte
from ptyprocess import PtyProcess

ROWS, COLUMNS = 40, 120
PATIENCE = 20.0  # seconds
FRAME_LIMIT, ROWS_LIMIT = 1.5, 2.3
_HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
EMPTY = "from textual.app import App\nclass Empty(App):\n    pass\nEmpty().run()\n"

Painted = Callable[[pyte.Screen], bool]


class Result(NamedTuple):
    """What was measured: its name and the seconds of each run."""

    name: str
    seconds: list[float]

    @property
    def median(self) -> float:
        """The middle of all runs, in seconds."""
        return statistics.median(self.seconds)


class _Screen(pyte.Screen):
    """A screen that passes over the private sequences pyte doesn't know."""

    def set_margins(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("private", None)
        super().set_margins(*args, **kwargs)

    def report_device_status(self, *args: Any, **kwargs: Any) -> None:
        pass

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        if not private:
            super().select_graphic_rendition(*attrs)


def shows(text: str) -> Painted:
    """Return a test for a screen that `text` stands on."""
    return lambda screen: any(text in line for line in screen.display)


def is_filled(screen: pyte.Screen) -> bool:
    """Return whether the whole screen has been painted, with text or a background."""
    corner = screen.buffer[ROWS - 1][COLUMNS - 1]
    return bool(corner.bg != "default" or corner.data.strip())


def first_paints(
    command: Sequence[str], wanted: Sequence[Painted], environ: Mapping[str, str]
) -> list[float]:
    """Start a program in a pseudo-terminal; return the seconds to each paint that is wanted.

    Each chunk of its output is stamped as it comes, and only then shown to a screen. Raises
    SystemExit if a paint doesn't come.
    """
    started = time.perf_counter()
    process = PtyProcess.spawn(list(command), env=dict(environ), dimensions=(ROWS, COLUMNS))
    screen = _Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    found: list[float] = []
    try:
        for moment, chunk in _chunks(process):
            stream.feed(chunk)
            while len(found) < len(wanted) and wanted[len(found)](screen):
                found.append(moment - started)
            if len(found) == len(wanted):
                return found
    finally:
        process.terminate(force=True)
    raise SystemExit(
        f"first_paint: {shlex.join(command)} did not paint what was awaited:\n"
        + "\n".join(line.rstrip() for line in screen.display)
    )


def _chunks(process: PtyProcess) -> Iterator[tuple[float, bytes]]:
    """Yield output as it was stamped; it is taken in until the program pauses, then handed on."""
    end = time.perf_counter() + PATIENCE
    held: list[tuple[float, bytes]] = []
    while time.perf_counter() < end:
        ready, _, _ = select.select([process.fd], [], [], 0.1)
        if ready:
            try:
                held.append((time.perf_counter(), os.read(process.fd, 1 << 16)))
            except OSError:
                break
        else:
            yield from held
            held = []
    yield from held


def measure(
    command: Sequence[str], frame: str, rows: str, runs: int, environ: Mapping[str, str]
) -> tuple[Result, Result, Result]:
    """Return the empty app's first paint, the command's frame and its actions; interleaved."""
    empty, framed, filled = (
        Result("an empty Textual app", []),
        Result("the frame of the screen", []),
        Result("actions to read", []),
    )
    bare = [sys.executable, "-c", EMPTY]
    for run in range(runs + 1):
        at_empty = first_paints(bare, [is_filled], environ)
        at_ours = first_paints(command, [shows(frame), shows(rows)], environ)
        if run:  # the first of each fills the file cache and writes the byte code
            empty.seconds.append(at_empty[0])
            framed.seconds.append(at_ours[0])
            filled.seconds.append(at_ours[1])
    return empty, framed, filled


@contextmanager
def own_home() -> Iterator[dict[str, str]]:
    """Yield an environment with settings and caches of its own, so that nobody's are touched."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environ.update(dict.fromkeys(_HOMES, folder))
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            environ.pop(name, None)
        yield environ


def made_plan(environ: Mapping[str, str]) -> list[str]:
    """Make a plan file, and return the command that opens it."""
    file = str(Path(environ["HOME"]) / "plan.db")
    subprocess.run(
        [sys.executable, "-m", "jtai_tui", "new", file, "--author", "First Paint"],
        env=dict(environ),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return [sys.executable, "-m", "jtai_tui", "open", file, "--today", "2020-07-01"]


def main() -> int:
    """Measure, print a table; with --check return 1 beyond the limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10, help="of each program (10)")
    parser.add_argument("--frame", default="help", help="text of the frame, at the foot")
    parser.add_argument("--rows", default="Dashboard", help="text of the first action")
    parser.add_argument("--check", action="store_true", help="exit 1 beyond the limits")
    parser.add_argument("command", nargs="*", help="what to run, after --; default: the app")
    options = parser.parse_args()
    with own_home() as environ:
        command = options.command or made_plan(environ)
        results = measure(command, options.frame, options.rows, options.runs, environ)
    empty = results[0].median
    limits = (None, FRAME_LIMIT, ROWS_LIMIT)
    title = f"first paint, median of {options.runs}"
    lines = [f"{title:32}{'ms':>8}{'ratio':>8}{'limit':>8}"]
    for result, limit in zip(results, limits, strict=True):
        ratio = result.median / empty
        shown = "" if limit is None else f"{limit:.2f}"
        lines.append(f"{result.name:32}{result.median * 1000:8.0f}{ratio:8.2f}{shown:>8}")
    sys.stdout.write("\n".join(lines) + "\n")
    beyond = any(
        limit is not None and result.median / empty > limit
        for result, limit in zip(results, limits, strict=True)
    )
    return 1 if options.check and beyond else 0


if __name__ == "__main__":
    raise SystemExit(main())
