"""How long from the key until a review of 500 incoming changes stands on the screen.

The app runs in a pseudo-terminal, on a plan that took in a copy with so many changes, some of them
in conflict. The measure is the first paint of an empty Textual app. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import os
import select
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyte
from first_paint import (
    COLUMNS,
    EMPTY,
    PATIENCE,
    ROWS,
    Painted,
    Result,
    first_paints,
    is_filled,
    made_plan,
    own_home,
    shows,
)
from first_paint import _Screen as Screen
from ptyprocess import PtyProcess

CHANGES = 500
LIMIT_MS, LIMIT = 300, 1.0
_TODAY = date(2020, 7, 1)
_QUIET = 1.5  # seconds in which nothing is painted: the app has done all that it does at a start
_REVIEW, _DOWN, _BACK = "i", "j", "q"


def take_in(file: Path, number: int) -> None:
    """Let a plan take in a copy with so many changes; texts that both have edited are in conflict.

    The rest of them are progress updates.
    """
    from db.changes import add_update, edit  # noqa: PLC0415
    from db.merge import merge  # noqa: PLC0415
    from db.queries import action_ids, action_rows  # noqa: PLC0415
    from db.selection import Order, Selection, SortKey  # noqa: PLC0415
    from db.ship import ship  # noqa: PLC0415
    from db.signature import Signature  # noqa: PLC0415
    from db.store import open_plan  # noqa: PLC0415

    ours, theirs = Signature("J Smith"), Signature("R Mwangi")
    copy = file.with_name("health.db")
    with open_plan(file) as plan:
        ship(plan, copy, to="Health", by=ours)
        ids = action_ids(plan, Selection(), Order(SortKey.REFERENCE), today=_TODAY)
        rows = action_rows(plan, ids, today=_TODAY)
        for row in rows:
            texts = {"finding": f"{row.finding} As agreed.", "action": f"{row.action} As agreed."}
            edit(plan, row.id, texts, by=ours, today=_TODAY)
    with open_plan(copy) as plan:
        for row in rows:
            texts = {"finding": f"{row.finding} As read.", "action": f"{row.action} As read."}
            edit(plan, row.id, texts, by=theirs, today=_TODAY)
        for place in range(number - 2 * len(rows)):
            one = rows[place % len(rows)].id
            add_update(plan, [one], f"What was done, part {place}.", by=theirs, day=_TODAY)
    with open_plan(file) as plan:
        merge(plan, [copy], by=ours)


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self.process = PtyProcess.spawn(
            list(command), env=dict(environ), dimensions=(ROWS, COLUMNS)
        )
        self._screen = Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)

    def after(self, key: str, wanted: Painted) -> float:
        """Press a key; return the seconds until the chunk after which the screen is as wanted."""
        started = time.perf_counter()
        self.process.write(key.encode())
        chunks: list[tuple[float, bytes]] = []
        end = started + PATIENCE
        while time.perf_counter() < end:
            ready, _, _ = select.select([self.process.fd], [], [], 0.1)
            if ready:
                chunks.append((time.perf_counter(), os.read(self.process.fd, 1 << 16)))
                continue
            for moment, chunk in chunks:
                self._stream.feed(chunk)
                if wanted(self._screen):
                    self.settle()
                    return moment - started
            chunks = []
        text = "\n".join(line.rstrip() for line in self._screen.display)
        raise SystemExit(f"review: after {key!r} this was painted:\n{text}")

    def settle(self) -> None:
        """Take in what is painted until nothing has been for a while."""
        while select.select([self.process.fd], [], [], _QUIET)[0]:
            self._stream.feed(os.read(self.process.fd, 1 << 16))


def measure(runs: int, number: int, environ: Mapping[str, str]) -> list[Result]:
    """Return the paints of an empty app, of the review, of it again, and of its next line."""
    command = [*made_plan(environ), "--author", "J Smith"]
    take_in(Path(command[command.index("open") + 1]), number)
    words = ("an empty Textual app", "the review, first time", "the review again", "a line down")
    results = [Result(each, []) for each in words]
    reviewed = _both(shows(f"{number:,} changes"), shows("! conflict"), shows("THEIRS"))
    for run in range(runs + 1):
        at_empty = first_paints([sys.executable, "-c", EMPTY], [is_filled], environ)[0]
        terminal = Terminal(command, environ)
        try:
            terminal.after("", shows("Dashboard"))
            first = terminal.after(_REVIEW, reviewed)
            second = terminal.after(_DOWN, shows(": Action"))
            terminal.after(_BACK, shows("goes on with them"))
            again = terminal.after(_REVIEW, reviewed)
        finally:
            terminal.process.terminate(force=True)
        if run:
            for result, seconds in zip(results, (at_empty, first, again, second), strict=True):
                result.seconds.append(seconds)
    return results


def _both(*tests: Painted) -> Painted:
    return lambda screen: all(test(screen) for test in tests)


def main() -> int:
    """Measure, print a table; with --check return 1 beyond the limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="of the app (5)")
    parser.add_argument("--changes", type=int, default=CHANGES, help=f"how many ({CHANGES})")
    parser.add_argument("--check", action="store_true", help="exit 1 beyond the limits")
    options = parser.parse_args()
    with own_home() as environ:
        results = measure(options.runs, options.changes, environ)
    empty = results[0].median
    title = f"{options.changes:,} changes, median of {options.runs}"
    sys.stdout.write(f"{title:32}{'ms':>8}{'ratio':>8}{'limit':>8}\n")
    beyond = False
    for result in results:
        limited = result is results[1]
        ratio = result.median / empty
        beyond |= limited and (ratio > LIMIT or result.median * 1000 > LIMIT_MS)
        limit = f"{LIMIT:.2f}" if limited else ""
        sys.stdout.write(f"{result.name:32}{result.median * 1000:8.0f}{ratio:8.2f}{limit:>8}\n")
    return 1 if options.check and beyond else 0


if __name__ == "__main__":
    raise SystemExit(main())
